import { expect, it } from 'vitest';
import { DiagnoseGuest, PRIVILEGED, SPECIFICATION } from '../../support/diagnose.js';

it("X'38' finds no symbol table", () => {
  const guest = new DiagnoseGuest('OPERATOR');
  expect(guest.call(0x38, 2, 3, { 2: 0x4000 }).conditionCode).toBe(1);
  expect(guest.call(0x38, 2, 3, { 2: 0x4800 }).check).toBe(SPECIFICATION);
  expect(new DiagnoseGuest().call(0x38, 2, 3, { 2: 0x4000 }).check).toBe(PRIVILEGED);
});
