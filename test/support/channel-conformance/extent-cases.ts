/** DEFINE EXTENT and LOCATE RECORD of the 3880, with the commands of the domain. */

import fc from 'fast-check';
import { CYLINDER, command, mostly } from './generators.js';
import type { Command } from './program.js';

const DEFINE_EXTENT = 0x63;
const LOCATE_RECORD = 0x47;
const head = (least: number, most: number): fc.Arbitrary<number> => fc.integer({ min: least, max: most });

const defineExtent: fc.Arbitrary<Command> = command(fc.constant(DEFINE_EXTENT), mostly(16, head(1, 17)), {
  argument: fc
    .record({
      mask: mostly(0xc0, fc.constantFrom(0x00, 0x40, 0x80, 0x18, 0x20)),
      attributes: mostly(0xc0, fc.constantFrom(0xe0, 0x00, 0x40)),
      blockSize: fc.constantFrom(0, 0, 80, 100, 0xffff),
      first: mostly(0, head(1, 3)),
      last: mostly(4, head(0, 11)),
    })
    .map(({ mask, attributes, blockSize, first, last }) => {
      const size = [blockSize >> 8, blockSize & 0xff];
      return Uint8Array.of(
        mask,
        attributes,
        ...size,
        0,
        0,
        0,
        0,
        CYLINDER,
        0,
        0,
        first,
        CYLINDER,
        0,
        0,
        last,
      );
    }),
});

/** Operation and orientation byte by what the domain does. */
const OPERATIONS = {
  read: [0x06, 0x46, 0x86, 0x16, 0x56, 0x96, 0xd6],
  write: [0x01, 0x81],
  format: [0x03, 0x43, 0xc3],
  orient: [0x00, 0x40, 0x80],
} as const;
type Purpose = keyof typeof OPERATIONS;

/** Commands that a domain of each purpose takes. */
const CODES: Readonly<Record<Purpose, readonly number[]>> = {
  read: [0x06, 0x0e, 0x12, 0x1e, 0x86, 0x8e, 0x92, 0x9e, 0x16, 0x1a],
  write: [0x05, 0x0d, 0x85, 0x8d, 0x12],
  format: [0x1d, 0x9d, 0x15],
  orient: [0x06, 0x12],
};

const locate = (purpose: Purpose, domain: number): fc.Arbitrary<Command> =>
  command(fc.constant(LOCATE_RECORD), mostly(16, head(1, 17)), {
    argument: fc
      .record({
        operation: mostly(OPERATIONS[purpose][0], fc.constantFrom(...OPERATIONS[purpose], 0x02, 0x3f)),
        auxiliary: mostly(0, fc.constantFrom(0x80, 0x01, 0x02)),
        count: mostly(purpose === 'orient' ? 0 : domain, head(0, 3)),
        head: head(0, 3),
        search: mostly(-1, head(0, 3)),
        record: fc.oneof(head(0, 4), fc.constant(200)),
        sector: mostly(0, fc.constantFrom(0xff, 0xfe)),
        length: fc.constantFrom(0, 0, 0, 80),
      })
      .map(({ operation, auxiliary, count, head: at, search, record, sector, length }) => {
        const seek = [CYLINDER, 0, 0, at];
        const argument = [CYLINDER, 0, 0, search < 0 ? at : search, record];
        return Uint8Array.of(
          operation,
          auxiliary,
          0,
          count,
          ...seek,
          ...argument,
          sector,
          length >> 8,
          length & 0xff,
        );
      }),
  });

const data = (purpose: Purpose): fc.Arbitrary<Command> =>
  command(
    fc.constantFrom(...CODES[purpose]),
    fc.oneof(fc.constantFrom(8, 20, 80, 84), fc.integer({ min: 1, max: 120 })),
  );

/** DEFINE EXTENT, LOCATE RECORD, and the commands of the domain. */
export const extentPhrase: fc.Arbitrary<Command[]> = fc
  .tuple(
    fc.constantFrom<Purpose>('read', 'read', 'write', 'format', 'orient'),
    fc.integer({ min: 1, max: 3 }),
  )
  .chain(([purpose, domain]) =>
    fc.tuple(
      defineExtent,
      locate(purpose, domain),
      fc.array(data(purpose), { minLength: domain, maxLength: domain }),
    ),
  )
  .map(([extent, place, commands]) => [extent, place, ...commands]);
