/** Storage keys: SSK, ISK, RRB; SSKE, ISKE, RRBE; TEST BLOCK. GA22-7000, Control Instructions. */

import type { Cpu } from '../cpu.js';
import { KEY_CHANGE, KEY_REFERENCE } from '../storage.js';
import type { Execute } from './executors.js';
import { baseAddress } from './operands.js';

/** CR0 bit 3: low-address protection. */
const CR0_LOW_ADDRESS_PROTECTION = 0x10000000;
/** CR0 bit 7: storage-key-exception control, on machines whose keys are of 4K blocks. */
const CR0_STORAGE_KEY_EXCEPTION_CONTROL = 0x01000000;
const RECORDING = KEY_REFERENCE | KEY_CHANGE;

/** Absolute address of the block that a real address names; raises an addressing exception. */
function blockAddress(cpu: Cpu, real: number): number {
  const absolute = cpu.absolute(real);
  if (!cpu.storage.contains(absolute)) cpu.raise(0x05, real & 0xffffff);
  return absolute;
}

/** The key of a block; a machine check when its checking code is bad. */
function keyOf(cpu: Cpu, absolute: number): number {
  if (cpu.storage.damageAt(absolute) === 'key') cpu.storageError('key', absolute);
  return cpu.storage.getKey(absolute);
}

/** Sets the key of a block, which makes its checking code good unless it is bad for ever. */
function putKey(cpu: Cpu, absolute: number, key: number): void {
  if (cpu.storage.damageAt(absolute) === 'key') cpu.storage.validate(absolute);
  cpu.storage.setKey(absolute, key);
}

/** The instructions of 2K blocks are a special operation where a key is of 4K, unless CR0 allows them. */
function allowTwoKInstruction(cpu: Cpu): void {
  if (cpu.storage.keyBlockSize === 4096 && (cpu.cr[0] & CR0_STORAGE_KEY_EXCEPTION_CONTROL) === 0) {
    cpu.raise(0x13);
  }
}

/** Register R2 of SSK and ISK: bits 28-31 must be zero. */
function keyOperand(cpu: Cpu, w: number): number {
  allowTwoKInstruction(cpu);
  const address = cpu.gpr[(w >> 16) & 15];
  if ((address & 15) !== 0) cpu.raise(0x06);
  return blockAddress(cpu, address);
}

/** SET STORAGE KEY. */
const setStorageKey: Execute = (cpu, w) => {
  putKey(cpu, keyOperand(cpu, w), cpu.gpr[(w >> 20) & 15] & 0xfe);
};

/** INSERT STORAGE KEY: reference and change bits are shown in EC mode only. */
const insertStorageKey: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const key = keyOf(cpu, keyOperand(cpu, w));
  cpu.gpr[r1] = (cpu.gpr[r1] & ~0xff) | (cpu.psw.extendedControl ? key : key & 0xf8);
};

/** RESET REFERENCE BIT: the condition code is R and C as they were. */
const resetReferenceBit: Execute = (cpu, w) => {
  allowTwoKInstruction(cpu);
  const absolute = blockAddress(cpu, baseAddress(cpu, w));
  const key = keyOf(cpu, absolute);
  cpu.storage.setKey(absolute, key & ~KEY_REFERENCE);
  cpu.psw.conditionCode = (key >> 1) & 3;
};

/** Absolute address of the 4K block that register R2 of an RRE instruction names. */
function pageOperand(cpu: Cpu, w: number): number {
  return blockAddress(cpu, pageAddress(cpu, w));
}

/** These instructions have real addresses of 31 bits, whatever the machine's storage. */
function pageAddress(cpu: Cpu, w: number): number {
  const address = cpu.gpr[w & 15] & 0x7ffff000;
  if (address > 0xffffff) cpu.raise(0x05, address & 0xffffff);
  return address;
}

/** Key of a 4K block: where it has two, access control and fetch protection of the first, R and C of either. */
function pageKey(cpu: Cpu, absolute: number): number {
  return keyOf(cpu, absolute) | (keyOf(cpu, absolute + 2048) & RECORDING);
}

/** SET STORAGE KEY EXTENDED: both keys, where a 4K block has two. */
const setStorageKeyExtended: Execute = (cpu, w) => {
  const absolute = pageOperand(cpu, w);
  const key = cpu.gpr[(w >> 4) & 15] & 0xfe;
  putKey(cpu, absolute, key);
  putKey(cpu, absolute + 2048, key);
};

/** INSERT STORAGE KEY EXTENDED: seven bits in either mode. */
const insertStorageKeyExtended: Execute = (cpu, w) => {
  const r1 = (w >> 4) & 15;
  cpu.gpr[r1] = (cpu.gpr[r1] & ~0xff) | pageKey(cpu, pageOperand(cpu, w));
};

/** RESET REFERENCE BIT EXTENDED. */
const resetReferenceBitExtended: Execute = (cpu, w) => {
  const absolute = pageOperand(cpu, w);
  const key = pageKey(cpu, absolute);
  for (const half of [absolute, absolute + 2048]) {
    cpu.storage.setKey(half, cpu.storage.getKey(half) & ~KEY_REFERENCE);
  }
  cpu.psw.conditionCode = (key >> 1) & 3;
};

/**
 * TEST BLOCK: clears the 4K block that R2 names (a real address), whatever its key; condition code 1 when it
 * cannot be used. It begins where register 0 says and leaves zero there: here it is never interrupted.
 */
const testBlock: Execute = (cpu, w) => {
  const real = pageAddress(cpu, w);
  if (real === 0 && (cpu.cr[0] & CR0_LOW_ADDRESS_PROTECTION) !== 0) cpu.raise(0x04, real);
  const absolute = blockAddress(cpu, real);
  const { storage } = cpu;
  storage.fill(absolute, 4096, 0);
  const usable = [absolute, absolute + 2048].filter((half) => storage.validate(half));
  cpu.gpr[0] = 0;
  cpu.psw.conditionCode = usable.length === 2 ? 0 : 1;
};

export const STORAGE_KEY_INSTRUCTIONS = {
  SSK: setStorageKey,
  ISK: insertStorageKey,
  RRB: resetReferenceBit,
  SSKE: setStorageKeyExtended,
  ISKE: insertStorageKeyExtended,
  RRBE: resetReferenceBitExtended,
  TB: testBlock,
};
