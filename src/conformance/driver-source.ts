/**
 * The program that runs cases one after the other on any System/370: it lays out the state of a case, lets it run
 * until an interruption, and stores what is left. Enters by restart, ends in a disabled wait with address X'0AAAAA'.
 */

/** Assembler source of the driver; `case-image.ts` knows the same offsets. */
export const DRIVER_SOURCE = `
         TITLE 'CONFORMANCE DRIVER'
* REAL PAGE 0: SAVE AREA OF AN ENDED CASE, ABOVE THE 512 BYTES THAT LOW-
* ADDRESS PROTECTION GUARDS
SAVEGR   EQU   X'300'
SAVECR   EQU   X'340'
SAVEFR   EQU   X'380'
SAVEPX   EQU   X'3A0'
CASEPSW  EQU   X'3B0'
BASE     EQU   X'3F8'
TIMER    EQU   X'50'
* RECORD OF A CASE, BASE 11
INPSW    EQU   0
INGR     EQU   8
INFR     EQU   72
INCR     EQU   104
INKEYS   EQU   168
INPX     EQU   184
INCOUNT  EQU   188
INPATCH  EQU   192
* RECORD OF A RESULT, BASE 10
OUTOLD   EQU   0
OUTCSW   EQU   40
OUTCODES EQU   56
OUTSAVE  EQU   120
OUTLOW   EQU   284
OUTKEYS  EQU   348
OUTFOLD  EQU   364
OUTSIZE  EQU   624
BLOCKS   EQU   16
*
DRIVER   CSECT
         USING DRIVER,12
START    L     12,BASE(0)
         LM    9,11,CONTROL
         LCTL  0,15,SAFECR
* AN INTERVAL TIMER INTERRUPTION MAY BE PENDING FROM BEFORE
         MVC   OLDNEW,X'58'(0)
         MVC   X'58'(8,0),DRAINPSW
         MVC   TIMER(4,0),LONGTIME
         LCTL  0,0,TIMERCR
         SSM   ENABLED
         BCR   0,0
DRAINED  SSM   DISABLED
         MVC   X'58'(8,0),OLDNEW
         LCTL  0,0,SAFECR
* ONLY THE SANDBOX IS OPEN TO PROGRAMS WITH A KEY
         SR    2,2
         LA    3,4095(0)
         LA    3,1(3)
         LA    4,X'08'
CLOSE    SSK   4,2
         LA    2,2048(2)
         BCT   3,CLOSE
         B     CASE
* EVERY INTERRUPTION COMES HERE, EC MODE, DAT OFF, KEY 0
ENDED    STM   0,15,SAVEGR(0)
         L     12,BASE(0)
         STCTL 0,15,SAVECR(0)
         LCTL  0,15,SAFECR
         STD   0,SAVEFR(0)
         STD   2,SAVEFR+8(0)
         STD   4,SAVEFR+16(0)
         STD   6,SAVEFR+24(0)
         STPX  SAVEPX(0)
         LM    9,11,POINTERS
         MVC   OUTOLD(40,10),X'18'(0)
         MVC   OUTCSW(16,10),X'40'(0)
         MVC   OUTCODES(64,10),X'80'(0)
         MVC   OUTSAVE(164,10),SAVEGR(0)
         MVC   OUTLOW(64,10),X'1E0'(0)
         XC    OUTFOLD(256,10),OUTFOLD(10)
         L     2,ASANDBOX
         LA    3,BLOCKS
         LA    4,OUTKEYS(10)
         LA    7,2
* THE KEY OF EACH BLOCK; CHANGED BLOCKS ARE FOLDED INTO 256 BYTES
KEYLOOP  ISK   5,2
         STC   5,0(4)
         NR    5,7
         BZ    UNCHANGD
         XC    OUTFOLD(256,10),0(2)
         XC    OUTFOLD(256,10),256(2)
         XC    OUTFOLD(256,10),512(2)
         XC    OUTFOLD(256,10),768(2)
         XC    OUTFOLD(256,10),1024(2)
         XC    OUTFOLD(256,10),1280(2)
         XC    OUTFOLD(256,10),1536(2)
         XC    OUTFOLD(256,10),1792(2)
UNCHANGD LA    4,1(4)
         LA    2,2048(2)
         BCT   3,KEYLOOP
         LA    10,OUTSIZE(10)
         BCT   9,CASE
         SPX   ZERO
         LPSW  DONE
* THE NEXT CASE
CASE     SPX   ZERO
         LM    2,5,CLEAR
         MVCL  2,4
         L     2,ALAST
         XC    0(256,2),0(2)
         BAL   8,CLEARLOW
         SPX   SECOND
         BAL   8,CLEARLOW
         SPX   INPX(11)
         L     3,INCOUNT(11)
         LA    4,INPATCH(11)
         LTR   3,3
         BZ    PATCHED
PATCHES  L     5,0(4)
         LR    6,5
         SRL   6,24
         EX    6,PATCH
         LA    6,4(6)
         N     6,FULLWORD
         LA    4,4(6,4)
         BCT   3,PATCHES
PATCHED  LR    1,11
         LR    11,4
         STM   9,11,POINTERS
         L     2,ASANDBOX
         LA    3,BLOCKS
         LA    5,INKEYS(1)
KEYS     IC    6,0(5)
         SSK   6,2
         LA    2,2048(2)
         LA    5,1(5)
         BCT   3,KEYS
         SPT   LONGTIME
         SCKC  NEVER
         LD    0,INFR(1)
         LD    2,INFR+8(1)
         LD    4,INFR+16(1)
         LD    6,INFR+24(1)
         MVC   CASEPSW(8,0),INPSW(1)
         LCTL  0,15,INCR(1)
         PTLB
         LM    0,15,INGR(1)
         LPSW  CASEPSW(0)
CLEARLOW XC    X'08'(72,0),X'08'(0)
         XC    X'80'(64,0),X'80'(0)
         XC    X'1E0'(256,0),X'1E0'(0)
         MVC   TIMER(4,0),LONGTIME
         BR    8
PATCH    MVC   0(0,5),4(4)
         DS    0D
DONE     DC    X'00020000000AAAAA'
LONGTIME DC    X'7000000000000000'
NEVER    DC    X'FFFFFFFFFFFFFF00'
OLDNEW   DS    D
DRAINPSW DC    X'00080000',A(DRAINED)
POINTERS DS    3F
TIMERCR  DC    X'010000E0'
CONTROL  DC    3F'0'
ZERO     DC    F'0'
SECOND   DC    A(X'3000')
FULLWORD DC    X'FFFFFFFC'
ASANDBOX DC    A(X'10000')
ALAST    DC    A(X'7FFF00')
CLEAR    DC    A(X'10000',X'8000',0,0)
SAFECR   DC    X'01000000',13F'0',X'C2000000',X'00000200'
ENABLED  DC    X'01'
DISABLED DC    X'00'
         ENTRY ENDED,CONTROL,POINTERS
         END
`;
