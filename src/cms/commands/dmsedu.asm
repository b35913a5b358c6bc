* CMS NUCLEUS EDXXX
         TITLE 'DMSEDU: EDIT, OTHER SUBCOMMANDS'
*
*        Subcommands X Y ? REUSE STACK CMS QUIT FORMAT SCROLL SCROLLUP
*        RENUM and macros ($name).
*
DMSEDU   CSECT
         ENTRY EDXXX,EDYYY,EDQUERY,EDREUSE,EDSTACK,EDMACRO,EDCMS,EDQUIT
         ENTRY EDFORMAT,EDSCROLL,EDSCRUP,EDRENUM
         USING NUCON,0
         USING EDCB,R11
*
*        X subcommand   keeps a subcommand
*        X [n]          carries it out n times; Y the same
*
EDYYY    ENTER BASE=DMSEDU
         LA    R3,YACTIVE
         LA    R4,YCOUNT
         B     XY
EDXXX    ENTER BASE=DMSEDU
         LA    R3,XACTIVE
         LA    R4,XCOUNT
XY       LH    R2,SCAN
         CALL  EDNUM
         BM    XYKEEP
         CALL  EDEND
         ICM   R0,15,XYCNT          not within a repetition, nor by
         BNZ   INVREQ               itself
         EX    R3,XYTM
         BNZ   INVREQ
         EX    R3,XYOI
         MVC   XYCNT,NUMBER
         MVC   COUNT,0(R4)
         MVC   EDLIN,2(R4)
         LEAVE 4
XYKEEP   LH    R1,COUNT
         SR    R1,R2
         STH   R1,0(,R4)
         LA    R2,EDLIN(R2)
         BCTR  R1,0
         EX    R1,XYMVC
         B     DONE
XYTM     TM    XYFLAG,0
XYOI     OI    XYFLAG,0
XYMVC    MVC   2(*-*,R4),0(R2)
*
*        ?      types the last subcommand; on a display it comes into
*               the input area
*        REUSE or = [subcommand]   stacks the last subcommand, and
*               carries another out before it
*
EDQUERY  ENTER BASE=DMSEDU
         OI    RUN,QUOTED
         CALL  EDEND
         LA    R1,LASTLIN
         LH    R0,LASTLEN
         TM    DSPFLAG,TUBE
         BO    QUERY1
         CALL  EDTYPE
         B     DONE
QUERY1   CALL  EDAREAIN
         B     DONE
EDREUSE  ENTER BASE=DMSEDU
         OI    RUN,QUOTED
         ICM   R0,15,XYCNT
         BNZ   INVREQ
         LA    R1,LASTLIN
         LH    R0,LASTLEN
         BAL   R10,LIFO
         LH    R1,STACKED
         LA    R1,1(,R1)
         STH   R1,STACKED
         CALL  EDGET
         BZ    DONE
         LEAVE 8
*        LIFO, FIFO: stacks R0 bytes at R1. R10 = return.
LIFO     MVC   ATTNPL(12),=CL12'ATTN    LIFO'
         B     ATTN
FIFO     MVC   ATTNPL(12),=CL12'ATTN    FIFO'
ATTN     ST    R1,ATTNPL+12
         STC   R0,ATTNPL+12
         LA    R1,ATTNPL
         CALL  DMSCAT
         BR    R10
*
*        STACK [n]           stacks n lines from the current one on
*        STACK subcommand    stacks a subcommand
*
EDSTACK  ENTER BASE=DMSEDU
         LH    R2,SCAN
         CALL  EDNUM
         BM    STACKSUB
         CALL  EDEND
         SR    R0,R0
         ICM   R2,15,NUMBER
         BZ    STACKONE             a null line
         CH    R2,=H'25'
         BH    STACKMNY
         CALL  EDBOUND
         BNZ   ENDRANGE
         L     R3,CURLINE
STACKL   TM    POSITION,ATTOP
         BO    STACKN
         L     R1,CURLINE
         LA    R1,LTEXT-LINED(,R1)
         LH    R0,TRUNCOL
         BAL   R10,FIFO
STACKN   BCT   R2,STACKS
         TM    DSPFLAG,TUBE
         BZ    DONE
         C     R3,CURLINE
         BE    DONE
         B     SHOWCL
STACKS   CALL  EDSTEP
         BZ    STACKL
         B     ENDRANGE
STACKSUB LA    R1,EDLIN(R2)
         LH    R0,COUNT
         SR    R0,R2
STACKONE BAL   R10,FIFO
         B     DONE
STACKMNY SAY   MANYMSG
         B     FAILED
MANYMSG  EDTEXT 'TOO MANY LINES TO STACK'
         EJECT
*
*        $name [arguments]: EXEC $name. At the top or the end of the
*        file TOF or EOF is stacked for it.
*
EDMACRO  ENTER BASE=DMSEDU
         ICM   R0,15,XYCNT
         BNZ   INVREQ
         XC    SCAN,SCAN
         OI    GETFLAG,UPTOBLNK
         CALL  EDGET
         MVC   OTHERPL+8(8),TOKEN
         MVC   OTHERPL+16(8),=CL8'EXEC'
         MVC   OTHERPL+24(2),=C'* '
         LA    R1,OTHERPL
         CALL  ASTATE
         BNZ   NOMACRO
         LA    R0,3
         LA    R1,=C'TOF'
         TM    POSITION,ATTOP
         BO    MACRO1
         LA    R1,=C'EOF'
         TM    POSITION,ATEOF
         BZ    MACRO2
MACRO1   BAL   R10,LIFO
MACRO2   LA    R1,EDLIN
         LH    R0,COUNT
         CALL  ASCAN
         MVC   CMNDLIST-8(8),=CL8'EXEC'
         LA    R1,CMNDLIST-8
         SVC   202
         DC    AL4(*+4)
         LTR   R15,R15
         BZ    DONE
         CALL  EDCLRSTK
         B     DONE
NOMACRO  L     R15,=V(EDINVMAC)
         BR    R15
*
*        CMS: CMS subset. QUIT: the end, nothing is written.
*
EDCMS    ENTER BASE=DMSEDU
         CALL  EDEND
         CALL  EDCLEAR
         LA    R1,SUBPL
         CALL  DMSSUB
         CALL  EDTABLE
         LEAVE 20
         DS    0F
SUBPL    DC    CL8'SUBSET',8X'FF'
EDQUIT   ENTER BASE=DMSEDU
         CALL  EDEND
         XC    EDRC,EDRC
         LEAVE 12
*
*        FORMAT DISPLAY|LINE
*
EDFORMAT ENTER BASE=DMSEDU
         CALL  EDGET
         BZ    INVREQ
         MVC   NEWID(8),TOKEN
         CALL  EDEND
         TM    DSPFLAG,NODISP
         BO    INVREQ
         TM    DSPFLAG,GRAPHIC
         BZ    INVREQ
         CLC   NEWID(8),=CL8'LINE'
         BE    FORMLINE
         CLC   NEWID(8),=CL8'DISPLAY'
         BNE   INVREQ
         OI    DSPFLAG,TUBE
         B     SHOWCL
FORMLINE CALL  EDCLEAR
         NI    DSPFLAG,255-TUBE-DIRTY-MSGNEW-MSGUP
         B     DONE
*
*        SCROLL [n|*], SCROLLUP [n|*]: n screens.
*
EDSCRUP  ENTER BASE=DMSEDU
         OI    RUN,UPWARD
         B     SCROLL
EDSCROLL ENTER BASE=DMSEDU
SCROLL   TM    DSPFLAG,TUBE
         BZ    INVREQ
         CALL  EDCOUNT
         ICM   R3,15,NUMBER
         BZ    DONE
         CALL  EDEND
         LH    R4,SCRROWS           lines of a screen
         SH    R4,=H'2'
         LH    R1,VERCOL2
         SH    R1,VERCOL1
         CH    R1,SCRCOLS
         BL    *+8
         SRL   R4,1
         CALL  EDBOUND
         BNZ   ENDRANGE
SCROLL1  LR    R5,R4
SCROLL2  CALL  EDSTEP
         BNZ   SCROLL3
         BCT   R5,SCROLL2
SCROLL3  OI    DSPFLAG,DIRTY
         TM    POSITION,ATTOP+ATEOF
         BNZ   DONE
         BCT   R3,SCROLL4
         B     DONE
SCROLL4  CALL  EDSHOW
         OI    DSPFLAG,MOREFLAG
         B     SCROLL1
         EJECT
*
*        RENUM [start [increment]]: new line numbers, by the module
*        RENUM: plist CL8'RENUM', CL8 filetype, A(first line), F record
*        length, F start, F increment. R15 = 0, or A(EDTEXT message).
*
EDRENUM  ENTER BASE=DMSEDU
         MVC   OTHERPL(8),=CL8'RENUM'
         MVC   OTHERPL+8(8),FTYPE
         MVC   OTHERPL+16(4),HEAD
         MVC   OTHERPL+20(4),ITEM
         MVC   OTHERPL+24(8),=F'10,10'
         CALL  EDNUM
         BM    INVREQ
         BP    RENUM1
         ICM   R1,15,NUMBER
         BZ    INVREQ
         ST    R1,OTHERPL+24
         ST    R1,OTHERPL+28
         CALL  EDNUM
         BM    INVREQ
         BP    RENUM1
         ICM   R1,15,NUMBER
         BZ    INVREQ
         ST    R1,OTHERPL+28
RENUM1   CALL  EDEND
         LA    R1,OTHERPL
         SVC   202
         DC    AL4(*+4)
         LTR   R1,R15
         BZ    RENUM2
         BP    SAYIT
         LA    R1,NORENUM
SAYIT    CALL  EDSAY
         B     DONE
RENUM2   CALL  EDTICK
         LEAVE 20
NORENUM  EDTEXT 'RENUM MODULE NOT FOUND'
         COPY  EDEXITS
         LTORG
         NUCON
         EDCB
         REGEQU
         END
