import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CkdDisk,
  DISK_MODELS,
  FbaDisk,
  StateReader,
  diskModel,
  geometryOf,
  parseTrack,
} from '../../src/s370/index.js';
import type { Device } from '../../src/s370/index.js';
import { ChannelBench } from '../support/channel-bench.js';
import { MemoryBlocks, MemoryTracks } from '../support/memory-volumes.js';

const UNIT = 0x190;
const PROGRAM = 0x1000;
const ARGUMENTS = 0x1800;
const DATA = 0x4000;
const CYLINDERS = 2;

const byte = fc.integer({ min: 0, max: 255 });
const small = fc.integer({ min: 0, max: 2 });
const cchh = fc.tuple(fc.constant(0), small, fc.constant(0), small).map((parts) => [...parts]);
const block = fc.tuple(fc.constant(0), fc.constant(0), fc.constant(0), small).map((parts) => [...parts]);

/** A command with an argument that makes sense now and then. */
const step: fc.Arbitrary<readonly [command: number, argument: readonly number[], count: number]> = fc.oneof(
  fc.tuple(
    fc.constantFrom(0x07, 0x0b, 0x1b),
    cchh.map((at) => [0, 0, ...at]),
    fc.constantFrom(6, 6, 6, 5, 9),
  ),
  fc.tuple(
    fc.constantFrom(0x31, 0xb1, 0x51, 0x71),
    fc.tuple(cchh, small).map(([at, record]) => [...at, record]),
    fc.constantFrom(5, 5, 5, 4, 6),
  ),
  fc.tuple(fc.constantFrom(0x29, 0xa9, 0x49, 0x69), fc.array(small, { minLength: 2, maxLength: 4 }), small),
  fc.tuple(fc.constantFrom(0x39, 0xb9), cchh, fc.constant(4)),
  fc.tuple(
    fc.constant(0x1f),
    fc.constantFrom(0xc0, 0x00, 0x80, 0x18).map((mask) => [mask]),
    fc.constant(1),
  ),
  fc.tuple(
    fc.constantFrom(0x1d, 0x01, 0x15, 0x11, 0x9d),
    fc
      .tuple(cchh, small, small, fc.integer({ min: 0, max: 60 }), fc.array(byte, { maxLength: 30 }))
      .map(([at, record, key, data, bytes]) => [...at, record, key, 0, data, ...bytes]),
    fc.integer({ min: 6, max: 70 }),
  ),
  fc.tuple(
    fc.constant(0x19),
    fc.tuple(fc.constantFrom(0, 0, 1, 2), cchh).map(([flag, at]) => [flag, ...at]),
    fc.constant(5),
  ),
  fc.tuple(
    fc.constantFrom(0x05, 0x0d, 0x85, 0x8d, 0x41),
    fc.array(byte, { maxLength: 30 }),
    fc.integer({ min: 1, max: 90 }),
  ),
  fc.tuple(
    fc.constantFrom(
      0x06,
      0x86,
      0x0e,
      0x12,
      0x92,
      0x1e,
      0x9e,
      0x16,
      0x1a,
      0x9a,
      0x5e,
      0x22,
      0x02,
      0x42,
      0x04,
      0xa4,
    ),
    fc.constant([]),
    fc.integer({ min: 1, max: 120 }),
  ),
  fc.tuple(
    fc.constant(0x63),
    fc
      .tuple(cchh, cchh, block, block)
      .map(([from, to, first]) => [0xc0, 0xc0, 0, 0, ...first.slice(0, 4), ...from, ...to]),
    fc.constant(16),
  ),
  fc.tuple(
    fc.constant(0x47),
    fc
      .tuple(fc.constantFrom(0x01, 0x03, 0x06, 0x46, 0x86, 0xd6), small, cchh, cchh, small)
      .map(([operation, count, at, id, record]) => [
        operation,
        0,
        0,
        count,
        ...at,
        ...id,
        record,
        0xff,
        0,
        0,
      ]),
    fc.constant(16),
  ),
  fc.tuple(
    fc.constant(0x43),
    fc
      .tuple(fc.constantFrom(0x01, 0x06, 0x02, 0x05), small, block)
      .map(([operation, count, at]) => [operation, 2, 0, count, ...at]),
    fc.constant(8),
  ),
  fc.tuple(fc.constantFrom(0x0f, 0x13, 0x17, 0x03, 0xb4, 0x94, 0x53), fc.constant([2, 0, 9]), fc.constant(3)),
);

const PCI = 0x08;
const program = fc.array(fc.tuple(step, fc.constantFrom(0x60, 0x60, 0x60, 0x68, 0x40)), {
  minLength: 1,
  maxLength: 12,
});
const model = fc.constantFrom(...DISK_MODELS.map(({ name }) => name), '3370');

interface Made {
  readonly bench: ChannelBench;
  readonly volume: MemoryTracks | MemoryBlocks;
  readonly device: Device;
}

function make(name: string, copied?: Made['volume']): Made {
  const bench = new ChannelBench();
  if (name === '3370') {
    const volume = new MemoryBlocks(4);
    if (copied !== undefined) volume.bytes.set((copied as MemoryBlocks).bytes);
    return { bench, volume, device: bench.attach(UNIT, new FbaDisk(volume)) };
  }
  const volume = new MemoryTracks(geometryOf(diskModel(name)!, CYLINDERS));
  if (copied !== undefined) {
    forEachTrack((cylinder, head) => {
      volume.readTrack(cylinder, head).set((copied as MemoryTracks).readTrack(cylinder, head));
    });
  }
  return { bench, volume, device: bench.attach(UNIT, new CkdDisk(volume)) };
}

function forEachTrack(action: (cylinder: number, head: number) => void): void {
  for (let cylinder = 0; cylinder < CYLINDERS; cylinder++) {
    for (let head = 0; head < 4; head++) action(cylinder, head);
  }
}

type Steps = typeof program extends fc.Arbitrary<infer T> ? T : never;

/** Puts the program into storage: a satisfied search goes on, others are tried twice. */
function load({ bench }: Made, steps: Steps): void {
  let argument = ARGUMENTS;
  steps.forEach(([[command, bytes, count], flags], index) => {
    const reads = (command & 3) === 2 || command === 0x04 || command === 0xa4;
    const last = index === steps.length - 1;
    const address = reads ? DATA + 0x100 * index : argument;
    if (!reads) bench.put(argument, bytes);
    bench.program(PROGRAM + 8 * index, [command, address, last ? flags & ~0x40 : flags, Math.max(1, count)]);
    argument += 0x60;
  });
}

/** A number for bytes: failures must not be shown as hundreds of kilobytes of text. */
function digest(pieces: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function content(volume: Made['volume']): string {
  if (volume instanceof MemoryBlocks) return digest([volume.bytes]);
  const tracks: Uint8Array[] = [];
  forEachTrack((cylinder, head) => tracks.push(volume.readTrack(cylinder, head)));
  return digest(tracks);
}

/** Interruptions, storage and volume when all is done. */
function finish({ bench, volume }: Made): unknown {
  bench.settle(300);
  const taken = [];
  for (let next; (next = bench.channels.takeInterruption(-1)) !== undefined;) taken.push(next);
  return [taken, digest([bench.bytes]), content(volume)];
}

/** State of the disk without its volume, which `finish` compares. */
function modelState({ device }: Made): unknown {
  return { ...device.saveState!(), backing: undefined };
}

describe('random programs of disks', () => {
  it('never throw, leave tracks that can be read, and the disk can be used again', () => {
    fc.assert(
      fc.property(model, fc.array(program, { minLength: 1, maxLength: 4 }), (name, programs) => {
        const made = make(name);
        for (const steps of programs) {
          load(made, steps);
          made.bench.start(UNIT, PROGRAM);
          finish(made);
          const { volume } = made;
          if (volume instanceof MemoryTracks) {
            forEachTrack((cylinder, head) => {
              const track = volume.readTrack(cylinder, head);
              parseTrack(track, 'track');
              expect([...track.subarray(1, 5)]).toEqual([0, cylinder, 0, head]);
            });
          }
        }
        expect(made.bench.channels.testIo(UNIT).conditionCode).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it('end the same when they go on from a saved state', () => {
    fc.assert(
      fc.property(model, program, fc.integer({ min: 0, max: 3 }), (name, steps, events) => {
        const first = make(name);
        // Every PCI is an event between commands.
        load(first, steps.map(([one, flags]) => [one, flags | PCI]) as Steps);
        first.bench.start(UNIT, PROGRAM);
        for (let ran = 0; ran < events && first.bench.events.length > 0; ran++) {
          first.bench.clock.skipTo(first.bench.events.nextTime());
          first.bench.events.runDue();
          first.bench.channels.takeInterruption(-1);
        }
        const second = make(name, first.volume);
        second.bench.bytes.set(first.bench.bytes);
        second.bench.clock.skipTo(first.bench.clock.now());
        second.bench.events.restoreState(new StateReader(first.bench.events.saveState(), 'events'));
        second.bench.channels.restoreState(
          new StateReader(first.bench.channels.saveState(), 'channels'),
          second.bench.events,
        );
        expect(finish(second)).toEqual(finish(first));
        expect(modelState(second)).toEqual(modelState(first));
      }),
      { numRuns: 400 },
    );
  });
});
