import { describe, expect, it } from 'vitest';
import {
  CardReader,
  Console3215,
  Display3270,
  Printer,
  StateReader,
  TapeDrive,
  UnitStatus,
} from '../../../src/s370/index.js';
import type { Device, StateRecord } from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';
import { MemoryTape, TestPaper, TestTerminal } from '../../support/memory-volumes.js';

const CC = 0x40;
const SLI = 0x20;

/** Storage, clock, events and channels of a bench. */
function save(bench: ChannelBench): StateRecord {
  return {
    bytes: bench.bytes.slice(),
    now: bench.clock.now(),
    events: bench.events.saveState(),
    channels: bench.channels.saveState(),
  };
}

/** Another bench that goes on where the saved one was. */
function goOn(state: StateRecord, attach: (bench: ChannelBench) => void): ChannelBench {
  const bench = new ChannelBench();
  attach(bench);
  const saved = new StateReader(state, 'bench');
  bench.bytes.set(saved.bytes('bytes'));
  bench.clock.skipTo(saved.number('now'));
  bench.events.restoreState(saved.within('events'));
  bench.channels.restoreState(saved.within('channels'), bench.events);
  return bench;
}

describe('channels kept in a snapshot', () => {
  it('go on with a read that waits for the operator', () => {
    const bench = new ChannelBench();
    bench.attach(0x01f, new Console3215(new TestTerminal()));
    bench.program(0x1000, [0x0a, 0x2000, SLI, 20]);
    expect(bench.start(0x01f, 0x1000).conditionCode).toBe(0);
    const terminal = new TestTerminal();
    const copy = goOn(save(bench), (other) => other.attach(0x01f, new Console3215(terminal)));
    expect(terminal.reply).toBeDefined();
    terminal.reply?.(Uint8Array.of(0xc8, 0xc5, 0xd3, 0xd3, 0xd6));
    copy.settle();
    const taken = copy.channels.takeInterruption(-1)!;
    expect(status(taken.csw)).toMatchObject({ unit: 0x0c, count: 15, ccwAddress: 0x1008 });
    expect([...copy.get(0x2000, 5)]).toEqual([0xc8, 0xc5, 0xd3, 0xd3, 0xd6]);
  });

  it('go on with a rewind and its device end at the same time', () => {
    const tape = new MemoryTape();
    tape.blocks = [Uint8Array.of(1, 2, 3)];
    const bench = new ChannelBench();
    bench.attach(0x180, new TapeDrive(tape));
    bench.program(0x1000, [0x02, 0x2000, SLI, 3]);
    bench.run(0x180, 0x1000);
    bench.program(0x1000, [0x07, 0, CC, 1], [0x03, 0, 0, 1]);
    expect(bench.start(0x180, 0x1000).conditionCode).toBe(0);
    const state = save(bench);
    const copy = goOn(state, (other) => other.attach(0x180, new TapeDrive(new MemoryTape())));
    for (const one of [bench, copy]) {
      one.settle();
      expect(status(one.channels.takeInterruption(-1)!.csw)).toMatchObject({
        unit: 0x0c,
        ccwAddress: 0x1010,
      });
    }
    expect(copy.clock.now()).toBe(bench.clock.now());
  });

  it('keep interruptions and their order', () => {
    const bench = new ChannelBench();
    const readers = [0x10c, 0x20c, 0x10d].map((address) =>
      bench.attach(address, new CardReader({ readCard: () => 'empty' })),
    );
    readers[2].ready();
    readers[0].ready();
    readers[1].ready();
    const copy = goOn(save(bench), (other) => {
      for (const address of [0x10c, 0x20c, 0x10d]) {
        other.attach(address, new CardReader({ readCard: () => 'empty' }));
      }
    });
    expect(copy.channels.pending(0x80000000 >>> 2)).toBe(true);
    expect([1, 2, 3].map(() => copy.channels.takeInterruption(-1)?.device)).toEqual([0x10d, 0x10c, 0x20c]);
    expect(copy.channels.takeInterruption(-1)).toBeUndefined();
  });

  it('keep sense and what a printer has loaded', () => {
    const bench = new ChannelBench();
    bench.attach(0x00e, new Printer(new TestPaper(), '3211'));
    bench.put(0x2000, [0x01, 0x02, 0x19]);
    bench.program(0x1000, [0x63, 0x2000, SLI, 3]);
    bench.run(0x00e, 0x1000);
    bench.program(0x1000, [0x33, 0, 0, 1]);
    expect(status(bench.start(0x00e, 0x1000).csw!).unit).toBe(UnitStatus.unitCheck);
    const copy = goOn(save(bench), (other) => other.attach(0x00e, new Printer(new TestPaper(), '3211')));
    expect(copy.sense(0x00e, 6)[0]).toBe(0x80);
    copy.program(0x1000, [0x12, 0x3000, SLI, 3]);
    copy.run(0x00e, 0x1000);
    expect([...copy.get(0x3000, 3)]).toEqual([0x01, 0x02, 0x19]);
  });

  it('take a display whose terminal is gone as switched off', () => {
    const bench = new ChannelBench();
    const display = bench.attach(0x0c0, new Display3270());
    display.plug({
      model: 2,
      rows: 24,
      columns: 80,
      alternateRows: 24,
      alternateColumns: 80,
      extended: false,
      send: () => undefined,
      request: () => undefined,
    });
    display.powered(true);
    bench.channels.takeInterruption(-1);
    bench.program(0x1000, [0x06, 0x2000, SLI, 100]);
    bench.start(0x0c0, 0x1000);
    const copy = goOn(save(bench), (other) => other.attach(0x0c0, new Display3270()));
    copy.settle();
    expect(status(copy.channels.takeInterruption(-1)!.csw).unit).toBe(0x0e);
    expect(copy.sense(0x0c0, 1)[0]).toBe(0x40);
  });

  it('name the device that is missing, too many, of another type or not to be saved', () => {
    const bench = new ChannelBench();
    bench.attach(0x00c, new CardReader({ readCard: () => 'empty' }, '3505'));
    const state = save(bench);
    expect(() => goOn(state, () => undefined)).toThrow('device 00C (3505) is missing');
    expect(() => goOn(state, (other) => other.attach(0x00c, new Printer(new TestPaper(), '1403')))).toThrow(
      'device 00C is a 1403, not a 3505',
    );
    expect(() =>
      goOn(state, (other) => {
        other.attach(0x00c, new CardReader({ readCard: () => 'empty' }));
        other.attach(0x00d, new CardReader({ readCard: () => 'empty' }));
      }),
    ).toThrow('device 00D was not in the machine');
    const plain: Device = {
      type: 'plain',
      working: false,
      connect: () => undefined,
      execute: () => 0x0c,
      halt: () => 0x0c,
      reset: () => undefined,
      close: () => undefined,
    };
    bench.attach(0x300, plain);
    expect(() => bench.channels.saveState()).toThrow("device 300 (plain) can't be kept in a snapshot");
  });

  it('count their events, those of devices too', () => {
    const bench = new ChannelBench();
    const tape = new MemoryTape();
    tape.blocks = [Uint8Array.of(1)];
    tape.readForward();
    bench.attach(0x180, new TapeDrive(tape));
    bench.program(0x1000, [0x07, 0, CC, 1], [0x03, 0, 0, 1]);
    bench.start(0x180, 0x1000);
    expect(bench.channels.eventCount).toBe(bench.events.length);
    expect(bench.channels.eventCount).toBeGreaterThan(0);
    bench.channels.detach(0x180);
    expect(bench.events.length).toBe(0);
  });
});
