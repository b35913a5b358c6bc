* CMS MODULE RENAME ORIGIN=E000
         TITLE 'DMSRNM: RENAME COMMAND'
*
*        RENAME fn ft fm newfn newft newfm [(options[)]]
*
*        Renames each file that fits fn ft fm, in which names and types
*        may be or end with asterisks. In the new identifier = means:
*        as before. The disk stays the same. Options: TYPE types the
*        new identifier of each file, NOTYPE; UPDIRT, NOUPDIRT whether
*        the directory is written at once (it always is).
*
*        R15: 0; 20, 24 operand; 28 no file, or there is one already;
*        36 disk; 1nn disk error.
*
         REGEQU
DMSRNM   COMMAND R11
         LA    R1,8(,R1)
         LA    R2,OLD
         BAL   R10,FID
         LA    R2,NEW
         BAL   R10,FID
         CLI   0(R1),X'FF'
         BE    CHECK
         CLI   0(R1),C'('
         BNE   BADPARM
         LA    R1,8(,R1)
         LA    R2,OPTIONS
         BAL   R10,OPTSCAN
CHECK    LA    R1,OLDMODE
         CLI   OLD+16,C'='
         BE    BADMODE
         CLI   OLD+16,C'*'
         BE    BADMODE
         BAL   R3,CKMODE
         CLI   NEW,C'*'
         BE    STARNEW
         CLI   NEW+8,C'*'
         BE    STARNEW
         CLI   NEW+16,C'='
         BE    CHECK1
         CLI   NEW+16,C'*'
         BE    CHECK1
         LA    R1,NEWMODE
         BAL   R3,CKMODE
         CLC   NEW+16(1),OLD+16
         BE    CHECK2
         DMSERR NUM=51,LET=E,TEXT='INVALID MODE CHANGE'
         LA    R15,24
         B     EXIT
CHECK1   MVC   NEW+16(1),OLD+16
CHECK2   LA    R3,OLD+16
         BAL   R10,CKRW
         LA    R2,OLD
         BAL   R10,FSTLIST
         BZ    NOTFOUND
         EJECT
*        Each file: R8 -> entry of the list, R9 = how many are left.
LOOP     MVC   PL,=CL8'RENAME6'
         MVC   PLOLD(16),0(R8)
         MVC   PLOLD+16(8),=CL8' '
         MVC   PLOLD+16(1),40(R8)
         MVC   PLOLD+17(1),FSTM+1-FSTSECT(R8)
         MVC   PLNEW,PLOLD
         CLC   NEW(2),=C'= '
         BE    *+10
         MVC   PLNEW(8),NEW
         CLC   NEW+8(2),=C'= '
         BE    *+10
         MVC   PLNEW+8(8),NEW+8
         CLI   NEW+17,C'0'
         BL    *+10
         MVC   PLNEW+17(1),NEW+17
         MVC   PLEND,=8X'FF'
         CLC   PLOLD,PLNEW
         BE    SAME
         CMSCALL PL
         LTR   R4,R15
         BNZ   FAILED
         TM    FLAGS,TYPE
         BZ    NEXT
         LINEDIT TEXT='....................',DOT=NO,                   X
               SUB=(CHAR8A,(PLNEW,20))
NEXT     LA    R8,48(,R8)
         BCT   R9,LOOP
         SR    R15,R15
EXIT     LR    R4,R15
         BAL   R10,LISTFREE
         LR    R15,R4
         L     R14,RETURN
         BR    R14
*
SAME     DMSERR NUM=19,LET=E,TEXT='IDENTICAL FILEIDS'
         LA    R15,24
         B     EXIT
NOTFOUND CLI   PLIST,X'0B'   a program wants only the code
         BE    NOTFND1
         CLI   PLIST,X'0D'
         BNE   NOTFND2
NOTFND1  DMSERR NUM=2,LET=E,SUB=(CHAR8A,(OLD,18)),                     X
               TEXT='FILE ''....................'' NOT FOUND'
NOTFND2  LA    R15,28
         B     EXIT
STARNEW  DMSERR NUM=62,LET=E,TEXT='INVALID * IN OUTPUT FILEID'
         LA    R15,20
         B     EXIT
FAILED   CH    R4,=H'12'
         BE    EXISTS
         CH    R4,=H'28'
         BE    NOTFOUND
         CH    R4,=H'36'
         BE    FAILED1
         CH    R4,=H'20'
         BE    FAILED2
         CH    R4,=H'30'
         BE    ACTIVE
         DMSERR NUM=105,LET=S,SUB=(DEC,(R4),CHAR8A,(PLNEW,18)),        X
               TEXT='ERROR ''..'' WRITING FILE ''....................''X
                ON DISK'
         LA    R15,100(,R4)
         B     EXIT
FAILED1  LA    R15,36
         B     EXIT
FAILED2  DMSERR NUM=62,LET=E,SUB=(CHAR8A,(PLNEW,18)),                  X
               TEXT='INVALID CHARACTER IN FILEID ''..................''X
               '
         LA    R15,20
         B     EXIT
EXISTS   DMSERR NUM=24,LET=E,SUB=(CHAR8A,(PLNEW,18)),                  X
               TEXT='FILE ''....................'' ALREADY EXISTS'
         LA    R15,28
         B     EXIT
ACTIVE   DMSERR NUM=30,LET=E,SUB=(CHAR8A,(PLOLD,18)),                  X
               TEXT='FILE ''....................'' ALREADY ACTIVE'
         LA    R15,28
         B     EXIT
*        FID: three tokens from R1 to the 24 bytes at R2. R10 = return.
FID      LA    R3,3
FID1     CLI   0(R1),X'FF'
         BE    NOFID
         CLI   0(R1),C'('
         BE    NOFID
         MVC   0(8,R2),0(R1)
         LA    R2,8(,R2)
         LA    R1,8(,R1)
         BCT   R3,FID1
         BR    R10
OPTTY    OI    FLAGS,TYPE
         BR    R14
OPTNOTY  NI    FLAGS,255-TYPE
OPTNONE  BR    R14
         COPY  GETFID
         COPY  BADPARM
         COPY  NOFID
         COPY  NOTACC
         COPY  CKRW
         COPY  OPTSCAN
         COPY  MATCH8
         COPY  FSTSCAN
         COPY  FSTLIST
         COPY  NOSTG
OPTIONS  OPTION TYPE,1,OPTTY
         OPTION NOTYPE,3,OPTNOTY
         OPTION UPDIRT,2,OPTNONE
         OPTION NOUPDIRT,4,OPTNONE
         OPTION
         LTORG
         WORKAREA
SCANST   DS    4F
LIST     DS    A
LISTDW   DS    F
LISTPTR  DS    A
LISTPAT  DS    A
LISTRET  DS    A
OPTTAB   DS    A
         DS    0D
PL       DS    CL8
PLOLD    DS    CL24
PLNEW    DS    CL24
PLEND    DS    XL8
OLD      DS    CL16
OLDMODE  DS    CL8
NEW      DS    CL16
NEWMODE  DS    CL8
FLAGS    DS    X
TYPE     EQU   X'80'
         WORKEND
         NUCON
         ADT
         FSTB
         END   DMSRNM
