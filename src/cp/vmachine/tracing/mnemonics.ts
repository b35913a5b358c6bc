/** Mnemonics as TRACE and PER show them. SY20-0884, DMKNEM. */

import { INSTRUCTION_BY_OPCODE } from '../../../s370/index.js';

/** BC by mask; masks without a name of their own stay BC. */
const BRANCH_NAMES: readonly string[] = [
  'NOP',
  'BO',
  'BP',
  'BC',
  'BM',
  'BC',
  'BC',
  'BNZ',
  'BZ',
  'BC',
  'BC',
  'BNM',
  'BC',
  'BNP',
  'BNO',
  'B',
];
const BRANCH_ON_CONDITION = 0x47;
const BRANCH_ON_CONDITION_REGISTER = 0x07;
const UNKNOWN = '????';

/** A mnemonic, and whether only the supervisor state may use the instruction. */
export interface TraceMnemonic {
  readonly mnemonic: string;
  readonly privileged: boolean;
}

/** Mnemonic for the first two bytes of an instruction; `????` when there is none. */
export function traceMnemonic(first: number, second: number): TraceMnemonic {
  const mask = second >>> 4;
  if (first === BRANCH_ON_CONDITION) return { mnemonic: BRANCH_NAMES[mask], privileged: false };
  if (first === BRANCH_ON_CONDITION_REGISTER) {
    return { mnemonic: mask === 15 ? 'BR' : mask === 0 ? 'NOPR' : 'BCR', privileged: false };
  }
  // of the I/O instructions only the last bit of the second byte counts
  const io = first >= 0x9c && first <= 0x9f;
  const row =
    INSTRUCTION_BY_OPCODE.get(first) ?? INSTRUCTION_BY_OPCODE.get((first << 8) | (io ? second & 1 : second));
  return { mnemonic: row?.mnemonic.slice(0, 5) ?? UNKNOWN, privileged: row?.privilege === 'P' };
}
