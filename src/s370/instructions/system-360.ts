/**
 * How instructions of a System/360 differ from those of System/370: operands on their boundaries, storage keys, the
 * system mask. A22-6821.
 */

import type { Cpu } from '../cpu.js';
import { EXTENDED_67_MUST_BE_ZERO } from '../psw.js';
import { KEY_FETCH_PROTECTION } from '../storage.js';
import type { Execute, ExecutionManner } from './executors.js';
import { baseAddress, indexedAddress } from './operands.js';
import type { Instruction } from './table.js';

/** Instructions whose storage operand is an address of instructions; an odd one is found at the next fetch. */
const BRANCHES: ReadonlySet<string> = new Set(['BAL', 'BC', 'BCT', 'BAS', 'BXH', 'BXLE', 'EX']);

/** Raises a specification exception unless the storage operand lies on its boundary. */
export function requireBoundary(instruction: Instruction, execute: Execute): Execute {
  const { mnemonic, format, alignment } = instruction;
  if (alignment === 1 || BRANCHES.has(mnemonic)) return execute;
  const mask = alignment - 1;
  switch (format) {
    case 'RX':
      return (cpu, w, p) => {
        if ((indexedAddress(cpu, w) & mask) !== 0) cpu.raise(0x06);
        execute(cpu, w, p);
      };
    case 'RS':
    case 'S':
      return (cpu, w, p) => {
        if ((baseAddress(cpu, w) & mask) !== 0) cpu.raise(0x06);
        execute(cpu, w, p);
      };
    default:
      return execute;
  }
}

/** SET SYSTEM MASK: nothing suppresses it. In extended mode of the 360/67 bits 0-3 must be zero. */
const setSystemMask: Execute = (cpu, w) => {
  const mask = cpu.fetchByte(baseAddress(cpu, w));
  if (cpu.psw.extendedControl && (mask & EXTENDED_67_MUST_BE_ZERO) !== 0) cpu.raise(0x06);
  cpu.psw.systemMask = mask;
  cpu.synchronize();
};

/** Absolute address of the block that register R2 names: bits 28-31 must be zero. */
function keyOperand(cpu: Cpu, w: number): number {
  const register = cpu.gpr[(w >> 16) & 15];
  if ((register & 15) !== 0) cpu.raise(0x06);
  const absolute = cpu.absolute(register);
  if (!cpu.storage.contains(absolute)) cpu.raise(0x05, absolute);
  return absolute;
}

/** The parts of a storage key that a model has. */
function keyInstructions(bits: number, shown: (cpu: Cpu) => number): Record<'SSK' | 'ISK', Execute> {
  return {
    SSK: (cpu, w) => {
      const absolute = keyOperand(cpu, w);
      const kept = cpu.storage.getKey(absolute) & ~bits;
      cpu.storage.setKey(absolute, kept | (cpu.gpr[(w >> 20) & 15] & bits));
    },
    ISK: (cpu, w) => {
      const r1 = (w >> 20) & 15;
      const key = cpu.storage.getKey(keyOperand(cpu, w));
      cpu.gpr[r1] = (cpu.gpr[r1] & ~0xff) | (key & shown(cpu));
    },
  };
}

/** How a System/360 executes; with `fetchProtection` its keys have the bit for it. */
export function system360Manner(fetchProtection: boolean): ExecutionManner {
  const bits = fetchProtection ? 0xf0 | KEY_FETCH_PROTECTION : 0xf0;
  return {
    replacements: { SSM: setSystemMask, ...keyInstructions(bits, () => bits) },
    wrap: requireBoundary,
    ignoresSecondByte: true,
  };
}

/** Keys of the 360/67 have reference and change bits too; ISK shows them in extended mode. */
export const KEYS_67 = keyInstructions(0xfe, (cpu) => (cpu.psw.extendedControl ? 0xfe : 0xf8));
