import { expect, it } from 'vitest';
import { ADDRESSING, DiagnoseGuest, SPECIFICATION } from '../../support/diagnose.js';

it("X'10' releases pages of a guest, and looks at all bits of the addresses", () => {
  const guest = new DiagnoseGuest();
  guest.putWord(0x3000, 1);
  guest.putWord(0x4000, 2);
  guest.putWord(0x5000, 3);
  const check = (first: number, last: number): number | undefined =>
    guest.call(0x10, 2, 3, { 2: first, 3: last }).check;
  expect(check(0x3000, 0x4000)).toBeUndefined();
  expect([guest.word(0x3000), guest.word(0x4000), guest.word(0x5000)]).toEqual([0, 0, 3]);
  expect(check(0x3000, 0x4004)).toBe(SPECIFICATION);
  expect(check(0x3004, 0x4000)).toBe(SPECIFICATION);
  expect(check(0x5000, 0x4000)).toBe(SPECIFICATION);
  expect(check(-0x1000, 0x4000)).toBe(SPECIFICATION);
  expect(check(0x3000, 0x80000)).toBe(ADDRESSING);
  expect(check(0x3000, 0x01005000)).toBe(ADDRESSING);
});
