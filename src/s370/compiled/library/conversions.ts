/** CONVERT TO BINARY and TO DECIMAL, PACK, UNPACK, MOVE WITH OFFSET. GA22-7000, General Instructions. */

import type { Code } from '../wasm/code.js';
import { i32, i64, type I32, type I64 } from '../wasm/expressions.js';
import { libraryFunction } from './library-function.js';
import {
  badField,
  digitsOfHalves,
  isMinus,
  loadLong,
  loadWord,
  MINUS,
  PARAMETERS,
  PLUS,
  REFUSED,
  storeWord,
  toBinary,
  type LongField,
} from './packed-words.js';

/** Answer of `cvb` when the interpreter must do it. */
export const REFUSED_CONVERSION = -(1n << 63n);

/** CONVERT TO BINARY of the 8 bytes there: a 32-bit number in 64 bits, or `REFUSED_CONVERSION`. */
const cvb = libraryFunction(['i32'], ['i64'], (code, field) => {
  const word = code.i64(loadWord(field));
  code.if(i64.ne(badField(word), 0n), () => code.return(REFUSED_CONVERSION));
  const magnitude = toBinary(code, i64.shrU(word, 4n));
  const minus = code.i64(i64.sub(0n, isMinus(word)));
  const number = code.i64(i64.sub(i64.xor(magnitude, minus), minus));
  code.if(i64.ne(i64.extendS(i32.wrap(number)), number), () => code.return(REFUSED_CONVERSION));
  code.return(number);
});

/** CONVERT TO DECIMAL of a number to 8 bytes. */
const cvd = libraryFunction(['i32', 'i32'], [], (code, number, field) => {
  const minus = code.i32(i32.shrS(number, 31));
  const magnitude = code.i64(i64.extendU(i32.sub(i32.xor(number, minus), minus)));
  // Exact for 32 bits.
  const upper = code.i64(i64.shrU(i64.mul(i64.shrU(magnitude, 8n), 1407375n), 39n));
  const lower = i64.sub(magnitude, i64.mul(upper, 100000000n));
  const digits = digitsOfHalves(code, upper, lower);
  storeWord(code, field, i64.or(i64.shl(digits, 4n), i64.select(minus, MINUS, PLUS)));
  code.return();
});

/**
 * Refuses operands of which the first, written from right to left, would change bytes of the second that are yet to be
 * read: they overlap and the second ends farther right than the first, or anywhere with `alsoLeft`.
 */
function refuseOverlap(
  code: Code,
  target: I32,
  source: I32,
  length1: I32,
  length2: I32,
  alsoLeft: boolean,
): void {
  const overlaps = i32.and(
    i32.ltU(source, i32.add(target, length1)),
    i32.ltU(target, i32.add(source, length2)),
  );
  const fartherRight = i32.gtU(i32.add(source, length2), i32.add(target, length1));
  code.if(alsoLeft ? overlaps : i32.and(overlaps, fartherRight), () => code.return(REFUSED));
}

/** Stores the low digits of two words into a field of any length; what does not fit is cut. */
function storeCut(code: Code, field: LongField, upper: I64, lower: I64): void {
  const { at, rawUpper, rawLower, maskUpper, maskLower } = field;
  const mixed = (raw: I64, mask: I64, word: I64): I64 =>
    i64.or(i64.and(raw, i64.not(mask)), i64.and(word, mask));
  storeWord(code, at, mixed(rawUpper, maskUpper, upper));
  storeWord(code, i32.add(at, 8), mixed(rawLower, maskLower, lower));
}

/** The eight right halves of bytes, side by side. */
function rightHalves(code: Code, word: I64): I64 {
  const n = code.i64(i64.and(word, 0x0f0f0f0f0f0f0f0fn));
  const step = (shift: bigint, mask: bigint): void =>
    code.set(n, i64.and(i64.or(n, i64.shrU(n, shift)), mask));
  step(4n, 0x00ff00ff00ff00ffn);
  step(8n, 0x0000ffff0000ffffn);
  step(16n, 0xffffffffn);
  return n;
}

/** The right half of each byte from a word of eight halves. */
function spread(code: Code, halves: I64): I64 {
  const n = code.i64(halves);
  const step = (shift: bigint, mask: bigint): void =>
    code.set(n, i64.and(i64.or(n, i64.shl(n, shift)), mask));
  step(16n, 0x0000ffff0000ffffn);
  step(8n, 0x00ff00ff00ff00ffn);
  step(4n, 0x0f0f0f0f0f0f0f0fn);
  return n;
}

/** PACK; 0, or -1 for operands that overlap so that the order of the bytes counts. */
const pack = libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
  refuseOverlap(code, target, source, length1, length2, false);
  const { upper, lower } = loadLong(code, source, length2);
  const field = loadLong(code, target, length1);
  const digits = code.i64(i64.or(i64.shl(rightHalves(code, upper), 32n), rightHalves(code, lower)));
  const sign = i64.and(i64.shrU(lower, 4n), 15n);
  storeCut(code, field, code.i64(i64.shrU(digits, 60n)), code.i64(i64.or(i64.shl(digits, 4n), sign)));
  code.return(0);
});

const ZONES = BigInt.asIntN(64, 0xf0f0f0f0f0f0f0f0n);

/** UNPACK; 0, or -1 for operands that overlap. */
const unpk = libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
  refuseOverlap(code, target, source, length1, length2, true);
  const { upper, lower } = loadLong(code, source, length2);
  const field = loadLong(code, target, length1);
  const digits = code.i64(i64.or(i64.shrU(lower, 4n), i64.shl(upper, 60n)));
  const zoned = (eight: I64): I64 => i64.or(spread(code, eight), ZONES);
  // The rightmost byte has the sign for its zone.
  const last = i64.or(i64.shl(i64.and(lower, 15n), 4n), i64.and(i64.shrU(lower, 4n), 15n));
  storeCut(
    code,
    field,
    code.i64(zoned(i64.shrU(digits, 32n))),
    code.i64(i64.or(i64.and(zoned(i64.and(digits, 0xffffffffn)), -256n), last)),
  );
  code.return(0);
});

/** MOVE WITH OFFSET; 0, or -1 for operands that overlap so that the order of the bytes counts. */
const mvo = libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
  refuseOverlap(code, target, source, length1, length2, false);
  const { upper, lower } = loadLong(code, source, length2);
  const field = loadLong(code, target, length1);
  storeCut(
    code,
    field,
    code.i64(i64.or(i64.shl(upper, 4n), i64.shrU(lower, 60n))),
    code.i64(i64.or(i64.shl(lower, 4n), i64.and(field.rawLower, 15n))),
  );
  code.return(0);
});

export const CONVERSION_FUNCTIONS = { cvb, cvd, pack, unpk, mvo };
