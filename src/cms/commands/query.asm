* CMS MODULE QUERY ORIGIN=E000 SYSTEM
         TITLE 'DMSQRY: QUERY COMMAND'
*
*        QUERY function [operand]
*
*        Types how a function of CMS is set: ABBREV BLIP IMPCP IMPEX
*        INPUT LDRTBLS LIBRARY MACLIB OUTPUT PROTECT RDYMSG REDTYPE
*        RELPAGE TXTLIB; SEARCH the disks in search order; DISK mode or
*        * or R/W how full they are; SYNONYM USER, SYSTEM or ALL.
*
*        A function that is not one of CMS goes to CP (code -3) unless
*        IMPCP is off.
*
*        R15: 0; 24 operand; 28 no such disk.
*
         REGEQU
DMSQRY   COMMAND R11
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NOFUNC
         LA    R2,FUNCTNS
         BAL   R14,LOOKUP
         BZ    NOTCMS
         LR    R2,R1
         LA    R1,8(,R1)
         MVI   LINE,C' '
         MVC   LINE+1(L'LINE-1),LINE
         MVC   LINE(8),0(R2)
         MVI   LINE+9,C'='
         BR    R15
NOTCMS   TM    OPTFLAGS,NOIMPCP
         BO    BADFUNC
         OI    MISFLAGS,NEGITS
         LH    R15,=H'-3'
EXIT     L     R14,RETURN
         BR    R14
DONE     SR    R15,R15
         B     EXIT
         EJECT
*        The routine of a function: R1 -> its first operand, R2 ->
*        name; LINE begins with the name and =.
*
ABBREV   TM    OPTFLAGS,NOABBREV
         BO    OFF
         B     ON
IMPCP    TM    OPTFLAGS,NOIMPCP
         BO    OFF
         B     ON
IMPEX    TM    OPTFLAGS,NOIMPEX
         BO    OFF
         B     ON
BLIP     TM    MISFLAGS,BLIPON
         BZ    OFF
         B     ON
RELPAGE  TM    MISFLAGS,RELPAGES
         BZ    OFF
         B     ON
REDTYPE  TM    MSGFLAGS,REDERRID
         BZ    OFF
         B     ON
PROTECT  TM    PROTFLAG,PRFPOFF
         BO    OFF
ON       MVC   LINE+11(2),=C'ON'
         B     ONELINE
OFF      MVC   LINE+11(3),=C'OFF'
ONELINE  CLI   0(R1),X'FF'
         BNE   BADPARM
         BAL   R10,TYPE
         B     DONE
RDYMSG   MVC   LINE+11(4),=C'LMSG'
         TM    MSGFLAGS,NORDYTIM
         BZ    ONELINE
         MVC   LINE+11(4),=C'SMSG'
         B     ONELINE
LDRTBLS  LH    R3,LDRTBLN
         CVD   R3,DOUBLE
         UNPK  LINE+11(3),DOUBLE
         OI    LINE+13,C'0'
         B     ONELINE
*        TYPE: types LINE and clears it. R10 = return.
TYPE     WRTERM LINE
         MVI   LINE,C' '
         MVC   LINE+1(L'LINE-1),LINE
         BR    R10
*        Names of libraries.
LIBRARY  CLI   0(R1),X'FF'
         BNE   BADPARM
         MVC   LINE(8),=CL8'MACLIB'
         LA    R3,MACLIBL
         BAL   R14,NAMES
         MVC   LINE(8),=CL8'TXTLIB'
         MVI   LINE+9,C'='
         LA    R3,TXTLIBL
         B     TXTLIB2
MACLIB   LA    R3,MACLIBL
         B     TXTLIB1
TXTLIB   LA    R3,TXTLIBL
TXTLIB1  CLI   0(R1),X'FF'
         BNE   BADPARM
TXTLIB2  BAL   R14,NAMES
         B     DONE
NAMES    LA    R4,LINE+11
         MVC   0(4,R4),=C'NONE'
NAMES1   CLI   0(R3),X'FF'
         BE    NAMES2
         MVC   0(8,R4),0(R3)
         LA    R3,8(,R3)
         LA    R4,9(,R4)
         B     NAMES1
NAMES2   BAL   R10,TYPE
         BR    R14
         EJECT
*        Translate tables: what differs from no translation.
INPUT    L     R5,AINTRTBL
         LA    R9,INPUT1
         B     OUTPUT0
INPUT1   STC   R3,LINE+11
         IC    R4,0(R3,R5)
         STC   R4,HEXIN
         UNPK  HEXOUT(3),HEXIN(2)
         TR    HEXOUT(2),HEXDIGIT-240
         MVC   LINE+13(2),HEXOUT
         B     OUTPUT3
OUTPUT   L     R5,AOUTRTBL
         LA    R9,OUTPUT2
OUTPUT0  CLI   0(R1),X'FF'
         BNE   BADPARM
         SR    R3,R3
         SR    R4,R4
         LTR   R5,R5
         BNZ   OUTPUT1
         MVC   LINE+11(38),=C'NO USER DEFINED TRANSLATE TABLE IN USE'
         B     ONELINE
OUTPUT1  IC    R4,0(R3,R5)
         CR    R3,R4
         BNER  R9
         B     OUTPUT4
OUTPUT2  STC   R3,HEXIN
         UNPK  HEXOUT(3),HEXIN(2)
         TR    HEXOUT(2),HEXDIGIT-240
         MVC   LINE+11(2),HEXOUT
         STC   R4,LINE+14
OUTPUT3  MVC   LINE(8),0(R2)
         MVI   LINE+9,C'='
         BAL   R10,TYPE
OUTPUT4  LA    R3,1(,R3)
         CH    R3,=H'256'
         BL    OUTPUT1
         B     DONE
         EJECT
*        SEARCH: label, address, mode, extension, R/O or R/W.
         USING ADTSECT,R9
SEARCH   CLI   0(R1),X'FF'
         BNE   BADPARM
         L     R9,IADT
SEARCH1  LTR   R9,R9
         BZ    DONE
         TM    ADTFLG1,ADTFRO+ADTFRW
         BZ    SEARCH3
         MVI   LINE,C' '
         MVC   LINE+1(L'LINE-1),LINE
         MVC   LINE(6),ADTID
         L     R3,ADTDTA
         BAL   R14,UNIT
         MVC   LINE+8(3),HEXOUT+1
         MVC   LINE+13(1),ADTM
         MVC   LINE+18(3),=C'R/O'
         CLI   ADTMX,C' '
         BE    SEARCH2
         CLC   ADTMX,ADTM
         BE    SEARCH2
         MVI   LINE+14,C'/'
         MVC   LINE+15(1),ADTMX
SEARCH2  TM    ADTFLG1,ADTFRW
         BZ    *+8
         MVI   LINE+20,C'W'
         BAL   R10,TYPE
SEARCH3  L     R9,ADTPTR
         B     SEARCH1
*        UNIT: HEXOUT = address in the device table entry R3 as four
*        hexadecimal digits. R14 = return.
UNIT     UNPK  HEXOUT(5),DTAD-DEVSECT(3,R3)
         TR    HEXOUT(4),HEXDIGIT-240
         BR    R14
*        DISK mode | * | R/W
DISK     MVC   WANTED,=C'* '
         CLI   0(R1),X'FF'
         BE    DISK1
         MVC   WANTED,0(R1)
         CLC   0(8,R1),=CL8'R/W'
         BE    DISK0
         CLI   1(R1),C' '
         BNE   BADPFUNC
DISK0    LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BNE   BADPARM
DISK1    SR    R6,R6         disks typed
         L     R9,IADT
DISK2    LTR   R9,R9
         BZ    DISK6
         TM    ADTFLG1,ADTFRO+ADTFRW
         BZ    DISK5
         CLI   WANTED,C'*'
         BE    DISK4
         CLC   WANTED,=C'R/'
         BE    DISK3
         CLC   ADTM,WANTED
         BNE   DISK5
         B     DISK4
DISK3    TM    ADTFLG1,ADTFRW
         BZ    DISK5
DISK4    BAL   R8,ONEDISK
         LA    R6,1(,R6)
DISK5    L     R9,ADTPTR
         B     DISK2
DISK6    LTR   R6,R6
         BNZ   DONE
         CLC   WANTED,=C'R/'
         BE    NORW
         CLI   WANTED,C'*'
         BE    NORW
         LINEDIT TEXT='DISK ''..'' NOT ACCESSED',DOT=NO,               X
               SUB=(CHARA,(WANTED,1))
         LA    R15,28
         B     EXIT
NORW     DMSERR NUM=6,LET=E,TEXT='NO READ/WRITE DISK ACCESSED'
         LA    R15,36
         B     EXIT
*        ONEDISK: one line on the disk R9. R8 = return.
ONEDISK  L     R3,ADTDTA
         BAL   R14,UNIT
         MVC   DEVTYPE,=C'2314'
         CLI   DTADT-DEVSECT(R3),T2314
         BE    ONEDISK1
         MVC   DEVTYPE,=C'3330'
         CLI   DTADT-DEVSECT(R3),T3330
         BE    ONEDISK1
         MVC   DEVTYPE,=C'3340'
         CLI   DTADT-DEVSECT(R3),T3340
         BE    ONEDISK1
         MVC   DEVTYPE,=C'3350'
ONEDISK1 L     R5,ADTUSED    used blocks in percent, at most 99
         M     R4,=F'100'
         D     R4,ADTNUM
         CH    R5,=H'99'
         BNH   *+8
         LA    R5,99
         L     R7,ADTNUM
         S     R7,ADTUSED
         MVC   RW,=C'R/O'
         TM    ADTFLG1,ADTFRW
         BZ    *+8
         MVI   RW+2,C'W'
         LINEDIT TEXT='. (...): ..... FILES; ..... REC IN USE, ..... LEX
               FT (OF .....), ..% FULL (.... CYL), ...., ...',         X
               SUB=(CHARA,HEXOUT+1,DECA,ADTFSTC,DECA,ADTUSED,DEC,(R7), X
               DECA,ADTNUM,DEC,(R5),DECA,ADTCYL,CHARA,DEVTYPE,CHARA,RW)X
               ,DOT=NO,BUFFA=DISKLINE,DISP=NONE
         MVC   DISKLINE+1(1),ADTM
         SR    R0,R0
         IC    R0,DISKLINE
         WRTERM DISKLINE+1,(R0)
         BR    R8
         DROP  R9
         EJECT
*        SYNONYM USER | SYSTEM | ALL
SYNONYM  CLI   0(R1),X'FF'
         BE    NOSYN
         CLC   0(8,R1),=CL8'USER'
         BE    USERSYN
         CLC   0(8,R1),=CL8'SYSTEM'
         BE    SYSSYN
         CLC   0(8,R1),=CL8'ALL'
         BNE   BADPFUNC
         MVI   FLAG,1
SYSSYN   CLI   8(R1),X'FF'
         BNE   BADPARM
         TM    OPTFLAGS,NOSTDSYN
         BO    SYSSYN2
         L     R5,ASTDSYN
         LTR   R5,R5
         BZ    SYSSYN2
         WRTERM 'SYSTEM    SHORTEST'
         WRTERM 'COMMAND   FORM'
         WRTERM '--------  --------'
SYSSYN1  CLI   0(R5),X'FF'
         BE    SYSSYN3
         MVI   LINE,C' '
         MVC   LINE+1(30),LINE
         MVC   LINE(8),0(R5)
         SR    R3,R3
         IC    R3,8(,R5)
         BCTR  R3,0
         EX    R3,SYSSYNMV
         BAL   R10,TYPE
         LA    R5,9(,R5)
         B     SYSSYN1
SYSSYNMV MVC   LINE+10(0),0(R5)
SYSSYN2  DMSERR NUM=711,LET=I,TEXT='NO SYSTEM SYNONYMS IN EFFECT'
SYSSYN3  CLI   FLAG,1
         BNE   DONE
USERSYN  L     R5,AUSRSYN
         L     R6,AUSRSYNN
         USING SYNSECT,R5
         LTR   R5,R5
         BZ    NOUSER
         LTR   R6,R6
         BZ    NOUSER
         WRTERM 'SYSTEM   USER     SHORTEST'
         WRTERM 'COMMAND  SYNONYM  FORM (IF ANY)'
         WRTERM '-------- -------- --------'
USERSYN1 MVI   LINE,C' '
         MVC   LINE+1(30),LINE
         MVC   LINE(8),SYNNAME
         MVC   LINE+9(8),SYNUSER
         LH    R3,SYNLEN
         LA    R4,SYNUSER-1(R3)
         CH    R3,=H'8'
         BNL   USERSYN2
         CLI   1(R4),C' '    the whole synonym is no short form
         BE    USERSYN2
         BCTR  R3,0
         EX    R3,USRSYNMV
USERSYN2 BAL   R10,TYPE
         LA    R5,SYNSIZE(,R5)
         BCT   R6,USERSYN1
         B     DONE
USRSYNMV MVC   LINE+18(0),SYNUSER
NOUSER   DMSERR NUM=324,LET=I,TEXT='NO USER DEFINED SYNONYMS IN EFFECT'
         B     DONE
NOSYN    DMSERR NUM=5,LET=E,TEXT='NO ''SYNONYM PARAMETER'' SPECIFIED'
         LA    R15,24
         B     EXIT
         DROP  R5
         COPY  LOOKUP
         COPY  BADFUNC
         COPY  BADPARM
HEXDIGIT DC    C'0123456789ABCDEF'
FUNCTNS  OPTION ABBREV,6,ABBREV
         OPTION BLIP,4,BLIP
         OPTION DISK,4,DISK
         OPTION IMPCP,5,IMPCP
         OPTION IMPEX,5,IMPEX
         OPTION INPUT,5,INPUT
         OPTION LDRTBLS,7,LDRTBLS
         OPTION LIBRARY,7,LIBRARY
         OPTION MACLIB,6,MACLIB
         OPTION OUTPUT,6,OUTPUT
         OPTION PROTECT,7,PROTECT
         OPTION RDYMSG,6,RDYMSG
         OPTION REDTYPE,7,REDTYPE
         OPTION RELPAGE,7,RELPAGE
         OPTION SEARCH,6,SEARCH
         OPTION SYNONYM,7,SYNONYM
         OPTION TXTLIB,6,TXTLIB
         OPTION
         LTORG
         WORKAREA
DOUBLE   DS    D
HEXIN    DS    XL5
HEXOUT   DS    CL9
WANTED   DS    CL2
DEVTYPE  DS    CL4
RW       DS    CL3
FLAG     DS    X
LINE     DS    CL100
DISKLINE DS    CL131
         WORKEND
         NUCON
         ADT
         SYN
         END   DMSQRY
