import { describe, expect, it } from 'vitest';
import {
  CkdDisk,
  FbaDisk,
  Machine,
  StateReader,
  TapeDrive,
  UnitStatus,
  diskModel,
  fbaModel,
  findModel,
  geometryOf,
} from '../../../src/s370/index.js';
import type { ChannelSetOptions, StateRecord } from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';
import { MemoryBlocks, MemoryTape, MemoryTracks } from '../../support/memory-volumes.js';

const CC = 0x40;
const SLI = 0x20;
const MULTIPLEXING = { blockMultiplexing: true, suspendControl: false };
const HELD = { blockMultiplexing: false, suspendControl: false };
const BUSY = UnitStatus.busy | UnitStatus.statusModifier;

/** Channels whose operations a CPU starts. */
class CpuBench extends ChannelBench {
  mode = MULTIPLEXING;

  constructor(options: Partial<ChannelSetOptions> = {}) {
    super(0x10000, options);
  }

  tape(address: number): TapeDrive {
    const volume = new MemoryTape();
    volume.blocks = [new Uint8Array(80).fill(1), new Uint8Array(80).fill(2), new Uint8Array(80).fill(3)];
    return this.attach(address, new TapeDrive(volume));
  }

  disk(address: number, type = '3350'): CkdDisk {
    return this.attach(address, new CkdDisk(new MemoryTracks(geometryOf(diskModel(type)!, 10))));
  }

  go(device: number, ...ccws: (readonly [number, number, number, number])[]) {
    this.program(0x1000, ...ccws);
    return this.channels.startIo(device, 0, 0x1000, false, this.mode);
  }

  fast(device: number, ...ccws: (readonly [number, number, number, number])[]) {
    this.program(0x1000, ...ccws);
    return this.channels.startIo(device, 0, 0x1000, true, this.mode);
  }

  /** The next event comes. */
  tick(): void {
    this.clock.skipTo(this.events.nextTime());
    this.events.runDue();
  }

  take() {
    const taken = this.channels.takeInterruption(-1);
    return taken && { device: taken.device, deferred: (taken.csw.high >>> 24) & 3, ...status(taken.csw) };
  }

  /** Status bytes of all interruptions to come. */
  statuses(): number[] {
    const all: number[] = [];
    for (let taken = this.take(); taken !== undefined; taken = this.take()) all.push(taken.unit);
    return all;
  }

  save(): StateRecord {
    return {
      bytes: this.bytes.slice(),
      now: this.clock.now(),
      events: this.events.saveState(),
      channels: this.channels.saveState(),
    };
  }

  goOn(state: StateRecord): void {
    const saved = new StateReader(state, 'bench');
    this.bytes.set(saved.bytes('bytes'));
    this.clock.skipTo(saved.number('now'));
    this.events.restoreState(saved.within('events'));
    this.channels.restoreState(saved.within('channels'), this.events);
  }
}

const unit = (result: { csw?: { low: number } }): number => (result.csw?.low ?? 0) >>> 24;
const seekTo = (bench: ChannelBench, cylinder: number): void => bench.put(0x3000, [0, 0, 0, cylinder, 0, 0]);
const SEEK = [0x07, 0x3000, 0, 6] as const;
const FORWARD_SPACE = [0x37, 0, SLI, 1] as const;

describe('channel end and device end of a disk', () => {
  it('come apart for a SEEK that moves the arm', () => {
    for (const type of ['selector', 'block-multiplexer'] as const) {
      const bench = new CpuBench({ channelType: () => type });
      bench.disk(0x190);
      seekTo(bench, 5);
      expect(bench.go(0x190, SEEK).conditionCode).toBe(0);
      bench.tick();
      expect(bench.take()).toMatchObject({
        device: 0x190,
        unit: UnitStatus.channelEnd,
        ccwAddress: 0x1008,
        count: 0,
      });
      expect(bench.channels.testChannel(0x100)).toBe(0);
      // on its way the drive is busy
      const refused = bench.go(0x190, SEEK);
      expect([refused.conditionCode, unit(refused)]).toEqual([1, UnitStatus.busy]);
      expect(unit(bench.channels.testIo(0x190))).toBe(UnitStatus.busy);
      bench.settle();
      expect(bench.take()).toMatchObject({ device: 0x190, unit: UnitStatus.deviceEnd, ccwAddress: 0 });
      expect(bench.take()).toBeUndefined();
    }
  });

  it('come together when the arm stands there, for SEEK HEAD, and with fixed heads', () => {
    const bench = new CpuBench();
    bench.disk(0x190);
    bench.disk(0x250, '2305');
    seekTo(bench, 0);
    bench.go(0x190, SEEK);
    bench.settle();
    expect(bench.statuses()).toEqual([0x0c]);
    bench.go(0x190, [0x1b, 0x3000, 0, 6]);
    bench.settle();
    expect(bench.statuses()).toEqual([0x0c]);
    seekTo(bench, 5);
    bench.go(0x250, SEEK);
    bench.settle();
    expect(bench.statuses()).toEqual([0x0c]);
  });

  it('come at initial selection and later for RECALIBRATE', () => {
    const bench = new CpuBench();
    const disk = bench.disk(0x190);
    seekTo(bench, 5);
    bench.go(0x190, SEEK);
    bench.settle();
    bench.statuses();
    const result = bench.go(0x190, [0x13, 0, SLI, 1]);
    expect([result.conditionCode, unit(result)]).toEqual([1, UnitStatus.channelEnd]);
    bench.settle();
    expect(bench.take()).toMatchObject({ device: 0x190, unit: UnitStatus.deviceEnd });
    expect(disk.arm.cylinder).toBe(0);
    // no way to go
    expect(unit(bench.go(0x190, [0x13, 0, SLI, 1]))).toBe(0x0c);
  });

  it('let the block multiplexer go in the middle of a chain', () => {
    const bench = new CpuBench();
    bench.disk(0x190);
    bench.disk(0x1a0);
    seekTo(bench, 5);
    bench.put(0x3008, [0]);
    bench.go(0x190, [0x07, 0x3000, CC, 6], [0x23, 0x3008, CC, 1], [0x1a, 0x2000, SLI, 5]);
    expect(bench.channels.testChannel(0x100)).toBe(0);
    expect(bench.channels.testIo(0x190).conditionCode).toBe(2);
    seekTo(bench, 3);
    bench.program(0x1100, SEEK);
    expect(bench.channels.startIo(0x1a0, 0, 0x1100, false, MULTIPLEXING).conditionCode).toBe(0);
    bench.settle();
    const both = UnitStatus.channelEnd | UnitStatus.deviceEnd;
    expect(bench.take()).toMatchObject({ device: 0x1a0, unit: both });
    expect(bench.take()).toMatchObject({ device: 0x190, unit: both });
    expect(bench.take()).toBeUndefined();
    expect([...bench.get(0x2000, 5)]).toEqual([0, 0, 5, 0, 0]);
  });

  it('hold a selector channel through a chain', () => {
    const bench = new CpuBench({ channelType: () => 'selector' });
    bench.disk(0x190);
    seekTo(bench, 5);
    bench.go(0x190, [0x07, 0x3000, CC, 6], [0x1a, 0x2000, SLI, 5]);
    expect(bench.channels.testChannel(0x100)).toBe(2);
    bench.settle();
    expect(bench.statuses()).toEqual([0x0c]);
  });

  it('come apart for LOCATE of a fixed block disk that may disconnect', () => {
    const bench = new CpuBench();
    bench.attach(0x270, new FbaDisk(new MemoryBlocks(1000), '3370', fbaModel('3370')));
    bench.put(0x3000, [0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99]);
    bench.put(0x3010, [6, 0, 0, 1, 0, 0, 0, 5]);
    const chain = [
      [0x63, 0x3000, CC, 16],
      [0x43, 0x3010, CC, 8],
      [0x42, 0x2000, 0, 512],
    ] as const;
    bench.go(0x270, ...chain);
    bench.tick();
    expect(bench.channels.testChannel(0x200)).toBe(0);
    expect(bench.channels.testIo(0x270).conditionCode).toBe(2);
    bench.settle();
    expect(bench.statuses()).toEqual([0x0c]);
  });

  it('come together for a Control Program', () => {
    const bench = new ChannelBench();
    bench.attach(0x190, new CkdDisk(new MemoryTracks(geometryOf(diskModel('3350')!, 10))));
    seekTo(bench, 5);
    bench.program(0x1000, SEEK);
    expect(bench.run(0x190, 0x1000).unit).toBe(0x0c);
  });

  it('are forgotten by a reset, and by HALT I/O not', () => {
    const bench = new CpuBench();
    bench.disk(0x190);
    seekTo(bench, 5);
    bench.go(0x190, SEEK);
    bench.tick();
    bench.channels.haltIo(0x190);
    bench.settle();
    expect(bench.statuses()).toEqual([0x0c]);
    seekTo(bench, 7);
    bench.go(0x190, SEEK);
    bench.tick();
    bench.channels.reset();
    bench.settle();
    expect(bench.statuses()).toEqual([]);
    expect(bench.channels.testIo(0x190).conditionCode).toBe(0);
  });
});

describe('a control unit that several devices share', () => {
  /** A tape control whose first drive spaces. */
  const spacing = (): CpuBench => {
    const bench = new CpuBench();
    bench.tape(0x180);
    bench.tape(0x181);
    bench.tape(0x188);
    expect(unit(bench.go(0x180, FORWARD_SPACE))).toBe(UnitStatus.channelEnd);
    return bench;
  };

  it('is busy while it works for one of them, and says when it is free', () => {
    const bench = spacing();
    const refused = bench.go(0x181, FORWARD_SPACE);
    expect([refused.conditionCode, unit(refused)]).toEqual([1, BUSY]);
    expect(unit(bench.channels.testIo(0x181))).toBe(BUSY);
    // the drive itself is busy, and another control unit is not
    expect(unit(bench.channels.testIo(0x180))).toBe(UnitStatus.busy);
    expect(bench.channels.testIo(0x188).conditionCode).toBe(0);
    bench.settle();
    expect(bench.take()).toMatchObject({ device: 0x180, unit: UnitStatus.deviceEnd });
    expect(bench.take()).toMatchObject({ device: 0x181, unit: UnitStatus.controlUnitEnd });
    expect(bench.take()).toBeUndefined();
    expect(bench.go(0x181, FORWARD_SPACE).conditionCode).toBe(1);
  });

  it('owes no control unit end when nobody has found it busy', () => {
    const bench = spacing();
    bench.settle();
    expect(bench.statuses()).toEqual([UnitStatus.deviceEnd]);
  });

  it('is free while a drive rewinds', () => {
    const bench = new CpuBench();
    bench.tape(0x180);
    bench.tape(0x181);
    bench.go(0x180, FORWARD_SPACE);
    bench.settle();
    bench.statuses();
    bench.go(0x180, [0x07, 0, SLI, 1]);
    expect(bench.channels.testIo(0x181).conditionCode).toBe(0);
  });

  it('is busy after a format write until the rest of the track is erased', () => {
    const bench = new CpuBench();
    bench.disk(0x190);
    bench.disk(0x191);
    bench.put(0x3000, [0, 0, 0, 0, 0]);
    bench.put(0x3008, [0, 0, 0, 0, 1, 0, 0, 4, 1, 2, 3, 4]);
    const write = [
      [0x1a, 0x2000, CC | SLI, 5],
      [0x31, 0x3000, CC, 5],
      [0x08, 0x1008, 0, 0],
      [0x1d, 0x3008, 0, 12],
    ] as const;
    bench.put(0x3020, [0xc0]);
    bench.go(0x190, [0x1f, 0x3020, CC, 1], [0x08, 0x1010, 0, 0], ...shifted(write));
    bench.tick();
    expect(bench.take()).toMatchObject({ device: 0x190, unit: 0x0c });
    expect(unit(bench.go(0x191, SEEK))).toBe(BUSY);
    expect(unit(bench.go(0x190, SEEK))).toBe(BUSY);
    bench.settle();
    expect(bench.take()).toMatchObject({ device: 0x191, unit: UnitStatus.controlUnitEnd });
    expect(bench.take()).toBeUndefined();
  });

  it('forgets what it owes by a reset, and to a device that has gone', () => {
    for (const end of [
      (bench: CpuBench) => bench.channels.reset(),
      (bench: CpuBench) => bench.channels.detach(0x181),
    ]) {
      const bench = spacing();
      bench.channels.testIo(0x181);
      end(bench);
      bench.settle();
      expect(bench.statuses()).not.toContain(UnitStatus.controlUnitEnd);
    }
    const bench = spacing();
    bench.channels.testIo(0x181);
    bench.channels.detach(0x180);
    expect(bench.take()).toMatchObject({ device: 0x181, unit: UnitStatus.controlUnitEnd });
  });

  it('is never busy for a Control Program', () => {
    const bench = new ChannelBench();
    for (const address of [0x180, 0x181]) {
      const volume = new MemoryTape();
      volume.blocks = [new Uint8Array(80)];
      bench.attach(address, new TapeDrive(volume));
    }
    bench.program(0x1000, FORWARD_SPACE);
    expect(unit(bench.start(0x180, 0x1000))).toBe(UnitStatus.channelEnd);
    expect(unit(bench.start(0x181, 0x1000))).toBe(UnitStatus.channelEnd);
  });

  it('goes on from a saved state', () => {
    const bench = spacing();
    bench.channels.testIo(0x181);
    const copy = new CpuBench();
    for (const address of [0x180, 0x181, 0x188]) copy.tape(address);
    copy.goOn(bench.save());
    expect(unit(copy.channels.testIo(0x181))).toBe(BUSY);
    copy.settle();
    expect(copy.statuses()).toEqual([UnitStatus.deviceEnd, UnitStatus.controlUnitEnd]);
  });
});

describe('a subchannel that several devices share', () => {
  const READ = [0x02, 0x2000, SLI, 80] as const;

  it('is busy until the end of the operation has been taken', () => {
    const bench = new CpuBench();
    for (const address of [0x180, 0x181, 0x188]) bench.tape(address);
    bench.go(0x180, READ);
    bench.settle();
    expect(bench.go(0x181, READ).conditionCode).toBe(2);
    expect(bench.channels.testIo(0x181).conditionCode).toBe(2);
    expect(bench.channels.testIo(0x188).conditionCode).toBe(0);
    expect(bench.take()).toMatchObject({ device: 0x180, unit: 0x0c });
    expect(bench.go(0x181, READ).conditionCode).toBe(0);
  });

  it('is the only one of a selector channel', () => {
    const bench = new CpuBench({ channelType: () => 'selector' });
    bench.disk(0x190);
    bench.disk(0x1a0);
    bench.disk(0x290);
    seekTo(bench, 0);
    bench.go(0x190, SEEK);
    bench.settle();
    expect(bench.go(0x1a0, SEEK).conditionCode).toBe(2);
    expect(bench.go(0x290, SEEK).conditionCode).toBe(0);
    bench.settle();
    expect(bench.take()?.device).toBe(0x190);
    expect(bench.go(0x1a0, SEEK).conditionCode).toBe(0);
  });
});

describe('START I/O FAST RELEASE', () => {
  const NOP = [0x03, 0, SLI, 1] as const;

  it('does not wait for the device, and tells later what START I/O would have told', () => {
    const bench = new CpuBench({ fastRelease: true });
    bench.disk(0x190);
    expect(bench.fast(0x190, NOP).conditionCode).toBe(0);
    expect(bench.channels.testIo(0x190).conditionCode).toBe(2);
    bench.settle();
    expect(bench.take()).toMatchObject({ device: 0x190, deferred: 1, unit: 0x0c, ccwAddress: 0x1008 });
    seekTo(bench, 0);
    expect(bench.fast(0x190, SEEK).conditionCode).toBe(0);
    bench.settle();
    expect(bench.take()).toMatchObject({
      device: 0x190,
      deferred: 0,
      unit: 0x0c,
      ccwAddress: 0x1008,
      count: 0,
    });
  });

  it('defers a busy device, a busy control unit and a program check', () => {
    const bench = new CpuBench({ fastRelease: true });
    bench.tape(0x180);
    bench.tape(0x181);
    bench.go(0x180, FORWARD_SPACE);
    expect(bench.fast(0x181, NOP).conditionCode).toBe(0);
    bench.tick();
    expect(bench.take()).toMatchObject({ device: 0x181, deferred: 1, unit: BUSY, ccwAddress: 0x1008 });
    bench.fast(0x180, NOP);
    bench.tick();
    expect(bench.take()).toMatchObject({ device: 0x180, deferred: 1, unit: UnitStatus.busy });
    bench.settle();
    bench.statuses();
    bench.fast(0x180, [0x00, 0, SLI, 1]);
    bench.settle();
    expect(bench.take()).toMatchObject({ deferred: 1, unit: 0, channel: 0x20, ccwAddress: 0x1008 });
  });

  it('takes status that the device holds to the selection: no interruption is left for it', () => {
    const bench = new CpuBench({ fastRelease: true });
    bench.disk(0x190);
    seekTo(bench, 5);
    bench.go(0x190, SEEK);
    bench.tick();
    expect(bench.take()).toMatchObject({ unit: UnitStatus.channelEnd });
    bench.settle();
    expect(bench.channels.pending(-1)).toBe(true);
    expect(bench.fast(0x190, SEEK)).toEqual({ conditionCode: 0 });
    expect(bench.channels.pending(-1)).toBe(false);
    expect(bench.take()).toBeUndefined();
    bench.settle();
    expect(bench.take()).toMatchObject({
      deferred: 1,
      unit: UnitStatus.busy | UnitStatus.deviceEnd,
    });
  });

  it('is cleared by TEST I/O with the deferred condition code', () => {
    const bench = new CpuBench({ fastRelease: true });
    bench.disk(0x190);
    bench.fast(0x190, NOP);
    bench.settle();
    const result = bench.channels.testIo(0x190);
    expect([result.conditionCode, (result.csw!.high >>> 24) & 3]).toEqual([1, 1]);
  });

  it('goes on from a saved state before the device is selected', () => {
    const bench = new CpuBench({ fastRelease: true });
    bench.disk(0x190);
    bench.fast(0x190, NOP);
    const copy = new CpuBench({ fastRelease: true });
    copy.disk(0x190);
    copy.goOn(bench.save());
    copy.settle();
    expect(copy.take()).toMatchObject({ device: 0x190, deferred: 1, unit: 0x0c });
  });

  it('is START I/O without the facility, and on selector channels', () => {
    for (const options of [{}, { fastRelease: true, channelType: () => 'selector' as const }]) {
      const bench = new CpuBench(options);
      bench.disk(0x190);
      expect(unit(bench.fast(0x190, NOP))).toBe(0x0c);
    }
    const bench = new CpuBench({ fastRelease: true });
    bench.mode = HELD;
    expect(bench.fast(0x190, NOP).conditionCode).toBe(3);
  });
});

describe('START I/O FAST RELEASE of a model', () => {
  it.each([
    ['3033', 0],
    ['370/168', 0],
    ['370/145', 1],
    ['4341', 1],
  ])('%s: condition code %i for a command that ends at once', (name, conditionCode) => {
    const machine = new Machine({ storageSize: 0x10000, model: findModel(name)! });
    machine.channels.attach(0x190, new CkdDisk(new MemoryTracks(geometryOf(diskModel('3350')!, 2))));
    const { storage, cpu } = machine;
    storage.copyIn(0x48, Uint8Array.of(0, 0, 3, 0));
    storage.copyIn(0x300, Uint8Array.of(0x03, 0, 0, 0, SLI, 0, 0, 1));
    // SIOF X'190'; LPSW, a disabled wait
    storage.copyIn(0x200, Uint8Array.of(0x9c, 0x01, 0x01, 0x90, 0x82, 0, 2, 0x10));
    storage.copyIn(0x210, Uint8Array.of(0, 2, 0, 0, 0, 0, 0, 0));
    cpu.loadPsw(0, 0x200);
    cpu.startOperating();
    expect(cpu.run(1).kind).toBe('budget');
    expect(cpu.psw.conditionCode).toBe(conditionCode);
  });
});

/** CCWs that lie two further on. */
function shifted(ccws: readonly (readonly [number, number, number, number])[]) {
  return ccws.map(([command, address, flags, count]) => {
    return [command, command === 0x08 ? address + 16 : address, flags, count] as const;
  });
}
