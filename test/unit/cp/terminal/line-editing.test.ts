import { describe, expect, test } from 'vitest';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { DEFAULT_EDIT_SYMBOLS } from '../../../../src/cp/directory/index.js';
import {
  afterCpPrefix,
  echoOf,
  editLine,
  logicalLines,
  upperCase,
} from '../../../../src/cp/terminal/line-editing.js';

const edit = (line: string, symbols = DEFAULT_EDIT_SYMBOLS): string =>
  ebcdic037.decode(editLine(ebcdic037.encode(line), symbols)).replaceAll('\u0085', '|');

describe('editLine', () => {
  test.each([
    ['abcd', 'abcd'],
    ['abx@c', 'abc'],
    ['ab@@@@c', 'c'],
    ['abc¢def', 'def'],
    ['abc¢', ''],
    ['one#two', 'one|two'],
    ['one#tww¢three', 'onethree'],
    ['one#@two', 'onetwo'],
    ['a"@b', 'a@b'],
    ['a"#b', 'a#b'],
    ['a""b', 'a"b'],
    ['a"¢b', 'a¢b'],
    ['abc"', 'abc'],
    ['a"@@b', 'ab'],
    ['#cp query time', '|cp query time'],
  ])('%s → %s', (line, result) => {
    // the code page has NEL at X'15'
    expect(edit(line)).toBe(result);
  });

  test('symbols that are off are ordinary', () => {
    const off = { lineEnd: undefined, lineDelete: undefined, characterDelete: undefined, escape: undefined };
    expect(edit('a@b#c¢d"e', off)).toBe('a@b#c¢d"e');
  });
});

test('upperCase changes letters only', () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const text = ebcdic037.decode(upperCase(all));
  const expected = [...ebcdic037.decode(all)].map((c) => (/[a-z]/.test(c) ? c.toUpperCase() : c)).join('');
  expect(text).toBe(expected);
});

test('logicalLines and echoOf', () => {
  const line = editLine(ebcdic037.encode('a#b##c'), DEFAULT_EDIT_SYMBOLS);
  expect(logicalLines(line).map((piece) => ebcdic037.decode(piece))).toEqual(['a', 'b', '', 'c']);
  expect(ebcdic037.decode(echoOf(line, DEFAULT_EDIT_SYMBOLS))).toBe('a#b##c');
});

test.each([
  ['#cp query time', 'query time'],
  ['#CP', ''],
  ['#CP#Q T', 'Q T'],
  ['#cpx', undefined],
  ['cp query', undefined],
  ['##cp q', undefined],
  ['#c', undefined],
])('afterCpPrefix of %s', (line, expected) => {
  const rest = afterCpPrefix(editLine(ebcdic037.encode(line), DEFAULT_EDIT_SYMBOLS));
  expect(rest && ebcdic037.decode(rest)).toBe(expected);
});
