/** Many random cases in batches; what differs is shrunk to a case that people can read. */

import fc from 'fast-check';
import { anyCase, type Case, type DiskProgram } from './cases.js';
import { compareCase, reportDifference } from './compare.js';
import { assembleDriver, type Driver } from './driver.js';
import type { Command, Program } from './program.js';
import { HerculesDidNotEnd, runBatch, type BatchResult } from './run.js';

/** Cases of a batch: one start of Hercules each. */
const BATCH = 200;
/** Differences that are shrunk; each takes many starts of Hercules. */
const MOST_REPORTS = 5;
/** Attempts to make a differing case smaller. */
const MOST_ATTEMPTS = 150;

export interface ConformanceOptions {
  readonly seed: number;
  readonly cases: number;
  /** Kind of case, or disk type. */
  readonly only?: string;
  /** False: differences are shown as they were found. */
  readonly shrink?: boolean;
  readonly progress?: (done: number, differences: number) => void;
}

export interface ConformanceResult {
  readonly cases: number;
  readonly programs: number;
  /** Cases left out because a channel program of theirs has no end on Hercules. */
  readonly endless: number;
  readonly differences: number;
  /** Shrunk differences as text. */
  readonly reports: readonly string[];
  /** How many cases each explanation was needed for. */
  readonly explained: ReadonlyMap<string, number>;
}

const isWanted = (testCase: Case, only: string | undefined): boolean =>
  only === undefined || testCase.kind === only || ('type' in testCase && testCase.type === only);

const NOTHING: BatchResult = { placed: [], here: [], hercules: [], hanging: {} };

/**
 * Runs cases; one in which a channel program loops on Hercules (which no HALT I/O can stop) is left out, and a batch in
 * which it does not come to its end at all is divided until the case is found. A program that loops here alone is a
 * difference: its case is run by itself.
 */
function runCases(driver: Driver, cases: readonly Case[]): BatchResult[] {
  if (cases.length === 0) return [];
  const without = (at: number): Case[] => cases.filter((_, i) => i !== at);
  try {
    const batch = runBatch(driver, cases);
    const { here, hercules } = batch.hanging;
    if (hercules !== undefined) return runCases(driver, without(hercules));
    if (here === undefined || cases.length === 1) return [batch];
    return [...runCases(driver, [cases[here]]), ...runCases(driver, without(here))];
  } catch (error) {
    if (!(error instanceof HerculesDidNotEnd)) throw error;
    if (cases.length === 1) return [];
    const middle = cases.length >> 1;
    return [...runCases(driver, cases.slice(0, middle)), ...runCases(driver, cases.slice(middle))];
  }
}

/** The difference of one case by itself, as text; undefined when it is gone. */
function differenceOf(driver: Driver, testCase: Case): string | undefined {
  const [{ placed, here, hercules } = NOTHING] = runCases(driver, [testCase]);
  if (placed.length === 0) return undefined;
  const difference = compareCase(placed[0], here[0], hercules[0]);
  return difference === undefined ? undefined : reportDifference(placed[0], difference);
}

/** Smaller cases that might still differ: without a program, without a command, with a command made simpler. */
function* smaller(testCase: Case): Generator<Case> {
  const programs: readonly (Program & Partial<DiskProgram>)[] = testCase.programs;
  const withPrograms = (changed: readonly Program[]): Case => ({ ...testCase, programs: changed }) as Case;
  const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);
  if (programs.length > 1) for (const i of programs.keys()) yield withPrograms(without(programs, i));
  for (const [i, program] of programs.entries()) {
    const replace = (changed: Program): Case =>
      withPrograms(programs.map((one, n) => (n === i ? changed : one)));
    if (program.fileMask !== undefined) yield replace({ ...program, fileMask: undefined } as Program);
    if (program.key !== 0) yield replace({ ...program, key: 0 });
    for (const [k, command] of program.commands.entries()) {
      if (program.commands.length > 1) yield replace({ ...program, commands: without(program.commands, k) });
      const simpler: Partial<Command>[] = [
        { addressing: 'direct' },
        { parts: 1 },
        { flags: 0x20 },
        { offset: 0 },
        { transfer: 'none' },
      ];
      for (const change of simpler) {
        const [field, value] = Object.entries(change)[0] as [keyof Command, unknown];
        if (command[field] === value) continue;
        const changed = program.commands.map((one, n) => (n === k ? { ...one, ...change } : one));
        yield replace({ ...program, commands: changed });
      }
    }
  }
}

/** Makes a case that differs as small as it gets, one step after the other. */
function shrink(driver: Driver, testCase: Case): string {
  let report = differenceOf(driver, testCase);
  if (report === undefined) return 'the difference is gone when the case runs alone';
  let smallest = testCase;
  for (let attempts = 0, found = true; found && attempts < MOST_ATTEMPTS;) {
    found = false;
    for (const candidate of smaller(smallest)) {
      if (attempts++ >= MOST_ATTEMPTS) break;
      const difference = differenceOf(driver, candidate);
      if (difference === undefined) continue;
      report = difference;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return report;
}

/** Runs the cases. Needs Hercules. */
export function runChannelConformance(options: ConformanceOptions): ConformanceResult {
  const driver = assembleDriver();
  const cases = anyCase.filter((testCase) => isWanted(testCase, options.only));
  const reports: string[] = [];
  const explained = new Map<string, number>();
  let differences = 0;
  let programs = 0;
  let endless = 0;
  let done = 0;
  for (let batch = 0; done < options.cases; batch++) {
    const seed = options.seed + batch * 0x10001;
    const sample = fc.sample(cases, { seed, numRuns: Math.min(BATCH, options.cases - done) });
    const results = runCases(driver, sample);
    endless += sample.length - results.reduce((sum, { placed }) => sum + placed.length, 0);
    for (const { placed, here, hercules } of results) {
      placed.forEach((one, i) => {
        programs += one.testCase.programs.length;
        const difference = compareCase(one, here[i], hercules[i], (id) => {
          explained.set(id, (explained.get(id) ?? 0) + 1);
        });
        if (difference === undefined) return;
        differences++;
        if (reports.length < MOST_REPORTS) {
          const report =
            options.shrink === false ? reportDifference(one, difference) : shrink(driver, one.testCase);
          reports.push(`seed ${seed}, case ${i}: ${report}`);
        }
      });
    }
    done += sample.length;
    options.progress?.(done, differences);
  }
  return { cases: done, programs, endless, differences, reports, explained };
}
