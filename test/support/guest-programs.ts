/**
 * Small programs for virtual machines, in System/370 assembler: they IPL from a card reader. They run in BC mode,
 * supervisor state, key 0, and end in a disabled wait with a number of their own.
 */

/** The program around `body`: base register 12, console I/O by `BAL 14,DOIO` with the address of CCWs in register 1. */
export function guestProgram(body: string, data: string): string {
  return `
GUEST    CSECT
         ORG   GUEST+X'800'
START    BALR  12,0
         USING *,12
         MVC   120(8),IONEW
${body}
         LPSW  DONE
* START I/O TO THE DEVICE IN REGISTER 2, WAIT FOR DEVICE END; STATUS IN UNIT
DOIO     ST    1,72
         MVI   UNIT,0
SIO      SIO   0(2)
         BC    2,SIO
         BC    4,CSWHERE
         BC    1,GONE
WAIT     LPSW  WAITPSW
ENDED    CLC   58(2),DEVICE+2      INTERRUPTION OF SOMETHING ELSE
         BNE   WAIT
CSWHERE  OC    UNIT,68
         TM    68,X'05'            DEVICE END, UNIT EXCEPTION
         BC    5,0(14)
         TM    68,X'02'
         BC    1,0(14)
         B     WAIT
GONE     LPSW  BAD
         DS    0D
WAITPSW  DC    X'FE02000000000000'
IONEW    DC    X'00000000',A(IOINT)
DONE     DC    X'0002000000000D0E'
BAD      DC    X'0002000000000BAD'
IOINT    ST    2,DEVICE
         B     ENDED
DEVICE   DC    F'0'
UNIT     DC    X'00'
${data}
         END   START
`;
}

/** Types LINE 001 to LINE nnn on the console 009. */
export const typist = (lines: number): string =>
  guestProgram(
    `         LA    2,9
         SR    3,3
NEXT     LA    3,1(,3)
         CVD   3,DECIMAL
         UNPK  NUMBER,DECIMAL
         OI    NUMBER+2,X'F0'
         LA    1,WRITE
         BAL   14,DOIO
         C     3,LINES
         BL    NEXT`,
    `WRITE    CCW   9,TEXT,X'20',L'TEXT+L'NUMBER
TEXT     DC    C'LINE '
NUMBER   DC    C'000'
DECIMAL  DC    D'0'
LINES    DC    F'${lines}'`,
  );

/** Reads lines from the console and types them back with YOU SAID in front, until END. */
export const ECHO = guestProgram(
  `         LA    2,9
NEXT     MVI   LINE,C' '
         MVC   LINE+1(79),LINE
         LA    1,READ
         BAL   14,DOIO
         LA    1,WRITE
         BAL   14,DOIO
         CLC   LINE(3),=C'END'
         BNE   NEXT`,
  `READ     CCW   10,LINE,X'20',80
WRITE    CCW   9,SAID,X'20',89
SAID     DC    C'YOU SAID '
LINE     DC    CL80' '
         LTORG`,
);

/** Counts in register 3 for ever, enabled for I/O and external interruptions: those count in registers 4 and 5. */
export const COUNTER = `
COUNTER  CSECT
         ORG   COUNTER+X'800'
START    BALR  12,0
         USING *,12
         MVC   88(8),EXTNEW
         MVC   120(8),IONEW
         SR    3,3
         SR    4,4
         SR    5,5
         SSM   MASK
AGAIN    A     3,ONE
         B     AGAIN
EXT      A     5,ONE
         LPSW  24
IO       A     4,ONE
         LPSW  56
         DS    0D
EXTNEW   DC    X'00000000',A(EXT)
IONEW    DC    X'00000000',A(IO)
ONE      DC    F'1'
MASK     DC    X'FF'
         END   START
`;
