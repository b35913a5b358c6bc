/** Differences in what an interruption or exception leaves behind. */

import { nullifies, startAddress } from '../ending.js';
import { ACCESS, at, opcodeOf, PROGRAM_OLD, SVC_OLD, word, type CaseDifference } from '../case-difference.js';
import type { Step } from '../execution.js';
import type { Explanation } from './explanation.js';

const DATA_EXCEPTION = 0x07;
const DECIMAL_DIVIDE = 0x0b;
const DIVIDE_DECIMAL = 0xfd;
const LOAD_MULTIPLE = 0x98;
const LOAD_CONTROL = 0xb7;
const LONG_OPERANDS: ReadonlySet<number> = new Set([0x0e, 0x0f]);
/** ED, EDMK. */
const EDITING: ReadonlySet<number> = new Set([0xde, 0xdf]);
/** CVB, and the instructions on packed and zoned decimal operands. */
const DECIMAL: ReadonlySet<number> = new Set([0x4f, 0xde, 0xdf, 0xf0, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd]);
const TERMINATING: ReadonlySet<number> = new Set([0x04, 0x05, DATA_EXCEPTION]);
const DIVIDES: ReadonlySet<number> = new Set([0x1d, 0x5d]);

/** Instructions that set the condition code from a storage operand. */
// prettier-ignore
const SETTING_CODE: ReadonlySet<number> = new Set([
  0x0e, 0x0f, 0x93, 0x94, 0x96, 0x97, 0xba, 0xbb, 0xbd, 0xbf, 0xd4, 0xd6, 0xd7, 0xdd, 0xde, 0xdf, 0xf0, 0xf8, 0xf9,
  0xfa, 0xfb,
]);

/** Can the last instruction end with this code as well, as far as its operands tell? */
function mayEndWith(d: CaseDifference, code: number): boolean | undefined {
  if (code === DATA_EXCEPTION) return DECIMAL.has(d.lastOpcode);
  if (code === DECIMAL_DIVIDE) return d.lastOpcode === DIVIDE_DECIMAL;
  // A frame beyond 16M of extended real addressing, a page beyond the end of its table: see there.
  const codes = code === 0x05 ? [0x05, 0x12] : [code];
  return d.last?.reach.some(({ blocks }) =>
    blocks.some(({ exceptions, tooLong }) => tooLong || codes.some((one) => exceptions.includes(one))),
  );
}

/** Blocks that an instruction refers to; any, when it has an operand beyond the end of a page table, which Hercules finds. */
function reachedBlocks(d: CaseDifference, step: Step): Set<number> {
  const beyond = step.reach.some(({ blocks }) => blocks.some(({ tooLong }) => tooLong));
  return beyond ? d.everyBlock() : d.blocksOf([step]);
}

/** Registers that the last instruction loads from storage or changes as it goes on. */
function changedRegisters(d: CaseDifference): number[] {
  const { executed } = d.last ?? { executed: new Uint8Array(0) };
  const [r1, r2] = [executed[1] >> 4, executed[1] & 15];
  switch (executed[0]) {
    case LOAD_MULTIPLE:
      return Array.from({ length: ((r2 - r1) & 15) + 1 }, (_, i) => (r1 + i) & 15);
    case 0x0e:
    case 0x0f:
      return [r1, r1 + 1, r2, r2 + 1];
    case 0xdd:
      return [1, 2];
    case 0xdf:
      return [1];
    default:
      return [];
  }
}

export const INTERRUPTION_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'ilc-of-instruction-fetch',
    title: 'Instruction-length code when the instruction cannot be fetched',
    verdict: 'both',
    manual:
      'GA22-7000, Interruptions, Program Interruption: when the exception occurs while an instruction is fetched, it is unpredictable whether the code is 1, 2 or 3; the instruction address is updated by as many halfwords.',
    behaviour: 'cp370 gives 1, Hercules 2; the instruction address in the old PSW follows.',
    settle(d) {
      const { here, there, code } = d;
      if (code !== d.otherCode || !(ACCESS.has(code) || code === 0x06)) return false;
      if (here.ilc !== 1 || there.ilc === 1 || startAddress(here) !== startAddress(there)) return false;
      if (!d.isFetchException()) return false;
      const psw = d.takePsw(PROGRAM_OLD + 1, 1);
      return d.takeCodes(0x8d, 1) || psw;
    },
  },
  {
    id: 'ilc-of-execute',
    title: 'Instruction-length code of a subject of EXECUTE',
    verdict: 'cp370',
    manual:
      'GA22-7000, Interruptions, Instruction-Length Code: when the subject of EXECUTE causes the interruption, the code is 2, the length of EXECUTE.',
    behaviour: 'For a program interruption in BC mode Hercules stores the length of the subject.',
    settle(d) {
      const { here, there, last } = d;
      if (last?.subjectAddress === undefined || here.kind !== there.kind || here.ilc !== 2) return false;
      if (((here.low ^ there.low) & 0xffffff) !== 0 || here.kind === 'other') return false;
      const index = here.kind === 'svc' ? SVC_OLD + 1 : PROGRAM_OLD + 1;
      const { theirs, mine } = d;
      const before = theirs.oldPsws[index];
      const extended = (here.high & 0x80000) !== 0;
      if (!extended) theirs.oldPsws[index] = (before & 0x3fffffff) | (mine.oldPsws[index] & 0xc0000000);
      const codes = extended && d.takeCodes(here.kind === 'svc' ? 0x89 : 0x8d, 1);
      return codes || theirs.oldPsws[index] !== before;
    },
  },
  {
    id: 'termination',
    title: 'Results of a terminated instruction',
    verdict: 'both',
    manual:
      'GA22-7000-10, Program Execution, Termination: what the instruction is to change has unpredictable contents when it is terminated.',
    behaviour:
      'After protection, addressing and data exceptions cp370 and Hercules have changed different parts of the result, and so different change bits.',
    settle(d) {
      const { last } = d;
      if (!TERMINATING.has(d.code) || d.code !== d.otherCode || last === undefined) return false;
      const stores = last.reach.some(({ store }) => store);
      const blocks = reachedBlocks(d, last);
      const control = d.lastOpcode === LOAD_CONTROL && d.takeControlRegisters();
      const changed = [
        stores && d.takeFold(),
        control,
        SETTING_CODE.has(d.lastOpcode) && d.takeConditionCode(),
        d.takeKeyBits(stores ? 0x06 : 0x04, blocks),
        ...changedRegisters(d).map((r) => d.takeRegister(r)),
      ];
      return changed.includes(true);
    },
  },
  {
    id: 'exception-priority',
    title: 'Order of access, data and divide exceptions',
    verdict: 'both',
    manual:
      'GA22-7000-10, Interruptions, Multiple Program-Interruption Conditions: access exceptions of the operands and data exceptions are on the same step of the list of priorities; which of them is reported is unpredictable.',
    behaviour:
      'Operands, and the blocks that one operand is in, are checked in another order. The exception that Hercules reports must be one that the operands of the instruction have.',
    settle(d) {
      const { code, otherCode } = d;
      if (!d.atSameInstruction()) return false;
      if (code === otherCode && nullifies(code)) {
        const other = word(d.theirs.codes, at(0x90)) & 0xfff800;
        const missing = d.last?.reach.some(({ blocks }) =>
          blocks.some(({ logical, exceptions }) => exceptions.includes(code) && logical === other),
        );
        return missing === true && d.takeCodes(0x90, 4);
      }
      const eligible = (n: number): boolean => ACCESS.has(n) || n === DATA_EXCEPTION || n === DECIMAL_DIVIDE;
      if (code === otherCode || !eligible(code) || !eligible(otherCode)) return false;
      return mayEndWith(d, otherCode) === true && d.takeAll();
    },
  },
  {
    id: 'high-bytes-of-long-operands',
    title: 'Bits 0-7 of the address registers of MOVE LONG and COMPARE LOGICAL LONG',
    verdict: 'both',
    manual:
      'GA22-7000, General Instructions, MOVE LONG: bits 0-7 of registers R1 and R2 are zeros when the operation is completed; when it is interrupted, they may be zeros or unchanged.',
    behaviour:
      'When a page is missing at once, cp370 has set them to zeros, Hercules has not, or the reverse.',
    settle(d) {
      const { last, mine, theirs } = d;
      if (!LONG_OPERANDS.has(d.lastOpcode) || last === undefined || d.code === 0) return false;
      let changed = false;
      for (const r of [last.executed[1] >> 4, last.executed[1] & 15]) {
        if (((mine.gpr[r] ^ theirs.gpr[r]) & 0xffffff) === 0) changed = d.takeRegister(r) || changed;
      }
      return changed;
    },
  },
  {
    id: 'order-of-references',
    title: 'Reference bits after an exception',
    verdict: 'both',
    manual:
      'GA22-7000, System Organization, Sequence of Storage References: the order in which the operands of one instruction are referred to is not defined, nor which were before an exception. Dynamic Address Translation: reference recording is accurate enough for paging, not exact.',
    behaviour:
      'cp370 and Hercules look at operands in another order, and so have referred to others when one is missing.',
    settle(d) {
      const { code, last } = d;
      if (code !== d.otherCode || code === 0 || code === 0x40 || last === undefined) return false;
      return d.takeKeyBits(0x04, reachedBlocks(d, last));
    },
  },
  {
    id: 'changes-before-nullification',
    title: 'Changes before a page is found to be missing',
    verdict: 'cp370',
    manual:
      'GA22-7000-10, Program Execution: nullification and suppression leave an instruction as if it had specified no operation; result fields and the condition code are not changed.',
    behaviour:
      'Hercules has stored a part of the result of EDIT, or turned on change bits of TRANSLATE and others, when it finds that a page of the operands is missing.',
    settle(d) {
      const { code, last } = d;
      if (!(nullifies(code) || code === 0x12) || code !== d.otherCode || last === undefined) return false;
      if (!last.reach.some(({ store }) => store)) return false;
      // A fold takes in whole blocks whose change bit is on.
      const blocks = reachedBlocks(d, last);
      const storage = (EDITING.has(d.lastOpcode) || d.changeBitsDiffer(blocks)) && d.takeFold();
      return d.takeKeyBits(0x06, blocks) || storage;
    },
  },
  {
    id: 'condition-code-of-long-move',
    title: 'Condition code of MOVE LONG and COMPARE LOGICAL LONG that go on later',
    verdict: 'both',
    manual:
      'GA22-7000, General Instructions, MOVE LONG: when the operation is interrupted before its end, the registers say how to go on, and the condition code is unpredictable.',
    behaviour: 'At an access exception Hercules has set the condition code already.',
    settle(d) {
      if (!ACCESS.has(d.code) || d.code !== d.otherCode || !LONG_OPERANDS.has(d.lastOpcode)) return false;
      return d.takeConditionCode();
    },
  },
  {
    id: 'execute-of-long-operands',
    title: 'MOVE LONG or COMPARE LOGICAL LONG that is another instruction when it goes on',
    verdict: 'both',
    manual:
      'GA22-7000, Program Execution, Interruptible Instructions: after a unit of operation EXECUTE itself is executed again, and computes the address of its subject anew; what a unit of operation is depends on the model.',
    behaviour:
      'EXECUTE goes through a register that its subject changes, or MOVE LONG goes over itself: another instruction comes after a unit of operation, and not at the same point.',
    settle(d) {
      const interrupted = d.steps.some(({ address, subjectAddress, bytes, executed }, i) => {
        if (!LONG_OPERANDS.has(executed[0])) return false;
        const next = d.steps[i + 1];
        if (next?.address === address && opcodeOf(next.executed) !== executed[0]) return true;
        if (subjectAddress === undefined) return false;
        const changed = [executed[1] >> 4, executed[1] & 15].flatMap((r) => [r, (r + 1) & 15]);
        const used = [bytes[1] & 15, bytes[2] >> 4].filter((r) => r !== 0);
        return next?.address === address && used.some((r) => changed.includes(r));
      });
      return interrupted && d.takeAll();
    },
  },
  {
    id: 'ilc-of-external-interruption',
    title: 'Instruction-length code in the external old PSW',
    verdict: 'both',
    manual:
      'GA22-7000, Interruptions, Instruction-Length Code: it has a meaning for program and supervisor-call interruptions; for I/O, external and machine-check interruptions it is unpredictable.',
    behaviour: 'In BC mode cp370 stores 0, Hercules the length of the last instruction.',
    settle(d) {
      const { here, there } = d;
      if (here.kind !== 'external' || there.kind !== 'external' || (here.high & 0x80000) !== 0) return false;
      if (((here.low ^ there.low) & 0x3fffffff) !== 0) return false;
      return d.takePsw(1, 1);
    },
  },
  {
    id: 'monitor-in-bc-mode',
    title: 'Monitor class and code in BC mode',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Monitoring: the monitor class number is stored at location 149 and the monitor code at 157-159; BC mode is no exception.',
    behaviour: 'Hercules stores them in EC mode only.',
    settle(d) {
      if (d.code !== 0x40 || (d.here.high & 0x80000) !== 0) return false;
      if (word(d.theirs.codes, at(0x94)) !== 0 || word(d.theirs.codes, at(0x9c)) !== 0) return false;
      const monitorClass = d.takeCodes(0x94, 2);
      return d.takeCodes(0x9c, 4) || monitorClass;
    },
  },
  {
    id: 'greatest-dividend',
    title: 'DIVIDE of the least dividend by -1',
    verdict: 'cp370',
    manual:
      'GA22-7000, General Instructions, DIVIDE: a quotient that cannot be expressed in 32 bits is a fixed-point-divide exception, and the operands are not changed.',
    behaviour:
      "Hercules does not go on: the host's division of -2**63 by -1 is a signal that it does not expect.",
    settle(d) {
      const { last, theirs } = d;
      if (d.code !== 0x09 || last === undefined || !DIVIDES.has(d.lastOpcode)) return false;
      const r1 = last.executed[1] >> 4;
      const least = last.gpr[r1] === -0x80000000 && last.gpr[r1 + 1] === 0;
      // A case that does not end has no result.
      return least && theirs.cr.every((value) => value === 0) && d.takeAll();
    },
  },
];
