import { expect, it } from 'vitest';
import { DiagnoseGuest, PROTECTION } from '../../support/diagnose.js';

it("X'78' finds no mass storage system", () => {
  expect(new DiagnoseGuest().call(0x78, 2, 4).check).toBe(PROTECTION);
});
