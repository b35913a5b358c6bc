/**
 * Arithmetic on short and long hexadecimal floating-point numbers, away from registers and storage.
 * GA22-7000, Floating-Point Instructions.
 *
 * A fraction in work is 60 bits: 14 digits and a guard digit, as a high part of 28 bits and a low part of 32.
 * A short fraction uses the high part alone: six digits and the guard digit.
 */

/** How an operation ended, beside its result. Overflow is always an exception, the others as the program mask says. */
export type FloatOutcome = 'ok' | 'overflow' | 'underflow' | 'significance' | 'divide';

const SIGN = -0x80000000;
const FRACTION = 0xffffff;
const BIAS = 64;

/** The floating-point unit of one CPU: the result of the last operation. */
export class HexadecimalFloatUnit {
  /** Result. For an underflow or significance outcome: what an unmasked exception leaves; masked, it is a true zero. */
  high = 0;
  low = 0;
  conditionCode = 0;

  /** ADD, SUBTRACT (`b` with its sign changed), COMPARE. Short operands have low words of 0. */
  add(
    aHigh: number,
    aLow: number,
    bHigh: number,
    bLow: number,
    long: boolean,
    normalize: boolean,
  ): FloatOutcome {
    let exponent = (aHigh >>> 24) & 0x7f;
    const exponentB = (bHigh >>> 24) & 0x7f;
    let aH = ((aHigh & FRACTION) << 4) | (aLow >>> 28);
    let aL = aLow << 4;
    let bH = ((bHigh & FRACTION) << 4) | (bLow >>> 28);
    let bL = bLow << 4;
    const shift = (exponent - exponentB) * 4;
    if (shift > 0) {
      bL = shiftedLow(bH, bL, shift);
      bH = shift < 28 ? bH >>> shift : 0;
    } else if (shift < 0) {
      exponent = exponentB;
      aL = shiftedLow(aH, aL, -shift);
      aH = -shift < 28 ? aH >>> -shift : 0;
    }
    if (!long) {
      aL = 0;
      bL = 0;
    }
    let negative = aHigh < 0;
    let high: number;
    let low: number;
    if ((aHigh ^ bHigh) >= 0) {
      low = (aL + bL) | 0;
      high = aH + bH + (low >>> 0 < aL >>> 0 ? 1 : 0);
    } else if (aH > bH || (aH === bH && aL >>> 0 >= bL >>> 0)) {
      low = (aL - bL) | 0;
      high = aH - bH - (aL >>> 0 < bL >>> 0 ? 1 : 0);
    } else {
      negative = !negative;
      low = (bL - aL) | 0;
      high = bH - aH - (bL >>> 0 < aL >>> 0 ? 1 : 0);
    }
    if (!normalize && high >>> 28 === 0) {
      // The guard digit does not count when an unnormalized result is looked at for zero.
      if (long) low &= ~15;
      else high &= ~15;
    }
    if (high >>> 28 !== 0) {
      low = (low >>> 4) | (high << 28);
      high >>>= 4;
      exponent++;
    } else if ((high | low) === 0) {
      this.conditionCode = 0;
      this.high = exponent << 24;
      this.low = 0;
      return 'significance';
    } else if (normalize) {
      while (high >>> 24 === 0) {
        high = (high << 4) | (low >>> 28);
        low <<= 4;
        exponent--;
      }
    }
    return this.finish(negative, exponent, high, low, long);
  }

  /** COMPARE: condition code of the difference, guard digit included. */
  compare(aHigh: number, aLow: number, bHigh: number, bLow: number, long: boolean): void {
    const outcome = this.add(aHigh, aLow, bHigh ^ SIGN, bLow, long, true);
    if (outcome === 'underflow') this.conditionCode = this.high < 0 ? 1 : 2;
  }

  /** MULTIPLY short to long: the 12 digits of the product and two zeros. */
  multiplyShort(aHigh: number, bHigh: number): FloatOutcome {
    return this.multiplyLong(aHigh, 0, bHigh, 0);
  }

  /** MULTIPLY long: the product's first 14 digits, normalized. */
  multiplyLong(aHigh: number, aLow: number, bHigh: number, bLow: number): FloatOutcome {
    const negative = (aHigh ^ bHigh) < 0;
    let exponent = ((aHigh >>> 24) & 0x7f) + ((bHigh >>> 24) & 0x7f) - BIAS;
    let aH = aHigh & FRACTION;
    let aL = aLow;
    let bH = bHigh & FRACTION;
    let bL = bLow;
    if ((aH | aL) === 0 || (bH | bL) === 0) return this.trueZero();
    for (; aH >>> 20 === 0; exponent--, aH = (aH << 4) | (aL >>> 28), aL <<= 4);
    for (; bH >>> 20 === 0; exponent--, bH = (bH << 4) | (bL >>> 28), bL <<= 4);
    // 56 bits as four limbs of 14; columns of products stay below 2 ** 31.
    const a3 = aH >>> 10;
    const a2 = ((aH & 0x3ff) << 4) | (aL >>> 28);
    const a1 = (aL >>> 14) & 0x3fff;
    const a0 = aL & 0x3fff;
    const b3 = bH >>> 10;
    const b2 = ((bH & 0x3ff) << 4) | (bL >>> 28);
    const b1 = (bL >>> 14) & 0x3fff;
    const b0 = bL & 0x3fff;
    let column = (a0 * b0) >>> 14;
    column = (column + a0 * b1 + a1 * b0) >>> 14;
    column = (column + a0 * b2 + a1 * b1 + a2 * b0) >>> 14;
    column += a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
    const p3 = column & 0x3fff;
    column = (column >>> 14) + a1 * b3 + a2 * b2 + a3 * b1;
    const p4 = column & 0x3fff;
    column = (column >>> 14) + a2 * b3 + a3 * b2;
    const p5 = column & 0x3fff;
    column = (column >>> 14) + a3 * b3;
    // The product has 112 bits: 28 in `column`, 14 each in p5, p4, p3, and 42 that are dropped.
    let high = column;
    let low = (p5 << 18) | (p4 << 4) | (p3 >>> 10);
    if (high >>> 24 === 0) {
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | ((p3 >>> 6) & 15);
      exponent--;
    }
    return this.finish(negative, exponent, high, low, true);
  }

  /** DIVIDE short: six digits of the quotient. */
  divideShort(aHigh: number, bHigh: number): FloatOutcome {
    let a = aHigh & FRACTION;
    let b = bHigh & FRACTION;
    if (b === 0) return 'divide';
    if (a === 0) return this.trueZero();
    let exponent = ((aHigh >>> 24) & 0x7f) - ((bHigh >>> 24) & 0x7f) + BIAS;
    for (; a >>> 20 === 0; a <<= 4) exponent--;
    for (; b >>> 20 === 0; b <<= 4) exponent++;
    if (a >= b) exponent++;
    else a *= 16;
    // Below 2 ** 49 the host's quotient cannot round up to an integer.
    const quotient = Math.floor((a * 0x100000) / b);
    return this.finish((aHigh ^ bHigh) < 0, exponent, quotient << 4, 0, false);
  }

  /** DIVIDE long: 14 digits of the quotient. */
  divideLong(aHigh: number, aLow: number, bHigh: number, bLow: number): FloatOutcome {
    let a = fraction(aHigh, aLow);
    let b = fraction(bHigh, bLow);
    if (b === 0n) return 'divide';
    if (a === 0n) return this.trueZero();
    let exponent = ((aHigh >>> 24) & 0x7f) - ((bHigh >>> 24) & 0x7f) + BIAS;
    for (; a >> 52n === 0n; a <<= 4n) exponent--;
    for (; b >> 52n === 0n; b <<= 4n) exponent++;
    if (a >= b) exponent++;
    else a <<= 4n;
    const quotient = ((a << 52n) / b) << 4n;
    return this.finish(
      (aHigh ^ bHigh) < 0,
      exponent,
      Number(quotient >> 32n),
      Number(BigInt.asIntN(32, quotient)),
      true,
    );
  }

  /** HALVE: one bit to the right, then normalized. */
  halve(high: number, low: number, long: boolean): FloatOutcome {
    let h = ((high & FRACTION) << 4) | (low >>> 28);
    let l = low << 4;
    l = (l >>> 1) | (h << 31);
    h >>>= 1;
    if (!long) {
      l = 0;
    }
    if ((h | l) === 0) return this.trueZero();
    let exponent = (high >>> 24) & 0x7f;
    for (; h >>> 24 === 0; exponent--, h = (h << 4) | (l >>> 28), l <<= 4);
    return this.finish(high < 0, exponent, h, l, long);
  }

  /** LOAD ROUNDED long to short: adds half a unit of the last place to the fraction. */
  round(high: number, low: number): FloatOutcome {
    let fractionHigh = (high & FRACTION) + (low < 0 ? 1 : 0);
    let exponent = (high >>> 24) & 0x7f;
    if (fractionHigh > FRACTION) {
      fractionHigh >>>= 4;
      exponent++;
    }
    this.high = (high & SIGN) | ((exponent & 0x7f) << 24) | fractionHigh;
    this.low = 0;
    return exponent > 127 ? 'overflow' : 'ok';
  }

  /** A result of zero with sign plus and exponent zero. */
  trueZero(): FloatOutcome {
    this.high = 0;
    this.low = 0;
    this.conditionCode = 0;
    return 'ok';
  }

  /** Drops the guard digit and puts sign and exponent in front; an exponent that does not fit wraps around. */
  private finish(
    negative: boolean,
    exponent: number,
    high: number,
    low: number,
    long: boolean,
  ): FloatOutcome {
    const fractionHigh = high >>> 4;
    this.low = long ? (high << 28) | (low >>> 4) : 0;
    this.high = (negative ? SIGN : 0) | ((exponent & 0x7f) << 24) | fractionHigh;
    this.conditionCode = (fractionHigh | this.low) === 0 ? 0 : negative ? 1 : 2;
    return exponent > 127 ? 'overflow' : exponent < 0 ? 'underflow' : 'ok';
  }
}

/** Low part of a 60-bit fraction shifted right by `shift` bits, a multiple of 4 greater than 0. */
function shiftedLow(high: number, low: number, shift: number): number {
  if (shift < 32) return (low >>> shift) | (high << (32 - shift));
  return shift < 60 ? high >>> (shift - 32) : 0;
}

function fraction(high: number, low: number): bigint {
  return (BigInt(high & FRACTION) << 32n) | BigInt(low >>> 0);
}
