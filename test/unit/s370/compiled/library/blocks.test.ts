import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { LibraryName } from '../../../../../src/s370/compiled/library/library.js';
import { LibraryBench, ssInstruction } from '../../../../support/library-bench.js';

const bench = new LibraryBench();

/** Puts random bytes and addresses, executes an instruction in the interpreter; gives the host offsets. */
function prepare(bytes: Uint8Array, first: number, second: number): [number, number] {
  bench.put(0x1000, bytes);
  const { gpr } = bench.machine.cpu;
  gpr[1] = 0x1000 + first;
  gpr[2] = 0x1000 + second;
  return [bench.host(0x1000 + first), bench.host(0x1000 + second)];
}

const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1024, maxLength: 1024 }),
  // Few different bytes, so that much is equal and zero.
  fc.uint8Array({ minLength: 1024, maxLength: 1024, max: 1 }),
);
/** Operands far apart, or as near as destructive overlap needs. */
const places = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 400, max: 700 })),
  fc
    .tuple(fc.integer({ min: 300, max: 340 }), fc.integer({ min: -40, max: 40 }))
    .map(([first, distance]): [number, number] => [first, first + distance]),
);
const length = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 256 }));

describe('storage-to-storage functions of the library against the interpreter', () => {
  describe.each([
    ['mvc', 0xd2],
    ['mvn', 0xd1],
    ['mvz', 0xd3],
  ] as const)('%s', (name, opcode) => {
    property.prop([bytes, places, length], { numRuns: 300 })('stores the same', (data, [a, b], n) => {
      const [first, second] = prepare(data, a, b);
      const expected = bench.interpret(ssInstruction(opcode, n - 1));
      bench.call(name, first, second, n);
      expect(Buffer.compare(bench.storage, expected.storage)).toBe(0);
    });
  });

  describe.each([
    ['nc', 0xd4],
    ['oc', 0xd6],
    ['xc', 0xd7],
  ] as const)('%s', (name: LibraryName, opcode) => {
    property.prop([bytes, places, length], { numRuns: 300 })(
      'stores the same and tells zero from others',
      (data, [a, b], n) => {
        const [first, second] = prepare(data, a, b);
        const expected = bench.interpret(ssInstruction(opcode, n - 1));
        const any = bench.call(name, first, second, n);
        expect(Buffer.compare(bench.storage, expected.storage)).toBe(0);
        expect(any !== 0 ? 1 : 0).toBe(expected.conditionCode);
      },
    );
  });

  property.prop([bytes, places, length, fc.integer({ min: 0, max: 256 })], { numRuns: 500 })(
    'clc compares in the same way',
    (data, [a, b], n, equal) => {
      data.copyWithin(b, a, a + Math.min(equal, n));
      const [first, second] = prepare(data, a, b);
      const order = bench.call('clc', first, second, n) as number;
      const { conditionCode } = bench.interpret(ssInstruction(0xd5, n - 1));
      expect(order === 0 ? 0 : order < 0 ? 1 : 2).toBe(conditionCode);
    },
  );

  property.prop([bytes, places, length], { numRuns: 200 })('mvcin stores the same', (data, [a, b], n) => {
    const [first, second] = prepare(data, a, b);
    bench.machine.cpu.gpr[2] += n - 1;
    const expected = bench.interpret(ssInstruction(0xe8, n - 1));
    bench.call('mvcin', first, second, n);
    expect(Buffer.compare(bench.storage, expected.storage)).toBe(0);
  });

  property.prop([bytes, places, length], { numRuns: 300 })(
    'tr stores the same, though it changes its table',
    (data, [a, b], n) => {
      const [first, second] = prepare(data, a, b);
      const expected = bench.interpret(ssInstruction(0xdc, n - 1));
      bench.call('tr', first, second, n);
      expect(Buffer.compare(bench.storage, expected.storage)).toBe(0);
    },
  );

  property.prop([bytes, places, length, fc.integer({ min: 0, max: 255 })], { numRuns: 300 })(
    'trt finds the same',
    (data, [a, b], n, stop) => {
      data.fill(0, b, b + 256);
      data[b + stop] = 0x5a;
      const [first, second] = prepare(data, a, b);
      const { cpu } = bench.machine;
      cpu.gpr[2] = 0x1000 + b;
      const found = bench.call('trt', first, second, n) as number;
      const { conditionCode } = bench.interpret(ssInstruction(0xdd, n - 1));
      if (conditionCode === 0) expect(found).toBe(0);
      else {
        expect(0x1000 + a + (found >> 8)).toBe(cpu.gpr[1]);
        expect(found & 0xff).toBe(cpu.gpr[2] & 0xff);
        expect(found >> 8 === n - 1 ? 2 : 1).toBe(conditionCode);
      }
    },
  );

  it('fills', () => {
    prepare(new Uint8Array(1024), 0, 0);
    for (const n of [1, 7, 8, 9, 31, 256]) {
      bench.call('fill', bench.host(0x1100), n & 0xff, n);
      expect([...bench.storage.subarray(0xff, 0x101 + n)]).toEqual([
        0,
        ...Array<number>(n).fill(n & 0xff),
        0,
      ]);
      bench.put(0x1100, new Uint8Array(256));
    }
  });
});
