* CMS MODULE SET ORIGIN=E000 SYSTEM
         TITLE 'DMSSET: SET COMMAND'
*
*        SET function value
*
*        ABBREV, BLIP, IMPCP, IMPEX, PROTECT, REDTYPE, RELPAGE  ON |
*        OFF RDYMSG LMSG | SMSG      LDRTBLS nn
*        INPUT [a xx | xx yy]    OUTPUT [xx a]
*
*        A function that is not one of CMS goes to CP (code -3) unless
*        IMPCP is off. An ON/OFF function is a bit in NUCON.
*
*        R15: 0; 24 operand; 40 loader tables in use; 104 storage.
*
         REGEQU
DMSSET   COMMAND
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NOFUNC
         LA    R2,FUNCTNS
         BAL   R14,LOOKUP
         BZ    NOTCMS
         LR    R2,R1
         LA    R1,8(,R1)
         BR    R15
NOTCMS   TM    OPTFLAGS,NOIMPCP
         BO    BADFUNC
         OI    MISFLAGS,NEGITS
         LH    R15,=H'-3'
EXIT     L     R14,RETURN
         BR    R14
         EJECT
*        The routine of a function: R1 -> its first parameter, R2 ->
*        its name.
*
ABBREV   BAL   R10,ONOFF
         B     ABBREV1
         NI    OPTFLAGS,255-NOABBREV
         B     DONE
ABBREV1  OI    OPTFLAGS,NOABBREV
         B     DONE
IMPCP    BAL   R10,ONOFF
         B     IMPCP1
         NI    OPTFLAGS,255-NOIMPCP
         B     DONE
IMPCP1   OI    OPTFLAGS,NOIMPCP
         B     DONE
IMPEX    BAL   R10,ONOFF
         B     IMPEX1
         NI    OPTFLAGS,255-NOIMPEX
         B     DONE
IMPEX1   OI    OPTFLAGS,NOIMPEX
         B     DONE
BLIP     BAL   R10,ONOFF
         B     BLIP1
         OI    MISFLAGS,BLIPON
         B     DONE
BLIP1    NI    MISFLAGS,255-BLIPON
         B     DONE
RELPAGE  BAL   R10,ONOFF
         B     RELPAGE1
         OI    MISFLAGS,RELPAGES
         B     DONE
RELPAGE1 NI    MISFLAGS,255-RELPAGES
         B     DONE
REDTYPE  BAL   R10,ONOFF
         B     REDTYPE1
         OI    MSGFLAGS,REDERRID
         B     DONE
REDTYPE1 NI    MSGFLAGS,255-REDERRID
         B     DONE
PROTECT  BAL   R10,ONOFF
         B     PROTECT1
         NI    PROTFLAG,255-PRFPOFF
         B     DONE
PROTECT1 OI    PROTFLAG,PRFPOFF
         B     DONE
*        ONOFF: returns to R10 for OFF, behind the instruction there
*        for ON; the operand must be the last.
ONOFF    CLI   0(R1),X'FF'
         BE    MISSING
         CLC   0(8,R1),=CL8'OFF'
         BE    ONOFF1
         CLC   0(8,R1),=CL8'ON'
         BNE   BADPFUNC
         LA    R10,4(,R10)
ONOFF1   LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BER   R10
         B     BADPARM
MISSING  LR    R3,R2
         DMSERR NUM=50,LET=E,SUB=(CHARA,(R3)),                         X
               TEXT='PARAMETER MISSING AFTER ........'
         LA    R15,24
         B     EXIT
*
RDYMSG   CLI   0(R1),X'FF'
         BE    MISSING
         CLC   0(8,R1),=CL8'LMSG'
         BE    RDYMSG1
         CLC   0(8,R1),=CL8'SMSG'
         BNE   BADPFUNC
         OI    MSGFLAGS,NORDYTIM
         B     LAST
RDYMSG1  NI    MSGFLAGS,255-NORDYTIM
LAST     LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BNE   BADPARM
DONE     SR    R15,R15
         B     EXIT
         EJECT
*        LDRTBLS nn: pages at the top of storage. Possible only while
*        no free storage below them is in use.
LDRTBLS  CLI   0(R1),X'FF'
         BE    MISSING
         LR    R3,R1
         BAL   R14,GETNUM
         BZ    BADPFUNC
         LTR   R3,R0
         BZ    BADPFUNC
         CH    R3,=H'128'
         BH    BADPFUNC
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BNE   BADPARM
         CH    R3,LDRTBLN
         BE    DONE
         CLC   FREELOWE,FREEUPPR
         BNE   LDRERR
         L     R4,VMSIZE
         LR    R5,R3
         SLL   R5,12
         SR    R4,R5
         C     R4,MAINHIGH
         BNH   LDRERR
         STH   R3,LDRTBLN
         ST    R4,FREELOWE
         ST    R4,FREEUPPR
         B     DONE
LDRERR   DMSERR NUM=31,LET=E,TEXT='LOADER TABLES CANNOT BE MODIFIED'
         LA    R15,40
         B     EXIT
         EJECT
*        INPUT a xx: the character a that is typed becomes xx; xx yy
*        both in hexadecimal. INPUT alone: no translation. OUTPUT xx a:
*        the byte xx is typed as a.
INPUT    LA    R7,AINTRTBL
         B     TRANSL
OUTPUT   LA    R7,AOUTRTBL
TRANSL   CLI   0(R1),X'FF'
         BE    DROPTAB
         ICM   R6,15,0(R7)
         BNZ   TRANSL2
         LA    R0,32
         LR    R8,R1
         DMSFREE DWORDS=(0),TYPE=NUCLEUS,ERR=NOSTG
         LR    R6,R1
         LR    R1,R8
         ST    R6,0(,R7)
         SR    R3,R3
TRANSL1  STC   R3,0(R3,R6)
         LA    R3,1(,R3)
         CH    R3,=H'256'
         BL    TRANSL1
TRANSL2  BAL   R10,CHARHEX
         LR    R8,R3
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NOCHAR
         BAL   R10,CHARHEX
         STC   R3,0(R8,R6)
         B     LAST
DROPTAB  ICM   R1,15,0(R7)
         BZ    DONE
         XC    0(4,R7),0(R7)
         LA    R0,32
         DMSFRET DWORDS=(0),LOC=(1)
         B     DONE
NOCHAR   DMSERR NUM=61,LET=E,TEXT='NO TRANSLATION CHARACTER SPECIFIED'
         LA    R15,24
         B     EXIT
*        CHARHEX: R3 = the byte that the token at R1 means: one
*        character or two hexadecimal digits. R10 = return; uses R4,
*        R5.
CHARHEX  SR    R3,R3
         IC    R3,0(,R1)
         CLI   1(R1),C' '
         BE    CHARHEX3
         LR    R4,R1
         SR    R5,R5
         BAL   R14,HEXDIG
         SLL   R3,4
         LR    R5,R3
         LA    R4,1(,R1)
         BAL   R14,HEXDIG
         OR    R3,R5
CHARHEX3 CLI   2(R1),C' '
         BER   R10
         B     BADPFUNC
HEXDIG   IC    R3,0(,R4)
         CLI   0(R4),C'0'
         BL    HEXDIG1
         CLI   0(R4),C'9'
         BH    BADPFUNC
         N     R3,=F'15'
         BR    R14
HEXDIG1  CLI   0(R4),C'A'
         BL    BADPFUNC
         CLI   0(R4),C'F'
         BH    BADPFUNC
         N     R3,=F'15'
         LA    R3,9(,R3)
         BR    R14
         COPY  LOOKUP
         COPY  BADFUNC
         COPY  BADPARM
         COPY  GETNUM
         COPY  NOSTG
FUNCTNS  OPTION ABBREV,6,ABBREV
         OPTION BLIP,4,BLIP
         OPTION IMPCP,5,IMPCP
         OPTION IMPEX,5,IMPEX
         OPTION INPUT,5,INPUT
         OPTION LDRTBLS,7,LDRTBLS
         OPTION OUTPUT,6,OUTPUT
         OPTION PROTECT,7,PROTECT
         OPTION RDYMSG,6,RDYMSG
         OPTION REDTYPE,7,REDTYPE
         OPTION RELPAGE,7,RELPAGE
         OPTION
         LTORG
         WORKAREA
         WORKEND
         NUCON
         END   DMSSET
