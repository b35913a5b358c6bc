import { describe, expect, it } from 'vitest';
import { BareMachine, Machine } from '../../src/s370/index.js';
import { implementedMnemonics } from '../../src/s370/instructions/executors.js';
import { INSTRUCTION_BY_MNEMONIC } from '../../src/s370/instructions/table.js';
import { buildImage, readResults, type CaseResult } from '../support/case-image.js';
import { herculesInstalled, runOnHercules } from '../support/hercules.js';
import { Random, randomCase, type InstructionCase } from '../support/instruction-cases.js';

/** Instructions whose result is not a function of the case. */
const EXCLUDED = new Set(['STCK']);
const CASES_EACH = 40;
const SEED = Number(process.env['CP370_SEED'] ?? 370);

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

function runHere(image: Uint8Array): Uint8Array {
  const machine = new Machine({ storageSize: 0x800000 });
  const bare = new BareMachine(machine);
  machine.storage.copyIn(0, image);
  bare.restart();
  const exit = bare.run(10_000_000);
  expect(exit).toEqual({ kind: 'disabled-wait', code: 0x0aaaaa });
  return machine.storage.copyOut(0, image.length);
}

/** What must be equal, as text that shows the difference. */
function describeResult(testCase: InstructionCase, result: CaseResult): string {
  const instruction = [...testCase.instruction].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const code = result.oldPsw[0] & 0xffff;
  // After these the operation may be terminated: results are unpredictable, the code is not.
  const terminated = result.ending === 'program' && [4, 5, 7].includes(code);
  // Hercules gives the length of the subject, GA22-7000 that of EXECUTE.
  const oldPsw = result.oldPsw.map((word, i) =>
    i === 1 && testCase.mnemonic === 'EX' ? word & 0x3fffffff : word,
  );
  const lines = [
    `${testCase.mnemonic} ${instruction} ${testCase.codeAndMask.toString(16)}`,
    `${result.ending} ${hex(result.link >>> 24)} ${oldPsw.map(hex).join(' ')}`,
  ];
  if (terminated) return lines.join('\n');
  return [
    ...lines,
    `GR ${[...result.registers].map(hex).join(' ')}`,
    `FR ${[...result.fpr].map(hex).join(' ')}`,
    [...result.window].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  ].join('\n');
}

const installed = herculesInstalled();

describe.skipIf(!installed)(
  'the same instructions on Hercules' + (installed ? '' : ' (Hercules is not installed)'),
  () => {
    it('leave the same registers, condition codes, interruptions and storage', () => {
      const random = new Random(SEED);
      const mnemonics = implementedMnemonics().filter(
        (mnemonic) => INSTRUCTION_BY_MNEMONIC.get(mnemonic)?.privilege === '' && !EXCLUDED.has(mnemonic),
      );
      const cases = mnemonics.flatMap((mnemonic) =>
        Array.from({ length: CASES_EACH }, () => randomCase(random, mnemonic)),
      );
      const image = buildImage(cases);
      const here = readResults(runHere(image), cases.length);
      const there = readResults(runOnHercules(image, 3), cases.length);
      const differences = cases.flatMap((testCase, i) => {
        const mine = describeResult(testCase, here[i]);
        const theirs = describeResult(testCase, there[i]);
        return mine === theirs ? [] : [{ mine, theirs }];
      });
      expect(differences.slice(0, 5)).toEqual([]);
      expect(differences.length).toBe(0);
    });
  },
);
