import { expect, it } from 'vitest';
import { DiagnoseGuest, OPERAND, SPECIFICATION } from '../../support/diagnose.js';

const LIST = 0x2000;
const CCW = 0x3000;

function run(guest: DiagnoseGuest, device: number, ccw: number, extra: Record<number, number> = {}) {
  guest.put(LIST, new Uint8Array(88));
  guest.put(LIST, [device >> 8, device & 0xff]);
  guest.putWord(LIST + 8, ccw);
  for (const [offset, value] of Object.entries(extra)) guest.put(LIST + Number(offset), [value]);
  return guest.call(0xa8, 2, 3, { 2: LIST, 15: 99 });
}

it("X'A8' runs a channel program to its end", () => {
  const guest = new DiagnoseGuest();
  // SENSE of the printer, one byte of four asked for
  guest.put(CCW, [0x04, 0, 0x40, 0, 0x20, 0, 0, 4]);
  const end = run(guest, 0x00e, CCW);
  expect([end.conditionCode, end.gpr[15]]).toEqual([0, 0]);
  expect(guest.word(LIST + 16)).toBe(CCW + 8);
  expect(guest.bytes(LIST + 20, 4)).toEqual([0x0c, 0, 0, 3]);
});

it("X'A8' stores status and sense of an error", () => {
  const guest = new DiagnoseGuest();
  guest.put(CCW, [0x0e, 0, 0x40, 0, 0x20, 0, 0, 80]);
  const end = run(guest, 0x00e, CCW);
  expect([end.conditionCode, end.gpr[15]]).toEqual([3, 13]);
  expect(guest.bytes(LIST + 20, 1)[0] & 0x02).toBe(0x02);
  expect(guest.bytes(LIST + 30, 2)).not.toEqual([0, 0]);
  // command reject
  expect(guest.bytes(LIST + 56, 1)).toEqual([0x80]);
});

it("X'A8' refuses what is wrong in its list", () => {
  const guest = new DiagnoseGuest();
  expect(run(guest, 0x777, CCW).gpr[15]).toBe(1);
  expect(run(guest, 0x00e, CCW + 4).check).toBe(OPERAND);
  expect(run(guest, 0x00e, CCW, { 2: 0x01 }).check).toBe(OPERAND);
  expect(run(guest, 0x00e, CCW, { 3: 0x80 }).check).toBe(OPERAND);
  expect(run(guest, 0x00e, CCW, { 40: 1 }).check).toBe(OPERAND);
  expect(guest.call(0xa8, 2, 3, { 2: LIST + 2 }).check).toBe(SPECIFICATION);
});
