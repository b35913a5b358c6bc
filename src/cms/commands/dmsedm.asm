* CMS NUCLEUS EDINPUT
         TITLE 'DMSEDM: EDIT, INPUT, MOVING, SEARCHING, DELETING'
*
*        Subcommands INPUT REPLACE TYPE TOP BOTTOM NEXT DOWN FORWARD UP
*        BACKWARD FIND LOCATE DELETE DSTRING.
*
DMSEDM   CSECT
         ENTRY EDINPUT,EDREPLAC,EDTAKE,EDPRINT,EDTOP,EDBOTTOM,EDDOWN
         ENTRY EDUP,EDFIND,EDSLASH,EDLOCATE,EDDELETE,EDDSTR,EDSTR1
         ENTRY EDNOTFND,EDGODOWN,EDVERSCR
         USING NUCON,0
         USING EDCB,R11
*
*        INPUT [line]     adds a line behind the current one
*        REPLACE [line]   puts one in its place
*        Without a line: input mode until a null line is entered.
*
EDREPLAC ENTER BASE=DMSEDM
         TM    POSITION,ATTOP+ATEOF
         BNZ   INPUT
         OI    RUN,REPLNEXT
         B     INPUT
EDINPUT  ENTER BASE=DMSEDM
INPUT    CLC   SCAN,COUNT
         BNL   INPMODE
INPLINE  TM    FLAG,LEFT+RIGHT
         BNZ   INVREQ               lines need numbers
         CALL  EDTAKE
         CH    R15,=H'8'
         BE    INPSTOP              no room
         NI    RUN,255-REPLNEXT
         B     DONE
INPMODE  OI    RUN,INPUTING
         TM    DSPFLAG,TUBE
         BZ    INPMODE1
         CALL  EDVERIFY
         B     INPREAD
INPMODE1 SAY   INPMSG,VERIFY
INPREAD  TM    FLAG,LEFT+RIGHT
         BZ    INPREAD1
         CALL  EDPRMPT              asks with the line number
         BNZ   INPSTOP
INPREAD1 CALL  EDREAD
         BZ    INPEND
         XC    SCAN,SCAN
         CALL  EDTAKE
         CH    R15,=H'8'
         BNE   INPREAD
INPSTOP  NI    RUN,255-INPUTING-REPLNEXT
         CALL  EDVERSCR
         LEAVE 16
INPEND   NI    RUN,255-INPUTING-REPLNEXT
         LEAVE 20
INPMSG   EDTEXT 'INPUT:'
*        EDVERSCR: a display shows that this is edit mode.
EDVERSCR ENTER BASE=DMSEDM
         TM    DSPFLAG,TUBE
         BZ    DONE
         B     SHOWCL
*
*        EDTAKE: what is in EDLIN from SCAN on becomes a line behind
*        the current one, or with REPLNEXT the current line. R15 as
*        EDINSERT.
*
EDTAKE   ENTER BASE=DMSEDM
         CALL  EDSPREAD
         NI    CHGFLAG,255-RETYPED
         MVC   LINE,SPREAD
         TM    FLAG,LEFT+RIGHT
         BZ    TAKE2
         LA    R3,LINE              the line number
         AH    R3,NUMCOL
         TM    RUN,REPLNEXT
         BZ    TAKE1
         L     R2,CURLINE
         AH    R2,NUMCOL
         MVC   NUMTEXT+3(5),LTEXT-LINED(R2)
         TM    FLAG,LONGNUM
         BZ    TAKE1
         MVC   NUMTEXT,LTEXT-LINED(R2)
TAKE1    MVC   0(5,R3),NUMTEXT+3
         TM    FLAG,LONGNUM
         BZ    TAKE2
         MVC   0(8,R3),NUMTEXT
TAKE2    SR    R4,R4
         TM    RUN,REPLNEXT
         BZ    TAKE3
         NI    RUN,255-REPLNEXT
         CALL  EDREPL
         B     TAKE4
TAKE3    LA    R1,LINE
         CALL  EDINSERT
         LR    R4,R15
         CH    R4,=H'8'
         BE    TAKEOUT
TAKE4    TM    RUN,TRUNCED
         BZ    TAKE5
         SAY   TRNCMSG
         NI    RUN,255-TRUNCED
         TM    DSPFLAG,TUBE
         BO    TAKE6
         TM    MODES,VERIFYON
         BZ    TAKEOUT
         LH    R0,TRUNCOL
         LA    R1,LINE
         CALL  EDTYPE
         B     TAKEOUT
TAKE5    TM    DSPFLAG,TUBE
         BZ    TAKEOUT
TAKE6    CALL  EDVERIFY
TAKEOUT  LR    R15,R4
         LEAVE
TRNCMSG  EDTEXT 'TRUNCATED'
*
*        TYPE [m|* [n|*]]: m lines from the current one on, n columns.
*
EDPRINT  ENTER BASE=DMSEDM
         CALL  EDCOUNT
         L     R2,NUMBER
         LH    R4,VERCOL1
         BCTR  R4,0
         LH    R3,VERCOL2
         SR    R3,R4
         CALL  EDCOUNT
         BP    PRINT2
         ICM   R3,15,NUMBER
         BZ    INVREQ
         BP    PRINT1
         L     R3,ITEM              all columns
         SR    R4,R4
PRINT1   C     R3,ITEM
         BH    INVREQ
         CALL  EDEND
PRINT2   LTR   R2,R2
         BZ    DONE
         TM    DSPFLAG,TUBE
         BZ    PRINT3
         OI    RUN,VERNOW
         LR    R0,R2
         BCTR  R0,0
         LTR   R2,R2
         BP    *+6
         LR    R0,R2
         B     DOWNN
PRINT3   TM    POSITION,ATEOF
         BO    PRINTEND
PRINTL   CALL  EDTYPEL
         TM    MSGFLAGS,NOTYPING
         BO    DONE
         BCT   R2,PRINTN
         B     DONE
PRINTN   CALL  EDSTEP
         BZ    PRINTL
PRINTEND CALL  EDTYPEL
         B     DONE
*
*        TOP, BOTTOM, NEXT [n] DOWN [n] FORWARD [n], UP [n] BACKWARD
*        [n].  EDGODOWN: R0 lines.
*
EDTOP    ENTER BASE=DMSEDM
         CALL  EDEND
TOP      CALL  EDGOTOP
         B     SHOWCL
EDBOTTOM ENTER BASE=DMSEDM
         CALL  EDEND
         L     R1,LASTLINE
         LA    R2,HEAD
         CR    R1,R2
         BE    TOP                  no lines
         ST    R1,CURLINE
         NI    POSITION,255-ATTOP-ATEOF
         B     SHOWCL
EDUP     ENTER BASE=DMSEDM
         OI    RUN,UPWARD
         B     DOWN
EDDOWN   ENTER BASE=DMSEDM
DOWN     CALL  EDNUM
         BM    INVREQ
         L     R2,NUMBER
         CALL  EDEND
         LR    R0,R2
         B     DOWNN
EDGODOWN ENTER BASE=DMSEDM
DOWNN    LTR   R2,R0
         BZ    SHOWCL
         CALL  EDBOUND
         BNZ   ENDRANGE
DOWNL    CALL  EDSTEP
         BNZ   ENDRANGE
         BCT   R2,DOWNL
         B     SHOWCL
*
*        FIND [line]: the next line that has the characters of line,
*        except blanks, in their columns. From the end: from the top.
*
EDFIND   ENTER BASE=DMSEDM
         LH    R2,TRUNCOL           nothing is cut off here
         L     R4,ITEM
         STH   R4,TRUNCOL
         CALL  EDSPREAD
         STH   R2,TRUNCOL
         CALL  EDBOUND
         BZ    FIND1
         CALL  EDGOTOP
FIND1    CALL  EDSTEP
         BNZ   NOTFOUND
         LA    R1,LTEXT-LINED(,R1)
         LA    R2,SPREAD
         LR    R3,R4
FIND2    CLI   0(R2),C' '
         BE    FIND3
         CLC   0(1,R2),0(R1)
         BNE   FIND1
FIND3    LA    R1,1(,R1)
         LA    R2,1(,R2)
         BCT   R3,FIND2
         B     SHOWCL
*
*        LOCATE /string[/] or /string: the next line with the string in
*        its zone.
*
EDSLASH  ENTER BASE=DMSEDM
         LH    R1,SCAN              the token was the delimiter
         BCTR  R1,0
         LA    R2,EDLIN(R1)
         CLI   0(R2),C'/'
         BE    *+6
         BCTR  R1,0                 and a blank behind it
         STH   R1,SCAN
         B     LOCATE
EDLOCATE ENTER BASE=DMSEDM
LOCATE   CALL  EDSTR1
         CALL  EDEND
         CALL  EDBOUND
         BZ    LOCATE1
         CALL  EDGOTOP
LOCATE1  BAL   R10,SEARCH
         BZ    SHOWCL
         B     NOTFOUND
EDNOTFND ENTER BASE=DMSEDM
NOTFOUND SAY   NOTFMSG
         CALL  EDVERSCR
         TM    DSPFLAG,TUBE
         BO    DONE
         B     ENDRANGE
NOTFMSG  EDTEXT 'NOT FOUND'
*        SEARCH: the next line with string 1 in its zone. R8 = lines
*        gone. Condition code 0: found. R10 = return; uses R1-R7, R9.
SEARCH   SR    R8,R8
         L     R2,STR1
         L     R3,STR1L
         LH    R4,ZONE1
         LH    R5,ZONE2
         SR    R5,R4
         SR    R5,R3                places less one
         BCTR  R3,0
SEARCH1  CALL  EDSTEP
         LA    R8,1(,R8)
         LTR   R3,R3
         BM    SEARCH9              a null string is anywhere
         LTR   R15,R15
         BNZR  R10
         LA    R6,LTEXT-LINED(R4,R1)
         LA    R7,1(,R5)
SEARCH2  EX    R3,SEARCHC
         BE    SEARCH9
         LA    R6,1(,R6)
         BCT   R7,SEARCH2
         B     SEARCH1
SEARCH9  CR    R8,R8
         BR    R10
SEARCHC  CLC   0(*-*,R6),0(R2)
         EJECT
*
*        DELETE [n|*]: n lines from the current one on.
*        DSTRING /string[/]: lines up to the one before that with the
*        string; the current one is not looked at.
*
EDDELETE ENTER BASE=DMSEDM
         CALL  EDCOUNT
         L     R2,NUMBER
         CALL  EDEND
DELETE   LTR   R2,R2
         BZ    DONE
         CALL  EDBOUND
         BNZ   ENDRANGE
         ST    R2,NUMBER
         CALL  EDREMOVE
         BNZ   SHOWCL
         TM    POSITION,ATTOP+ATEOF
         BNZ   SHOWCL
         TM    DSPFLAG,TUBE
         BO    SHOWCL
         B     DONE
EDDSTR   ENTER BASE=DMSEDM
         CALL  EDSTR1
         CALL  EDEND
         CALL  EDBOUND
         BNZ   DSTRNO
         L     R0,CURLINE
         ST    R0,DWORK
         MVC   DWORK+4(1),POSITION
         BAL   R10,SEARCH
         BC    8,DSTRYES
         BAL   R10,DSTRBACK
DSTRNO   SAY   DSTRMSG
         B     DONE
DSTRYES  BAL   R10,DSTRBACK
         LR    R2,R8
         B     DELETE
DSTRBACK MVC   CURLINE,DWORK
         MVC   POSITION,DWORK+4
         BR    R10
DSTRMSG  EDTEXT 'STRING NOT FOUND, NO DELETIONS MADE'
*
*        EDSTR1: the string behind the delimiter in EDLIN at SCAN; STR1
*        and STR1L, DELIM; SCAN behind the closing delimiter, which may
*        be left out.
*
EDSTR1   ENTER BASE=DMSEDM
         LH    R1,SCAN
         LA    R2,EDLIN(R1)
         LH    R3,COUNT
         SR    R3,R1
         BNP   INVREQ
STR1SKIP CLI   0(R2),C' '
         BNE   STR1BEG
         LA    R2,1(,R2)
         BCT   R3,STR1SKIP
         B     INVREQ
STR1BEG  MVC   DELIM,0(R2)
         LA    R2,1(,R2)
         LR    R4,R2
         LR    R5,R2
         BCT   R3,STR1SCAN
         B     STR1END              nothing behind it
STR1SCAN CLC   0(1,R4),DELIM
         BE    STR1DLM
         LA    R4,1(,R4)
         BCT   R3,STR1SCAN
         LR    R5,R4                end of the subcommand
         B     STR1END
STR1DLM  LR    R5,R4
         LA    R4,1(,R4)
STR1END  LA    R0,EDLIN
         SR    R4,R0
         STH   R4,SCAN
         LA    R1,SPREAD
         ST    R1,STR1
         SR    R5,R2                length
         ST    R5,STR1L
         BZ    DONE
         BCTR  R5,0
         EX    R5,STR1MVC
         TM    FLAG,CANON
         BZ    STR1ZONE
         L     R0,STR1L
         CALL  EDCANON
         ST    R15,STR1L
STR1ZONE LH    R1,ZONE2
         SH    R1,ZONE1
         C     R1,STR1L
         BNL   DONE
         SAY   ZONEMSG
         B     FAILED
STR1MVC  MVC   SPREAD(*-*),0(R2)
ZONEMSG  EDTEXT 'ZONE ERROR'
         COPY  EDEXITS
         LTORG
         NUCON
         EDCB
         REGEQU
         END
