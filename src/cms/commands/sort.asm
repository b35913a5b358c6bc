* CMS MODULE SORT ORIGIN=20000
         TITLE 'DMSSRT: SORT COMMAND'
*
*        SORT fn ft fm fn ft fm
*
*        Sorts the records of a fixed file into another one. The
*        columns are asked for: pairs of numbers, first and last, the
*        most significant field first.
*        Equal records keep their order.
*
*        All records are in storage, with a word for each in front of
*        the first; a merge sort orders the words.
*
*        R15: 0; 20, 24 operand; 28 no file; 32 not fixed; 36 disk; 40
*        no fields; 100 disk error; 104 storage.
*
         REGEQU
DMSSRT   COMMAND R11
         LA    R1,8(,R1)
         LA    R2,FILE
         BAL   R10,INFILE
         CLI   FILE+36,C'F'
         BNE   NOTFIX
         USING FSTSECT,R3
         SR    R4,R4
         ICM   R4,3,FSTIC
         ST    R4,ITEMS
         MVC   LRECL,FSTIL
         DROP  R3
         MVC   OUT(44),FILE
         LA    R2,OUT+8
         MVC   OUT+24(2),=C'A1'
         BAL   R10,GETFID
         CH    R0,=H'2'
         BL    NOFID
         CLI   0(R1),X'FF'
         BNE   BADPARM
         CLI   OUT+8,C'*'
         BE    STARFID
         CLI   OUT+16,C'*'
         BE    STARFID
         CLI   OUT+24,C'*'
         BE    STARFID
         CLC   FILE+8(16),OUT+8
         BNE   SRT1
         CLC   FILE+24(1),OUT+24
         BE    SAME
SRT1     LA    R3,OUT+24
         BAL   R10,CKRW
         BAL   R9,FIELDS
*        Storage: three words a record (two tables) and the records.
         L     R5,LRECL
         LA    R5,8(,R5)
         M     R4,ITEMS
         LTR   R4,R4
         BNZ   NOSTG
         LA    R5,7(,R5)
         SRL   R5,3
         LR    R0,R5
         DMSFREE DWORDS=(0),ERR=NOSTG
         ST    R1,STG
         ST    R5,STGDW
         ST    R1,TABLE1
         L     R3,ITEMS
         SLL   R3,2
         AR    R1,R3
         ST    R1,TABLE2
         AR    R1,R3
         L     R4,TABLE1
         L     R6,ITEMS
         LR    R7,R1
         L     R8,LRECL
READ1    ST    R7,0(,R4)
         FSREAD FSCB=FILE,BUFFER=(R7),BSIZE=(R8),ERROR=RDERR
         AR    R7,R8
         LA    R4,4(,R4)
         BCT   R6,READ1
         FSCLOSE FSCB=FILE
         BAL   R9,MERGE
         FSERASE FSCB=OUT
         L     R4,TABLE1
         L     R6,ITEMS
         MVC   OUT+32(4),LRECL
WRITE1   L     R7,0(,R4)
         FSWRITE FSCB=OUT,BUFFER=(R7),ERROR=OUTERR
         LA    R4,4(,R4)
         BCT   R6,WRITE1
         FSCLOSE FSCB=OUT,ERROR=OUTERR
         SR    R15,R15
EXIT     LR    R4,R15
         ICM   R1,15,STG
         BZ    EXIT1
         L     R0,STGDW
         DMSFRET DWORDS=(0),LOC=(1)
EXIT1    LR    R15,R4
         L     R14,RETURN
         BR    R14
         EJECT
*        MERGE: runs of 1, 2, 4 ... words of TABLE1 are merged into
*        TABLE2, which then is TABLE1. R9 = return.
MERGE    LA    R8,1          length of the runs
MERGE1   C     R8,ITEMS
         BNLR  R9
         SR    R7,R7         first of the run
         L     R2,TABLE2     next word out
MERGE2   C     R7,ITEMS
         BNL   MERGE8
         L     R1,TABLE1
         LR    R3,R7         R3, R4: the two runs; ends in RUN1, RUN2
         LR    R4,R7
         AR    R4,R8
         C     R4,ITEMS
         BNH   *+8
         L     R4,ITEMS
         LR    R5,R4
         AR    R5,R8
         C     R5,ITEMS
         BNH   *+8
         L     R5,ITEMS
         LR    R7,R5         where the next pair begins
         SLL   R3,2
         SLL   R4,2
         SLL   R5,2
         AR    R3,R1
         AR    R4,R1
         AR    R5,R1
         ST    R4,RUN1
         ST    R5,RUN2
MERGE3   C     R3,RUN1
         BNL   MERGE6
         C     R4,RUN2
         BNL   MERGE5
         BAL   R14,COMPARE
         BH    MERGE6
MERGE5   MVC   0(4,R2),0(R3)
         LA    R3,4(,R3)
         LA    R2,4(,R2)
         B     MERGE3
MERGE6   C     R4,RUN2
         BNL   MERGE7
         MVC   0(4,R2),0(R4)
         LA    R4,4(,R4)
         LA    R2,4(,R2)
         B     MERGE3
MERGE7   C     R3,RUN1
         BL    MERGE5
         B     MERGE2
MERGE8   L     R1,TABLE1
         L     R2,TABLE2
         ST    R2,TABLE1
         ST    R1,TABLE2
         AR    R8,R8
         B     MERGE1
*        COMPARE: the records that the words at R3 and R4 address,
*        field by field; condition code as CLC. R14 = return; uses R0,
*        R1, R5, R6, R10, R15.
COMPARE  LA    R5,FIELDTAB
COMPARE1 C     R5,FIELDEND
         BNL   COMPARE3
         STM   R3,R4,SAVE34
         L     R10,0(,R4)
         L     R4,0(,R3)
         L     R6,0(,R5)     offset
         AR    R10,R6
         AR    R4,R6
         L     R6,4(,R5)     length
         LR    R0,R5
COMPARE2 LR    R15,R6
         CH    R15,=H'256'
         BNH   *+8
         LA    R15,256
         BCTR  R15,0
         EX    R15,COMPCLC
         BNE   COMPARE4
         LA    R15,1(,R15)
         AR    R4,R15
         AR    R10,R15
         SR    R6,R15
         BP    COMPARE2
         LR    R5,R0
         LM    R3,R4,SAVE34
         LA    R5,8(,R5)
         B     COMPARE1
COMPARE4 LM    R3,R4,SAVE34
         BR    R14
COMPARE3 CR    R3,R3
         BR    R14
COMPCLC  CLC   0(0,R4),0(R10)
         EJECT
*        FIELDS: asks for the fields; rows of offset and length. R9 =
*        return.
FIELDS   DMSERR NUM=604,LET=R,TEXT='ENTER SORT FIELDS:',DOT=NO
         RDTERM LINE,EDIT=PAD
         LA    R3,LINE
         LA    R8,FIELDTAB
FIELDS1  BAL   R14,SKIPBL
         BNL   FIELDS9
         LA    R0,FIELDTAB+L'FIELDTAB
         CR    R8,R0
         BNL   BADPAIR
         BAL   R14,DECNUM
         LTR   R5,R0
         BZ    BADPAIR
         BAL   R14,SKIPBL
         BNL   BADPAIR
         BAL   R14,DECNUM
         CR    R0,R5
         BL    BADPAIR
         LR    R4,R0
         C     R4,LRECL
         BH    COLHIGH
         SR    R4,R5
         LA    R4,1(,R4)
         ST    R4,4(,R8)
         BCTR  R5,0
         ST    R5,0(,R8)
         LA    R8,8(,R8)
         B     FIELDS1
FIELDS9  LA    R0,FIELDTAB
         CR    R8,R0
         BE    NOLIST
         ST    R8,FIELDEND
         BR    R9
SKIPBL   LA    R4,LINE+130
SKIPBL1  CR    R3,R4
         BNLR  R14
         CLI   0(R3),C' '
         BNE   SKIPBL2
         LA    R3,1(,R3)
         B     SKIPBL1
SKIPBL2  CR    R3,R4
         BR    R14
DECNUM   SR    R0,R0
DECNUM1  CLI   0(R3),C' '
         BER   R14
         CLI   0(R3),C'0'
         BL    BADPAIR
         CLI   0(R3),C'9'
         BH    BADPAIR
         MH    R0,=H'10'
         SR    R4,R4
         IC    R4,0(,R3)
         SH    R4,=H'240'
         AR    R0,R4
         C     R0,=F'65535'
         BH    BADPAIR
         LA    R3,1(,R3)
         B     DECNUM1
NOLIST   DMSERR NUM=63,LET=E,TEXT='NO LIST ENTERED'
         LA    R15,40
         B     EXIT
BADPAIR  DMSERR NUM=53,LET=E,TEXT='INVALID SORT FIELD PAIR DEFINED'
         LA    R15,24
         B     EXIT
COLHIGH  DMSERR NUM=9,LET=E,SUB=(DEC,(R4)),                            X
               TEXT='COLUMN ''.....'' EXCEEDS RECORD LENGTH'
         LA    R15,24
         B     EXIT
SAME     DMSERR NUM=19,LET=E,TEXT='IDENTICAL FILEIDS'
         LA    R15,24
         B     EXIT
NOTFIX   LA    R3,FILE+8
         DMSERR NUM=34,LET=E,SUB=(CHAR8A,((R3),18)),                   X
               TEXT='FILE ''....................'' IS NOT FIXED LENGTH'
         LA    R15,32
         B     EXIT
OUTERR   LR    R4,R15
         MVC   FILE+8(18),OUT+8
         LR    R15,R4
         B     WRERR
         COPY  GETFID
         COPY  BADPARM
         COPY  INFILE
         COPY  NOFID
         COPY  NOTACC
         COPY  CKRW
         COPY  RDERR
         COPY  WRERR
         COPY  NOSTG
         LTORG
         WORKAREA
STG      DS    A
STGDW    DS    F
LRECL    DS    F
ITEMS    DS    F
TABLE1   DS    A
TABLE2   DS    A
RUN1     DS    A
RUN2     DS    A
SAVE34   DS    2F
FIELDEND DS    A
         DS    0F
FIELDTAB DS    CL160         20 fields: offset, length
         DS    0F
FILE     DS    CL44
         DS    0F
OUT      DS    CL44
LINE     DS    CL130
         WORKEND
         NUCON
         ADT
         FSTB
         FSCBD
         END   DMSSRT
