/** Compares what the two machines made of a case, and knows the differences that are explained. */

import { CcwFlag, ChannelStatus, UnitStatus } from '../../../src/s370/index.js';
import { WINDOW, type StepResult } from './driver.js';
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
  refusal: {
    id: 'refusal',
    what: 'A command that is refused in the middle of a chain (command reject): Hercules presents unit check together with channel end and device end. A unit check while the CCW chains data: it counts the whole chain and gives the address past its last CCW. We present what the initial selection gives, with the address and count of the CCW that was reached.',
    why: 'GA22-7000, Channel Status Word: an operation that is refused at initial selection transfers no data and does not reach the CCWs chained behind.',
  },
  'invalid-sequence': {
    id: 'invalid-sequence',
    what: 'Seek check (sense byte 0 bit 7) and invalid sequence (byte 1 bit 3) of the 2314, with a command reject: set here, not on Hercules.',
    why: 'GA26-3599: a seek to an address that is not there sets seek check; a command that is refused because of what came before it sets invalid sequence.',
  },
  'write-prefetch': {
    id: 'write-prefetch',
    what: 'A write or control command that the device refuses, and of which the data area is protected or not in storage: Hercules fetches the data first and presents a program or protection check, we present the unit check. The rest of the case is not compared.',
    why: 'GA22-7000, Program Check: data are fetched when the device asks for them; a refused command asks for none.',
  },
  'status-modifier': {
    id: 'status-modifier',
    what: 'A search that is satisfied in the last CCW of a program (status modifier without command chaining): Hercules gives a CCW address 8 higher.',
    why: 'GA22-7000, Command Address: 8 higher than the address of the last CCW used; nothing is skipped without chaining.',
  },
  'set-sector': {
    id: 'set-sector',
    what: 'SET SECTOR with a sector that the track has not: refused here, accepted by Hercules. The rest of the case is not compared.',
    why: "GA26-1592, Set Sector: an argument above the highest sector, other than X'FF', is a command reject.",
  },
  'immediate-length': {
    id: 'immediate-length',
    what: 'An immediate command with command chaining and without SLI: Hercules indicates incorrect length and ends the chain; we go on. The rest of the case is not compared.',
    why: 'GA22-7000, Incorrect Length: it is not indicated for an operation that ends with the initial selection.',
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

function compareStep(here: StepResult, there: StepResult, kind: string, type: string): Verdict {
  const [mine, theirs] = [outcomeOf(here), outcomeOf(there)];
  const differ = (what: string): Verdict => ({
    text: `${what}\n    here     ${describe(mine)}\n    Hercules ${describe(theirs)}`,
  });
  if (here.lastCode !== there.lastCode)
    return differ(`TIO at last ${here.lastCode}, Hercules ${there.lastCode}`);
  if (mine.code !== theirs.code) return differ('condition code of SIO');
  const checks = mine.channel & CHANNEL_CHECKS;
  if (isRefusal(here) && mine.address === theirs.address) {
    if ((theirs.channel & CHANNEL_CHECKS) !== 0 && checks === 0) return 'rest-unpredictable';
  }
  if (isRefusal(here) && !isRefusal(there) && commandAt(here, mine.address) === SET_SECTOR)
    return 'rest-unpredictable';
  if (checks !== (theirs.channel & CHANNEL_CHECKS)) return differ('channel status');
  const initial = here.startCode === 1;
  if (checks !== 0) {
    return initial || mine.address === theirs.address ? 'rest-unpredictable' : differ('CCW address');
  }
  if (theirs.channel !== mine.channel && isLengthOfImmediate(there, theirs)) return 'rest-unpredictable';
  const refused = isRefusal(here) && isRefusal(there);
  const checked = (mine.unit & theirs.unit & UnitStatus.unitCheck) !== 0;
  const unitMask = refused || (initial && (mine.unit & UnitStatus.unitCheck) !== 0) ? 0xff & ~ENDED : 0xff;
  if ((mine.unit & unitMask) !== (theirs.unit & unitMask)) return differ('unit status');
  // the status of an immediate command that is refused or ends at once has no count and no CCW address
  if (!initial && !(checked && isDataChained(here, mine.address))) {
    if (!refused && mine.channel !== theirs.channel) return differ('channel status');
    const skipped = (mine.unit & UnitStatus.statusModifier) !== 0 ? 8 : 0;
    if (mine.address !== theirs.address && (mine.address ?? 0) + skipped !== theirs.address) {
      return differ('CCW address');
    }
    if (mine.count !== theirs.count) return differ('residual count');
  }
  if ((here.sense === undefined) !== (there.sense === undefined)) return differ('sense asked for');
  if (here.sense !== undefined && there.sense !== undefined) {
    if (kind === 'tape' && atEndOfImage(there.sense)) return 'rest-unpredictable';
    const compared = kind === 'disk' ? 2 : 1;
    const [a, b] = [here.sense.slice(0, compared), there.sense.slice(0, compared)];
    if (type === '2314' && refused) {
      a[0] &= ~SEEK_CHECK;
      a[1] &= ~INVALID_SEQUENCE;
    }
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

const INVALID_SEQUENCE = 0x10;
const SEEK_CHECK = 0x01;

/** Control commands that end at initial selection. */
const IMMEDIATE: ReadonlySet<number> = new Set([
  0x03, 0x0b, 0x13, 0x17, 0x1b, 0x23, 0x27, 0x2f, 0x37, 0x3f, 0x63, 0x73, 0x7b, 0x8b, 0x97, 0xc3, 0xcb, 0xd3,
  0x07, 0x1f,
]);

const SET_SECTOR = 0x23;

/** Command code of the CCW before the address that a CSW names. */
const commandAt = ({ window }: StepResult, address: number | undefined): number | undefined =>
  address === undefined ? undefined : window[address - 8 - WINDOW];

/** Is this the incorrect length of an immediate command? */
function isLengthOfImmediate({ window }: StepResult, { channel, address }: Outcome): boolean {
  if (channel !== ChannelStatus.incorrectLength || address === undefined) return false;
  const ccw = address - 8 - WINDOW;
  return IMMEDIATE.has(window[ccw]) && (window[ccw + 4] & CcwFlag.suppressLength) === 0;
}

/** Did the device refuse a command? */
const isRefusal = ({ sense }: StepResult): boolean => sense !== undefined && (sense[0] & 0x80) !== 0;

/** Does the CCW before the one that the CSW names chain data? */
function isDataChained({ window }: StepResult, address: number | undefined): boolean {
  return address !== undefined && (window[address - 8 - WINDOW + 4] & CcwFlag.chainData) !== 0;
}

/** Equipment check with intervention: what Hercules says at the end of a tape file. */
const atEndOfImage = (sense: Uint8Array): boolean => sense[0] === 0x10 && sense[1] === 0x40;

/** The first difference of a case that nothing explains; undefined when there is none. */
export function compareCase(
  { testCase }: PlacedCase,
  here: CaseResult,
  hercules: CaseResult,
): Difference | undefined {
  const type = 'type' in testCase ? testCase.type : testCase.kind;
  for (let program = 0; program < here.steps.length; program++) {
    const verdict = compareStep(here.steps[program], hercules.steps[program], testCase.kind, type);
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
