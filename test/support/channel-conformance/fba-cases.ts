/** Programs for fixed block disks: DEFINE EXTENT, LOCATE, READ and WRITE over a small volume. */

import fc from 'fast-check';
import { caw, command, mostly } from './generators.js';
import type { Command, Program } from './program.js';

export const FBA_TYPES = ['3310', '3370'] as const;
export type FbaType = (typeof FBA_TYPES)[number];

/** Blocks of the volume of a case. */
export const FBA_BLOCKS = 40;

const small = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: most });

const defineExtent: fc.Arbitrary<Command> = command(
  fc.constant(0x63),
  mostly(
    16,
    small(17).map((n) => n || 1),
  ),
  {
    argument: fc
      .record({
        mask: mostly(0xc0, fc.constantFrom(0x00, 0x40, 0x80, 0x01, 0x10)),
        start: mostly(0, small(FBA_BLOCKS + 2)),
        first: mostly(0, small(6)),
        last: mostly(FBA_BLOCKS - 1, small(FBA_BLOCKS + 6)),
      })
      .map(({ mask, start, first, last }) => {
        return Uint8Array.of(mask, 0, 0, 0, 0, 0, 0, start, 0, 0, 0, first, 0, 0, 0, last);
      }),
  },
);

const locate = (...operations: number[]): fc.Arbitrary<Command> =>
  command(
    fc.constant(0x43),
    mostly(
      8,
      small(9).map((n) => n || 1),
    ),
    {
      argument: fc
        .record({
          operation: fc.constantFrom(...operations),
          replications: fc.constantFrom(0, 0, 1, 2, 4),
          count: mostly(1, small(3)),
          block: fc.oneof(
            { weight: 6, arbitrary: small(12) },
            { weight: 1, arbitrary: small(FBA_BLOCKS + 2) },
          ),
        })
        .map(({ operation, replications, count, block }) =>
          Uint8Array.of(operation, replications, 0, count, 0, 0, 0, block),
        ),
    },
  );

/** READ and WRITE; the area has room for a block and some bytes of the next. */
const transfer = (code: number): fc.Arbitrary<Command> =>
  command(
    fc.constant(code),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(512) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 540 }) },
    ),
  ).map((made) => ({ ...made, offset: made.offset % 64 }));

const reading = fc.tuple(locate(0x06, 0x06, 0x06, 0x02), transfer(0x42));
const writing = fc.tuple(locate(0x01, 0x01, 0x05), transfer(0x41));
const single = fc
  .oneof(
    { weight: 2, arbitrary: locate(0x01, 0x02, 0x04, 0x05, 0x06, 0x07, 0x86) },
    { weight: 1, arbitrary: transfer(0x42) },
    { weight: 1, arbitrary: transfer(0x41) },
    { weight: 1, arbitrary: defineExtent },
    { weight: 1, arbitrary: command(fc.constant(0x03), fc.constant(1)) },
    { weight: 1, arbitrary: command(fc.constantFrom(0x00, 0x99, 0x08, 0x07), fc.constantFrom(1, 8)) },
  )
  .map((made) => [made]);

/** A program that mostly begins with DEFINE EXTENT. */
export const fbaProgram: fc.Arbitrary<Program> = fc
  .record({
    ...caw,
    extent: fc.oneof(
      { weight: 6, arbitrary: defineExtent },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    phrases: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: reading },
        { weight: 3, arbitrary: writing },
        { weight: 1, arbitrary: single },
      ),
      { minLength: 1, maxLength: 5 },
    ),
  })
  .map(({ extent, phrases, ...program }) => ({
    ...program,
    commands: [...(extent === undefined ? [] : [extent]), ...phrases.flat()],
  }));
