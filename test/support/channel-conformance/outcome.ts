/** What came of a step, in the form in which both machines should agree. */

import type { CcwFlag } from '../../../src/s370/index.js';
import { ChannelStatus, UnitStatus } from '../../../src/s370/index.js';
import { WINDOW, type StepResult } from './driver.js';

/** The status of a step: that of its CSWs together. */
export interface Outcome {
  /** Condition code of START I/O; 0 also when the operation ended with a CSW stored. */
  readonly code: number;
  readonly unit: number;
  readonly channel: number;
  /** Undefined when START I/O stored status only. */
  readonly address: number | undefined;
  readonly count: number | undefined;
}

export const CHANNEL_CHECKS =
  ChannelStatus.programCheck | ChannelStatus.protectionCheck | ChannelStatus.chainingCheck;

/** Puts the CSWs of a step together: channel end and device end may come in one or two. */
export function outcomeOf(step: StepResult): Outcome {
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
    // a control unit that was found busy says so later; the control units of Hercules never are
    unit |= status & ~UnitStatus.controlUnitEnd;
    channel |= ofChannel;
    const ending = (status & UnitStatus.channelEnd) !== 0 || (ofChannel & CHANNEL_CHECKS) !== 0;
    if (ending || address === undefined) {
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

/** An outcome as text. */
export const describeOutcome = ({ code, unit, channel, address, count }: Outcome): string =>
  `cc ${code} unit ${hex(unit)} channel ${hex(channel)} ccw ${hex(address)} count ${hex(count)}`;

/** Command code of the CCW before the address that a CSW names. */
export const commandAt = ({ window }: StepResult, address: number | undefined): number | undefined =>
  address === undefined ? undefined : window[address - 8 - WINDOW];

/** Count of the CCW before the address that a CSW names. */
export const countAt = ({ window }: StepResult, address: number | undefined): number | undefined =>
  address === undefined
    ? undefined
    : (window[address - 8 - WINDOW + 6] << 8) | window[address - 8 - WINDOW + 7];

/** Does the CCW before that address have this flag? */
export const flagAt = (
  { window }: StepResult,
  address: number | undefined,
  flag: (typeof CcwFlag)[keyof typeof CcwFlag],
): boolean => address !== undefined && (window[address - 8 - WINDOW + 4] & flag) !== 0;
