/**
 * SHIFT AND ROUND DECIMAL. Parameters are the field, its length, the shift in digits (-32 to 31, positive to the left) and
 * the rounding digit; the answer is the condition code, or -1. GA22-7000, Decimal Instructions.
 */

import type { Code } from '../wasm/code.js';
import { i32, i64, type I32, type I64 } from '../wasm/expressions.js';
import { libraryFunction } from './library-function.js';
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
  REFUSED,
  refuse,
  storeLong,
  storeShort,
} from './packed-words.js';

/** Bits of digits, as a number to shift by. */
const bitsOf = (digits: I32): I64 => i64.extendU(i32.shl(digits, 2));

/** 1 when the rounding digit and the leftmost of the lost digits, the last four bits of `digits`, give a carry. */
const carryOf = (digits: I64, rounding: I32): I64 =>
  i64.extendU(i32.gtU(i32.add(i32.and(i32.wrap(digits), 15), rounding), 9));

function refuseRounding(code: Code, rounding: I32): void {
  code.if(i32.gtU(rounding, 9), () => code.return(REFUSED));
}

const srpShort = libraryFunction(PARAMETERS, ['i32'], (code, target, length, shift, rounding) => {
  const field = loadShort(code, target, length);
  refuse(code, badField(field.word));
  refuseRounding(code, rounding);
  const minus = code.i64(isMinus(field.word));
  const digits = code.i64(i64.shrU(field.word, 4n));
  code.if(
    i32.geS(shift, 0),
    () => {
      code.if(i32.gtU(shift, 15), () => {
        refuse(code, digits);
        code.set(shift, 0);
      });
      refuse(code, i64.shrU(i64.shrU(digits, 1n), i64.sub(63n, bitsOf(shift))));
      code.set(digits, i64.shl(digits, bitsOf(shift)));
    },
    () => {
      const before = code.i32(i32.sub(-1, shift));
      code.if(i32.gtU(before, 15), () => code.set(before, 15));
      code.set(digits, i64.shrU(digits, bitsOf(before)));
      const carry = code.i64(carryOf(digits, rounding));
      code.set(digits, addDigits(code, i64.shrU(digits, 4n), carry));
    },
  );
  refuse(code, i64.shrU(digits, i64.extendU(i32.sub(i32.shl(length, 3), 4))));
  const nonzero = code.i32(i64.ne(digits, 0n));
  const sign = i64.add(PLUS, i64.and(minus, i64.extendU(nonzero)));
  storeShort(code, field, i64.or(i64.shl(digits, 4n), sign));
  code.return(codeOf(nonzero, minus));
});

const srpLong = libraryFunction(PARAMETERS, ['i32'], (code, target, length, shift, rounding) => {
  const field = loadLong(code, target, length);
  refuse(code, badLongField(field));
  refuseRounding(code, rounding);
  const minus = code.i64(isMinus(field.lower));
  // Without the sign: 15 digits and 16.
  const upper = code.i64(i64.shrU(field.upper, 4n));
  const lower = code.i64(i64.or(i64.shrU(field.lower, 4n), i64.shl(field.upper, 60n)));
  code.if(
    i32.geS(shift, 0),
    () => {
      code.if(i32.geU(shift, 16), () => {
        refuse(code, upper);
        code.set(upper, lower);
        code.set(lower, 0n);
        code.set(shift, i32.sub(shift, 16));
      });
      // What leaves the upper word; in two steps, for a shift of nothing.
      refuse(code, i64.shrU(i64.shrU(upper, 1n), i64.sub(63n, bitsOf(shift))));
      const over = i64.shrU(i64.shrU(lower, 1n), i64.sub(63n, bitsOf(shift)));
      code.set(upper, i64.or(i64.shl(upper, bitsOf(shift)), over));
      code.set(lower, i64.shl(lower, bitsOf(shift)));
      refuse(code, i64.shrU(upper, 60n));
    },
    () => {
      const before = code.i32(i32.sub(-1, shift));
      code.if(i32.geU(before, 16), () => {
        code.set(lower, upper);
        code.set(upper, 0n);
        code.set(before, i32.sub(before, 16));
      });
      const under = i64.shl(i64.shl(upper, 1n), i64.sub(63n, bitsOf(before)));
      code.set(lower, i64.or(i64.shrU(lower, bitsOf(before)), under));
      code.set(upper, i64.shrU(upper, bitsOf(before)));
      const carry = code.i64(carryOf(lower, rounding));
      code.set(lower, i64.or(i64.shrU(lower, 4n), i64.shl(upper, 60n)));
      code.set(upper, i64.shrU(upper, 4n));
      // 15 digits below, as in the field, so that the carry shows.
      code.set(upper, i64.or(i64.shl(upper, 4n), i64.shrU(lower, 60n)));
      code.set(lower, addDigits(code, i64.and(lower, FIFTEEN_DIGITS), carry));
      code.set(upper, addSixteenDigits(code, upper, i64.shrU(lower, 60n), code.i64(0n)));
      code.set(lower, i64.or(i64.and(lower, FIFTEEN_DIGITS), i64.shl(upper, 60n)));
      code.set(upper, i64.shrU(upper, 4n));
    },
  );
  const nonzero = code.i32(i64.ne(i64.or(upper, lower), 0n));
  const sign = i64.add(PLUS, i64.and(minus, i64.extendU(nonzero)));
  storeLong(
    code,
    field,
    code.i64(i64.or(i64.shl(upper, 4n), i64.shrU(lower, 60n))),
    code.i64(i64.or(i64.shl(lower, 4n), sign)),
  );
  code.return(codeOf(nonzero, minus));
});

export const DECIMAL_SHIFT_FUNCTIONS = { srpShort, srpLong };
