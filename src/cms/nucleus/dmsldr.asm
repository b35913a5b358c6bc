DMSLDR   TITLE 'DMSLDR - LOAD, INCLUDE AND START'
*
*        DMSLDR  LOAD    fn ... (options
*        DMSLDI  INCLUDE fn ... (options
*        DMSLDS  START   (entry or *) arguments
*
*        Loads TEXT files from the location counter on and resolves
*        external references.  Names are in the loader table, which
*        grows down from ALDRTBLS: CL8 name, flags (X'80' defined,
*        X'40' weak, X'20' looked for), address at +12, length at +16.
*        Address constants that refer to a name that is not yet defined
*        wait in the chain at ALDRPND.
*
DMSLDR   CSECT
         ENTRY DMSLDI,DMSLDS
         USING NUCON,0
         USING FSCBD,R11
         LDFRAME
         ENTER WORK=LDWORK
         MVI   LDOPT(R13),0
         B     LDGO
DMSLDI   ENTER WORK=LDWORK,BASE=DMSLDR
         MVI   LDOPT(R13),LDOINC
LDGO     LA    R2,8(,R1)
         ST    R2,LDPARM(,R13)
         XC    LDESD(4,R13),LDESD(R13)
         XC    LDRC(36,R13),LDRC(R13)
         LA    R11,LDFSCB(,R13)
         CLI   0(R2),X'FF'
         BE    NONAME
         CLI   0(R2),C'('
         BE    NONAME
*        options
LDSCAN   CLI   0(R2),X'FF'
         BE    LDSTART
         CLI   0(R2),C'('
         BE    LDOPT1
         LA    R2,8(,R2)
         B     LDSCAN
LDOPT1   LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    LDSTART
         CLI   0(R2),C')'
         BE    LDSTART
         LA    R3,OPTTAB
LDOPT2   CLC   0(8,R2),0(R3)
         BE    LDOPT3
         LA    R3,10(,R3)
         CLI   0(R3),X'FF'
         BNE   LDOPT2
         CLC   0(8,R2),=CL8'ORIGIN'
         BE    LDORG
         CLC   0(8,R2),=CL8'RESET'
         BE    LDRES
         DMSERR NUM=3,LET=E,CSECT=LIO,SUB=(CHARA,(R2)),                X
               TEXT='INVALID OPTION ''........'''
         B     RC24
LDOPT3   OC    LDOPT(1,R13),8(R3)
         NC    LDOPT(1,R13),9(R3)
         B     LDOPT1
LDRES    LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    NOENTRY
         CLI   0(R2),C')'
         BE    NOENTRY
         MVC   LDENT(8,R13),0(R2)
         B     LDOPT1
LDORG    LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    NOENTRY
         L     R5,=A(X'E000')
         CLC   0(8,R2),=CL8'TRANS'
         BE    LDORG2
         SR    R5,R5                hexadecimal
         LA    R3,8
         LR    R4,R2
LDORG1   CLI   0(R4),C' '
         BE    LDORG2
         SR    R0,R0
         IC    R0,0(,R4)
         SH    R0,=H'240'
         BNM   LDORGD
         AH    R0,=H'57'
         CH    R0,=H'10'
         BL    BADORG
         CH    R0,=H'15'
         BH    BADORG
LDORGD   SLL   R5,4
         OR    R5,R0
         LA    R4,1(,R4)
         BCT   R3,LDORG1
LDORG2   LA    R5,7(,R5)
         N     R5,=X'00FFFFF8'
         ST    R5,LDORIG(,R13)
         C     R5,=A(X'10000')      over what the transient area holds?
         BNL   LDOPT1
         XC    LASTTMOD,LASTTMOD
         B     LDOPT1
BADORG   DMSERR NUM=29,LET=E,CSECT=LIO,SUB=(CHARA,(R2)),               X
               TEXT='INVALID PARAMETER ''........'' IN THE OPTION ''ORIX
               GIN'' FIELD'
         B     RC24
*
*        LOAD starts a new program; INCLUDE goes on with the last one
*
LDSTART  TM    LDOPT(R13),LDOINC
         BO    LDINC
         XC    TBENT,TBENT
         XC    STRTADDR,STRTADDR
         NI    MODFLGS,255-MDLOADED-MDCLOSE
         XC    LASTLMOD,LASTLMOD
         BAL   R9,DROPPND
         L     R5,MAINSTRT
         ST    R5,LOCCNT
         ST    R5,MAINHIGH
         TM    LDOPT(R13),LDOCLR
         BZ    LDINC
         LR    R0,R5                CLEAR: zero the user area
         L     R1,FREELOWE
         SR    R1,R5
         SR    R15,R15
         MVCL  R0,R14
LDINC    L     R5,LDORIG(,R13)
         LTR   R5,R5
         BZ    LDLOC
         ST    R5,LOCCNT
LDLOC    TM    LDOPT(R13),LDOINC
         BO    LDTABLE
         MVC   FRSTLOC,LOCCNT
         MVC   LASTLOC,LOCCNT
LDTABLE  LA    R0,256               ESD table: 256 entries
         MVC   CODE203,=X'0104'
         CALL  AFREE
         LTR   R15,R15
         BNZ   NOSTOR
         ST    R1,LDESD(,R13)
*        files of the command
LDNEXT   L     R2,LDPARM(,R13)
         CLI   0(R2),X'FF'
         BE    LDAUTO
         CLI   0(R2),C'('
         BE    LDAUTO
         XC    0(48,R11),0(R11)
         MVC   FSCBFN,0(R2)
         LA    R2,8(,R2)
         ST    R2,LDPARM(,R13)
         L     R15,=V(DMSLDC)
         BALR  R9,R15
         LTR   R15,R15
         BZ    LDNEXT
         CH    R15,=H'28'
         BNE   LDQUIT
         DMSERR NUM=2,LET=E,CSECT=LIO,SUB=(CHARA,FSCBFN),              X
               TEXT='FILE ''........ TEXT'' NOT FOUND'
         LA    R15,28
         B     LDQUIT
*        names that are not defined: files of that name
LDAUTO   TM    LDOPT(R13),LDOAUT
         BO    LDRESOLV
LDAUTO1  SR    R6,R6
         ICM   R6,3,TBENT
         BZ    LDRESOLV
         L     R4,ALDRTBLS
LDAUTO2  S     R4,=F'20'
         TM    8(R4),X'E0'          defined, weak or looked for
         BZ    LDAUTO3
         BCT   R6,LDAUTO2
         B     LDRESOLV
LDAUTO3  OI    8(R4),X'20'
         XC    0(48,R11),0(R11)
         MVC   FSCBFN,0(R4)
         L     R15,=V(DMSLDC)
         BALR  R9,R15
         LTR   R15,R15
         BZ    LDAUTO1
         CH    R15,=H'28'
         BE    LDAUTO1
         B     LDQUIT
*        address constants that can be resolved now
LDRESOLV L     R15,=V(DMSLDV)
         BALR  R9,R15
*        entry point: RESET, ENTRY card, END card, first section
         LA    R3,LDENT(,R13)
         CLI   0(R3),0
         BNE   LDENTN
         LA    R3,LDECRD(,R13)
         CLI   0(R3),0
         BE    LDENTE
LDENTN   LR    R1,R3
         BAL   R9,FINDNAME
         BNZ   LDENTX
         TM    8(R4),X'80'
         BZ    LDENTX
         L     R5,12(,R4)
         B     LDENTS
LDENTX   DMSERR NUM=21,LET=E,CSECT=LIO,SUB=(CHARA,((R3),8)),           X
               TEXT='ENTRY POINT ''........'' NOT FOUND'
         LA    R15,40
         B     LDQUIT
LDENTE   L     R5,STRTADDR          INCLUDE keeps the entry
         LTR   R5,R5
         BNZ   LDENTS
         L     R5,LDEEND(,R13)
         LTR   R5,R5
         BNZ   LDENTS
         L     R5,LDEFRST(,R13)
LDENTS   ST    R5,STRTADDR
         OI    MODFLGS,MDLOADED
         L     R5,LASTLOC
         C     R5,MAINHIGH
         BNH   *+8
         ST    R5,MAINHIGH
*        undefined names
         SR    R7,R7
         SR    R6,R6
         ICM   R6,3,TBENT
         BZ    LDMAP
         L     R4,ALDRTBLS
LDUND    S     R4,=F'20'
         NI    8(R4),255-X'20'
         TM    8(R4),X'C0'
         BNZ   LDUNDN
         LTR   R7,R7
         BNZ   LDUND1
         DMSERR NUM=201,LET=W,CSECT=LIO,DOT=NO,                        X
               TEXT='THE FOLLOWING NAMES ARE UNDEFINED:'
         MVI   LDRC+3(R13),4
         LA    R7,1
LDUND1   LINEDIT TEXTA=TEXT8,SUB=(CHARA,((R4),8)),DOT=NO
LDUNDN   BCT   R6,LDUND
LDMAP    BAL   R9,MAP
         L     R15,LDRC(,R13)
LDQUIT   ST    R15,LDRC(,R13)
         L     R1,LDESD(,R13)
         LTR   R1,R1
         BZ    LDQUIT1
         LA    R0,256
         CALL  AFRET
LDQUIT1  L     R15,LDRC(,R13)
         CH    R15,=H'4'
         BH    LDEND
         TM    LDOPT(R13),LDOSTA
         BZ    LDEND
         LA    R1,NOARGS            START
         B     STARTIT
LDEND    LEAVE
NONAME   DMSERR NUM=1,LET=E,CSECT=LIO,TEXT='NO FILENAME SPECIFIED'
RC24     LA    R15,24
         B     LDQUIT
NOENTRY  DMSERR NUM=5,LET=E,CSECT=LIO,                                 X
               TEXT='NO ''OPERAND OF THE LAST OPTION'' SPECIFIED'
         B     RC24
NOSTOR   DMSERR NUM=109,LET=S,CSECT=LIO,                               X
               TEXT='VIRTUAL STORAGE CAPACITY EXCEEDED'
         LA    R15,104
         B     LDQUIT
TEXT8    DC    AL1(8),C'........'
OPTTAB   DC    CL8'CLEAR',AL1(LDOCLR,255)
         DC    CL8'NOCLEAR',AL1(0,255-LDOCLR)
         DC    CL8'MAP',AL1(0,255-LDOMAP)
         DC    CL8'NOMAP',AL1(LDOMAP,255)
         DC    CL8'TYPE',AL1(LDOTYP,255)
         DC    CL8'NOTYPE',AL1(0,255-LDOTYP)
         DC    CL8'AUTO',AL1(0,255-LDOAUT)
         DC    CL8'NOAUTO',AL1(LDOAUT,255)
         DC    CL8'START',AL1(LDOSTA,255)
         DC    CL8'DUP',AL1(0,255-LDODUP)
         DC    CL8'NODUP',AL1(LDODUP,255)
         DC    CL8'INV',AL1(0,255)
         DC    CL8'NOINV',AL1(0,255)
         DC    CL8'REP',AL1(0,255)
         DC    CL8'NOREP',AL1(0,255)
         DC    CL8'LIBE',AL1(0,255)
         DC    CL8'NOLIBE',AL1(0,255)
         DC    X'FF'
         EJECT
*
*        START: R1 = plist.  Leaves the nucleus for the program.
*
DMSLDS   ENTER WORK=LDWORK,BASE=DMSLDR
         TM    MODFLGS,MDLOADED
         BZ    STARTNO
         LA    R1,0(,R1)
         LA    R2,8(,R1)
         CLI   0(R2),X'FF'
         BE    STARTIT
         CLI   0(R2),C'('
         BE    STARTIT
         LR    R1,R2                the entry is the first token
         CLI   0(R2),C'*'
         BE    STARTIT
         LR    R3,R1
         BAL   R9,FINDNAME
         BNZ   STARTX
         TM    8(R4),X'80'
         BZ    STARTX
         MVC   STRTADDR,12(R4)
STARTIT  LR    R3,R1
         DMSERR NUM=740,LET=I,CSECT=LIO,TEXT='EXECUTION BEGINS...',    X
               DOT=NO
         LR    R1,R3
         L     R2,STRTADDR
         LA    R2,0(,R2)
         L     R15,=V(DMSITSGO)     R1 = plist, R2 = entry
         BR    R15
STARTX   DMSERR NUM=21,LET=E,CSECT=LIO,SUB=(CHARA,((R3),8)),           X
               TEXT='ENTRY POINT ''........'' NOT FOUND'
         LA    R15,40
         LEAVE
STARTNO  DMSERR NUM=55,LET=E,CSECT=LIO,TEXT='NO ENTRY POINT DEFINED'
         LA    R15,40
         LEAVE
         DS    0D
NOARGS   DC    CL8'START',8X'FF'
         EJECT
*        FINDNAME: R4 = entry of the name at R1; condition code 0 found
FINDNAME SR    R0,R0
         ICM   R0,3,TBENT
         BZ    FINDNO
         L     R4,ALDRTBLS
FINDNM1  S     R4,=F'20'
         CLC   0(8,R4),0(R1)
         BER   R9
         BCT   R0,FINDNM1
FINDNO   LTR   R12,R12
         BR    R9
*        DROPPND: forgets what waits
DROPPND  L     R1,ALDRPND
         LTR   R1,R1
         BZR   R9
         MVC   ALDRPND,0(R1)
         LA    R0,2
         CALL  AFRET
         B     DROPPND
*
*        MAP: LOAD MAP A5, and the terminal for TYPE
*
MAP      ST    R9,LDR9(,R13)
         TM    LDOPT(R13),LDOMAP
         BZ    MAP1
         TM    LDOPT(R13),LDOTYP
         BZR   R9
MAP1     XC    0(48,R11),0(R11)
         MVC   FSCBFN(18),MAPID
         LA    R4,LDLINE(,R13)
         ST    R4,FSCBBUFF
         MVC   FSCBSIZE,=F'32'
         MVC   FSCBNOIT,=H'1'
         MVI   FSCBFV,C'F'
         MVI   LDPL+16(R13),1       no disk to write on
         TM    LDOPT(R13),LDOMAP
         BO    MAP2
         LA    R1,MAPID+16
         CALL  AADTLKP
         LTR   R15,R15
         BNZ   MAP2
         TM    ADTFLG1-ADTSECT(R1),ADTFRW
         BZ    MAP2
         MVI   LDPL+16(R13),0
         LR    R1,R11
         CALL  AERASE
MAP2     L     R4,ALDRTBLS
         SR    R6,R6
         ICM   R6,3,TBENT
         BZ    MAPEND
MAPNAME  S     R4,=F'20'
         TM    8(R4),X'80'
         BZ    MAPNXT
         MVC   LDLINE(32,R13),MAPBLANK
         MVC   LDLINE(8,R13),0(R4)
         UNPK  LDLINE+9(9,R13),12(5,R4)
         TR    LDLINE+9(8,R13),MAPHEX-C'0'
         MVI   LDLINE+17(R13),C' '
         MVC   LDPL+20(4,R13),16(R4)
         UNPK  LDLINE+19(9,R13),LDPL+20(5,R13)
         TR    LDLINE+19(8,R13),MAPHEX-C'0'
         MVI   LDLINE+27(R13),C' '
         CLI   LDPL+16(R13),0
         BNE   MAPTYPE
         LR    R1,R11
         CALL  AWRBUF
         LTR   R15,R15
         BZ    MAPTYPE
         MVI   LDPL+16(R13),1
MAPTYPE  TM    LDOPT(R13),LDOTYP
         BZ    MAPNXT
         MVC   LDPL(16,R13),MAPTYP
         LA    R1,LDLINE(,R13)
         STCM  R1,7,LDPL+9(R13)
         LA    R1,LDPL(,R13)
         CALL  ATYPLIN
MAPNXT   BCT   R6,MAPNAME
         LR    R1,R11
         CALL  AFINIS
MAPEND   L     R9,LDR9(,R13)
         BR    R9
MAPID    DC    CL8'LOAD',CL8'MAP',CL2'A5'
MAPBLANK DC    CL32' '
MAPTYP   DC    CL8'TYPLIN',AL1(1),AL3(0),C'B',X'00',H'32'
MAPHEX   DC    C'0123456789ABCDEF'
         LTORG
         DROP  R12
         NUCON
         ADT
         FSTB
         FSCBD
         REGEQU
         END
