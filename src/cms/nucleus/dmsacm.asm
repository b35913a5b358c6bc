DMSACM   TITLE 'DMSACM - ACCESS AND RELEASE OF DISKS'
*
*        DMSACM  accesses a disk:  R1 = H device, C mode letter, C
*                letter of the parent disk or blank, X'80' read-only,
*                X'40' mode 0 files too; 3 bytes; then CL8 filename,
*                CL8 filetype, CL2 filemode of the files wanted of a
*                read-only disk, or X'FF'; each may be * or end in *.
*                R15 = 0, 1 cannot be read or is not a CMS disk, 2 not
*                attached, 3 not a disk CMS knows, 4 is read-only (but
*                accessed), 5 no storage, 24 mode letter.
*        DMSARE  releases the disk of the letter R1 addresses.  R15 =
*                0, 24, 36.
*
DMSACM   CSECT
         ENTRY DMSARE
         USING NUCON,0
         USING ADTSECT,R11
         ENTER WORK=64
ACMDIO   EQU   72                   DIOSECT
ACMBUF   EQU   88                   A(buffer)
ACMRC    EQU   92
ACMEXT   EQU   96                   A(QMSK extension addresses), 0
ACMPLEN  EQU   100                  compare lengths - 1 of the filter
         LR    R10,R1
         LA    R1,2(,R10)
         CALL  AADTLKP
         CH    R15,=H'24'
         BE    ACMOUT
         LR    R11,R1
         LTR   R15,R15              in use: release it
         BNZ   ACMFREE
         LA    R1,ADTM
         CALL  ARELEASE
ACMFREE  XC    ACMRC(8,R13),ACMRC(R13)
         L     R9,ADTDTA
         USING DEVSECT,R9
         MVC   DTAD,0(R10)
*        what does CP say about the device?
         LH    R2,DTAD
         DC    X'83230024'
         LA    R15,2
         BC    1,ACMOUT             not attached
         LA    R15,3
         STCM  R3,8,ACMPLEN(R13)
         CLI   ACMPLEN(R13),X'04'
         BNE   ACMOUT
         STCM  R3,4,ACMPLEN(R13)
         LA    R4,ACMTYPES
ACMTYPE  CLC   0(1,R4),ACMPLEN(R13)
         BE    ACMTYPD
         LA    R4,6(,R4)
         CLI   0(R4),X'FF'
         BNE   ACMTYPE
         B     ACMOUT
ACMTYPD  MVC   DTADT,1(R4)
         MVC   ADTFTYP,1(R4)
         MVC   ADTBPC(4),2(R4)
         STCM  R3,1,ACMPLEN(R13)    device status: X'80' read-only
         IC    R4,ACMPLEN(,R13)
         STC   R4,ACMPLEN+1(,R13)
         LA    R0,100
         BAL   R8,GETNUC
         BNZ   ACMNOST
         ST    R1,ACMBUF(,R13)
         ST    R11,ACMDIO(,R13)
         MVC   ACMDIO+8(4,R13),=F'800'
         MVI   ACMDIO+14(R13),X'06'
*        label and MFD
         L     R7,ACMBUF(,R13)
         LA    R0,3
         BAL   R8,READ
         BNZ   ACMBAD
         CLC   0(4,R7),=C'CMS='
         BNE   ACMBAD
         MVC   ADTID,4(R7)
         LA    R0,4
         BAL   R8,READ
         BNZ   ACMBAD
         OC    0(2,R7),0(R7)
         BZ    ACMBAD
         MVC   ADTNUM(16),364(R7)
         SR    R1,R1
         ICM   R1,3,382(R7)
         ST    R1,ADTCYL
         L     R1,ADTNUM
         LTR   R1,R1
         BNP   ACMBAD
         C     R1,=F'65535'
         BH    ACMBAD
         MVI   ADTFLG2,0
         MVI   ADTFLG3,0
         XC    ADTFDA,ADTFDA
         XC    ADTHBCT(8),ADTHBCT
         XC    ADTMSK(8),ADTMSK
         XC    ADTNACW(4),ADTNACW
         XC    ADT1ST,ADT1ST
         XC    ADTPEND,ADTPEND
         XC    ADTEXTB(24),ADTEXTB
         MVC   ADTMX,3(R10)
         TM    4(R10),X'80'
         BO    ACMRO
         TM    ACMPLEN+1(R13),X'80'
         BO    ACMRO4
         CLI   3(R10),C' '          an extension is read-only
         BNE   ACMRO
         MVI   ADTFLG1,ADTFRW
         B     ACMDIR
ACMRO4   MVI   ACMRC+3(R13),4
ACMRO    MVI   ADTFLG1,ADTFRO
         BAL   R8,FILTER
*
*        Hyperblocks: addresses up to X'FFFF', or X'FFFD' when
*        addresses of the QMSK extension follow
*
ACMDIR   LR    R6,R7
ACMHYP   CLC   0(2,R6),=X'FFFF'
         BE    ACMHEND
         CLC   0(2,R6),=X'FFFD'
         BE    ACMHEXT
         CLC   2(2,R6),=X'FFFE'     older form of the same
         BE    ACMHEXO
         OC    0(2,R6),0(R6)
         BZ    ACMHEND
         LA    R0,HYPL/8
         BAL   R8,GETNUC
         BNZ   ACMNOST
         LR    R5,R1
         USING HYPSECT,R5
         XC    HYPNEXT(16),HYPNEXT
         SR    R0,R0
         ICM   R0,3,0(R6)
         STH   R0,HYPBLK
         LR    R4,R7
         LR    R7,R5
         BAL   R8,READ
         LR    R7,R4
         BNZ   ACMBADH
*        chain it
         L     R4,ADTFDA
         LTR   R4,R4
         BNZ   ACMCHN
         ST    R5,ADTFDA
         B     ACMCHND
ACMCHN   ICM   R3,15,HYPNEXT-HYPSECT(R4)
         BZ    ACMCHN1
         LR    R4,R3
         B     ACMCHN
ACMCHN1  ST    R5,HYPNEXT-HYPSECT(,R4)
         ST    R4,HYPPREV
ACMCHND  L     R4,ADTHBCT
         LA    R4,1(,R4)
         ST    R4,ADTHBCT
*        files of it
         LR    R3,R5
         USING FSTSECT,R3
         LA    R4,20
ACMFST   CLI   FSTN,0
         BE    ACMFNXT
         BAL   R8,WANTED
         BNE   ACMDROP
         MVC   FSTRP,=H'1'
         SR    R1,R1
         ICM   R1,3,FSTIC
         LA    R1,1(,R1)
         STH   R1,FSTWP
         L     R1,ADTFSTC
         LA    R1,1(,R1)
         ST    R1,ADTFSTC
         B     ACMFNXT
ACMDROP  XC    FSTSECT(40),FSTSECT
ACMFNXT  LA    R3,FSTL(,R3)
         BCT   R4,ACMFST
         DROP  R3,R5
         LA    R6,2(,R6)
         B     ACMHYP
ACMHEXO  LR    R3,R6
         B     ACMHEX1
ACMHEXT  LA    R3,2(,R6)
ACMHEX1  ST    R3,ACMEXT(,R13)
ACMHEND  TM    ADTFLG1,ADTFRW
         BZ    ACMDONE
*
*        Allocation masks of a read-write disk: whole extension blocks
*
         L     R2,ADTNUM
         LA    R2,7(,R2)
         SRL   R2,3
         LA    R3,799-215(,R2)
         SR    R2,R2
         D     R2,=F'800'           R3 = blocks of the extension
         LTR   R3,R3
         BNM   *+6
         SR    R3,R3
         LR    R6,R3
         LR    R4,R3
         A     R4,ADTHBCT
         LA    R4,3(,R4)
         STH   R4,ADTRES
         MH    R3,=H'800'
         LA    R3,215+8+7(,R3)
         SRL   R3,3
         ST    R3,ADTPQM3
         LR    R0,R3
         BAL   R8,GETNUC
         BNZ   ACMNOST
         ST    R1,ADTMSK
         LR    R14,R1
         L     R15,ADTPQM3
         SLL   R15,3
         SR    R1,R1
         MVCL  R14,R0
         L     R0,ADTPQM3
         BAL   R8,GETNUC
         BNZ   ACMNOST
         ST    R1,ADTMSKD
         L     R5,ADTMSK
         MVC   0(215,R5),384(R7)
         L     R3,ACMEXT(,R13)
         LTR   R3,R3
         BZ    ACMCOPY
         LR    R4,R7
         LA    R7,215(,R5)
         LA    R5,ADTEXTB
         LTR   R6,R6
         BZ    ACMCOPY
ACMXRD   SR    R0,R0
         ICM   R0,3,0(R3)
         STH   R0,0(,R5)
         BAL   R8,READ
         BNZ   ACMBADX
         LA    R3,2(,R3)
         LA    R5,2(,R5)
         LA    R7,800(,R7)
         BCT   R6,ACMXRD
         LR    R7,R4
ACMCOPY  L     R14,ADTMSKD
         L     R15,ADTPQM3
         SLL   R15,3
         L     R0,ADTMSK
         LR    R1,R15
         MVCL  R14,R0
ACMDONE  L     R1,ACMBUF(,R13)
         LA    R0,100
         CALL  AFRET
         CLI   ADTMX,C' '
         BE    ACMEND
         LA    R1,ADTMX             the parent has an extension
         CALL  AADTLKP
         OI    ADTFLG1-ADTSECT(R1),ADTROX
ACMEND   L     R15,ACMRC(,R13)
ACMOUT   LEAVE
ACMBADX  LR    R7,R4
         B     ACMBAD
ACMBADH  LR    R1,R5
         LA    R0,HYPL/8
         CALL  AFRET
ACMBAD   LA    R15,1
         B     ACMFAIL
ACMNOST  LA    R15,5
ACMFAIL  ST    R15,ACMRC(,R13)
         BAL   R8,DROPALL
         L     R1,ACMBUF(,R13)
         LTR   R1,R1
         BZ    ACMEND
         LA    R0,100
         CALL  AFRET
         B     ACMEND
*        type of CP, type of CMS, blocks a cylinder, blocks a track
ACMTYPES DC    X'10',AL1(T3330),H'266,14'
         DC    X'01',AL1(T3340),H'96,8'
         DC    X'08',AL1(T3350),H'570,19'
         DC    X'FF'
*        GETNUC: R0 doublewords of nucleus storage at R1
GETNUC   MVC   CODE203,=X'0104'
         CALL  AFREE
         LTR   R15,R15
         BR    R8
*        READ: block R0 to R7
READ     STH   R0,ACMDIO+12(,R13)
         ST    R7,ACMDIO+4(,R13)
         LA    R1,ACMDIO(,R13)
         CALL  ADTKIO
         LTR   R15,R15
         BR    R8
*        FILTER: lengths to compare of name and type (-1: any)
FILTER   MVC   ACMPLEN(2,R13),=X'FFFF'
         CLI   8(R10),X'FF'
         BER   R8
         LA    R3,8(,R10)
         BAL   R2,FLTLEN
         STC   R1,ACMPLEN(,R13)
         CLI   16(R10),X'FF'
         BER   R8
         LA    R3,16(,R10)
         BAL   R2,FLTLEN
         STC   R1,ACMPLEN+1(,R13)
         BR    R8
FLTLEN   SR    R1,R1
FLTLEN1  CLI   0(R3),C'*'
         BE    FLTLEN2
         LA    R3,1(,R3)
         LA    R1,1(,R1)
         CH    R1,=H'8'
         BL    FLTLEN1
FLTLEN2  BCTR  R1,0
         BR    R2
*        WANTED: condition code 0 when FST R3 is
WANTED   TM    ADTFLG1,ADTFRW
         BO    WANTYES
         CLI   25(R3),C'0'          private file
         BNE   WANT1
         TM    4(R10),X'40'
         BZ    WANTNO
WANT1    SR    R1,R1
         IC    R1,ACMPLEN(,R13)
         CH    R1,=H'7'
         BH    WANT2
         EX    R1,WANTFN
         BNER  R8
WANT2    SR    R1,R1
         IC    R1,ACMPLEN+1(,R13)
         CH    R1,=H'7'
         BH    WANT3
         EX    R1,WANTFT
         BNER  R8
WANT3    CLI   8(R10),X'FF'
         BE    WANTYES
         CLI   16(R10),X'FF'
         BE    WANTYES
         CLI   24(R10),X'FF'
         BE    WANTYES
         CLI   25(R10),C'0'
         BL    WANTYES
         CLC   25(1,R10),25(R3)
         BR    R8
WANTYES  CR    R8,R8
         BR    R8
WANTNO   LTR   R8,R8
         BR    R8
WANTFN   CLC   0(*-*,R3),8(R10)
WANTFT   CLC   8(*-*,R3),16(R10)
         EJECT
*
*        Release
*
DMSARE   ENTER WORK=64,BASE=DMSACM
         CALL  AADTLKP
         LR    R11,R1
         LTR   R15,R15
         BNZ   ACMOUT
         MVC   72(32,R13),AREFINIS
         MVC   96(1,R13),ADTM
         LA    R1,72(,R13)
         CALL  AFINIS
         BAL   R8,DROPALL
         LEAVE 0
AREFINIS DC    CL8'FINIS',CL8'*',CL8'*',CL8' '
*        DROPALL: the storage of disk R11, which is accessed no more
DROPALL  L     R2,ADTFDA
DROPHYP  LTR   R2,R2
         BZ    DROPMSK
         LR    R1,R2
         L     R2,HYPNEXT-HYPSECT(,R2)
         LA    R0,HYPL/8
         CALL  AFRET
         B     DROPHYP
DROPMSK  ICM   R1,15,ADTMSK
         BZ    DROPMSKD
         L     R0,ADTPQM3
         CALL  AFRET
DROPMSKD ICM   R1,15,ADTMSKD
         BZ    DROPPED
         L     R0,ADTPQM3
         CALL  AFRET
DROPPED  XC    ADTFDA,ADTFDA
         XC    ADTMSK(8),ADTMSK
         XC    ADTHBCT(8),ADTHBCT
         MVI   ADTFLG1,0
         MVI   ADTFLG2,0
         MVI   ADTMX,C' '
         BR    R8
         LTORG
         NUCON
         ADT
         FSTB
         REGEQU
         END
