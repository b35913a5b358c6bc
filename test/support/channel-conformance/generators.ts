/** What commands and programs of all kinds of devices share: flags, addressing, the CAW. */

import fc from 'fast-check';
import type { Addressing, Command } from './program.js';

/** Stands for the high byte of the case's cylinder in arguments; the low byte follows. */
export const CYLINDER = 0xfe;

const SLI = 0x20;

const addressing = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Addressing>('direct') },
  { weight: 3, arbitrary: fc.constant<Addressing>('indirect') },
  { weight: 3, arbitrary: fc.constant<Addressing>('crossing') },
  { weight: 1, arbitrary: fc.constant<Addressing>('bad-idaw') },
  { weight: 1, arbitrary: fc.constant<Addressing>('outside') },
);

const flags = fc.oneof(
  { weight: 20, arbitrary: fc.constant(SLI) },
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom(SLI | 0x10, SLI | 0x08, 0x18) },
  { weight: 1, arbitrary: fc.constantFrom(0x02, 0x01) },
);

/** A value that is nearly always the same. */
export const mostly = (often: number, rarely: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(often) }, { weight: 1, arbitrary: rarely });

/** Fields that commands of every kind share; `count` is what the command would have. */
export function command(
  code: fc.Arbitrary<number>,
  count: fc.Arbitrary<number>,
  more: { argument?: fc.Arbitrary<Uint8Array>; transfer?: fc.Arbitrary<Command['transfer']> } = {},
): fc.Arbitrary<Command> {
  return fc
    .record({
      code,
      count,
      argument: more.argument ?? fc.constant(undefined),
      offset: mostly(0, fc.integer({ min: 0, max: 500 })),
      flags,
      addressing,
      parts: mostly(1, fc.integer({ min: 2, max: 4 })),
      transfer:
        more.transfer ??
        fc.oneof(
          { weight: 40, arbitrary: fc.constant<Command['transfer']>('none') },
          { weight: 1, arbitrary: fc.constantFrom<Command['transfer']>('over', 'bad') },
        ),
      chained: fc.oneof(
        { weight: 20, arbitrary: fc.constant(true) },
        { weight: 1, arbitrary: fc.constant(false) },
      ),
    })
    .map(
      (fields) => (fields.argument === undefined ? { ...fields, argument: undefined } : fields) as Command,
    );
}

export const anyBytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length });

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constantFrom(5, 15) },
);

/** Key and address of a CAW. */
export const caw = {
  key,
  misplaced: fc.oneof({ weight: 40, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(4) }),
};
