DMSITS   TITLE 'DMSITS - SVC INTERRUPTION HANDLER'
*
*        SVC 202: calls a command or function by name.
*        SVC 203: calls a nucleus service by number.
*        SVC 201: comes back from a routine called by SVC 202 (issued
*                 at ITSRET only).
*        Entered from the SVC new PSW: disabled, key 0.
*
*        Each call takes an SVC save block (SSAVE) and a register save
*        area for the callee.  Nucleus routines run with key 0 and
*        disabled; modules run with the user key unless they were
*        generated with the option SYSTEM; those of the user area are
*        enabled for interruptions.
*
DMSITS   CSECT
         USING NUCON,0
         STM   R0,R15,SVCWORK
         BALR  R12,0
         USING *,R12
ITSBASE  EQU   *
         CLI   SVCOPSW+3,202
         BE    SVC202
         CLI   SVCOPSW+3,203
         BE    SVC203
         CLI   SVCOPSW+3,201
         BE    SVC201
*
*        Any other number is not a call of CMS
*
         SR    R2,R2
         IC    R2,SVCOPSW+3
         L     R3,SVCOPSW+4
         BAL   R9,NEWFRAME
         DMSERR NUM=121,LET=S,CSECT=SVT,                               X
               SUB=(DEC,(R2),HEX,(R2),HEX,(R3)),                       X
               TEXT='UNSUPPORTED SVC ...(..) CALLED FROM ......'
         LA    R0,X'0F8'
         L     R1,SVCOPSW+4
         L     R15,AABEND
         BR    R15
         EJECT
*
*        SVC 202
*
SVC202   BAL   R9,NEWLEVEL          R10 = save block
         USING SSAVE,R10
         LA    R1,0(,R1)            plist
         L     R3,SVCOPSW+4         byte after the SVC
         LA    R3,0(,R3)
         CLI   0(R3),0              zero: an address constant
         BNE   S202A
         MVC   SSERR+1(3),1(R3)
         LA    R3,4(,R3)            return beyond it
         STCM  R3,7,SSPSW+5
S202A    CL    R1,VMSIZE            plist within storage?
         BNL   NOTFOUND
         MVC   SSNAME,0(R1)
*
*        Search: transient area, function table, MODULE; then the same
*        with the full name of an abbreviation.
*
SEARCH   CLC   SSNAME,LASTTMOD
         BE    TRANS
         L     R2,=V(DMSFNC)        function table: by first letter
         CLI   SSNAME,C'A'
         BL    TRYMOD
SRCFN    CLI   0(R2),X'FF'          end of the table
         BE    TRYMOD
         CLC   0(8,R2),SSNAME
         BE    FOUNDFN
         LA    R2,12(,R2)
         B     SRCFN
FOUNDFN  L     R15,8(,R2)
         LTR   R15,R15              a weak entry that was not linked
         BZ    TRYMOD
         B     NUC
TRYMOD   CLI   SSNAME,C' '          a blank name is no module
         BE    NOTFOUND
         LA    R1,SSNAME
         L     R15,=V(DMSMODL)      load the module
         BALR  R14,R15
         LTR   R15,R15
         BZ    LOADED
         CH    R15,=H'28'           no such file?
         BE    TRYSYN
         LH    R3,=H'-2'
         CH    R15,=H'32'           user area module in subset
         BE    NEGRET
         LH    R3,=H'-4'            bad module
         B     NEGRET
TRYSYN   TM    SSFLAG,SSCONT        name already replaced?
         BO    NOTFOUND
         OI    SSFLAG,SSCONT
         LA    R1,SSNAME
         L     R15,AABBREV          R15 = 0: SSNAME is the full name
         BALR  R14,R15
         LTR   R15,R15
         BZ    SEARCH
NOTFOUND LH    R3,=H'-3'
NEGRET   OI    MISFLAGS,NEGITS
         LR    R15,R3
         B     RETURN
*
*        A module was loaded: transient area or user area
*
LOADED   CLC   SSNAME,LASTTMOD
         BE    TRANS
         OI    SSFLAG,SSUSR
         TM    PROTFLAG,PRFUSYS
         BZ    *+8
         OI    SSFLAG,SSSYS
         L     R15,STRTADDR
         MVC   RETPSW(4),=X'FFE40000'
         B     GOUSER
TRANS    OI    SSFLAG,SSTRN
         TM    PROTFLAG,PRFTSYS
         BZ    *+8
         OI    SSFLAG,SSSYS
         L     R15,=A(X'E000')
         MVC   RETPSW(4),=X'00E40000'
GOUSER   TM    SSFLAG,SSSYS
         BO    GOKEY0
         TM    PROTFLAG,PRFPOFF
         BZ    GOPSW
GOKEY0   MVI   RETPSW+1,X'04'
GOPSW    ST    R15,RETPSW+4
         L     R13,SSUSAVE
         XC    0(96,R13),0(R13)
         ST    R15,SVCWORK          entry
         L     R14,=A(ITSRET)
         LM    R0,R11,SSREGS
         L     R12,SVCWORK
         LR    R15,R12
         LPSW  RETPSW
*
*        DMSITSGO: the nucleus routine that was called turns into the
*        program that was loaded: R1 = plist for it, R2 = its entry.
*
         ENTRY DMSITSGO
DMSITSGO L     R12,DMSITSGA-DMSITSGO(,R15)
         L     R10,CURRSAVE
         MVC   NUCSTKP,SSNUCSK
         NI    SSFLAG,255-SSNUC-SSSYS
         OI    SSFLAG,SSUSR
         ST    R2,RETPSW+4
         ST    R1,SVCWORK+4
         MVC   RETPSW(4),=X'FFE40000'
         TM    PROTFLAG,PRFPOFF
         BZ    *+8
         MVI   RETPSW+1,X'04'
         L     R13,SSUSAVE
         XC    0(96,R13),0(R13)
         ST    R2,SVCWORK
         LM    R2,R11,SSREGS+8
         L     R14,DMSITSRT
         L     R12,SVCWORK
         LR    R15,R12
         L     R1,SVCWORK+4
         LPSW  RETPSW
DMSITSGA DC    A(ITSBASE)
DMSITSRT DC    A(ITSRET)
*
*        A nucleus routine: same state, disabled
*
NUC      OI    SSFLAG,SSNUC+SSSYS
         L     R13,SSUSAVE
         XC    0(96,R13),0(R13)
         L     R14,=A(NUCRET)
         LM    R0,R11,SSREGS        (R10 is no base any more)
         LR    R12,R15
         BR    R15
         DROP  R12
         EJECT
*
*        Return of a nucleus routine: key 0, disabled
*
NUCRET   STM   R0,R15,SVCWORK
         BALR  R12,0
         USING *,R12
         L     R12,=A(ITSBASE)
         USING ITSBASE,R12
         B     DONE
*
*        Return of any other routine
*
ITSRET   SVC   201
*
SVC201   CLC   SVCOPSW+5(3),=AL3(ITSRET+2)
         BNE   BAD201
*
*        Give the level back
*
DONE     L     R15,SVCWORK+60
RETURN   L     R10,CURRSAVE
         MVC   CURRSAVE,SSPREV
         LH    R2,SVCDEPTH
         BCTR  R2,0
         STH   R2,SVCDEPTH
         MVC   NUCSTKP,SSNUCSK
         TM    MISFLAGS,KXSWITCH    HX wanted?
         BZ    NOHX
         L     R15,=V(DMSABNHX)
         BR    R15
NOHX     LTR   R15,R15
         BZ    GOBACK
         L     R3,SSERR
         LTR   R3,R3
         BZ    NOADDR
         CH    R3,=H'1'             AL4(1): just go on
         BE    GOBACK
         STCM  R3,7,SSPSW+5
GOBACK   LD    0,SSFPRS
         LD    2,SSFPRS+8
         LD    4,SSFPRS+16
         LD    6,SSFPRS+24
         MVC   RETPSW,SSPSW
         TM    SSFLAG,SSR01
         BO    WITHR01
         LM    R0,R14,SSREGS
         LPSW  RETPSW
WITHR01  ST    R15,SSREGS+60
         LM    R2,R15,SSREGS+8
         LM    R0,R1,SVCWORK
         LPSW  RETPSW
*
*        An error and the caller gave no error address
*
NOADDR   LR    R2,R15
         L     R3,SSPSW+4
         LA    R3,0(,R3)
         LR    R5,R3
         BAL   R9,NEWFRAME
         MVC   0(8,R13),SSNAME      the message reuses the save block
         DMSERR NUM=122,LET=S,CSECT=ITS,                               X
               TEXT='ERROR IN CALL TO ........ FROM ......, ERROR CODE X
               .....',SUB=(CHARA,(R13),HEX,(R3),DEC,(R2))
         LA    R0,X'0F2'
         LR    R1,R5
         L     R15,AABEND
         BR    R15
BAD201   L     R3,SVCOPSW+4
         LR    R5,R3
         BAL   R9,NEWFRAME
         DMSERR NUM=136,LET=T,CSECT=ITS,SUB=(HEX,(R3)),                X
               TEXT='SVC CALL FROM ...... ILLEGALLY RE-ENTERS DMSITS'
         LA    R0,X'0F3'
         LR    R1,R5
         L     R15,AABEND
         BR    R15
         EJECT
*
*        SVC 203: the halfword after it is a service number; a negative
*        one says that the caller looks at R15 itself.
*
SVC203   L     R3,SVCOPSW+4
         LA    R3,0(,R3)
         LH    R4,0(,R3)
         LA    R3,2(,R3)
         STCM  R3,7,SVCOPSW+5
         LTR   R4,R4
         BNM   *+6
         LCR   R4,R4
         STH   R4,CODE203
         N     R4,=A(X'3F')
         CH    R4,=H'8'
         BE    KEYSVC
         SLL   R4,2
         C     R4,=A(TAB203L-TAB203)
         BNL   NO203
         L     R5,=A(TAB203)
         L     R5,0(R4,R5)
         LTR   R15,R5
         BZ    NO203
         LR    R4,R15
         BAL   R9,NEWLEVEL
         MVI   SSERR+3,1            R15 is the caller's affair
         OI    SSFLAG,SSR01
         MVC   SSNAME,=CL8'SVC203'
         LR    R15,R4
         B     NUC
NO203    L     R3,SVCOPSW+4
         LH    R2,CODE203
         LR    R5,R3
         BAL   R9,NEWFRAME
         DMSERR NUM=134,LET=S,CSECT=ITS,                               X
               TEXT='UNSUPPORTED SVC 203 CODE ....., CALLED FROM ......X
               ',SUB=(DEC,(R2),HEX,(R3))
         LA    R0,X'0F7'
         LR    R1,R5
         L     R15,AABEND
         BR    R15
*
*        DMSKEY: changes the key in the PSW of the caller
*
KEYSVC   L     R10,CURRSAVE
         SR    R2,R2
         IC    R2,SSKEYP
         SR    R3,R3
         TM    CODE203,X'02'        RESET?
         BO    KEYRESET
         TM    CODE203,X'40'        NOSTACK?
         BO    KEYSET
         CH    R2,=H'10'
         BNL   KEYOVER
         IC    R3,SVCOPSW+1
         LA    R4,SSKEYS(R2)
         STC   R3,0(,R4)
         LA    R2,1(,R2)
         STC   R2,SSKEYP
KEYSET   NI    SVCOPSW+1,X'0F'      system key
         TM    CODE203,X'01'        NUCLEUS?
         BO    KEYEND
         TM    PROTFLAG,PRFPOFF
         BO    KEYEND
         OI    SVCOPSW+1,X'E0'      user key
         TM    CODE203,X'04'        USER?
         BO    KEYEND
         LR    R3,R10               LASTUSER: key of that routine
KEYLAST  LTR   R3,R3
         BZ    KEYEND
         TM    SSFLAG-SSAVE(R3),SSNUC
         BZ    KEYLASTF
         L     R3,SSPREV-SSAVE(,R3)
         B     KEYLAST
KEYLASTF TM    SSFLAG-SSAVE(R3),SSSYS
         BZ    KEYEND
         NI    SVCOPSW+1,X'0F'
         B     KEYEND
KEYRESET LTR   R2,R2
         BZ    KEYUNDER
         BCTR  R2,0
         STC   R2,SSKEYP
         LA    R4,SSKEYS(R2)
         NI    SVCOPSW+1,X'0F'
         MVN   0(1,R4),SVCOPSW+1
         MVC   SVCOPSW+1(1),0(R4)
KEYEND   MVC   RETPSW,SVCOPSW
         LM    R0,R14,SVCWORK
         SR    R15,R15
         LPSW  RETPSW
KEYOVER  L     R3,SVCOPSW+4
         LR    R5,R3
         BAL   R9,NEWFRAME
         DMSERR NUM=138,LET=T,CSECT=ITS,SUB=(HEX,(R3)),                X
               TEXT='''DMSKEY'' CALL FROM ...... OVERFLOWS KEY STACK'
         B     KEYABND
KEYUNDER L     R3,SVCOPSW+4
         LR    R5,R3
         BAL   R9,NEWFRAME
         DMSERR NUM=139,LET=T,CSECT=ITS,SUB=(HEX,(R3)),                X
               TEXT='''DMSKEY RESET'' FROM ...... UNDERFLOWS KEY STACK'
KEYABND  LA    R0,X'0F6'
         LR    R1,R5
         L     R15,AABEND
         BR    R15
         EJECT
*
*        NEWLEVEL: takes a save block (R10) and a nucleus frame (R13)
*        for the search.  Uses R2, R13 and R15.
*
NEWLEVEL LH    R2,SVCDEPTH
         CH    R2,=Y(SSMAX)
         BNL   TOODEEP
         LA    R10,1(,R2)
         STH   R10,SVCDEPTH
         LR    R13,R2
         MH    R2,=Y(SSSIZE)
         A     R2,=V(SSBLKS)
         LR    R10,R2
         XC    SSAVE(SSSIZE),SSAVE
         MVC   SSPREV,CURRSAVE
         ST    R10,CURRSAVE
         MH    R13,=H'96'
         A     R13,=V(USAVES)
         ST    R13,SSUSAVE
         MVC   SSPSW,SVCOPSW
         MVC   SSREGS(64),SVCWORK
         STD   0,SSFPRS
         STD   2,SSFPRS+8
         STD   4,SSFPRS+16
         STD   6,SSFPRS+24
         MVC   SSNUCSK,NUCSTKP
*        (falls into NEWFRAME)
NEWFRAME L     R13,NUCSTKP
         LA    R15,72(,R13)
         ST    R15,NUCSTKP
         BR    R9
TOODEEP  L     R3,SVCOPSW+4
         LR    R5,R3
         BAL   R9,NEWFRAME
         MVI   SVCDEPTH+1,SSMAX-2   room for the message's own calls
         MVC   CURRSAVE,=V(SSBLKS)
         DMSERR NUM=135,LET=S,CSECT=ITS,SUB=(DEC,SSMAX,HEX,(R3)),      X
               TEXT='MAXIMUM SVC DEPTH .... HAS BEEN EXCEEDED WITH CALLX
                FROM ......'
         LA    R0,X'0F1'
         LR    R1,R5
         L     R15,AABEND
         BR    R15
         DROP  R10
*
*        NUCSTKOV: the nucleus stack overflowed in ENTER.
*
         ENTRY NUCSTKOV
NUCSTKOV BALR  R12,0
         USING *,R12
         MVC   NUCSTKP,=A(X'3000')
         LA    R0,X'0F0'
         LR    R1,R14
         L     R15,AABEND
         BR    R15
         DROP  R12
         USING ITSBASE,R12
         LTORG
*
*        Services of SVC 203, by number
*
TAB203   DC    A(0)                 0
         DC    A(0)                 1
         DC    A(0)                 2
         DC    A(0)                 3
         DC    V(DMSFRE)            4 DMSFREE
         DC    V(DMSFRT)            5 DMSFRET
         DC    V(DMSERR)            6 DMSERR
         DC    A(0)                 7
         DC    A(0)                 8 DMSKEY (here)
         DC    A(0)                 9
         DC    A(0)                 10
         DC    V(DMSABNSV)          11 DMSABN
TAB203L  EQU   *
         NUCON
         SSAVE
         REGEQU
         END
