import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../../support/library-bench.js';
import { AREA, EmissionBench } from '../../../../support/emission-bench.js';

const bench = new EmissionBench();
const RUNS = { numRuns: 25 };

const fraction = fc.oneof(
  fc.bigInt({ min: 1n << 52n, max: (1n << 56n) - 1n }),
  fc.bigInt({ min: 0n, max: (1n << 56n) - 1n }),
  fc.bigInt({ min: 0n, max: 0xffffffn }).map((n) => n << 32n),
  fc.constantFrom(0n, 1n, 1n << 52n, (1n << 56n) - 1n),
);
const number = fc
  .tuple(fc.boolean(), fc.oneof(fc.integer({ min: 60, max: 68 }), fc.integer({ min: 0, max: 127 })), fraction)
  .map(([negative, c, f]) => (negative ? 1n << 63n : 0n) | (BigInt(c) << 56n) | f);
/** The second operand is often what makes a sum of zero. */
const pair = fc.oneof(
  fc.tuple(number, number),
  number.map((n): [bigint, bigint] => [n, n]),
  number.map((n): [bigint, bigint] => [n, n ^ (1n << 63n)]),
);
const masks = fc.integer({ min: 0, max: 3 });

const REGISTER_FORMS = [
  ...[0x20, 0x21, 0x22, 0x23, 0x24, 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f],
  ...[0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f],
];
const STORAGE_FORMS = [
  ...[0x60, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
  ...[0x70, 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f],
];

function bytesOf(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(16, '0'), 'hex'));
}

describe.each(REGISTER_FORMS.map((opcode) => [hex(opcode, 2)]))('X%s compiled', (opcode) => {
  property.prop([pair, masks, fc.constantFrom('04', '26', '62', '44', '01', '10')], RUNS)(
    'does what the interpreter does',
    ([a, b], programMask, registers) => {
      bench.compare({ code: `${opcode}${registers}`, fpr: [a, b, b, a], programMask });
    },
  );
});

describe.each(STORAGE_FORMS.map((opcode) => [hex(opcode, 2)]))('X%s compiled', (opcode) => {
  property.prop(
    [pair, masks, fc.constantFrom(0, 2, 4, 6, 3), fc.constantFrom(0x100, 0x104, 0x101, 0x7fc)],
    RUNS,
  )('does what the interpreter does', ([a, b], programMask, r1, at) => {
    bench.compare({
      code: `${opcode}${hex(r1, 1)}01000`,
      gpr: [0, AREA + at],
      fpr: [a, a, a, a],
      programMask,
      storage: [{ at: AREA + at, bytes: bytesOf(b) }],
    });
  });
});

describe('compiled floating-point instructions', () => {
  it('are executed by regions unless they interrupt', () => {
    const before = bench.compiled;
    const two = 0x4120000000000000n;
    const three = 0x4130000000000000n;
    for (const opcode of REGISTER_FORMS) bench.compare({ code: `${hex(opcode, 2)}02`, fpr: [three, two] });
    expect(bench.compiled - before).toBe(REGISTER_FORMS.length);
  });
});
