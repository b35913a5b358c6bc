import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CardPunch,
  CardReader,
  CkdDisk,
  Console3215,
  Display3270,
  Printer,
  TapeDrive,
  diskModel,
  geometryOf,
  parseTrack,
} from '../../src/s370/index.js';
import { ChannelBench } from '../support/channel-bench.js';
import { MemoryTape, MemoryTracks, TestPaper, TestStacker, TestTerminal } from '../support/memory-volumes.js';

const UNITS = [0x009, 0x00c, 0x00d, 0x00e, 0x0c0, 0x180, 0x190] as const;

function machine(): { bench: ChannelBench; disk: MemoryTracks; terminal: TestTerminal } {
  const bench = new ChannelBench();
  const disk = new MemoryTracks(geometryOf(diskModel('3350')!, 3));
  const terminal = new TestTerminal();
  const tape = new MemoryTape();
  tape.blocks = [new Uint8Array(100), 'mark', new Uint8Array(3000)];
  let cards = 5;
  bench.attach(0x009, new Console3215(terminal));
  bench.attach(0x00c, new CardReader({ readCard: () => (cards-- > 0 ? new Uint8Array(80) : 'end') }));
  bench.attach(0x00d, new CardPunch(new TestStacker()));
  bench.attach(0x00e, new Printer(new TestPaper(), '3211'));
  const display = bench.attach(0x0c0, new Display3270());
  display.plug({
    model: 2,
    rows: 24,
    columns: 80,
    alternateRows: 43,
    alternateColumns: 80,
    extended: true,
    send: () => undefined,
    request: (_command, reply) => void bench.events.schedule(5, () => reply(Uint8Array.of(0x60, 0x40, 0x40))),
  });
  display.powered(true);
  bench.attach(0x180, new TapeDrive(tape));
  bench.attach(0x190, new CkdDisk(disk));
  return { bench, disk, terminal };
}

const ccw = fc.tuple(
  fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0x07, 0x31, 0x08, 0x06, 0x1d, 0x05, 0x1f, 0x19, 0x15, 0x1e, 0x12, 0x04, 0x03, 0x39, 0x0a),
  ),
  fc.oneof(fc.integer({ min: 0x1000, max: 0x1080 }), fc.integer({ min: 0, max: 0xffffff })),
  fc.oneof(fc.constantFrom(0x40, 0x60, 0x20, 0x80, 0), fc.integer({ min: 0, max: 255 })),
  fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 0xffff })),
);

describe('random channel programs', () => {
  it('never throw, always leave tracks that can be read, and every device can be used again', () => {
    fc.assert(
      fc.property(
        fc.array(ccw, { minLength: 1, maxLength: 12 }),
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        fc.constantFrom(...UNITS),
        fc.integer({ min: 0, max: 15 }),
        (ccws, data, unit, key) => {
          const { bench, disk, terminal } = machine();
          ccws.forEach((entry, index) => bench.program(0x1000 + 8 * index, entry));
          bench.put(0x1080, data);
          bench.start(unit, 0x1000, key);
          bench.settle(300);
          terminal.reply?.(Uint8Array.of(0xc1));
          bench.channels.haltDevice(unit);
          bench.settle(300);
          while (bench.channels.takeInterruption(-1) !== undefined);
          expect(bench.channels.pending(-1)).toBe(false);
          for (let head = 0; head < 30; head++) parseTrack(disk.readTrack(0, head), 'track');
          const result = bench.channels.testIo(unit);
          expect(result.conditionCode).toBe(0);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('are the same over the same storage', () => {
    fc.assert(
      fc.property(fc.array(ccw, { minLength: 1, maxLength: 8 }), fc.constantFrom(...UNITS), (ccws, unit) => {
        const run = () => {
          const { bench } = machine();
          ccws.forEach((entry, index) => bench.program(0x1000 + 8 * index, entry));
          const result = bench.start(unit, 0x1000);
          bench.settle(300);
          return [
            result,
            bench.channels.takeInterruption(-1),
            bench.clock.now(),
            Buffer.from(bench.bytes).toString('latin1'),
          ];
        };
        expect(run()).toEqual(run());
      }),
      { numRuns: 150 },
    );
  });
});
