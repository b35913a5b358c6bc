import { describe, expect, it } from 'vitest';
import { assemble, iplDeck, loadAbsolute } from '../../src/asm/index.js';
import {
  BareMachine,
  CardReader,
  Console3215,
  findModel,
  Machine,
  MODELS,
  type BareExit,
} from '../../src/s370/index.js';
import { OperatorConsole } from '../support/operator-console.js';

/** Assembles a program at X'2000', IPLs it from cards on a machine of the model, and runs it until it waits for good. */
async function runProgram(
  model: string,
  source: string,
): Promise<{ exit: BareExit; machine: Machine; paper: string[] }> {
  const { object, diagnostics } = assemble(source, { name: 'PROGRAM', noListing: true });
  expect(diagnostics).toEqual([]);
  const load = loadAbsolute([{ name: 'PROGRAM', deck: object }], { origin: 0x2000, sections: {} });
  expect(load.problems).toEqual([]);
  const deck = iplDeck(load, { bootstrapAddress: 0x8000 });
  let at = 0;
  const machine = new Machine({ storageSize: 0x100000, model: findModel(model) });
  const operator = new OperatorConsole([], (action) => void machine.events.schedule(1000, action));
  machine.channels.attach(0x01f, new Console3215(operator));
  machine.channels.attach(
    0x00c,
    new CardReader({ readCard: () => (at < deck.length ? deck.subarray(at, (at += 80)) : 'end') }),
  );
  const bare = new BareMachine(machine);
  const outcome = await bare.ipl(0x00c, { clear: true, sleep: () => Promise.resolve() });
  expect(outcome).toEqual({ kind: 'loaded' });
  let exit = bare.run(10_000);
  for (let slices = 0; slices < 500 && (exit.kind === 'budget' || exit.kind === 'wait'); slices++) {
    if (exit.kind === 'wait') machine.idle();
    exit = bare.run(10_000);
  }
  return { exit, machine, paper: operator.paper };
}

/** Program new PSW, decimal and floating point, and I/O: a factorial in packed decimal, the square root of 2. */
const SYSTEM_360 = `
PROGRAM  CSECT
         BALR  12,0
         USING *,12
         MVC   X'68'(8),PGMNEW
         LA    2,17
         ZAP   PRODUCT,=P'1'
FACTOR   CVD   2,DOUBLE
         MP    PRODUCT,DOUBLE+5(3)
         BCT   2,FACTOR
         UNPK  LINE(16),PRODUCT
         OI    LINE+15,X'F0'
         LE    0,=E'1'
         LA    3,6
NEWTON   LER   2,0
         LE    4,=E'2'
         DER   4,2
         AER   4,2
         HER   0,4
         BCT   3,NEWTON
         STE   0,X'E00'
         LA    1,WRITE
         ST    1,72
         SIO   X'01F'
         BC    7,BAD
WAIT     TIO   X'01F'
         BC    2,WAIT
         BC    4,WAIT                STATUS STORED
         SR    4,4
         MVCL  4,6                  NOT IN A SYSTEM/360
         LPSW  ON370
PROGRAM1 DS    0H
         LPSW  ON360
BAD      LPSW  FAILED
PGMNEW   DC    0D'0',A(0,PROGRAM1)
ON360    DC    0D'0',X'0002000000000360'
ON370    DC    0D'0',X'0002000000000370'
FAILED   DC    0D'0',X'0002000000000BAD'
WRITE    CCW   X'09',LINE,X'20',16
DOUBLE   DS    D
PRODUCT  DS    PL16
LINE     DS    CL16
         LTORG
         END   PROGRAM`.slice(1);

describe.each(MODELS.map(({ name, architecture }) => ({ name, architecture })))(
  'a program of System/360 on a $name',
  ({ name, architecture }) => {
    it('loads from cards, computes, types, and finds what the model is', async () => {
      const { exit, machine, paper } = await runProgram(name, SYSTEM_360);
      expect(machine.storage.fetchWord(0xe00)).toBe(0x4116a09e);
      expect(paper).toEqual(['0355687428096000']);
      expect(exit).toEqual({ kind: 'disabled-wait', code: architecture === 'S/370' ? 0x370 : 0x360 });
    });
  },
);

/**
 * A supervisor for the 360/67 that pages on demand, and a program in problem state that touches 63 pages twice.
 * `base` is where the program's segment begins, `mode` the first byte of its PSW.
 */
const pager = (mode: string, base: string): string =>
  `
PAGER    CSECT
         BALR  12,0
         USING *,12
         MVC   X'68'(8),PGMNEW
         MVC   X'60'(8),SVCNEW
         MVC   X'78'(8),IONEW
         L     1,=A(SEGTAB)         NO SEGMENT IS THERE
         LA    2,2048
         LA    3,1
NOSEG    ST    3,0(,1)
         ST    3,4(,1)
         LA    1,8(,1)
         BCT   2,NOSEG
         L     1,=A(PAGTAB)         NOR A PAGE
         LA    2,256
         LA    3,8
NOPAGE   STH   3,0(,1)
         LA    1,2(,1)
         BCT   2,NOPAGE
         L     1,=X'${base}'
         SRL   1,20
         SLL   1,2
         A     1,=A(SEGTAB)
         MVC   0(4,1),=A(X'3F000000'+PAGTAB)
         L     1,=A(PAGTAB)         THE PROGRAM IS IN PAGE 0
         MVC   0(2,1),=X'0300'
         L     1,=X'00030000'
         MVC   0(USEREND-USER,1),USER
         LMC   0,0,SEGREG
         LMC   4,6,MASKS            EXTENDED MODE FROM NOW ON
         LPSW  USERPSW
*
         DROP  12
PGMINT   STM   0,15,X'F00'
         BALR  12,0
         USING *,12
         CLC   X'12'(2),=X'0011'
         BNE   BAD
         STMC  2,2,FAULT
         L     1,FAULT              PAGE NUMBER TIMES 2
         SRL   1,12
         N     1,=X'000000FF'
         AR    1,1
         A     1,=A(PAGTAB)
         L     2,NEXT
         SRL   2,8
         STH   2,0(,1)
         L     2,NEXT
         A     2,=F'4096'
         ST    2,NEXT
         LH    3,FAULTS
         LA    3,1(,3)
         STH   3,FAULTS
         IC    3,X'2A'              BACK BY THE LENGTH
         N     3,=X'000000C0'
         SRL   3,5
         L     4,X'2C'
         SR    4,3
         ST    4,X'2C'
         LMC   0,0,SEGREG
         LM    0,15,X'F00'
         LPSW  X'28'
*
         DROP  12
SVCINT   BALR  12,0
         USING *,12
         ST    4,X'E00'
         LH    5,FAULTS
         ST    5,X'E04'
         STMC  2,2,X'E08'
         MVC   X'E0C'(8),X'20'
         MVC   X'E14'(2),X'10'
         LA    1,WRITE
         ST    1,72
         SIO   X'01F'
         BC    7,BAD
         LPSW  WAITIO
*
         DROP  12
IOINT    BALR  12,0
         USING *,12
         CLC   X'16'(2),=X'001F'
         BNE   BAD
         LPSW  GOOD
BAD      LPSW  FAILED
*
USER     BASR  11,0
         USING *,11
         LR    2,11
         BCTR  2,0
         BCTR  2,0                  START OF THE SEGMENT
         LR    6,2
         LA    3,63
         SR    4,4
         LA    5,4095
         LA    5,1(,5)
TOUCH    AR    2,5
         ST    3,4(,2)
         A     4,4(,2)
         BCT   3,TOUCH
         LR    2,6
         LA    3,63
AGAIN    AR    2,5
         A     4,4(,2)
         CL    3,4(,2)
         BNE   WRONG
         BCT   3,AGAIN
WRONG    SVC   9
USEREND  DS    0H
         DROP  11
*
PGMNEW   DC    0D'0',A(0,PGMINT)
SVCNEW   DC    0D'0',A(0,SVCINT)
IONEW    DC    0D'0',A(0,IOINT)
USERPSW  DC    0D'0',X'${mode}010000',X'${base}'
WAITIO   DC    0D'0',X'0202000000000000'
GOOD     DC    0D'0',X'0002000000000067'
FAILED   DC    0D'0',X'0002000000000BAD'
WRITE    CCW   X'09',DONE,X'20',5
SEGREG   DC    0F'0',AL1(255),AL3(SEGTAB)
MASKS    DC    0F'0',X'80000000',F'0',X'00800000'
FAULT    DS    F
NEXT     DC    A(X'31000')
FAULTS   DC    H'0'
DONE     DC    C'PAGED'
SEGTAB   EQU   X'20000'
PAGTAB   EQU   X'24000'
         LTORG
         END   PAGER`.slice(1);

describe('demand paging on a 360/67', () => {
  it.each([
    ['24-bit addresses', '04', '00400000'],
    ['32-bit addresses', '0C', 'C0400000'],
  ])('with %s', async (_, mode, base) => {
    const { exit, machine, paper } = await runProgram('2067', pager(mode, base));
    expect(exit).toEqual({ kind: 'disabled-wait', code: 0x67 });
    expect(paper).toEqual(['PAGED']);
    const { storage } = machine;
    expect(storage.fetchWord(0xe00)).toBe(2 * 2016);
    expect(storage.fetchWord(0xe04)).toBe(63);
    expect(storage.fetchWord(0xe08) >>> 0).toBe(parseInt(base, 16) + 63 * 4096 + 4);
    // The SVC old PSW: extended, with its ILC and the whole address.
    expect((storage.fetchWord(0xe0c) >>> 0).toString(16).toUpperCase()).toMatch(
      new RegExp(
        `^${Number('0x' + mode)
          .toString(16)
          .toUpperCase()}01`,
      ),
    );
    expect((storage.fetchWord(0xe10) >>> 0) - parseInt(base, 16)).toBeLessThan(4096);
    expect(storage.fetchHalf(0xe14)).toBe(9);
  });
});
