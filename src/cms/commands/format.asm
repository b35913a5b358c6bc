* CMS MODULE FORMAT ORIGIN=E000 SYSTEM
DMSFOR   TITLE 'DMSFOR - FORMAT'
*
*        FORMAT cuu mode (nocyl) (options
*
*        Writes 800-byte blocks on the cylinders of a disk (all, or the
*        first nocyl), a label and an empty directory, and accesses it.
*        LABEL writes a new label only.  RECOMP changes the number of
*        cylinders that CMS uses, without formatting; those above are
*        free for a nucleus.
*
*        R15 = 0, 24 operands, 36 disk, 88..100 I/O error, 104 storage.
*
DMSFOR   CSECT
         USING NUCON,0
         USING DMSFOR,R12,R11
         LA    R11,2048(,R12)
         LA    R11,2048(,R11)
         ST    R14,RETURN
         XC    OPTIONS(8),OPTIONS
         LA    R2,8(,R1)
         CLI   0(R2),X'FF'
         BE    ERR028
         CLI   0(R2),C'('
         BE    ERR028
*        device
         LR    R3,R2
         SR    R5,R5
         LA    R4,8
CUU1     CLI   0(R3),C' '
         BE    CUU3
         SR    R0,R0
         IC    R0,0(,R3)
         SH    R0,=H'240'
         BNM   CUU2
         AH    R0,=H'57'
         CH    R0,=H'10'
         BL    ERR017
         CH    R0,=H'15'
         BH    ERR017
CUU2     SLL   R5,4
         OR    R5,R0
         LA    R3,1(,R3)
         BCT   R4,CUU1
CUU3     LTR   R5,R5
         BZ    ERR017
         C     R5,=F'4095'
         BH    ERR017
         STH   R5,CUU
         UNPK  CUUX(5),CUU(3)
         TR    CUUX(4),HEXTAB-C'0'
*        mode
         LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    ERR048
         CLI   0(R2),C'('
         BE    ERR048
         CLI   1(R2),C' '
         BNE   ERR048
         MVC   MODE,0(R2)
         LA    R1,MODE
         LA    R13,SAVEAREA
         L     R15,AADTLKP
         BALR  R14,R15
         CH    R15,=H'24'
         BE    ERR048
         LR    R10,R1
         USING ADTSECT,R10
         ST    R15,ACCESSED         0: in use
         CLI   MODE,C'S'
         BE    ERR048
*        number of cylinders
         LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    OPTEND
         CLI   0(R2),C'('
         BE    OPT
         LR    R3,R2
         SR    R5,R5
         LA    R4,8
NUM1     CLI   0(R3),C' '
         BE    NUM2
         SR    R0,R0
         IC    R0,0(,R3)
         SH    R0,=H'240'
         BM    ERR070
         CH    R0,=H'9'
         BH    ERR070
         MH    R5,=H'10'
         AR    R5,R0
         C     R5,=F'9999'
         BH    ERR070
         LA    R3,1(,R3)
         BCT   R4,NUM1
NUM2     LTR   R5,R5
         BZ    ERR070
         ST    R5,NOCYL
         LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    OPTEND
         CLI   0(R2),C'('
         BE    OPT
         B     ERR070
OPT      LA    R2,8(,R2)
         CLI   0(R2),X'FF'
         BE    OPTEND
         CLI   0(R2),C')'
         BE    OPTEND
         CLC   0(8,R2),=CL8'LABEL'
         BNE   OPT1
         OI    OPTIONS,OPTLABEL
         B     OPT
OPT1     CLC   0(8,R2),=CL8'RECOMP'
         BNE   ERR003
         OI    OPTIONS,OPTRECOM
         B     OPT
*        the device
OPTEND   LH    R2,CUU
         DC    X'83230024'
         BC    1,ERR113
         STCM  R3,15,DEVTYPE
         CLI   DEVTYPE,X'04'
         BNE   ERR114
         LA    R4,TYPES
TYPE1    CLC   0(1,R4),DEVTYPE+1
         BE    TYPE2
         LA    R4,8(,R4)
         CLI   0(R4),X'FF'
         BNE   TYPE1
         B     ERR114
TYPE2    MVC   BPC(6),2(R4)
         TM    DEVTYPE+3,X'80'
         BO    ERR037
         TM    OPTIONS,OPTRECOM
         BO    RECOMP
         TM    OPTIONS,OPTLABEL
         BO    LABEL
*
*        FORMAT
*
ASK603   LA    R3,CUUX+1
         DMSERR NUM=603,LET=R,CSECT=FOR,DOT=NO,                        X
               SUB=(CHARA,(MODE,1),CHARA,((R3),3)),                    X
               TEXT='FORMAT WILL ERASE ALL FILES ON DISK ''..(...)''. DX
               O YOU WISH TO CONTINUE? (YES|NO):'
         RDTERM ANSWER
         CLC   ANSWER(4),=C'YES '
         BE    GO
         CLC   ANSWER(2),=C'Y '
         BE    GO
         CLC   ANSWER(3),=C'NO '
         BE    ERR705
         CLC   ANSWER(2),=C'N '
         BE    ERR705
         B     ASK603
GO       BAL   R9,ASKLABEL
         DMSERR NUM=733,LET=I,CSECT=FOR,SUB=(CHARA,(MODE,1)),          X
               TEXT='FORMATTING DISK ''..'''
         L     R15,ACCESSED
         LTR   R15,R15
         BNZ   GO1
         LA    R1,MODE
         L     R15,ARELEASE
         BALR  R14,R15
*        the halfword block numbers limit the disk to 65,535 blocks
GO1      L     R5,=F'65535'
         SR    R4,R4
         LH    R6,BPC
         DR    R4,R6
         L     R6,NOCYL
         LTR   R6,R6
         BZ    GO2
         CR    R6,R5
         BNH   GO3
GO2      LR    R6,R5
GO3      ST    R6,MAXCYL
         SR    R7,R7                cylinder
CYLLOOP  C     R7,MAXCYL
         BNL   CYLEND
         SR    R8,R8                head
TRKLOOP  BAL   R9,TRACK
         BNZ   CYLERR
         LA    R8,1(,R8)
         CH    R8,HEADS
         BL    TRKLOOP
         LA    R7,1(,R7)
         B     CYLLOOP
*        a seek that CP rejects is the end of the disk
CYLERR   LTR   R8,R8
         BNZ   ERR125
         LTR   R7,R7
         BZ    ERR125
         L     R5,NOCYL             fewer than were asked for
         LTR   R5,R5
         BZ    CYLEND
         CR    R7,R5
         BL    CYLEND
CYLEND   ST    R7,CYLS
*        label, IPL text, empty directory
         BAL   R9,PUTLABEL
         MVI   BLOCK,0
         MVC   BLOCK+1(255),BLOCK
         MVC   BLOCK+256(256),BLOCK
         MVC   BLOCK+512(256),BLOCK
         MVC   BLOCK+768(32),BLOCK
         LA    R5,5                 the only hyperblock
         BAL   R9,PUT
         LA    R5,2
         BAL   R9,PUT
         MVC   BLOCK(8),NOIPL
         LA    R5,1
         BAL   R9,PUT
         XC    BLOCK(8),BLOCK
         MVC   BLOCK(4),=X'0005FFFF'
         LH    R5,BPC
         MH    R5,CYLS+2
         ST    R5,BLOCK+364
         LA    R6,5
         ST    R6,BLOCK+368
         SR    R5,R6
         ST    R5,BLOCK+372
         MVC   BLOCK+382(2),CYLS+2
         MVI   BLOCK+384,X'F8'
         LA    R5,4
         BAL   R9,PUT
*        access it
ACCESS   MVC   ACCPARM(2),CUU
         MVC   ACCPARM+2(1),MODE
         LA    R1,ACCPARM
         L     R15,AACCESS
         BALR  R14,R15
         LTR   R15,R15
         BNZ   ERR125
         LA    R3,CUUX+1
         L     R4,ADTCYL
         DMSERR NUM=732,LET=I,CSECT=FOR,                               X
               SUB=(DEC,(R4),CHARA,(MODE,1),CHARA,((R3),3)),           X
               TEXT='''...'' CYLINDERS FORMATTED ON ''..(...)'''
         SR    R15,R15
EXIT     L     R14,RETURN
         BR    R14
*
*        LABEL
*
LABEL    BAL   R9,ASKLABEL
         BAL   R9,PUTLABEL
         L     R15,ACCESSED
         LTR   R15,R15
         BNZ   LABEL1
         MVC   ADTID,ANSWER
LABEL1   SR    R15,R15
         B     EXIT
*
*        RECOMP
*
RECOMP   L     R15,ACCESSED
         LTR   R15,R15
         BNZ   ERR069
         L     R3,ADTDTA
         CLC   0(2,R3),CUU
         BNE   ERR069
         TM    ADTFLG1,ADTFRW
         BZ    ERR037
         L     R7,NOCYL
         LTR   R7,R7
         BNZ   REC2
         L     R7,ADTCYL            how many are there?
REC1     LH    R5,BPC
         MR    R4,R7
         LA    R5,1(,R5)
         C     R5,=F'65535'
         BH    REC2
         BAL   R9,GET
         BNZ   REC2
         LA    R7,1(,R7)
         B     REC1
REC2     LH    R5,BPC
         MR    R4,R7                R5 = blocks
         C     R5,=F'65535'
         BH    ERR070N
         ST    R5,BLOCKS
         ST    R7,CYLS
*        no block above may be in use
         L     R3,ADTNUM
         CR    R5,R3
         BNL   REC5
REC3     LR    R4,R5
         SRL   R4,3
         LR    R0,R5
         N     R0,=F'7'
         LR    R15,R0
         LA    R6,X'80'
         SRL   R6,0(R15)
         A     R4,ADTMSK
         EX    R6,TESTBIT
         BNZ   ERR214
         LA    R5,1(,R5)
         CR    R5,R3
         BL    REC3
         B     REC6
*        more blocks: longer masks
REC5     L     R4,BLOCKS
         LA    R4,7(,R4)
         SRL   R4,3
         LA    R5,799-215(,R4)
         SR    R4,R4
         D     R4,=F'800'
         MH    R5,=H'800'
         LA    R5,215+8+7(,R5)
         SRL   R5,3
         LA    R3,ADTMSK
         BAL   R9,LONGER
         LA    R3,ADTMSKD
         BAL   R9,LONGER
         ST    R5,ADTPQM3
REC6     MVC   ADTNUM,BLOCKS
         MVC   ADTCYL,CYLS
         L     R5,ADTNUM
         S     R5,ADTUSED
         ST    R5,ADTLEFT
         OI    ADTFLG2,ADTDIRTY
         LR    R1,R10
         L     R15,AUPDISK
         BALR  R14,R15
         LTR   R15,R15
         BNZ   ERR125
         B     ACCESS
*        LONGER: the mask at 0(R3) gets R5 doublewords
LONGER   LR    R0,R5
         MVC   CODE203,=X'0104'
         L     R15,AFREE
         BALR  R14,R15
         LTR   R15,R15
         BNZ   ERR109
         LR    R6,R1
         LR    R14,R1
         LR    R15,R5
         SLL   R15,3
         L     R0,0(,R3)
         L     R1,ADTPQM3
         SLL   R1,3
         CR    R1,R15
         BNH   *+6
         LR    R1,R15
         MVCL  R14,R0               padded with zeros
         L     R1,0(,R3)
         L     R0,ADTPQM3
         ST    R6,0(,R3)
         L     R15,AFRET
         BALR  R14,R15
         BR    R9
TESTBIT  TM    0(R4),0
         EJECT
*
*        TRACK: formats cylinder R7, head R8.  Condition code 0: done.
*
TRACK    XC    SEEK,SEEK
         STH   R7,SEEK+2
         STH   R8,SEEK+4
         LA    R3,CCWS
         MVC   0(24,R3),TRKCCWS
         LA    R4,SEEK
         STCM  R4,7,1(R3)
         LA    R4,SEEK+2
         STCM  R4,7,9(R3)
         LA    R4,8(,R3)
         STCM  R4,7,17(R3)
         LA    R3,24(,R3)
         LA    R4,COUNTS
         LA    R5,1
TRACK1   STH   R7,0(,R4)
         STH   R8,2(,R4)
         STC   R5,4(,R4)
         MVC   5(3,R4),=X'000320'
         MVC   0(16,R3),RECCCWS
         STCM  R4,7,1(R3)
         LA    R6,ZEROS
         STCM  R6,7,9(R3)
         LA    R3,16(,R3)
         LA    R4,8(,R4)
         LA    R5,1(,R5)
         CH    R5,BPT
         BNH   TRACK1
         SH    R3,=H'16'            the last one ends the chain
         NI    12(R3),X'BF'
         LA    R3,CCWS
         LH    R2,CUU
         SR    R15,R15
         DC    X'83230020'
         BR    R9
*
*        PUT and GET: BLOCK to or from block R5.  R6, R0, R1, R15 used.
*
GET      MVI   BLKCCWS+24,X'06'
         B     BLKIO
PUT      MVI   BLKCCWS+24,X'05'
BLKIO    LR    R1,R5
         BCTR  R1,0
         SR    R0,R0
         LH    R6,BPC
         DR    R0,R6
         STH   R1,SEEK+2
         LR    R1,R0
         SR    R0,R0
         LH    R6,BPT
         DR    R0,R6
         STH   R1,SEEK+4
         LR    R1,R0
         LA    R1,1(,R1)
         STC   R1,SEEK+6
         LH    R0,CUU
         LA    R1,BLKCCWS
         LA    R15,1
         DC    X'83010018'
         BR    R9
*        label
ASKLABEL LR    R8,R9
ASKAGAIN DS    0H
         DMSERR NUM=605,LET=R,CSECT=FOR,DOT=NO,TEXT='ENTER DISK LABEL:'
         RDTERM ANSWER
         CLI   ANSWER,C' '
         BE    ASKAGAIN
         BR    R8
PUTLABEL LR    R8,R9
         MVI   BLOCK,0
         MVC   BLOCK+1(255),BLOCK
         MVC   BLOCK+256(256),BLOCK
         MVC   BLOCK+512(256),BLOCK
         MVC   BLOCK+768(32),BLOCK
         MVC   BLOCK(4),=C'CMS='
         MVC   BLOCK+4(6),ANSWER
         LA    R5,3
         BAL   R9,PUT
         BZR   R8
         LA    R3,CUUX+1
         DMSERR NUM=126,LET=S,CSECT=FOR,                               X
               SUB=(CHARA,(MODE,1),CHARA,((R3),3)),                    X
               TEXT='ERROR WRITING LABEL ON DISK ''..(...)'''
         LA    R15,100
         B     EXIT
         EJECT
*
*        Errors
*
ERR028   DMSERR NUM=28,LET=E,CSECT=FOR,TEXT='NO DEVICE SPECIFIED'
RC24     LA    R15,24
         B     EXIT
ERR017   DMSERR NUM=17,LET=E,CSECT=FOR,SUB=(CHARA,((R2),8)),           X
               TEXT='INVALID DEVICE ADDRESS ''........'''
         B     RC24
ERR048   CLI   0(R2),X'FF'
         BNE   *+8
         LA    R2,=CL8' '
         DMSERR NUM=48,LET=E,CSECT=FOR,SUB=(CHARA,((R2),8)),           X
               TEXT='INVALID MODE ''........'''
         B     RC24
ERR070   DMSERR NUM=70,LET=E,CSECT=FOR,SUB=(CHARA,((R2),8)),           X
               TEXT='INVALID PARAMETER ''........'''
         B     RC24
ERR070N  DMSERR NUM=70,LET=E,CSECT=FOR,SUB=(DEC,(R7)),                 X
               TEXT='INVALID PARAMETER ''....'''
         B     RC24
ERR003   DMSERR NUM=3,LET=E,CSECT=FOR,SUB=(CHARA,((R2),8)),            X
               TEXT='INVALID OPTION ''........'''
         B     RC24
ERR113   LA    R3,CUUX+1
         DMSERR NUM=113,LET=S,CSECT=FOR,SUB=(CHARA,((R3),3)),          X
               TEXT='DEVICE ''...'' NOT ATTACHED'
         LA    R15,100
         B     EXIT
ERR114   LA    R3,CUUX+1
         DMSERR NUM=114,LET=S,CSECT=FOR,SUB=(CHARA,((R3),3)),          X
               TEXT='''...'' IS AN UNSUPPORTED DEVICE TYPE'
         LA    R15,88
         B     EXIT
ERR037   LA    R3,CUUX+1
         DMSERR NUM=37,LET=E,CSECT=FOR,SUB=(CHARA,((R3),3)),           X
               TEXT='DISK ''...'' IS READ/ONLY'
         LA    R15,36
         B     EXIT
ERR069   LA    R3,CUUX+1
         DMSERR NUM=69,LET=E,CSECT=FOR,                                X
               SUB=(CHARA,(MODE,1),CHARA,((R3),3)),                    X
               TEXT='DISK ''..(...)'' NOT ACCESSED'
         LA    R15,36
         B     EXIT
ERR125   LA    R3,CUUX+1
         DMSERR NUM=125,LET=S,CSECT=FOR,                               X
               SUB=(CHARA,(MODE,1),CHARA,((R3),3)),                    X
               TEXT='PERMANENT UNIT CHECK ON DISK ''..(...)'''
         LA    R15,100
         B     EXIT
ERR109   DMSERR NUM=109,LET=S,CSECT=FOR,                               X
               TEXT='VIRTUAL STORAGE CAPACITY EXCEEDED'
         LA    R15,104
         B     EXIT
ERR214   DMSERR NUM=214,LET=W,CSECT=FOR,                               X
               TEXT='CANNOT RECOMPUTE WITHOUT LOSS OF DATA. NO CHANGE'
         LA    R15,8
         B     EXIT
ERR705   DMSERR NUM=705,LET=I,CSECT=FOR,TEXT='DISK REMAINS UNCHANGED'
         SR    R15,R15
         B     EXIT
         LTORG
*        CP's type, filler, blocks a cylinder, blocks a track, heads
TYPES    DC    X'1000',H'266,14,19'
         DC    X'0100',H'96,8,12'
         DC    X'0800',H'570,19,30'
         DC    X'FF'
NOIPL    DC    X'0002000000000190'   disabled wait: no nucleus here
TRKCCWS  DC    X'0700000040000006',X'3100000040000005'
         DC    X'0800000000000001'
RECCCWS  DC    X'1D00000080000008',X'0000000040000320'
HEXTAB   DC    C'0123456789ABCDEF'
BLKCCWS  CCW   X'07',SEEK,X'40',6
         CCW   X'31',SEEK+2,X'40',5
         CCW   X'08',BLKCCWS+8,0,1
         CCW   X'05',BLOCK,X'20',800
SEEK     DC    D'0'
RETURN   DC    A(0)
SAVEAREA DC    18F'0'
ACCESSED DC    F'0'
OPTIONS  DC    X'00'
OPTLABEL EQU   X'80'
OPTRECOM EQU   X'40'
         DC    X'000000'
NOCYL    DC    F'0'
MAXCYL   DC    F'0'
CYLS     DC    F'0'
BLOCKS   DC    F'0'
DEVTYPE  DC    F'0'
BPC      DC    H'0'
BPT      DC    H'0'
HEADS    DC    H'0'
CUU      DC    H'0',X'00'
CUUX     DC    CL5' '
MODE     DC    CL1' '
ACCPARM  DC    0H'0',H'0',C' ',C' ',X'00000000FF'
ANSWER   DC    CL130' '
         DC    0D'0'
CCWS     DS    CL(8*3+16*19)
COUNTS   DS    CL(8*19)
ZEROS    DC    800X'00'
BLOCK    DC    800X'00'
         NUCON
         ADT
         REGEQU
         END
