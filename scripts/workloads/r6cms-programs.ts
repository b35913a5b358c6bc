/** Programs and EXECs of ours that run under the CMS of VM/370 Release 6, from TEXT decks of our assembler. */

import { COPY_NAMES, COPY_RECORD, COUNT_AND_END, copyLists, countLists } from './r6cms-copying.js';

/**
 * Copies a file record by record: `START * fn ft fm newfn newft newfm`. It knows nothing but the parameter lists of
 * STATE, RDBUF, WRBUF, FINIS, TYPLIN and CONWAIT, so that the same deck runs under our CMS.
 */
export const COPY_PROGRAM = `
COPYREC  CSECT
         BALR  12,0
         USING *,12
         LR    11,14
${COPY_NAMES}         L     2,STCOPY            COPY OF THE FILE STATUS
         MVC   INRECFM,30(2)
         MVC   OUTRECFM,30(2)
${COPY_RECORD}         AP    COUNT,=P'1'
         B     LOOP
NOMORE   C     15,=F'12'           END OF FILE?
         BNE   FAILED
         MVC   FIFN(18),INFN
         BAL   10,CLOSE
         MVC   FIFN(18),OUTFN
         BAL   10,CLOSE
${COUNT_AND_END}${copyLists(4096)}${countLists('COPIED')}         LTORG
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
