/** Differences in program-event recording. */

import { inPerRange } from '../../s370/per.js';
import type { CaseResult } from '../case-image.js';
import { ACCESS, at, PROGRAM_OLD, word, type CaseDifference } from '../case-difference.js';
import type { Explanation } from './explanation.js';

const FETCH = 0x40;
const STORE = 0x20;
const REGISTER = 0x10;
const RECORDED = 0x80;

const LOAD_CONTROL = 0xb7;
const STORE_CONTROL = 0xb6;
const LOAD_PSW = 0x82;
const EXCLUSIVE_OR = 0xd7;
const MOVE_LONG = 0x0e;
const COMPARE_LONG = 0x0f;
/** SSM, LPSW, STNSM, STOSM, LCTL. */
const PER_CHANGING: ReadonlySet<number> = new Set([0x80, LOAD_PSW, 0xac, 0xad, LOAD_CONTROL]);

/** LA, BAL, BCT, BC, BAS, BXH, BXLE, shifts of one register. */
// prettier-ignore
const KEEPING_LENGTH: ReadonlySet<number> = new Set([
  0x41, 0x45, 0x46, 0x47, 0x4d, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b,
]);

/** Are the two PER addresses the same? */
function sameEventAddress({ mine, theirs }: CaseDifference): boolean {
  return word(mine.codes, at(0x98)) === word(theirs.codes, at(0x98));
}

const events = (result: CaseResult): number => result.codes[at(0x96)];

export const PROGRAM_EVENT_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'per-of-unfetched-instruction',
    title: 'PER: an instruction that cannot be fetched',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Program-Event Recording: an instruction-fetching event is the fetching of the first byte of an instruction, or of the subject of EXECUTE; it is reported together with an exception of the instruction, not without an instruction.',
    behaviour: 'Hercules reports the event with the access exception of the fetch.',
    settle(d) {
      const { here, there, last, mine, theirs } = d;
      if (here.kind !== 'program' || (here.code & RECORDED) !== 0) return false;
      if ((there.code & RECORDED) === 0 || events(theirs) !== FETCH || last === undefined) return false;
      if (!d.isFetchException()) return false;
      const ofSubject = d.code === 0x06 ? (last.address & 1) === 0 : d.exceptionArea()?.kind === 'subject';
      if (ofSubject && last.subjectAddress !== undefined) {
        // The EXECUTE itself was fetched; only the event of its subject has not happened.
        const [from, to] = [mine.cr[10], mine.cr[11]];
        if (inPerRange(from, to, last.address, 1) || !inPerRange(from, to, last.subjectAddress, 1))
          return false;
      }
      theirs.codes[at(0x8f)] &= ~RECORDED;
      d.takeCodes(0x96, 6);
      return true;
    },
  },
  {
    id: 'per-general-register',
    title: 'PER: general-register alteration',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Program-Event Recording: bit 3 of control register 9 asks for the event of general-register alteration, which is recognized when an instruction puts something into a register that the mask in bits 16-31 designates.',
    behaviour:
      'Hercules 3.13 does not have this event. A case in which it goes on is run here again without the event, and must then agree.',
    settle(d) {
      const recorded = events(d.mine);
      if ((recorded & REGISTER) === 0) return false;
      const others = events(d.theirs) === (recorded & ~REGISTER) && recorded !== REGISTER;
      if (others && d.here.code === d.there.code) return d.takeCodes(0x96, 1);
      // An interruptible instruction that goes on may end with an exception together with the other events.
      if (d.runner.agreesWithoutRegisterEvents(d.machineCase, d.theirs)) return d.takeAll();
      return others && d.takeCodes(0x96, 1);
    },
  },
  {
    id: 'per-store-control',
    title: 'PER: storage alteration by STORE CONTROL',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Program-Event Recording: the event of storage alteration is recognized when the CPU stores at a logical address in the area; no instruction that stores an operand is left out.',
    behaviour: 'Hercules does not recognize it for STORE CONTROL.',
    settle(d) {
      if (d.lastOpcode !== STORE_CONTROL || (events(d.mine) & STORE) === 0) return false;
      if (!sameEventAddress(d)) return events(d.mine) === STORE && d.takeAll();
      return events(d.theirs) === (events(d.mine) & ~STORE) && d.takeCodes(0x96, 1);
    },
  },
  {
    id: 'per-exclusive-or',
    title: 'PER: storage alteration by the last byte of EXCLUSIVE OR (XC)',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Program-Event Recording: the event of storage alteration is recognized when the CPU stores at a logical address in the area, whichever byte of the operand that is.',
    behaviour: 'Hercules does not recognize it when only the last byte of the first operand is in the area.',
    settle(d) {
      const { last, mine, theirs } = d;
      if (d.lastOpcode !== EXCLUSIVE_OR || last === undefined || (events(mine) & STORE) === 0) return false;
      const area = last.reach.find(({ store }) => store);
      const [from, to] = [last.cr[10], last.cr[11]];
      if (area === undefined || inPerRange(from, to, area.address, area.length - 1)) return false;
      const recorded = d.there.kind === 'program' && (d.there.code & RECORDED) !== 0;
      if (events(mine) === STORE) return !recorded && d.takeAll();
      return events(theirs) === (events(mine) & ~STORE) && d.takeCodes(0x96, 1);
    },
  },
  {
    id: 'per-of-undone-store',
    title: 'PER: storage alteration by an instruction that is nullified or suppressed',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Program-Event Recording: storage alteration is indicated when something has been stored; an instruction that is nullified or suppressed has stored nothing.',
    behaviour: 'Hercules has recorded the event when it finds that another operand cannot be reached.',
    settle(d) {
      const { here, there, last, theirs } = d;
      if (here.kind !== 'program' || (here.code & RECORDED) !== 0 || !ACCESS.has(here.code)) return false;
      if (there.code !== (here.code | RECORDED) || events(theirs) !== STORE || here.low !== there.low)
        return false;
      if (last?.reach.some(({ store }) => store) !== true) return false;
      theirs.codes[at(0x8f)] &= ~RECORDED;
      d.takeCodes(0x96, 6);
      return true;
    },
  },
  {
    id: 'per-partial-long-move',
    title: 'PER: storage alteration by a MOVE LONG that ends with an access exception',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Program-Event Recording: events of an interruptible instruction are reported at the end of the unit of operation that caused them. The exception of a later unit comes when the instruction is resumed.',
    behaviour:
      'cp370 reports the event of the units that have been completed; Hercules reports the exception, and never the event.',
    settle(d) {
      const { here, last } = d;
      if (d.lastOpcode !== MOVE_LONG || last === undefined || here.code !== RECORDED) return false;
      if ((events(d.mine) & STORE) === 0 || (here.low & 0xffffff) !== last.address) return false;
      if (!ACCESS.has(d.otherCode) || !d.atSameInstruction()) return false;
      d.takePsw(PROGRAM_OLD);
      d.takeCodes(0x8c, 16);
      return true;
    },
  },
  {
    id: 'per-units-of-compare-long',
    title: 'PER: COMPARE LOGICAL LONG that goes on later',
    verdict: 'both',
    manual:
      'GA22-7000, Program Execution, Interruptible Instructions: what a unit of operation of COMPARE LOGICAL LONG is depends on the model.',
    behaviour: 'cp370 compares up to 32K bytes before it lets an event interrupt, Hercules less.',
    settle(d) {
      const { here, there, last, mine, theirs } = d;
      if (d.lastOpcode !== COMPARE_LONG || last === undefined) return false;
      if (here.code !== RECORDED || there.code !== RECORDED || (there.low & 0xffffff) !== last.address)
        return false;
      const [r1, r2] = [last.executed[1] >> 4, last.executed[1] & 15];
      // Each operand must be as far ahead as its count says.
      const consistent = [r1, r2].every((r) => {
        const moved = (mine.gpr[r] - theirs.gpr[r]) & 0xffffff;
        return moved === ((theirs.gpr[r + 1] - mine.gpr[r + 1]) & 0xffffff);
      });
      if (!consistent) return false;
      const registers = [r1, r1 + 1, r2, r2 + 1].map((r) => d.takeRegister(r));
      const psw = d.takePsw(PROGRAM_OLD);
      return d.takeKeyBits(0x04, d.blocksOf([last])) || psw || registers.includes(true);
    },
  },
  {
    id: 'per-supervisor-call',
    title: 'PER: SUPERVISOR CALL',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Program-Event Recording: with an event of SUPERVISOR CALL the supervisor-call interruption comes first, and the program interruption for the event has the SVC new PSW as its old PSW.',
    behaviour: 'Hercules loses the event.',
    settle(d) {
      const svc = d.mine.oldPsws[2] !== 0 || d.mine.oldPsws[3] !== 0;
      if (!svc || d.here.code !== RECORDED || d.there.kind !== 'svc') return false;
      const psw = d.takePsw(PROGRAM_OLD);
      return d.takeCodes(0x8c, 16) || psw;
    },
  },
  {
    id: 'per-turned-off',
    title: 'PER: the instruction that turns it off',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Program-Event Recording: what LOAD PSW, SET SYSTEM MASK, STORE THEN AND SYSTEM MASK and LOAD CONTROL change takes effect after their execution; their own events are recorded by what was before.',
    behaviour: 'Hercules loses the events of the instruction.',
    settle(d) {
      const { here, there } = d;
      if (here.kind !== 'program' || (here.code & RECORDED) === 0 || !PER_CHANGING.has(d.lastOpcode))
        return false;
      const isOn = (here.high & 0x80000) !== 0 && (here.high & 0x40000000) !== 0;
      if (isOn && d.lastOpcode !== LOAD_CONTROL) return false;
      const recorded = there.kind === 'program' && (there.code & RECORDED) !== 0 && sameEventAddress(d);
      return !recorded && d.takeAll();
    },
  },
  {
    id: 'per-ilc-of-format-error',
    title: 'PER: instruction-length code of a LOAD PSW of a PSW with a wrong format',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Program-Event Recording: a program event of LOAD PSW and the specification exception of the PSW that it has loaded are one interruption, with the instruction-length code of LOAD PSW.',
    behaviour: 'Hercules gives the 0 of a specification exception that has no instruction.',
    settle(d) {
      const { here, there } = d;
      if (here.code !== 0x86 || there.code !== 0x86 || here.low !== there.low) return false;
      return d.lastOpcode === LOAD_PSW && there.ilc === 0 && d.takeCodes(0x8d, 1);
    },
  },
  {
    id: 'per-ilc',
    title: 'PER: instruction-length code',
    verdict: 'cp370',
    manual:
      'GA22-7000, System Control, Program-Event Recording: the instruction-length code is that of the instruction that caused the event, or of the EXECUTE.',
    behaviour:
      'After a branch, LOAD ADDRESS, a shift and many instructions of two bytes Hercules gives the length of an instruction before.',
    settle(d) {
      const { here, there, last } = d;
      if (here.code !== RECORDED || here.code !== there.code || here.low !== there.low) return false;
      if (last === undefined || !(last.bytes[0] < 0x40 || KEEPING_LENGTH.has(last.bytes[0]))) return false;
      const before = new Set(
        d.steps.slice(0, -1).flatMap(({ bytes, executed }) => [bytes.length, executed.length]),
      );
      // What let the case begin is LOAD PSW.
      before.add(4);
      return before.has(2 * there.ilc) && d.takeCodes(0x8d, 1);
    },
  },
];
