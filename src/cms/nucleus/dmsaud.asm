DMSAUD   TITLE 'DMSAUD - DIRECTORY ON DISK'
*
*        DMSAUD  writes the directory of the read-write disk R1 (ADT).
*                R15 = 0, 3 disk error, 13 no room, 25 no storage.
*        DMSERB  gives all blocks of the file FST R1 on disk R0 back.
*
*        Changed hyperblocks and the QMSK extension go to free blocks;
*        the MFD in block 4 is written last and makes them valid.
*        Until then the old directory is whole.
*
DMSAUD   CSECT
         ENTRY DMSERB
         USING NUCON,0
         USING ADTSECT,R11
         ENTER WORK=64
AUDDIO   EQU   72                   DIOSECT
AUDMFD   EQU   88                   A(MFD buffer)
AUDEXT   EQU   92                   blocks of the new extension
AUDOLD   EQU   116
         LR    R11,R1
         LA    R15,3
         TM    ADTFLG1,ADTFRW
         BZ    AUDOUT
         LA    R0,100
         MVC   CODE203,=X'0104'
         CALL  AFREE
         LTR   R15,R15
         BZ    AUDGOT
         LEAVE 25
AUDGOT   ST    R1,AUDMFD(,R13)
         LR    R14,R1
         LR    R10,R1               addresses in the MFD
         LA    R15,800
         SR    R1,R1
         MVCL  R14,R0
         ST    R11,AUDDIO(,R13)
         MVC   AUDDIO+8(4,R13),=F'800'
         MVI   AUDDIO+14(R13),X'05'
*        hyperblocks
         ICM   R9,15,ADTFDA
         BZ    AUDNOHYP
         USING HYPSECT,R9
AUDHYP   SR    R8,R8
         ICM   R8,3,HYPBLK
         BZ    AUDHNEW
         TM    HYPFLAG,HYPDIRTY
         BZ    AUDHOLD
AUDHNEW  LR    R1,R11
         CALL  DMSTRKD
         LTR   R15,R15
         BNZ   AUDFULL
         STH   R0,HYPBLK
         STH   R0,AUDDIO+12(,R13)
         ST    R9,AUDDIO+4(,R13)
         LA    R1,AUDDIO(,R13)
         CALL  ADTKIO
         LTR   R15,R15
         BNZ   AUDERR
         NI    HYPFLAG,255-HYPDIRTY
         LTR   R0,R8                the old one
         BZ    AUDHOLD
         LR    R1,R11
         CALL  DMSTRKX
AUDHOLD  MVC   0(2,R10),HYPBLK
         LA    R10,2(,R10)
         ICM   R9,15,HYPNEXT
         BNZ   AUDHYP
         DROP  R9
         B     AUDEXTS
*        an empty directory has one block too
AUDNOHYP LR    R1,R11
         CALL  DMSTRKD
         LTR   R15,R15
         BNZ   AUDFULL
         STH   R0,0(,R10)
         STH   R0,AUDDIO+12(,R13)
         L     R1,AUDMFD(,R13)      (600 bytes of it are zero now)
         ST    R1,AUDDIO+4(,R13)
         LA    R10,2(,R10)
*
*        QMSK: 215 bytes of it are in the MFD, the rest in blocks of an
*        extension, if there is a bit on in it.
*
AUDEXTS  L     R2,ADTNUM
         LA    R2,7(,R2)
         SRL   R2,3                 bytes of the mask
         L     R3,ADTMSK
         LA    R4,0(R2,R3)          last byte with a bit on
AUDLAST  BCTR  R4,0
         CLI   0(R4),0
         BNE   AUDLAST1
         CR    R4,R3
         BH    AUDLAST
AUDLAST1 SR    R4,R3
         ST    R4,ADTLAST
         XC    AUDEXT(24,R13),AUDEXT(R13)
         LA    R5,215
         CR    R4,R5
         BL    AUDSHORT
         MVC   0(2,R10),=X'FFFD'
         LA    R10,2(,R10)
         SR    R2,R5                bytes of the extension
         LA    R2,799(,R2)
         LR    R7,R2
         SR    R6,R6
         D     R6,=F'800'           R7 = its blocks
         LA    R8,AUDEXT(,R13)
         LR    R6,R7
AUDXGET  LR    R1,R11               take all of them first: they have
         CALL  DMSTRKD              bits in the mask themselves
         LTR   R15,R15
         BNZ   AUDFULL
         STH   R0,0(,R8)
         STH   R0,0(,R10)
         LA    R8,2(,R8)
         LA    R10,2(,R10)
         BCT   R6,AUDXGET
         B     AUDXOLD
AUDSHORT MVC   0(2,R10),=X'FFFF'
*        the old extension
AUDXOLD  LA    R8,ADTEXTB
         LA    R6,12
AUDXOLD1 SR    R0,R0
         ICM   R0,3,0(R8)
         BZ    AUDXWR
         LR    R1,R11
         CALL  DMSTRKX
         LA    R8,2(,R8)
         BCT   R6,AUDXOLD1
AUDXWR   MVC   ADTEXTB(24),AUDEXT(R13)
         LA    R8,ADTEXTB
         L     R4,ADTMSK
         LA    R4,215(,R4)
AUDXWR1  SR    R0,R0
         ICM   R0,3,0(R8)
         BZ    AUDWMFD
         STH   R0,AUDDIO+12(,R13)
         ST    R4,AUDDIO+4(,R13)
         LA    R1,AUDDIO(,R13)
         CALL  ADTKIO
         LTR   R15,R15
         BNZ   AUDERR
         LA    R8,2(,R8)
         LA    R4,800(,R4)
         B     AUDXWR1
*        the MFD
AUDWMFD  L     R10,AUDMFD(,R13)
         MVC   364(16,R10),ADTNUM
         MVC   382(2,R10),ADTCYL+2
         L     R3,ADTMSK
         MVC   384(215,R10),0(R3)
         MVC   599(1,R10),ADTFTYP
         MVC   AUDDIO+12(2,R13),=H'4'
         ST    R10,AUDDIO+4(,R13)
         LA    R1,AUDDIO(,R13)
         CALL  ADTKIO
         LTR   R15,R15
         BNZ   AUDERR
*        now it is the directory
         L     R0,ADTMSKD
         L     R1,ADTPQM3
         SLL   R1,3
         L     R14,ADTMSK
         LR    R15,R1
         MVCL  R0,R14
         XC    ADTPEND,ADTPEND
         XC    ADT1ST,ADT1ST
         NI    ADTFLG2,255-ADTDIRTY
         SR    R8,R8
AUDFREE  L     R1,AUDMFD(,R13)
         LA    R0,100
         CALL  AFRET
         LR    R15,R8
AUDOUT   LEAVE
AUDFULL  LA    R8,13
         B     AUDFAIL
AUDERR   LA    R8,3
*        the directory on disk is the old one: the new blocks are taken
*        for nothing until the disk is accessed again
AUDFAIL  DMSERR NUM=105,LET=S,CSECT=AUD,SUB=(DEC,(R8),CHARA,(ADTM,1)), X
               TEXT='ERROR ''..'' WRITING DIRECTORY OF DISK ''..'''
         B     AUDFREE
         EJECT
*
*        DMSERB: blocks of a file
*
DMSERB   ENTER WORK=64,BASE=DMSAUD
         LR    R11,R0
         LR    R10,R1
         USING FSTSECT,R10
         LA    R0,125               a chain link and the first one
         MVC   CODE203,=X'0104'
         CALL  AFREE
         LTR   R15,R15
         BNZ   ERBOUT
         LR    R9,R1
         ST    R11,AUDDIO(,R13)
         MVI   AUDDIO+14(R13),X'06'
         SR    R0,R0
         ICM   R0,3,FSTFCL
         BZ    ERBFREE
         STH   R0,AUDDIO+12(,R13)
         MVC   AUDDIO+8(4,R13),=F'200'
         LA    R1,800(,R9)
         ST    R1,AUDDIO+4(,R13)
         LA    R1,AUDDIO(,R13)
         CALL  ADTKIO
         LTR   R15,R15
         BNZ   ERBFREE
         LA    R8,880(,R9)          blocks 0 to 59
         LA    R7,60
         BAL   R6,ERBLIST
         LA    R5,800(,R9)          chain links 2 to 41
         LA    R4,40
ERBLINK  SR    R0,R0
         ICM   R0,3,0(R5)
         BZ    ERBLNXT
         STH   R0,AUDDIO+12(,R13)
         MVC   AUDDIO+8(4,R13),=F'800'
         ST    R9,AUDDIO+4(,R13)
         LA    R1,AUDDIO(,R13)
         CALL  ADTKIO
         LTR   R15,R15
         BNZ   ERBLNXT
         LR    R8,R9
         LA    R7,400
         BAL   R6,ERBLIST
         LR    R8,R5                the link itself
         LA    R7,1
         BAL   R6,ERBLIST
ERBLNXT  LA    R5,2(,R5)
         BCT   R4,ERBLINK
         LA    R8,FSTFCL
         LA    R7,1
         BAL   R6,ERBLIST
ERBFREE  LR    R1,R9
         LA    R0,125
         CALL  AFRET
         SR    R15,R15
ERBOUT   LEAVE
ERBLIST  SR    R0,R0
         ICM   R0,3,0(R8)
         BZ    ERBLST1
         LR    R1,R11
         CALL  DMSTRKX
ERBLST1  LA    R8,2(,R8)
         BCT   R7,ERBLIST
         BR    R6
         LTORG
         NUCON
         ADT
         FSTB
         REGEQU
         END
