DMSDIO   TITLE 'DMSDIO - DISK BLOCKS'
*
*        DMSDIO   reads or writes one block: R1 = DIOSECT.  R15 = 0,
*                 2 I/O error, 3 rejected, 5 outside of the disk,
*                 6 disk is read-only.
*        DMSTRK   takes a free block of the disk R1 (ADT) for data:
*                 R0 = block; R15 = 1: the disk is full.
*        DMSTRKD  the same for the directory, for which some are kept.
*        DMSTRKX  gives block R0 of disk R1 back.
*
*        Blocks of 800 bytes are numbered from 1: record by record,
*        head by head, cylinder by cylinder.  ADTMSK has a bit for
*        each, on when the next directory on disk will need it;
*        ADTMSKD is that of the directory now on disk.  A block is
*        free when both bits are off, so that nothing the directory on
*        disk refers to is ever written over before a new directory is
*        complete.
*
DMSDIO   CSECT
         ENTRY DMSTRK,DMSTRKD,DMSTRKX
         USING NUCON,0
         ENTER WORK=48
DIOSEEK  EQU   72                   0 0 C C H H R
DIOCCWS  EQU   80                   seek, search, TIC, read or write
         LR    R10,R1
         USING DIOSECT,R10
         L     R11,DIOADT
         USING ADTSECT,R11
         SR    R3,R3
         ICM   R3,3,DIOBLK
         LA    R15,5
         BZ    DIOOUT
         BCTR  R3,0
         SR    R2,R2
         LH    R4,ADTBPC
         DR    R2,R4                R3 = cylinder, R2 = block in it
         XC    DIOSEEK(8,R13),DIOSEEK(R13)
         STH   R3,DIOSEEK+2(,R13)
         LR    R5,R2
         SR    R4,R4
         LH    R6,ADTBPT
         DR    R4,R6                R5 = head, R4 = record - 1
         STH   R5,DIOSEEK+4(,R13)
         LA    R4,1(,R4)
         STC   R4,DIOSEEK+6(,R13)
         LA    R2,DIOSEEK(,R13)
         ST    R2,DIOCCWS(,R13)
         MVI   DIOCCWS(R13),X'07'
         MVC   DIOCCWS+4(4,R13),=X'40000006'
         LA    R2,2(,R2)
         ST    R2,DIOCCWS+8(,R13)
         MVI   DIOCCWS+8(R13),X'31'
         MVC   DIOCCWS+12(4,R13),=X'40000005'
         LA    R2,DIOCCWS+8(,R13)
         ST    R2,DIOCCWS+16(,R13)
         MVI   DIOCCWS+16(R13),X'08'
         MVC   DIOCCWS+20(4,R13),=X'00000001'
         MVC   DIOCCWS+24(4,R13),DIOBUF
         MVC   DIOCCWS+24(1,R13),DIOOP
         MVC   DIOCCWS+28(4,R13),DIOCNT
         MVI   DIOCCWS+28(R13),X'20'
         L     R2,ADTDTA
         LH    R2,0(,R2)            device
         LA    R3,DIOCCWS(,R13)
         LA    R15,1
         DC    X'83230018'
         BC    8,DIOGOOD
         BC    4,DIOCC1
         BC    2,DIOCC2
         LA    R15,2
         B     DIOOUT
DIOCC1   CH    R15,=H'3'            write to a read-only disk
         BNE   DIOCC1A
         LA    R15,6
         B     DIOOUT
DIOCC1A  CH    R15,=H'4'            cylinder outside
         BNE   DIOCC2
         LA    R15,5
         B     DIOOUT
DIOCC2   LA    R15,3
         B     DIOOUT
DIOGOOD  SR    R15,R15
DIOOUT   LEAVE
         DROP  R10
         EJECT
*
*        Allocation
*
DMSTRKD  ENTER BASE=DMSDIO
         LR    R11,R1
         B     TRKGO
DMSTRK   ENTER BASE=DMSDIO
         LR    R11,R1
         L     R3,ADTNUM            blocks that are free in both masks
         S     R3,ADTUSED
         S     R3,ADTPEND
         SH    R3,ADTRES
         BNP   TRKFULL
TRKGO    L     R4,ADTMSK
         L     R5,ADTMSKD
         L     R6,ADT1ST
         L     R7,ADTNUM
         LA    R7,7(,R7)
         SRL   R7,3                 bytes of the masks
         SR    R8,R8
         SR    R9,R9
TRKBYTE  CR    R6,R7
         BNL   TRKFULL
         IC    R8,0(R6,R4)
         IC    R9,0(R6,R5)
         OR    R8,R9
         CH    R8,=H'255'
         BNE   TRKFOUND
         LA    R6,1(,R6)
         B     TRKBYTE
TRKFOUND ST    R6,ADT1ST
         LA    R9,X'80'
         LR    R10,R6
         SLL   R10,3
TRKBIT   LR    R3,R8
         NR    R3,R9
         BZ    TRKHAVE
         SRL   R9,1
         LA    R10,1(,R10)
         B     TRKBIT
TRKHAVE  LA    R10,1(,R10)          block number
         C     R10,ADTNUM
         BH    TRKFULL
         IC    R8,0(R6,R4)
         OR    R8,R9
         STC   R8,0(R6,R4)
         L     R3,ADTUSED
         LA    R3,1(,R3)
         ST    R3,ADTUSED
         L     R3,ADTLEFT
         BCTR  R3,0
         ST    R3,ADTLEFT
         L     R3,4(,R13)
         ST    R10,20(,R3)          R0 of the caller
         LEAVE 0
TRKFULL  LEAVE 1
*
*        Release: a block that the directory on disk knows stays
*        untouched until the next directory is written.
*
DMSTRKX  ENTER BASE=DMSDIO
         LR    R11,R1
         LR    R3,R0
         N     R3,=A(X'FFFF')
         CH    R3,=H'4'             label, MFD: never
         BNH   TRKXBAD
         C     R3,ADTNUM
         BH    TRKXBAD
         BCTR  R3,0
         LR    R4,R3
         SRL   R4,3                 byte
         N     R3,=F'7'
         LA    R5,X'80'
         SRL   R5,0(R3)             bit
         L     R6,ADTMSK
         SR    R7,R7
         IC    R7,0(R4,R6)
         LR    R8,R7
         NR    R8,R5
         BZ    TRKXBAD              already free
         XR    R7,R5
         STC   R7,0(R4,R6)
         L     R3,ADTUSED
         BCTR  R3,0
         ST    R3,ADTUSED
         L     R3,ADTLEFT
         LA    R3,1(,R3)
         ST    R3,ADTLEFT
         L     R6,ADTMSKD
         IC    R7,0(R4,R6)
         NR    R7,R5
         BZ    TRKXNOW
         L     R3,ADTPEND
         LA    R3,1(,R3)
         ST    R3,ADTPEND
         B     TRKXOUT
TRKXNOW  C     R4,ADT1ST
         BNL   TRKXOUT
         ST    R4,ADT1ST
TRKXOUT  LEAVE 0
TRKXBAD  LEAVE 1
         LTORG
         NUCON
         ADT
         DIO
         REGEQU
         END
