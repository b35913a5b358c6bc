import { expect, it } from 'vitest';
import { ADDRESSING, DiagnoseGuest, PRIVILEGED, SPECIFICATION } from '../../support/diagnose.js';

it("X'74' knows no library of a 3800", () => {
  const guest = new DiagnoseGuest('MAINT');
  const call = (page: number, length: number) => guest.call(0x74, 2, 4, { 4: page, 5: length });
  expect(call(0x4000, 0x1000).gpr[4]).toBe(4);
  expect(call(0x4800, 0x1000).check).toBe(SPECIFICATION);
  expect(call(0x4000, 0x100000).check).toBe(ADDRESSING);
  expect(guest.call(0x74, 15, 4, { 4: 0x4000, 5: 1 }).check).toBe(SPECIFICATION);
  expect(guest.call(0x74, 2, 15, { 15: 0x4000 }).check).toBe(SPECIFICATION);
  expect(new DiagnoseGuest().call(0x74, 2, 4).check).toBe(PRIVILEGED);
});
