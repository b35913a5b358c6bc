import { beforeEach, describe, expect, it } from 'vitest';
import { Display3270, NORMAL_END, UnitStatus } from '../../../src/s370/index.js';
import type { DisplayTerminal } from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';

const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const UNIT = 0x0c0;

class TestDisplay implements DisplayTerminal {
  readonly model = 2;
  readonly rows = 24;
  readonly columns = 80;
  readonly alternateRows = 24;
  readonly alternateColumns = 80;
  extended = true;
  readonly sent: [number, number[]][] = [];
  readonly requests: { command: number; reply: (data: Uint8Array) => void }[] = [];
  send(command: number, data: Uint8Array): void {
    this.sent.push([command, Array.from(data)]);
  }
  request(command: number, reply: (data: Uint8Array) => void): void {
    this.requests.push({ command, reply });
  }
}

let bench: ChannelBench;
let device: Display3270;
let terminal: TestDisplay;
const nextStatus = () => status(bench.channels.takeInterruption(-1)!.csw);

beforeEach(() => {
  bench = new ChannelBench();
  terminal = new TestDisplay();
  device = bench.attach(UNIT, new Display3270());
});

function switchOn(): void {
  device.plug(terminal);
  device.powered(true);
  expect(nextStatus().unit).toBe(UnitStatus.deviceEnd);
}

describe('display', () => {
  it('asks for intervention while it is off', () => {
    bench.program(PROGRAM, [0x05, DATA, 0, 1]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
    device.plug(terminal);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    device.powered(true);
    expect(nextStatus().unit).toBe(UnitStatus.deviceEnd);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
  });

  it('sends every write command with its data', () => {
    switchOn();
    bench.put(DATA, [0xc3, 0x11, 0x40, 0x40, 0xc1]);
    for (const command of [0x01, 0x05, 0x0d, 0x11]) {
      bench.program(PROGRAM, [command, DATA, 0, 5]);
      expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    }
    bench.program(PROGRAM, [0x0f, 0, SLI, 1]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
    expect(terminal.sent.map(([command, data]) => [command, data.length])).toEqual([
      [0x01, 5],
      [0x05, 5],
      [0x0d, 5],
      [0x11, 5],
      [0x0f, 0],
    ]);
  });

  it('continues a chained write where the one before ended', () => {
    switchOn();
    bench.put(DATA, [0xc3, 0x11, 0x40, 0xc5, 0x1d, 0x60, 0xc1, 0xc2]);
    bench.put(DATA + 16, [0xc3, 0xd1, 0xd2]);
    bench.program(PROGRAM, [0x05, DATA, CC, 8], [0x01, DATA + 16, CC, 3], [0x01, DATA + 16, 0, 2]);
    bench.run(UNIT, PROGRAM);
    // 5, then attribute and two characters: 8; then two more: 10.
    expect(terminal.sent[1]).toEqual([0x01, [0xc3, 0x11, 0x40, 0xc8, 0xd1, 0xd2]]);
    expect(terminal.sent[2]).toEqual([0x01, [0xc3, 0x11, 0x40, 0x4a, 0xd1]]);
    bench.program(PROGRAM, [0x01, DATA + 16, 0, 3]);
    bench.run(UNIT, PROGRAM);
    expect(terminal.sent[3]).toEqual([0x01, [0xc3, 0xd1, 0xd2]]);
  });

  it('interrupts for a key and gives its data to Read Modified, as often as wanted', () => {
    switchOn();
    device.attention(Uint8Array.of(0x7d, 0x40, 0xc5, 0x11, 0x40, 0xc1, 0xc1));
    expect(nextStatus().unit).toBe(UnitStatus.attention);
    bench.program(PROGRAM, [0x06, DATA, SLI, 100]);
    for (let i = 0; i < 2; i++) {
      bench.put(DATA, new Uint8Array(8));
      expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, count: 93 });
      expect(Array.from(bench.get(DATA, 7))).toEqual([0x7d, 0x40, 0xc5, 0x11, 0x40, 0xc1, 0xc1]);
    }
    expect(terminal.requests).toHaveLength(0);
  });

  it('asks the terminal when the screen was written in between', () => {
    switchOn();
    device.attention(Uint8Array.of(0x6d));
    nextStatus();
    bench.put(DATA, [0xc3]);
    bench.program(PROGRAM, [0x05, DATA, CC, 1], [0x06, DATA, SLI, 100]);
    expect(bench.start(UNIT, PROGRAM).conditionCode).toBe(0);
    bench.settle();
    expect(terminal.requests.map(({ command }) => command)).toEqual([0x06]);
    terminal.requests[0].reply(Uint8Array.of(0x60, 0x40, 0x40));
    bench.settle();
    expect(nextStatus()).toMatchObject({ unit: NORMAL_END, count: 97 });
  });

  it('reads the buffer from the position that a chained write has set', () => {
    switchOn();
    bench.put(DATA, [0xc3, 0x11, 0x40, 0xc3]);
    bench.program(PROGRAM, [0x0b, 0, CC | SLI, 1], [0x01, DATA, CC, 4], [0x02, DATA + 0x100, SLI, 100]);
    bench.start(UNIT, PROGRAM);
    bench.settle();
    terminal.requests[0].reply(Uint8Array.of(0x60, 0x40, 0x40, 0xf0, 0x1d, 0x60, 0xf2, 0xf3, 0xf4));
    bench.settle();
    expect(nextStatus()).toMatchObject({ unit: NORMAL_END, count: 95 });
    expect(Array.from(bench.get(DATA + 0x100, 5))).toEqual([0x60, 0x40, 0x40, 0xf3, 0xf4]);
  });

  it('ends a read with unit check when the terminal goes away', () => {
    switchOn();
    bench.program(PROGRAM, [0x02, DATA, SLI, 100]);
    bench.start(UNIT, PROGRAM);
    device.unplug();
    terminal.requests[0].reply(Uint8Array.of(1));
    bench.settle();
    expect(nextStatus().unit).toBe(NORMAL_END | UnitStatus.unitCheck);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
  });

  it('keeps an attention that comes while a program runs', () => {
    switchOn();
    bench.put(DATA, [0xc3]);
    bench.program(PROGRAM, [0x01, DATA, 0, 1]);
    bench.start(UNIT, PROGRAM);
    device.attention(Uint8Array.of(0x7d, 0x40, 0x40));
    bench.settle();
    expect(nextStatus().unit).toBe(NORMAL_END);
    expect(nextStatus().unit).toBe(UnitStatus.attention);
    expect(bench.channels.pending(-1)).toBe(false);
  });

  it('rejects structured fields for a terminal without extended data stream', () => {
    terminal.extended = false;
    switchOn();
    bench.program(PROGRAM, [0x11, DATA, SLI, 5]);
    expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
  });

  it('identifies itself', () => {
    switchOn();
    bench.program(PROGRAM, [0xe4, DATA, 0, 7]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, count: 0 });
    expect(Array.from(bench.get(DATA, 3))).toEqual([0xff, 0x32, 0x74]);
  });

  it('checks orders and addresses: what stands before is written', () => {
    switchOn();
    const streams: [number[], number][] = [
      [[0xc3, 0xc1, 0x11, 0x07, 0x80], 2], // Set Buffer Address 1920
      [[0xc3, 0x3c, 0x5d, 0x7f], 1], // Repeat to Address without a character
      [[0xc3, 0x12, 0x07, 0x80], 1], // Erase Unprotected to Address 1920
      [[0xc3, 0xc1, 0xc2, 0x1d], 3], // Start Field without an attribute
      [[0xc3, 0x29, 0x02, 0xc0, 0x60], 1], // Start Field Extended, cut off
      [[0xc3, 0x28, 0x41], 1],
    ];
    for (const [stream, good] of streams) {
      bench.put(DATA, stream);
      bench.program(PROGRAM, [0x05, DATA, 0, stream.length]);
      expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END | UnitStatus.unitCheck);
      expect(bench.sense(UNIT, 1)[0]).toBe(0x01);
      expect(terminal.sent.at(-1)).toEqual([0x05, stream.slice(0, good)]);
    }
    bench.put(DATA, [0xc3, 0x11, 0x5d, 0x7f, 0x3c, 0x40, 0x40, 0x08, 0xc1, 0x2c, 0x01, 0xc0, 0x60, 0x13]);
    bench.program(PROGRAM, [0x05, DATA, 0, 14]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
  });

  it('has the addresses of the alternate size after Erase/Write Alternate', () => {
    Object.assign(terminal, { alternateRows: 43 });
    switchOn();
    bench.put(DATA, [0xc3, 0x11, 0x0d, 0x6f]); // 3439, the last of 43 by 80
    bench.program(PROGRAM, [0x0d, DATA, CC, 4], [0x01, DATA, CC, 4], [0x05, DATA, 0, 4]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({
      unit: NORMAL_END | UnitStatus.unitCheck,
      ccwAddress: PROGRAM + 24,
    });
  });
});

describe('types', () => {
  it('a 3277 has no alternate size, structured fields, SENSE ID and selects of the 3274', () => {
    const old = new Display3270('3277');
    bench.attach(0x0c1, old);
    old.plug(terminal);
    old.powered(true);
    bench.channels.takeInterruption(-1);
    for (const command of [0x0d, 0x11, 0xe4, 0x1b, 0x2b, 0x3b, 0x4b]) {
      bench.program(PROGRAM, [command, DATA, SLI, 5]);
      expect(status(bench.start(0x0c1, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
      expect(bench.sense(0x0c1, 1)[0]).toBe(0x80);
    }
    bench.program(PROGRAM, [0x0b, 0, SLI, 1]);
    expect(status(bench.start(0x0c1, PROGRAM).csw!).unit).toBe(NORMAL_END);
  });

  it('the others have all selects', () => {
    switchOn();
    for (const command of [0x0b, 0x1b, 0x2b, 0x3b, 0x4b]) {
      bench.program(PROGRAM, [command, 0, SLI, 1]);
      expect(status(bench.start(UNIT, PROGRAM).csw!).unit).toBe(NORMAL_END);
    }
  });

  it('a 3287 is a printer that is never switched on', () => {
    const printer = bench.attach(0x0c2, new Display3270('3287'));
    expect([printer.isDisplay, device.isDisplay]).toEqual([false, true]);
    bench.program(PROGRAM, [0x05, DATA, 0, 5]);
    expect(status(bench.start(0x0c2, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(0x0c2, 1)[0]).toBe(0x40);
  });
});
