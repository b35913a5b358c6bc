/** Differences in dynamic address translation. */

import { nullifies } from '../ending.js';
import { ACCESS, at, PROGRAM_OLD, word } from '../case-difference.js';
import type { Step } from '../execution.js';
import type { Explanation } from './explanation.js';

const LOAD_REAL_ADDRESS = 0xb1;
const TEST_PROTECTION = 0xe501;
const INSERT_VIRTUAL_KEY = 0xb223;
const LOAD_CONTROL = 0xb7;
const MOVE_LONG = 0x0e;
const CR0_TRANSLATION = 0x00f80000;
/** EC mode with DAT on. */
const TRANSLATING = 0x04080000;

/** Is `step` LOAD CONTROL of other translation parameters than `next` has? */
function changesTranslation(step: Step, next: Step): boolean {
  if (step.executed[0] !== LOAD_CONTROL) return false;
  return ((next.cr[0] ^ step.cr[0]) & CR0_TRANSLATION) !== 0 || next.cr[1] !== step.cr[1];
}

/** Is `next`, which follows LOAD CONTROL in the same logical block, in another block of storage because of it? */
function isInAnotherBlock(step: Step, next: Step): boolean {
  if ((next.high & TRANSLATING) !== TRANSLATING || !changesTranslation(step, next)) return false;
  const [before, after] = [step.reach[0].blocks[0], next.reach[0].blocks[0]];
  return before.logical === after.logical && after.absolute >= 0 && before.absolute !== after.absolute;
}

export const TRANSLATION_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'page-table-length',
    title: 'Length of page tables',
    verdict: 'cp370',
    manual:
      'GA22-7000, Dynamic Address Translation, Page-Table Lookup: the four high-order bits of the page index are compared with the page-table length of the segment-table entry; when the length is less, a page-translation exception is recognized, and the entry is not fetched.',
    behaviour:
      'Hercules compares the page index with the length field where it is, in the first four bits of the word, and so finds only tables of length code 0 too short; and it looks first whether the entry is in storage.',
    settle(d) {
      const looked = d
        .executed(LOAD_REAL_ADDRESS, TEST_PROTECTION, INSERT_VIRTUAL_KEY)
        .some(({ reach }) =>
          reach.some(({ kind, blocks }) => kind === 'translated' && blocks.some(({ tooLong }) => tooLong)),
        );
      const missing = d.code === 0x11 && d.exceptionArea()?.blocks.some(({ tooLong }) => tooLong) === true;
      // A program event of the bytes before comes first.
      const { last, here } = d;
      const interrupted =
        d.lastOpcode === MOVE_LONG &&
        (here.low & 0xffffff) === last?.address &&
        last.reach.some(({ blocks }) => blocks.some(({ tooLong }) => tooLong));
      return (looked || missing || interrupted) && d.takeAll();
    },
  },
  {
    id: 'extended-real-addressing',
    title: 'Bits 13 and 14 of a page-table entry',
    verdict: 'both',
    manual:
      'GA22-7000-4, Dynamic Address Translation: ones in bits 13-14 of an entry for a 4K page, or in bit 14 of one for a 2K page, are a translation-specification exception. GA22-7000-10 adds extended real addressing, an optional facility that gives bits 13 and 14 a meaning.',
    behaviour:
      'Hercules has extended real addressing: an addressing exception for a frame beyond 16M, and a real address of 26 bits by LOAD REAL ADDRESS. cp370 does not have it.',
    settle(d) {
      const looks = d.lastOpcode === LOAD_REAL_ADDRESS || d.lastOpcode === 0xe5;
      const specified = d.last?.reach.some(({ blocks }) =>
        blocks.some(({ exceptions }) => exceptions.includes(0x12)),
      );
      if (d.code !== 0x12 || specified !== true) return false;
      if (looks && d.exceptionArea()?.kind === 'translated') return d.takeAll();
      if (d.otherCode !== 0x05 || !d.atSameInstruction()) return false;
      if ((d.here.high & 0x80000) !== 0) return d.takeCodes(0x8e, 2);
      d.theirs.oldPsws[PROGRAM_OLD] = (d.theirs.oldPsws[PROGRAM_OLD] & ~0xffff) | (d.here.high & 0xffff);
      return true;
    },
  },
  {
    id: 'translation-exception-address',
    title: 'Low bits of the translation-exception address',
    verdict: 'both',
    manual:
      'GA22-7000-10, Storage, Assigned Storage Locations 144-147: the rightmost 11 bits (with 4K pages 12 bits) of the address are unpredictable.',
    behaviour: 'cp370 stores the whole address, Hercules the address of the 2K block.',
    settle(d) {
      if (!nullifies(d.code) || !nullifies(d.otherCode)) return false;
      const pageMask = ((d.mine.cr[0] >>> 22) & 3) === 2 ? 0xfffff000 : 0xfffff800;
      const [here, there] = [word(d.mine.codes, at(0x90)), word(d.theirs.codes, at(0x90))];
      if (((here ^ there) & pageMask) !== 0) return false;
      return d.takeCodes(0x90, 4);
    },
  },
  {
    id: 'prefetch-after-load-control',
    title: 'Instructions fetched before the translation parameters were changed',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Organization, Instruction Fetches: copies of instructions fetched ahead are discarded when control registers 0 and 1 get other translation parameters while translation is on.',
    behaviour: 'Hercules executes what follows LOAD CONTROL from the block that it has at hand.',
    settle(d) {
      const { last, here, there } = d;
      // The block that is at hand holds something else now: other instructions follow.
      const elsewhere = d.steps.some((step, i) => i > 0 && isInAnotherBlock(d.steps[i - 1], step));
      if (elsewhere && d.theyDiffer()) return d.takeAll();
      const before = d.steps.at(-2);
      if (last === undefined || before === undefined || !ACCESS.has(d.code)) return false;
      if (!changesTranslation(before, last)) return false;
      if (!d.isFetchException() || last.subjectAddress !== undefined) return false;
      const sameAddress = word(d.mine.codes, at(0x90)) === word(d.theirs.codes, at(0x90));
      // It may have gone on with a part of an interruptible instruction, and end with the exception of its operand.
      const sameRegisters = d.mine.gpr.every((value, r) => value === d.theirs.gpr[r]);
      const executed = here.code !== there.code || !d.atSameInstruction() || !sameAddress || !sameRegisters;
      return executed && d.takeAll();
    },
  },
];
