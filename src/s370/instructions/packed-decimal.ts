/**
 * Arithmetic on packed decimal fields, away from storage: digits, signs, condition codes and the exceptions that
 * depend on the operands alone. GA22-7000, Decimal Instructions.
 */

/** What an operation found. Operands are unchanged after `data` and `divide`; `overflow` completes the operation. */
export type DecimalOutcome = 'ok' | 'overflow' | 'data' | 'divide';

/** Result of EDIT: `mark` is the index of the first significant result character, -1 when nothing set it. */
export interface EditResult {
  conditionCode: number;
  mark: number;
}

/** Signs of results, and the zone of their digits when they are unpacked. */
export interface DecimalCode {
  readonly plus: number;
  readonly minus: number;
  /** In the left half of the byte. */
  readonly zone: number;
}

export const EBCDIC_CODE: DecimalCode = { plus: 0x0c, minus: 0x0d, zone: 0xf0 };
/** ASCII-8, in a PSW of System/360 with bit 12 on. */
export const ASCII_CODE: DecimalCode = { plus: 0x0a, minus: 0x0b, zone: 0x50 };

/** Digits of one operand, units first, and its sign. */
class DecimalRegister {
  readonly digits = new Uint8Array(72);
  length = 0;
  negative = false;

  /** Takes the digits of `field`; false when a digit or the sign is invalid. */
  load(field: Uint8Array): boolean {
    const { digits } = this;
    const last = field.length - 1;
    const sign = field[last] & 15;
    if (sign < 10) return false;
    this.negative = sign === 0x0b || sign === 0x0d;
    let n = 0;
    let bad = field[last] >>> 4 > 9;
    digits[n++] = field[last] >>> 4;
    for (let i = last - 1; i >= 0; i--) {
      const byte = field[i];
      if ((byte & 15) > 9 || byte >>> 4 > 9) bad = true;
      digits[n++] = byte & 15;
      digits[n++] = byte >>> 4;
    }
    this.length = n;
    return !bad;
  }

  isZero(): boolean {
    for (let i = 0; i < this.length; i++) if (this.digits[i] !== 0) return false;
    return true;
  }

  /** Number of digits without leading zeros (0 for zero). */
  significant(): number {
    let n = this.length;
    while (n > 0 && this.digits[n - 1] === 0) n--;
    return n;
  }

  /** Puts the low digits and the code of the sign into `field`; answers whether a digit other than zero found no place. */
  store(field: Uint8Array, sign: number): boolean {
    const { digits, length } = this;
    const last = field.length - 1;
    let n = 0;
    const next = (): number => (n < length ? digits[n++] : 0);
    field[last] = (next() << 4) | sign;
    for (let i = last - 1; i >= 0; i--) {
      const low = next();
      field[i] = (next() << 4) | low;
    }
    for (; n < length; n++) if (digits[n] !== 0) return true;
    return false;
  }
}

/** Compares magnitudes: negative, zero or positive. */
function compareMagnitudes(a: DecimalRegister, b: DecimalRegister): number {
  for (let i = Math.max(a.length, b.length) - 1; i >= 0; i--) {
    const difference = (i < a.length ? a.digits[i] : 0) - (i < b.length ? b.digits[i] : 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The decimal unit of one CPU: working registers and the outcome of the last operation. */
export class PackedDecimalUnit {
  /** Code of results. */
  code: DecimalCode = EBCDIC_CODE;
  /** Condition code of the last operation that sets one. */
  conditionCode = 0;
  private readonly a = new DecimalRegister();
  private readonly b = new DecimalRegister();
  private readonly result = new DecimalRegister();

  /** ADD DECIMAL, SUBTRACT DECIMAL: `first` (1-16 bytes) is replaced by the sum or difference. */
  add(first: Uint8Array, second: Uint8Array, subtract: boolean): DecimalOutcome {
    const { a, b, result } = this;
    const firstValid = a.load(first);
    if (!b.load(second) || !firstValid) return 'data';
    const secondNegative = b.negative !== subtract;
    const n = Math.max(a.length, b.length) + 1;
    result.length = n;
    if (a.negative === secondNegative) {
      let carry = 0;
      for (let i = 0; i < n; i++) {
        const sum = (i < a.length ? a.digits[i] : 0) + (i < b.length ? b.digits[i] : 0) + carry;
        carry = sum > 9 ? 1 : 0;
        result.digits[i] = sum - carry * 10;
      }
      return this.finish(first, a.negative);
    }
    const firstLarger = compareMagnitudes(a, b) >= 0;
    const large = firstLarger ? a : b;
    const small = firstLarger ? b : a;
    let borrow = 0;
    for (let i = 0; i < n; i++) {
      const difference =
        (i < large.length ? large.digits[i] : 0) - (i < small.length ? small.digits[i] : 0) - borrow;
      borrow = difference < 0 ? 1 : 0;
      result.digits[i] = difference + borrow * 10;
    }
    return this.finish(first, firstLarger ? a.negative : secondNegative);
  }

  /** ZERO AND ADD: `first` is replaced by `second`; what was in `first` is not looked at. */
  zeroAndAdd(first: Uint8Array, second: Uint8Array): DecimalOutcome {
    const { b, result } = this;
    if (!b.load(second)) return 'data';
    result.digits.set(b.digits.subarray(0, b.length));
    result.length = b.length;
    return this.finish(first, b.negative);
  }

  /** COMPARE DECIMAL: sets the condition code only. */
  compare(first: Uint8Array, second: Uint8Array): DecimalOutcome {
    const { a, b } = this;
    const firstValid = a.load(first);
    if (!b.load(second) || !firstValid) return 'data';
    let order: number;
    if (a.negative === b.negative) order = a.negative ? -compareMagnitudes(a, b) : compareMagnitudes(a, b);
    else if (a.isZero() && b.isZero()) order = 0;
    else order = a.negative ? -1 : 1;
    this.conditionCode = order === 0 ? 0 : order < 0 ? 1 : 2;
    return 'ok';
  }

  /**
   * MULTIPLY DECIMAL: `second` has 1-8 bytes and fewer than `first` (the caller has checked); `first` must have as
   * many bytes of leading zeros as `second` has bytes. The sign follows algebra, of a zero product too.
   */
  multiply(first: Uint8Array, second: Uint8Array): DecimalOutcome {
    const { a, b, result } = this;
    const firstValid = a.load(first);
    if (!b.load(second) || !firstValid) return 'data';
    for (let i = 0; i < second.length; i++) if (first[i] !== 0) return 'data';
    const n = a.length;
    result.digits.fill(0, 0, n + b.length + 1);
    for (let i = 0; i < b.length; i++) {
      const digit = b.digits[i];
      if (digit === 0) continue;
      let carry = 0;
      for (let j = 0; i + j < n; j++) {
        const value = result.digits[i + j] + digit * a.digits[j] + carry;
        carry = (value / 10) | 0;
        result.digits[i + j] = value - carry * 10;
      }
    }
    result.length = n;
    result.store(first, this.sign(a.negative !== b.negative));
    return 'ok';
  }

  /**
   * DIVIDE DECIMAL: lengths as for `multiply`. `first` is replaced by the quotient (its leftmost bytes) and the
   * remainder (as long as `second`).
   */
  divide(first: Uint8Array, second: Uint8Array): DecimalOutcome {
    const { a, b, result } = this;
    const firstValid = a.load(first);
    if (!b.load(second) || !firstValid) return 'data';
    const quotientBytes = first.length - second.length;
    const quotientDigits = quotientBytes * 2 - 1;
    const divisorDigits = b.significant();
    if (divisorDigits === 0) return 'divide';
    result.length = quotientDigits;
    result.digits.fill(0, 0, quotientDigits);
    // The dividend divided by 10**quotientDigits must be less than the divisor, or the quotient has no place.
    if (!this.highPartIsLess(quotientDigits)) return 'divide';
    for (let shift = quotientDigits - 1; shift >= 0; shift--) {
      let digit = 0;
      while (this.subtractShifted(shift, divisorDigits)) digit++;
      result.digits[shift] = digit;
    }
    const negative = a.negative !== b.negative;
    result.store(first.subarray(0, quotientBytes), this.sign(negative));
    a.store(first.subarray(quotientBytes), this.sign(a.negative));
    return 'ok';
  }

  /**
   * SHIFT AND ROUND DECIMAL by `shift` digits (-32 to 31, positive to the left). `rounding` (0-9) is added to the
   * leftmost of the digits shifted out to the right.
   */
  shiftAndRound(field: Uint8Array, shift: number, rounding: number): DecimalOutcome {
    const { a, result } = this;
    if (!a.load(field) || rounding > 9) return 'data';
    result.digits.fill(0);
    if (shift >= 0) {
      result.length = a.length + shift;
      for (let i = 0; i < a.length; i++) result.digits[i + shift] = a.digits[i];
    } else {
      const dropped = -shift;
      result.length = a.length;
      let carry = (dropped <= a.length ? a.digits[dropped - 1] : 0) + rounding > 9 ? 1 : 0;
      for (let i = 0; i < a.length; i++) {
        const value = (i + dropped < a.length ? a.digits[i + dropped] : 0) + carry;
        carry = value > 9 ? 1 : 0;
        result.digits[i] = value - carry * 10;
      }
    }
    return this.finish(field, a.negative);
  }

  /**
   * EDIT, EDIT AND MARK: replaces `pattern` by the edited result. `source` gives the bytes of the second operand
   * by index, and is asked for no byte that the pattern does not need. Undefined: invalid digit (the
   * pattern may be partly changed, so work on a copy).
   */
  edit(pattern: Uint8Array, source: (index: number) => number): EditResult | undefined {
    const fill = pattern[0];
    let significance = false;
    let zero = true;
    let mark = -1;
    let sourceIndex = 0;
    let pendingLow = -1;
    for (let i = 0; i < pattern.length; i++) {
      const character = pattern[i];
      if (character === 0x20 || character === 0x21) {
        let digit: number;
        let plus = false;
        if (pendingLow >= 0) {
          digit = pendingLow;
          pendingLow = -1;
        } else {
          const byte = source(sourceIndex++);
          digit = byte >>> 4;
          const low = byte & 15;
          if (digit > 9) return undefined;
          if (low <= 9) pendingLow = low;
          else plus = low !== 0x0b && low !== 0x0d;
        }
        if (digit !== 0) {
          if (!significance) mark = i;
          zero = false;
        }
        if (significance || digit !== 0) pattern[i] = this.code.zone | digit;
        else pattern[i] = fill;
        if (digit !== 0 || character === 0x21) significance = true;
        if (plus) significance = false;
      } else if (character === 0x22) {
        pattern[i] = fill;
        significance = false;
        zero = true;
      } else if (!significance) {
        pattern[i] = fill;
      }
    }
    return { conditionCode: zero ? 0 : significance ? 1 : 2, mark };
  }

  private sign(negative: boolean): number {
    return negative ? this.code.minus : this.code.plus;
  }

  /** Stores the result with its sign, sets the condition code. A zero result is plus, unless digits were lost. */
  private finish(field: Uint8Array, negative: boolean): DecimalOutcome {
    const { result } = this;
    const zero = result.isZero();
    const lost = result.store(field, this.sign(negative && !zero));
    if (lost) {
      this.conditionCode = 3;
      return 'overflow';
    }
    this.conditionCode = zero ? 0 : negative ? 1 : 2;
    return 'ok';
  }

  /** Are the digits of the dividend from position `from` up less than the divisor? */
  private highPartIsLess(from: number): boolean {
    const { a, b } = this;
    for (let i = Math.max(a.length - from, b.length) - 1; i >= 0; i--) {
      const difference = (from + i < a.length ? a.digits[from + i] : 0) - (i < b.length ? b.digits[i] : 0);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  /** Subtracts the divisor, shifted left by `shift` digits, from the dividend if that leaves no negative number. */
  private subtractShifted(shift: number, divisorDigits: number): boolean {
    const { a, b } = this;
    const top = shift + divisorDigits;
    let less = 0;
    for (let i = a.length - 1; i >= top; i--) {
      if (a.digits[i] !== 0) {
        less = 1;
        break;
      }
    }
    for (let i = top - 1; less === 0 && i >= shift; i--) {
      less = (i < a.length ? a.digits[i] : 0) - b.digits[i - shift];
    }
    if (less < 0) return false;
    let borrow = 0;
    for (let i = shift; i < a.length; i++) {
      const subtrahend = i < top ? b.digits[i - shift] : 0;
      if (i >= top && borrow === 0) break;
      const difference = a.digits[i] - subtrahend - borrow;
      borrow = difference < 0 ? 1 : 0;
      a.digits[i] = difference + borrow * 10;
    }
    return true;
  }
}
