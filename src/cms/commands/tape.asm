* CMS MODULE TAPE ORIGIN=E000
         TITLE 'DMSTPE: TAPE COMMAND'
*
*        TAPE DUMP fn ft [fm]      writes files, each followed by a
*        mark
*                                  with option WTM
*        TAPE LOAD [fn ft [fm]]    reads them: the file, or all up to
*        the
*                                  next mark (EOF n marks, EOT the end)
*        TAPE SCAN, SKIP [fn ft]   lists files; stops before, behind it
*        TAPE REW, RUN, WTM [n], ERG [n], FSF [n], FSR [n], BSF [n],
*             BSR [n], MODESET
*
*        Options: TAP1 to TAP4 or cuu; WTM, NOWTM; EOF n, EOT; TERM,
*        NOPRINT, PRINT, DISK where the list goes (TAPE MAP A5);
*        9TRACK, 7TRACK, DEN n, TRTCH x for the drive.
*
*        Records of 805 bytes: X'02', CMS, a flag, 800 bytes: a block
*        of the file (flag blank). The last record of a file has flag
*        N: bytes 20-39 of the FST, its date, then fn ft fm.
*
*        R15: 0; 24 operand; 28 no file; 32 format; 36 disk or
*        protected; 40 end of tape; 100 disk or tape error.
*
         REGEQU
DMSTPE   COMMAND R11
         MVC   TAPEPL(8),=CL8'TAPEIO'
         MVC   TAPPLSYM,=C'TAP1'
         MVC   CUU,=C'181'
         MVC   EOFS,=F'1'
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NOFUNC
         LA    R2,FUNCTNS
         BAL   R14,LOOKUP
         BZ    BADFUNC
         ST    R15,ROUTINE
         MVC   TAPPLFN,0(R1)
         LA    R1,8(,R1)
         ST    R1,OPERANDS
*        Options come behind the operands.
PARSE1   CLI   0(R1),X'FF'
         BE    PARSE2
         CLI   0(R1),C'('
         BE    PARSE2
         LA    R1,8(,R1)
         B     PARSE1
PARSE2   ST    R1,OPERENDS
         CLI   0(R1),C'('
         BNE   GO
         LA    R1,8(,R1)
         BAL   R10,TAPEOPTS
GO       L     R1,OPERANDS
         L     R15,ROUTINE
         BR    R15
DONE     SR    R15,R15
EXIT     ST    R15,CODE
         BAL   R10,RECFREE
         BAL   R10,LISTFREE
         ICM   R1,15,TEMP+28
         BZ    EXIT1
         FSCLOSE FSCB=TEMP
         FSERASE FSCB=TEMP
EXIT1    TM    FLAGS,PRINT+DISK
         BZ    EXIT2
         FSCLOSE FSCB=MAP
EXIT2    L     R15,CODE
         L     R14,RETURN
         BR    R14
         EJECT
*        REW, RUN, WTM, ERG, FSF, FSR, BSF, BSR: n times.
MOTION   MVC   TAPPLFN,=CL8' '
         L     R3,OPERANDS
         SH    R3,=H'8'
         MVC   TAPPLFN,0(R3)
         LA    R7,1
         C     R1,OPERENDS
         BE    MOTION1
         LR    R3,R1
         BAL   R14,GETNUM
         BZ    BADPARM
         LTR   R7,R0
         BZ    BADPARM
         LA    R1,8(,R1)
         C     R1,OPERENDS
         BNE   BADPARM
MOTION1  BAL   R10,TAPEIO
         LTR   R15,R15
         BZ    MOTION2
         CH    R15,=H'2'
         BNE   TAPERR
         CLI   TAPPLFN,C'W'  end of tape: the mark has been written
         BE    MOTION2
         DMSERR NUM=58,LET=E,TEXT='END-OF-FILE OR END-OF-TAPE'
         LA    R15,40
         B     EXIT
MOTION2  BCT   R7,MOTION1
         B     DONE
*        MODESET: SENSE with the mode byte sets the drive.
MODESET  C     R1,OPERENDS
         BNE   BADPARM
         MVC   TAPPLFN,=CL8'SENSE'
         BAL   R10,TAPEIO
         LTR   R15,R15
         BNZ   TAPERR
         B     DONE
*        TAPEIO: the function of the list. R15 = code; R10 = return.
TAPEIO   CMSCALL TAPEPL
         BR    R10
         EJECT
*        DUMP
DUMP     BAL   R9,FILEID
         CLI   PATTERN,C' '
         BE    NOFILE
         LA    R2,PATTERN
         BAL   R10,FSTLIST
         BZ    NOTFOUND
         LA    R3,=C'DUMPING.....'
         BAL   R10,TITLE
DUMP1    STM   R8,R9,LISTREGS
         XC    FILE(44),FILE
         MVC   FILE+8(16),0(R8)
         MVC   FILE+24(1),40(R8)
         MVC   FILE+25(1),FSTM+1-FSTSECT(R8)
         MVC   FILE+36(1),FSTFV-FSTSECT(R8)
         MVC   FILE+38(2),=H'1'
         MVC   LRECL,FSTIL-FSTSECT(R8)
         MVC   FILE+32(4),LRECL
         BAL   R10,SHOWFILE
         BAL   R10,RECBUF
         MVC   TAPPLFN,=CL8'WRITE'
         LA    R0,RECORD
         STCM  R0,7,TAPPLBUF+1
         MVC   TAPPLLEN,=F'805'
         MVC   RECORD(5),=X'02C3D4E240'
         BAL   R10,DUMPDATA
         MVI   RECORD+4,C'N'
         L     R8,LISTREGS
         MVC   UNIT(20),20(R8)
         MVC   UNIT+20(4),FSTD-FSTSECT(R8)
         MVC   UNIT+24(18),FILE+8
         BAL   R10,PUTUNIT
         BAL   R10,RECFREE
*        Two marks end the tape; the next file goes over them.
         MVC   TAPPLFN,=CL8'WTM'
         BAL   R10,TAPEIO
         LTR   R15,R15
         BNZ   TAPERR
         BAL   R10,TAPEIO
         LTR   R15,R15
         BNZ   TAPERR
         MVC   TAPPLFN,=CL8'BSF'
         BAL   R10,TAPEIO
         TM    FLAGS,WTM
         BO    DUMP2
         BAL   R10,TAPEIO
DUMP2    LM    R8,R9,LISTREGS
         LA    R8,48(,R8)
         BCT   R9,DUMP1
         B     DONE
PUTUNIT  ST    R10,PUTRET
         BAL   R10,TAPEIO
         LTR   R15,R15
         BNZ   TAPERR
         BAL   R10,CLRUNIT
         L     R10,PUTRET
         BR    R10
NOTFOUND LA    R3,PATTERN
         DMSERR NUM=2,LET=E,SUB=(CHAR8A,((R3),18)),                    X
               TEXT='FILE(S) ''....................'' NOT FOUND'
         LA    R15,28
         B     EXIT
NOFILE   DMSERR NUM=42,LET=E,TEXT='NO FILEID SPECIFIED'
         LA    R15,24
         B     EXIT
NOTYPE   DMSERR NUM=23,LET=E,TEXT='NO FILETYPE SPECIFIED'
         LA    R15,24
         B     EXIT
*        FILEID: the operands to PATTERN, blank if there are none. R9 =
*        return.
FILEID   MVC   PATTERN,=CL18' '
         L     R1,OPERANDS
         C     R1,OPERENDS
         BER   R9
         MVC   PATTERN+16(2),=C'A '
         LA    R2,PATTERN
         BAL   R10,GETFID
         C     R1,OPERENDS
         BNE   BADPARM
         CH    R0,=H'2'
         BL    NOTYPE
         BR    R9
         EJECT
*        LOAD, SCAN, SKIP
LOAD     OI    FLAGS,LOADING
         LA    R3,=C'LOADING.....'
         B     SEARCH
SCAN     OI    FLAGS,SCANNING
         LA    R3,=C'SCANNING....'
         B     SEARCH
SKIP     LA    R3,=C'SKIPPING....'
SEARCH   LR    R8,R3
         BAL   R9,FILEID
         MVI   TOMODE,C'A'
         CLI   PATTERN,C' '
         BNE   SEARCH0
         MVC   PATTERN(16),=CL16'*       *'
         B     SEARCH1
SEARCH0  MVC   TOMODE,PATTERN+16
SEARCH1  TM    FLAGS,LOADING
         BZ    SEARCH2
         LA    R3,TOMODE
         BAL   R10,CKRW
         MVC   TEMP(44),TEMPMODL
         MVC   TEMP+24(1),TOMODE
         LA    R0,BLOCK
         ST    R0,TEMP+28
SEARCH2  LR    R3,R8
         BAL   R10,TITLE
         SR    R7,R7         marks passed
         LA    R0,RECORD
         STCM  R0,7,TAPPLBUF+1
         MVC   TAPPLLEN,=F'805'
*        One file of the tape.
NEXTFILE XC    RECORDS,RECORDS
         TM    FLAGS,LOADING
         BZ    NEXTREC
         FSERASE FSCB=TEMP
NEXTREC  MVC   TAPPLFN,=CL8'READ'
         BAL   R10,TAPEIO
         LTR   R15,R15
         BZ    GOTREC
         CH    R15,=H'2'
         BE    MARK
         CH    R15,=H'8'
         BNE   TAPERR
GOTREC   L     R0,RECORDS
         AH    R0,=H'1'
         ST    R0,RECORDS
         CLC   RECORD(4),=X'02C3D4E2'
         BNE   BADREC
         CLI   RECORD+4,C'N'
         BE    LASTREC
         TM    FLAGS,LOADING
         BZ    NEXTREC
         MVC   BLOCK(200),UNIT
         MVC   BLOCK+200(200),UNIT+200
         MVC   BLOCK+400(200),UNIT+400
         MVC   BLOCK+600(200),UNIT+600
         FSWRITE FSCB=TEMP,ERROR=TEMPERR
         B     NEXTREC
TEMPERR  MVC   FILE(44),TEMP
         B     WRERR
*        Is it the one that is looked for?
LASTREC  LA    R3,PATTERN
         LA    R4,UNIT+24
         BAL   R14,MATCH8
         BNE   OTHER
         LA    R3,PATTERN+8
         LA    R4,UNIT+32
         BAL   R14,MATCH8
         BNE   OTHER
         XC    FILE(44),FILE
         MVC   FILE+8(16),UNIT+24
         MVC   FILE+24(2),UNIT+40
         TM    FLAGS,LOADING
         BZ    FOUND
         BAL   R9,BUILD
FOUND    BAL   R10,SHOWFILE
         CLI   PATTERN,C'*'
         BE    NEXTFILE
         CLI   PATTERN+8,C'*'
         BE    NEXTFILE
         TM    FLAGS,SCANNING
         BZ    DONE
*        SCAN stops in front of the file.
         MVC   TAPPLFN,=CL8'BSR'
         L     R8,RECORDS
FOUND1   BAL   R10,TAPEIO
         BCT   R8,FOUND1
         B     DONE
OTHER    TM    FLAGS,LOADING
         BO    OTHER1
         XC    FILE(44),FILE
         MVC   FILE+8(16),UNIT+24
         MVC   FILE+24(2),UNIT+40
         BAL   R10,SHOWFILE
         B     NEXTFILE
OTHER1   FSCLOSE FSCB=TEMP
         B     NEXTFILE
*        A tape mark: two in a row are the end of what is on the tape.
MARK     ICM   R0,15,RECORDS
         BZ    MARK1
         LA    R3,TEMPID
         DMSERR NUM=10,LET=E,SUB=(CHAR8A,((R3),18)),                   X
               TEXT='PREMATURE EOF ON FILE ''..................'''
         LA    R15,40
         B     EXIT
MARK1    BAL   R10,SHOWMARK
         LA    R7,1(,R7)
         TM    FLAGS,TOEOT
         BO    MARK2
         C     R7,EOFS
         BL    NEXTFILE
         B     MARK4
MARK2    TM    FLAGS,AFTERMRK
         BO    DONE
         OI    FLAGS,AFTERMRK
         B     NEXTFILE
MARK4    CLI   PATTERN,C'*'
         BE    DONE
         CLI   PATTERN+8,C'*'
         BE    DONE
         B     NOTFOUND
BADREC   DMSERR NUM=57,LET=E,TEXT='INVALID RECORD FORMAT'
         LA    R15,32
         B     EXIT
BADDATA  FSCLOSE FSCB=FILE
         FSERASE FSCB=FILE
         DMSERR NUM=96,LET=E,SUB=(CHAR8A,(FILE+8,18)),                 X
               TEXT='FILE ''..................'' DATA BLOCK COUNT INCORX
               RECT'
         LA    R15,32
         B     EXIT
*        BUILD: makes the file of FSCB FILE from the records collected;
*        UNIT has its FST. R9 = return.
BUILD    ST    R9,BUILDRET
         FSCLOSE FSCB=TEMP
         MVC   TEMP+26(2),=H'0'
         MVC   FILE+24(1),TOMODE
         MVC   FILE+36(1),UNIT+10
         MVC   FILE+38(2),=H'1'
         MVC   LRECL,UNIT+12
         SR    R8,R8
         ICM   R8,3,UNIT+6
         BZ    BADREC
         ICM   R0,15,LRECL
         BNP   BADREC
         BAL   R10,RECBUF
         FSERASE FSCB=FILE
         ST    R7,SAVE7
         BAL   R10,MAKEFILE
         L     R7,SAVE7
         FSCLOSE FSCB=FILE,ERROR=WRERR
         BAL   R10,RECFREE
         L     R9,BUILDRET
         BR    R9
TEMPID   DC    CL8'TAPE',CL8'FILE',CL2' '
         EJECT
*        The list of files. TITLE: the 12 characters at R3; SHOWFILE:
*        the file of FSCB FILE; SHOWMARK. R10 = return.
TITLE    MVI   LINE,C' '
         MVC   LINE+1(L'LINE-1),LINE
         MVC   LINE+1(12),0(R3)
         B     SHOW
SHOWMARK MVI   LINE,C' '
         MVC   LINE+1(L'LINE-1),LINE
         MVC   LINE+1(21),=C'END-OF-FILE OR END-OF'
         MVC   LINE+22(5),=C'-TAPE'
         B     SHOW
SHOWFILE NI    FLAGS,255-AFTERMRK
         MVI   LINE,C' '
         MVC   LINE+1(L'LINE-1),LINE
         MVC   LINE+1(8),FILE+8
         MVC   LINE+10(8),FILE+16
         MVC   LINE+19(2),FILE+24
SHOW     TM    FLAGS,SILENT
         BOR   R10
         TM    FLAGS,PRINT
         BO    SHOWPRT
         TM    FLAGS,DISK
         BO    SHOWDSK
         WRTERM LINE
         BR    R10
SHOWPRT  PRINTL LINE,L'LINE
         BR    R10
SHOWDSK  FSWRITE FSCB=MAP,BUFFER=LINE,BSIZE=80
         BR    R10
*        TAPERR: R15 = code of TAPEIO.
TAPERR   LR    R4,R15
         LA    R5,TAPPLSYM
         LA    R6,CUU
         CH    R4,=H'6'
         BE    PROTECT
         CH    R4,=H'4'
         BE    NOTTAPE
         CH    R4,=H'5'
         BE    NOTATT
         CLC   TAPPLFN,=CL8'READ'
         BE    READERR
         DMSERR NUM=111,LET=S,SUB=(CHARA,(R5),CHARA,(R6)),             X
               TEXT='ERROR WRITING ''....(...)'''
         B     TAPERR1
READERR  DMSERR NUM=110,LET=S,SUB=(CHARA,(R5),CHARA,(R6)),             X
               TEXT='ERROR READING ''....(...)'''
         B     TAPERR1
NOTTAPE  DMSERR NUM=27,LET=E,SUB=(CHARA,(R5)),                         X
               TEXT='INVALID DEVICE ''....'''
         LA    R15,24
         B     EXIT
NOTATT   DMSERR NUM=113,LET=S,SUB=(CHARA,(R5),CHARA,(R6)),             X
               TEXT='''....(...)'' NOT ATTACHED'
TAPERR1  LA    R15,100
         B     EXIT
PROTECT  DMSERR NUM=43,LET=E,SUB=(CHARA,(R5),CHARA,(R6)),              X
               TEXT='''....(...)'' IS FILE PROTECTED'
         LA    R15,36
         B     EXIT
         EJECT
*        TAPEOPTS: options at R1; a device address is one too. R10 =
*        return.
TAPEOPTS CLI   0(R1),X'FF'
         BER   R10
         CLI   0(R1),C')'
         BE    TAPEOPT9
         LA    R2,OPTIONS
         BAL   R14,LOOKUP
         BZ    TAPEOPT2
         BALR  R14,R15
TAPEOPT1 LA    R1,8(,R1)
         B     TAPEOPTS
TAPEOPT2 CLC   0(2,R1),=C'18'
         BNE   OPTSCBAD
         CLI   2(R1),C'1'
         BL    BADDEV
         CLI   2(R1),C'4'
         BH    BADDEV
         CLI   3(R1),C' '
         BNE   BADDEV
         MVC   CUU,0(R1)
         MVC   TAPPLSYM+3(1),2(R1)
         B     TAPEOPT1
TAPEOPT9 LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BER   R10
         B     BADPARM
OPTSCBAD LR    R3,R1
         DMSERR NUM=3,LET=E,TEXT='INVALID OPTION ''........''',        X
               SUB=(CHARA,(R3))
         LA    R15,24
         B     EXIT
BADDEV   LR    R3,R1
         DMSERR NUM=17,LET=E,SUB=(CHARA,(R3)),                         X
               TEXT='INVALID DEVICE ADDRESS ''........'''
         LA    R15,24
         B     EXIT
*        Routines of the options: R1 -> token, R14 = return.
OPTTAP   MVC   TAPPLSYM,0(R1)
         MVC   CUU+2(1),3(R1)
         BR    R14
OPTWTM   OI    FLAGS,WTM
         BR    R14
OPTNOWTM NI    FLAGS,255-WTM
         BR    R14
OPTEOT   OI    FLAGS,TOEOT
         BR    R14
OPTEOF   BAL   R7,OPERAND
         LR    R8,R14
         LR    R3,R1
         BAL   R14,GETNUM
         BZ    BADVALUE
         LTR   R0,R0
         BZ    BADVALUE
         ST    R0,EOFS
         BR    R8
OPTNOPR  OI    FLAGS,SILENT
OPTTERM  BR    R14
OPTPRINT OI    FLAGS,PRINT
         MVC   MAP(44),MAPMODEL
         BR    R14
OPTDISK  OI    FLAGS,DISK
         MVC   MAP(44),MAPMODEL
         LR    R8,R1
         FSERASE FSCB=MAP
         LR    R1,R8
         BR    R14
OPTDEN   BAL   R7,OPERAND
         LA    R3,DENSITY
OPTDEN1  CLC   0(5,R1),0(R3)
         BE    OPTDEN2
         LA    R3,6(,R3)
         CLI   0(R3),X'FF'
         BNE   OPTDEN1
         B     BADVALUE
OPTDEN2  MVC   TAPPLMOD,5(R3)
         BR    R14
DENSITY  DC    C'6250 ',X'D3',C'1600 ',X'C3',C'800  ',X'CB'
         DC    C'556  ',X'53',C'200  ',X'13',X'FF'
OPT9     MVI   TAPPLMOD,X'C3'
         BR    R14
OPT7     MVI   TAPPLMOD,X'93'
         BR    R14
OPTTRTCH BAL   R7,OPERAND
         LA    R3,TRTCH
OPTTRT1  CLC   0(3,R1),0(R3)
         BE    OPTTRT2
         LA    R3,4(,R3)
         CLI   0(R3),X'FF'
         BNE   OPTTRT1
         B     BADVALUE
OPTTRT2  MVC   TAPPLMOD,3(R3)
         BR    R14
TRTCH    DC    C'O  ',X'B3',C'OC ',X'93',C'OT ',X'BB',C'E  ',X'A3'
         DC    C'ET ',X'AB',X'FF'
LIBFREE  BR    R10           (RECFREE: no library here)
         COPY  LOOKUP
         COPY  BADFUNC
         COPY  BADPARM
         COPY  GETFID
         COPY  NOTACC
         COPY  CKRW
         COPY  OPERAND
         COPY  GETNUM
         COPY  MATCH8
         COPY  FSTSCAN
         COPY  FSTLIST
         COPY  RECBUF
         COPY  BLKFILE
         COPY  RDERR
         COPY  WRERR
         COPY  NOSTG
FUNCTNS  OPTION DUMP,4,DUMP
         OPTION LOAD,4,LOAD
         OPTION SCAN,4,SCAN
         OPTION SKIP,4,SKIP
         OPTION MODESET,7,MODESET
         OPTION REW,3,MOTION
         OPTION RUN,3,MOTION
         OPTION WTM,3,MOTION
         OPTION ERG,3,MOTION
         OPTION FSF,3,MOTION
         OPTION FSR,3,MOTION
         OPTION BSF,3,MOTION
         OPTION BSR,3,MOTION
         OPTION
OPTIONS  OPTION TAP1,4,OPTTAP
         OPTION TAP2,4,OPTTAP
         OPTION TAP3,4,OPTTAP
         OPTION TAP4,4,OPTTAP
         OPTION WTM,3,OPTWTM
         OPTION NOWTM,5,OPTNOWTM
         OPTION EOF,3,OPTEOF
         OPTION EOT,3,OPTEOT
         OPTION NOPRINT,4,OPTNOPR
         OPTION TERM,1,OPTTERM
         OPTION PRINT,2,OPTPRINT
         OPTION DISK,4,OPTDISK
         OPTION 9TRACK,6,OPT9
         OPTION 7TRACK,6,OPT7
         OPTION DEN,3,OPTDEN
         OPTION TRTCH,5,OPTTRTCH
         OPTION
TEMPMODL FSCB  'TAPE CMSUT1 A1',RECFM=F,BSIZE=800
MAPMODEL FSCB  'TAPE MAP A5',RECFM=F,BSIZE=80
         LTORG
         WORKAREA
SCANST   DS    4F
LIST     DS    A
LISTDW   DS    F
LISTPTR  DS    A
LISTPAT  DS    A
LISTRET  DS    A
LISTREGS DS    2F
OPERANDS DS    A
OPERENDS DS    A
ROUTINE  DS    A
CODE     DS    F
LRECL    DS    F
BUFFER   DS    A
BUFDW    DS    F
BUFSTG   DS    A
SAVE7    DS    F
SAVE10   DS    A
DUMPRET  DS    A
PUTRET   DS    A
BUILDRET DS    A
EOFS     DS    F             EOF n
RECORDS  DS    F             records of the file read
FILE     DS    CL44
         DS    0F
TEMP     DS    CL44
         DS    0F
MAP      DS    CL44
*        Parameter list of TAPEIO
TAPEPL   DS    0F
         DS    CL8
TAPPLFN  DS    CL8
TAPPLSYM DS    CL4
TAPPLBUF DS    0A
TAPPLMOD DS    XL1
         DS    AL3
TAPPLLEN DS    F
TAPPLRD  DS    F
LENGTH   DS    H
CUU      DS    CL3
TOMODE   DS    C
PATTERN  DS    CL18
FLAGS    DS    X
WTM      EQU   X'80'
TOEOT    EQU   X'40'
SILENT   EQU   X'20'
PRINT    EQU   X'10'
DISK     EQU   X'08'
LOADING  EQU   X'04'
SCANNING EQU   X'02'
AFTERMRK EQU   X'01'
LINE     DS    CL80
         DS    0F
RECORD   DS    CL5
UNIT     DS    XL800
BLOCK    DS    XL800
         WORKEND
         NUCON
         ADT
         FSTB
         END   DMSTPE
