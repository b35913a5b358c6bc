import { describe, expect, it } from 'vitest';
import { NORMAL_END, UnitStatus, diskModel } from '../../../src/s370/index.js';
import { DATA, DiskBench, mask, read, record, searchId, seek } from '../../support/disk-bench.js';

const bytes = (length: number, value: number): number[] => new Array<number>(length).fill(value);

describe('identity', () => {
  it('is told by a 3880 and not by older control units', () => {
    const disk = new DiskBench('3380-K', 2655);
    expect(disk.read(read(0xe4, 7))).toEqual([0xff, 0x38, 0x80, 0x05, 0x33, 0x80, 0x1e]);
    const characteristics = disk.read(read(0x64, 64));
    expect(characteristics.slice(0, 32)).toEqual([
      ...[0x38, 0x80, 0x05, 0x33, 0x80, 0x1e, 0x80, 0, 0, 0, 0x20, 0x0e],
      ...[0x0a, 0x5f, 0, 15, 222, 0, 0xbb, 0x60, 0x04, 0x40],
      ...[1, 32, 0x01, 0xec, 0x00, 0xec, 0, 0, 0, 0],
    ]);
    expect(new DiskBench('3375', 962).read(read(0x64, 64)).slice(28, 32)).toEqual([0x03, 0xbf, 0, 36]);
    const old = new DiskBench('3350', 3);
    expect(old.run(read(0xe4, 7)).unit).toBe(UnitStatus.unitCheck);
    expect(old.run(read(0x64, 64)).unit).toBe(UnitStatus.unitCheck);
  });
});

describe('sense', () => {
  it.each([
    ['3330-1', 0x193, 300, [0, 0x08, 0, 0, 0x23, 0x2c, 0x45, 0]],
    ['3330-11', 0x193, 700, [0, 0x08, 0, 0, 0x23, 0xbc, 0x45, 0]],
    ['3340-70', 0x192, 600, [0, 0x08, 0x82, 0, 0x20, 0x58, 0x45, 0]],
    ['3350', 0x192, 500, [0, 0x08, 0, 0, 0x20, 0xf4, 0x25, 0]],
    ['3375', 0x19a, 900, [0, 0x08, 0, 0, 0x02, 0x84, 0xc5, 0]],
    ['3380-K', 0x19a, 2600, [0, 0x08, 0, 0, 0x0a, 0x28, 0xa5, 0]],
  ] as const)('of a %s names the drive, the cylinder and the head', (name, address, cylinder, expected) => {
    const disk = new DiskBench(name, undefined, false, address);
    const sense = disk.sense(seek(cylinder, 5), searchId(cylinder, 5, 200), read(0x06, 1));
    expect(sense.slice(0, 8)).toEqual(expected);
  });

  it('shows the ready bits of a 2311 and 2314, and the invalid sequence', () => {
    expect(new DiskBench('2311', 3).sense(seek(1, 1), { command: 0x05, bytes: [1] })).toEqual([
      ...[0x80, 0x10, 0, 0xc8, 0, 0],
    ]);
    expect(new DiskBench('2314', 3).sense(seek(9, 1))).toEqual([0x81, 0, 0, 0x40, 0, 0]);
  });

  it('shows where the drive stands when nothing is wrong, and is shown once', () => {
    const disk = new DiskBench('3350', 300);
    disk.run(seek(299, 7));
    expect(disk.read(read(0x04, 24)).slice(0, 8)).toEqual([0, 0, 0, 0, 0x80, 0x2b, 0x27, 0]);
    disk.run(seek(999, 7));
    expect(disk.read(read(0x04, 24))[0]).toBe(0x80);
    expect(disk.read(read(0x04, 24))[0]).toBe(0);
  });
});

describe('control commands', () => {
  it('say by message what is wrong with their arguments', () => {
    const disk = new DiskBench('3350', 3);
    expect(disk.sense({ ...seek(1, 1), count: 5 })[7]).toBe(0x03);
    expect(disk.sense(seek(3, 1))[7]).toBe(0x04);
    expect(disk.sense(mask(0x20))[7]).toBe(0x04);
    expect(disk.sense({ command: 0x23, bytes: [128] })[7]).toBe(0x04);
    expect(disk.sense({ command: 0xef, bytes: [0] })[7]).toBe(0x01);
  });

  it('space over a count and read with the lengths that the program gives', () => {
    const disk = new DiskBench('3330', 3);
    disk.run(seek(1, 1), searchId(1, 1, 0), record(0x1d, [1, 1, 1], [7, 8], bytes(9, 0x55)));
    expect(disk.read(seek(1, 1), { command: 0x0f, bytes: [2, 0, 9] }, read(0x0e, 11))).toEqual([
      7,
      8,
      ...bytes(9, 0x55),
    ]);
    expect(disk.sense(seek(1, 1), { command: 0x0f, bytes: [2, 1, 9] }, read(0x06, 11))[0]).toBe(0x08);
  });

  it('read many records at once on a 3880', () => {
    const disk = new DiskBench('3375', 3);
    disk.run(
      seek(1, 1),
      searchId(1, 1, 0),
      record(0x1d, [1, 1, 1], [], [1]),
      record(0x1d, [1, 1, 2], [2], [3]),
    );
    expect(disk.read(seek(1, 1), read(0x5e, 19))).toEqual([
      ...[0, 1, 0, 1, 1, 0, 0, 1, 1],
      ...[0, 1, 0, 1, 2, 1, 0, 1, 2, 3],
    ]);
  });

  it('reserve only at the start of a chain, and give the sense bytes', () => {
    const disk = new DiskBench('3350', 3);
    expect(disk.read(read(0xb4, 24))[4]).toBe(0x80);
    expect(disk.read(read(0x14, 24))[4]).toBe(0x80);
    expect(disk.sense(seek(1, 1), read(0xb4, 24))[7]).toBe(0x02);
    expect(disk.sense(mask(0), read(0x94, 24))[7]).toBe(0x02);
    expect(disk.run(seek(1, 1), read(0x94, 24)).unit).toBe(NORMAL_END);
  });

  it('log usage and forget it when it has been read', () => {
    const disk = new DiskBench('3350', 3);
    disk.run(seek(2, 1), searchId(2, 1, 0), record(0x1d, [2, 1, 1], [], bytes(100, 1)));
    disk.run(seek(1, 1), seek(2, 1), searchId(2, 1, 1), read(0x06, 100));
    const log = disk.read(read(0xa4, 24));
    expect(log[7]).toBe(0x60);
    expect(log.slice(8, 12)).toEqual([0, 0, 0, 100]);
    expect(log.slice(16, 18)).toEqual([0, 3]);
    expect(disk.read(read(0xa4, 24)).slice(8)).toEqual(bytes(16, 0));
    expect(new DiskBench('2314', 3).run(read(0xa4, 24)).unit).toBe(UnitStatus.unitCheck);
  });

  it('take the diagnostics of the 3830', () => {
    const disk = new DiskBench('3350', 3);
    const write = { command: 0x73, bytes: bytes(512, 1) };
    expect(disk.run({ command: 0x53, bytes: [1] }, mask(0x04), write).unit).toBe(NORMAL_END);
    expect(disk.sense({ command: 0x53, bytes: [1] }, write)[0]).toBe(0x80);
    disk.bench.put(DATA, bytes(16, 0xff));
    expect(disk.read(read(0x44, 16))).toEqual(bytes(16, 0));
  });
});

describe('models', () => {
  it.each([
    ['2305', 48, 8, 14336],
    ['2305-2', 96, 8, 14848],
    ['3375', 959, 12, 35840],
    ['3380', 885, 15, 47616],
    ['3380-e', 1770, 15, 47616],
    ['3380-3', 2655, 15, 47616],
  ])('%s has %i cylinders of %i tracks', (name, cylinders, heads, trackSize) => {
    expect(diskModel(name)).toMatchObject({ cylinders, heads, trackSize });
  });

  it.each([
    ['2305-1', 800, 11],
    ['2305-2', 800, 14],
    ['3375', 4096, 8],
    ['3380', 4096, 10],
    ['3380', 47476, 1],
    ['3375', 35616, 1],
    ['2314', 800, 7],
    ['2311', 800, 4],
  ])('%s holds records of %i bytes: %i a track', (name, length, expected) => {
    const disk = new DiskBench(name, 3);
    disk.bench.put(DATA, bytes(10, 1));
    let count = 0;
    for (; count < 30; count++) {
      const step = record(0x1d, [1, 1, count + 1], [], []);
      const lengths = [...step.bytes!.slice(0, 6), length >> 8, length & 0xff];
      const { unit } = disk.run(seek(1, 1), searchId(1, 1, count), { command: 0x1d, bytes: lengths });
      if (unit !== NORMAL_END) break;
    }
    expect(count).toBe(expected);
  });
});
