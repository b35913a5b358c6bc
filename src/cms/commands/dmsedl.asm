* CMS NUCLEUS EDGET
         TITLE 'DMSEDL: EDIT, TOKENS AND LINES'
*
*        Tokens of a subcommand, the chain of lines, and the line that
*        is made of what was typed.
*
DMSEDL   CSECT
         ENTRY EDGET,EDNUM,EDCOUNT,EDEND,EDBOUND,EDSTEP,EDGOTOP
         ENTRY EDINSERT,EDADD,EDREMOVE,EDREPL,EDLOAD,EDTICK
         ENTRY EDSPREAD,EDCANON
         USING NUCON,0
         USING EDCB,R11
*
*        EDGET: the next token of EDLIN from SCAN on into TOKEN: a word
*        of letters, a number, or one other character. GETFLAG:
*        UPTOBLNK everything up to a blank; HEXA a hexadecimal number.
*        R15 = TOKLEN = its length, 0: there is none.
*
EDGET    ENTER BASE=DMSEDL
         MVC   TOKEN,=CL8' '
         MVI   TOKTYPE,0
         XC    TOKLEN,TOKLEN
         LH    R2,SCAN
         LA    R3,EDLIN(R2)
         LH    R4,COUNT
         SR    R4,R2                characters left
         BNP   GETNONE
GETSKIP  CLI   0(R3),C' '
         BNE   GETBEGIN
         LA    R3,1(,R3)
         BCT   R4,GETSKIP
GETNONE  MVI   GETFLAG,0
         LEAVE 0
GETBEGIN LR    R5,R3
         BAL   R9,CHARTYPE
         LR    R7,R6
         TM    GETFLAG,UPTOBLNK
         BZ    GETNEXT
         LR    R1,R3                a blank must be before it
         BCTR  R1,0
         CLI   0(R1),C' '
         BNE   INVREQ
GETNEXT  LA    R3,1(,R3)
         BCT   R4,GETCHAR
         LR    R1,R3
         B     GETEND
GETCHAR  LR    R1,R3
         CLI   0(R3),C' '
         BE    GETBLANK
         TM    GETFLAG,UPTOBLNK
         BO    GETNEXT
         BAL   R9,CHARTYPE
         CR    R6,R7
         BNE   GETEND
         CH    R7,=H'2'
         BNE   GETNEXT
         B     GETEND
GETBLANK LA    R3,1(,R3)
GETEND   LA    R0,EDLIN
         SR    R3,R0
         STH   R3,SCAN
         SR    R1,R5
         CH    R1,=H'8'
         BH    INVREQ
         ST    R1,TOKLEN
         BCTR  R1,0
         EX    R1,GETMVC
         TM    GETFLAG,UPTOBLNK
         BO    GETUP
         STC   R7,TOKTYPE           0 number, 1 ALPHA, 2 NONALNUM
GETUP    TM    GETFLAG,HEXA
         BO    GETOUT
         L     R1,=V(UPCASE)
         TR    TOKEN,0(R1)
GETOUT   MVI   GETFLAG,0
         L     R15,TOKLEN
         LEAVE
GETMVC   MVC   TOKEN(*-*),0(R5)
*        CHARTYPE: R6 = 0 digit, 1 letter, 2 other; R3 -> character.
*        R9 = return.
CHARTYPE LA    R6,2
         CLI   0(R3),X'80'
         BLR   R9
         CLI   0(R3),C'9'
         BHR   R9
         SR    R6,R6
         CLI   0(R3),C'0'
         BNLR  R9
         TM    GETFLAG,HEXA
         BZ    CHARTYP1
         MVC   DWORK(1),0(R3)
         OI    DWORK,X'40'
         CLI   DWORK,C'F'
         BNHR  R9
CHARTYP1 LA    R6,1
         BR    R9
*
*        EDNUM: the next token as a number. R15 = 0: NUMBER has it; 4:
*        no token, NUMBER = 1; -1: TOKEN is no number.
*
EDNUM    ENTER BASE=DMSEDL
         BAL   R9,NUM
         LEAVE
NUM      MVC   NUMBER,=F'1'
         CALL  EDGET
         LA    R15,4
         BZR   R9
         LH    R15,=H'-1'
         CLI   TOKTYPE,0
         BNER  R9
         L     R1,TOKLEN
         BCTR  R1,0
         EX    R1,NUMPACK
         CVB   R1,DWORK
         ST    R1,NUMBER
         SR    R15,R15
         BR    R9
NUMPACK  PACK  DWORK,TOKEN(*-*)
*
*        EDCOUNT: the next token is a number or an asterisk: NUMBER,
*        -1 for the asterisk. R15 = 4: there is none, NUMBER = 1.
*
EDCOUNT  ENTER BASE=DMSEDL
         BAL   R9,NUM
         LTR   R15,R15
         BNM   COUNTOUT
         CLI   TOKEN,C'*'
         BNE   INVREQ
         MVC   NUMBER,=F'-1'
         SR    R15,R15
COUNTOUT LEAVE
*
*        EDEND: the subcommand must end here.
*
EDEND    ENTER BASE=DMSEDL
         CALL  EDGET
         BNZ   INVREQ
         LEAVE 0
INVREQ   L     R15,=V(EDINVAL)
         BR    R15
         EJECT
*
*        EDBOUND: R15 = 4 when there is nothing more in the direction
*        of the subcommand, else 0.
*
EDBOUND  ENTER BASE=DMSEDL
         LA    R1,ATEOF
         TM    RUN,UPWARD
         BZ    *+8
         LA    R1,ATTOP
         SR    R15,R15
         EX    R1,BOUNDTM
         BZ    *+8
         LA    R15,4
         LEAVE
BOUNDTM  TM    POSITION,0
*
*        EDSTEP: to the next line (with UPWARD: the one before). R15 =
*        4 when that is the end or the top of the file; R1 = line.
*
EDSTEP   ENTER BASE=DMSEDL
         L     R2,CURLINE
         USING LINED,R2
         LA    R15,4
         TM    RUN,UPWARD
         BO    STEPUP
         ICM   R3,15,LNEXT
         BNZ   STEPSET
         OI    POSITION,ATEOF
         NI    POSITION,255-ATTOP
         B     STEPOUT
STEPUP   ICM   R3,15,LPREV
         BZ    STEPTOP
         TM    POSITION,ATEOF
         BZ    STEPUP1
         LR    R3,R2                from the end to the last line
         B     STEPSET
STEPUP1  LA    R1,HEAD
         CR    R1,R3
         BNE   STEPSET
         ST    R1,CURLINE
STEPTOP  OI    POSITION,ATTOP
         NI    POSITION,255-ATEOF
         B     STEPOUT
STEPSET  ST    R3,CURLINE
         NI    POSITION,255-ATTOP-ATEOF
         SR    R15,R15
STEPOUT  L     R3,4(,R13)
         MVC   24(4,R3),CURLINE
         LEAVE
         DROP  R2
*
*        EDGOTOP: the current line is the top of the file.
*
EDGOTOP  ENTER BASE=DMSEDL
         LA    R1,HEAD
         ST    R1,CURLINE
         OI    POSITION,ATTOP
         NI    POSITION,255-ATEOF
         LEAVE 0
*
*        EDINSERT: the text at R1 becomes a new line after the current
*        one, and is the current line. R15 = 0; 4: it was the last that
*        there is storage for; 8: there is none, nothing was done.
*        EDINSERT tells both and counts for AUTOSAVE, EDADD does not.
*
EDINSERT ENTER BASE=DMSEDL
         CALL  EDADD
         BZ    INSTICK
         CH    R15,=H'8'
         BE    INSNONE
         CALL  EDTICK
         SAY   STGFULL
         LEAVE 4
INSTICK  CALL  EDTICK
         LEAVE 0
INSNONE  NI    MSGFLAGS,255-NOTYPING
         CALL  EDCLRSTK
         SAY   STGNONE
         LEAVE 8
STGFULL  EDTEXT 'AVAILABLE STORAGE IS NOW FULL'
STGNONE  EDTEXT 'NO ROOM'
EDADD    ENTER BASE=DMSEDL
         LR    R5,R1
         BAL   R9,MORE
         BNZ   ADDNONE
         L     R2,NEXTSLOT
         ICM   R3,15,FREELINE
         BZ    INSNEW
         LR    R2,R3
         MVC   FREELINE,LNEXT-LINED(R2)
         B     INSTEXT
INSNEW   LR    R1,R2
         A     R1,SLOT
         ST    R1,NEXTSLOT
         USING LINED,R2
INSTEXT  L     R1,ITEM
         BCTR  R1,0
         EX    R1,INSMVC
         L     R3,CURLINE
         ST    R3,LPREV
         L     R4,LNEXT-LINED(,R3)
         ST    R4,LNEXT
         ST    R2,LNEXT-LINED(,R3)
         LTR   R4,R4
         BZ    INSLAST
         ST    R2,LPREV-LINED(,R4)
         B     INSHAVE
INSLAST  ST    R2,LASTLINE
INSHAVE  ST    R2,CURLINE
         NI    POSITION,255-ATTOP-ATEOF
         BAL   R9,MORE
         BZ    ADDOUT
         LEAVE 4
ADDOUT   LEAVE 0
ADDNONE  LEAVE 8
INSMVC   MVC   LTEXT(*-*),0(R5)
         DROP  R2
*        MORE: is there a free slot? If not, gets 16K or 4K of storage,
*        when as much as that remains for the nucleus and for commands.
*        Condition code 0: there is one. R9 = return; uses R1-R4.
MORE     L     R1,FREELINE
         LTR   R1,R1
         BNZ   MOREYES
         L     R1,NEXTSLOT
         A     R1,SLOT
         C     R1,ENDSLOTS
         BNH   MOREYES
         LA    R2,2048
         BAL   R4,CHUNK
         BZR   R9
         LA    R2,512
         BAL   R4,CHUNK
         BR    R9
MOREYES  CR    R1,R1
         BR    R9
*        CHUNK: R2 doublewords; R4 = return, condition code.
CHUNK    LR    R0,R2
         DMSFREE DWORDS=(0),TYPE=USER,TYPCALL=BALR
         LTR   R15,R15
         BNZR  R4
         LR    R3,R1
         LA    R0,2048
         DMSFREE DWORDS=(0),TYPE=USER,TYPCALL=BALR
         LTR   R15,R15
         BNZ   CHUNKNO
         LA    R0,2048              it was only a trial
         CALL  AFRET
         MVC   0(4,R3),CHUNKS
         ST    R3,CHUNKS
         ST    R2,4(,R3)
         LA    R1,8(,R3)
         ST    R1,NEXTSLOT
         SLL   R2,3
         AR    R2,R3
         ST    R2,ENDSLOTS
         SR    R15,R15
         BR    R4
CHUNKNO  LR    R1,R3
         LR    R0,R2
         CALL  AFRET
         LTR   R4,R4                condition code not 0
         BR    R4
*
*        EDREMOVE: takes NUMBER lines (-1: all) out of the file, from
*        the current one on; the top counts as a line. The line behind
*        them is the current line, or the end. R15 = 4 if there was
*        none.
*
EDREMOVE ENTER BASE=DMSEDL
         L     R2,NUMBER
         L     R3,CURLINE
         SR    R8,R8
         TM    POSITION,ATEOF
         BO    REMEND
         TM    POSITION,ATTOP
         BZ    REMLOOP
         L     R3,LNEXT-LINED(,R3)
         BCTR  R2,0
REMLOOP  LTR   R3,R3
         BZ    REMEND
         LTR   R2,R2
         BZ    REMSTOP
         BCTR  R2,0
         LA    R8,1(,R8)
         LM    R4,R5,0(R3)          next, previous
         ST    R4,LNEXT-LINED(,R5)
         LTR   R4,R4
         BZ    REMLAST
         ST    R5,LPREV-LINED(,R4)
         B     REMFREE
REMLAST  ST    R5,LASTLINE
REMFREE  MVC   LNEXT-LINED(4,R3),FREELINE
         ST    R3,FREELINE
         LR    R3,R4
         B     REMLOOP
REMEND   L     R3,LASTLINE
         OI    POSITION,ATEOF
         NI    POSITION,255-ATTOP
         B     REMSET
REMSTOP  NI    POSITION,255-ATTOP-ATEOF
REMSET   ST    R3,CURLINE
         LTR   R8,R8
         BZ    REMNONE
         CALL  EDTICK
         LEAVE 0
REMNONE  LEAVE 4
*
*        EDLOAD: LINE = text of the current line. EDREPL: the other way
*        round.
*
EDLOAD   ENTER BASE=DMSEDL
         L     R2,CURLINE
         L     R1,ITEM
         BCTR  R1,0
         MVI   LINE,C' '
         MVC   LINE+1(255),LINE
         EX    R1,LOADMVC
         LEAVE 0
EDREPL   ENTER BASE=DMSEDL
         L     R2,CURLINE
         L     R1,ITEM
         BCTR  R1,0
         EX    R1,REPLMVC
         CALL  EDTICK
         LEAVE 0
LOADMVC  MVC   LINE(*-*),LTEXT-LINED(R2)
REPLMVC  MVC   LTEXT-LINED(*-*,R2),LINE
*
*        EDTICK: counts a change for AUTOSAVE.
*
EDTICK   ENTER BASE=DMSEDL
         TM    SAVEFLAG,AUTOON
         BZ    TICKOUT
         TM    RUN,NOTICK
         BO    TICKOUT
         LH    R1,AUTOCURR
         LA    R1,1(,R1)
         STH   R1,AUTOCURR
         CH    R1,AUTOCNT
         BL    TICKOUT
         CALL  EDAUTOSV
TICKOUT  LEAVE 0
         EJECT
*
*        EDSPREAD: what is in EDLIN from SCAN on, spread over SPREAD by
*        tabs (X'05') and backspaces (X'16'). What does not fit before
*        TRUNCOL is cut off: TRUNCED, unless it is blank.
*
EDSPREAD ENTER BASE=DMSEDL
         NI    RUN,255-TRUNCED
         MVI   SPREAD,C' '
         MVC   SPREAD+1(255),SPREAD
         LA    R2,1                 column
         LA    R6,TABS              next tab
         TM    FLAG,LEFT
         BO    SPRTAB
         TM    CHGFLAG,RETYPED
         BZ    SPRTAB
         CLI   TABS,1
         BH    SPRBEG
         LA    R6,1(,R6)
         B     SPRBEG
SPRTAB   TM    MODES,MARGIN
         BZ    SPRTAB1
         TM    CHGFLAG,RETYPED
         BO    SPRTAB1
         LA    R6,1(,R6)            margin of the user
SPRTAB1  SR    R2,R2
         IC    R2,0(,R6)
         LA    R6,1(,R6)
SPRBEG   SR    R5,R5                last column used
         LH    R1,SCAN
         LA    R3,EDLIN(R1)
         LH    R4,COUNT
         SR    R4,R1
         BNP   SPREND
         TM    FLAG,CANON
         BZ    SPRLOOP
         LR    R1,R4
         BCTR  R1,0
         EX    R1,SPRMVC
         LA    R1,SPREAD
         LR    R0,R4
         CALL  EDCANON
         LR    R5,R15
         B     SPREND
SPRMVC   MVC   SPREAD(*-*),0(R3)
SPRLOOP  TM    FLAG,NOIMAGE
         BO    SPRCHAR
         CLI   0(R3),X'05'
         BE    SPRTABCH
         CLI   0(R3),X'16'
         BNE   SPRCHAR
         LA    R6,TABS
         BCT   R2,SPRNEXT
         LA    R2,1
         B     SPRNEXT
SPRTABCH SR    R7,R7
         IC    R7,0(,R6)
         LTR   R7,R7
         BZ    SPRTABNO
         LA    R6,1(,R6)
         CR    R7,R2
         BNH   SPRTABCH
SPRBLANK LA    R1,SPREAD-1(R2)
         MVI   0(R1),C' '
         LA    R2,1(,R2)
         CR    R2,R7
         BL    SPRBLANK
         B     SPRNEXT
SPRTABNO LA    R2,256
         B     SPRNEXT
SPRCHAR  CH    R2,=H'255'
         BH    SPRLOST
         LA    R1,SPREAD-1(R2)
         MVC   0(1,R1),0(R3)
         CR    R2,R5
         BNH   SPRCHAR1
         LR    R5,R2
         B     SPRCHAR1
SPRLOST  BAL   R9,SPRCUT
SPRCHAR1 LA    R2,1(,R2)
SPRNEXT  LA    R3,1(,R3)
         BCT   R4,SPRLOOP
*        What is behind the truncation column.
SPREND   LH    R2,TRUNCOL
         LA    R3,SPREAD(R2)
         SR    R5,R2
         BNP   SPROUT
SPRCHK   BAL   R9,SPRCUT
         MVI   0(R3),C' '
         LA    R3,1(,R3)
         BCT   R5,SPRCHK
SPROUT   LEAVE 0
*        SPRCUT: the character at R3 is lost. R9 = return.
SPRCUT   CLI   0(R3),C' '
         BER   R9
         TM    RUN,OVERLAY
         BZ    SPRCUT1
         CLI   0(R3),C'_'
         BER   R9
SPRCUT1  OI    RUN,TRUNCED
         BR    R9
*
*        EDCANON: puts the string of R0 bytes at R1 in canonical order:
*        characters by column, those of one column in the order of
*        their codes with a backspace between, a blank among them left
*        out. R15 = its length; the rest becomes blank.
*
EDCANON  ENTER BASE=DMSEDL
         LR    R2,R1
         LR    R3,R0
         LTR   R15,R3
         BNP   CANOUT
         SR    R4,R4                characters
         LA    R5,64                column
         LR    R6,R2
         LR    R7,R3
CANSCAN  CLI   0(R6),X'16'
         BE    CANBACK
         LA    R1,DUALS(R4)
         STC   R5,0(,R1)
         LA    R1,DUALCHAR(R4)
         MVC   0(1,R1),0(R6)
         LA    R4,1(,R4)
         LA    R5,1(,R5)
         B     CANNEXT
CANBACK  CH    R5,=H'1'
         BNH   CANNEXT
         BCTR  R5,0
CANNEXT  LA    R6,1(,R6)
         BCT   R7,CANSCAN
*        Insertion sort.
         LA    R5,1
CANSORT  CR    R5,R4
         BNL   CANPUT
         LR    R6,R5
CANSIFT  LA    R7,DUALS-1(R6)
         LA    R8,DUALCHAR-1(R6)
         CLC   0(1,R7),1(R7)
         BL    CANSET
         BH    CANSWAP
         CLC   0(1,R8),1(R8)
         BNH   CANSET
CANSWAP  XC    0(1,R7),1(R7)
         XC    1(1,R7),0(R7)
         XC    0(1,R7),1(R7)
         XC    0(1,R8),1(R8)
         XC    1(1,R8),0(R8)
         XC    0(1,R8),1(R8)
         BCT   R6,CANSIFT
CANSET   LA    R5,1(,R5)
         B     CANSORT
CANPUT   LA    R1,DUALS(R4)
         MVI   0(R1),0              no column
         LR    R5,R2
         LR    R6,R4
         LTR   R6,R6
         BZ    CANPAD
         LA    R7,DUALS
         LA    R8,DUALCHAR
CANCHAR  CLC   0(1,R7),1(R7)
         BNE   CANLAST              last one of its column
         CLI   0(R8),C' '
         BE    CANSKIP
         MVC   0(1,R5),0(R8)
         MVI   1(R5),X'16'
         LA    R5,2(,R5)
         B     CANSKIP
CANLAST  MVC   0(1,R5),0(R8)
         LA    R5,1(,R5)
CANSKIP  LA    R7,1(,R7)
         LA    R8,1(,R8)
         BCT   R6,CANCHAR
CANPAD   LR    R15,R5
         SR    R15,R2
         SR    R3,R15               pad
         BNP   CANOUT
CANPAD1  MVI   0(R5),C' '
         LA    R5,1(,R5)
         BCT   R3,CANPAD1
CANOUT   LEAVE
         LTORG
         NUCON
         EDCB
         REGEQU
         END
