import { describe, expect, it } from 'vitest';
import {
  CardReader,
  ChannelSet,
  ChannelStatus,
  CkdDisk,
  EventQueue,
  INITIAL_STATUS,
  NORMAL_END,
  StateReader,
  TapeDrive,
  UnitStatus,
  diskModel,
  encodeCcw,
  geometryOf,
} from '../../../src/s370/index.js';
import type {
  ChannelOperation,
  ChannelSetOptions,
  ChannelType,
  Device,
  DevicePort,
} from '../../../src/s370/index.js';
import { BenchClock, status } from '../../support/channel-bench.js';
import { MemoryTape, MemoryTracks } from '../../support/memory-volumes.js';

const CC = 0x40;
const SLI = 0x20;
const PCI = 0x08;
const SUSPEND = 0x02;
const PROGRAM = 0x1000;
const MULTIPLEXING = { blockMultiplexing: true, suspendControl: false };
const SELECTOR = { blockMultiplexing: false, suspendControl: false };
const SUSPENDABLE = { blockMultiplexing: true, suspendControl: true };

/** Channels with a given manner over a small storage. */
class Bench {
  readonly bytes = new Uint8Array(0x8000);
  readonly clock = new BenchClock();
  readonly events = new EventQueue(this.clock);
  readonly channels: ChannelSet;

  constructor(options: Partial<ChannelSetOptions> & { type?: ChannelType } = {}) {
    const { bytes } = this;
    this.channels = new ChannelSet({
      storage: {
        permit: (address) => (address < bytes.length ? 'ok' : 'addressing'),
        fetch: (address, target) => target.set(bytes.subarray(address, address + target.length)),
        store: (address, data) => bytes.set(data, address),
      },
      events: this.events,
      interruptionPending: () => undefined,
      channelType: (channel) => (channel === 0 ? 'byte-multiplexer' : (options.type ?? 'block-multiplexer')),
      ...options,
    });
  }

  tape(address: number): TapeDrive {
    const volume = new MemoryTape();
    volume.blocks = [new Uint8Array(80).fill(1), new Uint8Array(80).fill(2), new Uint8Array(80).fill(3)];
    const drive = new TapeDrive(volume);
    this.channels.attach(address, drive);
    return drive;
  }

  program(...ccws: (readonly [number, number, number, number])[]): void {
    ccws.forEach((ccw, index) => this.bytes.set(encodeCcw(...ccw), PROGRAM + 8 * index));
  }

  start(device: number, mode = MULTIPLEXING) {
    return this.channels.startIo(device, 0, PROGRAM, false, mode);
  }

  settle(): void {
    for (let ran = 0; ran < 1000 && this.events.length > 0;) {
      this.clock.skipTo(this.events.nextTime());
      ran += this.events.runDue();
    }
  }

  take() {
    const interruption = this.channels.takeInterruption(-1);
    return interruption && { device: interruption.device, ...status(interruption.csw) };
  }
}

/** A device that does what the test tells it. */
class ScriptedDevice implements Device {
  readonly type = 'test';
  readonly working = false;
  port!: DevicePort;
  resets = 0;
  constructor(
    private readonly script: (operation: ChannelOperation) => number | undefined,
    private readonly event: () => void = () => undefined,
  ) {}
  connect(port: DevicePort): void {
    this.port = port;
  }
  execute(operation: ChannelOperation): number | undefined {
    return this.script(operation);
  }
  timed(): void {
    this.event();
  }
  halt(): number {
    return NORMAL_END;
  }
  reset(): void {
    this.resets++;
  }
  close(): void {}
}

const read = [0x02, 0x2000, SLI, 80] as const;

describe('a channel in burst mode', () => {
  it.each([
    ['a selector channel', 'selector', MULTIPLEXING],
    ['a block multiplexer without block multiplexing', 'block-multiplexer', SELECTOR],
  ] as const)('%s is busy for other devices until the operation ends', (_name, type, mode) => {
    const bench = new Bench({ type });
    bench.tape(0x180);
    bench.tape(0x181);
    bench.program([0x02, 0x2000, CC | SLI, 80], [0x27, 0, CC | SLI, 1], read);
    expect(bench.start(0x180, mode).conditionCode).toBe(0);
    expect(bench.start(0x181, mode).conditionCode).toBe(2);
    expect(bench.channels.testIo(0x181).conditionCode).toBe(2);
    expect(bench.channels.clearIo(0x181).conditionCode).toBe(2);
    expect(bench.channels.haltDevice(0x181).conditionCode).toBe(2);
    expect(bench.channels.testChannel(0x100)).toBe(2);
    bench.settle();
    // a block multiplexer says that it is free
    if (type === 'block-multiplexer') expect(bench.take()?.device).toBe(0x100);
    expect(bench.take()?.device).toBe(0x180);
    expect(bench.start(0x181, mode).conditionCode).toBe(0);
  });

  it('is free again while a block multiplexer waits for a device, and says so', () => {
    const bench = new Bench();
    bench.tape(0x180);
    bench.tape(0x188);
    bench.program([0x02, 0x2000, CC | SLI, 80], [0x07, 0, CC | SLI, 1], read);
    expect(bench.start(0x180).conditionCode).toBe(0);
    expect(bench.start(0x188).conditionCode).toBe(2);
    bench.clock.skipTo(bench.events.nextTime());
    bench.events.runDue();
    // The first drive rewinds now.
    expect(bench.channels.testChannel(0x100)).toBe(1);
    expect(bench.take()).toEqual({ device: 0x100, key: 0, ccwAddress: 0, unit: 0, channel: 0, count: 0 });
    expect(bench.channels.testChannel(0x100)).toBe(0);
    expect(bench.start(0x188).conditionCode).toBe(0);
    bench.settle();
    expect([bench.take()?.device, bench.take()?.device].sort()).toEqual([0x180, 0x188]);
    expect(bench.take()).toBeUndefined();
  });

  it('does not become free by an interruption when nobody found it busy', () => {
    const bench = new Bench();
    bench.tape(0x180);
    bench.program(read);
    bench.start(0x180);
    bench.settle();
    expect(bench.take()?.device).toBe(0x180);
    expect(bench.take()).toBeUndefined();
  });

  it('stays free for a command that moves no data, and on a byte multiplexer', () => {
    const bench = new Bench();
    const disk = (address: number) =>
      bench.channels.attach(address, new CkdDisk(new MemoryTracks(geometryOf(diskModel('3350')!, 3))));
    disk(0x190);
    disk(0x191);
    bench.program([0x07, 0x3000, CC, 6], [0x1a, 0x2000, SLI, 5]);
    expect(bench.start(0x190).conditionCode).toBe(0);
    // The argument of SEEK moves in burst mode, too: the channel is the drive's until then.
    expect(bench.channels.testChannel(0x100)).toBe(2);
    bench.settle();
    const cards = () => new CardReader({ readCard: () => new Uint8Array(80) });
    bench.channels.attach(0x00c, cards());
    bench.channels.attach(0x00d, cards());
    bench.program(read);
    expect(bench.start(0x00c).conditionCode).toBe(0);
    expect(bench.start(0x00d).conditionCode).toBe(0);
    expect(bench.channels.testChannel(0)).toBe(0);
  });

  it('is ended by HALT I/O to any device of the channel', () => {
    const bench = new Bench({ type: 'selector' });
    bench.tape(0x180);
    bench.tape(0x181);
    bench.program([0x02, 0x2000, CC | SLI, 80], [0x02, 0x2000, CC | SLI, 80], read);
    bench.start(0x180);
    expect(bench.channels.haltIo(0x181).conditionCode).toBe(2);
    bench.settle();
    expect(bench.take()).toMatchObject({ device: 0x180, ccwAddress: PROGRAM + 8 });
  });

  it('is never busy for a Control Program that starts operations itself', () => {
    const bench = new Bench();
    bench.tape(0x180);
    bench.tape(0x181);
    bench.program(read);
    expect(bench.channels.startIo(0x180, 0, PROGRAM, false).conditionCode).toBe(0);
    expect(bench.channels.startIo(0x181, 0, PROGRAM, false).conditionCode).toBe(0);
  });

  it('is forgotten by CLEAR CHANNEL, reset, CLEAR I/O and detaching', () => {
    for (const end of [
      (channels: ChannelSet) => channels.clearChannel(0x100),
      (channels: ChannelSet) => channels.reset(),
      (channels: ChannelSet) => channels.clearIo(0x180),
      (channels: ChannelSet) => channels.detach(0x180),
    ]) {
      const bench = new Bench({ type: 'selector' });
      bench.tape(0x180);
      bench.tape(0x181);
      bench.program(read);
      bench.start(0x180);
      end(bench.channels);
      expect(bench.channels.testChannel(0x100)).toBe(0);
      expect(bench.start(0x181).conditionCode).toBe(0);
    }
  });

  it('goes on from a saved state', () => {
    const make = () => {
      const bench = new Bench();
      bench.tape(0x180);
      bench.tape(0x181);
      bench.program(read);
      return bench;
    };
    const first = make();
    first.start(0x180);
    expect(first.start(0x181).conditionCode).toBe(2);
    const events = first.events.saveState();
    const state = first.channels.saveState();
    const second = make();
    second.events.restoreState(new StateReader(events, 'events'));
    second.channels.restoreState(new StateReader(state, 'channels'), second.events);
    expect(second.start(0x181).conditionCode).toBe(2);
    second.settle();
    expect(second.take()?.device).toBe(0x100);
    expect(second.take()?.device).toBe(0x180);
  });
});

describe('suspend and resume', () => {
  const bench = () => {
    const made = new Bench({ suspendResume: true });
    made.tape(0x180);
    made.program([0x02, 0x2000, CC | SLI, 80], [0x02, 0x3000, SLI | SUSPEND, 80]);
    return made;
  };

  it('stops before the CCW with the flag, tells so, and goes on when resumed', () => {
    const one = bench();
    expect(one.start(0x180, SUSPENDABLE).conditionCode).toBe(0);
    expect(one.channels.resumeIo(0x180)).toBe(2);
    one.settle();
    expect(one.channels.resumeIo(0x180)).toBe(1);
    const taken = one.channels.takeInterruption(-1)!;
    expect(taken.csw.high).toBe(0x08000000 | (PROGRAM + 16));
    expect(taken.csw.low).toBe(80);
    expect(one.start(0x180, SUSPENDABLE).conditionCode).toBe(2);
    expect(one.channels.testIo(0x180).conditionCode).toBe(2);
    // The flag must be gone by then, else the program is suspended again.
    expect(one.channels.resumeIo(0x180)).toBe(0);
    one.settle();
    expect(one.channels.takeInterruption(-1)!.csw.high).toBe(0x08000000 | (PROGRAM + 16));
    one.program([0x02, 0x2000, CC | SLI, 80], read);
    expect(one.channels.resumeIo(0x180)).toBe(0);
    one.settle();
    expect(one.take()).toMatchObject({ ccwAddress: PROGRAM + 16, unit: NORMAL_END, channel: 0 });
    expect(one.bytes[0x2000]).toBe(2);
    expect(one.channels.resumeIo(0x180)).toBe(2);
    expect(one.channels.resumeIo(0x181)).toBe(3);
  });

  it('gives its status to TEST I/O, and is ended by HALT DEVICE and CLEAR I/O', () => {
    const one = bench();
    one.start(0x180, SUSPENDABLE);
    one.settle();
    expect(one.channels.testIo(0x180)).toMatchObject({ conditionCode: 1, csw: { low: 80 } });
    expect(one.channels.haltDevice(0x180).conditionCode).toBe(1);
    one.settle();
    expect(one.take()).toMatchObject({ unit: UnitStatus.channelEnd });
    const other = bench();
    other.start(0x180, SUSPENDABLE);
    other.settle();
    expect(other.channels.clearIo(0x180).conditionCode).toBe(1);
    expect(other.channels.pending(-1)).toBe(false);
  });

  it('is a program check when the CAW or the machine does not allow it, and within data chaining', () => {
    const one = bench();
    one.start(0x180, MULTIPLEXING);
    one.settle();
    expect(one.take()).toMatchObject({ ccwAddress: PROGRAM + 16, channel: ChannelStatus.programCheck });
    const without = new Bench();
    without.tape(0x180);
    without.program([0x02, 0x2000, SLI | SUSPEND, 80]);
    expect(status(without.start(0x180, SUSPENDABLE).csw!).channel).toBe(ChannelStatus.programCheck);
    const chained = bench();
    chained.program([0x02, 0x2000, 0x80, 40], [0, 0x3000, SUSPEND, 40]);
    chained.start(0x180, SUSPENDABLE);
    chained.settle();
    expect(chained.take()).toMatchObject({ channel: ChannelStatus.programCheck });
  });

  it('can meet the flag in the first CCW, and keeps PCI until it is executed', () => {
    const one = bench();
    one.program([0x02, 0x2000, SLI | SUSPEND | PCI, 80]);
    expect(one.start(0x180, SUSPENDABLE).conditionCode).toBe(0);
    expect(one.take()).toMatchObject({ channel: 0, ccwAddress: PROGRAM + 8 });
    one.program([0x02, 0x2000, SLI | PCI, 80]);
    expect(one.channels.resumeIo(0x180)).toBe(0);
    one.settle();
    expect(one.take()).toMatchObject({ channel: ChannelStatus.programControlled, unit: NORMAL_END });
    expect(one.bytes[0x2000]).toBe(1);
  });
});

describe('a device that fails against all rules', () => {
  const broken = () => {
    const faults: { address: number; fault: unknown }[] = [];
    const bench = new Bench({
      limitedLogout: true,
      deviceFault: (address, fault) => faults.push({ address, fault }),
    });
    return { bench, faults };
  };

  it('ends its program with interface control check and a limited logout', () => {
    const { bench, faults } = broken();
    const device = new ScriptedDevice((operation) => {
      if (operation.command === 0x01) return NORMAL_END;
      operation.store(new Uint8Array(4));
      throw new TypeError('out of order');
    });
    bench.channels.attach(0x190, device);
    bench.program([0x01, 0x2000, CC | SLI, 1], [0x02, 0x2000, SLI, 80]);
    expect(bench.start(0x190).conditionCode).toBe(0);
    bench.settle();
    const taken = bench.channels.takeInterruption(-1)!;
    expect(status(taken.csw)).toMatchObject({
      ccwAddress: PROGRAM + 16,
      channel: ChannelStatus.interfaceControlCheck,
    });
    expect(taken.logout).toBe(0x04081f83);
    expect(device.resets).toBe(1);
    expect(faults).toMatchObject([{ address: 0x190, fault: { message: 'out of order' } }]);
    expect(bench.channels.testIo(0x190).conditionCode).toBe(0);
  });

  it('stores it with condition code 1 when it fails at once, and with an event', () => {
    const { bench, faults } = broken();
    bench.channels.attach(
      0x190,
      new ScriptedDevice(() => {
        throw new Error('at once');
      }),
    );
    bench.program([0x01, 0x2000, SLI, 1]);
    const result = bench.start(0x190);
    expect(result).toMatchObject({ conditionCode: 1, csw: { statusOnly: true, logout: 0x04081f81 } });
    expect(status(result.csw!).channel).toBe(ChannelStatus.interfaceControlCheck);
    const later: ScriptedDevice = new ScriptedDevice(
      () => {
        later.port.after(50, 'tick');
        return undefined;
      },
      () => {
        throw new Error('later');
      },
    );
    bench.channels.attach(0x191, later);
    expect(bench.start(0x191).conditionCode).toBe(0);
    bench.settle();
    expect(bench.take()).toMatchObject({ device: 0x191, channel: ChannelStatus.interfaceControlCheck });
    expect(faults).toHaveLength(2);
  });

  it('goes through where nobody contains it', () => {
    const bench = new Bench();
    bench.channels.attach(
      0x190,
      new ScriptedDevice(() => {
        throw new Error('through');
      }),
    );
    bench.program([0x01, 0x2000, SLI, 1]);
    expect(() => bench.start(0x190)).toThrow('through');
  });
});

describe('a count of zero', () => {
  it('is let pass in control commands where the channels are told to', () => {
    const bench = new Bench({ zeroCountControl: true });
    const commands: number[] = [];
    bench.channels.attach(
      0x190,
      new ScriptedDevice(({ command }) => {
        commands.push(command);
        return NORMAL_END | (command === 0x07 ? INITIAL_STATUS : 0);
      }),
    );
    bench.program([0x07, 0, CC, 0], [0x1f, 0, CC, 0], [0x02, 0x2000, 0, 0]);
    expect(bench.start(0x190).conditionCode).toBe(0);
    bench.settle();
    expect(bench.take()).toMatchObject({ ccwAddress: PROGRAM + 24, channel: ChannelStatus.programCheck });
    expect(commands).toEqual([0x07, 0x1f]);
    bench.program([0x07, 0, 0x80, 0], [0, 0x2000, 0, 1]);
    expect(status(bench.start(0x190).csw!).channel).toBe(ChannelStatus.programCheck);
  });
});

describe('channels where operations end together', () => {
  it('present the end of an immediate command by an interruption', () => {
    const bench = new Bench({ endTogether: true });
    bench.channels.attach(0x190, new ScriptedDevice(() => NORMAL_END | INITIAL_STATUS));
    bench.program([0x03, 0, SLI, 1]);
    expect(bench.start(0x190).conditionCode).toBe(0);
    bench.settle();
    expect(bench.take()).toMatchObject({ ccwAddress: PROGRAM + 8, unit: NORMAL_END, channel: 0 });
  });

  it('hold channel end back until the device end, and add both to a unit check', () => {
    const bench = new Bench({ endTogether: true });
    const device = new ScriptedDevice(({ command }) =>
      command === 0x0f ? UnitStatus.unitCheck | INITIAL_STATUS : UnitStatus.channelEnd,
    );
    bench.channels.attach(0x190, device);
    bench.program([0x07, 0, SLI, 1]);
    expect(bench.start(0x190).conditionCode).toBe(0);
    bench.settle();
    expect(bench.channels.testIo(0x190).conditionCode).toBe(2);
    device.port.present(UnitStatus.deviceEnd);
    bench.settle();
    expect(bench.take()).toMatchObject({ unit: NORMAL_END });
    bench.program([0x0f, 0, SLI, 1]);
    expect(bench.start(0x190).conditionCode).toBe(0);
    bench.settle();
    expect(bench.take()).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
  });
});
