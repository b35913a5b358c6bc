* CMS MODULE COMPARE ORIGIN=E000
         TITLE 'DMSCMP: COMPARE COMMAND'
*
*        COMPARE fn ft fm fn ft fm [(COL m[-n][)]]
*
*        Compares two files record by record and types the records that
*        differ. COL: these columns only.
*
*        R15: 0; 4 they differ; 20, 24 operand; 28 no file; 32 formats
*        conflict; 36 disk; 40 one is shorter; 100; 104.
*
         REGEQU
DMSCMP   COMMAND R11
         LA    R1,8(,R1)
         LA    R2,FILE
         BAL   R10,FIRSTFID
         LA    R2,FILE2
         BAL   R10,FIRSTFID
         CLC   FILE+8(18),FILE2+8
         BE    SAME
         CLC   FILE+36(1),FILE2+36
         BNE   FORMATS
         CLI   FILE+36,C'F'
         BNE   CMP1
         CLC   FILE+32(4),FILE2+32
         BNE   FORMATS
CMP1     MVC   LRECL,FILE+32
         CLC   LRECL,FILE2+32
         BNL   *+10
         MVC   LRECL,FILE2+32
         MVC   ENDCOL,LRECL
         CLI   0(R1),X'FF'
         BE    READY
         CLI   0(R1),C'('
         BNE   BADPARM
         LA    R1,8(,R1)
         LA    R2,OPTIONS
         BAL   R10,OPTSCAN
READY    L     R0,LRECL      two records
         AH    R0,=H'7'
         SRL   R0,3
         SLL   R0,1
         ST    R0,BUFDW
         DMSFREE DWORDS=(0),ERR=NOSTG
         ST    R1,BUFFER
         ST    R1,FILE+28
         L     R0,BUFDW
         SLL   R0,2
         AR    R1,R0
         ST    R1,BUFFER2
         ST    R1,FILE2+28
         DMSERR NUM=179,LET=I,DOT=NO,                                  X
               SUB=(CHAR8A,(FILE+8,18),CHAR8A,(FILE2+8,18)),           X
               TEXT='COMPARING ''...................'' WITH ''.........X
               ..........'''
         EJECT
LOOP     TM    MSGFLAGS,NOTYPING
         BO    FINISHED
         FSREAD FSCB=FILE
         LR    R6,R15
         LTR   R15,R15
         BZ    LOOP1
         CH    R15,=H'12'
         BNE   RDERR
LOOP1    FSREAD FSCB=FILE2
         LR    R7,R15
         LTR   R15,R15
         BZ    LOOP2
         CH    R15,=H'12'
         BNE   RDERR2
LOOP2    LTR   R6,R6
         BNZ   END1
         LTR   R7,R7
         BNZ   SHORT2
         LA    R1,FILE
         L     R2,BUFFER
         BAL   R10,COLUMNS
         LR    R6,R2
         LR    R7,R3
         LA    R1,FILE2
         L     R2,BUFFER2
         BAL   R10,COLUMNS
         LR    R4,R6
         LR    R5,R7
         CR    R3,R5
         BNE   DIFFER
         CLCL  R2,R4
         BE    LOOP
DIFFER   MVI   DIFF,4
         LA    R1,FILE
         L     R2,BUFFER
         BAL   R10,SHOW
         LA    R1,FILE2
         L     R2,BUFFER2
         BAL   R10,SHOW
         B     LOOP
END1     LTR   R7,R7
         BNZ   FINISHED
         LA    R3,FILE+8
         B     SHORT
SHORT2   LA    R3,FILE2+8
SHORT    DMSERR NUM=10,LET=E,SUB=(CHAR8A,((R3),18)),                   X
               TEXT='PREMATURE EOF ON FILE ''....................'''
         LA    R15,40
         B     EXIT
FINISHED SR    R15,R15
         CLI   DIFF,0
         BE    EXIT
         DMSERR NUM=209,LET=W,TEXT='FILES DO NOT COMPARE'
         LA    R15,4
EXIT     LR    R4,R15
         ICM   R1,15,BUFFER
         BZ    EXIT1
         L     R0,BUFDW
         DMSFRET DWORDS=(0),LOC=(1)
         FSCLOSE FSCB=FILE
         FSCLOSE FSCB=FILE2
EXIT1    LR    R15,R4
         L     R14,RETURN
         BR    R14
*        COLUMNS: the columns wanted of the record at R2 (FSCB R1): R2
*        -> them, R3 = how many. R10 = return.
COLUMNS  L     R3,40(,R1)
         C     R3,ENDCOL
         BNH   *+8
         L     R3,ENDCOL
         S     R3,STARTCOL
         BNM   *+6
         SR    R3,R3
         A     R2,STARTCOL
         BR    R10
*        SHOW: types the record at R2 (FSCB R1). R10 = return.
SHOW     L     R3,40(,R1)
         LTR   R3,R3
         BNZ   *+8
         LA    R3,1
         CH    R3,=H'130'
         BNH   *+8
         LA    R3,130
         WRTERM (R2),(R3)
         BR    R10
*        FIRSTFID: a whole identifier. R2 = FSCB, R10 = return.
FIRSTFID CLI   16(R1),X'FF'
         BE    NOFID
         CLI   16(R1),C'('
         BE    NOFID
         CLC   16(2,R1),=C'* '
         BE    STARFID
         B     INFILE
SAME     DMSERR NUM=19,LET=E,TEXT='IDENTICAL FILEIDS'
         LA    R15,24
         B     EXIT
FORMATS  DMSERR NUM=11,LET=E,TEXT='CONFLICTING FILE FORMATS'
         LA    R15,32
         B     EXIT
RDERR2   LR    R4,R15
         MVC   FILE+8(18),FILE2+8
         LR    R15,R4
         B     RDERR
         COPY  COLOPT
         COPY  GETFID
         COPY  BADPARM
         COPY  INFILE
         COPY  NOFID
         COPY  NOTACC
         COPY  OPTSCAN
         COPY  OPERAND
         COPY  GETNUM
         COPY  NOSTG
         COPY  RDERR
OPTIONS  OPTION COL,3,OPTCOL
         OPTION
         LTORG
         WORKAREA
OPTTAB   DS    A
LRECL    DS    F
STARTCOL DS    F
ENDCOL   DS    F
SAVE14   DS    A
BUFDW    DS    F
BUFFER   DS    A
BUFFER2  DS    A
         DS    0F
FILE     DS    CL44
         DS    0F
FILE2    DS    CL44
COLX     DS    CL8
COLY     DS    CL8
COLSET   DS    X
DIFF     DS    X
         WORKEND
         NUCON
         FSTB
         FSCBD
         END   DMSCMP
