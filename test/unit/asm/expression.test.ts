import { describe, expect, it } from 'vitest';
import { code, findings } from './helpers.js';

/** Value of an expression in a small program, as four bytes. */
function value(expression: string): number {
  const object = code(
    `
T        CSECT
         DC    AL4(${expression})
B        DS    CL5
C        DS    F
D        EQU   7
         DS    CL3
         DC    H'1'
PACKED   DC    P'12.345'
FIXED    DC    FS4'1'
         END`.slice(1),
  );
  return parseInt(object.slice(0, 8), 16) | 0;
}

describe('expressions', () => {
  it.each([
    ['1+2*3', 7],
    ['(1+2)*3', 9],
    ['-5', -5],
    ['7/2', 3],
    ['-7/2', -3],
    ['5/0', 0],
    ['--3', 3],
    ['2*-3', -6],
    ['C-B', 8],
    ['B-*', 4],
    ['(C-B)*D', 56],
    ["L'B", 5],
    ["L'B+L'C", 9],
    ["C'A'-X'C0'", 1],
    ['*', 0],
    ['B+1', 5],
    ["S'PACKED", 3],
    ["I'PACKED", 2],
    ["S'FIXED+I'FIXED", 31],
    ["L'*", 4],
  ])('%s is %i', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it.each([
    ['A(UNKNOWN)', 'IFO188'],
    ['A(2147483647+1)', 'IFO035'],
    ['A(T*2)', 'IFO036'],
    ['A(1+)', 'IFO032'],
    ['A((1)', 'IFO032'],
    ['A(TOOLONGNAME)', 'IFO041'],
    ["A(X'ZZ')", 'IFO034'],
    [`A(${'('.repeat(50)}1${')'.repeat(50)})`, 'IFO033'],
    ['A(99999999999)', 'IFO034'],
  ])('%s is an error', (operand, id) => {
    const line = ` DC ${operand}`;
    const lines = line.length < 72 ? line : `${line.slice(0, 71)}X\n${' '.repeat(15)}${line.slice(71)}`;
    expect(findings(`T CSECT\n${lines}\n END`)).toEqual([`2 ${id}`]);
  });

  it('pairs relocatable terms of the same section only', () => {
    expect(
      findings('A CSECT\nA1 DS F\nB CSECT\nB1 DS F\n DC A(B1-A1)\nX EQU B1-A1\n LA 1,X(2)\n END'),
    ).toEqual(['7 IFO209']);
  });
});
