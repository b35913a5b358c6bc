/** What the architecture lets a program, or who watches its machine, see at the end. */

import type { GuestProgram } from './guest-program.js';

/** State of a machine after a program, and what its devices have put out. */
export interface Observation {
  /** The program loaded a disabled wait PSW, or its machine's Control Program stopped it with a message; or it runs. */
  readonly ended: 'disabled-wait' | 'stopped' | 'running';
  readonly psw: readonly [high: number, low: number];
  readonly gpr: readonly number[];
  readonly fpr: readonly number[];
  readonly cr: readonly number[];
  readonly storage: Uint8Array;
  /** One a 2K block. */
  readonly keys: readonly number[];
  readonly printed: readonly string[];
  readonly punched: readonly string[];
  /** What is on the disk and on the tape, a line a record or block. */
  readonly media: readonly string[];
}

/** How much of a run its Control Program took part in. */
export interface Efficiency {
  /** Instructions that the guest began; at the second level those of the hypervisor are among them. */
  readonly executed: number;
  /** Of those, how many brought the Control Program in: privileged ones, SVC, and all that met an exception. */
  readonly interventions: number;
  /** Of those, how many the Control Program simulated. */
  readonly simulated: number;
}

/** Share of the guest's instructions that the machine executed without the Control Program, from 0 to 1. */
export function directShare({ executed, interventions }: Efficiency): number {
  return executed === 0 ? 1 : Math.max(0, executed - interventions) / executed;
}

/** How a run stands: it goes on, the program has come to its end, or it will never. */
export type RunState = 'running' | 'ended' | 'endless';

/** A program on a machine, to be executed in pieces. */
export interface ProgramRun {
  /** Executes about so many instructions; one at least. */
  step(instructions: number): RunState;
  /** What can be seen now. */
  observe(): Observation;
}

/** A machine of some kind that runs programs. */
export interface ProgramRunner {
  /** For reports: `bare`, `guest`, `second-level guest` … */
  readonly name: string;
  /** Runs a program to its end; undefined when it has none within its limit. */
  run(program: GuestProgram): Observation | undefined;
  /** Begins a program; the run that was begun before is over then. Runners that can't run in pieces have no such method. */
  start?(program: GuestProgram): ProgramRun;
  /** Of the last run. */
  efficiency?(): Efficiency;
  /** What the last run changed outside of its machine: storage of others, their parts of a pack. There must be nothing. */
  violations?(): readonly string[];
}

/** Instructions executed in one piece when nobody watches. */
const PIECE = 1000;

/** Runs to the end; undefined when there is none. */
export function runToEnd(run: ProgramRun): Observation | undefined {
  for (;;) {
    const state = run.step(PIECE);
    if (state === 'ended') return run.observe();
    if (state === 'endless') return undefined;
  }
}
