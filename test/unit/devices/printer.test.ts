import { describe, expect, it } from 'vitest';
import {
  DEFAULT_FORMS_CONTROL,
  NORMAL_END,
  Printer,
  UnitStatus,
  makeFormsControl,
} from '../../../src/s370/index.js';
import type { PrinterOptions, PrinterType } from '../../../src/s370/index.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { ChannelBench, status } from '../../support/channel-bench.js';
import { TestPaper } from '../../support/memory-volumes.js';

const CC = 0x40;
const SLI = 0x20;
const DATA = 0x2000;
const PROGRAM = 0x1000;
const UNIT = 0x00e;
const CHECK_END = NORMAL_END | UnitStatus.unitCheck;

function printer(type: PrinterType, options: PrinterOptions = {}) {
  const bench = new ChannelBench();
  const paper = new TestPaper();
  const device = bench.attach(UNIT, new Printer(paper, type, options));
  const text = () => paper.lines.map(({ data }) => ebcdic037.decode(data));
  /** Runs one immediate command and gives its status. */
  const immediate = (command: number) => {
    bench.program(PROGRAM, [command, 0, SLI, 1]);
    return status(bench.start(UNIT, PROGRAM).csw!).unit;
  };
  const write = (command: number, line: string) => {
    bench.put(DATA, ebcdic037.encode(line));
    bench.program(PROGRAM, [command, DATA, 0, line.length]);
    return bench.run(UNIT, PROGRAM);
  };
  const rejects = (command: number) => {
    bench.program(PROGRAM, [command, DATA, SLI, 5]);
    const unit = status(bench.start(UNIT, PROGRAM).csw!).unit;
    expect([unit, bench.sense(UNIT, 1)[0]], command.toString(16)).toEqual([UnitStatus.unitCheck, 0x80]);
  };
  return { bench, paper, device, text, immediate, write, rejects };
}

describe('carriage', () => {
  const tape = makeFormsControl(10, [
    [1, 1],
    [4, 9],
    [6, 12],
    [8, 2],
    [8, 3],
  ]);

  it('tells channel 9 by unit check and channel 12 by unit exception, when they are spaced to or over', () => {
    const { bench, write, immediate } = printer('1403', { forms: tape });
    expect(write(0x11, 'A').unit).toBe(NORMAL_END); // line 3
    expect(write(0x09, 'B').unit).toBe(CHECK_END); // line 4
    expect(bench.sense(UNIT, 1)[0]).toBe(0x01);
    expect(immediate(0x1b)).toBe(NORMAL_END | UnitStatus.unitException); // line 7
    expect(write(0x09, 'C').unit).toBe(NORMAL_END); // line 8
    expect(write(0x89, 'D').unit).toBe(NORMAL_END); // over 9 and 12 by skipping: to 1
    expect(write(0x19, 'E').unit).toBe(CHECK_END); // line 4
    bench.put(DATA, [0xc1]);
    bench.program(PROGRAM, [0x11, DATA, CC, 1], [0x09, DATA, 0, 1]);
    const { unit, ccwAddress } = bench.run(UNIT, PROGRAM);
    expect([unit, ccwAddress]).toEqual([NORMAL_END | UnitStatus.unitException, PROGRAM + 8]);
  });

  it('does not tell them of the standard tape, which nobody has asked for', () => {
    const { immediate } = printer('1403');
    for (let line = 1; line < DEFAULT_FORMS_CONTROL.lines; line++) expect(immediate(0x0b)).toBe(NORMAL_END);
  });

  it('skips to the line of a channel, of several at one line too, and to the next form', () => {
    const { paper, write } = printer('1403', { forms: tape });
    write(0x91, 'A');
    write(0x99, 'B');
    expect(paper.lines.map(({ carriage }) => carriage)).toEqual([
      { skipToChannel: 2, newForms: 0, lines: 7 },
      { skipToChannel: 3, newForms: 1, lines: 7 },
    ]);
  });

  it('does not move for an immediate skip to where it is, unless something was printed there', () => {
    const { paper, immediate, write } = printer('1403', { forms: tape });
    immediate(0x8b);
    expect(paper.lines[0].carriage).toEqual({ space: 0 });
    write(0x01, 'TITLE');
    immediate(0x8b);
    expect(paper.lines[2].carriage).toEqual({ skipToChannel: 1, newForms: 1, lines: 0 });
  });

  it('of a 1403 runs away when there is no such channel, until the operator has been there', () => {
    const { bench, device, immediate, write } = printer('1403', { forms: tape });
    expect(write(0xa9, 'AWAY').unit).toBe(CHECK_END);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x40);
    expect(device.isStopped).toBe(true);
    expect(immediate(0x0b)).toBe(UnitStatus.unitCheck);
    device.start();
    expect(status(bench.channels.takeInterruption(-1)!.csw).unit).toBe(UnitStatus.deviceEnd);
    expect(immediate(0x0b)).toBe(NORMAL_END);
  });

  it('of a 3211 stops by itself when there is no such channel', () => {
    const { bench, paper, write, device } = printer('3211', { forms: tape });
    expect(write(0xa9, 'AWAY').unit).toBe(CHECK_END);
    expect(Array.from(bench.sense(UNIT, 6))).toEqual([0x18, 0x10, 0, 0, 0, 0]);
    expect(paper.lines[0].carriage).toMatchObject({ newForms: 2 });
    expect(device.isStopped).toBe(false);
  });
});

describe('forms control buffer', () => {
  /** Loads an image; answers unit status and residual. */
  function load(type: PrinterType, image: readonly number[], count = image.length) {
    const made = printer(type);
    made.bench.put(DATA, [...image, 0, 0, 0, 0]);
    made.bench.program(PROGRAM, [0x63, DATA, 0, count]);
    return { ...made, result: made.bench.run(UNIT, PROGRAM) };
  }

  it('is read back as it was loaded, with eight lines to the inch', () => {
    const image = [0x11, 0x00, 0x02, 0x10];
    const { bench, result } = load('3211', image);
    expect(result).toMatchObject({ unit: NORMAL_END, channel: 0 });
    bench.program(PROGRAM, [0x12, DATA + 0x100, 0, 4]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(Array.from(bench.get(DATA + 0x100, 4))).toEqual(image);
  });

  it('before any load is the standard form', () => {
    const { bench } = printer('3211');
    bench.program(PROGRAM, [0x12, DATA, SLI, 180]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ count: 180 - 66 });
    const image = bench.get(DATA, 66);
    expect([image[0], image[6], image[62], image[65]]).toEqual([1, 2, 9, 0x10]);
  });

  it('shifts the line of a 3211 by its index, to the right and to the left', () => {
    const right = load('3211', [0x84, 0x01, 0x10]);
    right.write(0x09, 'LINE');
    expect(right.text()).toEqual(['   LINE']);
    const left = load('3211', [0xc2, 0x01, 0x10]);
    left.write(0x09, 'LINE');
    expect(left.text()).toEqual(['NE']);
    const ignored = load('3203', [0x84, 0x01, 0x10]);
    ignored.write(0x09, 'LINE');
    expect(ignored.text()).toEqual(['LINE']);
  });

  it.each([
    ['no last line', [0x01, 0x00]],
    ['a channel past 12', [0x01, 0x0d, 0x10]],
    ['a bit that must be zero', [0x21, 0x10]],
    ['no line at all', [0x84]],
  ])('with %s is a load check, and the form stays', (_, image) => {
    const { bench, result } = load('3211', image);
    expect(result.unit).toBe(CHECK_END);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x02);
    bench.program(PROGRAM, [0x12, DATA, SLI, 180]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ count: 180 - 66 });
  });

  it('longer than the form is no incorrect length on a 3211, but on a 3203', () => {
    expect(load('3211', [0x01, 0x10], 6).result).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(load('3203', [0x01, 0x10], 6).result).toMatchObject({ channel: 0x40, count: 4 });
  });

  it('has a pointer that CHECK READ gives behind DIAGNOSTIC GATE', () => {
    const { bench, immediate } = printer('3211');
    immediate(0x0b);
    bench.program(PROGRAM, [0x07, 0, SLI | CC, 1], [0x06, DATA, 0, 1]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(bench.get(DATA, 1)[0]).toBe(0xc0);
    bench.program(PROGRAM, [0x06, DATA, 0, 150]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(bench.get(DATA, 1)[0]).toBe(0x04);
  });
});

describe('universal character set', () => {
  const capitals = ebcdic037.encode('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,');
  const train = (size: number) => {
    const image = new Uint8Array(size);
    for (let i = 0; i < size; i++) image[i] = capitals[i % capitals.length];
    return image;
  };

  it('of a 1403 is loaded behind UCS GATE LOAD, with or without folding', () => {
    const { bench, write, text, rejects } = printer('1403');
    rejects(0xfb);
    rejects(0xf3);
    bench.put(DATA, train(240));
    bench.program(PROGRAM, [0xeb, 0, CC | SLI, 1], [0xf3, DATA, 0, 240]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(write(0x09, 'Abc 12.').unit).toBe(NORMAL_END);
    bench.put(DATA, train(240));
    bench.program(PROGRAM, [0xeb, 0, CC | SLI, 1], [0xfb, DATA, 0, 240]);
    bench.run(UNIT, PROGRAM);
    expect(write(0x09, 'Abc 12.').unit).toBe(CHECK_END);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x08);
    expect(text()).toEqual(['ABC 12.', 'A   12.']);
  });

  it('makes no data check when it is blocked, until it is allowed again or the system is reset', () => {
    const { bench, write, immediate } = printer('1403');
    bench.put(DATA, train(240));
    bench.program(PROGRAM, [0xeb, 0, CC | SLI, 1], [0xfb, DATA, 0, 240]);
    bench.run(UNIT, PROGRAM);
    expect(immediate(0x73)).toBe(NORMAL_END);
    expect(write(0x09, 'lower').unit).toBe(NORMAL_END);
    expect(immediate(0x7b)).toBe(NORMAL_END);
    expect(write(0x09, 'lower').unit).toBe(CHECK_END);
    immediate(0x73);
    bench.channels.reset();
    expect(write(0x09, 'lower').unit).toBe(CHECK_END);
  });

  it('of a 3211 is loaded at once, read back, and folds by command', () => {
    const { bench, write, immediate, text } = printer('3211');
    bench.put(DATA, train(512));
    bench.program(PROGRAM, [0xfb, DATA, 0, 512]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    bench.program(PROGRAM, [0x0a, DATA + 0x400, 0, 512]);
    bench.run(UNIT, PROGRAM);
    expect(bench.get(DATA + 0x400, 512)).toEqual(train(512));
    expect(immediate(0x43)).toBe(NORMAL_END);
    expect(write(0x09, 'fold').unit).toBe(NORMAL_END);
    expect(immediate(0x23)).toBe(NORMAL_END);
    expect(write(0x09, 'fold').unit).toBe(CHECK_END);
    expect(text()).toEqual(['FOLD', '    ']);
  });

  it('that is too short is a load check', () => {
    const { bench } = printer('3211');
    bench.program(PROGRAM, [0xfb, DATA, 0, 100]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(CHECK_END);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x02);
  });

  it('tells data check and channel 9 together', () => {
    const forms = makeFormsControl(10, [
      [1, 1],
      [2, 9],
    ]);
    const { bench, write } = printer('1403', { forms });
    bench.put(DATA, train(240));
    bench.program(PROGRAM, [0xeb, 0, CC | SLI, 1], [0xfb, DATA, 0, 240]);
    bench.run(UNIT, PROGRAM);
    expect(write(0x09, 'x').unit).toBe(CHECK_END);
    expect(bench.sense(UNIT, 1)[0]).toBe(0x09);
  });

  it('means nothing to a spooled printer', () => {
    const { bench, write, text } = printer('1403', { trainless: true });
    bench.put(DATA, train(240));
    bench.program(PROGRAM, [0xeb, 0, CC | SLI, 1], [0xf3, DATA, 0, 240]);
    expect(bench.run(UNIT, PROGRAM).unit).toBe(NORMAL_END);
    expect(write(0x09, 'Any Case').unit).toBe(NORMAL_END);
    expect(text()).toEqual(['Any Case']);
  });
});

describe('print line buffer', () => {
  it('is read back, also what a diagnostic write has put there without printing', () => {
    const { bench, paper, write } = printer('3211');
    write(0x09, 'PRINTED');
    bench.program(PROGRAM, [0x02, DATA + 0x200, 0, 150]);
    expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0 });
    expect(ebcdic037.decode(bench.get(DATA + 0x200, 150))).toBe('PRINTED'.padEnd(150));
    expect(write(0x05, 'NOT PRINTED').unit).toBe(NORMAL_END);
    bench.program(PROGRAM, [0x02, DATA + 0x200, SLI, 11]);
    bench.run(UNIT, PROGRAM);
    expect(ebcdic037.decode(bench.get(DATA + 0x200, 11))).toBe('NOT PRINTED');
    expect(paper.lines).toHaveLength(1);
  });
});

describe('commands that a printer does not have', () => {
  it('are rejected by each type', () => {
    const own: Record<PrinterType, readonly number[]> = {
      '1403': [0x63, 0x12, 0x0a, 0x07, 0x23, 0x43, 0x6b, 0x83],
      '1443': [0x63, 0x12, 0x0a, 0x07, 0x23, 0x43, 0x6b, 0x83, 0xeb, 0xfb, 0xf3, 0x73, 0x7b, 0x05],
      '3203': [0x05, 0x83, 0xfb],
      '3211': [0xeb, 0xf3],
    };
    for (const [type, commands] of Object.entries(own)) {
      const { rejects } = printer(type as PrinterType);
      for (const command of [...commands, 0x81, 0xe9, 0x21, 0x0d, 0x0e, 0x33]) rejects(command);
    }
  });

  it('leave those that it has', () => {
    const { immediate } = printer('3211');
    for (const command of [0x6b, 0x83, 0x07, 0x03]) expect(immediate(command)).toBe(NORMAL_END);
  });
});

describe('sense', () => {
  it('has as many bytes as the type', () => {
    for (const [type, length] of [
      ['1403', 1],
      ['1443', 1],
      ['3203', 5],
      ['3211', 6],
    ] as const) {
      const { bench } = printer(type);
      bench.program(PROGRAM, [0x04, DATA, 0, length]);
      expect(bench.run(UNIT, PROGRAM)).toMatchObject({ unit: NORMAL_END, channel: 0, count: 0 });
    }
  });
});
