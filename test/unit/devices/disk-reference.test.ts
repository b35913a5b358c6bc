import { describe, expect, it } from 'vitest';
import { DISK_REFERENCE } from '../../../src/s370/devices/disk-reference.js';
import {
  CkdDisk,
  FbaDisk,
  UnitStatus,
  diskModel,
  fbaModel,
  formatTrack,
  geometryOf,
} from '../../../src/s370/index.js';
import type { CkdDisk as Disk, FbaType } from '../../../src/s370/index.js';
import { ChannelBench } from '../../support/channel-bench.js';
import { MemoryBlocks, MemoryTracks } from '../../support/memory-volumes.js';

const SLI = 0x20;
const UNIT = 0x190;
const COMMAND_REJECT = 0x80;

function newDisk(type: string): Disk | FbaDisk {
  const model = diskModel(type);
  if (model === undefined) return new FbaDisk(new MemoryBlocks(100), type as FbaType, fbaModel(type));
  const tracks = new MemoryTracks(geometryOf(model, 2));
  for (let head = 0; head < model.heads; head++) {
    tracks.writeTrack(0, head, 0, formatTrack(0, head, model.trackSize, []));
  }
  return new CkdDisk(tracks, model);
}

/** Is the code no command of the type? Another fault of a command has a message or a sense bit of its own. */
function isUnknown(type: string, code: number, senseLength: number): boolean {
  const bench = new ChannelBench();
  bench.attach(UNIT, newDisk(type));
  // zeros are good arguments for what has arguments, or bad ones that are told from a code that is none
  bench.program(0x1000, [code, 0x2000, SLI, 16]);
  const result = bench.start(UNIT, 0x1000);
  bench.settle();
  const csw = result.csw ?? bench.channels.takeInterruption(-1)?.csw;
  if (((csw?.low ?? 0) >>> 24) & UnitStatus.unitCheck) {
    const sense = bench.sense(UNIT, senseLength);
    return sense[0] === COMMAND_REJECT && (senseLength === 24 ? sense[7] === 1 : sense[1] === 0);
  }
  return false;
}

/** Codes that the channel executes or refuses by itself. */
const isChannels = (code: number): boolean => (code & 0x0f) === 0x08 || (code & 0x0f) === 0;

describe('the reference of disk commands', () => {
  for (const { types, commands, senseLengths } of DISK_REFERENCE) {
    it.each(types.map((type, i) => [type, senseLengths[i]] as const))(
      'has what a %s executes, and nothing else',
      (type, senseLength) => {
        const listed = new Set(commands.flatMap(({ codes }) => codes));
        const executed: number[] = [];
        for (let code = 0; code < 256; code++) {
          if (!isChannels(code) && !isUnknown(type, code, senseLength)) executed.push(code);
        }
        expect(executed).toEqual([...listed].sort((a, b) => a - b));
      },
    );
  }

  it('names no code twice', () => {
    for (const { commands } of DISK_REFERENCE) {
      const codes = commands.flatMap((command) => command.codes);
      expect(new Set(codes).size).toBe(codes.length);
    }
  });
});
