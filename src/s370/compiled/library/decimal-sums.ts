/**
 * ADD, SUBTRACT, COMPARE and ZERO AND ADD DECIMAL, for fields of at most 8 bytes and for longer ones. Parameters are the
 * two operands and their lengths; the answer is the condition code, or -1 for bad digits and overflow.
 * GA22-7000, Decimal Instructions.
 */

import type { Code } from '../wasm/code.js';
import { i32, i64, type I32, type I64 } from '../wasm/expressions.js';
import { libraryFunction, type LibraryFunction } from './library-function.js';
import {
  addDigits,
  addSixteenDigits,
  badField,
  badLongField,
  codeOf,
  FIFTEEN_DIGITS,
  isMinus,
  loadLong,
  loadShort,
  PARAMETERS,
  PLUS,
  refuse,
  storeLong,
  storeShort,
  subtractDigits,
  type LongField,
  type Word,
} from './packed-words.js';

function sumShort(subtracts: boolean): LibraryFunction {
  return libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
    const first = loadShort(code, target, length1);
    const second = loadShort(code, source, length2);
    refuse(code, i64.or(badField(first.word), badField(second.word)));
    const minus = code.i64(isMinus(first.word));
    const minus2 = code.i64(subtracts ? i64.xor(isMinus(second.word), 1n) : isMinus(second.word));
    const a = code.i64(i64.shrU(first.word, 4n));
    const b = code.i64(i64.shrU(second.word, 4n));
    const result = code.i64();
    code.if(
      i64.eq(minus, minus2),
      () => code.set(result, addDigits(code, a, b)),
      () => {
        const less = code.i32(i64.ltU(a, b));
        const larger = i64.select(less, b, a);
        code.set(result, subtractDigits(code, larger, i64.select(less, a, b)));
        code.set(minus, i64.select(less, minus2, minus));
      },
    );
    // Digits that the field has no place for; it has one less than half bytes.
    const digits = i64.extendU(i32.sub(i32.shl(length1, 3), 4));
    refuse(code, i64.shrU(result, digits));
    const nonzero = code.i32(i64.ne(result, 0n));
    const sign = i64.add(PLUS, i64.and(minus, i64.extendU(nonzero)));
    storeShort(code, first, i64.or(i64.shl(result, 4n), sign));
    code.return(codeOf(nonzero, minus));
  });
}

const zeroAndAddShort = libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
  const first = loadShort(code, target, length1);
  const { word } = loadShort(code, source, length2);
  refuse(code, badField(word));
  const digits = code.i64(i64.shrU(word, 4n));
  refuse(code, i64.shrU(digits, i64.extendU(i32.sub(i32.shl(length1, 3), 4))));
  const minus = code.i64(isMinus(word));
  const nonzero = code.i32(i64.ne(digits, 0n));
  const sign = i64.add(PLUS, i64.and(minus, i64.extendU(nonzero)));
  storeShort(code, first, i64.or(i64.shl(digits, 4n), sign));
  code.return(codeOf(nonzero, minus));
});

/** A number in two's complement. */
function signed(code: Code, word: Word): Word {
  const minus = code.i64(i64.sub(0n, isMinus(word)));
  return code.i64(i64.sub(i64.xor(i64.shrU(word, 4n), minus), minus));
}

const compareShort = libraryFunction(PARAMETERS, ['i32'], (code, first, second, length1, length2) => {
  const a = loadShort(code, first, length1).word;
  const b = loadShort(code, second, length2).word;
  refuse(code, i64.or(badField(a), badField(b)));
  const x = signed(code, a);
  const y = signed(code, b);
  code.return(i32.add(i64.ltS(x, y), i32.shl(i64.gtS(x, y), 1)));
});

/** The digits of the lower word of a field. */
const digitsOf = (lower: I64): I64 => i64.shrU(lower, 4n);

/** Is the magnitude of `a` less than that of `b`? */
function isLess(a: LongField, b: LongField): I32 {
  return i32.select(
    i64.eq(a.upper, b.upper),
    i64.ltU(digitsOf(a.lower), digitsOf(b.lower)),
    i64.ltU(a.upper, b.upper),
  );
}

function finishLong(code: Code, target: LongField, upper: Word, digits: Word, minus: Word): void {
  const nonzero = code.i32(i64.ne(i64.or(upper, digits), 0n));
  const sign = i64.add(PLUS, i64.and(minus, i64.extendU(nonzero)));
  storeLong(code, target, upper, code.i64(i64.or(i64.shl(digits, 4n), sign)));
  code.return(codeOf(nonzero, minus));
}

function sumLong(subtracts: boolean): LibraryFunction {
  return libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
    const first = loadLong(code, target, length1);
    const second = loadLong(code, source, length2);
    refuse(code, i64.or(badLongField(first), badLongField(second)));
    const minus = code.i64(isMinus(first.lower));
    const minus2 = code.i64(subtracts ? i64.xor(isMinus(second.lower), 1n) : isMinus(second.lower));
    const upper = code.i64();
    const digits = code.i64();
    code.if(
      i64.eq(minus, minus2),
      () => {
        code.set(digits, addDigits(code, digitsOf(first.lower), digitsOf(second.lower)));
        code.set(upper, addSixteenDigits(code, first.upper, second.upper, i64.shrU(digits, 60n)));
        code.set(digits, i64.and(digits, FIFTEEN_DIGITS));
      },
      () => {
        const less = code.i32(isLess(first, second));
        const one = code.i64(i64.select(less, second.lower, first.lower));
        const other = code.i64(i64.select(less, first.lower, second.lower));
        // A digit is lent to the lower word; it comes back unless it was needed.
        const lent = i64.or(digitsOf(one), 1n << 60n);
        code.set(digits, subtractDigits(code, lent, digitsOf(other)));
        const larger = i64.select(less, second.upper, first.upper);
        const smaller = i64.select(less, first.upper, second.upper);
        const borrow = i64.xor(i64.shrU(digits, 60n), 1n);
        code.set(upper, subtractDigits(code, larger, smaller, borrow));
        code.set(digits, i64.and(digits, FIFTEEN_DIGITS));
        code.set(minus, i64.select(less, minus2, minus));
      },
    );
    finishLong(code, first, upper, digits, minus);
  });
}

const zeroAndAddLong = libraryFunction(PARAMETERS, ['i32'], (code, target, source, length1, length2) => {
  const first = loadLong(code, target, length1);
  const second = loadLong(code, source, length2);
  refuse(code, badLongField(second));
  const minus = code.i64(isMinus(second.lower));
  finishLong(code, first, second.upper, code.i64(digitsOf(second.lower)), minus);
});

const compareLong = libraryFunction(PARAMETERS, ['i32'], (code, first, second, length1, length2) => {
  const a = loadLong(code, first, length1);
  const b = loadLong(code, second, length2);
  refuse(code, i64.or(badLongField(a), badLongField(b)));
  const minus = code.i32(i32.wrap(isMinus(a.lower)));
  code.if(i32.ne(minus, i32.wrap(isMinus(b.lower))), () => {
    const any = i64.or(i64.or(a.upper, digitsOf(a.lower)), i64.or(b.upper, digitsOf(b.lower)));
    code.return(i32.select(i64.eqz(any), 0, i32.sub(2, minus)));
  });
  const less = code.i32(isLess(a, b));
  const greater = code.i32(isLess(b, a));
  // Of two negative numbers the one with the larger magnitude is less.
  code.return(i32.select(i32.or(less, greater), i32.sub(2, i32.xor(less, minus)), 0));
});

export const DECIMAL_SUM_FUNCTIONS = {
  apShort: sumShort(false),
  spShort: sumShort(true),
  zapShort: zeroAndAddShort,
  cpShort: compareShort,
  apLong: sumLong(false),
  spLong: sumLong(true),
  zapLong: zeroAndAddLong,
  cpLong: compareLong,
};
