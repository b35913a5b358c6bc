/** Differences in storage keys, reference and change recording. */

import type { Step } from '../execution.js';
import {
  ACCESS,
  blockIndex,
  opcodeOf,
  PROGRAM_OLD,
  SVC_OLD,
  type CaseDifference,
} from '../case-difference.js';
import { baseAddress } from '../operand-areas.js';
import type { Explanation } from './explanation.js';

const SSK = 0x08;
const ISK = 0x09;
const RRB = 0xb213;
const ISKE = 0xb229;
const RRBE = 0xb22a;
const SSKE = 0xb22b;
const TB = 0xb22c;
const KEY_CHANGING = [SSK, RRB, RRBE, SSKE] as const;
/** CLC, CL, CLM, CLCL. */
const COMPARING = [0xd5, 0x55, 0xbd, 0x0f] as const;
/** BAL and BALR: in BC mode the condition code is in their first operand. */
const LINKING = [0x05, 0x45] as const;

/** The register of an instruction that holds a key. */
function keyRegister({ executed }: Step): number {
  return (executed[0] === 0xb2 ? executed[3] : executed[1]) >> 4;
}

/** The two blocks of the 4K that an instruction for keys addresses. */
function addressed({ executed, gpr }: Step): number[] {
  const opcode = opcodeOf(executed);
  const second = opcode === SSK || opcode === ISK ? executed[1] & 15 : executed[3] & 15;
  const real = opcode === RRB ? baseAddress(executed, 2, gpr) : gpr[second] & 0xffffff;
  const block = blockIndex(real & 0xfff000);
  return [block, block + 1];
}

/** A condition code in either old PSW, and where BALR and BAL have put it. */
function takeConditionCodes(d: CaseDifference): boolean {
  const psws = [d.takeConditionCode(SVC_OLD), d.takeConditionCode(PROGRAM_OLD)].includes(true);
  let links = false;
  for (const { executed } of d.executed(...LINKING)) {
    const r = executed[1] >> 4;
    if (((d.mine.gpr[r] ^ d.theirs.gpr[r]) & ~0x30000000) === 0) links = d.takeRegister(r) || links;
  }
  return psws || links;
}

export const STORAGE_KEY_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'keys-at-hand',
    title: 'Storage keys of blocks that are in use when their key is changed',
    verdict: 'cp370',
    manual:
      'GA22-7000-10, Control Instructions, SET STORAGE KEY: the key of the block is set, and counts for what the CPU does next. Dynamic Address Translation: reference recording is accurate enough for paging, not exact.',
    behaviour:
      'After SSK, SSKE, RRB or RRBE of a block that instructions or operands come from, cp370 checks and records the next reference; Hercules has the block at hand with its old key, of SSKE for one half of 4K, and does not.',
    settle(d) {
      const changing = d.executed(...KEY_CHANGING);
      if (changing.length === 0) return false;
      const blocks = new Set(changing.flatMap(addressed));
      if (d.code === 0x04 && !(d.otherCode === 0x04 && d.here.low === d.there.low)) {
        const protectedBlocks = d.exceptionArea()?.blocks ?? [];
        if (protectedBlocks.some(({ absolute }) => blocks.has(blockIndex(absolute)))) return d.takeAll();
      }
      const storage = d.changeBitsDiffer(blocks) && d.takeFold();
      return d.takeKeyBits(0x06, blocks) || storage;
    },
  },
  {
    id: 'extent-of-comparison',
    title: 'Reference bits of operands that are compared',
    verdict: 'both',
    manual:
      'GA22-7000, Interruptions, Handling of Access Exceptions: when CLC, CL, CLM or CLCL can be completed by the accessible part of an operand, it is unpredictable whether an exception of the rest is indicated; so is, by the same freedom, whether the rest is referred to.',
    behaviour: 'cp370 checks the whole operand first, Hercules stops where the comparison is decided.',
    settle(d) {
      const comparing = d.executed(...COMPARING);
      if (comparing.length === 0) return false;
      const { last } = d;
      const compares = last !== undefined && comparing.includes(last);
      if (compares && ACCESS.has(d.code) && d.exceptionArea()?.kind === 'operand') {
        if (d.code !== d.otherCode || !d.atSameInstruction()) return d.takeAll();
      }
      return d.takeKeyBits(0x04, d.blocksOf(comparing));
    },
  },
  {
    id: 'double-key-blocks',
    title: 'Keys of the halves of a 4K block',
    verdict: 'cp370',
    manual:
      'GA22-7000, Control Instructions, RESET REFERENCE BIT: the reference bit in the key of the 2K block that is addressed is set to zero, and the condition code reflects that key.',
    behaviour:
      'Hercules lets RESET REFERENCE BIT test and reset both keys of a 4K block, and INSERT STORAGE KEY EXTENDED insert the OR of both; cp370 has the key of the 2K block, and access control and fetch protection of the first half.',
    settle(d) {
      if (d.here.kind !== d.there.kind) return false;
      // Reference bits that are not alike: see there.
      const bits = d.executed(...KEY_CHANGING, ...COMPARING).length > 0 ? 0xfc : 0xf8;
      const inserted = d.executed(ISKE).map((step) => {
        const r = keyRegister(step);
        return ((d.mine.gpr[r] ^ d.theirs.gpr[r]) & ~bits) === 0 && d.takeRegister(r);
      });
      const resets = d.executed(RRB);
      if (resets.length === 0) return inserted.includes(true);
      const keys = d.takeKeyBits(0x04, new Set(resets.flatMap(addressed)));
      return takeConditionCodes(d) || keys || inserted.includes(true);
    },
  },
  {
    id: 'test-block-size',
    title: 'What TEST BLOCK clears',
    verdict: 'cp370',
    manual:
      'GA22-7000-10, Control Instructions, TEST BLOCK: it is the 4K-byte block that is tested; the contents of a usable block are set to zeros.',
    behaviour: 'Hercules clears the first 2K bytes in System/370 mode.',
    settle(d) {
      const tests = d.executed(TB);
      if (tests.length === 0) return false;
      const blocks = new Set(tests.flatMap(addressed));
      // What follows TEST BLOCK was in the second half.
      const from = d.steps.indexOf(tests[0]) + 1;
      const cleared = d.steps
        .slice(from)
        .some(({ reach }) => reach[0].blocks.some(({ absolute }) => blocks.has(blockIndex(absolute))));
      if (cleared) return d.takeAll();
      const storage = d.takeFold();
      return d.takeKeyBits(0x06, blocks) || storage;
    },
  },
  {
    id: 'reference-bits-read',
    title: 'Reference bits that instructions read',
    verdict: 'both',
    manual:
      'GA22-7000, Dynamic Address Translation: reference recording is accurate enough for paging, not exact. See the differences in reference bits after key instructions and comparisons.',
    behaviour:
      'A reference bit that the two have not recorded alike is inserted by ISK or ISKE, or is in the condition code of RRB or RRBE.',
    settle(d) {
      if (d.executed(...KEY_CHANGING, ...COMPARING).length === 0) return false;
      const registers = d.executed(ISK, ISKE).map((step) => {
        const r = keyRegister(step);
        return ((d.mine.gpr[r] ^ d.theirs.gpr[r]) & ~0x04) === 0 && d.takeRegister(r);
      });
      const codes = d.executed(RRB, RRBE).length > 0 && takeConditionCodes(d);
      return registers.includes(true) || codes;
    },
  },
];
