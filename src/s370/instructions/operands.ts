/**
 * Operand addresses and condition codes. An executing function gets `w`, bytes 1-3 of the instruction as a
 * number (so R1 is bits 20-23 of it, X2 16-19, B2 12-15, D2 0-11, counted from the right), and `p`, the host
 * offset of the instruction.
 */

import type { Cpu } from '../cpu.js';

/** RX: D2(X2,B2). */
export function indexedAddress(cpu: Cpu, w: number): number {
  const x = (w >> 16) & 15;
  const b = (w >> 12) & 15;
  let address = w & 0xfff;
  if (x !== 0) address = (address + cpu.gpr[x]) | 0;
  if (b !== 0) address = (address + cpu.gpr[b]) | 0;
  return cpu.wrap(address);
}

/** RS, SI, S, and the first operand of SS: D(B) in bytes 2-3. */
export function baseAddress(cpu: Cpu, w: number): number {
  const b = (w >> 12) & 15;
  return b === 0 ? w & 0xfff : cpu.wrap((w & 0xfff) + cpu.gpr[b]);
}

/** Second operand of SS: D2(B2) in bytes 4-5. */
export function secondAddress(cpu: Cpu, p: number): number {
  const field = (cpu.u8[p + 4] << 8) | cpu.u8[p + 5];
  const b = field >> 12;
  return b === 0 ? field & 0xfff : cpu.wrap((field & 0xfff) + cpu.gpr[b]);
}

/** Address `bytes` behind `address`, with the wrap-around at the end of the address space. */
export function advance(cpu: Cpu, address: number, bytes: number): number {
  return cpu.wrap(address + bytes);
}

/** Puts an address into a register; the bits that an address does not have stay. */
export function insertAddress(cpu: Cpu, register: number, address: number): void {
  cpu.gpr[register] = (cpu.gpr[register] & ~cpu.wrap(-1)) | address;
}

/** Condition code of a signed result: 0 zero, 1 negative, 2 positive. */
export function signCode(value: number): number {
  return value === 0 ? 0 : value < 0 ? 1 : 2;
}

/** Raises a specification exception unless `address` is a multiple of `alignment` (a power of two). */
export function requireAlignment(cpu: Cpu, address: number, alignment: number): void {
  if ((address & (alignment - 1)) !== 0) cpu.raise(0x06);
}

/** Raises a specification exception for an odd register number. */
export function requireEven(cpu: Cpu, register: number): void {
  if ((register & 1) !== 0) cpu.raise(0x06);
}
