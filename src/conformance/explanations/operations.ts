/** Differences in what single instructions do, and in which there are. */

import type { Reach, Step } from '../execution.js';
import { opcodeOf, SVC_OLD, type CaseDifference } from '../case-difference.js';
import { DRIVER_END, DRIVER_ORIGIN, RECORDS, SAVE_AREA, SAVE_AREA_END } from '../case-image.js';
import { BLOCK, MAIN_STORAGE, SANDBOX, SANDBOX_SIZE, SECOND_PREFIX } from '../machine-case.js';
import { baseAddress } from '../operand-areas.js';
import type { Explanation } from './explanation.js';

const MVCL = 0x0e;
const EDMK = 0xdf;
const SIGP = 0xae;
const SPX = 0xb210;
const SCKC = 0xb206;
const STCKC = 0xb207;
const SPT = 0xb208;
const STPT = 0xb209;
const STCK = 0xb205;
const TR = 0xdc;
const TRT = 0xdd;
/** MVN, MVC, MVZ, NC, OC, XC, MVCK, MVCP, MVCS. */
const LOGICAL_OPERANDS = [0xd1, 0xd2, 0xd3, 0xd4, 0xd6, 0xd7, 0xd9, 0xda, 0xdb] as const;
/** IC, LH, AH, SH, N, O, X, L, A, S, AL, SL. */
const REGISTER_OPERANDS = [0x43, 0x48, 0x4a, 0x4b, 0x54, 0x56, 0x57, 0x58, 0x5a, 0x5b, 0x5e, 0x5f] as const;
/** STH, STC, CVD, ST. */
const STORES: ReadonlySet<number> = new Set([0x40, 0x42, 0x4e, 0x50]);
/** Those of them that leave the condition code. */
const LOADS: ReadonlySet<number> = new Set([0x43, 0x48, 0x58]);
const INTERVAL_TIMER = 0x50;
const PC = 0xb218;
/** Origin of the linkage table in control register 5, whose bit 0 must be one. */
const LINKAGE_TABLE = 0xffff80;
/** EC mode with DAT on. */
const TRANSLATING = 0x04080000;
/** Timer interruptions: clock comparator, CPU timer. */
const TIMERS: ReadonlySet<number> = new Set([0x1004, 0x1005]);

/** Absolute addresses of the bytes of an area that are there. */
function bytesOf({ address, length, blocks }: Reach): Set<number> {
  const bytes = new Set<number>();
  for (let i = 0; i < length; i++) {
    const block = blocks[((address & (BLOCK - 1)) + i) >> 11];
    if (block !== undefined && block.absolute >= 0) bytes.add(block.absolute | ((address + i) & (BLOCK - 1)));
  }
  return bytes;
}

/** Is a byte of these used by an instruction after `step`? */
function usedLater(d: CaseDifference, step: Step, bytes: ReadonlySet<number>): boolean {
  return d.steps
    .slice(d.steps.indexOf(step) + 1)
    .some(({ reach }) => reach.some((area) => [...bytesOf(area)].some((byte) => bytes.has(byte))));
}

/** Takes a register that `step` has loaded, and, when it is not the same, what instructions after it store of it. */
function takeRegisterFrom(d: CaseDifference, step: Step, r: number): boolean {
  if (!d.takeRegister(r)) return false;
  for (const later of d.steps.slice(d.steps.indexOf(step) + 1)) {
    if (!STORES.has(later.executed[0]) || later.executed[1] >> 4 !== r) continue;
    for (const area of operands(later)) for (const byte of bytesOf(area)) d.takeBytes(byte, 1);
  }
  return true;
}

const operands = ({ reach }: Step): Reach[] => reach.filter(({ kind }) => kind === 'operand');

export const OPERATION_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'signal-set-architecture',
    title: "SIGNAL PROCESSOR with order X'12'",
    verdict: 'cp370',
    manual:
      "GA22-7000-10, Control, Signal-Processor Orders: X'12' is not assigned. A CPU that is not operational gives condition code 3.",
    behaviour:
      'Hercules takes it for the SET ARCHITECTURE of later machines, before it looks at the CPU address.',
    settle(d) {
      const sets = d
        .executed(SIGP)
        .some(({ executed, gpr }) => (baseAddress(executed, 2, gpr) & 0xff) === 0x12);
      return sets && d.takeAll();
    },
  },
  {
    id: 'clock-values',
    title: 'Values of clocks',
    verdict: 'both',
    manual:
      'GA22-7000-10, Control Instructions: STORE CLOCK and STORE CPU TIMER give the time. STORE CLOCK COMPARATOR gives zeros for the bits that the model does not compare.',
    behaviour:
      'Cases clear what depends on time; an exception that comes before leaves it, and so does code that has been changed. The comparator of Hercules lacks the last eight bits.',
    settle(d) {
      let changed = false;
      for (const step of d.executed(STCK, STPT, STCKC)) {
        for (const area of operands(step)) {
          const bytes = [...bytesOf(area)];
          const unlike = new Set(opcodeOf(step.executed) === STCKC ? bytes.slice(7) : bytes);
          for (const byte of unlike) changed = d.takeBytes(byte, 1) || changed;
          if (usedLater(d, step, unlike) && d.theyDiffer()) changed = d.takeAll() || changed;
        }
      }
      return changed;
    },
  },
  {
    id: 'interval-timer',
    title: 'The interval timer as an operand',
    verdict: 'both',
    manual:
      "GA22-7000, Timing Facilities, Interval Timer: the word at real location X'50' is updated as time goes by.",
    behaviour:
      'An instruction of a case that has been changed moves what is there, loads it into a register or translates with it; cp370 and Hercules have not come to the same time.',
    settle(d) {
      let changed = false;
      for (const step of d.executed(...LOGICAL_OPERANDS)) {
        const [to, from] = operands(step).map((area) => [...bytesOf(area)]);
        if (to === undefined || from === undefined) continue;
        from.forEach((byte, i) => {
          const inTimer = (byte & ~SECOND_PREFIX & ~3) === INTERVAL_TIMER;
          if (inTimer && to[i] !== undefined) changed = d.takeBytes(to[i], 1) || changed;
        });
      }
      for (const step of d.executed(...REGISTER_OPERANDS)) {
        const bytes = operands(step).flatMap((area) => [...bytesOf(area)]);
        if (!bytes.some((byte) => (byte & ~SECOND_PREFIX & ~3) === INTERVAL_TIMER)) continue;
        changed = takeRegisterFrom(d, step, step.executed[1] >> 4) || changed;
        if (!LOADS.has(step.executed[0])) changed = d.takeConditionCode() || changed;
      }
      for (const step of d.executed(TR, TRT)) {
        const bytes = operands(step).flatMap((area) => [...bytesOf(area)]);
        if (!bytes.some((byte) => (byte & ~SECOND_PREFIX & ~3) === INTERVAL_TIMER)) continue;
        const taken =
          step.executed[0] === TR
            ? [d.takeFold()]
            : [
                takeRegisterFrom(d, step, 1),
                takeRegisterFrom(d, step, 2),
                d.takeConditionCode(),
                d.takeConditionCode(SVC_OLD),
              ];
        changed = taken.includes(true) || changed;
      }
      return changed;
    },
  },
  {
    id: 'time-of-timer-interruptions',
    title: 'When a timer interruption comes',
    verdict: 'both',
    manual:
      'GA22-7000, Timing Facilities: a CPU timer that is set to a value near zero, or a clock comparator that is set to a time that is over, interrupts as soon as the machine finds it so.',
    behaviour:
      'Cases set the timer to a value that lasts, but for instructions that they have changed; then cp370 and Hercules find it out after a different number of instructions.',
    settle(d) {
      if (d.executed(SPT, SCKC).length === 0) return false;
      const [here, there] = [d.here, d.there].map(
        ({ kind, code }) => kind === 'external' && TIMERS.has(code),
      );
      return here !== there && d.takeAll();
    },
  },
  {
    id: 'aliased-operands',
    title: 'Operands of MOVE LONG that are the same storage by different addresses',
    verdict: 'both',
    manual:
      'GA22-7000, System Organization, Interlocks Between Logical and Real Storage References: the result is as if bytes were moved one at a time only when operands overlap by their logical addresses; when two logical pages are the same real page, the effect of a store may not be seen.',
    behaviour: 'cp370 moves what is in one block at once, Hercules in other pieces.',
    settle(d) {
      let changed = false;
      for (const step of d.executed(MVCL)) {
        const [to, from] = operands(step);
        if (to === undefined || from === undefined) continue;
        const target = bytesOf(to);
        const aliased = from.blocks.some(({ absolute, logical }) =>
          to.blocks.some(
            (block) => block.absolute >= 0 && block.absolute === absolute && block.logical !== logical,
          ),
        );
        if (!aliased || ![...bytesOf(from)].some((byte) => target.has(byte))) continue;
        changed = d.takeFold() || changed;
        if (usedLater(d, step, target) && d.theyDiffer()) changed = d.takeAll() || changed;
      }
      return changed;
    },
  },
  {
    id: 'edit-over-itself',
    title: 'EDIT AND MARK that stores over itself',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Organization, Instruction Fetches: an instruction is fetched before it is executed; what it stores does not change it.',
    behaviour: 'Hercules looks at the operation code again in storage when it is about to set register 1.',
    settle(d) {
      const over = d.executed(EDMK).find((step) => {
        const [instruction, ...others] = step.reach.map(bytesOf);
        return (
          others.length > 0 && step.reach.some((area) => area.store && overlaps(bytesOf(area), instruction))
        );
      });
      if (over === undefined || d.mine.gpr[1] === over.gpr[1]) return false;
      return over === d.steps.at(-2) || over === d.last ? d.takeRegister(1) : d.takeAll();
    },
  },
  {
    id: 'prefix-high-bits',
    title: 'Bits 0-7 of the operand of SET PREFIX',
    verdict: 'cp370',
    manual:
      'GA22-7000, Control Instructions, SET PREFIX: the prefix is bits 8-19 of the operand; the other bits are ignored.',
    behaviour: 'Hercules takes bits 1-19, and reports an addressing exception when bits 1-7 are not zero.',
    settle(d) {
      const refused = d.executed(SPX).filter(({ operand: [high] }) => (high & 0x7f) !== 0);
      // The prefix area of the interruption may be one that no case has laid out: then the peer has no result.
      const lost = refused.some(({ prefix }) => prefix !== 0 && prefix !== SECOND_PREFIX);
      if (lost && d.theirs.cr.every((value) => value === 0)) return d.takeAll();
      if (d.otherCode !== 0x05 || (d.code === 0x05 && d.atSameInstruction())) return false;
      const next = d.there.low & 0xffffff;
      return refused.some(({ address }) => ((address + 4) & 0xffffff) === next) && d.takeAll();
    },
  },
];

/** What is looked at when nothing else explains the difference. */
export const LAST_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'storage-of-other-cases',
    title: 'Storage outside of the case',
    verdict: 'both',
    manual: 'The manual has nothing to say: what is there is no part of the case.',
    behaviour:
      'A case whose base register, translation tables or branch address has been changed, and that has key 0, reads records and results of other cases, or what the one before has left in the save area, or stores over the driver. Those of the results are of different machines.',
    settle(d) {
      if (!d.theyDiffer()) return false;
      const outside = d.steps.some(
        ({ executed, reach, high, cr }) =>
          ((high & TRANSLATING) === TRANSLATING && isOfOthers(cr[1] & 0xffffc0)) ||
          (opcodeOf(executed) === PC && cr[5] < 0 && !isInSandbox(cr[5] & LINKAGE_TABLE)) ||
          reach.some(({ blocks }) => blocks.some(({ absolute }) => isOfOthers(absolute))) ||
          reach.some((area) => [...bytesOf(area)].some(isOfDriver)),
      );
      // Who stores a part of a result that the other does not may destroy the driver, and then has none at all.
      const lost = d.theirs.cr.every((value) => value === 0) && d.last?.reach.some(storesOverDriver) === true;
      return (outside || lost) && d.takeAll();
    },
  },
];

/** Is the address in the storage that the case has for itself? */
function isInSandbox(absolute: number): boolean {
  return absolute >= SANDBOX && absolute < SANDBOX + SANDBOX_SIZE;
}

/** Is the address in the records and results of a batch? */
function isOfOthers(absolute: number): boolean {
  return absolute >= RECORDS && absolute < MAIN_STORAGE - BLOCK;
}

/** May it change the program that runs the cases? */
function storesOverDriver(area: Reach): boolean {
  return area.store && [...bytesOf(area)].some((byte) => byte >= DRIVER_ORIGIN && byte < DRIVER_END);
}

/** Is the byte one of those where the driver keeps what a case leaves? */
function isOfDriver(absolute: number): boolean {
  const offset = absolute & ~SECOND_PREFIX;
  return offset >= SAVE_AREA && offset < SAVE_AREA_END;
}

function overlaps(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return [...one].some((byte) => other.has(byte));
}
