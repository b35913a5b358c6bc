import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { AREA, EmissionBench } from '../../../../support/emission-bench.js';

const bench = new EmissionBench();
const RUNS = { numRuns: 60 };

const word = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const near = fc
  .tuple(fc.boolean(), fc.integer({ min: 58, max: 70 }), fc.bigInt({ min: 0n, max: (1n << 56n) - 1n }))
  .map(([negative, c, f]) => (negative ? 1n << 63n : 0n) | (BigInt(c) << 56n) | f);
const number = fc.oneof(near, near, word, fc.constantFrom(0n, 1n << 63n, 0x4110000000000000n));
/** The second operand is often what makes a sum of zero. */
const registers = fc.oneof(
  fc.array(number, { minLength: 4, maxLength: 4 }),
  fc.tuple(number, number).map(([a, b]) => [a, b, a, b]),
  fc.tuple(number, number).map(([a, b]) => [a, b, a ^ (1n << 63n), b]),
);
const masks = fc.integer({ min: 0, max: 3 });

describe.each([['25'], ['26'], ['27'], ['36'], ['37'], ['b22d00']])('X%s compiled', (opcode) => {
  property.prop(
    [registers, masks, fc.constantFrom('04', '40', '00', '44', '26', '24', '42', '11', '08')],
    RUNS,
  )('does what the interpreter does', (fpr, programMask, fields) => {
    bench.compare({ code: `${opcode}${fields}`, fpr, programMask });
  });
});

describe('MXD compiled', () => {
  property.prop(
    [registers, masks, fc.constantFrom('0', '4', '2', '1'), fc.constantFrom(0x100, 0x104, 0x101, 0x7fc)],
    RUNS,
  )('does what the interpreter does', (fpr, programMask, r1, at) => {
    const bytes = Buffer.from((fpr[2] & ((1n << 64n) - 1n)).toString(16).padStart(16, '0'), 'hex');
    bench.compare({
      code: `67${r1}01000`,
      gpr: [0, AREA + at],
      fpr,
      programMask,
      storage: [{ at: AREA + at, bytes }],
    });
  });
});

describe('compiled extended floating-point instructions', () => {
  it('are executed by regions unless they interrupt', () => {
    const before = bench.compiled;
    const three = 0x4130000000000000n;
    const codes = ['2504', '2604', '2704', '3604', '3704', 'b22d0004', '67001000'];
    const bytes = [0x41, 0x50, 0, 0, 0, 0, 0, 0];
    for (const code of codes) {
      const fpr = [three, 0n, three + 1n, 0n];
      bench.compare({ code, gpr: [0, AREA], fpr, storage: [{ at: AREA, bytes }] });
    }
    expect(bench.compiled - before).toBe(codes.length);
  });
});
