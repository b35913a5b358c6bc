import { describe, expect, it } from 'vitest';
import { type CmsFile, textFile } from '../support/cms-disk.js';
import { CmsMachine } from '../support/cms-machine.js';

const exec = (name: string, lines: readonly string[]): CmsFile => textFile(name, 'EXEC', lines, 80);

/** What an EXEC types, and its return code. Statements are typed only if the EXEC says so. */
function run(
  lines: readonly string[],
  call = 'T',
  ...answers: string[]
): { lines: readonly string[]; code: number } {
  const cms = new CmsMachine([
    exec('T', ['&CONTROL OFF', ...lines]),
    exec('SUB', ['&CONTROL OFF', '&TYPE SUB &GLOBAL &1 &2', '&GLOBAL1 = &GLOBAL1 + 1', '&EXIT 5']),
    textFile('HELLO', 'DATA', ['LINE ONE'], 80),
  ]);
  return cms.command(call, ...answers);
}

const typed = (lines: readonly string[], call?: string, ...answers: string[]): readonly string[] =>
  run(lines, call, ...answers).lines;

describe('EXEC', () => {
  it('substitutes arguments and variables, from right to left', () => {
    expect(typed(['&TYPE &0 &1 &2 .&3 &INDEX'], 'T A LONGARGUMENT')).toEqual(['T A LONGARGU . 2']);
    expect(typed(['&I = 2', '&X2 = TWO', '&TYPE &X&I &LITERAL &X2 .&NONE'])).toEqual(['TWO &X2 .']);
    expect(typed(['&ARGS P % R', '&TYPE &1 &2 &3 &INDEX'])).toEqual(['P R 3']);
    expect(typed(['&EXECNAME = &EXEC', '&TYPE &EXECNAME &LINENUM'])).toEqual(['T 3']);
  });

  it('computes', () => {
    expect(typed(['&A = 5 + 7 - 2', '&B = 6 * -7', '&C = 100 / 7', '&TYPE &A &B &C'])).toEqual(['10 -42 14']);
    expect(typed(['&A = 099', '&B = &A + 1', '&TYPE &A &B'])).toEqual(['099 100']);
    expect(run(['&A = 99999999 + 1']).code).toBe(818);
    expect(run(['&A = -9999999 - 1']).code).toBe(817);
    expect(run(['&A = 99999 * 99999']).code).toBe(818);
    expect(run(['&A = 1 / 0']).code).toBe(830);
    expect(run(['&A = X + 1'])).toEqual({
      lines: ['ERROR IN EXEC FILE T, LINE 2 - CONVERSION ERROR'],
      code: 812,
    });
  });

  it('has functions', () => {
    expect(
      typed([
        '&A = &CONCAT AB 12 XYZ9 Q',
        '&B = &LENGTH HELLO',
        '&C = &SUBSTR ABCDEFGH 3 2',
        '&D = &SUBSTR ABCDEFGH 6',
        '&E = &DATATYPE 12',
        '&F = &DATATYPE 1A',
        '&TYPE &A &B &C &D &E &F',
      ]),
    ).toEqual(['AB12XYZ9 5 CD FGH NUM CHAR']);
    expect(run(['&C = &SUBSTR ABC']).code).toBe(814);
  });

  it('tests conditions', () => {
    const lines = [
      '&IF 007 EQ 7 &TYPE NUMBERS',
      '&IF ABC LT ABD &TYPE LETTERS',
      '&IF A = A &IF 2 > 1 &TYPE BOTH',
      '&IF A NE A &TYPE WRONG',
      '&IF 3 GE 4 &TYPE WRONG',
      '&IF &$ EQ B &TYPE ANY',
      '&IF &* EQ B &TYPE WRONG',
      '&IF &* NE C &TYPE ALL',
      '&IF .&4 EQ . &TYPE NONE',
    ];
    expect(typed(lines, 'T A B')).toEqual(['NUMBERS', 'LETTERS', 'BOTH', 'ANY', 'ALL', 'NONE']);
    expect(run(['&IF A XX B &TYPE X']).code).toBe(808);
  });

  it('loops a number of times, until a condition holds, and to a label', () => {
    expect(typed(['&I = 0', '&LOOP 2 &I EQ 3', '&I = &I + 1', '&TYPE ROUND &I', '&TYPE DONE'])).toEqual([
      'ROUND 1',
      'ROUND 2',
      'ROUND 3',
      'DONE',
    ]);
    expect(
      typed(['&N = 2', '&LOOP -OUT &N', '&LOOP 1 2', '&TYPE INNER', '-OUT &TYPE OUTER', '&TYPE END']),
    ).toEqual(['INNER', 'INNER', 'OUTER', 'INNER', 'INNER', 'OUTER', 'END']);
    expect(run(['&LOOP -NEVER 2', '&TYPE X']).code).toBe(815);
    expect(run(['&LOOP 1 1', '&LOOP 1 1', '&LOOP 1 1', '&LOOP 1 1', '&LOOP 1 1', '&TYPE X']).code).toBe(805);
  });

  it('jumps', () => {
    expect(typed(['&GOTO -B', '-A &TYPE A', '&EXIT', '-B &TYPE B', '&GOTO -A'])).toEqual(['B', 'A']);
    expect(typed(['&SKIP 1', '&TYPE NO', '&TYPE YES', '&SKIP', '&TYPE NO'])).toEqual(['YES']);
    expect(typed(['&I = 1', '&I = &I + 1', '&IF &I LT 4 &SKIP -1', '&TYPE &I'])).toEqual(['4']);
    expect(run(['&GOTO -NOWHERE'])).toEqual({
      lines: ['ERROR IN EXEC FILE T, LINE 2 - &SKIP OR &GOTO ERROR'],
      code: 802,
    });
    expect(run(['&GOTO EXIT', '&TYPE X'])).toEqual({ lines: [], code: 0 });
    expect(run(['&EXIT 42']).code).toBe(42);
  });

  it('calls commands, shows them and their codes, and acts on errors', () => {
    expect(typed(['&CONTROL CMS', 'LISTFILE HELLO DATA', 'LISTFILE NO FILE', '&TYPE &RETCODE'])).toEqual([
      'LISTFILE HELLO DATA',
      'HELLO    DATA     A1',
      'LISTFILE NO FILE',
      'FILE NOT FOUND.',
      '+++ R(00028) +++',
      '28',
    ]);
    expect(typed(['LISTFILE NO FILE', '&TYPE &RETCODE'])).toEqual(['FILE NOT FOUND.', '28']);
    expect(typed(['&CONTROL ERROR NOMSG', 'LISTFILE NO FILE'])).toEqual([
      'LISTFILE NO FILE',
      '+++ R(00028) +++',
    ]);
    expect(run(['&ERROR &EXIT 99', 'LISTFILE NO FILE', '&TYPE WRONG']).code).toBe(99);
    expect(run(['&ERROR LISTFILE NO FILE', 'LISTFILE NO FILE']).code).toBe(811);
    expect(typed(['NOSUCH', '&TYPE &RETCODE'])).toEqual(['-3']);
  });

  it('nests, with global variables', () => {
    expect(typed(['EXEC SUB A B', '&TYPE &RETCODE &GLOBAL1 &GLOBAL2 &GLOBAL'])).toEqual([
      'SUB 2 A B',
      '5 2 1 1',
    ]);
    expect(run([], 'EXEC NOFILE')).toEqual({
      lines: ['ERROR IN EXEC FILE NOFILE, LINE 0 - FILE NOT FOUND'],
      code: 801,
    });
  });

  it('reads from the terminal and from the stack', () => {
    expect(
      typed(['&READ VARS &A &B', '&TYPE &B &A &C', '&READ ARGS', '&TYPE &2'], 'T', 'one two three', 'p q'),
    ).toEqual(['TWO ONE', 'Q']);
    expect(typed(['&READ 2', '&TYPE LAST'], 'T', '&type first', 'listfile hello data')).toEqual([
      'FIRST',
      'HELLO    DATA     A1',
      'LAST',
    ]);
    expect(
      typed([
        '&STACK B',
        '&STACK LIFO A',
        '&TYPE &READFLAG',
        '&READ VARS &X',
        '&READ VARS &Y',
        '&TYPE &X &Y &READFLAG',
      ]),
    ).toEqual(['STACK', 'A B CONSOLE']);
    expect(typed(['&BEGSTACK', ' one  line', '&END', '&READ ARGS', '&TYPE &1 &2'])).toEqual(['ONE LINE']);
  });

  it('types, punches and edits messages', () => {
    expect(typed(['&BEGTYPE', 'RAW   &1  LINE', '&END', '&SPACE 2', '&TYPE X'])).toEqual([
      'RAW   &1  LINE',
      '',
      '',
      'X',
    ]);
    expect(typed(['&EMSG XYZ123E THAT IS WRONG'])).toEqual(['THAT IS WRONG']);
    const cms = new CmsMachine([
      exec('P', ['&CONTROL OFF', '&PUNCH A CARD', '&BEGPUNCH', 'ANOTHER', '&END']),
    ]);
    cms.command('P');
    expect(cms.harness.spool.punched).toHaveLength(2);
  });

  it('shows statements with &CONTROL ALL, and tells the state of typing and disks', () => {
    expect(typed(['&CONTROL ALL', '&A = 1', '&TYPE &A'])).toEqual(['&A = 1', '&TYPE 1', '1']);
    expect(typed(['&TYPE &TYPEFLAG &DISKA &DISKG &DISK* &DISK? &DOS'])).toEqual(['RT CMS NA A A OFF']);
    expect(typed(['&STACK HT', '&TYPE HIDDEN', '&STACK RT', '&TYPE SHOWN'])).toEqual(['SHOWN']);
  });

  it('converts hexadecimal numbers', () => {
    expect(typed(['&HEX ON', "&A = X'1F", '&TYPE &A', '&B = 255', "&TYPE X'&B"])).toEqual(['31', 'FF']);
  });

  it('refuses what is no EXEC language', () => {
    expect(run(['&NOWORD = ', '&TYPE OK']).code).toBe(0);
    expect(run(['&CONTROL WRONG']).code).toBe(807);
    expect(run(['&INDEX = 4']).code).toBe(810);
    expect(run(['&A = 1 & 2']).code).not.toBe(0);
    expect(run([`&TYPE ${'X '.repeat(34)}`]).code).toBe(813);
    expect(run(['&TYPE &A.B']).code).toBe(819);
    expect(run([`&A = 1`], `T ${'A '.repeat(31)}`).code).toBe(804);
  });
});
