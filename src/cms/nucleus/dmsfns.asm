DMSFNS   TITLE 'DMSFNS - FINIS, ERASE AND RENAME'
*
*        DMSFNS  FINIS    closes files: plist fn ft fm, each may be *.
*                         R15 = 0, 6 none was open, 3 disk error.
*        DMSERS  ERASE    erases files: plist or command fn ft (fm)
*                         ((TYPE or NOTYPE)
*        DMSRN6  RENAME6  8 old fn ft fm, 32 new fn ft fm
*
*        When the last file that was open for output on a disk is
*        closed, the directory of the disk is written.
*
DMSFNS   CSECT
         ENTRY DMSERS,DMSRN6
         USING NUCON,0
         USING AFTSECT,R10
         ENTER WORK=64
         LR    R11,R1
         LA    R8,6
         L     R10,AAFT
FNSLOOP  LTR   R10,R10
         BZ    FNSEND
         L     R9,AFTPTR            next one, this will be freed
         CLC   8(2,R11),=C'* '
         BE    FNSTYP
         CLC   AFTFST(8),8(R11)
         BNE   FNSNEXT
FNSTYP   CLC   16(2,R11),=C'* '
         BE    FNSMOD
         CLC   AFTFST+8(8),16(R11)
         BNE   FNSNEXT
FNSMOD   CLI   24(R11),C'*'
         BE    FNSCLOSE
         CLI   24(R11),C' '
         BE    FNSCLOSE
         CLI   24(R11),X'FF'
         BE    FNSCLOSE
         L     R2,AFTADT
         USING ADTSECT,R2
         CLC   ADTM,24(R11)
         BE    FNSCLOSE
         CLC   ADTMX,24(R11)
         BNE   FNSNEXT
FNSCLOSE BAL   R7,CLOSE
         CH    R8,=H'6'
         BNE   *+6
         SR    R8,R8
         LTR   R15,R15
         BZ    FNSNEXT
         LR    R8,R15
FNSNEXT  LR    R10,R9
         B     FNSLOOP
FNSEND   LR    R15,R8
         LEAVE
*
*        CLOSE: closes the file of AFT R10.  R15 = 0, 3.
*
CLOSE    TM    AFTFLG,AFTWR
         BO    CLSOUT
         LR    R1,R10
         CALL  DMSAFC
         SR    R15,R15
         BR    R7
CLSOUT   LR    R1,R10
         CALL  DMSAFF               what is still in the buffers
         ST    R15,72(,R13)
         LTR   R15,R15
         BNZ   CLSCNT               disk error: the old file stays
         L     R2,AFTADT
         BAL   R6,DATE
         MVC   AFTFST+FSTD-FSTSECT(4),76(R13)
         MVC   AFTFST+FSTYR-FSTSECT(2),80(R13)
         MVC   AFTFST+FSTRP-FSTSECT(2),=H'1'
         SR    R3,R3                pointers as at the next use
         ICM   R3,3,AFTFST+FSTIC-FSTSECT
         LA    R3,1(,R3)
         STH   R3,AFTFST+FSTWP-FSTSECT
         OC    AFTFST+FSTIC-FSTSECT(2),AFTFST+FSTIC-FSTSECT
         BZ    CLSEMPTY             nothing was written
         L     R3,AFTFSTA
         LTR   R3,R3
         BNZ   CLSHAVE
         BAL   R6,NEWFST            R3 = a free FST
         BNZ   CLSNOST
CLSHAVE  MVC   0(40,R3),AFTFST
         BAL   R6,MARKHYP
         B     CLSCNT
CLSEMPTY L     R3,AFTFSTA
         LTR   R3,R3
         BNZ   CLSHAVE
CLSNOST  SR    R0,R0                give its first chain link back
         ICM   R0,3,AFTFST+FSTFCL-FSTSECT
         LR    R1,R2
         CALL  DMSTRKX
CLSCNT   L     R2,AFTADT
         LH    R3,ADTNACW
         BCTR  R3,0
         STH   R3,ADTNACW
         OI    ADTFLG2,ADTDIRTY
         LR    R1,R10
         CALL  DMSAFC
         BAL   R6,UPDATE
         L     R3,72(,R13)
         LTR   R3,R3
         BZR   R7
         LR    R15,R3
         BR    R7
*        UPDATE: writes the directory of disk R2 when no file is open
*        for output there.  R15.
UPDATE   LH    R3,ADTNACW
         LTR   R3,R3
         BP    UPDNOT
         TM    ADTFLG2,ADTDIRTY
         BZ    UPDNOT
         LR    R1,R2
         CALL  AUPDISK
         BR    R6
UPDNOT   SR    R15,R15
         BR    R6
*        MARKHYP: the hyperblock with FST R3 on disk R2 is changed
MARKHYP  L     R4,ADTFDA
         USING HYPSECT,R4
MARKH1   LTR   R4,R4
         BZR   R6
         CR    R3,R4
         BL    MARKH2
         LA    R5,HYPNEXT
         CR    R3,R5
         BL    MARKH3
MARKH2   L     R4,HYPNEXT
         B     MARKH1
MARKH3   OI    HYPFLAG,HYPDIRTY
         OI    ADTFLG2,ADTDIRTY
         BR    R6
*        NEWFST: R3 = a free FST on disk R2; one more file
NEWFST   L     R4,ADTFDA
         SR    R5,R5
NEWFST1  LTR   R4,R4
         BZ    NEWHYP
         LA    R3,HYPFST
         LA    R0,20
NEWFST2  CLI   0(R3),0
         BE    NEWFST3
         LA    R3,FSTL(,R3)
         BCT   R0,NEWFST2
         LR    R5,R4
         L     R4,HYPNEXT
         B     NEWFST1
NEWFST3  L     R0,ADTFSTC
         AH    R0,=H'1'
         ST    R0,ADTFSTC
         SR    R15,R15
         BR    R6
NEWHYP   LA    R0,HYPL/8
         MVC   CODE203,=X'0104'
         CALL  AFREE
         LTR   R15,R15
         BNZR  R6
         LR    R4,R1
         LA    R14,HYPSECT
         LA    R15,HYPL
         SR    R1,R1
         MVCL  R14,R0
         ST    R5,HYPPREV
         LTR   R5,R5
         BZ    NEWHYP1
         ST    R4,HYPNEXT-HYPSECT(,R5)
         B     NEWHYP2
NEWHYP1  ST    R4,ADTFDA
NEWHYP2  L     R0,ADTHBCT
         AH    R0,=H'1'
         ST    R0,ADTHBCT
         LH    R0,ADTRES            it needs a block of the directory
         AH    R0,=H'1'
         STH   R0,ADTRES
         LA    R3,HYPFST
         B     NEWFST3
         DROP  R4
*        DATE: 76(R13) = MMDDHHMM packed, 80 = year
DATE     LA    R3,CURRDATE
         DC    X'8330000C'
         MVC   80(2,R13),CURRDATE+6
         MVC   84(2,R13),CURRDATE
         MVC   86(2,R13),CURRDATE+3
         MVC   88(2,R13),CURRTIME
         MVC   90(2,R13),CURRTIME+3
         MVI   92(R13),C'0'
         PACK  96(5,R13),84(9,R13)
         MVC   76(4,R13),96(R13)
         BR    R6
         EJECT
*
*        ERASE
*
DMSERS   ENTER WORK=64,BASE=DMSFNS
         ST    R1,104(,R13)         with the call type
         TM    104(R13),X'F0'       (BAL leaves the program mask there)
         BZ    *+8
         MVI   104(R13),0
         LA    R11,0(,R1)
         MVI   108(R13),0           TYPE option
         CLI   8(R11),X'FF'
         BE    ERSNOID
         CLI   16(R11),X'FF'
         BE    ERSNOID
         CLI   8(R11),C'('
         BE    ERSNOID
         CLI   16(R11),C'('
         BE    ERSNOID
         MVC   110(2,R13),=C'A '    mode
         LA    R3,24(,R11)
         CLI   0(R3),X'FF'
         BE    ERSGO
         CLI   0(R3),C'('
         BE    ERSOPT
         CLI   0(R3),C' '
         BE    ERSGO
         MVC   110(2,R13),0(R3)
         CLI   104(R13),0           called by a program: a FSCB
         BE    ERSGO
         LA    R3,8(,R3)
         CLI   0(R3),X'FF'
         BE    ERSGO
         CLI   0(R3),C'('
         BNE   ERSPARM
ERSOPT   LA    R3,8(,R3)
         CLI   0(R3),X'FF'
         BE    ERSGO
         CLI   0(R3),C')'
         BE    ERSGO
         CLC   0(8,R3),=CL8'NOTYPE'
         BE    ERSOPT
         CLC   0(8,R3),=CL8'TYPE'
         BNE   ERSBOPT
         MVI   108(R13),1
         B     ERSOPT
*        files that are open are closed first: a new one is in no
*        directory before that
ERSGO    MVC   72(24,R13),0(R11)
         MVC   96(8,R13),=CL8' '
         MVC   96(2,R13),110(R13)
         LA    R1,72(,R13)
         CALL  AFINIS
         XC    112(4,R13),112(R13)  files erased
         CLI   110(R13),C'*'
         BE    ERSALL
         LA    R1,110(,R13)
         CALL  AADTLKP
         CH    R15,=H'24'
         BE    ERSMODE
         LTR   R15,R15
         BNZ   ERSNACC
         LR    R2,R1
         TM    ADTFLG1,ADTFRW
         BZ    ERSRO
         BAL   R9,ERSDISK
         B     ERSDONE
ERSALL   L     R2,IADT
ERSALL1  TM    ADTFLG1,ADTFRW
         BZ    ERSALL2
         BAL   R9,ERSDISK
ERSALL2  L     R2,ADTPTR
         LTR   R2,R2
         BNZ   ERSALL1
ERSDONE  L     R3,112(,R13)
         LTR   R3,R3
         BNZ   ERSGOOD
         LA    R15,28
         CLI   104(R13),0
         BE    ERSOUT
         DMSERR NUM=2,LET=E,CSECT=ERS,TEXT='FILE NOT FOUND'
         LA    R15,28
         B     ERSOUT
ERSGOOD  SR    R15,R15
ERSOUT   LEAVE
*        ERSDISK: erases the files of disk R2 that match
ERSDISK  L     R4,ADTFDA
ERSHYP   LTR   R4,R4
         BZ    ERSUPD
         LR    R3,R4
         LA    R5,20
         USING FSTSECT,R3
ERSFST   CLI   FSTN,0
         BE    ERSNXT
         CLC   8(2,R11),=C'* '
         BE    ERSTYP
         CLC   FSTN,8(R11)
         BNE   ERSNXT
ERSTYP   CLC   16(2,R11),=C'* '
         BE    ERSNUM
         CLC   FSTT,16(R11)
         BNE   ERSNXT
ERSNUM   CLI   111(R13),C'0'        mode number given?
         BL    ERSIT
         CLI   111(R13),C'9'
         BH    ERSIT
         CLC   FSTM+1(1),111(R13)
         BNE   ERSNXT
ERSIT    STM   R2,R5,116(R13)
         BAL   R8,ERSONE
         LM    R2,R5,116(R13)
ERSNXT   LA    R3,FSTL(,R3)
         BCT   R5,ERSFST
         L     R4,HYPNEXT-HYPSECT(,R4)
         B     ERSHYP
ERSUPD   BAL   R6,UPDATE
         BR    R9
*        ERSONE: FST R3 on disk R2
ERSONE   CLI   108(R13),0
         BE    ERSFREE
         MVC   STATEFST,FSTSECT
         LINEDIT TEXTA=ERSTEXT,SUB=(CHAR8A,(STATEFST,18)),DOT=NO
ERSFREE  LR    R1,R3
         LR    R0,R2
         CALL  DMSERB               free its blocks
         XC    FSTSECT(40),FSTSECT
         BAL   R6,MARKHYP
         L     R0,ADTFSTC
         BCTR  R0,0
         ST    R0,ADTFSTC
         L     R0,112(,R13)
         AH    R0,=H'1'
         ST    R0,112(,R13)
         BR    R8
         DROP  R3
ERSTEXT  DC    AL1(20),C'....................'
ERSNOID  LA    R8,24
         CLI   104(R13),0
         BE    ERSRET
         DMSERR NUM=54,LET=E,CSECT=ERS,                                X
               TEXT='INCOMPLETE FILEID SPECIFIED'
         B     ERSRET
ERSPARM  DMSERR NUM=70,LET=E,CSECT=ERS,SUB=(CHARA,(R3)),               X
               TEXT='INVALID PARAMETER ''........'''
         LA    R8,24
         B     ERSRET
ERSBOPT  DMSERR NUM=3,LET=E,CSECT=ERS,SUB=(CHARA,(R3)),                X
               TEXT='INVALID OPTION ''........'''
         LA    R8,24
         B     ERSRET
ERSMODE  LA    R8,24
         CLI   104(R13),0
         BE    ERSRET
         DMSERR NUM=48,LET=E,CSECT=ERS,SUB=(CHARA,(110(R13),2)),       X
               TEXT='INVALID MODE ''..'''
         B     ERSRET
ERSNACC  LA    R8,36
         CLI   104(R13),0
         BE    ERSRET
         DMSERR NUM=69,LET=E,CSECT=ERS,SUB=(CHARA,(110(R13),1)),       X
               TEXT='DISK ''..'' NOT ACCESSED'
         B     ERSRET
ERSRO    LA    R8,36
         CLI   104(R13),0
         BE    ERSRET
         DMSERR NUM=37,LET=E,CSECT=ERS,SUB=(CHARA,(110(R13),1)),       X
               TEXT='DISK ''..'' IS READ/ONLY'
ERSRET   LR    R15,R8
         LEAVE
         EJECT
*
*        RENAME6: the FST gets another name, type or mode number.
*        R15 = 0, 28 not found, 36 disk read-only, 12 the new one
*        exists.
*
DMSRN6   ENTER WORK=64,BASE=DMSFNS
         LA    R11,0(,R1)
         MVC   32+16(1,R11),24(R11) new name on the same disk
         LA    R1,24(,R11)
         CALL  AFINIS               close both if they are open
         LR    R1,R11
         CALL  AFINIS
         LA    R1,24(,R11)
         CALL  DMSLFSW
         LTR   R15,R15
         BNZ   RN6OLD
         LA    R8,12
         CLC   8(16,R11),32(R11)    only the mode number may change
         BNE   ERSRET
RN6OLD   LR    R1,R11
         CALL  DMSLFS
         LR    R8,R15
         LTR   R15,R15
         BNZ   ERSRET
         LR    R3,R0
         LR    R2,R1
         LA    R8,36
         TM    ADTFLG1,ADTFRW
         BZ    ERSRET
         USING FSTSECT,R3
RN6SET   MVC   FSTN,32(R11)
         MVC   FSTT,40(R11)
         CLI   49(R11),C'0'
         BL    *+10
         MVC   FSTM+1(1),49(R11)
         BAL   R6,MARKHYP
         BAL   R6,UPDATE
         LR    R8,R15
         B     ERSRET
         DROP  R3
         LTORG
         NUCON
         ADT
         FSTB
         AFT
         REGEQU
         END
