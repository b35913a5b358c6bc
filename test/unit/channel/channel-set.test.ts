import { describe, expect, it } from 'vitest';
import {
  CardPunch,
  CardReader,
  ChannelStatus,
  Console3215,
  INITIAL_STATUS,
  NORMAL_END,
  Printer,
  TapeDrive,
  UnitStatus,
} from '../../../src/s370/index.js';
import type { ChannelOperation, Device, DevicePort } from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';
import { MemoryTape, TestPaper, TestStacker, TestTerminal } from '../../support/memory-volumes.js';

const CD = 0x80;
const CC = 0x40;
const SLI = 0x20;
const SKIP = 0x10;
const PCI = 0x08;
const IDA = 0x04;

/** A device that does what the test tells it. */
class ScriptedDevice implements Device {
  readonly type = 'test';
  working = false;
  port!: DevicePort;
  commands: number[] = [];
  halted = 0;
  constructor(private readonly script: (operation: ChannelOperation) => number | undefined) {}
  connect(port: DevicePort): void {
    this.port = port;
  }
  execute(operation: ChannelOperation): number | undefined {
    this.commands.push(operation.command);
    return this.script(operation);
  }
  halt(): number {
    this.halted++;
    return NORMAL_END;
  }
  reset(): void {}
  close(): void {}
}

function tapeBench(...blocks: (Uint8Array | 'mark')[]): { bench: ChannelBench; tape: MemoryTape } {
  const bench = new ChannelBench();
  const tape = new MemoryTape();
  tape.blocks = blocks;
  bench.attach(0x180, new TapeDrive(tape));
  return { bench, tape };
}

const ramp = (length: number) => Uint8Array.from({ length }, (_, i) => i & 0xff);

describe('hastening an operation', () => {
  it('lets the next step come now, and the interruption with it', () => {
    const { bench } = tapeBench(ramp(80));
    bench.program(0x1000, [0x02, 0x2000, SLI, 80]);
    expect(bench.start(0x180, 0x1000).conditionCode).toBe(0);
    expect(bench.channels.pending(-1)).toBe(false);
    expect(bench.channels.hasten(0x180)).toBe(true);
    expect(bench.channels.pending(-1)).toBe(true);
    expect(bench.clock.now()).toBe(0);
    expect(bench.channels.hasten(0x180)).toBe(false);
    expect(bench.events.length).toBe(0);
  });

  it('does not shorten what a device takes by itself, nor the pause of a program that loops', () => {
    const bench = new ChannelBench();
    expect(bench.channels.hasten(0x180)).toBe(false);
    const device = bench.attach(0x180, new ScriptedDevice(() => NORMAL_END));
    bench.program(0x1000, [0x07, 0x2000, CC | SLI, 6], [0x08, 0x1000, 0, 0]);
    expect(bench.start(0x180, 0x1000).conditionCode).toBe(0);
    // The first event may take 512 commands to the device, then the others have their turn.
    expect(bench.channels.hasten(0x180)).toBe(true);
    const commands = device.commands.length;
    expect(bench.channels.hasten(0x180)).toBe(false);
    expect(device.commands.length).toBe(commands);
    const slow = bench.attach(0x181, new ScriptedDevice(() => undefined));
    bench.program(0x1100, [0x07, 0x2000, SLI, 6]);
    expect(bench.start(0x181, 0x1100).conditionCode).toBe(0);
    slow.port.after(5, 'late', 0);
    expect(bench.channels.hasten(0x181)).toBe(false);
  });
});

describe('START I/O', () => {
  it('gives condition code 3 where no device is', () => {
    const bench = new ChannelBench();
    expect(bench.start(0x180, 0x1000).conditionCode).toBe(3);
    expect(bench.channels.testIo(0x180).conditionCode).toBe(3);
    expect(bench.channels.haltIo(0x180).conditionCode).toBe(3);
    expect(bench.channels.clearIo(0x180).conditionCode).toBe(3);
    expect(bench.channels.haltDevice(0x180).conditionCode).toBe(3);
    expect(bench.channels.testChannel(0x180)).toBe(3);
    expect(bench.channels.storeChannelId(0x180).conditionCode).toBe(3);
  });

  it('reads a block and interrupts with channel end and device end', () => {
    const { bench } = tapeBench(ramp(80));
    bench.program(0x1000, [0x02, 0x2000, 0, 80]);
    expect(bench.run(0x180, 0x1000)).toEqual({
      key: 0,
      ccwAddress: 0x1008,
      unit: NORMAL_END,
      channel: 0,
      count: 0,
    });
    expect(bench.get(0x2000, 80)).toEqual(ramp(80));
    expect(bench.channels.testIo(0x180).conditionCode).toBe(0);
  });

  it('does not interrupt before time has passed, and is busy until then', () => {
    const { bench } = tapeBench(ramp(80));
    bench.program(0x1000, [0x02, 0x2000, 0, 80]);
    expect(bench.start(0x180, 0x1000).conditionCode).toBe(0);
    expect(bench.channels.pending(-1)).toBe(false);
    expect(bench.start(0x180, 0x1000).conditionCode).toBe(2);
    expect(bench.channels.testIo(0x180).conditionCode).toBe(2);
    bench.settle();
    expect(bench.channels.pending(-1)).toBe(true);
    expect(bench.notices).toBe(1);
    // The interruption condition is in the subchannel: START I/O still finds it busy, TEST I/O takes it.
    expect(bench.start(0x180, 0x1000).conditionCode).toBe(2);
    const taken = bench.channels.testIo(0x180);
    expect(taken.conditionCode).toBe(1);
    expect(taken.csw!.statusOnly).toBe(false);
    expect(status(taken.csw!)).toMatchObject({ ccwAddress: 0x1008, unit: NORMAL_END });
    expect(bench.channels.pending(-1)).toBe(false);
  });

  it('stores the status of an immediate command with condition code 1', () => {
    const { bench } = tapeBench();
    bench.program(0x1000, [0x03, 0, SLI, 1]);
    const result = bench.start(0x180, 0x1000);
    expect(result.conditionCode).toBe(1);
    expect(result.csw!.statusOnly).toBe(true);
    expect(status(result.csw!)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    bench.settle();
    expect(bench.channels.pending(-1)).toBe(false);
  });

  it('stores unit check of a refused command with condition code 1, and keeps sense', () => {
    const { bench } = tapeBench();
    bench.program(0x1000, [0x0e, 0, SLI, 1]);
    const result = bench.start(0x180, 0x1000);
    expect(result.conditionCode).toBe(1);
    expect(status(result.csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(0x180)[0]).toBe(0x80);
    expect(bench.sense(0x180)[0]).toBe(0);
  });

  it.each([
    ['an invalid command', [0x00, 0x2000, 0, 1]],
    ['TIC as the first CCW', [0x08, 0x1000, 0, 1]],
    ['a count of zero', [0x02, 0x2000, 0, 0]],
    ['flag bits 38-39', [0x02, 0x2000, 0x02, 1]],
  ] as const)('gives program check for %s', (_name, ccw) => {
    const { bench } = tapeBench(ramp(80));
    bench.program(0x1000, ccw);
    const result = bench.start(0x180, 0x1000);
    expect(result.conditionCode).toBe(1);
    expect(status(result.csw!)).toMatchObject({ unit: 0, channel: ChannelStatus.programCheck });
  });

  it('gives program check for a CCW outside of storage and protection check for one that may not be fetched', () => {
    const { bench } = tapeBench(ramp(80));
    expect(status(bench.start(0x180, 0x20000).csw!).channel).toBe(ChannelStatus.programCheck);
    bench.program(0x1000, [0x02, 0x2000, 0, 80]);
    bench.keys[0x1000 >> 11] = 0x38;
    expect(status(bench.start(0x180, 0x1000, 4).csw!).channel).toBe(ChannelStatus.protectionCheck);
    expect(bench.start(0x180, 0x1000, 3).conditionCode).toBe(0);
  });
});

describe('lengths', () => {
  it('says incorrect length for a short and for a long block unless SLI is on', () => {
    for (const [blockLength, flags, channel] of [
      [50, 0, ChannelStatus.incorrectLength],
      [50, SLI, 0],
      [200, 0, ChannelStatus.incorrectLength],
      [200, SLI, 0],
    ]) {
      const { bench } = tapeBench(ramp(blockLength));
      bench.program(0x1000, [0x02, 0x2000, flags, 80]);
      const csw = bench.run(0x180, 0x1000);
      expect(csw).toMatchObject({ channel, count: Math.max(0, 80 - blockLength) });
    }
  });

  it('stops command chaining at incorrect length', () => {
    const { bench } = tapeBench(ramp(50), ramp(80));
    bench.program(0x1000, [0x02, 0x2000, CC, 80], [0x02, 0x3000, 0, 80]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({
      ccwAddress: 0x1008,
      channel: ChannelStatus.incorrectLength,
      count: 30,
    });
    expect(bench.get(0x3000, 4)).toEqual(new Uint8Array(4));
  });
});

describe('chaining', () => {
  it('scatters a block over data-chained areas, through TIC', () => {
    const { bench } = tapeBench(ramp(100));
    bench.program(0x1000, [0x02, 0x2000, CD, 10], [0x08, 0x1100, 0, 0]);
    bench.program(0x1100, [0x00, 0x3000, CD, 20], [0x00, 0x4000, 0, 70]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({ ccwAddress: 0x1110, channel: 0, count: 0 });
    expect(bench.get(0x2000, 10)).toEqual(ramp(100).slice(0, 10));
    expect(bench.get(0x3000, 20)).toEqual(ramp(100).slice(10, 30));
    expect(bench.get(0x4000, 70)).toEqual(ramp(100).slice(30));
  });

  it('gathers data for a write', () => {
    const { bench, tape } = tapeBench();
    bench.put(0x2000, ramp(256));
    bench.program(0x1000, [0x01, 0x2010, CD, 3], [0x00, 0x2020, CD, 2], [0x00, 0x2030, 0, 1]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    expect(tape.blocks).toEqual([Uint8Array.of(0x10, 0x11, 0x12, 0x20, 0x21, 0x30)]);
  });

  it('says incorrect length when the block ends within a data chain, whatever SLI says', () => {
    const { bench } = tapeBench(ramp(15), ramp(15));
    bench.program(0x1000, [0x02, 0x2000, CD | SLI, 10], [0x00, 0x3000, CD | SLI, 20], [0, 0x4000, SLI, 1]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({
      ccwAddress: 0x1010,
      channel: ChannelStatus.incorrectLength,
      count: 15,
    });
  });

  it('finds a bad data-chained CCW only when data are to follow', () => {
    const { bench } = tapeBench(ramp(20));
    bench.program(0x1000, [0x02, 0x2000, CD, 10], [0x00, 0x3000, 0, 0]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({
      ccwAddress: 0x1010,
      channel: ChannelStatus.programCheck,
    });
  });

  it('takes one command after the other, and skips one for status modifier', () => {
    const bench = new ChannelBench();
    const device = bench.attach(
      0x190,
      new ScriptedDevice(({ command }) =>
        command === 0x31 ? NORMAL_END | UnitStatus.statusModifier : NORMAL_END | INITIAL_STATUS,
      ),
    );
    bench.program(
      0x1000,
      [0x07, 0x2000, CC | SLI, 6],
      [0x31, 0x2002, CC | SLI, 5],
      [0x08, 0x1008, 0, 0],
      [0x0b, 0x2000, CC | SLI, 1],
      [0x08, 0x1100, 0, 0],
    );
    bench.program(0x1100, [0x1b, 0, SLI, 1]);
    expect(bench.run(0x190, 0x1000)).toMatchObject({ ccwAddress: 0x1108, unit: NORMAL_END, channel: 0 });
    expect(device.commands).toEqual([0x07, 0x31, 0x0b, 0x1b]);
  });

  it('gives program check for TIC to TIC and for TIC to a wrong boundary', () => {
    const { bench } = tapeBench(ramp(80), ramp(80));
    bench.program(0x1000, [0x02, 0x2000, CC, 80], [0x08, 0x1100, 0, 0]);
    bench.program(0x1100, [0x08, 0x1000, 0, 0]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({ channel: ChannelStatus.programCheck });
    bench.program(0x1008, [0x08, 0x1104, 0, 0]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({
      ccwAddress: 0x1010,
      channel: ChannelStatus.programCheck,
    });
  });

  it('ends on unit exception and unit check', () => {
    const { bench } = tapeBench('mark', ramp(80));
    bench.program(0x1000, [0x02, 0x2000, CC | SLI, 80], [0x02, 0x2000, SLI, 80]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({
      ccwAddress: 0x1008,
      unit: NORMAL_END | UnitStatus.unitException,
      count: 80,
    });
  });

  it('does not let an endless channel program hold up other events', () => {
    const bench = new ChannelBench();
    bench.attach(0x190, new ScriptedDevice(() => NORMAL_END | INITIAL_STATUS));
    bench.program(0x1000, [0x03, 0, CC | SLI, 1], [0x03, 0, CC | SLI, 1], [0x08, 0x1000, 0, 0]);
    expect(bench.start(0x190, 0x1000).conditionCode).toBe(0);
    let other = false;
    bench.events.schedule(1000, () => (other = true));
    bench.settle(200);
    expect(other).toBe(true);
    expect(bench.channels.testIo(0x190).conditionCode).toBe(2);
    expect(bench.channels.haltIo(0x190).conditionCode).toBe(2);
    bench.settle(10);
    expect(bench.channels.takeInterruption(-1)).toMatchObject({ device: 0x190 });
  });
});

describe('storage access', () => {
  it('checks the key of every block and stores what comes before the fault', () => {
    const { bench } = tapeBench(ramp(100));
    bench.keys[0x1000 >> 11] = 0x40;
    bench.keys[0x2000 >> 11] = 0x40;
    bench.keys[0x2800 >> 11] = 0x50;
    bench.program(0x1000, [0x02, 0x27f0, 0, 100]);
    expect(bench.run(0x180, 0x1000, 4)).toMatchObject({
      key: 4,
      channel: ChannelStatus.protectionCheck,
      count: 84,
    });
    expect(bench.get(0x27f0, 16)).toEqual(ramp(16));
    expect(bench.get(0x2800, 16)).toEqual(new Uint8Array(16));
    expect(bench.keys[0x2000 >> 11]).toBe(0x46);
  });

  it('gives program check past the end of storage', () => {
    const { bench } = tapeBench(ramp(100));
    bench.program(0x1000, [0x02, 0xfff0, 0, 100]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({ channel: ChannelStatus.programCheck, count: 84 });
  });

  it('follows indirect data address words over 2K boundaries', () => {
    const data = ramp(0x1000);
    const { bench } = tapeBench(data);
    bench.put(0x1800, [0, 0, 0x27, 0x00, 0, 0, 0x40, 0x00, 0, 0, 0x30, 0x00]);
    bench.program(0x1000, [0x02, 0x1800, IDA, 0x1000]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({ channel: 0, count: 0 });
    expect(bench.get(0x2700, 0x100)).toEqual(data.slice(0, 0x100));
    expect(bench.get(0x4000, 0x800)).toEqual(data.slice(0x100, 0x900));
    expect(bench.get(0x3000, 0x700)).toEqual(data.slice(0x900));
  });

  it('gives program check for an IDAW off a 2K boundary or with a high byte', () => {
    for (const words of [
      [0, 0, 0x27, 0x00, 0, 0, 0x40, 0x04],
      [0, 0, 0x27, 0x00, 1, 0, 0x40, 0x00],
    ]) {
      const { bench } = tapeBench(ramp(0x400));
      bench.put(0x1800, words);
      bench.program(0x1000, [0x02, 0x1800, IDA, 0x400]);
      expect(bench.run(0x180, 0x1000)).toMatchObject({ channel: ChannelStatus.programCheck, count: 0x300 });
    }
  });

  it('skips without touching storage', () => {
    const { bench } = tapeBench(ramp(20));
    bench.program(0x1000, [0x02, 0xfffff0, CD | SKIP, 5], [0x02, 0x2000, 0, 15]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({ channel: 0, count: 0 });
    expect(bench.get(0x2000, 15)).toEqual(ramp(20).slice(5));
  });

  it('reads backward from the end of the block to descending addresses', () => {
    const { bench, tape } = tapeBench(ramp(3000));
    tape.readForward();
    bench.program(0x1000, [0x0c, 0x2000 + 2999, 0, 3000]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({ channel: 0, count: 0 });
    expect(bench.get(0x2000, 3000)).toEqual(ramp(3000));
    tape.readForward();
    bench.program(0x1000, [0x0c, 0x4007, SLI, 8]);
    bench.run(0x180, 0x1000);
    expect(bench.get(0x4000, 8)).toEqual(ramp(3000).slice(2992));
  });
});

describe('interruptions', () => {
  it('are taken by channel, under the mask, in order of arrival', () => {
    const bench = new ChannelBench();
    const devices = [0x30e, 0x00e, 0x10f, 0x10e].map((address) => {
      const device = new ScriptedDevice(() => NORMAL_END);
      bench.attach(address, device);
      return device;
    });
    for (const device of devices) device.port.present(UnitStatus.attention);
    expect(bench.channels.pending(0x20000000)).toBe(false);
    expect(bench.channels.takeInterruption(0x20000000)).toBeUndefined();
    expect(bench.channels.takeInterruption(0x10000000)?.device).toBe(0x30e);
    expect(bench.channels.takeInterruption(-1)?.device).toBe(0x00e);
    expect(bench.channels.takeInterruption(-1)?.device).toBe(0x10f);
    expect(bench.channels.takeInterruption(-1)?.device).toBe(0x10e);
    expect(bench.channels.pending(-1)).toBe(false);
  });

  it('tells START I/O of unsolicited status with busy, and clears it', () => {
    const bench = new ChannelBench();
    const console_ = bench.attach(0x009, new Console3215(new TestTerminal()));
    bench.program(0x1000, [0x09, 0x2000, 0, 4]);
    console_.requestKey();
    const result = bench.start(0x009, 0x1000);
    expect(result.conditionCode).toBe(1);
    expect(status(result.csw!).unit).toBe(UnitStatus.attention | UnitStatus.busy);
    expect(bench.start(0x009, 0x1000).conditionCode).toBe(0);
  });

  it('presents PCI while the program goes on, and with the end when nobody took it', () => {
    const { bench } = tapeBench(ramp(80), ramp(80));
    bench.program(0x1000, [0x02, 0x2000, CC, 80], [0x02, 0x3000, PCI, 80]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({
      ccwAddress: 0x1010,
      unit: NORMAL_END,
      channel: ChannelStatus.programControlled,
    });
    const second = tapeBench(ramp(80), ramp(80), ramp(80)).bench;
    second.program(0x1000, [0x02, 0x2000, CC | PCI, 80], [0x02, 0x3000, CC, 80], [0x02, 0x3000, 0, 80]);
    expect(second.start(0x180, 0x1000).conditionCode).toBe(0);
    const pci = second.channels.takeInterruption(-1);
    expect(status(pci!.csw)).toMatchObject({
      ccwAddress: 0x1008,
      unit: 0,
      channel: ChannelStatus.programControlled,
    });
    second.settle();
    expect(status(second.channels.takeInterruption(-1)!.csw)).toMatchObject({
      ccwAddress: 0x1018,
      channel: 0,
    });
  });

  it('waits for the device end of a chained immediate command', () => {
    const { bench, tape } = tapeBench(ramp(10), ramp(20));
    tape.readForward();
    tape.readForward();
    bench.program(0x1000, [0x07, 0, CC | SLI, 1], [0x02, 0x2000, SLI, 80]);
    expect(bench.run(0x180, 0x1000)).toMatchObject({ ccwAddress: 0x1010, count: 70 });
    expect(bench.get(0x2000, 10)).toEqual(ramp(10));
  });

  it('presents device end of a rewind later, and is busy meanwhile', () => {
    const { bench, tape } = tapeBench(ramp(10));
    tape.readForward();
    bench.program(0x1000, [0x07, 0, SLI, 1]);
    const first = bench.start(0x180, 0x1000);
    expect(first.conditionCode).toBe(1);
    expect(status(first.csw!).unit).toBe(UnitStatus.channelEnd);
    const second = bench.start(0x180, 0x1000);
    expect(second.conditionCode).toBe(1);
    expect(status(second.csw!).unit).toBe(UnitStatus.busy);
    bench.settle();
    expect(status(bench.channels.takeInterruption(-1)!.csw).unit).toBe(UnitStatus.deviceEnd);
  });
});

describe('operations that wait for the device', () => {
  it('suspend in the CCW and go on with the reply', () => {
    const bench = new ChannelBench();
    const terminal = new TestTerminal();
    bench.attach(0x009, new Console3215(terminal));
    bench.program(0x1000, [0x0a, 0x2000, CC | SLI, 100], [0x09, 0x2000, SLI, 3]);
    expect(bench.start(0x009, 0x1000).conditionCode).toBe(0);
    bench.settle();
    expect(bench.channels.pending(-1)).toBe(false);
    terminal.reply!(Uint8Array.of(0xc1, 0xc2, 0xc3, 0xc4));
    bench.settle();
    expect(status(bench.channels.takeInterruption(-1)!.csw)).toMatchObject({
      ccwAddress: 0x1010,
      unit: NORMAL_END,
    });
    expect(terminal.typed).toEqual([{ text: Uint8Array.of(0xc1, 0xc2, 0xc3), newLine: true }]);
  });

  it('end by HALT I/O and HALT DEVICE, and ignore a late reply', () => {
    const bench = new ChannelBench();
    const terminal = new TestTerminal();
    bench.attach(0x009, new Console3215(terminal));
    bench.program(0x1000, [0x0a, 0x2000, SLI, 100]);
    for (const halt of ['haltIo', 'haltDevice'] as const) {
      bench.start(0x009, 0x1000);
      const late = terminal.reply!;
      const result = bench.channels[halt](0x009);
      expect(result).toMatchObject({ conditionCode: 1, csw: { statusOnly: true, low: 0 } });
      expect(terminal.reply).toBeUndefined();
      bench.settle();
      late(Uint8Array.of(1));
      bench.settle();
      expect(status(bench.channels.takeInterruption(-1)!.csw)).toMatchObject({
        unit: NORMAL_END,
        count: 100,
      });
      expect(bench.channels.pending(-1)).toBe(false);
    }
  });

  it('are cleared by CLEAR I/O with the CSW stored', () => {
    const bench = new ChannelBench();
    const terminal = new TestTerminal();
    bench.attach(0x009, new Console3215(terminal));
    bench.program(0x1000, [0x0a, 0x2000, SLI, 100]);
    expect(bench.channels.clearIo(0x009).conditionCode).toBe(0);
    bench.start(0x009, 0x1000);
    const result = bench.channels.clearIo(0x009);
    expect(result.conditionCode).toBe(1);
    expect(status(result.csw!)).toMatchObject({ ccwAddress: 0x1008, count: 100 });
    bench.settle();
    expect(bench.channels.pending(-1)).toBe(false);
    expect(bench.start(0x009, 0x1000).conditionCode).toBe(0);
  });

  it('are dropped by reset and by detaching', () => {
    const bench = new ChannelBench();
    const terminal = new TestTerminal();
    const device = bench.attach(0x009, new Console3215(terminal));
    bench.program(0x1000, [0x0a, 0x2000, SLI, 100]);
    bench.start(0x009, 0x1000);
    bench.channels.reset();
    expect(terminal.reply).toBeUndefined();
    bench.settle();
    expect(bench.channels.pending(-1)).toBe(false);
    bench.start(0x009, 0x1000);
    expect(bench.channels.detach(0x009)).toBe(device);
    bench.settle();
    device.requestKey();
    expect(bench.channels.pending(-1)).toBe(false);
    expect(bench.start(0x009, 0x1000).conditionCode).toBe(3);
  });
});

describe('other instructions', () => {
  it('identify channels', () => {
    const bench = new ChannelBench();
    bench.attach(0x00e, new Printer(new TestPaper()));
    bench.attach(0x10d, new CardPunch(new TestStacker()));
    expect(bench.channels.storeChannelId(0x000)).toEqual({ conditionCode: 0, id: 0x10000000 });
    expect(bench.channels.storeChannelId(0x100)).toEqual({ conditionCode: 0, id: 0x20000000 });
    expect(bench.channels.testChannel(0x100)).toBe(0);
  });

  it('refuses two devices at one address and lists them in order', () => {
    const bench = new ChannelBench();
    bench.attach(0x00e, new Printer(new TestPaper()));
    bench.attach(0x00c, new CardReader({ readCard: () => 'empty' }));
    expect(() => bench.attach(0x00e, new Printer(new TestPaper()))).toThrow('00E');
    expect(bench.channels.devices().map(({ address }) => address)).toEqual([0x00c, 0x00e]);
  });
});

describe('IPL', () => {
  it('reads 24 bytes to 0 and runs the channel program at 8', () => {
    const first = new Uint8Array(80);
    first.set([0x02, 0x00, 0x01, 0x00, 0x40 | 0x20, 0, 0, 80], 8);
    first.set([0x02, 0x00, 0x02, 0x00, 0x20, 0, 0, 80], 16);
    const deck = [first, ramp(80), ramp(80).reverse()];
    const bench = new ChannelBench();
    bench.attach(0x00c, new CardReader({ readCard: () => deck.shift() ?? 'end' }));
    let outcome: unknown;
    bench.channels.ipl(0x00c, (result) => (outcome = result));
    expect(outcome).toBeUndefined();
    bench.settle();
    expect(outcome).toEqual({ kind: 'loaded' });
    expect(bench.get(8, 16)).toEqual(first.slice(8, 24));
    expect(bench.get(0x100, 80)).toEqual(ramp(80));
    expect(bench.get(0x200, 80)).toEqual(ramp(80).reverse());
    expect(bench.channels.pending(-1)).toBe(false);
  });

  it('fails without a device, with an empty hopper, and with an error in the program', () => {
    const bench = new ChannelBench();
    const outcomes: { kind: string }[] = [];
    bench.channels.ipl(0x00c, (result) => outcomes.push(result));
    let cards: (Uint8Array | 'empty')[] = ['empty'];
    bench.attach(0x00c, new CardReader({ readCard: () => cards.shift() ?? 'end' }));
    bench.channels.ipl(0x00c, (result) => outcomes.push(result));
    cards = [new Uint8Array(80)];
    bench.channels.ipl(0x00c, (result) => outcomes.push(result));
    bench.settle();
    expect(outcomes).toMatchObject([
      { kind: 'not-started', conditionCode: 3 },
      { kind: 'failed' },
      { kind: 'failed' },
    ]);
  });
});
