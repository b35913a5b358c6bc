import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImageBuilder, readResult, sameResult } from '../../../src/conformance/case-image.js';
import { compareResults } from '../../../src/conformance/comparison.js';
import { conformanceMnemonics } from '../../../src/conformance/coverage.js';
import { describeCase, describeResults } from '../../../src/conformance/description.js';
import { endingOf } from '../../../src/conformance/ending.js';
import { Explainer } from '../../../src/conformance/explainer.js';
import { EXPLANATIONS } from '../../../src/conformance/explanations/table.js';
import { LocalMachine } from '../../../src/conformance/local-machine.js';
import {
  parseCase,
  SANDBOX,
  SECOND_PREFIX,
  serializeCase,
  type MachineCase,
} from '../../../src/conformance/machine-case.js';
import { simplify } from '../../../src/conformance/simplify.js';
import { machineCase } from '../../support/conformance/case-arbitrary.js';

const everything = machineCase({ mnemonics: conformanceMnemonics(), sequence: 8, per: 20 });

/** AR 1,2 in BC mode. */
function addition(a: number, b: number): MachineCase {
  const gpr = new Int32Array(16);
  gpr[1] = a;
  gpr[2] = b;
  const cr = new Int32Array(16);
  cr[14] = 0xc2000000;
  return {
    mnemonics: ['AR'],
    psw: [0, SANDBOX],
    gpr,
    fpr: new Int32Array(8),
    cr,
    prefix: SECOND_PREFIX,
    keys: new Uint8Array(16),
    code: {
      instructions: [Uint8Array.of(0x1a, 0x12)],
      places: Int32Array.from([0, 1, 2, 3], (i) => SANDBOX + i),
    },
    patches: [],
  };
}

function run(cases: readonly MachineCase[]): Uint8Array {
  const outcome = new LocalMachine().runNow(new ImageBuilder().build(cases));
  if (outcome.kind !== 'results') throw new Error(`case ${outcome.index} does not end`);
  return outcome.results;
}

describe('the image of cases', () => {
  it('runs each case from its own state and keeps what is left', () => {
    const results = run([addition(5, 7), addition(0x7fffffff, 1)]);
    const [first, second] = [readResult(results, 0), readResult(results, 1)];
    expect([first.gpr[1], first.prefix]).toEqual([12, SECOND_PREFIX]);
    expect(endingOf(first)).toMatchObject({ kind: 'svc', code: 0xff, ilc: 1, low: 0x60010004 });
    expect([second.gpr[1], endingOf(second).low]).toEqual([-0x80000000, 0x70010004]);
  });

  it('folds changed blocks into the result', () => {
    const store = {
      ...addition(0x0102, SANDBOX),
      code: { ...addition(0, 0).code, instructions: [Uint8Array.of(0x50, 0x10, 0x20, 0x08)] },
    };
    store.code = {
      ...store.code,
      places: Int32Array.from([0, 1, 2, 3, 4, 5], (i) => SANDBOX + 0x800 + i),
    };
    store.psw = [0, SANDBOX + 0x800] as never;
    const result = readResult(run([store as MachineCase]), 0);
    expect([...result.keys.subarray(0, 2)]).toEqual([0x06, 0x04]);
    expect([...result.fold.subarray(8, 12)]).toEqual([0, 0, 1, 2]);
  });

  it('finds the case that does not end', () => {
    const loop = {
      ...addition(0, SANDBOX),
      code: { ...addition(0, 0).code, instructions: [Uint8Array.of(7, 0xf2)] },
    };
    const outcome = new LocalMachine().runNow(
      new ImageBuilder().build([addition(1, 1), loop, addition(2, 2)]),
    );
    expect(outcome).toEqual({ kind: 'stuck', index: 1 });
  });

  it('gives the same results in any company', () => {
    const cases = fc.sample(everything, { seed: 5, numRuns: 30 });
    const together = run(cases);
    const alone = cases.map((one) => run([one]));
    const size = together.length / cases.length;
    cases.forEach((_, i) => {
      expect(sameResult(alone[i], together.subarray(i * size, (i + 1) * size), 0)).toBe(true);
    });
  });
});

describe('cases', () => {
  it('follow from the seed', () => {
    const make = (): string[] => fc.sample(everything, { seed: 11, numRuns: 20 }).map(serializeCase);
    expect(make()).toEqual(make());
  });

  it('go through text and back', () => {
    fc.assert(
      fc.property(everything, (one) => {
        expect(parseCase(serializeCase(one))).toEqual(one);
      }),
      { numRuns: 30 },
    );
  });

  it('shrink to the least that still shows what is looked for', () => {
    const failing = (one: MachineCase): boolean => one.gpr[3] !== 0 && one.code.instructions.length > 0;
    const found = fc.check(
      fc.property(everything, (one) => !failing(one)),
      { seed: 3, numRuns: 50 },
    );
    expect(found.failed).toBe(true);
    const [smallest] = found.counterexample as [MachineCase];
    expect([...smallest.gpr].filter((value) => value !== 0)).toEqual([1]);
    expect(smallest.code.instructions).toHaveLength(1);
    expect(smallest.fpr.every((word) => word === 0)).toBe(true);
  });

  it('are never made larger by simplifying', () => {
    const [one] = fc.sample(everything, { seed: 17, numRuns: 1 });
    for (const simpler of simplify(one)) {
      expect(simpler.code.instructions.length).toBeLessThanOrEqual(one.code.instructions.length);
      expect(simpler.patches.length).toBeLessThanOrEqual(one.patches.length);
    }
  });
});

describe('comparison', () => {
  it('names fields that differ and shows them side by side', () => {
    const one = addition(1, 2);
    const mine = readResult(run([one]), 0);
    const theirs = { ...mine, gpr: mine.gpr.slice() };
    theirs.gpr[1] = 4;
    const differences = compareResults(mine, theirs);
    expect(differences).toEqual([{ field: 'GR1', mine: '00000003', theirs: '00000004' }]);
    expect(describeCase(one)).toContain('010000 1A12         AR     1,2');
    expect(describeResults(mine, theirs, differences, 'Hercules')).toMatch(/\* GR1 +00000003 +00000004/);
  });

  it('explains nothing of a plain difference', () => {
    const one = addition(1, 2);
    const mine = readResult(run([one]), 0);
    const theirs = { ...mine, gpr: mine.gpr.slice() };
    theirs.gpr[1] = 4;
    const { reasons, settled } = new Explainer().explain(one, mine, theirs);
    expect(reasons).toEqual([]);
    expect(compareResults(mine, settled)).toHaveLength(1);
  });

  it('explains the low bits of a translation-exception address, and no others', () => {
    const one = addition(1, 2);
    const base = readResult(run([one]), 0);
    const missing = (address: number): typeof base => {
      const codes = new Uint8Array(64);
      const view = new DataView(codes.buffer);
      view.setInt16(0x0c, 2);
      view.setInt16(0x0e, 0x11);
      view.setInt32(0x10, address);
      const cr = base.cr.slice();
      cr[0] = 0x00800000;
      return { ...base, codes, cr, oldPsws: Int32Array.of(0, 0, 0, 0, 0x04080000, 0x1000, 0, 0, 0, 0) };
    };
    const judged = new Explainer().explain(one, missing(0x12345), missing(0x12000));
    expect(judged.reasons).toEqual(['translation-exception-address']);
    expect(compareResults(missing(0x12345), judged.settled)).toEqual([]);
  });

  it('has a reason only once', () => {
    expect(new Set(EXPLANATIONS.map(({ id }) => id)).size).toBe(EXPLANATIONS.length);
  });
});
