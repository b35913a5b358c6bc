/** Which instructions end a basic block, and where they lead. GA22-7000, General Instructions, Branching. */

import type { Constants, KnownAddress } from './constants.js';
import type { DecodedInstruction } from './decode.js';

/** Mnemonics that end a basic block, but for their forms that never branch. */
const BRANCHES: ReadonlySet<string> = new Set([
  'BC',
  'BCR',
  'BCT',
  'BCTR',
  'BAL',
  'BALR',
  'BAS',
  'BASR',
  'BXH',
  'BXLE',
]);

/** Branches whose target is in register R2, and never happen when that is register 0. */
const REGISTER_BRANCHES: ReadonlySet<string> = new Set(['BCR', 'BCTR', 'BALR', 'BASR']);

/** Branches that leave a link in R1. */
const CALLS: ReadonlySet<string> = new Set(['BAL', 'BALR', 'BAS', 'BASR']);

/** Does the instruction end a basic block? */
export function isBranch({ mnemonic, r1, r2 }: DecodedInstruction): boolean {
  if (!BRANCHES.has(mnemonic)) return false;
  if (REGISTER_BRANCHES.has(mnemonic) && r2 === 0) return false;
  return !((mnemonic === 'BC' || mnemonic === 'BCR') && r1 === 0);
}

/** Does the branch leave a link? */
export function isCall({ mnemonic }: DecodedInstruction): boolean {
  return CALLS.has(mnemonic);
}

/** Does the instruction exchange PSWs in a region? */
export function isExchange({ mnemonic }: DecodedInstruction): boolean {
  return mnemonic === 'SVC' || mnemonic === 'LPSW';
}

/** Does the branch always happen? */
export function isUnconditional({ mnemonic, r1 }: DecodedInstruction): boolean {
  return mnemonic === 'BC' || mnemonic === 'BCR' ? r1 === 15 : CALLS.has(mnemonic);
}

/** Is it an unconditional branch to what a register has: by the conventions of linkage, a return? */
export function isReturn({ mnemonic, r1, r2 }: DecodedInstruction): boolean {
  return mnemonic === 'BCR' && r1 === 15 && r2 !== 0;
}

/** Where the branch leads, if that is known before it. */
export function targetOf(branch: DecodedInstruction, constants: Constants): KnownAddress | undefined {
  const target = REGISTER_BRANCHES.has(branch.mnemonic)
    ? constants.register(branch.r2)
    : constants.address(branch.operand2);
  // What BR finds in a register that was loaded from storage is a saved link, not an address constant.
  return branch.mnemonic === 'BCR' && target !== undefined && target.literal >= 0 ? undefined : target;
}
