*        A DHRYSTONE-LIKE PROGRAM: RECORDS, POINTERS, STRINGS OF 30
*        CHARACTERS, ENUMERATIONS, SMALL PROCEDURES WITH PARAMETERS AND
*        SAVE AREAS, IN THE PROPORTIONS OF THE WELL-KNOWN BENCHMARK,
*        WRITTEN FROM ITS DESCRIPTION.
         COPY  FRAME
*        A RECORD
RECORD   DSECT
NEXTP    DS    A                   POINTER TO ANOTHER ONE
DISCR    DS    F
ENUM     DS    F
INTEGER  DS    F
STRING   DS    CL30
         DS    0F
RECLEN   EQU   *-RECORD
*        DATA THAT ALL PROCEDURES SEE; REGISTER 11
GLOBAL   DSECT
PTRGLOB  DS    A
NXTGLOB  DS    A
INTGLOB  DS    F
BOOL     DS    F
CHAR1    DS    C
CHAR2    DS    C
         DS    0F
ARRAY1   DS    50F
REC1     DS    CL(RECLEN)
REC2     DS    CL(RECLEN)
         DS    0F
ARRAY2   DS    2500F
BENCH    CSECT
         USING GLOBAL,11
REP      STM   14,12,12(13)
         BALR  12,0
         USING *,12
         L     11,=A(DATA)
         LA    15,SAVES
         ST    13,4(,15)
         LR    13,15
         LA    3,REC1
         ST    3,NXTGLOB
         LA    4,REC2
         ST    4,PTRGLOB
         USING RECORD,4
         ST    3,NEXTP
         MVC   DISCR,=F'0'
         MVC   ENUM,=F'2'
         MVC   INTEGER,=F'40'
         MVC   STRING,SOME
         DROP  4
         LA    4,ARRAY1            ALL OF THEM ARE ZERO EVERY TIME
         LA    5,200
         SR    7,7
         MVCL  4,6
         LA    4,ARRAY2
         L     5,=F'10000'
         MVCL  4,6
         LA    5,ARRAY2+8*200+7*4
         MVC   0(4,5),=F'10'
         SR    2,2
         L     9,=F'300'           RUNS
         LA    10,1                NUMBER OF THIS ONE
         USING LOCAL,13
RUN      BAL   8,CALLP5
         BAL   8,CALLP4
         MVC   INT1,=F'2'
         MVC   INT2,=F'3'
         MVC   STR2,TWOND
         MVC   ENUMLOC,=F'1'
         LA    1,STR1P
         LA    3,STR1
         ST    3,STR1P
         MVC   STR1,FIRST
         LA    3,STR2
         ST    3,STR1P+4
         L     15,=A(FUNC2)
         BALR  14,15
         LTR   15,15               BOOL = NOT FUNC2
         LA    3,0
         BNZ   STBOOL
         LA    3,1
STBOOL   ST    3,BOOL
WHILE    L     3,INT1
         C     3,INT2
         BNL   WHILEND
         MH    3,=H'5'
         S     3,INT2
         ST    3,INT3
         LA    1,P7P
         LA    3,INT1
         ST    3,P7P
         LA    3,INT2
         ST    3,P7P+4
         LA    3,INT3
         ST    3,P7P+8
         L     15,=A(PROC7)
         BALR  14,15
         L     3,INT1
         LA    3,1(,3)
         ST    3,INT1
         B     WHILE
WHILEND  LA    1,P7P
         L     15,=A(PROC8)
         BALR  14,15
         LA    1,PTRGLOB
         L     15,=A(PROC1)
         BALR  14,15
         LA    6,C'A'              FOR CH = 'A' TO CHAR2
         SR    7,7
         IC    7,CHAR2
FOR      CR    6,7
         BH    FOREND
         ST    6,CHPARM
         MVC   CHPARM+4,=A(C'C')
         LA    1,CHPARM
         L     15,=A(FUNC1)
         BALR  14,15
         C     15,ENUMLOC
         BNE   FORNEXT
         LA    1,ENUMLOC
         SR    0,0
         L     15,=A(PROC6)
         BALR  14,15
         MVC   STR2,THIRD
         ST    10,INT2
         ST    10,INTGLOB
FORNEXT  LA    6,1(,6)
         B     FOR
FOREND   L     3,INT2
         MH    3,INT1+2
         ST    3,INT2
         LR    5,3
         SR    4,4
         D     4,INT3
         ST    5,INT1
         L     3,INT2
         S     3,INT3
         MH    3,=H'7'
         S     3,INT1
         ST    3,INT2
         LA    1,INT1
         L     15,=A(PROC2)
         BALR  14,15
         A     2,INT1
         X     2,INT2
         LR    3,2                 TURN IT BY FIVE BITS
         SRL   3,27
         SLL   2,5
         OR    2,3
         A     2,INTGLOB
         LA    10,1(,10)
         BCT   9,RUN
         A     2,BOOL
         L     3,PTRGLOB
         USING RECORD,3
         A     2,INTEGER
         L     3,NEXTP
         A     2,INTEGER
         X     2,ENUM
         CLC   STRING,SOME
         BNE   NOTSAME
         LA    2,1(,2)
NOTSAME  A     2,ARRAY2+8*200+7*4
         DROP  3
         L     13,4(,13)
         L     14,12(,13)
         LM    3,12,32(13)
         BR    14
CALLP5   LR    0,8
         L     15,=A(PROC5)
         BALR  14,15
         LR    8,0
         BR    8
CALLP4   LR    0,8
         L     15,=A(PROC4)
         BALR  14,15
         LR    8,0
         BR    8
SOME     DC    CL30'DHRYSTONE PROGRAM, SOME STRING'
FIRST    DC    CL30'DHRYSTONE PROGRAM, 1''ST STRING'
TWOND    DC    CL30'DHRYSTONE PROGRAM, 2''ND STRING'
THIRD    DC    CL30'DHRYSTONE PROGRAM, 3''RD STRING'
EXPECT   DC    X'00ACE050'
         LTORG
         DROP  12
*        SAVE AREA AND LOCAL DATA OF THE MAIN PROGRAM
LOCAL    DSECT
         DS    18F
INT1     DS    F
INT2     DS    F
INT3     DS    F
ENUMLOC  DS    F
STR1P    DS    2A
P7P      DS    3A
CHPARM   DS    2F
STR1     DS    CL30
STR2     DS    CL30
         DS    0D
LOCLEN   EQU   *-LOCAL
BENCH    CSECT
         DROP  13
*        ENTRY AND EXIT OF A PROCEDURE WITH A SAVE AREA
         MACRO
&NAME    PROC
         CNOP  0,4
&NAME    STM   14,12,12(13)
         LR    12,15
         USING &NAME,12
         LA    15,192(,13)         FRAMES OF 192 BYTES
         ST    13,4(,15)
         ST    15,8(,13)
         LR    13,15
         MEND
         MACRO
&NAME    RETURN
&NAME    L     13,4(,13)
         LM    14,12,12(13)
         BR    14
         LTORG
         DROP  12
         MEND
         MACRO
&NAME    ANSWER
&NAME    L     13,4(,13)
         L     14,12(,13)
         LM    0,12,20(13)
         BR    14
         LTORG
         DROP  12
         MEND
*        PROC1: A RECORD BY POINTER
PROC1    PROC
         L     3,0(,1)
         USING RECORD,3
         L     4,NEXTP
         L     5,PTRGLOB
         MVC   0(RECLEN,4),0(5)
         MVC   INTEGER,=F'5'
         MVC   INTEGER-RECORD(4,4),INTEGER
         MVC   NEXTP-RECORD(4,4),NEXTP
         ST    4,72(,13)
         LA    1,72(,13)
         L     15,=A(PROC3)
         BALR  14,15
         CLC   DISCR-RECORD(4,4),=F'0'
         BNE   P1ELSE
         MVC   INTEGER-RECORD(4,4),=F'6'
         LA    1,ENUM-RECORD(,4)
         L     0,ENUM
         L     15,=A(PROC6)
         BALR  14,15
         L     5,PTRGLOB
         MVC   NEXTP-RECORD(4,4),NEXTP-RECORD(5)
         LA    6,INTEGER-RECORD(,4)
         ST    6,72(,13)
         ST    6,80(,13)
         LA    6,=F'10'
         ST    6,76(,13)
         LA    1,72(,13)
         L     15,=A(PROC7)
         BALR  14,15
         B     P1END
P1ELSE   MVC   0(RECLEN,3),0(4)
P1END    RETURN
         DROP  3
*        PROC2: INT1 = 9 STEPS FURTHER WHEN CHAR1 IS 'A'
PROC2    PROC
         L     3,0(,1)
         LA    3,10(,3)
         SR    5,5
P2LOOP   CLI   CHAR1,C'A'
         BNE   P2LOOP2
         BCTR  3,0
         LR    4,3
         S     4,INTGLOB
         ST    4,0(,1)
         LA    5,1
P2LOOP2  LTR   5,5
         BZ    P2LOOP
         RETURN
*        PROC3: A POINTER BY REFERENCE
PROC3    PROC
         L     3,PTRGLOB
         LTR   3,3
         BZ    P3ELSE
         L     4,0(,1)
         MVC   NEXTP-RECORD(4,4),NEXTP-RECORD(3)
         B     P3END
P3ELSE   MVC   INTGLOB,=F'100'
P3END    LA    4,=F'10'
         ST    4,72(,13)
         LA    4,INTGLOB
         ST    4,76(,13)
         LA    4,INTEGER-RECORD(,3)
         ST    4,80(,13)
         LA    1,72(,13)
         L     15,=A(PROC7)
         BALR  14,15
         RETURN
PROC4    PROC
         SR    3,3
         CLI   CHAR1,C'A'
         BNE   P4NOT
         LA    3,1
P4NOT    O     3,BOOL
         ST    3,BOOL
         MVI   CHAR2,C'B'
         RETURN
PROC5    PROC
         MVI   CHAR1,C'A'
         SR    3,3
         ST    3,BOOL
         RETURN
*        PROC6: AN ENUMERATION MAPPED BY CASES; VALUE IN R0, RESULT AT R1
PROC6    PROC
         ST    0,72(,13)
         LR    3,1
         L     15,=A(FUNC3)
         LA    1,72(,13)
         BALR  14,15
         L     4,72(,13)
         LTR   15,15
         BNZ   P6CASE
         LA    4,3
P6CASE   L     5,72(,13)
         SLL   5,2
         B     *+4(5)
         B     P6A
         B     P6B
         B     P6C
         B     P6D
P6A      SR    4,4
         B     P6END
P6B      L     6,INTGLOB
         C     6,=F'100'
         BH    P6B1
         LA    4,3
         B     P6END
P6B1     SR    4,4
         B     P6END
P6C      LA    4,1
         B     P6END
P6D      LA    4,2
P6END    ST    4,0(,3)
         RETURN
*        PROC7: THREE INTEGERS BY REFERENCE
PROC7    PROC
         LM    3,5,0(1)
         L     6,0(,3)
         LA    6,2(,6)
         A     6,0(,4)
         ST    6,0(,5)
         RETURN
*        PROC8: ARRAYS
PROC8    PROC
         L     3,0(,1)
         L     3,0(,3)
         L     4,4(,1)
         L     4,0(,4)
         LA    3,5(,3)
         LR    5,3
         SLL   5,2
         ST    4,ARRAY1(5)
         LA    6,ARRAY1(5)
         MVC   4(4,6),0(6)
         ST    3,120(,6)
         LR    7,3
         MH    7,=H'200'
         LA    8,ARRAY2(7)
         AR    8,5
         ST    3,0(,8)
         ST    3,4(,8)
         S     8,=F'4'
         L     9,0(,8)
         LA    9,1(,9)
         ST    9,0(,8)
         L     9,0(,6)
         A     7,=F'4000'
         LA    8,ARRAY2(7)
         AR    8,5
         ST    9,0(,8)
         MVC   INTGLOB,=F'5'
         RETURN
*        FUNC1: TWO CHARACTERS ALIKE?
FUNC1    PROC
         SR    15,15
         L     3,0(,1)
         C     3,4(,1)
         BNE   F1END
         STC   3,CHAR1
         LA    15,1
F1END    ANSWER
*        FUNC2: COMPARES STRINGS
FUNC2    PROC
         LM    3,4,0(1)
         LA    5,2
F2LOOP   LA    6,0(5,3)
         LA    7,1(5,4)
         SR    8,8
         IC    8,0(,6)
         ST    8,72(,13)
         IC    8,0(,7)
         ST    8,76(,13)
         LA    1,72(,13)
         L     15,=A(FUNC1)
         BALR  14,15
         LTR   15,15
         BNZ   F2NEXT
         MVI   80(13),C'A'
         LA    5,1(,5)
F2NEXT   LA    5,1(,5)
         C     5,=F'2'
         BNH   F2LOOP
         CLI   80(13),C'W'
         BL    F2STR
         CLI   80(13),C'Z'
         BL    F2STR
         LA    5,7
F2STR    CLC   0(30,3),0(4)
         BNH   F2FALSE
         LA    5,7(,5)
         ST    5,INTGLOB
         LA    15,1
         B     F2END
F2FALSE  SR    15,15
F2END    ANSWER
FUNC3    PROC
         SR    15,15
         CLC   0(4,1),=F'2'
         BNE   F3END
         LA    15,1
F3END    ANSWER
         DS    0D
SAVES    DS    1600X
         DS    0D
DATA     DS    10500X
         END   FRSTART
