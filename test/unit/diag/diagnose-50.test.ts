import { expect, it } from 'vitest';
import { DiagnoseGuest, PRIVILEGED } from '../../support/diagnose.js';

it("X'50' knows no control program", () => {
  expect(new DiagnoseGuest('MAINT').call(0x50, 2, 3, { 2: 0x4000 }).gpr[3]).toBe(44);
  expect(new DiagnoseGuest().call(0x50, 2, 3).check).toBe(PRIVILEGED);
});
