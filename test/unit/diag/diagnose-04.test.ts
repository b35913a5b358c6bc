import { expect, it } from 'vitest';
import { ADDRESSING, DiagnoseGuest, PRIVILEGED, PROTECTION, SPECIFICATION } from '../../support/diagnose.js';

const LIST = 0x2000;
const RESULT = 0x2800;

it("X'04' stores words of real storage, as CP sees it", () => {
  const guest = new DiagnoseGuest('OPERATOR');
  const { storage } = guest.system.machine;
  const wanted = [0, 0x100, storage.size - 2];
  wanted.forEach((address, index) => guest.putWord(LIST + 4 * index, address));
  storage.storeWord(0x100, 0x12345678);
  storage.copyIn(storage.size - 2, Uint8Array.of(0xab, 0xcd));
  const end = guest.call(0x04, 2, 3, { 2: LIST, 3: 3, 4: RESULT });
  expect(end.check).toBeUndefined();
  expect(guest.word(RESULT + 4)).toBe(0x12345678);
  // beyond the end of real storage there are zeros
  expect(guest.bytes(RESULT + 8, 4)).toEqual([0xab, 0xcd, 0, 0]);
  // the register behind 15 is 0
  expect(guest.call(0x04, 2, 15, { 2: LIST, 15: 1, 0: RESULT }).check).toBeUndefined();
});

it("X'04' ends at the end of the page, and refuses what is wrong", () => {
  const guest = new DiagnoseGuest('OPERATOR');
  guest.putWord(0x2ffc, 0x100);
  guest.putWord(0x3000, 0x7fffff);
  expect(guest.call(0x04, 2, 3, { 2: 0x2ffc, 3: 9, 4: RESULT }).check).toBeUndefined();
  const check = (list: number, count: number, result: number): number | undefined =>
    guest.call(0x04, 2, 3, { 2: list, 3: count, 4: result }).check;
  expect(check(LIST, 0, RESULT)).toBe(SPECIFICATION);
  expect(check(LIST, 1025, RESULT)).toBe(SPECIFICATION);
  expect(check(LIST, 1, 0x3000)).toBe(SPECIFICATION);
  guest.putWord(LIST, 0xffffff);
  expect(check(LIST, 1, RESULT)).toBe(ADDRESSING);
  guest.putWord(LIST, 0x100);
  expect(guest.call(0x04, 2, 3, { 2: LIST, 3: 1, 4: RESULT }, 5).check).toBe(PROTECTION);
  expect(new DiagnoseGuest().call(0x04, 2, 3, { 2: LIST, 3: 1, 4: RESULT }).check).toBe(PRIVILEGED);
});
