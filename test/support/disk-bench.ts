import { CkdDisk, NORMAL_END, diskModel, geometryOf } from '../../src/s370/index.js';
import { ChannelBench } from './channel-bench.js';
import type { Status } from './channel-bench.js';
import { MemoryTracks } from './memory-volumes.js';

/** CCW flags. */
export const CD = 0x80;
export const CC = 0x40;
export const SLI = 0x20;

const UNIT = 0x190;
const PROGRAM = 0x1000;
const ARGUMENTS = 0x1800;
export const DATA = 0x4000;

/** One command of a disk program: its argument or data, and its count when that is not the data's length. */
export interface Step {
  readonly command: number;
  readonly bytes?: readonly number[] | Uint8Array;
  /** Bytes to read, to `DATA` and on. */
  readonly read?: number;
  readonly count?: number;
}

export const cchh = (cylinder: number, head: number): number[] => [
  cylinder >> 8,
  cylinder & 0xff,
  head >> 8,
  head & 0xff,
];
export const seek = (cylinder: number, head: number): Step => ({
  command: 0x07,
  bytes: [0, 0, ...cchh(cylinder, head)],
});
export const mask = (value: number): Step => ({ command: 0x1f, bytes: [value] });
/** SEARCH ID EQUAL, repeated until it is satisfied. */
export const searchId = (cylinder: number, head: number, record: number, command = 0x31): Step => ({
  command,
  bytes: [...cchh(cylinder, head), record],
});
export const read = (command: number, length: number): Step => ({ command, read: length });
/** A write command with count, key and data areas. */
export const record = (
  command: number,
  [cylinder, head, number]: readonly [number, number, number],
  key: readonly number[],
  data: readonly number[],
): Step => ({
  command,
  bytes: [...cchh(cylinder, head), number, key.length, data.length >> 8, data.length & 0xff, ...key, ...data],
});

/** A disk with a volume in memory, driven by lists of commands. */
export class DiskBench {
  readonly bench = new ChannelBench();
  readonly volume: MemoryTracks;
  readonly disk: CkdDisk;

  constructor(name: string, cylinders?: number, readOnly = false, address = UNIT) {
    const model = diskModel(name)!;
    this.volume = new MemoryTracks(geometryOf(model, cylinders), readOnly);
    this.disk = this.bench.attach(address, new CkdDisk(this.volume, model));
    this.address = address;
  }

  private readonly address: number;

  /** Runs a chain of commands; searches (all but the last step) are repeated by TIC. Incorrect length is suppressed. */
  run(...steps: Step[]): Status {
    let at = PROGRAM;
    let argument = ARGUMENTS;
    let target = DATA;
    steps.forEach((step, index) => {
      const chain = index < steps.length - 1 ? CC : 0;
      const length = step.count ?? step.read ?? step.bytes?.length ?? 1;
      const address = step.read === undefined ? argument : target;
      if (step.bytes !== undefined) {
        this.bench.put(argument, step.bytes);
        argument += step.bytes.length;
      }
      target += step.read ?? 0;
      this.bench.program(at, [step.command, address, chain | SLI, length]);
      at += 8;
      if (isSearch(step.command) && chain !== 0) {
        this.bench.program(at, [0x08, at - 8, 0, 0]);
        at += 8;
      }
    });
    const result = this.bench.start(this.address, PROGRAM);
    if (result.conditionCode === 1) {
      const low = result.csw!.low;
      return { key: 0, ccwAddress: 0, unit: low >>> 24, channel: (low >>> 16) & 0xff, count: low & 0xffff };
    }
    this.bench.settle();
    const { csw } = this.bench.channels.takeInterruption(-1)!;
    return {
      key: csw.high >>> 28,
      ccwAddress: csw.high & 0xffffff,
      unit: csw.low >>> 24,
      channel: (csw.low >>> 16) & 0xff,
      count: csw.low & 0xffff,
    };
  }

  /** Runs a chain that must end well, and gives what it has read. */
  read(...steps: Step[]): number[] {
    const status = this.run(...steps);
    if (status.unit !== NORMAL_END || (status.channel & ~0x40) !== 0) {
      throw new Error(`status ${status.unit.toString(16)} ${status.channel.toString(16)}`);
    }
    const length = steps.reduce((sum, step) => sum + (step.read ?? 0), 0);
    return [...this.bench.get(DATA, length)];
  }

  /** Sense bytes after a chain that must end in unit check. */
  sense(...steps: Step[]): number[] {
    const { unit } = this.run(...steps);
    if ((unit & 2) === 0) throw new Error(`no unit check: ${unit.toString(16)}`);
    return [...this.bench.sense(this.address, this.disk.model.senseLength)];
  }
}

function isSearch(command: number): boolean {
  return [0x29, 0x31, 0x39, 0x49, 0x51, 0x69, 0x71].includes(command & 0x7f);
}
