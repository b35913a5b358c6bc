import { expect, it } from 'vitest';
import { cards, endingOf, readOutcome, withParameters } from '../../../bench/deck-file.js';

const END = new Uint8Array(80).fill(0x40);
END.set([0x02, 0xc5, 0xd5, 0xc4]);

it('parameters come on a text card before the END card', () => {
  const deck = new Uint8Array(240).fill(0x11);
  deck.set(END, 160);
  const [first, second, text, end] = cards(withParameters(deck, { repetitions: 0x01020304, dat: true }));
  expect([first[0], second[79]]).toEqual([0x11, 0x11]);
  expect(Buffer.from(text.subarray(0, 24)).toString('hex')).toBe(
    '02e3e7e340000400404000084040000101020304' + '00000001',
  );
  expect([...text.subarray(24)].every((byte) => byte === 0x40)).toBe(true);
  expect(end).toEqual(END);
});

it('refuses what is not a deck', () => {
  expect(() => withParameters(new Uint8Array(100), { repetitions: 2, dat: false })).toThrow('80-byte');
});

it('reads counts and clocks that a deck leaves', () => {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 7);
  view.setUint32(4, 0xfedcba98);
  view.setBigUint64(8, 4096n * 1000n);
  view.setBigUint64(16, 4096n * 2500n);
  view.setBigUint64(24, 4096n * 4000n + 2048n);
  expect(readOutcome(bytes)).toEqual({
    repetitionsDone: 7,
    checksum: 0xfedcba98,
    start: 1000,
    half: 2500,
    end: 4000.5,
  });
});

it('names endings', () => {
  expect(endingOf(0xdead)).toBe('program interruption');
  expect(endingOf(0x1234)).toBe('disabled wait at 001234');
});
