/** Fixed-point arithmetic, comparison and shifts. GA22-7000, General Instructions. */

import type { Cpu } from '../cpu.js';
import { MASK_FIXED_OVERFLOW } from '../psw.js';
import type { Execute } from './executors.js';
import { baseAddress, indexedAddress, requireEven, signCode } from './operands.js';

/** Makes a register-to-register and a storage-to-register form of one operation on a word. */
function wordForms(operation: (cpu: Cpu, r1: number, operand: number) => void): [rr: Execute, rx: Execute] {
  return [
    (cpu, w) => operation(cpu, (w >> 20) & 15, cpu.gpr[(w >> 16) & 15]),
    (cpu, w) => operation(cpu, (w >> 20) & 15, cpu.fetchWord(indexedAddress(cpu, w))),
  ];
}

/** As `wordForms` for a pair of registers: an odd one is reported before the operand is looked at. */
function pairForms(operation: (cpu: Cpu, r1: number, operand: number) => void): [rr: Execute, rx: Execute] {
  const [rr, rx] = wordForms(operation);
  return [
    (cpu, w, p) => {
      requireEven(cpu, (w >> 20) & 15);
      rr(cpu, w, p);
    },
    (cpu, w, p) => {
      requireEven(cpu, (w >> 20) & 15);
      rx(cpu, w, p);
    },
  ];
}

/** Makes a form with a sign-extended halfword in storage. */
function halfwordForm(operation: (cpu: Cpu, r1: number, operand: number) => void): Execute {
  return (cpu, w) => operation(cpu, (w >> 20) & 15, (cpu.fetchHalf(indexedAddress(cpu, w)) << 16) >> 16);
}

function overflow(cpu: Cpu): void {
  cpu.psw.conditionCode = 3;
  if ((cpu.psw.programMask & MASK_FIXED_OVERFLOW) !== 0) cpu.raise(0x08);
}

function add(cpu: Cpu, r1: number, b: number): void {
  const a = cpu.gpr[r1];
  const sum = (a + b) | 0;
  cpu.gpr[r1] = sum;
  if (((a ^ sum) & (b ^ sum)) < 0) overflow(cpu);
  else cpu.psw.conditionCode = signCode(sum);
}

function subtract(cpu: Cpu, r1: number, b: number): void {
  const a = cpu.gpr[r1];
  const difference = (a - b) | 0;
  cpu.gpr[r1] = difference;
  if (((a ^ b) & (a ^ difference)) < 0) overflow(cpu);
  else cpu.psw.conditionCode = signCode(difference);
}

function compare(cpu: Cpu, r1: number, b: number): void {
  const a = cpu.gpr[r1];
  cpu.psw.conditionCode = a === b ? 0 : a < b ? 1 : 2;
}

function compareLogical(cpu: Cpu, r1: number, b: number): void {
  const a = cpu.gpr[r1];
  cpu.psw.conditionCode = a === b ? 0 : a >>> 0 < b >>> 0 ? 1 : 2;
}

function addLogical(cpu: Cpu, r1: number, b: number): void {
  const a = cpu.gpr[r1];
  const sum = (a + b) | 0;
  cpu.gpr[r1] = sum;
  cpu.psw.conditionCode = (sum === 0 ? 0 : 1) + (sum >>> 0 < a >>> 0 ? 2 : 0);
}

function subtractLogical(cpu: Cpu, r1: number, b: number): void {
  const a = cpu.gpr[r1];
  const difference = (a - b) | 0;
  cpu.gpr[r1] = difference;
  cpu.psw.conditionCode = (difference === 0 ? 0 : 1) + (a >>> 0 >= b >>> 0 ? 2 : 0);
}

/** High word of the signed 64-bit product; the low word is `Math.imul`. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >> 16;
  const aLow = a & 0xffff;
  const bHigh = b >> 16;
  const bLow = b & 0xffff;
  const low = Math.imul(aLow, bLow) >>> 16;
  const middle1 = aHigh * bLow + low;
  const middle2 = aLow * bHigh + (middle1 & 0xffff);
  return (aHigh * bHigh + Math.floor(middle1 / 65536) + (middle2 >> 16)) | 0;
}

function multiply(cpu: Cpu, r1: number, b: number): void {
  const a = cpu.gpr[r1 + 1];
  cpu.gpr[r1] = multiplyHigh(a, b);
  cpu.gpr[r1 + 1] = Math.imul(a, b);
}

/** DIVIDE: a quotient that does not fit, or a zero divisor, suppresses the operation. */
function divide(cpu: Cpu, r1: number, divisor: number): void {
  const high = cpu.gpr[r1];
  const low = cpu.gpr[r1 + 1];
  if (divisor === 0) cpu.raise(0x09);
  if (high === low >> 31) {
    if (low === -0x80000000 && divisor === -1) cpu.raise(0x09);
    cpu.gpr[r1] = low % divisor;
    cpu.gpr[r1 + 1] = (low / divisor) | 0;
    return;
  }
  if (high >= -0x100000 && high < 0x100000) {
    // Below 2 ** 53 the host's division is exact enough: a quotient cannot round up to the next integer.
    const exact = high * 0x100000000 + (low >>> 0);
    const result = Math.trunc(exact / divisor);
    if (result !== (result | 0)) cpu.raise(0x09);
    cpu.gpr[r1] = exact - result * divisor;
    cpu.gpr[r1 + 1] = result;
    return;
  }
  const dividend = (BigInt(high) << 32n) | BigInt(low >>> 0);
  const quotient = dividend / BigInt(divisor);
  if (quotient !== BigInt.asIntN(32, quotient)) cpu.raise(0x09);
  cpu.gpr[r1] = Number(dividend % BigInt(divisor));
  cpu.gpr[r1 + 1] = Number(quotient);
}

/** MULTIPLY HALFWORD: the low 32 bits of the product, whatever was lost. */
function multiplyHalfword(cpu: Cpu, r1: number, b: number): void {
  cpu.gpr[r1] = Math.imul(cpu.gpr[r1], b);
}

/** LOAD POSITIVE. */
const loadPositive: Execute = (cpu, w) => {
  const value = cpu.gpr[(w >> 16) & 15];
  const result = value < 0 ? -value | 0 : value;
  cpu.gpr[(w >> 20) & 15] = result;
  if (result < 0) overflow(cpu);
  else cpu.psw.conditionCode = result === 0 ? 0 : 2;
};

/** LOAD NEGATIVE. */
const loadNegative: Execute = (cpu, w) => {
  const value = cpu.gpr[(w >> 16) & 15];
  const result = value > 0 ? -value : value;
  cpu.gpr[(w >> 20) & 15] = result;
  cpu.psw.conditionCode = result === 0 ? 0 : 1;
};

/** LOAD AND TEST. */
const loadAndTest: Execute = (cpu, w) => {
  const value = cpu.gpr[(w >> 16) & 15];
  cpu.gpr[(w >> 20) & 15] = value;
  cpu.psw.conditionCode = signCode(value);
};

/** LOAD COMPLEMENT. */
const loadComplement: Execute = (cpu, w) => {
  const value = cpu.gpr[(w >> 16) & 15];
  const result = -value | 0;
  cpu.gpr[(w >> 20) & 15] = result;
  if (value === -0x80000000) overflow(cpu);
  else cpu.psw.conditionCode = signCode(result);
};

/** SHIFT LEFT SINGLE LOGICAL. */
const shiftLeftLogical: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const amount = baseAddress(cpu, w) & 63;
  cpu.gpr[r1] = amount > 31 ? 0 : cpu.gpr[r1] << amount;
};

/** SHIFT RIGHT SINGLE LOGICAL. */
const shiftRightLogical: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const amount = baseAddress(cpu, w) & 63;
  cpu.gpr[r1] = amount > 31 ? 0 : cpu.gpr[r1] >>> amount;
};

/** SHIFT RIGHT SINGLE. */
const shiftRight: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const amount = baseAddress(cpu, w) & 63;
  const result = cpu.gpr[r1] >> Math.min(amount, 31);
  cpu.gpr[r1] = result;
  cpu.psw.conditionCode = signCode(result);
};

/** SHIFT LEFT SINGLE: the sign stays; a bit unlike it shifted out of position 1 is an overflow. */
const shiftLeft: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const amount = baseAddress(cpu, w) & 63;
  const value = cpu.gpr[r1];
  const magnitude = amount > 30 ? 0 : (value << amount) & 0x7fffffff;
  const result = (value & 0x80000000) | magnitude;
  cpu.gpr[r1] = result;
  const lost =
    amount > 30 ? (value !== 0 && value !== -1) || (value === -1 && amount > 31) : result >> amount !== value;
  if (lost) overflow(cpu);
  else cpu.psw.conditionCode = signCode(result);
};

/** SHIFT LEFT DOUBLE LOGICAL. */
const shiftLeftDoubleLogical: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  requireEven(cpu, r1);
  shiftPairLeft(cpu, r1, baseAddress(cpu, w) & 63);
};

function shiftPairLeft(cpu: Cpu, r1: number, amount: number): void {
  const high = cpu.gpr[r1];
  const low = cpu.gpr[r1 + 1];
  if (amount === 0) return;
  if (amount < 32) {
    cpu.gpr[r1] = (high << amount) | (low >>> (32 - amount));
    cpu.gpr[r1 + 1] = low << amount;
  } else {
    cpu.gpr[r1] = low << (amount - 32);
    cpu.gpr[r1 + 1] = 0;
  }
}

/** SHIFT RIGHT DOUBLE LOGICAL. */
const shiftRightDoubleLogical: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  requireEven(cpu, r1);
  const amount = baseAddress(cpu, w) & 63;
  const high = cpu.gpr[r1];
  const low = cpu.gpr[r1 + 1];
  if (amount === 0) return;
  if (amount < 32) {
    cpu.gpr[r1 + 1] = (low >>> amount) | (high << (32 - amount));
    cpu.gpr[r1] = high >>> amount;
  } else {
    cpu.gpr[r1 + 1] = high >>> (amount - 32);
    cpu.gpr[r1] = 0;
  }
};

function pairSignCode(high: number, low: number): number {
  return high < 0 ? 1 : (high | low) === 0 ? 0 : 2;
}

/** SHIFT RIGHT DOUBLE. */
const shiftRightDouble: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  requireEven(cpu, r1);
  const amount = baseAddress(cpu, w) & 63;
  const high = cpu.gpr[r1];
  const low = cpu.gpr[r1 + 1];
  if (amount >= 32) {
    cpu.gpr[r1 + 1] = high >> (amount - 32);
    cpu.gpr[r1] = high >> 31;
  } else if (amount > 0) {
    cpu.gpr[r1 + 1] = (low >>> amount) | (high << (32 - amount));
    cpu.gpr[r1] = high >> amount;
  }
  cpu.psw.conditionCode = pairSignCode(cpu.gpr[r1], cpu.gpr[r1 + 1]);
};

/** SHIFT LEFT DOUBLE. */
const shiftLeftDouble: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  requireEven(cpu, r1);
  const amount = baseAddress(cpu, w) & 63;
  const sign = cpu.gpr[r1] & 0x80000000;
  let lost = false;
  // One bit at a time: the shift is rare, and the overflow rule is about each bit that leaves position 1.
  for (let i = 0; i < amount; i++) {
    const high = cpu.gpr[r1];
    if (((high << 1) & 0x80000000) !== sign) lost = true;
    cpu.gpr[r1] = sign | (((high << 1) | (cpu.gpr[r1 + 1] >>> 31)) & 0x7fffffff);
    cpu.gpr[r1 + 1] <<= 1;
  }
  if (lost) overflow(cpu);
  else cpu.psw.conditionCode = pairSignCode(cpu.gpr[r1], cpu.gpr[r1 + 1]);
};

const [AR, A] = wordForms(add);
const [SR, S] = wordForms(subtract);
const [CR, C] = wordForms(compare);
const [CLR, CL] = wordForms(compareLogical);
const [ALR, AL] = wordForms(addLogical);
const [SLR, SL] = wordForms(subtractLogical);
const [MR, M] = pairForms(multiply);
const [DR, D] = pairForms(divide);

export const ARITHMETIC_INSTRUCTIONS = {
  LPR: loadPositive,
  LNR: loadNegative,
  LTR: loadAndTest,
  LCR: loadComplement,
  AR,
  A,
  SR,
  S,
  CR,
  C,
  CLR,
  CL,
  ALR,
  AL,
  SLR,
  SL,
  MR,
  M,
  DR,
  D,
  AH: halfwordForm(add),
  SH: halfwordForm(subtract),
  CH: halfwordForm(compare),
  MH: halfwordForm(multiplyHalfword),
  SRL: shiftRightLogical,
  SLL: shiftLeftLogical,
  SRA: shiftRight,
  SLA: shiftLeft,
  SRDL: shiftRightDoubleLogical,
  SLDL: shiftLeftDoubleLogical,
  SRDA: shiftRightDouble,
  SLDA: shiftLeftDouble,
};
