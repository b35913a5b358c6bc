import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { openHostDevice } from '../../../src/media/index.js';
import { formsOf } from '../../../src/media/printer-forms.js';
import { CardPunch, CardReadPunch, NORMAL_END, UnitStatus, cardImage } from '../../../src/s370/index.js';
import { ChannelBench } from '../../support/channel-bench.js';

const DATA = 0x2000;
const PROGRAM = 0x1000;
const CC = 0x40;
const SLI = 0x20;

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-unit-record-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const at = (name: string) => join(directory, name);
const values = (...pairs: [string, string][]) => new Map(pairs);

describe('the form of a printer', () => {
  it('comes by name, by twelve lines and by pairs', () => {
    expect(formsOf('1403', values())).toBeUndefined();
    expect(formsOf('1403', values(['cctape', 'fcb2std2']))!.lineOfChannel(9, 1)).toBe(49);
    expect(formsOf('3211', values(['fcb', 'fcb2id1']))!.lines).toBe(88);
    const twelve = formsOf(
      '3211',
      values(['fcb', '2,0,0,0,0,0,0,0,60,0,0,62'], ['lpp', '62'], ['lpi', '8']),
    )!;
    expect([twelve.lineOfChannel(1, 1), twelve.lineOfChannel(12, 1), twelve.linesPerInch]).toEqual([
      2, 62, 8,
    ]);
    const pairs = formsOf('1403', values(['cctape', '(1=1,1=2,5=12)'], ['lpp', '6']))!;
    expect([pairs.hasChannel(1, 1), pairs.hasChannel(1, 2), pairs.hasChannel(5, 12)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(formsOf('3211', values(['index', '-3']))!.index).toBe(-3);
  });

  it.each([
    [values(['fcb', 'nonsense']), /none of legacy/],
    [values(['fcb', '1,2,3']), /none of legacy/],
    [values(['cctape', '1=13']), /none of legacy/],
    [values(['fcb', 'legacy'], ['lpp', '60']), /line 6\d is past the end/],
    [values(['lpi', '7']), /6 or 8/],
    [values(['lpp', 'many']), /lpp=many/],
  ])('is refused with what is wrong', (given, message) => {
    expect(() => formsOf('3211', given)).toThrow(message);
  });

  it('has an index on a 3211 alone', () => {
    expect(() => formsOf('1403', values(['index', '3']))).toThrow(/1403/);
  });

  it('is the one the device prints by', () => {
    const bench = new ChannelBench();
    const words = [at('out.txt'), 'cctape=1=1,4=12', 'lpp=5', 'crlf'];
    const device = openHostDevice({ type: '1403', words });
    bench.attach(0x00e, device);
    bench.put(DATA, ebcdic037.encode('LINE'));
    bench.program(PROGRAM, [0x19, DATA, 0, 4]);
    expect(bench.run(0x00e, PROGRAM).unit).toBe(NORMAL_END | UnitStatus.unitException);
    device.close();
    expect(readFileSync(at('out.txt'), 'utf8')).toBe('LINE\r\n\n\n');
  });
});

describe('words', () => {
  it('that mean nothing are named', () => {
    expect(() => openHostDevice({ type: '1403', words: [at('x'), 'lines=3'] })).toThrow(
      /lines=3 is no option of a 1403/,
    );
    expect(() => openHostDevice({ type: '1403', words: [] })).toThrow(/needs a file/);
    expect(() => openHostDevice({ type: '3525', words: [at('x'), at('y')] })).toThrow(
      /y is no option of a 3525/,
    );
    expect(() => openHostDevice({ type: '2540P', words: [at('x'), 'print'] })).toThrow(/does not print/);
  });
});

describe('punches', () => {
  it('read a deck and punch into it, in every format', () => {
    writeFileSync(at('in'), 'OLD\n');
    const device = openHostDevice({ type: '3525', words: [at('out'), 'ascii', `in=${at('in')}`] });
    expect(device).toBeInstanceOf(CardPunch);
    const bench = new ChannelBench();
    bench.attach(0x00d, device);
    bench.put(DATA, ebcdic037.encode('    NEW', 80));
    bench.program(PROGRAM, [0xc2, DATA + 0x100, CC, 80], [0x01, DATA, 0, 80]);
    expect(bench.run(0x00d, PROGRAM).unit).toBe(NORMAL_END);
    device.close();
    expect(readFileSync(at('out'), 'utf8')).toBe('OLD NEW\n');
  });

  it('keep card images when asked to, and refuse holes that a format has no place for', () => {
    const image = cardImage(ebcdic037.encode('X', 80));
    image[4] = 0x3f;
    for (const [format, unit] of [
      ['image', NORMAL_END],
      ['ebcdic', NORMAL_END | UnitStatus.unitCheck],
    ] as const) {
      const device = openHostDevice({ type: '2540P', words: [at(format), format] });
      const bench = new ChannelBench();
      bench.attach(0x00d, device);
      bench.put(DATA, image);
      bench.program(PROGRAM, [0x21, DATA, 0, 160]);
      expect(bench.run(0x00d, PROGRAM).unit).toBe(unit);
      device.close();
    }
    expect(new Uint8Array(readFileSync(at('image')))).toEqual(image);
    const back = openHostDevice({ type: '2501', words: [at('image'), 'image'] });
    const bench = new ChannelBench();
    bench.attach(0x00c, back);
    bench.program(PROGRAM, [0x22, DATA, 0, 160]);
    expect(bench.run(0x00c, PROGRAM).unit).toBe(NORMAL_END);
    expect(bench.get(DATA, 160)).toEqual(image);
  });

  it('print on cards into a file beside the cards', () => {
    const device = openHostDevice({ type: '3525', words: [at('cards'), 'ascii', 'print'] });
    const bench = new ChannelBench();
    bench.attach(0x00d, device);
    bench.put(DATA, ebcdic037.encode('HOLES', 80));
    bench.put(DATA + 0x100, ebcdic037.encode('INK'));
    bench.program(PROGRAM, [0x41, DATA, CC, 80], [0x1d, DATA + 0x100, 0, 3]);
    bench.run(0x00d, PROGRAM);
    device.close();
    expect(readFileSync(at('cards'), 'utf8')).toBe('HOLES\n');
    expect(readFileSync(at('cards.printed'), 'utf8')).toBe('card 1, stacker 2\n 3 INK\n');
  });

  it('of a 1442 get every card that leaves', () => {
    writeFileSync(at('in'), 'A\nB\n');
    const device = openHostDevice({ type: '1442', words: [at('in'), 'ascii', `out=${at('out')}`] });
    expect(device).toBeInstanceOf(CardReadPunch);
    const bench = new ChannelBench();
    bench.attach(0x00c, device);
    bench.put(DATA, ebcdic037.encode(' Z'));
    bench.program(PROGRAM, [0x02, DATA + 0x100, CC, 80], [0x81, DATA, 0, 2]);
    bench.run(0x00c, PROGRAM);
    device.close();
    expect(readFileSync(at('out'), 'utf8')).toBe('AZ\nB\n');
  });
});

describe('decks', () => {
  it('may have a last card that is cut off, when asked to', () => {
    writeFileSync(at('short'), ebcdic037.encode('ONE', 80));
    writeFileSync(at('short'), ebcdic037.encode('TWO'), { flag: 'a' });
    expect(() => openHostDevice({ type: '3505', words: [at('short'), 'ebcdic'] })).toThrow(/offset 80/);
    const bench = new ChannelBench();
    bench.attach(0x00c, openHostDevice({ type: '3505', words: [at('short'), 'ebcdic', 'autopad'] }));
    bench.program(PROGRAM, [0x02, DATA, CC | SLI, 80], [0x02, DATA, 0, 80]);
    expect(bench.run(0x00c, PROGRAM).unit).toBe(NORMAL_END);
    expect(ebcdic037.decode(bench.get(DATA, 80))).toBe('TWO'.padEnd(80));
  });
});
