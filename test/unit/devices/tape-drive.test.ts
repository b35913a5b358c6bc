import { describe, expect, it } from 'vitest';
import { BackingError, NORMAL_END, TapeDrive, UnitStatus } from '../../../src/s370/index.js';
import type { TapeType } from '../../../src/s370/index.js';
import { continued } from '../../support/bench-snapshot.js';
import { ChannelBench, status } from '../../support/channel-bench.js';
import { MemoryTape } from '../../support/memory-volumes.js';

const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const UNIT = 0x180;
const CHECK_END = NORMAL_END | UnitStatus.unitCheck;
const block = (byte: number, length = 80) => new Uint8Array(length).fill(byte);

function drive(blocks: (Uint8Array | 'mark')[] = [], type: TapeType = '3420', readOnly = false) {
  const bench = new ChannelBench();
  const tape = new MemoryTape(readOnly);
  tape.blocks = blocks;
  const device = bench.attach(UNIT, new TapeDrive(tape, type));
  const next = () => status(bench.channels.takeInterruption(-1)!.csw).unit;
  /** A control command: what it answers at once, and the device end that comes later. */
  const control = (command: number): [number, number | undefined] => {
    bench.program(PROGRAM, [command, 0, SLI, 1]);
    const atOnce = status(bench.start(UNIT, PROGRAM).csw!).unit;
    bench.settle();
    return [atOnce, bench.channels.pending(-1) ? next() : undefined];
  };
  const read = (command = 0x02) => {
    bench.program(PROGRAM, [command, command === 0x0c ? DATA + 79 : DATA, SLI, 80]);
    return bench.run(UNIT, PROGRAM).unit;
  };
  const sense = () => bench.sense(UNIT);
  return { bench, tape, device, control, read, sense, next };
}

const moved = (deviceEnd: number) => [UnitStatus.channelEnd, UnitStatus.deviceEnd | deviceEnd];

describe('motion commands', () => {
  it('give channel end at once and device end when the tape stands; the drive is busy between', () => {
    const { bench, next } = drive([block(1)]);
    bench.program(PROGRAM, [0x37, 0, SLI, 1]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.channelEnd);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.busy);
    expect(status(bench.channels.testIo(UNIT).csw!).unit).toBe(UnitStatus.busy);
    bench.settle();
    expect(next()).toBe(UnitStatus.deviceEnd);
    expect(bench.channels.testIo(UNIT).conditionCode).toBe(0);
  });

  it('space over blocks and files, both ways', () => {
    const { control } = drive([block(1), 'mark', block(2), block(3), 'mark']);
    expect(control(0x37)).toEqual(moved(0));
    expect(control(0x37)).toEqual(moved(UnitStatus.unitException));
    expect(control(0x27)).toEqual(moved(UnitStatus.unitException));
    expect(control(0x3f)).toEqual(moved(0));
    expect(control(0x3f)).toEqual(moved(0));
    expect(control(0x2f)).toEqual(moved(0));
    expect(control(0x27)).toEqual(moved(0));
    expect(control(0x2f)).toEqual(moved(0));
  });

  it('into the load point are unit checks', () => {
    for (const command of [0x27, 0x2f]) {
      const { control, sense } = drive([block(1)]);
      control(0x37);
      control(0x27);
      expect(control(command)).toEqual(moved(UnitStatus.unitCheck));
      expect(Array.from(sense().subarray(0, 2))).toEqual([0, 0x48]);
    }
    const { read, sense } = drive([block(1)]);
    expect(read(0x0c)).toBe(CHECK_END);
    expect(sense()[1] & 0x08).toBe(0x08);
  });

  it('past what is recorded let the tape run off', () => {
    for (const command of [0x37, 0x3f]) {
      const { control, sense } = drive([block(1)]);
      control(0x37);
      expect(control(command)).toEqual(moved(UnitStatus.unitCheck));
      expect([sense()[0], sense()[7]]).toEqual([0x10, 0]);
    }
    const { read, bench } = drive([]);
    expect(read()).toBe(CHECK_END);
    expect(bench.sense(UNIT)[7]).toBe(0x60);
  });

  it('chain, and end the chain where a tape mark or trouble is', () => {
    const { bench } = drive([block(1), block(2), 'mark', block(3)]);
    bench.program(PROGRAM, [0x37, 0, CC | SLI, 1], [0x02, DATA, CC | SLI, 80], [0x3f, 0, CC | SLI, 1], [
      0x02,
      DATA + 80,
      SLI,
      80,
    ] as const);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, ccwAddress: PROGRAM + 32 });
    expect([bench.get(DATA, 1)[0], bench.get(DATA + 80, 1)[0]]).toEqual([2, 3]);
    bench.program(PROGRAM, [0x2f, 0, CC | SLI, 1], [0x37, 0, CC | SLI, 1], [0x02, DATA, SLI, 80]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({
      unit: NORMAL_END | UnitStatus.unitException,
      ccwAddress: PROGRAM + 16,
    });
  });
});

describe('reading and writing', () => {
  it('read forward and backward, and tell tape marks', () => {
    const { bench, read, sense } = drive([Uint8Array.of(1, 2, 3), 'mark']);
    expect(read()).toBe(NORMAL_END);
    expect(sense()[3]).toBe(0x04);
    expect(read()).toBe(NORMAL_END | UnitStatus.unitException);
    expect(read(0x0c)).toBe(NORMAL_END | UnitStatus.unitException);
    expect(sense()[3]).toBe(0x06);
    expect(read(0x0c)).toBe(NORMAL_END);
    expect(Array.from(bench.get(DATA + 77, 3))).toEqual([1, 2, 3]);
  });

  it('write blocks, marks and gaps, and erase what follows', () => {
    const { bench, tape, control } = drive([block(9), block(9), block(9)]);
    bench.put(DATA, block(7));
    bench.program(PROGRAM, [0x01, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
    expect(control(0x1f)).toEqual(moved(0));
    expect(control(0x17)).toEqual(moved(0));
    expect(tape.blocks).toEqual([block(7), 'mark']);
    tape.blocks.push(block(9));
    bench.program(PROGRAM, [0x17, 0, CC | SLI, 1], [0x97, 0, SLI, 1]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
    expect(tape.blocks).toEqual([block(7), 'mark']);
    expect(bench.sense(UNIT)[1]).toBe(0x44);
    expect(control(0x97)).toEqual([UnitStatus.unitCheck, undefined]);
    expect(bench.sense(UNIT)[0]).toBe(0x80);
  });

  it('never write a block without a byte', () => {
    const { bench, tape, sense } = drive();
    bench.program(PROGRAM, [0x01, 0xfffff0, 0, 80]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: CHECK_END, channel: 0x20 });
    expect(sense()[0]).toBe(0x02);
    expect(tape.blocks).toEqual([]);
  });

  it('are refused on a file-protected reel', () => {
    const { bench, sense } = drive([], '3420', true);
    for (const command of [0x01, 0x1f, 0x17]) {
      bench.program(PROGRAM, [command, DATA, SLI, 80]);
      expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
      expect(Array.from(sense().slice(0, 2))).toEqual([0x80, 0x40 | 0x08 | 0x02]);
    }
  });

  it('tell the end-of-tape marker: unit exception for what writes, and the sense bit', () => {
    const { bench, tape, control, read } = drive();
    Object.assign(tape, { pastEndMarker: true });
    bench.program(PROGRAM, [0x01, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END | UnitStatus.unitException);
    expect(bench.sense(UNIT)[4]).toBe(0x20);
    expect(control(0x1f)).toEqual(moved(UnitStatus.unitException));
    expect(control(0x17)).toEqual(moved(UnitStatus.unitException));
    expect(control(0x27)).toEqual(moved(UnitStatus.unitException)); // the tape mark
    expect(read(0x0c)).toBe(NORMAL_END);
    const old = drive([], '2401');
    Object.assign(old.tape, { pastEndMarker: true });
    expect(old.bench.sense(UNIT, 6)[4]).toBe(0);
  });

  it('report host trouble, at the device end of a control command too', () => {
    const { bench, tape, control, device, sense } = drive();
    tape.writeMark = tape.writeBlock = () => {
      throw new BackingError('reel.aws: the disk is full', 'no-space');
    };
    bench.program(PROGRAM, [0x01, DATA, 0, 80]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(CHECK_END);
    expect(control(0x1f)).toEqual(moved(UnitStatus.unitCheck));
    expect(sense()[0]).toBe(0x10);
    expect(device.lastTrouble).toBe('reel.aws: the disk is full');
  });
});

describe('rewind', () => {
  it('ends at once at the load point, else when the tape is there', () => {
    const { control, bench, next } = drive([block(1)]);
    expect(control(0x07)).toEqual([NORMAL_END, undefined]);
    control(0x37);
    bench.program(PROGRAM, [0x07, 0, SLI, 1]);
    bench.start(UNIT, PROGRAM);
    expect(bench.clock.now()).toBeGreaterThanOrEqual(0);
    bench.settle();
    expect(next()).toBe(UnitStatus.deviceEnd);
    expect(bench.sense(UNIT)[1]).toBe(0x48);
  });

  it('and unload ends with unit check, on a 3420 with control unit end, and leaves the drive not ready', () => {
    for (const [type, end] of [
      ['3420', UnitStatus.controlUnitEnd],
      ['3411', 0],
      ['2415', 0],
    ] as const) {
      const { bench, control, device, next } = drive([block(1)], type);
      expect(control(0x0f)).toEqual(moved(UnitStatus.unitCheck | end));
      expect(Array.from(bench.sense(UNIT, 2))).toEqual([0x40, 0x22]);
      bench.program(PROGRAM, [0x02, DATA, SLI, 80]);
      expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
      expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
      device.mount(new MemoryTape());
      expect(next()).toBe(UnitStatus.deviceEnd);
      expect(Array.from(bench.sense(UNIT, 2))).toEqual([0x00, 0x48]);
    }
  });

  it('is forgotten by a reset', () => {
    const { bench, control } = drive([block(1)]);
    control(0x37);
    bench.program(PROGRAM, [0x07, 0, SLI, 1]);
    bench.start(UNIT, PROGRAM);
    bench.channels.reset();
    bench.settle();
    expect(bench.channels.pending(-1)).toBe(false);
    expect(bench.channels.testIo(UNIT).conditionCode).toBe(0);
  });
});

describe('modes', () => {
  it('of 9-track drives set the density at the load point alone', () => {
    const { bench, control, sense, read } = drive([block(1)]);
    expect(sense()[3] & 0x04).toBe(0x04);
    expect(control(0xcb)).toEqual([NORMAL_END, undefined]);
    expect([sense()[3] & 0x04, sense()[6] & 0x10]).toEqual([0, 0x10]);
    read();
    control(0xc3);
    expect(sense()[3] & 0x04).toBe(0);
    bench.channels.reset();
    expect(sense()[3] & 0x04).toBe(0x04);
    control(0xd3);
    expect(sense()[3] & 0x04).toBe(0x04);
  });

  it('of 7-track drives change nothing', () => {
    const { control, sense } = drive();
    const before = sense();
    for (const density of [0x00, 0x40, 0x80]) {
      for (const mode of [0x13, 0x23, 0x2b, 0x33, 0x3b]) {
        expect(control(density | mode)).toEqual([NORMAL_END, undefined]);
      }
    }
    expect(sense()).toEqual(before);
  });
});

describe('diagnostic commands', () => {
  it('of a 3420 are executed', () => {
    const { bench, tape, control } = drive();
    for (const command of [0x1b, 0x4b]) {
      bench.program(PROGRAM, [command, DATA, 0, 1]);
      expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    }
    expect(control(0x0b)).toEqual([NORMAL_END, undefined]);
    bench.program(PROGRAM, [0x8b, DATA, 0, 100]);
    // loop-write-to-read is a control command by its code: no incorrect length with all data taken
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    expect(bench.sense(UNIT)[4]).toBe(0x04);
    expect(tape.blocks).toEqual([]);
  });

  it('are rejected by drives without them', () => {
    const { bench, sense } = drive([], '2401');
    for (const command of [0x97, 0x8b, 0x4b, 0x0b, 0xf4, 0xd4, 0x05, 0x0a, 0xe4, 0xeb]) {
      bench.program(PROGRAM, [command, DATA, SLI, 1]);
      expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
      expect(sense()[0]).toBe(0x80);
    }
  });
});

describe('sense', () => {
  it('has as many bytes as the control unit gives, and the model in them', () => {
    for (const [type, length, model] of [
      ['2420', 6, undefined],
      ['3410', 9, [0x40, 0x22]],
      ['3420', 24, [0xc0, 0x23]],
    ] as const) {
      const { bench } = drive([], type);
      bench.program(PROGRAM, [0x04, DATA, 0, length]);
      expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
      if (model !== undefined) expect(Array.from(bench.get(DATA + 5, 2))).toEqual(model);
    }
  });

  it('ID names control unit and drive', () => {
    const { bench } = drive();
    bench.program(PROGRAM, [0xe4, DATA, 0, 7]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(Array.from(bench.get(DATA, 7))).toEqual([0xff, 0x38, 0x03, 0x02, 0x34, 0x20, 0x07]);
  });
});

describe('in a snapshot', () => {
  it('a drive goes on with its motion, density and last operation', () => {
    const { bench, control } = drive([block(1), block(2)]);
    control(0xcb);
    control(0x37);
    bench.program(PROGRAM, [0x27, 0, SLI, 1]);
    bench.start(UNIT, PROGRAM);
    const copy = continued(bench, (to) => to.attach(UNIT, new TapeDrive(new MemoryTape())));
    expect(status(copy.channels.testIo(UNIT).csw!).unit).toBe(UnitStatus.busy);
    copy.settle();
    expect(status(copy.channels.takeInterruption(-1)!.csw).unit).toBe(UnitStatus.deviceEnd);
    expect(copy.sense(UNIT)[3]).toBe(0x02);
  });

  it('a drive whose reel was taken off has none', () => {
    const { bench, device } = drive();
    device.dismount();
    const copy = continued(bench, (to) => to.attach(UNIT, new TapeDrive(new MemoryTape())));
    expect(copy.sense(UNIT)[0]).toBe(0x40);
    const mounted = drive().bench;
    expect(() => continued(mounted, (to) => to.attach(UNIT, new TapeDrive()))).toThrow(/device 180/);
  });
});
