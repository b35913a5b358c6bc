* CMS NUCLEUS EDLINEM
         TITLE 'DMSEDN: EDIT, LINE NUMBERS'
*
*        LINEMODE, input with line numbers, and nnn [line].
*
*        A line number has five digits in columns 1-5 (LINEMODE LEFT)
*        or 76-80 (RIGHT); in files of type FREEFORT eight in columns
*        1-8. NUMTEXT holds one, right adjusted.
*
DMSEDN   CSECT
         ENTRY EDLINEM,EDPRMPT,EDNUMREQ
         USING NUCON,0
         USING EDCB,R11
*
*        LINEMODE [LEFT|RIGHT|OFF]
*
EDLINEM  ENTER BASE=DMSEDN
         CALL  EDGET
         BZ    SHOW
         MVC   NEWID(8),TOKEN
         CALL  EDEND
         CLC   NEWID(8),=CL8'OFF'
         BE    OFF
         CLC   NEWID(8),=CL8'L'
         BE    LEFTNUM
         CLC   NEWID(8),=CL8'LEFT'
         BE    LEFTNUM
         CLC   NEWID(8),=CL8'R'
         BE    RIGHTNUM
         CLC   NEWID(8),=CL8'RIGHT'
         BNE   INVREQ
RIGHTNUM CLI   FV,C'F'
         BNE   BADFORM
         CLC   ITEM,=F'80'
         BNE   BADFORM
         OI    FLAG,RIGHT
         MVC   TRUNCOL,=H'72'
         TM    DSPFLAG,TUBE
         BO    RIGHT1
         CLC   VERCOL1,=H'72'
         BNH   *+10
         MVC   VERCOL1,=H'72'
         MVC   VERCOL2,=H'72'
RIGHT1   XC    ZONE1,ZONE1
         MVC   ZONE2,=H'72'
         B     NOTLEFT
OFF      NI    FLAG,255-RIGHT
NOTLEFT  NI    FLAG,255-LEFT
         NI    MODES,255-MARGIN
         MVC   NUMCOL,=H'75'
         MVI   NUMPAD,C'0'
         MVI   TABS,1
         B     SETTING
LEFTNUM  TM    FLAG,LONGNUM
         BZ    LEFT1
         TM    FLAG,LEFT
         BO    DONE
         B     INVREQ
LEFT1    NI    FLAG,255-RIGHT
         OI    FLAG,LEFT
         MVI   NUMPAD,C' '
         XC    NUMCOL,NUMCOL
         CLC   ZONE1,=H'6'
         BH    LEFT2
         MVC   ZONE1,=H'6'
         CLC   ZONE2,=H'7'
         BNL   LEFT2
         MVC   ZONE2,=H'7'
LEFT2    CLI   TABS,7
         BH    LEFT4
         MVI   TABS,7
LEFT3    CLI   TABS+1,0             no stops within the number
         BE    SETTING
         CLI   TABS+1,8
         BNL   SETTING
         MVC   TABS+1(26),TABS+2
         B     LEFT3
LEFT4    MVC   DUALCHAR(27),TABS    the first one is the margin
         MVI   TABS,7
         MVC   TABS+1(27),DUALCHAR
         OI    MODES,MARGIN
SETTING  CALL  EDVERSCR
         B     DONE
SHOW     LA    R1,RIGHTMSG
         TM    FLAG,RIGHT
         BO    SAYIT
         LA    R1,LEFTMSG
         TM    FLAG,LEFT
         BO    SAYIT
         LA    R1,OFFMSG
SAYIT    CALL  EDSAY
         B     DONE
BADFORM  SAY   FORMMSG,VERIFY
         B     DONE
RIGHTMSG EDTEXT 'RIGHT'
LEFTMSG  EDTEXT 'LEFT'
OFFMSG   EDTEXT 'OFF'
FORMMSG  EDTEXT 'WRONG FILE FORMAT FOR LINEMODE RIGHT'
         EJECT
*
*        EDPRMPT: chooses the number of the next line of input, and
*        types it in front of the line. R15 = 4: there is none.
*
*        It is the current number plus PROMPT; when the next line does
*        not leave room for that, a quarter of the way to it. A
*        multiple of PROMPT is preferred.
*
EDPRMPT  ENTER BASE=DMSEDN
         SR    R2,R2
         TM    POSITION,ATTOP
         BO    PROMPT1
         L     R1,CURLINE
         LA    R0,HEAD
         CR    R1,R0
         BE    PROMPT1
         BAL   R10,VALUE
         LR    R2,R1                current number
         TM    RUN,REPLNEXT
         BO    PROMPT5
PROMPT1  LH    R5,NUMINCR
         L     R1,CURLINE
         ICM   R1,15,LNEXT-LINED(R1)
         BNZ   PROMPT2
         LA    R3,0(R2,R5)          at the end
         C     R3,=F'100000'
         BL    PROMPT4
         L     R1,=F'100000'
         B     PROMPT3
PROMPT2  BAL   R10,VALUE
PROMPT3  SR    R1,R2                room for R1-1 numbers
         CH    R1,=H'1'
         BNH   PROMPT8
         LR    R3,R5
         CR    R1,R5
         BH    *+12
         SRL   R1,2
         LA    R3,1(,R1)
         AR    R3,R2
PROMPT4  LR    R1,R3
         SR    R0,R0
         DR    R0,R5
         MR    R0,R5
         CR    R1,R2
         BNH   *+6
         LR    R3,R1
         LR    R2,R3
PROMPT5  CVD   R2,DWORK
         UNPK  NUMTEXT,DWORK
         OI    NUMTEXT+7,C'0'
         LA    R1,NUMTEXT
         CLI   NUMPAD,C' '
         BNE   PROMPT7
PROMPT6  CLI   0(R1),C'0'
         BNE   PROMPT7
         MVI   0(R1),C' '
         LA    R1,1(,R1)
         B     PROMPT6
PROMPT7  BAL   R9,WIDTH
         LA    R1,MSGTEXT
         MVC   MSGTEXT(8),NUMTEXT
         LA    R1,8(,R1)
         SR    R1,R4
         MVI   MSGTEXT+8,C' '
         LA    R0,1(,R4)
         OI    RUN2,SAMELINE
         CALL  EDTYPE
         NI    RUN2,255-SAMELINE
         LEAVE 0
PROMPT8  OI    SAVEFLAG,NONUMBER
         SAY   RENUMMSG,VERIFY
         LEAVE 4
*        VALUE: R1 = the number of the line R1. R10 = return; uses R0,
*        R3, R4.
VALUE    BAL   R9,WIDTH
         LA    R1,LTEXT-LINED(,R1)
         AH    R1,NUMCOL
         LR    R3,R1
         LR    R0,R4
VALUE1   CLI   0(R3),C' '
         BE    VALUE2
         CLI   0(R3),C'0'
         BL    VALUE3
         CLI   0(R3),C'9'
         BH    VALUE3
VALUE2   LA    R3,1(,R3)
         BCT   R0,VALUE1
         BCTR  R4,0
         EX    R4,VALPACK
         OI    DWORK+7,X'0F'
         CVB   R1,DWORK
         BR    R10
VALPACK  PACK  DWORK,0(*-*,R1)
VALUE3   SAY   BADMSG
         LEAVE 4
RENUMMSG EDTEXT 'RENUMBER LINES'
BADMSG   EDTEXT 'NON-NUMERIC CHARACTER IN LINE NUMBER COLUMNS'
         EJECT
*
*        nnn         makes the line with this number the current one
*        nnn line    replaces it, or adds it in its place
*
EDNUMREQ ENTER BASE=DMSEDN
         TM    FLAG,LEFT+RIGHT
         BZ    INVREQ
         CLI   NUMPAD,C' '
         BNE   *+12
         CLI   TOKEN,C'0'
         BE    INVREQ
         BAL   R9,WIDTH
         L     R3,TOKLEN
         CR    R3,R4
         BH    TOOLONG
         MVC   NUMTEXT(1),NUMPAD
         MVC   NUMTEXT+1(7),NUMTEXT
         LA    R1,NUMTEXT+8
         SR    R1,R3
         BCTR  R3,0
         EX    R3,NUMMVC
         LA    R2,NUMTEXT+8
         SR    R2,R4
         BCTR  R4,0
         CALL  EDGOTOP
NUMREQ1  CALL  EDSTEP
         BNZ   NUMREQ3
         LR    R5,R1
         LA    R1,LTEXT-LINED(,R1)
         AH    R1,NUMCOL
         EX    R4,NUMCLC
         BL    NUMREQ1
         BE    NUMREQ2
         LR    R1,R5                is it a number at all?
         BAL   R10,VALUE
         B     NUMREQ3
NUMREQ2  CLC   SCAN,COUNT
         BNL   SHOWCL
         OI    RUN,REPLNEXT
         B     NUMREQ4
NUMREQ3  OI    RUN,UPWARD           to the one before
         CALL  EDSTEP
         NI    RUN,255-UPWARD
         CLC   SCAN,COUNT
         BL    NUMREQ4
         CALL  EDVERSCR
         SAY   NOTFMSG
         B     DONE
NUMREQ4  CALL  EDTAKE
         NI    RUN,255-REPLNEXT
         B     DONE
NUMMVC   MVC   0(*-*,R1),TOKEN
NUMCLC   CLC   0(*-*,R1),0(R2)
TOOLONG  SAY   MAXMSG,VERIFY
         B     DONE
*        WIDTH: R4 = digits of a line number. R9 = return.
WIDTH    LA    R4,5
         TM    FLAG,LONGNUM
         BZR   R9
         LA    R4,8
         BR    R9
NOTFMSG  EDTEXT 'LINE NOT FOUND'
MAXMSG   EDTEXT 'MAXIMUM LINE NUMBER EXCEEDED'
         COPY  EDEXITS
         LTORG
         NUCON
         EDCB
         REGEQU
         END
