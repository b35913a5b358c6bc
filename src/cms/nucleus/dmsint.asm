DMSINT   TITLE 'DMSINT - COMMAND INTERPRETER'
*
*        DMSINT   command level: reads a line, executes it, types the
*                 ready message, for ever.  Entered after IPL and, with
*                 R0 = code, after an abend at DMSINTAB.
*        DMSSUB   function SUBSET: the same inside a program, for the
*                 nucleus and transient area commands, until RETURN.
*        DMSRET   function RETURN.
*        DMSSCN   makes tokens of a line: R1 = line, R0 = length;
*                 builds
*                 CMNDLIST and EXTPLIST.  R15 = number of tokens.
*
DMSINT   CSECT
         ENTRY DMSINTAB,DMSSUB,DMSRET,DMSSCN,DMSINX
         USING NUCON,0
         USING DMSINT,R12
         LR    R12,R15
         BAL   R9,RESET
         B     NEXT
*        after an abend: R0 = return code for the ready message
DMSINTAB L     R12,ADMSINT-DMSINTAB(,R15)
         ST    R0,CMDRC
         BAL   R9,RESET
         B     DONE
ADMSINT  DC    A(DMSINT)
*
NEXT     BAL   R9,READLINE
         BAL   R9,SCANLINE
         BZ    NEXT                 comment
         BM    NULL
         BAL   R9,EXECUTE
         ST    R15,CMDRC
DONE     LA    R1,FINALL            close what the command left open
         CALL  AFINIS
         BAL   R9,READY
         B     NEXT
NULL     LA    R1,TYPCMS
         TM    SUBFLAG,SUBACT
         BZ    *+8
         LA    R1,TYPSUB
         CALL  ATYPLIN
         B     NEXT
*
*        RESET: no SVC levels, an empty nucleus stack with our frame
*
RESET    XC    CURRSAVE,CURRSAVE
         XC    SVCDEPTH,SVCDEPTH
         L     R13,=A(X'3000')
         LA    R1,72+INTWORK(,R13)
         ST    R1,NUCSTKP
         NI    SUBFLAG,255-SUBACT-SUBRETN
         NI    EXECFLAG,255-EXECRUN
         NI    EXECSTAT,255-EXHALT-EXTRACE
         BR    R9
INTWORK  EQU   64                   72: plist, 104: R9 saves, 112: text
         EJECT
*
*        READLINE: one line into CMNDLINE, as typed; R4 = length
*
READLINE ST    R9,104(,R13)
         MVC   72(16,R13),RDPLIST
         LA    R1,72(,R13)
         CALL  AWAITRD
         LH    R4,86(,R13)
         L     R9,104(,R13)
         BR    R9
RDPLIST  DC    CL8'WAITRD',AL1(1),AL3(CMNDLINE-NUCON),C'S',X'00',H'0'
*
*        SCANLINE: condition code 0 comment, minus null line, plus
*        command
*
SCANLINE ST    R9,104(,R13)
         LA    R1,CMNDLINE
         LR    R0,R4
         CALL  DMSSCN
         L     R9,104(,R13)
         LTR   R15,R15
         BNZ   SCANCOM
         LH    R15,=H'-1'           none: minus
         LTR   R15,R15
         BR    R9
SCANCOM  L     R1,EXTPLIST
         SR    R15,R15
         CLI   0(R1),C'*'
         BER   R9
         LA    R15,1
         LTR   R15,R15
         BR    R9
*
*        EXECUTE: the command in CMNDLIST; R15 = its code
*
EXECUTE  ST    R9,108(,R13)
         NI    MISFLAGS,255-NEGITS
         MVC   PREVCMND,LASTCMND
         MVC   LASTCMND,CMNDLIST
         TM    OPTFLAGS,NOIMPEX
         BO    EXCALL
*        an EXEC of that name?
         MVC   80(8,R13),CMNDLIST
         BAL   R9,ISEXEC
         BZ    EXEXEC
         MVC   80(8,R13),CMNDLIST
         LA    R1,80(,R13)
         CALL  AABBREV
         LTR   R15,R15
         BNZ   EXCALL
         BAL   R9,ISEXEC
         BNZ   EXCALL
         MVC   CMNDLIST(8),80(R13)
EXEXEC   MVC   CMNDLIST-8(8),=CL8'EXEC'
         MVC   PREVEXEC,LASTEXEC
         MVC   LASTEXEC,CMNDLIST
         LA    R1,CMNDLIST-8
         B     EXSVC
EXCALL   LA    R1,CMNDLIST
EXSVC    O     R1,=X'0B000000'
         LA    R0,EXTPLIST
         SVC   202
         DC    AL4(*+4)
         LTR   R15,R15
         BNM   EXEND
         TM    MISFLAGS,NEGITS
         BZ    EXEND
         CH    R15,=H'-3'
         BNE   EXBAD
         TM    OPTFLAGS,NOIMPCP
         BO    EXUNK
*        perhaps a command of CP
         L     R1,EXTPLIST          from the first character
         L     R2,EXTPLIST+8
         SR    R2,R1
         DC    X'83120008'
         LR    R15,R2
         CH    R15,=H'1'
         BNE   EXEND
EXUNK    LA    R1,TYPUNK
         CALL  ATYPLIN
         LH    R15,=H'-3'
         B     EXEND
EXBAD    LR    R8,R15
         LA    R1,TYPSBC
         CH    R8,=H'-2'
         BE    *+8
         LA    R1,TYPBAD
         CALL  ATYPLIN
         LR    R15,R8
EXEND    L     R9,108(,R13)
         BR    R9
*        ISEXEC: condition code 0 when file 80(8,R13) EXEC * exists
ISEXEC   MVC   72(8,R13),=CL8'STATE'
         MVC   88(8,R13),=CL8'EXEC'
         MVC   96(2,R13),=C'* '
         LA    R1,72(,R13)
         ST    R9,104(,R13)
         CALL  ASTATE
         L     R9,104(,R13)
         LTR   R15,R15
         BR    R9
         EJECT
*
*        READY: types the ready message for CMDRC
*
READY    ST    R9,108(,R13)
         NI    MSGFLAGS,255-NOTYPING
         LA    R1,CURRDATE
         DC    X'8312000C'
         LA    R5,CMNDLINE          built in the command line area
         MVI   0(R5),C'R'
         LA    R5,1(,R5)
         L     R3,CMDRC
         LTR   R3,R3
         BZ    RDYEND
         MVI   0(R5),C'('
         CVD   R3,72(,R13)
         UNPK  1(5,R5),72(8,R13)
         OI    5(R5),X'F0'
         LTR   R3,R3
         BNM   *+8
         MVI   1(R5),C'-'
         MVI   6(R5),C')'
         LA    R5,7(,R5)
RDYEND   MVI   0(R5),C';'
         LA    R5,1(,R5)
         TM    MSGFLAGS,NORDYTIM
         BO    RDYTYPE
         MVC   0(3,R5),=C' T='
         LA    R5,3(,R5)
         L     R3,CURRVIRT+4
         S     R3,LASTVIRT
         BAL   R9,RDYSEC
         MVI   0(R5),C'/'
         LA    R5,1(,R5)
         L     R3,CURRCPUT+4
         S     R3,LASTCPUT
         BAL   R9,RDYSEC
         MVI   0(R5),C' '
         MVC   1(8,R5),CURRTIME
         LA    R5,9(,R5)
RDYTYPE  MVC   LASTVIRT,CURRVIRT+4
         MVC   LASTCPUT,CURRCPUT+4
         LA    R4,CMNDLINE
         SR    R5,R4
         MVC   72(16,R13),RDYPLIST
         STH   R5,86(,R13)
         LA    R1,72(,R13)
         CALL  ATYPLIN
         L     R9,108(,R13)
         BR    R9
RDYPLIST DC    CL8'TYPLIN',AL1(1),AL3(CMNDLINE-NUCON),C'B',X'00',H'0'
*        RDYSEC: microseconds R3 as seconds with two decimals at R5
RDYSEC   SR    R2,R2
         D     R2,=F'10000'
         CVD   R3,72(,R13)
         MVC   80(9,R13),RDYPATT
         LA    R1,85(,R13)
         EDMK  80(9,R13),76(R13)
         LA    R2,89(,R13)
         SR    R2,R1
         BCTR  R2,0
         EX    R2,RDYMOVE
         LA    R5,1(R2,R5)
         BR    R9
RDYMOVE  MVC   0(*-*,R5),0(R1)
RDYPATT  DC    X'4020202021204B2020'
         EJECT
*
*        CMS subset
*
DMSSUB   ENTER WORK=INTWORK,BASE=DMSINT
         TM    SUBFLAG,SUBACT       already there
         BO    SUBEND
         OI    SUBFLAG,SUBACT
         LA    R1,TYPSUB
         CALL  ATYPLIN
SUBNEXT  BAL   R9,READLINE
         BAL   R9,SCANLINE
         BZ    SUBNEXT
         BM    SUBNULL
         BAL   R9,EXECUTE
         TM    SUBFLAG,SUBRETN
         BO    SUBOUT
         ST    R15,CMDRC
         BAL   R9,READY
         B     SUBNEXT
SUBNULL  LA    R1,TYPSUB
         CALL  ATYPLIN
         B     SUBNEXT
SUBOUT   NI    SUBFLAG,255-SUBACT-SUBRETN
SUBEND   LEAVE 0
DMSRET   ENTER BASE=DMSINT
         TM    SUBFLAG,SUBACT
         BZ    RETBAD
         OI    SUBFLAG,SUBRETN
         LEAVE 0
RETBAD   OI    MISFLAGS,NEGITS
         LH    R15,=H'-3'
         LEAVE
*
*        DMSINX: executes the line R1, R0 bytes as the command level
*        would (used at IPL).  R15 = code.
*
DMSINX   ENTER WORK=INTWORK,BASE=DMSINT
         LR    R4,R0
         LTR   R4,R4
         BZ    INXEND
         BCTR  R4,0
         EX    R4,INXMOVE
         LA    R4,1(,R4)
         BAL   R9,SCANLINE
         BNP   INXEND
         BAL   R9,EXECUTE
         B     INXOUT
INXEND   SR    R15,R15
INXOUT   LEAVE
INXMOVE  MVC   CMNDLINE(*-*),0(R1)
         EJECT
*
*        DMSSCN: tokens.  Parentheses are tokens of their own; a token
*        is cut to eight characters and put in upper case.
*
DMSSCN   ENTER BASE=DMSINT
         LR    R3,R1                next character
         LA    R4,0(R1)
         AR    R4,R0                end
         LA    R5,CMNDLIST
         LA    R6,CMNDLIST+8*38     room for the fence and one more
         SR    R15,R15
         XC    EXTPLIST(16),EXTPLIST
         ST    R3,EXTPLIST
         ST    R4,EXTPLIST+4
         ST    R4,EXTPLIST+8
SCNTOK   CR    R3,R4                skip blanks
         BNL   SCNEND
         CLI   0(R3),C' '
         BNE   SCNHAVE
         LA    R3,1(,R3)
         B     SCNTOK
SCNHAVE  CR    R5,R6
         BNL   SCNEND
         LTR   R15,R15              address of verb and of arguments
         BNZ   SCNARG
         ST    R3,EXTPLIST
         B     SCNBEG
SCNARG   CH    R15,=H'1'
         BNE   SCNBEG
         ST    R3,EXTPLIST+4
SCNBEG   MVC   0(8,R5),=CL8' '
         LA    R15,1(,R15)
         LA    R7,8
         LR    R8,R5
         CLI   0(R3),C'('
         BE    SCNPAR
         CLI   0(R3),C')'
         BE    SCNPAR
SCNCHAR  LTR   R7,R7
         BNP   SCNSKIP
         MVC   0(1,R8),0(R3)
         LA    R8,1(,R8)
SCNSKIP  BCTR  R7,0
         LA    R3,1(,R3)
         CR    R3,R4
         BNL   SCNNEXT
         CLI   0(R3),C' '
         BE    SCNNEXT
         CLI   0(R3),C'('
         BE    SCNNEXT
         CLI   0(R3),C')'
         BNE   SCNCHAR
         B     SCNNEXT
SCNPAR   MVC   0(1,R5),0(R3)
         LA    R3,1(,R3)
SCNNEXT  L     R7,=V(UPCASE)
         TR    0(8,R5),0(R7)
         LA    R5,8(,R5)
         B     SCNTOK
SCNEND   MVC   0(8,R5),FENCE
         LTR   R15,R15
         BNZ   *+10
         MVC   EXTPLIST+4(4),EXTPLIST+8
         LEAVE
FENCE    DC    8X'FF'
FINALL   DC    CL8'FINIS',CL8'*',CL8'*',CL8'*',8X'FF'
TYPCMS   DC    CL8'TYPLIN',AL1(1),AL3(MSGCMS),C'B',X'00',Y(L'MSGCMS)
TYPSUB   DC    CL8'TYPLIN',AL1(1),AL3(MSGSUB),C'B',X'00',Y(L'MSGSUB)
TYPUNK   DC    CL8'TYPLIN',AL1(1),AL3(MSGUNK),C'R',X'00',Y(L'MSGUNK)
TYPSBC   DC    CL8'TYPLIN',AL1(1),AL3(MSGSBC),C'R',X'00',Y(L'MSGSBC)
TYPBAD   DC    CL8'TYPLIN',AL1(1),AL3(MSGBAD),C'R',X'00',Y(L'MSGBAD)
MSGCMS   DC    C'CMS'
MSGSUB   DC    C'CMS SUBSET'
MSGUNK   DC    C'UNKNOWN CP/CMS COMMAND'
MSGSBC   DC    C'INVALID SUBSET COMMAND'
MSGBAD   DC    C'INVALID CMS COMMAND'
         LTORG
         NUCON
         REGEQU
         END
