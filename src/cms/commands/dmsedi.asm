* CMS NUCLEUS EDIT
         TITLE 'DMSEDI: EDIT, MAIN LOOP'
*
*        EDIT fn ft [fm] [([LRECL nn] [NODISP] [)]]
*
*        The editor: a file is kept in storage as a chain of lines;
*        subcommands change it; FILE and SAVE write it. Its parts:
*        DMSEDI main loop and terminal, DMSEDX start (a module of the
*        transient area), DMSEDL lines and tokens, DMSEDM moving and typing, DMSEDC changing, DMSEDO
*        settings, DMSEDF file in- and output, DMSEDN line numbers,
*        DMSEDU other subcommands, DMSEDS display.
*
*        Re-entrant: everything that changes is in EDCB (R11 in all
*        routines). Routines are entered by ENTER and left by LEAVE;
*        a subcommand returns in R15 how to go on (see PERFORM), or
*        leaves through EDINVAL or EDFAIL from any depth.
*
*        R15: 0; 24 operand; 28 work file exists; 32 record length; 36
*        disk; 40 LRECL; 88 too large; 100 disk error; 104 storage.
*
DMSEDI   CSECT
         ENTRY EDIT,EDINVAL,EDINVMAC,EDFAIL,EDREAD,EDSAY,EDVSAY,EDTYPE
         ENTRY EDVERIFY,EDTYPEL,EDCLRSTK,EDSTOP
         USING NUCON,0
         USING EDCB,R11
EDIT     ENTER WORK=8,BASE=DMSEDI
         LR    R10,R1
         TM    SUBFLAG,SUBACT       not in CMS subset
         BO    SUBSET
         LA    R0,EDCBDW
         DMSFREE DWORDS=(0),TYPE=USER,TYPCALL=BALR,ERR=NOSTG
         LR    R11,R1
         LR    R2,R1
         LA    R3,EDCBL
         SR    R5,R5
         MVCL  R2,R4
         LA    R0,EDCBDW
         ST    R0,EDCBLEN
         ST    R13,MAINFRM
         MVC   EDHEAD(7),=C'?EDIT: '
         MVC   AEDADD(20),ROUTINES
         MVC   OTHERPL(8),=CL8'DMSEDX'
         ST    R11,OTHERPL+8
         ST    R10,OTHERPL+12
         LA    R1,OTHERPL           command line, file
         SVC   202
         DC    AL4(*+4)
         ST    R15,EDRC
         LTR   R15,R15
         BM    NOMODULE
         BNZ   QUIT
*
*        The next subcommand. REFRESH: the screen or EDIT: shows that
*        we are in edit mode.
*
REFRESH  NI    RUN,255-INPUTING
         TM    DSPFLAG,TUBE
         BZ    TELLEDIT
         CALL  EDVERIFY
         B     CLEARXY
NULLINE  OI    RUN,VERNOW           even if verification is off
TELLEDIT TM    DSPFLAG,MSGNEW
         BO    CLEARXY
         SAY   EDITMSG,VERIFY
CLEARXY  XC    XYCNT,XYCNT
NEXT     NI    RUN,255-REPLNEXT
         TM    POSITION,ATTOP+ATEOF
         BZ    AGAIN
         XC    XYCNT,XYCNT          X and Y end there
AGAIN    NI    RUN,255-TRUNCED-UPWARD-OVERLAY
         ICM   R2,15,XYCNT
         BZ    NEWLINE
         BCTR  R2,0
         ST    R2,XYCNT
         B     PERFORM
NEWLINE  NI    XYFLAG,255-XACTIVE-YACTIVE
         CALL  EDREAD
         BZ    NULL
         TM    SAVEFLAG,NONUMBER    input lines that came too late
         BZ    NEWLINE1
         LH    R1,NUMFINRD
         LTR   R1,R1
         BNZ   NEWLINE
NEWLINE1 NI    SAVEFLAG,255-NONUMBER
         NI    RUN,255-QUOTED
         XC    STACKED,STACKED
PERFORM  XC    SCAN,SCAN
         CALL  EDGET
         BZ    INVALID
*        Look the subcommand up.
LOOKUP   LA    R2,NUMREQ
         TM    TOKTYPE,ALPHA+NONALNUM
         BZ    LOOK3                a line number
         LA    R2,REQTAB
         L     R3,TOKLEN
         BCTR  R3,0
LOOK1    IC    R4,8(,R2)
         N     R4,=F'63'
         CR    R3,R4
         BL    LOOK2
         EX    R3,LOOKCLC
         BE    LOOK3
LOOK2    LA    R2,12(,R2)
         CLI   0(R2),X'FF'
         BNE   LOOK1
         BAL   R9,KEEPREQ
         B     INVALID
LOOKCLC  CLC   TOKEN(*-*),0(R2)
LOOK3    TM    8(R2),X'40'
         BO    LOOK4
         BAL   R9,KEEPREQ
LOOK4    TM    8(R2),X'80'
         BO    LOOK5
         MVC   REPCNT,=F'1'
LOOK5    L     R15,8(,R2)
         LA    R15,0(,R15)
         BALR  R14,R15
         B     *+4(R15)
         B     NEXT                 0 done
         B     AGAIN                4 execute what is in EDLIN
         B     LOOKUP               8 TOKEN is a subcommand
         B     QUIT                 12 end of EDIT
         B     TELLEDIT             16 type EDIT:
         B     REFRESH              20 show that this is edit mode
         B     CLEARXY              24 done, no repetition
NULL     NI    SAVEFLAG,255-NONUMBER
         B     NULLINE
*        KEEPREQ: the subcommand that ? and REUSE mean. R9 = return.
KEEPREQ  TM    RUN,QUOTED
         BOR   R9
         MVC   LASTLEN,COUNT
         MVC   LASTLIN,EDLIN
         BR    R9
         EJECT
*
*        The end: gives all storage back.
*
QUIT     ICM   R2,15,EDRC
         BZ    QUIT1
         CALL  EDCLRSTK
         B     QUIT2
QUIT1    CALL  EDCLEAR
QUIT2    ICM   R1,15,CHUNKS
         BZ    QUIT3
         MVC   CHUNKS,0(R1)
         L     R0,4(,R1)
         CALL  AFRET
         B     QUIT2
QUIT3    ICM   R1,15,SCREEN
         BZ    QUIT4
         L     R0,SCRDW
         CALL  AFRET
QUIT4    LR    R1,R11
         L     R0,EDCBLEN
         CALL  AFRET
         LR    R15,R2
         LEAVE
SUBSET   OI    MISFLAGS,NEGITS      INVALID SUBSET COMMAND
         LH    R15,=H'-2'
         LEAVE
NOMODULE DMSERR NUM=143,LET=S,CSECT=EDI,                               X
               TEXT='UNABLE TO LOAD DMSEDX MODULE'
         MVC   EDRC,=F'40'
         B     QUIT
ROUTINES DC    V(EDADD,EDGOTOP,EDMODECK,EDSAY,EDCONS)
NOSTG    DMSERR NUM=109,LET=S,CSECT=EDI,                               X
               TEXT='VIRTUAL STORAGE CAPACITY EXCEEDED'
         LEAVE 104
*
*        EDINVAL: the subcommand is not valid. EDINVMAC: it is no macro
*        either. EDFAIL: it could not be carried out, and that has been
*        said. To the next subcommand, whatever called them.
*
         DROP  R12
         USING EDINVAL,R15
EDINVAL  LA    R2,1
         B     INVAL1
         DROP  R15
         USING EDINVMAC,R15
EDINVMAC LA    R2,2
         L     R15,=A(EDINVAL)
         USING EDINVAL,R15
INVAL1   BAL   R9,MAINBASE
         DROP  R15
         USING DMSEDI,R12
         B     INVAL2
INVALID  LA    R2,1
INVAL2   LR    R0,R2
         LA    R1,NOTSIGN
         TM    MODES,LONGMSG
         BZ    INVAL3
         LA    R1,EDHEAD
         LA    R0,7
         AH    R0,COUNT
INVAL3   CALL  EDTYPE
*        Lines that REUSE has stacked are not for now.
DROPSTK  LH    R2,STACKED
DROPSTK1 LTR   R2,R2
         BZ    CLEARXY
         LH    R1,NUMFINRD
         LTR   R1,R1
         BZ    CLEARXY
         BAL   R9,READ
         BCTR  R2,0
         B     DROPSTK1
         DROP  R12
         USING EDFAIL,R15
EDFAIL   L     R15,=A(EDINVAL)
         USING EDINVAL,R15
         BAL   R9,MAINBASE
         DROP  R15
         USING DMSEDI,R12
         B     DROPSTK
*        EDSTOP: saving has failed; input mode ends.
         DROP  R12
         USING EDSTOP,R15
EDSTOP   L     R15,=A(EDINVAL)
         USING EDINVAL,R15
         BAL   R9,MAINBASE
         DROP  R15
         USING DMSEDI,R12
         NI    RUN,255-INPUTING-REPLNEXT-NOTICK
         OI    DSPFLAG,DIRTY
         B     NULLINE
*        MAINBASE: base and frame of the main loop. R9 = return.
         DROP  R12
         USING EDINVAL,R15
MAINBASE L     R12,AMAIN-EDINVAL(,R15)
         DROP  R15
         USING DMSEDI,R12
         L     R13,MAINFRM
         LA    R14,72+8(,R13)
         ST    R14,NUCSTKP
         BR    R9
AMAIN    DC    A(DMSEDI)
         EJECT
*
*        EDREAD: a line from the stack or the terminal into EDLIN; the
*        screen is brought up to date first. R15 = COUNT = its length.
*
EDREAD   ENTER BASE=DMSEDI
         LH    R1,NUMFINRD
         LTR   R1,R1
         BNZ   READ1
         CALL  EDSHOW
READ1    BAL   R9,READ
         LH    R15,COUNT
         LEAVE
READ     MVC   RDPL,READPL
         MVC   RDPL+12(1),CASE
         LA    R1,EDLIN
         STCM  R1,7,RDPL+9
         LA    R1,RDPL
         CALL  AWAITRD
         MVC   COUNT,RDPL+14
         BR    R9
READPL   DC    CL8'WAITRD',AL1(1),AL3(0),C'U',X'00',H'0'
*
*        EDSAY: types the message at R1 (EDTEXT). EDVSAY: only when
*        verification is on. EDTYPE: types R0 bytes at R1. On a display
*        it becomes the message line; when one there has not been shown
*        yet the user gets time to read it.
*
EDVSAY   ENTER BASE=DMSEDI
         TM    MODES,VERIFYON
         BO    SAY1
         TM    RUN,VERNOW
         BZ    SAYEND
         NI    RUN,255-VERNOW
         B     SAY1
EDSAY    ENTER BASE=DMSEDI
SAY1     SR    R0,R0
         IC    R0,0(,R1)
         LA    R1,1(,R1)
         B     TYPE1
EDTYPE   ENTER BASE=DMSEDI
TYPE1    TM    DSPFLAG,TUBE
         BO    TYPE4
         MVC   WRPL,TYPEPL
         STCM  R1,7,WRPL+9
         STH   R0,WRPL+14
         CH    R0,=H'130'
         BNH   TYPE2
         OI    WRPL+13,X'10'        a long line
TYPE2    TM    RUN2,SAMELINE
         BZ    TYPE3
         OI    WRPL+13,X'80'
TYPE3    LA    R1,WRPL
         CALL  ATYPLIN
SAYEND   LEAVE 0
TYPE4    LR    R2,R1
         LR    R3,R0
         TM    DSPFLAG,MSGNEW
         BZ    TYPE5
         CALL  EDSHOW
         OI    DSPFLAG,MOREFLAG
TYPE5    MVI   MSGSHOW,C' '
         MVC   MSGSHOW+1(131),MSGSHOW
         MVC   MSGSHOW(5),=C'>>>>>'
         LH    R1,SCRCOLS
         SH    R1,=H'6'
         CR    R3,R1
         BNH   *+6
         LR    R3,R1
         BCTR  R3,0
         LTR   R3,R3
         BM    *+8
         EX    R3,TYPEMVC
         OI    DSPFLAG,MSGNEW
         LEAVE 0
TYPEMVC  MVC   MSGSHOW+6(*-*),0(R2)
TYPEPL   DC    CL8'TYPLIN',AL1(1),AL3(0),C'B',X'00',H'0'
*
*        EDVERIFY: shows the current line if verification is on; on a
*        display, the screen before the next read. EDTYPEL: types R3
*        columns of the current line behind the first R4.
*
EDVERIFY ENTER BASE=DMSEDI
         TM    MODES,VERIFYON
         BO    VERIFY1
         TM    RUN,VERNOW
         BZ    SAYEND
         NI    RUN,255-VERNOW
VERIFY1  OI    DSPFLAG,DIRTY
         TM    DSPFLAG,TUBE
         BO    SAYEND
         LH    R4,VERCOL1
         BCTR  R4,0
         LH    R3,VERCOL2
         SR    R3,R4
         B     TYPEL1
EDTYPEL  ENTER BASE=DMSEDI
TYPEL1   LA    R1,EOFTEXT
         TM    POSITION,ATEOF
         BO    SAY1
         LA    R1,TOFTEXT
         TM    POSITION,ATTOP
         BO    SAY1
         L     R2,CURLINE
         LA    R1,LTEXT-LINED(R4,R2)
         LR    R0,R3
         TM    FLAG,RIGHT           with its number
         BZ    TYPE1
         MVC   MSGTEXT(5),LTEXT-LINED+75(R2)
         MVI   MSGTEXT+5,C' '
         LR    R5,R3
         BCTR  R5,0
         EX    R5,TYPELMVC
         AH    R0,=H'6'
         LA    R1,MSGTEXT
         B     TYPE1
TYPELMVC MVC   MSGTEXT+6(*-*),0(R1)
*
*        EDCLRSTK: drops the console stack and says so.
*
EDCLRSTK ENTER BASE=DMSEDI
         LH    R1,NUMFINRD
         LTR   R1,R1
         BZ    CLRSTK1
         CALL  DMSCDB
         SAY   STKCLR
CLRSTK1  LEAVE 0
STKCLR   EDTEXT 'STACKED LINES CLEARED'
EDITMSG  EDTEXT 'EDIT:'
EOFTEXT  EDTEXT 'EOF:'
TOFTEXT  EDTEXT 'TOF:'
NOTSIGN  DC    X'5F',C'$'
         LTORG
         EJECT
*
*        Subcommands: the first that fits is it.
*
REQTAB   DS    0F
         EDREQ OVERLAY,1,EDOVERL,KEEP
         EDREQ X,1,EDXXX,KEEP
         EDREQ Y,1,EDYYY,KEEP
         EDREQ ?,1,EDQUERY,QUOTE
         EDREQ REUSE,5,EDREUSE,QUOTE
         EDREQ =,1,EDREUSE,QUOTE
         EDREQ INPUT,1,EDINPUT
         EDREQ REPLACE,1,EDREPLAC
         EDREQ TYPE,1,EDPRINT
         EDREQ UP,1,EDUP
         EDREQ TOP,2,EDTOP
         EDREQ DELETE,2,EDDELETE
         EDREQ DSTRING,2,EDDSTR
         EDREQ BOTTOM,1,EDBOTTOM
         EDREQ NEXT,1,EDDOWN
         EDREQ DOWN,1,EDDOWN
         EDREQ FIND,1,EDFIND
         EDREQ /,1,EDSLASH
         EDREQ LOCATE,1,EDLOCATE
         EDREQ ALTER,2,EDALTER
         EDREQ CHANGE,1,EDCHANGE
         EDREQ TRUNC,2,EDTRUNC
         EDREQ ZONE,1,EDZONE
         EDREQ TABSET,3,EDTABSET
         EDREQ CASE,2,EDCASE
         EDREQ IMAGE,2,EDIMAGE
         EDREQ VERIFY,1,EDVER
         EDREQ LONG,4,EDLONG
         EDREQ SHORT,5,EDSHORT
         EDREQ PRESERVE,3,EDPRESER
         EDREQ RESTORE,3,EDRESTOR
         EDREQ STACK,5,EDSTACK
         EDREQ $,1,EDMACRO
         EDREQ FNAME,2,EDFNAME
         EDREQ FMODE,2,EDFMODE
         EDREQ RECFM,3,EDRECFM
         EDREQ SERIAL,3,EDSERIAL
         EDREQ CMS,3,EDCMS
         EDREQ QUIT,4,EDQUIT
         EDREQ GETFILE,1,EDGETF
         EDREQ SAVE,4,EDSAVE
         EDREQ FILE,4,EDFILE
         EDREQ LINEMODE,5,EDLINEM
         EDREQ PROMPT,6,EDPROMPT
         EDREQ AUTOSAVE,4,EDAUTO
         EDREQ SCROLL,1,EDSCROLL
         EDREQ SCROLLUP,7,EDSCRUP
         EDREQ SU,2,EDSCRUP
         EDREQ FORWARD,2,EDDOWN
         EDREQ BACKWARD,2,EDUP
         EDREQ REPEAT,6,EDREPEAT
         EDREQ RENUM,3,EDRENUM
         EDREQ FORMAT,4,EDFORMAT
         DC    X'FF'
NUMREQ   DS    0F
         EDREQ 0,1,EDNUMREQ
         NUCON
         EDCB
         REGEQU
         END
