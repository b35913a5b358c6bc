/** Decimal arithmetic. GA22-7000, Decimal Instructions. */

import type { Cpu } from '../cpu.js';
import { MASK_DECIMAL_OVERFLOW } from '../psw.js';
import { advance, baseAddress, secondAddress } from './operands.js';
import type { Execute } from './executors.js';

/** Digits of a packed number, from the right: index 0 is the units digit. 31 digits at most, and room for a carry. */
interface PackedNumber {
  readonly digits: Uint8Array;
  negative: boolean;
}

/** Length of a work area: two operands' digits for a product. */
const DIGITS = 64;

function newNumber(): PackedNumber {
  return { digits: new Uint8Array(DIGITS), negative: false };
}

/** Fetches and checks a packed operand of `length` bytes; digits beyond it are zero. */
function fetchPacked(cpu: Cpu, address: number, length: number): PackedNumber {
  const number = newNumber();
  cpu.checkFetch(address, length);
  const { digits } = number;
  const last = cpu.fetchByte(advance(address, length - 1));
  let bad = last >>> 4 > 9 || (last & 15) < 10;
  digits[0] = last >>> 4;
  number.negative = (last & 15) === 0xb || (last & 15) === 0xd;
  for (let i = length - 2, d = 1; i >= 0; i--, d += 2) {
    const byte = cpu.fetchByte(advance(address, i));
    digits[d] = byte & 15;
    digits[d + 1] = byte >>> 4;
    if ((byte & 15) > 9 || byte >>> 4 > 9) bad = true;
  }
  if (bad) cpu.raise(0x07);
  return number;
}

/** Stores the low digits of a number with sign C or D. Digits that do not fit are dropped; true when one of them is not 0. */
function storePacked(cpu: Cpu, address: number, length: number, number: PackedNumber): boolean {
  const { digits } = number;
  cpu.storeByte(advance(address, length - 1), (digits[0] << 4) | (number.negative ? 0xd : 0xc));
  for (let i = length - 2, d = 1; i >= 0; i--, d += 2) {
    cpu.storeByte(advance(address, i), (digits[d + 1] << 4) | digits[d]);
  }
  for (let d = 2 * length - 1; d < DIGITS; d++) if (digits[d] !== 0) return true;
  return false;
}

function isZero(number: PackedNumber): boolean {
  return number.digits.every((digit) => digit === 0);
}

/** Compares absolute values. */
function compareMagnitudes(a: PackedNumber, b: PackedNumber): number {
  for (let d = DIGITS - 1; d >= 0; d--) {
    if (a.digits[d] !== b.digits[d]) return a.digits[d] - b.digits[d];
  }
  return 0;
}

/** Adds the absolute value of `b` to that of `a`. */
function addMagnitude(a: PackedNumber, b: PackedNumber): void {
  let carry = 0;
  for (let d = 0; d < DIGITS; d++) {
    const sum = a.digits[d] + b.digits[d] + carry;
    carry = sum > 9 ? 1 : 0;
    a.digits[d] = sum > 9 ? sum - 10 : sum;
  }
}

/** `large` - `small` in absolute values, into `result`. */
function subtractMagnitude(result: PackedNumber, large: PackedNumber, small: PackedNumber): void {
  let borrow = 0;
  for (let d = 0; d < DIGITS; d++) {
    const difference = large.digits[d] - small.digits[d] - borrow;
    borrow = difference < 0 ? 1 : 0;
    result.digits[d] = difference < 0 ? difference + 10 : difference;
  }
}

/** Signed sum of two numbers; zero is positive. */
function sum(a: PackedNumber, b: PackedNumber): PackedNumber {
  if (a.negative === b.negative) {
    addMagnitude(a, b);
    if (a.negative && isZero(a)) a.negative = false;
    return a;
  }
  const order = compareMagnitudes(a, b);
  const result = order >= 0 ? a : b;
  if (order >= 0) subtractMagnitude(a, a, b);
  else subtractMagnitude(b, b, a);
  if (order === 0) result.negative = false;
  return result;
}

/** Stores a result and sets the condition code; overflow is a completion. */
function finish(cpu: Cpu, address: number, length: number, result: PackedNumber): void {
  const zero = isZero(result);
  if (zero) result.negative = false;
  const overflow = storePacked(cpu, address, length, result);
  if (overflow) {
    cpu.psw.conditionCode = 3;
    if ((cpu.psw.programMask & MASK_DECIMAL_OVERFLOW) !== 0) cpu.raise(0x0a);
  } else cpu.psw.conditionCode = zero ? 0 : result.negative ? 1 : 2;
}

function lengths(w: number): [length1: number, length2: number] {
  return [(w >> 20) + 1, ((w >> 16) & 15) + 1];
}

/** ADD DECIMAL and SUBTRACT DECIMAL. */
function addition(subtract: boolean): Execute {
  return (cpu, w, p) => {
    const [length1, length2] = lengths(w);
    const address = baseAddress(cpu, w);
    cpu.checkStore(address, length1);
    const second = fetchPacked(cpu, secondAddress(cpu, p), length2);
    const first = fetchPacked(cpu, address, length1);
    if (subtract) second.negative = !second.negative;
    finish(cpu, address, length1, sum(first, second));
  };
}

/** ZERO AND ADD: only the second operand must be a valid number. */
const zeroAndAdd: Execute = (cpu, w, p) => {
  const [length1, length2] = lengths(w);
  const address = baseAddress(cpu, w);
  cpu.checkStore(address, length1);
  finish(cpu, address, length1, fetchPacked(cpu, secondAddress(cpu, p), length2));
};

/** COMPARE DECIMAL. */
const compareDecimal: Execute = (cpu, w, p) => {
  const [length1, length2] = lengths(w);
  const first = fetchPacked(cpu, baseAddress(cpu, w), length1);
  const second = fetchPacked(cpu, secondAddress(cpu, p), length2);
  second.negative = !second.negative;
  const difference = sum(first, second);
  cpu.psw.conditionCode = isZero(difference) ? 0 : difference.negative ? 1 : 2;
};

/** MULTIPLY DECIMAL: the multiplicand must have as many bytes of leading zeros as the multiplier has bytes. */
const multiplyDecimal: Execute = (cpu, w, p) => {
  const [length1, length2] = lengths(w);
  if (length2 > 8 || length2 >= length1) cpu.raise(0x06);
  const address = baseAddress(cpu, w);
  cpu.checkStore(address, length1);
  const multiplier = fetchPacked(cpu, secondAddress(cpu, p), length2);
  const multiplicand = fetchPacked(cpu, address, length1);
  for (let d = 2 * (length1 - length2) - 1; d < 2 * length1 - 1; d++) {
    if (multiplicand.digits[d] !== 0) cpu.raise(0x07);
  }
  const product = newNumber();
  for (let i = 0; i < 2 * length2 - 1; i++) {
    const digit = multiplier.digits[i];
    if (digit === 0) continue;
    let carry = 0;
    for (let j = 0; i + j < DIGITS; j++) {
      const value = product.digits[i + j] + digit * multiplicand.digits[j] + carry;
      carry = Math.floor(value / 10);
      product.digits[i + j] = value % 10;
    }
  }
  product.negative = multiplicand.negative !== multiplier.negative;
  storePacked(cpu, address, length1, product);
};

/** DIVIDE DECIMAL: quotient left, remainder right, of the divisor's length; each has the sign of the rules of algebra even when zero. */
const divideDecimal: Execute = (cpu, w, p) => {
  const [length1, length2] = lengths(w);
  if (length2 > 8 || length2 >= length1) cpu.raise(0x06);
  const address = baseAddress(cpu, w);
  cpu.checkStore(address, length1);
  const divisor = fetchPacked(cpu, secondAddress(cpu, p), length2);
  const dividend = fetchPacked(cpu, address, length1);
  if (isZero(divisor)) cpu.raise(0x0b);
  const quotientLength = length1 - length2;
  const quotient = newNumber();
  const remainder = newNumber();
  for (let d = 2 * length1 - 2; d >= 0; d--) {
    remainder.digits.copyWithin(1, 0, DIGITS - 1);
    remainder.digits[0] = dividend.digits[d];
    while (compareMagnitudes(remainder, divisor) >= 0) {
      subtractMagnitude(remainder, remainder, divisor);
      quotient.digits[d]++;
    }
  }
  for (let d = 2 * quotientLength - 1; d < DIGITS; d++) if (quotient.digits[d] !== 0) cpu.raise(0x0b);
  quotient.negative = dividend.negative !== divisor.negative;
  remainder.negative = dividend.negative;
  storePacked(cpu, address, quotientLength, quotient);
  storePacked(cpu, advance(address, quotientLength), length2, remainder);
};

/** SHIFT AND ROUND DECIMAL: bits 26-31 of the second-operand address are the shift, left when positive. */
const shiftAndRound: Execute = (cpu, w, p) => {
  const length = (w >> 20) + 1;
  const rounding = (w >> 16) & 15;
  const address = baseAddress(cpu, w);
  const shift = (secondAddress(cpu, p) << 26) >> 26;
  cpu.checkStore(address, length);
  const number = fetchPacked(cpu, address, length);
  if (rounding > 9) cpu.raise(0x07);
  const { digits } = number;
  if (shift > 0) {
    // 31 digits shifted by 31 still fit the work area, so every digit that is lost is seen.
    digits.copyWithin(shift, 0, DIGITS - shift);
    digits.fill(0, 0, shift);
  } else if (shift < 0) {
    let carry = digits[-shift - 1] + rounding > 9 ? 1 : 0;
    digits.copyWithin(0, -shift);
    digits.fill(0, DIGITS + shift);
    for (let d = 0; carry !== 0; d++) {
      carry = digits[d] === 9 ? 1 : 0;
      digits[d] = carry === 1 ? 0 : digits[d] + 1;
    }
  }
  finish(cpu, address, length, number);
};

export const DECIMAL_INSTRUCTIONS = {
  AP: addition(false),
  SP: addition(true),
  ZAP: zeroAndAdd,
  CP: compareDecimal,
  MP: multiplyDecimal,
  DP: divideDecimal,
  SRP: shiftAndRound,
};
