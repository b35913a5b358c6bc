import { describe, expect, it } from 'vitest';
import { plainListing } from '../../../src/asm/index.js';
import { run } from './helpers.js';

const SOURCE = `
PROG     TITLE 'A SMALL PROGRAM'
         MACRO
         TWO   &R
         LR    &R,&R
         LR    &R,&R
         MEND
PROG     CSECT
         USING PROG,12
         L     1,TABLE+4      LOAD IT
         MVC   TABLE(4),=F'5'
         TWO   3
         PRINT NOGEN
         TWO   4
         PRINT OFF
         LR    9,9
         PRINT ON,GEN,DATA
TABLE    DC    3F'1'
         L     1,NOSUCH
         SPACE 2
         EJECT
         EXTRN OUT
         DC    A(OUT)
SIZE     EQU   *-PROG
         END   PROG`.slice(1);

describe('listing', () => {
  const { listing } = run(SOURCE, { date: { year: 1978, month: 12, day: 7, hour: 9, minute: 5 } });
  const lines = listing.split('\n');
  const find = (part: string): string => lines.find((line) => line.includes(part)) ?? '';

  it('begins every line with carriage control and fits 121 columns', () => {
    for (const line of lines) if (line !== '') expect('10 -').toContain(line[0]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(121);
  });

  it('shows location, code, operand addresses, statement number and source', () => {
    expect(find('LOAD IT')).toBe(
      ' 000000 5810 C018            00018     9          L     1,TABLE+4      LOAD IT',
    );
    expect(find('MVC ')).toMatch(/^ 000004 D203 C014 C028 00014 00028    10 /);
    expect(find('SIZE     EQU')).toMatch(/^ 000028 /);
    expect(find('TWO   3')).toMatch(/^ {38}11 {10}TWO {3}3$/);
  });

  it('marks generated statements and hides them with NOGEN and OFF', () => {
    expect(lines.filter((line) => line.includes('+         LR    3,3'))).toHaveLength(2);
    expect(listing).not.toContain('LR    4,4');
    expect(listing).not.toContain('LR    9,9');
  });

  it('shows all bytes of constants with DATA', () => {
    const at = lines.indexOf(find('TABLE    DC'));
    expect(lines[at]).toMatch(/^ 000014 0000000100000001 /);
    expect(lines[at + 1]).toBe(' 00001C 00000001');
  });

  it('has the title, the date and page numbers in its headings', () => {
    expect(lines.filter((line) => line.startsWith('1PROG     A SMALL PROGRAM'))).toHaveLength(2);
    expect(find('OBJECT CODE')).toContain('09.05 12/07/78');
    expect(lines[0]).toMatch(/EXTERNAL SYMBOL DICTIONARY +PAGE {4}1$/);
  });

  it('lists external symbols, relocations, the cross-reference and literals', () => {
    expect(find('PROG      SD')).toBe(' PROG      SD   0001 000000 00002C');
    expect(find('OUT       ER')).toBe(' OUT       ER   0002');
    expect(find(' 0001     0002')).toBe('  0001     0002     0C     000024');
    expect(find('TABLE    00004')).toMatch(/^ TABLE {4}00004 00000014 +\d+ +9 +10$/);
    expect(find('NOSUCH     ***')).toContain('*** UNDEFINED ***');
    expect(find("=F'5'     ")).toMatch(/00004 00000028/);
  });

  it('flags statements in error where they stand and at the end', () => {
    const at = lines.findIndex((line) => line.includes('L     1,NOSUCH'));
    expect(lines[at + 1]).toContain('*** ERROR ***');
    expect(find('IFO188')).toContain('SYMBOL NOSUCH IS NOT DEFINED (TEST LINE 18)');
    expect(find('HIGHEST SEVERITY')).toBe(' HIGHEST SEVERITY WAS 8');
  });

  it('becomes plain text with form feeds', () => {
    const plain = plainListing(listing);
    expect(plain.split('\f')).toHaveLength(lines.filter((line) => line.startsWith('1')).length);
    expect(plain).toContain('\n000000 5810 C018');
  });

  it('is empty on request, and can do without the cross-reference', () => {
    expect(run(SOURCE, { noListing: true }).listing).toBe('');
    expect(run(SOURCE, { xref: false }).listing).not.toContain('CROSS REFERENCE');
  });

  it('breaks pages', () => {
    const long = run(` CSECT\n${" DC F'1'\n".repeat(100)} END`, { linesPerPage: 20 }).listing;
    expect(long.split('\n').filter((line) => line.startsWith('1')).length).toBeGreaterThan(5);
  });

  it('leaves the date out without one', () => {
    expect(run(SOURCE).listing).toBe(run(SOURCE).listing);
    expect(run(SOURCE).listing).not.toContain('/78');
  });
});

describe('PUSH and POP', () => {
  it('keep print options and base registers', () => {
    const source = `
A        CSECT
         USING A,12
         PUSH  PRINT,USING
         PRINT OFF
         DROP  12
         POP   USING,PRINT
         L     1,A
         END`.slice(1);
    const result = run(source);
    expect(result.diagnostics).toEqual([]);
    expect(result.listing).toContain('5810 C000');
    const ids = run(' POP PRINT,USING\n PUSH X\n PUSH\n END').diagnostics.map((d) => d.id);
    expect(ids).toEqual(['IFO086', 'IFO086', 'IFO085', 'IFO030']);
  });
});

describe('listing control statements', () => {
  it('report what is not valid', () => {
    const ids = run(" TITLE 'X\n TITLE\n SPACE X\n PRINT WRONG\n PRINT\n END").diagnostics.map((d) => d.id);
    expect(ids).toEqual(['IFO081', 'IFO081', 'IFO082', 'IFO080', 'IFO030']);
  });
});
