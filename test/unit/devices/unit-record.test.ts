import { describe, expect, it } from 'vitest';
import {
  CardPunch,
  CardReader,
  Console3215,
  NORMAL_END,
  Printer,
  UnitStatus,
  createDevice,
  deviceClass,
  deviceTypes,
} from '../../../src/s370/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';
import { TestPaper, TestStacker, TestTerminal } from '../../support/memory-volumes.js';

const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const card = (byte: number) => new Uint8Array(80).fill(byte);

describe('card reader', () => {
  function reader(...cards: (Uint8Array | 'end' | 'empty')[]): { bench: ChannelBench; device: CardReader } {
    const bench = new ChannelBench();
    return {
      bench,
      device: bench.attach(0x00c, new CardReader({ readCard: () => cards.shift() ?? 'empty' })),
    };
  }

  it('reads and feeds with each stacker, and tells the end of the file once', () => {
    const { bench } = reader(card(1), card(2), card(3), 'end');
    for (const [index, command] of [0x02, 0x42, 0x82].entries()) {
      bench.program(PROGRAM, [command, DATA, 0, 80]);
      expect(bench.run(0x00c, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
      expect(bench.get(DATA, 80)).toEqual(card(index + 1));
    }
    expect(bench.run(0x00c, PROGRAM)).toMatchObject({
      unit: NORMAL_END | UnitStatus.unitException,
      count: 80,
    });
    expect(status(bench.start(0x00c, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    expect(bench.sense(0x00c, 1)[0]).toBe(0x40);
  });

  it('holds a card that is read without feeding', () => {
    const { bench } = reader(card(1), card(2), card(3));
    bench.program(PROGRAM, [0xc2, DATA, CC, 80], [0xc2, DATA + 80, CC, 80], [0x23, 0, CC | SLI, 1], [
      0x02,
      DATA + 160,
      0,
      80,
    ] as const);
    expect(bench.run(0x00c, PROGRAM)).toMatchObject({ unit: NORMAL_END });
    expect(bench.get(DATA, 240)).toEqual(Uint8Array.of(...card(1), ...card(1), ...card(2)));
  });

  it('becomes ready with a new deck: device end', () => {
    const { bench, device } = reader('empty');
    bench.program(PROGRAM, [0x02, DATA, 0, 80]);
    expect(bench.start(0x00c, PROGRAM).conditionCode).toBe(1);
    const cards = [card(9)];
    device.load({ readCard: () => cards.shift() ?? 'end' });
    expect(status(bench.channels.takeInterruption(-1)!.csw).unit).toBe(UnitStatus.deviceEnd);
    expect(bench.run(0x00c, PROGRAM)).toMatchObject({ unit: NORMAL_END });
  });

  it('rejects writes and controls that it does not have', () => {
    const { bench } = reader(card(1));
    for (const command of [0x01, 0x0b, 0xe3, 0x11, 0x31, 0xd2, 0x0a]) {
      bench.program(PROGRAM, [command, DATA, SLI, 80]);
      expect(status(bench.start(0x00c, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
      expect(bench.sense(0x00c, 1)[0]).toBe(0x80);
    }
  });
});

describe('card punch', () => {
  it('punches cards, short ones filled with blanks', () => {
    const bench = new ChannelBench();
    const stacker = new TestStacker();
    bench.attach(0x00d, new CardPunch(stacker));
    bench.put(DATA, card(0xc1));
    bench.program(PROGRAM, [0x01, DATA, CC, 80], [0x41, DATA, CC, 3], [0x81, DATA, 0, 80]);
    expect(bench.run(0x00d, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(stacker.cards).toHaveLength(3);
    expect(Array.from(stacker.cards[1].slice(0, 5))).toEqual([0xc1, 0xc1, 0xc1, 0x40, 0x40]);
    bench.program(PROGRAM, [0x01, DATA, 0, 81]);
    expect(bench.run(0x00d, PROGRAM)).toMatchObject({ channel: 0x40, count: 1 });
  });

  it('turns trouble of its backing into equipment check and keeps the message', () => {
    const bench = new ChannelBench();
    const stacker = new TestStacker();
    stacker.capacity = 0;
    const punch = bench.attach(0x00d, new CardPunch(stacker));
    bench.program(PROGRAM, [0x01, DATA, 0, 80]);
    expect(bench.run(0x00d, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
    expect(punch.lastTrouble).toContain('stacker');
    expect(bench.sense(0x00d, 1)[0]).toBe(0x10);
  });
});

describe('printer', () => {
  it('prints and moves the carriage by every command', () => {
    const bench = new ChannelBench();
    const paper = new TestPaper();
    bench.attach(0x00e, new Printer(paper));
    bench.put(DATA, card(0xc1));
    const commands = [0x01, 0x09, 0x11, 0x19];
    for (let channel = 1; channel <= 12; channel++) commands.push(0x81 | (channel << 3));
    for (const command of commands) {
      bench.program(PROGRAM, [command, DATA, 0, 5]);
      expect(bench.run(0x00e, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    }
    expect(paper.lines.map(({ carriage }) => carriage)).toMatchObject([
      ...[0, 1, 2, 3].map((space) => ({ space })),
      ...Array.from({ length: 12 }, (_, i) => ({ skipToChannel: i + 1 })),
    ]);
    expect(paper.lines.every(({ data }) => data.length === 5)).toBe(true);
  });

  it('moves without printing at once', () => {
    const bench = new ChannelBench();
    const paper = new TestPaper();
    bench.attach(0x00e, new Printer(paper));
    for (const command of [0x0b, 0x13, 0x1b, 0x8b, 0xe3]) {
      bench.program(PROGRAM, [command, 0, SLI, 1]);
      expect(status(bench.start(0x00e, PROGRAM).csw!)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    }
    expect(paper.lines.map(({ carriage }) => carriage)).toMatchObject([
      { space: 1 },
      { space: 2 },
      { space: 3 },
      { skipToChannel: 1 },
      { skipToChannel: 12 },
    ]);
  });

  it('rejects carriage commands that name nothing', () => {
    const bench = new ChannelBench();
    bench.attach(0x00e, new Printer(new TestPaper()));
    for (const command of [0x81, 0xe9, 0x21, 0xeb + 8, 0x63]) {
      bench.program(PROGRAM, [command, DATA, SLI, 5]);
      expect(status(bench.start(0x00e, PROGRAM).csw!).unit).toBe(UnitStatus.unitCheck);
    }
  });

  it('says incorrect length for a line that is too long', () => {
    const bench = new ChannelBench();
    const paper = new TestPaper();
    bench.attach(0x00e, new Printer(paper));
    bench.program(PROGRAM, [0x09, DATA, 0, 140]);
    expect(bench.run(0x00e, PROGRAM)).toMatchObject({ channel: 0x40, count: 8 });
    expect(paper.lines[0].data).toHaveLength(132);
  });

  it('loads forms control on a 3211, reads it back and tells channel 12', () => {
    const bench = new ChannelBench();
    bench.attach(0x00e, new Printer(new TestPaper(), '3211'));
    bench.put(DATA, [0x01, 0x00, 0x0c, 0x10]);
    bench.program(PROGRAM, [0x63, DATA, 0, 4]);
    expect(bench.run(0x00e, PROGRAM)).toMatchObject({ unit: NORMAL_END });
    bench.program(PROGRAM, [0x12, DATA + 0x100, SLI, 180]);
    bench.run(0x00e, PROGRAM);
    expect(Array.from(bench.get(DATA + 0x100, 4))).toEqual([0x01, 0x00, 0x0c, 0x10]);
    bench.program(PROGRAM, [0x11, DATA, 0, 4]);
    expect(bench.run(0x00e, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitException });
    bench.put(DATA, [0x01, 0x0d]);
    bench.program(PROGRAM, [0x63, DATA, 0, 2]);
    expect(bench.run(0x00e, PROGRAM)).toMatchObject({ unit: NORMAL_END | UnitStatus.unitCheck });
  });
});

describe('console', () => {
  it('writes with and without carriage return, rings, and cuts what is typed too long', () => {
    const bench = new ChannelBench();
    const terminal = new TestTerminal();
    bench.attach(0x009, new Console3215(terminal));
    bench.put(DATA, card(0xc1));
    bench.program(PROGRAM, [0x01, DATA, CC, 3], [0x0b, 0, CC | SLI, 1], [0x09, DATA, CC, 4], [
      0x0a,
      DATA + 100,
      0,
      2,
    ] as const);
    bench.start(0x009, PROGRAM);
    bench.settle();
    terminal.reply!(Uint8Array.of(1, 2, 3));
    bench.settle();
    expect(status(bench.channels.takeInterruption(-1)!.csw)).toMatchObject({
      unit: NORMAL_END,
      channel: 0,
      count: 0,
    });
    expect(Array.from(bench.get(DATA + 100, 3))).toEqual([1, 2, 0]);
    expect(terminal.typed.map(({ text, newLine }) => [text.length, newLine])).toEqual([
      [3, false],
      [4, true],
    ]);
    expect(terminal.alarms).toBe(1);
  });

  it('holds a write until a full screen has room', () => {
    const bench = new ChannelBench();
    let typed: (() => void) | undefined;
    bench.attach(
      0x009,
      new Console3215({
        write: (_text, _newLine, whenTyped) => {
          typed = whenTyped;
          return 'waiting';
        },
        read: () => undefined,
        cancelRead: () => undefined,
        alarm: () => undefined,
      }),
    );
    bench.program(PROGRAM, [0x09, DATA, CC, 3], [0x09, DATA, 0, 3]);
    bench.start(0x009, PROGRAM);
    bench.settle();
    expect(bench.channels.testIo(0x009).conditionCode).toBe(2);
    for (let line = 0; line < 2; line++) {
      typed!();
      typed!();
      bench.settle();
    }
    expect(status(bench.channels.takeInterruption(-1)!.csw)).toMatchObject({ ccwAddress: 0x1010 });
    bench.start(0x009, PROGRAM);
    bench.channels.haltDevice(0x009);
    bench.settle();
    typed!();
    bench.settle();
    expect(status(bench.channels.takeInterruption(-1)!.csw)).toMatchObject({ ccwAddress: 0x1008 });
    expect(bench.channels.pending(-1)).toBe(false);
  });

  it('gives unit exception when the operator cancels the line', () => {
    const bench = new ChannelBench();
    const terminal = new TestTerminal();
    bench.attach(0x009, new Console3215(terminal));
    bench.program(PROGRAM, [0x0a, DATA, SLI, 20]);
    bench.start(0x009, PROGRAM);
    terminal.reply!('cancel');
    bench.settle();
    expect(status(bench.channels.takeInterruption(-1)!.csw).unit).toBe(NORMAL_END | UnitStatus.unitException);
  });

  it('ends a cancelled read in two interruptions where the virtual console does', () => {
    const bench = new ChannelBench();
    const terminal = new TestTerminal();
    bench.attach(0x009, new Console3215(terminal, '3215', { cancelsApart: true }));
    bench.program(PROGRAM, [0x0a, DATA, CC | SLI, 20], [0x03, 0, SLI, 1]);
    bench.start(0x009, PROGRAM);
    terminal.reply!('cancel');
    bench.settle();
    expect(status(bench.channels.takeInterruption(-1)!.csw)).toMatchObject({
      unit: UnitStatus.channelEnd | UnitStatus.unitException,
      ccwAddress: PROGRAM + 8,
    });
    expect(bench.channels.testIo(0x009).conditionCode).toBe(1);
    expect(bench.channels.pending(-1)).toBe(false);
    bench.start(0x009, PROGRAM);
    terminal.reply!('cancel');
    bench.settle();
    bench.channels.takeInterruption(-1);
    expect(status(bench.channels.takeInterruption(-1)!.csw).unit).toBe(UnitStatus.deviceEnd);
  });
});

describe('the factory', () => {
  it('knows a class for every type', () => {
    for (const type of deviceTypes()) expect(deviceClass(type)).toBeDefined();
    expect(deviceClass('3330-11')).toBe('disk');
    expect(deviceClass('toString')).toBeUndefined();
    expect(createDevice({ type: '3278' }).type).toBe('3278');
    expect(createDevice({ type: '1052', terminal: new TestTerminal() }).type).toBe('1052');
  });
});
