import { expect, it } from 'vitest';
import { DiagnoseGuest, SPECIFICATION } from '../../support/diagnose.js';

it('reserved codes do nothing; the others, and what is no multiple of four, are specification exceptions', () => {
  const guest = new DiagnoseGuest();
  for (const code of [0x40, 0x44, 0x6c, 0x70, 0x80, 0x88]) {
    const end = guest.call(code, 2, 3, { 2: 5, 3: 7 });
    expect([end.check, end.gpr[2], end.gpr[3]], code.toString(16)).toEqual([undefined, 5, 7]);
  }
  for (const code of [0x90, 0xfc, 0x104, 0x06]) {
    expect(guest.call(code, 2, 3).check, code.toString(16)).toBe(SPECIFICATION);
  }
});
