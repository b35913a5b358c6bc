import { describe, expect, it } from 'vitest';
import { wholeNumber } from '../../../src/cli/whole-number.js';

describe('wholeNumber', () => {
  it('reads numbers of its range, the ends among them', () => {
    expect(['-5', '0', '7'].map(wholeNumber(-5, 7))).toEqual([-5, 0, 7]);
  });

  it.each(['8', '-6', '1.5', 'x', '', ' '])('refuses "%s" and names the range', (text) => {
    expect(() => wholeNumber(-5, 7)(text)).toThrow('It must be a whole number from -5 to 7.');
  });
});
