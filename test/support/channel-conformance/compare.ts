/** Compares what the two machines made of a case, and knows the differences that are explained. */

import { ChannelStatus, UnitStatus } from '../../../src/s370/index.js';
import type { StepResult } from './driver.js';
import { programsOf, type PlacedCase } from './layout.js';
import { describeProgram } from './program.js';
import type { BatchResult, CaseResult } from './run.js';

/** A known difference, for docs/conformance.md. */
export interface Explanation {
  readonly id: string;
  readonly what: string;
  readonly why: string;
}

export const EXPLANATIONS = {
  immediate: {
    id: 'immediate',
    what: 'An immediate command, a refused command or a program check in the first CCW: Hercules accepts the SIO (condition code 0) and presents the status later, together with channel end and device end; we store it in the CSW with condition code 1.',
    why: 'GA22-7000, START I/O: condition code 1 when the operation ends, or is refused, during initial selection; the CSW then has the status of the initial selection.',
  },
  'channel-check': {
    id: 'channel-check',
    what: 'Program check or protection check in the middle of a program: residual count, incorrect length and unit status differ, and what the device has done until then; the rest of the case is not compared.',
    why: 'GA22-7000, Channel Status Word: the count is unpredictable after these; a channel may prefetch CCWs and IDAWs or not, so a check may come before or after data have moved.',
  },
  'sense-detail': {
    id: 'sense-detail',
    what: 'Sense bytes after the second of a disk, after the first of a tape.',
    why: 'They are of the machine type and its control unit (microdiagnostic symptoms, physical address); Hercules gives those of a later control unit for every type. The first bytes tell the program what happened and are compared.',
  },
  'end-of-image': {
    id: 'end-of-image',
    what: 'Reading or spacing past the last block of a tape image: both end with unit check, the sense differs, and the rest of the case is not compared.',
    why: 'A real tape has blank tape there, which no manual defines for a host file.',
  },
} as const satisfies Record<string, Explanation>;

/** A difference that nothing explains, or the explanation. */
export interface Difference {
  readonly program: number;
  readonly text: string;
}

const CHANNEL_CHECKS =
  ChannelStatus.programCheck | ChannelStatus.protectionCheck | ChannelStatus.chainingCheck;
const ENDED = UnitStatus.channelEnd | UnitStatus.deviceEnd;

/** A step's outcome, in the form in which both machines should agree. */
interface Outcome {
  readonly code: number;
  readonly unit: number;
  readonly channel: number;
  /** Undefined when the CSW has none (status stored by START I/O). */
  readonly address: number | undefined;
  readonly count: number | undefined;
}

function outcomeOf(step: StepResult): Outcome {
  let unit = 0;
  let channel = 0;
  let address: number | undefined;
  let count: number | undefined;
  if (step.startCode === 1) {
    unit |= step.startCsw[1] >>> 24;
    channel |= (step.startCsw[1] >>> 16) & 0xff;
  }
  for (const [high, low] of step.csws) {
    const status = low >>> 24;
    const ofChannel = (low >>> 16) & 0xff;
    // a program-controlled interruption alone comes sooner or later
    if (status === 0 && ofChannel === ChannelStatus.programControlled) continue;
    unit |= status;
    channel |= ofChannel;
    if (
      (status & UnitStatus.channelEnd) !== 0 ||
      (ofChannel & CHANNEL_CHECKS) !== 0 ||
      address === undefined
    ) {
      address = high & 0xffffff;
      count = low & 0xffff;
    }
  }
  return {
    code: step.startCode === 1 ? 0 : step.startCode,
    unit,
    channel: channel & ~ChannelStatus.programControlled,
    address,
    count,
  };
}

const hex = (value: number | undefined): string => (value === undefined ? '-' : value.toString(16));

const describe = ({ code, unit, channel, address, count }: Outcome): string =>
  `cc ${code} unit ${hex(unit)} channel ${hex(channel)} ccw ${hex(address)} count ${hex(count)}`;

/** How a comparison of one step goes on. */
type Verdict = { readonly text: string } | 'same' | 'rest-unpredictable';

function compareStep(here: StepResult, there: StepResult, kind: string): Verdict {
  const [mine, theirs] = [outcomeOf(here), outcomeOf(there)];
  const differ = (what: string): Verdict => ({
    text: `${what}\n    here     ${describe(mine)}\n    Hercules ${describe(theirs)}`,
  });
  if (here.lastCode !== there.lastCode)
    return differ(`TIO at last ${here.lastCode}, Hercules ${there.lastCode}`);
  if (mine.code !== theirs.code) return differ('condition code of SIO');
  const checks = mine.channel & CHANNEL_CHECKS;
  if (checks !== (theirs.channel & CHANNEL_CHECKS)) return differ('channel status');
  const initial = here.startCode === 1;
  if (checks !== 0) {
    return initial || mine.address === theirs.address ? 'rest-unpredictable' : differ('CCW address');
  }
  const unitMask = initial && (mine.unit & UnitStatus.unitCheck) !== 0 ? 0xff & ~ENDED : 0xff;
  if ((mine.unit & unitMask) !== (theirs.unit & unitMask)) return differ('unit status');
  // the status of an immediate command that is refused or ends at once has no count and no CCW address
  if (!initial) {
    if (mine.channel !== theirs.channel) return differ('channel status');
    if (mine.address !== theirs.address) return differ('CCW address');
    if (mine.count !== theirs.count) return differ('residual count');
  }
  if ((here.sense === undefined) !== (there.sense === undefined)) return differ('sense asked for');
  if (here.sense !== undefined && there.sense !== undefined) {
    if (kind === 'tape' && atEndOfImage(there.sense)) return 'rest-unpredictable';
    const compared = kind === 'disk' ? 2 : 1;
    const [a, b] = [here.sense.subarray(0, compared), there.sense.subarray(0, compared)];
    if (Buffer.compare(a, b) !== 0) {
      return differ(
        `sense ${Buffer.from(here.sense).toString('hex')}, Hercules ${Buffer.from(there.sense).toString('hex')}`,
      );
    }
  }
  for (let i = 0; i < here.window.length; i++) {
    if (here.window[i] !== there.window[i]) {
      const from = i & ~3;
      const bytes = (window: Uint8Array): string =>
        Buffer.from(window.subarray(from, from + 32)).toString('hex');
      return differ(
        `storage at window+${hex(from)}\n    here     ${bytes(here.window)}\n    Hercules ${bytes(there.window)}`,
      );
    }
  }
  return 'same';
}

/** Equipment check with intervention: what Hercules says at the end of a tape file. */
const atEndOfImage = (sense: Uint8Array): boolean => sense[0] === 0x10 && sense[1] === 0x40;

/** The first difference of a case that nothing explains; undefined when there is none. */
export function compareCase(
  { testCase }: PlacedCase,
  here: CaseResult,
  hercules: CaseResult,
): Difference | undefined {
  for (let program = 0; program < here.steps.length; program++) {
    const verdict = compareStep(here.steps[program], hercules.steps[program], testCase.kind);
    if (verdict === 'rest-unpredictable') return undefined;
    if (verdict !== 'same') return { program, text: verdict.text };
  }
  if (Buffer.compare(here.medium, hercules.medium) !== 0) {
    const length = Math.min(here.medium.length, hercules.medium.length);
    let at = 0;
    while (at < length && here.medium[at] === hercules.medium[at]) at++;
    const bytes = (medium: Uint8Array): string =>
      Buffer.from(medium.subarray(at & ~7, (at & ~7) + 48)).toString('hex');
    return {
      program: here.steps.length - 1,
      text:
        `the medium at offset ${at} (lengths ${here.medium.length} and ${hercules.medium.length})\n` +
        `    here     ${bytes(here.medium)}\n    Hercules ${bytes(hercules.medium)}`,
    };
  }
  return undefined;
}

/** The differences of a batch, by case. */
export function compareBatch({ placed, here, hercules }: BatchResult): Map<number, Difference> {
  const differences = new Map<number, Difference>();
  placed.forEach((one, i) => {
    const difference = compareCase(one, here[i], hercules[i]);
    if (difference !== undefined) differences.set(i, difference);
  });
  return differences;
}

/** A difference with its programs, for people. */
export function reportDifference(placed: PlacedCase, difference: Difference): string {
  const { testCase } = placed;
  const what =
    testCase.kind === 'disk' || testCase.kind === 'printer'
      ? `${testCase.kind} ${testCase.type}`
      : testCase.kind;
  const programs = programsOf(placed).map(
    (program, i) =>
      `${i === difference.program ? '>' : ' '} program ${i}: ${describeProgram(program).join('\n  ')}`,
  );
  return [what, ...programs, `  ${difference.text}`].join('\n');
}
