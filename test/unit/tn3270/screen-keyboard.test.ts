import { beforeEach, describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import {
  Aid,
  Command,
  DataStreamBuilder,
  Order,
  Screen,
  encodeAddress,
  parseInbound,
  screenFields,
  screenText,
} from '../../../src/tn3270/datastream/index.js';

/** Row 0 title, row 2 name field of 10, row 3 numeric field of 5, row 4 last field of 20. */
function form(): Screen {
  const screen = new Screen();
  screen.connected();
  screen.execute(
    Command.eraseWrite,
    new DataStreamBuilder({ restoreKeyboard: true })
      .at(0, 0)
      .field({ protected: true })
      .text('FORM')
      .at(2, 0)
      .field()
      .insertCursor()
      .at(2, 11)
      .field({ protected: true, numeric: true })
      .at(3, 0)
      .field({ numeric: true })
      .at(3, 6)
      .field({ protected: true })
      .at(4, 0)
      .field()
      .at(4, 21)
      .field({ protected: true })
      .bytes(),
  );
  return screen;
}

let screen: Screen;
beforeEach(() => {
  screen = form();
});

const NAME = 161;
const NUMBER = 241;
const LAST = 321;
const row = (at: number): string => screenText(screen)[at].trimEnd();

describe('typing', () => {
  it('sends modified fields with ENTER and locks until the host answers', () => {
    screen.typeText('ALPHA');
    screen.tab();
    screen.typeText('12');
    const record = screen.attention(Aid.enter);
    expect(record).toBeDefined();
    const inbound = parseInbound(record as Uint8Array);
    expect(inbound.aid).toBe(Aid.enter);
    expect(inbound.cursor).toBe(NUMBER + 2);
    expect(inbound.fields.map((field) => [field.address, ebcdic037.decode(field.data)])).toEqual([
      [NAME, 'ALPHA'],
      [NUMBER, '12'],
    ]);
    expect(screen.lock).toBe('wait');
    expect(screen.type('X')).toBe(false);
    expect(screen.attention(Aid.enter)).toBeUndefined();
  });

  it('sends three bytes when nothing was modified', () => {
    expect(screen.attention(Aid.pf3)).toEqual(Uint8Array.of(0xf3, ...encodeAddress(NAME, 1920)));
  });

  it('sends the AID alone for PA keys and CLEAR, and CLEAR erases', () => {
    screen.typeText('A');
    expect(screen.attention(Aid.pa1)).toEqual(Uint8Array.of(Aid.pa1));
    screen.reset();
    expect(screen.clear()).toEqual(Uint8Array.of(Aid.clear));
    expect(screenText(screen).join('').trim()).toBe('');
    expect(screen.cursor).toBe(0);
    expect(screenFields(screen)).toEqual([]);
  });

  it('sends a test request for SYSREQ', () => {
    screen.typeText('Q');
    expect(screen.sysReq()).toEqual(
      Uint8Array.of(0x01, 0x6c, 0x61, 0x02, Order.setBufferAddress, ...encodeAddress(NAME, 1920), 0xd8),
    );
  });

  it('skips to the next field at the end of one that an auto-skip attribute follows', () => {
    screen.typeText('0123456789');
    expect(screen.cursor).toBe(NUMBER);
  });

  it('steps over an attribute that does not skip, and then finds the place protected', () => {
    screen.tab();
    screen.typeText('12345');
    expect(screen.cursor).toBe(3 * 80 + 7);
    expect(screen.type('6')).toBe(false);
    expect(screen.lock).toBe('protected');
    screen.reset();
    expect(screen.lock).toBe('none');
  });

  it('takes only digits, minus, period and DUP in numeric fields', () => {
    screen.tab();
    expect(screen.typeText('-1.5')).toBe(true);
    expect(screen.type('A')).toBe(false);
    expect(screen.lock).toBe('numeric');
    const free = new Screen({ numericLock: false });
    free.connected();
    free.execute(
      Command.eraseWrite,
      new DataStreamBuilder(0xc3).at(0, 0).field({ numeric: true }).insertCursor().bytes(),
    );
    expect(free.type('A')).toBe(true);
  });

  it('refuses characters that the code page lacks without locking', () => {
    expect(screen.type('\u2603')).toBe(false);
    expect(screen.type('\t')).toBe(false);
    expect(screen.lock).toBe('none');
  });

  it('types anywhere on an unformatted screen and sends all characters', () => {
    screen.clear();
    screen.execute(Command.write, new DataStreamBuilder({ restoreKeyboard: true }).bytes());
    screen.typeText('logon');
    const record = screen.attention(Aid.enter) as Uint8Array;
    const inbound = parseInbound(record);
    expect(inbound.fields).toHaveLength(1);
    expect(inbound.fields[0].address).toBeUndefined();
    expect(ebcdic037.decode(inbound.fields[0].data)).toBe('logon');
  });
});

describe('editing', () => {
  it('inserts into nulls and refuses when the field is full', () => {
    screen.typeText('ACD');
    screen.moveCursor(NAME + 1);
    screen.toggleInsert();
    expect(screen.type('B')).toBe(true);
    expect(row(2)).toBe(' ABCD');
    screen.typeText('123456');
    expect(row(2)).toBe(' AB123456CD');
    expect(screen.type('7')).toBe(false);
    expect(screen.lock).toBe('overflow');
    screen.reset();
    expect(screen.insertMode).toBe(false);
  });

  it('deletes within the field', () => {
    screen.typeText('ABCDE');
    screen.moveCursor(NAME + 1);
    screen.delete();
    expect(row(2)).toBe(' ACDE');
    expect(screen.cursor).toBe(NAME + 1);
    screen.backspaceErase();
    expect(row(2)).toBe(' CDE');
    expect(screen.cursor).toBe(NAME);
    screen.backspaceErase();
    expect(row(2)).toBe(' CDE');
    expect(screen.lock).toBe('none');
  });

  it('erases to the end of the field', () => {
    screen.typeText('ABCDE');
    screen.moveCursor(NAME + 2);
    screen.eraseEndOfField();
    expect(row(2)).toBe(' AB');
    screen.moveCursor(5);
    expect(screen.eraseEndOfField()).toBe(false);
    expect(screen.lock).toBe('protected');
  });

  it('erases all input and forgets that it was modified', () => {
    screen.typeText('ABC');
    screen.tab();
    screen.typeText('1');
    screen.eraseInput();
    expect([row(0), row(2), row(3)]).toEqual([' FORM', '', '']);
    expect(screen.cursor).toBe(NAME);
    expect(screen.attention(Aid.enter)).toHaveLength(3);
  });

  it('enters DUP and FIELD MARK', () => {
    screen.fieldMark();
    screen.dup();
    expect(row(2)).toBe(' ;*');
    expect(screen.cursor).toBe(NUMBER);
    const inbound = parseInbound(screen.attention(Aid.enter) as Uint8Array);
    expect([...inbound.fields[0].data]).toEqual([0x1e, 0x1c]);
  });
});

describe('blank fill', () => {
  function filled(): Screen {
    const filling = new Screen({ blankFill: true });
    filling.connected();
    filling.execute(
      Command.eraseWrite,
      new DataStreamBuilder(0xc3)
        .at(2, 0)
        .field()
        .insertCursor()
        .at(2, 11)
        .field({ protected: true })
        .bytes(),
    );
    return filling;
  }

  it('keeps apart what was typed apart', () => {
    for (const [one, data] of [
      [screen, 'AB'],
      [filled(), '  A  B'],
    ] as const) {
      one.moveCursor(NAME + 2);
      one.type('A');
      one.moveCursor(NAME + 5);
      one.type('B');
      const inbound = parseInbound(one.attention(Aid.enter) as Uint8Array);
      expect(inbound.fields.map((field) => ebcdic037.decode(field.data))).toEqual([data]);
    }
  });

  it('inserts into blanks at the end of a field, but never pushes out what is not blank', () => {
    const one = filled();
    one.typeText('ABCDEFGH  ');
    one.moveCursor(NAME);
    one.toggleInsert();
    expect(one.typeText('12')).toBe(true);
    expect(screenFields(one)[0].text).toBe('12ABCDEFGH');
    expect(one.type('3')).toBe(false);
    expect(one.lock).toBe('overflow');
  });
});

describe('moving', () => {
  it('ends an operator error', () => {
    screen.moveCursor(5);
    screen.type('A');
    expect(screen.lock).toBe('protected');
    screen.newLine();
    expect(screen.lock).toBe('protected');
    screen.tab();
    expect(screen.lock).toBe('none');
    expect(screen.type('A')).toBe(true);
  });

  it('tabs and back-tabs through unprotected fields', () => {
    const stops: number[] = [];
    for (let i = 0; i < 4; i++) {
      screen.tab();
      stops.push(screen.cursor);
    }
    expect(stops).toEqual([NUMBER, LAST, NAME, NUMBER]);
    screen.right();
    screen.backTab();
    expect(screen.cursor).toBe(NUMBER);
    screen.backTab();
    expect(screen.cursor).toBe(NAME);
    screen.backTab();
    expect(screen.cursor).toBe(LAST);
  });

  it('goes home, to the next line and to the end of the data', () => {
    screen.typeText('ABC');
    screen.home();
    expect(screen.cursor).toBe(NAME);
    screen.fieldEnd();
    expect(screen.cursor).toBe(NAME + 3);
    screen.newLine();
    expect(screen.cursor).toBe(NUMBER);
  });

  it('wraps in all four directions', () => {
    screen.moveCursor(0);
    screen.left();
    expect(screen.cursor).toBe(1919);
    screen.right();
    expect(screen.cursor).toBe(0);
    screen.up();
    expect(screen.cursor).toBe(1840);
    screen.down();
    expect(screen.cursor).toBe(0);
    screen.moveCursor(9999);
    expect(screen.cursor).toBe(0);
  });
});

describe('the line', () => {
  it('locks when the host goes and starts afresh when it comes back', () => {
    screen.typeText('A');
    screen.disconnected();
    expect(screen.lock).toBe('not-connected');
    screen.reset();
    expect(screen.lock).toBe('not-connected');
    screen.connected();
    expect(screen.lock).toBe('not-ready');
    expect(screenText(screen).join('').trim()).toBe('');
  });
});
