import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CkdDisk,
  FbaDisk,
  StateReader,
  TapeDrive,
  UnitStatus,
  diskModel,
  fbaModel,
  geometryOf,
} from '../../src/s370/index.js';
import type { ChannelType } from '../../src/s370/index.js';
import { ChannelBench } from '../support/channel-bench.js';
import { MemoryBlocks, MemoryTape, MemoryTracks } from '../support/memory-volumes.js';

const UNITS = [0x180, 0x181, 0x190, 0x191, 0x1a0, 0x1b0] as const;
const CC = 0x40;
const SLI = 0x20;

/** Channel 1 with two drives of a tape control, three disks of a storage control, and a fixed block disk. */
function machine(type: ChannelType): ChannelBench {
  const bench = new ChannelBench(0x10000, { channelType: () => type, fastRelease: true });
  for (const address of [0x180, 0x181]) {
    const tape = new MemoryTape();
    tape.blocks = [new Uint8Array(100), 'mark', new Uint8Array(300)];
    bench.attach(address, new TapeDrive(tape));
  }
  for (const address of [0x190, 0x191, 0x1a0]) {
    bench.attach(address, new CkdDisk(new MemoryTracks(geometryOf(diskModel('3350')!, 6))));
  }
  bench.attach(0x1b0, new FbaDisk(new MemoryBlocks(100), '3370', fbaModel('3370')));
  // arguments: seeks, a sector, a file mask, an ID, a record, an extent and blocks in it
  for (let cylinder = 0; cylinder < 6; cylinder++)
    bench.put(0x1800 + 8 * cylinder, [0, 0, 0, cylinder, 0, 0]);
  bench.put(0x1840, [0xc0]);
  bench.put(0x1848, [0, 0, 0, 0, 0]);
  bench.put(0x1850, [0, 0, 0, 0, 1, 0, 0, 4, 1, 2, 3, 4]);
  bench.put(0x1860, [0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99]);
  bench.put(0x1870, [6, 0, 0, 1, 0, 0, 0, 5]);
  return bench;
}

type Ccw = readonly [number, number, number, number];

/** Commands that disconnect, occupy their control unit, move data, end at initial selection, or are refused. */
const ccw: fc.Arbitrary<Ccw> = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map((cylinder): Ccw => [0x07, 0x1800 + 8 * cylinder, SLI, 6]),
  fc.constantFrom<Ccw[]>(
    [0x13, 0, SLI, 1],
    [0x23, 0x1840 - 1, SLI, 1],
    [0x1f, 0x1840, SLI, 1],
    [0x16, 0x2000, SLI, 16],
    [0x31, 0x1848, SLI, 5],
    [0x1d, 0x1850, SLI, 12],
    [0x37, 0, SLI, 1],
    [0x27, 0, SLI, 1],
    [0x07, 0x1800, SLI, 6],
    [0x0f, 0, SLI, 1],
    [0x02, 0x2000, SLI, 100],
    [0x63, 0x1860, SLI, 16],
    [0x43, 0x1870, SLI, 8],
    [0x42, 0x2000, SLI, 512],
    [0x03, 0, SLI, 1],
    [0x04, 0x2000, SLI, 24],
  ),
);

/** What a CPU, or time, does to the channels. */
const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('start' as const),
      unit: fc.constantFrom(...UNITS),
      program: fc.array(ccw, { minLength: 1, maxLength: 4 }),
      multiplexing: fc.boolean(),
      fast: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('tick' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('test' as const, 'halt' as const, 'clear' as const),
      unit: fc.constantFrom(...UNITS),
    }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Does one action, number `index`; answers what a program would see of it. */
function act(bench: ChannelBench, one: Action, index: number): unknown {
  const { channels } = bench;
  switch (one.kind) {
    case 'start': {
      const at = 0x4000 + 64 * index;
      const last = one.program.length - 1;
      bench.program(
        at,
        ...one.program.map(([command, address, flags, count], i): Ccw => {
          return [command, address, i === last ? flags : flags | CC, count];
        }),
      );
      const mode = { blockMultiplexing: one.multiplexing, suspendControl: false };
      return channels.startIo(one.unit, 0, at, one.fast, mode);
    }
    case 'tick':
      if (bench.events.length > 0) {
        bench.clock.skipTo(bench.events.nextTime());
        bench.events.runDue();
      }
      return bench.clock.now();
    case 'take':
      return channels.takeInterruption(-1);
    case 'test':
      return channels.testIo(one.unit);
    case 'halt':
      return channels.haltIo(one.unit);
    case 'clear':
      return channels.clearIo(one.unit);
  }
}

const actions = fc.array(action, { minLength: 1, maxLength: 25 });
const types = fc.constantFrom<ChannelType[]>('selector', 'block-multiplexer', 'byte-multiplexer');

describe('devices that share control units and subchannels', () => {
  it('are all free in the end, and nothing waits for ever', () => {
    fc.assert(
      fc.property(types, actions, (type, list) => {
        const bench = machine(type);
        list.forEach((one, index) => act(bench, one, index));
        bench.settle();
        for (let taken = 0; bench.channels.takeInterruption(-1) !== undefined;) {
          expect(++taken).toBeLessThan(100);
        }
        expect(bench.events.length).toBe(0);
        for (const unit of UNITS) expect(bench.channels.testIo(unit)).toEqual({ conditionCode: 0 });
        expect(bench.channels.testChannel(0x100)).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it('owe control unit end to nobody whom they have not refused', () => {
    fc.assert(
      fc.property(types, actions, (type, list) => {
        const bench = machine(type);
        let refused = 0;
        let ended = 0;
        const look = (result: unknown): void => {
          const low = (result as { csw?: { low: number } } | undefined)?.csw?.low ?? 0;
          const unit = low >>> 24;
          const both = UnitStatus.busy | UnitStatus.statusModifier;
          if ((unit & both) === both) refused++;
          // REWIND UNLOAD has a control unit end of its own, with unit check
          if ((unit & UnitStatus.controlUnitEnd) !== 0 && (unit & UnitStatus.unitCheck) === 0) ended++;
        };
        list.forEach((one, index) => look(act(bench, one, index)));
        bench.settle();
        for (let taken = bench.channels.takeInterruption(-1); taken !== undefined;) {
          look(taken);
          taken = bench.channels.takeInterruption(-1);
        }
        expect(ended).toBeLessThanOrEqual(refused);
      }),
      { numRuns: 200 },
    );
  });

  it('go on from a saved state as if nothing had been', () => {
    fc.assert(
      fc.property(types, actions, actions, (type, before, after) => {
        const bench = machine(type);
        before.forEach((one, index) => act(bench, one, index));
        const state = {
          bytes: bench.bytes.slice(),
          now: bench.clock.now(),
          events: bench.events.saveState(),
          channels: bench.channels.saveState(),
        };
        const copy = machine(type);
        const saved = new StateReader(state, 'bench');
        copy.bytes.set(saved.bytes('bytes'));
        copy.clock.skipTo(saved.number('now'));
        copy.events.restoreState(saved.within('events'));
        copy.channels.restoreState(saved.within('channels'), copy.events);
        const seen = (of: ChannelBench): unknown[] => [
          ...after.map((one, index) => act(of, one, before.length + index)),
          of.settle(),
          ...Array.from({ length: 10 }, () => of.channels.takeInterruption(-1)),
        ];
        expect(seen(copy)).toEqual(seen(bench));
      }),
      { numRuns: 200 },
    );
  });
});
