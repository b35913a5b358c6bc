/** Conversion between binary, packed and zoned numbers; MOVE WITH OFFSET. GA22-7000, General Instructions. */

import type { Cpu } from '../cpu.js';
import type { Execute } from './executors.js';
import { advance, baseAddress, indexedAddress, secondAddress } from './operands.js';

/** CONVERT TO BINARY: a number that does not fit keeps its low 32 bits and ends with fixed-point divide. */
const convertToBinary: Execute = (cpu, w) => {
  const address = indexedAddress(cpu, w);
  const high = cpu.fetchWord(address);
  const low = cpu.fetchWord(advance(cpu, address, 4));
  let value = 0;
  for (let i = 0; i < 15; i++) {
    const digit = i < 8 ? (high >>> (28 - 4 * i)) & 15 : (low >>> (60 - 4 * i)) & 15;
    if (digit > 9) cpu.raise(0x07);
    value = value * 10 + digit;
  }
  const sign = low & 15;
  if (sign < 10) cpu.raise(0x07);
  if (sign === 0xb || sign === 0xd) value = -value;
  // 15 digits are below 2 ** 53, so the host's conversion to 32 bits keeps the right ones.
  const r1 = (w >> 20) & 15;
  cpu.gpr[r1] = value | 0;
  if (value === (value | 0)) return;
  cpu.alteredRegisters = 0x8000 >> r1;
  cpu.raise(0x09);
};

/** CONVERT TO DECIMAL. */
const convertToDecimal: Execute = (cpu, w) => {
  const address = indexedAddress(cpu, w);
  const value = cpu.gpr[(w >> 20) & 15];
  let rest = Math.abs(value);
  const { code } = cpu.decimal.unit;
  let low = value < 0 ? code.minus : code.plus;
  for (let shift = 4; shift < 32; shift += 4) {
    low |= (rest % 10) << shift;
    rest = Math.floor(rest / 10);
  }
  let high = 0;
  for (let shift = 0; rest > 0; shift += 4) {
    high |= (rest % 10) << shift;
    rest = Math.floor(rest / 10);
  }
  cpu.checkStore(address, 8);
  cpu.storeWord(address, high);
  cpu.storeWord(advance(cpu, address, 4), low);
};

/** Both operands of an SS instruction with two lengths, checked; processing is from right to left. */
function checkOperands(cpu: Cpu, first: number, length1: number, second: number, length2: number): void {
  cpu.checkFetch(second, length2);
  cpu.checkStore(first, length1);
}

/** PACK: overlapping operands behave as if one byte at a time went from right to left. */
const pack: Execute = (cpu, w, p) => {
  const length1 = (w >> 20) + 1;
  const length2 = ((w >> 16) & 15) + 1;
  const first = baseAddress(cpu, w);
  const second = secondAddress(cpu, p);
  checkOperands(cpu, first, length1, second, length2);
  let from = length2 - 1;
  const last = cpu.fetchByte(advance(cpu, second, from--));
  cpu.storeByte(advance(cpu, first, length1 - 1), ((last << 4) | (last >>> 4)) & 0xff);
  for (let to = length1 - 2; to >= 0; to--) {
    let byte = 0;
    if (from >= 0) byte = cpu.fetchByte(advance(cpu, second, from--)) & 15;
    if (from >= 0) byte |= (cpu.fetchByte(advance(cpu, second, from--)) & 15) << 4;
    cpu.storeByte(advance(cpu, first, to), byte);
  }
};

/** UNPACK. */
const unpack: Execute = (cpu, w, p) => {
  const length1 = (w >> 20) + 1;
  const length2 = ((w >> 16) & 15) + 1;
  const first = baseAddress(cpu, w);
  const second = secondAddress(cpu, p);
  checkOperands(cpu, first, length1, second, length2);
  let from = length2 - 1;
  const last = cpu.fetchByte(advance(cpu, second, from--));
  const { zone } = cpu.decimal.unit.code;
  let to = length1 - 1;
  cpu.storeByte(advance(cpu, first, to--), ((last << 4) | (last >>> 4)) & 0xff);
  while (to >= 0) {
    const byte = from >= 0 ? cpu.fetchByte(advance(cpu, second, from--)) : 0;
    cpu.storeByte(advance(cpu, first, to--), zone | (byte & 15));
    if (to >= 0) cpu.storeByte(advance(cpu, first, to--), zone | (byte >>> 4));
  }
};

/** MOVE WITH OFFSET: the rightmost digit of the first operand stays. */
const moveWithOffset: Execute = (cpu, w, p) => {
  const length1 = (w >> 20) + 1;
  const length2 = ((w >> 16) & 15) + 1;
  const first = baseAddress(cpu, w);
  const second = secondAddress(cpu, p);
  checkOperands(cpu, first, length1, second, length2);
  let from = length2 - 1;
  let byte = cpu.fetchByte(advance(cpu, second, from--));
  const rightmost = advance(cpu, first, length1 - 1);
  cpu.storeByte(rightmost, (cpu.fetchByte(rightmost) & 15) | ((byte << 4) & 0xf0));
  for (let to = length1 - 2; to >= 0; to--) {
    const high = byte >>> 4;
    byte = from >= 0 ? cpu.fetchByte(advance(cpu, second, from--)) : 0;
    cpu.storeByte(advance(cpu, first, to), high | ((byte << 4) & 0xf0));
  }
};

export const CONVERSION_INSTRUCTIONS = {
  CVB: convertToBinary,
  CVD: convertToDecimal,
  PACK: pack,
  UNPK: unpack,
  MVO: moveWithOffset,
};
