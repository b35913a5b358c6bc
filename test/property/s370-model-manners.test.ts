import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { implementedMnemonics } from '../../src/s370/instructions/executors.js';
import {
  findModel,
  hasInstruction,
  INSTRUCTION_BY_MNEMONIC,
  type MachineModel,
} from '../../src/s370/index.js';
import { CpuBench } from '../support/cpu-bench.js';
import { Random, randomCase, WINDOW, type InstructionCase } from '../support/instruction-cases.js';

const SYSTEM_370 = findModel('S/370')!;
const MODEL_65 = findModel('2065')!;
const MODEL_67 = findModel('2067')!;

/** Unprivileged instructions of a 360/65, which all of the machines here have. */
const MNEMONICS = implementedMnemonics().filter((mnemonic) => {
  const row = INSTRUCTION_BY_MNEMONIC.get(mnemonic)!;
  return row.privilege === '' && mnemonic !== 'SVC' && hasInstruction(MODEL_65, row);
});
/** Their results (those of the subject of EX) have more address bits in 32-bit mode. */
const ADDRESS_RESULTS = new Set(['LA', 'BAL', 'BALR', 'TRT', 'EDMK', 'EX']);

type Mode = 'real' | '24-bit' | '32-bit';

/**
 * Executes a case; with translation logical page n is frame `frames[n]`. In 32-bit mode the sixteenth megabyte
 * and all that follow lead to the same pages as the first, so that bits 0-7 of an address do not matter.
 */
function execute(testCase: InstructionCase, model: MachineModel, mode: Mode, frames: readonly number[]) {
  const b = new CpuBench({ model });
  const real = (logical: number): number =>
    mode === 'real' ? logical : frames[logical >> 12] * 4096 + (logical & 0xfff);
  if (mode !== 'real') {
    for (let segment = 0; segment < 4096; segment++) {
      b.storage.storeWord(0x10000 + 4 * segment, segment % 16 === 0 ? 0x0f018000 : 1);
    }
    for (let page = 0; page < 16; page++) b.storage.storeHalf(0x18000 + 2 * page, frames[page] << 4);
    b.put(0x800, 'FF010000');
    b.put(0x804, '00800000');
    b.execute('B8000800');
    b.execute('B8660804');
    b.put(0x800, '0000000000000000');
    b.put(0x200, '00000000');
  }
  testCase.window.forEach((byte, i) => b.storage.storeByte(real(WINDOW + i), byte));
  testCase.instruction.forEach((byte, i) => b.storage.storeByte(real(0xffc + i), byte));
  b.cpu.gpr.set(testCase.registers);
  for (let i = 0; i < 8; i++) b.cpu.fpr[i] = new DataView(testCase.window.buffer).getInt32(480 + 4 * i);
  const { codeAndMask } = testCase;
  if (mode === 'real') b.cpu.loadPsw(0, (codeAndMask << 24) | 0xffc);
  else {
    const flags = mode === '32-bit' ? 0x0c000000 : 0x04000000;
    b.cpu.loadPsw(flags | ((codeAndMask >> 4) << 12) | ((codeAndMask & 15) << 8), 0xffc);
  }
  const exit = b.cpu.run(1);
  const addressBits = ADDRESS_RESULTS.has(testCase.mnemonic) && mode !== 'real' ? 0xffffff : -1;
  return {
    exit: exit.kind === 'program' ? { code: exit.code, ilc: exit.ilc } : exit.kind,
    code: b.cpu.psw.conditionCode,
    mask: b.cpu.psw.programMask,
    address: b.cpu.psw.instructionAddress & 0xffffff,
    registers: Array.from(b.cpu.gpr, (value) => value & addressBits),
    fpr: [...b.cpu.fpr],
    window: Array.from(testCase.window, (_, i) => b.storage.fetchByte(real(WINDOW + i)).toString(16)).join(),
  };
}

const cases = fc.tuple(fc.integer(), fc.constantFrom(...MNEMONICS));
const frames = fc.shuffledSubarray(
  Array.from({ length: 60 }, (_, i) => 0x20 + i),
  { minLength: 16, maxLength: 16 },
);

describe('a System/360', () => {
  it('does what a System/370 does, but for operands off their boundaries', () => {
    fc.assert(
      fc.property(cases, ([seed, mnemonic]) => {
        const testCase = randomCase(new Random(seed), mnemonic);
        const here = execute(testCase, MODEL_65, 'real', []);
        const there = execute(testCase, SYSTEM_370, 'real', []);
        const subject = mnemonic === 'EX' || INSTRUCTION_BY_MNEMONIC.get(mnemonic)!.alignment > 1;
        if (subject && typeof here.exit === 'object' && here.exit.code === 0x06) {
          expect(here.registers).toEqual([...testCase.registers]);
        } else expect(here).toEqual(there);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a 360/67', () => {
  it('does what a 360/65 does, translated, with 24- and 32-bit addresses', () => {
    fc.assert(
      fc.property(cases, frames, ([seed, mnemonic], pages) => {
        const testCase = randomCase(new Random(seed), mnemonic);
        const expected = execute(testCase, MODEL_65, 'real', []);
        const narrow = execute(testCase, MODEL_67, '24-bit', pages);
        const wide = execute(testCase, MODEL_67, '32-bit', pages);
        if (ADDRESS_RESULTS.has(mnemonic)) {
          expected.registers.forEach((value, r) => (expected.registers[r] = value & 0xffffff));
        }
        expect(narrow).toEqual(expected);
        expect(wide).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
