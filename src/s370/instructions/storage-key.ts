/** Storage keys: SSK, ISK, RRB. GA22-7000, Control Instructions. */

import type { Cpu } from '../cpu.js';
import { KEY_REFERENCE } from '../storage.js';
import type { Execute } from './executors.js';
import { baseAddress } from './operands.js';

/** Absolute address of the block that a real address names; raises an addressing exception. */
function blockAddress(cpu: Cpu, real: number): number {
  const absolute = cpu.absolute(real);
  if (!cpu.storage.contains(absolute)) cpu.raise(0x05, real & 0xffffff);
  return absolute;
}

/** Register R2 of SSK and ISK: bits 28-31 must be zero. */
function keyOperand(cpu: Cpu, w: number): number {
  const address = cpu.gpr[(w >> 16) & 15];
  if ((address & 15) !== 0) cpu.raise(0x06);
  return blockAddress(cpu, address);
}

/** SET STORAGE KEY. */
const setStorageKey: Execute = (cpu, w) => {
  cpu.storage.setKey(keyOperand(cpu, w), cpu.gpr[(w >> 20) & 15] & 0xfe);
};

/** INSERT STORAGE KEY: reference and change bits are shown in EC mode only. */
const insertStorageKey: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const key = cpu.storage.getKey(keyOperand(cpu, w));
  cpu.gpr[r1] = (cpu.gpr[r1] & ~0xff) | (cpu.psw.extendedControl ? key : key & 0xf8);
};

/** RESET REFERENCE BIT: the condition code is R and C as they were. */
const resetReferenceBit: Execute = (cpu, w) => {
  const absolute = blockAddress(cpu, baseAddress(cpu, w));
  const key = cpu.storage.getKey(absolute);
  cpu.storage.setKey(absolute, key & ~KEY_REFERENCE);
  cpu.psw.conditionCode = (key >> 1) & 3;
};

export const STORAGE_KEY_INSTRUCTIONS = {
  SSK: setStorageKey,
  ISK: insertStorageKey,
  RRB: resetReferenceBit,
};
