/** Contents of operands: packed and zoned decimal, hexadecimal floating point, edit patterns, text. */

import type { Dice } from './dice.js';

/** Packed decimal of `length` bytes with `leadingZeros` digits zero; now and then not decimal at all. */
export function packed(dice: Dice, length: number, leadingZeros = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  const significant = dice.below(2 * length + 1);
  const manner = dice.below(4);
  const digit = (position: number): number => {
    if (position < leadingZeros || position < 2 * length - 1 - significant) return 0;
    return manner === 0 ? 9 : manner === 1 ? dice.pick([0, 1, 5, 9, 4]) : dice.below(10);
  };
  for (let i = 0; i < length; i++) {
    const low =
      i < length - 1 ? digit(2 * i + 1) : dice.pick([0xc, 0xc, 0xc, 0xd, 0xd, 0xd, 0xf, 0xa, 0xb, 0xe]);
    bytes[i] = (digit(2 * i) << 4) | low;
  }
  if (dice.chance(3)) bytes[dice.below(length)] = dice.below(256);
  return bytes;
}

/** A long floating-point number, now and then zero, unnormalized, or at the ends of the range. */
export function longFloat(dice: Dice, exponent: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const digits = dice.pick([0, 1, 5, 6, 7, 8, 13, 14, 14, 14, 14]);
  const leading = dice.chance(20) ? dice.below(14) : 0;
  const manner = dice.below(4);
  for (let d = leading; d < digits; d++) {
    const digit = manner === 0 ? 0xf : manner === 1 ? dice.pick([0, 0xf, 8, 1]) : dice.below(16);
    bytes[1 + (d >> 1)] |= (d & 1) === 0 ? digit << 4 : digit;
  }
  if (leading === 0 && digits > 0 && dice.chance(70)) bytes[1] |= dice.pick([0x10, 0x80, 0xf0]);
  bytes[0] = (dice.below(2) << 7) | ((exponent + dice.below(dice.chance(80) ? 4 : 16)) & 0x7f);
  return bytes;
}

/** A characteristic that the numbers of one case have about in common. */
export function commonExponent(dice: Dice): number {
  return dice.pick([0x40, 0x40, 0x40, 0x42, 0x4e, 2, 0, 0x7c, dice.below(128)]);
}

/** Floating-point registers whose numbers are related, so that they cancel, align and overflow. */
export function floatRegisters(dice: Dice, exponent: number): Int32Array {
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 4; i++) bytes.set(longFloat(dice, exponent), 8 * i);
  // The second part of an extended number has a characteristic 14 less.
  for (const at of [0, 16]) {
    if (dice.chance(60)) bytes[at + 8] = (bytes[at] & 0x80) | ((bytes[at] - 14) & 0x7f);
  }
  if (dice.chance(15)) bytes.copyWithin(16, 0, 16);
  if (dice.chance(10)) bytes.copyWithin(8, 0, 8);
  if (dice.chance(8)) bytes.fill(0, 16);
  const view = new DataView(bytes.buffer);
  return Int32Array.from({ length: 8 }, (_, i) => view.getInt32(4 * i));
}

/** A pattern for EDIT: fill byte, then selectors, separators and text. */
export function editPattern(dice: Dice, length: number): Uint8Array {
  const plain = dice.chance(60);
  return Uint8Array.from({ length }, (_, i) => {
    if (i === 0) return dice.pick([0x40, 0x5c, 0x20, 0x21, dice.below(256)]);
    return plain
      ? dice.pick([0x20, 0x20, 0x20, 0x20, 0x21, 0x6b])
      : dice.pick([0x20, 0x20, 0x21, 0x22, 0x40, 0x6b, 0x4b, 0x60]);
  });
}

/** Packed digits with signs in between, as the source of EDIT. */
export function editSource(dice: Dice, length: number): Uint8Array {
  const zeros = dice.chance(30);
  return Uint8Array.from({ length }, () => {
    if (dice.chance(15)) return (dice.below(10) << 4) | dice.pick([0xc, 0xd, 0xf, 0xa, 0xb]);
    if (zeros && dice.chance(80)) return 0;
    const byte = (dice.below(10) << 4) | dice.below(10);
    return dice.chance(1) ? dice.below(256) : byte;
  });
}
