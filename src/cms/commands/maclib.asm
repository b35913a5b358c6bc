* CMS MODULE MACLIB ORIGIN=E000
         TITLE 'DMSLBM: MACLIB COMMAND'
*
*        MACLIB GEN libname fn1 [fn2 ...]   makes a library
*        MACLIB ADD libname fn1 [fn2 ...]   adds members
*        MACLIB REP libname fn1 [fn2 ...]   replaces members
*        MACLIB DEL libname member ...      deletes members
*        MACLIB COMP libname                drops deleted members
*        MACLIB MAP libname [(options[)]]   lists the members: DISK
*        (the
*                                           default, libname MAP A5),
*                                           TERM or PRINT
*
*        Members come from fn MACRO, named by the prototypes of their
*        definitions, or from fn COPY, named by *COPY statements or fn.
*
*        The library is libname MACLIB A1, fixed 80. LIBSCAN describes
*        it. Its directory is in storage (DIR) while it is worked on
*        and is written behind the last member.
*
*        R15: 0; 24 operand; 28 no file; 32 format; 36 disk; 88 too
*        many members; 100 disk error; 104 storage.
*
         REGEQU
DMSLBM   COMMAND R11
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NOFUNC
         LA    R2,FUNCTNS
         BAL   R14,LOOKUP
         BZ    BADFUNC
         ST    R15,ROUTINE
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NOLIB
         CLI   0(R1),C'('
         BE    NOLIB
         MVC   LIB(44),LIBMODEL
         MVC   LIB+8(8),0(R1)
         LA    R0,CARD
         ST    R0,LIB+28
         LA    R0,DIRDW
         LR    R8,R1
         DMSFREE DWORDS=(0),ERR=NOSTG
         ST    R1,DIR
         ST    R1,DIRPTR
         LR    R1,R8
         LA    R1,8(,R1)
         ST    R1,NEXT
         L     R15,ROUTINE
         BR    R15
EXIT     ST    R15,CODE
         ICM   R1,15,DIR
         BZ    EXIT1
         LA    R0,DIRDW
         DMSFRET DWORDS=(0),LOC=(1)
         FSCLOSE FSCB=LIB
EXIT1    CLI   FILE+8,C' '
         BNH   EXIT2
         FSCLOSE FSCB=FILE
EXIT2    L     R15,CODE
         L     R14,RETURN
         BR    R14
         EJECT
*        GEN: a new library
GEN      LA    R3,=C'A'
         BAL   R10,CKRW
         FSERASE FSCB=LIB
         MVC   LIB+26(2),=H'0'
         LA    R0,2
         ST    R0,ITEM
         MVI   CARD,0        place of the first record
         MVC   CARD+1(79),CARD
         FSWRITE FSCB=LIB,RECNO=1,ERROR=LIBERR
         B     ADDALL
*        ADD, REP: members over the old directory
REP      OI    FLAGS,REPLACE
ADD      LA    R3,=C'A'
         BAL   R10,CKRW
         BAL   R9,READDIR
ADDALL   L     R1,NEXT
         CLI   0(R1),X'FF'
         BE    NONAME
ADDALL1  L     R1,NEXT
         CLI   0(R1),X'FF'
         BE    FINISH
         LA    R0,8(,R1)
         ST    R0,NEXT
         XC    FILE(44),FILE
         MVC   FILE+8(8),0(R1)
         MVC   FILE+16(8),=CL8'MACRO'
         MVC   FILE+24(2),=C'* '
         NI    FLAGS,255-COPYFILE-INMEMBER-FOUND
         FSSTATE FSCB=FILE
         LTR   R15,R15
         BZ    ADDFILE
         MVC   FILE+16(8),=CL8'COPY'
         OI    FLAGS,COPYFILE
         FSSTATE FSCB=FILE
         LTR   R15,R15
         BZ    ADDFILE
         LA    R3,FILE+8
         DMSERR NUM=2,LET=W,SUB=(CHAR8A,((R3),8)),                     X
               TEXT='FILE ''........ MACRO'' OR COPY NOT FOUND'
         MVI   WARN,28
         B     ADDALL1
ADDFILE  CLI   FSTFV-FSTSECT(R1),C'F'
         BNE   NOTF80
         CLC   FSTIL-FSTSECT(4,R1),=F'80'
         BNE   NOTF80
         MVC   FILE+24(2),FSTM-FSTSECT(R1)
         MVI   FILE+36,C'F'
         LA    R0,CARD
         ST    R0,FILE+28
*        Each record of the file
ADDREC   FSREAD FSCB=FILE,BSIZE=80,NOREC=1
         LTR   R15,R15
         BZ    ADDREC1
         CH    R15,=H'12'
         BNE   RDERR
         BAL   R9,ENDMEM
         FSCLOSE FSCB=FILE
         B     ADDALL1
ADDREC1  TM    FLAGS,COPYFILE
         BO    COPYREC
*        Macro definitions: MACRO, comments, prototype, ..., MEND
         LA    R3,CARD
         BAL   R14,OPCODE
         TM    FLAGS,INMEMBER
         BO    MACREC1
         TM    FLAGS,FOUND   MACRO has been read
         BO    PROTO
         CLC   WORD,=CL8'MACRO'
         BNE   ADDREC        what is between definitions is left out
         OI    FLAGS,FOUND
         MVC   FIRSTREC,CARD
         B     ADDREC
PROTO    CLI   CARD,C'*'
         BE    ADDREC
         CLC   CARD(2),=C'.*'
         BE    ADDREC
         NI    FLAGS,255-FOUND
         MVC   MEMBER,WORD
         BAL   R9,NEWMEM
         MVC   SAVECARD,CARD
         MVC   CARD,FIRSTREC
         BAL   R10,PUT
         MVC   CARD,SAVECARD
         B     PUTREC
MACREC1  CLC   WORD,=CL8'MEND'
         BNE   PUTREC
         BAL   R10,PUT
         BAL   R9,ENDMEM
         B     ADDREC
PUTREC   BAL   R10,PUT
         B     ADDREC
COPYREC  CLC   CARD(6),=C'*COPY '
         BE    COPYREC1
         TM    FLAGS,INMEMBER
         BO    PUTREC
         MVC   MEMBER,FILE+8
         MVC   SAVECARD,CARD
         BAL   R9,NEWMEM
         MVC   CARD,SAVECARD
         B     PUTREC
COPYREC1 BAL   R9,ENDMEM
         LA    R3,CARD+6
         BAL   R14,GETWORD
         MVC   MEMBER,WORD
         BAL   R9,NEWMEM
         B     ADDREC
*        The directory, and the first record last.
FINISH   BAL   R10,PUTDIR
         SR    R15,R15
         IC    R15,WARN
         B     EXIT
         EJECT
*        DEL: members are marked; COMP: the library is copied
DEL      LA    R3,=C'A'
         BAL   R10,CKRW
         BAL   R9,READDIR
         L     R1,NEXT
         CLI   0(R1),X'FF'
         BE    NONAME
DEL1     L     R1,NEXT
         CLI   0(R1),X'FF'
         BE    FINISH
         LA    R0,8(,R1)
         ST    R0,NEXT
         MVC   MEMBER,0(R1)
         BAL   R14,FINDMEM
         BNZ   DEL2
         LA    R3,MEMBER
         DMSERR NUM=13,LET=W,SUB=(CHARA,(R3)),                         X
               TEXT='MEMBER ''........'' NOT FOUND IN LIBRARY'
         MVI   WARN,4
         B     DEL1
DEL2     MVI   0(R3),0
         B     DEL1
*        COMP: each member left is moved towards the beginning, and the
*        file is made again: MACLIB CMSUT1 gets its name.
COMP     L     R1,NEXT
         CLI   0(R1),X'FF'
         BNE   BADPARM
         LA    R3,=C'A'
         BAL   R10,CKRW
         BAL   R9,READDIR
         MVC   FILE(44),LIB  from here
         MVC   LIB+8(16),=CL16'MACLIB  CMSUT1'
         FSERASE FSCB=LIB
         MVI   CARD,0
         MVC   CARD+1(79),CARD
         MVC   LIB+26(2),=H'0'
         FSWRITE FSCB=LIB,RECNO=1,ERROR=LIBERR
         LA    R0,2
         ST    R0,ITEM
         L     R7,DIR        R7: old entries, DIRPTR: new ones
         MVC   OLDEND,DIRPTR
         ST    R7,DIRPTR
COMP1    C     R7,OLDEND
         BNL   COMP5
         CLI   0(R7),0
         BE    COMP4
         L     R8,DIRPTR
         SR    R6,R6
         ICM   R6,3,8(R7)    first item of the member
         MVC   0(12,R8),0(R7)
         L     R0,ITEM
         STCM  R0,3,8(R8)
         LA    R8,12(,R8)
         ST    R8,DIRPTR
COMP2    FSREAD FSCB=FILE,RECNO=(R6),BSIZE=80,ERROR=RDERR
         BAL   R10,PUT
         LA    R6,1(,R6)
         CLC   CARD(4),=X'61FFFF61'
         BNE   COMP2
COMP4    LA    R7,12(,R7)
         B     COMP1
COMP5    BAL   R10,PUTDIR
         FSCLOSE FSCB=FILE
         FSERASE FSCB=FILE
         MVC   RENPL,RENMODEL
         MVC   RENPL+32(16),FILE+8
         CMSCALL RENPL
         B     EXIT
RENMODEL DC    CL8'RENAME6',CL8'MACLIB',CL8'CMSUT1',CL8'A1'
         DC    CL8' ',CL8' ',CL8'A1',8X'FF'
         EJECT
*        MAP: name, first item and number of items of each member
MAP      L     R1,NEXT
         OI    FLAGS2,DISK
         CLI   0(R1),X'FF'
         BE    MAP1
         CLI   0(R1),C'('
         BNE   BADPARM
         LA    R1,8(,R1)
         LA    R2,OPTIONS
         BAL   R10,OPTSCAN
MAP1     BAL   R9,READDIR
         TM    FLAGS2,DISK
         BZ    MAP2
         MVC   MAPFILE(44),LIB
         MVC   MAPFILE+16(8),=CL8'MAP'
         MVC   MAPFILE+24(2),=C'A5'
         MVC   MAPFILE+26(2),=H'0'
         FSERASE FSCB=MAPFILE
MAP2     MVC   LINE,=CL80'MEMBER     INDEX     SIZE'
         BAL   R10,SHOW
         L     R7,DIR
MAP3     C     R7,DIRPTR
         BNL   MAP9
         CLI   0(R7),0
         BE    MAP8
         MVI   LINE,C' '
         MVC   LINE+1(79),LINE
         MVC   LINE(8),0(R7)
         SR    R5,R5
         ICM   R5,3,8(R7)
         CVD   R5,DOUBLE
         MVC   LINE+10(6),=X'402020202120'
         ED    LINE+10(6),DOUBLE+5
         LA    R4,12(,R7)    the next one that begins behind it
MAP4     L     R6,ITEM
         C     R4,DIRPTR
         BNL   MAP5
         SR    R6,R6
         ICM   R6,3,8(R4)
         LA    R4,12(,R4)
         CR    R6,R5
         BNH   MAP4
MAP5     SR    R6,R5
         BCTR  R6,0          without the delimiter
         CVD   R6,DOUBLE
         MVC   LINE+19(6),=X'402020202120'
         ED    LINE+19(6),DOUBLE+5
         BAL   R10,SHOW
MAP8     LA    R7,12(,R7)
         B     MAP3
MAP9     TM    FLAGS2,DISK
         BZ    MAP10
         FSCLOSE FSCB=MAPFILE
MAP10    SR    R15,R15
         B     EXIT
SHOW     TM    FLAGS2,TERM
         BO    SHOW1
         TM    FLAGS2,PRINT
         BO    SHOW2
         FSWRITE FSCB=MAPFILE,BUFFER=LINE,BSIZE=80,ERROR=LIBERR
         BR    R10
SHOW1    WRTERM LINE
         BR    R10
SHOW2    MVI   LINECC,C' '
         PRINTL LINECC,81
         BR    R10
OPTTERM  OI    FLAGS2,TERM
         NI    FLAGS2,255-DISK
         BR    R14
OPTPRINT OI    FLAGS2,PRINT
         NI    FLAGS2,255-DISK
OPTDISK  BR    R14
         EJECT
*        READDIR: the directory of the library to DIR; DIRPTR -> its
*        end, ITEM = where it begins in the file. R9 = return.
READDIR  FSREAD FSCB=LIB,RECNO=1,BSIZE=80
         LTR   R15,R15
         BNZ   NOTTHERE
         CLC   CARD(6),=C'DMSLIB'
         BNE   NOTALIB
         SR    R5,R5
         ICM   R5,3,CARD+6
         ST    R5,ITEM
         ICM   R6,15,CARD+8
         BM    NOTALIB
         C     R6,=A(DIRDW*8-160)
         BH    TOOMANY
         L     R4,DIR
         AR    R6,R4
         ST    R6,DIRPTR
READDIR1 CR    R4,R6
         BNL   READDIR2
         FSREAD FSCB=LIB,RECNO=(R5),BSIZE=80
         LTR   R15,R15
         BNZ   NOTALIB
         MVC   0(72,R4),CARD
         LA    R4,72(,R4)
         LA    R5,1(,R5)
         B     READDIR1
READDIR2 FSCLOSE FSCB=LIB    it may be written next
         BR    R9
*        PUTDIR: the directory from item ITEM on, and the first record.
*        R10 = return.
PUTDIR   ST    R10,SAVE10
         L     R7,DIR
         L     R8,DIRPTR
         L     R5,ITEM
         LR    R6,R5
PUTDIR1  CR    R7,R8
         BNL   PUTDIR2
         MVI   CARD,C' '
         MVC   CARD+1(79),CARD
         MVC   CARD(72),0(R7)
         FSWRITE FSCB=LIB,RECNO=(R6),ERROR=LIBERR
         LA    R6,1(,R6)
         LA    R7,72(,R7)
         B     PUTDIR1
PUTDIR2  MVI   CARD,0
         MVC   CARD+1(79),CARD
         MVC   CARD(6),=C'DMSLIB'
         STCM  R5,3,CARD+6
         S     R8,DIR
         STCM  R8,15,CARD+8
         FSWRITE FSCB=LIB,RECNO=1,ERROR=LIBERR
         FSCLOSE FSCB=LIB,ERROR=LIBERR
         L     R10,SAVE10
         BR    R10
*        PUT: CARD as item ITEM. R10 = return; uses R5.
PUT      L     R5,ITEM
         FSWRITE FSCB=LIB,RECNO=(R5),BSIZE=80,ERROR=LIBERR
         LA    R5,1(,R5)
         ST    R5,ITEM
         BR    R10
*        NEWMEM: member MEMBER begins at ITEM; it must be a new one
*        unless it is to be replaced. R9 = return.
NEWMEM   OI    FLAGS,INMEMBER
         BAL   R14,FINDMEM
         BZ    NEWMEM1
         TM    FLAGS,REPLACE
         BO    NEWMEM0
         B     NEWMEM1
NEWMEM0  MVI   0(R3),0
NEWMEM1  L     R3,DIRPTR
         LR    R4,R3
         S     R4,DIR
         C     R4,=A(DIRDW*8-160)
         BH    TOOMANY
         MVC   0(8,R3),MEMBER
         L     R5,ITEM
         STCM  R5,3,8(R3)
         XC    10(2,R3),10(R3)
         LA    R3,12(,R3)
         ST    R3,DIRPTR
         BR    R9
*        ENDMEM: the delimiter behind a member. R9 = return.
ENDMEM   TM    FLAGS,INMEMBER
         BZR   R9
         NI    FLAGS,255-INMEMBER
         MVC   SAVECARD,CARD
         MVI   CARD,C' '
         MVC   CARD+1(79),CARD
         MVC   CARD(4),=X'61FFFF61'
         BAL   R10,PUT
         MVC   CARD,SAVECARD
         BR    R9
*        FINDMEM: R3 -> entry of MEMBER, or condition code 0. R14 =
*        ret.
FINDMEM  L     R3,DIR
FINDMEM1 C     R3,DIRPTR
         BNL   FINDMEM2
         CLC   0(8,R3),MEMBER
         BE    FINDMEM3
         LA    R3,12(,R3)
         B     FINDMEM1
FINDMEM2 CR    R3,R3
         BR    R14
FINDMEM3 LTR   R3,R3
         BR    R14
*        OPCODE: WORD = the operation field of CARD. GETWORD: the word
*        at R3 or behind blanks there. R14 = return; uses R3 to R5.
OPCODE   CLI   0(R3),C' '
         BE    GETWORD
OPCODE1  LA    R3,1(,R3)
         CLI   0(R3),C' '
         BE    GETWORD
         LA    R4,CARD+71
         CR    R3,R4
         BL    OPCODE1
GETWORD  MVC   WORD,=CL8' '
         LA    R4,CARD+71
GETWORD1 CR    R3,R4
         BNLR  R14
         CLI   0(R3),C' '
         BNE   GETWORD2
         LA    R3,1(,R3)
         B     GETWORD1
GETWORD2 LA    R5,WORD
GETWORD3 CLI   0(R3),C' '
         BER   R14
         MVC   0(1,R5),0(R3)
         LA    R3,1(,R3)
         LA    R5,1(,R5)
         LA    R0,WORD+8
         CR    R5,R0
         BNLR  R14
         CR    R3,R4
         BL    GETWORD3
         BR    R14
NOLIB    DMSERR NUM=46,LET=E,TEXT='NO LIBRARY NAME SPECIFIED'
         LA    R15,24
         B     EXIT
NONAME   DMSERR NUM=1,LET=E,TEXT='NO FILENAME SPECIFIED'
         LA    R15,24
         B     EXIT
NOTTHERE CH    R15,=H'1'
         BNE   LIBERR
         LA    R3,LIB+8
         DMSERR NUM=2,LET=E,SUB=(CHAR8A,((R3),18)),                    X
               TEXT='FILE ''....................'' NOT FOUND'
         LA    R15,28
         B     EXIT
NOTALIB  LA    R3,LIB+8
         DMSERR NUM=33,LET=E,SUB=(CHAR8A,((R3),18)),                   X
               TEXT='FILE ''..................'' IS NOT A LIBRARY'
         LA    R15,32
         B     EXIT
NOTF80   LA    R3,FILE+8
         DMSERR NUM=7,LET=E,SUB=(CHAR8A,((R3),18)),                    X
               TEXT='FILE ''....................'' IS NOT FIXED, 80 CHAX
               R. RECORDS'
         LA    R15,32
         B     EXIT
TOOMANY  DMSERR NUM=157,LET=S,TEXT='MACLIB LIMIT EXCEEDED'
         LA    R15,88
         B     EXIT
LIBERR   LR    R4,R15
         LA    R3,LIB+8
         DMSERR NUM=105,LET=S,SUB=(DEC,(R4),CHAR8A,((R3),18)),         X
               TEXT='ERROR ''...'' WRITING FILE ''..................'' X
               ON DISK'
         LA    R15,100
         B     EXIT
         COPY  BADFUNC
         COPY  BADPARM
         COPY  OPTSCAN
         COPY  NOTACC
         COPY  CKRW
         COPY  RDERR
         COPY  NOSTG
FUNCTNS  OPTION GEN,3,GEN
         OPTION ADD,3,ADD
         OPTION REP,3,REP
         OPTION DEL,3,DEL
         OPTION COMP,4,COMP
         OPTION MAP,3,MAP
         OPTION
OPTIONS  OPTION TERM,4,OPTTERM
         OPTION DISK,4,OPTDISK
         OPTION PRINT,5,OPTPRINT
         OPTION
LIBMODEL FSCB  'X MACLIB A1',RECFM=F,BSIZE=80
DIRDW    EQU   2400          doublewords: 1,586 members
         LTORG
         WORKAREA
DOUBLE   DS    D
RENPL    DS    CL64
ROUTINE  DS    A
NEXT     DS    A             next operand
CODE     DS    F
ITEM     DS    F             item to be written next
DIR      DS    A
DIRPTR   DS    A             end of the directory
OLDEND   DS    A
OPTTAB   DS    A
SAVE10   DS    A
         DS    0F
LIB      DS    CL44
         DS    0F
FILE     DS    CL44
         DS    0F
MAPFILE  DS    CL44
MEMBER   DS    CL8
WORD     DS    CL8
CARD     DS    CL80
SAVECARD DS    CL80
FIRSTREC DS    CL80
FLAGS    DS    X
REPLACE  EQU   X'80'
COPYFILE EQU   X'40'
INMEMBER EQU   X'20'
FOUND    EQU   X'10'
FLAGS2   DS    X
DISK     EQU   X'80'
TERM     EQU   X'40'
PRINT    EQU   X'20'
WARN     DS    X
LINECC   DS    C
LINE     DS    CL80
         WORKEND
         NUCON
         ADT
         FSTB
         END   DMSLBM
