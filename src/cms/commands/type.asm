* CMS MODULE TYPE ORIGIN=E000
         TITLE 'DMSTYP: TYPE COMMAND'
*
*        TYPE fn ft [fm] [n1|* [n2|*]] [(options[)]]
*
*        Types records n1 to n2 of a file; an empty line comes before
*        and after. Options: COL x[-y] only these columns; HEX in words
*        of hexadecimal digits; MEMBER name|* members of a library.
*
*        R15: 0; 20, 24 operand; 28 no file; 32 library; 36 disk; 100
*
         REGEQU
DMSTYP   COMMAND R11
         LA    R1,8(,R1)
         LA    R2,FILE
         BAL   R10,INFILE
         USING FSTSECT,R3
         SR    R4,R4
         ICM   R4,3,FSTIC
         ST    R4,LAST
         MVC   LRECL,FSTIL
         MVC   FIRST,=F'1'
         MVC   ENDCOL,LRECL
         DROP  R3
*        The range of records.
         CLI   0(R1),X'FF'
         BE    READY
         CLI   0(R1),C'('
         BE    OPTS
         BAL   R10,RECNUM
         LTR   R0,R0
         BZ    RANGE2
         C     R0,LAST
         BH    BADLINE
         ST    R0,FIRST
RANGE2   LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    READY
         CLI   0(R1),C'('
         BE    OPTS
         BAL   R10,RECNUM
         LTR   R0,R0
         BZ    RANGE3
         C     R0,FIRST
         BL    BADLINE
         C     R0,LAST
         BNL   RANGE3
         ST    R0,LAST
RANGE3   LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    READY
         CLI   0(R1),C'('
         BNE   BADPARM
OPTS     LA    R1,8(,R1)
         LA    R2,OPTIONS
         BAL   R10,OPTSCAN
*
READY    BAL   R10,RECBUF
         WRTERM BLANK,1
         BAL   R10,RECLOOP
         WRTERM BLANK,1
         SR    R15,R15
EXIT     ST    R15,CODE
         BAL   R10,RECFREE
         L     R15,CODE
         L     R14,RETURN
         BR    R14
         EJECT
*        NEWMEM: before a member. The one that was asked for needs no
*        name in front. R10 = return.
NEWMEM   CLI   MEMNAME,C'*'
         BNER  R10
         LR    R5,R3
         TM    FLAGS,SECOND
         BZ    NEWMEM1
         WRTERM BLANK,1
NEWMEM1  OI    FLAGS,SECOND
         LINEDIT TEXT='MEMBER ''........''....',DOT=NO,                X
               SUB=(CHARA,(R5),CHARA,DOTS)
         BR    R10
DOTS     DC    C'....'
*        RECNUM: R0 = record number at R1, 0 for an asterisk. R10 =
*        ret.
RECNUM   SR    R0,R0
         CLC   0(2,R1),=C'* '
         BER   R10
         LR    R3,R1
         BAL   R14,GETNUM
         BZ    BADNUM
         LTR   R0,R0
         BZ    BADLINE
         CL    R0,=F'65535'
         BNHR  R10
BADLINE  LR    R3,R1
         DMSERR NUM=49,LET=E,SUB=(CHARA,(R3)),                         X
               TEXT='INVALID LINE NUMBER ''........'''
         LA    R15,24
         B     EXIT
BADNUM   LR    R3,R1
         DMSERR NUM=29,LET=E,SUB=(CHARA,(R3)),                         X
               TEXT='INVALID PARAMETER ''........'''
         LA    R15,24
         B     EXIT
         EJECT
*        RECORD: types the record in BUFFER (FILE has its length).
*        Condition code 0: typing is halted. R10 = return.
RECORD   TM    MSGFLAGS,NOTYPING
         BO    RECORDH
         L     R6,BUFFER
         A     R6,STARTCOL
         L     R7,FILE+40    bytes in the columns wanted
         C     R7,ENDCOL
         BNH   *+8
         L     R7,ENDCOL
         S     R7,STARTCOL
         BNM   *+6
         SR    R7,R7
         TM    FLAGS,HEX
         BO    TYPEHEX
         CH    R7,=H'130'    as much as a line of the terminal takes
         BNH   *+8
         LA    R7,130
         MVI   LINE,C' '
         LTR   R1,R7
         BZ    TYPE2
         BCTR  R1,0
         EX    R1,TYPEMVC
         EX    R1,TYPETR
         CLC   FILE+16(8),=CL8'LISTING'
         BNE   TYPE2
         CLI   COLSET,0      carriage control is not for the terminal
         BNE   TYPE2
         MVI   LINE,C' '
TYPE2    LTR   R7,R7
         BNZ   *+8
         LA    R7,1
         WRTERM LINE,(R7)
         LTR   R10,R10
         BR    R10
RECORDH  CR    R10,R10
         BR    R10
TYPEMVC  MVC   LINE(0),0(R6)
TYPETR   TR    LINE(0),NOCTL
*        A heading, then ten words a line.
TYPEHEX  L     R4,FILE+40
         LR    R5,R9
         BCTR  R5,0          (R9 is past the record already)
         LINEDIT TEXT='RECORD ..... LENGTH= .....',DOT=NO,COMP=NO,     X
               SUB=(DEC,(R5),DEC,(R4))
TYPEHEX1 LTR   R7,R7
         BNP   TYPEHEX2
         BAL   R14,HEXLINE
         WRTERM LINE,(R0)
         TM    MSGFLAGS,NOTYPING
         BO    RECORDH
         B     TYPEHEX1
TYPEHEX2 LTR   R10,R10
         BR    R10
         EJECT
*        Options: R1 -> token, R14 = return.
OPTHEX   OI    FLAGS,HEX
         BR    R14
OPTMEM   BAL   R7,OPERAND
         MVC   MEMNAME,0(R1)
         OI    FLAGS,MEMBER
         BR    R14
         COPY  COLOPT
         COPY  GETFID
         COPY  BADPARM
         COPY  INFILE
         COPY  NOFID
         COPY  NOTACC
         COPY  OPTSCAN
         COPY  GETNUM
         COPY  LIBSCAN
         COPY  RECLOOP
         COPY  RECBUF
         COPY  OPERAND
         COPY  HEXLINE
         COPY  RDERR
         COPY  NOSTG
OPTIONS  OPTION COL,3,OPTCOL
         OPTION HEX,3,OPTHEX
         OPTION MEMBER,3,OPTMEM
         OPTION
BLANK    DC    C' '
*        New line and start field are no characters for the terminal.
NOCTL    DC    256AL1(*-NOCTL)
         ORG   NOCTL+X'15'
         DC    C' '
         ORG   NOCTL+X'1D'
         DC    C' '
         ORG
         LTORG
         WORKAREA
FIRST    DS    F
LAST     DS    F
LRECL    DS    F
STARTCOL DS    F
ENDCOL   DS    F
BUFFER   DS    A
BUFDW    DS    F
BUFSTG   DS    A
RECRET   DS    A
CODE     DS    F
SAVE14   DS    A
OPTTAB   DS    A
LIBSTG   DS    A
LIBDW    DS    F
LIBENT   DS    A
LIBEND   DS    A
         DS    0F
FILE     DS    CL44
MEMNAME  DS    CL8
COLX     DS    CL8
COLY     DS    CL8
HEXIN    DS    XL5
HEXOUT   DS    CL9
FLAGS    DS    X
HEX      EQU   X'80'
MEMBER   EQU   X'40'
SECOND   EQU   X'20'
COLSET   DS    X
LINE     DS    CL131
         WORKEND
         NUCON
         FSTB
         FSCBD
         END   DMSTYP
