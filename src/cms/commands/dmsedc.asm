* CMS NUCLEUS EDCHANGE
         TITLE 'DMSEDC: EDIT, CHANGING LINES'
*
*        Subcommands CHANGE ALTER OVERLAY REPEAT.
*
DMSEDC   CSECT
         ENTRY EDCHANGE,EDALTER,EDOVERL,EDREPEAT
         USING NUCON,0
         USING EDCB,R11
*
*        CHANGE /string1/string2[/ [n|* [G|*]]]: the first occurrence
*        in the zone, or all, of n lines. A null string1 is at the
*        beginning of the zone. On a display without operands: the line
*        comes into the input area.
*
EDCHANGE ENTER BASE=DMSEDC
         TM    DSPFLAG,TUBE
         BZ    CHG1
         CLC   SCAN,COUNT
         BL    CHG1
         TM    POSITION,ATTOP+ATEOF
         BNZ   NOTFOUND
         CALL  EDCLRSTK
         CALL  EDLINEIN
         CALL  EDREAD
         BZ    DONE
         OI    CHGFLAG,RETYPED
         OI    RUN,REPLNEXT
         XC    SCAN,SCAN
         CALL  EDTAKE
         B     DONE
CHG1     CALL  EDSTR1
         LH    R1,SCAN
         LA    R2,EDLIN(R1)
         ST    R2,STR2
         LH    R3,COUNT
         SR    R3,R1
         BZ    CHG3
CHG2     CLC   0(1,R2),DELIM
         BE    CHG4
         LA    R2,1(,R2)
         BCT   R3,CHG2
CHG3     LR    R1,R2
         B     CHG5
CHG4     LA    R1,1(,R2)            behind the delimiter
CHG5     LA    R0,EDLIN
         SR    R1,R0
         STH   R1,SCAN
         S     R2,STR2
         ST    R2,STR2L
*        How many lines, and the first occurrence or all?
CHGMANY  XC    CHGDONE(8),CHGDONE
         MVI   CHGFLAG,0
         CALL  EDCOUNT
         MVC   CHGLINES,NUMBER
         CALL  EDGET
         BZ    CHGMANY2
         CLC   TOKEN(2),=C'G '
         BE    CHGMANY1
         CLC   TOKEN(2),=C'* '
         BNE   INVREQ
CHGMANY1 CALL  EDEND
         OI    CHGFLAG,GLOBAL
CHGMANY2 ICM   R0,15,STR1L
         BNZ   CHGMANY3
         OI    CHGFLAG,NULL1
         TM    CHGFLAG,GLOBAL
         BO    INVREQ
CHGMANY3 ICM   R0,15,CHGLINES
         BZ    NOTFOUND
         CALL  EDBOUND
         BNZ   CHGEND
         OI    RUN,NOTICK           all is one change for AUTOSAVE
CHGLOOP  TM    POSITION,ATTOP
         BO    CHGNEXT
         NI    RUN,255-TRUNCED
         NI    CHGFLAG,255-CHANGED
         CALL  EDLOAD
         BAL   R10,CHGLINE
         TM    CHGFLAG,CHANGED
         BZ    CHGNEXT
         BAL   R10,PUTLINE
         L     R1,CHGDONE
         LA    R1,1(,R1)
         ST    R1,CHGDONE
         TM    RUN,TRUNCED
         BZ    CHGSHOW
         L     R1,CHGTRUNC
         LA    R1,1(,R1)
         ST    R1,CHGTRUNC
         TM    DSPFLAG,TUBE
         BO    CHGNEXT
         SAY   TRNCMSG,VERIFY
CHGSHOW  TM    DSPFLAG,TUBE
         BO    CHGNEXT
         CALL  EDVERIFY
CHGNEXT  L     R1,CHGLINES
         BCTR  R1,0
         ST    R1,CHGLINES
         LTR   R1,R1
         BZ    CHGEND
         CALL  EDSTEP
         BZ    CHGLOOP
*        What was done.
CHGEND   NI    RUN,255-NOTICK-TRUNCED
         TM    CHGFLAG,FOUND
         BZ    NOTFOUND
         CALL  EDTICK
         TM    DSPFLAG,TUBE
         BO    CHGEND1
         TM    MODES,VERIFYON
         BO    ENDRANGE
         ICM   R0,15,CHGTRUNC
         BZ    DONE
         LA    R4,MSGTEXT
         B     CHGEND3
CHGEND1  CALL  EDVERIFY
         L     R0,CHGDONE
         LA    R4,MSGTEXT
         BAL   R10,DECIMAL
         MVC   4(16,R4),=C' LINE(S) CHANGED'
         LA    R4,20(,R4)
         ICM   R0,15,CHGTRUNC
         BNZ   CHGEND2
         TM    MODES,VERIFYON
         BZ    DONE
         B     CHGEND4
CHGEND2  MVC   0(2,R4),=C', '
         LA    R4,2(,R4)
CHGEND3  BAL   R10,DECIMAL
         MVC   4(18,R4),=C' LINE(S) TRUNCATED'
         LA    R4,22(,R4)
CHGEND4  LA    R1,MSGTEXT
         SR    R4,R1
         LR    R0,R4
         CALL  EDTYPE
         B     DONE
NOTFOUND CALL  EDNOTFND
         B     DONE
TRNCMSG  EDTEXT 'TRUNCATED'
*        DECIMAL: R0 in four places at R4. R10 = return.
DECIMAL  CVD   R0,DWORK
         MVC   AREA(6),=X'402020202120'
         ED    AREA(6),DWORK+5
         MVC   0(4,R4),AREA+2
         BR    R10
*
*        CHGLINE: changes LINE: the zone is built anew in DUALCHAR.
*        CHGFLAG: FOUND, CHANGED; TRUNCED. R10 = return; uses R0-R9.
*        R2, R3 -> zone, its end; R4, R5 the same in DUALCHAR.
*
CHGLINE  LH    R1,ZONE1
         LA    R2,LINE(R1)
         LH    R3,ZONE2
         SR    R3,R1
         LA    R4,DUALCHAR
         LA    R5,0(R3,R4)
         AR    R3,R2
         L     R6,STR1
         L     R7,STR1L
         BCTR  R7,0
         TM    CHGFLAG,NULL1
         BZ    CHGLN1
         OI    CHGFLAG,FOUND
         ICM   R1,15,STR2L
         BZR   R10                  nothing by nothing
         BAL   R9,CHGPUT2
         B     CHGREST
CHGLN1   LA    R1,1(R7,R2)          room for the string?
         CR    R1,R3
         BH    CHGREST
         EX    R7,CHGCLC
         BNE   CHGLN2
         OI    CHGFLAG,FOUND
         BAL   R9,CHGPUT2
         LA    R2,1(R7,R2)
         TM    CHGFLAG,GLOBAL
         BO    CHGLN1
         B     CHGREST
CHGLN2   LR    R8,R2
         BAL   R9,CHGPUT
         LA    R2,1(,R2)
         B     CHGLN1
CHGREST  CR    R2,R3                what remains of the zone
         BNL   CHGPAD
         LR    R8,R2
         BAL   R9,CHGPUT
         LA    R2,1(,R2)
         B     CHGREST
CHGPAD   TM    CHGFLAG,CHANGED
         BZR   R10
CHGPAD1  CR    R4,R5
         BNL   CHGBACK
         MVI   0(R4),C' '
         LA    R4,1(,R4)
         B     CHGPAD1
CHGBACK  LH    R1,ZONE1
         LA    R2,LINE(R1)
         LH    R3,ZONE2
         SR    R3,R1
         BCTR  R3,0
         EX    R3,CHGMVC
         BR    R10
CHGCLC   CLC   0(*-*,R2),0(R6)
CHGMVC   MVC   0(*-*,R2),DUALCHAR
*        CHGPUT2: puts string 2; R9 = return. CHGPUT: the character at
*        R8.
CHGPUT2  OI    CHGFLAG,CHANGED
         L     R8,STR2
         ICM   R1,15,STR2L
         BZR   R9
         LR    R0,R9
CHGPUT3  BAL   R9,CHGPUT
         LA    R8,1(,R8)
         BCT   R1,CHGPUT3
         LR    R9,R0
         BR    R9
CHGPUT   CR    R4,R5
         BNL   CHGLOST
         MVC   0(1,R4),0(R8)
         LA    R4,1(,R4)
         BR    R9
CHGLOST  CLI   0(R8),C' '
         BER   R9
         OI    RUN,TRUNCED
         BR    R9
*        PUTLINE: LINE, in canonical order if that is wanted, is the
*        current line. R10 = return.
PUTLINE  TM    FLAG,CANON
         BZ    PUTLINE1
         LA    R1,LINE
         L     R0,ITEM
         CALL  EDCANON
PUTLINE1 CALL  EDREPL
         BR    R10
*
*        ALTER char1 char2 [n|* [G|*]]: each a character or two
*        hexadecimal digits.
*
EDALTER  ENTER BASE=DMSEDC
         LA    R2,CHAR1
         BAL   R10,ALTCHAR
         LA    R2,CHAR2
         BAL   R10,ALTCHAR
         LA    R1,CHAR1
         ST    R1,STR1
         LA    R1,CHAR2
         ST    R1,STR2
         LA    R1,1
         ST    R1,STR1L
         ST    R1,STR2L
         B     CHGMANY
ALTCHAR  OI    GETFLAG,HEXA
         CALL  EDGET
         BZ    INVREQ
         MVC   0(1,R2),TOKEN
         CH    R15,=H'1'
         BER   R10
         CH    R15,=H'2'
         BNE   INVREQ
         L     R1,=V(UPCASE)
         TR    TOKEN,0(R1)
         TRT   TOKEN(2),HEXDIGIT
         BNZ   INVREQ
         TR    TOKEN(2),HEXVALUE-C'A'
         PACK  DWORK(2),TOKEN(3)
         MVC   0(1,R2),DWORK
         BR    R10
HEXDIGIT DC    256X'FF'
         ORG   HEXDIGIT+C'A'
         DC    6X'00'
         ORG   HEXDIGIT+C'0'
         DC    10X'00'
         ORG
HEXVALUE DC    X'FAFBFCFDFEFF'
         ORG   HEXVALUE+C'0'-C'A'
         DC    C'0123456789'
         ORG
         EJECT
*
*        OVERLAY [line]: characters of line that are not blank go into
*        the current line, an underscore is a blank; on as many lines
*        as REPEAT said.
*        REPEAT n|*
*
EDOVERL  ENTER BASE=DMSEDC
         ICM   R0,15,REPCNT
         MVC   REPCNT,=F'1'
         BZ    DONE
         ST    R0,REPCNT
         CALL  EDBOUND
         BNZ   OVLEND
         TM    DSPFLAG,TUBE
         BZ    OVL1
         CLC   SCAN,COUNT
         BL    OVL1
         CALL  EDREAD
         XC    SCAN,SCAN
OVL1     OI    RUN,OVERLAY
         CALL  EDSPREAD
         NI    RUN,255-OVERLAY
         TM    RUN,TRUNCED
         BZ    OVL2
         SAY   TRNCMSG
OVL2     OI    RUN,NOTICK
         TM    POSITION,ATTOP+ATEOF
         BNZ   OVLNEXT
OVLLINE  CALL  EDLOAD
         LH    R0,TRUNCOL
         LA    R1,SPREAD
         LA    R2,LINE
OVLCHAR  CLI   0(R1),C' '
         BE    OVLCHAR2
         CLI   0(R1),C'_'
         BNE   OVLCHAR1
         MVI   0(R2),C' '
         B     OVLCHAR2
OVLCHAR1 MVC   0(1,R2),0(R1)
OVLCHAR2 LA    R1,1(,R1)
         LA    R2,1(,R2)
         BCT   R0,OVLCHAR
         BAL   R10,PUTLINE
OVLNEXT  L     R6,REPCNT
         BCTR  R6,0
         ST    R6,REPCNT
         TM    DSPFLAG,TUBE
         BZ    OVLSHOW
         LTR   R6,R6
         BNZ   OVLSTEP
OVLSHOW  CALL  EDVERIFY
         LTR   R6,R6
         BZ    OVLDONE
OVLSTEP  CALL  EDSTEP
         BZ    OVLLINE
         BAL   R10,OVLTICK
OVLEND   MVC   REPCNT,=F'1'
         B     ENDRANGE
OVLDONE  MVC   REPCNT,=F'1'
         BAL   R10,OVLTICK
         B     DONE
OVLTICK  NI    RUN,255-NOTICK
         CALL  EDTICK
         BR    R10
EDREPEAT ENTER BASE=DMSEDC
         CALL  EDCOUNT
         L     R2,NUMBER
         CALL  EDEND
         ST    R2,REPCNT
         B     DONE
         COPY  EDEXITS
         LTORG
         NUCON
         EDCB
         REGEQU
         END
