/** Two machines instruction by instruction, until they differ. */

import { compareObservations, type Difference } from './comparison.js';
import type { GuestProgram } from './guest-program.js';
import type { Observation, ProgramRunner, ProgramRun } from './observation.js';
import type { Unpredictable } from './unpredictable.js';

/** Instructions after which the search is given up. */
const MOST_STEPS = 20_000;
/** Steps that may pass without anything to see: CP works, or a device does. */
const MOST_EMPTY_STEPS = 20_000;

/** Where two machines part. */
export interface Parting {
  /** State of both before the instruction. */
  readonly before: Observation;
  /** State after it on the machine that is right, and on the other. */
  readonly expected: Observation;
  readonly found: Observation;
  readonly differences: readonly Difference[];
  /** Number of the instruction, from 1. */
  readonly number: number;
}

/**
 * Runs a program on both machines in steps of one instruction, to the end, and answers where they parted for good: what
 * is the same again later (a time of day that was only looked at) does not count. Undefined when a machine cannot be
 * stepped or they do not part that way (a difference that only appears at full speed).
 */
export function findParting(
  expected: ProgramRunner,
  found: ProgramRunner,
  program: GuestProgram,
  unpredictable?: readonly Unpredictable[],
): Parting | undefined {
  const one = expected.start?.(program);
  const other = found.start?.(program);
  if (one === undefined || other === undefined) return undefined;
  let before = one.observe();
  let last = other.observe();
  let parting: Parting | undefined;
  for (let number = 1; number <= MOST_STEPS; number++) {
    const right = next(one, before);
    const wrong = next(other, last);
    if (right === undefined || wrong === undefined) return parting;
    const differences = differ(right, wrong, unpredictable);
    if (differences.length === 0) parting = undefined;
    else parting ??= { before, expected: right, found: wrong, differences, number };
    if (right.ended !== 'running' || wrong.ended !== 'running') return parting;
    before = right;
    last = wrong;
  }
  return parting;
}

/** Differences of machines under way: that the one has seen the end of its wait already is none. */
function differ(
  one: Observation,
  other: Observation,
  unpredictable?: readonly Unpredictable[],
): Difference[] {
  return compareObservations({ ...one, ended: 'running' }, { ...other, ended: 'running' }, unpredictable);
}

/** The state after the next instruction; undefined when none comes. */
function next(run: ProgramRun, before: Observation): Observation | undefined {
  for (let step = 0; step < MOST_EMPTY_STEPS; step++) {
    const state = run.step(1);
    const now = run.observe();
    if (state !== 'running' || moved(before, now)) return now;
  }
  return undefined;
}

/** Has the machine executed anything? The instruction address and condition code tell, or what the instruction did. */
function moved(before: Observation, now: Observation): boolean {
  return (
    before.psw[0] !== now.psw[0] ||
    before.psw[1] !== now.psw[1] ||
    before.gpr.some((value, register) => value !== now.gpr[register])
  );
}
