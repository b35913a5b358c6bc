/** Programs that wait for timers and events, let pending interruptions in, or record program events. */

import fc from 'fast-check';
import { AWAITING_COUNT, AWAITINGS } from '../frame.js';
import type { StoragePart } from '../guest-program.js';
import { wordBytes } from '../words.js';
import { BASES, type Piece } from './pieces.js';

/** Masks of CR0. */
const CLOCK_COMPARATOR = 0x800;
const CPU_TIMER = 0x400;
const INTERVAL_TIMER = 0x80;
const KEY = 0x40;

/** What an awaiting sets and waits for; see the frame. */
export interface AwaitingPlan {
  readonly kind: 'clock-comparator' | 'cpu-timer' | 'interval-timer' | 'key' | 'device';
  readonly ecMode: boolean;
  /** How far away: in units that fit the timer. */
  readonly distance: number;
}

export const awaitingPlan: fc.Arbitrary<AwaitingPlan> = fc.record({
  kind: fc.constantFrom('clock-comparator', 'cpu-timer', 'interval-timer', 'key', 'device'),
  ecMode: fc.boolean(),
  distance: fc.integer({ min: 0, max: 3 }),
});

const KINDS: Readonly<Record<AwaitingPlan['kind'], number>> = {
  'clock-comparator': 1,
  'cpu-timer': 2,
  'interval-timer': 3,
  key: 0,
  device: 0,
};
const MASKS: Readonly<Record<AwaitingPlan['kind'], number>> = {
  'clock-comparator': CLOCK_COMPARATOR,
  'cpu-timer': CPU_TIMER,
  'interval-timer': INTERVAL_TIMER,
  key: KEY,
  device: 0,
};

/** Awaitings in storage. */
export function awaitingParts(plans: readonly AwaitingPlan[]): StoragePart[] {
  if (plans.length === 0) return [];
  // every SVC awaits something: one that has no plan of its own what another does
  return Array.from({ length: AWAITING_COUNT }, (_, number) => {
    const { kind, ecMode, distance } = plans[number % plans.length];
    const mode = (kind === 'device' ? 0x40 : 0) | (ecMode ? 0x20 : 0);
    // clock comparator: high word, 1.05 s a unit; CPU timer: X'1000' a microsecond; interval timer: 13 microseconds
    const value = kind === 'cpu-timer' ? [0, 0x100000 * distance] : [distance, 0];
    return {
      address: AWAITINGS + 16 * number,
      bytes: wordBytes([(KINDS[kind] << 24) | (mode << 16), MASKS[kind], ...value]),
    };
  });
}

/** Flags of a PSW that lets external interruptions in. */
const openPsw = fc.constantFrom(0x01000000, 0x01080000, 0x05080000, 0xff000000, 0x03080000);

/**
 * Timers that have run out already, and masks that let them in at once: SCKC, SPT, LCTL 0, then STOSM or LPSW. The
 * interruptions come in the order of their priority, each at its place.
 */
export const openingPhrase: fc.Arbitrary<readonly Piece[]> = fc
  .record({
    comparator: fc.option(fc.constantFrom([0, 0], [0, 0x1000], [-1, -1]), { nil: undefined }),
    timer: fc.option(fc.constantFrom([-1, 0], [-0x40000000, 0], [0x7fffffff, 0]), { nil: undefined }),
    masks: fc.constantFrom(0, CLOCK_COMPARATOR, CPU_TIMER, CLOCK_COMPARATOR | CPU_TIMER, 0xce0, 0x8e0),
    open: fc.option(openPsw, { nil: undefined }),
  })
  .map(({ comparator, timer, masks, open }) => [
    ...(comparator === undefined ? [] : [operand([0xb2, 0x06, 0, 0], comparator)]),
    ...(timer === undefined ? [] : [operand([0xb2, 0x08, 0, 0], timer)]),
    { bytes: [0xb7, 0x00, 0, 0], operand: [masks], addsFormat: true },
    open === undefined ? { bytes: [0xad, 0x01, 0x20, 0x00] } : { bytes: [0x82, 0, 0, 0], psw: open },
    // closed again: what the rest of the program does is its own matter
    { bytes: [0xac, 0xfe, 0x20, 0x00] },
  ]);

function operand(bytes: readonly number[], words: readonly number[]): Piece {
  return { bytes, operand: words };
}

/** Program-event recording: LCTL 9,11 with events and a range, then a PSW that turns it on. */
export const recordingPhrase: fc.Arbitrary<readonly Piece[]> = fc
  .record({
    events: fc.constantFrom(0x80, 0x40, 0xc0, 0x20, 0x10, 0x30, 0xf0),
    registers: fc.constantFrom(0, 0xffff, 0xffff, 0x00ff, 0x2000),
    range: fc.constantFrom(
      [0x1000, 0x17ff],
      [0, 0xffffff],
      [BASES[2], BASES[2] + 0x40],
      [0x1400, 0x1080],
      [0x1010, 0x1011],
    ),
    flags: fc.constantFrom(0x40080000, 0x40090000, 0x44080000, 0x44090000, 0x40180000),
  })
  .map(({ events, registers, range, flags }) => [
    { bytes: [0xb7, 0x9b, 0, 0], operand: [(events << 24) | registers, ...range] },
    { bytes: [0x82, 0, 0, 0], psw: flags },
  ]);
