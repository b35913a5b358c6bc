import { describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import {
  Aid,
  AttributeType,
  Color,
  Command,
  DataStreamBuilder,
  Order,
  Screen,
  encodeAddress,
  parseInbound,
  parseQueryReply,
} from '../../../src/tn3270/datastream/index.js';

function screenWith(
  build: (stream: DataStreamBuilder) => DataStreamBuilder,
  model: 2 | 3 | 4 | 5 = 2,
): Screen {
  const screen = new Screen({ model });
  screen.connected();
  screen.execute(Command.eraseWrite, build(new DataStreamBuilder({ restoreKeyboard: true })).bytes());
  return screen;
}

const none = new Uint8Array(0);
const setReplyMode = (mode: number, ...types: number[]): Uint8Array =>
  Uint8Array.of(0, 5 + types.length, 0x09, 0, mode, ...types);

describe('read commands', () => {
  it('reads the whole buffer with SF for attributes', () => {
    const screen = screenWith((stream) => stream.at(0, 0).field({ protected: true }).text('AB'));
    const reply = screen.execute(Command.readBuffer, none).reply as Uint8Array;
    expect([...reply.subarray(0, 7)]).toEqual([Aid.none, 0x40, 0x40, Order.startField, 0x60, 0xc1, 0xc2]);
    expect(reply).toHaveLength(3 + 1920 + 1);
    expect(reply.subarray(7).every((byte) => byte === 0)).toBe(true);
  });

  it('reads modified fields without locking, also when they wrap over the end', () => {
    const screen = screenWith((stream) =>
      stream.at(23, 78).field().insertCursor().at(0, 3).field({ protected: true }),
    );
    screen.typeText('WXYZ');
    const reply = screen.execute(Command.readModified, none).reply as Uint8Array;
    const { fields, aid } = parseInbound(reply);
    expect(aid).toBe(Aid.none);
    expect(fields.map((field) => [field.address, ebcdic037.decode(field.data)])).toEqual([[1919, 'WXYZ']]);
    expect(screen.lock).toBe('none');
  });

  it('gives the AID alone to Read Modified after PA1, everything to Read Modified All', () => {
    const screen = screenWith((stream) => stream.at(0, 0).field().insertCursor());
    screen.typeText('A');
    screen.attention(Aid.pa1);
    expect(screen.execute(Command.readModified, none).reply).toEqual(Uint8Array.of(Aid.pa1));
    expect(screen.execute(Command.readModifiedAll, none).reply).toEqual(
      Uint8Array.of(Aid.pa1, ...encodeAddress(2, 1920), 0x11, ...encodeAddress(1, 1920), 0xc1),
    );
  });

  it('reports attributes in the reply mode that the host set', () => {
    const screen = screenWith((stream) =>
      stream
        .at(0, 0)
        .extendedField({ modified: true }, { foreground: Color.red })
        .text('A')
        .setAttribute(AttributeType.foreground, Color.blue)
        .text('B'),
    );
    screen.execute(Command.writeStructuredField, setReplyMode(1));
    const extended = screen.execute(Command.readBuffer, none).reply as Uint8Array;
    expect([...extended.subarray(3, 11)]).toEqual([0x29, 2, 0xc0, 0xc1, 0x42, 0xf2, 0xc1, 0xc2]);
    screen.execute(Command.writeStructuredField, setReplyMode(2, AttributeType.foreground));
    const modified = screen.execute(Command.readModified, none).reply as Uint8Array;
    expect([...modified.subarray(6)]).toEqual([0xc1, 0x28, 0x42, 0xf1, 0xc2, 0x28, 0x00, 0x00]);
    expect(parseInbound(modified).fields[0].data).toEqual(Uint8Array.of(0xc1, 0xc2));
  });
});

describe('structured fields', () => {
  it('answers a query with what the device is', () => {
    const screen = screenWith((stream) => stream, 4);
    const outcome = screen.execute(Command.writeStructuredField, Uint8Array.of(0, 5, 0x01, 0xff, 0x02));
    expect(outcome.rejected).toBeUndefined();
    const facts = parseQueryReply(outcome.reply as Uint8Array);
    expect(facts).toEqual({ usable: { rows: 43, columns: 80 }, color: true, highlight: true });
  });

  it('answers a query list with what was asked, or with the null reply', () => {
    const screen = screenWith((stream) => stream);
    const list = (...codes: number[]): Uint8Array =>
      screen.execute(
        Command.writeStructuredField,
        Uint8Array.of(0, 6 + codes.length, 0x01, 0xff, 0x03, 0x00, ...codes),
      ).reply as Uint8Array;
    expect([...list(0x88)]).toEqual([0x88, 0, 7, 0x81, 0x88, 0, 1, 2]);
    expect([...list(0x99)]).toEqual([0x88, 0, 4, 0x81, 0xff]);
  });

  it('carries writes as outbound data, and erases or resets', () => {
    const screen = screenWith((stream) => stream, 3);
    const ew = [0x40, 0x00, 0xf5, 0xc3, 0x11, 0x40, 0x40, 0xc1];
    expect(screen.execute(Command.writeStructuredField, Uint8Array.of(0, ew.length + 2, ...ew))).toEqual({
      alarm: false,
    });
    expect(screen.buffer.characters[0]).toBe(0xc1);
    screen.execute(Command.writeStructuredField, Uint8Array.of(0, 4, 0x03, 0x80));
    expect(screen.rows).toBe(32);
    expect(screen.buffer.characters[0]).toBe(0);
  });

  it.each([
    ['a length beyond the data', [0, 9, 0x01, 0xff, 0x02]],
    ['a length below three', [0, 2, 0x01]],
    ['an unknown field', [0, 4, 0x77, 0]],
    ['a partition that is not there', [0, 5, 0x01, 0x05, 0xf2]],
    ['an unknown reply mode', [0, 5, 0x09, 0x00, 0x07]],
  ])('rejects %s', (_, bytes) => {
    const screen = screenWith((stream) => stream);
    expect(screen.execute(Command.writeStructuredField, Uint8Array.from(bytes)).rejected).toBe(
      'invalid-data',
    );
  });
});

describe('parseInbound', () => {
  it('takes what it gets', () => {
    expect(parseInbound(none)).toEqual({ aid: Aid.none, cursor: undefined, fields: [] });
    expect(parseInbound(Uint8Array.of(0x6d))).toEqual({ aid: Aid.clear, cursor: undefined, fields: [] });
    expect(parseInbound(Uint8Array.of(0x7d, 0x40, 0x40, 0x11))).toEqual({
      aid: Aid.enter,
      cursor: 0,
      fields: [],
    });
    // the record that s3270 sent for "query names" typed at row 22
    const record = Uint8Array.of(0x7d, 0x5a, 0x5c, 0x11, 0x5a, 0xd1, ...ebcdic037.encode('query names'));
    const inbound = parseInbound(record);
    expect(inbound.cursor).toBe(1692);
    expect(inbound.fields[0].address).toBe(1681);
    expect(ebcdic037.decode(inbound.fields[0].data)).toBe('query names');
  });
});
