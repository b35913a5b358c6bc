/**
 * Extended hexadecimal floating-point arithmetic: 28 digits in two long numbers, high words in front. Results are two
 * values, the high long number first, which is a minus zero when the interpreter must do it: an exponent that does not
 * fit, a divisor of zero. GA22-7000, Floating-Point Instructions.
 */

import type { Code, Variable } from '../wasm/code.js';
import { f64, i32, i64, type F64, type I32, type I64 } from '../wasm/expressions.js';
import { BIAS, characteristicLong, FRACTION_LONG, REFUSED_LONG } from './hexadecimal-float.js';
import { libraryFunction } from './library-function.js';

type Long = Variable<'i64'>;
type Short = Variable<'i32'>;

/** Bits of a long fraction, and digits: the second half's exponent is that much less. */
const HALF_BITS = 56n;
const HALF_DIGITS = 14;
/** Bits of an extended fraction with its guard digit. */
const GUARDED_BITS = 116;
/** Products are made of limbs of 28 bits. */
const LIMB_BITS = 28n;
const LIMB = (1n << LIMB_BITS) - 1n;

/** A fraction in two halves; the lower one has 56 bits. */
interface Fraction {
  readonly high: Long;
  readonly low: Long;
}

/** Answers an extended number from sign, characteristic and a fraction of 112 bits; refuses what does not fit. */
function returnExtended(code: Code, sign: I64, characteristic: I32, { high, low }: Fraction): void {
  const exponent = code.i32(characteristic);
  code.if(i32.gtU(exponent, 127), () => code.return(REFUSED_LONG, 0n));
  const minus = code.i64(sign);
  const half = (characteristicOfHalf: I32, fraction: I64): I64 =>
    i64.or(i64.or(minus, i64.shl(i64.extendU(characteristicOfHalf), HALF_BITS)), fraction);
  code.return(half(exponent, high), half(i32.and(i32.sub(exponent, HALF_DIGITS), 127), low));
}

/** The fraction of an extended number. */
function fractionOf(code: Code, high: Long, low: Long): Fraction {
  return { high: code.i64(i64.and(high, FRACTION_LONG)), low: code.i64(i64.and(low, FRACTION_LONG)) };
}

/** Shifts a fraction `digits` digits to the left; less than 15, and none that is not zero is lost. */
function shiftLeft(code: Code, { high, low }: Fraction, digits: I32): void {
  const bits = code.i64(i64.extendU(i32.shl(digits, 2)));
  code.set(high, i64.or(i64.shl(high, bits), i64.shrU(low, i64.sub(HALF_BITS, bits))));
  code.set(low, i64.and(i64.shl(low, bits), FRACTION_LONG));
}

/**
 * Shifts a fraction that is not zero left until its first digit is not 0; the upper half has `bits` bits. The
 * characteristic goes down by the digits, or up in a divisor.
 */
function normalize(
  code: Code,
  fraction: Fraction,
  characteristic: Short,
  bits: bigint,
  direction = i32.sub,
): void {
  const { high, low } = fraction;
  code.if(i64.eqz(high), () => {
    code.set(high, low);
    code.set(low, 0n);
    code.set(characteristic, direction(characteristic, HALF_DIGITS));
  });
  const digits = code.i32(i32.shrU(i32.wrap(i64.sub(i64.clz(high), 64n - bits)), 2));
  code.if(digits, () => {
    shiftLeft(code, fraction, digits);
    code.set(characteristic, direction(characteristic, digits));
  });
}

const isZero = ({ high, low }: Fraction): I32 => i64.eqz(i64.or(high, low));

/** A fraction with its guard digit: the upper half has 60 bits then. */
function guarded(code: Code, { high, low }: Fraction): void {
  code.set(high, i64.or(i64.shl(high, 4n), i64.shrU(low, HALF_BITS - 4n)));
  code.set(low, i64.and(i64.shl(low, 4n), FRACTION_LONG));
}

/** Shifts a guarded fraction right. */
function align(code: Code, { high, low }: Fraction, digits: I32): void {
  const bits = code.i32(i32.shl(digits, 2));
  const shift = code.i64(i64.extendU(bits));
  code.if(
    i32.ltU(bits, Number(HALF_BITS)),
    () => {
      code.set(
        low,
        i64.and(i64.or(i64.shl(high, i64.sub(HALF_BITS, shift)), i64.shrU(low, shift)), FRACTION_LONG),
      );
      code.set(high, i64.shrU(high, shift));
    },
    () => {
      // Nothing is left of a fraction that is shifted by all of its digits.
      code.set(low, i64.select(i32.ltU(bits, GUARDED_BITS), i64.shrU(high, i64.sub(shift, HALF_BITS)), 0n));
      code.set(high, 0n);
    },
  );
}

/**
 * ADD NORMALIZED; SUBTRACT with the sign of the second operand changed. A result of zero is a true zero, as it is when
 * significance does not interrupt.
 */
const addExtended = libraryFunction(
  ['i64', 'i64', 'i64', 'i64'],
  ['i64', 'i64'],
  (code, aHigh, aLow, bHigh, bLow) => {
    const characteristic = code.i32(characteristicLong(aHigh));
    const distance = code.i32(i32.sub(characteristic, characteristicLong(bHigh)));
    const a = fractionOf(code, aHigh, aLow);
    const b = fractionOf(code, bHigh, bLow);
    guarded(code, a);
    guarded(code, b);
    code.if(
      i32.gtS(distance, 0),
      () => align(code, b, distance),
      () => {
        code.if(distance, () => {
          code.set(characteristic, i32.sub(characteristic, distance));
          align(code, a, i32.sub(0, distance));
        });
      },
    );
    const sign = code.i64(i64.and(aHigh, REFUSED_LONG));
    code.if(
      i64.geS(i64.xor(aHigh, bHigh), 0n),
      () => {
        code.set(a.low, i64.add(a.low, b.low));
        code.set(a.high, i64.add(i64.add(a.high, b.high), i64.shrU(a.low, HALF_BITS)));
      },
      () => {
        code.set(a.low, i64.sub(a.low, b.low));
        code.set(a.high, i64.add(i64.sub(a.high, b.high), i64.shrS(a.low, HALF_BITS)));
        code.if(i64.ltS(a.high, 0n), () => {
          code.set(a.low, i64.sub(0n, i64.and(a.low, FRACTION_LONG)));
          code.set(a.high, i64.add(i64.sub(0n, a.high), i64.shrS(a.low, HALF_BITS)));
          code.set(sign, i64.xor(sign, REFUSED_LONG));
        });
      },
    );
    code.set(a.low, i64.and(a.low, FRACTION_LONG));
    code.if(isZero(a), () => code.return(0n, 0n));
    code.if(
      i64.ne(i64.shrU(a.high, 60n), 0n),
      () => {
        code.set(a.low, i64.or(i64.shrU(a.low, 4n), i64.and(i64.shl(a.high, HALF_BITS - 4n), FRACTION_LONG)));
        code.set(a.high, i64.shrU(a.high, 4n));
        code.set(characteristic, i32.add(characteristic, 1));
      },
      () => normalize(code, a, characteristic, HALF_BITS + 4n),
    );
    code.set(a.low, i64.or(i64.shrU(a.low, 4n), i64.and(i64.shl(a.high, HALF_BITS - 4n), FRACTION_LONG)));
    code.set(a.high, i64.shrU(a.high, 4n));
    returnExtended(code, sign, characteristic, a);
  },
);

/** The upper and the lower 28 bits of a half. */
const upperLimb = (n: I64): I64 => i64.shrU(n, LIMB_BITS);
const lowerLimb = (n: I64): I64 => i64.and(n, LIMB);

/** Limbs of a fraction, the lowest first. */
function limbsOf(code: Code, halves: readonly Long[]): Long[] {
  return halves.flatMap((half) => [code.i64(lowerLimb(half)), code.i64(upperLimb(half))]);
}

/** Limbs of a product, the lowest first: columns stay below 2 ** 59. */
function productOf(code: Code, a: readonly Long[], b: readonly Long[]): Long[] {
  const limbs: Long[] = [];
  const carry = code.i64(0n);
  for (let column = 0; column < a.length + b.length - 1; column++) {
    a.forEach((x, i) => {
      const y = b.at(column - i);
      if (column >= i && y !== undefined) code.set(carry, i64.add(carry, i64.mul(x, y)));
    });
    limbs.push(code.i64(lowerLimb(carry)));
    code.set(carry, upperLimb(carry));
  }
  return [...limbs, carry];
}

const signOfProduct = (code: Code, a: Long, b: Long): Long => code.i64(i64.and(i64.xor(a, b), REFUSED_LONG));

const characteristicOfProduct = (code: Code, a: Long, b: Long): Short =>
  code.i32(i32.sub(i32.add(characteristicLong(a), characteristicLong(b)), BIAS));

/** Answers the first 28 digits of a product of normalized fractions, whose first digit may be 0. */
function returnProduct(code: Code, sign: Long, characteristic: Short, limbs: readonly Long[]): void {
  const [third, second, first] = [3, 2, 1].map((n) => limbs.at(-n - 1) as Long);
  const top = limbs.at(-1) as Long;
  const fraction: Fraction = {
    high: code.i64(i64.or(i64.shl(top, LIMB_BITS), first)),
    low: code.i64(i64.or(i64.shl(second, LIMB_BITS), third)),
  };
  code.if(i64.eqz(i64.shrU(fraction.high, HALF_BITS - 4n)), () => {
    shiftLeft(code, fraction, code.i32(1));
    const next = limbs.at(-5);
    if (next !== undefined) {
      code.set(fraction.low, i64.or(fraction.low, i64.shrU(next, LIMB_BITS - 4n)));
    }
    code.set(characteristic, i32.sub(characteristic, 1));
  });
  returnExtended(code, sign, characteristic, fraction);
}

/** MULTIPLY extended. */
const multiplyExtended = libraryFunction(
  ['i64', 'i64', 'i64', 'i64'],
  ['i64', 'i64'],
  (code, aHigh, aLow, bHigh, bLow) => {
    const sign = signOfProduct(code, aHigh, bHigh);
    const characteristic = characteristicOfProduct(code, aHigh, bHigh);
    const a = fractionOf(code, aHigh, aLow);
    const b = fractionOf(code, bHigh, bLow);
    code.if(i32.or(isZero(a), isZero(b)), () => code.return(0n, 0n));
    normalize(code, a, characteristic, HALF_BITS);
    normalize(code, b, characteristic, HALF_BITS);
    const limbs = productOf(code, limbsOf(code, [a.low, a.high]), limbsOf(code, [b.low, b.high]));
    returnProduct(code, sign, characteristic, limbs);
  },
);

/** MULTIPLY long to extended. */
const multiplyLongToExtended = libraryFunction(['i64', 'i64'], ['i64', 'i64'], (code, aLong, bLong) => {
  const sign = signOfProduct(code, aLong, bLong);
  const characteristic = characteristicOfProduct(code, aLong, bLong);
  const [a, b] = [aLong, bLong].map((long): Fraction => fractionOf(code, long, code.i64(0n)));
  code.if(i32.or(isZero(a), isZero(b)), () => code.return(0n, 0n));
  normalize(code, a, characteristic, HALF_BITS);
  normalize(code, b, characteristic, HALF_BITS);
  returnProduct(
    code,
    sign,
    characteristic,
    productOf(code, limbsOf(code, [a.high]), limbsOf(code, [b.high])),
  );
});

/** So much less than one that what the host's quotient is multiplied by is never too large. */
const JUST_LESS = 1 - 2 ** -40;

/** A fraction as the host has numbers, to 53 bits. */
const approximate = ({ high, low }: Fraction): F64 =>
  f64.add(f64.mul(f64.convert(high), f64.constant(2 ** 56)), f64.convert(low));

const isNotLess = (a: Fraction, b: Fraction): I32 =>
  i32.or(i64.gtU(a.high, b.high), i32.and(i64.eq(a.high, b.high), i64.geU(a.low, b.low)));

function subtract(code: Code, a: Fraction, b: Fraction): void {
  code.set(a.low, i64.sub(a.low, b.low));
  code.set(a.high, i64.add(i64.sub(a.high, b.high), i64.shrS(a.low, HALF_BITS)));
  code.set(a.low, i64.and(a.low, FRACTION_LONG));
}

/** `rest` times 2 ** 28, less `limb` divisors: modulo 2 ** 120, where what is left fits. */
function takeMultiple(code: Code, rest: Fraction, limb: Long, divisor: Fraction): void {
  const middle = code.i64(i64.mul(limb, upperLimb(divisor.low)));
  const low = code.i64(i64.add(i64.mul(limb, lowerLimb(divisor.low)), i64.shl(lowerLimb(middle), LIMB_BITS)));
  const high = code.i64(
    i64.add(i64.add(i64.mul(limb, divisor.high), upperLimb(middle)), i64.shrU(low, HALF_BITS)),
  );
  code.set(low, i64.and(low, FRACTION_LONG));
  code.set(rest.high, i64.or(i64.shl(rest.high, LIMB_BITS), upperLimb(rest.low)));
  code.set(rest.low, i64.shl(lowerLimb(rest.low), LIMB_BITS));
  subtract(code, rest, { high, low });
}

/** DIVIDE extended: 28 digits of the quotient, a limb of seven at a time. */
const divideExtended = libraryFunction(
  ['i64', 'i64', 'i64', 'i64'],
  ['i64', 'i64'],
  (code, aHigh, aLow, bHigh, bLow) => {
    const sign = signOfProduct(code, aHigh, bHigh);
    const characteristic = code.i32(
      i32.add(i32.sub(characteristicLong(aHigh), characteristicLong(bHigh)), BIAS),
    );
    const rest = fractionOf(code, aHigh, aLow);
    const divisor = fractionOf(code, bHigh, bLow);
    code.if(isZero(divisor), () => code.return(REFUSED_LONG, 0n));
    code.if(isZero(rest), () => code.return(0n, 0n));
    normalize(code, rest, characteristic, HALF_BITS);
    normalize(code, divisor, characteristic, HALF_BITS, i32.add);
    // Of a dividend that is not less, the first digit of the quotient is before the point: divide by 16 divisors.
    code.if(isNotLess(rest, divisor), () => {
      guarded(code, divisor);
      code.set(characteristic, i32.add(characteristic, 1));
    });
    const scale = code.f64(f64.div(f64.constant(2 ** 28 * JUST_LESS), approximate(divisor)));
    const limbs = [0, 0, 0, 0].map(() => {
      const limb = code.i64(i64.truncate(f64.mul(approximate(rest), scale)));
      takeMultiple(code, rest, limb, divisor);
      code.if(isNotLess(rest, divisor), () => {
        subtract(code, rest, divisor);
        code.set(limb, i64.add(limb, 1n));
      });
      return limb;
    });
    returnExtended(code, sign, characteristic, {
      high: code.i64(i64.or(i64.shl(limbs[0], LIMB_BITS), limbs[1])),
      low: code.i64(i64.or(i64.shl(limbs[2], LIMB_BITS), limbs[3])),
    });
  },
);

/** LOAD ROUNDED extended to long: the long number. */
const roundLong = libraryFunction(['i64', 'i64'], ['i64'], (code, high, low) => {
  const fraction = code.i64(
    i64.add(i64.and(high, FRACTION_LONG), i64.and(i64.shrU(low, HALF_BITS - 1n), 1n)),
  );
  const rest = code.i64(i64.and(high, ~FRACTION_LONG));
  code.if(i64.gtU(fraction, FRACTION_LONG), () => {
    code.if(i32.eq(characteristicLong(high), 127), () => code.return(REFUSED_LONG));
    code.set(fraction, i64.shrU(fraction, 4n));
    code.set(rest, i64.add(rest, 1n << HALF_BITS));
  });
  code.return(i64.or(rest, fraction));
});

export const EXTENDED_FLOAT_FUNCTIONS = {
  addExtended,
  multiplyExtended,
  multiplyLongToExtended,
  divideExtended,
  roundLong,
};
