import { describe, expect, it } from 'vitest';
import { readSavedSystemImage, writeSavedSystemImage } from '../../../../src/cp/index.js';
import type { SavedSystemImage } from '../../../../src/cp/index.js';

const PAGE = 4096;

function image(pages: number): SavedSystemImage {
  return {
    state: {
      pswHigh: 0x000400ca,
      pswLow: 0x80020128 | 0,
      gpr: Int32Array.from({ length: 16 }, (_, register) => 0x1000 + register),
      fpr: Int32Array.from({ length: 8 }, (_, word) => 0x4100 + word),
      cr: Int32Array.from({ length: 16 }, (_, register) => 0x2000 + register),
      keys: Uint8Array.from({ length: 2 * pages }, (_, half) => (half << 4) | 6),
    },
    pages: Array.from({ length: pages }, (_, page) => new Uint8Array(PAGE).fill(page + 1)),
  };
}

describe('the image of a saved system', () => {
  it('has the layout of VM/370', () => {
    const bytes = writeSavedSystemImage(image(3));
    expect(bytes).toHaveLength(4 * PAGE);
    const view = new DataView(bytes.buffer);
    expect(view.getUint32(4)).toBe(0x80020128);
    expect(view.getUint32(8 + 4 * 15)).toBe(0x100f);
    expect(view.getUint32(0x48)).toBe(0x4100);
    expect(view.getUint32(0x68)).toBe(0x2000);
    expect([...bytes.subarray(0xa8, 0xaf)]).toEqual([0x06, 0x16, 0x26, 0x36, 0x46, 0x56, 0]);
    expect(bytes[PAGE]).toBe(1);
    expect(bytes[3 * PAGE]).toBe(3);
  });

  it('is read as it was written; pages behind those that are wanted are passed over', () => {
    expect(readSavedSystemImage(writeSavedSystemImage(image(5)), 5)).toEqual(image(5));
    const { state, pages } = readSavedSystemImage(writeSavedSystemImage(image(5)), 2);
    expect([state.keys.length, pages.length]).toEqual([4, 2]);
  });

  it('is refused when it can be none', () => {
    const bytes = writeSavedSystemImage(image(2));
    expect(() => readSavedSystemImage(bytes.subarray(1), 2)).toThrow(/12287 bytes are not a whole number/);
    expect(() => readSavedSystemImage(bytes, 3)).toThrow('2 pages follow the registers, 3 are to be saved');
    expect(() => readSavedSystemImage(new Uint8Array(0), 1)).toThrow('0 pages follow');
  });
});
