DMSLAD   TITLE 'DMSLAD - LOOK-UP OF DISKS AND FILES'
*
*        DMSLAD   disk by mode letter: R1 = letter's address.  R1 =
*                 ADT; R15 = 0, 36 not accessed (R1 is the ADT), 24 no
*                 letter.
*        DMSLFS   file: R1 = plist (8 fn, 16 ft, 24 fm).  R0 = FST,
*                 R1 = ADT, R15 = 0, 24, 28, 36.
*        DMSLFSW  the same on read-write disks only.
*        DMSLAF   open file: R1 = plist.  R1 = AFT; R15 = 0, 1.
*        DMSSTT   STATE; DMSSTTW STATEW.
*
DMSLAD   CSECT
         ENTRY DMSLFS,DMSLFSW,DMSLAF,DMSSTT,DMSSTTW
         USING NUCON,0
         ENTER
         BAL   R9,LETTER
         L     R3,4(,R13)
         ST    R11,24(,R3)
         LEAVE
*        LETTER: ADT of the letter at R1: R11, R15
LETTER   L     R11,IADT
         USING ADTSECT,R11
LETTER1  CLC   ADTM,0(R1)
         BE    LETTER2
         L     R11,ADTPTR
         LTR   R11,R11
         BNZ   LETTER1
         LA    R15,36
         CLI   0(R1),C'A'
         BL    LETTER3
         CLI   0(R1),C'Z'
         BH    LETTER3
         CLI   0(R1),C'I'           (letters have gaps)
         BNHR  R9
         CLI   0(R1),C'J'
         BL    LETTER3
         CLI   0(R1),C'R'
         BNHR  R9
         CLI   0(R1),C'S'
         BNLR  R9
LETTER3  LA    R15,24
         BR    R9
LETTER2  SR    R15,R15
         TM    ADTFLG1,ADTFRO+ADTFRW
         BNZR  R9
         LA    R15,36
         BR    R9
         EJECT
*
*        File look-up.  R10 = plist, R8 = 0 or 1 (read-write only).
*
DMSLFSW  ENTER BASE=DMSLAD
         LA    R8,1
         B     LFSGO
DMSLFS   ENTER BASE=DMSLAD
         SR    R8,R8
LFSGO    LR    R10,R1
         CLI   24(R10),C'*'
         BE    LFSALL
         CLI   24(R10),C' '
         BE    LFSALL
         CLI   24(R10),X'FF'
         BE    LFSALL
         LA    R1,24(,R10)
         BAL   R9,LETTER
         LTR   R15,R15
         BNZ   LFSOUT
         BAL   R9,LFSDISK           the disk itself,
         BZ    LFSFOUND
         L     R11,IADT             then its extensions
LFSEXT   CLC   ADTMX,24(R10)
         BNE   LFSEXTN
         BAL   R9,LFSDISK
         BZ    LFSFOUND
LFSEXTN  L     R11,ADTPTR
         LTR   R11,R11
         BNZ   LFSEXT
LFSNONE  LA    R15,28
         B     LFSOUT
LFSALL   L     R11,IADT
LFSALL1  BAL   R9,LFSDISK
         BZ    LFSFOUND
         L     R11,ADTPTR
         LTR   R11,R11
         BNZ   LFSALL1
         B     LFSNONE
LFSFOUND L     R3,4(,R13)
         ST    R4,20(,R3)
         ST    R11,24(,R3)
         SR    R15,R15
LFSOUT   LEAVE
*        LFSDISK: file on disk R11: condition code 0 and R4 = FST
LFSDISK  TM    ADTFLG1,ADTFRO+ADTFRW
         BZ    LFSNO
         LTR   R8,R8
         BZ    LFSDIR
         TM    ADTFLG1,ADTFRW
         BZ    LFSNO
LFSDIR   ICM   R5,15,ADTFDA
         BZ    LFSNO
LFSHYP   LR    R4,R5
         LA    R6,20
         USING FSTSECT,R4
LFSFST   CLC   FSTN,8(R10)
         BE    LFSTYPE
         CLI   FSTN,0
         BE    LFSNXT
         CLC   8(2,R10),=C'* '
         BNE   LFSNXT
LFSTYPE  CLC   FSTT,16(R10)
         BE    LFSYES
         CLC   16(2,R10),=C'* '
         BE    LFSYES
LFSNXT   LA    R4,FSTL(,R4)
         BCT   R6,LFSFST
         ICM   R5,15,HYPNEXT-HYPSECT(R5)
         BNZ   LFSHYP
LFSNO    LTR   R12,R12              not zero
         BR    R9
LFSYES   SR    R15,R15
         BR    R9
         DROP  R4
         EJECT
*
*        Open file look-up
*
DMSLAF   ENTER BASE=DMSLAD
         LR    R10,R1
         L     R2,AAFT
         USING AFTSECT,R2
LAFLOOP  LTR   R2,R2
         BZ    LAFNONE
         CLC   AFTFST(16),8(R10)
         BNE   LAFNEXT
         CLI   24(R10),C'*'
         BE    LAFHIT
         CLI   24(R10),C' '
         BE    LAFHIT
         CLI   24(R10),X'FF'
         BE    LAFHIT
         L     R11,AFTADT
         CLC   ADTM,24(R10)
         BE    LAFHIT
         CLC   ADTMX,24(R10)
         BE    LAFHIT
LAFNEXT  L     R2,AFTPTR
         B     LAFLOOP
LAFHIT   L     R3,4(,R13)
         ST    R2,24(,R3)
         LEAVE 0
LAFNONE  LEAVE 1
         EJECT
*
*        STATE and STATEW
*
DMSSTTW  ENTER WORK=8,BASE=DMSLAD
         LA    R8,1
         B     STTGO
DMSSTT   ENTER WORK=8,BASE=DMSLAD
         SR    R8,R8
STTGO    ST    R1,72(,R13)          with the call type
         TM    72(R13),X'F0'        (BAL leaves the program mask there)
         BZ    *+8
         MVI   72(R13),0
         LA    R10,0(,R1)
*        characters of name and type
         LA    R15,20
         LA    R3,8(,R10)
         CLI   0(R3),C' '
         BE    STTERR
         CLI   0(R3),X'FF'
         BE    STTINC
         CLI   16(R10),X'FF'
         BE    STTINC
         CLI   16(R10),C' '
         BE    STTERR
         TRT   0(16,R3),FIDTAB
         BNZ   STTERR
         LR    R1,R10
         CALL  DMSLAF               open now?
         LTR   R15,R15
         BNZ   STTDIR
         LR    R2,R1
         LTR   R8,R8
         BZ    STTOPEN
         L     R11,AFTADT
         TM    ADTFLG1,ADTFRW
         BZ    STTDIR
STTOPEN  MVC   STATEFST,AFTFST
         MVC   STATER0,AFTADT
         MVC   STATER1,AFTFSTA
         L     R11,AFTADT
         B     STTRET
         DROP  R2
STTDIR   LR    R1,R10
         LTR   R8,R8
         BNZ   STTDIRW
         CALL  DMSLFS
         B     STTCHK
STTDIRW  CALL  DMSLFSW
STTCHK   LTR   R15,R15
         BNZ   STTERR
         LR    R4,R0
         LR    R11,R1
         MVC   STATEFST,0(R4)
         ST    R4,STATER1
         ST    R11,STATER0
STTRET   MVC   STATEFST+FSTM-FSTSECT(1),ADTM
         MVI   STATEFST+FSTFB-FSTSECT,0
         TM    ADTFLG1,ADTFRW
         BZ    *+8
         MVI   STATEFST+FSTFB-FSTSECT,FSTFRW
         CLI   16(R10),X'FF'
         BE    STTGOOD
         CLI   72(R13),X'00'        a command: no pointer returned
         BNE   STTGOOD
         LA    R3,STATEFST
         ST    R3,28(,R10)
STTGOOD  LEAVE 0
STTINC   LA    R15,24
STTERR   CLI   72(R13),X'00'        messages at the command level only
         BE    STTOUT
         LR    R8,R15
         LA    R4,8(,R10)
         CH    R8,=H'28'
         BE    STTE28
         CH    R8,=H'36'
         BE    STTE36
         CH    R8,=H'20'
         BE    STTE20
         CLI   8(R10),X'FF'
         BE    STTE54
         CLI   16(R10),X'FF'
         BE    STTE54
         DMSERR NUM=48,LET=E,CSECT=STT,SUB=(CHARA,((R4),8)),           X
               TEXT='INVALID MODE ''........'''
         B     STTEND
STTE54   DMSERR NUM=54,LET=E,CSECT=STT,                                X
               TEXT='INCOMPLETE FILEID SPECIFIED'
         B     STTEND
STTE28   DMSERR NUM=2,LET=E,CSECT=STT,SUB=(CHAR8A,((R4),16)),          X
               TEXT='FILE ''....................'' NOT FOUND'
         B     STTEND
STTE36   DMSERR NUM=69,LET=E,CSECT=STT,SUB=(CHARA,(24(R10),1)),        X
               TEXT='DISK ''..'' NOT ACCESSED'
         B     STTEND
STTE20   DMSERR NUM=62,LET=E,CSECT=STT,SUB=(CHAR8A,((R4),16)),         X
               TEXT='INVALID CHARACTER IN FILEID ''................'''
STTEND   LR    R15,R8
STTOUT   LEAVE
*        characters that a file identifier may have: zero
         ENTRY FIDTAB
FIDTAB   DC    256X'FF'
         ORG   FIDTAB+C' '
         DC    X'00'
         ORG   FIDTAB+C'$'
         DC    X'00'
         ORG   FIDTAB+C'*'
         DC    X'00'
         ORG   FIDTAB+C'+'
         DC    X'00'
         ORG   FIDTAB+C'-'
         DC    X'00'
         ORG   FIDTAB+C'_'
         DC    X'00'
         ORG   FIDTAB+C':'
         DC    X'000000'            : # @
         ORG   FIDTAB+C'A'
         DC    9X'00'
         ORG   FIDTAB+C'J'
         DC    9X'00'
         ORG   FIDTAB+C'S'
         DC    8X'00'
         ORG   FIDTAB+C'0'
         DC    10X'00'
         ORG   FIDTAB+C'a'
         DC    9X'00'
         ORG   FIDTAB+C'j'
         DC    9X'00'
         ORG   FIDTAB+C's'
         DC    8X'00'
         ORG
         LTORG
         NUCON
         ADT
         FSTB
         AFT
         REGEQU
         END
