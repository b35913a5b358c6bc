import { beforeEach, describe, expect, it } from 'vitest';
import { UnitStatus } from '../../../src/s370/index.js';
import { DATA, DiskBench, cchh, read, searchId, seek } from '../../support/disk-bench.js';

const KEY = [0xa1, 0xa2];
let bench: DiskBench;
beforeEach(() => {
  bench = new DiskBench('3380', 4);
  const record = (key: number[], bytes: number[]) => ({
    key: Uint8Array.from(key),
    data: Uint8Array.from(bytes),
  });
  bench.volume.put(1, 2, [record(KEY, [1, 2, 3]), record([], []), record([], [7])]);
  bench.volume.put(1, 3, [record([], [9])]);
});

const at = seek(1, 2);
const count = (record: number, keyLength: number, dataLength: number): number[] => [
  ...[...cchh(1, 2), record, keyLength],
  ...[0, dataLength],
];

describe('reads', () => {
  it('give home address, record 0, counts, keys and data', () => {
    expect(bench.read(at, read(0x1a, 5))).toEqual([0, ...cchh(1, 2)]);
    expect(bench.read(at, read(0x16, 16))).toEqual([...count(0, 0, 8), 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(bench.read(at, read(0x12, 8), read(0x12, 8))).toEqual([...count(1, 2, 3), ...count(2, 0, 0)]);
    expect(bench.read(at, read(0x06, 3))).toEqual([1, 2, 3]);
    expect(bench.read(at, read(0x0e, 5))).toEqual([...KEY, 1, 2, 3]);
    expect(bench.read(at, read(0x1e, 13))).toEqual([...count(1, 2, 3), ...KEY, 1, 2, 3]);
  });

  it('begin behind the area that has passed', () => {
    expect(bench.read(at, searchId(1, 2, 1), read(0x0e, 5))).toEqual([...KEY, 1, 2, 3]);
    expect(bench.read(at, read(0x12, 8), read(0x06, 3)).slice(8)).toEqual([1, 2, 3]);
    expect(bench.read(at, searchId(1, 2, 2), read(0x1e, 9))).toEqual([...count(3, 0, 1), 7]);
  });

  it('end with unit exception at a record without data', () => {
    const { unit } = bench.run(at, searchId(1, 2, 2), read(0x06, 3));
    expect(unit & UnitStatus.unitException).not.toBe(0);
  });

  it('go on to the next track with the multitrack command', () => {
    expect(bench.read(at, searchId(1, 2, 3), read(0x92, 8)).slice(0, 5)).toEqual([...cchh(1, 3), 1]);
  });

  it('give all records to the end of the track at once', () => {
    const length = 13 + 8 + 9;
    expect(bench.read(at, read(0x5e, length))).toEqual([
      ...[...count(1, 2, 3), ...KEY, 1, 2, 3],
      ...count(2, 0, 0),
      ...[...count(3, 0, 1), 7],
    ]);
  });

  it('are rejected for a record 0 that is none', () => {
    bench.volume.readTrack(1, 2)[9] = 5;
    expect(bench.sense(at, read(0x16, 16))[1]).toBe(0x40);
  });

  it('read record 1 of the first track for IPL', () => {
    bench.volume.put(0, 0, [{ key: new Uint8Array(0), data: Uint8Array.of(4, 5, 6) }]);
    bench.run(at, read(0x02, 3));
    expect([...bench.bench.get(DATA, 3)]).toEqual([4, 5, 6]);
  });
});
