/**
 * Arithmetic on extended hexadecimal floating-point numbers: 28 digits in two long numbers, the exponent of
 * the second 14 less than that of the first. GA22-7000, Floating-Point Instructions.
 */

import type { FloatOutcome } from './hexadecimal-float.js';

const FRACTION_BITS = 112n;
const FRACTION_LIMIT = 1n << FRACTION_BITS;
const TOP_DIGIT = FRACTION_BITS - 4n;
const BIAS = 64;

/** An extended number taken apart. */
export interface ExtendedNumber {
  readonly negative: boolean;
  readonly exponent: number;
  /** 112 bits. */
  readonly fraction: bigint;
}

/** Four words of a result, and how the operation ended. */
export interface ExtendedResult {
  readonly outcome: FloatOutcome;
  readonly words: readonly [number, number, number, number];
  readonly conditionCode: number;
}

const ZERO: ExtendedResult = { outcome: 'ok', words: [0, 0, 0, 0], conditionCode: 0 };

/** Takes an extended number from the words of two registers. Sign and exponent of the second do not count. */
export function unpackExtended(words: ArrayLike<number>, at = 0): ExtendedNumber {
  const part = (high: number, low: number): bigint => (BigInt(high & 0xffffff) << 32n) | BigInt(low >>> 0);
  return {
    negative: words[at] < 0,
    exponent: (words[at] >>> 24) & 0x7f,
    fraction: (part(words[at], words[at + 1]) << 56n) | part(words[at + 2], words[at + 3]),
  };
}

/** A long number as an extended one. */
export function widenLong(high: number, low: number): ExtendedNumber {
  return unpackExtended([high, low, 0, 0]);
}

/** Words of a number; an exponent that does not fit wraps around, that of the low part too. */
function pack(
  negative: boolean,
  exponent: number,
  fraction: bigint,
): readonly [number, number, number, number] {
  const sign = negative ? -0x80000000 : 0;
  const word = (value: bigint): number => Number(BigInt.asIntN(32, value));
  return [
    sign | ((exponent & 0x7f) << 24) | Number((fraction >> 88n) & 0xffffffn),
    word(fraction >> 56n),
    sign | (((exponent - 14) & 0x7f) << 24) | Number((fraction >> 32n) & 0xffffffn),
    word(fraction),
  ];
}

function normalize(number: ExtendedNumber): ExtendedNumber {
  let { exponent, fraction } = number;
  while (fraction >> TOP_DIGIT === 0n) {
    fraction <<= 4n;
    exponent--;
  }
  return { negative: number.negative, exponent, fraction };
}

function finish(negative: boolean, exponent: number, fraction: bigint): ExtendedResult {
  return {
    outcome: exponent > 127 ? 'overflow' : exponent < 0 ? 'underflow' : 'ok',
    words: pack(negative, exponent, fraction),
    conditionCode: negative ? 1 : 2,
  };
}

/** ADD NORMALIZED (AXR); SUBTRACT with the sign of `b` changed. */
export function addExtended(a: ExtendedNumber, b: ExtendedNumber): ExtendedResult {
  let exponent = Math.max(a.exponent, b.exponent);
  // One guard digit takes part.
  const align = (n: ExtendedNumber): bigint => {
    const fraction = (n.fraction << 4n) >> BigInt((exponent - n.exponent) * 4);
    return n.negative ? -fraction : fraction;
  };
  const sum = align(a) + align(b);
  const negative = sum < 0n;
  let fraction = negative ? -sum : sum;
  if (fraction === 0n) {
    return { outcome: 'significance', words: pack(false, exponent, 0n), conditionCode: 0 };
  }
  if (fraction >> (FRACTION_BITS + 4n) !== 0n) {
    fraction >>= 4n;
    exponent++;
  } else {
    for (; fraction >> FRACTION_BITS === 0n; fraction <<= 4n) exponent--;
  }
  return finish(negative, exponent, fraction >> 4n);
}

/** MULTIPLY (MXR, MXDR, MXD): the first 28 digits of the normalized product. */
export function multiplyExtended(a: ExtendedNumber, b: ExtendedNumber): ExtendedResult {
  if (a.fraction === 0n || b.fraction === 0n) return ZERO;
  const x = normalize(a);
  const y = normalize(b);
  let product = x.fraction * y.fraction;
  let exponent = x.exponent + y.exponent - BIAS;
  if (product >> (2n * FRACTION_BITS - 4n) === 0n) {
    product <<= 4n;
    exponent--;
  }
  return finish(x.negative !== y.negative, exponent, product >> FRACTION_BITS);
}

/** DIVIDE (DXR): 28 digits of the quotient. */
export function divideExtended(a: ExtendedNumber, b: ExtendedNumber): ExtendedResult {
  if (b.fraction === 0n) return { ...ZERO, outcome: 'divide' };
  if (a.fraction === 0n) return ZERO;
  const x = normalize(a);
  const y = normalize(b);
  let exponent = x.exponent - y.exponent + BIAS;
  let dividend = x.fraction;
  if (dividend >= y.fraction) exponent++;
  else dividend <<= 4n;
  return finish(x.negative !== y.negative, exponent, (dividend << TOP_DIGIT) / y.fraction);
}

/** LOAD ROUNDED extended to long (LRDR): adds half a unit of the last place of the long fraction. */
export function roundExtended(a: ExtendedNumber): ExtendedResult {
  let fraction = a.fraction + (1n << 55n);
  let { exponent } = a;
  if (fraction >= FRACTION_LIMIT) {
    fraction >>= 4n;
    exponent++;
  }
  return finish(a.negative, exponent, fraction);
}
