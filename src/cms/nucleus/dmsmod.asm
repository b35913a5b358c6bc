DMSMOD   TITLE 'DMSMOD - LOADMOD AND GENMOD'
*
*        DMSMODL  loads the module whose name R1 addresses, for the SVC
*                 linkage.  R15 = 0, 28 no such file, 32 not in subset,
*                 100 error reading, 104 too large.
*        DMSMOD   LOADMOD name (MODULE mode)
*        DMSGND   GENMOD  (name (MODULE (mode))) (options: FROM entry,
*                 TO entry, MAP, NOMAP, STR, NOSTR, SYSTEM, OS, DOS,
*                 ALL
*
*        A module is a V-format file: first the 80 bytes of MODHDR,
*        then the text in records of up to 65,535 bytes, then the
*        loader table (NOMAP: none).  A module of the transient area
*        that runs in the system state is one F-format record: the
*        text.
*
DMSMOD   CSECT
         ENTRY DMSMODL,DMSGND
         USING NUCON,0
         USING FSCBD,R11
         USING MODHDR,R10
MODWORK  EQU   72                   FSCB 44, header 80
         ENTER WORK=136
         LA    R2,0(,R1)
         CLI   8(R2),X'FF'
         BE    MODNONM
         CLI   16(R2),X'FF'
         BE    MODGO
         CLC   16(8,R2),=CL8'MODULE'
         BNE   MODTYPE
MODGO    LA    R1,8(,R2)
         BAL   R9,LOADIT
         LTR   R15,R15
         BZ    MODOUT
         LR    R8,R15
         LA    R2,8(,R2)
         CH    R8,=H'28'
         BE    MODNFND
         CH    R8,=H'104'
         BE    MODSTOR
         CH    R8,=H'100'
         BE    MODREAD
MODRC    LR    R15,R8
MODOUT   LEAVE
MODNONM  DMSERR NUM=1,LET=E,CSECT=MOD,TEXT='NO FILENAME SPECIFIED'
         LA    R8,24
         B     MODRC
MODTYPE  LA    R3,16(,R2)
         DMSERR NUM=32,LET=E,CSECT=MOD,SUB=(CHARA,(R3)),               X
               TEXT='INVALID FILETYPE ''........'''
         LA    R8,24
         B     MODRC
MODNFND  DMSERR NUM=2,LET=E,CSECT=MOD,SUB=(CHARA,(R2)),                X
               TEXT='FILE ''........ MODULE'' NOT FOUND'
         B     MODRC
MODSTOR  DMSERR NUM=109,LET=S,CSECT=MOD,                               X
               TEXT='VIRTUAL STORAGE CAPACITY EXCEEDED'
         B     MODRC
MODREAD  DMSERR NUM=104,LET=S,CSECT=MOD,SUB=(CHARA,(R2)),              X
               TEXT='ERROR READING FILE ''........ MODULE'' FROM DISK'
         B     MODRC
*
DMSMODL  ENTER WORK=136,BASE=DMSMOD
         BAL   R9,LOADIT
         LEAVE
*
*        LOADIT: name at R1.  R15.
*
LOADIT   LA    R11,MODWORK(,R13)
         LA    R10,MODWORK+48(,R13)
         XC    0(48,R11),0(R11)
         MVC   FSCBFN,0(R1)
         MVC   FSCBFT,=CL8'MODULE'
         MVC   FSCBFM,=C'* '
         LA    R15,28
         CLI   FSCBFN,C'*'
         BER   R9
         LR    R1,R11
         CALL  DMSLFS
         LTR   R15,R15
         BZ    LOADFND
         LA    R15,28
         BR    R9
LOADFND  LR    R3,R0
         USING FSTSECT,R3
         MVC   FSCBFM(1),ADTM-ADTSECT(R1)
         MVI   FSCBFM+1,C' '
         CLI   FSTFV,C'F'
         BE    LOADTRN
         ST    R10,FSCBBUFF
         MVC   FSCBSIZE,=F'80'
         MVC   FSCBNOIT,=H'1'
         LR    R1,R11
         CALL  ARDBUF
         LTR   R15,R15
         BNZ   LOADERR
*        does it fit where it belongs?
         L     R4,MODFRST
         L     R5,MODLAST
         LA    R4,0(,R4)
         LA    R5,0(,R5)
         LA    R15,100
         CR    R5,R4
         BNH   LOADEND
         CL    R4,=A(X'E000')
         BL    LOADEND
         BH    LOADUSR
         CL    R5,ATRANEND
         BH    LOADBIG
         MVC   LASTTMOD,FSCBFN
         NI    PROTFLAG,255-PRFTSYS
         TM    MODFLG,MODSYS
         BZ    LOADTXT
         OI    PROTFLAG,PRFTSYS
         B     LOADTXT
LOADUSR  CL    R4,MAINSTRT
         BL    LOADEND
         CL    R5,FREELOWE
         BH    LOADBIG
         LA    R15,32
         TM    SUBFLAG,SUBACT
         BO    LOADEND
         MVC   LASTLMOD,FSCBFN
         NI    PROTFLAG,255-PRFUSYS
         TM    MODFLG,MODSYS
         BZ    *+8
         OI    PROTFLAG,PRFUSYS
         MVC   STRTADDR,MODSTRT
         MVC   FRSTLOC(8),MODFRST
         MVC   LOCCNT,MODLOC
         OI    MODFLGS,MDLOADED
         L     R6,MODLOC            programs end here
         CR    R6,R5
         BNL   *+6
         LR    R6,R5
         C     R6,MAINHIGH
         BNH   *+8
         ST    R6,MAINHIGH
LOADTXT  SR    R5,R4                text
LOADREC  ST    R4,FSCBBUFF
         LR    R6,R5
         C     R6,=F'65535'
         BNH   *+8
         L     R6,=F'65535'
         ST    R6,FSCBSIZE
         MVC   FSCBITNO,=H'0'
         LR    R1,R11
         CALL  ARDBUF
         LTR   R15,R15
         BNZ   LOADERR
         AR    R4,R6
         SR    R5,R6
         BP    LOADREC
*        loader table
         LH    R4,MODTBN
         LTR   R4,R4
         BNP   LOADGOOD
         CLC   MODFRST+1(3),=AL3(X'E000')
         BE    LOADGOOD
         LH    R5,LDRTBLN
         MH    R5,=H'204'
         CR    R4,R5
         BH    LOADGOOD             more than there is room for
         STH   R4,TBENT
         MH    R4,=H'20'
         L     R5,ALDRTBLS
         SR    R5,R4
         ST    R5,FSCBBUFF
         ST    R4,FSCBSIZE
         LR    R1,R11
         CALL  ARDBUF
LOADGOOD SR    R15,R15
LOADEND  LR    R8,R15
         LR    R1,R11
         CALL  AFINIS
         LR    R15,R8
         BR    R9
LOADERR  LA    R15,100
         CLC   LASTTMOD,FSCBFN
         BNE   LOADEND
         XC    LASTTMOD,LASTTMOD
         B     LOADEND
LOADBIG  LA    R15,104
         B     LOADEND
*        one fixed record: transient area, system state
LOADTRN  LA    R15,100
         CLC   FSTIC,=H'1'
         BNER  R9
         L     R4,FSTIL
         C     R4,=F'8192'
         BHR   R9
         ST    R4,FSCBSIZE
         MVC   FSCBBUFF,=A(X'E000')
         MVC   FSCBNOIT,=H'1'
         XC    LASTTMOD,LASTTMOD
         LR    R1,R11
         CALL  ARDBUF
         LTR   R15,R15
         BNZ   LOADERR
         MVC   LASTTMOD,FSCBFN
         OI    PROTFLAG,PRFTSYS
         B     LOADGOOD
         DROP  R3
ATRANEND DC    A(X'10000')
         LTORG
         DROP  R12
         EJECT
*
*        GENMOD
*
GNDWORK  EQU   MODWORK+128
DMSGND   ENTER WORK=176
         LA    R2,0(,R1)
         LA    R11,MODWORK(,R13)
         LA    R10,MODWORK+48(,R13)
         XC    0(128,R11),0(R11)
         MVC   FSCBFT,=CL8'MODULE'
         MVC   FSCBFM,=C'A1'
         TM    MODFLGS,MDLOADED
         BZ    GNDNONE
         SR    R8,R8
         ICM   R8,3,TBENT           entries of the map
         BZ    GNDNONE
         L     R5,FRSTLOC
         L     R6,LASTLOC
         LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    GNDOPTE
         CLI   0(R2),C'('
         BE    GNDOPT
         MVC   FSCBFN,0(R2)
         LA    R2,8(,R2)
         CLI   0(R2),C'('
         BE    GNDOPT
         CLI   0(R2),X'FF'
         BE    GNDOPTE
         CLC   0(8,R2),=CL8'MODULE'
         BNE   GNDTYPE
         LA    R2,8(,R2)
         CLI   0(R2),C'('
         BE    GNDOPT
         CLI   0(R2),X'FF'
         BE    GNDOPTE
         CLI   0(R2),C'*'
         BE    GNDMODE
         MVC   FSCBFM,0(R2)
         CLI   FSCBFM+1,C' '
         BNE   GNDMODE
         MVI   FSCBFM+1,C'1'
GNDMODE  LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    GNDOPTE
         CLI   0(R2),C'('
         BE    GNDOPT
         DMSERR NUM=70,LET=E,CSECT=MOD,SUB=(CHARA,(R2)),               X
               TEXT='INVALID PARAMETER ''........'''
         LA    R8,24
         B     GNDRC
*        options
GNDOPT   LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    GNDOPTE
         CLI   0(R2),C')'
         BE    GNDOPTE
         CLC   0(8,R2),=CL8'MAP'
         BE    GNDOPT
         CLC   0(8,R2),=CL8'STR'
         BE    GNDOPT
         CLC   0(8,R2),=CL8'NOSTR'
         BE    GNDOPT
         CLC   0(8,R2),=CL8'OS'
         BE    GNDOPT
         CLC   0(8,R2),=CL8'ALL'
         BE    GNDOPT
         CLC   0(8,R2),=CL8'DOS'
         BE    GNDOPT
         CLC   0(8,R2),=CL8'NOMAP'
         BNE   GNDOPT1
         SR    R8,R8
         B     GNDOPT
GNDOPT1  CLC   0(8,R2),=CL8'SYSTEM'
         BNE   GNDOPT2
         OI    MODFLG,MODSYS
         B     GNDOPT
GNDOPT2  CLC   0(8,R2),=CL8'FROM'
         BNE   GNDOPT3
         BAL   R9,GNDNAME
         L     R5,12(,R4)
         LA    R5,0(,R5)
         CLI   FSCBFN,0
         BNE   GNDOPT
         MVC   FSCBFN,0(R4)
         B     GNDOPT
GNDOPT3  CLC   0(8,R2),=CL8'TO'
         BNE   GNDBOPT
         BAL   R9,GNDNAME
         L     R6,12(,R4)
         LA    R6,0(,R6)
         B     GNDOPT
*        name of the first entry of the table, if none was given
GNDOPTE  CLI   FSCBFN,0
         BNE   GNDWR
         L     R4,ALDRTBLS
         S     R4,=F'20'
         MVC   FSCBFN,0(R4)
GNDWR    CR    R6,R5
         BNH   GNDBAD
         LR    R1,R11
         CALL  ASTATEW
         LTR   R15,R15
         BNZ   GNDNEW
         LR    R1,R11
         CALL  AERASE
GNDNEW   ST    R5,MODFRST
         ST    R6,MODLAST
         MVC   MODSTRT,STRTADDR
         MVC   MODLOC,LOCCNT
         STH   R8,MODTBN
         MVC   FSCBNOIT,=H'1'
         LA    R4,X'E0'
         SLL   R4,8
         CR    R5,R4                transient and system: one record
         BNE   GNDHDR
         TM    MODFLG,MODSYS
         BZ    GNDHDR
         SR    R8,R8
         LR    R4,R6
         SR    R4,R5
         C     R4,=F'8192'
         BH    GNDBAD
         MVI   FSCBFV,C'F'
         B     GNDTXT
GNDHDR   MVI   FSCBFV,C'V'
         ST    R10,FSCBBUFF
         MVC   FSCBSIZE,=F'80'
         BAL   R9,GNDPUT
GNDTXT   SR    R6,R5
GNDREC   ST    R5,FSCBBUFF
         LR    R4,R6
         C     R4,=F'65535'
         BNH   *+8
         L     R4,=F'65535'
         ST    R4,FSCBSIZE
         BAL   R9,GNDPUT
         AR    R5,R4
         SR    R6,R4
         BP    GNDREC
         LTR   R8,R8
         BZ    GNDFIN
         MH    R8,=H'20'
         L     R4,ALDRTBLS
         SR    R4,R8
         ST    R4,FSCBBUFF
         ST    R8,FSCBSIZE
         BAL   R9,GNDPUT
GNDFIN   LR    R1,R11
         CALL  AFINIS
         SR    R8,R8
         CLC   LASTTMOD,FSCBFN      an older copy in storage?
         BNE   GNDRC
         XC    LASTTMOD,LASTTMOD
GNDRC    LR    R15,R8
         LEAVE
GNDPUT   LR    R1,R11
         CALL  AWRBUF
         LTR   R15,R15
         BZR   R9
         LR    R3,R15
         LR    R1,R11
         CALL  AFINIS
         CH    R3,=H'12'
         BE    GNDRO
         DMSERR NUM=105,LET=S,CSECT=MOD,SUB=(DEC,(R3),CHAR8A,          X
               (FSCBFN,18)),TEXT='ERROR ''..'' WRITING FILE ''.........X
               ........'' ON DISK'
         LA    R8,100
         B     GNDRC
GNDRO    DMSERR NUM=37,LET=E,CSECT=MOD,SUB=(CHARA,(FSCBFM,1)),         X
               TEXT='DISK ''..'' IS READ/ONLY'
         LA    R8,36
         B     GNDRC
*        GNDNAME: R4 = loader table entry of the name after R2
GNDNAME  LA    R2,8(,R2)
         SR    R0,R0
         ICM   R0,3,TBENT
         L     R4,ALDRTBLS
GNDNAM1  S     R4,=F'20'
         CLC   0(8,R4),0(R2)
         BE    GNDNAM2
         BCT   R0,GNDNAM1
         DMSERR NUM=21,LET=E,CSECT=MOD,SUB=(CHARA,(R2)),               X
               TEXT='ENTRY POINT ''........'' NOT FOUND'
         LA    R8,40
         B     GNDRC
GNDNAM2  TM    8(R4),X'80'          defined?
         BOR   R9
         DMSERR NUM=21,LET=E,CSECT=MOD,SUB=(CHARA,(R2)),               X
               TEXT='ENTRY POINT ''........'' NOT FOUND'
         LA    R8,40
         B     GNDRC
GNDNONE  DMSERR NUM=40,LET=E,CSECT=MOD,TEXT='NO FILES LOADED'
         LA    R8,40
         B     GNDRC
GNDTYPE  DMSERR NUM=32,LET=E,CSECT=MOD,SUB=(CHARA,(R2)),               X
               TEXT='INVALID FILETYPE ''........'''
         LA    R8,24
         B     GNDRC
GNDBOPT  DMSERR NUM=3,LET=E,CSECT=MOD,SUB=(CHARA,(R2)),                X
               TEXT='INVALID OPTION ''........'''
         LA    R8,24
         B     GNDRC
GNDBAD   DMSERR NUM=84,LET=E,CSECT=MOD,                                X
               TEXT='INVALID USE OF ''FROM'' AND ''TO'' OPTIONS'
         LA    R8,24
         B     GNDRC
         LTORG
         DROP  R12
         NUCON
         ADT
         FSTB
         FSCBD
MODHDR   DSECT                      first record of a module
MODSTRT  DS    A                    where execution begins
MODFRST  DS    A                    first byte
MODLAST  DS    A                    last byte + 1
MODLOC   DS    A                    location counter
MODTBN   DS    H                    loader table entries
MODFLG   DS    X
MODSYS   EQU   X'80'                runs in the system state
         DS    X
         DS    XL60
         REGEQU
         END
