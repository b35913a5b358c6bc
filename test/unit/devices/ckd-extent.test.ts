import { describe, expect, it } from 'vitest';
import { NORMAL_END, UnitStatus } from '../../../src/s370/index.js';
import { DiskBench, cchh, mask, read, record, searchId, seek } from '../../support/disk-bench.js';
import type { Step } from '../../support/disk-bench.js';

const bytes = (length: number, value: number): number[] => new Array<number>(length).fill(value);
const extent = (fileMask: number, from: number[], to: number[], blockSize = 0): Step => ({
  command: 0x63,
  bytes: [fileMask, 0xc0, blockSize >> 8, blockSize & 0xff, 0, 0, 0, 0, ...from, ...to],
});
const locate = (operation: number, count: number, at: number[], id: number[], length = 0): Step => ({
  command: 0x47,
  bytes: [operation, length === 0 ? 0 : 0x80, 0, count, ...at, ...id, 0xff, length >> 8, length & 0xff],
});
const ALL = extent(0xc0, cchh(1, 0), cchh(2, 14));

/** A 3380 with records 1 to 3 of 10 bytes on cylinder 1 head 2. */
function volume(): DiskBench {
  const disk = new DiskBench('3380', 4);
  const steps = [1, 2, 3].map((r) => record(0x1d, [1, 2, r], [], bytes(10, r)));
  disk.run(seek(1, 2), searchId(1, 2, 0), ...steps);
  return disk;
}

describe('DEFINE EXTENT and LOCATE RECORD', () => {
  it('read records of a domain', () => {
    const disk = volume();
    const domain = locate(0x06, 2, cchh(1, 2), [...cchh(1, 2), 2]);
    expect(disk.read(ALL, domain, read(0x86, 10), read(0x86, 10))).toEqual([
      ...bytes(10, 2),
      ...bytes(10, 3),
    ]);
  });

  it('write over records and format them', () => {
    const disk = volume();
    const update = locate(0x01, 2, cchh(1, 2), [...cchh(1, 2), 1], 10);
    const data = (value: number) => ({ command: 0x85, bytes: bytes(10, value) });
    expect(disk.run(ALL, update, data(0x51), data(0x52)).unit).toBe(NORMAL_END);
    expect(disk.read(seek(1, 2), searchId(1, 2, 1), read(0x06, 10), read(0x06, 10))).toEqual([
      ...bytes(10, 0x51),
      ...bytes(10, 0x52),
    ]);
    const format = locate(0x03, 2, cchh(1, 2), [...cchh(1, 2), 1]);
    const next = record(0x9d, [1, 3, 1], [], [6, 6]);
    expect(disk.run(ALL, format, record(0x1d, [1, 2, 2], [], [9, 9]), next).unit).toBe(NORMAL_END);
    expect(disk.read(seek(1, 2), searchId(1, 2, 2), read(0x06, 2))).toEqual([9, 9]);
    expect(disk.read(seek(1, 3), searchId(1, 3, 1), read(0x06, 2))).toEqual([6, 6]);
  });

  it('keep the program to the extent, its mask and its domain', () => {
    const disk = volume();
    expect(disk.sense(ALL, seek(3, 0))[1]).toBe(0x04);
    expect(disk.sense(ALL, locate(0x06, 1, cchh(0, 3), [...cchh(0, 3), 1]))[1]).toBe(0x04);
    expect(disk.sense(ALL, mask(0xc0))[7]).toBe(0x02);
    const readOne = locate(0x06, 1, cchh(1, 2), [...cchh(1, 2), 1]);
    expect(disk.sense(ALL, readOne, seek(1, 2))[7]).toBe(0x02);
    expect(disk.sense(ALL, locate(0x06, 2, cchh(1, 2), [...cchh(1, 2), 1]), read(0x06, 10))[0]).toBe(0x81);
    const inhibited = extent(0x40, cchh(1, 0), cchh(2, 14));
    const write = locate(0x01, 1, cchh(1, 2), [...cchh(1, 2), 1], 10);
    expect(disk.sense(inhibited, write, { command: 0x85, bytes: bytes(10, 1) })[0]).toBe(0x80);
    const wrongLength = locate(0x01, 1, cchh(1, 2), [...cchh(1, 2), 1], 11);
    expect(disk.sense(ALL, wrongLength, { command: 0x85, bytes: bytes(11, 1) })[1]).toBe(0x40);
  });

  it.each([
    ['no extent', [locate(0x06, 1, cchh(1, 2), [...cchh(1, 2), 1])], 0x02],
    ['a record that is not there', [ALL, locate(0x06, 1, cchh(1, 2), [...cchh(1, 2), 9])], 0x00],
    ['an unknown operation', [ALL, locate(0x07, 1, cchh(1, 2), [...cchh(1, 2), 1])], 0x04],
    ['no commands', [ALL, locate(0x06, 0, cchh(1, 2), [...cchh(1, 2), 1])], 0x04],
    ['an extent backwards', [extent(0xc0, cchh(2, 0), cchh(1, 0))], 0x04],
    ['an extent past the volume', [extent(0xc0, cchh(2, 0), cchh(9, 0))], 0x04],
  ] as const)('refuse %s', (_what, steps, message) => {
    const disk = volume();
    expect(disk.sense(...steps)[7]).toBe(message);
  });

  it('are not there on a 3830', () => {
    const disk = new DiskBench('3350', 3);
    expect(disk.run(extent(0xc0, cchh(1, 0), cchh(2, 14))).unit).toBe(UnitStatus.unitCheck);
  });
});
