/**
 * Which general registers a region keeps in locals from its entry to its ways out, and which it has in the CPU's part.
 * A local costs a load at every entry, a store at every way out, and a register of the host, of which there are fewer
 * than of the guest; one in the CPU's part costs a store at every change and a load in every block that uses it. Locals
 * are for loops, and for the few registers that everything is done in.
 */

import { changedRegisters } from './constants.js';
import type { DecodedInstruction } from './decode.js';
import type { BasicBlock } from './region-shape.js';

/** Registers that are kept even where there is no loop. */
const KEPT_ANYWAY = 4;
/** What a use in a loop counts more than one outside, and how many loops deep that goes on. */
const LOOP_WEIGHT = 8;
const DEEPEST = 4;

/** Registers in locals, as a mask: X'8000' is register 0. `successors` are those of the blocks, by number. */
export function chooseKept(
  blocks: readonly Pick<BasicBlock, 'instructions' | 'end'>[],
  successors: readonly (readonly number[])[],
): number {
  const depth = loopDepths(successors);
  const weights = new Array<number>(16).fill(0);
  blocks.forEach(({ instructions, end }, n) => {
    const weight = LOOP_WEIGHT ** Math.min(depth[n], DEEPEST);
    const note = (i: DecodedInstruction): void => {
      for (const r of workingRegisters(i)) weights[r] += weight;
    };
    instructions.forEach(note);
    if (end.kind === 'branch') note(end.branch);
  });
  const order = weights.map((weight, r) => ({ weight, r })).sort((a, b) => b.weight - a.weight);
  return order
    .filter(({ weight }, rank) => weight >= (rank < KEPT_ANYWAY ? 1 : LOOP_WEIGHT))
    .reduce((mask, { r }) => mask | (0x8000 >> r), 0);
}

/** How many loops each block is in, about: a loop is what lies between its beginning and the branch back to it. */
function loopDepths(successors: readonly (readonly number[])[]): number[] {
  const depth = successors.map(() => 0);
  successors.forEach((list, from) => {
    for (const to of list) for (let n = to; n <= from; n++) depth[n]++;
  });
  return depth;
}

/** Registers that an instruction changes or computes with. Saving and restoring is no work, and bases are mostly constant. */
function workingRegisters(i: DecodedInstruction): number[] {
  const { mnemonic, r1, r2, instruction } = i;
  if (mnemonic === 'LM' || mnemonic === 'STM') return [];
  const registers: number[] = [];
  const changed = changedRegisters(i);
  for (let r = 0; r < 16; r++) if ((changed & (0x8000 >> r)) !== 0) registers.push(r);
  const { format } = instruction;
  const masked = mnemonic === 'BC' || mnemonic === 'BCR';
  if ((format === 'RR' || format === 'RX' || format === 'RS') && !masked) registers.push(r1);
  if (format === 'RR') registers.push(r2);
  return registers;
}
