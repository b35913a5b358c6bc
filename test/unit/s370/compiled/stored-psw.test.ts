import { describe, expect, it } from 'vitest';
import {
  addressOfPsw,
  conditionCodeOfPsw,
  isStayingPsw,
  programMaskOfPsw,
} from '../../../../src/s370/compiled/stored-psw.js';

const BC = { high: 0x00011234, low: 0x6a123456 };
const EC = { high: 0x04091500, low: 0x00123456 };

describe('a PSW in storage', () => {
  it('has its fields where its mode has them', () => {
    expect([addressOfPsw(BC), programMaskOfPsw(BC), conditionCodeOfPsw(BC)]).toEqual([0x123456, 10, 2]);
    expect([addressOfPsw(EC), programMaskOfPsw(EC), conditionCodeOfPsw(EC)]).toEqual([0x123456, 5, 1]);
  });

  it('stays where it is but for problem state', () => {
    expect(isStayingPsw(BC, 0)).toBe(true);
    expect(isStayingPsw(EC, 0x04080000)).toBe(true);
  });

  it.each([
    ['waits', { high: 0x00020000, low: 0 }, 0],
    ['has another key', { high: 0x00100000, low: 0 }, 0],
    ['has another system mask', { high: 0x01000000, low: 0 }, 0],
    ['is of the other mode', EC, 0x04000000],
    ['has a one among the zeros of the first word', { high: 0x04080001, low: 0 }, 0x04080000],
    ['has a one among the zeros of the second word', { high: 0x04080000, low: 0x01000000 }, 0x04080000],
  ])('does not when it %s', (_, psw, present) => {
    expect(isStayingPsw(psw, present)).toBe(false);
  });
});
