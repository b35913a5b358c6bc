import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../../support/library-bench.js';
import { AREA, EmissionBench, type Situation } from '../../../../support/emission-bench.js';

const bench = new EmissionBench();
const RUNS = { numRuns: 60 };

const data = fc.oneof(
  fc.uint8Array({ minLength: 2048, maxLength: 2048 }),
  fc.uint8Array({ minLength: 2048, maxLength: 2048, max: 1 }),
);
const length = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 256 }));

/** Both operands, by two base registers or by one, far apart or near, in the middle or across a block. */
const places = fc.record({
  at: fc.oneof(fc.integer({ min: 0x300, max: 0x400 }), fc.integer({ min: 0x780, max: 0x801 })),
  distance: fc.oneof(
    fc.integer({ min: -20, max: 20 }),
    fc.constantFrom(0, 1, 1, -1),
    fc.integer({ min: -0x300, max: 0x300 }),
  ),
  oneBase: fc.boolean(),
});

interface Place {
  readonly at: number;
  readonly distance: number;
  readonly oneBase: boolean;
}

/** The last four bytes of an SS instruction, and its registers: 1 and 2, or 3 for both. */
function operands({ at, distance, oneBase }: Place): { code: string; gpr: number[] } {
  const gpr = Array<number>(16).fill(0x12345678);
  gpr[1] = 0x55000000 | (AREA + at);
  gpr[2] = 0x7f000000 | (AREA + at + distance);
  gpr[3] = AREA;
  return {
    gpr,
    code: oneBase ? `3${hex(at, 3)}3${hex(at + distance, 3)}` : '10002000',
  };
}

const OPCODES = {
  MVC: 0xd2,
  MVN: 0xd1,
  MVZ: 0xd3,
  NC: 0xd4,
  OC: 0xd6,
  XC: 0xd7,
  CLC: 0xd5,
  TR: 0xdc,
  TRT: 0xdd,
};

describe.each(Object.entries(OPCODES))('%s compiled', (_mnemonic, opcode) => {
  const situation = (
    bytes: Uint8Array,
    place: Place,
    rest: (gpr: number[], code: string) => string,
  ): Situation => {
    const { code, gpr } = operands(place);
    return { code: rest(gpr, code), gpr, storage: [{ at: AREA, bytes }] };
  };

  property.prop([data, places, length], RUNS)('does what the interpreter does', (bytes, place, n) => {
    bench.compare(situation(bytes, place, (_gpr, code) => `${hex(opcode, 2)}${hex(n - 1, 2)}${code}`));
  });

  property.prop([data, places, length, fc.nat({ max: 255 })], RUNS)('is executed', (bytes, place, n, or) => {
    // EX 4,X'208' and the subject there.
    bench.compare(
      situation(bytes, place, (gpr, code) => {
        gpr[4] = 0x1100 | (n - 1);
        const subject = hex(opcode, 2) + hex((n - 1) & or, 2) + code;
        return `44400208 00000000 ${subject}`;
      }),
    );
  });
});

describe('MVCIN compiled', () => {
  property.prop([data, length], RUNS)('does what the interpreter does', (bytes, n) => {
    const gpr = [0, AREA + 0x100, AREA + 0x400];
    bench.compare({ code: `e8${hex(n - 1, 2)}10002000`, gpr, storage: [{ at: AREA, bytes }] });
  });
});

describe('a translation test', () => {
  it('leaves the registers when it finds nothing, and finds the last byte', () => {
    const table = new Uint8Array(256);
    table[7] = 9;
    for (const text of [
      [1, 2, 3],
      [1, 2, 7],
      [7, 2, 3],
    ]) {
      bench.compare({
        code: 'dd02 1000 2000',
        gpr: [0, 0x45000000 | AREA, 0x12000000 | (AREA + 0x200)],
        storage: [
          { at: AREA, bytes: text },
          { at: AREA + 0x200, bytes: table },
        ],
      });
    }
  });
});

describe('compiled storage-to-storage instructions', () => {
  it('are mostly executed by regions', () => {
    const before = bench.compiled;
    for (let n = 0; n < 20; n++) {
      bench.compare({ code: `d2${hex(n, 2)}10002000`, gpr: [0, AREA, AREA + 0x100] });
    }
    expect(bench.compiled - before).toBe(20);
  });
});
