import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import {
  Aid,
  Command,
  DataStreamBuilder,
  Screen,
  decodeAddress,
  encodeAddress,
  parseInbound,
  parseQueryReply,
  present,
  screenFields,
  screenText,
} from '../../src/tn3270/datastream/index.js';
import { validWrite } from '../support/display-streams.js';

const none = new Uint8Array(0);
const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });

/** Bytes with many orders in them: pure noise hardly ever names one. */
const noisyStream = fc
  .array(
    fc.oneof(
      fc.constantFrom(0x05, 0x08, 0x11, 0x12, 0x13, 0x1d, 0x28, 0x29, 0x2c, 0x3c, 0x40, 0xc1, 0x5d, 0x7f),
      fc.integer({ min: 0, max: 255 }),
    ),
    { maxLength: 80 },
  )
  .map((all) => Uint8Array.from(all));

const EDITING = [
  'tab',
  'backTab',
  'newLine',
  'home',
  'fieldEnd',
  'left',
  'right',
  'up',
  'down',
  'delete',
  'backspaceErase',
  'eraseEndOfField',
  'eraseInput',
  'toggleInsert',
  'dup',
  'fieldMark',
  'clear',
  'reset',
  'sysReq',
] as const;

type Step =
  | { command: number; data: Uint8Array }
  | { key: (typeof EDITING)[number] }
  | { text: string }
  | { aid: number }
  | { cursor: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    command: fc.oneof(
      fc.constantFrom(0x01, 0x05, 0x0d, 0x0f, 0x11, 0x02, 0x06, 0x0e, 0xf1, 0xf5, 0x7e, 0xf3),
      fc.integer({ min: 0, max: 255 }),
    ),
    data: noisyStream,
  }),
  validWrite,
  fc.record({ key: fc.constantFrom(...EDITING) }),
  fc.record({ text: fc.string({ maxLength: 12 }) }),
  fc.record({ aid: fc.constantFrom(Aid.enter, Aid.pf1, Aid.pa1) }),
  fc.record({ cursor: fc.integer({ min: -5, max: 4000 }) }),
);

function play(screen: Screen, one: Step): void {
  if ('command' in one) screen.execute(one.command, one.data);
  else if ('key' in one) screen[one.key]();
  else if ('text' in one) screen.typeText(one.text);
  else if ('aid' in one) screen.attention(one.aid);
  else screen.moveCursor(one.cursor);
}

const model = fc.constantFrom(2, 3, 4, 5) as fc.Arbitrary<2 | 3 | 4 | 5>;

describe('buffer addresses', () => {
  it('come back as they were, in both forms', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16384 }), fc.nat({ max: 16383 }), (size, seed) => {
        const address = seed % size;
        expect(decodeAddress(...encodeAddress(address, size))).toBe(address);
      }),
    );
  });

  it('are inside the buffer of any two bytes, or at least a number of 14 bits', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), (first, second) => {
        const address = decodeAddress(first, second);
        expect(address).toBeGreaterThanOrEqual(0);
        expect(address).toBeLessThan(16384);
      }),
    );
  });
});

describe('Screen', () => {
  it('takes anything a host or an operator does, and stays whole', () => {
    fc.assert(
      fc.property(model, fc.array(step, { maxLength: 40 }), (number, steps) => {
        const screen = new Screen({ model: number });
        screen.connected();
        for (const one of steps) {
          play(screen, one);
          expect(screen.cursor).toBeGreaterThanOrEqual(0);
          expect(screen.cursor).toBeLessThan(screen.rows * screen.columns);
          expect(screen.buffer.characters).toHaveLength(screen.rows * screen.columns);
          expect(screen.buffer.formatted).toBe(screenFields(screen).length > 0);
        }
        expect(screenText(screen).every((row) => row.length === screen.columns)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('gives a Read Buffer from which the same screen can be written', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const screen = new Screen();
        screen.connected();
        steps.forEach((one) => play(screen, one));
        // field mode: without extended attributes
        screen.execute(Command.writeStructuredField, Uint8Array.of(0, 5, 0x09, 0, 0));
        const record = screen.execute(Command.readBuffer, none).reply as Uint8Array;
        expect(record.length).toBeGreaterThanOrEqual(3 + screen.rows * screen.columns);
        // bytes that are orders as data cannot be written back
        const orders = [0x05, 0x08, 0x11, 0x12, 0x13, 0x1d, 0x28, 0x29, 0x2c, 0x3c];
        fc.pre(!screen.buffer.characters.some((byte) => orders.includes(byte)));
        const copy = new Screen();
        copy.connected();
        copy.execute(
          Command.eraseWrite,
          new DataStreamBuilder({ restoreKeyboard: true }).raw(record.subarray(3)).bytes(),
        );
        expect(copy.buffer.characters).toEqual(screen.buffer.characters);
        expect(screenFields(copy)).toEqual(screenFields(screen));
        expect(decodeAddress(record[1], record[2])).toBe(screen.cursor);
      }),
      { numRuns: 100 },
    );
  });

  it('gives in Read Modified just the fields that are modified, and none after the tags are reset', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const screen = new Screen();
        screen.connected();
        steps.forEach((one) => play(screen, one));
        screen.execute(Command.writeStructuredField, Uint8Array.of(0, 5, 0x09, 0, 0));
        screen.execute(Command.write, Uint8Array.of(0xc2));
        fc.pre(screen.buffer.formatted && !screen.buffer.characters.some((byte) => byte > 0 && byte < 0x40));
        const inbound = parseInbound(screen.execute(Command.readModified, none).reply as Uint8Array);
        const modified = screenFields(screen).filter((field) => field.attribute & 1);
        expect(inbound.fields.map((field) => field.address)).toEqual(modified.map((field) => field.address));
        screen.execute(Command.write, Uint8Array.of(0xc3));
        expect(screen.execute(Command.readModified, none).reply).toHaveLength(3);
      }),
      { numRuns: 100 },
    );
  });

  it('sends what was typed into an empty field', () => {
    const typable = fc
      .array(fc.integer({ min: 0x41, max: 0xfe }), { minLength: 1, maxLength: 60 })
      .map((codes) => ebcdic037.decode(codes));
    fc.assert(
      fc.property(typable, fc.integer({ min: 0, max: 1850 }), (text, at) => {
        const screen = new Screen();
        screen.connected();
        const stream = new DataStreamBuilder({ restoreKeyboard: true }).address(at).field().insertCursor();
        screen.execute(Command.eraseWrite, stream.bytes());
        expect(screen.typeText(text)).toBe(true);
        const inbound = parseInbound(screen.attention(Aid.enter) as Uint8Array);
        expect(inbound.fields.map((field) => ebcdic037.decode(field.data))).toEqual([text]);
        expect(inbound.cursor).toBe(at + 1 + text.length);
      }),
    );
  });

  it('shows every position exactly once', () => {
    fc.assert(
      fc.property(model, fc.array(step, { maxLength: 10 }), (number, steps) => {
        const screen = new Screen({ model: number });
        screen.connected();
        steps.forEach((one) => play(screen, one));
        const seen: number[] = [];
        present(screen, (position, character) => {
          seen.push(position);
          expect([...character]).toHaveLength(1);
        });
        expect(seen).toEqual([...screen.buffer.characters.keys()]);
      }),
    );
  });
});

describe('readers of records', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(bytes(60), (record) => {
        parseInbound(record);
        parseQueryReply(record);
        parseQueryReply(Uint8Array.of(0x88, ...record));
      }),
    );
  });
});
