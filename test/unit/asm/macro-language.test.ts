import { describe, expect, it } from 'vitest';
import { code, findings, libraryOf, run } from './helpers.js';

/** Assembles a macro and calls of it in section T. */
function expand(macro: string, calls: string, options: Parameters<typeof code>[1] = {}): string {
  return code(`         MACRO\n${macro}\n         MEND\nT        CSECT\n${calls}\n         END`, options);
}

describe('macro definitions and calls', () => {
  it('replace positional and keyword parameters, with defaults', () => {
    const macro = ' ADD &TO,&FROM,&REG=3\n L &REG,&TO\n A &REG,&FROM\n ST &REG,&TO';
    expect(expand(macro, ' ADD 0(1),4(1)\n ADD 0(1),4(1),REG=5')).toBe(
      '58310000' + '5A310004' + '50310000' + '58510000' + '5A510004' + '50510000',
    );
  });

  it('give the name field to the label parameter', () => {
    expect(expand('&L M2 &A\n&L LA 1,&A', ' USING T,12\nHERE M2 5\n LA 2,HERE')).toBe('411000054120C000');
  });

  it('concatenate with and without periods', () => {
    const macro = " CAT &A,&B\n DC C'&A&B',C'&A.X',C'&A..X',C'X&A',X'&A.0'\n L&B 1,2";
    expect(expand(macro, ' CAT 1,R')).toBe('F1D9F1E7F14BE7E7F1101812'.replace('F14BE7E7F1', 'F14BE7E7F1'));
  });

  it('have sublists and &SYSLIST', () => {
    const macro = ` LISTS &P
 LCLA &A,&B,&C
&A SETA N'&P
&B SETA N'&SYSLIST
&C SETA N'&SYSLIST(2)
 DC AL1(&A,&B,&C)
 DC C'&P(2)&SYSLIST(2,1)&SYSLIST(3)',C'&SYSLIST(2)',C'&SYSLIST(0)'`;
    expect(expand(macro, 'LAB LISTS (A,B,C),(X,Y),Z')).toBe('030302' + 'C2E7E9' + '4DE76BE85D' + 'D3C1C2');
  });

  it('have nested sublists', () => {
    expect(expand(" NEST &P\n LCLA &N\n&N SETA N'&P(2)\n DC C'&P(2,1)',AL1(&N)", ' NEST (A,(B,C),D)')).toBe(
      'C202',
    );
  });

  it('number their calls and know their section', () => {
    expect(expand(" IDX\n DC C'&SYSNDX',C'&SYSECT'", ' IDX\n IDX')).toBe('F0F0F0F1E3F0F0F0F2E3');
  });

  it('know SYSPARM, SYSDATE and SYSTIME', () => {
    const date = { year: 1978, month: 12, day: 7, hour: 17, minute: 2 };
    expect(expand(" SYS\n DC C'&SYSPARM/&SYSDATE/&SYSTIME'", ' SYS', { sysparm: 'P', date })).toBe(
      'D761F1F261F0F761F7F861F1F74BF0F2',
    );
  });

  it('call inner macros and hand sublists on', () => {
    const source = `
         MACRO
         OUTER &L
         INNER &L,SUB=&L
         MEND
         MACRO
         INNER &X,&SUB=
         DC    C'&X(1)',C'&SUB(2)'
         MEND
T        CSECT
         OUTER (A,B)
         END`.slice(1);
    expect(code(source)).toBe('C1C2');
  });

  it('define macros inside macros', () => {
    const source = `
         MACRO
         MAKE
         MACRO
         MADE  &X
         DC    AL1(&X)
         MEND
         MEND
T        CSECT
         MAKE
         MADE  7
         END`.slice(1);
    expect(code(source)).toBe('07');
  });

  it('come from the library, with COPY inside, and may replace one another', () => {
    const library = libraryOf({ LIB: '* COMMENT\n MACRO\n LIB &A\n COPY BODY\n MEND', BODY: ' DC AL1(&A)' });
    expect(code('T CSECT\n LIB 5\n END', { library })).toBe('05');
    const own = ' MACRO\n LIB &A\n DC AL2(&A)\n MEND\nT CSECT\n LIB 5\n END';
    expect(code(own, { library })).toBe('0005');
    expect(findings('T CSECT\n OTHER\n END', { library: libraryOf({ OTHER: ' MACRO\n X\n MEND' }) })).toEqual(
      ['2 IFO117'],
    );
  });

  it('report operands that the prototype does not have', () => {
    const macro = ' MACRO\n KW &A,&K=1\n DC AL1(&K)\n MEND\nT CSECT\n';
    expect(findings(`${macro} KW 1,X=2\n END`)).toEqual(['6 IFO118']);
    expect(findings(`${macro} KW K=2,K=3\n END`)).toEqual(['6 IFO119']);
    expect(findings(`${macro} KW 1,2\n END`)).toEqual(['6 IFO031']);
  });

  it('report prototypes that are not valid and definitions without end', () => {
    expect(findings(' MACRO\n BAD A\n MEND\n END')).toEqual(['2 IFO114']);
    expect(findings(' MACRO\n BAD &A,&A\n MEND\n END')).toEqual(['2 IFO101']);
    expect(findings(' MACRO\n BAD &A\n END')).toEqual(['2 IFO115', '3 IFO008']);
    expect(findings(' MEND\n END')).toEqual(['1 IFO116']);
  });

  it('end when they are nested without end', () => {
    expect(findings(' MACRO\n DEEP\n DEEP\n MEND\nT CSECT\n DEEP\n LR 1,2\n END')).toEqual(['3 IFO120']);
  });
});

describe('SET symbols', () => {
  it('compute, compare and loop', () => {
    const macro = ` POWERS &N
 LCLA &I,&P
&P SETA 1
.LOOP AIF (&I GE &N).OUT
 DC AL1(&P)
&P SETA &P*2
&I SETA &I+1
 AGO .LOOP
.OUT ANOP`;
    expect(expand(macro, ' POWERS 5')).toBe('0102040810');
  });

  it('are substrings, concatenations and repetitions of characters', () => {
    const macro = ` CHARS &T
 LCLC &C,&D
&C SETC '&T'(2,3)
&D SETC '&C'.'-'.'&T'(1,1)
 DC C'&D'
&D SETC (3)'AB'
 DC C'&D'
&D SETC 'IT''S'
 LCLA &K
&K SETA K'&D
 DC AL1(&K)
&C SETC '&T'(4,99)
 DC C'&C'`;
    expect(expand(macro, ' CHARS ABCDE')).toBe('C2C3C460C1' + 'C1C2C1C2C1C2' + '04' + 'C4C5');
  });

  it('are logical', () => {
    const macro = ` LOGIC &A,&B
 LCLB &X,&Y
&X SETB ('&A' EQ 'YES' AND NOT '&B' EQ 'YES')
&Y SETB (&X OR (&X EQ 0 AND '&A' LT '&B'))
 DC AL1(&X,&Y)`;
    expect(expand(macro, ' LOGIC YES,NO\n LOGIC NO,YES\n LOGIC YES,YES')).toBe('010100010000');
  });

  it('are arrays', () => {
    const macro = ` ARR
 LCLA &A(5),&I
 LCLC &C(3)
&A(1) SETA 10,20,30
&I SETA 2
&A(&I+2) SETA &A(&I)+&A(3)
&C(2) SETC 'X'
 DC AL1(&A(4),&A(5)),C'&C(&I)&C(1)Y'`;
    expect(expand(macro, ' ARR')).toBe('3200E7E8');
  });

  it('lose their sign in text and keep it in arithmetic', () => {
    expect(expand(" NEG\n LCLA &A\n&A SETA -5\n DC C'&A'\n&A SETA &A+10\n DC AL1(&A)", ' NEG')).toBe('F505');
  });

  it('are shared when they are global', () => {
    const source = `
         GBLA  &G
         GBLC  &H(2)
         MACRO
         BUMP
         GBLA  &G
         GBLC  &H(2)
&G       SETA  &G+1
&H(2)    SETC  'V&G'
         MEND
T        CSECT
         BUMP
         BUMP
         DC    AL1(&G),C'&H(2)'
         END`.slice(1);
    expect(code(source)).toBe('02E5F2');
  });

  it('take self-defining terms out of characters', () => {
    expect(
      expand(' TERM &X\n LCLA &A\n&A SETA &X+1\n DC AL1(&A)', " TERM X'0F'\n TERM C'A'\n TERM 7\n TERM"),
    ).toBe('10C20801');
  });

  it.each([
    ["&A SETA 'X'", 'IFO108'],
    ['&A SETA 1+', 'IFO123'],
    ['&A SETC 5', 'IFO107'],
    ['&Z SETA 1', 'IFO100'],
    ['&A(1) SETA 1', 'IFO106'],
    ['&B(9) SETA 1', 'IFO105'],
    ["&C SETC 'ABC'(5,1)", 'IFO110'],
    ["&C SETC (200)'AB'", 'IFO109'],
    ["&C SETC 'ABC", 'IFO069'],
    [' LCLA &A', 'IFO101'],
    [' LCLA 5', 'IFO103'],
    [' LCLA &X(0)', 'IFO103'],
    [' GBLC &G', 'IFO104'],
    [' AIF (&A EQ 0)', 'IFO123'],
    [' AIF (&A EQ 0).NOWHERE', 'IFO111'],
    [' AIF (&A XX 0).NOWHERE', 'IFO123'],
    ["&A SETA L'NOSUCH", 'IFO122'],
    ["&A SETA N'NOSUCH", 'IFO122'],
    [" DC C'&Q'", 'IFO100'],
  ])('%s is an error', (line, id) => {
    const other = ' MACRO\n OTHER\n GBLA &G\n MEND\nT CSECT\n OTHER\n LCLA &A,&B(3)\n LCLC &C\n';
    expect(findings(`${other}${line}\n END`)).toEqual([`9 ${id}`]);
  });
});

describe('attributes', () => {
  const source = (reference: string, symbol: string, definition: string): string =>
    `
         MACRO
         ATTR  &S
         LCLC  &T
&T       SETC  ${reference}
         DC    C'&T'
         MEND
T        CSECT
         ATTR  ${symbol}
${definition}
         END`.slice(1);

  it.each([
    ['X', 'X DS XL3', 'X'],
    ['X', 'X DS F', 'F'],
    ['X', 'X DS FL3', 'G'],
    ['X', 'X DC A(0)', 'A'],
    ['X', 'X LR 1,2', 'I'],
    ['X', 'X DSECT', 'J'],
    ['X', ' EXTRN X', 'T'],
    ['X', 'X CCW 0,0,0,0', 'W'],
    ['X', 'X EQU 5', 'U'],
    ['X', 'X ATTR 5', 'M'],
    ['12', '', 'N'],
    ["C'A'", '', 'N'],
    ['', '', 'O'],
    ['NOSUCH', '', 'U'],
    ['(X,Y)', 'X DS PL3', 'P'],
  ])("T' of %s with %s is %s", (symbol, definition, expected) => {
    const result = run(source("T'&S", symbol, definition));
    expect(result.listing).toContain(`DC    C'${expected}'`);
  });

  it('look ahead for lengths, scales and counts', () => {
    const macro = ` MACRO
 LEN &S
 LCLA &A,&K,&N
&A SETA L'&S*100+S'&S*10+I'&S
&K SETA K'&S
&N SETA N'&S
 DC Y(&A),AL1(&K,&N)
 MEND
T CSECT
 LEN LATER
LATER DC PL4'12.34'
 END`;
    expect(code(macro).slice(0, 8)).toBe('01A9' + '0501');
  });
});

describe('open code', () => {
  it('assembles conditionally, forward and backward', () => {
    const source = `
T        CSECT
         LCLA  &I
.AGAIN   ANOP
&I       SETA  &I+1
         DC    AL1(&I)
         AIF   (&I LT 3).AGAIN
         AGO   .SKIP
         DC    X'FF'
.SKIP    DC    X'EE'
         AGO   (2).A,.B
.A       DC    X'0A'
.B       DC    X'0B'
         END`.slice(1);
    expect(code(source)).toBe('010203EE0B');
  });

  it('is ended by ACTR and by missing sequence symbols', () => {
    expect(findings('T CSECT\n ACTR 5\n.A AGO .A\n END')).toEqual(['3 IFO113', '4 IFO008']);
    expect(findings('.A AGO .A\n END')).toEqual(['1 IFO113', '2 IFO008']);
  });

  it('copies members, also nested, and reports missing and endless ones', () => {
    const library = libraryOf({ A: " DC X'01'\n COPY B", B: " DC X'02'", LOOP: ' COPY LOOP' });
    expect(code('T CSECT\n COPY A\n END', { library })).toBe('0102');
    const { diagnostics } = run('T CSECT\n COPY NONE\n COPY LOOP\n END', { library });
    expect(diagnostics.map((d) => [d.file, d.line, d.id])).toEqual([
      ['TEST', 2, 'IFO006'],
      ['LOOP', 1, 'IFO007'],
    ]);
  });

  it('names the member of an error', () => {
    const library = libraryOf({ LOADIT: ' MACRO\n LOADIT\n LA 1,NOSUCH\n MEND' });
    const [diagnostic] = run('T CSECT\n LOADIT\n END', { library }).diagnostics;
    expect(diagnostic).toMatchObject({
      file: 'LOADIT',
      line: 3,
      statement: 3,
      severity: 8,
      call: { file: 'TEST', line: 2 },
    });
  });
});

describe('MNOTE', () => {
  it('sets the return code by its severity', () => {
    const source = (note: string): string => ` MACRO\n N\n MNOTE ${note}\n MEND\n N\n END`;
    expect(run(source("4,'CAREFUL'"))).toMatchObject({ returnCode: 4 });
    expect(run(source("4,'CAREFUL'")).diagnostics[0]).toMatchObject({
      id: 'IFO197',
      message: 'MNOTE CAREFUL',
    });
    expect(run(source("'ODD'")).returnCode).toBe(4);
    expect(run(source("12,'BAD'")).returnCode).toBe(12);
    expect(run(source("*,'REMARK'"))).toMatchObject({ returnCode: 0, diagnostics: [] });
    expect(run(source('8')).diagnostics[0].id).toBe('IFO124');
  });
});
