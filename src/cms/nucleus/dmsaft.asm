DMSAFT   TITLE 'DMSAFT - DATA OF OPEN FILES'
*
*        DMSAFO  opens: R1 = plist, R2 = ADT, R3 = FST or 0 (new file),
*                R4 = AFTRD or AFTWR.  R1 = AFT; R15 = 0, 25.
*        DMSAFC  frees the AFT R1.
*        DMSAFM  moves data: R1 = AFT, R2 = position in the file, R3 =
*                length, R4 = address in storage, R5 = 0 from the file,
*                1 into the file.  R15 = 0, 3 I/O error, 13 disk full,
*                19 file too long.
*        DMSAFF  writes everything that is only in the buffers of AFT
*                 R1.
*
*        A block of the file that the directory on disk refers to is
*        not written over: it moves to a free block when it changes,
*        and the old one is free as soon as the new directory is
*        complete.  Only when the disk is full the old block is
*        written in its place.
*
DMSAFT   CSECT
         ENTRY DMSAFO,DMSAFC,DMSAFM,DMSAFF
         USING NUCON,0
         USING AFTSECT,R10
DMSAFO   ENTER BASE=DMSAFT
         LR    R5,R1
         LA    R0,AFTDW
         MVC   CODE203,=X'0104'
         CALL  AFREE
         LTR   R15,R15
         BNZ   AFONONE
         LR    R10,R1
         LA    R6,AFTSECT
         L     R7,=A(AFTDBB-AFTSECT)
         SR    R9,R9
         MVCL  R6,R8                clear all but the data buffer
         MVC   AFTPTR,AAFT
         ST    R10,AAFT
         ST    R2,AFTADT
         ST    R2,AFTDADT
         ST    R3,AFTFSTA
         STC   R4,AFTFLG
         MVC   AFTDBNO,=F'-1'
         MVC   AFTVITM,=F'1'
         LTR   R3,R3
         BZ    AFONEW
         MVC   AFTFST,0(R3)
         B     AFOEND
AFONEW   MVC   AFTFST(16),8(R5)     name and type
         OI    AFTFLG2,AFTFCIN
AFOEND   L     R3,4(,R13)
         ST    R10,24(,R3)
         LEAVE 0
AFONONE  LEAVE 25
*
DMSAFC   ENTER BASE=DMSAFT
         LA    R2,AAFT              unchain
AFCFIND  L     R3,0(,R2)
         LTR   R3,R3
         BZ    AFCOUT
         CR    R3,R1
         BE    AFCHERE
         LR    R2,R3
         B     AFCFIND
AFCHERE  MVC   0(4,R2),0(R1)
         LA    R0,AFTDW
         CALL  AFRET
AFCOUT   LEAVE 0
         EJECT
*
*        DMSAFM.  R6 = block of the file, R7 = offset in it, R8 = bytes
*        to move in this turn.
*
AFMRET   EQU   72                   return addresses of subroutines
AFMRET2  EQU   76
AFMRET3  EQU   80
AFMREM   EQU   84
AFMDIR   EQU   88
AFMIDX   EQU   92
AFMRET4  EQU   96
AFMSLOT  EQU   100
AFMOLD   EQU   104
AFMNEW   EQU   108
AFMRET5  EQU   112
AFMWORK  EQU   48
DMSAFM   ENTER WORK=AFMWORK,BASE=DMSAFT
         LR    R10,R1
         ST    R5,AFMDIR(,R13)
AFMLOOP  LTR   R3,R3
         BNP   AFMDONE
         SR    R6,R6
         LR    R7,R2
         D     R6,=F'800'           R7 = block, R6 = offset
         LR    R8,R7
         LR    R7,R6
         LR    R6,R8
         C     R6,=F'16060'
         BNL   AFMLONG
         LA    R8,800
         SR    R8,R7
         CR    R8,R3
         BNH   *+6
         LR    R8,R3
         CH    R8,=H'800'           a whole block to read?
         BNE   AFMBUF
         CLI   AFMDIR+3(R13),0
         BNE   AFMBUF
         C     R6,AFTDBNO
         BE    AFMBUF
*        whole block: straight into the caller's storage
         BAL   R9,MAPSLOT
         BNZ   AFMERR
         SR    R0,R0
         ICM   R0,3,0(R1)
         BZ    AFMBUF               a hole
         STH   R0,AFTDBLK
         ST    R4,AFTDBUF
         BAL   R9,READBLK
         BNZ   AFMERR
         B     AFMNEXT
AFMBUF   BAL   R9,GETBLK
         BNZ   AFMERR
         LA    R14,AFTDBB-AFTSECT
         AR    R14,R10
         AR    R14,R7               in the buffer
         LR    R15,R8
         LR    R0,R4
         LR    R1,R8
         CLI   AFMDIR+3(R13),0
         BNE   AFMIN
         MVCL  R0,R14               to the caller
         B     AFMNEXT
AFMIN    ST    R4,AFMRET(,R13)
         LR    R5,R8
         MVCL  R14,R4               into the file
         L     R4,AFMRET(,R13)
         OI    AFTFLG2,AFTDDB
AFMNEXT  AR    R2,R8
         AR    R4,R8
         SR    R3,R8
         B     AFMLOOP
AFMDONE  SR    R15,R15
AFMERR   LEAVE
AFMLONG  LEAVE 19
         EJECT
*
*        GETBLK: block R6 of the file into the data buffer.  In a write
*        a missing block is made, and a block that will be filled
*        completely is not read.  Keeps R2-R8.
*
GETBLK   C     R6,AFTDBNO
         BNE   GETBLK1
         SR    R15,R15
         BR    R9
GETBLK1  ST    R9,AFMRET2(,R13)
         BAL   R9,PUTBLK            what is there
         BNZ   GETOUT
         MVC   AFTDBNO,=F'-1'
         BAL   R9,MAPSLOT
         BNZ   GETOUT
         SR    R0,R0
         ICM   R0,3,0(R1)
         BNZ   GETREAD
         CLI   AFMDIR+3(R13),0
         BE    GETZERO
         ST    R1,AFMREM(,R13)
         L     R1,AFTADT            a new block
         CALL  DMSTRK
         LTR   R15,R15
         BNZ   GETFULL
         L     R1,AFMREM(,R13)
         STH   R0,0(,R1)
         BAL   R9,MARKLINK
         LH    R1,AFTFST+FSTDBC-FSTSECT
         LA    R1,1(,R1)
         STH   R1,AFTFST+FSTDBC-FSTSECT
GETZERO  LA    R14,AFTDBB-AFTSECT
         AR    R14,R10
         LA    R15,800
         SR    R1,R1
         MVCL  R14,R0
         B     GETHAVE
GETREAD  CLI   AFMDIR+3(R13),0
         BE    GETREAD1
         CH    R8,=H'800'           overwritten completely
         BE    GETHAVE
GETREAD1 STH   R0,AFTDBLK
         LA    R1,AFTDBB-AFTSECT
         AR    R1,R10
         ST    R1,AFTDBUF
         BAL   R9,READBLK
         BNZ   GETOUT
GETHAVE  ST    R6,AFTDBNO
         SR    R15,R15
GETOUT   L     R9,AFMRET2(,R13)
         LTR   R15,R15
         BR    R9
GETFULL  LA    R15,13
         B     GETOUT
*
*        PUTBLK: writes the data buffer if it changed.  Keeps R2-R8.
*
PUTBLK   TM    AFTFLG2,AFTDDB
         BO    PUTBLK1
         SR    R15,R15
         BR    R9
PUTBLK1  ST    R9,AFMRET3(,R13)
         ST    R6,AFMIDX(,R13)
         L     R6,AFTDBNO
         BAL   R9,MAPSLOT
         BNZ   PUTOUT
         LR    R11,R1
         SR    R0,R0
         ICM   R0,3,0(R11)
         BAL   R9,NEWBLK
         BNZ   PUTOUT
         CLM   R0,3,0(R11)
         BE    PUTSAME
         STH   R0,0(,R11)
         BAL   R9,MARKLINK
PUTSAME  STH   R0,AFTDBLK
         LA    R1,AFTDBB-AFTSECT
         AR    R1,R10
         ST    R1,AFTDBUF
         LA    R0,800
         BAL   R9,WRITEBLK
         BNZ   PUTOUT
         NI    AFTFLG2,255-AFTDDB
PUTOUT   L     R6,AFMIDX(,R13)
         L     R9,AFMRET3(,R13)
         LTR   R15,R15
         BR    R9
*        MARKLINK: the link that has block R6 changed
MARKLINK CH    R6,=H'60'
         BL    MARKFCL
         OI    AFTFLG2,AFTDCL
         BR    R9
MARKFCL  OI    AFTFLG2,AFTDFC
         BR    R9
         EJECT
*
*        MAPSLOT: R1 = the halfword in the chain link that has the disk
*        address of block R6.  R15 and condition code.  Keeps R2-R8.
*
MAPSLOT  ST    R9,AFMRET4(,R13)
         TM    AFTFLG2,AFTFCIN
         BO    MAPFCL
         SR    R0,R0                first chain link
         ICM   R0,3,AFTFST+FSTFCL-FSTSECT
         BZ    MAPNOF
         STH   R0,AFTDBLK
         LA    R1,AFTFCL
         ST    R1,AFTDBUF
         LA    R0,200
         BAL   R9,READCNT
         BNZ   MAPOUT
MAPNOF   OI    AFTFLG2,AFTFCIN
MAPFCL   LA    R15,0
         CH    R6,=H'60'
         BNL   MAPLINK
         LR    R1,R6
         SLL   R1,1
         LA    R1,AFTFCLD(R1)
         B     MAPOUT
MAPLINK  LR    R1,R6
         SH    R1,=H'60'
         SR    R0,R0
         D     R0,=F'400'
         LA    R11,2(,R1)           chain link number
         ST    R0,AFMREM(,R13)
         LA    R15,19
         CH    R11,=H'41'
         BH    MAPOUT
         CH    R11,AFTCLNO
         BE    MAPHAVE
         BAL   R9,PUTLINK           the one there
         BNZ   MAPOUT
         LR    R1,R11
         SLL   R1,1
         LA    R1,AFTFCLL-4(R1)
         SR    R0,R0
         ICM   R0,3,0(R1)
         BNZ   MAPREAD
         LA    R14,AFTCLB           a new one: zeros
         LA    R15,800
         SR    R1,R1
         MVCL  R14,R0
         CLI   AFMDIR+3(R13),0
         BE    MAPNEW
         L     R1,AFTADT
         CALL  DMSTRK
         LTR   R15,R15
         BNZ   MAPFULL
         LR    R1,R11
         SLL   R1,1
         STH   R0,AFTFCLL-4(R1)
         OI    AFTFLG2,AFTDFC+AFTDCL
         B     MAPNEW
MAPREAD  STH   R0,AFTDBLK
         LA    R1,AFTCLB
         ST    R1,AFTDBUF
         BAL   R9,READBLK
         BNZ   MAPOUT
MAPNEW   STH   R11,AFTCLNO
MAPHAVE  L     R1,AFMREM(,R13)
         SLL   R1,1
         LA    R1,AFTCLB(R1)
         SR    R15,R15
MAPOUT   L     R9,AFMRET4(,R13)
         LTR   R15,R15
         BR    R9
MAPFULL  MVC   AFTCLNO,=H'0'
         LA    R15,13
         B     MAPOUT
*
*        PUTLINK: writes the chain link if it changed.  Keeps R11.
*
PUTLINK  SR    R15,R15
         TM    AFTFLG2,AFTDCL
         BZ    PUTLNOT
         ST    R9,AFMRET(,R13)
         LH    R1,AFTCLNO
         SLL   R1,1
         LA    R1,AFTFCLL-4(R1)
         ST    R1,AFMSLOT(,R13)
         SR    R0,R0
         ICM   R0,3,0(R1)
         BAL   R9,NEWBLK
         BNZ   PUTLOUT
         L     R1,AFMSLOT(,R13)
         CLM   R0,3,0(R1)
         BE    PUTLSAM
         STH   R0,0(,R1)
         OI    AFTFLG2,AFTDFC
PUTLSAM  STH   R0,AFTDBLK
         LA    R1,AFTCLB
         ST    R1,AFTDBUF
         LA    R0,800
         BAL   R9,WRITEBLK
         BNZ   PUTLOUT
         NI    AFTFLG2,255-AFTDCL
PUTLOUT  L     R9,AFMRET(,R13)
PUTLNOT  LTR   R15,R15
         BR    R9
         EJECT
*
*        NEWBLK: R0 = the block a changed block R0 goes to (R0 = 0:
*        none yet).  R15 and condition code.  Uses R1, R14.
*
NEWBLK   LTR   R1,R0
         BZ    NEWALLOC
         BCTR  R1,0                 known to the directory on disk?
         LR    R14,R1
         SRL   R14,3
         L     R15,AFTADT
         L     R15,ADTMSKD-ADTSECT(,R15)
         AR    R14,R15
         N     R1,=F'7'
         LA    R15,X'80'
         SRL   R15,0(R1)
         EX    R15,NEWTEST
         BZ    NEWKEEP              no: write it where it is
         ST    R0,AFMOLD(,R13)
         ST    R9,AFMRET5(,R13)
         L     R1,AFTADT
         CALL  DMSTRK
         LTR   R15,R15
         BNZ   NEWFULL
         ST    R0,AFMNEW(,R13)
         L     R0,AFMOLD(,R13)
         L     R1,AFTADT
         CALL  DMSTRKX
         L     R0,AFMNEW(,R13)
         L     R9,AFMRET5(,R13)
NEWKEEP  SR    R15,R15
         BR    R9
NEWFULL  L     R0,AFMOLD(,R13)       in its place after all
         L     R9,AFMRET5(,R13)
         SR    R15,R15
         BR    R9
NEWALLOC ST    R9,AFMRET5(,R13)
         L     R1,AFTADT
         CALL  DMSTRK
         L     R9,AFMRET5(,R13)
         LTR   R15,R15
         BZR   R9
         LA    R15,13
         LTR   R15,R15
         BR    R9
NEWTEST  TM    0(R14),0
*
*        Block I/O: AFTDBLK, AFTDBUF set; R0 = bytes in READCNT and
*        WRITEBLK
*
READBLK  LA    R0,800
READCNT  MVI   AFTDOP,X'06'
         B     BLKIO
WRITEBLK MVI   AFTDOP,X'05'
BLKIO    ST    R0,AFTDCNT
         LA    R1,AFTDIO
         CALL  DMSDIO
         LTR   R15,R15
         BZR   R9
         LA    R15,3
         LTR   R15,R15
         BR    R9
         EJECT
*
*        DMSAFF: data block, chain link, first chain link
*
DMSAFF   ENTER WORK=AFMWORK,BASE=DMSAFT
         LR    R10,R1
         MVI   AFMDIR+3(R13),1
         SR    R8,R8
         BAL   R9,PUTBLK
         BNZ   AFFOUT
         BAL   R9,PUTLINK
         BNZ   AFFOUT
         TM    AFTFLG2,AFTDFC
         BZ    AFFOUT0
         SR    R0,R0
         ICM   R0,3,AFTFST+FSTFCL-FSTSECT
         BAL   R9,NEWBLK
         BNZ   AFFOUT
         STH   R0,AFTFST+FSTFCL-FSTSECT
         STH   R0,AFTDBLK
         LA    R1,AFTFCL
         ST    R1,AFTDBUF
         LA    R0,200
         BAL   R9,WRITEBLK
         BNZ   AFFOUT
         NI    AFTFLG2,255-AFTDFC
AFFOUT0  SR    R15,R15
AFFOUT   LEAVE
         LTORG
         NUCON
         ADT
         FSTB
         AFT
         REGEQU
         END
