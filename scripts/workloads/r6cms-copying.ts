/** What programs of ours that copy or write a file under the CMS of VM/370 Release 6 have in common, as assembler source. */

/** Takes both file names from the parameter list (`fn ft fm newfn newft newfm`) and asks STATE for the first. */
export const COPY_NAMES = `\
         MVC   INFN(16),8(1)
         MVC   INFM,24(1)
         MVC   OUTFN(16),32(1)
         MVC   OUTFM,48(1)
         MVC   STFN(18),INFN
         LA    1,STATE
         SVC   202
         DC    AL4(FAILED)
`;

/** Copies a record and falls through; goes to NOMORE when none is left, to FAILED after an error of the second file. */
export const COPY_RECORD = `\
LOOP     LA    1,RDBUF
         SVC   202
         DC    AL4(NOMORE)
         MVC   OUTSIZE,INREAD
         LA    1,WRBUF
         SVC   202
         DC    AL4(FAILED)
`;

/** Types how many records there were and ends; at FAILED types an error instead. CLOSE closes a file, by register 10. */
export const COUNT_AND_END = `\
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
`;

/** The parameter lists of STATE, RDBUF, WRBUF and FINIS; `size` bytes, the longest record, are at BUFFER. */
export const copyLists = (size: number): string => `\
STATE    DC    CL8'STATE'
STFN     DC    CL18' ',H'0'
STCOPY   DC    A(0),8X'FF'
         DS    0D
RDBUF    DC    CL8'RDBUF'
INFN     DC    CL16' '
INFM     DC    CL2' ',H'0'
         DC    A(BUFFER),F'${size}'
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
`;

/** What COUNT_AND_END types, with the past participle of what was done to the records, and their number: add to COUNT. */
export const countLists = (done: string): string => `\
         DS    0D
WORK     DS    D
TYPLIN   DC    CL8'TYPLIN',AL1(1),AL3(MSG),C'B',AL3(L'MSG)
CONWAIT  DC    CL8'CONWAIT',8X'FF'
MSG      DC    CL24'       RECORDS ${done}'
COUNT    DC    PL3'0'
`;
