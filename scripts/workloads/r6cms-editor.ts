/**
 * What the editor of VM/370 Release 6 needs beside itself. The editor is in the segment CMSSEG; the command that finds
 * the file, makes the editor's control block and enters it is on the system disk, which the distribution of emx370
 * leaves out, and so is RENAME, with which the editor files. These are short commands of our own in their places: the
 * fields of the control block are those that the editor's source names, where its code in the segment looks for them.
 */

import { COPY_NAMES, COPY_RECORD, copyLists } from './r6cms-copying.js';

/** `EDIT fn ft [fm]`: modules for the transient area. One screen size (24 by 80), two defaults: EXECs V, others F 80. */
export const EDIT_PROGRAM = `
EDIT     CSECT
         BALR  12,0
         USING *,12
         LR    11,14               RETURN TO CMS
         LR    2,1                 COMMAND LINE
         LA    3,SEGMENT
         SLR   4,4                 LOADSYS
         DC    X'83340064'
         BC    3,NOTHERE
         L     3,8(,3)
         L     10,0(,3)            THE EDITOR
         CLI   8(2),X'FF'
         BE    BADID
         CLI   16(2),X'FF'
         BE    BADID
         MVC   X'574'(4),USERAREA  USER STORAGE IS FREE AGAIN: STRINIT
         SVC   203
         DC    H'7'
         LA    1,GETLIST
         SVC   4
         LTR   15,15
         BNZ   NOTHERE
         L     13,GOTADDR
         USING EDCB,13
         LR    4,13                CLEAR THE BLOCK
         LA    5,EDCBEND-EDCB
         SLR   7,7
         MVCL  4,6
         MVC   FREELEN(4),GOTLEN
         MVC   FREELEN+4(4),GOTADDR
         ST    11,EDRET
         MVC   FNAME(16),8(2)
         MVC   FMODE,=C'A1'
         CLI   24(2),X'FF'
         BE    MODEOK
         CLI   24(2),C'('
         BE    MODEOK
         MVC   FMODE(1),24(2)
MODEOK   MVC   CARDINCR+3(6),=X'0A004B000AF0'
         MVC   CHNGMSG(MSGLEN),MSGS
         MVI   REPCNT+3,1
         MVI   TWITCH,1            TOP OF FILE
         MVI   SEQNAME,C' '
         MVI   LINE-1,C' '
         MVI   TABLIN-1,C' '
         MVI   XAREA-1,C' '
         MVC   INVLDHDR(17),HEADERS
         MVI   PADBUF+8,C' '
         MVC   TIN(LISTLEN),LISTS
         LA    9,EDLIN
         STCM  9,7,TIN+9
         LA    9,LINELOC
         ST    9,GIOLIST+4
         LA    9,NUMLOC
         ST    9,GIOLIST+8
         LA    9,FLAGLOC
         ST    9,GIOLIST+12
         MVC   CMDBLOK,=X'1900000020000000'
         MVI   EDITLVL,C'1'
         LA    9,X'54C'            ANCHOR OF FINISHED READS
         ST    9,AFSTFNRD
         MVC   LINE(64),0(2)
         ST    10,ADEDI
         MVI   FLAG2,X'03'         LONG MESSAGES, VERIFY
         LH    8,=H'-1'            WHAT IS THE CONSOLE?
         DC    X'83890024'
         BC    3,TYPEWRIT          DISCONNECTED
         CLM   10,8,=X'40'         A LOCAL DISPLAY?
         BNE   TYPEWRIT
         OI    FLAG2,X'04'
         STCM  10,2,TYPSCR
TYPEWRIT L     10,ADEDI
         MVI   CASESW,C'U'
         MVI   FV,C'F'
         LA    6,80
         CLC   FTYPE,=CL8'EXEC'
         BNE   *+8
         MVI   FV,C'V'
         MVC   IOID(18),FNAME
         LA    1,IOLIST
         SVC   202
         DC    AL4(NEW)
         L     3,IOLIST+28         STATUS OF THE FILE
         MVC   FV,30(3)
         MVC   FMODE,24(3)
         L     7,32(,3)
         CR    7,6
         BNH   *+6
         LR    6,7
         CLI   FV,C'F'
         BNE   *+6
         LR    6,7
         BAL   9,INIT
         XC    IOLIST+26(2),IOLIST+26
         MVC   IOLIST+24(2),FMODE
         MVC   IOLIST(8),=CL8'RDBUF'
         MVC   IOLIST+36(1),FV
         ST    6,IOLIST+32
READ     LA    3,8(,8)
         ST    3,IOLIST+28
         LR    4,3                 BLANKS
         LR    5,6
         SLR   7,7
         ICM   7,8,=C' '
         MVCL  4,6
         L     6,ITEM
         LA    1,IOLIST
         SVC   202
         DC    AL4(ATEND)
         L     9,PTR2
         ST    8,PTR2
         L     3,0(,9)
         ST    3,0(,8)
         ST    9,4(,8)
         ST    8,0(,9)
         A     8,CORITEM
         L     5,SPARES
         BCTR  5,0
         ST    5,SPARES
         B     READ
ATEND    LR    2,15
         ST    8,AEXTEND
         S     8,CORITEM
         ST    8,PTR3
         SLR   9,9
         ST    9,0(,8)
         LA    8,PTR1
         ST    8,PTR2
         MVC   IOLIST(8),=CL8'FINIS'
         LA    1,IOLIST
         SVC   202
         DC    AL4(*+4)
         CH    2,=H'12'
         BNE   NOTHERE
         B     READY
NEW      BAL   9,INIT
         L     9,PTR2
         ST    9,PTR3
         TM    FLAG2,4
         BO    NEWTUBE
         LA    1,TYPLIN
         SVC   202
         DC    AL4(*+4)
         B     READY
NEWTUBE  OI    FLAG2,8
READY    MVC   IOLIST(8),=CL8'STATE'
         STH   6,TRUNCOL
         STH   6,ZONE2
         STH   6,VERCOL2
         STH   6,VERLEN
         LA    1,1
         STH   1,VERCOL1
         MVC   TABS(L'TABTAB),TABTAB
         MVI   PADCHAR,C'0'
         MVI   LMSTART+1,75
         MVC   JAR,EDCB
         LR    1,13
         LR    14,10
         SLR   2,2
         SLR   15,15
         BR    14
INIT     ST    6,ITEM
         LA    4,PTR1
         ST    4,PTR2
         LA    4,3(,6)
         N     4,=F'-4'
         LA    4,8(,4)
         ST    4,CORITEM
         LA    8,EDCBEND
         L     5,GOTLEN
         SH    5,=AL2(EDCBEND-EDCB+8)
         TM    FLAG2,4
         BZ    NOSCREEN
         ST    8,SCRBUFAD
         LA    8,1920(,8)
         SH    5,=H'1920'
NOSCREEN ST    8,AEXTEND
         SLR   4,4
         D     4,CORITEM
         ST    5,SPARES
         BR    9
BADID    LA    15,24
         LR    14,11
         BR    14
NOTHERE  LA    15,88
         LR    14,11
         BR    14
         DS    0D
SEGMENT  DC    CL8'CMSSEG'
ADEDI    DC    A(0)
USERAREA DC    X'00020000'
GETLIST  DC    A(LIMITS,GOTADDR),X'E0000000'
LIMITS   DC    F'16384',F'262144'
GOTADDR  DC    A(0)
GOTLEN   DC    A(0)
MSGS     DC    C'.... LINE(S) CHANGED'
         DC    C', '
         DC    C'.... LINE(S) TRUNCATED'
         DC    CL4'A1'
         DC    C'SET NEW FILEXXXX AND RETRY'
MSGLEN   EQU   *-MSGS
HEADERS  DC    CL6'?EDIT:',CL4'EXEC',CL7' '
         DS    0D
LISTS    DC    CL8'WAITRD',X'01000000',C'U',XL3'0'
         DC    CL8'TYPLIN',X'01000000',C'B',X'10',H'0'
         DC    CL8'STATE',CL8'EDIT',CL8'CMSUT1',CL2'A1',H'0'
         DC    CL4'****',F'160',CL2' ',H'1',F'0'
         DC    CL8'RENAME',CL8'EDIT',CL8'CMSUT1',CL8'A1',XL16'0'
         DC    CL8'*',8X'FF'
         DC    CL8'ATTN',CL4'FIFO',F'0'
         DC    CL8'ATTN',CL4'LIFO',F'0'
         DC    CL8'RENUM',8F'0'
LISTLEN  EQU   *-LISTS
TABTAB   DC    AL1(1,6,11,16,21,26,31,36,41,46,51,61,71,81,91,101,111,1X
               21,131,0)
TYPLIN   DC    CL8'TYPLIN',AL1(1),AL3(NEWMSG),C'B',AL3(L'NEWMSG)
NEWMSG   DC    C'NEW FILE:'
         LTORG
EDCB     DSECT
FNAME    DS    CL8
FTYPE    DS    CL8
FMODE    DS    CL2
FV       DS    C
FLAG     DS    X
FLAG2    DS    X
CASESW   DS    C
TRUNCOL  DS    H
ZONE1    DS    H
ZONE2    DS    H
VERCOL1  DS    H
VERCOL2  DS    H
VERLEN   DS    H
         ORG   EDCB+X'24'
TABS     DS    CL26
SEQNAME  DS    CL6
CARDINCR DS    F
LMSTART  DS    H
LMINCR   DS    H
SCRBUFAD DS    A
PADCHAR  DS    C
PADBUF   DS    CL11
PTR1     DS    2A
PTR2     DS    A
PTR3     DS    A
AEXTEND  DS    A
CORITEM  DS    F
SPARES   DS    F
FPTR     DS    F
ITEM     DS    F
AFSTFNRD DS    A
FREELEN  DS    2F
EDRET    DS    A
         ORG   EDCB+X'220'
REPCNT   DS    F
         ORG   EDCB+X'27C'
TIN      DS    CL16
TOUT     DS    CL16
IOLIST   DS    CL8
IOID     DS    CL18
         ORG   EDCB+X'368'
CMDBLOK  DS    D
         ORG   EDCB+X'493'
EDITLVL  DS    C
         ORG   EDCB+X'49C'
GIOLIST  DS    4A
         ORG   EDCB+X'4BA'
LINELOC  DS    H
NUMLOC   DS    H
         ORG   EDCB+X'4D0'
CHNGMSG  DS    CL74
FLAGLOC  DS    X
         ORG   EDCB+X'51D'
JAR      DS    CL81
         ORG   EDCB+X'5B4'
TWITCH   DS    X
TYPSCR   DS    X
XAREA    DS    CL138
         ORG   EDCB+X'6E0'
INVLDHDR DS    CL17
EDLIN    DS    C
         ORG   EDCB+X'77E'
LINE     DS    CL160
         ORG   EDCB+X'81F'
TABLIN   DS    CL160
         ORG   EDCB+X'F00'
EDCBEND  DS    0D
         END   EDIT
`;

/** `RENAME fn ft fm newfn newft newfm` for one file on a disk: copies its records and erases it. */
export const RENAME_PROGRAM = `
RENAME   CSECT
         BALR  12,0
         USING *,12
         LR    11,14
${COPY_NAMES}         L     2,STCOPY
         MVC   INRECFM,30(2)
         MVC   OUTRECFM,30(2)
         MVC   INFM,24(2)
${COPY_RECORD}         B     LOOP
NOMORE   C     15,=F'12'
         BNE   FAILED
         MVC   FINIS(8),=CL8'FINIS'
         MVC   FIFN(18),OUTFN
         LA    1,FINIS
         SVC   202
         DC    AL4(*+4)
         MVC   FIFN(18),INFN
         LA    1,FINIS
         SVC   202
         DC    AL4(*+4)
         MVC   FINIS(8),=CL8'ERASE'
         LA    1,FINIS
         SVC   202
         DC    AL4(*+4)
         SLR   15,15
         BR    11
FAILED   BR    11
${copyLists(2048)}         LTORG
BUFFER   DS    CL2048
         END   RENAME
`;
