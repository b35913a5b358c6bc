import { describe, expect, it } from 'vitest';
import { operandEnd, parseIctl, readStatements } from '../../../src/asm/source-reader.js';

import { code } from './helpers.js';
/** A line with a mark in column 72. */
const continued = (text: string): string => text.padEnd(71) + 'X';

describe('readStatements', () => {
  it('takes the fields of a statement apart', () => {
    const [s] = readStatements('LABEL    mvc   A(3),B   MOVE IT', 'F');
    expect(s).toMatchObject({
      kind: 'statement',
      name: 'LABEL',
      operation: 'MVC',
      operand: 'A(3),B',
      remarks: 'MOVE IT',
      line: 1,
      file: 'F',
    });
  });

  it('ignores columns 73 to 80 and joins continuation lines from column 16', () => {
    const lines = [
      continued("         DC    C'THE FIRST PART OF A LONG STRING THAT GOES ON") + '00010000',
      `               AND ENDS'`.padEnd(72) + '00020000',
    ];
    const [s] = readStatements(lines.join('\n'), 'F');
    expect(s.operand).toBe("C'THE FIRST PART OF A LONG STRING THAT GOES ON".padEnd(56) + "AND ENDS'");
    expect(s.images).toHaveLength(2);
  });

  it('goes on after a comma and remarks in the alternate format', () => {
    const lines = [
      continued('NAME     CALLED A,      FIRST'),
      continued('               B,   SECOND'),
      '               C    LAST',
    ];
    const [s] = readStatements(lines.join('\n'), 'F');
    expect(s.operand).toBe('A,B,C');
    expect(s.remarks).toBe('LAST');
  });

  it('keeps a quoted blank in the operand and stops at a blank outside quotes', () => {
    const [s] = readStatements("         DC    C'A B',L'X  REMARK'S", 'F');
    expect(s.operand).toBe("C'A B',L'X");
    expect(s.remarks).toBe("REMARK'S");
  });

  it('gives AIF its whole operand with blanks', () => {
    const [s] = readStatements("         AIF   ('&A' EQ 'B' AND &C).OUT", 'F');
    expect(s.operand).toBe("('&A' EQ 'B' AND &C).OUT");
  });

  it('tells comments and macro comments; a comment that reaches column 72 does not take the next statement', () => {
    const statements = readStatements(`${'*'.repeat(72)}\n.* ${'X'.repeat(70)}\n         LR    1,2\n\n`, 'F');
    expect(statements.map((s) => s.kind)).toEqual(['comment', 'macro-comment', 'statement', 'comment']);
    expect(statements[2].line).toBe(3);
  });

  it('reports a continuation line that is not blank in front or missing', () => {
    expect(readStatements(`${continued('         LA    1,')}\nX              2`, 'F')[0].problem).toBe(
      'continuationNotBlank',
    );
    expect(readStatements(continued('         LA    1,2'), 'F')[0].problem).toBe('continuationMissing');
  });

  it('expands tabs, except in card images, and drops carriage returns', () => {
    const [s] = readStatements('A\tLR\t1,2\r\n', 'F');
    expect(s).toMatchObject({ name: 'A', operation: 'LR', operand: '1,2' });
    const card = `A\tLR    1,2`.padEnd(72) + '12345678';
    expect(readStatements(card, 'F')[0]).toMatchObject({ name: 'A', operation: 'LR' });
  });

  it('follows an ICTL statement', () => {
    const statements = readStatements('         ICTL  4,60,10\n   N     LR   1,2\nXXXB     LR   3,4', 'F');
    expect(statements[1]).toMatchObject({ name: 'N', operation: 'LR', operand: '1,2' });
    expect(statements[2].name).toBe('B');
  });
});

describe('parseIctl', () => {
  it('accepts begin, end and continuation columns within their limits', () => {
    expect(parseIctl('1')).toEqual({ begin: 1, end: 71, continuation: 0 });
    expect(parseIctl('1,71,16')).toEqual({ begin: 1, end: 71, continuation: 16 });
    expect(parseIctl('2,80')).toEqual({ begin: 2, end: 80, continuation: 0 });
    for (const bad of ['', '41', '1,5', '1,81', '9,71,9', '1,71,41', 'X'])
      expect(parseIctl(bad)).toBeUndefined();
  });
});

describe('operandEnd', () => {
  it('finds the first blank outside quotes', () => {
    expect(operandEnd("C'A B',X C")).toBe(8);
    expect(operandEnd("L'SYM REST")).toBe(5);
    expect(operandEnd('WHOLE')).toBe(5);
  });
});

describe('lower case', () => {
  it('is accepted for operations, symbols and sequence symbols', () => {
    const lower = `
         macro
         twice &reg
         aif   ('&reg' eq '').skip
         ar    &reg,&reg
.skip    mend
prog     csect
         using prog,r12
         twice 3
         l     1,data
data     dc    f'1',c'aB'
r12      equ   12
         end   prog`.slice(1);
    expect(code(lower)).toBe('1A335810C008' + '000000000001' + '81C2');
  });
});
