import { beforeEach, describe, expect, it } from 'vitest';
import {
  FbaDisk,
  NORMAL_END,
  StateReader,
  UnitStatus,
  fbaModel,
  fbaModelOfGeometry,
} from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';
import { MemoryBlocks } from '../../support/memory-volumes.js';

const CD = 0x80;
const CC = 0x40;
const SLI = 0x20;
const UNIT = 0x250;
const PROGRAM = 0x1000;
const EXTENT = 0x1800;
const LOCATE = 0x1820;
const DATA = 0x4000;
const CHECK = NORMAL_END | UnitStatus.unitCheck;

let bench: ChannelBench;
let volume: MemoryBlocks;
let disk: FbaDisk;

const words = (...values: number[]): number[] =>
  values.flatMap((value) => [value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]);

function setUp(blocks = 2000, readOnly = false): void {
  bench = new ChannelBench();
  volume = new MemoryBlocks(blocks, readOnly);
  for (let block = 0; block < blocks; block++)
    volume.bytes.fill(block & 0xff, 512 * block, 512 * block + 512);
  disk = bench.attach(UNIT, new FbaDisk(volume));
}

/** Extent of the blocks 100 to 299 of the volume, which are 1000 to 1199 of the data set. */
function aim(operation: number, count: number, displacement: number, mask = 0xc0, replications = 0): void {
  bench.put(EXTENT, [mask, 0, 0, 0, ...words(100, 1000, 1199)]);
  bench.put(LOCATE, [operation, replications, count >> 8, count & 0xff, ...words(displacement)]);
}

const extent = [0x63, EXTENT, CC, 16] as const;
const locate = [0x43, LOCATE, CC, 8] as const;

beforeEach(() => setUp());

describe('reading', () => {
  it('reads the blocks that an extent and LOCATE name', () => {
    aim(0x06, 3, 1005);
    bench.program(PROGRAM, extent, locate, [0x42, DATA, 0, 1536]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    expect([0, 512, 1024].map((at) => bench.get(DATA + at, 512)[511])).toEqual([105, 106, 107]);
  });

  it('stops where the count does, and says so', () => {
    aim(0x06, 3, 1005);
    bench.put(DATA + 600, [0xee]);
    bench.program(PROGRAM, extent, locate, [0x42, DATA, 0, 600]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0x40, count: 0 });
    expect(bench.get(DATA + 599, 2)).toEqual(Uint8Array.of(106, 0xee));
    bench.program(PROGRAM, extent, locate, [0x42, DATA, CD, 700], [0, DATA + 0x2000, 0, 1000]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0x40, count: 164 });
    expect(bench.get(DATA + 0x2000 + 324, 1)[0]).toBe(107);
  });

  it('reads replicated data and block 0 for IPL', () => {
    aim(0x02, 2, 1010, 0xc0, 4);
    bench.program(PROGRAM, extent, locate, [0x42, DATA, 0, 1024]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, count: 0 });
    expect(bench.get(DATA, 1)[0]).toBe(110);
    bench.put(LOCATE, [0x06, 0, 0, 1, ...words(7)]);
    bench.program(PROGRAM, [0x02, DATA, CC, 512], locate, [0x42, DATA + 512, 0, 512]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, count: 0 });
    expect([bench.get(DATA, 1)[0], bench.get(DATA + 512, 1)[0]]).toEqual([0, 7]);
  });
});

describe('writing', () => {
  it('writes blocks and fills up with zeros', () => {
    aim(0x01, 3, 1020);
    bench.put(DATA, new Uint8Array(700).fill(0xaa));
    bench.program(PROGRAM, extent, locate, [0x41, DATA, SLI, 700]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    const at = 120 * 512;
    expect(volume.bytes[at - 1]).toBe(119);
    expect(volume.bytes[at + 699]).toBe(0xaa);
    expect(volume.bytes.subarray(at + 700, at + 1536).every((byte) => byte === 0)).toBe(true);
    expect(volume.bytes[at + 1536]).toBe(123);
  });

  it('leaves what it is given too much', () => {
    aim(0x05, 1, 1020);
    bench.program(PROGRAM, extent, locate, [0x41, DATA, 0, 700]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0x40, count: 188 });
  });

  it('obeys the mask and the read-only switch', () => {
    aim(0x01, 1, 1020, 0x40);
    bench.program(PROGRAM, extent, locate, [0x41, DATA, 0, 512]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: CHECK, ccwAddress: PROGRAM + 16 });
    aim(0x04, 1, 1020, 0x00);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: CHECK, ccwAddress: PROGRAM + 16 });
    setUp(2000, true);
    aim(0x01, 1, 1020);
    bench.program(PROGRAM, extent, locate, [0x41, DATA, 0, 512]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(CHECK);
    expect(Array.from(bench.sense(UNIT).slice(0, 2))).toEqual([0x80, 0x02]);
    expect(volume.bytes[120 * 512]).toBe(120);
  });
});

describe('what is refused', () => {
  it.each([
    ['LOCATE without an extent', () => bench.program(PROGRAM, locate, [0x42, DATA, 0, 512]), 2],
    ['READ without LOCATE', () => bench.program(PROGRAM, extent, [0x42, DATA, 0, 512]), 2],
    ['WRITE after LOCATE for reading', () => bench.program(PROGRAM, extent, locate, [0x41, DATA, 0, 512]), 2],
    ['two extents', () => bench.program(PROGRAM, extent, extent), 2],
    ['a short extent', () => bench.program(PROGRAM, [0x63, EXTENT, SLI, 15]), 3],
    ['RESERVE behind an extent', () => bench.program(PROGRAM, extent, [0xb4, DATA, 0, 24]), 2],
    ['READ IPL behind an extent', () => bench.program(PROGRAM, extent, [0x02, DATA, 0, 512]), 2],
  ])('%s', (_what, program, message) => {
    aim(0x06, 1, 1000);
    program();
    expect(bench.run(UNIT, PROGRAM).unit).toBe(CHECK);
    const sense = bench.sense(UNIT);
    expect([sense[0], sense[7]]).toEqual([0x80, message]);
  });

  it.each([
    ['blocks before the extent', 0x06, 1, 999, 0],
    ['blocks behind the extent', 0x06, 2, 1199, 0],
    ['no blocks', 0x06, 0, 1000, 0],
    ['an unknown operation', 0x07, 1, 1000, 0],
    ['reserved bits', 0x86, 1, 1000, 0],
    ['no replications', 0x02, 1, 1000, 0],
    ['replications that do not fit', 0x02, 2, 1000, 3],
  ])('LOCATE for %s', (_what, operation, count, displacement, replications) => {
    aim(operation, count, displacement, 0xc0, replications);
    bench.program(PROGRAM, extent, locate, [0x42, DATA, 0, 512]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: CHECK, ccwAddress: PROGRAM + 16 });
    expect(bench.sense(UNIT)[7]).toBe(4);
  });

  it('an extent past the volume, backwards, or with reserved bits', () => {
    for (const parameters of [
      [0xc0, 0, 0, 0, ...words(1900, 0, 100)],
      [0xc0, 0, 0, 0, ...words(0, 10, 9)],
      [0x80, 0, 0, 0, ...words(0, 0, 9)],
      [0xc1, 0, 0, 0, ...words(0, 0, 9)],
    ]) {
      bench.put(EXTENT, parameters);
      bench.program(PROGRAM, [0x63, EXTENT, 0, 16]);
      expect(bench.run(UNIT, PROGRAM).unit).toBe(CHECK);
      expect(bench.sense(UNIT)[7]).toBe(4);
    }
  });

  it('commands that it does not have', () => {
    bench.program(PROGRAM, [0x07, DATA, SLI, 6]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT)[7]).toBe(1);
  });
});

describe('what it tells', () => {
  it('identifies itself', () => {
    bench.program(PROGRAM, [0xe4, DATA, CC, 7], [0x64, DATA + 8, 0, 32]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect([...bench.get(DATA, 7)]).toEqual([0xff, 0x38, 0x80, 0x01, 0x33, 0x70, 0x00]);
    expect([...bench.get(DATA + 8, 18)]).toEqual([0x30, 0x08, 0x21, 0x02, 0x02, 0, ...words(62, 744, 2000)]);
  });

  it('shows where it stands, and its log', () => {
    aim(0x06, 2, 1199 - 1);
    bench.program(PROGRAM, extent, locate, [0x42, DATA, 0, 1024]);
    bench.run(UNIT, PROGRAM);
    bench.program(PROGRAM, [0xb4, DATA, CC, 24], [0xa4, DATA + 24, 0, 24]);
    bench.run(UNIT, PROGRAM);
    // Block 300: cylinder 0, head 4.
    expect([...bench.get(DATA, 8)]).toEqual([0, 0, 0, 0, 0, 0, 4, 0]);
    expect([...bench.get(DATA + 24 + 7, 5)]).toEqual([0x60, 0, 0, 0, 2]);
  });

  it('goes on from a saved state', () => {
    bench.put(EXTENT, [0x80, 0, 0, 0, ...words(0, 0, 9)]);
    bench.program(PROGRAM, [0x63, EXTENT, 0, 16]);
    bench.run(UNIT, PROGRAM);
    const saved = disk.saveState();
    setUp();
    disk.restoreState(new StateReader(saved, 'device'), undefined);
    expect(bench.sense(UNIT)[7]).toBe(4);
    expect(disk.saveState()).not.toEqual(saved);
  });
});

describe('models', () => {
  it('are found by name and by size', () => {
    expect(fbaModel('3310')).toMatchObject({ blocks: 125_664 });
    expect(fbaModel('3370-a2')).toMatchObject({ blocks: 712_752, unitType: 5 });
    expect(fbaModelOfGeometry('3370', { blockSize: 512, blocks: 600_000 }).name).toBe('3370-2');
    expect(fbaModelOfGeometry('3310', { blockSize: 512, blocks: 10 }).name).toBe('3310-1');
  });
});
