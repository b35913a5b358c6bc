/** Many random cases in batches; what differs is shrunk to a case that people can read. */

import fc from 'fast-check';
import { anyCase, type Case } from './cases.js';
import { compareCase, reportDifference } from './compare.js';
import { assembleDriver, type Driver } from './driver.js';
import { runBatch } from './run.js';

/** Cases of a batch: one start of Hercules each. */
const BATCH = 200;
/** Differences that are shrunk; each takes many starts of Hercules. */
const MOST_REPORTS = 5;
/** Milliseconds to make a differing case smaller. */
const SHRINKING_TIME = 30_000;

export interface ConformanceOptions {
  readonly seed: number;
  readonly cases: number;
  /** Kind of case, or disk type. */
  readonly only?: string;
  readonly progress?: (done: number, differences: number) => void;
}

export interface ConformanceResult {
  readonly cases: number;
  readonly programs: number;
  readonly differences: number;
  /** Shrunk differences as text. */
  readonly reports: readonly string[];
  /** How many cases each explanation was needed for. */
  readonly explained: ReadonlyMap<string, number>;
}

const isWanted = (testCase: Case, only: string | undefined): boolean =>
  only === undefined || testCase.kind === only || ('type' in testCase && testCase.type === only);

/** The difference of one case by itself, as text; undefined when it is gone. */
function differenceOf(driver: Driver, testCase: Case): string | undefined {
  const { placed, here, hercules } = runBatch(driver, [testCase]);
  const difference = compareCase(placed[0], here[0], hercules[0]);
  return difference === undefined ? undefined : reportDifference(placed[0], difference);
}

/** Shrinks the case that sampling gave at `index`: the smallest that still differs. */
function shrink(driver: Driver, cases: fc.Arbitrary<Case>, seed: number, index: number): string {
  let report = 'the difference is gone when the case runs alone';
  const details = fc.check(
    fc.property(cases, (testCase) => {
      const found = differenceOf(driver, testCase);
      if (found !== undefined) report = found;
      return found === undefined;
    }),
    { seed, path: String(index), interruptAfterTimeLimit: SHRINKING_TIME },
  );
  const value = details.counterexample?.[0];
  return value === undefined ? report : (differenceOf(driver, value) ?? report);
}

/** Runs the cases. Needs Hercules. */
export function runChannelConformance(options: ConformanceOptions): ConformanceResult {
  const driver = assembleDriver();
  const cases = anyCase.filter((testCase) => isWanted(testCase, options.only));
  const reports: string[] = [];
  const explained = new Map<string, number>();
  let differences = 0;
  let programs = 0;
  let done = 0;
  for (let batch = 0; done < options.cases; batch++) {
    const seed = options.seed + batch * 0x10001;
    const sample = fc.sample(cases, { seed, numRuns: Math.min(BATCH, options.cases - done) });
    const { placed, here, hercules } = runBatch(driver, sample);
    placed.forEach((one, i) => {
      programs += one.testCase.programs.length;
      const difference = compareCase(one, here[i], hercules[i], (id) => {
        explained.set(id, (explained.get(id) ?? 0) + 1);
      });
      if (difference === undefined) return;
      differences++;
      if (reports.length < MOST_REPORTS) {
        reports.push(`seed ${seed}, case ${i}: ${shrink(driver, cases, seed, i)}`);
      }
    });
    done += sample.length;
    options.progress?.(done, differences);
  }
  return { cases: done, programs, differences, reports, explained };
}
