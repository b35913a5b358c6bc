/** Where the semantics of each instruction are tested: by conformance cases, or by tests that have its name here. */

import { implementedMnemonics } from '../s370/instructions/executors.js';
import { INSTRUCTION_BY_MNEMONIC, type Instruction } from '../s370/instructions/table.js';
import { hasCases } from './instruction-composers.js';

/** What compares random cases with Hercules. */
export const CONFORMANCE_TEST = 'test/conformance/s370-hercules.test.ts';

const UNIT = 'test/unit/s370';

/** Instructions that Hercules cannot judge: model-dependent, of several CPUs, or not in its System/370. */
const TESTS_BY_MNEMONIC: Readonly<Record<string, string>> = {
  DIAG: `${UNIT}/instructions/control.test.ts`,
  WRD: `${UNIT}/direct-control.test.ts`,
  RDD: `${UNIT}/direct-control.test.ts`,
  CONCS: `${UNIT}/bare-machine.test.ts`,
  DISCS: `${UNIT}/bare-machine.test.ts`,
  LMC: `${UNIT}/cpu-67.test.ts`,
  STMC: `${UNIT}/cpu-67.test.ts`,
};

const TESTS_BY_FACILITY: Readonly<Partial<Record<Instruction['facility'], string>>> = {
  'mvs-assist': `${UNIT}/instructions/mvs-assist.test.ts`,
};

/** Implemented instructions that have cases. */
export function conformanceMnemonics(): string[] {
  return implementedMnemonics().filter((mnemonic) => {
    const instruction = INSTRUCTION_BY_MNEMONIC.get(mnemonic);
    return instruction !== undefined && hasCases(instruction);
  });
}

/** File that tests the instruction; undefined when none is known. */
export function testOf(instruction: Instruction): string | undefined {
  if (hasCases(instruction)) return CONFORMANCE_TEST;
  return TESTS_BY_MNEMONIC[instruction.mnemonic] ?? TESTS_BY_FACILITY[instruction.facility];
}
