* CMS MODULE SYNONYM ORIGIN=E000 SYSTEM
         TITLE 'DMSSYN: SYNONYM COMMAND'
*
*        SYNONYM [fn [SYNONYM [fm]]] [(options[)]]
*
*        Makes the lines of a file, fixed 80: command, synonym,
*        shortest form (a number), the user's synonyms. Options: STD,
*        NOSTD whether the abbreviations of CMS hold; CLEAR forgets the
*        synonyms. Without file and options: types the synonyms.
*
*        R15: 0; 24 operand; 28 no file; 32 format; 36 disk; 40 option
*        conflict; 100 read error; 104 storage.
*
         REGEQU
DMSSYN   COMMAND
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    SHOW
         CLI   0(R1),C'('
         BE    OPTS
         MVC   FIDPL(8),0(R1)
         MVC   FIDPL+8(8),=CL8'SYNONYM'
         MVC   FIDPL+16(8),=8X'FF'
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    SYN2
         CLI   0(R1),C'('
         BE    SYN2
         CLC   0(8,R1),=CL8'SYNONYM'
         BNE   BADTYPE
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    SYN2
         CLI   0(R1),C'('
         BE    SYN2
         MVC   FIDPL+16(8),0(R1)
         MVC   FIDPL+24(8),=8X'FF'
         LA    R1,8(,R1)
SYN2     ST    R1,NEXTTOK
         LA    R1,FIDPL
         LA    R2,FILE
         BAL   R10,INFILE
         USING FSTSECT,R3
         CLI   FSTFV,C'F'
         BNE   NOTF80
         CLC   FSTIL,=F'80'
         BNE   NOTF80
         SR    R4,R4
         ICM   R4,3,FSTIC
         ST    R4,ITEMS
         DROP  R3
         L     R1,NEXTTOK
         CLI   0(R1),X'FF'
         BE    LOADTAB
         CLI   0(R1),C'('
         BNE   BADPARM
OPTS     LA    R1,8(,R1)
         LA    R2,OPTIONS
         BAL   R10,OPTSCAN
*
LOADTAB  TM    FLAGS,CLEAR
         BZ    LOAD1
         ICM   R0,15,ITEMS
         BNZ   CONFLICT
         BAL   R10,DROPTAB
LOAD1    ICM   R5,15,ITEMS
         BZ    LOADED
         MH    R5,=AL2(SYNSIZE)
         LA    R5,7(,R5)
         SRL   R5,3
         LR    R0,R5
         DMSFREE DWORDS=(0),TYPE=NUCLEUS,ERR=NOSTG
         LR    R6,R1
         ST    R1,NEWTAB
         ST    R5,NEWDW
         SR    R7,R7         entries
         LA    R8,1          item number
LOAD2    C     R8,ITEMS
         BH    LOAD6
         FSREAD FSCB=FILE,BUFFER=CARD,BSIZE=80,RECNO=(R8),ERROR=RDERR
         LA    R8,1(,R8)
         BAL   R10,PARSE
         BZ    LOAD2         blank or comment
         LA    R7,1(,R7)
         LA    R6,SYNSIZE(,R6)
         B     LOAD2
LOAD6    FSCLOSE FSCB=FILE
         BAL   R10,DROPTAB
         L     R6,NEWTAB
         XC    NEWTAB,NEWTAB
         ST    R6,AUSRSYN
         ST    R7,AUSRSYNN
         ST    R5,AUSRSYND
LOADED   TM    FLAGS,STD
         BZ    *+8
         NI    OPTFLAGS,255-NOSTDSYN
         TM    FLAGS,NOSTD
         BZ    *+8
         OI    OPTFLAGS,NOSTDSYN
         SR    R15,R15
EXIT     LR    R4,R15
         ICM   R1,15,NEWTAB
         BZ    EXIT1
         L     R0,NEWDW
         DMSFRET DWORDS=(0),LOC=(1)
EXIT1    LR    R15,R4
         L     R14,RETURN
         BR    R14
*        DROPTAB: forgets the user's synonyms. R10 = return.
DROPTAB  ICM   R1,15,AUSRSYN
         BZR   R10
         L     R0,AUSRSYND
         XC    AUSRSYN,AUSRSYN
         XC    AUSRSYNN,AUSRSYNN
         DMSFRET DWORDS=(0),LOC=(1)
         BR    R10
SHOW     MVC   QPL,QMODEL
         CMSCALL QPL
         B     EXIT
QMODEL   DC    CL8'QUERY',CL8'SYNONYM',CL8'ALL',8X'FF'
         EJECT
*        PARSE: one entry from CARD to R6. Condition code 0: the line
*        is blank or a comment. R10 = return; uses R2-R4, R14.
         USING SYNSECT,R6
PARSE    LA    R3,CARD
         LA    R2,SYNNAME
         BAL   R14,WORD
         CLI   SYNNAME,C' '
         BER   R10
         CLI   SYNNAME,C'*'
         BER   R10
         LA    R2,SYNUSER
         BAL   R14,WORD
         CLI   SYNUSER,C' '
         BE    BADREC
         LA    R2,NUMBER
         BAL   R14,WORD
         LA    R4,8          length of the synonym
PARSE1   LA    R2,SYNUSER-1(R4)
         CLI   0(R2),C' '
         BNE   PARSE2
         BCT   R4,PARSE1
PARSE2   STH   R4,SYNLEN
         XC    SYNFLAG,SYNFLAG
         CLI   NUMBER,C' '
         BE    PARSE3
         CLI   NUMBER+1,C' '
         BNE   BADREC
         CLI   NUMBER,C'1'
         BL    BADREC
         CLI   NUMBER,C'8'
         BH    BADREC
         IC    R2,NUMBER
         N     R2,=F'15'
         CR    R2,R4
         BH    PARSE3
         STH   R2,SYNLEN
PARSE3   LTR   R10,R10
         BR    R10
         DROP  R6
*        WORD: next word of the card from R3 on to R2 (8 bytes), cut or
*        padded. R14 = return; uses R4, R15.
WORD     MVC   0(8,R2),=CL8' '
         LA    R4,CARD+72
WORD1    CR    R3,R4
         BNLR  R14
         CLI   0(R3),C' '
         BNE   WORD2
         LA    R3,1(,R3)
         B     WORD1
WORD2    LA    R15,8
WORD3    LTR   R15,R15
         BZ    WORD4
         MVC   0(1,R2),0(R3)
         LA    R2,1(,R2)
         BCTR  R15,0
WORD4    LA    R3,1(,R3)
         CR    R3,R4
         BNLR  R14
         CLI   0(R3),C' '
         BNE   WORD3
         BR    R14
*
BADREC   LA    R3,FILE+8
         DMSERR NUM=56,LET=E,SUB=(CHAR8A,((R3),18)),                   X
               TEXT='FILE ''....................'' CONTAINS INVALID RECX
               ORD FORMATS'
         LA    R15,32
         B     EXIT
NOTF80   LA    R3,FILE+8
         DMSERR NUM=7,LET=E,SUB=(CHAR8A,((R3),18)),                    X
               TEXT='FILE ''....................'' NOT FIXED, 80 CHAR. X
               RECORDS'
         LA    R15,32
         B     EXIT
BADTYPE  LR    R3,R1
         DMSERR NUM=32,LET=E,SUB=(CHARA,(R3)),                         X
               TEXT='INVALID FILETYPE ''........'''
         LA    R15,24
         B     EXIT
CONFLICT DMSERR NUM=66,LET=E,                                          X
               TEXT='''CLEAR'' AND ''FILENAME'' ARE CONFLICTING OPTIONSX
               '
         LA    R15,40
         B     EXIT
CONFSTD  DMSERR NUM=66,LET=E,                                          X
               TEXT='''STD'' AND ''NOSTD'' ARE CONFLICTING OPTIONS'
         LA    R15,40
         B     EXIT
OPTSTD   TM    FLAGS,NOSTD
         BO    CONFSTD
         OI    FLAGS,STD
         BR    R14
OPTNOSTD TM    FLAGS,STD
         BO    CONFSTD
         OI    FLAGS,NOSTD
         BR    R14
OPTCLEAR OI    FLAGS,CLEAR
         BR    R14
         COPY  GETFID
         COPY  BADPARM
         COPY  INFILE
         COPY  NOFID
         COPY  NOTACC
         COPY  OPTSCAN
         COPY  NOSTG
         COPY  RDERR
OPTIONS  OPTION STD,3,OPTSTD
         OPTION NOSTD,5,OPTNOSTD
         OPTION CLEAR,5,OPTCLEAR
         OPTION
         LTORG
         WORKAREA
OPTTAB   DS    A
NEXTTOK  DS    A
ITEMS    DS    F
NEWTAB   DS    A
NEWDW    DS    F
         DS    0F
FILE     DS    CL44
         DS    0D
FIDPL    DS    CL32
         DS    0D
QPL      DS    CL32
NUMBER   DS    CL8
FLAGS    DS    X
STD      EQU   X'80'
NOSTD    EQU   X'40'
CLEAR    EQU   X'20'
CARD     DS    CL80
         WORKEND
         NUCON
         SYN
         FSTB
         FSCBD
         END   DMSSYN
