/** Whole programs for fast-check. */

import fc from 'fast-check';
import {
  AWAITING_COUNT,
  DATA,
  frame,
  OPERANDS,
  PAGE_TABLES,
  REQUEST_COUNT,
  SEGMENT_TABLE,
  STORAGE_SIZE,
  SVC_AWAIT,
  SVC_END,
  SVC_IO,
  type EcModeHandlers,
} from '../frame.js';
import type { ExternalEvent, GuestProgram, ProgramDevices, StoragePart } from '../guest-program.js';
import { wordBytes } from '../words.js';
import { requestParts, requestPlan, type RequestPlan } from './channel-programs.js';
import {
  awaitingParts,
  awaitingPlan,
  openingPhrase,
  recordingPhrase,
  type AwaitingPlan,
} from './interruptions.js';
import {
  BASES,
  comparatorPhrase,
  controlPiece,
  generalPiece,
  keyPhrase,
  referencePhrase,
  tablePhrase,
  translationPiece,
  type Piece,
} from './pieces.js';

/** What a generated program is made of; `buildProgram` puts it together. */
export interface ProgramPlan {
  readonly start: number;
  readonly pieces: readonly Piece[];
  readonly data: readonly number[];
  readonly subjects: readonly Piece[];
  readonly registers: readonly number[];
  readonly keys: readonly number[];
  readonly ecModeHandlers: EcModeHandlers;
  /** Control register 8. */
  readonly monitorMasks: number;
  readonly tables: TablePlan | undefined;
  readonly devices?: ProgramDevices;
  /** Channel programs, for the SVCs from `SVC_IO` on. */
  readonly requests?: readonly RequestPlan[];
  /** Waits, for the SVCs from `SVC_AWAIT` on. */
  readonly awaitings?: readonly AwaitingPlan[];
  readonly events?: readonly ExternalEvent[];
}

/** What programs of a plan may have in them, beside general instructions. */
export type ProgramKind =
  /** Privileged and sensitive instructions. */
  | 'control'
  /** Translation tables, and changes of them. */
  | 'translation'
  /** Channel programs on a set of devices. */
  | 'devices'
  /** Timers, events from outside, masks that let pending interruptions in. */
  | 'interruptions'
  /** Program-event recording. */
  | 'recording';

export const PROGRAM_KINDS: readonly ProgramKind[] = [
  'control',
  'translation',
  'devices',
  'interruptions',
  'recording',
];

/** Translation tables: CR0's format, and the frames of the pages from X'3000' on and of the second segment. */
export interface TablePlan {
  readonly format: 0x08 | 0x0a | 0x10 | 0x12;
  readonly frames: readonly number[];
}

/** Instructions, and those of a program that polls devices or waits. */
const LIMIT = 4000;
const LIMIT_WITH_DEVICES = 40_000;

const byte = fc.integer({ min: 0, max: 255 });
/**
 * Data, which an EXECUTE may meet. Taken for an instruction it has a base register in every operand: without one it could
 * change the handlers in low storage, and what makes their log a log is gone then (they may copy a timer, or no longer join
 * the parts of a status).
 */
const data = fc
  .array(fc.tuple(fc.integer({ min: 0x10, max: 255 }), byte), { minLength: 32, maxLength: 32 })
  .map((halfwords) => halfwords.flat());
const key = fc.constantFrom(0x00, 0x00, 0x10, 0x18, 0xf0, 0x20);
const tables: fc.Arbitrary<TablePlan> = fc.record({
  format: fc.constantFrom(0x08, 0x0a, 0x10, 0x12),
  // not the log and not the tables
  frames: fc.array(fc.constantFrom(3, 5, 8, 9, 0xa, 0xb, 0xc, 0xd, 0xe, 0xf, 0x10, 0x11, 0x12, 0x13), {
    minLength: 16,
    maxLength: 16,
  }),
});

/** Options of `programPlan`. */
export interface ProgramOptions {
  /** Most pieces and phrases of a program. Default 24. */
  readonly pieces?: number;
  /** Default: all of them; each program has some. */
  readonly kinds?: readonly ProgramKind[];
}

const single = (piece: fc.Arbitrary<Piece>): fc.Arbitrary<readonly Piece[]> => piece.map((one) => [one]);
const call = (number: number): Piece => ({ bytes: [0x0a, number] });

/** Sets of devices, with what is in them. */
export const deviceSet: fc.Arbitrary<ProgramDevices> = fc.record(
  {
    reader: fc.array(fc.uint8Array({ minLength: 80, maxLength: 80 }), { maxLength: 3 }),
    punch: fc.constant(true),
    printer: fc.constant(true),
    disk: fc.constantFrom('3330', '2314'),
    tape: fc.array(fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.constant('mark' as const)), {
      maxLength: 4,
    }),
  },
  { requiredKeys: [] },
);

/** What happens outside while a program waits. A key ends every wait for it, so there is one at least. */
const externalEvents: fc.Arbitrary<readonly ExternalEvent[]> = fc
  .array(fc.constantFrom<ExternalEvent[]>('key', 'ready'), { maxLength: 3 })
  .map((events) => [...events, 'key', 'ready']);

/** Plans of programs: general instructions, and some of the kinds that are asked for. */
export function programPlan({
  pieces = 24,
  kinds = PROGRAM_KINDS,
}: ProgramOptions = {}): fc.Arbitrary<ProgramPlan> {
  return fc.subarray([...kinds], { minLength: Math.min(1, kinds.length) }).chain((chosen) => {
    const has = (kind: ProgramKind): boolean => chosen.includes(kind);
    const choices: { weight: number; arbitrary: fc.Arbitrary<readonly Piece[]> }[] = [
      { weight: 4, arbitrary: single(generalPiece) },
    ];
    if (has('control')) {
      choices.push(
        { weight: 6, arbitrary: single(controlPiece) },
        { weight: 1, arbitrary: comparatorPhrase },
        { weight: 1, arbitrary: keyPhrase },
        { weight: 1, arbitrary: referencePhrase },
      );
    }
    if (has('translation')) {
      choices.push({ weight: 4, arbitrary: single(translationPiece) }, { weight: 1, arbitrary: tablePhrase });
    }
    if (has('recording')) choices.push({ weight: 2, arbitrary: recordingPhrase });
    if (has('devices')) {
      const request = fc.integer({ min: 0, max: REQUEST_COUNT - 1 }).map((n) => call(SVC_IO + n));
      choices.push({ weight: 4, arbitrary: single(request) });
    }
    if (has('interruptions')) {
      const awaiting = fc.integer({ min: 0, max: AWAITING_COUNT - 1 }).map((n) => call(SVC_AWAIT + n));
      choices.push({ weight: 2, arbitrary: single(awaiting) }, { weight: 2, arbitrary: openingPhrase });
    }
    return fc.record({
      start: fc.constantFrom(0x1000, 0x0ff2, 0x0ffe, 0x17fa),
      pieces: fc
        .array(fc.oneof(...choices), { minLength: 1, maxLength: pieces })
        .map((phrases) => phrases.flat()),
      data,
      subjects: fc.array(controlPiece, { minLength: 4, maxLength: 4 }),
      registers: fc.array(fc.integer(), { minLength: 8, maxLength: 8 }),
      keys: fc.array(key, { minLength: 4, maxLength: 4 }),
      ecModeHandlers: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
      monitorMasks: fc.integer({ min: 0, max: 0xffff }),
      tables: has('translation') ? fc.option(tables, { nil: undefined, freq: 9 }) : fc.constant(undefined),
      ...(has('devices') ? { devices: deviceSet, requests: requests() } : {}),
      ...(has('interruptions')
        ? {
            awaitings: fc.array(awaitingPlan, { minLength: 1, maxLength: AWAITING_COUNT }),
            events: externalEvents,
          }
        : {}),
    });
  });
}

function requests(): fc.Arbitrary<readonly RequestPlan[]> {
  return fc.array(requestPlan, { minLength: 1, maxLength: REQUEST_COUNT });
}

/** The program of a plan. */
export function buildProgram(plan: ProgramPlan): GuestProgram {
  const { data, subjects, registers, keys, requests = [], awaitings = [], events } = plan;
  const devices = devicesOf(plan);
  const storage: StoragePart[] = frame(plan.ecModeHandlers);
  const page = new Uint8Array(0x800);
  for (let at = 0; at < page.length; at += data.length) page.set(data, at);
  storage.push({ address: DATA, bytes: page });
  subjects.forEach(({ bytes }, index) =>
    storage.push({ address: DATA + 4 * index, bytes: Uint8Array.from(bytes.slice(0, 4)) }),
  );
  storage.push(...code(plan), ...requestParts(requests), ...awaitingParts(awaitings));
  if (plan.tables !== undefined) storage.push(...translationTables(plan.tables));
  const intervalTimer = awaitings.length > 0;
  if (intervalTimer) storage.push({ address: INTERVAL_TIMER, bytes: wordBytes([0x7fffffff]) });
  const gpr = [0x40, 0x1234, 0, 0, 0, 0, 0, 0, ...registers];
  for (const [register, value] of Object.entries(BASES)) gpr[Number(register)] = value;
  return {
    storageSize: STORAGE_SIZE,
    storage,
    keys: keys.map((value, index) => ({ address: DATA + 2048 * index, key: value })),
    psw: [0, SETUP],
    gpr,
    fpr: new Array<number>(8).fill(0),
    devices,
    ...(intervalTimer ? { intervalTimer } : {}),
    ...(events === undefined ? {} : { events }),
    code: [{ from: plan.start, to: plan.start + length(plan.pieces) + 2 }],
    limit: requests.length + awaitings.length > 0 ? LIMIT_WITH_DEVICES : LIMIT,
  };
}

/** The program's devices; with a reader when it waits for a device. */
function devicesOf({ devices = {}, awaitings = [] }: ProgramPlan): ProgramDevices {
  const needed = devices.reader === undefined && awaitings.some(({ kind }) => kind === 'device');
  return needed ? { ...devices, reader: [] } : devices;
}

/** Words that a piece refers to. */
function operandOf(
  { psw, operand, addsFormat }: Piece,
  next: number,
  tables: TablePlan | undefined,
): readonly number[] | undefined {
  if (psw !== undefined) return [psw, next];
  if (operand === undefined || addsFormat !== true) return operand;
  const format = tables === undefined ? 0 : tables.format << 19;
  return operand.map((word) => word | format);
}

/** Bytes of all pieces. */
function length(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** Operands end where programs may begin. */
const OPERANDS_END = 0xff0;
const INTERVAL_TIMER = 0x50;
const OTHER_SEGMENT_TABLE = SEGMENT_TABLE + 0x40;
/** Where control registers are loaded before the program begins. */
const SETUP = 0x788;

function code(program: ProgramPlan): StoragePart[] {
  const { start, pieces, monitorMasks, tables: plan } = program;
  const parts: StoragePart[] = [];
  let at = start;
  let slot = OPERANDS;
  for (const piece of pieces) {
    const bytes = Uint8Array.from(piece.bytes);
    const next = at + bytes.length;
    const operand = operandOf(piece, next, plan);
    if (operand !== undefined) {
      const slotBytes = (4 * operand.length + 7) & -8;
      if (slot + slotBytes > OPERANDS_END) break;
      parts.push({ address: slot, bytes: wordBytes(operand) });
      // an operand without a base register: the slots lie in the first 4K
      bytes[bytes.length - 2] = slot >> 8;
      bytes[bytes.length - 1] = slot & 0xff;
      slot += slotBytes;
    }
    parts.push({ address: at, bytes });
    at = next;
  }
  parts.push({ address: at, bytes: Uint8Array.of(0x0a, SVC_END) });
  // LCTL 8,8,7D4; LCTL 0,1,7C0 when there are tables; LPSW 7C8
  const setup = plan === undefined ? [] : [0xb7, 0x01, 0x07, 0xc0];
  parts.push(
    { address: SETUP, bytes: Uint8Array.of(0xb7, 0x88, 0x07, 0xd4, ...setup, 0x82, 0x00, 0x07, 0xc8) },
    { address: 0x7c8, bytes: wordBytes([0, start]) },
    { address: 0x7d4, bytes: wordBytes([monitorMasks]) },
  );
  return parts;
}

/**
 * Segment 0 has the program, the frame and the tables where they are; its pages from X'3000' to X'3FFF' and from
 * X'8000' on, and those of segment 1, have the planned frames. Segments 2 and 3 are invalid and protected.
 */
function translationTables({ format, frames }: TablePlan): StoragePart[] {
  const pageShift = format >= 0x10 ? 12 : 11;
  const large = (format & 2) !== 0;
  const pages = 1 << ((large ? 20 : 16) - pageShift);
  const segments = 4;
  const tableBytes = 2 * pages;
  const bytes = new Uint8Array(0x1f00);
  const view = new DataView(bytes.buffer);
  const invalid = pageShift === 12 ? 8 : 4;
  for (let segment = 0; segment < Math.min(segments, Math.floor(bytes.length / tableBytes)); segment++) {
    for (let index = 0; index < pages; index++) {
      const logical = (segment << (large ? 20 : 16)) | (index << pageShift);
      const planned = frames[(logical >>> 12) & 15];
      const own = segment === 0 && logical < 0x8000 && (logical & 0xf000) !== 0x3000;
      const real = own ? logical : (planned << 12) | (logical & 0x800);
      const entry = (real >>> 8) | (!own && planned > 0x11 ? invalid : 0);
      view.setUint16(segment * tableBytes + 2 * index, entry & 0xffff);
    }
  }
  const entries = Array.from({ length: segments }, (_, segment) => {
    const table = PAGE_TABLES + segment * tableBytes;
    const there = table + tableBytes <= PAGE_TABLES + bytes.length;
    return (0xf0000000 | table | (there ? 0 : 1) | (segment === 2 ? 1 : 0) | (segment === 3 ? 4 : 0)) >>> 0;
  });
  // The other segment table exchanges segments 1 and 2, and has segment 0 twice.
  const other = [entries[0], entries[0], entries[1], entries[2]];
  return [
    { address: SEGMENT_TABLE, bytes: wordBytes(entries) },
    { address: OTHER_SEGMENT_TABLE, bytes: wordBytes(other) },
    { address: 0x7d0, bytes: wordBytes([OTHER_SEGMENT_TABLE]) },
    { address: PAGE_TABLES, bytes },
    { address: 0x7c0, bytes: wordBytes([(format << 19) | 0xe0, SEGMENT_TABLE]) },
  ];
}
