/** What composers of instructions have in common. */

import type { Instruction } from '../s370/instructions/table.js';
import type { Composer } from './composer.js';

/** Adds one instruction to the case; false, with nothing added, when no registers are left for it. */
export type Compose = (c: Composer, instruction: Instruction) => boolean;

/** The operation code: one byte, or the two of an extended code. */
export function opcodeBytes({ opcode }: Instruction): number[] {
  return opcode > 0xff ? [opcode >>> 8, opcode & 0xff] : [opcode];
}

/** A halfword as two bytes. */
export function halfword(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff];
}

/** Base, displacement and index that lead to `address`; the index is absent, in place of the base, or takes part. */
export function indexedField(c: Composer, address: number): { x: number; field: number } | undefined {
  const { dice } = c;
  if (c.options.length === 1 && dice.chance(25)) {
    const index = dice.chance(50) ? dice.below(256) : dice.bits() & 0xffffff;
    const x = c.exactRegister(index);
    const field = x === undefined ? undefined : c.field((address - index) & 0xffffff);
    if (x !== undefined && field !== undefined) return { x, field };
  }
  const field = c.field(address);
  if (field === undefined) return undefined;
  if (dice.chance(15)) return { x: field >>> 12, field: field & 0xfff };
  return { x: 0, field };
}
