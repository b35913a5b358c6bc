/** Compares what the two machines made of a case. */

import type { StepResult } from './driver.js';
import { EXPLANATIONS, type Ignored, type Pair } from './explanations.js';
import { programsOf, type PlacedCase } from './layout.js';
import { describeOutcome, outcomeOf } from './outcome.js';
import { describeProgram } from './program.js';
import type { CaseResult } from './run.js';

/** A difference that nothing explains. */
export interface Difference {
  readonly program: number;
  readonly text: string;
}

/** Told of each explanation that a case needed. */
export type ExplanationListener = (id: string) => void;

/** Sense bytes that are compared, by kind of device. */
const SENSE_COMPARED: Readonly<Record<string, number>> = { disk: 2, fba: 2 };

type Verdict = { readonly text: string } | 'same' | 'ends';

function compareStep(pair: Pair, kind: string, explained: ExplanationListener): Verdict {
  const { here, there, mine, theirs } = pair;
  const differ = (what: string): Verdict => ({
    text: `${what}\n    here     ${describeOutcome(mine)}\n    Hercules ${describeOutcome(theirs)}`,
  });
  if (here.lastCode !== there.lastCode) {
    return differ(`condition code of the last TIO: ${here.lastCode}, Hercules ${there.lastCode}`);
  }
  if (mine.code !== theirs.code) return differ('condition code of SIO');
  for (const { id, ends } of EXPLANATIONS) {
    if (ends?.(pair) === true) {
      explained(id);
      return 'ends';
    }
  }
  const ignoring: [string, Ignored][] = [];
  for (const { id, ignores } of EXPLANATIONS) {
    const ignored = ignores?.(pair);
    if (ignored !== undefined) ignoring.push([id, ignored]);
  }
  /** Is a difference ignored by a rule? */
  const isIgnored = (test: (ignored: Ignored) => boolean): boolean => {
    const rule = ignoring.find(([, ignored]) => test(ignored));
    if (rule !== undefined) explained(rule[0]);
    return rule !== undefined;
  };
  const areBitsIgnored = (difference: number, bits: (ignored: Ignored) => number | undefined): boolean =>
    difference === 0 || isIgnored((ignored) => (difference & ~(bits(ignored) ?? 0)) === 0);

  if (!areBitsIgnored(mine.unit ^ theirs.unit, ({ unit }) => unit)) return differ('unit status');
  if (!areBitsIgnored(mine.channel ^ theirs.channel, ({ channel }) => channel))
    return differ('channel status');
  if (mine.address !== theirs.address && !isIgnored(({ address }) => address === true))
    return differ('CCW address');
  if (mine.count !== theirs.count && !isIgnored(({ count }) => count === true))
    return differ('residual count');
  if ((here.sense === undefined) !== (there.sense === undefined)) return differ('unit check');
  if (here.sense !== undefined && there.sense !== undefined) {
    for (let i = 0; i < (SENSE_COMPARED[kind] ?? 1); i++) {
      if (!areBitsIgnored(here.sense[i] ^ there.sense[i], ({ sense }) => sense?.[i])) {
        const digits = (sense: Uint8Array): string => Buffer.from(sense).toString('hex');
        return differ(`sense ${digits(here.sense)}, Hercules ${digits(there.sense)}`);
      }
    }
  }
  const at = firstDifference(here.window, there.window);
  if (at >= 0) return differ(showBytes('storage at window+', here.window, there.window, at));
  return 'same';
}

function firstDifference(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) if (left[i] !== right[i]) return i;
  return left.length === right.length ? -1 : length;
}

function showBytes(what: string, left: Uint8Array, right: Uint8Array, at: number): string {
  const from = at & ~7;
  const bytes = (all: Uint8Array): string => Buffer.from(all.subarray(from, from + 48)).toString('hex');
  return `${what}${from.toString(16)}\n    here     ${bytes(left)}\n    Hercules ${bytes(right)}`;
}

/** The first difference of a case that nothing explains; undefined when there is none. */
export function compareCase(
  { testCase }: PlacedCase,
  here: CaseResult,
  hercules: CaseResult,
  explained: ExplanationListener = () => undefined,
): Difference | undefined {
  const type = 'type' in testCase ? testCase.type : testCase.kind;
  const steps = here.steps.length;
  for (let program = 0; program < steps; program++) {
    const [mine, theirs]: StepResult[] = [here.steps[program], hercules.steps[program]];
    const pair = {
      here: mine,
      there: theirs,
      mine: outcomeOf(mine),
      theirs: outcomeOf(theirs),
      type,
      program,
    };
    const verdict = compareStep(pair, testCase.kind, explained);
    if (verdict === 'ends') return undefined;
    if (verdict !== 'same') return { program, text: verdict.text };
  }
  const at = firstDifference(here.medium, hercules.medium);
  if (at < 0) return undefined;
  const lengths = `${here.medium.length} and ${hercules.medium.length} bytes`;
  return {
    program: steps - 1,
    text: showBytes(`the medium afterwards (${lengths}) at `, here.medium, hercules.medium, at),
  };
}

/** A difference with its programs, for people. */
export function reportDifference(placed: PlacedCase, difference: Difference): string {
  const { testCase } = placed;
  const what = 'type' in testCase ? `${testCase.kind} ${testCase.type}` : testCase.kind;
  const programs = programsOf(placed).map((program, i) => {
    const mark = i === difference.program ? '>' : ' ';
    return `${mark} program ${i}: ${describeProgram(program).join('\n  ')}`;
  });
  return [what, ...programs, `  ${difference.text}`].join('\n');
}
