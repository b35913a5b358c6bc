import { expect, it } from 'vitest';
import { DiagnoseGuest, SPECIFICATION } from '../../support/diagnose.js';

it("X'48' takes 4 and 8", () => {
  const guest = new DiagnoseGuest();
  for (const value of [4, 8]) expect(guest.call(0x48, 2, 3, { 2: value }).check).toBeUndefined();
  for (const value of [0, 12, 0x01000004]) {
    expect(guest.call(0x48, 2, 3, { 2: value }).check).toBe(SPECIFICATION);
  }
});
