* CMS MODULE DISK ORIGIN=E000
         TITLE 'DMSDSK: DISK COMMAND'
*
*        DISK DUMP fn ft [fm]    punches a file of any format
*        DISK LOAD               reads such files to disk A
*
*        Cards: X'02', CMS, blank (last card: N), 50 bytes of data,
*        number of the 800-byte block H, fn ft fm, sequence number. The
*        data is the file as its blocks hold it: fixed records one
*        behind the other, variable ones each behind a halfword with
*        its length. The last card has bytes 20-39 of the FST instead.
*
*        Because format and length come last, LOAD collects the blocks
*        in DISK CMSUT1 A1 and makes the file from that.
*
*        R15: 0; 8 reader empty; 20, 24 operand; 28 no file; 32 wrong
*        deck; 36 disk; 100 error on disk, reader or punch.
*
         REGEQU
DMSDSK   COMMAND R11
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NOFUNC
         LA    R2,FUNCTNS
         BAL   R14,LOOKUP
         BZ    BADFUNC
         LA    R1,8(,R1)
         BR    R15
EXIT     ST    R15,CODE
         TM    FLAGS,PUNCHED
         BZ    EXIT1
         LA    R3,=C'00D'
         BAL   R10,CLOSUNIT
EXIT1    TM    FLAGS,READ
         BZ    EXIT2
         LA    R3,CLOSE
         LA    R4,L'CLOSE
         CLC   CODE,=F'0'
         BE    *+8
         LA    R4,L'CLOSE+5
         DIAG  R3,R4,X'0008'
EXIT2    BAL   R10,RECFREE
         ICM   R1,15,TEMP+28
         BZ    EXIT3
         FSCLOSE FSCB=TEMP
         FSERASE FSCB=TEMP
EXIT3    L     R15,CODE
         L     R14,RETURN
         BR    R14
CLOSE    DC    C'CLOSE 00C'
         DC    C' HOLD'
         EJECT
DUMP     LA    R2,FILE
         BAL   R10,INFILE
         CLI   0(R1),X'FF'
         BNE   BADPARM
         MVC   FSTINFO,20(R3)
         MVC   LRECL,FILE+32
         LA    R6,X'00D'
         LA    R5,X'10'
         BAL   R10,CKUNIT
         BAL   R10,RECBUF
         MVI   CARD,X'02'
         MVC   CARD+1(4),=C'CMS '
         MVI   CARD+57,C' '
         MVC   CARD+58(18),CARD+57
         MVC   CARD+57(18),FILE+8
         ZAP   SEQUENCE,=P'0'
         XC    BLOCKPOS,BLOCKPOS
         BAL   R10,DUMPDATA
DUMPEND  MVI   CARD+4,C'N'
         XC    UNIT,UNIT
         MVC   UNIT(20),FSTINFO
         BAL   R10,PUTUNIT
         SR    R15,R15
         B     EXIT
*        PUTUNIT: punches CARD and empties it. R10 = return.
PUTUNIT  AP    SEQUENCE,=P'1'
         UNPK  CARD+76(4),SEQUENCE
         OI    CARD+79,C'0'
         L     R3,BLOCKPOS
         SR    R2,R2
         D     R2,=F'16'     16 cards a block
         LA    R3,1(,R3)
         STCM  R3,3,CARD+55
         L     R3,BLOCKPOS
         LA    R3,1(,R3)
         ST    R3,BLOCKPOS
         OI    FLAGS,PUNCHED
         PUNCHC CARD,ERROR=PUNERR
         XC    UNIT,UNIT
         LA    R9,UNIT
         BR    R10
PUNERR   DMSERR NUM=118,LET=S,TEXT='ERROR PUNCHING FILE'
         LA    R15,100
         B     EXIT
         EJECT
LOAD     CLI   0(R1),X'FF'
         BNE   BADPARM
         LA    R6,X'00C'
         LA    R5,X'20'
         BAL   R10,CKUNIT
         LA    R3,=C'A'
         BAL   R10,CKRW
         MVC   TEMP,TEMPMODL
         LA    R0,BLOCK
         ST    R0,TEMP+28
LOADFILE FSERASE FSCB=TEMP
         MVC   TEMP+26(2),=H'0'
         BAL   R10,CLEARBLK
         NI    FLAGS,255-INFILEF
LOADCARD RDCARD CARD
         LTR   R15,R15
         BNZ   CARDEND
         OI    FLAGS,READ
         CLC   CARD(4),=X'02C3D4E2'
         BNE   BADCARD
         CLI   CARD+4,C'N'
         BE    LASTCARD
         OI    FLAGS,INFILEF
         MVC   0(50,R9),UNIT
         LA    R9,50(,R9)
         LA    R0,BLOCK+800
         CR    R9,R0
         BL    LOADCARD
         FSWRITE FSCB=TEMP,ERROR=TEMPERR
         BAL   R10,CLEARBLK
         B     LOADCARD
CLEARBLK LA    R9,BLOCK
         LR    R2,R9
         LA    R3,800
         SR    R5,R5
         MVCL  R2,R4
         BR    R10
TEMPERR  MVC   FILE,TEMP
         B     WRERR
*        The last card: bytes 20-39 of the FST: pointers, mode, items,
*        chain link, format, flag, record length, blocks, year.
LASTCARD LA    R0,BLOCK
         CR    R9,R0
         BE    LAST1
         FSWRITE FSCB=TEMP,ERROR=TEMPERR
LAST1    FSCLOSE FSCB=TEMP
         XC    FILE,FILE
         MVC   FILE+8(16),CARD+57
         MVI   FILE+24,C'A'
         MVC   FILE+25(1),UNIT+5
         MVC   FILE+36(1),UNIT+10
         MVC   LRECL,UNIT+12
         MVC   FILE+38(2),=H'1'
         SR    R8,R8
         ICM   R8,3,UNIT+6
         LTR   R8,R8
         BZ    BADCARD
         ICM   R0,15,LRECL
         BNP   BADCARD
         BAL   R10,RECBUF
         FSERASE FSCB=FILE
         BAL   R10,MAKEFILE
         FSCLOSE FSCB=FILE,ERROR=WRERR
         LINEDIT TEXT='....................',DOT=NO,                   X
               SUB=(CHAR8A,(FILE+8,18))
         BAL   R10,RECFREE
         B     LOADFILE
CARDEND  CH    R15,=H'3'
         BE    CARDERR
         CH    R15,=H'5'
         BE    CARDERR
         TM    FLAGS,READ
         BZ    EMPTY
         TM    FLAGS,INFILEF
         BO    NOEND
         SR    R15,R15
         B     EXIT
EMPTY    DMSERR NUM=205,LET=W,TEXT='READER EMPTY OR NOT READY'
         LA    R15,8
         B     EXIT
NOEND    DMSERR NUM=77,LET=E,TEXT='END CARD MISSING FROM INPUT DECK'
         LA    R15,32
         B     EXIT
BADCARD  DMSERR NUM=78,LET=E,TEXT='INVALID CARD IN INPUT DECK'
         LA    R15,32
         B     EXIT
CARDERR  DMSERR NUM=124,LET=S,TEXT='ERROR READING CARD FILE'
         LA    R15,100
         B     EXIT
LIBFREE  BR    R10           (RECFREE: no library here)
         COPY  LOOKUP
         COPY  BADFUNC
         COPY  BADPARM
         COPY  GETFID
         COPY  INFILE
         COPY  NOFID
         COPY  NOTACC
         COPY  CKRW
         COPY  CLOSUNIT
         COPY  RECBUF
         COPY  BLKFILE
BADDATA  EQU   BADCARD
         COPY  RDERR
         COPY  WRERR
         COPY  NOSTG
FUNCTNS  OPTION DUMP,4,DUMP
         OPTION LOAD,4,LOAD
         OPTION
TEMPMODL FSCB  'DISK CMSUT1 A1',RECFM=F,BSIZE=800
         LTORG
         WORKAREA
CODE     DS    F
LRECL    DS    F
BUFFER   DS    A
BUFDW    DS    F
BUFSTG   DS    A
SAVE10   DS    A
DUMPRET  DS    A
BLOCKPOS DS    F             cards punched
         DS    0F
FILE     DS    CL44
         DS    0F
TEMP     DS    CL44
CLOSCMD  DS    CL32
LENGTH   DS    H
SEQUENCE DS    PL4
FLAGS    DS    X
PUNCHED  EQU   X'80'
READ     EQU   X'40'         cards have been read
INFILEF  EQU   X'20'         and the last one was not the end of a file
FSTINFO  DS    XL20
         DS    0F
CARD     DS    CL5
UNIT DS    CL50
         DS    CL25
BLOCK    DS    XL800
         WORKEND
         NUCON
         ADT
         FSTB
         FSCBD
         END   DMSDSK
