import { describe, expect, it } from 'vitest';
import { ChannelAdapter, NORMAL_END, UnitStatus, adapterCable } from '../../../src/s370/index.js';
import type { AdapterLink, AdapterMessage, AdapterSide } from '../../../src/s370/index.js';
import { adapterCommand } from '../../../src/s370/devices/adapter-commands.js';
import { continued } from '../../support/bench-snapshot.js';
import { ChannelBench, status } from '../../support/channel-bench.js';

const CD = 0x80;
const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const UNIT = 0x600;
const { attention, busy, channelEnd, deviceEnd, unitCheck, unitException } = UnitStatus;

/** A machine with one side of an adapter. */
class Machine {
  readonly bench = new ChannelBench();
  readonly device: ChannelAdapter;
  constructor(link: AdapterLink) {
    this.device = this.bench.attach(UNIT, new ChannelAdapter(link));
  }
  program(...ccws: [number, number, number, number][]): void {
    this.bench.program(PROGRAM, ...ccws);
  }
  /** Starts a program: the condition code, or the status stored with condition code 1. */
  start(...ccws: [number, number, number, number][]): number | { unit: number } {
    this.program(...ccws);
    const { conditionCode, csw } = this.bench.start(UNIT, PROGRAM);
    this.bench.settle();
    return csw === undefined ? conditionCode : { unit: status(csw).unit };
  }
  /** The next interruption: unit status, channel status, residual count. */
  next(): [number, number, number] | undefined {
    this.bench.settle();
    const taken = this.bench.channels.takeInterruption(-1);
    if (taken === undefined) return undefined;
    const { unit, channel, count } = status(taken.csw);
    return [unit, channel, count];
  }
  sense(): number {
    return this.bench.sense(UNIT, 2)[0];
  }
  /** SENSE COMMAND BYTE. */
  commandByte(): number {
    this.program([0x14, DATA + 0x800, 0, 1]);
    expect(this.bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    return this.bench.get(DATA + 0x800, 1)[0];
  }
}

function pair(): [Machine, Machine] {
  const [x, y] = adapterCable();
  const machines: [Machine, Machine] = [new Machine(x), new Machine(y)];
  // the sides that have come up present device end to the one that was there first
  machines[0].next();
  return machines;
}

describe('commands', () => {
  it('are found by their bits', () => {
    const named = (command: string) =>
      Array.from({ length: 256 }, (_, code) => code).filter((code) => adapterCommand(code) === command);
    expect(named('set-extended-mode')).toEqual([0xc3]);
    expect(named('prepare')).toEqual([0xe3]);
    expect(named('sense-command-byte')).toEqual([0x14, 0x34, 0x54, 0x74, 0x94, 0xb4, 0xd4, 0xf4]);
    expect(named('control')).toHaveLength(32);
    expect(named('write')).toHaveLength(32);
    expect(named('write-end-of-file')).toHaveLength(32);
    expect(named('read')).toHaveLength(64 + 16);
    expect(named('set-basic-mode').every((code) => code >> 6 === 1)).toBe(true);
    expect(adapterCommand(0x08)).toBeUndefined();
  });
});

describe('a write and a read', () => {
  it('meet, whichever is first; the other side gets attention', () => {
    for (const writerFirst of [true, false]) {
      const [writer, reader] = pair();
      writer.bench.put(DATA, [1, 2, 3, 4]);
      const write = (): unknown => writer.start([0x01, DATA, 0, 4]);
      const read = (): unknown => reader.start([0x02, DATA, 0, 4]);
      const [first, second] = writerFirst ? [writer, reader] : [reader, writer];
      expect((writerFirst ? write : read)()).toBe(0);
      expect(first.next()).toBeUndefined();
      expect(second.next()).toEqual([attention, 0, 0]);
      expect(second.commandByte()).toBe(writerFirst ? 0x01 : 0x02);
      expect((writerFirst ? read : write)()).toBe(0);
      expect(reader.next()).toEqual([NORMAL_END, 0, 0]);
      expect(writer.next()).toEqual([NORMAL_END, 0, 0]);
      expect(Array.from(reader.bench.get(DATA, 4))).toEqual([1, 2, 3, 4]);
      expect(second.next()).toBeUndefined();
    }
  });

  it('end with the shorter count, and tell the lengths', () => {
    const [writer, reader] = pair();
    writer.start([0x01, DATA, 0, 10]);
    reader.next();
    reader.start([0x02, DATA, 0, 4]);
    expect(reader.next()).toEqual([NORMAL_END, 0x40, 0]);
    expect(writer.next()).toEqual([NORMAL_END, 0x40, 6]);
    writer.start([0x01, DATA, SLI, 4]);
    reader.next();
    reader.start([0x02, DATA, SLI, 10]);
    expect(reader.next()).toEqual([NORMAL_END, 0, 6]);
    expect(writer.next()).toEqual([NORMAL_END, 0, 0]);
  });

  it('chain data on both sides', () => {
    const [writer, reader] = pair();
    writer.bench.put(DATA, [1, 2, 3, 4, 5, 6, 7]);
    writer.start([0x01, DATA, CD, 2], [0, DATA + 2, CD, 4], [0, DATA + 6, 0, 1]);
    reader.next();
    reader.start([0x02, DATA, CD, 3], [0, DATA + 0x100, 0, 4]);
    expect(reader.next()).toEqual([NORMAL_END, 0, 0]);
    expect(writer.next()).toEqual([NORMAL_END, 0, 0]);
    expect(Array.from(reader.bench.get(DATA, 3))).toEqual([1, 2, 3]);
    expect(Array.from(reader.bench.get(DATA + 0x100, 4))).toEqual([4, 5, 6, 7]);
  });

  it('follow each other in chains without an attention between', () => {
    const [x, y] = pair();
    x.bench.put(DATA, [0xaa, 0xbb]);
    x.start([0x01, DATA, CC, 2], [0x02, DATA + 0x10, 0, 2]);
    expect(y.next()).toEqual([attention, 0, 0]);
    y.bench.put(DATA + 0x20, [0xcc, 0xdd]);
    y.start([0x02, DATA, CC, 2], [0x01, DATA + 0x20, 0, 2]);
    for (let i = 0; i < 3; i++) for (const machine of [x, y]) machine.bench.settle();
    expect(x.next()).toEqual([NORMAL_END, 0, 0]);
    expect(y.next()).toEqual([NORMAL_END, 0, 0]);
    expect([x.next(), y.next()]).toEqual([undefined, undefined]);
    expect(Array.from(x.bench.get(DATA + 0x10, 2))).toEqual([0xcc, 0xdd]);
  });

  it('of the same kind can not meet: busy and attention', () => {
    for (const command of [0x01, 0x02]) {
      const [x, y] = pair();
      x.start([command, DATA, 0, 4]);
      y.next();
      expect(y.start([command, DATA, 0, 4])).toEqual({ unit: busy | attention });
      expect(y.start([0x07, DATA, SLI, 1])).toEqual({ unit: busy | attention });
      expect(y.start([0x03, DATA, SLI, 1])).toEqual({ unit: busy | attention });
      expect(y.start([0x43, DATA, SLI, 1])).toEqual({ unit: busy | attention });
    }
  });
});

describe('a control command', () => {
  it('waits for its byte to be sensed', () => {
    const [x, y] = pair();
    expect(x.start([0xf7, 0, SLI, 1])).toBe(0);
    expect(y.next()).toEqual([attention, 0, 0]);
    expect(y.start([0x02, DATA, 0, 4])).toEqual({ unit: busy | attention });
    expect(x.next()).toBeUndefined();
    expect(y.commandByte()).toBe(0xf7);
    expect(x.next()?.[0]).toBe(NORMAL_END);
    expect(y.commandByte()).toBe(0);
  });

  it('releases a prepare of the other side, and owes device end alone then', () => {
    const [x, y] = pair();
    expect(y.start([0xe3, 0, CC | SLI, 1], [0x14, DATA, 0, 1])).toBe(0);
    expect(x.next()).toBeUndefined();
    expect(x.start([0x07, 0, SLI, 1])).toEqual({ unit: channelEnd });
    expect(x.bench.channels.testIo(UNIT).conditionCode).toBe(1);
    // the prepare ends, and the chained SENSE COMMAND BYTE ends the control command
    expect(y.next()).toEqual([NORMAL_END, 0, 0]);
    expect(y.bench.get(DATA, 1)[0]).toBe(0x07);
    expect(x.next()).toEqual([deviceEnd, 0, 0]);
  });
});

describe('prepare', () => {
  it('gives device end when the other side writes, and the read chained to it gets the data', () => {
    const [x, y] = pair();
    expect(y.start([0xe3, 0, CC | SLI, 1], [0x02, DATA, 0, 2])).toBe(0);
    x.bench.put(DATA, [5, 6]);
    expect(x.start([0x01, DATA, 0, 2])).toBe(0);
    expect(y.next()).toEqual([NORMAL_END, 0, 0]);
    expect(x.next()).toEqual([NORMAL_END, 0, 0]);
    expect(Array.from(y.bench.get(DATA, 2))).toEqual([5, 6]);
  });

  it('alone ends the program with channel end, device end later', () => {
    const [x, y] = pair();
    expect(y.start([0xe3, 0, SLI, 1])).toEqual({ unit: channelEnd });
    expect(y.start([0x03, 0, SLI, 1])).toEqual({ unit: busy });
    x.start([0x01, DATA, 0, 2]);
    expect(y.next()).toEqual([deviceEnd, 0, 0]);
  });

  it('is over at once when the other side waits already, or prepares too', () => {
    const [x, y] = pair();
    x.start([0x01, DATA, 0, 2]);
    y.next();
    expect(y.start([0xe3, 0, SLI, 1])).toEqual({ unit: NORMAL_END });
    const [a, b] = pair();
    a.start([0xe3, 0, SLI, 1]);
    expect(b.start([0xe3, 0, SLI, 1])).toEqual({ unit: NORMAL_END });
    expect(a.next()).toEqual([deviceEnd, 0, 0]);
    expect(b.commandByte()).toBe(0);
  });
});

describe('end of file', () => {
  it('is a write like others in basic mode', () => {
    const [x, y] = pair();
    x.bench.put(DATA, [9]);
    x.start([0x81, DATA, 0, 1]);
    expect(y.next()).toEqual([attention, 0, 0]);
    y.start([0x02, DATA, 0, 1]);
    expect(y.next()).toEqual([NORMAL_END, 0, 0]);
    expect(y.bench.get(DATA, 1)[0]).toBe(9);
  });

  it('in extended mode ends a read with unit exception, now or when it comes', () => {
    const [x, y] = pair();
    expect(x.start([0xc3, 0, SLI, 1])).toEqual({ unit: NORMAL_END });
    y.start([0x02, DATA, SLI, 10]);
    x.next();
    expect(x.start([0x81, DATA, SLI, 1])).toBe(0);
    expect(x.next()?.[0]).toBe(NORMAL_END);
    expect(y.next()).toEqual([NORMAL_END | unitException, 0, 10]);
    x.start([0x81, DATA, SLI, 1]);
    x.next();
    expect(y.next()).toBeUndefined();
    y.start([0x02, DATA, SLI, 10]);
    expect(y.next()).toEqual([NORMAL_END | unitException, 0, 10]);
    y.start([0x02, DATA, SLI, 10]);
    expect(y.next()).toBeUndefined();
    // and basic mode makes it a write again
    expect(x.next()).toEqual([attention, 0, 0]);
    expect(x.start([0x43, 0, SLI, 1])).toEqual({ unit: busy | attention });
  });
});

describe('halt, reset and power', () => {
  it('withdraw the command that waits', () => {
    const [x, y] = pair();
    x.start([0x01, DATA, 0, 4]);
    y.next();
    expect(x.bench.channels.haltIo(UNIT).conditionCode).toBe(2);
    expect(x.next()?.[0]).toBe(NORMAL_END);
    expect(y.commandByte()).toBe(0);
    y.start([0x02, DATA, 0, 4]);
    expect(x.next()).toEqual([attention, 0, 0]);
  });

  it('of a system end what waits on the other side with unit check', () => {
    const [x, y] = pair();
    x.start([0x01, DATA, 0, 4]);
    y.bench.channels.reset();
    expect(x.next()?.[0]).toBe(NORMAL_END | unitCheck);
    expect(x.sense()).toBe(0x40);
    // in basic mode nothing else is told of the reset
    expect(x.start([0x03, 0, SLI, 1])).toEqual({ unit: NORMAL_END });
  });

  it('of a system are told to the next command in extended mode', () => {
    const [x, y] = pair();
    x.start([0xc3, 0, SLI, 1]);
    y.bench.channels.reset();
    expect(x.start([0x01, DATA, 0, 1])).toEqual({ unit: unitCheck });
    expect(x.sense()).toBe(0x40);
    expect(x.start([0x01, DATA, 0, 1])).toBe(0);
  });

  it('make the adapter need intervention, and device end tells that the other side is there', () => {
    const [end, other] = adapterCable();
    const x = new Machine(end);
    expect(x.start([0x01, DATA, 0, 1])).toEqual({ unit: unitCheck });
    expect(x.sense()).toBe(0x40);
    expect(x.bench.sense(UNIT, 1)[0]).toBe(0x40);
    const y = new Machine(other);
    expect(x.next()).toEqual([deviceEnd, 0, 0]);
    x.start([0x01, DATA, 0, 1]);
    y.device.close();
    expect(x.next()?.[0]).toBe(NORMAL_END | unitCheck);
    expect(x.sense()).toBe(0x40);
  });
});

describe('sense', () => {
  it('ID names a 3088', () => {
    const [x] = pair();
    x.program([0xe4, DATA, 0, 7]);
    expect(x.bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(Array.from(x.bench.get(DATA, 7))).toEqual([0xff, 0x30, 0x88, 0x08, 0x30, 0x88, 0x01]);
  });

  it('tells command reject for what is no command', () => {
    const [x] = pair();
    expect(x.start([0xd3, 0, SLI, 1])).toEqual({ unit: unitCheck });
    expect(x.sense()).toBe(0x80);
  });
});

/** A cable that keeps what is sent until it is let through. */
class SlowEnd implements AdapterLink {
  other!: SlowEnd;
  readonly onTheWay: AdapterMessage[] = [];
  private side!: AdapterSide;
  constructor(readonly primary: boolean) {}
  attach(side: AdapterSide): void {
    this.side = side;
  }
  send(message: AdapterMessage): void {
    this.onTheWay.push(message);
  }
  close(): void {}
  deliver(): void {
    for (const message of this.onTheWay.splice(0)) this.other.side.received(message);
  }
  up(): void {
    this.side.connected(true);
  }
}

describe('commands that cross on the way', () => {
  function slowPair(): { x: Machine; y: Machine; settle: () => void } {
    const [one, other] = [new SlowEnd(true), new SlowEnd(false)];
    one.other = other;
    other.other = one;
    const [x, y] = [new Machine(one), new Machine(other)];
    one.up();
    other.up();
    const settle = () => {
      for (let i = 0; i < 20; i++) {
        one.deliver();
        other.deliver();
        x.bench.settle();
        y.bench.settle();
      }
    };
    settle();
    x.next();
    y.next();
    return { x, y, settle };
  }

  it('and fit meet', () => {
    const { x, y, settle } = slowPair();
    x.bench.put(DATA, [7, 8]);
    x.start([0x01, DATA, 0, 2]);
    y.start([0x02, DATA, 0, 2]);
    settle();
    expect(x.next()).toEqual([NORMAL_END, 0, 0]);
    expect(y.next()).toEqual([NORMAL_END, 0, 0]);
    expect(Array.from(y.bench.get(DATA, 2))).toEqual([7, 8]);
  });

  it('and do not fit: one side finds the adapter busy', () => {
    for (const [one, other] of [
      [0x01, 0x01],
      [0x02, 0x02],
      [0x07, 0x02],
      [0x01, 0x07],
    ]) {
      const { x, y, settle } = slowPair();
      x.start([one, DATA, SLI, 2]);
      y.start([other, DATA, SLI, 2]);
      settle();
      expect(y.next()?.[0]).toBe(busy | attention);
      expect(x.next()).toBeUndefined();
      y.program([0x14, DATA, 0, 1]);
      y.bench.start(UNIT, PROGRAM);
      settle();
      expect(y.bench.get(DATA, 1)[0]).toBe(one);
      if (one === 0x07) expect(x.next()?.[0]).toBe(NORMAL_END);
    }
  });
});

describe('in a snapshot', () => {
  it('both sides go on with the command that waits', () => {
    const bench = new ChannelBench();
    const plug = (to: ChannelBench): void => {
      const [x, y] = adapterCable();
      to.attach(0x600, new ChannelAdapter(x));
      to.attach(0x700, new ChannelAdapter(y));
    };
    plug(bench);
    bench.channels.takeInterruption(-1);
    bench.put(DATA, [1, 2, 3]);
    bench.program(PROGRAM, [0x01, DATA, 0, 3]);
    bench.start(0x600, PROGRAM);
    bench.settle();
    const copy = continued(bench, plug);
    expect(status(copy.channels.takeInterruption(-1)!.csw).unit).toBe(attention);
    copy.program(PROGRAM + 0x100, [0x02, DATA + 0x100, 0, 3]);
    copy.start(0x700, PROGRAM + 0x100);
    copy.settle();
    expect(Array.from(copy.get(DATA + 0x100, 3))).toEqual([1, 2, 3]);
    const ends = [copy.channels.takeInterruption(-1)!, copy.channels.takeInterruption(-1)!];
    expect(ends.map(({ csw }) => status(csw).unit)).toEqual([NORMAL_END, NORMAL_END]);
  });
});
