* CMS MODULE DMSEDX ORIGIN=E000 SYSTEM
         TITLE 'DMSEDX: EDIT, START'
*
*        Called by EDIT: plist CL8'DMSEDX', A(EDCB), A(plist of EDIT).
*        The command line, what is assumed for the filetype, and the
*        file itself if there is one. R15 as EDIT.
*
DMSEDX   CSECT
         USING NUCON,0
         USING EDCB,R11
         ENTER
         L     R11,8(,R1)
         L     R10,12(,R1)
         LA    R10,8(,R10)
         CALL  AEDCONS              what is the console?
         CLI   0(R10),X'FF'
         BE    ERR54E
         CLI   0(R10),C'('
         BE    ERR54E
         MVC   FNAME,0(R10)
         LA    R10,8(,R10)
         CLI   0(R10),X'FF'
         BE    ERR54E
         CLI   0(R10),C'('
         BE    ERR54E
         MVC   FTYPE,0(R10)
         MVC   FMODE,=C'A1'
         LA    R10,8(,R10)
         CLI   0(R10),X'FF'
         BE    TYPE
         CLI   0(R10),C'('
         BE    OPTIONS
         LR    R1,R10
         CALL  AEDMODE
         BNZ   ERR48E
         MVC   FMODE,0(R10)
         CLI   FMODE,C' '
         BNE   *+8
         MVI   FMODE,C'*'
         LA    R10,8(,R10)
         CLI   0(R10),X'FF'
         BE    TYPE
         CLI   0(R10),C'('
         BNE   ERR3E
OPTIONS  LA    R10,8(,R10)
         CLI   0(R10),X'FF'
         BE    TYPE
         CLI   0(R10),C')'
         BE    TYPE
         CLC   0(8,R10),=CL8'NODISP'
         BE    NODISPLY
         CLC   0(8,R10),=CL8'LRECL'
         BNE   ERR3E
         LA    R10,8(,R10)
         SR    R3,R3
         SR    R4,R4
         LR    R2,R10
         LA    R5,8
LRECL    CLI   0(R2),C' '
         BE    LRECL1
         CLI   0(R2),C'0'
         BL    ERR29E
         CLI   0(R2),C'9'
         BH    ERR29E
         MH    R3,=H'10'
         IC    R4,0(,R2)
         LA    R3,0(R4,R3)
         SH    R3,=H'240'
         LA    R2,1(,R2)
         BCT   R5,LRECL
LRECL1   LTR   R3,R3
         BNP   ERR29E
         CH    R3,=Y(LONGEST)
         BH    ERR44E
         ST    R3,ITEM
         B     OPTIONS
NODISPLY OI    DSPFLAG,NODISP
         NI    DSPFLAG,255-TUBE
         B     OPTIONS
*
*        What is assumed for the filetype (R9).
*
TYPE     MVC   DWORK,FTYPE
         CLC   DWORK(4),=C'UPDT'
         BNE   *+10
         MVC   DWORK+4(4),=C'XXXX'
         LA    R9,TYPES
TYPE1    CLI   0(R9),C'*'
         BE    TYPE2
         CLC   DWORK,0(R9)
         BE    TYPE2
         LA    R9,16(,R9)
         B     TYPE1
TYPE2    MVC   CASE,8(R9)
         MVC   FLAG,9(R9)
         MVC   FV,10(R9)
         OI    MODES,VERIFYON+LONGMSG
         MVC   REPCNT,=F'1'
         LA    R1,10
         STH   R1,NUMINCR
         ST    R1,SERINCR
         MVC   SERTEXT,=CL3' '
*        A work file left by an editor that did not end?
         MVC   FILEPL+8(16),=CL16'EDIT    CMSUT1'
         MVC   FILEPL+24(1),FMODE
         MVI   FILEPL+25,C' '
         CLI   FMODE,C'*'
         BNE   *+8
         MVI   FILEPL+24,C'A'
         LA    R1,FILEPL
         CALL  ASTATEW
         BZ    ERR24E
*        The file.
         MVC   FILEPL+8(16),FNAME
         MVC   FILEPL+24(1),FMODE
         LA    R1,FILEPL
         CALL  ASTATE
         BZ    OLD
         CH    R15,=H'28'
         BE    NEW
         CH    R15,=H'36'
         BE    ERR69E
         CH    R15,=H'20'
         BE    ERR62E
         B     ERR48E
         EJECT
*
*        An existing file: read into storage.
*
OLD      LA    R3,STATEFST
         USING FSTSECT,R3
         L     R1,FSTIL
         C     R1,=A(LONGEST)
         BH    ERR44E
         ST    R1,OLDITEM
         MVC   FV,FSTFV
         MVC   FMODE,FSTM
         DROP  R3
         ICM   R2,15,ITEM
         BZ    OLD1
         CR    R1,R2
         BH    ERR76E
         B     OLD2
OLD1     CLI   FV,C'V'              at least what is usual
         BNE   OLDSET
         SR    R2,R2
         IC    R2,11(,R9)
         CR    R1,R2
         BNL   OLDSET
         LR    R1,R2
OLDSET   ST    R1,ITEM
OLD2     BAL   R8,LINES
         MVC   FILEPL+24(2),FMODE
         XC    FILEPL+26(2),FILEPL+26
         LA    R1,LINE
         ST    R1,FILEPL+28
         MVC   FILEPL+32(4),ITEM
         MVC   FILEPL+36(1),FV
         MVI   FILEPL+37,0
         MVC   FILEPL+38(2),=H'1'
READ     MVI   LINE,C' '
         MVC   LINE+1(LONGEST-1),LINE
         LA    R1,FILEPL
         CALL  ARDBUF
         BNZ   READEND
         LA    R1,LINE
         CALL  AEDADD
         CH    R15,=H'8'
         BNE   READ
         BAL   R8,CLOSE
         B     ERR132S
READEND  LR    R2,R15
         BAL   R8,CLOSE
         CH    R2,=H'9'
         BE    ERR144S
         CH    R2,=H'12'
         BNE   ERR104S
         CALL  AEDTOP
         B     COMMON
CLOSE    LA    R1,FILEPL
         CALL  AFINIS
         BR    R8
*
*        A new file
*
NEW      CLI   FMODE,C'*'
         BNE   *+10
         MVC   FMODE,=C'A1'
         CLI   FMODE+1,C' '
         BNE   *+8
         MVI   FMODE+1,C'1'
         ICM   R1,15,ITEM
         BNZ   *+12
         IC    R1,11(,R9)           (R1 is 0)
         ST    R1,ITEM
         BAL   R8,LINES
         OI    DSPFLAG,NEWFILE
         TM    DSPFLAG,TUBE
         BO    COMMON
         LA    R1,NEWMSG
         CALL  AEDSAY
         B     COMMON
NEWMSG   EDTEXT 'NEW FILE:'
*        LINES: no lines yet. R8 = return.
LINES    L     R1,ITEM
         LA    R1,11(,R1)           with two pointers, whole words
         N     R1,=F'-4'
         ST    R1,SLOT
         CALL  AEDTOP
         MVC   LASTLINE,CURLINE
         BR    R8
*
*        Settings that depend on the record length
*
COMMON   L     R1,ITEM
         LA    R2,12(,R9)
         BAL   R8,COLUMN
         STH   R3,TRUNCOL
         STH   R3,ZONE2
         CH    R1,=H'80'
         BE    *+8
         NI    FLAG,255-SERIALON-SERNAME
         LA    R2,13(,R9)
         BAL   R8,COLUMN
         STH   R3,VERCOL2
         MVC   VERCOL1,=H'1'
         LH    R2,14(,R9)
         LA    R2,DMSEDX(R2)
         MVC   TABS,0(R2)
         SR    R3,R3
         IC    R3,TABS
         BCTR  R3,0
         STH   R3,ZONE1
         MVI   NUMPAD,C'0'
         MVC   NUMCOL,=H'75'
         TM    FLAG,LEFT
         BZ    COMMON1
         XC    NUMCOL,NUMCOL
         TM    FLAG,LONGNUM
         BO    COMMON1
         MVI   NUMPAD,C' '
COMMON1  MVC   KEPT,SETTINGS
         LEAVE 0
*        COLUMN: R3 = column at R2, 0 or too large: R1. R8 = return.
COLUMN   SR    R3,R3
         IC    R3,0(,R2)
         LTR   R3,R3
         BZ    COLUMN1
         CR    R3,R1
         BNHR  R8
COLUMN1  LR    R3,R1
         BR    R8
         EJECT
ERR3E    DMSERR NUM=3,LET=E,CSECT=EDI,SUB=(CHARA,(R10)),               X
               TEXT='INVALID OPTION ''........'''
         LEAVE 24
ERR24E   DMSERR NUM=24,LET=E,CSECT=EDI,SUB=(CHAR8A,(FILEPL+8,18)),     X
               TEXT='FILE ''....................'' ALREADY EXISTS'
         LEAVE 28
ERR29E   DMSERR NUM=29,LET=E,CSECT=EDI,SUB=(CHARA,(R10)),              X
               TEXT='INVALID PARAMETER ''........'' IN THE OPTION ''LREX
               CL'' FIELD'
         LEAVE 24
ERR44E   DMSERR NUM=44,LET=E,CSECT=EDI,                                X
               TEXT='RECORD LENGTH EXCEEDS ALLOWABLE MAXIMUM'
         LEAVE 32
ERR48E   DMSERR NUM=48,LET=E,CSECT=EDI,SUB=(CHARA,(R10)),              X
               TEXT='INVALID MODE ''........'''
         LEAVE 24
ERR54E   DMSERR NUM=54,LET=E,CSECT=EDI,                                X
               TEXT='INCOMPLETE FILEID SPECIFIED'
         LEAVE 24
ERR62E   DMSERR NUM=62,LET=E,CSECT=EDI,SUB=(CHAR8A,(FNAME,16)),        X
               TEXT='INVALID CHARACTER IN FILEID ''.................'''
         LEAVE 20
ERR69E   DMSERR NUM=69,LET=E,CSECT=EDI,SUB=(CHARA,(FMODE,1)),          X
               TEXT='DISK ''..'' NOT ACCESSED'
         LEAVE 36
ERR76E   DMSERR NUM=76,LET=E,CSECT=EDI,                                X
               TEXT='ACTUAL RECORD LENGTH EXCEEDS THAT SPECIFIED'
         LEAVE 40
ERR104S  DMSERR NUM=104,LET=S,CSECT=EDI,                               X
               SUB=(DEC,(R2),CHAR8A,(FNAME,18)),                       X
               TEXT='ERROR ''..'' READING FILE ''....................''X
                FROM DISK'
         LEAVE 100
ERR132S  DMSERR NUM=132,LET=S,CSECT=EDI,SUB=(CHAR8A,(FNAME,18)),       X
               TEXT='FILE ''....................'' TOO LARGE'
         LEAVE 88
ERR144S  DMSERR NUM=144,LET=S,CSECT=EDI,                               X
               TEXT='REQUESTED FILE IS IN ACTIVE STATUS'
         LEAVE 88
         LTORG
         EJECT
TYPES    DS    0H
         EDFT  COBOL,U,0C,F,80,72,72,COBTABS
         EDFT  FORTRAN,U,0C,F,80,72,72,FORTABS
         EDFT  BASIC,U,40,F,80,0,0,BASTABS
         EDFT  BASDATA,U,40,F,80,0,0,BASTABS
         EDFT  VSBASIC,U,40,F,80,0,0,BASTABS
         EDFT  VSBDATA,U,00,V,132,0,0,DEFTABS
         EDFT  EXEC,U,00,V,80,0,0,DEFTABS
         EDFT  LISTING,U,00,V,121,0,0,DEFTABS
         EDFT  MEMO,S,00,F,80,0,0,DEFTABS
         EDFT  PLI,U,0C,F,80,72,72,PLITABS
         EDFT  PLIOPT,U,0C,F,80,72,72,PLITABS
         EDFT  SCRIPT,S,01,V,132,0,0,DEFTABS
         EDFT  ASSEMBLE,U,0C,F,80,71,72,ASMTABS
         EDFT  MACRO,U,0C,F,80,71,72,ASMTABS
         EDFT  UPDATE,U,0C,F,80,71,72,ASMTABS
         EDFT  UPDTXXXX,U,0C,F,80,71,72,ASMTABS
         EDFT  ASM3705,U,0C,F,80,71,72,ASMTABS
         EDFT  FREEFORT,U,50,V,81,0,0,FREETABS
         EDFT  AMSERV,U,00,F,80,72,72,AMSTABS
         EDFT  DIRECT,U,0C,F,80,72,72,DEFTABS
         EDFT  *,U,00,F,80,0,0,DEFTABS
ASMTABS  DC    AL1(1,10,16,31,36,41,46,69,72,80,0)
COBTABS  DC    AL1(1,8,12,20,28,36,44,68,72,80,0)
FORTABS  DC    AL1(1,7,10,15,20,25,30,80,0)
BASTABS  DC    AL1(7,10,15,20,25,30,80,0)
FREETABS DC    AL1(9,15,18,23,28,33,38,81,0)
AMSTABS  DC    AL1(2,6,11,16,21,26,31,36,41,46,51,61,71,80,0)
PLITABS  DC    AL1(2,4,7,10,13,16,19,22,25,31,37,43,49,55,79,80,0)
DEFTABS  DC    AL1(1,6,11,16,21,26,31,36,41,46,51,61,71,81,91)
         DC    AL1(101,111,121,131,0)
         DC    XL8'00'              (a row is moved with its full size)
         NUCON
         EDCB
         FSTB
         REGEQU
         END
