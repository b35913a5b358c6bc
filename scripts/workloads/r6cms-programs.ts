/** Programs and EXECs of ours that run under the CMS of VM/370 Release 6, from TEXT decks of our assembler. */

/**
 * Copies a file record by record: `START * fn ft fm newfn newft newfm`. It knows nothing but the parameter lists of
 * STATE, RDBUF, WRBUF, FINIS, TYPLIN and CONWAIT, so that the same deck runs under our CMS.
 */
export const COPY_PROGRAM = `
COPYREC  CSECT
         BALR  12,0
         USING *,12
         LR    11,14
         MVC   INFN(16),8(1)
         MVC   INFM,24(1)
         MVC   OUTFN(16),32(1)
         MVC   OUTFM,48(1)
         MVC   STFN(18),INFN
         LA    1,STATE
         SVC   202
         DC    AL4(FAILED)
         L     2,STCOPY            COPY OF THE FILE STATUS
         MVC   INRECFM,30(2)
         MVC   OUTRECFM,30(2)
LOOP     LA    1,RDBUF
         SVC   202
         DC    AL4(NOMORE)
         MVC   OUTSIZE,INREAD
         LA    1,WRBUF
         SVC   202
         DC    AL4(FAILED)
         AP    COUNT,=P'1'
         B     LOOP
NOMORE   C     15,=F'12'           END OF FILE?
         BNE   FAILED
         MVC   FIFN(18),INFN
         BAL   10,CLOSE
         MVC   FIFN(18),OUTFN
         BAL   10,CLOSE
         MVC   MSG(6),=X'402020202120'
         ED    MSG(6),COUNT
         BAL   10,TYPE
         SLR   15,15
         BR    11
FAILED   LR    9,15
         CVD   15,WORK
         UNPK  MSG(6),WORK
         OI    MSG+5,X'F0'
         MVC   MSG+6(16),=CL16' IS THE ERROR'
         BAL   10,TYPE
         LR    15,9
         BR    11
CLOSE    LA    1,FINIS
         SVC   202
         DC    AL4(*+4)
         BR    10
TYPE     LA    1,TYPLIN
         SVC   202
         DC    AL4(*+4)
         LA    1,CONWAIT
         SVC   202
         DC    AL4(*+4)
         BR    10
WORK     DS    D
STATE    DC    CL8'STATE'
STFN     DC    CL18' ',H'0'
STCOPY   DC    A(0),8X'FF'
         DS    0D
RDBUF    DC    CL8'RDBUF'
INFN     DC    CL16' '
INFM     DC    CL2' ',H'0'
         DC    A(BUFFER),F'4096'
INRECFM  DC    C'F',X'00',H'1'
INREAD   DC    F'0'
         DS    0D
WRBUF    DC    CL8'WRBUF'
OUTFN    DC    CL16' '
OUTFM    DC    CL2' ',H'0'
         DC    A(BUFFER)
OUTSIZE  DC    F'0'
OUTRECFM DC    C'F',X'00',H'1',F'0'
         DS    0D
FINIS    DC    CL8'FINIS'
FIFN     DC    CL24' ',8X'FF'
TYPLIN   DC    CL8'TYPLIN',AL1(1),AL3(MSG),C'B',AL3(L'MSG)
CONWAIT  DC    CL8'CONWAIT',8X'FF'
MSG      DC    CL22'       RECORDS COPIED'
COUNT    DC    PL3'0'
         LTORG
BUFFER   DS    CL4096
         END   COPYREC
`;

/** Never ends: for HX. */
export const LOOP_PROGRAM = `
LOOPER   CSECT
         BALR  12,0
         USING *,12
HERE     B     HERE
         END   LOOPER
`;

/** Loads a pattern into registers, then an operation exception. */
export const FAILING_PROGRAM = `
OOPS     CSECT
         BALR  12,0
         USING *,12
         L     2,=X'C0FFEE00'
         DC    X'0000'
         LTORG
         END   OOPS
`;

/**
 * What CMS calls when a program ended abnormally, to switch its trace off. It is on the system disk, which the
 * distribution of emx370 leaves out; with nothing to switch off this is all of it.
 */
export const SVCTRACE_PROGRAM = `
SVCTRACE CSECT
         SLR   15,15
         BR    14
         END   SVCTRACE
`;

/** An EXEC: arguments, arithmetic, a loop, a command with its return code, the console stack. */
export const SAMPLE_EXEC = `&CONTROL OFF
&TYPE ARGUMENTS &INDEX &1 &2
STATE COPYREC TEXT *
&IF &RETCODE NE 0 &EXIT &RETCODE
&N = 0
-LOOP &N = &N + 7
&IF &N LT 35 &GOTO -LOOP
&TYPE THE SUM IS &N
STATE NO SUCHFILE
&STACK STATE PROFILE EXEC
&EXIT &RETCODE
`;
