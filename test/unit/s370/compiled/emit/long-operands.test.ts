import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { AREA, EmissionBench } from '../../../../support/emission-bench.js';

const bench = new EmissionBench();
const RUNS = { numRuns: 150 };

const bytes = fc.oneof(
  fc.uint8Array({ minLength: 0x1800, maxLength: 0x1800 }),
  fc.uint8Array({ minLength: 0x1800, maxLength: 0x1800, max: 1 }),
  fc.constant(new Uint8Array(0x1800).fill(0x40)),
);
const place = fc.oneof(fc.integer({ min: 0, max: 0x7ff }), fc.integer({ min: 0, max: 0xfff }));
const count = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 0x800 }),
  fc.integer({ min: 0, max: 0x9000 }),
);
const high = fc.constantFrom(0, 0x40, 0xff);

describe.each([
  ['MVCL', '0e'],
  ['CLCL', '0f'],
])('%s compiled', (_mnemonic, opcode) => {
  property.prop(
    [bytes, place, count, place, count, fc.boolean(), high, fc.constantFrom('24', '26', '42', '22', '32')],
    RUNS,
  )('does what the interpreter does', (storage, first, count1, second, count2, alike, top, registers) => {
    const gpr = Array<number>(16).fill(0);
    gpr[2] = (top << 24) | (AREA + first);
    gpr[3] = (top << 24) | count1;
    gpr[4] = gpr[6] = (top << 24) | (AREA + second);
    gpr[5] = gpr[7] = (0x40 << 24) | (alike ? count1 : count2);
    // Equal operands, or such that differ late.
    if (alike) storage.copyWithin(first, second, second + Math.max(count1 - 1, 0));
    bench.compare({ code: opcode + registers, gpr, storage: [{ at: AREA, bytes: storage }] });
  });
});

describe('compiled MVCL', () => {
  it('moves across blocks and pads, in a region', () => {
    const before = bench.compiled;
    const gpr = [0, 0, AREA + 0x700, 0x300, AREA + 0x1000, 0x40000200];
    bench.compare({
      code: '0e24',
      gpr,
      storage: [{ at: AREA + 0x1000, bytes: new Uint8Array(0x300).fill(7) }],
    });
    bench.compare({
      code: '0f24',
      gpr,
      storage: [{ at: AREA + 0x1000, bytes: new Uint8Array(0x300).fill(7) }],
    });
    expect(bench.compiled - before).toBe(2);
  });

  it('leaves a move into code to the interpreter', () => {
    const before = bench.compiled;
    bench.compare({ code: '0e24', gpr: [0, 0, 0x200, 2, AREA, 2] });
    expect(bench.compiled - before).toBe(0);
    // Data in the block of the code, but in other lines.
    bench.compare({ code: '0e24', gpr: [0, 0, 0x280, 20, AREA, 2] });
    expect(bench.compiled - before).toBe(1);
  });
});
