/** Random cases: of one instruction, or of a sequence of any. */

import { INSTRUCTION_BY_MNEMONIC, type Instruction } from '../s370/instructions/table.js';
import { Composer } from './composer.js';
import { wantsSpaces } from './dual-space-composers.js';
import { Dice, type Randomness } from './dice.js';
import { composeInstruction } from './instruction-composers.js';
import type { MachineCase } from './machine-case.js';

/** What cases to make. */
export interface GeneratorOptions {
  /** The instructions to try. */
  readonly mnemonics: readonly string[];
  /** Longest sequence: 1 to 16 instructions. */
  readonly sequence: number;
  /** Percentage of cases with program-event recording. */
  readonly per: number;
}

/** Instructions that look at translation tables, or turn translation on. */
const WANT_TABLES = new Set(['LRA', 'SSM', 'STOSM', 'STNSM', 'LPSW', 'LCTL', 'TPROT', 'IPTE', 'EX']);

/** Makes cases. */
export class CaseGenerator {
  private readonly instructions: readonly Instruction[];

  constructor(private readonly options: GeneratorOptions) {
    this.instructions = options.mnemonics.map((mnemonic) => {
      const instruction = INSTRUCTION_BY_MNEMONIC.get(mnemonic);
      if (instruction === undefined) throw new Error(`${mnemonic} is not in the instruction table`);
      return instruction;
    });
    if (this.instructions.length === 0) throw new Error('no instruction to make cases of');
  }

  /** A case that follows from what `randomness` gives. */
  make(randomness: Randomness): MachineCase {
    const dice = new Dice(randomness);
    const { sequence, per } = this.options;
    const length = sequence <= 1 || dice.chance(50) ? 1 : 2 + dice.below(sequence - 1);
    const chosen = Array.from({ length }, () => dice.pick(this.instructions));
    const composer = new Composer(dice, {
      length,
      tables: chosen.some(({ mnemonic }) => WANT_TABLES.has(mnemonic)),
      per: dice.chance(per),
      privileged: chosen.some(({ privilege }) => privilege !== ''),
      spaces: chosen.some(wantsSpaces),
      primaryOnly: !chosen.some(({ mnemonic }) => mnemonic === 'SAC'),
    });
    const composed: string[] = [];
    chosen.forEach((instruction, i) => {
      composer.last = i === length - 1;
      if (composeInstruction(composer, instruction)) composed.push(instruction.mnemonic);
    });
    return composer.finish(composed);
  }
}
