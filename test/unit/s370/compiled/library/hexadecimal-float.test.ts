import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { REFUSED_LONG, REFUSED_SHORT } from '../../../../../src/s370/compiled/library/hexadecimal-float.js';
import type { LibraryName } from '../../../../../src/s370/compiled/library/library.js';
import { hex, LibraryBench } from '../../../../support/library-bench.js';

const bench = new LibraryBench();

/** Fractions as programs have them, and as they do not: zero, unnormalized, all ones, one bit. */
const fraction = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: (1n << 56n) - 1n }) },
  { weight: 2, arbitrary: fc.bigInt({ min: 1n << 52n, max: (1n << 56n) - 1n }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 55 }).map((n) => 1n << BigInt(n)) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 56 }).map((n) => (1n << BigInt(n)) - 1n) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 0xffffffn }).map((n) => n << 32n) },
  { weight: 1, arbitrary: fc.constant(0n) },
);
const number = (characteristics: fc.Arbitrary<number>) =>
  fc
    .tuple(fc.boolean(), characteristics, fraction)
    .map(([negative, c, f]) => BigInt.asIntN(64, (negative ? 1n << 63n : 0n) | (BigInt(c) << 56n) | f));
const near = number(fc.integer({ min: 60, max: 68 }));
const any = number(fc.integer({ min: 0, max: 127 }));
const edge = number(fc.constantFrom(0, 1, 126, 127));
/** Two numbers; often the second has the digits of the first, or nearly so, or lies a few digits away. */
const operands = fc.oneof(
  fc.tuple(near, near),
  fc.tuple(any, any),
  fc.tuple(edge, edge),
  fc.tuple(near, fc.bigInt({ min: -16n, max: 16n })).map(([a, d]): [bigint, bigint] => [a, a + d]),
  fc
    .tuple(near, fc.bigInt({ min: -16n, max: 16n }))
    .map(([a, d]): [bigint, bigint] => [a, (a ^ (1n << 63n)) + d]),
  fc
    .tuple(near, fc.integer({ min: 0, max: 15 }))
    .map(([a, n]): [bigint, bigint] => [a, BigInt.asIntN(64, a - (BigInt(n) << 56n))]),
);
/** Significance does not interrupt, underflow may. */
const masks = fc.constantFrom(0, 2);

/** Executes an RR instruction on floating-point registers 0 and 2; what register 0 has then. */
function interpret(opcode: number, a: bigint, b: bigint, mask: number) {
  const { fpr } = bench.machine.cpu;
  const words = (at: number, value: bigint): void => {
    fpr[at] = Number(BigInt.asIntN(32, value >> 32n));
    fpr[at + 1] = Number(BigInt.asIntN(32, value));
  };
  words(0, BigInt.asIntN(64, a));
  words(2, BigInt.asIntN(64, b));
  const outcome = bench.interpret(`${hex(opcode, 2)}02`, mask);
  const long = (BigInt(fpr[0]) << 32n) | BigInt(fpr[1] >>> 0);
  return { ...outcome, long, short: fpr[0] };
}

const high = (a: bigint): number => Number(BigInt.asIntN(32, a >> 32n));
const signCode = (value: number): number => (value === 0 ? 0 : value < 0 ? 1 : 2);
const codeOfLong = (a: bigint): number => ((a & 0xffffffffffffffn) === 0n ? 0 : a < 0n ? 1 : 2);
const codeOfShort = (a: number): number => ((a & 0xffffff) === 0 ? 0 : a < 0 ? 1 : 2);

const ALWAYS = { numRuns: 1000 };

/** What interrupts is refused, and what underflows, which makes a zero when it may not interrupt. */
function mayBeRefused(code: number, zero: boolean, mask: number): boolean {
  return code !== 0 || (zero && mask === 0);
}

describe('long floating point of the library against the interpreter', () => {
  describe.each([
    ['addLong', 0x2a, false, true],
    ['addLong', 0x2b, true, true],
    ['addLongUnnormalized', 0x2e, false, true],
    ['addLongUnnormalized', 0x2f, true, true],
    ['multiplyLong', 0x2c, false, false],
    ['divideLong', 0x2d, false, false],
  ] as const)('%s (%i)', (name: LibraryName, opcode, subtracts, setsCode) => {
    property.prop([operands, masks], ALWAYS)('has the same result', ([a, b], mask) => {
      const expected = interpret(opcode, a, b, mask);
      const second = subtracts ? b ^ (1n << 63n) : b;
      const parameters = [a, second].map((n) => BigInt.asIntN(64, n));
      const result = bench.call(name, ...parameters) as bigint;
      if (result === REFUSED_LONG) {
        expect(mayBeRefused(expected.code, expected.long === 0n, mask)).toBe(true);
        return;
      }
      expect(expected.code).toBe(0);
      expect(BigInt.asUintN(64, result).toString(16)).toBe(BigInt.asUintN(64, expected.long).toString(16));
      if (setsCode) expect(codeOfLong(result)).toBe(expected.conditionCode);
    });
  });

  property.prop([operands], ALWAYS)('compareLong', ([a, b]) => {
    const order = bench.call('compareLong', BigInt.asIntN(64, a), BigInt.asIntN(64, b)) as number;
    expect(signCode(order)).toBe(interpret(0x29, a, b, 0).conditionCode);
  });

  property.prop([any, masks], ALWAYS)('halveLong', (b, mask) => {
    const expected = interpret(0x24, 0n, b, mask);
    const result = bench.call('halveLong', b) as bigint;
    if (result === REFUSED_LONG) expect(mayBeRefused(expected.code, expected.long === 0n, mask)).toBe(true);
    else expect([result, 0]).toEqual([expected.long, expected.code]);
  });

  property.prop([any], ALWAYS)('roundShort', (b) => {
    const expected = interpret(0x35, 0n, b, 0);
    const result = bench.call('roundShort', b) as bigint;
    if (result < 0n) expect(expected.code).toBe(0x0c);
    else expect([Number(BigInt.asIntN(32, result)), 0]).toEqual([expected.short, expected.code]);
  });
});

describe('short floating point of the library against the interpreter', () => {
  describe.each([
    ['addShort', 0x3a, false, true],
    ['addShort', 0x3b, true, true],
    ['addShortUnnormalized', 0x3e, false, true],
    ['addShortUnnormalized', 0x3f, true, true],
    ['divideShort', 0x3d, false, false],
  ] as const)('%s (%i)', (name: LibraryName, opcode, subtracts, setsCode) => {
    property.prop([operands, masks], ALWAYS)('has the same result', ([a, b], mask) => {
      const expected = interpret(opcode, a, b, mask);
      const second = subtracts ? high(b) ^ -0x80000000 : high(b);
      const result = bench.call(name, high(a), second) as number;
      if (result === REFUSED_SHORT) {
        expect(mayBeRefused(expected.code, expected.short === 0, mask)).toBe(true);
        return;
      }
      expect([result, 0]).toEqual([expected.short, expected.code]);
      if (setsCode) expect(codeOfShort(result)).toBe(expected.conditionCode);
    });
  });

  property.prop([operands, masks], ALWAYS)('multiplyShort', ([a, b], mask) => {
    const expected = interpret(0x3c, a, b, mask);
    const result = bench.call('multiplyShort', high(a), high(b)) as bigint;
    if (result === REFUSED_LONG) expect(mayBeRefused(expected.code, expected.long === 0n, mask)).toBe(true);
    else expect([result, 0]).toEqual([expected.long, expected.code]);
  });

  property.prop([operands], ALWAYS)('compareShort', ([a, b]) => {
    const order = bench.call('compareShort', high(a), high(b)) as number;
    expect(signCode(order)).toBe(interpret(0x39, a, b, 0).conditionCode);
  });

  property.prop([any, masks], ALWAYS)('halveShort', (b, mask) => {
    const expected = interpret(0x34, 0n, b, mask);
    const result = bench.call('halveShort', high(b)) as number;
    if (result === REFUSED_SHORT) expect(mayBeRefused(expected.code, expected.short === 0, mask)).toBe(true);
    else expect([result, 0]).toEqual([expected.short, expected.code]);
  });
});

describe('a difference of zero', () => {
  it('is a true zero', () => {
    const [one, minusOne] = [0x4110000000000000n, BigInt.asIntN(64, 0xc110000000000000n)];
    expect(bench.call('addLong', one, minusOne)).toBe(0n);
    expect(bench.call('addLongUnnormalized', one, minusOne)).toBe(0n);
    expect(bench.call('addShort', high(one), high(minusOne))).toBe(0);
    expect(bench.call('addShortUnnormalized', high(one), high(minusOne))).toBe(0);
  });
});
