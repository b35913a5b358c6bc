/**
 * Packed decimal fields in 64-bit words: a digit in four bits, all digits of a word worked on at once. A field of up to
 * 8 bytes is one word (15 digits and the sign), one of up to 16 bytes two. Fields are read and written together with the
 * bytes on their left, which come back as they were: pieces of one size each time are the quickest.
 */

import type { Code, Variable } from '../wasm/code.js';
import { f64, i32, i64, v128, type I32, type I32Operand, type I64, type V128 } from '../wasm/expressions.js';

export type Word = Variable<'i64'>;
export type Length = Variable<'i32'>;

/** Low four bits of a sign: results have these. */
export const PLUS = 0xcn;
export const MINUS = 0xdn;
/** What the functions answer when the interpreter must do it; nothing has changed. */
export const REFUSED = -1;

/** Refuses when `bad` is not 0. */
export function refuse(code: Code, bad: I64): void {
  code.if(i64.ne(bad, 0n), () => code.return(REFUSED));
}

const EIGHTS = BigInt.asIntN(64, 0x8888888888888888n);
const SIXES = 0x0666666666666666n;
/** Where a carry out of one of the first 15 digits shows. */
const CARRIES = 0x1111111111111110n;
/** Bits of 15 digits. */
export const FIFTEEN_DIGITS = (1n << 60n) - 1n;
/** Minus signs by the code of the sign: X'B', X'D'. */
const MINUS_CODES = 0x2800n;

const REVERSE = [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8];

function reverse(vector: V128): I64 {
  return i64.lane(v128.swizzle(vector, v128.constant(REVERSE)), 0);
}

/** The number in 8 bytes of storage. */
export function loadWord(address: I32Operand, offset = 0): I64 {
  return reverse(v128.load64(address, offset));
}

export function storeWord(code: Code, address: I32Operand, word: I64): void {
  code.store('i64.store', address, reverse(v128.splat64(word)));
}

/** A field of at most 8 bytes as it was loaded. */
export interface ShortField {
  readonly at: Length;
  /** The field, and what is on its left. */
  readonly raw: Word;
  readonly word: Word;
}

/** Loads a field of 1 to 8 bytes. */
export function loadShort(code: Code, field: I32, length: I32): ShortField {
  const at = code.i32(i32.sub(i32.add(field, length), 8));
  const raw = code.i64(loadWord(at));
  const shift = code.i64(i64.extendU(i32.sub(64, i32.shl(length, 3))));
  return { at, raw, word: code.i64(i64.shrU(i64.shl(raw, shift), shift)) };
}

/** Stores `word`, which has no more bits than the field. */
export function storeShort(code: Code, { at, raw, word: old }: ShortField, word: I64): void {
  storeWord(code, at, i64.or(i64.xor(raw, old), word));
}

/** Not 0 when one of the digits of `word` is none. */
export function badDigits(word: I64): I64 {
  return i64.and(i64.and(word, i64.or(i64.shl(word, 1n), i64.shl(word, 2n))), EIGHTS);
}

/** Not 0 when a digit is none, or the last four bits are no sign. */
export function badField(word: I64): I64 {
  return i64.xor(badDigits(word), 8n);
}

/** 1 for a minus sign, 0 for a plus sign. */
export function isMinus(word: I64): I64 {
  return i64.and(i64.shrU(MINUS_CODES, i64.and(word, 15n)), 1n);
}

/** Sum of two numbers of 15 digits and a carry (0 or 1); it may have 16. */
export function addDigits(code: Code, a: I64, b: I64, carry?: I64): Word {
  const first = code.i64(i64.add(a, SIXES));
  const second = code.i64(b);
  const sum = code.i64(i64.add(first, carry === undefined ? second : i64.add(second, carry)));
  const without = code.i64(i64.and(i64.not(i64.xor(i64.xor(first, second), sum)), CARRIES));
  code.set(sum, i64.sub(sum, i64.or(i64.shrU(without, 2n), i64.shrU(without, 3n))));
  return sum;
}

/** Sum of two numbers of 16 digits and a carry; a sum of 17 digits is refused. */
export function addSixteenDigits(code: Code, a: I64, b: I64, carry: I64): Word {
  const first = code.i64(i64.add(a, BigInt.asIntN(64, 0x6666666666666666n)));
  const second = code.i64(b);
  const sum = code.i64(i64.add(first, i64.add(second, carry)));
  code.if(i64.ltU(sum, first), () => code.return(REFUSED));
  const without = code.i64(
    i64.or(i64.shrU(i64.and(i64.not(i64.xor(i64.xor(first, second), sum)), CARRIES), 4n), 1n << 60n),
  );
  code.set(sum, i64.sub(sum, i64.or(i64.shl(without, 1n), i64.shl(without, 2n))));
  return sum;
}

/** Difference `a` - `b` - `borrow` (0 or 1) that is not negative. */
export function subtractDigits(code: Code, a: I64, b: I64, borrow?: I64): Word {
  const first = code.i64(a);
  const second = code.i64(b);
  const difference = code.i64(i64.sub(first, borrow === undefined ? second : i64.add(second, borrow)));
  const borrows = code.i64(i64.and(i64.xor(i64.xor(first, second), difference), CARRIES));
  code.set(difference, i64.sub(difference, i64.or(i64.shrU(borrows, 2n), i64.shrU(borrows, 3n))));
  return difference;
}

/** The number that up to 16 digits are, as two of eight digits each: the first in the upper 32 bits. */
export function binaryHalves(code: Code, digits: I64): Word {
  const n = code.i64(digits);
  const step = (shift: bigint, mask: bigint, factor: bigint): void =>
    code.set(n, i64.sub(n, i64.mul(i64.and(i64.shrU(n, shift), mask), factor)));
  step(4n, 0x0f0f0f0f0f0f0f0fn, 0x10n - 10n);
  step(8n, 0x00ff00ff00ff00ffn, 0x100n - 100n);
  step(16n, 0x0000ffff0000ffffn, 0x10000n - 10000n);
  return n;
}

const HALF = 100000000n;

export const upperHalf = (halves: I64): I64 => i64.shrU(halves, 32n);
export const lowerHalf = (halves: I64): I64 => i64.and(halves, 0xffffffffn);

/** The number that up to 16 digits are. */
export function toBinary(code: Code, digits: I64): Word {
  const halves = binaryHalves(code, digits);
  code.set(halves, i64.add(i64.mul(upperHalf(halves), HALF), lowerHalf(halves)));
  return halves;
}

/** Quotient by 10**8 of a number below 2**53, rounded down: the host's quotient cannot round up to the next integer. */
function quotientOfHalf(n: I64): I64 {
  return i64.truncate(f64.div(f64.convert(n), f64.constant(1e8)));
}

/** Quotient and remainder by 10**8 of a number below 2**62. */
export function divideByHalf(code: Code, n: I64): { quotient: Word; remainder: Word } {
  const quotient = code.i64(i64.truncate(f64.mul(f64.convert(n), f64.constant(1e-8))));
  const remainder = code.i64(i64.sub(n, i64.mul(quotient, HALF)));
  // The estimate may be off by one.
  const low = code.i64(i64.shrS(remainder, 63n));
  code.set(quotient, i64.add(quotient, low));
  code.set(remainder, i64.add(remainder, i64.and(low, HALF)));
  const high = code.i64(i64.extendU(i64.geU(remainder, HALF)));
  code.set(quotient, i64.add(quotient, high));
  code.set(remainder, i64.sub(remainder, i64.mul(high, HALF)));
  return { quotient, remainder };
}

/** The 16 digits of two numbers below 10**8. */
export function digitsOfHalves(code: Code, upper: I64, lower: I64): Word {
  // Four digits in 16 bits.
  const four = (half: I64): I64 => {
    const n = code.i64(half);
    return i64.add(n, i64.mul(i64.shrU(i64.mul(n, 109951163n), 40n), 0x10000n - 10000n));
  };
  const digits = code.i64(i64.or(i64.shl(four(upper), 32n), four(lower)));
  // Two in 8 bits: quotients by 100, of every other group at a time.
  const mask4 = 0x0000ffff0000ffffn;
  const by100 = (n: I64): I64 => i64.and(i64.shrU(i64.mul(n, 5243n), 19n), 0x0000007f0000007fn);
  const hundreds = i64.or(
    by100(i64.and(digits, mask4)),
    i64.shl(by100(i64.and(i64.shrU(digits, 16n), mask4)), 16n),
  );
  code.set(digits, i64.add(digits, i64.mul(hundreds, 0x100n - 100n)));
  const mask2 = 0x00ff00ff00ff00ffn;
  const by10 = (n: I64): I64 => i64.and(i64.shrU(i64.mul(n, 103n), 10n), 0x000f000f000f000fn);
  const tens = i64.or(by10(i64.and(digits, mask2)), i64.shl(by10(i64.and(i64.shrU(digits, 8n), mask2)), 8n));
  code.set(digits, i64.add(digits, i64.mul(tens, 0x10n - 10n)));
  return digits;
}

/** The digits of a number below 2**53. */
export function toDigits(code: Code, number: I64): Word {
  const n = code.i64(number);
  const upper = code.i64(quotientOfHalf(n));
  return digitsOfHalves(code, upper, i64.sub(n, i64.mul(upper, HALF)));
}

/** A field of at most 16 bytes: the upper word has 16 digits, the lower one 15 and the sign. */
export interface LongField {
  readonly at: Length;
  readonly rawUpper: Word;
  readonly rawLower: Word;
  readonly maskUpper: Word;
  readonly maskLower: Word;
  readonly upper: Word;
  readonly lower: Word;
}

/** Loads a field of 1 to 16 bytes. */
export function loadLong(code: Code, field: I32, length: I32): LongField {
  const at = code.i32(i32.sub(i32.add(field, length), 16));
  const rawUpper = code.i64(loadWord(at));
  const rawLower = code.i64(loadWord(at, 8));
  const bits = code.i32(i32.shl(length, 3));
  const isLong = code.i32(i32.gtU(length, 8));
  const rest = i64.shrU(-1n, i64.extendU(i32.sub(0, bits)));
  const maskUpper = code.i64(i64.select(isLong, rest, 0n));
  const maskLower = code.i64(i64.select(isLong, -1n, rest));
  return {
    at,
    rawUpper,
    rawLower,
    maskUpper,
    maskLower,
    upper: code.i64(i64.and(rawUpper, maskUpper)),
    lower: code.i64(i64.and(rawLower, maskLower)),
  };
}

/** Not 0 when the field has bad digits or a bad sign. */
export function badLongField({ upper, lower }: LongField): I64 {
  return i64.or(badDigits(upper), badField(lower));
}

/** Stores a result, or refuses one that has more digits than the field. */
export function storeLong(code: Code, field: LongField, upper: I64, lower: I64): void {
  const { at, rawUpper, rawLower, maskUpper, maskLower } = field;
  refuse(code, i64.or(i64.and(upper, i64.not(maskUpper)), i64.and(lower, i64.not(maskLower))));
  storeWord(code, at, i64.or(i64.and(rawUpper, i64.not(maskUpper)), upper));
  storeWord(code, i32.add(at, 8), i64.or(i64.and(rawLower, i64.not(maskLower)), lower));
}

/** Parameters of the functions on decimal operands: two of them, or a field and what to do with it. */
export const PARAMETERS = ['i32', 'i32', 'i32', 'i32'] as const;

/** Condition code of a result: 0 zero, 1 negative, 2 positive; the sign of zero does not count. */
export function codeOf(nonzero: I32, minus: I64): I32 {
  return i32.select(nonzero, i32.sub(2, i32.wrap(minus)), 0);
}
