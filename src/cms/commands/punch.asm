* CMS MODULE PUNCH ORIGIN=E000
         TITLE 'DMSPUN: PUNCH COMMAND'
*
*        PUNCH fn ft [fm] [(options[)]]
*
*        Punches a file at virtual punch 00D, behind a header card for
*        READCARD, and closes the punch. Options: HEADER; NOHEADER;
*        MEMBER name|* members of a library, each with its header.
*
*        Header card, columns: 1 :READ, 8 filename, 17 filetype, 26
*        filemode, 29 label of the disk, 36 date, 45 time of the file.
*
*        R15: 0; 20, 24 operand; 28 no file; 32 record too long or no
*        library; 36 disk, device; 100 disk or punch error.
*
         REGEQU
DMSPUN   COMMAND R11
         LA    R1,8(,R1)
         LA    R2,FILE
         BAL   R10,INFILE
         USING FSTSECT,R3
         MVC   LRECL,FSTIL
         MVC   STAMP,FSTD
         MVC   STAMPYR,FSTYR
         L     R4,FSTADT
         MVC   LABEL,ADTID-ADTSECT(R4)
         DROP  R3
         MVC   FIRST,=F'1'
         MVC   LAST,=F'65535'
         CLI   0(R1),X'FF'
         BE    READY
         CLI   0(R1),C'('
         BNE   BADPARM
         LA    R1,8(,R1)
         LA    R2,OPTIONS
         BAL   R10,OPTSCAN
READY    LA    R6,X'00D'
         LA    R5,X'10'
         BAL   R10,CKUNIT
         CLC   LRECL,=F'80'
         BH    TOOLONG
         BAL   R10,RECBUF
         TM    FLAGS,MEMBER
         BO    READY1
         BAL   R10,HEADER
READY1   BAL   R10,RECLOOP
         SR    R15,R15
EXIT     ST    R15,CODE
         TM    FLAGS,PUNCHED
         BZ    EXIT1
         LA    R3,=C'00D'
         BAL   R10,CLOSUNIT
EXIT1    BAL   R10,RECFREE
         L     R15,CODE
         L     R14,RETURN
         BR    R14
         EJECT
*        NEWMEM: header of a member; R3 -> its name. R10 = return.
NEWMEM   MVC   CARDNAME,0(R3)
         B     HEADER1
*        HEADER: header card of the file. R10 = return.
HEADER   MVC   CARDNAME,FILE+8
HEADER1  TM    FLAGS,NOHEAD
         BOR   R10
         MVI   CARD,C' '
         MVC   CARD+1(79),CARD
         MVC   CARD(5),=C':READ'
         MVC   CARD+7(8),CARDNAME
         MVC   CARD+16(8),FILE+16
         TM    FLAGS,MEMBER
         BZ    HEADER2
         MVC   CARD+16(8),=CL8'MEMBER'
         CLC   FILE+16(3),=C'MAC'
         BE    HEADER2
         MVC   CARD+16(8),=CL8'TEXT'
HEADER2  MVC   CARD+25(2),FILE+24
         MVC   CARD+28(6),LABEL
         CLI   STAMP,X'12'
         BH    PUNCARD
         CLI   STAMP,0
         BE    PUNCARD
         MVC   CARD+34(6),=X'402120612020'
         ED    CARD+34(6),STAMP
         MVI   CARD+40,C'/'
         MVC   CARD+41(2),STAMPYR
         MVC   CARD+43(6),=X'4021207A2020'
         ED    CARD+43(6),STAMP+2
         B     PUNCARD
*        RECORD: a card from BUFFER. R10 = return, condition code not
*        0.
RECORD   MVI   CARD,C' '
         MVC   CARD+1(79),CARD
         L     R6,BUFFER
         ICM   R1,15,FILE+40
         BZ    PUNCARD
         BCTR  R1,0
         EX    R1,RECMVC
PUNCARD  OI    FLAGS,PUNCHED
         PUNCHC CARD
         LTR   R15,R15
         BNZ   PUNERR
         LTR   R10,R10
         BR    R10
RECMVC   MVC   CARD(0),0(R6)
PUNERR   LR    R4,R15
         LA    R3,FILE+8
         DMSERR NUM=118,LET=S,SUB=(DEC,(R4),CHAR8A,((R3),18)),         X
               TEXT='ERROR ''...'' PUNCHING FILE ''..................''X
               '
         LA    R15,100
         B     EXIT
TOOLONG  DMSERR NUM=44,LET=E,TEXT='RECORD EXCEEDS ALLOWABLE MAXIMUM'
         LA    R15,32
         B     EXIT
*        Options: R1 -> token, R14 = return.
OPTHE    NI    FLAGS,255-NOHEAD
         BR    R14
OPTNOH   OI    FLAGS,NOHEAD
         BR    R14
OPTMEM   BAL   R7,OPERAND
         MVC   MEMNAME,0(R1)
         OI    FLAGS,MEMBER
         BR    R14
         COPY  GETFID
         COPY  BADPARM
         COPY  INFILE
         COPY  NOFID
         COPY  NOTACC
         COPY  OPTSCAN
         COPY  OPERAND
         COPY  LIBSCAN
         COPY  RECLOOP
         COPY  RECBUF
         COPY  CLOSUNIT
         COPY  RDERR
         COPY  NOSTG
OPTIONS  OPTION HEADER,1,OPTHE
         OPTION NOHEADER,3,OPTNOH
         OPTION MEMBER,3,OPTMEM
         OPTION
         LTORG
         WORKAREA
FIRST    DS    F
LAST     DS    F
LRECL    DS    F
BUFFER   DS    A
BUFDW    DS    F
BUFSTG   DS    A
RECRET   DS    A
CODE     DS    F
OPTTAB   DS    A
LIBSTG   DS    A
LIBDW    DS    F
LIBENT   DS    A
LIBEND   DS    A
         DS    0F
FILE     DS    CL44
CLOSCMD  DS    CL32
MEMNAME  DS    CL8
CARDNAME DS    CL8
LABEL    DS    CL6
STAMP    DS    XL4           MMDDHHMM
STAMPYR  DS    CL2
FLAGS    DS    X
NOHEAD   EQU   X'80'
MEMBER   EQU   X'40'
PUNCHED  EQU   X'20'
CARD     DS    CL80
         WORKEND
         NUCON
         ADT
         FSTB
         FSCBD
         END   DMSPUN
