DMSFRE   TITLE 'DMSFRE - FREE STORAGE'
*
*        DMSFRE  obtains storage:  R0 = doublewords; CODE203 X'01nn'
*                for nucleus storage.  R1 = address, R15 = 0, or R15 =
*                1 when there is none, 4 for a bad length.
*        DMSFRT  gives it back: R0 = doublewords, R1 = address.  R15 =
*                0, 4 bad length, 5 not in free storage, 6 already
*                free.
*        DMSFREIN, DMSFREAB set free storage up after IPL and free all
*                user storage after an abend.
*
*        Free storage is made of pages with the nucleus key and pages
*        with the user key; the storage key tells which is which.  Each
*        kind has a chain of free blocks in order of address: address
*        of the next, length in bytes.  Pages come from the low area
*        first (nucleus only), then downwards from FREELOWE; pages
*        that become free at FREELOWE go back.
*
DMSFRE   CSECT
         ENTRY DMSFRT,DMSFREIN,DMSFREAB
         USING NUCON,0
         ENTER WORK=8
         LTR   R2,R0
         BNP   FREBAD
         C     R2,=F'1500000'
         BH    FREBAD
         SLL   R2,3                 bytes
         LA    R3,USRFREE
         TM    CODE203,X'01'
         BZ    *+8
         LA    R3,NUCFREE
*        first fit
FRESRCH  LR    R4,R3                block before
FRENEXT  L     R5,0(,R4)
         LTR   R5,R5
         BZ    FREPAGE
         C     R2,4(,R5)
         BNH   FREFIT
         LR    R4,R5
         B     FRENEXT
*        take the upper part of the block
FREFIT   L     R6,4(,R5)
         SR    R6,R2
         BZ    FREALL
         ST    R6,4(,R5)
         B     FRETAKE
FREALL   MVC   0(4,R4),0(R5)
FRETAKE  LA    R1,0(R6,R5)
         L     R3,4(,R13)           return R1 to the caller
         ST    R1,24(,R3)
         LEAVE 0
*        more pages: from FREELOWE downwards
FREPAGE  LA    R5,4095(,R2)
         N     R5,=X'00FFF000'
         L     R6,FREELOWE
         SR    R6,R5                new low end
         BM    FRENONE
         L     R7,MAINHIGH
         LA    R7,4095(,R7)
         N     R7,=X'00FFF000'
         CR    R6,R7
         BL    FRENONE
         LR    R1,R6                pages R6 to FREELOWE
         LR    R0,R5
         LA    R8,X'E0'
         C     R3,=A(NUCFREE-NUCON)
         BNE   *+8
         LA    R8,X'F0'
         BAL   R9,SETKEYS
         ST    R6,FREELOWE
         BAL   R9,INSERT
         B     FRESRCH
FRENONE  LEAVE 1
FREBAD   LEAVE 4
         EJECT
DMSFRT   ENTER WORK=8,BASE=DMSFRE
         LTR   R2,R0
         BNP   FRTBAD
         C     R2,=F'1500000'
         BH    FRTBAD
         SLL   R2,3
         LA    R1,0(,R1)
         LR    R4,R1                on a doubleword, in free storage?
         N     R4,=F'7'
         BNZ   FRTADR
         LA    R4,0(R1,R2)
         C     R1,=A(X'5000')
         BL    FRTADR
         C     R4,=A(X'E000')
         BNH   FRTKEY
         C     R1,FREELOWE
         BL    FRTADR
         C     R4,FREEUPPR
         BH    FRTADR
FRTKEY   LR    R5,R1                which kind?
         N     R5,=X'00FFF800'
         ISK   R6,R5
         LA    R3,USRFREE
         N     R6,=F'240'
         CH    R6,=H'224'
         BE    *+8
         LA    R3,NUCFREE
         LR    R0,R2
         BAL   R9,INSERT
         LTR   R15,R15
         BNZ   FRTOUT
         BAL   R9,TRIM
         SR    R15,R15
FRTOUT   LEAVE
FRTBAD   LEAVE 4
FRTADR   LEAVE 5
         EJECT
*
*        INSERT: puts the block R1, R0 bytes into chain R3 in order and
*        joins it with its neighbours.  R15 = 0, or 6 when it overlaps
*        free storage.  Uses R4, R5, R7, R8.
*
INSERT   LR    R4,R3
INSNEXT  L     R5,0(,R4)
         LTR   R5,R5
         BZ    INSHERE
         CR    R5,R1
         BNL   INSHERE
         LR    R4,R5
         B     INSNEXT
INSHERE  LA    R15,6
         CR    R4,R3                block before reaches into it?
         BE    INSUP
         LR    R7,R4
         A     R7,4(,R4)
         CR    R7,R1
         BHR   R9
INSUP    LR    R8,R1
         AR    R8,R0                end
         LTR   R5,R5
         BZ    INSLINK
         CR    R8,R5
         BHR   R9
         BL    INSLINK
         A     R0,4(,R5)            joins the next
         L     R5,0(,R5)
INSLINK  SR    R15,R15
         CR    R4,R3
         BE    INSNEW
         CR    R7,R1                joins the one before?
         BNE   INSNEW
         A     R0,4(,R4)
         ST    R0,4(,R4)
         ST    R5,0(,R4)
         BR    R9
INSNEW   ST    R5,0(,R1)
         ST    R0,4(,R1)
         ST    R1,0(,R4)
         BR    R9
*
*        TRIM: free pages at FREELOWE go back to the program area.
*
TRIM     ST    R9,72(,R13)
TRIMLOOP LA    R3,USRFREE
         BAL   R9,TRIMONE
         LTR   R15,R15
         BNZ   TRIMLOOP
         LA    R3,NUCFREE
         BAL   R9,TRIMONE
         LTR   R15,R15
         BNZ   TRIMLOOP
         L     R9,72(,R13)
         BR    R9
*        R15 = pages given back from chain R3
TRIMONE  SR    R15,R15
         L     R1,FREELOWE
         LR    R4,R3
TRIMNEXT L     R5,0(,R4)
         LTR   R5,R5
         BZR   R9
         CR    R5,R1
         BHR   R9
         BE    TRIMIT
         LR    R4,R5
         B     TRIMNEXT
TRIMIT   LR    R6,R5
         A     R6,4(,R5)            end of the block
         LR    R7,R6
         N     R7,=X'00FFF000'      end of its whole pages
         CR    R7,R5
         BNHR  R9
         LR    R0,R7
         SR    R0,R5                bytes to give back
         L     R8,0(,R5)            next block
         CR    R6,R7
         BE    TRIMALL
         SR    R6,R7                the rest stays
         ST    R8,0(,R7)
         ST    R6,4(,R7)
         ST    R7,0(,R4)
         B     TRIMKEY
TRIMALL  ST    R8,0(,R4)
TRIMKEY  ST    R7,FREELOWE
         LR    R15,R0
         SRL   R15,12
         LA    R8,X'E0'
*
*        SETKEYS: R0 bytes from R1 get key R8.  Uses R1, R4.
*
SETKEYS  LR    R4,R1
         AR    R4,R0
SETKEY1  SSK   R8,R1
         AH    R1,=H'2048'
         CR    R1,R4
         BL    SETKEY1
         SR    R1,R0                back to the first byte
         BR    R9
         EJECT
*
*        After IPL: the low area is nucleus storage, nothing above.
*
DMSFREIN ENTER WORK=8,BASE=DMSFRE
         XC    NUCFREE(16),NUCFREE
         LA    R3,NUCFREE
         L     R1,=A(X'5000')
         L     R0,=A(X'E000'-X'5000')
         BAL   R9,INSERT
         LEAVE 0
*
*        After an abend: every page with the user key is free.
*
DMSFREAB ENTER WORK=8,BASE=DMSFRE
         XC    USRFREE,USRFREE
         LA    R3,USRFREE
         L     R6,FREELOWE
ABPAGE   C     R6,FREEUPPR
         BNL   ABTRIM
         ISK   R7,R6
         N     R7,=F'240'
         CH    R7,=H'224'
         BNE   ABNEXT
         LR    R1,R6
         LA    R0,4095
         AH    R0,=H'1'
         BAL   R9,INSERT
ABNEXT   AH    R6,=H'4096'
         B     ABPAGE
ABTRIM   BAL   R9,TRIM
         LEAVE 0
         DROP  R12
         LTORG
         NUCON
         REGEQU
         END
