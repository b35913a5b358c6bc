import { beforeEach, describe, expect, it } from 'vitest';
import { UnitStatus } from '../../../src/s370/index.js';
import { DiskBench, cchh, read, seek, type Step } from '../../support/disk-bench.js';

let bench: DiskBench;
beforeEach(() => {
  bench = new DiskBench('3350', 4);
  const record = (key: number[], fill: number) => ({
    key: Uint8Array.from(key),
    data: new Uint8Array(4).fill(fill),
  });
  bench.volume.put(1, 2, [record([5, 5], 1), record([6, 6], 2), record([], 3), record([8, 8], 4)]);
});

const search = (command: number, bytes: number[]): Step => ({ command, bytes });
/** Data of the record that a search has found, read behind it. */
const found = (command: number, bytes: number[]): number =>
  bench.read(seek(1, 2), search(command, bytes), read(0x06, 4))[0];
const id = (record: number): number[] => [...cchh(1, 2), record];

describe('searches', () => {
  it('find an ID that is equal, high, or either', () => {
    expect([found(0x31, id(2)), found(0x51, id(2)), found(0x71, id(2))]).toEqual([2, 3, 2]);
  });

  it('find a key, past records without one', () => {
    expect([found(0x29, [6, 6]), found(0x49, [6, 6]), found(0x69, [6, 6])]).toEqual([2, 4, 2]);
  });

  it('compare as much as the count says', () => {
    expect(found(0x29, [8])).toBe(4);
    expect(found(0x31, cchh(1, 2))).toBe(0);
  });

  it('find the home address of the track, or of one behind it with the multitrack command', () => {
    const status = bench.run(seek(1, 2), search(0x39, cchh(1, 2)));
    expect(status.unit).toBe(UnitStatus.channelEnd | UnitStatus.deviceEnd | UnitStatus.statusModifier);
    expect(bench.run(seek(1, 2), search(0x39, cchh(1, 3))).unit).toBe(0x0c);
    expect(bench.read(seek(1, 1), search(0xb9, cchh(1, 2)), read(0x06, 4))[0]).toBe(1);
  });

  it('find nothing: no record found, or the end of the cylinder', () => {
    expect(bench.sense(seek(1, 2), search(0x31, id(9)), read(0x06, 4))[1]).toBe(0x08);
    expect(bench.sense(seek(1, 2), search(0x29, [9, 9]), read(0x06, 4))[1]).toBe(0x08);
    expect(bench.sense(seek(1, 2), search(0xb1, id(9)), read(0x06, 4))[1]).toBe(0x20);
  });

  it('compare the key under the head when the count area was searched', () => {
    expect(bench.read(seek(1, 2), search(0x31, id(2)), search(0x29, [6, 6]), read(0x06, 4))[0]).toBe(2);
  });
});
