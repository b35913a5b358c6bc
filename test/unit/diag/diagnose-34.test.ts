import { expect, it } from 'vitest';
import { ADDRESSING, DiagnoseGuest, PRIVILEGED, SPECIFICATION } from '../../support/diagnose.js';

it("X'34' finds no dump of the system", () => {
  const guest = new DiagnoseGuest('OPERATOR');
  const call = (page: number, reader: number) => guest.call(0x34, 2, 4, { 2: page, 4: reader });
  expect(call(0x4000, 0xc).conditionCode).toBe(2);
  expect([call(0x4000, 0x777).conditionCode, call(0x4000, 0x777).gpr[5]]).toEqual([3, 4]);
  expect(call(0x4000, 0x00d).gpr[5]).toBe(8);
  expect(call(0x4004, 0xc).check).toBe(SPECIFICATION);
  expect(call(0x800000, 0xc).check).toBe(ADDRESSING);
  expect(guest.call(0x34, 2, 15, { 2: 0x4000, 15: 0xc }).check).toBe(SPECIFICATION);
  expect(new DiagnoseGuest().call(0x34, 2, 4, { 2: 0x4000, 4: 0xc }).check).toBe(PRIVILEGED);
});
