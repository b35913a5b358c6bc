import { beforeEach, describe, expect, it } from 'vitest';
import {
  CkdDisk,
  NORMAL_END,
  UnitStatus,
  diskModel,
  geometryOf,
  parseTrack,
} from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';
import { MemoryTracks } from '../../support/memory-volumes.js';

const CD = 0x80;
const CC = 0x40;
const SLI = 0x20;
const UNIT = 0x190;
const PROGRAM = 0x1000;
/** Areas of the channel programs. */
const SEEK = 0x1800;
const ID = 0x1808;
const KEY = 0x1810;
const COUNT = 0x1820;
const MASK = 0x1840;
const DATA = 0x2000;

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);

let bench: ChannelBench;
let volume: MemoryTracks;
let disk: CkdDisk;

function setUp(type = '3350', readOnly = false): void {
  bench = new ChannelBench();
  volume = new MemoryTracks(geometryOf(diskModel(type)!), readOnly);
  disk = bench.attach(UNIT, new CkdDisk(volume));
}

function aim(cylinder: number, head: number, record = 0): void {
  const cchh = [cylinder >> 8, cylinder & 0xff, head >> 8, head & 0xff];
  bench.put(SEEK, [0, 0, ...cchh]);
  bench.put(ID, [...cchh, record]);
}

const seek = [0x07, SEEK, CC, 6] as const;
const searchId = [0x31, ID, CC, 5] as const;
const back = [0x08, PROGRAM + 8, 0, 0] as const;

beforeEach(() => {
  setUp();
  volume.put(5, 3, [
    { key: new Uint8Array(0), data: filled(100, 0x11) },
    { key: Uint8Array.of(0xc1, 0xc1), data: filled(50, 0x22) },
    { key: new Uint8Array(0), data: new Uint8Array(0) },
    { key: Uint8Array.of(0xc3, 0xc3), data: filled(10, 0x44) },
  ]);
});

describe('reading', () => {
  it('reads the data of a record that a search has found', () => {
    aim(5, 3, 2);
    bench.program(PROGRAM, seek, searchId, back, [0x06, DATA, 0, 50]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    expect(bench.get(DATA, 50)).toEqual(filled(50, 0x22));
    expect(disk.arm).toEqual({ cylinder: 5, head: 3 });
  });

  it('reads key and data, count key and data, home address, record 0 and counts', () => {
    aim(5, 3, 2);
    bench.program(PROGRAM, seek, searchId, back, [0x0e, DATA, 0, 52]);
    bench.run(UNIT, PROGRAM);
    expect(bench.get(DATA, 3)).toEqual(Uint8Array.of(0xc1, 0xc1, 0x22));

    bench.program(PROGRAM, seek, [0x1a, DATA, CC, 5], [0x16, DATA + 5, CC, 16], [0x1e, DATA + 21, 0, 108]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    expect(bench.get(DATA, 5)).toEqual(Uint8Array.of(0, 0, 5, 0, 3));
    expect(bench.get(DATA + 5, 8)).toEqual(Uint8Array.of(0, 5, 0, 3, 0, 0, 0, 8));
    expect(bench.get(DATA + 21, 9)).toEqual(Uint8Array.of(0, 5, 0, 3, 1, 0, 0, 100, 0x11));

    bench.program(PROGRAM, seek, [0x12, DATA, CC, 8], [0x12, DATA + 8, CC, 8], [0x12, DATA + 16, 0, 8]);
    bench.run(UNIT, PROGRAM);
    expect(bench.get(DATA, 24)).toEqual(
      Uint8Array.of(0, 5, 0, 3, 1, 0, 0, 100, 0, 5, 0, 3, 2, 2, 0, 50, 0, 5, 0, 3, 3, 0, 0, 0),
    );
  });

  it('reads the data behind a key that a search has found', () => {
    aim(5, 3);
    bench.put(KEY, [0xc3, 0xc3]);
    bench.program(PROGRAM, seek, [0x29, KEY, CC, 2], back, [0x06, DATA, 0, 10]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(bench.get(DATA, 10)).toEqual(filled(10, 0x44));
  });

  it('searches for high and for equal or high', () => {
    bench.put(KEY, [0xc1, 0xc1]);
    for (const [command, byte] of [
      [0x49, 0x44],
      [0x69, 0x22],
    ]) {
      aim(5, 3);
      bench.program(PROGRAM, seek, [command, KEY, CC, 2], back, [0x06, DATA, SLI, 100]);
      bench.run(UNIT, PROGRAM);
      expect(bench.get(DATA, 1)[0]).toBe(byte);
    }
  });

  it('gives unit exception for an end-of-file record', () => {
    aim(5, 3, 3);
    bench.program(PROGRAM, seek, searchId, back, [0x06, DATA, SLI, 50]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({
      unit: NORMAL_END | UnitStatus.unitException,
      count: 50,
    });
  });

  it('finds no record after two index points, and only then', () => {
    aim(5, 3, 9);
    bench.program(PROGRAM, seek, searchId, back, [0x06, DATA, SLI, 50]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
    const sense = bench.sense(UNIT);
    expect(sense[1]).toBe(0x08);
    expect(sense[5]).toBe(5);
    expect(sense[6]).toBe(3);
  });

  it('goes on to the next heads with multitrack until the end of the cylinder', () => {
    volume.put(5, 6, [{ key: new Uint8Array(0), data: filled(20, 0x66) }]);
    aim(5, 3);
    bench.put(ID, [0, 5, 0, 6, 1]);
    bench.program(PROGRAM, seek, [0xb1, ID, CC, 5], back, [0x06, DATA, SLI, 50]);
    bench.run(UNIT, PROGRAM);
    expect(bench.get(DATA, 1)[0]).toBe(0x66);
    expect(disk.arm).toEqual({ cylinder: 5, head: 6 });

    bench.put(ID, [0, 6, 0, 0, 1]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
    expect(bench.sense(UNIT)[1]).toBe(0x20);
  });

  it('reads IPL text from cylinder 0 head 0', () => {
    volume.put(0, 0, [{ key: Uint8Array.of(1, 2, 3, 4), data: filled(24, 0x99) }]);
    bench.program(PROGRAM, [0x02, DATA, 0, 24]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, count: 0 });
    expect(bench.get(DATA, 24)).toEqual(filled(24, 0x99));
  });

  it('tells the sector of a record and takes it back', () => {
    aim(5, 3, 4);
    bench.program(PROGRAM, seek, searchId, back, [0x06, DATA, CC | SLI, 10], [0x22, DATA, 0, 1]);
    bench.run(UNIT, PROGRAM);
    const [sector] = bench.get(DATA, 1);
    expect(sector).toBeGreaterThan(0);
    expect(sector).toBeLessThan(128);
    bench.program(PROGRAM, seek, [0x23, DATA, SLI, 1]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END });
  });
});

describe('seeking', () => {
  it.each([
    ['a cylinder too high', [0, 0, 2, 43, 0, 0]],
    ['a head too high', [0, 0, 0, 0, 0, 30]],
    ['a bin', [0, 1, 0, 0, 0, 0]],
  ])('refuses %s', (_name, address) => {
    bench.put(SEEK, address);
    bench.program(PROGRAM, [0x07, SEEK, 0, 6]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
    expect(bench.sense(UNIT)[0]).toBe(0x80);
  });

  it('obeys the file mask', () => {
    aim(5, 3);
    for (const [mask, command, permitted] of [
      [0x08, 0x07, false],
      [0x08, 0x0b, true],
      [0x08, 0x1b, true],
      [0x10, 0x0b, false],
      [0x10, 0x1b, true],
      [0x18, 0x1b, false],
    ] as const) {
      bench.put(MASK, [mask]);
      bench.program(PROGRAM, [0x1f, MASK, CC, 1], [command, SEEK, 0, 6]);
      const { unit } = bench.run(UNIT, PROGRAM);
      expect([mask, command, unit]).toEqual([mask, command, permitted ? NORMAL_END : NORMAL_END | 2]);
      if (!permitted) expect(bench.sense(UNIT)[1]).toBe(0x04);
    }
  });

  it('takes one file mask in a channel program', () => {
    bench.put(MASK, [0xc0]);
    bench.program(PROGRAM, [0x1f, MASK, CC, 1], [0x1f, MASK, 0, 1]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
    expect(bench.sense(UNIT)[0]).toBe(0x80);
    bench.program(PROGRAM, [0x1f, MASK, 0, 1]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END });
  });
});

describe('writing', () => {
  it('updates data after an equal search and fills what is not given with zeros', () => {
    aim(5, 3, 1);
    bench.put(DATA, filled(60, 0x77));
    bench.program(PROGRAM, seek, searchId, back, [0x05, DATA, SLI, 60]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    const { bytes, records } = parseTrack(volume.readTrack(5, 3), 'test');
    expect(bytes.slice(records[1].end - 100, records[1].end - 38)).toEqual(
      Uint8Array.of(...filled(60, 0x77), 0, 0),
    );
    expect(records).toHaveLength(5);
    expect(volume.writes).toBe(1);
  });

  it('writes key and data', () => {
    aim(5, 3, 2);
    bench.put(DATA, [0xd1, 0xd2, ...filled(50, 0x55)]);
    bench.program(PROGRAM, seek, searchId, back, [0x0d, DATA, 0, 52]);
    bench.run(UNIT, PROGRAM);
    const { bytes, records } = parseTrack(volume.readTrack(5, 3), 'test');
    expect(bytes.slice(records[2].offset + 8, records[2].offset + 11)).toEqual(
      Uint8Array.of(0xd1, 0xd2, 0x55),
    );
  });

  it('refuses to write without a search', () => {
    aim(5, 3, 1);
    for (const command of [0x05, 0x0d, 0x1d, 0x15, 0x11]) {
      bench.program(PROGRAM, seek, [command, DATA, SLI, 50]);
      expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
      const sense = bench.sense(UNIT);
      expect(sense[0]).toBe(0x80);
      expect(sense[7]).toBe(0x02);
    }
    expect(volume.writes).toBe(0);
  });

  it('formats records one behind the other and erases the rest of the track', () => {
    aim(5, 3, 1);
    bench.put(COUNT, [0, 5, 0, 3, 2, 3, 0, 4]);
    bench.put(COUNT + 8, [0, 5, 0, 3, 3, 0, 0, 6]);
    bench.put(DATA, [1, 2, 3, 4, 5, 6, 7]);
    bench.program(
      PROGRAM,
      seek,
      searchId,
      back,
      [0x1d, COUNT, CD, 8],
      [0, DATA, CC, 7],
      [0x1d, COUNT + 8, CD, 8],
      [0, DATA, 0, 6],
    );
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    const { bytes, records } = parseTrack(volume.readTrack(5, 3), 'test');
    expect(records.map(({ number, keyLength, dataLength }) => [number, keyLength, dataLength])).toEqual([
      [0, 0, 8],
      [1, 0, 100],
      [2, 3, 4],
      [3, 0, 6],
    ]);
    expect(bytes.slice(records[2].offset + 8, records[2].end)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7));
  });

  it('writes home address and record 0 under a mask that permits it', () => {
    aim(5, 3);
    bench.put(MASK, [0xc0]);
    bench.put(DATA, [0, 0, 5, 0, 3]);
    bench.put(COUNT, [0, 5, 0, 3, 0, 0, 0, 8, 9, 9, 9, 9, 9, 9, 9, 9]);
    bench.program(PROGRAM, [0x1f, MASK, CC, 1], seek, [0x19, DATA, CC, 5], [0x15, COUNT, 0, 16]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    const { bytes, records } = parseTrack(volume.readTrack(5, 3), 'test');
    expect(records).toHaveLength(1);
    expect(bytes[records[0].offset + 8]).toBe(9);

    bench.program(PROGRAM, seek, [0x39, ID, CC, 4], back, [0x15, COUNT, 0, 16]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
    expect(bench.sense(UNIT)[0]).toBe(0x80);
  });

  it('refuses a record that does not fit the track', () => {
    setUp('3330');
    aim(1, 0, 0);
    const full = 13030;
    for (const [length, fits] of [
      [full, true],
      [full + 1, false],
    ] as const) {
      bench.put(COUNT, [0, 1, 0, 0, 1, 0, length >> 8, length & 0xff]);
      bench.program(PROGRAM, seek, searchId, back, [0x1d, COUNT, CD, 8], [0, DATA, 0, full]);
      const { unit } = bench.run(UNIT, PROGRAM);
      expect(unit).toBe(fits ? NORMAL_END : NORMAL_END | UnitStatus.unitCheck);
    }
    expect(bench.sense(UNIT)[1]).toBe(0x40);
  });

  it.each([
    ['3330', 14],
    ['3350', 19],
    ['3340', 8],
  ])('formats a %s track with %i records of 800 bytes as CMS does, and no more', (type, expected) => {
    setUp(type);
    aim(2, 1, 0);
    let record = 0;
    for (;;) {
      bench.put(COUNT, [0, 2, 0, 1, record + 1, 0, 800 >> 8, 800 & 0xff]);
      bench.put(ID, [0, 2, 0, 1, record]);
      bench.program(PROGRAM, seek, searchId, back, [0x1d, COUNT, CD, 8], [0, DATA, 0, 800]);
      if (bench.run(UNIT, PROGRAM).unit !== NORMAL_END) break;
      record++;
    }
    expect(record).toBe(expected);
  });

  it('obeys the file mask and the read-only switch', () => {
    aim(5, 3, 1);
    bench.put(MASK, [0x40]);
    bench.program(PROGRAM, [0x1f, MASK, CC, 1], seek, searchId, [0x08, PROGRAM + 16, 0, 0], [
      0x05,
      DATA,
      0,
      100,
    ] as const);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
    expect(bench.sense(UNIT)[0]).toBe(0x80);
    setUp('3350', true);
    aim(5, 3, 0);
    bench.program(PROGRAM, seek, searchId, back, [0x05, DATA, SLI, 8]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
    expect(Array.from(bench.sense(UNIT).slice(0, 2))).toEqual([0x80, 0x02]);
  });

  it('erases the rest of a track', () => {
    aim(5, 3, 1);
    bench.program(PROGRAM, seek, searchId, back, [0x11, DATA, SLI, 8]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END });
    expect(parseTrack(volume.readTrack(5, 3), 'test').records).toHaveLength(2);
  });
});

describe('other commands', () => {
  it('rejects what the disk does not have', () => {
    bench.program(PROGRAM, [0x8f, DATA, SLI, 1]);
    const result = bench.start(UNIT, PROGRAM);
    expect(status(result.csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT)[0]).toBe(0x80);
    setUp('2314');
    bench.program(PROGRAM, [0x22, DATA, SLI, 1]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 6)[0]).toBe(0x80);
  });

  it('reserves and releases with sense data', () => {
    bench.program(PROGRAM, [0xb4, DATA, 0, 24]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, count: 0 });
    bench.program(PROGRAM, [0x94, DATA, 0, 24]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, count: 0 });
  });
});
