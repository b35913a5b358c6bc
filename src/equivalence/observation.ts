/** What the architecture lets a program, or who watches its machine, see at the end. */

import type { GuestProgram } from './guest-program.js';

/** State of a machine after a program, and what its devices have put out. */
export interface Observation {
  /** The program loaded a disabled wait PSW, or its machine's Control Program stopped it with a message. */
  readonly ended: 'disabled-wait' | 'stopped';
  readonly psw: readonly [high: number, low: number];
  readonly gpr: readonly number[];
  readonly fpr: readonly number[];
  readonly cr: readonly number[];
  readonly storage: Uint8Array;
  /** One a 2K block. */
  readonly keys: readonly number[];
  readonly printed: readonly string[];
  readonly punched: readonly string[];
}

/** How much of a run its Control Program took part in. */
export interface Efficiency {
  /** Instructions that the guest's own CPU executed. */
  readonly executed: number;
  /** Times that the Control Program was entered. */
  readonly exits: number;
}

/** A machine of some kind that runs programs. */
export interface ProgramRunner {
  /** For reports: `bare`, `guest`, `second level` … */
  readonly name: string;
  /** Runs a program to its end; undefined when it has none within its limit. */
  run(program: GuestProgram): Observation | undefined;
  /** Of the last run. */
  efficiency?(): Efficiency;
}
