/**
 * Short and long hexadecimal floating-point arithmetic on whole numbers of 32 and 64 bits, a long one with its high word
 * in front. The fraction in work has one digit more, the guard digit. GA22-7000, Floating-Point Instructions.
 *
 * No result is a minus zero with characteristic 0, so that is what a function answers when the interpreter must do it:
 * an exponent that does not fit, a divisor of zero.
 */

import type { Code, Variable } from '../wasm/code.js';
import { f64, i32, i64, type I32, type I64 } from '../wasm/expressions.js';
import { libraryFunction, type LibraryFunction } from './library-function.js';

/** Answer of the functions with a long result: nothing has happened, the interpreter must do it. */
export const REFUSED_LONG = -(1n << 63n);
/** The same of those with a short result. */
export const REFUSED_SHORT = -0x80000000;

export const FRACTION_LONG = 0xffffffffffffffn;
const FRACTION_SHORT = 0xffffff;
export const BIAS = 64;
/** Shifting the fraction by as many digits leaves nothing of it. */
const DIGITS_LONG = 15;
const DIGITS_SHORT = 7;

type Long = Variable<'i64'>;
type Short = Variable<'i32'>;

/** The characteristic, as a 32-bit number. */
export const characteristicLong = (a: I64): I32 => i32.and(i32.wrap(i64.shrU(a, 56n)), 0x7f);
const characteristicShort = (a: I32): I32 => i32.and(i32.shrU(a, 24), 0x7f);

/** The sum of two long numbers with their fractions aligned, guard digit included, and the characteristic. */
export function alignedSumLong(code: Code, a: Long, b: Long): { sum: Long; characteristic: Short } {
  const first = code.i32(characteristicLong(a));
  const distance = code.i32(i32.sub(first, characteristicLong(b)));
  const less = code.i32(i32.ltS(distance, 0));
  const large = code.i64(i64.select(less, b, a));
  const small = code.i64(i64.select(less, a, b));
  const characteristic = code.i32(i32.sub(first, i32.and(distance, i32.sub(0, less))));
  const digits = code.i32(i32.sub(i32.xor(distance, i32.sub(0, less)), i32.sub(0, less)));
  code.set(digits, i32.shl(i32.select(i32.gtU(digits, DIGITS_LONG), DIGITS_LONG, digits), 2));
  const withSign = (magnitude: I64, sign: I64): Long => {
    const mask = code.i64(i64.shrS(sign, 63n));
    return code.i64(i64.sub(i64.xor(magnitude, mask), mask));
  };
  const fraction = (n: I64): I64 => i64.shl(i64.and(n, FRACTION_LONG), 4n);
  const x = withSign(fraction(large), large);
  const y = withSign(i64.shrU(fraction(small), i64.extendU(digits)), small);
  return { sum: code.i64(i64.add(x, y)), characteristic };
}

/** The same of short numbers. */
export function alignedSumShort(code: Code, a: Short, b: Short): { sum: Short; characteristic: Short } {
  const first = code.i32(characteristicShort(a));
  const distance = code.i32(i32.sub(first, characteristicShort(b)));
  const less = code.i32(i32.ltS(distance, 0));
  const large = code.i32(i32.select(less, b, a));
  const small = code.i32(i32.select(less, a, b));
  const characteristic = code.i32(i32.sub(first, i32.and(distance, i32.sub(0, less))));
  const digits = code.i32(i32.sub(i32.xor(distance, i32.sub(0, less)), i32.sub(0, less)));
  code.set(digits, i32.shl(i32.select(i32.gtU(digits, DIGITS_SHORT), DIGITS_SHORT, digits), 2));
  const withSign = (magnitude: I32, sign: I32): Short => {
    const mask = code.i32(i32.shrS(sign, 31));
    return code.i32(i32.sub(i32.xor(magnitude, mask), mask));
  };
  const fraction = (n: I32): I32 => i32.shl(i32.and(n, FRACTION_SHORT), 4);
  const x = withSign(fraction(large), large);
  const y = withSign(i32.shrU(fraction(small), digits), small);
  return { sum: code.i32(i32.add(x, y)), characteristic };
}

/**
 * ADD of two long numbers; SUBTRACT with the sign of `b` changed. A result of zero is a true zero, as it is when
 * significance does not interrupt. Here branches, which programs mostly take the same way, are quicker than doing
 * everything for all operands.
 */
function addLong(normalizes: boolean): LibraryFunction {
  return libraryFunction(['i64', 'i64'], ['i64'], (code, a, b) => {
    const characteristic = code.i32(characteristicLong(a));
    const distance = code.i32(i32.sub(characteristic, characteristicLong(b)));
    const first = code.i64(i64.shl(i64.and(a, FRACTION_LONG), 4n));
    const second = code.i64(i64.shl(i64.and(b, FRACTION_LONG), 4n));
    const shift = (digits: I32): I64 => i64.extendU(i32.shl(digits, 2));
    code.if(
      i32.gtS(distance, 0),
      () => {
        code.if(i32.gtU(distance, DIGITS_LONG), () => code.set(distance, DIGITS_LONG));
        code.set(second, i64.shrU(second, shift(distance)));
      },
      () => {
        code.if(distance, () => {
          code.set(characteristic, i32.sub(characteristic, distance));
          code.set(distance, i32.sub(0, distance));
          code.if(i32.gtU(distance, DIGITS_LONG), () => code.set(distance, DIGITS_LONG));
          code.set(first, i64.shrU(first, shift(distance)));
        });
      },
    );
    const sign = code.i64(i64.and(a, REFUSED_LONG));
    code.if(
      i64.geS(i64.xor(a, b), 0n),
      () => {
        code.set(first, i64.add(first, second));
        code.if(i64.ne(i64.shrU(first, 60n), 0n), () => {
          code.set(first, i64.shrU(first, 4n));
          code.set(characteristic, i32.add(characteristic, 1));
        });
      },
      () => {
        code.set(first, i64.sub(first, second));
        code.if(i64.ltS(first, 0n), () => {
          code.set(first, i64.sub(0n, first));
          code.set(sign, i64.xor(sign, REFUSED_LONG));
        });
      },
    );
    if (normalizes) {
      code.if(i64.eqz(i64.shrU(first, 56n)), () => {
        code.if(i64.eqz(first), () => code.return(0n));
        const zeros = code.i64(i64.and(i64.sub(i64.clz(first), 4n), 60n));
        code.set(first, i64.shl(first, zeros));
        code.set(characteristic, i32.sub(characteristic, i32.shrU(i32.wrap(zeros), 2)));
      });
    }
    const fraction = code.i64(i64.shrU(first, 4n));
    if (!normalizes) code.if(i64.eqz(fraction), () => code.return(0n));
    returnLong(code, sign, characteristic, fraction);
  });
}

function addShort(normalizes: boolean): LibraryFunction {
  return libraryFunction(['i32', 'i32'], ['i32'], (code, a, b) => {
    const characteristic = code.i32(characteristicShort(a));
    const distance = code.i32(i32.sub(characteristic, characteristicShort(b)));
    const first = code.i32(i32.shl(i32.and(a, FRACTION_SHORT), 4));
    const second = code.i32(i32.shl(i32.and(b, FRACTION_SHORT), 4));
    code.if(
      i32.gtS(distance, 0),
      () => {
        code.if(i32.gtU(distance, DIGITS_SHORT), () => code.set(distance, DIGITS_SHORT));
        code.set(second, i32.shrU(second, i32.shl(distance, 2)));
      },
      () => {
        code.if(distance, () => {
          code.set(characteristic, i32.sub(characteristic, distance));
          code.set(distance, i32.sub(0, distance));
          code.if(i32.gtU(distance, DIGITS_SHORT), () => code.set(distance, DIGITS_SHORT));
          code.set(first, i32.shrU(first, i32.shl(distance, 2)));
        });
      },
    );
    const sign = code.i32(i32.and(a, REFUSED_SHORT));
    code.if(
      i32.geS(i32.xor(a, b), 0),
      () => {
        code.set(first, i32.add(first, second));
        code.if(i32.shrU(first, 28), () => {
          code.set(first, i32.shrU(first, 4));
          code.set(characteristic, i32.add(characteristic, 1));
        });
      },
      () => {
        code.set(first, i32.sub(first, second));
        code.if(i32.ltS(first, 0), () => {
          code.set(first, i32.sub(0, first));
          code.set(sign, i32.xor(sign, REFUSED_SHORT));
        });
      },
    );
    if (normalizes) {
      code.if(i32.eqz(i32.shrU(first, 24)), () => {
        code.if(i32.eqz(first), () => code.return(0));
        const zeros = code.i32(i32.and(i32.sub(i32.clz(first), 4), 28));
        code.set(first, i32.shl(first, zeros));
        code.set(characteristic, i32.sub(characteristic, i32.shrU(zeros, 2)));
      });
    }
    const fraction = code.i32(i32.shrU(first, 4));
    if (!normalizes) code.if(i32.eqz(fraction), () => code.return(0));
    returnShort(code, sign, characteristic, fraction);
  });
}

/** Puts sign, characteristic and a fraction of 14 digits together; refuses a characteristic that does not fit. */
function returnLong(code: Code, sign: I64, characteristic: I32, fraction: I64): void {
  code.if(i32.gtU(characteristic, 127), () => code.return(REFUSED_LONG));
  code.return(i64.or(i64.or(sign, i64.shl(i64.extendU(characteristic), 56n)), fraction));
}

function returnShort(code: Code, sign: I32, characteristic: I32, fraction: I32): void {
  code.if(i32.gtU(characteristic, 127), () => code.return(REFUSED_SHORT));
  code.return(i32.or(i32.or(sign, i32.shl(characteristic, 24)), fraction));
}

/** COMPARE: less than, equal to or greater than 0. */
const compareLong = libraryFunction(['i64', 'i64'], ['i32'], (code, a, b) => {
  code.set(b, i64.xor(b, REFUSED_LONG));
  const { sum } = alignedSumLong(code, a, b);
  code.return(i32.or(i32.wrap(i64.shrU(sum, 32n)), i32.ne(i32.wrap(sum), 0)));
});

const compareShort = libraryFunction(['i32', 'i32'], ['i32'], (code, a, b) => {
  code.set(b, i32.xor(b, REFUSED_SHORT));
  code.return(alignedSumShort(code, a, b).sum);
});

/** Which way the characteristic of a result goes when an operand is normalized. */
type Direction = (a: I32, b: I32) => I32;

/** Shifts a fraction of 56 bits left until its first digit is not 0, which it mostly is at once. */
function normalizeLong(code: Code, fraction: Long, characteristic: Short, direction: Direction): void {
  code.if(i64.eqz(i64.shrU(fraction, 52n)), () => {
    const zeros = code.i64(i64.and(i64.sub(i64.clz(fraction), 8n), 60n));
    code.set(fraction, i64.shl(fraction, zeros));
    code.set(characteristic, direction(characteristic, i32.shrU(i32.wrap(zeros), 2)));
  });
}

/** The same of 24 bits. */
function normalizeShort(code: Code, fraction: Short, characteristic: Short, direction: Direction): void {
  code.if(i32.eqz(i32.shrU(fraction, 20)), () => {
    const zeros = code.i32(i32.and(i32.sub(i32.clz(fraction), 8), 28));
    code.set(fraction, i32.shl(fraction, zeros));
    code.set(characteristic, direction(characteristic, i32.shrU(zeros, 2)));
  });
}

/** MULTIPLY long. */
const multiplyLong = libraryFunction(['i64', 'i64'], ['i64'], (code, a, b) => {
  const sign = code.i64(i64.and(i64.xor(a, b), REFUSED_LONG));
  const characteristic = code.i32(i32.sub(i32.add(characteristicLong(a), characteristicLong(b)), BIAS));
  code.set(a, i64.and(a, FRACTION_LONG));
  code.set(b, i64.and(b, FRACTION_LONG));
  code.if(i32.or(i64.eqz(a), i64.eqz(b)), () => code.return(0n));
  normalizeLong(code, a, characteristic, i32.sub);
  normalizeLong(code, b, characteristic, i32.sub);
  // Halves of 28 bits; `middle` has what the low halves carry into it.
  const low = (n: I64): I64 => i64.and(n, 0xfffffffn);
  const high = (n: I64): I64 => i64.shrU(n, 28n);
  const middle = code.i64(
    i64.add(
      i64.add(i64.mul(high(a), low(b)), i64.mul(low(a), high(b))),
      i64.shrU(i64.mul(low(a), low(b)), 28n),
    ),
  );
  // The first 15 digits of 28.
  const product = code.i64(i64.add(i64.shl(i64.mul(high(a), high(b)), 4n), i64.shrU(middle, 24n)));
  const short = code.i32(i64.eqz(i64.shrU(product, 56n)));
  code.set(product, i64.shrU(product, i64.select(short, 0n, 4n)));
  returnLong(code, sign, i32.sub(characteristic, short), product);
});

/** MULTIPLY short to long. */
const multiplyShort = libraryFunction(['i32', 'i32'], ['i64'], (code, a, b) => {
  const sign = code.i64(i64.shl(i64.extendU(i32.and(i32.xor(a, b), REFUSED_SHORT)), 32n));
  const characteristic = code.i32(i32.sub(i32.add(characteristicShort(a), characteristicShort(b)), BIAS));
  code.set(a, i32.and(a, FRACTION_SHORT));
  code.set(b, i32.and(b, FRACTION_SHORT));
  code.if(i32.or(i32.eqz(a), i32.eqz(b)), () => code.return(0n));
  normalizeShort(code, a, characteristic, i32.sub);
  normalizeShort(code, b, characteristic, i32.sub);
  const product = code.i64(i64.mul(i64.extendU(a), i64.extendU(b)));
  const short = code.i32(i64.eqz(i64.shrU(product, 44n)));
  code.set(product, i64.shl(product, i64.select(short, 12n, 8n)));
  returnLong(code, sign, i32.sub(characteristic, short), product);
});

/** DIVIDE short: six digits of the quotient. */
const divideShort = libraryFunction(['i32', 'i32'], ['i32'], (code, a, b) => {
  const sign = code.i32(i32.and(i32.xor(a, b), REFUSED_SHORT));
  const characteristic = code.i32(i32.add(i32.sub(characteristicShort(a), characteristicShort(b)), BIAS));
  code.set(a, i32.and(a, FRACTION_SHORT));
  code.set(b, i32.and(b, FRACTION_SHORT));
  code.if(i32.eqz(b), () => code.return(REFUSED_SHORT));
  code.if(i32.eqz(a), () => code.return(0));
  normalizeShort(code, a, characteristic, i32.sub);
  normalizeShort(code, b, characteristic, i32.add);
  const large = code.i32(i32.geU(a, b));
  const dividend = i64.shl(i64.extendU(a), i64.select(large, 20n, 24n));
  // Below 2 to the 53rd the host's quotient does not round up to the next integer.
  const quotient = i64.truncate(f64.div(f64.convert(dividend), f64.convert(i64.extendU(b))));
  returnShort(code, sign, i32.add(characteristic, large), i32.wrap(quotient));
});

/** DIVIDE long: 14 digits of the quotient, as two halves that the host's quotient is near to. */
const divideLong = libraryFunction(['i64', 'i64'], ['i64'], (code, a, b) => {
  const sign = code.i64(i64.and(i64.xor(a, b), REFUSED_LONG));
  const characteristic = code.i32(i32.add(i32.sub(characteristicLong(a), characteristicLong(b)), BIAS));
  code.set(a, i64.and(a, FRACTION_LONG));
  code.set(b, i64.and(b, FRACTION_LONG));
  code.if(i64.eqz(b), () => code.return(REFUSED_LONG));
  code.if(i64.eqz(a), () => code.return(0n));
  normalizeLong(code, a, characteristic, i32.sub);
  normalizeLong(code, b, characteristic, i32.add);
  const large = code.i32(i64.geU(a, b));
  // Quotient of a fraction by the divisor times 2**24 or 2**28: off by one at most, which the remainder shows.
  const reciprocal = code.f64(f64.div(f64.constant(2 ** 28), f64.convert(b)));
  const quotient = code.i64();
  const remainder = code.i64();
  const correct = (): void => {
    code.if(i64.ltS(remainder, 0n), () => {
      code.set(quotient, i64.sub(quotient, 1n));
      code.set(remainder, i64.add(remainder, b));
    });
    code.if(i64.geU(remainder, b), () => {
      code.set(quotient, i64.add(quotient, 1n));
      code.set(remainder, i64.sub(remainder, b));
    });
  };
  const scaled = (n: I64): I64 => i64.truncate(f64.mul(f64.convert(n), reciprocal));
  // Shifted products wrap around; their difference, the remainder, does not.
  const shift = code.i64(i64.select(large, 24n, 28n));
  code.set(quotient, i64.shrU(scaled(a), i64.sub(28n, shift)));
  code.set(remainder, i64.sub(i64.shl(a, shift), i64.mul(quotient, b)));
  correct();
  const high = code.i64(i64.shl(quotient, 28n));
  code.set(quotient, scaled(remainder));
  code.set(remainder, i64.sub(i64.shl(remainder, 28n), i64.mul(quotient, b)));
  correct();
  returnLong(code, sign, i32.add(characteristic, large), i64.add(high, quotient));
});

/** HALVE. */
const halveLong = libraryFunction(['i64'], ['i64'], (code, a) => {
  const fraction = code.i64(i64.shl(i64.and(a, FRACTION_LONG), 3n));
  code.if(i64.eqz(fraction), () => code.return(0n));
  const zeros = code.i64(i64.and(i64.clz(fraction), 60n));
  code.set(fraction, i64.shrU(i64.shl(fraction, zeros), 8n));
  const characteristic = code.i32(i32.sub(i32.add(characteristicLong(a), 1), i32.shrU(i32.wrap(zeros), 2)));
  returnLong(code, i64.and(a, REFUSED_LONG), characteristic, fraction);
});

const halveShort = libraryFunction(['i32'], ['i32'], (code, a) => {
  const fraction = code.i32(i32.shl(i32.and(a, FRACTION_SHORT), 3));
  code.if(i32.eqz(fraction), () => code.return(0));
  const zeros = code.i32(i32.and(i32.clz(fraction), 28));
  code.set(fraction, i32.shrU(i32.shl(fraction, zeros), 8));
  const characteristic = code.i32(i32.sub(i32.add(characteristicShort(a), 1), i32.shrU(zeros, 2)));
  returnShort(code, i32.and(a, REFUSED_SHORT), characteristic, fraction);
});

/** LOAD ROUNDED long to short: the short number, as a 64-bit one that is not negative; -1 for an overflow. */
const roundShort = libraryFunction(['i64'], ['i64'], (code, a) => {
  const high = code.i32(i32.wrap(i64.shrU(a, 32n)));
  const fraction = code.i32(i32.add(i32.and(high, FRACTION_SHORT), i32.and(i32.wrap(i64.shrU(a, 31n)), 1)));
  const upper = code.i32(i32.and(high, ~FRACTION_SHORT));
  code.if(i32.gtU(fraction, FRACTION_SHORT), () => {
    code.if(i32.eq(i32.and(upper, 0x7f000000), 0x7f000000), () => code.return(-1n));
    code.set(fraction, 0x100000);
    code.set(upper, i32.add(upper, 0x1000000));
  });
  code.return(i64.extendU(i32.or(upper, fraction)));
});

export const FLOAT_FUNCTIONS = {
  addLong: addLong(true),
  addLongUnnormalized: addLong(false),
  addShort: addShort(true),
  addShortUnnormalized: addShort(false),
  compareLong,
  compareShort,
  multiplyLong,
  multiplyShort,
  divideLong,
  divideShort,
  halveLong,
  halveShort,
  roundShort,
};
