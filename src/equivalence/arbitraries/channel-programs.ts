/**
 * Channel programs for the frame's I/O service: sensible sequences of commands for each device, with wrong ones strewn
 * in, data chaining, indirect addresses, skipping, PCI, transfers in channel, and data in places with keys of their own.
 */

import fc from 'fast-check';
import { CHANNEL_PROGRAMS, DATA, REQUESTS, REQUEST_FAST, REQUEST_WAIT, REQUEST_WAIT_EC } from '../frame.js';
import type { StoragePart } from '../guest-program.js';
import { wordBytes } from '../words.js';
import { DISK, PRINTER, PUNCH, READER, TAPE } from '../runners/devices.js';

/** CCW flags. */
const CD = 0x80;
const CC = 0x40;
const SLI = 0x20;
const SKIP = 0x10;
const PCI = 0x08;
const IDA = 0x04;
const TIC = 0x08;

/** Bytes that CCWs, their arguments and their indirect address words may take, in this order, for each request. */
const CCW_BYTES = 0x80;
const ARGUMENT_BYTES = 0x40;
const IDAW_BYTES = 0x20;
/** Behind the programs: where data may lie beside `DATA`, across a 2K boundary. */
const BUFFERS = 0x27c0;
/** For longer arguments. CP fetches them beforehand: not in a block whose reference bit a program looks at. */
const LONG_ARGUMENTS = 0x2e00;
const BLOCK = 2048;

/** One command of a channel program. */
export interface ChannelStep {
  readonly command: number;
  /** What a control or search command is given; other commands use `place`. */
  readonly argument?: readonly number[];
  readonly count: number;
  /** Address of the data. */
  readonly place: number;
  /** Flags beside chaining: SLI, SKIP, PCI. */
  readonly flags: number;
  /** The data are in two pieces, chained; so many bytes in the first. */
  readonly split?: number;
  readonly indirect?: boolean;
  /** A TIC to this command stands behind it: a search is repeated. */
  readonly repeat?: boolean;
}

/** One channel program and how it is started. */
export interface RequestPlan {
  readonly device: number;
  readonly mode: number;
  readonly key: number;
  readonly steps: readonly ChannelStep[];
}

const byte = fc.integer({ min: 0, max: 255 });
const head = fc.constantFrom(0, 0, 1, 2, 19);
/** Two cylinders are the program's; the others lie on both sides of its extent. */
const cylinder = fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 0xffff);
const place = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 255 }).map((n) => DATA + 8 * n) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 128 }).map((n) => BUFFERS + n) },
  { weight: 1, arbitrary: fc.constantFrom(DATA + 0x7f0, DATA + 0xff8, 0x00fff0, 0x00010000, 0xfffff0) },
);
const flags = fc.constantFrom(SLI, SLI, SLI, SLI, 0, SLI | SKIP, SLI | PCI, SKIP, PCI);

interface Shape {
  readonly command: fc.Arbitrary<number>;
  readonly argument?: fc.Arbitrary<readonly number[]>;
  readonly count?: fc.Arbitrary<number>;
  readonly repeat?: fc.Arbitrary<boolean>;
}

const few = fc.integer({ min: 1, max: 120 });

function step({ command, argument, count = few, repeat }: Shape): fc.Arbitrary<ChannelStep> {
  return fc
    .record({
      command,
      argument: argument ?? fc.constant(undefined),
      count,
      place,
      flags,
      split: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined, freq: 5 }),
      indirect: fc.option(fc.constant(true), { nil: undefined, freq: 5 }),
      repeat: repeat ?? fc.constant(undefined),
    })
    .map((made): ChannelStep => {
      const length = made.argument?.length;
      return length === undefined ? made : { ...made, count: length, split: undefined };
    });
}

const cchh = fc.tuple(cylinder, head).map(([c, h]) => [c >> 8, c & 255, h >> 8, h & 255]);
const record = fc.constantFrom(1, 1, 2, 3, 0);
const id = fc.tuple(cchh, record).map(([at, r]) => [...at, r]);
/** Count area, key and data of a record to write. */
const newRecord = fc
  .tuple(cchh, record, fc.constantFrom(0, 0, 4), fc.integer({ min: 1, max: 60 }))
  .chain(([at, r, key, data]) =>
    fc
      .array(byte, { minLength: key + data, maxLength: key + data })
      .map((bytes) => [...at, r, key, 0, data, ...bytes]),
  );

const seek = step({
  command: fc.constantFrom(0x07, 0x07, 0x07, 0x0b, 0x1b),
  argument: cchh.map((at) => [0, 0, ...at]),
});
/**
 * Not SEARCH ID HIGH, multitrack commands or reads of count areas: on a minidisk they meet the real cylinder numbers of
 * home addresses and record zero, as on VM/370. Nor RECALIBRATE, which CP makes a SEEK with data to count.
 */
const searchId = step({
  command: fc.constant(0x31),
  argument: id,
  repeat: fc.constant(true),
});
const diskData = step({ command: fc.constantFrom(0x06, 0x05, 0x0e, 0x0d) });
const writeRecord = step({ command: fc.constantFrom(0x1d, 0x1d, 0x1d, 0x01), argument: newRecord });
const diskOther = fc.oneof(
  step({ command: fc.constantFrom(0x03, 0x17), count: fc.constant(1) }),
  step({
    command: fc.constant(0x1f),
    argument: fc.constantFrom(0x00, 0xc0, 0x40, 0x80, 0x18, 0x08).map((mask) => [mask]),
  }),
  step({ command: fc.constant(0x39), argument: cchh, repeat: fc.constant(true) }),
  step({
    command: fc.constantFrom(0x29, 0x49, 0x69),
    argument: fc.array(byte, { minLength: 4, maxLength: 4 }),
    repeat: fc.boolean(),
  }),
  step({ command: fc.constant(0x22), count: fc.constant(1) }),
  step({ command: fc.constantFrom(0xff, 0x00, 0x43, 0x80) }),
);

/** A program that does not begin with a SEEK relies on where others have left the arm. */
const arm = step({ command: fc.constant(0x07), argument: cchh.map((at) => [0, 0, ...at]) });

/** What one does with a disk: find a place, then read or write there; and anything at all. */
const diskSteps: fc.Arbitrary<readonly ChannelStep[]> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(arm, searchId, diskData) },
  // the first record of a track, behind record zero, and reading it back
  {
    weight: 3,
    arbitrary: fc.tuple(cchh, newRecord, place, flags).map(([at, bytes, to, flag]): ChannelStep[] => [
      { command: 0x07, argument: [0, 0, ...at], count: 6, place: to, flags: SLI },
      { command: 0x31, argument: [...at, 0], count: 5, place: to, flags: SLI, repeat: true },
      { command: 0x1d, argument: [...at, 1, ...bytes.slice(5)], count: bytes.length, place: to, flags: SLI },
      { command: 0x31, argument: [...at, 1], count: 5, place: to, flags: SLI, repeat: true },
      { command: 0x06, count: 60, place: to, flags: flag },
    ]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        arm,
        fc.array(fc.oneof(seek, searchId, diskData, writeRecord, diskOther), { minLength: 1, maxLength: 6 }),
      )
      .map(([first, rest]) => [first, ...rest]),
  },
);

const tapeSteps = fc.array(
  fc.oneof(
    step({ command: fc.constantFrom(0x01, 0x01, 0x02, 0x02, 0x0c) }),
    step({ command: fc.constantFrom(0x07, 0x1f, 0x27, 0x37, 0x2f, 0x3f, 0x17, 0x03), count: fc.constant(1) }),
    step({ command: fc.constantFrom(0x04, 0xc3, 0xcb, 0xd3), count: fc.constantFrom(1, 6, 24) }),
    step({ command: fc.constantFrom(0xff, 0x00, 0x30, 0x80) }),
  ),
  { minLength: 1, maxLength: 6 },
);

const readerSteps = fc.array(
  fc.oneof(
    step({ command: fc.constant(0x02), count: fc.constantFrom(80, 80, 40, 100) }),
    step({ command: fc.constantFrom(0x03, 0x04), count: fc.constant(1) }),
  ),
  { minLength: 1, maxLength: 4 },
);

const printerSteps = fc.array(
  fc.oneof(
    step({ command: fc.constantFrom(0x01, 0x09, 0x11, 0x19, 0x89), count: fc.constantFrom(10, 132, 140) }),
    step({ command: fc.constantFrom(0x0b, 0x13, 0x8b, 0x03, 0x04), count: fc.constant(1) }),
  ),
  { minLength: 1, maxLength: 4 },
);

const punchSteps = fc.array(
  fc.oneof(
    step({ command: fc.constantFrom(0x01, 0x01, 0x41), count: fc.constantFrom(80, 80, 30) }),
    step({ command: fc.constantFrom(0x03, 0x04), count: fc.constant(1) }),
  ),
  { minLength: 1, maxLength: 3 },
);

const started = (device: number, steps: fc.Arbitrary<readonly ChannelStep[]>): fc.Arbitrary<RequestPlan> =>
  fc.record({
    device: fc.constant(device),
    mode: fc.constantFrom(
      REQUEST_WAIT,
      REQUEST_WAIT | REQUEST_WAIT_EC,
      REQUEST_WAIT | REQUEST_FAST,
      0,
      REQUEST_WAIT | REQUEST_FAST | REQUEST_WAIT_EC,
    ),
    key: fc.constantFrom(0x00, 0x00, 0x10, 0xf0),
    steps,
  });

/** Requests for every device there is. */
export const requestPlan: fc.Arbitrary<RequestPlan> = fc.oneof(
  { weight: 5, arbitrary: started(DISK, diskSteps) },
  { weight: 3, arbitrary: started(TAPE, tapeSteps) },
  { weight: 2, arbitrary: started(READER, readerSteps) },
  { weight: 1, arbitrary: started(PRINTER, printerSteps) },
  { weight: 1, arbitrary: started(PUNCH, punchSteps) },
);

/** Requests and channel programs in storage. */
export function requestParts(plans: readonly RequestPlan[]): StoragePart[] {
  const parts: StoragePart[] = [];
  const each = CCW_BYTES + ARGUMENT_BYTES + IDAW_BYTES;
  plans.forEach((plan, number) => {
    const at = CHANNEL_PROGRAMS + number * each;
    const { device, mode, key } = plan;
    parts.push({
      address: REQUESTS + 8 * number,
      bytes: Uint8Array.of(device >> 8, device & 255, mode, 0, key, at >> 16, (at >> 8) & 255, at & 255),
    });
    parts.push(...channelProgram(plan.steps, at));
  });
  return parts;
}

/** CCWs of the steps at an address, with arguments and indirect address words behind them; what does not fit is left out. */
function channelProgram(steps: readonly ChannelStep[], at: number): StoragePart[] {
  const parts: StoragePart[] = [];
  const ccws: number[] = [];
  const argumentsEnd = at + CCW_BYTES + ARGUMENT_BYTES;
  let argument = at + CCW_BYTES;
  let idaw = argumentsEnd;
  const addressOf = ({ argument: bytes, place: data }: ChannelStep): number => {
    if (bytes === undefined) return data;
    const start = argument;
    // records to write are longer than what is kept for arguments
    if (start + bytes.length > argumentsEnd) {
      parts.push({ address: LONG_ARGUMENTS, bytes: Uint8Array.from(bytes) });
      return LONG_ARGUMENTS;
    }
    parts.push({ address: start, bytes: Uint8Array.from(bytes) });
    argument += bytes.length;
    return start;
  };
  const direct = (address: number, count: number, indirect: boolean): readonly [number, number] => {
    const words = [address];
    for (let next = (address & -BLOCK) + BLOCK; next < address + count; next += BLOCK) words.push(next);
    if (!indirect || idaw + 4 * words.length > argumentsEnd + IDAW_BYTES) return [address, 0];
    parts.push({ address: idaw, bytes: wordBytes(words) });
    const list = idaw;
    idaw += 4 * words.length;
    return [list, IDA];
  };
  steps.forEach((one, index) => {
    const room = CCW_BYTES / 8 - ccws.length / 2;
    if (room < 4) return;
    const chain = index < steps.length - 1 && room >= 7 ? CC : 0;
    const address = addressOf(one);
    const first = one.split !== undefined && one.split < one.count ? one.split : one.count;
    const [place1, ida1] = direct(address, first, one.indirect === true);
    const split = first < one.count;
    const begun = ccws.length;
    ccws.push((one.command << 24) | place1, ((one.flags | ida1 | (split ? CD : chain)) << 24) | first);
    if (split) {
      const [place2, ida2] = direct(address + first, one.count - first, one.indirect === true);
      ccws.push(place2, ((one.flags | ida2 | chain) << 24) | (one.count - first));
    }
    if (one.repeat === true && chain !== 0) ccws.push((TIC << 24) | (at + 4 * begun), 0);
  });
  parts.push({ address: at, bytes: wordBytes(ccws) });
  return parts;
}
