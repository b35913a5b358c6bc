DMSLDC   TITLE 'DMSLDC - LOADER: TEXT FILES'
*
*        DMSLDC  loads the file FSCBFN TEXT.  R15 = 0, 28 not found, 100
*                error reading, 104 storage or tables exceeded (message
*                typed).
*        DMSLDV  resolves address constants whose name is defined now.
*
*        Called by BALR R9,R15 with the frame of DMSLDR (R13) and its
*        FSCB (R11).
*
DMSLDC   CSECT
         ENTRY DMSLDV
         USING NUCON,0
         USING FSCBD,R11
         LDFRAME
         ST    R12,LDR12(,R13)
         LR    R12,R15
         USING DMSLDC,R12
         ST    R9,LDR9(,R13)
         MVC   FSCBFT,=CL8'TEXT'
         MVC   FSCBFM,=C'* '
         LR    R1,R11
         CALL  ASTATE
         LTR   R15,R15
         BZ    LDFOPEN
         LA    R15,28
         B     LDFEND
LDFOPEN  L     R4,LDESD(,R13)       clear the ESD table
         LR    R0,R4
         LA    R1,2048
         SR    R15,R15
         MVCL  R0,R14
         LA    R4,LDCARD(,R13)
         ST    R4,FSCBBUFF
         MVC   FSCBSIZE,=F'80'
         MVC   FSCBNOIT,=H'1'
LDFREAD  XC    FSCBITNO,FSCBITNO
         LR    R1,R11
         CALL  ARDBUF
         LTR   R15,R15
         BZ    LDFCARD
         CH    R15,=H'8'            longer records: the first 80 bytes
         BE    LDFCARD
         LR    R5,R15
         LR    R1,R11
         CALL  AFINIS
         SR    R15,R15
         CH    R5,=H'12'
         BE    LDFEND
         DMSERR NUM=104,LET=S,CSECT=LIO,SUB=(DEC,(R5),CHARA,FSCBFN),   X
               TEXT='ERROR ''..'' READING FILE ''........ TEXT'''
         LA    R15,100
LDFEND   L     R9,LDR9(,R13)
         L     R12,LDR12(,R13)
         BR    R9
LDFCARD  LA    R8,LDCARD(,R13)
         CLI   0(R8),X'02'
         BNE   LDFCTL
         LA    R4,CARDTAB
LDFTYPE  CLC   1(3,R8),0(R4)
         BE    LDFHAVE
         LA    R4,5(,R4)
         CLI   0(R4),X'FF'
         BNE   LDFTYPE
         B     LDFREAD              (other cards are comments)
LDFHAVE  SR    R1,R1
         ICM   R1,3,3(R4)
         B     DMSLDC(R1)
*        control cards: ENTRY name
LDFCTL   CLC   0(6,R8),=C'ENTRY '
         BE    LDFENT1
         CLC   0(7,R8),=C' ENTRY '
         BNE   LDFREAD
         LA    R8,1(,R8)
LDFENT1  LA    R8,6(,R8)
         LA    R4,20
LDFENT2  CLI   0(R8),C' '
         BNE   LDFENT3
         LA    R8,1(,R8)
         BCT   R4,LDFENT2
         B     LDFREAD
LDFENT3  MVC   LDECRD(8,R13),=CL8' '
         LA    R5,LDECRD(,R13)
         LA    R4,8
LDFENT4  MVC   0(1,R5),0(R8)
         LA    R5,1(,R5)
         LA    R8,1(,R8)
         CLI   0(R8),C' '
         BE    LDFREAD
         CLI   0(R8),C','
         BE    LDFREAD
         BCT   R4,LDFENT4
         B     LDFREAD
CARDTAB  DC    C'ESD',AL2(ESD-DMSLDC)
         DC    C'TXT',AL2(TXT-DMSLDC)
         DC    C'RLD',AL2(RLD-DMSLDC)
         DC    C'END',AL2(ENDCARD-DMSLDC)
         DC    C'SLC',AL2(SLC-DMSLDC)
         DC    C'ICS',AL2(ICS-DMSLDC)
         DC    C'REP',AL2(REP-DMSLDC)
         DC    X'FF'
*
*        ESD: up to three items of 16 bytes.  The ESD table has for
*        each identifier a word (distance a section moved, or A(name))
*        and flags X'80' section, X'40' name, X'20' duplicate section.
*
ESD      SR    R5,R5
         ICM   R5,3,10(R8)          bytes
         SRL   R5,4
         LTR   R5,R5
         BZ    LDFREAD
         SR    R6,R6
         ICM   R6,3,14(R8)          identifier of the first
         CLC   14(2,R8),=C'  '
         BNE   *+6
         SR    R6,R6
         LA    R7,16(,R8)
ESDITEM  CLI   8(R7),X'01'          LD has no identifier
         BE    ESDLD
         LR    R3,R6
         CH    R3,=H'255'
         BH    ESDOVER
         SLL   R3,3
         A     R3,LDESD(,R13)
         LA    R6,1(,R6)
         CLI   8(R7),X'00'
         BE    ESDSD
         CLI   8(R7),X'04'
         BE    ESDSD
         CLI   8(R7),X'05'
         BE    ESDSD
         CLI   8(R7),X'02'
         BE    ESDER
         CLI   8(R7),X'0A'
         BE    ESDER
         B     ESDNEXT              pseudo registers are not supported
*        section: a new one begins at the location counter
ESDSD    L     R9,LOCCNT
         LA    R9,7(,R9)
         N     R9,=X'00FFFFF8'
         MVI   4(R3),X'80'
         CLI   8(R7),X'04'          private code has no name
         BE    ESDPLACE
         CLC   0(8,R7),=CL8' '
         BE    ESDPLACE
         LR    R1,R7
         BAL   R10,ADDNAME
         TM    8(R4),X'80'
         BZ    ESDNEW
         OI    4(R3),X'20'          duplicate: the first one counts
         SR    R0,R0
         ICM   R0,7,9(R7)
         L     R9,12(,R4)
         SR    R9,R0
         ST    R9,0(,R3)
         CLI   8(R7),X'05'          common is shared
         BE    ESDNEXT
         TM    LDOPT(R13),LDODUP
         BO    ESDNEXT
         DMSERR NUM=202,LET=W,CSECT=LIO,SUB=(CHARA,((R7),8)),          X
               TEXT='DUPLICATE IDENTIFIER ''........'''
         MVI   LDRC+3(R13),4
         B     ESDNEXT
ESDNEW   ST    R9,12(,R4)
         MVI   8(R4),X'80'
         XC    16(4,R4),16(R4)
         MVC   17(3,R4),13(R7)
ESDPLACE SR    R0,R0
         ICM   R0,7,9(R7)           assembled origin
         LR    R1,R9
         SR    R1,R0
         ST    R1,0(,R3)
         L     R1,LDEFRST(,R13)
         LTR   R1,R1
         BNZ   *+8
         ST    R9,LDEFRST(,R13)
         SR    R0,R0
         ICM   R0,7,13(R7)
         CLC   13(3,R7),=C'   '     length on the END card
         BNE   *+6
         SR    R0,R0
         AR    R9,R0
         ST    R9,LOCCNT
         C     R9,LASTLOC
         BNH   ESDNEXT
         ST    R9,LASTLOC
         B     ESDNEXT
*        entry: in the section of its identifier
ESDLD    SR    R3,R3
         ICM   R3,3,14(R7)
         CH    R3,=H'255'
         BH    ESDOVER
         SLL   R3,3
         A     R3,LDESD(,R13)
         TM    4(R3),X'20'          of a duplicate section
         BO    ESDNEXT
         LR    R1,R7
         BAL   R10,ADDNAME
         TM    8(R4),X'80'
         BO    ESDLDUP
         SR    R0,R0
         ICM   R0,7,9(R7)
         A     R0,0(,R3)
         ST    R0,12(,R4)
         MVI   8(R4),X'80'
         XC    16(4,R4),16(R4)
         B     ESDNEXT
ESDLDUP  TM    LDOPT(R13),LDODUP
         BO    ESDNEXT
         DMSERR NUM=202,LET=W,CSECT=LIO,SUB=(CHARA,((R7),8)),          X
               TEXT='DUPLICATE IDENTIFIER ''........'''
         MVI   LDRC+3(R13),4
         B     ESDNEXT
*        external reference
ESDER    MVI   4(R3),X'40'
         LR    R1,R7
         BAL   R10,ADDNAME
         ST    R4,0(,R3)
         TM    8(R4),X'80'
         BO    ESDNEXT
         CLI   8(R7),X'0A'
         BE    ESDWEAK
         NI    8(R4),255-X'40'      a strong one counts
         OI    8(R4),X'10'
         B     ESDNEXT
ESDWEAK  TM    8(R4),X'10'
         BO    ESDNEXT
         OI    8(R4),X'40'
ESDNEXT  LA    R7,16(,R7)
         BCT   R5,ESDITEM
         B     LDFREAD
ESDOVER  DMSERR NUM=169,LET=S,CSECT=LIO,TEXT='ESDID TABLE OVERFLOW'
         LR    R1,R11
         CALL  AFINIS
         LA    R15,104
         B     LDFEND
*
*        TXT
*
TXT      SR    R3,R3
         ICM   R3,3,14(R8)
         CH    R3,=H'255'
         BH    LDFREAD
         SLL   R3,3
         A     R3,LDESD(,R13)
         TM    4(R3),X'80'
         BZ    LDFREAD
         TM    4(R3),X'20'          duplicate section
         BO    LDFREAD
         SR    R4,R4
         ICM   R4,7,5(R8)
         A     R4,0(,R3)
         SR    R5,R5
         ICM   R5,3,10(R8)
         LTR   R5,R5
         BZ    LDFREAD
         CH    R5,=H'56'
         BH    LDFREAD
         LA    R6,0(R4,R5)
         BAL   R9,BOUNDS
         BCTR  R5,0
         EX    R5,TXTMOVE
         B     LDFREAD
TXTMOVE  MVC   0(*-*,R4),16(R8)
*        BOUNDS: R4 to R6 must be in the user or transient area
BOUNDS   C     R6,LASTLOC
         BNH   *+8
         ST    R6,LASTLOC
         C     R4,=A(X'E000')
         BL    LDBOUND
         CLI   LASTTMOD,0           a program in the transient area?
         BE    BOUNDS1
         C     R4,=A(X'10000')
         BNL   BOUNDS1
         XC    LASTTMOD,LASTTMOD    no longer
BOUNDS1  DS    0H
         C     R6,=A(X'10000')
         BNHR  R9
         C     R4,MAINSTRT
         BL    LDBOUND
         C     R6,FREELOWE
         BNHR  R9
LDBOUND  LR    R1,R11
         CALL  AFINIS
         DMSERR NUM=109,LET=S,CSECT=LIO,                               X
               TEXT='VIRTUAL STORAGE CAPACITY EXCEEDED'
         LA    R15,104
         B     LDFEND
NOTABLE  LR    R1,R11
         CALL  AFINIS
         DMSERR NUM=116,LET=S,CSECT=LIO,TEXT='LOADER TABLE OVERFLOW'
         LA    R15,104
         B     LDFEND
*
*        RLD: R and P identifiers, flags, address
*
RLD      SR    R5,R5
         ICM   R5,3,10(R8)
         LA    R7,16(,R8)
RLDITEM  CH    R5,=H'8'
         BL    LDFREAD
         SR    R6,R6
         ICM   R6,3,0(R7)           what it refers to
         SR    R3,R3
         ICM   R3,3,2(R7)           where it is
         LA    R7,4(,R7)
         SH    R5,=H'4'
RLDADDR  SLL   R6,3
         SLL   R3,3
         N     R6,=F'2040'
         N     R3,=F'2040'
         A     R6,LDESD(,R13)
         A     R3,LDESD(,R13)
         TM    4(R3),X'20'          in a section that was left out
         BO    RLDNEXT
         SR    R4,R4
         ICM   R4,7,1(R7)
         A     R4,0(,R3)            field
         SR    R1,R1
         IC    R1,0(,R7)
         SRL   R1,2
         N     R1,=F'3'
         LA    R1,1(,R1)            its length
         L     R0,0(,R6)
         TM    4(R6),X'40'
         BZ    RLDADD               a section: the distance
         LR    R2,R0
         L     R0,12(,R2)
         TM    8(R2),X'80'
         BO    RLDADD
*        not yet defined: wait
         STM   R1,R4,LDPL(R13)
         LA    R0,2
         MVC   CODE203,=X'0104'
         CALL  AFREE
         LTR   R15,R15
         BNZ   LDBOUND
         LR    R9,R1
         LM    R1,R4,LDPL(R13)
         MVC   0(4,R9),ALDRPND
         ST    R9,ALDRPND
         ST    R4,4(,R9)
         ST    R2,8(,R9)
         STC   R1,12(,R9)
         MVC   13(1,R9),0(R7)
         B     RLDNEXT
RLDADD   IC    R2,0(,R7)
         BAL   R9,ADJUST
RLDNEXT  IC    R0,0(,R7)            same identifiers again?
         LA    R7,4(,R7)
         SH    R5,=H'4'
         N     R0,=F'1'
         BZ    RLDITEM
         CH    R5,=H'4'
         BL    LDFREAD
         S     R6,LDESD(,R13)
         S     R3,LDESD(,R13)
         SRL   R6,3
         SRL   R3,3
         B     RLDADDR
*        ADJUST: adds R0 to the R1-byte field at R4 (subtracts: R2
*        X'02')
ADJUST   STM   R4,R6,LDPL(R13)
         LA    R6,0(R4,R1)
         BAL   R10,BOUNDSQ
         LM    R4,R6,LDPL(R13)
         BNZR  R9
         N     R2,=F'2'
         BZ    *+6
         LCR   R0,R0
         LR    R2,R0
         SR    R0,R0
         SLL   R1,2
         B     *(R1)
         B     ADJ1
         B     ADJ2
         B     ADJ3
         ICM   R0,15,0(R4)
         AR    R0,R2
         STCM  R0,15,0(R4)
         BR    R9
ADJ1     ICM   R0,1,0(R4)
         AR    R0,R2
         STCM  R0,1,0(R4)
         BR    R9
ADJ2     ICM   R0,3,0(R4)
         AR    R0,R2
         STCM  R0,3,0(R4)
         BR    R9
ADJ3     ICM   R0,7,0(R4)
         AR    R0,R2
         STCM  R0,7,0(R4)
         BR    R9
*        BOUNDSQ: like BOUNDS, condition code 0 when good
BOUNDSQ  C     R4,=A(X'E000')
         BL    BOUNDNO
         C     R6,=A(X'10000')
         BNH   BOUNDOK
         C     R4,MAINSTRT
         BL    BOUNDNO
         C     R6,FREELOWE
         BH    BOUNDNO
BOUNDOK  CR    R4,R4
         BR    R10
BOUNDNO  LTR   R12,R12
         BR    R10
*
*        END: entry address, perhaps the length of a section
*
ENDCARD  CLC   5(3,R8),=C'   '
         BE    ENDLEN
         CLC   14(2,R8),=C'  '
         BE    ENDLEN
         L     R3,LDEEND(,R13)
         LTR   R3,R3
         BNZ   ENDLEN
         ICM   R3,3,14(R8)
         N     R3,=F'255'
         SLL   R3,3
         A     R3,LDESD(,R13)
         SR    R4,R4
         ICM   R4,7,5(R8)
         TM    4(R3),X'80'
         BZ    ENDLEN
         A     R4,0(,R3)
         ST    R4,LDEEND(,R13)
ENDLEN   CLC   24(4,R8),=C'    '
         BE    LDFCLEAR
         SR    R0,R0
         ICM   R0,7,25(R8)
         A     R0,LOCCNT
         ST    R0,LOCCNT
         C     R0,LASTLOC
         BNH   LDFCLEAR
         ST    R0,LASTLOC
*        another deck may follow: its identifiers are new
LDFCLEAR L     R4,LDESD(,R13)
         LR    R0,R4
         LA    R1,2048
         SR    R15,R15
         MVCL  R0,R14
         B     LDFREAD
*
*        SLC: columns 7-12 location in hexadecimal, 17-22 name
*
SLC      SR    R5,R5
         CLC   6(6,R8),=C'      '
         BE    SLCNAME
         LA    R1,6(,R8)
         LA    R2,6
         BAL   R9,HEX
SLCNAME  CLC   16(8,R8),=CL8' '
         BE    SLCSET
         LA    R1,16(,R8)
         BAL   R9,FINDNAME
         BNZ   SLCBAD
         TM    8(R4),X'80'
         BZ    SLCBAD
         A     R5,12(,R4)
SLCSET   ST    R5,LOCCNT
         B     LDFREAD
SLCBAD   LA    R7,16(,R8)
         DMSERR NUM=203,LET=W,CSECT=LIO,SUB=(CHARA,((R7),8)),          X
               TEXT='''SET LOCATION COUNTER'' NAME ''........'' UNDEFINX
               ED'
         MVI   LDRC+3(R13),4
         B     LDFREAD
*
*        ICS: columns 17-24 section, 26-29 its length in hexadecimal
*
ICS      LA    R1,25(,R8)
         LA    R2,4
         BAL   R9,HEX
         LA    R1,16(,R8)
         BAL   R10,ADDNAME
         TM    8(R4),X'80'
         BO    LDFREAD
         L     R9,LOCCNT
         LA    R9,7(,R9)
         N     R9,=X'00FFFFF8'
         ST    R9,12(,R4)
         MVI   8(R4),X'80'
         ST    R5,16(,R4)
         AR    R9,R5
         ST    R9,LOCCNT
         B     LDFREAD
*
*        REP: columns 7-12 address, 15-16 identifier, 17- halfwords in
*        hexadecimal with commas
*
REP      LA    R1,6(,R8)
         LA    R2,6
         BAL   R9,HEX
         LR    R7,R5
         LA    R1,14(,R8)
         LA    R2,2
         BAL   R9,HEX
         SLL   R5,3
         L     R3,LDESD(,R13)
         LA    R3,0(R5,R3)
         TM    4(R3),X'80'
         BZ    LDFREAD
         TM    4(R3),X'20'
         BO    LDFREAD
         A     R7,0(,R3)
         LA    R8,16(,R8)
         LA    R6,11
REPLOOP  CLI   0(R8),C' '
         BE    LDFREAD
         LR    R1,R8
         LA    R2,4
         BAL   R9,HEX
         LR    R4,R7
         ST    R6,LDPL(,R13)
         LA    R6,2(,R4)
         BAL   R9,BOUNDS
         L     R6,LDPL(,R13)
         STCM  R5,3,0(R7)
         LA    R7,2(,R7)
         CLI   4(R8),C','
         BNE   LDFREAD
         LA    R8,5(,R8)
         BCT   R6,REPLOOP
         B     LDFREAD
*        HEX: R5 = value of R2 hexadecimal digits at R1 (blanks are 0)
HEX      SR    R5,R5
HEX1     SR    R0,R0
         IC    R0,0(,R1)
         SH    R0,=H'240'
         BNM   HEX2
         AH    R0,=H'57'
         BNM   HEX2
         SR    R0,R0
HEX2     N     R0,=F'15'
         SLL   R5,4
         OR    R5,R0
         LA    R1,1(,R1)
         BCT   R2,HEX1
         BR    R9
*
*        FINDNAME: R4 = entry of the name at R1; condition code 0 found
*
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
*        ADDNAME: the same, made if need be.  Returns by R10.
ADDNAME  ST    R9,LDR9A(,R13)
         BAL   R9,FINDNAME
         L     R9,LDR9A(,R13)
         BZR   R10
         SR    R0,R0
         ICM   R0,3,TBENT
         LH    R4,LDRTBLN
         MH    R4,=H'204'
         CR    R0,R4
         BNL   NOTABLE
         AH    R0,=H'1'
         STH   R0,TBENT
         LR    R15,R0
         MH    R15,=H'20'
         L     R4,ALDRTBLS
         SR    R4,R15
         XC    0(20,R4),0(R4)
         MVC   0(8,R4),0(R1)
         BR    R10
*
*        DMSLDV: address constants whose name is defined now
*
         DROP  R12
DMSLDV   ST    R12,LDR12(,R13)
         LR    R12,R15
         USING DMSLDV,R12
         L     R12,=A(DMSLDC)
         DROP  R12
         USING DMSLDC,R12
         ST    R9,LDR9(,R13)
         LA    R7,ALDRPND
RESNEXT  L     R3,0(,R7)
         LTR   R3,R3
         BZ    RESEND
         L     R5,8(,R3)
         TM    8(R5),X'80'
         BO    RESIT
         LR    R7,R3
         B     RESNEXT
RESIT    MVC   0(4,R7),0(R3)
         L     R0,12(,R5)
         SR    R1,R1
         IC    R1,12(,R3)
         IC    R2,13(,R3)
         L     R4,4(,R3)
         BAL   R9,ADJUST
         LR    R1,R3
         LA    R0,2
         CALL  AFRET
         B     RESNEXT
RESEND   L     R9,LDR9(,R13)
         L     R12,LDR12(,R13)
         BR    R9
         LTORG
         DROP  R12
         NUCON
         ADT
         FSTB
         FSCBD
         REGEQU
         END
