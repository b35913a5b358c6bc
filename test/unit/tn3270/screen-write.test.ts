import { describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import {
  AttributeType,
  Color,
  Command,
  DataStreamBuilder,
  Highlight,
  Order,
  RemoteCommand,
  Screen,
  encodeAddress,
  fieldAttribute,
  present,
  screenFields,
  screenText,
} from '../../../src/tn3270/datastream/index.js';
import type { CellLook } from '../../../src/tn3270/datastream/index.js';

function connectedScreen(options: ConstructorParameters<typeof Screen>[0] = {}): Screen {
  const screen = new Screen(options);
  screen.connected();
  return screen;
}

const stream = (): DataStreamBuilder => new DataStreamBuilder({ restoreKeyboard: true, resetModified: true });

function looks(screen: Screen): Map<number, CellLook & { character: string }> {
  const all = new Map<number, CellLook & { character: string }>();
  present(screen, (position, character, look) => all.set(position, { ...look, character }));
  return all;
}

describe('write commands', () => {
  it('shows text and fields and puts the cursor where the host says', () => {
    const screen = connectedScreen();
    const data = stream()
      .at(2, 9)
      .field({ protected: true, display: 'intensified' })
      .text('VM/370 ONLINE')
      .at(22, 0)
      .field()
      .insertCursor()
      .at(23, 79)
      .field({ protected: true })
      .bytes();
    expect(screen.execute(Command.eraseWrite, data)).toEqual({ alarm: false });
    expect(screenText(screen)[2].trim()).toBe('VM/370 ONLINE');
    expect(screenText(screen)[2].indexOf('VM/370')).toBe(10);
    expect(screen.cursor).toBe(22 * 80 + 1);
    expect(screen.lock).toBe('none');
    expect(screenFields(screen).map((field) => field.address)).toEqual([170, 1761, 0]);
  });

  it('takes both command code sets', () => {
    const screen = connectedScreen();
    screen.execute(RemoteCommand.eraseWrite, stream().at(0, 0).text('A').bytes());
    screen.execute(RemoteCommand.write, stream().at(0, 1).text('B').bytes());
    expect(screenText(screen)[0].trim()).toBe('AB');
    screen.execute(Command.eraseWrite, stream().bytes());
    expect(screenText(screen).join('').trim()).toBe('');
  });

  it('starts writing at the cursor when no address comes first', () => {
    const screen = connectedScreen();
    screen.execute(Command.eraseWrite, stream().at(1, 0).insertCursor().bytes());
    screen.execute(Command.write, stream().text('HERE').bytes());
    expect(screenText(screen)[1].trim()).toBe('HERE');
    expect(screen.cursor).toBe(80);
  });

  it('switches between default and alternate size', () => {
    const screen = connectedScreen({ model: 5 });
    expect([screen.rows, screen.columns]).toEqual([24, 80]);
    const size = { rows: 27, columns: 132 };
    screen.execute(
      Command.eraseWriteAlternate,
      new DataStreamBuilder(0xc3, { size }).at(26, 120).text('LAST').bytes(),
    );
    expect([screen.rows, screen.columns]).toEqual([27, 132]);
    expect(screenText(screen)[26].slice(120, 124)).toBe('LAST');
    screen.execute(Command.eraseWrite, stream().bytes());
    expect([screen.rows, screen.columns]).toEqual([24, 80]);
  });

  it('repeats to an address, over the end and around', () => {
    const screen = connectedScreen();
    screen.execute(Command.eraseWrite, stream().at(23, 78).repeatTo(0, 2, 0x5c).bytes());
    const text = screenText(screen);
    expect(text[23]).toBe(' '.repeat(78) + '**');
    expect(text[0].slice(0, 3)).toBe('** ');
    screen.execute(Command.write, stream().at(5, 5).repeatTo(5, 5, 0x4b).bytes());
    expect(screenText(screen).join('')).toBe('.'.repeat(1920));
  });

  it('erases unprotected positions only, up to an address', () => {
    const screen = connectedScreen();
    screen.execute(
      Command.eraseWrite,
      stream()
        .at(0, 0)
        .field({ protected: true })
        .text('KEEP')
        .at(0, 10)
        .field()
        .text('ERASED')
        .at(0, 20)
        .field()
        .text('BEYOND')
        .bytes(),
    );
    screen.execute(Command.write, stream().at(0, 0).eraseUnprotectedTo(0, 20).bytes());
    expect(screenText(screen)[0].trim()).toBe('KEEP                BEYOND');
  });

  it('erases all unprotected, homes the cursor and unlocks', () => {
    const screen = connectedScreen();
    screen.execute(
      Command.eraseWrite,
      stream()
        .at(0, 0)
        .field({ protected: true })
        .text('TITLE')
        .at(3, 0)
        .field({ modified: true })
        .text('X')
        .bytes(),
    );
    screen.attention(0x7d);
    expect(screen.lock).toBe('wait');
    screen.execute(Command.eraseAllUnprotected, new Uint8Array(0));
    expect(screen.lock).toBe('none');
    expect(screen.cursor).toBe(241);
    expect(screenFields(screen)[1].text.trim()).toBe('');
    expect(screen.attention(0x7d)).toEqual(Uint8Array.of(0x7d, ...encodeAddress(241, 1920)));
  });

  it('resets modified data tags when the WCC says so', () => {
    const screen = connectedScreen();
    screen.execute(Command.eraseWrite, stream().at(0, 0).field({ modified: true }).text('A').bytes());
    screen.execute(
      Command.write,
      new DataStreamBuilder({ restoreKeyboard: true, resetModified: true }).bytes(),
    );
    expect(screenFields(screen)[0].attribute & 1).toBe(0);
  });

  it('reports the alarm and leaves the keyboard locked without restore', () => {
    const screen = connectedScreen();
    screen.execute(Command.eraseWrite, stream().bytes());
    screen.attention(0x7d);
    expect(screen.execute(Command.write, new DataStreamBuilder({ soundAlarm: true }).bytes()).alarm).toBe(
      true,
    );
    expect(screen.lock).toBe('system');
    screen.execute(Command.write, stream().bytes());
    expect(screen.lock).toBe('none');
  });

  it('unlocks by the first write after connection whatever its WCC', () => {
    const screen = connectedScreen();
    expect(screen.lock).toBe('not-ready');
    screen.execute(Command.eraseWrite, new DataStreamBuilder({}).bytes());
    expect(screen.lock).toBe('none');
  });

  it('shows extended colours and highlighting, character attributes over field attributes', () => {
    const screen = connectedScreen();
    screen.execute(
      Command.eraseWrite,
      stream()
        .at(0, 0)
        .extendedField({ protected: true }, { foreground: Color.yellow, highlight: Highlight.underscore })
        .text('F')
        .setAttribute(AttributeType.foreground, Color.pink)
        .setAttribute(AttributeType.highlighting, Highlight.reverse)
        .text('C')
        .setAttribute(AttributeType.resetAll, 0)
        .text('D')
        .at(0, 10)
        .field({ protected: true })
        .text('P')
        .field({ display: 'intensified' })
        .text('I')
        .field({ display: 'hidden' })
        .text('H')
        .bytes(),
    );
    const at = looks(screen);
    expect(at.get(1)).toMatchObject({ character: 'F', foreground: Color.yellow, underscore: true });
    expect(at.get(2)).toMatchObject({
      character: 'C',
      foreground: Color.pink,
      reverse: true,
      underscore: false,
    });
    expect(at.get(3)).toMatchObject({ character: 'D', foreground: Color.yellow, underscore: true });
    expect(at.get(11)).toMatchObject({ character: 'P', foreground: Color.blue });
    expect(at.get(13)).toMatchObject({ character: 'I', foreground: Color.red, intensified: true });
    expect(at.get(15)).toMatchObject({ character: ' ' });
  });

  it('modifies a field attribute in place', () => {
    const screen = connectedScreen();
    screen.execute(Command.eraseWrite, stream().at(4, 0).field().text('DATA').bytes());
    screen.execute(
      Command.write,
      stream()
        .at(4, 0)
        .modifyField(
          [AttributeType.field, fieldAttribute({ protected: true })],
          [AttributeType.foreground, Color.red],
        )
        .bytes(),
    );
    expect(screenFields(screen)[0]).toMatchObject({ attribute: 0x20 });
    expect(looks(screen).get(321)).toMatchObject({ character: 'D', foreground: Color.red });
  });

  it('tabs from data to the next unprotected field, clearing the rest of the field', () => {
    const screen = connectedScreen();
    screen.execute(
      Command.eraseWrite,
      stream().at(0, 0).field().text('OLDOLD').at(0, 10).field().text('SECOND').bytes(),
    );
    screen.execute(Command.write, stream().at(0, 1).text('NEW').programTab().text('2').bytes());
    expect(screenText(screen)[0].trimEnd()).toBe(' NEW       2ECOND');
    // directly after an order nothing is cleared
    screen.execute(Command.write, stream().at(0, 1).programTab().text('3').bytes());
    expect(screenText(screen)[0].trimEnd()).toBe(' NEW       3ECOND');
  });

  it.each([
    ['an SBA beyond the screen', [Order.setBufferAddress, 0x5d, 0xff & 0x7f, 0x11, 0x7f, 0x7f]],
    ['a cut-off SBA', [Order.setBufferAddress, 0x40]],
    ['a cut-off SF', [Order.startField]],
    ['a cut-off SFE', [Order.startFieldExtended, 3, 0xc0, 0x40]],
    ['MF where no field starts', [Order.modifyField, 1, 0xc0, 0x40]],
    ['a cut-off SA', [Order.setAttribute, 0x42]],
    ['RA without a character', [Order.repeatToAddress, 0x40, 0x41]],
    ['EUA beyond the screen', [Order.eraseUnprotectedToAddress, 0x7f, 0x7f]],
  ])('reports %s as invalid and keeps what came before', (_, bytes) => {
    const screen = connectedScreen();
    const data = stream().at(0, 0).text('BEFORE').raw(bytes).bytes();
    expect(screen.execute(Command.eraseWrite, data).rejected).toBe('invalid-data');
    expect(screenText(screen)[0].trimEnd()).toBe('BEFORE');
  });

  it('reports an unknown command', () => {
    expect(connectedScreen().execute(0x99, new Uint8Array(0)).rejected).toBe('unknown-command');
    expect(
      connectedScreen({ extended: false }).execute(
        Command.writeStructuredField,
        Uint8Array.of(0, 5, 1, 0xff, 2),
      ).rejected,
    ).toBe('unknown-command');
  });

  it('decodes with the code page given', () => {
    const screen = connectedScreen();
    screen.execute(Command.eraseWrite, Uint8Array.of(0xc3, ...ebcdic037.encode('a¢Z')));
    expect(screenText(screen)[0].trimEnd()).toBe('a¢Z');
  });
});
