/** Where another make of machine is known to differ: what the first interruption that it shows otherwise may be. */

import { LOG, LOG_END, LOG_ENTRY } from './frame.js';
import type { Observation } from './observation.js';

/** An interruption as the frame's log has it. */
export interface LoggedInterruption {
  readonly oldPsw: readonly [high: number, low: number];
  readonly extended: boolean;
  /** Of a program interruption. */
  readonly code: number;
  /** Length of the instruction in halfwords. */
  readonly ilc: number;
  readonly address: number;
}

/** One known difference. A program that shows it is over: the machines go different ways from there. */
export interface KnownDifference {
  readonly name: string;
  /** What the manual says, which machine follows it, and what the other does. */
  readonly reason: string;
  readonly manual: string;
  explains(here: LoggedInterruption, there: LoggedInterruption): boolean;
}

/** Name of the difference that explains why these logs part; undefined when there is none, or they do not part. */
export function knownDifference(
  expected: Observation,
  found: Observation,
  known: readonly KnownDifference[],
): string | undefined {
  for (let at = LOG; at < LOG_END; at += LOG_ENTRY) {
    const one = expected.storage.subarray(at, at + LOG_ENTRY);
    const other = found.storage.subarray(at, at + LOG_ENTRY);
    if (one.every((byte, index) => byte === other[index])) continue;
    return known.find(({ explains }) => explains(logged(one), logged(other)))?.name;
  }
  return undefined;
}

function logged(entry: Uint8Array): LoggedInterruption {
  const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength);
  const [high, low] = [view.getUint32(0), view.getUint32(4)];
  const extended = (high & 0x80000) !== 0;
  return {
    oldPsw: [high, low],
    extended,
    code: extended ? view.getUint16(10) : high & 0xffff,
    ilc: extended ? entry[9] >> 1 : low >>> 30,
    address: low & 0xffffff,
  };
}

const PER_EVENT = 0x80;
/** Exceptions that the fetching of an instruction may meet. */
const FETCHING: ReadonlySet<number> = new Set([0x04, 0x05, 0x06, 0x10, 0x11, 0x12]);
const ACCESS: ReadonlySet<number> = new Set([0x04, 0x05, 0x10, 0x11]);
const DATA_EXCEPTION = 0x07;
/** Bit 1 of an EC-mode PSW. */
const PER_MASK = 0x40000000;
const MONITOR_EVENT = 0x40;
/** Of an external interruption; no program event in BC mode, and in EC mode without the length of an instruction. */
const INTERVAL_TIMER = 0x80;
/** Where the frame's SVC handler begins. */
const SVC_HANDLER = 0x200;

/** Of Hercules 3.13; `docs/conformance.md` has them, and those that programs of the kit do not meet. */
export const HERCULES_DIFFERENCES: readonly KnownDifference[] = [
  {
    name: 'interval timer',
    reason:
      'The interval timer shows elapsed time. That of Hercules cannot be turned off, and has run out before a program begins when the host is slow.',
    manual: 'GA22-7000, Timing Facilities: Interval Timer',
    explains: (_here, there) => there.code === INTERVAL_TIMER && (!there.extended || there.ilc === 0),
  },
  {
    name: 'length of an instruction that cannot be fetched',
    reason:
      'When the exception occurs while an instruction is fetched, it is unpredictable whether the code is 1, 2 or 3. cp370 gives 1, Hercules 2 (with the program event of the fetching, which did not happen).',
    manual: 'GA22-7000, Interruptions, Program Interruption',
    explains: (here, there) =>
      here.ilc === 1 &&
      there.ilc === 2 &&
      FETCHING.has(here.code & ~PER_EVENT) &&
      (here.code & ~PER_EVENT) === (there.code & ~PER_EVENT),
  },
  {
    name: 'monitor event in BC mode',
    reason:
      'Monitor class and code are stored at locations 149 and 157-159; BC mode is no exception. Hercules stores them in EC mode only.',
    manual: 'GA22-7000, System Control, Monitoring',
    explains: (here, there) =>
      !here.extended &&
      here.code === MONITOR_EVENT &&
      here.oldPsw[0] === there.oldPsw[0] &&
      here.oldPsw[1] === there.oldPsw[1],
  },
  {
    name: 'program event of SUPERVISOR CALL',
    reason: 'The event follows the SVC interruption at once. Hercules loses it.',
    manual: 'GA22-7000, Program-Event Recording, Priority of Indication',
    explains: (here, there) =>
      here.code === PER_EVENT && here.address === SVC_HANDLER && there.address !== SVC_HANDLER,
  },
  {
    name: 'program event of the LPSW that turns recording off',
    reason: 'The PSW at the beginning of the instruction counts. Hercules asks the one that was loaded.',
    manual: 'GA22-7000, Program-Event Recording',
    explains: (here, there) =>
      here.code === PER_EVENT && (here.oldPsw[0] & PER_MASK) === 0 && there.code !== here.code,
  },
  {
    name: 'length of a subject of EXECUTE',
    reason:
      'When the subject of EXECUTE causes the interruption, the code is 2, the length of EXECUTE. In BC mode Hercules stores the length of the subject.',
    manual: 'GA22-7000, Interruptions, Instruction-Length Code',
    explains: (here, there) =>
      !here.extended &&
      here.ilc === 2 &&
      there.ilc !== 2 &&
      here.oldPsw[0] === there.oldPsw[0] &&
      here.address === there.address,
  },
  {
    name: 'data and access exceptions of one instruction',
    reason:
      'Which of them is indicated when an operand has invalid digits or signs and part of an operand is not accessible depends on the order in which they are looked at.',
    manual: 'GA22-7000, Interruptions, Priority of Program-Interruption Conditions',
    explains: (here, there) =>
      here.address === there.address && ACCESS.has(here.code) && there.code === DATA_EXCEPTION,
  },
  {
    name: 'bits 13 and 14 of a page-table entry',
    reason:
      'They have to be zeros where extended real addressing is not installed, else a translation-specification exception is recognized. Hercules takes them for address bits.',
    manual: 'GA22-7000, Dynamic Address Translation, Page-Table Entries',
    explains: (here, there) => here.code === 0x12 && there.code === 0x05,
  },
];
