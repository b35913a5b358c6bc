import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { LibraryName } from '../../../../../src/s370/compiled/library/library.js';
import { hex, LibraryBench, ssInstruction } from '../../../../support/library-bench.js';

const bench = new LibraryBench();
const RUNS = { numRuns: 500 };
const FIRST = 0x1100;
const SECOND = 0x1200;

const digit = fc.integer({ min: 0, max: 9 });
/** Digits of a field, the last one for the sign: many zeros in front, many nines, sometimes one that is none. */
const nibbles = (bytes: number) => {
  const count = 2 * bytes - 1;
  const all = (arbitrary: fc.Arbitrary<number>) =>
    fc.array(arbitrary, { minLength: count, maxLength: count });
  const sound = fc.oneof(
    all(digit),
    all(fc.constantFrom(0, 9)),
    fc
      .tuple(all(digit), fc.integer({ min: 0, max: count }))
      .map(([digits, zeros]) => digits.map((d, i) => (i < zeros ? 0 : d))),
    fc.constant(Array<number>(count).fill(0)),
  );
  const sign = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(12, 13) },
    { weight: 2, arbitrary: fc.integer({ min: 10, max: 15 }) },
  );
  return fc.oneof(
    { weight: 12, arbitrary: fc.tuple(sound, sign).map(([digits, s]) => [...digits, s]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(sound, fc.integer({ min: 0, max: count }), fc.integer({ min: 0, max: 15 }))
        .map(([digits, at, bad]) => [...digits, 12].map((d, i) => (i === at ? bad : d))),
    },
  );
};
const field = (least: number, most: number) =>
  fc
    .integer({ min: least, max: most })
    .chain((bytes) =>
      nibbles(bytes).map((n) => Uint8Array.from({ length: bytes }, (_, i) => (n[2 * i] << 4) | n[2 * i + 1])),
    );

/** Both operands in storage, all else X'A5'. */
function prepare(first: Uint8Array, second: Uint8Array): void {
  bench.put(0x1000, new Uint8Array(0x400).fill(0xa5));
  bench.put(FIRST, first);
  bench.put(SECOND, second);
  bench.machine.cpu.gpr[1] = FIRST;
  bench.machine.cpu.gpr[2] = SECOND;
}

/** Runs both and compares: a refusal must have changed nothing, and be for an exception or an overflow. */
function compare(
  name: LibraryName,
  opcode: number,
  first: Uint8Array,
  second: Uint8Array,
  code: boolean,
): boolean {
  prepare(first, second);
  const before = bench.storage;
  const result = bench.call(name, bench.host(FIRST), bench.host(SECOND), first.length, second.length);
  const after = bench.storage;
  const expected = bench.interpret(ssInstruction(opcode, ((first.length - 1) << 4) | (second.length - 1)));
  if (result === -1) {
    expect(Buffer.compare(after, before)).toBe(0);
    expect(expected.code !== 0 || expected.conditionCode === 3).toBe(true);
    return false;
  }
  expect(expected.code).toBe(0);
  expect(Buffer.from(after).toString('hex', 0x100, 0x110)).toBe(
    Buffer.from(expected.storage).toString('hex', 0x100, 0x110),
  );
  expect(Buffer.compare(after, expected.storage)).toBe(0);
  if (code) expect(result).toBe(expected.conditionCode);
  return true;
}

describe('decimal functions of the library against the interpreter', () => {
  describe.each([
    ['ap', 0xfa],
    ['sp', 0xfb],
    ['zap', 0xf8],
    ['cp', 0xf9],
  ] as const)('%s', (name, opcode) => {
    property.prop([field(1, 8), field(1, 8)], RUNS)('short', (first, second) => {
      compare(`${name}Short`, opcode, first, second, true);
    });

    property.prop([field(1, 16), field(1, 16)], RUNS)('long', (first, second) => {
      compare(`${name}Long`, opcode, first, second, true);
    });
  });

  /** A second operand, and a first one with so many zeros in front that the product may fit. */
  const factors = (most: number) =>
    field(1, 8)
      .filter((second) => second.length < most)
      .chain((second) =>
        field(1, most - second.length).map((first): [Uint8Array, Uint8Array] => {
          const wide = new Uint8Array(first.length + second.length);
          wide.set(first, second.length);
          return [wide, second];
        }),
      );

  property.prop([factors(8)], RUNS)('mpShort', ([first, second]) => {
    compare('mpShort', 0xfc, first, second, false);
  });
  property.prop([factors(16)], RUNS)('mpLong', ([first, second]) => {
    if (first.length > 8) compare('mpLong', 0xfc, first, second, false);
  });
  property.prop([field(2, 8), field(1, 7)], RUNS)('mpShort without zeros in front', (first, second) => {
    if (second.length < first.length) compare('mpShort', 0xfc, first, second, false);
  });
  property.prop([field(9, 16), field(1, 8)], RUNS)('mpLong without zeros in front', (first, second) => {
    compare('mpLong', 0xfc, first, second, false);
  });
  property.prop([factors(8)], RUNS)('dpShort', ([first, second]) => {
    compare('dpShort', 0xfd, first, second, false);
  });
  property.prop([factors(16)], RUNS)('dpLong', ([first, second]) => {
    if (first.length > 8) compare('dpLong', 0xfd, first, second, false);
  });
  property.prop([field(9, 16), field(1, 8)], RUNS)('dpLong of any dividend', (first, second) => {
    compare('dpLong', 0xfd, first, second, false);
  });

  it.each([
    ['apShort', 0xfa, '00500C', '123C', true],
    ['apShort', 0xfa, '999C', '001C', false],
    ['spLong', 0xfb, '0000000000000000100C', '0000000000000000101C', true],
    ['mpLong', 0xfc, '0000000000999999999999999C', '999999999C', true],
    ['dpShort', 0xfd, '00000012345C', '234C', true],
    ['dpLong', 0xfd, '0000000000000099999999999999999C', '999999999999999D', true],
    ['dpLong', 0xfd, '0000000000000099999999999999999C', '000C', false],
  ] as const)('%s (%i) does %s and %s itself: %s', (name, opcode, first, second, done) => {
    expect(compare(name, opcode, Buffer.from(first, 'hex'), Buffer.from(second, 'hex'), opcode < 0xfc)).toBe(
      done,
    );
  });

  describe.each([
    ['srpShort', 1, 8],
    ['srpLong', 1, 16],
  ] as const)('%s', (name, least, most) => {
    property.prop(
      [field(least, most), fc.integer({ min: -32, max: 31 }), fc.integer({ min: 0, max: 10 })],
      RUNS,
    )('shifts and rounds in the same way', (first, shift, rounding) => {
      prepare(first, new Uint8Array(0));
      const before = bench.storage;
      const result = bench.call(name, bench.host(FIRST), first.length, shift, rounding);
      const after = bench.storage;
      const lengths = ((first.length - 1) << 4) | rounding;
      const expected = bench.interpret(`f0${hex(lengths, 2)}1000${hex(shift & 0x3f, 4)}`);
      if (result === -1) {
        expect(Buffer.compare(after, before)).toBe(0);
        expect(expected.code !== 0 || expected.conditionCode === 3).toBe(true);
        return;
      }
      expect(Buffer.compare(after, expected.storage)).toBe(0);
      expect([result, 0]).toEqual([expected.conditionCode, expected.code]);
    });
  });
});

describe('conversions of the library against the interpreter', () => {
  property.prop([field(8, 8)], RUNS)('cvb', (first) => {
    prepare(first, new Uint8Array(0));
    const result = bench.call('cvb', bench.host(FIRST)) as bigint;
    bench.machine.cpu.gpr[3] = 0;
    const expected = bench.interpret('4f301000');
    if (result === -(1n << 63n)) expect(expected.code).not.toBe(0);
    else expect([Number(result), 0]).toEqual([bench.machine.cpu.gpr[3], expected.code]);
  });

  const number = fc.oneof(
    fc.integer(),
    fc.constantFrom(0, -1, 0x7fffffff, -0x80000000, 99999999, 100000000, 200000000, 1999999999, 2000000000),
  );
  property.prop([number], RUNS)('cvd', (value) => {
    prepare(new Uint8Array(8), new Uint8Array(0));
    bench.machine.cpu.gpr[3] = value;
    bench.call('cvd', value, bench.host(FIRST));
    const after = bench.storage;
    expect(Buffer.compare(after, bench.interpret('4e301000').storage)).toBe(0);
  });

  describe.each([
    ['pack', 0xf2],
    ['unpk', 0xf3],
    ['mvo', 0xf1],
  ] as const)('%s', (name, opcode) => {
    const lengths = fc.tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 16 }));
    const bytes = fc.uint8Array({ minLength: 128, maxLength: 128 });
    property.prop([bytes, lengths, fc.oneof(fc.constant(64), fc.integer({ min: -20, max: 20 }))], RUNS)(
      'stores the same, or refuses operands that overlap',
      (data, [length1, length2], distance) => {
        bench.put(FIRST - 32, data);
        const { gpr } = bench.machine.cpu;
        gpr[1] = FIRST;
        gpr[2] = FIRST + distance;
        const before = bench.storage;
        const result = bench.call(name, bench.host(FIRST), bench.host(FIRST + distance), length1, length2);
        const after = bench.storage;
        const expected = bench.interpret(ssInstruction(opcode, ((length1 - 1) << 4) | (length2 - 1)));
        if (result === -1) {
          expect(distance).toBeLessThan(64);
          expect(Buffer.compare(after, before)).toBe(0);
        } else expect(Buffer.compare(after, expected.storage)).toBe(0);
      },
    );
  });

  it('packs a field onto itself', () => {
    prepare(Buffer.from('f1f2f3f4f5', 'hex'), new Uint8Array(0));
    expect(bench.call('pack', bench.host(FIRST), bench.host(FIRST), 5, 5)).toBe(0);
    expect(Buffer.from(bench.storage.subarray(0x100, 0x105)).toString('hex')).toBe('000012345f');
  });
});

describe('ed against the interpreter', () => {
  const character = fc.oneof(
    { weight: 6, arbitrary: fc.constant(0x20) },
    { weight: 1, arbitrary: fc.constant(0x21) },
    { weight: 1, arbitrary: fc.constant(0x22) },
    { weight: 1, arbitrary: fc.constantFrom(0x40, 0x6b, 0x4b, 0xc3) },
  );
  const pattern = fc.array(character, { minLength: 1, maxLength: 40 });
  const source = fc
    .tuple(field(1, 16), field(1, 16), field(8, 16))
    .map((fields) => fields.flatMap((bytes) => [...bytes]));
  const WORK = 0x40;

  property.prop([pattern, source], RUNS)('edits and marks in the same way', (characters, digits) => {
    const cut = digits.slice(0, 40);
    prepare(Uint8Array.from(characters), Uint8Array.from(cut));
    const { cpu } = bench.machine;
    const length = characters.length;
    const before = bench.storage;
    const result = bench.call('ed', bench.host(FIRST), bench.host(SECOND), length, WORK) as number;
    const after = bench.storage;
    const expected = bench.interpret(`df${hex(length - 1, 2)}10002000`);
    if (result === -1) {
      expect(Buffer.compare(after, before)).toBe(0);
      expect(expected.code).toBe(7);
      return;
    }
    expect(Buffer.compare(after, expected.storage)).toBe(0);
    expect([result & 3, 0]).toEqual([expected.conditionCode, expected.code]);
    expect(FIRST + Math.max((result >> 2) - 1, 0)).toBe(cpu.gpr[1]);
  });

  it('refuses operands that overlap', () => {
    prepare(Uint8Array.of(0x40, 0x20, 0x20, 0x20, 0x20), new Uint8Array(0));
    expect(bench.call('ed', bench.host(FIRST), bench.host(FIRST + 4), 5, WORK)).toBe(-1);
    expect(bench.call('ed', bench.host(FIRST), bench.host(FIRST - 4), 5, WORK)).toBe(-1);
  });
});
