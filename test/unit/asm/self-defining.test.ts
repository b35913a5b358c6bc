import { describe, expect, it } from 'vitest';
import { quotedString, readSelfDefiningTerm, unpair } from '../../../src/asm/self-defining.js';

describe('readSelfDefiningTerm', () => {
  it.each([
    ['0', 0, 1],
    ['2147483647+1', 2147483647, 10],
    ["X'1F'", 31, 5],
    ["X'FFFFFFFF'", -1, 11],
    ["B'101',", 5, 6],
    ["C'A'", 0xc1, 4],
    ["C''''", 0x7d, 5],
    ["C'&&'", 0x50, 5],
    ["C'ABCD'", 0xc1c2c3c4 | 0, 7],
  ])('reads %s', (text, value, end) => {
    expect(readSelfDefiningTerm(text, 0)).toEqual({ value, end });
  });

  it.each(['2147483648', "X'G'", "X''", "X'123456789'", "B'2'", "C''", "C'ABCDE'", "X'1", 'SYM'])(
    'rejects %s',
    (text) => {
      expect(readSelfDefiningTerm(text, 0)).toBeUndefined();
    },
  );
});

describe('quoted strings', () => {
  it('end at an apostrophe that is not paired', () => {
    expect(quotedString("'A''B'C", 0)).toEqual({ body: "A''B", end: 6 });
    expect(quotedString("'A''", 0)).toBeUndefined();
    expect(unpair("A''B&&C")).toBe("A'B&C");
  });
});
