* CMS MODULE READCARD ORIGIN=E000
         TITLE 'DMSRDC: READCARD COMMAND'
*
*        READCARD fn ft [fm]     all cards into one file
*        READCARD * [* [fm]]     each :READ card begins the file it
*        names
*
*        Reads virtual card reader 00C. Records are as long as the
*        first card. A file that is there already is replaced. The disk
*        is fm, default A; the mode number that of fm, else of the
*        :READ card.
*
*        R15: 0; 8 reader empty; 20, 24 operand; 36 disk or device;
*        100 disk or reader error.
*
         REGEQU
DMSRDC   COMMAND R11
         MVC   FILE+24(2),=C'A1'
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NOFILE
         CLI   0(R1),C'*'
         BE    STAR
         MVC   FILE+8(8),0(R1)
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NOFID
         CLI   0(R1),C'*'
         BE    STARFID
         MVC   FILE+16(8),0(R1)
         B     MODE
STAR     OI    FLAGS,NAMED
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    START
         CLI   0(R1),C'*'
         BNE   STARFID
MODE     LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    START
         CLC   0(2,R1),=C'* '
         BE    MODE1
         BAL   R3,CKMODE
         MVC   FILE+24(1),0(R1)
         CLI   1(R1),C' '
         BE    MODE1
         MVC   FILE+25(1),1(R1)
         OI    FLAGS,NUMBER
MODE1    LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BNE   BADPARM
START    LA    R6,X'00C'
         LA    R5,X'20'
         BAL   R10,CKUNIT
         LA    R3,FILE+24
         BAL   R10,CKRW
         LA    R9,151        the first card decides the length
         EJECT
NEXT     RDCARD CARD,(R9)
         LTR   R15,R15
         BZ    GOTCARD
         CH    R15,=H'5'
         BE    GOTCARD       not as long as the first one
         CH    R15,=H'1'
         BE    ENDFILE
         CH    R15,=H'2'
         BE    EMPTY
         DMSERR NUM=124,LET=S,TEXT='ERROR READING CARD FILE'
         LA    R15,100
         B     EXIT
GOTCARD  TM    FLAGS,READ
         BO    GOTCARD1
         LR    R9,R0
         ST    R0,LRECL
GOTCARD1 OI    FLAGS,READ
         TM    FLAGS,NAMED
         BZ    DATA
         CLC   CARD(5),=C':READ'
         BE    HEADER
         TM    FLAGS,OPEN
         BO    DATA
         DMSERR NUM=702,LET=I,                                         X
               TEXT='READ CONTROL CARD MISSING. FOLLOWING ASSUMED:'
         MVC   SAVECARD(160),CARD
         MVI   CARD,C' '
         MVC   CARD+1(79),CARD
         MVC   CARD(30),=CL30':READ  READCARD CMSUT1   A1'
         BAL   R10,NEWFILE
         MVC   CARD(160),SAVECARD
DATA     TM    FLAGS,OPEN
         BO    DATA1
         BAL   R10,BEGIN
DATA1    L     R0,COUNT
         AH    R0,=H'1'
         ST    R0,COUNT
         FSWRITE FSCB=FILE,BUFFER=CARD,BSIZE=(R9),ERROR=WRERR
         B     NEXT
HEADER   BAL   R10,ENDOLD
         BAL   R10,NEWFILE
         B     NEXT
*
EMPTY    TM    FLAGS,READ
         BO    ENDFILE
         B     NOCARDS
ENDFILE  TM    FLAGS,READ
         BZ    NOCARDS
         BAL   R10,ENDOLD
         L     R3,LRECL
         CH    R3,=H'80'
         BE    DONE
         DMSERR NUM=738,LET=I,SUB=(DEC,(R3)),                          X
               TEXT='RECORD LENGTH IS ''...'' BYTES'
DONE     SR    R15,R15
         LA    R3,CLOSE
         LA    R4,L'CLOSE
         B     EXIT1
NOCARDS  DMSERR NUM=205,LET=W,TEXT='READER EMPTY OR NOT READY'
         LA    R15,8
*        Leaving with an error: the spool file stays in the reader.
EXIT     LA    R3,HOLD
         LA    R4,L'HOLD
EXIT1    LR    R5,R15
         TM    FLAGS,OPEN
         BZ    EXIT2
         FSCLOSE FSCB=FILE
EXIT2    TM    FLAGS,READ
         BZ    EXIT3
         DIAG  R3,R4,X'0008'
EXIT3    LR    R15,R5
         L     R14,RETURN
         BR    R14
CLOSE    DC    C'CLOSE 00C'
HOLD     DC    C'CLOSE 00C HOLD'
         EJECT
*        ENDOLD: closes the file being written. R10 = return.
ENDOLD   TM    FLAGS,OPEN
         BZR   R10
         NI    FLAGS,255-OPEN
         ICM   R0,15,COUNT
         BZ    NULL
         FSCLOSE FSCB=FILE,ERROR=WRERR
         BR    R10
NULL     DMSERR NUM=701,LET=I,TEXT='(NULL FILE)'
         BR    R10
*        NEWFILE: takes the file identifier from the :READ card in
*        CARD, types the card and begins the file. R10 = return.
NEWFILE  MVC   FILE+8(16),=CL16' '
         LA    R3,CARD+5
         LA    R2,FILE+8
         BAL   R14,WORD
         LA    R2,FILE+16
         BAL   R14,WORD
         CLI   FILE+8,C' '   a header without a name
         BE    NOFID
         CLI   FILE+16,C' '
         BE    NOFID
         MVC   WORD2,=CL8' '
         LA    R2,WORD2
         BAL   R14,WORD
         TM    FLAGS,NUMBER
         BO    NEWFILE1
         CLI   WORD2+1,C'0'
         BL    NEWFILE1
         MVC   FILE+25(1),WORD2+1
NEWFILE1 MVC   CARD+25(2),FILE+24
         LA    R3,CARD
         DMSERR NUM=702,LET=I,SUB=(CHARA,((R3),70)),DOT=NO,COMP=NO,    X
               TEXT='..................................................X
               ....................'
*        BEGIN: begins the file of FSCB FILE. R10 = return.
BEGIN    ST    R10,SAVE10
         LA    R3,FILE+24
         BAL   R10,CKRW
         FSERASE FSCB=FILE
         OI    FLAGS,OPEN
         XC    COUNT,COUNT
         MVI   FILE+36,C'F'
         MVC   FILE+38(2),=H'1'
         XC    FILE+26(2),FILE+26
         L     R10,SAVE10
         BR    R10
*        WORD: the next word of the card from R3 on to R2 (8 bytes of
*        blanks). R14 = return.
WORD     LA    R4,CARD+72
WORD1    CR    R3,R4
         BNLR  R14
         CLI   0(R3),C' '
         BNE   WORD3
         LA    R3,1(,R3)
         B     WORD1
WORD3    LA    R5,8
WORD4    MVC   0(1,R2),0(R3)
         LA    R2,1(,R2)
         LA    R3,1(,R3)
         CR    R3,R4
         BNLR  R14
         CLI   0(R3),C' '
         BER   R14
         BCT   R5,WORD4
WORD5    LA    R3,1(,R3)     the rest of a long word
         CR    R3,R4
         BNLR  R14
         CLI   0(R3),C' '
         BNE   WORD5
         BR    R14
NOFILE   DMSERR NUM=42,LET=E,TEXT='NO FILEID SPECIFIED'
         LA    R15,24
         B     EXIT
         COPY  GETFID
         COPY  BADPARM
         COPY  NOFID
         COPY  NOTACC
         COPY  CKRW
         COPY  CLOSUNIT
         COPY  WRERR
         LTORG
         WORKAREA
LRECL    DS    F
COUNT    DS    F
SAVE10   DS    A
         DS    0F
FILE     DS    CL44
CLOSCMD  DS    CL32
FLAGS    DS    X
NAMED    EQU   X'80'         :READ cards name the files
NUMBER   EQU   X'40'         the command has a mode number
READ     EQU   X'20'         a card has been read
OPEN     EQU   X'10'         a file has been begun
WORD2    DS    CL8
CARD     DS    CL160
SAVECARD DS    CL160
         WORKEND
         NUCON
         ADT
         END   DMSRDC
