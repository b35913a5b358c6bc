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

  it('know that Hercules does not look at the last byte of XC, and that it looks at all others', () => {
    // XC of five bytes up to the first one of the area.
    const storingAt = (opcode: string, address: number): SmallCase => ({
      ...storing(`${opcode}0430005000`),
      gpr: { 3: address, 5: DATA + 0x200 },
    });
    const last = storingAt('D7', DATA - 4);
    expect(judge(smallCase(last), withoutEvent(last))).toEqual({ reasons: ['per-exclusive-or'], all: true });
    for (const other of [storingAt('D7', DATA - 3), storingAt('D6', DATA - 4)]) {
      expect(resultOf(smallCase(other)).codes[0x16]).toBe(0x20);
      expect(judge(smallCase(other), withoutEvent(other))).toEqual({ reasons: [], all: false });
    }
  });

  it('run a case without register events, and believe only what agrees with that', () => {
    const one = smallCase({ ...storing('1A12', 0x10004000), gpr: { 1: 1, 2: 2 } });
    const theirs = resultOf(one, { registerEvents: false });
    expect(judge(one, theirs)).toEqual({ reasons: ['per-general-register'], all: true });
    theirs.gpr[1] = 4;
    expect(judge(one, theirs).all).toBe(false);
  });

  it('know that COMPARE LOGICAL LONG goes on to an exception when it has no register event', () => {
    // The second operand goes on in a block that has another key and is fetch-protected.
    const one = smallCase({
      code: ['0F24'],
      high: PER | 0x00100000,
      gpr: { 2: DATA + 0x100, 3: 0x100, 4: DATA + 0x780, 5: 0x100 },
      cr: { 9: 0x50002000, 10: 0, 11: 0xffffff },
      keys: new Uint8Array(16).fill(0x10).map((own, block) => (block === 7 ? 0x28 : own)),
    });
    const theirs = resultOf(one, { registerEvents: false });
    expect([theirs.codes[0x0f], theirs.oldPsws[5], theirs.codes[0x16]]).toEqual([0x84, CODE + 2, 0x40]);
    expect([resultOf(one).codes[0x0f], resultOf(one).oldPsws[5]]).toEqual([0x80, CODE]);
    expect(judge(one, theirs)).toEqual({ reasons: ['per-general-register'], all: true });
    theirs.gpr[7] = 1;
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

describe('explanations of subjects and prefixes', () => {
  it('know MOVE LONG that puts another instruction over itself, as the subject of EXECUTE', () => {
    // Fills 36K with X'FF' from DATA on; Hercules does so before it looks at the subject again.
    const fill = (subject: number): MachineCase =>
      smallCase({
        code: ['44008000'],
        gpr: { 2: DATA, 3: 0x9000, 4: DATA, 5: 0xff000000 | 0, 8: subject },
        patches: [patch(subject, '0E24')],
      });
    const filled = (one: MachineCase): CaseResult =>
      changed(one, ({ codes, gpr }) => {
        codes.fill(0, 0x0e, 0x10);
        gpr.set([DATA + 0x9000, 0], 2);
        gpr[9] = 1;
      });
    const over = fill(DATA + 0x400);
    expect(resultOf(over).codes[0x0f]).toBe(0x01);
    expect(judge(over, filled(over))).toEqual({ reasons: ['execute-of-long-operands'], all: true });
    const beside = fill(DATA - 0x400);
    expect(judge(beside, filled(beside)).all).toBe(false);
  });

  const refused = (one: MachineCase, address: number): CaseResult =>
    changed(one, ({ oldPsws, codes }) => {
      oldPsws.set([0, 0], 2);
      oldPsws.set([0x00080000, address], 4);
      codes.fill(0);
      codes.set([0, 0x04, 0, 0x05], 0x0c);
    });

  it('know the bits before a prefix, and that no other prefix is refused', () => {
    const setting = (operand: string): MachineCase =>
      smallCase({ code: ['B2103000'], gpr: { 3: DATA }, patches: [patch(DATA, operand)] });
    const high = setting('E4003000');
    expect(judge(high, refused(high, CODE + 4)).reasons).toContain('prefix-high-bits');
    const low = setting('80003000');
    expect(judge(low, refused(low, CODE + 4)).reasons).not.toContain('prefix-high-bits');
  });

  it('know a register event in front of a prefix that loses the case', () => {
    const one = smallCase({
      code: ['1A12', 'B2103000'],
      high: PER,
      gpr: { 1: 1, 2: 2, 3: DATA },
      cr: { 9: 0x10004000 },
      patches: [patch(DATA, '01555000')],
    });
    const theirs = changed(one, ({ oldPsws, codes, keys }) => {
      oldPsws[5] = CODE + 6;
      codes.fill(0);
      codes.set([0, 0x04, 0, 0x05], 0x0c);
      keys[6] |= 0x04;
    });
    expect(judge(one, theirs)).toEqual({ reasons: ['per-general-register'], all: true });
    theirs.gpr[1] = 7;
    expect(judge(one, theirs).all).toBe(false);
  });
});

describe('explanations of storage outside of the case', () => {
  it('know what a terminated instruction may do to the driver, when nothing is left of the case', () => {
    // AP of what is no packed number, over the driver or beside it.
    const add = (address: number): MachineCase =>
      smallCase({ code: ['FA0030003000'], gpr: { 3: address }, patches: [patch(DATA, 'FF')] });
    const nothing = (one: MachineCase): CaseResult =>
      changed(one, ({ cr, gpr, oldPsws, codes }) => {
        for (const part of [cr, gpr, oldPsws, codes]) part.fill(0);
      });
    const driver = add(0x1000);
    expect(resultOf(driver).codes[0x0f]).toBe(0x07);
    expect(judge(driver, nothing(driver)).reasons).toContain('storage-of-other-cases');
    const data = add(DATA);
    expect(judge(data, nothing(data)).all).toBe(false);
  });
});

describe('explanations of tables of PROGRAM CALL', () => {
  it('know a linkage table that a case has put outside of its storage', () => {
    const call = (cr5: number): MachineCase =>
      smallCase({
        code: ['B2180000'],
        high: 0x04080000,
        cr: { 0: 0x04800000, 1: DATA, 5: cr5 },
        patches: [
          patch(DATA, 'F0013400F0013400'),
          patch(DATA + 0x800, '80000000'),
          patch(DATA + 0x400, Array.from({ length: 16 }, (_, i) => `01${i.toString(16)}0`).join('')),
        ],
      });
    const other = (one: MachineCase): CaseResult => changed(one, ({ cr }) => (cr[3] ^= 1));
    const outside = call(0x80000000 | 0);
    expect(judge(outside, other(outside))).toEqual({ reasons: ['storage-of-other-cases'], all: true });
    for (const own of [(0x80000000 | DATA) + 0x800, 0]) {
      const inside = call(own);
      expect(judge(inside, other(inside))).toEqual({ reasons: [], all: false });
    }
  });
});

describe('explanations of configurations', () => {
  it('leave DIAGNOSE to the model, but not in the problem state', () => {
    const other = (one: MachineCase): CaseResult =>
      changed(one, ({ codes }) => {
        codes[0x0f] = 0x05;
      });
    const supervisor = smallCase({ code: ['83000000'] });
    expect(judge(supervisor, other(supervisor))).toEqual({ reasons: ['diagnose-of-models'], all: true });
    const problem = smallCase({ code: ['83000000'], high: 0x00090000 });
    expect(judge(problem, other(problem)).all).toBe(false);
  });

  const withCode = (one: MachineCase, conditionCode: number): CaseResult =>
    changed(one, ({ oldPsws }) => {
      oldPsws[2] = (oldPsws[2] & ~0x3000) | (conditionCode << 12);
    });

  it('leave the condition code to channel sets that are not its own', () => {
    const other = smallCase({ code: ['B2000001'] });
    expect(judge(other, withCode(other, 0))).toEqual({ reasons: ['channel-sets'], all: true });
    const own = smallCase({ code: ['B2000000'] });
    expect(judge(own, withCode(own, 3)).all).toBe(false);
  });

  it('know that channel 15 has an identification on Hercules', () => {
    const store = (channel: string): MachineCase => smallCase({ code: [`B2030${channel}96`] });
    const identified = (one: MachineCase): CaseResult =>
      changed(one, ({ codes, oldPsws }) => {
        codes[0x28] = 0x20;
        oldPsws[2] &= ~0x3000;
      });
    const last = store('F');
    expect(judge(last, identified(last))).toEqual({ reasons: ['channel-15'], all: true });
    const other = store('E');
    expect(judge(other, identified(other)).all).toBe(false);
  });

  it('know a wrong channel-address word for a device that is not there', () => {
    const start = (caw: number): MachineCase =>
      smallCase({ code: ['50100048', '9C00082A'], gpr: { 1: caw } });
    const wrong = start(0x07000000);
    const absent = withCode(wrong, 3);
    absent.csw.set([0, 0]);
    expect(judge(wrong, absent)).toEqual({
      reasons: ['channel-address-word-of-absent-device'],
      all: true,
    });
    const right = start(0x1000);
    const stored = withCode(right, 1);
    stored.csw.set([0, 0x00200000]);
    expect(judge(right, stored).all).toBe(false);
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

  it('know that a translation may find the interval timer', () => {
    const scanned = (address: number): MachineCase =>
      smallCase({ code: ['DD0330004000'], gpr: { 3: address, 4: DATA } });
    const found = (one: MachineCase): CaseResult =>
      changed(one, ({ gpr }) => {
        gpr[1] = 0x52;
        gpr[2] = 0x17;
      });
    const timer = scanned(0x50);
    expect(judge(timer, found(timer))).toEqual({ reasons: ['interval-timer'], all: true });
    const elsewhere = scanned(0x54);
    expect(judge(elsewhere, found(elsewhere)).all).toBe(false);
  });

  it('know the interval timer when it is moved with a key, and no byte beside it', () => {
    // MVCK of X'60' bytes from address 0, with key 0.
    const one = smallCase({ code: ['D91230000000'], gpr: { 1: 0x60, 2: 0, 3: DATA } });
    const at = (offset: number): CaseResult =>
      changed(one, ({ fold }) => {
        fold[offset] ^= 0xff;
      });
    expect(judge(one, at(0x52))).toEqual({ reasons: ['interval-timer'], all: true });
    expect(judge(one, at(0x54)).all).toBe(false);
  });

  it('follow what came of the interval timer to where the register is stored', () => {
    // TRT finds the timer; CVD stores register 2, or register 3.
    const stored = (register: number): MachineCase =>
      smallCase({
        code: ['DD0350004000', `4E${register}06000`],
        gpr: { 3: 7, 4: DATA, 5: 0x50, 6: DATA + 0x100 },
      });
    const other = (one: MachineCase): CaseResult =>
      changed(one, ({ gpr, fold }) => {
        gpr[2] = 0x17;
        fold[7] ^= 0x10;
      });
    const found = stored(2);
    expect(judge(found, other(found))).toEqual({ reasons: ['interval-timer'], all: true });
    const beside = stored(3);
    expect(judge(beside, other(beside)).all).toBe(false);
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

describe('explanations of dual address spaces', () => {
  it('leave open where instructions of secondary-space mode come from', () => {
    // The secondary space has no segment table.
    const mode = (cr7: number): MachineCase =>
      smallCase({
        code: ['B2190100', '1812'],
        high: 0x04080000,
        gpr: { 2: 7 },
        cr: { 0: 0x04800000, 1: DATA, 7: cr7 },
        patches: [
          patch(DATA, '00013400F0013400'),
          patch(DATA + 0x400, Array.from({ length: 16 }, (_, i) => `01${i.toString(16)}0`).join('')),
        ],
      });
    const goesOn = (one: MachineCase): CaseResult => changed(one, ({ gpr }) => (gpr[1] = 9));
    const another = mode(0x00900000);
    expect(judge(another, goesOn(another))).toEqual({
      reasons: ['instructions-in-secondary-space-mode'],
      all: true,
    });
    const same = mode(DATA);
    expect(judge(same, goesOn(same)).all).toBe(false);
  });

  it('know an origin of the ASN first table that has more than 24 bits', () => {
    const transfer = (cr14: number): MachineCase =>
      smallCase({
        code: ['B2280045'],
        high: 0x04080000,
        gpr: { 4: 0x00000040, 5: CODE },
        cr: { 0: 0x04800000, 1: DATA, 4: 1, 5: 0x80000000 | 0, 7: DATA, 14: cr14 },
        patches: [
          patch(DATA, '00013400F0013400'),
          patch(DATA + 0x400, Array.from({ length: 16 }, (_, i) => `01${i.toString(16)}0`).join('')),
          patch(0x15004, '80000000'),
        ],
      });
    const refused = (one: MachineCase): CaseResult => {
      expect(resultOf(one).codes[0x0f]).toBe(0x20);
      return changed(one, ({ codes }) => {
        codes[0x0f] = 0x05;
        codes.fill(0, 0x10, 0x14);
      });
    };
    const beyond = transfer(0xc2081015 | 0);
    expect(judge(beyond, refused(beyond))).toEqual({ reasons: ['asn-first-table-beyond-16m'], all: true });
    const within = transfer(0xc2080015 | 0);
    expect(judge(within, refused(within)).all).toBe(false);
  });

  it('know bit 5 of a PSW of BC mode', () => {
    const extract = (high: number): MachineCase => smallCase({ code: ['B2260010'], high });
    const goesOn = (one: MachineCase): CaseResult => changed(one, ({ oldPsws }) => oldPsws.fill(0, 4, 6));
    const taken = extract(0x04000000);
    expect(judge(taken, goesOn(taken))).toEqual({ reasons: ['translation-of-bc-mode'], all: true });
    const off = extract(0);
    expect(judge(off, goesOn(off)).all).toBe(false);
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

  it('know what follows LOAD CONTROL in the block at hand', () => {
    // Control register 1 becomes a table whose segment 1 has other pages: zeros where the code was.
    const pages = (first: number): string =>
      Array.from({ length: 16 }, (_, i) => `01${((first + i) & 7).toString(16)}0`).join('');
    const loading = (table: number): MachineCase =>
      smallCase({
        code: ['B7113000', '1A12'],
        high: 0x04080000,
        gpr: { 1: 1, 2: 2, 3: DATA + 0x80 },
        cr: { 0: 0x00800000, 1: DATA },
        patches: [
          patch(DATA, 'F0013400F0013400'),
          patch(DATA + 0x40, 'F0013600F0013600'),
          patch(DATA + 0x80, table.toString(16).padStart(8, '0')),
          patch(DATA + 0x400, pages(0)),
          patch(DATA + 0x600, pages(4)),
        ],
      });
    const goesOn = (one: MachineCase): CaseResult => changed(one, ({ gpr }) => (gpr[1] = 9));
    const other = loading(DATA + 0x40);
    expect(resultOf(other).codes[0x0f]).toBe(0x01);
    expect(judge(other, goesOn(other))).toEqual({ reasons: ['prefetch-after-load-control'], all: true });
    const same = loading(DATA);
    expect(judge(same, goesOn(same)).all).toBe(false);
  });
});
