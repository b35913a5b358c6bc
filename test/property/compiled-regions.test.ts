import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMITTERS } from '../../src/s370/compiled/emitters.js';
import type { Exit } from '../../src/s370/index.js';
import { instructionLength } from '../../src/s370/instructions/formats.js';
import { CpuBench } from '../support/cpu-bench.js';
import { Random, randomCase, WINDOW, WINDOW_SIZE } from '../support/instruction-cases.js';
import { PROGRAM_CODE, PROGRAM_DATA, PROGRAM_DATA_SIZE, randomProgram } from '../support/random-program.js';
import { RegionBench } from '../support/region-bench.js';

/** Everything that has an emitter, and the branches. */
const MNEMONICS = [
  ...new Set([
    ...Object.keys(EMITTERS),
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
    'EX',
  ]),
];

/** Cases of each kind; a campaign asks for more. */
const RUNS = Number(process.env.COMPILED_CASES ?? 300);

const interpreting = new CpuBench({ intervalTimer: false });
const compiling = new RegionBench();

/** State that both machines begin with. */
interface Start {
  readonly address: number;
  readonly codeAndMask: number;
  readonly registers: Int32Array;
  readonly floats: Int32Array;
  readonly patches: readonly { readonly address: number; readonly bytes: Uint8Array }[];
  /** Blocks up to here have been accessed before; the others are met first by the program. */
  readonly touched: number;
}

/** Brings a machine into a state; X'8000' bytes of storage are for programs. */
function begin(b: CpuBench, start: Start): void {
  b.storage.fill(0, 0x8000, 0);
  b.cpu.purgeAccess();
  for (const { address, bytes } of start.patches) b.storage.copyIn(address, bytes);
  b.cpu.gpr.set(start.registers);
  b.cpu.fpr.set(start.floats);
  b.cpu.loadPsw(
    0x00080000 | ((start.codeAndMask >> 4) << 12) | ((start.codeAndMask & 15) << 8),
    start.address,
  );
  for (let address = 0; address < start.touched; address += 0x800) {
    b.cpu.storeByte(address, b.cpu.fetchByte(address));
  }
  b.cpu.fetchByte(start.address);
}

function end(b: CpuBench): object {
  return {
    psw: b.psw(),
    registers: [...b.cpu.gpr],
    floats: [...b.cpu.fpr],
  };
}

/** Where the storages differ first, as hexadecimal text; undefined when they are the same. */
function storageDifference(): string | undefined {
  const mine = Buffer.from(compiling.storage.copyOut(0, 0x8000));
  const theirs = Buffer.from(interpreting.storage.copyOut(0, 0x8000));
  if (mine.equals(theirs)) return undefined;
  const at = mine.findIndex((byte, i) => byte !== theirs[i]);
  return `${at.toString(16)}: ${compiling.hex(at, 8)} in place of ${interpreting.hex(at, 8)}`;
}

/** Of a program exit, without what follows the instruction: the subject of an EXECUTE lies where others were. */
function withoutRest(exit: Exit): object {
  if (exit.kind !== 'program') return exit;
  const length = instructionLength(exit.instructionHigh >>> 24);
  const instructionHigh = length === 2 ? exit.instructionHigh >>> 16 : exit.instructionHigh;
  return { ...exit, instructionHigh, instructionLow: length === 6 ? exit.instructionLow : 0 };
}

/** Both machines, from the same start; the compiled one in regions of `limit` instructions. Returns instructions executed in regions. */
function compare(start: Start, budget: number, limit: number, constants: boolean): number {
  begin(interpreting, start);
  begin(compiling, start);
  const run = compiling.runRegions(budget, limit, { constants });
  const total = run.compiled + run.interpreted;
  // The interpreter executes exactly what the other machine did, and must be there.
  let exit: Exit | undefined;
  for (let i = 0; i < total; i++) {
    exit = { ...interpreting.cpu.run(1) };
    if (exit.kind !== 'budget') {
      expect(i, 'instructions until the exit').toBe(total - 1);
    }
  }
  if (run.exit !== undefined) expect(withoutRest(run.exit)).toEqual(withoutRest(exit as Exit));
  expect(end(compiling)).toEqual(end(interpreting));
  expect(storageDifference()).toBeUndefined();
  return run.compiled;
}

describe('a compiled region', () => {
  it('does with one instruction what the interpreter does', { timeout: 60_000 + 100 * RUNS }, () => {
    let compiled = 0;
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(...MNEMONICS),
        fc.boolean(),
        fc.boolean(),
        (seed, mnemonic, constants, touched) => {
          const random = new Random(seed);
          const { instruction, window, registers, codeAndMask } = randomCase(random, mnemonic);
          const floats = new Int32Array(8);
          for (let i = 0; i < 8; i++) floats[i] = new DataView(window.buffer).getInt32(480 + 4 * i);
          const address = random.chance(20) ? 0xffc : 0xe00;
          compiled += compare(
            {
              address,
              codeAndMask,
              registers,
              floats,
              patches: [
                { address: WINDOW, bytes: window.slice(0, WINDOW_SIZE) },
                { address, bytes: instruction },
              ],
              touched: touched ? 0x8000 : 0,
            },
            1,
            4,
            constants,
          );
        },
      ),
      { numRuns: RUNS },
    );
    expect(compiled).toBeGreaterThan(RUNS / 4);
  });

  it('does with programs what the interpreter does', { timeout: 60_000 + 100 * RUNS }, () => {
    let compiled = 0;
    const plain = Object.keys(EMITTERS);
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(3, 20, 200),
        fc.boolean(),
        (seed, length, budget, limit, constants) => {
          const program = randomProgram(new Random(seed), plain, length);
          compiled += compare(
            {
              address: PROGRAM_CODE,
              codeAndMask: program.codeAndMask,
              registers: program.registers,
              floats: new Int32Array(8),
              patches: [
                { address: PROGRAM_CODE, bytes: program.code },
                { address: PROGRAM_DATA, bytes: program.data.slice(0, PROGRAM_DATA_SIZE) },
              ],
              touched: seed % 3 === 0 ? 0 : 0x8000,
            },
            budget,
            limit,
            constants,
          );
        },
      ),
      { numRuns: RUNS },
    );
    expect(compiled).toBeGreaterThan(RUNS);
  });
});
