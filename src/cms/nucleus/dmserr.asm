DMSERR   TITLE 'DMSERR - MESSAGE EDITOR'
*
*        R1 = parameter list of DMSERR or LINEDIT:
*           8 flags X'80' header, X'40' DOT, X'20' COMP, X'10' BUFFA,
*             X'0F' disposition 0 type, 1 error message, 2 print, 3 CP
*             command, 4 nothing
*           9 AL3(text: length byte, text), 0: address is in MSGSUBS+56
*          12 number of substitutions
*          13 CL3 module, 16 H number, 18 CL2 letter
*          20 type and length byte of each substitution
*        The values are in MSGSUBS, the address of BUFFA in MSGSUBS+60.
*        R15 = 0, or the code of CP for disposition 3.
*
DMSERR   CSECT
         USING NUCON,0
         ENTER WORK=312
OUT      EQU   80                   the line: 240 bytes
CONV     EQU   328                  conversions: 32 bytes
PLIST    EQU   360                  plist: 16 bytes
         LA    R11,0(,R1)
         LA    R5,OUT(,R13)         next byte of the line
         MVI   OUT-1(R13),X'00'
         TM    8(R11),X'80'
         BZ    NOHEAD
         MVC   0(3,R5),=C'DMS'
         MVC   3(3,R5),13(R11)
         LH    R1,16(,R11)
         CVD   R1,CONV(,R13)
         UNPK  6(3,R5),CONV+6(2,R13)
         OI    8(R5),X'F0'
         MVC   9(1,R5),18(R11)
         MVI   10(R5),C' '
         LA    R5,11(,R5)
NOHEAD   L     R3,8(,R11)           text
         LA    R3,0(,R3)
         LTR   R3,R3
         BNZ   *+8
         L     R3,MSGSUBS+56
         SR    R4,R4
         IC    R4,0(,R3)
         LA    R3,1(,R3)
         LA    R6,20(,R11)          substitutions
         LA    R7,MSGSUBS
         SR    R8,R8
         IC    R8,12(,R11)
*
*        Text: runs of periods are substituted
*
SCAN     LTR   R4,R4
         BNP   ENDTEXT
         CLI   0(R3),C'.'
         BNE   ONE
         LTR   R8,R8
         BZ    ONE
         CH    R4,=H'2'
         BL    ONE
         CLI   1(R3),C'.'
         BE    RUN
ONE      IC    R1,0(,R3)
         BAL   R9,APPEND
         LA    R3,1(,R3)
         BCTR  R4,0
         B     SCAN
RUN      SR    R10,R10              R10 = width
RUNLOOP  CLI   0(R3),C'.'
         BNE   RUNEND
         LA    R10,1(,R10)
         LA    R3,1(,R3)
         BCT   R4,RUNLOOP
RUNEND   SR    R1,R1
         IC    R1,0(,R6)            type
         SR    R2,R2
         IC    R2,1(,R6)            length given
         LA    R6,2(,R6)
         BCTR  R8,0
         SLL   R1,2
         STM   R3,R4,CONV+24(R13)
         L     R4,0(,R7)            value or address
         LA    R7,4(,R7)
         B     *+4(R1)
         B     SDEC
         B     SHEX
         B     SCHAR
         B     SDECA
         B     SHEXA
         B     SCHARA
         B     SCHAR8A
         B     SHEX4A
SUBEND   LM    R3,R4,CONV+24(R13)
         B     SCAN
*        decimal: right adjusted, leading blanks
SDECA    MVC   CONV+16(4,R13),0(R4)
         L     R4,CONV+16(,R13)
SDEC     CVD   R4,CONV(,R13)
         MVC   CONV+8(16,R13),DECPATT
         LA    R1,CONV+23(,R13)
         EDMK  CONV+8(16,R13),CONV(R13)
         LTR   R4,R4
         BNM   SDECP
         BCTR  R1,0
         MVI   0(R1),C'-'
SDECP    LA    R3,CONV+24(,R13)     end
         LR    R4,R3
         SR    R4,R1                digits
         CR    R4,R10               more than the field has?
         BNH   SDECPAD
         LR    R1,R3
         SR    R1,R10
         LR    R4,R10
SDECPAD  LR    R3,R1
         TM    8(R11),X'20'         leading blanks, but not with COMP
         BO    SMOVE
         SR    R10,R4
         BNP   SMOVE
         LA    R1,C' '
SDECBL   BAL   R9,APPEND
         BCT   R10,SDECBL
*        R4 bytes at R3
SMOVE    LTR   R4,R4
         BNP   SUBEND
SMOVE1   IC    R1,0(,R3)
         BAL   R9,APPEND
         LA    R3,1(,R3)
         BCT   R4,SMOVE1
         B     SUBEND
*        hexadecimal: the low-order digits
SHEXA    MVC   CONV+16(4,R13),0(R4)
         L     R4,CONV+16(,R13)
SHEX     BAL   R9,HEXWORD           8 digits at CONV
         CH    R10,=H'8'
         BNH   *+8
         LA    R10,8
         LA    R3,CONV+8(,R13)
         SR    R3,R10
         LR    R4,R10
         B     SMOVE
*        words in hexadecimal
SHEX4A   LR    R3,R4
SHEX4A1  MVC   CONV+16(4,R13),0(R3)
         L     R4,CONV+16(,R13)
         BAL   R9,HEXWORD
         LA    R2,8
         LR    R4,R3
         LA    R3,CONV(,R13)
SHEX4A2  IC    R1,0(,R3)
         BAL   R9,APPEND
         LA    R3,1(,R3)
         BCT   R2,SHEX4A2
         LA    R3,4(,R4)
         SH    R10,=H'9'
         BNP   SUBEND
         LA    R1,C' '
         BAL   R9,APPEND
         B     SHEX4A1
*        characters in the value itself
SCHAR    ST    R4,CONV(,R13)
         CH    R10,=H'4'
         BNH   *+8
         LA    R10,4
         LA    R3,CONV+4(,R13)
         SR    R3,R10
         LR    R4,R10
         B     SMOVE
*        characters at an address, without trailing blanks
SCHARA   LR    R3,R4
         LTR   R2,R2
         BZ    *+6
         LR    R10,R2
SCHARA1  LA    R4,0(R3,R10)
         BCTR  R4,0
         CLI   0(R4),C' '
         BNE   SCHARA2
         BCT   R10,SCHARA1
         B     SUBEND
SCHARA2  LR    R4,R10
         B     SMOVE
*        eight-byte tokens
SCHAR8A  LR    R3,R4
         LTR   R2,R2
         BZ    *+6
         LR    R10,R2
TOKEN    LA    R4,8
         CR    R10,R4
         BNL   *+6
         LR    R4,R10
         LR    R2,R4
TOKBYTE  CLI   0(R3),C' '
         BE    TOKSKIP
         CLI   0(R3),X'FF'
         BE    TOKSTOP
         IC    R1,0(,R3)
         BAL   R9,APPEND
TOKSKIP  LA    R3,1(,R3)
         BCT   R4,TOKBYTE
         SR    R10,R2
         BNP   TOKSTOP
         LA    R1,C' '
         BAL   R9,APPEND
         B     TOKEN
TOKSTOP  LA    R1,OUT(,R13)         drop trailing blanks
         CR    R5,R1
         BNH   SUBEND
         LR    R1,R5
         BCTR  R1,0
         CLI   0(R1),C' '
         BNE   SUBEND
         LR    R5,R1
         B     TOKSTOP
*        HEXWORD: R4 as eight digits at CONV
HEXWORD  ST    R4,CONV+12(,R13)
         UNPK  CONV(9,R13),CONV+12(5,R13)
         TR    CONV(8,R13),HEXTAB-C'0'
         BR    R9
*        APPEND: byte R1 to the line
APPEND   LA    R0,OUT+236(,R13)
         CR    R5,R0
         BNLR  R9
         STC   R1,0(,R5)
         CLI   0(R5),C' '
         BNE   APPEND1
         TM    8(R11),X'20'         one blank is enough
         BZ    APPEND1
         LR    R0,R5
         BCTR  R5,0
         CLI   0(R5),C' '
         LR    R5,R0
         BER   R9
APPEND1  LA    R5,1(,R5)
         BR    R9
*
*        The line is complete
*
ENDTEXT  TM    8(R11),X'40'
         BZ    NODOT
         MVI   0(R5),C'.'
         LA    R5,1(,R5)
NODOT    LA    R3,OUT(,R13)
         SR    R5,R3                length
         TM    8(R11),X'10'
         BZ    NOBUFF
         L     R4,MSGSUBS+60
         LR    R1,R5
         STC   R1,0(,R4)
         BCTR  R1,0
         LTR   R5,R5
         BZ    NOBUFF
         EX    R1,BUFFMVC
NOBUFF   SR    R15,R15
         IC    R1,8(,R11)
         N     R1,=F'15'
         CH    R1,=H'4'
         BNL   DONE
         SLL   R1,2
         B     *+4(R1)
         B     TYPE
         B     ERRMSG
         B     PRINT
*        command to CP
         LA    R0,0
         DC    X'83350008'
         LR    R15,R5
         B     DONE
TYPE     MVC   PLIST(16,R13),TYPLIN
         B     TYPE1
ERRMSG   MVC   PLIST(16,R13),TYPLIN
         MVI   PLIST+12(R13),C'R'
         OI    PLIST+13(R13),X'40'
TYPE1    ST    R3,PLIST+8(,R13)
         STH   R5,PLIST+14(,R13)
         LA    R1,PLIST(,R13)
         CALL  ATYPLIN
         B     DONE
PRINT    MVC   PLIST(16,R13),PRINTR
         BCTR  R3,0
         MVI   0(R3),C' '           carriage control
         LA    R5,1(,R5)
         ST    R3,PLIST+8(,R13)
         STH   R5,PLIST+14(,R13)
         LA    R1,PLIST(,R13)
         CALL  DMSPIO
DONE     LEAVE
BUFFMVC  MVC   1(*-*,R4),0(R3)
DECPATT  DC    X'40202020202020202020202020202120'
TYPLIN   DC    CL8'TYPLIN',A(0),C'B',X'00',H'0'
PRINTR   DC    CL8'PRINTR',A(0),H'0',H'0'
HEXTAB   DC    C'0123456789ABCDEF'
         LTORG
         NUCON
         REGEQU
         END
