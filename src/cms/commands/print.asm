* CMS MODULE PRINT ORIGIN=E000
         TITLE 'DMSPRT: PRINT COMMAND'
*
*        PRINT fn ft [fm] [(options[)]]
*
*        Prints a file at virtual printer 00E, under a heading on each
*        page, and closes the printer. Options: CC the records begin
*        with carriage control (filetype LISTING: default), NOCC they
*        don't; UPCASE; HEX; LINECOUN nn lines a page, 0 without bound;
*        MEMBER name|* members of a library.
*
*        R15: 0; 20, 24 operand; 28 no file; 32 record too long or no
*        library; 36 disk, device; 100 disk or printer error.
*
         REGEQU
DMSPRT   COMMAND R11
         LA    R1,8(,R1)
         LA    R2,FILE
         BAL   R10,INFILE
         MVC   LRECL,FILE+32
         MVC   FIRST,=F'1'
         MVC   LAST,=F'65535'
         MVC   PERPAGE,=F'55'
         CLC   FILE+16(8),=CL8'LISTING'
         BNE   OPTS
         OI    FLAGS,CC
OPTS     CLI   0(R1),X'FF'
         BE    READY
         CLI   0(R1),C'('
         BNE   BADPARM
         LA    R1,8(,R1)
         LA    R2,OPTIONS
         BAL   R10,OPTSCAN
READY    LA    R6,X'00E'
         LA    R5,X'10'
         BAL   R10,CKUNIT
         TM    FLAGS,HEX
         BO    READY1
         LA    R0,132
         TM    FLAGS,CC
         BZ    *+8
         LA    R0,133
         C     R0,LRECL
         BL    TOOLONG
READY1   BAL   R10,RECBUF
         MVI   HEADLINE,C'1'
         MVI   HEADLINE+1,C' '
         MVC   HEADLINE+2(119),HEADLINE+1
         MVC   HEADLINE+1(6),=C'FILE: '
         MVC   HEADLINE+7(8),FILE+8
         MVC   HEADLINE+16(8),FILE+16
         MVC   HEADLINE+25(2),FILE+24
         MVC   HEADLINE+29(64),INSTALID
         MVC   HEADLINE+100(5),=C'PAGE '
         ZAP   PAGENO,=P'0'
         OI    FLAGS,EJECT
         BAL   R10,RECLOOP
         SR    R15,R15
EXIT     ST    R15,CODE
         TM    FLAGS,PRINTED
         BZ    EXIT1
         LA    R3,=C'00E'
         BAL   R10,CLOSUNIT
EXIT1    BAL   R10,RECFREE
         L     R15,CODE
         L     R14,RETURN
         BR    R14
         EJECT
NEWMEM   BR    R10
*        RECORD: prints the record in BUFFER. R10 = return, condition
*        code not 0.
RECORD   ST    R10,SAVE10
         L     R6,BUFFER
         L     R7,FILE+40
         TM    FLAGS,HEX
         BO    HEXREC
         TM    FLAGS,UPPER
         BZ    REC2
         LTR   R1,R7
         BZ    REC2
         BCTR  R1,0
         TM    FLAGS,CC
         BZ    REC1
         LTR   R1,R1         carriage control keeps its case
         BZ    REC2
         BCTR  R1,0
         EX    R1,RECTR1
         B     REC2
REC1     EX    R1,RECTR
REC2     TM    FLAGS,CC
         BO    RECCC
         BAL   R10,NEWPAGE
         BCTR  R6,0          the byte in front of BUFFER
         MVI   0(R6),X'09'
         LA    R7,1(,R7)
         BAL   R10,PRINT
         B     RECDONE
*        The first line begins a page, whatever its control says.
RECCC    TM    FLAGS,EJECT
         BZ    RECCC1
         NI    FLAGS,255-EJECT
         CLI   0(R6),C'1'
         BE    RECCC1
         CLI   0(R6),X'8B'
         BE    RECCC1
         LR    R8,R6
         LR    R5,R7
         LA    R6,=X'8B'
         LA    R7,1
         BAL   R10,PRINT
         LR    R6,R8
         LR    R7,R5
RECCC1   LTR   R7,R7
         BZ    RECDONE
         BAL   R10,PRINT
RECDONE  L     R10,SAVE10
         LTR   R10,R10
         BR    R10
RECTR    TR    0(0,R6),UPCASE
RECTR1   TR    1(0,R6),UPCASE
*        In hexadecimal: a heading and ten words a line.
HEXREC   BAL   R10,NEWPAGE
         MVI   LINE,C' '
         MVC   LINE+1(L'LINE-1),LINE
         MVC   LINE(26),=C'RECORD       LENGTH=      '
         LR    R1,R9
         BCTR  R1,0
         CVD   R1,DOUBLE
         MVC   LINE+6(6),=X'402020202120'
         ED    LINE+6(6),DOUBLE+5
         CVD   R7,DOUBLE
         MVC   LINE+20(6),=X'402020202120'
         ED    LINE+20(6),DOUBLE+5
         LA    R0,26
HEXREC1  STM   R6,R7,SAVE67
         MVI   LINECC,X'09'
         LA    R6,LINECC
         LR    R7,R0
         LA    R7,1(,R7)
         BAL   R10,PRINT
         LM    R6,R7,SAVE67
         LTR   R7,R7
         BNP   RECDONE
         BAL   R10,NEWPAGE
         BAL   R14,HEXLINE
         B     HEXREC1
*        NEWPAGE: begins a page if the last one is full; counts a line.
*        R10 = return; keeps R6, R7.
NEWPAGE  TM    FLAGS,EJECT
         BO    NEWPAGE1
         L     R0,LINES
         BCTR  R0,0
         ST    R0,LINES
         LTR   R0,R0
         BNZR  R10
NEWPAGE1 NI    FLAGS,255-EJECT
         ST    R10,SAVE10A
         STM   R6,R7,SAVEPG
         MVC   LINES,PERPAGE
         AP    PAGENO,=P'1'
         UNPK  HEADLINE+105(3),PAGENO
         OI    HEADLINE+107,C'0'
         LA    R6,HEADLINE
         LA    R7,120
         BAL   R10,PRINT
         LA    R6,=X'1B'
         LA    R7,1
         BAL   R10,PRINT
         LM    R6,R7,SAVEPG
         L     R10,SAVE10A
         BR    R10
*        PRINT: the line of R7 bytes at R6. R10 = return.
PRINT    OI    FLAGS,PRINTED
         PRINTL (R6),(R7)
         LTR   R15,R15
         BZR   R10
         CH    R15,=H'2'     channel 12 and 9 are no errors
         BER   R10
         CH    R15,=H'3'
         BER   R10
         LR    R4,R15
         LA    R3,FILE+8
         DMSERR NUM=123,LET=S,SUB=(DEC,(R4),CHAR8A,((R3),18)),         X
               TEXT='ERROR ''...'' PRINTING FILE ''..................''X
               '
         LA    R15,100
         B     EXIT
TOOLONG  DMSERR NUM=44,LET=E,TEXT='RECORD EXCEEDS ALLOWABLE MAXIMUM'
         LA    R15,32
         B     EXIT
         EJECT
*        Options: R1 -> token, R14 = return.
OPTCC    OI    FLAGS,CC
         BR    R14
OPTNOCC  NI    FLAGS,255-CC
         BR    R14
OPTUP    OI    FLAGS,UPPER
         BR    R14
OPTHEX   OI    FLAGS,HEX
         NI    FLAGS,255-CC
         BR    R14
OPTMEM   BAL   R7,OPERAND
         MVC   MEMNAME,0(R1)
         OI    FLAGS,MEMBER
         BR    R14
OPTLINE  BAL   R7,OPERAND
         CLI   2(R1),C' '
         BNE   BADVALUE
         LR    R8,R14
         LR    R3,R1
         BAL   R14,GETNUM
         BZ    BADVALUE
         ST    R0,PERPAGE
         BR    R8
         COPY  GETFID
         COPY  BADPARM
         COPY  INFILE
         COPY  NOFID
         COPY  NOTACC
         COPY  OPTSCAN
         COPY  OPERAND
         COPY  GETNUM
         COPY  LIBSCAN
         COPY  RECLOOP
         COPY  RECBUF
         COPY  HEXLINE
         COPY  CLOSUNIT
         COPY  RDERR
         COPY  NOSTG
         COPY  UPCASE
OPTIONS  OPTION CC,2,OPTCC
         OPTION NOCC,4,OPTNOCC
         OPTION UPCASE,2,OPTUP
         OPTION LINECOUN,2,OPTLINE
         OPTION HEX,3,OPTHEX
         OPTION MEMBER,3,OPTMEM
         OPTION
         LTORG
         WORKAREA
DOUBLE   DS    D
FIRST    DS    F
LAST     DS    F
LRECL    DS    F
PERPAGE  DS    F
LINES    DS    F
BUFFER   DS    A
BUFDW    DS    F
BUFSTG   DS    A
RECRET   DS    A
CODE     DS    F
SAVE10   DS    A
SAVE10A  DS    A
SAVE67   DS    2F
SAVEPG   DS    2F
OPTTAB   DS    A
LIBSTG   DS    A
LIBDW    DS    F
LIBENT   DS    A
LIBEND   DS    A
         DS    0F
FILE     DS    CL44
CLOSCMD  DS    CL32
MEMNAME  DS    CL8
HEXIN    DS    XL5
HEXOUT   DS    CL9
PAGENO   DS    PL2
FLAGS    DS    X
CC       EQU   X'80'
HEX      EQU   X'40'
UPPER    EQU   X'20'
MEMBER   EQU   X'10'
EJECT    EQU   X'08'         the next line begins a page
PRINTED  EQU   X'04'
HEADLINE DS    CL121
LINECC   DS    C
LINE     DS    CL102
         WORKEND
         NUCON
         FSTB
         FSCBD
         END   DMSPRT
