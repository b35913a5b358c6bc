import { describe, expect, it } from 'vitest';
import { decodeAddress, encodeAddress, graphicCode } from '../../../src/tn3270/datastream/index.js';

describe('buffer addresses', () => {
  it('codes six bits as graphic characters', () => {
    const expected =
      '40c1c2c3c4c5c6c7c8c94a4b4c4d4e4f50d1d2d3d4d5d6d7d8d95a5b5c5d5e5f' +
      '6061e2e3e4e5e6e7e8e96a6b6c6d6e6ff0f1f2f3f4f5f6f7f8f97a7b7c7d7e7f';
    const actual = Array.from({ length: 64 }, (_, bits) => graphicCode(bits).toString(16)).join('');
    expect(actual).toBe(expected);
  });

  it('codes addresses of a 24x80 screen in 12 bits', () => {
    // row 21, column 1 (from 0): the field address that a client of 24x80 sent in a recorded session
    expect(encodeAddress(21 * 80 + 1, 1920)).toEqual([0x5a, 0xd1]);
    expect(encodeAddress(0, 1920)).toEqual([0x40, 0x40]);
    expect(encodeAddress(1919, 1920)).toEqual([0x5d, 0x7f]);
  });

  it('uses 14 bits for larger buffers', () => {
    expect(encodeAddress(5000, 7920)).toEqual([0x13, 0x88]);
    expect(decodeAddress(0x13, 0x88)).toBe(5000);
  });

  it('refuses addresses outside the buffer', () => {
    expect(() => encodeAddress(1920, 1920)).toThrow(RangeError);
    expect(() => encodeAddress(-1, 1920)).toThrow(RangeError);
    expect(() => encodeAddress(1.5, 1920)).toThrow(RangeError);
  });
});
