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
*        The parts are copied in at the end: EXECTOKN tokens, EXECVARS
*        variables, EXECASGN assignments, EXECCTL and EXECTYPE control
*        statements, EXECERRS errors, EXECNAME names, EXECWORK storage.
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
         COPY  EXECTOKN
         COPY  EXECVARS
         COPY  EXECASGN
         COPY  EXECCTL
         COPY  EXECTYPE
         COPY  EXECERRS
         COPY  EXECNAME
         COPY  EXECWORK
         END
