import { describe, expect, it } from 'vitest';
import { CommunicationLine, DEFAULT_LINE_SETTINGS, NORMAL_END, UnitStatus } from '../../../src/s370/index.js';
import type {
  DialledNumber,
  LineHost,
  LineSettings,
  LineTerminal,
  LineType,
} from '../../../src/s370/index.js';
import { channelToLine, lineToChannel, reversedBits } from '../../../src/s370/devices/line-code.js';
import { continued } from '../../support/bench-snapshot.js';
import { ChannelBench, status } from '../../support/channel-bench.js';

const CD = 0x80;
const CC = 0x40;
const SLI = 0x20;
const SKIP = 0x10;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const UNIT = 0x0a0;
const CHECK_END = NORMAL_END | UnitStatus.unitCheck;
const EXCEPTION_END = NORMAL_END | UnitStatus.unitException;

class TestLine implements LineTerminal {
  host!: LineHost;
  willing = false;
  readonly calls: (DialledNumber | undefined)[] = [];
  hungUp = 0;
  written = '';
  breaks = 0;
  attach(host: LineHost): void {
    this.host = host;
  }
  answer(willing: boolean): void {
    this.willing = willing;
  }
  call(number: DialledNumber | undefined): void {
    this.calls.push(number);
  }
  hangUp(): void {
    this.hungUp++;
  }
  write(ascii: Uint8Array): void {
    this.written += String.fromCharCode(...ascii);
  }
  sendBreak(): void {
    this.breaks++;
  }
  close(): void {}
  type(text: string): void {
    this.host.received(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  }
}

/** A line; `online` is enabled and connected. */
function line(settings: Partial<LineSettings> = {}, type: LineType = '2703', online = true) {
  const bench = new ChannelBench();
  const terminal = new TestLine();
  const device = bench.attach(
    UNIT,
    new CommunicationLine(terminal, type, { ...DEFAULT_LINE_SETTINGS, ...settings }),
  );
  const start = (...ccws: [number, number, number, number][]): number | { unit: number } => {
    bench.program(PROGRAM, ...ccws);
    const { conditionCode, csw } = bench.start(UNIT, PROGRAM);
    return csw === undefined ? conditionCode : { unit: status(csw).unit };
  };
  /** The next interruption: unit status and residual count. */
  const next = (): [number, number] | undefined => {
    bench.settle();
    const taken = bench.channels.takeInterruption(-1);
    if (taken === undefined) return undefined;
    const { unit, count } = status(taken.csw);
    return [unit, count];
  };
  const run = (...ccws: [number, number, number, number][]) => {
    expect(start(...ccws)).toBe(0);
    return next();
  };
  const sense = () => bench.sense(UNIT, 1)[0];
  const text = (length: number) =>
    String.fromCharCode(...Array.from(bench.get(DATA, length), (byte) => channelToLine(byte)));
  if (online) {
    start([0x27, 0, SLI, 1]);
    terminal.host.connected();
    expect(next()?.[0]).toBe(NORMAL_END);
  }
  return { bench, terminal, device, start, next, run, sense, text };
}

describe('telegraph code', () => {
  it('is ASCII with even parity, the other way around', () => {
    expect(reversedBits(0b10110000)).toBe(0b00001101);
    // what programs write for carriage return, line feed and X-OFF
    expect([0x0d, 0x0a, 0x13].map(lineToChannel)).toEqual([0xb1, 0x50, 0xc9]);
    for (let ascii = 0; ascii < 128; ascii++) {
      expect(channelToLine(lineToChannel(ascii))).toBe(ascii);
      const ones = lineToChannel(ascii).toString(2).replaceAll('0', '').length;
      expect(ones % 2).toBe(0);
    }
  });
});

describe('enable and disable', () => {
  it('wait for a call, and hang up', () => {
    const { start, next, terminal, run } = line({}, '2703', false);
    expect(start([0x27, 0, SLI, 1])).toBe(0);
    expect(terminal.willing).toBe(true);
    expect(next()).toBeUndefined();
    terminal.host.connected();
    expect(next()?.[0]).toBe(NORMAL_END);
    expect(run([0x27, 0, SLI, 1])?.[0]).toBe(NORMAL_END);
    expect(run([0x2f, 0, SLI, 1])?.[0]).toBe(NORMAL_END);
    expect([terminal.hungUp, terminal.willing]).toEqual([1, false]);
    expect(start([0x02, DATA, 0, 10])).toEqual({ unit: UnitStatus.unitCheck });
  });

  it('are for commands that come after: the others are rejected, or need the terminal', () => {
    const { start, sense, terminal, bench } = line({}, '2703', false);
    for (const command of [0x01, 0x02, 0x06, 0x0a, 0x0d]) {
      expect(start([command, DATA, SLI, 10])).toEqual({ unit: UnitStatus.unitCheck });
      expect(sense()).toBe(0x80);
    }
    start([0x27, 0, SLI, 1]);
    terminal.host.connected();
    bench.settle();
    bench.channels.takeInterruption(-1);
    terminal.host.disconnected();
    for (const command of [0x01, 0x02, 0x06, 0x0a, 0x0d]) {
      expect(start([command, DATA, SLI, 10])).toEqual({ unit: UnitStatus.unitCheck });
      expect(sense()).toBe(0x40);
    }
  });

  it('of a leased line call, and give up after a while', () => {
    const { start, next, terminal, sense, run } = line({ dial: 'no', enableTimeout: 1000 }, '2703', false);
    expect(terminal.willing).toBe(true);
    start([0x27, 0, SLI, 1]);
    expect(terminal.calls).toEqual([undefined]);
    expect(next()?.[0]).toBe(CHECK_END);
    expect(sense()).toBe(0x40);
    start([0x27, 0, SLI, 1]);
    terminal.host.callFailed();
    expect(next()?.[0]).toBe(CHECK_END);
    terminal.host.connected();
    expect(run([0x27, 0, SLI, 1])?.[0]).toBe(NORMAL_END);
    run([0x2f, 0, SLI, 1]);
    expect(terminal.hungUp).toBe(0);
  });

  it('can be halted', () => {
    const { start, next, terminal, bench } = line({}, '2703', false);
    start([0x27, 0, SLI, 1]);
    bench.channels.haltDevice(UNIT);
    expect(next()?.[0]).toBe(EXCEPTION_END);
    expect(terminal.willing).toBe(false);
  });
});

describe('reading', () => {
  it('gives a line when it is complete, with its end', () => {
    const { start, next, terminal, text } = line();
    start([0x02, DATA, SLI, 100]);
    terminal.type('logon ');
    expect(next()).toBeUndefined();
    terminal.type('maint\r\n');
    expect(next()).toEqual([NORMAL_END, 100 - 12]);
    expect(text(12)).toBe('logon maint\r');
  });

  it('gives what was typed ahead, line by line', () => {
    const { run, terminal, text } = line({ upperCase: true });
    terminal.type('one\r\0two\r\n');
    expect(run([0x0a, DATA, SLI, 100])).toEqual([NORMAL_END, 96]);
    expect(text(4)).toBe('ONE\r');
    run([0x02, DATA, SLI, 100]);
    expect(text(4)).toBe('TWO\r');
  });

  it('stops when the count is used up; the rest is for the next read or for data chaining', () => {
    const { run, terminal, text } = line();
    terminal.type('abcdef\r');
    expect(run([0x02, DATA, 0, 3])).toEqual([NORMAL_END, 0]);
    expect(text(3)).toBe('abc');
    expect(run([0x02, DATA, CD | SLI, 2], [0, DATA + 2, SLI, 10])).toEqual([NORMAL_END, 8]);
    expect(text(4)).toBe('def\r');
    terminal.type('xyz\r');
    expect(run([0x02, DATA, CD | SLI, 1], [0, DATA, SKIP | SLI, 255])).toEqual([NORMAL_END, 252]);
    expect(text(1)).toBe('x');
  });

  it('ends with unit exception at an end of transmission', () => {
    const { run, terminal } = line();
    terminal.type('bye\x04');
    expect(run([0x02, DATA, SLI, 100])).toEqual([EXCEPTION_END, 96]);
  });

  it('times out when that is wanted, but not as inhibit', () => {
    const { run, start, next, sense } = line({ readTimeout: 28_000 });
    expect(run([0x02, DATA, SLI, 100])?.[0]).toBe(CHECK_END);
    expect(sense()).toBe(0x01);
    start([0x0a, DATA, SLI, 100]);
    expect(next()).toBeUndefined();
  });

  it('edits as the configuration says', () => {
    const { run, terminal, text } = line({
      editBackspace: true,
      inputSkip: new Set([0x40]),
      prepend: Uint8Array.of(lineToChannel(0x3c)),
      append: Uint8Array.of(lineToChannel(0x3e)),
      returnCarriage: true,
      endOfLine: 0x0a,
    });
    terminal.type('ab\bc@d\n');
    expect(run([0x02, DATA, SLI, 100])).toEqual([NORMAL_END, 94]);
    expect(text(6)).toBe('<acd\n>');
    expect(terminal.written).toBe('\r');
  });

  it('ends with unit check when the terminal goes, or with unit exception when it is halted', () => {
    const { start, next, terminal, sense, bench } = line();
    start([0x02, DATA, SLI, 100]);
    bench.channels.haltDevice(UNIT);
    expect(next()?.[0]).toBe(EXCEPTION_END);
    start([0x02, DATA, SLI, 100]);
    terminal.host.disconnected();
    expect(next()?.[0]).toBe(CHECK_END);
    expect(sense()).toBe(0x40);
  });
});

describe('writing', () => {
  it('turns the bytes around and leaves out what is for a paper tape', () => {
    const { run, bench, terminal } = line();
    bench.put(DATA, [...Array.from('HELLO', (c) => lineToChannel(c.charCodeAt(0))), 0xb1, 0x51, 0xc9, 0xff]);
    expect(run([0x01, DATA, 0, 9])).toEqual([NORMAL_END, 0]);
    expect(terminal.written).toBe('HELLO\r\n');
  });

  it('leaves out what the configuration says', () => {
    const { run, bench, terminal } = line({ outputSkip: new Set([0x50]) });
    bench.put(DATA, [0xb1, 0x50, 0xff]);
    run([0x01, DATA, 0, 3]);
    expect(terminal.written).toBe('\r\x7f');
  });

  it('sends a break', () => {
    const { run, terminal } = line();
    expect(run([0x0d, DATA, SLI, 10])?.[0]).toBe(NORMAL_END);
    expect([terminal.breaks, terminal.written]).toEqual([1, '']);
  });
});

describe('prepare', () => {
  it('ends with the first character', () => {
    const { start, next, terminal, run, text } = line();
    start([0x06, 0, SLI, 1]);
    expect(next()).toBeUndefined();
    terminal.type('x');
    expect(next()?.[0]).toBe(NORMAL_END);
    expect(run([0x06, 0, SLI, 1])?.[0]).toBe(NORMAL_END);
    terminal.type('\r');
    run([0x02, DATA, SLI, 10]);
    expect(text(2)).toBe('x\r');
  });

  it('can be halted, and chained to a read', () => {
    const { start, next, terminal, bench } = line();
    start([0x06, 0, SLI, 1]);
    bench.channels.haltDevice(UNIT);
    expect(next()?.[0]).toBe(EXCEPTION_END);
    start([0x06, 0, CC | SLI, 1], [0x02, DATA, SLI, 10]);
    terminal.type('go\r');
    expect(next()).toEqual([NORMAL_END, 7]);
  });
});

describe('the BREAK key', () => {
  it('ends a prepare, and a read with unit check', () => {
    const { start, next, terminal, sense } = line();
    start([0x06, 0, SLI, 1]);
    terminal.host.breakReceived();
    expect(next()?.[0]).toBe(NORMAL_END);
    start([0x02, DATA, SLI, 10]);
    terminal.type('forget this');
    terminal.host.breakReceived();
    expect(next()?.[0]).toBe(CHECK_END);
    expect(sense()).toBe(0x40);
  });

  it('is told to the next command when none waits, and may be Ctrl-C', () => {
    const { run, terminal, sense } = line({ breakByControlC: true });
    for (const command of [0x01, 0x02]) {
      terminal.type('abc\x03');
      expect(run([command, DATA, SLI, 10])?.[0]).toBe(CHECK_END);
      expect(sense()).toBe(0x40);
    }
    terminal.type('\x03');
    expect(run([0x06, 0, SLI, 1])?.[0]).toBe(NORMAL_END);
  });
});

describe('dial', () => {
  const digits = (number: string) =>
    Array.from(number, (c) => (c === '*' ? 0xfd : c === '#' ? 0xfc : 0xf0 | Number(c)));

  it('places a call', () => {
    const { bench, start, next, terminal } = line({ dial: 'out' }, '2703', false);
    bench.put(DATA, digits('127*0*0*1*3270#'));
    expect(start([0x29, DATA, 0, 15])).toBe(0);
    expect(terminal.calls).toEqual([{ host: '127.0.0.1', port: 3270 }]);
    terminal.host.connected();
    expect(next()?.[0]).toBe(NORMAL_END);
    expect(start([0x01, DATA, 0, 1])).toBe(0);
  });

  it('ends with unit exception when nobody answers, or the number is none', () => {
    const { bench, start, next, run, terminal } = line({ dial: 'inout' }, '2703', false);
    bench.put(DATA, digits('10*1*1*1*80'));
    start([0x29, DATA, 0, 11]);
    terminal.host.callFailed();
    expect(next()?.[0]).toBe(EXCEPTION_END);
    for (const number of ['1*2*3*4', '1*2*3*400*5', '1**3*4*5', '1*2*3*4*0']) {
      bench.put(DATA, digits(number));
      expect(run([0x29, DATA, 0, number.length])?.[0]).toBe(EXCEPTION_END);
    }
    bench.put(DATA, [0xfe]);
    expect(run([0x29, DATA, 0, 1])?.[0]).toBe(EXCEPTION_END);
    start([0x29, DATA, 0, 11]);
    bench.channels.haltDevice(UNIT);
  });

  it('is not for lines that are called or leased, as enable is not for those that call', () => {
    for (const dial of ['in', 'no'] as const) {
      const { start, sense } = line({ dial }, '2703', false);
      expect(start([0x29, DATA, SLI, 5])).toEqual({ unit: UnitStatus.unitCheck });
      expect(sense()).toBe(0x80);
    }
    const { start, sense } = line({ dial: 'out' }, '2703', false);
    expect(start([0x27, DATA, SLI, 1])).toEqual({ unit: UnitStatus.unitCheck });
    expect(sense()).toBe(0x40);
  });
});

describe('other commands', () => {
  it('set the address on a 2702 and a 3705', () => {
    for (const type of ['2702', '3705'] as const) {
      const { start } = line({}, type, false);
      for (const command of [0x13, 0x17, 0x1b, 0x1f]) {
        expect(start([command, 0, SLI, 1])).toEqual({ unit: NORMAL_END });
      }
    }
  });

  it('are rejected', () => {
    const { start, sense } = line();
    for (const command of [0x05, 0x09, 0x0e, 0x12, 0x13, 0x1e, 0x23, 0xe4]) {
      expect(start([command, DATA, SLI, 1])).toEqual({ unit: UnitStatus.unitCheck });
      expect(sense()).toBe(0x80);
    }
  });
});

describe('reset', () => {
  it('ends what waits and disables the line', () => {
    const { start, bench, terminal, next } = line();
    start([0x02, DATA, SLI, 10]);
    bench.channels.reset();
    expect(next()).toBeUndefined();
    expect(terminal.hungUp).toBe(1);
    expect(start([0x02, DATA, SLI, 10])).toEqual({ unit: UnitStatus.unitCheck });
  });
});

describe('in a snapshot', () => {
  it('an enable goes on waiting, and a read finds its terminal gone', () => {
    const enabling = line({}, '2703', false);
    enabling.start([0x27, 0, SLI, 1]);
    const terminal = new TestLine();
    const copy = continued(enabling.bench, (to) => to.attach(UNIT, new CommunicationLine(terminal)));
    expect(terminal.willing).toBe(true);
    terminal.host.connected();
    copy.settle();
    expect(status(copy.channels.takeInterruption(-1)!.csw).unit).toBe(NORMAL_END);
    const reading = line();
    reading.start([0x02, DATA, SLI, 10]);
    const other = continued(reading.bench, (to) => to.attach(UNIT, new CommunicationLine(new TestLine())));
    other.settle();
    expect(status(other.channels.takeInterruption(-1)!.csw).unit).toBe(CHECK_END);
    expect(other.sense(UNIT, 1)[0]).toBe(0x40);
  });
});
