/** Many programs on two machines, with progress and totals, until they differ. */

import fc from 'fast-check';
import { buildProgram, type ProgramPlan } from './arbitraries/program.js';
import { compareObservations, type Difference } from './comparison.js';
import { withoutElapsedTime } from './elapsed-time.js';
import type { GuestProgram } from './guest-program.js';
import { knownDifference, type KnownDifference } from './known-differences.js';
import type { Efficiency, Observation, ProgramRunner } from './observation.js';
import type { Unpredictable } from './unpredictable.js';

export interface CampaignOptions {
  readonly plans: fc.Arbitrary<ProgramPlan>;
  /** The machine that is right, and those to compare with it. */
  readonly right: ProgramRunner;
  readonly others: readonly ProgramRunner[];
  readonly seed: number;
  readonly cases: number;
  /** Path of fast-check to one program and what it was shrunk from. */
  readonly path?: string;
  readonly unpredictable?: readonly Unpredictable[];
  /**
   * Machines as the right one, but faster and slower: a program differs only where they all show the same. Without them
   * every difference counts.
   */
  readonly paced?: readonly ProgramRunner[];
  /** Of a machine of another make: programs that part with one of these are counted apart. */
  readonly known?: readonly KnownDifference[];
  /** Told after every case while nothing differs, and every attempt to shrink one that does. */
  progress?(totals: CampaignTotals): void;
}

export interface CampaignTotals {
  readonly cases: number;
  /** Programs that came to an end on the machine that is right: the others say nothing. */
  readonly compared: number;
  /** What they did was compared with what they did on another machine: so many times. */
  readonly comparisons: number;
  /** Of those, programs that showed how much time had passed, and nothing else that differs. */
  readonly timed: number;
  /** Programs that showed a known difference of the other machine, by its name. */
  readonly explained: ReadonlyMap<string, number>;
  /** Of all of them. */
  readonly efficiency: Efficiency;
  /** Attempts to make the program that differs smaller. */
  readonly shrinks: number;
}

/** A program that shows a difference, made as small as it goes. */
export interface Failure {
  readonly plan: ProgramPlan;
  readonly program: GuestProgram;
  /** The machine that differs. */
  readonly other: ProgramRunner;
  readonly expected: Observation;
  /** Undefined: it has no end there. */
  readonly found: Observation | undefined;
  readonly differences: readonly Difference[];
  /** To run it again: `seed` and `path` of the options. */
  readonly seed: number;
  readonly path: string;
}

export interface CampaignResult extends CampaignTotals {
  readonly failure: Failure | undefined;
}

/** Runs programs until there are enough of them or two machines differ. What a machine throws comes through. */
export function runCampaign(options: CampaignOptions): CampaignResult {
  const { right, others, seed, cases, path, unpredictable, paced = [], known = [] } = options;
  const totals = {
    cases: 0,
    compared: 0,
    comparisons: 0,
    timed: 0,
    explained: new Map<string, number>(),
    shrinks: 0,
    efficiency: { executed: 0, interventions: 0, simulated: 0 },
  };
  let failed = false;
  const on = (
    other: ProgramRunner,
    plan: ProgramPlan,
    program: GuestProgram,
    expected: Observation,
  ): Omit<Failure, 'seed' | 'path'> | 'same' | 'timed' => {
    const found = other.run(program);
    const differences =
      found === undefined
        ? [{ what: 'end', expected: expected.ended, found: 'none' }]
        : compareObservations(expected, found, unpredictable);
    const violations = (other.violations?.() ?? []).map((what) => ({
      what,
      expected: 'untouched',
      found: 'changed',
    }));
    if (differences.length === 0 && violations.length === 0) return 'same';
    if (found !== undefined && violations.length === 0 && paced.length > 0) {
      const settled = withoutElapsedTime(program, expected, found, paced);
      if (compareObservations(expected, settled, unpredictable).length === 0) return 'timed';
    }
    const name = found === undefined ? undefined : knownDifference(expected, found, known);
    if (name !== undefined && violations.length === 0) {
      if (!failed) totals.explained.set(name, (totals.explained.get(name) ?? 0) + 1);
      return 'same';
    }
    return { plan, program, other, expected, found, differences: [...differences, ...violations] };
  };
  /** Undefined: nothing differs. */
  const judge = (plan: ProgramPlan): Omit<Failure, 'seed' | 'path'> | undefined => {
    const program = buildProgram(plan);
    const expected = right.run(program);
    const counts = !failed;
    if (counts) totals.cases++;
    else totals.shrinks++;
    if (expected === undefined) return undefined;
    if (counts) totals.compared++;
    for (const other of others) {
      const judgement = on(other, plan, program, expected);
      if (counts) {
        totals.comparisons++;
        if (judgement === 'timed') totals.timed++;
        add(totals.efficiency, other.efficiency?.());
      }
      if (typeof judgement === 'object') return judgement;
    }
    return undefined;
  };
  const details = fc.check(
    fc.property(options.plans, (plan) => {
      const differs = judge(plan) !== undefined;
      failed ||= differs;
      options.progress?.(totals);
      return !differs;
    }),
    { seed, numRuns: cases, ...(path === undefined ? {} : { path }) },
  );
  if (details.counterexample === null) {
    if (details.failed) throw new Error('no case could be made', { cause: details.errorInstance });
    return { ...totals, failure: undefined };
  }
  const judgement = judge(details.counterexample[0]);
  if (judgement === undefined) throw details.errorInstance;
  return {
    ...totals,
    failure: { ...judgement, seed: details.seed, path: details.counterexamplePath ?? '' },
  };
}

function add(sum: { -readonly [Key in keyof Efficiency]: number }, one: Efficiency | undefined): void {
  if (one === undefined) return;
  sum.executed += one.executed;
  sum.interventions += one.interventions;
  sum.simulated += one.simulated;
}
