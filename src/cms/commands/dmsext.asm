* CMS NUCLEUS EXEC
         TITLE 'DMSEXT: THE EXEC LANGUAGE'
*
*        EXEC fn [arguments]: carries out the statements of fn EXEC.
*
*        A line is cut into tokens of eight characters. Variables in
*        them are replaced by their values (SUBST), tokens that are
*        blank then are dropped, and what is left is an assignment, a
*        control statement or a command of CMS. A value is eight
*        characters; the variables &RETCODE, &INDEX, &LINENUM and
*        &GLOBALn are fullwords.
*
*        Re-entrant: everything that changes is in EXW, which R13 maps.
*        R12 and R11 are the base. R2 -> the token being worked on.
*        Links: R14 of subroutines that call none, R10 and R9 of
*        others. The routine of a control word ends with a branch to
*        LOOP.
*
*        R15: that of &EXIT; 801-819 error in the EXEC; 104 no storage.
*
         REGEQU
DMSEXT   CSECT
         ENTRY EXEC
EXEC     DS    0H
         USING NUCON,0
         LR    R12,R15
         USING DMSEXT,R12,R11
         LA    R11,2048(,R12)
         LA    R11,2048(,R11)
         LR    R5,R1
         LR    R6,R14
         LA    R0,EXWDW
         DMSFREE DWORDS=(0),TYPE=USER,ERR=NOROOM
         LR    R13,R1
         USING EXW,R13
         LR    R2,R1
         LA    R3,EXWL
         SR    R9,R9
         MVCL  R2,R8
         ST    R6,RETURN
         MVC   READPL,READMODL
         MVC   WAITPL,WAITMODL
         LA    R3,LINE
         STCM  R3,7,WAITPL+9
         MVC   STACKPL(12),=CL12'ATTN    FIFO'
         MVI   SHOW,SHOWCMS+SHOWPACK
         LA    R7,1
         ST    R7,NEXTLINE
         MVC   ERRTEXT(9),CONTTEXT  until there is another &ERROR
         MVI   ERRLEN,9
         BAL   R10,ENTERLVL
         MVC   ARGS(8),=CL8' '
         CLI   8(R5),X'FF'
         BE    NOFILE
         MVC   READPL+8(8),8(R5)
         MVC   ARGS(8),8(R5)
*        Find the file.
         MVC   READPL(8),=CL8'STATE'
         LA    R1,READPL
         SVC   202
         DC    AL4(*+4)
         LTR   R15,R15
         BNZ   NOFILE
         L     R1,READPL+28
         USING FSTSECT,R1
         MVC   READPL+24(2),FSTM
         MVC   READPL+36(1),FSTFV
         CLC   FSTIL,=F'130'
         BH    BADFORM
         DROP  R1
         MVC   READPL(8),=CL8'RDBUF'
         LA    R3,LINE
         ST    R3,READPL+28
         MVC   PREVEXEC,LASTEXEC
         MVC   LASTEXEC,ARGS
         LA    R2,16(,R5)
         BAL   R10,SETARGS
         BAL   R14,TIMERST
         B     LOOP
NOROOM2  LR    R1,R13
         LA    R0,EXWDW
         DMSFRET DWORDS=(0),LOC=(1)
NOROOM   LA    R15,104
         LR    R14,R6
         BR    R14
         DS    0F
READMODL DC    CL8' ',CL8' ',CL8'EXEC',CL2'*',H'1',A(0,130)
         DC    C'F',X'00',H'1',F'0'
         DS    0F
WAITMODL DC    CL8'WAITRD',AL1(1),AL3(0),C'U',X'00',H'0'
CONTTEXT DC    C'&&CONTINUE'
*        ENTERLVL: one more EXEC runs. The first makes the variables
*        that all share, &GLOBAL0 to 9, which are 1 to begin with. R10
*        = ret.
ENTERLVL ICM   R1,15,AUSER1
         BNZ   ENTERLV2
         LA    R0,GLOBDW
         DMSFREE DWORDS=(0),TYPE=USER,ERR=NOROOM2
         ST    R1,AUSER1
         XC    0(4,R1),0(R1)
         LA    R3,10
         LA    R4,1
         LA    R7,4(,R1)
ENTERLV1 ST    R4,0(,R7)
         LA    R7,4(,R7)
         BCT   R3,ENTERLV1
ENTERLV2 L     R3,0(,R1)
         LA    R3,1(,R3)
         ST    R3,0(,R1)
         OI    EXECFLAG,EXECRUN
         BR    R10
         EJECT
*
*        The next statement: from the terminal if &READ asked for
*        lines, else from the file. A loop that ends here is begun
*        again or is given up; one that has been left is forgotten.
*
LOOP     NI    FLAGS,255-INERROR
         CLI   BEGIN,0
         BNE   GETLINE
         ICM   R7,15,TOREAD
         BP    READTERM
         ICM   R7,15,GOTOSTOP
         BNZ   GETLINE
         TM    FLAGS,SEEKEND
         BO    GETLINE
LOOP1    ICM   R6,15,LEVEL
         BZ    GETLINE
         BAL   R14,LOOPROW
         USING LOOPSECT,R6
         L     R8,NEXTLINE
         C     R8,LOOPBEG
         BL    LOOP4
         C     R8,LOOPEND
         BH    LOOP4
         BL    GETLINE
         L     R7,LOOPCNT    end of the body: once more?
         LTR   R7,R7
         BM    LOOP2
         BCTR  R7,0
         LTR   R7,R7
         BM    LOOP4
         ST    R7,LOOPCNT
         B     LOOP3
LOOP2    BAL   R9,UNTIL
         BZ    LOOP4
LOOP3    BAL   R14,LOOPROW
         MVC   NEXTLINE,LOOPBEG
         B     GETLINE
LOOP4    L     R7,LEVEL
         BCTR  R7,0
         ST    R7,LEVEL
         B     LOOP1
         DROP  R6
*        LOOPROW: R6 -> the row of the innermost loop. R14 = return.
LOOPROW  L     R6,LEVEL
         MH    R6,=AL2(LOOPL)
         LA    R6,LOOPS-LOOPL(R6)
         BR    R14
*        A line of the terminal or of the stack.
GETLINE  CLI   BEGIN,0
         BE    READFILE
         ICM   R7,15,TOREAD
         BNP   READFILE
READTERM BCTR  R7,0
         ST    R7,TOREAD
         OI    FLAGS,TERMINAL
         LA    R1,WAITPL
         SVC   202
         DC    AL4(*+4)
         LTR   R15,R15
         BNZ   READERR
         SR    R0,R0
         ICM   R0,3,WAITPL+14
         B     GOTLINE
READFILE NI    FLAGS,255-TERMINAL
         MVC   READPL+26(2),NEXTLINE+2
         LA    R1,READPL
         SVC   202
         DC    AL4(*+4)
         LTR   R15,R15
         BNZ   READEND
         L     R7,NEXTLINE
         LA    R7,1(,R7)
         ST    R7,NEXTLINE
         L     R0,READPL+40
         ST    R0,WIDTH
         CLI   READPL+36,C'F'
         BNE   GOTLINE
         CH    R0,=H'72'     columns 73-80 of cards are numbers
         BNH   GOTLINE
         LA    R0,72
GOTLINE  ST    R0,LENGTH
         CLI   BEGIN,0
         BE    GOTLINE2
*        A line behind &BEGxxxx goes as it is.
         CLC   LINE(4),=C'&&END'
         BNE   GOTLINE1
         MVI   BEGIN,0
         B     LOOP
GOTLINE1 LA    R5,LINE
         L     R15,LENGTH
         TM    FLAGS,TERMINAL
         BO    *+16
         TM    BEGIN,BEGALL
         BZ    *+8
         L     R15,WIDTH
         TM    BEGIN,BEGTYPE
         BO    TYPETEXT
         TM    BEGIN,BEGSTACK
         BO    STACKTXT
         TM    BEGIN,BEGPUNCH
         BO    PUNCHTXT
         B     EMSGTEXT
GOTLINE2 CLI   READING,0
         BNE   SCAN
         LA    R5,LINE       first character that is not blank
         L     R3,LENGTH
GOTLINE3 LTR   R3,R3
         BNP   NOTHERE
         CLI   0(R5),C' '
         BNE   GOTLINE4
         LA    R5,1(,R5)
         BCT   R3,GOTLINE3
         B     NOTHERE
GOTLINE4 CLI   0(R5),C'*'
         BE    NOTHERE
         TM    FLAGS,TERMINAL
         BO    SCAN
         ICM   R7,15,GOTOSTOP
         BNZ   SEEK
         TM    FLAGS,SEEKEND
         BZ    SCAN
*        A label is being looked for: is it this one?
SEEK     CLI   0(R5),C'-'
         BNE   NOTHERE
         MVC   TOKEN,=CL8' '
         LA    R4,TOKEN
         LA    R1,8
SEEK1    CLI   0(R5),C' '
         BE    SEEK2
         MVC   0(1,R4),0(R5)
         LA    R4,1(,R4)
         LA    R5,1(,R5)
         BCT   R3,*+8
         B     SEEK2
         BCT   R1,SEEK1
SEEK2    CLC   TOKEN,LABEL
         BNE   NOTHERE
         TM    FLAGS,SEEKEND
         BO    SEEKLOOP
         XC    GOTOSTOP,GOTOSTOP
*        Loops that &GOTO has left are forgotten.
SEEK3    ICM   R6,15,LEVEL
         BZ    SCAN
         BAL   R14,LOOPROW
         L     R8,NEXTLINE
         C     R8,LOOPBEG-LOOPSECT(,R6)
         BNH   SEEK4
         C     R8,LOOPEND-LOOPSECT(,R6)
         BNH   SCAN
SEEK4    L     R7,LEVEL
         BCTR  R7,0
         ST    R7,LEVEL
         B     SEEK3
SEEKLOOP NI    FLAGS,255-SEEKEND
         BAL   R14,LOOPROW
         MVC   LOOPEND-LOOPSECT(4,R6),NEXTLINE
         B     LOOP
*        This line is nothing to carry out. A label must be found
*        before the search is back where it began.
NOTHERE  ICM   R7,15,GOTOSTOP
         BZ    LOOP
         C     R7,NEXTLINE
         BE    BADGOTO
         B     LOOP
*        End of the file, or an error.
READEND  CH    R15,=H'12'
         BNE   READERR
         ICM   R7,15,GOTOSTOP
         BZ    READEND1
         LA    R8,1
         C     R7,NEXTLINE
         BNE   READEND0
         TM    FLAGS,WRAPPED
         BO    BADGOTO
READEND0 OI    FLAGS,WRAPPED
         ST    R8,NEXTLINE
         C     R8,GOTOSTOP
         BE    BADGOTO
         B     LOOP
READEND1 ICM   R7,15,LEVEL
         BNZ   BADLOOP
         SR    R5,R5
         B     LEAVE
         EJECT
*
*        A line is cut into tokens (RAW), and these are put into TOKENS
*        with values instead of variables. R4 -> the next token of
*        TOKENS, R3 -> that of RAW, R7 -> where the statement begins,
*        which is behind the conditions of &IFs.
*
SCAN     BAL   R10,CUT
         CLI   READING,READVARS
         BE    SETVARS
         BL    SCAN1
         MVI   READING,0
         LA    R2,RAW        &READ ARGS
         BAL   R10,SETARGS
         B     LOOP
SCAN1    LA    R3,RAW
         TM    FLAGS,TERMINAL
         BO    SCAN2
         CLI   0(R3),C'-'
         BNE   SCAN2
         LA    R3,8(,R3)
SCAN2    L     R1,NEXTLINE
         BCTR  R1,0
         ST    R1,LINENUM
         LA    R4,TOKENS
         LR    R7,R4
         NI    FLAGS,255-ASSIGN-ERRSTMT
SCAN3    CLI   0(R3),X'FF'
         BE    SCAN9
         MVC   0(8,R4),0(R3)
         TM    FLAGS,ERRSTMT
         BO    SCAN8
SCAN4    CR    R7,R4
         BNL   SCAN5
         CLC   0(8,R7),=CL8'&&IF'
         BNE   SCAN5
         LA    R7,32(,R7)
         NI    FLAGS,255-ASSIGN
         B     SCAN4
*        The condition of &LOOP is evaluated later, and often.
SCAN5    LA    R1,16(,R7)
         CR    R4,R1
         BL    SCAN6
         CLC   0(8,R7),=CL8'&&LOOP'
         BE    SCAN8
SCAN6    LR    R6,R4
         STM   R3,R7,SCANREGS
         BAL   R9,SUBST
         LM    R3,R7,SCANREGS
         CLC   0(8,R4),=CL8'&&LITERAL'
         BNE   SCAN65
         CLI   8(R3),X'FF'
         BE    SCANNEXT
         LA    R3,8(,R3)
         MVC   0(8,R4),0(R3)
         B     SCAN8
SCAN65   CR    R4,R7
         BNE   SCAN7
         CLI   PENULT,C'&&'
         BNE   SCAN75
         CLC   8(2,R3),=C'= '
         BE    SCAN66
         CLC   0(8,R4),=CL8'&&ERROR'
         BNE   SCAN75
         OI    FLAGS,ERRSTMT
         B     SCAN8
SCAN66   OI    FLAGS,ASSIGN
         MVC   0(8,R4),PENULT
         B     SCAN8
SCAN7    LA    R1,16(,R7)
         CR    R4,R1
         BL    SCAN75
         CLC   0(16,R7),=CL16'&&READ   VARS'
         BNE   SCAN75
         CLI   PENULT,C'&&'
         BNE   BADSYN
         MVC   0(8,R4),PENULT
         B     SCAN8
SCAN75   CLI   0(R4),C' '
         BE    SCANNEXT
SCAN8    LA    R4,8(,R4)
         LA    R1,TOKENEND
         CR    R4,R1
         BH    BADMANY
SCANNEXT LA    R3,8(,R3)
         B     SCAN3
SCAN9    MVI   0(R4),X'FF'
         MVC   1(7,R4),0(R4)
         LA    R2,TOKENS
         LR    R4,R7
*
*        One statement at R2; R4 -> the one that ASSIGN means.
*
EXECUTE  CLI   0(R2),X'FF'
         BE    LOOP
         CLI   0(R2),C'&&'
         BNE   COMMAND
         TM    SHOW,SHOWALL
         BZ    EXEC1
         BAL   R9,SHOWSTMT
EXEC1    CR    R2,R4
         BNE   EXEC2
         TM    FLAGS,ASSIGN
         BO    LET
EXEC2    LA    R3,CONTROLS
EXEC3    CLI   0(R3),X'FF'
         BE    BADWORD
         CLC   0(8,R3),0(R2)
         BE    EXEC4
         LA    R3,10(,R3)
         B     EXEC3
EXEC4    LH    R3,8(,R3)
         LA    R3,DMSEXT(R3)
         BR    R3
*        A command of CMS or CP.
COMMAND  CLI   0(R2),C'*'
         BE    BADSYN
         TM    SHOW,SHOWCMS+SHOWALL
         BZ    COMMAND1
         BAL   R9,SHOWCMD
COMMAND1 TM    FLAGS,TIMEON
         BZ    COMMAND2
         BAL   R14,TIMERST
COMMAND2 MVC   PREVCMND,LASTCMND
         MVC   LASTCMND,0(R2)
         LR    R1,R2
         ICM   R1,8,=X'0D'
         TM    SHOW,SHOWNOMS
         BZ    *+8
         ICM   R1,8,=X'00'
         SVC   202
         DC    AL4(*+4)
         MVC   PREVCMND,LASTCMND
         MVC   LASTCMND,=CL8'EXEC'
         ST    R15,RETCODE
         LTR   R15,R15
         BNZ   COMMAND3
         TM    FLAGS,TIMEON
         BZ    LOOP
         BAL   R9,SHOWTIME
         B     LOOP
*        It failed: the code is typed, and the action of &ERROR is the
*        next statement.
COMMAND3 TM    SHOW,SHOWERR+SHOWCMS+SHOWALL
         BZ    COMMAND5
         TM    SHOW,SHOWERR
         BZ    COMMAND4
         BAL   R9,SHOWSTMT
COMMAND4 MVC   LINE(16),=C'+++ R(00000) +++'
         L     R3,RETCODE
         CVD   R3,DOUBLE
         UNPK  LINE+6(5),DOUBLE
         OI    LINE+10,C'0'
         LTR   R3,R3
         BNM   *+8
         MVI   LINE+6,C'-'
         LA    R5,LINE
         LA    R15,16
         BAL   R14,TYPERED
COMMAND5 TM    FLAGS,TIMEON
         BZ    COMMAND6
         BAL   R9,SHOWTIME
COMMAND6 TM    FLAGS,INERROR
         BO    BADERROR
         OI    FLAGS,INERROR
         OI    FLAGS,TERMINAL
         SR    R3,R3
         IC    R3,ERRLEN
         ST    R3,LENGTH
         MVC   LINE(130),ERRTEXT
         LTR   R3,R3
         BZ    LOOP
         B     SCAN
         EJECT
*        CUT: the LENGTH characters in LINE become tokens in RAW: words
*        cut or padded to eight characters, and parentheses. R10 =
*        return.
CUT      LA    R3,LINE
         L     R4,LENGTH
         AR    R4,R3
         LA    R5,RAW
CUT1     CR    R3,R4
         BNL   CUT6
         CLI   0(R3),C' '
         BNE   CUT2
         LA    R3,1(,R3)
         B     CUT1
CUT2     LA    R1,RAWEND
         CR    R5,R1
         BNL   BADMANY
         MVC   0(8,R5),=CL8' '
         CLI   0(R3),C'('
         BE    CUT5
         CLI   0(R3),C')'
         BE    CUT5
         LR    R6,R5
         LA    R7,8
CUT3     LTR   R7,R7
         BNP   CUT4
         MVC   0(1,R6),0(R3)
         LA    R6,1(,R6)
         BCTR  R7,0
CUT4     LA    R3,1(,R3)
         CR    R3,R4
         BNL   CUT45
         CLI   0(R3),C' '
         BE    CUT45
         CLI   0(R3),C'('
         BE    CUT45
         CLI   0(R3),C')'
         BNE   CUT3
CUT45    LA    R5,8(,R5)
         B     CUT1
CUT5     MVC   0(1,R5),0(R3)
         LA    R3,1(,R3)
         B     CUT45
CUT6     MVI   0(R5),X'FF'
         MVC   1(7,R5),0(R5)
         BR    R10
*        SETARGS: the tokens at R2 are the arguments &1 and so on; %
*        stands for none. R10 = return.
SETARGS  MVI   ARGS+8,C' '
         MVC   ARGS+9(ARGSL-9),ARGS+8
         LA    R3,ARGS+8
         SR    R4,R4
SETARGS1 CLI   0(R2),X'FF'
         BE    SETARGS3
         LA    R4,1(,R4)
         CH    R4,=H'30'
         BH    BADARGS
         CLC   0(2,R2),=C'% '
         BE    SETARGS2
         MVC   0(8,R3),0(R2)
SETARGS2 LA    R2,8(,R2)
         LA    R3,8(,R3)
         B     SETARGS1
SETARGS3 ST    R4,INDEX
         BR    R10
*        &READ VARS: the variables are in TOKENS, the values in RAW.
SETVARS  MVI   READING,0
         L     R2,VARLIST
         LA    R5,RAW
SETVARS1 CLI   0(R2),X'FF'
         BE    LOOP
         BAL   R9,TARGET
         MVC   VALUE,=CL8' '
         CLI   0(R5),X'FF'
         BE    SETVARS2
         CLC   0(2,R5),=C'% '
         BE    *+10
         MVC   VALUE,0(R5)
         LA    R5,8(,R5)
SETVARS2 BAL   R9,STORE
         LA    R2,8(,R2)
         B     SETVARS1
         EJECT
*        SUBST: replaces the variables in the token at R6, from right
*        to left, so that &X&I is an element of an array. A name that
*        is not known becomes blanks; control words, functions, &* and
*        &$ stay. PENULT = the token before the last replacement. R9 =
*        return; keeps R2; uses the others.
SUBST    MVC   PENULT,0(R6)
         NI    FLAGS2,255-REPLACED
         LA    R7,7(,R6)
SUBST1   CLI   0(R7),C'&&'
         BE    SUBST3
SUBST2   CR    R7,R6
         BE    SUBSTHEX
         BCT   R7,SUBST1
SUBST3   MVC   PENULT,0(R6)
         LA    R8,7(,R6)
         SR    R8,R7         length of the name less one
         MVC   TOKEN,=CL8' '
         EX    R8,SUBSTMV1
         BAL   R10,GETVAR
         BNZ   SUBST2        not to be replaced
         EX    R8,SUBSTMV2
         OI    FLAGS2,REPLACED
         B     SUBST2
SUBSTMV1 MVC   TOKEN(0),0(R7)
SUBSTMV2 MVC   0(0,R7),VALUE
*        &HEX ON: X'n is a number in hexadecimal in an assignment, else
*        the number n is converted to hexadecimal.
SUBSTHEX TM    FLAGS2,HEXON
         BZR   R9
         CLC   0(2,R6),=C'X'''
         BNER  R9
         LR    R5,R6
         MVC   TOKEN,=CL8' '
         MVC   TOKEN(6),2(R6)
         TM    FLAGS,ASSIGN
         BZ    SUBSTDH
         SR    R8,R8
         LA    R3,TOKEN
         LA    R4,6
SUBSTHD1 CLI   0(R3),C' '
         BE    SUBSTHD9
         SR    R1,R1
         IC    R1,0(,R3)
         CLI   0(R3),C'0'
         BL    SUBSTHD2
         CLI   0(R3),C'9'
         BH    BADCONV
         SH    R1,=H'240'
         B     SUBSTHD3
SUBSTHD2 CLI   0(R3),C'A'
         BL    BADCONV
         CLI   0(R3),C'F'
         BH    BADCONV
         SH    R1,=H'183'
SUBSTHD3 SLL   R8,4
         OR    R8,R1
         LA    R3,1(,R3)
         BCT   R4,SUBSTHD1
SUBSTHD9 BAL   R10,DECTEXT
         MVC   0(8,R5),VALUE
         BR    R9
SUBSTDH  LA    R3,TOKEN
         BAL   R10,NUMBER
         BNZ   BADCONV
         ST    R8,DOUBLE
         UNPK  WORK9(9),DOUBLE(5)
         TR    WORK9(8),HEXDIGIT-240
         LA    R3,WORK9
         LA    R4,7
SUBSTDH1 CLI   0(R3),C'0'
         BNE   SUBSTDH2
         LA    R3,1(,R3)
         BCT   R4,SUBSTDH1
SUBSTDH2 MVC   0(8,R5),=CL8' '
         EX    R4,SUBSTDMV
         BR    R9
SUBSTDMV MVC   0(0,R5),0(R3)
HEXDIGIT DC    C'0123456789ABCDEF'
*        GETVAR: VALUE = that of the variable whose name is in TOKEN,
*        R8 = length of the name less one. Condition code not 0: it is
*        a control word, a function, &* or &$. R10 = return; keeps R2,
*        R6 to R9.
GETVAR   STM   R6,R9,VARREGS
         ST    R10,VARREGS+16
         CLC   TOKEN+1(2),=C'0 '
         BE    GETVAR1
         CLI   TOKEN+1,C'1'
         BL    GETVAR3
         CLI   TOKEN+1,C'9'
         BH    GETVAR3
GETVAR1  MVC   WORK9,=CL9' '
         MVC   WORK9(7),TOKEN+1
         LA    R3,WORK9
         BAL   R10,NUMBER
         BNZ   GETVAR3
         CH    R8,=H'30'
         BH    GETBLANK
         SLL   R8,3
         LA    R3,ARGS(R8)
         MVC   VALUE,0(R3)
         B     GETDONE
GETVAR3  BAL   R14,FINDVAR
         BZ    GETVAR4
         MVC   VALUE,8(R3)
         B     GETDONE
*        Words that have a meaning of their own.
GETVAR4  LA    R3,CONTROLS
GETVAR5  CLI   0(R3),X'FF'
         BE    GETVAR6
         CLC   TOKEN,0(R3)
         BE    GETKEEP
         LA    R3,10(,R3)
         B     GETVAR5
GETVAR6  LA    R3,FUNCTNS
GETVAR7  CLI   0(R3),X'FF'
         BE    GETVAR8
         CLC   TOKEN,0(R3)
         BE    GETKEEP
         LA    R3,10(,R3)
         B     GETVAR7
GETVAR8  LA    R3,SPECIALS
GETVAR9  CLI   0(R3),X'FF'
         BE    GETVAR10
         CLC   TOKEN,0(R3)
         BE    GETVAR11
         LA    R3,10(,R3)
         B     GETVAR9
GETVAR11 LH    R4,8(,R3)
         LA    R4,DMSEXT(R4)
         BR    R4
GETVAR10 CLC   TOKEN(5),=C'&&DISK'
         BNE   GETVAR12
         CLC   TOKEN+6(2),=C'  '
         BNE   GETVAR12
         CLI   TOKEN+5,C' '
         BNE   GETDISK
*        Unknown: a name must be letters and digits.
GETVAR12 LA    R3,TOKEN+1
         LA    R4,7
GETVAR13 CLI   0(R3),C' '
         BE    GETBLANK
         CLI   0(R3),C'$'
         BE    GETVAR14
         CLI   0(R3),C'#'
         BE    GETVAR14
         CLI   0(R3),C'@'
         BE    GETVAR14
         CLI   0(R3),C'A'
         BL    BADNAME
GETVAR14 LA    R3,1(,R3)
         BCT   R4,GETVAR13
GETBLANK MVC   VALUE,=CL8' '
GETDONE  LM    R6,R10,VARREGS
         CR    R10,R10
         BR    R10
GETKEEP  LM    R6,R10,VARREGS
         LTR   R10,R10
         BR    R10
*        Special variables.
GETEXEC  MVC   VALUE,READPL+8
         B     GETDONE
GETREAD  MVC   VALUE,=CL8'CONSOLE'
         LH    R3,NUMFINRD
         LTR   R3,R3
         BZ    GETDONE
         MVC   VALUE,=CL8'STACK'
         B     GETDONE
GETTYPE  MVC   VALUE,=CL8'RT'
         TM    MSGFLAGS,NOTYPING
         BZ    GETDONE
         MVI   VALUE,C'H'
         B     GETDONE
GETDOS   MVC   VALUE,=CL8'OFF'
         B     GETDONE
GETGLOB  L     R3,AUSER1    &GLOBAL: how many EXECs run
         L     R8,0(,R3)
         B     GETNUMB
GETGLOBN L     R3,AUSER1
         SR    R4,R4
         IC    R4,TOKEN+7
         N     R4,=F'15'
         SLL   R4,2
         L     R8,4(R3,R4)
         B     GETNUMB
GETRC    L     R8,RETCODE
         B     GETNUMB
GETINDEX L     R8,INDEX
         B     GETNUMB
GETLINEN L     R8,LINENUM
GETNUMB  BAL   R10,DECTEXT
         B     GETDONE
*        &DISKx: CMS if disk x is accessed, NA if not; &DISK* the first
*        read-write disk; &DISK? the one with most space; NONE.
GETDISK  MVC   VALUE,=CL8'NONE'
         L     R3,IADT
         SR    R4,R4         most space so far
         USING ADTSECT,R3
         CLI   TOKEN+5,C'*'
         BE    GETDSK1
         CLI   TOKEN+5,C'?'
         BE    GETDSK1
         MVC   VALUE,=CL8'NA'
GETDSK1  LTR   R3,R3
         BZ    GETDONE
         CLI   TOKEN+5,C'*'
         BE    GETDSK3
         CLI   TOKEN+5,C'?'
         BE    GETDSK4
         CLC   ADTM,TOKEN+5
         BNE   GETDSK2
         TM    ADTFLG1,ADTFRO+ADTFRW
         BZ    GETDONE
         MVC   VALUE,=CL8'CMS'
         B     GETDONE
GETDSK2  L     R3,ADTPTR
         B     GETDSK1
GETDSK3  TM    ADTFLG1,ADTFRW
         BZ    GETDSK2
         MVC   VALUE,=CL8' '
         MVC   VALUE(1),ADTM
         B     GETDONE
GETDSK4  TM    ADTFLG1,ADTFRW
         BZ    GETDSK2
         L     R1,ADTNUM
         S     R1,ADTUSED
         CR    R1,R4
         BNH   GETDSK2
         LR    R4,R1
         MVC   VALUE,=CL8' '
         MVC   VALUE(1),ADTM
         B     GETDSK2
         DROP  R3
*        FINDVAR: R3 -> name and value of the user's variable TOKEN, or
*        condition code 0. R14 = return; uses R1, R4.
FINDVAR  L     R4,VARBLOCK
FINDVAR1 LTR   R4,R4
         BZR   R14
         LA    R3,8(,R4)
         L     R1,4(,R4)     variables in the block
FINDVAR2 CLC   TOKEN,0(R3)
         BE    FINDVAR3
         LA    R3,16(,R3)
         BCT   R1,FINDVAR2
         L     R4,0(,R4)
         B     FINDVAR1
FINDVAR3 LTR   R3,R3
         BR    R14
*        NUMBER: R8 = the number in the eight characters at R3, a sign
*        and digits. Condition code not 0: they are none. R10 = return;
*        uses R1, R3, R4.
NUMBER   SR    R8,R8
         LA    R4,8
         MVI   SIGN,C'+'
         CLI   0(R3),C'+'
         BE    NUMBER1
         CLI   0(R3),C'-'
         BNE   NUMBER2
         MVI   SIGN,C'-'
NUMBER1  LA    R3,1(,R3)
         BCTR  R4,0
NUMBER2  CLI   0(R3),C'0'    there must be a digit
         BL    NUMBER8
NUMBER3  CLI   0(R3),C' '
         BE    NUMBER5
         CLI   0(R3),C'0'
         BL    NUMBER8
         CLI   0(R3),C'9'
         BH    NUMBER8
         MH    R8,=H'10'
         SR    R1,R1
         IC    R1,0(,R3)
         SH    R1,=H'240'
         AR    R8,R1
         LA    R3,1(,R3)
         BCT   R4,NUMBER3
NUMBER5  CLI   SIGN,C'-'
         BNE   *+6
         LCR   R8,R8
         CR    R8,R8
         BR    R10
NUMBER8  LTR   R10,R10
         BR    R10
*        DECTEXT: VALUE = the number R8 in decimal. R10 = return; uses
*        R1, R3, R4.
DECTEXT  C     R8,=F'99999999'
         BH    BADOFLW
         C     R8,=F'-9999999'
         BL    BADUFLW
         CVD   R8,DOUBLE
         MVC   EDITED,=X'40202020202020202020202020202120'
         LA    R1,EDITED+15
         EDMK  EDITED,DOUBLE
         LTR   R8,R8
         BNM   DECTEXT1
         BCTR  R1,0
         MVI   0(R1),C'-'
DECTEXT1 LA    R3,EDITED+15
         SR    R3,R1
         MVC   VALUE,=CL8' '
         EX    R3,DECTXTMV
         BR    R10
DECTXTMV MVC   VALUE(0),0(R1)
         EJECT
*
*        Assignments: target = value [+ value ...] or a function.
*
LET      BAL   R9,TARGET
         BAL   R9,RIGHT
         BAL   R9,STORE
         B     LOOP
*        TARGET: R7 -> where the value of the variable at R2 is kept;
*        NUMERIC is on if it is a fullword. R9 = return; keeps R5.
TARGET   NI    FLAGS2,255-NUMERIC
         MVC   TOKEN,0(R2)
         CLC   TOKEN+1(2),=C'0 '
         BE    TARGET1
         CLI   TOKEN+1,C'1'
         BL    TARGET2
         CLI   TOKEN+1,C'9'
         BH    TARGET2
TARGET1  MVC   WORK9,=CL9' '
         MVC   WORK9(7),TOKEN+1
         LA    R3,WORK9
         BAL   R10,NUMBER
         BNZ   TARGET2
         CH    R8,=H'30'
         BH    BADSPEC
         SLL   R8,3
         LA    R7,ARGS(R8)
         BR    R9
TARGET2  LA    R3,SPECIALS
TARGET3  CLI   0(R3),X'FF'
         BE    TARGET5
         CLC   TOKEN,0(R3)
         BE    TARGET4
         LA    R3,10(,R3)
         B     TARGET3
TARGET4  OI    FLAGS2,NUMERIC
         LA    R7,RETCODE
         CLC   8(2,R3),=AL2(GETRC-DMSEXT)
         BER   R9
         CLC   8(2,R3),=AL2(GETGLOBN-DMSEXT)
         BNE   BADSPEC
         L     R7,AUSER1
         SR    R4,R4
         IC    R4,TOKEN+7
         N     R4,=F'15'
         SLL   R4,2
         LA    R7,4(R4,R7)
         BR    R9
*        A variable of the user's: a new one if need be.
TARGET5  BAL   R14,FINDVAR
         BNZ   TARGET8
         ICM   R4,15,VARBLOCK
         BZ    TARGET6
         CLC   4(4,R4),=A(VARSIZE)
         BNE   TARGET7
TARGET6  LA    R0,VARDW
         DMSFREE DWORDS=(0),TYPE=USER,ERR=BADROOM
         L     R4,VARBLOCK
         ST    R4,0(,R1)
         XC    4(4,R1),4(R1)
         ST    R1,VARBLOCK
         LR    R4,R1
TARGET7  L     R3,4(,R4)
         LA    R1,1(,R3)
         ST    R1,4(,R4)
         SLL   R3,4
         LA    R3,8(R3,R4)
         MVC   0(8,R3),TOKEN
         MVC   8(8,R3),=CL8' '
TARGET8  LA    R7,8(,R3)
         BR    R9
*        STORE: VALUE goes to R7 as TARGET says. R9 = return; keeps R2,
*        R5.
STORE    TM    FLAGS2,NUMERIC
         BO    STORE1
         MVC   0(8,R7),VALUE
         BR    R9
STORE1   LA    R3,VALUE
         BAL   R10,NUMBER
         BNZ   BADCONV
         ST    R8,0(,R7)
         BR    R9
*        RIGHT: VALUE = the right-hand side of the assignment at R2. R9
*        = return; keeps R2, R7.
RIGHT    MVC   VALUE,=CL8' '
         LA    R5,16(,R2)
         CLI   0(R5),X'FF'
         BER   R9
         LA    R3,FUNCTNS
RIGHT1   CLI   0(R3),X'FF'
         BE    RIGHT2
         CLC   0(8,R5),0(R3)
         BE    RIGHT15
         LA    R3,10(,R3)
         B     RIGHT1
RIGHT15  LH    R3,8(,R3)
         LA    R3,DMSEXT(R3)
         LA    R5,8(,R5)
         BR    R3
RIGHT2   MVC   VALUE,0(R5)
         CLI   8(R5),X'FF'
         BER   R9
         LR    R3,R5
         BAL   R10,NUMBER
         BNZ   BADCONV
         ST    R8,SUM
RIGHT3   LA    R6,8(,R5)     operator
         CLI   1(R6),C' '
         BNE   BADASGN
         CLI   8(R6),X'FF'
         BE    BADASGN
         LA    R5,16(,R5)
         LR    R3,R5
         BAL   R10,NUMBER
         BNZ   BADCONV
         L     R1,SUM
         CLI   0(R6),C'+'
         BE    PLUS
         CLI   0(R6),C'-'
         BE    MINUS
         CLI   0(R6),C'*'
         BE    TIMES
         CLI   0(R6),C'/'
         BNE   BADASGN
         LTR   R8,R8
         BZ    BADZERO
         LR    R0,R1
         SRDA  R0,32
         DR    R0,R8
         B     RIGHT4
PLUS     AR    R1,R8
         B     RIGHT4
MINUS    SR    R1,R8
         B     RIGHT4
TIMES    MR    R0,R8
         LR    R3,R0         sign of the product
         SLDA  R0,32
         BO    TIMES1
         LR    R1,R0
         B     RIGHT4
TIMES1   LTR   R3,R3
         BM    BADUFLW
         B     BADOFLW
RIGHT4   ST    R1,SUM
         LR    R8,R1
         BAL   R10,DECTEXT   also checks the range
         CLI   8(R5),X'FF'
         BER   R9
         B     RIGHT3
*        Functions: R5 -> the token behind the name.
CONCAT   LA    R3,VALUE
         LA    R4,8
CONCAT1  CLI   0(R5),X'FF'
         BER   R9
         LR    R1,R5
         LA    R6,8
CONCAT2  CLI   0(R1),C' '
         BE    CONCAT3
         MVC   0(1,R3),0(R1)
         LA    R3,1(,R3)
         LA    R1,1(,R1)
         BCT   R4,*+6
         BR    R9
         BCT   R6,CONCAT2
CONCAT3  LA    R5,8(,R5)
         B     CONCAT1
LENGTHF  SR    R8,R8
         CLI   0(R5),X'FF'
         BE    LENGTHF2
         LA    R8,8
LENGTHF1 LA    R3,0(R8,R5)
         BCTR  R3,0
         CLI   0(R3),C' '
         BNE   LENGTHF2
         BCT   R8,LENGTHF1
LENGTHF2 BAL   R10,DECTEXT
         BR    R9
*        &SUBSTR token start [length]
SUBSTR   CLI   0(R5),X'FF'
         BE    BADFUNC
         CLI   8(R5),X'FF'
         BE    BADFUNC
         LA    R3,8(,R5)
         BAL   R10,NUMBER
         BNZ   BADCONV
         LTR   R8,R8
         BNP   BADFUNC
         BCTR  R8,0
         LR    R6,R8         characters before
         LA    R8,8
         CLI   16(R5),X'FF'
         BE    SUBSTR1
         LA    R3,16(,R5)
         BAL   R10,NUMBER
         BNZ   BADCONV
         LTR   R8,R8
         BM    BADFUNC
SUBSTR1  MVC   VALUE,=CL8' '
         LA    R1,8
         SR    R1,R6         characters left
         BNPR  R9
         CR    R8,R1
         BNH   *+6
         LR    R8,R1
         LTR   R8,R8
         BZR   R9
         BCTR  R8,0
         AR    R5,R6
         EX    R8,SUBSTRMV
         BR    R9
SUBSTRMV MVC   VALUE(0),0(R5)
DATATYPE MVC   VALUE,=CL8'CHAR'
         CLI   0(R5),X'FF'
         BER   R9
         LR    R3,R5
         BAL   R10,NUMBER
         BNZR  R9
         MVC   VALUE,=CL8'NUM'
         BR    R9
         EJECT
*
*        Control statements. R2 -> the control word.
*
CONTINUE EQU   LOOP
*        &IF a op b statement
IF       LA    R3,3          three tokens must be there
         LA    R5,8(,R2)
IF1      CLI   0(R5),X'FF'
         BE    IF4
         LA    R5,8(,R5)
         BCT   R3,IF1
IF2      MVC   COND,8(R2)
         ST    R4,SCANREGS
         BAL   R9,TEST
         L     R4,SCANREGS
         BNZ   LOOP
         CLI   32(R2),X'FF'
         BE    LOOP
         LA    R2,32(,R2)
         B     EXECUTE
IF4      BCT   R3,BADCOND    only the last operand may be blank
         MVC   COND,8(R2)
         MVC   COND+16(8),=CL8' '
         B     LOOP
*        &LOOP n|-label m | condition
LOOPSTMT XC    TOREAD,TOREAD
         L     R3,LEVEL
         LA    R3,1(,R3)
         CH    R3,=AL2(MAXLOOPS)
         BH    BADDEPTH
         ST    R3,LEVEL
         BAL   R14,LOOPROW
         USING LOOPSECT,R6
         L     R7,NEXTLINE
         ST    R7,LOOPBEG
         CLI   8(R2),X'FF'
         BE    BADCONV
         CLI   8(R2),C'-'
         BE    LOOPST1
         LA    R3,8(,R2)
         BAL   R10,NUMBER
         BNZ   BADCONV
         AR    R8,R7
         ST    R8,LOOPEND
         ST    R8,NEXTLINE
         B     LOOPST2
LOOPST1  MVC   LABEL,8(R2)
         OI    FLAGS,SEEKEND
LOOPST2  CLI   16(R2),X'FF'
         BE    BADCONV
         CLI   24(R2),X'FF'
         BE    LOOPST4
         CLI   32(R2),X'FF'
         BE    BADCOND
         MVC   LOOPCOND,16(R2)
         MVC   LOOPCNT,=F'-1'
         B     LOOP
LOOPST4  LR    R5,R6
         LA    R6,16(,R2)    a number of times: may be a variable
         ST    R5,SCANREGS
         BAL   R9,SUBST
         L     R6,SCANREGS
         LA    R3,16(,R2)
         BAL   R10,NUMBER
         BNZ   BADCONV
         ST    R8,LOOPCNT
         B     LOOP
*        UNTIL: is the condition of the loop R6 satisfied? Condition
*        code 0: yes. R9 = return.
UNTIL    ST    R9,UNTILRET
         MVC   COND,LOOPCOND
         DROP  R6
         LA    R6,COND
         BAL   R9,SUBST
         LA    R6,COND+8
         BAL   R9,SUBST
         LA    R6,COND+16
         BAL   R9,SUBST
         TM    SHOW,SHOWALL
         BZ    UNTIL1
         MVC   LINE(14),=C'    LOOP UNTIL'
         MVI   LINE+14,C':'
         MVI   LINE+15,C' '
         MVC   LINE+16(8),COND
         MVI   LINE+24,C' '
         MVC   LINE+25(8),COND+8
         MVI   LINE+33,C' '
         MVC   LINE+34(8),COND+16
         LA    R5,LINE
         LA    R15,42
         BAL   R14,TYPE
UNTIL1   BAL   R9,TEST
         L     R9,UNTILRET
         BR    R9
*        TEST: is the condition in COND satisfied? Condition code 0:
*        yes. &* stands for all arguments, &$ for any of them. R9 =
*        return.
TEST     LA    R3,RELATION
TEST1    CLI   0(R3),X'FF'
         BE    BADCOND
         CLC   0(3,R3),COND+8
         BE    TEST2
         LA    R3,4(,R3)
         B     TEST1
TEST2    CLC   COND+11(5),=CL5' '
         BNE   BADCOND
         MVC   MASK,3(R3)
         MVI   MANY,0
         CLC   COND(8),=CL8'&&*'
         BE    TEST3
         CLC   COND+16(8),=CL8'&&*'
         BE    TEST3
         CLC   COND(8),=CL8'&&$'
         BE    TEST4
         CLC   COND+16(8),=CL8'&&$'
         BE    TEST4
         MVC   LEFTSIDE,COND
         MVC   RIGHTSID,COND+16
         B     COMPARE
TEST3    MVI   MANY,C'*'
         B     TEST5
TEST4    MVI   MANY,C'$'
TEST5    ICM   R5,15,INDEX
         BZ    TESTNO
         LA    R6,ARGS+8
TEST6    MVC   LEFTSIDE,COND
         MVC   RIGHTSID,COND+16
         CLI   LEFTSIDE,C'&&'
         BNE   *+10
         MVC   LEFTSIDE,0(R6)
         CLI   RIGHTSID,C'&&'
         BNE   *+10
         MVC   RIGHTSID,0(R6)
         ST    R9,TESTRET
         BAL   R9,COMPARE
         L     R9,TESTRET
         BZ    TEST7
         CLI   MANY,C'*'     one that does not fit
         BE    TESTNO
         B     TEST8
TEST7    CLI   MANY,C'$'     one that fits
         BE    TESTYES
TEST8    LA    R6,8(,R6)
         BCT   R5,TEST6
         CLI   MANY,C'*'
         BE    TESTYES
TESTNO   LTR   R9,R9
         BR    R9
TESTYES  CR    R9,R9
         BR    R9
*        COMPARE: LEFTSIDE with RIGHTSID, as numbers if both are. R9 =
*        return, condition code 0: the relation MASK holds.
COMPARE  LA    R3,LEFTSIDE
         BAL   R10,NUMBER
         BNZ   COMPARE1
         LR    R7,R8
         LA    R3,RIGHTSID
         BAL   R10,NUMBER
         BNZ   COMPARE1
         IC    R4,MASK
         CR    R7,R8
         EX    R4,COMPAREB
         B     TESTNO
COMPARE1 IC    R4,MASK
         CLC   LEFTSIDE,RIGHTSID
         EX    R4,COMPAREB
         B     TESTNO
COMPAREB BC    0,TESTYES
RELATION DC    C'EQ ',X'80',C'NE ',X'70',C'GT ',X'20',C'LT ',X'40'
         DC    C'LE ',X'D0',C'GE ',X'B0',C'=  ',X'80',C'^= ',X'70'
         DC    X'5F7E40',X'70',C'>  ',X'20',C'<  ',X'40'
         DC    C'<= ',X'D0',C'>= ',X'B0',X'FF'
*        &GOTO -label | TOP | EXIT | line
GOTO     XC    TOREAD,TOREAD
         SR    R5,R5
         CLC   8(8,R2),=CL8'EXIT'
         BE    LEAVE
         LA    R8,1
         CLC   8(8,R2),=CL8'TOP'
         BE    SKIPTO
         CLI   8(R2),C'-'
         BNE   GOTO1
         MVC   LABEL,8(R2)
         MVC   GOTOSTOP,NEXTLINE
         NI    FLAGS,255-WRAPPED
         B     LOOP
GOTO1    LA    R3,8(,R2)
         BAL   R10,NUMBER
         BNZ   BADGOTO
         B     SKIPTO
*        &SKIP n lines, forward or back; default 1
SKIP     XC    TOREAD,TOREAD
         LA    R8,1
         CLI   8(R2),X'FF'
         BE    SKIP1
         LA    R3,8(,R2)
         BAL   R10,NUMBER
         BNZ   BADGOTO
         LTR   R8,R8
         BNM   SKIP1
         BCTR  R8,0
SKIP1    A     R8,NEXTLINE
SKIPTO   LTR   R8,R8
         BNP   BADGOTO
         C     R8,=F'65535'
         BH    BADGOTO
         ST    R8,NEXTLINE
SKIPTO1  ICM   R6,15,LEVEL   loops that end before are forgotten
         BZ    LOOP
         BAL   R14,LOOPROW
         C     R8,LOOPEND-LOOPSECT(,R6)
         BL    LOOP
         L     R7,LEVEL
         BCTR  R7,0
         ST    R7,LEVEL
         B     SKIPTO1
*        &EXIT [code]
EXITSTMT SR    R8,R8
         CLI   8(R2),X'FF'
         BE    EXIT1
         LA    R3,8(,R2)
         BAL   R10,NUMBER
         BNZ   BADCONV
EXIT1    LR    R5,R8
         B     LEAVE
*        &ARGS tokens
ARGSSTMT LA    R2,8(,R2)
         BAL   R10,SETARGS
         B     LOOP
*        &READ n | ARGS | VARS variables
READ     LA    R8,1
         CLI   8(R2),X'FF'
         BE    READ3
         CLC   8(8,R2),=CL8'ARGS'
         BNE   READ1
         MVI   READING,READARGS
         B     READ3
READ1    CLC   8(8,R2),=CL8'VARS'
         BNE   READ2
         MVI   READING,READVARS
         LA    R3,16(,R2)
         ST    R3,VARLIST
         B     READ3
READ2    LA    R3,8(,R2)
         BAL   R10,NUMBER
         BNZ   BADCONV
READ3    A     R8,TOREAD
         BNM   *+6
         SR    R8,R8
         ST    R8,TOREAD
         B     LOOP
*        &ERROR statement: what to do when a command fails
ERRSTMTX LA    R2,8(,R2)
         LA    R15,130
         BAL   R9,FREEFORM
         STC   R15,ERRLEN
         MVC   ERRTEXT,FREE
         B     LOOP
*        &CONTROL options
CONTROL  LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BNE   CONTROL1
         MVI   SHOW,SHOWCMS+SHOWPACK
         B     LOOP
CONTROL1 CLI   0(R2),X'FF'
         BE    LOOP
         LA    R3,CTLOPTS
CONTROL2 CLI   0(R3),X'FF'
         BE    BADSYN
         CLC   0(8,R3),0(R2)
         BE    CONTROL3
         LA    R3,10(,R3)
         B     CONTROL2
CONTROL3 NC    SHOW,8(R3)
         OC    SHOW,9(R3)
         LA    R2,8(,R2)
         B     CONTROL1
CTLOPTS  DC    CL8'OFF',AL1(255-SHOWERR-SHOWCMS-SHOWALL,0)
         DC    CL8'ERROR',AL1(255-SHOWCMS-SHOWALL,SHOWERR)
         DC    CL8'CMS',AL1(255-SHOWERR-SHOWALL,SHOWCMS)
         DC    CL8'ALL',AL1(255-SHOWERR-SHOWCMS,SHOWALL)
         DC    CL8'NOMSG',AL1(255,SHOWNOMS)
         DC    CL8'MSG',AL1(255-SHOWNOMS,0)
         DC    CL8'TIME',AL1(255,SHOWTOD)
         DC    CL8'NOTIME',AL1(255-SHOWTOD,0)
         DC    CL8'PACK',AL1(255,SHOWPACK)
         DC    CL8'NOPACK',AL1(255-SHOWPACK,0)
         DC    X'FF'
*        &HEX ON | OFF
HEX      CLI   16(R2),X'FF'
         BNE   BADSYN
         CLC   8(8,R2),=CL8'ON'
         BE    HEX1
         CLC   8(8,R2),=CL8'OFF'
         BNE   BADSYN
         NI    FLAGS2,255-HEXON
         B     LOOP
HEX1     OI    FLAGS2,HEXON
         B     LOOP
*        &TIME ON | OFF | RESET | TYPE
TIME     LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    LOOP
         CLC   0(8,R2),=CL8'ON'
         BE    TIME1
         CLC   0(8,R2),=CL8'OFF'
         BE    TIME2
         CLC   0(8,R2),=CL8'RESET'
         BE    TIME3
         CLC   0(8,R2),=CL8'TYPE'
         BNE   BADSYN
         BAL   R9,SHOWTIME
         B     TIME
TIME1    OI    FLAGS,TIMEON
         B     TIME
TIME2    NI    FLAGS,255-TIMEON
         B     TIME
TIME3    BAL   R14,TIMERST
         B     TIME
*        &SPACE [n]
SPACE    LA    R8,1
         CLI   8(R2),X'FF'
         BE    SPACE1
         LA    R3,8(,R2)
         BAL   R10,NUMBER
         BNZ   BADCONV
         LTR   R8,R8
         BNP   LOOP
SPACE1   LA    R5,=C' '
         LA    R15,1
         BAL   R14,TYPE
         BCT   R8,SPACE1
         B     LOOP
*        &TYPE, &STACK, &PUNCH, &EMSG tokens
TYPESTMT LA    R2,8(,R2)
         LA    R15,130
         BAL   R9,FREEFORM
         LTR   R15,R15
         BNZ   *+12
         LA    R15,1
         MVI   FREE,C' '
         LA    R5,FREE
TYPETEXT BAL   R14,TYPE
         B     LOOP
STACK    MVI   STACKPL+8,C'F'
         LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    STACK2
         CLC   0(8,R2),=CL8'FIFO'
         BE    STACK1
         CLC   0(8,R2),=CL8'LIFO'
         BE    STACK0
         CLI   8(R2),X'FF'
         BNE   STACK2
         CLC   0(8,R2),=CL8'HT'
         BE    STACKHT
         CLC   0(8,R2),=CL8'RT'
         BE    STACKRT
         B     STACK2
STACK0   MVI   STACKPL+8,C'L'
STACK1   LA    R2,8(,R2)
STACK2   LA    R15,130
         BAL   R9,FREEFORM
         LA    R5,FREE
STACKTXT STC   R15,STACKPL+12
         STCM  R5,7,STACKPL+13
         MVC   STACKPL+9(3),=C'IFO'
         LA    R1,STACKPL
         SVC   202
         DC    AL4(*+4)
         B     LOOP
STACKHT  OI    MSGFLAGS,NOTYPING
         B     LOOP
STACKRT  NI    MSGFLAGS,255-NOTYPING
         B     LOOP
PUNCH    LA    R2,8(,R2)
         LA    R15,80
         BAL   R9,FREEFORM
         LA    R5,FREE
PUNCHTXT MVI   CARD,C' '
         MVC   CARD+1(79),CARD
         CH    R15,=H'80'
         BNH   *+8
         LA    R15,80
         LTR   R15,R15
         BZ    PUNCHTX1
         BCTR  R15,0
         EX    R15,PUNCHMVC
PUNCHTX1 MVC   PUNCHPL(8),=CL8'CARDPH'
         LA    R3,CARD
         ST    R3,PUNCHPL+8
         LA    R1,PUNCHPL
         SVC   202
         DC    AL4(*+4)
         B     LOOP
PUNCHMVC MVC   CARD(0),0(R5)
EMSG     LA    R2,8(,R2)
         LA    R15,127
         BAL   R9,FREEFORM
         LA    R5,FREE
EMSGTEXT BAL   R14,TYPEMSG
         B     LOOP
*        &BEGxxxx [ALL]; &BEGSTACK [FIFO|LIFO] [ALL]
BEGTYPES MVI   BEGIN,BEGTYPE
         B     BEGOPT
BEGPUNS  MVI   BEGIN,BEGPUNCH
         B     BEGOPT
BEGEMSGS MVI   BEGIN,BEGEMSG
         B     BEGOPT
BEGSTKS  MVI   BEGIN,BEGSTACK
         MVI   STACKPL+8,C'F'
BEGOPT   LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    LOOP
         CLC   0(8,R2),=CL8'ALL'
         BE    BEGOPT3
         TM    BEGIN,BEGSTACK
         BZ    BADSYN
         CLC   0(8,R2),=CL8'FIFO'
         BE    BEGOPT
         CLC   0(8,R2),=CL8'LIFO'
         BNE   BADSYN
         MVI   STACKPL+8,C'L'
         B     BEGOPT
BEGOPT3  OI    BEGIN,BEGALL
         B     BEGOPT
         EJECT
*
*        Output
*
*        FREEFORM: the tokens at R2 with one blank between them, at
*        most R15 characters, in FREE. R15 = length. R9 = return; uses
*        R1, R3 to R6.
FREEFORM LA    R3,FREE
         AR    R15,R3        end
         LR    R4,R2
FREEF1   CLI   0(R4),X'FF'
         BE    FREEF5
         LA    R5,8          length of the token
FREEF2   LA    R6,0(R5,R4)
         BCTR  R6,0
         CLI   0(R6),C' '
         BNE   FREEF3
         BCT   R5,FREEF2
         B     FREEF4
FREEF3   LA    R6,0(R5,R3)
         CR    R6,R15
         BH    FREEF5
         BCTR  R5,0
         EX    R5,FREEMVC
         LR    R3,R6
         MVI   0(R3),C' '
         LA    R3,1(,R3)
FREEF4   LA    R4,8(,R4)
         B     FREEF1
FREEF5   LR    R15,R3
         LA    R3,FREE
         SR    R15,R3
         BZR   R9
         BCTR  R15,0         without the last blank
         BR    R9
FREEMVC  MVC   0(0,R3),0(R4)
*        SHOWSTMT, SHOWCMD: type the statement at R2; the latter with
*        the time of day if &CONTROL TIME asks for it. R9 = return;
*        keeps R2, R4.
SHOWCMD  TM    SHOW,SHOWTOD
         BZ    SHOWSTMT
         ST    R9,SHOWRET
         LA    R1,CLOCK
         DIAG  R1,R0,X'000C'
         ST    R4,SHOWR4
         LA    R15,120
         BAL   R9,SHOWFORM
         MVC   LINE(8),CLOCK+8
         MVI   LINE+8,C' '
         MVC   LINE+9(121),FREE
         LA    R5,LINE
         LA    R15,9(,R15)
         B     SHOWIT
SHOWSTMT ST    R9,SHOWRET
         ST    R4,SHOWR4
         LA    R15,130
         BAL   R9,SHOWFORM
         LA    R5,FREE
SHOWIT   BAL   R14,TYPE
         L     R4,SHOWR4
         L     R9,SHOWRET
         BR    R9
*        SHOWFORM: as FREEFORM; with &CONTROL NOPACK tokens keep their
*        blanks.
SHOWFORM TM    SHOW,SHOWPACK
         BO    FREEFORM
         LA    R3,FREE
         LR    R4,R2
         SH    R15,=H'9'
         AR    R15,R3
SHOWFRM1 CLI   0(R4),X'FF'
         BE    SHOWFRM2
         CR    R3,R15
         BH    SHOWFRM2
         MVC   0(8,R3),0(R4)
         MVI   8(R3),C' '
         LA    R3,9(,R3)
         LA    R4,8(,R4)
         B     SHOWFRM1
SHOWFRM2 LR    R15,R3
         LA    R3,FREE
         SR    R15,R3
         BR    R9
*        TYPE, TYPERED, TYPEMSG: type the R15 characters at R5, the
*        last as an error message (SET EMSG) behind the letters DMS.
*        R14 = return; uses R1, R15.
TYPERED  MVC   TYPEPL(16),TYPEMODL
         MVI   TYPEPL+12,C'R'
         B     TYPE1
TYPE     MVC   TYPEPL(16),TYPEMODL
TYPE1    STCM  R5,7,TYPEPL+9
         STH   R15,TYPEPL+14
         LA    R1,TYPEPL
         SVC   202
         DC    AL4(*+4)
         BR    R14
TYPEMSG  CH    R15,=H'127'
         BNH   *+8
         LA    R15,127
         MVC   MESSAGE(3),=C'DMS'
         LTR   R15,R15
         BZR   R14
         BCTR  R15,0
         EX    R15,TYPEMSGM
         LA    R15,4(,R15)
         MVC   TYPEPL(16),TYPEMODL
         MVI   TYPEPL+13,X'40'
         LA    R5,MESSAGE
         B     TYPE1
TYPEMSGM MVC   MESSAGE+3(0),0(R5)
         DS    0F
TYPEMODL DC    CL8'TYPLIN',AL1(1),AL3(0),C'B',X'00',H'0'
*        TIMERST: the CPU times count from here. R14 = return; uses R1.
TIMERST  LA    R1,CLOCK
         DIAG  R1,R0,X'000C'
         MVC   CPU0,CLOCK+16
         BR    R14
*        SHOWTIME: types T=virtual/total time-of-day, CPU seconds since
*        TIMERST, and resets. R9 = return; keeps R2.
SHOWTIME LA    R1,CLOCK
         DIAG  R1,R0,X'000C'
         MVC   FREE(2),=C'T='
         LA    R5,FREE+2
         L     R7,CLOCK+20
         S     R7,CPU0+4
         BAL   R14,SECONDS
         MVI   0(R5),C'/'
         LA    R5,1(,R5)
         L     R7,CLOCK+28
         S     R7,CPU0+12
         BAL   R14,SECONDS
         MVI   0(R5),C' '
         MVC   1(8,R5),CLOCK+8
         LA    R15,9(,R5)
         LA    R5,FREE
         SR    R15,R5
         BAL   R14,TYPE
         MVC   CPU0,CLOCK+16
         BR    R9
*        SECONDS: R7 microseconds as n.nn at R5, which is moved behind
*        it. R14 = return; uses R1, R3, R6.
SECONDS  SR    R6,R6
         D     R6,=F'10000'
         CVD   R7,DOUBLE
         MVC   EDITED(9),=X'4020202021204B2020'
         LA    R1,EDITED+5
         EDMK  EDITED(9),DOUBLE+4
         LA    R3,EDITED+8
         SR    R3,R1
         EX    R3,SECONDMV
         LA    R5,1(R3,R5)
         BR    R14
SECONDMV MVC   0(0,R5),0(R1)
         EJECT
*
*        Errors: number and text; the code is 800 plus the number.
*        LEAVE: end of the EXEC with code R5.
*
NOFILE   BAL   R5,ERROR
         DC    AL1(1,14),C'FILE NOT FOUND'
BADGOTO  BAL   R5,ERROR
         DC    AL1(2,20),C'&&SKIP OR &&GOTO ERROR'
BADFORM  BAL   R5,ERROR
         DC    AL1(3,15),C'BAD FILE FORMAT'
BADARGS  BAL   R5,ERROR
         DC    AL1(4,18),C'TOO MANY ARGUMENTS'
BADDEPTH BAL   R5,ERROR
         DC    AL1(5,34),C'MAX DEPTH OF LOOP NESTING EXCEEDED'
READERR  MVC   LINENUM,NEXTLINE
         BAL   R5,ERROR
         DC    AL1(6,18),C'ERROR READING FILE'
BADSYN   BAL   R5,ERROR
         DC    AL1(7,14),C'INVALID SYNTAX'
BADCOND  BAL   R5,ERROR
         DC    AL1(8,25),C'INVALID FORM OF CONDITION'
BADASGN  BAL   R5,ERROR
         DC    AL1(9,18),C'INVALID ASSIGNMENT'
BADSPEC  BAL   R5,ERROR
         DC    AL1(10,26),C'MISUSE OF SPECIAL VARIABLE'
BADERROR BAL   R5,ERROR
         DC    AL1(11,22),C'ERROR IN &&ERROR ACTION'
BADCONV  BAL   R5,ERROR
         DC    AL1(12,16),C'CONVERSION ERROR'
BADMANY  BAL   R5,ERROR
         DC    AL1(13,28),C'TOO MANY TOKENS IN STATEMENT'
BADFUNC  BAL   R5,ERROR
         DC    AL1(14,27),C'MISUSE OF BUILT-IN FUNCTION'
BADLOOP  BAL   R5,ERROR
         DC    AL1(15,17),C'EOF FOUND IN LOOP'
BADWORD  BAL   R5,ERROR
         DC    AL1(16,20),C'INVALID CONTROL WORD'
BADUFLW  BAL   R5,ERROR
         DC    AL1(17,25),C'EXEC ARITHMETIC UNDERFLOW'
BADOFLW  BAL   R5,ERROR
         DC    AL1(18,24),C'EXEC ARITHMETIC OVERFLOW'
BADNAME  BAL   R5,ERROR
         DC    AL1(19,31),C'INVALID CHAR IN VARIABLE SYMBOL'
BADZERO  BAL   R5,ERROR
         DC    AL1(30,19),C'EXEC DIVIDE BY ZERO'
BADROOM  LA    R5,104
         B     LEAVE
ERROR    LR    R2,R5
         MVC   LINE(27),=C'EXT072E ERROR IN EXEC FILE '
         MVC   LINE+27(8),ARGS
         LA    R6,LINE+27
ERROR1   CLI   0(R6),C' '
         BE    ERROR2
         LA    R6,1(,R6)
         LA    R1,LINE+35
         CR    R6,R1
         BL    ERROR1
ERROR2   MVC   0(7,R6),=C', LINE '
         L     R8,LINENUM
         BAL   R10,DECTEXT
         MVC   7(8,R6),VALUE
         LA    R6,7(,R6)
ERROR3   LA    R6,1(,R6)
         CLI   0(R6),C' '
         BNE   ERROR3
         MVC   0(3,R6),=C' - '
         SR    R3,R3
         IC    R3,1(,R2)
         BCTR  R3,0
         EX    R3,ERRORMV
         LA    R15,4(R3,R6)
         LA    R5,LINE
         SR    R15,R5
         BAL   R14,TYPEMSG
         SR    R5,R5
         IC    R5,0(,R2)
         LA    R5,800(,R5)
         B     LEAVE
ERRORMV  MVC   3(0,R6),2(R2)
LEAVE    MVC   READPL(8),=CL8'FINIS'
         LA    R1,READPL
         SVC   202
         DC    AL4(*+4)
LEAVE1   L     R2,VARBLOCK
LEAVE2   LTR   R1,R2
         BZ    LEAVE3
         L     R2,0(,R1)
         LA    R0,VARDW
         DMSFRET DWORDS=(0),LOC=(1)
         B     LEAVE2
LEAVE3   L     R1,AUSER1
         L     R3,0(,R1)
         BCTR  R3,0
         ST    R3,0(,R1)
         LTR   R3,R3
         BNZ   LEAVE4
         NI    EXECFLAG,255-EXECRUN
         XC    AUSER1,AUSER1
         LA    R0,GLOBDW
         DMSFRET DWORDS=(0),LOC=(1)
LEAVE4   L     R6,RETURN
         LR    R1,R13
         LA    R0,EXWDW
         DMSFRET DWORDS=(0),LOC=(1)
         LR    R15,R5
         BR    R6
         EJECT
*        Names, and where they are worked on
CONTROLS DC    CL8'&&CONTINUE',AL2(LOOP-DMSEXT)
         DC    CL8'&&COMMENT',AL2(LOOP-DMSEXT)
         DC    CL8'&&IF',AL2(IF-DMSEXT)
         DC    CL8'&&GOTO',AL2(GOTO-DMSEXT)
         DC    CL8'&&TYPE',AL2(TYPESTMT-DMSEXT)
         DC    CL8'&&SKIP',AL2(SKIP-DMSEXT)
         DC    CL8'&&STACK',AL2(STACK-DMSEXT)
         DC    CL8'&&SPACE',AL2(SPACE-DMSEXT)
         DC    CL8'&&CONTROL',AL2(CONTROL-DMSEXT)
         DC    CL8'&&HEX',AL2(HEX-DMSEXT)
         DC    CL8'&&TIME',AL2(TIME-DMSEXT)
         DC    CL8'&&ERROR',AL2(ERRSTMTX-DMSEXT)
         DC    CL8'&&EXIT',AL2(EXITSTMT-DMSEXT)
         DC    CL8'&&BEGSTACK',AL2(BEGSTKS-DMSEXT)
         DC    CL8'&&BEGTYPE',AL2(BEGTYPES-DMSEXT)
         DC    CL8'&&BEGPUNCH',AL2(BEGPUNS-DMSEXT)
         DC    CL8'&&BEGEMSG',AL2(BEGEMSGS-DMSEXT)
         DC    CL8'&&EMSG',AL2(EMSG-DMSEXT)
         DC    CL8'&&PUNCH',AL2(PUNCH-DMSEXT)
         DC    CL8'&&LOOP',AL2(LOOPSTMT-DMSEXT)
         DC    CL8'&&READ',AL2(READ-DMSEXT)
         DC    CL8'&&ARGS',AL2(ARGSSTMT-DMSEXT)
         DC    X'FF'
FUNCTNS  DC    CL8'&&CONCAT',AL2(CONCAT-DMSEXT)
         DC    CL8'&&LENGTH',AL2(LENGTHF-DMSEXT)
         DC    CL8'&&SUBSTR',AL2(SUBSTR-DMSEXT)
         DC    CL8'&&DATATYPE',AL2(DATATYPE-DMSEXT)
         DC    X'FF'
SPECIALS DC    CL8'&&RETCODE',AL2(GETRC-DMSEXT)
         DC    CL8'&&INDEX',AL2(GETINDEX-DMSEXT)
         DC    CL8'&&LINENUM',AL2(GETLINEN-DMSEXT)
         DC    CL8'&&EXEC',AL2(GETEXEC-DMSEXT)
         DC    CL8'&&READFLAG',AL2(GETREAD-DMSEXT)
         DC    CL8'&&TYPEFLAG',AL2(GETTYPE-DMSEXT)
         DC    CL8'&&DOS',AL2(GETDOS-DMSEXT)
         DC    CL8'&&GLOBAL',AL2(GETGLOB-DMSEXT)
         DC    CL8'&&GLOBAL0',AL2(GETGLOBN-DMSEXT)
         DC    CL8'&&GLOBAL1',AL2(GETGLOBN-DMSEXT)
         DC    CL8'&&GLOBAL2',AL2(GETGLOBN-DMSEXT)
         DC    CL8'&&GLOBAL3',AL2(GETGLOBN-DMSEXT)
         DC    CL8'&&GLOBAL4',AL2(GETGLOBN-DMSEXT)
         DC    CL8'&&GLOBAL5',AL2(GETGLOBN-DMSEXT)
         DC    CL8'&&GLOBAL6',AL2(GETGLOBN-DMSEXT)
         DC    CL8'&&GLOBAL7',AL2(GETGLOBN-DMSEXT)
         DC    CL8'&&GLOBAL8',AL2(GETGLOBN-DMSEXT)
         DC    CL8'&&GLOBAL9',AL2(GETGLOBN-DMSEXT)
         DC    CL8'&&LITERAL',AL2(GETKEEP-DMSEXT)
         DC    CL8'&&*',AL2(GETKEEP-DMSEXT)
         DC    CL8'&&$',AL2(GETKEEP-DMSEXT)
         DC    X'FF'
         LTORG
MAXLOOPS EQU   4
LOOPL    EQU   36            bytes of a LOOPSECT
*        What the EXECs of a nest share: level, &GLOBAL0 to &GLOBAL9
GLOBDW   EQU   6
*        A block of the user's variables: next block, number of
*        variables, VARSIZE times name and value
VARSIZE  EQU   62
VARDW    EQU   1+VARSIZE*2
*
EXW      DSECT
DOUBLE   DS    D
CLOCK    DS    CL32          DIAGNOSE 0C: date, time, CPU times
CPU0     DS    CL16          CPU times at TIMERST
TOKENS   DS    33CL8
TOKENEND EQU   *-8
RAW      DS    33CL8
RAWEND   EQU   *-8
RETURN   DS    A
NEXTLINE DS    F             line of the file to be read next
GOTOSTOP DS    F             &GOTO looks for LABEL until here; 0: no
LINENUM  DS    F
TOREAD   DS    F             lines to come from the terminal
LENGTH   DS    F             of the line
WIDTH    DS    F             of the record
LEVEL    DS    F             loops in progress
RETCODE  DS    F
INDEX    DS    F
SUM      DS    F
VARBLOCK DS    A             newest block of variables
VARLIST  DS    A             &READ VARS: the variables
SCANREGS DS    5F
VARREGS  DS    5F
UNTILRET DS    A
TESTRET  DS    A
SHOWRET  DS    A
SHOWR4   DS    A
         DS    0F
READPL   DS    CL44
         DS    0F
WAITPL   DS    CL16
         DS    0F
TYPEPL   DS    CL16
         DS    0F
STACKPL  DS    CL16
         DS    0F
PUNCHPL  DS    CL12
LOOPS    DS    4XL(LOOPL)
ARGS     DS    31CL8         &0 (the name) to &30
ARGSL    EQU   *-ARGS
LABEL    DS    CL8
TOKEN    DS    CL8
VALUE    DS    CL8
         DS    CL8           (CONCAT may write past VALUE)
PENULT   DS    CL8
COND     DS    CL24
LEFTSIDE DS    CL8
RIGHTSID DS    CL8
WORK9    DS    CL9
EDITED   DS    CL16
SIGN     DS    C
MASK     DS    X
MANY     DS    C
READING  DS    X
READVARS EQU   1
READARGS EQU   2
BEGIN    DS    X             between &BEGxxxx and &END
BEGTYPE  EQU   X'80'
BEGSTACK EQU   X'40'
BEGPUNCH EQU   X'20'
BEGEMSG  EQU   X'10'
BEGALL   EQU   X'01'
SHOW     DS    X             &CONTROL
SHOWERR  EQU   X'01'
SHOWCMS  EQU   X'02'
SHOWALL  EQU   X'04'
SHOWNOMS EQU   X'08'
SHOWTOD  EQU   X'10'
SHOWPACK EQU   X'20'
FLAGS    DS    X
TERMINAL EQU   X'80'         the line is not one of the file
ASSIGN   EQU   X'40'         the statement is an assignment
ERRSTMT  EQU   X'20'         ... is &ERROR
INERROR  EQU   X'10'         the action of &ERROR is being done
SEEKEND  EQU   X'08'         looking for the end of a loop
TIMEON   EQU   X'04'
WRAPPED  EQU   X'02'         &GOTO: the end of the file was passed
FLAGS2   DS    X
HEXON    EQU   X'80'
REPLACED EQU   X'40'
NUMERIC  EQU   X'20'         TARGET: a fullword
ERRLEN   DS    X
ERRTEXT  DS    CL130         action of &ERROR
LINE     DS    CL138
FREE     DS    CL140
MESSAGE  DS    CL132
CARD     DS    CL80
         DS    0D
EXWL     EQU   *-EXW
EXWDW    EQU   EXWL/8
*        One loop
LOOPSECT DSECT
LOOPBEG  DS    F             first line
LOOPEND  DS    F             line behind the last
LOOPCNT  DS    F             times left; -1: until a condition holds
LOOPCOND DS    CL24
         NUCON
         ADT
         FSTB
         END
