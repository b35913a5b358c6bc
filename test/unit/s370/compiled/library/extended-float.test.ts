import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { REFUSED_LONG } from '../../../../../src/s370/compiled/library/hexadecimal-float.js';
import type { LibraryName } from '../../../../../src/s370/compiled/library/library.js';
import { LibraryBench } from '../../../../support/library-bench.js';

const bench = new LibraryBench();

/** Fractions of 28 digits as programs have them, and as they do not: zero, unnormalized, all ones, one bit. */
const fraction = fc.oneof(
  fc.bigInt({ min: 0n, max: (1n << 112n) - 1n }),
  fc.bigInt({ min: 1n << 108n, max: (1n << 112n) - 1n }),
  fc.integer({ min: 0, max: 111 }).map((n) => 1n << BigInt(n)),
  fc.integer({ min: 0, max: 112 }).map((n) => (1n << BigInt(n)) - 1n),
  fc.bigInt({ min: 0n, max: (1n << 56n) - 1n }).map((n) => n << 56n),
  fc.constant(0n),
);

/** High and low long number; sign and characteristic of the low one are anything. */
type Extended = readonly [high: bigint, low: bigint];

const extended = (characteristics: fc.Arbitrary<number>): fc.Arbitrary<Extended> =>
  fc
    .tuple(fc.boolean(), characteristics, fraction, fc.integer({ min: 0, max: 255 }))
    .map(([negative, c, f, other]) => [
      BigInt.asIntN(64, (negative ? 1n << 63n : 0n) | (BigInt(c) << 56n) | (f >> 56n)),
      BigInt.asIntN(64, (BigInt(other) << 56n) | (f & 0xffffffffffffffn)),
    ]);
const near = extended(fc.integer({ min: 60, max: 68 }));
const any = extended(fc.integer({ min: 0, max: 127 }));
const far = extended(fc.constantFrom(0, 1, 14, 63, 64, 65, 126, 127));
/** Two numbers; often the second has the digits of the first, or nearly so, or lies some digits away. */
const operands = fc.oneof(
  fc.tuple(near, near),
  fc.tuple(any, any),
  fc.tuple(far, far),
  fc
    .tuple(near, fc.bigInt({ min: -16n, max: 16n }), fc.boolean())
    .map(([a, d, negated]): [Extended, Extended] => [
      a,
      [negated ? a[0] ^ -(1n << 63n) : a[0], BigInt.asIntN(64, a[1] + d)],
    ]),
  fc
    .tuple(near, fc.integer({ min: 0, max: 31 }))
    .map(([a, n]): [Extended, Extended] => [a, [BigInt.asIntN(64, a[0] - (BigInt(n) << 56n)), a[1]]]),
);
const masks = fc.integer({ min: 0, max: 3 });

const wordsOf = (value: bigint): [number, number] => [
  Number(BigInt.asIntN(32, value >> 32n)),
  Number(BigInt.asIntN(32, value)),
];

/** Executes an instruction on registers 0 and 4; what register 0 and 2 have then. */
function interpret(code: string, a: Extended, b: Extended, mask: number) {
  const { fpr } = bench.machine.cpu;
  fpr.set([...wordsOf(a[0]), ...wordsOf(a[1]), ...wordsOf(b[0]), ...wordsOf(b[1])]);
  const outcome = bench.interpret(code, mask);
  const long = (at: number): bigint =>
    BigInt.asIntN(64, (BigInt(fpr[at]) << 32n) | BigInt(fpr[at + 1] >>> 0));
  return { ...outcome, result: [long(0), long(2)] };
}

describe('extended floating point of the library against the interpreter', () => {
  describe.each([
    ['addExtended', '3604', false],
    ['addExtended', '3704', true],
    ['multiplyExtended', '2604', false],
    ['divideExtended', 'b22d0004', false],
  ] as const)('%s (%s)', (name: LibraryName, code, subtracts) => {
    property.prop([operands, masks], { numRuns: 400 })('has the same result', ([a, b], mask) => {
      const expected = interpret(code, a, b, mask);
      const second = subtracts ? b[0] ^ -(1n << 63n) : b[0];
      const result = bench.call(name, a[0], a[1], second, b[1]) as readonly [bigint, bigint];
      const isZero = expected.result.every((half) => half === 0n);
      // What underflows makes a zero when it may not interrupt.
      if (result[0] === REFUSED_LONG) expect(expected.code !== 0 || (isZero && (mask & 2) === 0)).toBe(true);
      else if (expected.code === 0x0e) expect(result).toEqual([0n, 0n]);
      else expect([result, 0]).toEqual([expected.result, expected.code]);
    });
  });

  property.prop([operands, masks], { numRuns: 400 })('multiplyLongToExtended', ([a, b], mask) => {
    const expected = interpret('2704', a, b, mask);
    const result = bench.call('multiplyLongToExtended', a[0], b[0]) as readonly [bigint, bigint];
    if (result[0] === REFUSED_LONG) expect(expected.code !== 0 || (mask & 2) === 0).toBe(true);
    else expect([result, 0]).toEqual([expected.result, expected.code]);
  });

  property.prop([any], { numRuns: 400 })('roundLong', (b) => {
    const expected = interpret('2504', [0n, 0n], b, 0);
    const result = bench.call('roundLong', ...b) as bigint;
    if (result === REFUSED_LONG) {
      expect(expected.code === 0x0c || expected.result[0] === REFUSED_LONG).toBe(true);
    } else expect([result, 0]).toEqual([expected.result[0], expected.code]);
  });

  it('divides exactly where the estimate of seven digits is one too small', () => {
    // Quotients of all ones leave the largest remainders.
    for (let digits = 1; digits <= 28; digits++) {
      const ones = ((1n << BigInt(4 * digits)) - 1n) << BigInt(112 - 4 * digits);
      const a: Extended = [(0x41n << 56n) | (ones >> 56n), (0x33n << 56n) | (ones & 0xffffffffffffffn)];
      const b: Extended = [0x4110000000000000n, 0x3300000000000001n];
      const expected = interpret('b22d0004', a, b, 0);
      expect(bench.call('divideExtended', ...a, ...b)).toEqual(expected.result);
    }
  });
});
