/**
 * MULTIPLY and DIVIDE DECIMAL, in binary between two conversions. Parameters are the two operands and their lengths, the
 * second of 1 to 8 bytes and shorter than the first (else the interpreter finds a specification exception); the answer
 * is 0, or -1 for what ends in an exception. GA22-7000, Decimal Instructions.
 */

import type { Code } from '../wasm/code.js';
import { i32, i64, type I32, type I64 } from '../wasm/expressions.js';
import { libraryFunction } from './library-function.js';
import {
  badField,
  badLongField,
  binaryHalves,
  digitsOfHalves,
  divideByHalf,
  isMinus,
  loadLong,
  loadShort,
  lowerHalf,
  PARAMETERS,
  PLUS,
  refuse,
  storeLong,
  storeShort,
  toBinary,
  toDigits,
  upperHalf,
  type LongField,
  type ShortField,
  type Word,
} from './packed-words.js';

/** Code of the sign of a result. */
const signOf = (minus: I64): I64 => i64.add(PLUS, minus);

/** Bits of `bytes` bytes, as a number to shift by. */
const bitsOf = (bytes: I32): I64 => i64.extendU(i32.shl(bytes, 3));

/** MULTIPLY, the first operand at most 8 bytes. */
const mpShort = libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
  const first = loadShort(code, target, length1);
  const second = loadShort(code, source, length2);
  refuse(code, i64.or(badField(first.word), badField(second.word)));
  // As many bytes of zeros as the multiplier has bytes.
  refuse(code, i64.shrU(first.word, bitsOf(i32.sub(length1, length2))));
  const minus = code.i64(i64.xor(isMinus(first.word), isMinus(second.word)));
  const a = toBinary(code, i64.shrU(first.word, 4n));
  const b = toBinary(code, i64.shrU(second.word, 4n));
  const product = toDigits(code, i64.mul(a, b));
  storeShort(code, first, i64.or(i64.shl(product, 4n), signOf(minus)));
  code.return(0);
});

/** The digits of a long field, the sign left out: the upper 15, the lower 16. */
function digitsOf(code: Code, { upper, lower }: LongField): { upper: Word; lower: Word } {
  return {
    upper: code.i64(i64.shrU(upper, 4n)),
    lower: code.i64(i64.or(i64.shrU(lower, 4n), i64.shl(upper, 60n))),
  };
}

/** MULTIPLY, the first operand more than 8 bytes: numbers in base 10**8. */
const mpLong = libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
  const first = loadLong(code, target, length1);
  const second = loadShort(code, source, length2);
  refuse(code, i64.or(badLongField(first), badField(second.word)));
  const free = code.i32(i32.sub(length1, length2));
  const zeros = i64.select(
    i32.ltU(free, 8),
    i64.or(first.upper, i64.shrU(first.lower, bitsOf(free))),
    i64.shrU(first.upper, bitsOf(i32.sub(free, 8))),
  );
  refuse(code, zeros);
  const minus = code.i64(i64.xor(isMinus(first.lower), isMinus(second.word)));
  const digits = digitsOf(code, first);
  const lower = binaryHalves(code, digits.lower);
  const upper = binaryHalves(code, digits.upper);
  const b = binaryHalves(code, i64.shrU(second.word, 4n));
  const a0 = code.i64(lowerHalf(lower));
  const a1 = code.i64(upperHalf(lower));
  const a2 = code.i64(lowerHalf(upper));
  const a3 = code.i64(upperHalf(upper));
  const b0 = code.i64(lowerHalf(b));
  const b1 = code.i64(upperHalf(b));
  const p0 = divideByHalf(code, code.i64(i64.mul(a0, b0)));
  const columns = (x: I64, y: I64, carry: I64): Word =>
    code.i64(i64.add(i64.add(i64.mul(x, b1), i64.mul(y, b0)), carry));
  const p1 = divideByHalf(code, columns(a0, a1, p0.quotient));
  const p2 = divideByHalf(code, columns(a1, a2, p1.quotient));
  const p3 = columns(a2, a3, p2.quotient);
  const productLower = digitsOfHalves(code, p1.remainder, p0.remainder);
  const productUpper = digitsOfHalves(code, p3, p2.remainder);
  storeLong(
    code,
    first,
    code.i64(i64.or(i64.shl(productUpper, 4n), i64.shrU(productLower, 60n))),
    code.i64(i64.or(i64.shl(productLower, 4n), signOf(minus))),
  );
  code.return(0);
});

/** Refuses a quotient that has more digits than fit: twice `bytes` less one, of 16 at most. */
function refuseDigits(code: Code, quotient: I64, bytes: I32): void {
  refuse(code, i64.shrU(quotient, i64.sub(bitsOf(bytes), 4n)));
}

function signs(code: Code, dividend: I64, divisor: ShortField): { quotient: Word; remainder: Word } {
  const minus = code.i64(isMinus(dividend));
  return {
    quotient: code.i64(signOf(i64.xor(minus, isMinus(divisor.word)))),
    remainder: code.i64(signOf(minus)),
  };
}

/** DIVIDE, the first operand at most 8 bytes. */
const dpShort = libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
  const first = loadShort(code, target, length1);
  const second = loadShort(code, source, length2);
  refuse(code, i64.or(badField(first.word), badField(second.word)));
  const a = toBinary(code, i64.shrU(first.word, 4n));
  const b = toBinary(code, i64.shrU(second.word, 4n));
  refuse(code, i64.extendU(i64.eqz(b)));
  const quotient = code.i64(i64.divU(a, b));
  const remainder = toDigits(code, i64.sub(a, i64.mul(quotient, b)));
  const digits = toDigits(code, quotient);
  refuseDigits(code, digits, i32.sub(length1, length2));
  const sign = signs(code, first.word, second);
  storeShort(
    code,
    first,
    i64.or(
      i64.shl(i64.or(i64.shl(digits, 4n), sign.quotient), bitsOf(length2)),
      i64.or(i64.shl(remainder, 4n), sign.remainder),
    ),
  );
  code.return(0);
});

/** The digits of a number below 10**16. */
function sixteenDigits(code: Code, n: I64): Word {
  const { quotient, remainder } = divideByHalf(code, code.i64(n));
  return digitsOfHalves(code, quotient, remainder);
}

/** DIVIDE, the first operand more than 8 bytes. */
const dpLong = libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
  const first = loadLong(code, target, length1);
  const second = loadShort(code, source, length2);
  refuse(code, i64.or(badLongField(first), badField(second.word)));
  const dividend = digitsOf(code, first);
  const divisor = toBinary(code, i64.shrU(second.word, 4n));
  refuse(code, i64.extendU(i64.eqz(divisor)));
  const upper = code.i64(0n);
  const quotient = code.i64();
  const rest = toBinary(code, dividend.lower);
  code.if(
    i64.eqz(dividend.upper),
    () => {
      code.set(quotient, i64.divU(rest, divisor));
      code.set(rest, i64.sub(rest, i64.mul(quotient, divisor)));
    },
    () => {
      // The upper digits first; then four more at a time, which with a remainder below 10**15 fit into 64 bits.
      const high = toBinary(code, dividend.upper);
      code.set(upper, i64.divU(high, divisor));
      code.set(rest, i64.sub(high, i64.mul(upper, divisor)));
      code.set(quotient, 0n);
      const pieces = binaryHalves(code, dividend.lower);
      for (const half of [upperHalf(pieces), lowerHalf(pieces)]) {
        const eight = code.i64(half);
        const top = code.i64(i64.divU(eight, 10000n));
        for (const four of [top, i64.sub(eight, i64.mul(top, 10000n))]) {
          code.set(rest, i64.add(i64.mul(rest, 10000n), four));
          const digits = code.i64(i64.divU(rest, divisor));
          code.set(rest, i64.sub(rest, i64.mul(digits, divisor)));
          code.set(quotient, i64.add(i64.mul(quotient, 10000n), digits));
        }
      }
    },
  );
  const upperDigits = sixteenDigits(code, upper);
  const lowerDigits = sixteenDigits(code, quotient);
  const bytes = code.i32(i32.sub(length1, length2));
  code.if(
    i32.gtU(bytes, 8),
    () => refuseDigits(code, upperDigits, i32.sub(bytes, 8)),
    () => {
      refuse(code, upperDigits);
      refuseDigits(code, lowerDigits, bytes);
    },
  );
  const sign = signs(code, first.lower, second);
  const high = code.i64(i64.or(i64.shl(upperDigits, 4n), i64.shrU(lowerDigits, 60n)));
  const low = code.i64(i64.or(i64.shl(lowerDigits, 4n), sign.quotient));
  const remainder = code.i64(i64.or(i64.shl(sixteenDigits(code, rest), 4n), sign.remainder));
  const shift = code.i64(bitsOf(length2));
  const whole = code.i32(i32.eq(length2, 8));
  const both = i64.or(i64.shl(high, shift), i64.shrU(low, i64.sub(64n, shift)));
  storeLong(
    code,
    first,
    code.i64(i64.select(whole, low, both)),
    code.i64(i64.or(i64.select(whole, 0n, i64.shl(low, shift)), remainder)),
  );
  code.return(0);
});

export const DECIMAL_PRODUCT_FUNCTIONS = { mpShort, mpLong, dpShort, dpLong };
