* CMS MODULE RELEASE ORIGIN=E000 SYSTEM
         TITLE 'DMSARE: RELEASE COMMAND'
*
*        RELEASE cuu | mode [(DET[)]]
*
*        Forgets the files of a disk; of all modes of disk cuu. DET: CP
*        detaches the disk too.
*
*        R15: 0; 24 operand; 36 no such disk accessed.
*
         REGEQU
DMSARE   COMMAND
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NODEV
         CLI   0(R1),C'('
         BE    NODEV
         MVC   WANTED,0(R1)
         LR    R8,R1
         CLI   1(R1),C' '
         BNE   BYUNIT
         CLI   0(R1),C'A'
         BL    BYUNIT
         CLI   0(R1),C'Z'
         BH    BADMODE
         B     OPTS
BYUNIT   BAL   R14,DEVADDR
         BZ    BADDEV
         STH   R0,CUU
OPTS     LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    FIND
         CLI   0(R1),C'('
         BNE   BADPARM
         LA    R1,8(,R1)
         LA    R2,OPTIONS
         BAL   R10,OPTSCAN
FIND     L     R9,IADT
         USING ADTSECT,R9
FIND1    LTR   R9,R9
         BZ    ENDLIST
         TM    ADTFLG1,ADTFRO+ADTFRW
         BZ    FIND4
         L     R4,ADTDTA
         LH    R5,DTAD-DEVSECT(,R4)
         ICM   R3,3,CUU
         BNZ   FIND2
         CLC   ADTM,WANTED
         BNE   FIND4
         B     FIND3
FIND2    CH    R5,CUU
         BNE   FIND4
FIND3    CLI   ADTM,C'S'     CMS itself needs it
         BE    BADSYS
         STH   R5,FOUND
         MVC   MODE,ADTM
         LA    R1,MODE
         L     R15,ARELEASE
         BALR  R14,R15
         B     FIND          the chain may be another one now
FIND4    L     R9,ADTPTR
         B     FIND1
ENDLIST  ICM   R3,3,FOUND
         BZ    NONE
         CLI   DET,0
         BE    DONE
         STH   R3,HEXIN
         UNPK  HEXOUT(5),HEXIN(3)
         TR    HEXOUT(4),HEXDIGIT-240
         MVC   CPCMD,=C'DETACH xxx'
         MVC   CPCMD+7(3),HEXOUT+1
         LA    R3,CPCMD
         LA    R4,L'CPCMD
         DIAG  R3,R4,X'0008'
DONE     SR    R15,R15
EXIT     L     R14,RETURN
         BR    R14
NODEV    DMSERR NUM=28,LET=E,TEXT='NO DEVICE SPECIFIED'
         LA    R15,24
         B     EXIT
BADSYS   LR    R1,R8
         B     BADMODE
NONE     DMSERR NUM=69,LET=E,SUB=(CHARA,WANTED),                       X
               TEXT='DISK ''...'' NOT ACCESSED'
         LA    R15,36
         B     EXIT
OPTDET   MVI   DET,1
         BR    R14
         COPY  DEVADDR
         COPY  BADPARM
         COPY  OPTSCAN
HEXDIGIT DC    C'0123456789ABCDEF'
OPTIONS  OPTION DET,3,OPTDET
         OPTION
         LTORG
         WORKAREA
OPTTAB   DS    A
CUU      DS    H             0: by mode
FOUND    DS    H             device of the last disk released
WANTED   DS    CL3
MODE     DS    C
DET      DS    X
HEXIN    DS    H,X
HEXOUT   DS    CL5
CPCMD    DS    CL10
         WORKEND
         NUCON
         ADT
         END   DMSARE
