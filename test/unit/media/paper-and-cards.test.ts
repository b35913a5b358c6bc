import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ebcdic037, ebcdic1047 } from '../../../src/ebcdic/index.js';
import {
  AwsTape,
  CardHopper,
  PrintFile,
  PunchFile,
  cardsOf,
  detectDeckFormat,
  openHostDevice,
  printedText,
  parseConfiguration,
  reloadHostDevice,
} from '../../../src/media/index.js';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-paper-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const line = (text: string) => ebcdic037.encode(text);

describe('printed text', () => {
  const top = { skipToChannel: 1, newForms: 1, lines: 0 };

  it('becomes lines and pages', () => {
    const text = [
      printedText(line('TITLE   '), { space: 2 }),
      printedText(line('BODY'), { space: 1 }),
      printedText(line(''), top),
      printedText(line('LAST'), top),
      printedText(line('NEXT'), { space: 3 }),
    ].join('');
    expect(text).toBe('TITLE\n\nBODY\n\fLAST\r\fNEXT\n\n\n');
  });

  it('returns the carriage where a line is printed over', () => {
    expect(printedText(line('NAME'), { space: 0 })).toBe('NAME\r');
    expect(printedText(line('    '), { space: 0 })).toBe('\r');
    expect(printedText(line(''), { space: 0 })).toBe('');
  });

  it('skips down the form and to the next', () => {
    expect(printedText(line('A'), { skipToChannel: 2, newForms: 0, lines: 6 })).toBe('A\n\n\n\n\n\n');
    expect(printedText(line('B'), { skipToChannel: 2, newForms: 1, lines: 6 })).toBe('B\f\n\n\n\n\n\n');
  });

  it('has carriage returns for hosts that want them', () => {
    const crlf = true;
    expect(printedText(line('A'), { space: 2 }, { crlf })).toBe('A\r\n\n');
    expect(printedText(line('A'), { space: 0 }, { crlf })).toBe('A\r');
    expect(printedText(line(''), { space: 1 }, { crlf })).toBe('\n');
  });

  it('goes to a file', () => {
    const path = join(directory, 'out.txt');
    const file = new PrintFile(path);
    file.printLine(line('HELLO'), { space: 1 });
    expect(readFileSync(path, 'utf8')).toBe('HELLO\n');
    file.close();
    const more = new PrintFile(path, { append: true });
    more.printLine(line('AGAIN'), { space: 1 });
    more.close();
    expect(readFileSync(path, 'utf8')).toBe('HELLO\nAGAIN\n');
    expect(() => new PrintFile(join(directory, 'none', 'x'))).toThrow('none');
  });
});

describe('decks', () => {
  it('are told apart', () => {
    expect(detectDeckFormat(Buffer.from('ID OPERATOR\nCLOSE\n'))).toBe('ascii');
    expect(detectDeckFormat(ebcdic037.encode('A CARD', 80))).toBe('ebcdic');
    expect(detectDeckFormat(new Uint8Array(80).fill(0x40))).toBe('ebcdic');
    expect(detectDeckFormat(Buffer.from(''))).toBe('ascii');
  });

  it('come from text with tabs and from images', () => {
    const cards = cardsOf('deck', Buffer.from('A\tB\r\nLAST\n'));
    expect(cards.map((card) => ebcdic037.decode(card).trimEnd())).toEqual(['A       B', 'LAST']);
    expect(cards[0]).toHaveLength(80);
    const images = new Uint8Array(160).fill(0x02);
    expect(cardsOf('deck', images)).toHaveLength(2);
  });

  it('are refused when a line is too long or a card cut off', () => {
    expect(() => cardsOf('my.deck', Buffer.from(`OK\n${'X'.repeat(81)}\n`))).toThrow(/my\.deck, line 2/);
    expect(cardsOf('my.deck', Buffer.from('X'.repeat(81)), { truncate: true })).toHaveLength(1);
    expect(() => cardsOf('my.deck', new Uint8Array(85).fill(0xff))).toThrow(/my\.deck, offset 80/);
  });

  it('lie in a hopper one behind the other', () => {
    const hopper = new CardHopper();
    expect(hopper.readCard()).toBe('empty');
    hopper.add([new Uint8Array(80)], false);
    hopper.add([new Uint8Array(80).fill(1)], true);
    expect(hopper.remaining).toBe(2);
    expect(
      [1, 2, 3, 4].map(() => hopper.readCard()).map((card) => (typeof card === 'string' ? card : card[0])),
    ).toEqual([0, 1, 'end', 'empty']);
  });

  it('are punched as text and as images', () => {
    const text = new PunchFile(join(directory, 'a'), { format: 'ascii' });
    text.punchCard(ebcdic037.encode('PUNCHED', 80));
    text.close();
    expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('PUNCHED\n');
    const images = new PunchFile(join(directory, 'b'));
    images.punchCard(ebcdic037.encode('PUNCHED', 80));
    images.close();
    expect(readFileSync(join(directory, 'b'))).toHaveLength(80);
  });
});

describe('host devices', () => {
  it('open with the words of a configuration', () => {
    const deck = join(directory, 'deck.txt');
    writeFileSync(deck, 'ONE\nTWO\n');
    const reader = openHostDevice({ type: '3505', words: [deck, 'ascii', 'eof'] });
    expect(reader.type).toBe('3505');
    reloadHostDevice(reader, [deck]);
    expect(openHostDevice({ type: '1403', words: [join(directory, 'p')] }).type).toBe('1403');
    expect(openHostDevice({ type: '3278', words: [] }).type).toBe('3278');
    const reel = join(directory, 'reel');
    AwsTape.create(reel).close();
    const tape = openHostDevice({ type: '3420', words: ['*'] });
    reloadHostDevice(tape, [reel, 'ro']);
    tape.close();
  });

  it('say what is wrong', () => {
    expect(() => openHostDevice({ type: '9999', words: [] })).toThrow('9999');
    expect(() => openHostDevice({ type: '3350', words: [] })).toThrow('needs a file');
    expect(() => openHostDevice({ type: '3350', words: [join(directory, 'none')] })).toThrow('no such file');
    expect(() => openHostDevice({ type: '3505', words: [join(directory, 'none')] })).toThrow('none');
    expect(() => openHostDevice({ type: '1403', words: ['a', 'b'] })).toThrow('b is no option');
    expect(() => openHostDevice({ type: '3215', words: [] })).toThrow('terminal');
  });

  it('are coded in the code page that the words or the configuration name', () => {
    const deck = join(directory, 'deck');
    writeFileSync(deck, 'A[1]\n');
    const [card] = cardsOf(deck, readFileSync(deck), { codePage: ebcdic1047 });
    expect(card.slice(0, 4)).toEqual(Uint8Array.of(0xc1, 0xad, 0xf1, 0xbd));
    const paper = new PrintFile(join(directory, 'paper'), { crlf: true, codePage: ebcdic1047 });
    paper.printLine(card, { space: 1 });
    paper.close();
    expect(readFileSync(join(directory, 'paper'), 'latin1')).toBe('A[1]\r\n');
    const punch = new PunchFile(join(directory, 'cards'), { format: 'ascii', codePage: ebcdic1047 });
    punch.punchCard(card);
    punch.close();
    expect(readFileSync(join(directory, 'cards'), 'latin1')).toBe('A[1]\n');
    openHostDevice({ type: '3505', words: [deck, 'codepage=1047'] }).close();
    expect(() => openHostDevice({ type: '3505', words: [deck], codePage: '500' })).toThrow(/037 and 1047/);
    expect(parseConfiguration('CODEPAGE 819/1047\n000C 3505 *', 'x.cnf').devices[0].codePage).toBe('1047');
    expect(parseConfiguration('CODEPAGE 819/500\n000C 3505 *', 'x.cnf').ignored).toHaveLength(1);
    expect(parseConfiguration('CODEPAGE default\n', 'x.cnf').ignored).toEqual([]);
  });
});
