/** Random cases: a device and the channel programs that it gets one after the other. */

import fc from 'fast-check';
import { extentPhrase } from './extent-cases.js';
import { FBA_TYPES, fbaProgram, type FbaType } from './fba-cases.js';
import { CYLINDER, anyBytes, caw, command, mostly } from './generators.js';
import type { Command, Program } from './program.js';

/** Disk types of the cases. */
export const DISK_TYPES = ['2305', '2311', '2314', '3330', '3340', '3350', '3375', '3380'] as const;
export type DiskType = (typeof DISK_TYPES)[number];

/** What a case is about. A disk case has a cylinder to itself, the others a device. */
export type Case =
  | { readonly kind: 'disk'; readonly type: DiskType; readonly programs: readonly DiskProgram[] }
  | { readonly kind: 'fba'; readonly type: FbaType; readonly programs: readonly Program[] }
  | { readonly kind: 'tape'; readonly programs: readonly Program[] }
  | { readonly kind: 'reader'; readonly cards: number; readonly programs: readonly Program[] }
  | { readonly kind: 'printer'; readonly type: '1403' | '3211'; readonly programs: readonly Program[] };

/** A program for a disk; addresses in its arguments get the case's cylinder when it is encoded. */
export interface DiskProgram extends Program {
  /** Head of the SEEK in front. */
  readonly seek: number;
  /** A file mask set in front. */
  readonly fileMask: number | undefined;
}

/** CCHHR of a record that is there, or is not. */
const recordId = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(200)))
  .map(([head, record]) => Uint8Array.of(CYLINDER, 0, 0, head, record));

const searchTransfer = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Command['transfer']>('back') },
  { weight: 1, arbitrary: fc.constantFrom<Command['transfer']>('none', 'over') },
);

const multitrack = (...codes: number[]): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...codes) },
    { weight: 1, arbitrary: fc.constantFrom(...codes.map((code) => code | 0x80)) },
  );

/** A count field (CCHHR, key and data length) with key and data behind it. */
const newRecord = fc
  .record({
    head: fc.integer({ min: 0, max: 3 }),
    record: fc.integer({ min: 1, max: 6 }),
    keyLength: fc.constantFrom(0, 0, 4, 8),
    dataLength: fc.constantFrom(0, 1, 20, 60, 80),
    fill: fc.integer({ min: 0, max: 255 }),
  })
  .map(({ head, record, keyLength, dataLength, fill }) => {
    const bytes = new Uint8Array(8 + keyLength + Math.min(dataLength, 40)).fill(fill);
    bytes.set([CYLINDER, 0, 0, head, record, keyLength, 0, dataLength]);
    return bytes;
  });

const searchId = command(multitrack(0x31, 0x51, 0x71), mostly(5, fc.integer({ min: 1, max: 8 })), {
  argument: recordId,
  transfer: searchTransfer,
});

/** A write of count, key and data by one of these commands; the count is that of the record, or less, or more. */
const formatWrite = (...codes: number[]): fc.Arbitrary<Command> =>
  fc
    .tuple(
      command(fc.constantFrom(...codes), fc.constant(0), { argument: newRecord }),
      fc.integer({ min: -6, max: 40 }),
    )
    .map(([made, more]) => {
      const argument = made.argument as Uint8Array;
      const wanted = 8 + argument[5] + argument[7];
      return {
        ...made,
        count: Math.max(1, more < 5 ? Math.min(wanted, argument.length) : argument.length),
      };
    });

const diskCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: searchId },
  {
    weight: 2,
    arbitrary: command(multitrack(0x29, 0x49, 0x69), mostly(4, fc.integer({ min: 1, max: 9 })), {
      argument: fc.oneof(fc.constant(Uint8Array.of(0, 0, 0, 1)), anyBytes(4)),
      transfer: searchTransfer,
    }),
  },
  {
    weight: 2,
    arbitrary: command(multitrack(0x39), mostly(4, fc.integer({ min: 1, max: 6 })), {
      argument: fc.integer({ min: 0, max: 4 }).map((head) => Uint8Array.of(CYLINDER, 0, 0, head)),
      // a loop back would have no end on Hercules when the home address is another
      transfer: fc.constantFrom<Command['transfer']>('over', 'none'),
    }),
  },
  {
    weight: 10,
    arbitrary: command(
      multitrack(0x06, 0x0e, 0x12, 0x16, 0x1a, 0x1e, 0x02),
      fc.oneof(fc.constantFrom(4, 5, 8, 12, 20, 80, 100, 200), fc.integer({ min: 1, max: 300 })),
    ),
  },
  {
    weight: 5,
    arbitrary: command(
      fc.constantFrom(0x05, 0x0d),
      fc.oneof(fc.constantFrom(20, 80, 84), fc.integer({ min: 1, max: 120 })),
    ),
  },
  { weight: 4, arbitrary: formatWrite(0x1d, 0x1d, 0x11) },
  {
    weight: 1,
    arbitrary: command(fc.constantFrom(0x15), fc.constantFrom(5, 8, 16), { argument: newRecord }),
  },
  {
    weight: 2,
    arbitrary: command(fc.constantFrom(0x07, 0x0b, 0x1b), mostly(6, fc.integer({ min: 1, max: 7 })), {
      argument: fc
        .tuple(fc.constantFrom(0, 0, 0, 1), fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(99)))
        .map(([bin, head]) => Uint8Array.of(0, bin, CYLINDER, 0, 0, head)),
    }),
  },
  {
    weight: 1,
    arbitrary: command(fc.constant(0x1f), fc.constant(1), {
      argument: fc
        .constantFrom(0x00, 0x40, 0x80, 0xc0, 0x18, 0x10, 0x08, 0xd0, 0xc4, 0x04)
        .map((mask) => Uint8Array.of(mask)),
    }),
  },
  {
    weight: 1,
    arbitrary: command(fc.constantFrom(0x23), fc.constant(1), {
      argument: fc.constantFrom(0, 1, 0x40).map((sector) => Uint8Array.of(sector)),
    }),
  },
  { weight: 1, arbitrary: command(fc.constantFrom(0x03, 0x13, 0x17), fc.constant(1)) },
  { weight: 1, arbitrary: command(fc.constantFrom(0x00, 0x99, 0x3e, 0xff, 0x08), fc.constantFrom(1, 8)) },
);

/** Commands that belong together and come one after the other. */
const phrase = fc.array(diskCommand, { minLength: 1, maxLength: 1 });

/** WRITE SPECIAL, whose record goes on with the first record of the next track: a record in two segments, and reads of it. */
const overflowPhrase: fc.Arbitrary<Command[]> = fc
  .tuple(searchId, formatWrite(0x01), diskCommand)
  .map((commands) => commands);

const EXTENDED: ReadonlySet<DiskType> = new Set(['3375', '3380']);

function diskProgram(type: DiskType): fc.Arbitrary<DiskProgram> {
  const special = EXTENDED.has(type) ? extentPhrase : overflowPhrase;
  return fc
    .record({
      ...caw,
      // always there: after an error Hercules does not say reliably where the arm stands
      seek: fc.integer({ min: 0, max: 3 }),
      fileMask: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 2, arbitrary: fc.constant(0xc0) },
        { weight: 1, arbitrary: fc.constantFrom(0x00, 0x40, 0x80, 0x18) },
      ),
      phrases: fc.array(fc.oneof({ weight: 12, arbitrary: phrase }, { weight: 1, arbitrary: special }), {
        minLength: 1,
        maxLength: 8,
      }),
      extent: EXTENDED.has(type)
        ? fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: extentPhrase })
        : fc.constant(undefined),
    })
    .map(({ phrases, extent, ...program }) =>
      // a file mask forbids DEFINE EXTENT
      extent === undefined
        ? { ...program, commands: phrases.flat() }
        : { ...program, fileMask: undefined, commands: [...extent, ...phrases.flat()] },
    );
}

const diskCase = (type: DiskType): fc.Arbitrary<Case> =>
  fc.record({
    kind: fc.constant('disk' as const),
    type: fc.constant(type),
    programs: fc.array(diskProgram(type), { minLength: 1, maxLength: 3 }),
  });

const tapeCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: command(
      fc.constantFrom(0x02),
      fc.oneof(fc.constantFrom(80, 20, 100), fc.integer({ min: 1, max: 200 })),
    ),
  },
  {
    weight: 3,
    arbitrary: command(
      fc.constantFrom(0x0c),
      fc.oneof(fc.constantFrom(80, 20, 100), fc.integer({ min: 1, max: 200 })),
    ),
  },
  { weight: 5, arbitrary: command(fc.constant(0x01), fc.integer({ min: 18, max: 120 })) },
  { weight: 3, arbitrary: command(fc.constant(0x1f), fc.constant(1)) },
  { weight: 6, arbitrary: command(fc.constantFrom(0x27, 0x2f, 0x37, 0x3f), fc.constant(1)) },
  { weight: 2, arbitrary: command(fc.constantFrom(0x07, 0x17, 0x03), fc.constant(1)) },
  { weight: 1, arbitrary: command(fc.constantFrom(0xcb, 0xc3, 0xd3), fc.constant(1)) },
  { weight: 1, arbitrary: command(fc.constantFrom(0x00, 0x99, 0x05), fc.constantFrom(1, 8)) },
);

const readerCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: command(
      fc.constantFrom(0x02, 0x02, 0x42),
      fc.oneof(fc.constant(80), fc.integer({ min: 1, max: 100 })),
    ),
  },
  { weight: 1, arbitrary: command(fc.constantFrom(0x03, 0x23, 0x63), fc.constant(1)) },
  { weight: 1, arbitrary: command(fc.constantFrom(0x00, 0x99, 0x01, 0x09), fc.constantFrom(1, 8)) },
);

const text = fc
  .array(fc.constantFrom(0x40, 0xc1, 0xd1, 0xe2, 0xf0, 0x4b), { minLength: 1, maxLength: 20 })
  .map((bytes) => Uint8Array.from(bytes));

const printerCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        command(fc.constantFrom(0x01, 0x09, 0x11, 0x19, 0x89), fc.constant(0), { argument: text }),
        fc.integer({ min: -2, max: 3 }),
      )
      .map(([made, more]) => ({
        ...made,
        // what is printed is text, not the bytes of an IDAW list or of CCWs
        addressing: made.addressing === 'outside' ? made.addressing : ('direct' as const),
        count: Math.max(1, (made.argument as Uint8Array).length + Math.min(0, more)),
      })),
  },
  { weight: 3, arbitrary: command(fc.constantFrom(0x0b, 0x13, 0x1b, 0x8b, 0x03), fc.constant(1)) },
  { weight: 1, arbitrary: command(fc.constantFrom(0x73, 0x7b), fc.constant(1)) },
  { weight: 1, arbitrary: command(fc.constantFrom(0x00, 0x95, 0x0c, 0x45), fc.constantFrom(1, 8)) },
);

function programs(one: fc.Arbitrary<Command>, longest: number): fc.Arbitrary<Program[]> {
  return fc.array(fc.record({ ...caw, commands: fc.array(one, { minLength: 1, maxLength: longest }) }), {
    minLength: 1,
    maxLength: 4,
  });
}

/** A case of any kind. */
export const anyCase: fc.Arbitrary<Case> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.oneof(...DISK_TYPES.map(diskCase)),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fba' as const),
      type: fc.constantFrom(...FBA_TYPES),
      programs: fc.array(fbaProgram, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('tape' as const), programs: programs(tapeCommand, 6) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reader' as const),
      cards: fc.integer({ min: 0, max: 5 }),
      programs: programs(readerCommand, 4),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('printer' as const),
      type: fc.constantFrom('1403' as const, '3211' as const),
      programs: programs(printerCommand, 5),
    }),
  },
);
