DMSBRD   TITLE 'DMSBRD - RDBUF, WRBUF AND POINT'
*
*        DMSBRD  RDBUF   reads items of a file
*        DMSBWR  WRBUF   writes items of a file
*        DMSPNT  POINT   sets its pointers
*
*        R1 = FSCB.  A file is opened by its first use and stays open
*        until FINIS.
*
DMSBRD   CSECT
         ENTRY DMSBWR,DMSPNT
         USING NUCON,0
         USING AFTSECT,R10
         USING FSCBD,R11
FST      EQU   AFTFST
         ENTER WORK=16
         LA    R11,0(,R1)
         LA    R15,2                buffer
         L     R3,FSCBBUFF
         LA    R3,0(,R3)
         LTR   R3,R3
         BZ    OUT
         SR    R9,R9
         ICM   R9,3,FSCBNOIT        items
         LA    R15,5
         BZ    OUT
         BAL   R8,FIND              open?
         BZ    RDACT
         LR    R1,R11
         CALL  DMSLFS
         LTR   R15,R15
         BZ    RDOPEN
         LA    R15,1
         B     OUT
RDOPEN   LR    R3,R0
         LR    R2,R1
         LR    R1,R11
         LA    R4,AFTRD
         CALL  DMSAFO
         LTR   R15,R15
         BNZ   OUT
         LR    R10,R1
         B     RDREADY
RDACT    LA    R15,9
         TM    AFTFLG,AFTWR
         BO    OUT
         OI    AFTFLG,AFTRD
RDREADY  SR    R2,R2                item number
         ICM   R2,3,FSCBITNO
         BNZ   RDITEM
         ICM   R2,3,FST+FSTRP-FSTSECT
         BNZ   RDITEM
         LA    R2,1
RDITEM   SR    R4,R4
         ICM   R4,3,FST+FSTIC-FSTSECT
         LA    R15,12
         CR    R2,R4
         BH    OUT
         ST    R2,72(,R13)
         CLI   FST+FSTFV-FSTSECT,C'F'
         BE    RDFIXED
         CLI   FST+FSTFV-FSTSECT,C'V'
         BE    RDVAR
         LEAVE 7
*
*        Fixed: items are back to back
*
RDFIXED  SR    R4,R2
         LA    R4,1(,R4)            items up to the end
         CR    R9,R4
         BNH   *+6
         LR    R9,R4
         L     R5,FST+FSTIL-FSTSECT
         LR    R7,R9
         MR    R6,R5                bytes wanted
         LR    R3,R7
         SR    R6,R6
         ST    R6,76(,R13)          return code
         C     R3,FSCBSIZE
         BNH   RDFPOS
         L     R3,FSCBSIZE          only what fits
         MVI   79(R13),8
RDFPOS   BCTR  R2,0
         LR    R7,R2
         MR    R6,R5
         LR    R2,R7                position
         A     R9,72(,R13)          next item
         B     RDMOVE
*
*        Variable: find the item, its length is before it
*
RDVAR    LA    R15,11
         CH    R9,=H'1'
         BNE   OUT
         BAL   R8,POSITION
         BNZ   OUT
*        R2 = position of the text, R3 = its length
         LA    R9,1
         A     R9,72(,R13)
         LA    R4,0(R2,R3)          next one begins there
         ST    R9,AFTVITM
         ST    R4,AFTVPOS
         XC    76(4,R13),76(R13)
         C     R3,FSCBSIZE
         BNH   RDMOVE
         L     R3,FSCBSIZE
         MVI   79(R13),8
RDMOVE   ST    R3,FSCBNORD
         LR    R1,R10
         L     R4,FSCBBUFF
         LA    R4,0(,R4)
         SR    R5,R5
         CALL  DMSAFM
         LTR   R15,R15
         BNZ   OUT
         STH   R9,FST+FSTRP-FSTSECT
         L     R15,76(,R13)
OUT      LEAVE
*
*        FIND: the AFT of the file, condition code 0: R10
*
FIND     LR    R1,R11
         CALL  DMSLAF
         LR    R10,R1
         LTR   R15,R15
         BR    R8
*
*        POSITION: variable file, item 72(R13): R2 = position of its
*        text, R3 = its length (0 for the item after the last: position
*        of its length).  R15 and condition code.
*
POSITION LM    R6,R7,AFTVITM        item and position we know
         L     R2,72(,R13)
         CR    R2,R6
         BNL   POSLOOP
         LA    R6,1                 from the beginning
         SR    R7,R7
POSLOOP  SR    R4,R4
         ICM   R4,3,FST+FSTIC-FSTSECT
         CR    R6,R4
         BH    POSEND
         LR    R1,R10               length of item R6
         LR    R2,R7
         LA    R3,2
         LA    R4,80(,R13)
         SR    R5,R5
         CALL  DMSAFM
         LTR   R15,R15
         BNZR  R8
         SR    R3,R3
         ICM   R3,3,80(R13)
         LA    R2,2(,R7)
         C     R6,72(,R13)
         BE    POSHAVE
         LA    R7,0(R2,R3)
         LA    R6,1(,R6)
         B     POSLOOP
POSEND   LR    R2,R7
         SR    R3,R3
POSHAVE  STM   R6,R7,AFTVITM
         SR    R15,R15
         BR    R8
         EJECT
*
*        WRBUF
*
DMSBWR   ENTER WORK=32,BASE=DMSBRD
         LA    R11,0(,R1)
         LA    R15,2
         L     R3,FSCBBUFF
         LA    R3,0(,R3)
         LTR   R3,R3
         BZ    OUT
         LA    R15,8
         L     R3,FSCBSIZE
         LTR   R3,R3
         BNP   OUT
         SR    R9,R9
         ICM   R9,3,FSCBNOIT
         BNZ   *+8
         LA    R9,1
         LA    R15,11
         CLI   FSCBFV,C'F'
         BE    WRLEN
         CLI   FSCBFV,C'V'
         BNE   OUT
         LA    R15,18
         CH    R9,=H'1'
         BNE   OUT
         LA    R15,17
         C     R3,=F'65535'
         BH    OUT
WRLEN    SR    R2,R2                length of an item
         DR    R2,R9
         LTR   R2,R2
         LA    R15,14
         BNZ   OUT
         ST    R3,76(,R13)
         MVC   84(18,R13),FSCBFN    fileid with a mode letter
         CLI   84+16(R13),C'*'
         BE    WRMODEA
         CLI   84+16(R13),C' '
         BNE   WRMODE
WRMODEA  MVI   84+16(R13),C'A'
WRMODE   LA    R15,4
         CLI   84+16(R13),C'A'
         BL    OUT
         LA    R1,84-8(,R13)        as a plist
         CALL  DMSLAF
         LTR   R15,R15
         BNZ   WRNOACT
         LR    R10,R1
         LA    R15,9
         TM    AFTFLG,AFTRD
         BO    OUT
         TM    AFTFLG,AFTWR
         BO    WRREADY
         BAL   R8,WRDISK            only pointed to so far
         BNZ   OUT
         L     R2,AFTADT
         BAL   R8,WRCOUNT
         MVI   AFTFLG,AFTWR
         B     WRREADY
WRNOACT  LA    R1,84+16(,R13)       disk
         CALL  DMSLAD
         CH    R15,=H'24'
         BNE   *+12
         LA    R15,4
         B     OUT
         LTR   R15,R15
         BZ    *+12
         LA    R15,12
         B     OUT
         LR    R7,R1
         USING ADTSECT,R7
         LA    R15,12
         TM    ADTFLG1,ADTFRW
         BZ    OUT
         LA    R1,84-8(,R13)
         CALL  DMSLFSW
         LTR   R15,R15
         BNZ   WRNEW
         CR    R1,R7                on that disk, not an extension
         BNE   WRNEW
         LR    R3,R0
         BAL   R8,WROPEN
         BNZ   OUT
         B     WRREADY
*        a new file
WRNEW    LA    R15,20
         TRT   84(8,R13),NEWTAB
         BNZ   OUT
         CLI   84(R13),C' '
         BE    OUT
         LA    R15,21
         TRT   92(8,R13),NEWTAB
         BNZ   OUT
         CLI   92(R13),C' '
         BE    OUT
         CLI   84+17(R13),C' '
         BNE   *+8
         MVI   84+17(R13),C'1'
         LA    R15,5
         CLI   84+17(R13),C'0'
         BL    OUT
         CLI   84+17(R13),C'6'
         BH    OUT
         LA    R15,10
         L     R2,ADTFSTC
         CH    R2,=H'3400'
         BNL   OUT
         LR    R1,R7                its first chain link
         CALL  DMSTRK
         LTR   R15,R15
         BZ    *+12
         LA    R15,13
         B     OUT
         ST    R0,80(,R13)
         SR    R3,R3
         BAL   R8,WROPEN
         BNZ   OUT
         MVC   FST+FSTM-FSTSECT(2),84+16(R13)
         MVC   FST+FSTFV-FSTSECT(1),FSCBFV
         MVC   FST+FSTIL-FSTSECT(4),76(R13)
         MVC   FST+FSTWP-FSTSECT(2),=H'1'
         MVC   FST+FSTRP-FSTSECT(2),=H'1'
         MVC   FST+FSTFCL-FSTSECT(2),82(R13)
         OI    AFTFLG2,AFTDFC
*
*        The file is open for writing.
*
WRREADY  LA    R15,16
         CLC   FSCBFV,FST+FSTFV-FSTSECT
         BNE   OUT
         SR    R2,R2
         ICM   R2,3,FSCBITNO
         BNZ   WRITEM
         ICM   R2,3,FST+FSTWP-FSTSECT
WRITEM   ST    R2,72(,R13)
         AR    R9,R2                next item
         LA    R15,6
         C     R9,=F'65536'
         BH    OUT
         SR    R4,R4
         ICM   R4,3,FST+FSTIC-FSTSECT
         CLI   FSCBFV,C'V'
         BE    WRVAR
         LA    R15,15
         CLC   76(4,R13),FST+FSTIL-FSTSECT
         BNE   OUT
         BCTR  R2,0
         LR    R7,R2
         M     R6,76(,R13)
         LR    R2,R7                position
         L     R3,FSCBSIZE
         B     WRMOVE
WRVAR    LA    R4,1(,R4)
         LA    R15,7
         CR    R2,R4
         BH    OUT
         ST    R4,104(,R13)
         BAL   R8,POSITION
         BNZ   OUT
         CLC   72(4,R13),104(R13)
         BE    WRAPP
         LA    R15,27               rewrite: same length only
         C     R3,FSCBSIZE
         BNE   OUT
         B     WRTEXT
WRAPP    MVC   80(2,R13),FSCBSIZE+2 length, then text
         LA    R3,2
         LR    R1,R10
         LA    R4,80(,R13)
         LA    R5,1
         CALL  DMSAFM
         LTR   R15,R15
         BNZ   OUT
         LA    R2,2(,R2)
WRTEXT   L     R3,FSCBSIZE
         L     R4,FST+FSTIL-FSTSECT
         CR    R3,R4
         BNH   *+8
         ST    R3,FST+FSTIL-FSTSECT
         LA    R4,0(R2,R3)
         ST    R9,AFTVITM
         ST    R4,AFTVPOS
WRMOVE   LR    R1,R10
         L     R4,FSCBBUFF
         LA    R4,0(,R4)
         LA    R5,1
         CALL  DMSAFM
         LTR   R15,R15
         BNZ   WRFAIL
         STH   R9,FST+FSTWP-FSTSECT
         BCTR  R9,0
         SR    R4,R4
         ICM   R4,3,FST+FSTIC-FSTSECT
         CR    R9,R4
         BNH   WRGOOD
         STH   R9,FST+FSTIC-FSTSECT
WRGOOD   SR    R15,R15
         B     OUT
WRFAIL   MVC   AFTVITM(8),=F'1,0'   the place is not known any more
         B     OUT
*        WROPEN: AFT for output on disk R7, FST R3
WROPEN   LA    R1,84-8(,R13)
         LR    R2,R7
         LA    R4,AFTWR
         CALL  DMSAFO
         LTR   R15,R15
         BNZR  R8
         LR    R10,R1
         LR    R2,R7
*        WRCOUNT: one more file open for output on disk R2
WRCOUNT  LH    R15,ADTNACW-ADTSECT(,R2)
         LA    R15,1(,R15)
         STH   R15,ADTNACW-ADTSECT(,R2)
         SR    R15,R15
         BR    R8
*        WRDISK: is the disk of AFT R10 read-write?
WRDISK   L     R7,AFTADT
         SR    R15,R15
         TM    ADTFLG1,ADTFRW
         BO    *+8
         LA    R15,12
         LTR   R15,R15
         BR    R8
         DROP  R7
         EJECT
*
*        POINT
*
DMSPNT   ENTER WORK=16,BASE=DMSBRD
         LA    R11,0(,R1)
         CLI   24(R11),X'FF'        no plist of a program
         BE    PNTBAD
         BAL   R8,FIND
         BZ    PNTSET
         LR    R1,R11
         CALL  DMSLFS
         LTR   R15,R15
         BZ    PNTOPEN
         LEAVE 1
PNTOPEN  LR    R3,R0
         LR    R2,R1
         LR    R1,R11
         LA    R4,0
         CALL  DMSAFO
         LTR   R15,R15
         BNZ   OUT
         LR    R10,R1
PNTSET   SR    R2,R2
         ICM   R2,3,28(R11)         read pointer
         BZ    PNTWR
         STH   R2,FST+FSTRP-FSTSECT
PNTWR    ICM   R2,3,26(R11)         write pointer
         BZ    PNTOK
         C     R2,=F'65535'
         BL    PNTST
         SR    R2,R2
         ICM   R2,3,FST+FSTIC-FSTSECT
         LA    R2,1(,R2)
PNTST    STH   R2,FST+FSTWP-FSTSECT
PNTOK    LEAVE 0
PNTBAD   LEAVE 2
         LTORG
*        characters of a new file's name and type: zero
NEWTAB   DC    256X'FF'
         ORG   NEWTAB+C' '
         DC    X'00'
         ORG   NEWTAB+C'$'
         DC    X'00'
         ORG   NEWTAB+C'+'
         DC    X'00'
         ORG   NEWTAB+C'-'
         DC    X'00'
         ORG   NEWTAB+C'_'
         DC    X'00'
         ORG   NEWTAB+C':'
         DC    X'000000'
         ORG   NEWTAB+C'A'
         DC    9X'00'
         ORG   NEWTAB+C'J'
         DC    9X'00'
         ORG   NEWTAB+C'S'
         DC    8X'00'
         ORG   NEWTAB+C'0'
         DC    10X'00'
         ORG   NEWTAB+C'a'
         DC    9X'00'
         ORG   NEWTAB+C'j'
         DC    9X'00'
         ORG   NEWTAB+C's'
         DC    8X'00'
         ORG
         NUCON
         ADT
         FSTB
         FSCBD
         AFT
         REGEQU
         END
