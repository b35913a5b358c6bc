import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONFORMANCE_TEST, conformanceMnemonics, testOf } from '../../../src/conformance/coverage.js';
import { implementedMnemonics } from '../../../src/s370/instructions/executors.js';
import { INSTRUCTION_BY_MNEMONIC, type Instruction } from '../../../src/s370/instructions/table.js';

const implemented = implementedMnemonics().map(
  (mnemonic) => INSTRUCTION_BY_MNEMONIC.get(mnemonic) as Instruction,
);

describe('tests of instructions', () => {
  it.each(implemented.map((instruction) => [instruction.mnemonic, instruction] as const))(
    '%s has conformance cases or a test of its own',
    (mnemonic, instruction) => {
      const file = testOf(instruction);
      expect(file).toBeDefined();
      const text = readFileSync(new URL(`../../../${file ?? ''}`, import.meta.url), 'utf8');
      if (file === CONFORMANCE_TEST) return;
      const code = instruction.opcode.toString(16).toUpperCase().padStart(2, '0');
      const named = new RegExp(`\\b${mnemonic}\\b|['"\`]${code}`);
      // Functions of one operation code that are alike are tested through a table or one by one.
      if (instruction.facility !== 'mvs-assist') expect(text).toMatch(named);
    },
  );

  it('has conformance cases for all but a few instructions', () => {
    expect(conformanceMnemonics().length).toBeGreaterThan(180);
  });
});
