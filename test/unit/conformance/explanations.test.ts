import { describe, expect, it } from 'vitest';
import { copyOf } from '../../../src/conformance/case-difference.js';
import type { CaseResult } from '../../../src/conformance/case-image.js';
import { compareResults } from '../../../src/conformance/comparison.js';
import { Explainer } from '../../../src/conformance/explainer.js';
import type { MachineCase } from '../../../src/conformance/machine-case.js';
import {
  CODE,
  DATA,
  patch,
  resultOf,
  smallCase,
  type SmallCase,
} from '../../support/conformance/small-cases.js';

const explainer = new Explainer();

/** Reasons, and whether they explain everything. */
function judge(machineCase: MachineCase, theirs: CaseResult): { reasons: readonly string[]; all: boolean } {
  const mine = resultOf(machineCase);
  const { reasons, settled } = explainer.explain(machineCase, mine, theirs);
  return { reasons, all: compareResults(mine, settled).length === 0 };
}

/** Our result, changed. */
function changed(machineCase: MachineCase, change: (result: CaseResult) => void): CaseResult {
  const result = copyOf(resultOf(machineCase));
  change(result);
  return result;
}

const PER = 0x40080000;

describe('explanations of program events', () => {
  const storing = (code: string, cr9 = 0x20000000): SmallCase => ({
    code: [code],
    high: PER,
    gpr: { 3: DATA },
    cr: { 9: cr9, 10: DATA, 11: DATA + 0x100 },
  });
  /** What a machine leaves that does not have the event. */
  const withoutEvent = (small: SmallCase): CaseResult => {
    const quiet = resultOf(smallCase({ ...small, cr: { ...small.cr, 9: 0 } }));
    quiet.cr[9] = small.cr?.[9] ?? 0;
    return quiet;
  };

  it('know that STORE CONTROL has no event on Hercules, and that other stores have', () => {
    const control = storing('B6223000');
    expect(judge(smallCase(control), withoutEvent(control))).toEqual({
      reasons: ['per-store-control'],
      all: true,
    });
    const plain = storing('50203000');
    expect(judge(smallCase(plain), withoutEvent(plain))).toEqual({ reasons: [], all: false });
  });

  it('run a case without register events, and believe only what agrees with that', () => {
    const one = smallCase({ ...storing('1A12', 0x10004000), gpr: { 1: 1, 2: 2 } });
    const theirs = resultOf(one, { registerEvents: false });
    expect(judge(one, theirs)).toEqual({ reasons: ['per-general-register'], all: true });
    theirs.gpr[1] = 4;
    expect(judge(one, theirs).all).toBe(false);
  });

  it('know the event of a subject of EXECUTE that cannot be fetched', () => {
    const one = smallCase({
      code: ['44003000'],
      high: PER,
      gpr: { 3: 0x900000 },
      cr: { 9: 0x40000000, 10: 0x900000, 11: 0x900010 },
    });
    const recorded = changed(one, ({ codes }) => {
      codes[0x0f] |= 0x80;
      codes[0x16] = 0x40;
      codes.set([0, CODE >> 16, (CODE >> 8) & 0xff, CODE & 0xff], 0x18);
    });
    expect(judge(one, recorded)).toEqual({ reasons: ['per-of-unfetched-instruction'], all: true });
  });
});

describe('explanations of interruptions', () => {
  it('know the division that Hercules does not survive, and no other', () => {
    const zeros = (result: CaseResult): void => {
      for (const part of [
        result.oldPsws,
        result.codes,
        result.gpr,
        result.cr,
        result.fpr,
        result.keys,
        result.fold,
      ]) {
        part.fill(0);
      }
    };
    const least = smallCase({ code: ['1D24'], gpr: { 2: -0x80000000, 4: -1 } });
    expect(judge(least, changed(least, zeros))).toEqual({ reasons: ['greatest-dividend'], all: true });
    const byZero = smallCase({ code: ['1D24'], gpr: { 2: -0x80000000, 3: 1 } });
    expect(judge(byZero, changed(byZero, zeros)).all).toBe(false);
  });

  it('take another exception only when the operands have it', () => {
    // OC: the first operand is protected, the second one is beyond storage.
    const keys = new Uint8Array(16);
    keys[6] = 0x20;
    const both = smallCase({
      code: ['D60730004000'],
      high: 0x00180000,
      gpr: { 3: DATA, 4: 0x900000 },
      keys: keys.map((key, block) => (block === 6 ? key : 0x10)),
    });
    const code = resultOf(both).codes[0x0f];
    expect([0x04, 0x05]).toContain(code);
    const other = (n: number): CaseResult =>
      changed(both, ({ codes }) => {
        codes[0x0f] = n;
      });
    expect(judge(both, other(0x09 - code))).toEqual({ reasons: ['exception-priority'], all: true });
    expect(judge(both, other(0x07)).all).toBe(false);
  });

  it('leave registers alone that a terminated instruction does not load', () => {
    // LM 5,6 from beyond storage.
    const one = smallCase({ code: ['98563000'], gpr: { 3: 0x900000 } });
    const loaded = (r: number): CaseResult =>
      changed(one, ({ gpr }) => {
        gpr[r] = 1;
      });
    expect(judge(one, loaded(6))).toEqual({ reasons: ['termination'], all: true });
    expect(judge(one, loaded(7)).all).toBe(false);
  });
});

describe('explanations of storage keys', () => {
  it('reach no block but that whose key was changed', () => {
    const one = smallCase({ code: ['0823'], gpr: { 2: 0x10, 3: DATA } });
    const referenced = (block: number): CaseResult =>
      changed(one, ({ keys }) => {
        keys[block] ^= 0x04;
      });
    expect(judge(one, referenced(6))).toEqual({ reasons: ['keys-at-hand'], all: true });
    expect(judge(one, referenced(9)).all).toBe(false);
  });

  it('know that a comparison may end before the end of its operands', () => {
    const one = smallCase({
      code: ['D5FF30004000'],
      gpr: { 3: DATA, 4: DATA + 0x7f0 },
      patches: [patch(DATA, '01')],
    });
    const theirs = changed(one, ({ keys }) => {
      keys[7] &= ~0x04;
    });
    expect(judge(one, theirs)).toEqual({ reasons: ['extent-of-comparison'], all: true });
  });
});

describe('explanations of operations', () => {
  it('know EDIT AND MARK over itself', () => {
    // The pattern is what follows the operation code: fill byte X'03', two digit selectors.
    const over = smallCase({
      code: ['DF0320204000'],
      gpr: { 2: CODE + 1 - 0x20, 4: DATA },
      patches: [patch(DATA, '1C')],
    });
    expect(resultOf(over).gpr[1]).toBe(CODE + 2);
    const unmarked = (other: number): CaseResult =>
      changed(over, ({ gpr }) => {
        gpr[1] = other;
      });
    expect(judge(over, unmarked(0))).toEqual({ reasons: ['edit-over-itself'], all: true });
    const elsewhere = smallCase({
      code: ['DF0320204000'],
      gpr: { 2: DATA + 0x80, 4: DATA },
      patches: [patch(DATA, '1C'), patch(DATA + 0xa0, '03202040')],
    });
    const wrong = changed(elsewhere, ({ gpr }) => {
      gpr[1] = 0;
    });
    expect(judge(elsewhere, wrong)).toEqual({ reasons: [], all: false });
  });

  it('take a clock only where it was stored', () => {
    const one = smallCase({ code: ['B2073000'], gpr: { 3: DATA } });
    const low = (offset: number): CaseResult =>
      changed(one, ({ fold }) => {
        fold[offset] ^= 0xff;
      });
    expect(judge(one, low(7))).toEqual({ reasons: ['clock-values'], all: true });
    expect(judge(one, low(6)).all).toBe(false);
  });
});

describe('explanations of translation', () => {
  it('know a table that is too short by more than its first sixteenth', () => {
    // 64K segments of 4K pages; the page table has two entries.
    const entry = (page: number): string => ((DATA >> 8) + page * 0x10).toString(16).padStart(4, '0');
    const one = smallCase({
      code: ['B1103000'],
      gpr: { 3: 0x5000 },
      cr: { 0: 0x00800000, 1: DATA },
      patches: [
        patch(DATA, '10013400'),
        patch(DATA + 0x400, Array.from({ length: 16 }, (_, i) => entry(i)).join('')),
      ],
    });
    const theirs = changed(one, ({ gpr, oldPsws }) => {
      gpr[1] = DATA + 0x5000;
      oldPsws[2] &= ~0x3000;
    });
    expect(judge(one, theirs)).toEqual({ reasons: ['page-table-length'], all: true });
    const { patches, ...rest } = one;
    const long: MachineCase = { ...rest, patches: [patch(DATA, 'F0013400'), patches[1]] };
    const wrong = changed(long, ({ gpr }) => {
      gpr[1] ^= 0x1000;
    });
    expect(judge(long, wrong).all).toBe(false);
  });
});
