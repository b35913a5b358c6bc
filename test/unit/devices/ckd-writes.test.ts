import { describe, expect, it } from 'vitest';
import { NORMAL_END, UnitStatus, parseTrack } from '../../../src/s370/index.js';
import { DiskBench, mask, read, record, searchId, seek } from '../../support/disk-bench.js';

const bytes = (length: number, value: number): number[] => new Array<number>(length).fill(value);
const CHECK = NORMAL_END | UnitStatus.unitCheck;

/** A 3330 with a record of three segments on heads 4, 5 and 6 of cylinder 1. */
function withOverflow(name = '3330'): DiskBench {
  const disk = new DiskBench(name, 3);
  const parts = [
    [4, 0x01, bytes(300, 0xa1)],
    [5, 0x01, bytes(200, 0xa2)],
    [6, 0x1d, bytes(100, 0xa3)],
  ] as const;
  for (const [head, command, data] of parts) {
    const key = head === 4 ? [0xd2, 0xc5] : [];
    expect(
      disk.run(seek(1, head), searchId(1, head, 0), record(command, [1, head, 1], key, data)),
    ).toMatchObject({ unit: NORMAL_END, channel: 0 });
  }
  return disk;
}

describe('record overflow', () => {
  it('reads a record over its segments, with one key and no trace in the count', () => {
    const disk = withOverflow();
    expect(disk.read(seek(1, 4), searchId(1, 4, 1), read(0x06, 600))).toEqual([
      ...bytes(300, 0xa1),
      ...bytes(200, 0xa2),
      ...bytes(100, 0xa3),
    ]);
    expect(disk.disk.arm).toEqual({ cylinder: 1, head: 6 });
    expect(disk.read(seek(1, 4), searchId(1, 4, 0), read(0x1e, 612)).slice(0, 12)).toEqual([
      ...[0, 1, 0, 4, 1, 2, 1, 0x2c],
      ...[0xd2, 0xc5, 0xa1, 0xa1],
    ]);
    expect(disk.read(seek(1, 5), read(0x12, 8))).toEqual([0, 1, 0, 5, 1, 0, 0, 200]);
    expect(parseTrack(disk.volume.readTrack(1, 5), 'test').records[1].overflow).toBe(true);
  });

  it('stops with the segment in which the count runs out', () => {
    const disk = withOverflow();
    expect(disk.run(seek(1, 4), searchId(1, 4, 1), read(0x06, 350))).toMatchObject({ unit: NORMAL_END });
    expect(disk.disk.arm.head).toBe(5);
  });

  it('writes data over the segments and fills up with zeros', () => {
    const disk = withOverflow();
    const written = bytes(520, 0x77);
    disk.run(seek(1, 4), searchId(1, 4, 1), { command: 0x05, bytes: written });
    expect(disk.read(seek(1, 4), searchId(1, 4, 1), read(0x06, 600))).toEqual([...written, ...bytes(80, 0)]);
  });

  it('tells of a record that the end of the cylinder or the file mask cuts off', () => {
    const disk = new DiskBench('3330', 3);
    disk.run(seek(1, 18), searchId(1, 18, 0), record(0x01, [1, 18, 1], [], bytes(50, 1)));
    const sense = disk.sense(seek(1, 18), searchId(1, 18, 1), read(0x06, 100));
    expect(sense.slice(0, 4)).toEqual([0, 0x21, 0, 0x06]);
    const overflow = withOverflow();
    const masked = overflow.sense(mask(0x18), read(0x06, 1), seek(1, 4));
    expect(masked[1]).toBe(0x04);
    overflow.run(seek(1, 4));
    expect(
      overflow
        .sense(seek(1, 4), mask(0x98), searchId(1, 4, 1), { command: 0x05, bytes: bytes(600, 9) })
        .slice(0, 4),
    ).toEqual([0, 0x05, 0, 0x05]);
  });

  it('shows the restart command in byte 5 on a 2314, and does not exist on a 3380', () => {
    const disk = new DiskBench('2314', 3);
    disk.run(seek(1, 19), searchId(1, 19, 0), record(0x01, [1, 19, 1], [], bytes(50, 1)));
    expect(disk.sense(seek(1, 19), searchId(1, 19, 1), read(0x06, 100))).toEqual([0, 0x21, 0, 0x44, 0, 0x06]);
    const large = new DiskBench('3380', 3);
    expect(large.sense(seek(1, 4), searchId(1, 4, 0), record(0x01, [1, 4, 1], [], bytes(50, 1)))[0]).toBe(
      0x80,
    );
  });
});

describe('the right to write', () => {
  it('needs a search over the whole ID or key', () => {
    const disk = new DiskBench('3350', 3);
    disk.run(seek(1, 1), searchId(1, 1, 0), record(0x1d, [1, 1, 1], [1, 2], bytes(20, 5)));
    const short = { ...searchId(1, 1, 1), count: 4 };
    expect(disk.sense(seek(1, 1), short, { command: 0x05, bytes: [1] })[7]).toBe(0x02);
    const key = { command: 0x29, bytes: [1, 2], count: 1 };
    expect(disk.sense(seek(1, 1), key, { command: 0x05, bytes: [1] })[7]).toBe(0x02);
    expect(disk.run(seek(1, 1), { ...key, count: 2 }, { command: 0x05, bytes: [1] }).unit).toBe(NORMAL_END);
  });

  it('goes on behind the record through reads and writes of it', () => {
    const disk = new DiskBench('3350', 3);
    disk.run(seek(1, 1), searchId(1, 1, 0), record(0x1d, [1, 1, 1], [], bytes(20, 5)));
    const next = record(0x1d, [1, 1, 2], [], bytes(7, 6));
    expect(disk.run(seek(1, 1), searchId(1, 1, 1), read(0x06, 20), next).unit).toBe(NORMAL_END);
    expect(disk.run(seek(1, 1), searchId(1, 1, 1), { command: 0x05, bytes: [1] }, next).unit).toBe(
      NORMAL_END,
    );
    expect(disk.run(seek(1, 1), searchId(1, 1, 1), read(0x12, 8), next).unit).toBe(CHECK);
  });

  it('is taken by the file mask: command reject, with file protected on a 2314', () => {
    for (const [name, first, second] of [
      ['3350', 0x80, 0x00],
      ['2314', 0x80, 0x04],
    ] as const) {
      const disk = new DiskBench(name, 3);
      for (const [value, command] of [
        [0x40, 0x05],
        [0x80, 0x1d],
        [0x80, 0x11],
      ]) {
        disk.run(seek(1, 1), searchId(1, 1, 0), record(0x1d, [1, 1, 1], [], [1, 2, 3]));
        const step = record(command, [1, 1, 2], [], [7]);
        const sense = disk.sense(mask(value), seek(1, 1), searchId(1, 1, 1), step);
        expect([name, command, sense[0], sense[1]]).toEqual([name, command, first, second]);
      }
    }
  });

  it('leaves an end-of-file record as it is', () => {
    const disk = new DiskBench('3350', 3);
    disk.run(seek(1, 1), searchId(1, 1, 0), record(0x1d, [1, 1, 1], [4, 5], []));
    const status = disk.run(seek(1, 1), searchId(1, 1, 1), { command: 0x0d, bytes: [8, 9] });
    expect(status).toMatchObject({ unit: NORMAL_END | UnitStatus.unitException, count: 2 });
    expect([...disk.volume.readTrack(1, 1).subarray(29, 31)]).toEqual([4, 5]);
  });
});

describe('home addresses', () => {
  const flagged = (flag: number) => ({ command: 0x19, bytes: [flag, 0, 1, 0, 2] });
  const assign = record(0x15, [2, 3, 0], [], bytes(8, 0));

  /** Head 2 of cylinder 1 defective, head 3 of cylinder 2 its alternate with a record 1. */
  function defective(name: string): DiskBench {
    const disk = new DiskBench(name, 4);
    disk.run(seek(2, 3), searchId(2, 3, 0), record(0x1d, [1, 2, 1], [], bytes(9, 0x3a)));
    expect(disk.run(mask(0xc0), seek(1, 2), flagged(0x02), assign).unit).toBe(NORMAL_END);
    return disk;
  }

  it('lead to the alternate track by themselves on a 3350 and 3380', () => {
    for (const name of ['3350', '3380']) {
      const disk = defective(name);
      expect(disk.read(seek(1, 2), searchId(1, 2, 1), read(0x06, 9))).toEqual(bytes(9, 0x3a));
      disk.run(seek(1, 2), searchId(1, 2, 1), { command: 0x05, bytes: bytes(9, 0x3b) });
      expect(disk.read(seek(2, 3), searchId(1, 2, 1), read(0x06, 9))).toEqual(bytes(9, 0x3b));
    }
  });

  it('are a track condition check on a 2314 and 3340, where the program finds the alternate', () => {
    for (const name of ['2314', '3340']) {
      const disk = defective(name);
      expect(disk.sense(seek(1, 2), searchId(1, 2, 1), read(0x06, 9))[0]).toBe(0x02);
      expect(disk.read(seek(1, 2), read(0x1a, 5), read(0x16, 16)).slice(0, 10)).toEqual([
        ...[2, 0, 1, 0, 2],
        ...[0, 2, 0, 3, 0],
      ]);
    }
  });

  it('are written only for the track that they are on', () => {
    const disk = new DiskBench('3350', 3);
    expect(disk.sense(mask(0xc0), seek(1, 5), flagged(0))[0]).toBe(0x10);
    expect(disk.disk.lastTrouble).toMatch(/cylinder 1 head 5/);
    expect(disk.sense(seek(1, 2), flagged(0))[1]).toBe(0x04);
  });

  it('switch heads first in a multitrack operation', () => {
    const disk = new DiskBench('3350', 3);
    expect(disk.read(seek(1, 5), read(0x9a, 5))).toEqual([0, 0, 1, 0, 6]);
    expect(disk.read(seek(1, 5), read(0x96, 16)).slice(0, 5)).toEqual([0, 1, 0, 6, 0]);
  });
});
