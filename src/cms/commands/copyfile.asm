* CMS MODULE COPYFILE ORIGIN=20000 SYSTEM
         TITLE 'DMSCPY: COPYFILE COMMAND'
*
*        COPYFILE fn ft fm [fn ft fm ...] [outfn outft outfm]
*        [(options[)]]
*
*        Copies files, and changes their format, lines and characters.
*        Names and types of the input may have asterisks; = in the
*        output (and in the second and later inputs) means: as the
*        first input. Without an output the file is replaced.
*
*        An output with = is made for each file that fits the first
*        input (SINGLE: only one in all); else all inputs are put
*        together.
*
*        The copy is made as COPYFILE CMSUT1 on the output disk and
*        then renamed, so that an old file is there until the new one
*        is whole. APPEND and OVLY work on the old file itself.
*
*        Parts: CPYOPT options, CPYREC what is done to a record,
*        CPYSPEC the SPECS and TRANS lists, CPYPACK packed files.
*
*        R15: 0; 20, 24 operand; 28 no file, or there is one already;
*        32 format, label or record not found; 36 disk; 40; 100; 104.
*
         REGEQU
DMSCPY   COMMAND R11,R13
*        File identifiers are worked on where they are, in the plist.
         LA    R1,8(,R1)
         ST    R1,IDS
         SR    R4,R4
PARSE1   CLI   0(R1),X'FF'
         BE    PARSE2
         CLI   0(R1),C'('
         BE    PARSE2
         LA    R1,8(,R1)
         LA    R4,1(,R4)
         B     PARSE1
PARSE2   LTR   R5,R4
         BZ    NOIDS
         SR    R4,R4
         D     R4,=F'3'
         LTR   R4,R4
         BNZ   NOFID
         ST    R5,INPUTS
         LA    R0,SAMEID
         ST    R0,OUTID
         CH    R5,=H'1'
         BE    PARSE3
         BCTR  R5,0
         ST    R5,INPUTS
         MH    R5,=H'24'
         A     R5,IDS
         ST    R5,OUTID
PARSE3   BAL   R10,SETOPT
         BAL   R10,CKIDS
         BAL   R10,LISTS
*        One output for all, or one for each file of the first input?
         L     R4,OUTID
         TM    OPT2,SINGLE
         BO    ALLINONE
         CLI   0(R4),C'='
         BE    ONEBYONE
         CLI   8(R4),C'='
         BE    ONEBYONE
ALLINONE L     R8,INPUTS
         L     R9,IDS
         OI    FLAGS,FIRSTIN
ALL1     STM   R8,R9,ALLREGS
         BAL   R10,INPUTALL
         LM    R8,R9,ALLREGS
         LA    R9,24(,R9)
         BCT   R8,ALL1
         BAL   R10,ENDOUT
         B     DONE
ONEBYONE L     R4,IDS
         LA    R2,PATTERN
         BAL   R10,RESOLVE
         LA    R2,PATTERN
         BAL   R10,ISONE
         BNZ   ONEWILD
         OI    FLAGS,FIRSTIN
         LA    R2,PATTERN
         BAL   R10,FINDONE
         BAL   R10,TAKEONE
         B     DONE
ONEWILD  TM    OPT1,NOTYPE   many files: each is shown
         BO    *+8
         OI    OPT1,TYPE
         LA    R2,PATTERN
         BAL   R10,FSTLIST
         BZ    NOINPUT
ONE1     STM   R8,R9,ONEREGS
         MVC   CURIN,0(R8)
         OI    FLAGS,FIRSTIN
         BAL   R10,TAKEONE
         LM    R8,R9,ONEREGS
         LA    R8,48(,R8)
         BCT   R9,ONE1
DONE     SR    R15,R15
EXIT     ST    R15,CODE
         BAL   R10,CLEANUP
         L     R15,CODE
         L     R14,RETURN
         BR    R14
*        TAKEONE: the file CURIN and what the other inputs are then go
*        into one output. R10 = return.
TAKEONE  ST    R10,TAKERET
         BAL   R10,COPYIN
         L     R8,INPUTS
         L     R9,IDS
TAKE1    BCT   R8,TAKE2
         BAL   R10,ENDOUT
         L     R10,TAKERET
         BR    R10
TAKE2    LA    R9,24(,R9)
         STM   R8,R9,ALLREGS
         BAL   R10,INPUTALL
         LM    R8,R9,ALLREGS
         B     TAKE1
*        INPUTALL: copies the files of the identifier at R9 to the
*        output. R10 = return.
INPUTALL ST    R10,INRET
         LR    R4,R9
         LA    R2,PATTERN
         BAL   R10,RESOLVE
         LA    R2,PATTERN
         BAL   R10,ISONE
         BNZ   INALL1
         LA    R2,PATTERN
         BAL   R10,FINDONE
         BAL   R10,COPYIN
         L     R10,INRET
         BR    R10
INALL1   LA    R2,PATTERN
         LA    R3,16(,R2)
         BAL   R10,FSTINIT
         BZ    NOTACC
         NI    FLAGS,255-FOUND
INALL2   LA    R2,PATTERN
         BAL   R10,FSTNEXT
         BZ    INALL3
         CLC   0(16,R8),TEMPNAME
         BE    INALL2
         OI    FLAGS,FOUND
         MVC   CURIN(40),0(R8)
         MVC   CURIN+40(1),ADTM-ADTSECT(R9)
         MVC   CURIN+44(4),SCANST+4
         BAL   R10,COPYIN
         B     INALL2
INALL3   TM    FLAGS,FOUND
         BZ    NOINPUT
         L     R10,INRET
         BR    R10
*        ISONE: condition code 0 if the pattern at R2 means one file.
*        R10 = return; uses R3, R4.
ISONE    CLI   16(R2),C'*'
         BE    ISONE2
         LR    R3,R2
         LA    R4,16
ISONE1   CLI   0(R3),C'*'
         BE    ISONE2
         LA    R3,1(,R3)
         BCT   R4,ISONE1
         CR    R4,R4
         BR    R10
ISONE2   LTR   R10,R10
         BR    R10
*        FINDONE: CURIN = the file at R2. R10 = return.
FINDONE  XC    INFILE,INFILE
         MVC   INFILE+8(18),0(R2)
         FSSTATE FSCB=INFILE
         LTR   R15,R15
         BNZ   STATERR
         MVC   CURIN(40),0(R1)
         MVC   CURIN+40(1),FSTM-FSTSECT(R1)
         MVC   CURIN+44(4),FSTADDR-FSTSECT(R1)
         BR    R10
STATERR  CH    R15,=H'36'
         BE    STATERR1
         CH    R15,=H'28'
         BE    NOINPUT
         DMSERR NUM=62,LET=E,SUB=(CHAR8A,(INFILE+8,18)),               X
               TEXT='INVALID CHARACTER IN FILEID ''..................''X
               '
         LA    R15,20
         B     EXIT
STATERR1 LA    R3,INFILE+24
         B     NOTACC
NOINPUT  LA    R3,PATTERN
         DMSERR NUM=2,LET=E,SUB=(CHAR8A,((R3),18)),                    X
               TEXT='INPUT FILE ''....................'' NOT FOUND'
         LA    R15,28
         B     EXIT
*        RESOLVE: the identifier at R4 to the 18 bytes at R2; = means:
*        as CURIN. R10 = return.
RESOLVE  MVC   0(16,R2),0(R4)
         MVC   16(2,R2),16(R4)
         CLC   0(2,R4),=C'= '
         BNE   *+10
         MVC   0(8,R2),CURIN
         CLC   8(2,R4),=C'= '
         BNE   *+10
         MVC   8(8,R2),CURIN+8
         CLI   16(R4),C'='
         BNE   *+10
         MVC   16(1,R2),CURIN+40
         CLI   17(R4),C'='
         BNE   *+10
         MVC   17(1,R2),CURIN+FSTM+1-FSTSECT
         BR    R10
*        CKIDS: are the identifiers possible? R10 = return.
CKIDS    L     R9,INPUTS
         L     R4,IDS
         CLI   0(R4),C'='    the first input is what = means
         BE    BADCHAR
         CLI   8(R4),C'='
         BE    BADCHAR
         CLI   16(R4),C'='
         BE    BADCHAR
CKIDS1   LA    R1,16(,R4)
         CLI   0(R1),C'='
         BE    CKIDS2
         BAL   R3,CKMODE
CKIDS2   LA    R4,24(,R4)
         BCT   R9,CKIDS1
         L     R4,OUTID
         CLI   0(R4),C'*'
         BE    BADSTAR
         CLI   8(R4),C'*'
         BE    BADSTAR
         CLI   16(R4),C'*'
         BE    BADSTAR
         CLI   16(R4),C'='
         BER   R10
         LA    R1,16(,R4)
         CLI   17(R4),C'='
         BNE   CKIDS3
         CLI   16(R4),C'A'
         BL    BADMODE
         BR    R10
CKIDS3   BAL   R3,CKMODE
         BR    R10
BADCHAR  LA    R3,=C'='
         B     BADCHR1
BADSTAR  LA    R3,=C'*'
BADCHR1  LR    R5,R4
         DMSERR NUM=62,LET=E,SUB=(CHARA,((R3),1),CHAR8A,((R5),18)),    X
               TEXT='INVALID CHAR ''..'' IN FILEID ''..................X
               '''
         LA    R15,20
         B     EXIT
NOIDS    DMSERR NUM=42,LET=E,TEXT='NO FILEID(S) SPECIFIED'
         LA    R15,24
         B     EXIT
SAMEID   DC    CL8'=',CL8'=',CL8'=='
TEMPNAME DC    CL8'COPYFILE',CL8'CMSUT1'
         EJECT
         COPY  CPYOPT
         COPY  CPYREC
         COPY  CPYSPEC
         COPY  CPYPACK
         COPY  GETFID
         COPY  BADPARM
         COPY  NOFID
         COPY  NOTACC
         COPY  CKRW
         COPY  OPTSCAN
         COPY  OPERAND
         COPY  GETNUM
         COPY  MATCH8
         COPY  FSTSCAN
         COPY  FSTLIST
         COPY  NOSTG
         LTORG
         WORKAREA
DOUBLE   DS    D
SCANST   DS    4F
LIST     DS    A
LISTDW   DS    F
LISTPTR  DS    A
LISTPAT  DS    A
LISTRET  DS    A
OPTTAB   DS    A
IDS      DS    A             identifiers in the plist
INPUTS   DS    F             how many inputs
OUTID    DS    A             identifier of the output
ALLREGS  DS    2F
ONEREGS  DS    2F
TAKERET  DS    A
INRET    DS    A
COPYRET  DS    A
BEGRET   DS    A
ENDRET   DS    A
RECRET   DS    A
SAVE14   DS    A
CODE     DS    F
FROMREC  DS    F             FROM, default 1
FORRECS  DS    F             FOR, default all
LRECL    DS    F             LRECL, 0: none given
RECCOUNT DS    F             records written to the output
ITEMS    DS    F             items of the input
OUTLEN   DS    F             LRECL of the output
MAXLEN   DS    F             longest record handled
RECORD   DS    A             record as read
RECLEN   DS    F
RECDW    DS    F
OUTREC   DS    A             record to be written
OUTDW    DS    F
OUTPOS   DS    F             OVLY: item to be overlaid
OVLREC   DS    A
         DS    0F
CURIN    DS    CL48          FST, mode letter, A(FST) of the input
FIRST    DS    CL48          the first input of this output
INFILE   DS    CL44
         DS    0F
OUTFILE  DS    CL44
         DS    0F
OVLFILE  DS    CL44
RENAMEPL DS    CL64
PATTERN  DS    CL18
OUTPAT   DS    CL18
FRLAB    DS    CL8
TOLAB    DS    CL8
RECFM    DS    C
FILLCHAR DS    C
OPT1     DS    X
TYPE     EQU   X'80'
NOTYPE   EQU   X'40'
NEWDATE  EQU   X'20'
OLDDATE  EQU   X'10'
NEWFILE  EQU   X'08'
REPLACE  EQU   X'04'
APPEND   EQU   X'02'
OVLY     EQU   X'01'
OPT2     DS    X
SINGLE   EQU   X'80'
TRUNC    EQU   X'40'
NOTRUNC  EQU   X'20'
SPECS    EQU   X'10'
NOSPECS  EQU   X'08'
NOPROMPT EQU   X'04'
PACK     EQU   X'02'
UNPACK   EQU   X'01'
OPT3     DS    X
TRANSL   EQU   X'80'         the translate table says something
TRANS    EQU   X'40'
FRLABEL  EQU   X'20'
TOLABEL  EQU   X'10'
FROMOPT  EQU   X'08'
FOROPT   EQU   X'04'
RECFMOPT EQU   X'02'
LRECLOPT EQU   X'01'
FLAGS    DS    X
FIRSTIN  EQU   X'80'         the next input is the first of an output
FOUND    EQU   X'40'
OUTOPEN  EQU   X'20'         the output has been begun
OLDFILE  EQU   X'10'         there is an old file of that name
INPLACE  EQU   X'08'         it is worked on itself (APPEND, OVLY)
         CPYWORK
TABLE    DS    CL256         translate table
LINE     DS    CL130
         WORKEND
*        One specification of SPECS
SPECSECT DSECT
SPECTEXT DS    A             string, or 0: columns of the input
SPECFROM DS    F             first of them
SPECLEN  DS    F             how many characters
SPECTO   DS    F             first column of the output
         NUCON
         ADT
         FSTB
         END   DMSCPY
