* CMS MODULE ACCESS ORIGIN=E000 SYSTEM
         TITLE 'DMSACC: ACCESS COMMAND'
*
*        ACCESS [cuu mode[/ext] [fn [ft [fm]]]] [(options[)]]
*
*        Makes the files of disk cuu (default 191) known as disk mode
*        (default A); /ext: as a read-only extension of disk ext. With
*        fn ft fm only the files that fit are known, and the disk is
*        read only. Options: NOPROF no PROFILE EXEC after IPL; ERASE
*        erases the files; NODISK (without operands) releases all disks
*        but S.
*
*        R15: 0; 24 operand; 28 no such file; 36 the disk is accessed
*        in another way; 100 device; 104 storage.
*
         REGEQU
DMSACC   COMMAND R11
         MVC   CUU,=H'0'
         MVI   MODE,C'A'
         MVI   EXT,C' '
         MVC   FILTER,=8X'FF'
         LA    R0,X'191'
         STH   R0,CUU
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    READY
         CLI   0(R1),C'('
         BE    OPTS
         BAL   R14,DEVADDR
         BZ    BADDEV
         STH   R0,CUU
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    BADMODE
         MVC   MODE,0(R1)
         CLI   MODE,C'A'
         BL    BADMODE
         CLI   MODE,C'Z'
         BH    BADMODE
         CLI   1(R1),C' '
         BE    ACC2
         CLI   1(R1),C'/'
         BNE   BADMODE
         MVC   EXT,2(R1)
         CLI   EXT,C'A'
         BL    BADMODE
         CLI   EXT,C'Z'
         BH    BADMODE
         CLI   3(R1),C' '
         BNE   BADMODE
ACC2     LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    READY
         CLI   0(R1),C'('
         BE    OPTS
         MVC   FILTER(18),=CL18'*       *       *'
         LA    R2,FILTER
         BAL   R10,GETFID
         OI    FLAGS,SOME
         OI    ACCFLAG,X'80'  such a disk is read-only
         CLI   0(R1),X'FF'
         BE    READY
         CLI   0(R1),C'('
         BNE   BADPARM
OPTS     LA    R1,8(,R1)
         LA    R2,OPTIONS
         BAL   R10,OPTSCAN
READY    TM    FLAGS,NODISK
         BO    RELALL
         EJECT
*        Messages on what is replaced, and where else the disk is.
         LH    R3,CUU
         LA    R2,CUUTEXT
         BAL   R14,HEX3
         L     R9,IADT
         USING ADTSECT,R9
ACC3     LTR   R9,R9
         BZ    ACC7
         TM    ADTFLG1,ADTFRO+ADTFRW
         BZ    ACC6
         L     R4,ADTDTA
         LH    R3,DTAD-DEVSECT(,R4)
         CLC   ADTM,MODE
         BNE   ACC4
         CH    R3,CUU
         BE    ACC6
         LA    R2,OLDTEXT
         BAL   R14,HEX3
         LA    R5,ADTM
         DMSERR NUM=724,LET=I,DOT=NO,COMP=NO,                          X
               SUB=(CHARA,CUUTEXT,CHARA,(MODE,1),CHARA,OLDTEXT),       X
               TEXT='''...'' REPLACES '' .. (...) '''
         B     ACC6
ACC4     CH    R3,CUU
         BNE   ACC6
         TM    ADTFLG1,ADTFRW
         BZ    ACC5
*        Read-write twice would destroy the disk: the other way in.
         CLI   EXT,C' '
         BNE   ACC5
         LA    R5,ADTM
         DMSERR NUM=59,LET=E,DOT=NO,                                   X
               SUB=(CHARA,CUUTEXT,CHARA,((R5),1)),                     X
               TEXT='''...'' ALREADY ACCESSED AS READ/WRITE ''..'' DISKX
               '
         LA    R15,36
         B     EXIT
ACC5     LA    R5,ADTM
         DMSERR NUM=725,LET=I,DOT=NO,                                  X
               SUB=(CHARA,CUUTEXT,CHARA,((R5),1)),                     X
               TEXT='''...'' ALSO = ''..'' DISK'
ACC6     L     R9,ADTPTR
         B     ACC3
ACC7     LA    R1,CUU
         L     R15,AACCESS
         BALR  R14,R15
         LTR   R15,R15
         BZ    ACCOK
         CH    R15,=H'4'
         BE    ACCOK
         CH    R15,=H'2'
         BE    NOTATT
         CH    R15,=H'5'
         BE    NOSTG
         DMSERR NUM=112,LET=S,DOT=NO,                                  X
               SUB=(CHARA,(MODE,1),CHARA,CUUTEXT),                     X
               TEXT=''' .. (...) '' DEVICE ERROR'
         LA    R15,100
         B     EXIT
NOTATT   DMSERR NUM=113,LET=S,DOT=NO,                                  X
               SUB=(CHARA,(MODE,1),CHARA,CUUTEXT),                     X
               TEXT=''' .. (...) '' NOT ATTACHED'
         LA    R15,100
         B     EXIT
ACCOK    BAL   R10,FINDADT
         BZ    DONE
         TM    FLAGS,SOME
         BZ    ACCOK1
         L     R0,ADTFSTC
         LTR   R0,R0
         BZ    NOFILES
ACCOK1   TM    FLAGS,ERASE
         BZ    ACCOK2
         TM    ADTFLG1,ADTFRW
         BO    ERASEALL
ACCOK2   TM    ADTFLG1,ADTFRW
         BO    DONE
         CLI   EXT,C' '
         BNE   ACCEXT
         DMSERR NUM=723,LET=I,DOT=NO,                                  X
               SUB=(CHARA,(MODE,1),CHARA,CUUTEXT),                     X
               TEXT='.. (...) R/O'
         B     DONE
ACCEXT   MVC   MODEEXT,MODE
         MVI   MODEEXT+1,C'/'
         MVC   MODEEXT+2(1),EXT
         DMSERR NUM=723,LET=I,DOT=NO,                                  X
               SUB=(CHARA,MODEEXT,CHARA,CUUTEXT),                      X
               TEXT='... (...) R/O'
DONE     SR    R15,R15
EXIT     LR    R4,R15
         BAL   R10,LISTFREE
         LR    R15,R4
         L     R14,RETURN
         BR    R14
*        None of the files wanted is there.
NOFILES  LA    R1,MODE
         L     R15,ARELEASE
         BALR  R14,R15
         DMSERR NUM=60,LET=E,DOT=NO,                                   X
               SUB=(CHAR8A,(FILTER,18),CHARA,(MODE,1),CHARA,CUUTEXT),  X
               TEXT='FILE(S) ''....................'' NOT FOUND. DISK 'X
               '.. (...)'' WILL NOT BE ACCESSED'
         LA    R15,28
         B     EXIT
*        ERASE: each file of the disk.
ERASEALL MVC   FILTER,=CL18'*       *       *'
         MVC   FILTER+16(1),MODE
         MVI   FILTER+17,C' '
         LA    R2,FILTER
         BAL   R10,FSTLIST
         BZ    DONE
ERASE1   MVC   ERASEPL(8),=CL8'ERASE'
         MVC   ERASEPL+8(16),0(R8)
         MVC   ERASEPL+24(2),FSTM-FSTSECT(R8)
         MVC   ERASEPL+24(1),MODE
         MVC   ERASEPL+26(6),=CL6' '
         MVC   ERASEPL+32(8),=8X'FF'
         CMSCALL ERASEPL
         LA    R8,48(,R8)
         BCT   R9,ERASE1
         B     DONE
*        NODISK: all disks but S are released.
RELALL   L     R9,IADT
RELALL1  LTR   R9,R9
         BZ    DONE
         L     R8,ADTPTR
         TM    ADTFLG1,ADTFRO+ADTFRW
         BZ    RELALL2
         CLI   ADTM,C'S'
         BE    RELALL2
         MVC   MODE,ADTM
         LA    R1,MODE
         L     R15,ARELEASE
         BALR  R14,R15
RELALL2  LR    R9,R8
         B     RELALL1
*        FINDADT: R9 = ADT of disk MODE, condition code 0: there is
*        none.
FINDADT  L     R9,IADT
FINDADT1 LTR   R9,R9
         BZR   R10
         CLC   ADTM,MODE
         BE    FINDADT2
         L     R9,ADTPTR
         B     FINDADT1
FINDADT2 LTR   R9,R9
         BR    R10
         DROP  R9
*        HEX3: three hexadecimal digits of R3 to R2. R14 = return.
HEX3     STH   R3,HEXIN
         UNPK  HEXOUT(5),HEXIN(3)
         TR    HEXOUT(4),HEXDIGIT-240
         MVC   0(3,R2),HEXOUT+1
         BR    R14
HEXDIGIT DC    C'0123456789ABCDEF'
OPTPROF  OI    OPTFLAGS,NOPROFEX
         BR    R14
OPTNOD   OI    FLAGS,NODISK
         BR    R14
OPTERA   OI    FLAGS,ERASE
         BR    R14
         COPY  DEVADDR
         COPY  GETFID
         COPY  BADPARM
         COPY  OPTSCAN
         COPY  NOSTG
         COPY  NOTACC
         COPY  MATCH8
         COPY  FSTSCAN
         COPY  FSTLIST
OPTIONS  OPTION NOPROF,4,OPTPROF
         OPTION NODISK,4,OPTNOD
         OPTION ERASE,3,OPTERA
         OPTION
         LTORG
         WORKAREA
OPTTAB   DS    A
SCANST   DS    4F
LIST     DS    A
LISTDW   DS    F
LISTPTR  DS    A
LISTPAT  DS    A
LISTRET  DS    A
*        Parameter list of AACCESS
CUU      DS    0F,H
MODE     DS    C
EXT      DS    C
ACCFLAG  DS    XL4
FILTER   DS    CL18
         DS    0D
ERASEPL  DS    CL40
CUUTEXT  DS    CL3
OLDTEXT  DS    CL3
MODEEXT  DS    CL3
HEXIN    DS    H,X
HEXOUT   DS    CL5
FLAGS    DS    X
SOME     EQU   X'80'
NODISK   EQU   X'40'
ERASE    EQU   X'20'
         WORKEND
         NUCON
         ADT
         FSTB
         END   DMSACC
