* CMS MODULE LISTFILE ORIGIN=E000
         TITLE 'DMSLST: LISTFILE COMMAND'
*
*        LISTFILE [fn|* [ft|* [fm|*]]] [(options[)]]
*
*        Types a line for each file that fits, or writes the lines into
*        CMS EXEC A1 (EXEC, APPEND) or stacks them (STACK, FIFO, LIFO).
*        A name may end with an asterisk. Default: all files of disk A.
*
*        How much of a line is wanted is a level from 0, the filename
*        only (FNAME), to 6, everything (LABEL); the highest one asked
*        for counts. From level 3 on a heading comes first.
*
*        R15: 0; 24 operand; 28 nothing found; 36 disk; 1nn writing.
*
         REGEQU
DMSLST   COMMAND
         MVI   LEVEL,X'FF'
         MVC   PATTERN,=CL18'*       *       A '
         LA    R1,8(,R1)
         LA    R2,PATTERN
         BAL   R10,GETFID
         CLI   0(R1),X'FF'
         BE    FIND
         CLI   0(R1),C'('
         BNE   BADPARM
         LA    R1,8(,R1)
         LA    R2,OPTIONS
         BAL   R10,OPTSCAN
FIND     CLI   LEVEL,X'FF'
         BNE   FIND1
         MVI   LEVEL,2
FIND1    LA    R2,PATTERN
         BAL   R10,FSTINIT
         LA    R3,PATTERN+16
         BZ    NOTACC
         CLI   OUTPUT,OUTEXEC
         BNE   LOOP
         BAL   R10,OPENEXEC
LOOP     LA    R2,PATTERN
         BAL   R10,FSTNEXT
         BZ    DONE
         TM    MSGFLAGS,NOTYPING  HT also ends the search
         BO    DONE
         BAL   R10,ONEFILE
         B     LOOP
*
DONE     SR    R4,R4
         CLI   FOUND,0
         BNE   CLOSE
         LA    R4,28
         CLI   PLIST,X'0B'   a program wants only the code
         BE    DONE1
         CLI   PLIST,X'0D'
         BNE   CLOSE
DONE1    DMSERR NUM=2,LET=E,TEXT='FILE NOT FOUND'
CLOSE    CLI   OUTPUT,OUTEXEC
         BNE   CLOSE1
         FSCLOSE FSCB=EXECFILE
CLOSE1   LR    R15,R4
EXIT     L     R14,RETURN
         BR    R14
         EJECT
*        The line of one file: R8 = FST, R9 = ADT. R10 = return.
         USING FSTSECT,R8
         USING ADTSECT,R9
ONEFILE  CLI   OUTPUT,OUTEXEC
         BNE   ONE1
         CLI   ADTM,C'A'     the file being written is not listed
         BNE   ONE1
         CLC   FSTN(16),=CL16'CMS     EXEC'
         BER   R10
ONE1     ST    R10,SAVE10
         CLI   FOUND,0
         BNE   ONE2
         BAL   R10,HEADING
ONE2     MVI   FOUND,1
         MVI   LINE,C' '
         MVC   LINE+1(L'LINE-1),LINE
         SR    R1,R1
         IC    R1,LEVEL
         SLL   R1,1
         LH    R1,FILLFROM(R1)
         B     0(R1,R12)
FILL6    MVC   LINE+63(6),ADTID
FILL5    CLI   FSTD,X'12'    month or hour impossible: blank
         BH    FILL4
         CLI   FSTD,0
         BE    FILL4
         UNPK  WORK9(5),FSTD(3)      mmddhh.
         MVC   LINE+45(2),WORK9
         MVI   LINE+47,C'/'
         MVC   LINE+48(2),WORK9+2
         MVI   LINE+50,C'/'
         MVC   LINE+51(2),FSTYR
         MVC   LINE+55(6),=X'4021207A2020'
         ED    LINE+55(6),FSTD+2
FILL4    SR    R1,R1
         ICM   R1,3,FSTDBC
         LA    R2,LINE+37
         BAL   R14,NUMBER
         SR    R1,R1
         ICM   R1,3,FSTIC
         LA    R2,LINE+30
         BAL   R14,NUMBER
FILL3    L     R1,FSTIL
         LA    R2,LINE+23
         BAL   R14,NUMBER
         MVC   LINE+22(1),FSTFV
FILL2    MVC   LINE+18(1),ADTM
         MVC   LINE+19(1),FSTM+1
FILL1    MVC   LINE+9(8),FSTT
FILL0    MVC   LINE(8),FSTN
         L     R10,SAVE10
         DROP  R8,R9
*        Puts LINE out. R10 = return.
PUTLINE  SR    R0,R0
         IC    R0,LEVEL
         LR    R1,R0
         IC    R0,WIDTH(R1)
         CLI   OUTPUT,OUTEXEC
         BE    PUTEXEC
         CLI   OUTPUT,OUTTYPE
         BE    PUTTYPE
         STC   R0,STACKPL+12
         LA    R1,LINE
         STCM  R1,7,STACKPL+13
         CMSCALL STACKPL
         BR    R10
PUTTYPE  WRTERM LINE,(R0)
         BR    R10
PUTEXEC  FSWRITE FSCB=EXECFILE,BUFFER=RECORD,BSIZE=80,ERROR=WRERR
         BR    R10
WRERR    LR    R4,R15
         DMSERR NUM=105,LET=S,SUB=(DEC,(R4)),                          X
               TEXT='ERROR ''..'' WRITING FILE ''CMS EXEC A1'' ON DISK'
         LA    R4,100(,R4)
         B     CLOSE
*        NUMBER: R1 as six characters at R2. R14 = return.
NUMBER   CVD   R1,DOUBLE
         MVC   0(6,R2),=X'402020202120'
         ED    0(6,R2),DOUBLE+5
         BR    R14
*        HEADING: before the first file, unless the lines go into an
*        EXEC or NOHEADER was given. R10 = return.
HEADING  CLI   OUTPUT,OUTEXEC
         BER   R10
         TM    FLAGS,NOHEADER
         BOR   R10
         TM    FLAGS,HEADER
         BO    HEAD1
         CLI   LEVEL,3
         BLR   R10
HEAD1    MVI   LINE+68,C' '
         MVC   LINE(L'TITLES),TITLES
         B     PUTLINE
TITLES   DS    0CL68
         DC    C'FILENAME FILETYPE FM  FORMAT    RECS BLOCKS '
         DC    C'    DATE    TIME   LABEL'
         EJECT
*        OPENEXEC: disk A must be read-write; EXEC begins a new file.
*        R10 = return.
OPENEXEC LR    R8,R10
         LA    R3,=C'A'
         BAL   R10,CKRW
         LR    R10,R8
         TM    FLAGS,APPEND
         BOR   R10
         FSERASE FSCB=EXECFILE
         BR    R10
*
*        Options: R1 -> token, R14 = return.
*
OPTFN    LA    R3,0
         B     RAISE
OPTFT    LA    R3,1
         B     RAISE
OPTFM    LA    R3,2
         B     RAISE
OPTFO    LA    R3,3
         B     RAISE
OPTAL    LA    R3,4
         B     RAISE
OPTDA    LA    R3,5
         B     RAISE
OPTLA    LA    R3,6
RAISE    CLI   LEVEL,X'FF'
         BE    RAISE1
         SR    R4,R4
         IC    R4,LEVEL
         CR    R4,R3
         BHR   R14
RAISE1   STC   R3,LEVEL
         BR    R14
*
OPTHE    TM    FLAGS,NOHEADER
         BO    CONFHEAD
         OI    FLAGS,HEADER
         BR    R14
OPTNOH   TM    FLAGS,HEADER
         BO    CONFHEAD
         OI    FLAGS,NOHEADER
         BR    R14
OPTAP    TM    FLAGS,NEWEXEC
         BO    CONFEXEC
         OI    FLAGS,APPEND
         B     OPTEX1
OPTEX    TM    FLAGS,APPEND
         BO    CONFEXEC
         OI    FLAGS,NEWEXEC
OPTEX1   MVI   OUTPUT,OUTEXEC
         MVC   EXECFILE(FSCBL),EXECMODL
         MVC   RECORD(7),=C' &&1 &&2 '
         BR    R14
OPTFIFO  MVC   STACKPL(12),=CL12'ATTN    FIFO'
         B     OPTST1
OPTLIFO  MVC   STACKPL(12),=CL12'ATTN    LIFO'
OPTST1   MVI   OUTPUT,OUTSTACK
         OI    FLAGS,NOHEADER
         BR    R14
*
CONFHEAD DMSERR NUM=66,LET=E,                                          X
               TEXT='''HEADER'' AND ''NOHEADER'' ARE CONFLICTING OPTIONX
               S'
         B     CONF
CONFEXEC DMSERR NUM=66,LET=E,                                          X
               TEXT='''APPEND'' AND ''EXEC'' ARE CONFLICTING OPTIONS'
CONF     LA    R15,24
         B     EXIT
*
         COPY  GETFID
         COPY  BADPARM
         COPY  CKRW
         COPY  NOTACC
         COPY  OPTSCAN
         COPY  MATCH8
         COPY  FSTSCAN
*
OPTIONS  OPTION HEADER,1,OPTHE
         OPTION NOHEADER,3,OPTNOH
         OPTION EXEC,1,OPTEX
         OPTION APPEND,2,OPTAP
         OPTION FNAME,2,OPTFN
         OPTION FTYPE,2,OPTFT
         OPTION FMODE,2,OPTFM
         OPTION FORMAT,2,OPTFO
         OPTION ALLOC,2,OPTAL
         OPTION DATE,1,OPTDA
         OPTION LABEL,1,OPTLA
         OPTION STACK,1,OPTFIFO
         OPTION FIFO,2,OPTFIFO
         OPTION LIFO,2,OPTLIFO
         OPTION
FILLFROM DC    Y(FILL0-DMSLST,FILL1-DMSLST,FILL2-DMSLST,FILL3-DMSLST)
         DC    Y(FILL4-DMSLST,FILL5-DMSLST,FILL6-DMSLST)
WIDTH    DC    AL1(8,17,20,29,43,61,69)
EXECMODL FSCB  'CMS EXEC A1',RECFM=F,BSIZE=80
         LTORG
         EJECT
         WORKAREA
DOUBLE   DS    D
SCANST   DS    4F
SAVE10   DS    A
OPTTAB   DS    A
         DS    0F
EXECFILE DS    CL44
         DS    0F
STACKPL  DS    CL16
WORK9    DS    CL9
LEVEL    DS    X
FLAGS    DS    X
HEADER   EQU   X'80'
NOHEADER EQU   X'40'
APPEND   EQU   X'20'
NEWEXEC  EQU   X'10'
OUTPUT   DS    X
OUTTYPE  EQU   0
OUTEXEC  EQU   1
OUTSTACK EQU   2
FOUND    DS    X
PATTERN  DS    CL18
RECORD   DS    CL7
LINE     DS    CL73
         WORKEND
         NUCON
         ADT
         FSTB
         FSCBD
         END   DMSLST
