import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { implementedMnemonics } from '../../src/s370/instructions/executors.js';
import { INSTRUCTION_BY_MNEMONIC } from '../../src/s370/instructions/table.js';
import { CpuBench } from '../support/cpu-bench.js';
import { Random, randomCase, WINDOW, type InstructionCase } from '../support/instruction-cases.js';

/** Instructions that make cases, and whose result does not depend on time. */
const MNEMONICS = implementedMnemonics().filter(
  (mnemonic) =>
    INSTRUCTION_BY_MNEMONIC.get(mnemonic)?.privilege === '' && mnemonic !== 'STCK' && mnemonic !== 'SVC',
);

interface Outcome {
  readonly exit: object;
  readonly psw: string;
  readonly registers: number[];
  readonly fpr: number[];
  readonly window: string;
}

/** Executes a case with logical pages in the frames given; DAT off when there are none. */
function execute(testCase: InstructionCase, frames: readonly number[] | undefined): Outcome {
  const b = new CpuBench();
  const real = (logical: number): number =>
    frames === undefined ? logical : frames[logical >> 12] * 4096 + (logical & 0xfff);
  if (frames !== undefined) b.translate(frames);
  testCase.window.forEach((byte, i) => b.storage.storeByte(real(WINDOW + i), byte));
  testCase.instruction.forEach((byte, i) => b.storage.storeByte(real(0xffc + i), byte));
  b.cpu.gpr.set(testCase.registers);
  for (let i = 0; i < 8; i++) {
    b.cpu.fpr[i] = new DataView(testCase.window.buffer).getInt32(480 + 4 * i);
  }
  const flags = (frames === undefined ? 0 : 0x04000000) | 0x00080000;
  const { codeAndMask } = testCase;
  b.cpu.loadPsw(flags | ((codeAndMask >> 4) << 12) | ((codeAndMask & 15) << 8), 0xffc);
  const exit = b.cpu.run(1);
  return {
    exit: { ...exit },
    psw: b.psw().slice(2),
    registers: [...b.cpu.gpr],
    fpr: [...b.cpu.fpr],
    window: Array.from(testCase.window, (_, i) => b.storage.fetchByte(real(WINDOW + i)).toString(16)).join(),
  };
}

describe('dynamic address translation', () => {
  it('changes nothing about an instruction, whatever frames its pages have', () => {
    const frames = fc.shuffledSubarray(
      Array.from({ length: 60 }, (_, i) => 0x20 + i),
      { minLength: 16, maxLength: 16 },
    );
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...MNEMONICS), frames, (seed, mnemonic, pages) => {
        const testCase = randomCase(new Random(seed), mnemonic);
        expect(execute(testCase, pages)).toEqual(execute(testCase, undefined));
      }),
      { numRuns: 300 },
    );
  });
});
