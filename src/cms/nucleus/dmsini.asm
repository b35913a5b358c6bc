DMSINI   TITLE 'DMSINI - INITIALIZATION'
*
*        DMSINI  entered when the nucleus deck is IPLed from a reader:
*                writes the nucleus and its IPL text to the system
*                disk, then goes on as after an IPL.
*        DMSINS  entered by the IPL text with the nucleus in storage:
*                R1 = the registers at IPL (PARM), R2 = device IPLed.
*                PARM SAVESYS name saves the system before anything
*                that belongs to one virtual machine; a virtual
*                machine that IPLs the saved system goes on from there.
*
DMSINI   CSECT
         ENTRY DMSINS
         USING NUCON,0
         BALR  R12,0
         USING *,R12
         B     INIGO
         DC    C'CMS NUCLEUS'
INIGO    L     R13,=A(X'3000')
         LA    R1,72+INIWORK(,R13)
         ST    R1,NUCSTKP
         BAL   R9,CONSOLE
*
*        System generation dialogue
*
ASKSYS   LA    R3,Q606
         BAL   R9,ASK
         LA    R5,X'190'
         BAL   R9,GETDEV
         BNZ   ASKSYS
         STH   R5,SYSADDR
         L     R1,ADEVTAB
         STH   R5,DTASIZE(,R1)      DSK0
ASKY     LA    R3,Q615
         BAL   R9,ASK
         LA    R5,X'19E'
         BAL   R9,GETDEV
         BNZ   ASKY
         L     R1,ADEVTAB
         STH   R5,9*DTASIZE(,R1)    DSK8
ASKREW   LA    R3,Q607
         BAL   R9,ASK
         CLI   CMNDLINE,C'N'
         BE    INIIPL
         CLI   CMNDLINE,C'Y'
         BE    ASKIPL
         LA    R3,E081
         BAL   R9,TELL
         B     ASKREW
ASKIPL   LA    R3,Q608
         BAL   R9,ASK
         LH    R5,SYSADDR
         BAL   R9,GETDEV
         BNZ   ASKIPL
         STH   R5,IPLADDR
         BAL   R9,GEOMETRY          R6 = blocks a track, R7 a cylinder
         BZ    ASKCYL
         LA    R3,E082
         BAL   R9,TELL
         B     ASKIPL
ASKCYL   LA    R3,Q609
         BAL   R9,ASK
         BAL   R9,GETNUM            R5 = number
         BZ    ASKIP0
         LA    R3,E080
         BAL   R9,TELL
         B     ASKCYL
ASKIP0   ST    R5,INICYL(,R13)
         LA    R3,Q610
         BAL   R9,ASK
         MVC   INIIP0(1,R13),CMNDLINE
         CLI   CMNDLINE,C'N'
         BE    ASKVER
         CLI   CMNDLINE,C'Y'
         BE    ASKVER
         LA    R3,E081
         BAL   R9,TELL
         L     R5,INICYL(,R13)
         B     ASKIP0
ASKVER   LA    R3,Q611
         BAL   R9,ASKT
         LTR   R4,R4
         BZ    ASKINS
         MVC   SYSTEMID,CMNDLINE
ASKINS   LA    R3,Q612
         BAL   R9,ASKT
         LTR   R4,R4
         BZ    WRITE
         MVC   INSTALID,CMNDLINE
*
*        Write: blocks from the first of cylinder INICYL on: storage 0
*        to 2FFF, then 10000 to the end of the nucleus; the IPL text on
*        records 1 and 2 of cylinder 0, or of that cylinder.
*
WRITE    L     R3,=A(TEXT1)         complete the IPL text in the user
         L     R8,=A(X'20000')      area: records 1 and 2
         MVC   0(256,R8),0(R3)
         L     R8,=A(TEXT2)
         L     R3,=A(X'21000')
         MVC   0(256,R3),0(R8)
         MVC   256(256,R3),256(R8)
         MVC   512(256,R3),512(R8)
         MVC   768(32,R3),768(R8)
         CLI   INIIP0(R13),C'Y'
         BE    *+8
         MVI   IPLSEEK+6-TEXT2(R3),3
         L     R1,INICYL(,R13)
         STH   R1,IPLCYL-TEXT2(,R3)
         STC   R6,IPLBPT+1-TEXT2(,R3)
         SR    R0,R0
         LR    R1,R7
         DR    R0,R6
         STH   R1,IPLHDS-TEXT2(,R3)
         L     R1,=V(NUCEND)
         S     R1,=A(X'10000')
         LA    R1,799(,R1)
         SR    R0,R0
         D     R0,=F'800'
         STH   R1,IPLBLKS-TEXT2(,R3)
         L     R1,INICYL(,R13)
         LR    R11,R1
         MR    R10,R7               R11 = blocks before
         LA    R11,1(,R11)
*        the IPL text: blocks 1 and 2, or those of the cylinder
         LA    R2,1
         CLI   INIIP0(R13),C'Y'
         BE    *+6
         LR    R2,R11
         L     R4,=A(X'20000')
         BAL   R9,PUT
         L     R4,=A(X'21000')
         BAL   R9,PUT
         LR    R2,R11
         CLI   INIIP0(R13),C'Y'
         BE    *+8
         LA    R2,2(,R2)
         MVC   2048(8,R3),LASTTMOD  what the transient area holds is
         XC    LASTTMOD,LASTTMOD    not written
         SR    R4,R4                storage 0
         LA    R8,16
PUTLOW   BAL   R9,PUT
         LA    R4,800(,R4)
         BCT   R8,PUTLOW
         MVC   LASTTMOD,2048(R3)
         L     R4,=A(X'10000')
         LH    R8,IPLBLKS-TEXT2(,R3)
PUTHIGH  BAL   R9,PUT
         LA    R4,800(,R4)
         BCT   R8,PUTHIGH
INIIPL   SR    R1,R1
         LH    R2,IPLADDR
         L     R15,=A(DMSINS)
         BR    R15
*        PUT: block R2 from storage R4; R2 + 1
PUT      LR    R5,R2
         BCTR  R5,0
         SR    R1,R1
         LR    R0,R5
         SRDL  R0,32
         DR    R0,R7                R1 = cylinder
         XC    INISEEK(8,R13),INISEEK(R13)
         STH   R1,INISEEK+2(,R13)
         LR    R1,R0
         SR    R0,R0
         DR    R0,R6
         STH   R1,INISEEK+4(,R13)
         LR    R1,R0
         LA    R1,1(,R1)
         STC   R1,INISEEK+6(,R13)
         MVC   INICCW(32,R13),PUTCCW
         LA    R1,INISEEK(,R13)
         STCM  R1,7,INICCW+1(R13)
         LA    R1,2(,R1)
         STCM  R1,7,INICCW+9(R13)
         LA    R1,INICCW+8(,R13)
         STCM  R1,7,INICCW+17(R13)
         STCM  R4,7,INICCW+25(R13)
         LH    R0,IPLADDR
         LA    R1,INICCW(,R13)
         LA    R15,1
         LA    R2,1(,R2)
         DC    X'83010018'
         BZR   R9
         LA    R3,E131
         BAL   R9,TELL
         B     ASKIPL
PUTCCW   DC    X'07000000',X'40000006',X'31000000',X'40000005'
         DC    X'08000000',X'00000001',X'05000000',X'20000320'
INIWORK  EQU   80
INICYL   EQU   72
INIIP0   EQU   76
INISEEK  EQU   80
INICCW   EQU   88
INIPL    EQU   120
INIR9    EQU   136
INIR9A   EQU   140
*        GEOMETRY of device R5: condition code 0 when CMS knows it
GEOMETRY LR    R2,R5
         DC    X'83230024'
         BC    1,GEONONE
         STCM  R3,8,INIPL(R13)
         CLI   INIPL(R13),X'04'
         BNE   GEONONE
         STCM  R3,4,INIPL(R13)
         LA    R6,14
         LA    R7,266
         CLI   INIPL(R13),X'10'
         BER   R9
         LA    R6,8
         LA    R7,96
         CLI   INIPL(R13),X'01'
         BER   R9
         LA    R6,19
         LA    R7,570
         CLI   INIPL(R13),X'08'
         BER   R9
GEONONE  LTR   R12,R12
         BR    R9
*        CONSOLE: address of the virtual console
CONSOLE  LH    R2,=H'-1'
         SR    R3,R3
         DC    X'83230024'
         BC    1,CONSNONE
         L     R1,ACONDEV
         STH   R2,0(,R1)
CONSNONE BR    R9
*        TELL: length byte and text R3
TELL     ST    R9,INIR9(,R13)
         MVC   INIPL(16,R13),INITYPE
         SR    R1,R1
         IC    R1,0(,R3)
         STH   R1,INIPL+14(,R13)
         LA    R1,1(,R3)
         STCM  R1,7,INIPL+9(R13)
         LA    R1,INIPL(,R13)
         CALL  ATYPLIN
         L     R9,INIR9(,R13)
         BR    R9
INITYPE  DC    CL8'TYPLIN',AL1(1),AL3(0),C'B',X'00',H'0'
INIREAD  DC    CL8'WAITRD',AL1(1),AL3(CMNDLINE-NUCON),C'U',X'00',H'0'
*        ASK, ASKT: question R3; answer in CMNDLINE, length R4
ASKT     BAL   R8,ASKING
         MVI   INIPL+12(R13),C'S'
         B     ASKRD
ASK      BAL   R8,ASKING
ASKRD    LA    R1,INIPL(,R13)
         CALL  AWAITRD
         LH    R4,INIPL+14(,R13)
         L     R9,INIR9A(,R13)
         BR    R9
ASKING   ST    R9,INIR9A(,R13)
         BAL   R9,TELL
         MVC   INIPL(16,R13),INIREAD
         BR    R8
*        GETDEV: answer as device address R5 (null: R5 as it is)
GETDEV   LTR   R4,R4
         BZ    GETOK
         CH    R4,=H'3'
         BH    GETBAD
         SR    R5,R5
         LA    R1,CMNDLINE
GETDEV1  SR    R0,R0
         IC    R0,0(,R1)
         SH    R0,=H'240'
         BNM   GETDIG
         AH    R0,=H'57'            A to F
         CH    R0,=H'10'
         BL    GETBAD
         CH    R0,=H'15'
         BH    GETBAD
GETDIG   SLL   R5,4
         OR    R5,R0
         LA    R1,1(,R1)
         BCT   R4,GETDEV1
GETOK    CR    R9,R9
         BR    R9
GETBAD   LA    R3,E079
         ST    R9,INICCW(,R13)
         BAL   R9,TELL
         L     R9,INICCW(,R13)
         LTR   R12,R12
         BR    R9
*        GETNUM: answer as decimal number R5
GETNUM   SR    R5,R5
         LTR   R4,R4
         BZ    GETNO
         LA    R1,CMNDLINE
GETNUM1  SR    R0,R0
         IC    R0,0(,R1)
         SH    R0,=H'240'
         BM    GETNO
         MH    R5,=H'10'
         AR    R5,R0
         LA    R1,1(,R1)
         BCT   R4,GETNUM1
         CR    R9,R9
         BR    R9
GETNO    LTR   R12,R12
         BR    R9
Q606     DC    AL1(L'T606)
T606     DC    C'DMSINI606R SYSTEM DISK ADDRESS = '
Q615     DC    AL1(L'T615)
T615     DC    C'DMSINI615R Y-DISK ADDRESS = '
Q607     DC    AL1(L'T607)
T607     DC    C'DMSINI607R REWRITE THE NUCLEUS ? '
Q608     DC    AL1(L'T608)
T608     DC    C'DMSINI608R IPL DEVICE ADDRESS = '
Q609     DC    AL1(L'T609)
T609     DC    C'DMSINI609R NUCLEUS CYL ADDRESS = '
Q610     DC    AL1(L'T610)
T610     DC    C'DMSINI610R ALSO IPL CYLINDER 0 ? '
Q611     DC    AL1(L'T611)
T611     DC    C'DMSINI611R VERSION IDENTIFICATION = '
Q612     DC    AL1(L'T612)
T612     DC    C'DMSINI612R INSTALLATION HEADING = '
E079     DC    AL1(L'T079)
T079     DC    C'DMSINI079E INVALID DEVICE ADDRESS - REENTER'
E080     DC    AL1(L'T080)
T080     DC    C'DMSINI080E INVALID CYLINDER NUMBER - REENTER'
E081     DC    AL1(L'T081)
T081     DC    C'DMSINI081E INVALID REPLY - ANSWER "YES" OR "NO"'
E082     DC    AL1(L'T082)
T082     DC    C'DMSINI082E IPL DEVICE ERROR - REENTER'
E131     DC    AL1(L'T131)
T131     DC    C'DMSINI131S IPL DEVICE WRITE I/O ERROR'
         LTORG
         DROP  R12
         EJECT
*
*        IPL text.  Record 1: IPL PSW and a CCW that reads record 2 to
*        X'20000'.  Record 2: reads the nucleus.
*
TEXT1    DC    X'0004000000020000'
         DC    X'0602000020000320'
         DC    X'0000000000000000'
         DC    256X'00'
TEXT2    DS    0D
         BALR  R12,0
         USING *,R12
         STM   R0,R11,IPLREGS
         STM   R13,R15,IPLREGS+52
         XC    IPLREGS+48(4),IPLREGS+48
         LH    R2,2                 device
         LA    R3,IPLSEEK
         ST    R3,IPLC1
         MVI   IPLC1,X'07'
         LA    R3,IPLSEEK+2
         ST    R3,IPLC2
         MVI   IPLC2,X'31'
         LA    R3,IPLC2
         ST    R3,IPLC3
         MVI   IPLC3,X'08'
         MVC   IPLSEEK+2(2),IPLCYL
         SR    R4,R4                storage 0 to 31FF
         LA    R5,16
         BAL   R9,IPLGET
         L     R4,IPL10000
         LH    R5,IPLBLKS
         BAL   R9,IPLGET
         LA    R1,IPLREGS
         L     R15,IPLINS
         BR    R15
*        IPLGET: R5 blocks to R4
IPLGET   ST    R4,IPLC4
         MVI   IPLC4,X'06'
         LA    R3,IPLC1
         ST    R3,72                CAW
         SIO   0(R2)
         BC    1,IPLWAIT
IPLTIO   TIO   0(R2)
         BC    2,IPLTIO
         BC    8,IPLNEXT            (status was cleared already)
         TM    68,X'02'             unit check
         BO    IPLWAIT
         TM    68,X'04'
         BZ    IPLTIO
IPLNEXT  LA    R4,800(,R4)
         IC    R6,IPLSEEK+6         next record, head, cylinder
         LA    R6,1(,R6)
         STC   R6,IPLSEEK+6
         CLC   IPLSEEK+6(1),IPLBPT+1
         BNH   IPLLOOP
         MVI   IPLSEEK+6,1
         LH    R6,IPLSEEK+4
         LA    R6,1(,R6)
         STH   R6,IPLSEEK+4
         CLC   IPLSEEK+4(2),IPLHDS
         BL    IPLLOOP
         XC    IPLSEEK+4(2),IPLSEEK+4
         LH    R6,IPLSEEK+2
         LA    R6,1(,R6)
         STH   R6,IPLSEEK+2
IPLLOOP  BCT   R5,IPLGET
         BR    R9
IPLWAIT  LPSW  IPLBAD
IPLBAD   DC    0D'0',X'0002000000000902'
IPLC1    DC    X'0700000040000006'
IPLC2    DC    X'3100000040000005'
IPLC3    DC    X'0800000000000001'
IPLC4    DC    X'0600000020000320'
IPLSEEK  DC    X'0000000000000100'
IPL10000 DC    A(X'10000')
IPLINS   DC    A(DMSINS)
IPLCYL   DC    H'0'
IPLBPT   DC    H'19'
IPLHDS   DC    H'30'
IPLBLKS  DC    H'0'
IPLREGS  DS    16F
         ORG   TEXT2+800
         DROP  R12
         EJECT
*
*        After IPL
*
DMSINS   BALR  R12,0
         USING *,R12
INSBASE  EQU   *
         L     R13,=A(X'3000')
         LA    R3,72+INSWORK(,R13)
         ST    R3,NUCSTKP
         XC    CURRSAVE,CURRSAVE
         XC    SVCDEPTH,SVCDEPTH
         STH   R2,IPLADDR
         XC    CONSTACK(8),CONSTACK
         XC    NUMFINRD,NUMFINRD
         MVC   INSPARM(64,R13),ZEROS
         LTR   R1,R1
         BZ    INSKEYS
         MVC   INSPARM(64,R13),0(R1)
*        storage keys below the user area
INSKEYS  LA    R1,KEYTAB
INSKEY1  LM    R2,R4,0(R1)          from, to, key
INSKEY2  SSK   R4,R2
         AH    R2,=H'2048'
         CR    R2,R3
         BL    INSKEY2
         LA    R1,12(,R1)
         CLI   0(R1),X'FF'
         BNE   INSKEY1
         CALL  DMSFREIN
*        the system disk
         MVC   FREELOWE,=A(X'20000')
         MVC   FREEUPPR,=A(X'20000')
         MVC   INSACC(9,R13),SPARM
         MVC   INSACC(2,R13),SYSADDR
         LA    R1,INSACC(,R13)
         CALL  AACCESS
         STC   R15,INSSRC(,R13)
*        PARM SAVESYS name
         CLC   INSPARM(8,R13),=C'SAVESYS '
         BNE   INSRESUM
         LA    R2,INSPARM(,R13)
         LA    R3,16
         MVC   SYSNAME,INSPARM+8(R13)
         LM    R0,R1,ZEROS
         LM    R4,R15,ZEROS
         DC    X'83230008'
INSRESUM BALR  R12,0
         BCTR  R12,0
         BCTR  R12,0
         STM   R0,R11,CONINBUF      registers: PARM of a saved system
         STM   R13,R15,CONINBUF+52
         L     R12,INSADR-INSRESUM(,R12)
         B     INSGO
         DS    0F
INSADR   DC    A(INSBASE)
INSGO    L     R13,=A(X'3000')
         CLC   CONINBUF(6),=C'AUTOCR'
         BNE   *+10
         MVC   INSPARM(64,R13),CONINBUF
*
*        From here on for one virtual machine
*
         LH    R2,=H'-1'            console
         SR    R3,R3
         DC    X'83230024'
         BC    1,INSSIZE
         L     R1,ACONDEV
         STH   R2,0(,R1)
INSSIZE  DC    X'83200060'          storage size
         ST    R2,VMSIZE
         LH    R3,LDRTBLN
         SLL   R3,12
         ST    R2,ALDRTBLS
         LR    R4,R2
         SR    R4,R3
         ST    R4,FREEUPPR
         ST    R4,FREELOWE
         L     R3,MAINSTRT
         ST    R3,MAINHIGH
         ST    R3,LOCCNT
         XC    TBENT,TBENT
         LA    R4,X'E0'             user key above the nucleus
INSUKEY  SSK   R4,R3
         AH    R3,=H'2048'
         CR    R3,R2
         BL    INSUKEY
         XC    USRFREE,USRFREE
         XC    LASTVIRT(8),LASTVIRT
         LA    R1,CURRDATE
         DC    X'8312000C'
         MVC   LASTVIRT,CURRVIRT+4
         MVC   LASTCPUT,CURRCPUT+4
         OI    IPLFLAGS,IPLDONE
         CLI   INSSRC(R13),0
         BE    INSVERS
         CLI   INSSRC(R13),4
         BE    INSVERS
         DMSERR NUM=100,LET=S,CSECT=INS,                               X
               TEXT='SYSTEM DISK CANNOT BE ACCESSED'
*        version
INSVERS  MVC   INSPL(16,R13),INSTYPE
         LA    R1,INSPL(,R13)
         CALL  ATYPLIN
*        Y disk, an extension of S
         MVC   INSACC(9,R13),YPARM
         L     R1,ADEVTAB
         MVC   INSACC(2,R13),9*DTASIZE(R1)
         LH    R2,INSACC(,R13)
         DC    X'83230024'
         BC    1,INSREAD
         LA    R1,INSACC(,R13)
         CALL  AACCESS
*        the first line, unless PARM AUTOCR
INSREAD  SR    R4,R4
         CLC   INSPARM(6,R13),=C'AUTOCR'
         BE    INSLINE
         MVC   INSPL(16,R13),INSRDPL
         LA    R1,INSPL(,R13)
         CALL  AWAITRD
         LH    R4,INSPL+14(,R13)
INSLINE  ST    R4,INSLEN(,R13)
         MVC   INSTEXT(130,R13),CMNDLINE
         MVI   INSPROF(R13),1
         LA    R1,CMNDLINE
         LR    R0,R4
         CALL  ASCAN
         MVI   INSNACC(R13),0       does it access disks itself?
         LTR   R15,R15
         BZ    INSACCA
         LA    R2,CMNDLIST
         CLC   0(2,R2),=C'AC'
         BNE   INSACCA
         MVC   72(8,R13),0(R2)
         LA    R1,72(,R13)
         CALL  AABBREV
         CLC   72(8,R13),=CL8'ACCESS'
         BNE   INSACCA
         MVI   INSNACC(R13),1
INSOPT   CLI   0(R2),X'FF'
         BE    INSDOACC
         CLC   0(8,R2),=CL8'NOPROF'
         BNE   *+8
         MVI   INSPROF(R13),0
         LA    R2,8(,R2)
         B     INSOPT
INSDOACC BAL   R9,DOLINE
         MVC   INSLEN(4,R13),ZEROS
         B     INSPRO
INSACCA  L     R1,ADEVTAB           191 as A
         MVC   2*DTASIZE(2,R1),=X'0191'
         MVC   INSACC(9,R13),APARM
         LA    R1,INSACC(,R13)
         CALL  AACCESS
         LTR   R15,R15
         BZ    INSPRO
         CH    R15,=H'2'
         BE    INSNATT
         CH    R15,=H'4'
         BE    INSARO
         DMSERR NUM=112,LET=S,CSECT=ACC,                               X
               TEXT='DISK ''A (191)'' DEVICE ERROR'
         B     INSEND
INSNATT  DMSERR NUM=113,LET=S,CSECT=ACC,                               X
               TEXT='''A (191)'' NOT ATTACHED'
         B     INSEND
INSARO   DMSERR NUM=723,LET=I,CSECT=ACC,TEXT='A (191) R/O',DOT=NO
*        PROFILE EXEC
INSPRO   XC    CMDRC,CMDRC
         CLI   INSPROF(R13),1
         BNE   INSEND
         LA    R1,PROFST
         MVC   72(32,R13),0(R1)
         LA    R1,72(,R13)
         CALL  ASTATE
         LTR   R15,R15
         BNZ   INSEND
         MVC   LASTEXEC,=CL8'PROFILE'
         LA    R1,PROFPL
         LA    R0,PROFEXT
         O     R1,=X'0B000000'
         SVC   202
         DC    AL4(*+4)
         ST    R15,CMDRC
INSEND   L     R4,INSLEN(,R13)
         LTR   R4,R4
         BZ    INSCMS
         BAL   R9,DOLINE
         ST    R15,CMDRC
INSCMS   L     R0,CMDRC
         L     R15,=V(DMSINTAB)
         BR    R15
*        DOLINE: the first line as a command
DOLINE   LA    R1,INSTEXT(,R13)
         L     R0,INSLEN(,R13)
         CALL  DMSINX
         BR    R9
INSWORK  EQU   320
INSACC   EQU   104
INSPL    EQU   120
INSSRC   EQU   136
INSPROF  EQU   137
INSNACC  EQU   138
INSLEN   EQU   140
INSPARM  EQU   144
INSTEXT  EQU   208
SPARM    DC    H'0',C'S ',X'80000000FF'
YPARM    DC    H'0',C'YS',X'80000000FF'
APARM    DC    X'0191',C'A ',X'00000000FF'
INSTYPE  DC    CL8'TYPLIN',AL1(1),AL3(SYSTEMID-NUCON),C'B',X'00',H'32'
INSRDPL  DC    CL8'WAITRD',AL1(1),AL3(CMNDLINE-NUCON),C'S',X'00',H'0'
PROFST   DC    CL8'STATE',CL8'PROFILE',CL8'EXEC',CL8'A'
PROFPL   DC    CL8'EXEC',CL8'PROFILE',8X'FF'
PROFEXT  DC    A(PROFPL,PROFPL+8,PROFPL+15,0)
KEYTAB   DC    A(0,X'800',X'F0')
         DC    A(X'800',X'1000',X'E0')
         DC    A(X'1000',X'2800',X'F0')
         DC    A(X'2800',X'3000',X'E0')
         DC    A(X'3000',X'E000',X'F0')
         DC    A(X'E000',X'10000',X'E0')
         DC    A(X'10000',X'20000',X'F0')
         DC    X'FF'
ZEROS    DC    16F'0'
         LTORG
         NUCON
         ADT
         REGEQU
         END
