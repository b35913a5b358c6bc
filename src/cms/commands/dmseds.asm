* CMS NUCLEUS EDSHOW
         TITLE 'DMSEDS: EDIT, DISPLAY'
*
*        The screen of a 3270: CP's output area, written by DIAGNOSE
*        X'58'. Row 0 is the status line, row 1 the message, the other
*        rows show lines of the file around the current one, which is
*        in the middle and bright. A line takes as many rows as its
*        verified columns need.
*
*        SCREEN is the image of the output area. It is made and written
*        just before the editor reads, when DIRTY says that it should.
*
DMSEDS   CSECT
         ENTRY EDCONS,EDTABLE,EDSHOW,EDCLEAR,EDLINEIN,EDAREAIN
         USING NUCON,0
         USING EDCB,R11
*
*        EDCONS: a display as console makes display mode possible.
*
EDCONS   ENTER BASE=DMSEDS
         L     R1,ACONDEV
         LH    R2,DTAD-DEVSECT(,R1)
         SR    R5,R5
         DIAG  R2,R4,X'0024'
         BC    3,OUT                disconnected
         LR    R3,R5                class, type, model
         SRL   R3,16
         CH    R3,=X'4010'          3066
         BE    OUT
         SRL   R3,8
         CH    R3,=X'0040'          graphic
         BNE   OUT
         LA    R2,SIZES
         SRL   R5,8
CONSIZE  CLM   R5,1,0(R2)
         BE    CONSET
         LA    R2,6(,R2)
         CLI   0(R2),0
         BNE   CONSIZE
CONSET   MVC   SCRCOLS+1(1),1(R2)
         MVC   SCRROWS+1(1),2(R2)
         MVC   SCRCL+1(1),3(R2)
         MVC   SCRPIECE+1(1),4(R2)
         LH    R3,SCRCOLS
         LH    R2,SCRROWS
         LA    R2,1(,R2)            one to spare for an attribute
         MR    R2,R2
         LA    R0,7(,R3)
         SRL   R0,3
         ST    R0,SCRDW
         DMSFREE DWORDS=(0),TYPE=USER,TYPCALL=BALR
         LTR   R15,R15
         BNZ   OUT
         ST    R1,SCREEN
         OI    DSPFLAG,GRAPHIC+TUBE
         B     TABLE
*        model, columns, rows of the output area, row of the current
*        line, rows that one DIAGNOSE may write
SIZES    DC    X'02',AL1(80,22,9,21,0)
         DC    X'03',AL1(80,30,12,21,0)
         DC    X'04',AL1(80,41,18,21,0)
         DC    X'05',AL1(132,25,11,13,0)
         DC    X'2A',AL1(80,18,7,18,0)
         DC    X'00',AL1(80,22,9,21,0)
*
*        EDTABLE: how the screen shows a character: by the SET OUTPUT
*        table; those that are none, as blanks.
*
EDTABLE  ENTER BASE=DMSEDS
TABLE    SR    R2,R2
         LA    R3,256
TABLE1   LA    R1,DSPTAB(R2)
         STC   R2,0(,R1)
         LA    R2,1(,R2)
         BCT   R3,TABLE1
         ICM   R1,15,AOUTRTBL
         BZ    *+10
         TR    DSPTAB,0(R1)
         LA    R1,DSPTAB
         LA    R2,256
TABLE2   CLI   0(R1),C' '
         BNL   *+8
         MVI   0(R1),C' '
         LA    R1,1(,R1)
         BCT   R2,TABLE2
         B     OUT
*
*        EDCLEAR: erases the output area.
*
EDCLEAR  ENTER BASE=DMSEDS
         TM    DSPFLAG,TUBE
         BZ    OUT
         SR    R2,R2
         LA    R3,1
         LA    R4,X'FF'
         BAL   R1,WRITE
         NI    DSPFLAG,255-MSGUP-MSGNEW-DIRTY-MOREFLAG
OUT      LEAVE 0
*
*        EDLINEIN: the current line, without its number, comes into the
*        input area. EDAREAIN: R0 bytes at R1 do.
*
EDLINEIN ENTER BASE=DMSEDS
         L     R1,CURLINE
         LA    R1,LTEXT-LINED(,R1)
         LH    R0,TRUNCOL
         TM    FLAG,LEFT
         BZ    AREAIN
         LA    R2,6
         TM    FLAG,LONGNUM
         BZ    *+8
         LA    R2,8
         AR    R1,R2
         SR    R0,R2
         B     AREAIN
EDAREAIN ENTER BASE=DMSEDS
AREAIN   LR    R2,R1
         LR    R3,R0
         LTR   R3,R3
         BNP   OUT
         LA    R1,0(R2,R3)          without trailing blanks
AREAIN1  BCTR  R1,0
         CLI   0(R1),C' '
         BNE   AREAIN2
         BCT   R3,AREAIN1
         B     OUT
AREAIN2  LH    R4,SCRROWS           the row below the output area
         BAL   R1,WRITE
         B     OUT
         EJECT
*
*        EDSHOW: brings the screen up to date.
*
EDSHOW   ENTER BASE=DMSEDS
         TM    DSPFLAG,TUBE
         BZ    OUT
         TM    MSGFLAGS,NOTYPING
         BO    OUT
         TM    DSPFLAG,DIRTY+MSGNEW+MSGUP
         BZ    OUT
         LA    R10,1                from row, to row
         LR    R5,R10
         TM    DSPFLAG,DIRTY
         BZ    SHOWMSG
         SR    R10,R10
         BAL   R9,CLEARALL
         BAL   R9,STATUS
         BAL   R9,BELOW
         BAL   R9,ABOVE
         LH    R5,SCRROWS
         BCTR  R5,0
SHOWMSG  LA    R1,1
         BAL   R8,ROW
         LR    R3,R1
         LH    R2,SCRCOLS
         SH    R2,=H'2'
         MVI   0(R3),C' '
         EX    R2,SHOWBLNK
         LA    R2,1(,R2)
         TM    DSPFLAG,MSGNEW
         BZ    SHOWNO
         EX    R2,SHOWMVC
         EX    R2,SHOWTR
         OI    DSPFLAG,MSGUP
         B     SHOWIT
SHOWNO   NI    DSPFLAG,255-MSGUP
SHOWIT   NI    DSPFLAG,255-DIRTY-MSGNEW-NEWFILE
         BAL   R9,SEND
         B     OUT
SHOWBLNK MVC   1(*-*,R3),0(R3)
SHOWMVC  MVC   0(*-*,R3),MSGSHOW
SHOWTR   TR    0(*-*,R3),DSPTAB
*        ROW: R1 = address of row R1. R8 = return; uses R0.
ROW      MH    R1,SCRCOLS
         A     R1,SCREEN
         BR    R8
*        CLEARALL: R9 = return; uses R0-R3.
CLEARALL L     R2,SCREEN
         L     R3,SCRDW
         SLL   R3,3
         SR    R1,R1
         ICM   R1,8,=C' '
         MVCL  R2,R0
         BR    R9
*
*        STATUS: EDIT fn ft fm F 80 ZONE VERFY CASE TRUNC. R9 = return;
*        uses R0-R4.
*
STATUS   L     R2,SCREEN
         MVC   0(80,R2),STATMODL
         MVC   0(5,R2),=C'NEW  '
         TM    DSPFLAG,NEWFILE
         BO    STATUS1
         MVC   0(5,R2),=C'EDIT '
         TM    RUN,INPUTING
         BZ    STATUS1
         MVC   0(5,R2),=C'INPUT'
STATUS1  MVC   8(8,R2),FNAME
         MVC   17(8,R2),FTYPE
         MVC   26(2,R2),FMODE
         MVC   30(1,R2),FV
         L     R0,ITEM
         LA    R3,32(,R2)
         BAL   R8,THREE
         LH    R0,ZONE1
         AH    R0,=H'1'
         LA    R3,41(,R2)
         BAL   R8,THREE
         LH    R0,ZONE2
         LA    R3,45(,R2)
         BAL   R8,THREE
         LH    R0,VERCOL1
         LA    R3,55(,R2)
         BAL   R8,THREE
         LH    R0,VERCOL2
         LA    R3,59(,R2)
         BAL   R8,THREE
         MVC   68(1,R2),CASE
         CLI   CASE,C'U'
         BE    *+8
         MVI   68(R2),C'M'
         LH    R0,TRUNCOL
         LA    R3,76(,R2)
         BAL   R8,THREE
         BR    R9
STATMODL DC    CL36' ',CL13'ZONE=   -',CL14'VERFY=   -'
         DC    CL7'CASE=',CL10'TRUNC='
*        THREE: R0 in three places at R3. R8 = return.
THREE    CVD   R0,DWORK
         MVC   AREA(4),=X'40202120'
         ED    AREA(4),DWORK+6
         MVC   0(3,R3),AREA+1
         BR    R8
         EJECT
*
*        BELOW: the current line and those after it. ABOVE: those
*        before it. R9 = return; use R0-R8.
*
BELOW    LH    R6,SCRCL             row
         L     R7,CURLINE
         LA    R2,EOFTEXT
         TM    POSITION,ATEOF
         BO    BELOWEOF
         TM    POSITION,ATTOP
         BZ    BELOW1
         LR    R1,R6
         BAL   R8,ROW
         MVC   0(4,R1),TOFTEXT
         LA    R6,1(,R6)
         L     R7,LNEXT-LINED(,R7)
BELOW1   LTR   R7,R7
         BZ    BELOWEOF
         CH    R6,SCRROWS
         BNLR  R9
         BAL   R8,TEXT
BELOW2   LR    R1,R6
         BAL   R8,ROW
         BAL   R8,PUT
         LA    R6,1(,R6)
         LTR   R3,R3                more of this line?
         BZ    BELOW3
         CH    R6,SCRROWS
         BL    BELOW2
BELOW3   L     R7,LNEXT-LINED(,R7)
         B     BELOW1
BELOWEOF CH    R6,SCRROWS
         BNLR  R9
         LR    R1,R6
         BAL   R8,ROW
         MVC   0(4,R1),EOFTEXT
         BR    R9
ABOVE    TM    POSITION,ATTOP
         BOR   R9
         LH    R6,SCRCL             row below
         L     R7,CURLINE
         TM    POSITION,ATEOF
         BO    ABOVE2
ABOVE1   L     R7,LPREV-LINED(,R7)
ABOVE2   BCTR  R6,0                 its last row
         CH    R6,=H'2'
         BLR   R9
         LA    R1,HEAD
         CR    R1,R7
         BE    ABOVETOF
         BAL   R8,TEXT
         SR    R4,R4
         LR    R5,R3
         BCTR  R5,0
         LH    R0,SCRCOLS
         DR    R4,R0
         LR    R4,R6
         SR    R4,R5                its first row
ABOVE3   CH    R4,=H'2'             what finds no room is its front
         BNL   ABOVE4
         AH    R2,SCRCOLS
         SH    R3,SCRCOLS
         LA    R4,1(,R4)
         B     ABOVE3
ABOVE4   LR    R5,R4
ABOVE5   LR    R1,R4
         BAL   R8,ROW
         BAL   R8,PUT
         LA    R4,1(,R4)
         CR    R4,R6
         BNH   ABOVE5
         LR    R6,R5
         B     ABOVE1
ABOVETOF LR    R1,R6
         BAL   R8,ROW
         MVC   0(4,R1),TOFTEXT
         BR    R9
TOFTEXT  DC    C'TOF:'
EOFTEXT  DC    C'EOF:'
*        TEXT: R2, R3 = verified columns of line R7 without trailing
*        blanks, at least one. R8 = return; uses R1.
TEXT     LH    R2,VERCOL1
         LH    R3,VERCOL2
         SR    R3,R2
         LA    R3,1(,R3)
         LA    R2,LTEXT-LINED-1(R2,R7)
         LA    R1,0(R2,R3)
TEXT1    BCTR  R1,0
         CLI   0(R1),C' '
         BNER  R8
         BCT   R3,TEXT1
         LA    R3,1
         BR    R8
*        PUT: as much of R2, R3 as a row takes to R1. R8 = return; uses
*        R0.
PUT      LH    R0,SCRCOLS
         CR    R3,R0
         BNL   *+6
         LR    R0,R3
         SR    R3,R0                what remains
         LR    R14,R0
         BCTR  R14,0
         EX    R14,PUTMVC
         EX    R14,PUTTR
         AR    R2,R0
         BR    R8
PUTMVC   MVC   0(*-*,R1),0(R2)
PUTTR    TR    0(*-*,R1),DSPTAB
         EJECT
*
*        SEND: writes rows R10 to R5 of SCREEN: in pieces of as many
*        rows as a DIAGNOSE takes, the current line for itself, between
*        attributes that make it bright. They take the last place of
*        its row and of the row before: if a character is there, it
*        stays as it is. R9 = return; uses R0-R8.
*
SEND     LR    R6,R10               first row of a piece
SEND1    CR    R6,R5
         BHR   R9
         LR    R7,R5                its last row
         LH    R1,SCRCL
         CR    R6,R1
         BH    SEND3
         BL    SEND2
         LR    R7,R6
         B     SEND4
SEND2    CR    R7,R1
         BL    SEND3
         LR    R7,R1
         BCTR  R7,0
SEND3    LR    R1,R7
         SR    R1,R6
         CH    R1,SCRPIECE
         BL    SEND4
         LR    R7,R6
         AH    R7,SCRPIECE
         BCTR  R7,0
SEND4    LR    R1,R6
         BAL   R8,ROW
         LR    R2,R1
         LA    R1,1(,R7)
         BAL   R8,ROW
         LR    R3,R1
         SR    R3,R2                bytes
         LR    R4,R6
         TM    DSPFLAG,MOREFLAG
         BZ    *+12
         LA    R4,128(,R4)          let the user read first
         NI    DSPFLAG,255-MOREFLAG
         LA    R0,X'E8'             bright
         LH    R8,SCRCL
         SR    R8,R7
         BZ    SEND5                the current line itself
         BCT   R8,SEND8             not the rows before it
         B     SEND6
SEND5    LA    R0,X'60'
*        Are both places blank?
SEND6    LR    R14,R1
         LH    R1,SCRCL
         BAL   R8,ROWEND
         CLI   0(R1),C' '
         BNE   SEND8
         LH    R1,SCRCL
         LA    R1,1(,R1)
         BAL   R8,ROWEND
         CLI   0(R1),C' '
         BNE   SEND8
         IC    R1,0(,R14)           (byte behind the piece)
         STC   R0,0(,R14)
         BCTR  R14,0
         MVI   0(R14),X'1D'
         LA    R3,1(,R3)
         LR    R8,R1
         BAL   R1,WRITE
         STC   R8,1(,R14)
         MVI   0(R14),C' '
         B     SEND9
SEND8    BAL   R1,WRITE
SEND9    LA    R6,1(,R7)
         TM    DSPFLAG,TUBE
         BO    SEND1
         BR    R9
*        ROWEND: R1 = address of the last place before row R1. R8 =
*        return.
ROWEND   MH    R1,SCRCOLS
         A     R1,SCREEN
         BCTR  R1,0
         BR    R8
*        WRITE: R3 bytes at R2 with control byte R4. R1 = return; uses
*        R0, R2, R3. When the console is no display any more, display
*        mode ends.
WRITE    ST    R2,DSPCCW
         MVI   DSPCCW,X'19'
         MVI   DSPCCW+4,X'20'
         STC   R4,DSPCCW+5
         STH   R3,DSPCCW+6
         L     R3,ACONDEV
         LH    R3,DTAD-DEVSECT(,R3)
         LA    R2,DSPCCW
         DIAG  R2,R3,X'0058'
         BZR   R1
         NI    DSPFLAG,255-TUBE-GRAPHIC
         BR    R1
         LTORG
         NUCON
         EDCB
         ADT
         REGEQU
         END
