DMSCON   TITLE 'DMSCON - CONSOLE'
*
*        DMSCWR  TYPLIN           types a line
*        DMSCRD  WAITRD, CONREAD  reads a line
*        DMSCWT  CONWAIT          (output is always complete)
*        DMSCAT  ATTN             puts a line into the console stack
*        DMSCDB  DESBUF           drops the console stack
*        DMSCATN serves an attention: reads a line; HX, HT and RT act
*                at once, anything else is stacked
*        UPCASE  256-byte table: upper case
*
*        The console is a 3215 at the address in the device table:
*        channel programs of one CCW, each waited for.  The stack is a
*        chain of blocks: A(next), H doublewords, H length, text.
*
DMSCON   CSECT
         ENTRY DMSCWR,DMSCRD,DMSCWT,DMSCAT,DMSCDB,DMSCATN,UPCASE
         USING NUCON,0
DMSCWR   ENTER BASE=DMSCON
         LR    R2,R1
         L     R3,8(,R2)            text
         LA    R3,0(,R3)
         LH    R4,14(,R2)           length
         LTR   R4,R4
         BP    CWRHAVE
         LA    R3,BLANK
         LA    R4,1
CWRHAVE  TM    13(R2),X'80'         no carriage return: as it is
         BO    CWRED
         LA    R5,0(R3,R4)          strip trailing blanks
CWRSTRIP BCTR  R5,0
         CLI   0(R5),C' '
         BNE   CWRED
         BCT   R4,CWRSTRIP
         LA    R4,1
CWRED    TM    13(R2),X'40'         error message: SET EMSG decides
         BZ    CWRHT
         DC    X'8334005C'
         LTR   R4,R4
         BZ    CWROUT
CWRHT    TM    13(R2),X'01'         priority: even when halted
         BO    CWRGO
         TM    MSGFLAGS,NOTYPING
         BO    CWROUT
CWRGO    LR    R5,R3
         TM    13(R2),X'10'         long line: from the caller's area
         BO    CWRCCW
         CH    R4,=H'130'
         BNH   *+8
         LH    R4,=H'130'
         LA    R5,CONINBLK
         LR    R6,R4
         BCTR  R6,0
         EX    R6,CWRMOVE
         L     R7,AOUTRTBL
         LTR   R7,R7
         BZ    CWRCCW
         EX    R6,CWRTRAN
CWRCCW   ST    R5,CONCCWS
         MVI   CONCCWS,X'09'
         TM    13(R2),X'80'
         BZ    *+8
         MVI   CONCCWS,X'01'
         MVC   CONCCWS+4(2),=X'2000'
         STH   R4,CONCCWS+6
         L     R1,ACONDEV
         LA    R2,CONCCWS
         CALL  DMSDIO1
         TM    MISFLAGS,ATTNHIT
         BZ    CWROUT
         CALL  DMSCATN
CWROUT   LEAVE 0
CWRMOVE  MVC   0(*-*,R5),0(R3)
CWRTRAN  TR    0(*-*,R5),0(R7)
BLANK    DC    C' '
*
*        CONWAIT: nothing is ever outstanding
*
DMSCWT   SR    R15,R15
         BR    R14
         EJECT
*
*        WAITRD.  R10 = plist.
*
DMSCRD   ENTER BASE=DMSCON
         LR    R10,R1
         LA    R3,CRDCODES
CRDFIND  CLC   0(1,R3),12(R10)
         BE    CRDCODE
         LA    R3,2(,R3)
         CLI   0(R3),X'FF'
         BNE   CRDFIND
         LEAVE 2
CRDCODE  IC    R8,1(,R3)            flags: 1 clean, 2 upper case, 4 pad
         N     R8,=F'7'
         CLI   13(R10),C'D'         direct read
         BE    CRDTERM
         CLI   12(R10),C'X'
         BE    CRDTERM
         TM    MISFLAGS,ATTNHIT     a line was entered: stack it
         BZ    CRDSTK
         L     R3,CONSTACK
         LTR   R3,R3
         BZ    CRDSTK               it will be the answer itself
         CALL  DMSCATN
CRDSTK   L     R3,CONSTACK
         LTR   R3,R3
         BZ    CRDTERM
*        first line of the stack
         L     R5,0(,R3)
         ST    R5,CONSTACK
         LTR   R5,R5
         BNZ   *+10
         XC    CONSTKL,CONSTKL
         LH    R5,NUMFINRD
         BCTR  R5,0
         STH   R5,NUMFINRD
         LH    R4,6(,R3)
         MVC   CONINBUF,8(R3)
         LH    R0,4(,R3)
         LR    R1,R3
         CALL  AFRET
         B     CRDLINE
*        terminal
CRDTERM  BAL   R9,TERMREAD
*        R4 = length, line in CONINBUF
CRDLINE  CLI   12(R10),C'X'
         BE    CRDMOVE
         LTR   R4,R4
         BZ    CRDMOVE
*        a new-line character (X'15') ends the logical line: the rest
*        is stacked
         LA    R5,CONINBUF
         LR    R6,R4
CRDNL    CLI   0(R5),X'15'
         BE    CRDSPLIT
         LA    R5,1(,R5)
         BCT   R6,CRDNL
         B     CRDINTR
CRDSPLIT SR    R4,R6                length up to it
         BCTR  R6,0
         LTR   R6,R6
         BZ    CRDINTR
         LA    R1,1(,R5)            rest, LIFO
         LR    R0,R6
         BAL   R9,STACKL
CRDINTR  LTR   R4,R4
         BZ    CRDMOVE
         LR    R5,R4
         BCTR  R5,0
         L     R7,AINTRTBL          SET INPUT
         LTR   R7,R7
         BZ    CRDUP
         EX    R5,CRDTRAN
CRDUP    N     R8,=F'7'
         LR    R6,R8
         N     R6,=F'2'
         BZ    CRDMOVE
         LA    R7,UPCASE
         EX    R5,CRDTRAN
CRDMOVE  STH   R4,14(,R10)
         L     R5,8(,R10)           caller's buffer
         LA    R5,0(,R5)
         N     R8,=F'4'             pad?
         BZ    CRDNOPAD
         MVI   0(R5),C' '
         MVC   1(129,R5),0(R5)
CRDNOPAD LR    R6,R4
         BCTR  R6,0
         LTR   R4,R4
         BZ    CRDOUT
         EX    R6,CRDCOPY
CRDOUT   LEAVE 0
CRDTRAN  TR    CONINBUF(*-*),0(R7)
CRDCOPY  MVC   0(*-*,R5),CONINBUF
CRDCODES DC    C'U',X'07',C'V',X'03',C'S',X'05',C'T',X'01',C'X',X'00'
         DC    C'*',X'00',C'$',X'00',X'FF'
*
*        TERMREAD: reads the terminal into CONINBUF; R4 = length
*
TERMREAD LR    R11,R9
TERMRD1  NI    MISFLAGS,255-ATTNHIT
         LA    R5,CONINBUF
         ST    R5,CONCCWS
         MVI   CONCCWS,X'0A'
         MVC   CONCCWS+4(4),=X'20000082'
         L     R1,ACONDEV
         LA    R2,CONCCWS
         CALL  DMSDIO1
         NI    MISFLAGS,255-ATTNHIT this is the line it was for
         LTR   R15,R15
         BNZ   NOCONS
         USING DEVSECT,R1
         TM    DTACSW+4,X'03'       cancelled: again
         BNZ   TERMRD1
         LA    R4,130
         SH    R4,DTACSW+6
         DROP  R1
         BR    R11
NOCONS   LPSW  NOCONPSW             no console: disabled wait
         DS    0D
NOCONPSW DC    X'0002000000000009'
         EJECT
*
*        ATTN: CL4 FIFO or LIFO, AL1(length), AL3(line)
*
DMSCAT   ENTER BASE=DMSCON
         LR    R2,R1
         SR    R0,R0
         IC    R0,12(,R2)
         L     R1,12(,R2)
         LA    R1,0(,R1)
         CLI   8(R2),C'L'
         BE    CATLIFO
         BAL   R9,STACKF
         B     CATOUT
CATLIFO  BAL   R9,STACKL
CATOUT   LEAVE
*
*        STACKF, STACKL: stacks R0 bytes at R1 as the last or first
*        line. R15 = 0, 1: no storage.  Uses R0-R7.
*
STACKF   SR    R7,R7
         B     STACK
STACKL   LA    R7,1
STACK    LR    R5,R0                length
         CH    R5,=H'130'
         BNH   *+8
         LH    R5,=H'130'
         LR    R6,R1
         LA    R0,18                8 + 136 bytes
         MVC   CODE203,=X'0104'
         CALL  AFREE
         LTR   R15,R15
         BNZR  R9
         XC    0(8,R1),0(R1)
         MVC   4(2,R1),=H'18'
         STH   R5,6(,R1)
         LTR   R5,R5
         BZ    STACKIN
         BCTR  R5,0
         EX    R5,STACKMV
STACKIN  LH    R5,NUMFINRD
         LA    R5,1(,R5)
         STH   R5,NUMFINRD
         L     R5,CONSTACK
         LTR   R5,R5
         BNZ   STACKORD
         ST    R1,CONSTACK          the only one
         ST    R1,CONSTKL
         SR    R15,R15
         BR    R9
STACKORD LTR   R7,R7
         BZ    STACKLST
         ST    R5,0(,R1)            first
         ST    R1,CONSTACK
         SR    R15,R15
         BR    R9
STACKLST L     R5,CONSTKL
         ST    R1,0(,R5)
         ST    R1,CONSTKL
         SR    R15,R15
         BR    R9
STACKMV  MVC   8(*-*,R1),0(R6)
*
*        DESBUF
*
DMSCDB   ENTER BASE=DMSCON
CDBLOOP  L     R1,CONSTACK
         LTR   R1,R1
         BZ    CDBOUT
         MVC   CONSTACK,0(R1)
         LH    R0,4(,R1)
         CALL  AFRET
         B     CDBLOOP
CDBOUT   XC    CONSTACK(8),CONSTACK
         XC    NUMFINRD,NUMFINRD
         LEAVE 0
         EJECT
*
*        Attention
*
DMSCATN  ENTER BASE=DMSCON
         BAL   R9,TERMREAD
         LTR   R4,R4
         BZ    CATNOUT              a null line is nothing
         CH    R4,=H'2'
         BNE   CATNSTK
         MVC   IMMED,CONINBUF
         TR    IMMED,UPCASE
         LA    R3,IMMTAB
CATNSRCH CLC   IMMED,0(R3)
         BE    CATNDO
         LA    R3,4(,R3)
         CLI   0(R3),X'FF'
         BNE   CATNSRCH
CATNSTK  LR    R0,R4
         LA    R1,CONINBUF
         BAL   R9,STACKF
         B     CATNOUT
CATNDO   LH    R3,2(,R3)
         B     DMSCON(R3)
CATNHX   OI    MISFLAGS,KXSWITCH
         B     CATNOUT
CATNHT   OI    MSGFLAGS,NOTYPING
         B     CATNOUT
CATNRT   NI    MSGFLAGS,255-NOTYPING
         B     CATNOUT
CATNHI   OI    EXECSTAT,EXHALT      HI: halt the EXEC interpreter
         B     CATNOUT
CATNTS   OI    EXECSTAT,EXTRACE
         B     CATNOUT
CATNTE   NI    EXECSTAT,255-EXTRACE
CATNOUT  LEAVE 0
IMMTAB   DC    C'HX',Y(CATNHX-DMSCON)
         DC    C'HT',Y(CATNHT-DMSCON)
         DC    C'RT',Y(CATNRT-DMSCON)
         DC    C'HB',Y(CATNOUT-DMSCON)
         DC    C'HO',Y(CATNOUT-DMSCON)
         DC    C'SO',Y(CATNOUT-DMSCON)
         DC    C'RO',Y(CATNOUT-DMSCON)
         DC    X'FF'
         LTORG
UPCASE   DC    256AL1(*-UPCASE)
         ORG   UPCASE+X'81'
         DC    C'ABCDEFGHI'
         ORG   UPCASE+X'91'
         DC    C'JKLMNOPQR'
         ORG   UPCASE+X'A2'
         DC    C'STUVWXYZ'
         ORG
         NUCON
IMMED    EQU   CONINBLK,2
         ADT
         REGEQU
         END
