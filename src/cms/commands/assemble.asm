* CMS MODULE ASSEMBLE ORIGIN=20000
         TITLE 'DMSASM: ASSEMBLE COMMAND'
*
*        ASSEMBLE fn [(options[)]]
*
*        Assembles fn ASSEMBLE into fn TEXT and fn LISTING, on the disk
*        of the source if it is read-write, else on disk A. Macros and
*        COPY members come from the libraries of GLOBAL MACLIB.
*
*        The assembler is a hypercall, DIAGNOSE X'100': it gets
*        records, asks for members and gives records; files are read
*        and written here. Options for the assembler are handed on;
*        these are for this program: DECK punches the object deck,
*        OBJECT (NOOBJECT) makes the TEXT file, DISK (default), PRINT,
*        NOPRINT where the listing goes, LIST (NOLIST), TERM (NOTERM)
*        diagnostics at the terminal.
*
*        R15: highest severity of the assembly, 0 to 16; 24 operand; 28
*        no file; 32 format; 36 disk; 40 no assembler; 100; 104.
*
         REGEQU
DMSASM   COMMAND R11
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NONAME
         CLI   0(R1),C'('
         BE    NONAME
         MVC   FILE+8(8),0(R1)
         MVC   FILE+16(8),=CL8'ASSEMBLE'
         MVC   FILE+24(2),=C'* '
         MVC   OPTEXT,=CL8' '
         MVC   OPTEXT+8(L'OPTEXT-8),OPTEXT
         LA    R0,OPTEXT
         ST    R0,OPTEND
         OI    FLAGS,OBJECT+DISK+TERM
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    SOURCE
         CLI   0(R1),C'('
         BNE   BADPARM
         LA    R1,8(,R1)
         BAL   R10,ASMOPTS
SOURCE   FSSTATE FSCB=FILE
         LTR   R15,R15
         BNZ   NOSOURCE
         USING FSTSECT,R1
         CLI   FSTFV,C'F'
         BNE   NOTF80
         CLC   FSTIL,=F'80'
         BNE   NOTF80
         MVC   FILE+24(2),FSTM
         MVI   FILE+36,C'F'
*        Where the results go.
         MVC   OUTMODE,=C'A1'
         L     R3,FSTADT
         USING ADTSECT,R3
         TM    ADTFLG1,ADTFRW
         BZ    SOURCE1
         MVC   OUTMODE(1),ADTM
         B     SOURCE2
         DROP  R1,R3
SOURCE1  BAL   R10,CKA
SOURCE2  LA    R0,BUFDW
         DMSFREE DWORDS=(0),ERR=NOSTG
         ST    R1,BUFFER
         ST    R1,FILE+28
         ST    R1,PLBUFF
         BAL   R10,LIBRARYS
*        Results of an assembly before must not be taken for new ones.
         MVC   OUTFILE,OUTMODEL
         MVC   OUTFILE+8(8),FILE+8
         MVC   OUTFILE+24(2),OUTMODE
         FSERASE FSCB=OUTFILE
         MVC   OUTFILE+16(8),=CL8'LISTING'
         FSERASE FSCB=OUTFILE
*        The session with the assembler.
         MVC   PLNAME,FILE+8
         LA    R3,OPTEXT
         ST    R3,PLBUFF
         LA    R0,L'OPTEXT
         ST    R0,PLLEN
         LA    R0,1
         ST    R0,PLCOUNT
         LA    R3,OPEN
         BAL   R10,CALL
         MVC   PLBUFF,BUFFER
         MVC   PLLEN,=F'80'
         EJECT
*        Source records, as many as the buffer takes at a time.
READ     LA    R5,BATCH80
         LA    R4,BATCH80*40
         AR    R4,R4
         FSREAD FSCB=FILE,BSIZE=(R4),NOREC=(R5)
         LTR   R15,R15
         BZ    READ1
         CH    R15,=H'12'
         BE    ASSEM
         B     RDERR
READ1    L     R5,FILE+40
         SR    R4,R4
         D     R4,=F'80'
         LTR   R5,R5
         BZ    ASSEM
         ST    R5,PLCOUNT
         LA    R3,SRC
         BAL   R10,CALL
         B     READ
*        Assembling, and the members that this needs.
ASSEM    FSCLOSE FSCB=FILE
ASSEM1   LA    R3,ASSEMBL
         BAL   R10,CALL
         LTR   R15,R15
         BZ    DONE
         BAL   R10,MEMBER
         B     ASSEM1
*        The results.
DONE     MVC   CODE,PLRC
         MVC   FLAGGED,PLFLAG
         TM    FLAGS,OBJECT+DECK
         BZ    DONE1
         LA    R5,TEXT
         LA    R6,80
         MVC   OUTFILE+16(8),=CL8'TEXT'
         BAL   R10,RESULT
DONE1    TM    FLAGS,DISK+PRINT
         BZ    DONE2
         LA    R5,LISTING
         LA    R6,121
         MVC   OUTFILE+16(8),=CL8'LISTING'
         BAL   R10,RESULT
DONE2    TM    FLAGS,TERM
         BZ    DONE4
         MVC   PLLEN,=F'120'
DONE3    LA    R0,1
         ST    R0,PLCOUNT
         LA    R3,TERMINAL
         BAL   R10,CALL
         LTR   R15,R15
         BNZ   DONE4
         L     R3,BUFFER
         WRTERM (R3),120
         B     DONE3
DONE4    LA    R3,CLOSE
         BAL   R10,CALL
         WRTERM 'ASSEMBLER (XF) DONE'
         L     R5,FLAGGED
         LTR   R5,R5
         BNZ   DONE5
         WRTERM 'NO STATEMENTS FLAGGED IN THIS ASSEMBLY'
         B     DONE7
DONE5    CH    R5,=H'1'
         BH    DONE6
         WRTERM '    1 STATEMENT FLAGGED IN THIS ASSEMBLY'
         B     DONE7
DONE6    LINEDIT TEXT='..... STATEMENTS FLAGGED IN THIS ASSEMBLY',     X
               DOT=NO,COMP=NO,SUB=(DEC,(R5))
DONE7    L     R15,CODE
EXIT     ST    R15,CODE
         ICM   R1,15,BUFFER
         BZ    EXIT1
         LA    R0,BUFDW
         DMSFRET DWORDS=(0),LOC=(1)
EXIT1    LA    R4,8
         LA    R5,LIBTAB
EXIT2    ICM   R1,15,LIBDIR-LIBENTRY(R5)
         BZ    EXIT3
         L     R0,LIBDIRDW-LIBENTRY(,R5)
         DMSFRET DWORDS=(0),LOC=(1)
EXIT3    LA    R5,LIBENTL(,R5)
         BCT   R4,EXIT2
         L     R15,CODE
         L     R14,RETURN
         BR    R14
         EJECT
*        CALL: function R3 of the assembler. R15 = 0 or 1, its
*        condition code; R10 = return; uses R2.
CALL     LA    R2,PL
         DIAG  R2,R3,X'0100'
         BZ    CALL0
         BM    CALL1
         DMSERR NUM=40,LET=S,SUB=(DEC,(R3)),                           X
               TEXT='ERROR ''...'' OF THE ASSEMBLER'
         LA    R15,40
         B     EXIT
CALL0    SR    R15,R15
         BR    R10
CALL1    LA    R15,1
         BR    R10
*        RESULT: the records of function R5, R6 bytes each, to OUTFILE
*        or to the punch or printer. R10 = return.
RESULT   ST    R10,SAVE10
         ST    R6,PLLEN
         L     R8,=A(BUFDW*8)
         SR    R9,R9
         LR    R9,R8
         SR    R8,R8
         DR    R8,R6         R9 = records that the buffer takes
RESULT1  ST    R9,PLCOUNT
         LR    R3,R5
         BAL   R10,CALL
         LTR   R15,R15
         BNZ   RESULT9
         L     R7,BUFFER
         L     R8,PLCOUNT
         CH    R6,=H'80'
         BNE   RESULT4
*        Object deck: file, punch or both.
         TM    FLAGS,DECK
         BZ    RESULT3
         LR    R4,R8
RESULT2  PUNCHC (R7)
         LTR   R15,R15
         BNZ   PUNERR
         LA    R7,80(,R7)
         BCT   R4,RESULT2
RESULT3  TM    FLAGS,OBJECT
         BO    RESULT6
         B     RESULT1
*        Listing: printer or file.
RESULT4  TM    FLAGS,PRINT
         BZ    RESULT6
         LR    R4,R8
RESULT5  PRINTL (R7),(R6)
         AR    R7,R6
         BCT   R4,RESULT5
         B     RESULT1
RESULT6  LR    R3,R8
         MR    R2,R6         R3 = bytes
         L     R7,BUFFER
         FSWRITE FSCB=OUTFILE,BUFFER=(R7),BSIZE=(R3),NOREC=(R8),       X
               ERROR=OUTERR
         B     RESULT1
RESULT9  FSCLOSE FSCB=OUTFILE
         CH    R6,=H'80'
         BE    RESULT10
         TM    FLAGS,PRINT
         BZ    RESULT11
         LA    R3,=C'00E'
         B     RESULT12
RESULT10 TM    FLAGS,DECK
         BZ    RESULT11
         LA    R3,=C'00D'
RESULT12 MVC   FILE+8(16),OUTFILE+8
         BAL   R10,CLOSUNIT
RESULT11 L     R10,SAVE10
         BR    R10
OUTERR   LR    R4,R15
         MVC   FILE+8(18),OUTFILE+8
         LR    R15,R4
         B     WRERR
PUNERR   DMSERR NUM=118,LET=S,TEXT='ERROR PUNCHING FILE'
         LA    R15,100
         B     EXIT
         EJECT
*        LIBRARYS: the directories of the libraries into storage, so
*        that each is read once. A library that is gone has none. R10 =
*        return.
LIBRARYS ST    R10,SAVE10
         LA    R8,LIBTAB
         LA    R9,MACLIBL
LIBRY1   CLI   0(R9),X'FF'
         BE    LIBRY9
         MVC   LIBFILE,OUTMODEL
         MVC   LIBFILE+8(8),0(R9)
         MVC   LIBFILE+16(8),=CL8'MACLIB'
         MVC   LIBFILE+24(2),=C'* '
         FSSTATE FSCB=LIBFILE
         LTR   R15,R15
         BNZ   LIBRY4
         MVC   LIBFILE+24(2),FSTM-FSTSECT(R1)
         MVC   LIBFILE+28(4),BUFFER
         FSREAD FSCB=LIBFILE,BSIZE=80,RECNO=1
         LTR   R15,R15
         BNZ   LIBRY4
         L     R7,BUFFER
         CLC   0(6,R7),=C'DMSLIB'
         BNE   LIBRY4
         ICM   R6,15,8(R7)
         BNP   LIBRY4
         LH    R5,6(,R7)
         LR    R0,R6
         AH    R0,=H'87'
         SRL   R0,3
         USING LIBENTRY,R8
         ST    R0,LIBDIRDW
         DMSFREE DWORDS=(0),ERR=NOSTG
         ST    R1,LIBDIR
         LR    R4,R1
         AR    R6,R1
         ST    R6,LIBDIREN
LIBRY2   CR    R4,R6
         BNL   LIBRY3
         FSREAD FSCB=LIBFILE,BSIZE=80,RECNO=(R5)
         LTR   R15,R15
         BNZ   LIBRY3
         MVC   0(72,R4),0(R7)
         LA    R4,72(,R4)
         LA    R5,1(,R5)
         B     LIBRY2
LIBRY3   MVC   LIBFID,LIBFILE+8
LIBRY4   LA    R8,LIBENTL(,R8)
         LA    R9,8(,R9)
         B     LIBRY1
LIBRY9   L     R10,SAVE10
         BR    R10
*        MEMBER: gives the assembler the member PLNAME, or says that
*        there is none. R10 = return.
MEMBER   ST    R10,SAVE10
         LA    R8,LIBTAB
         LA    R9,8
MEMBER1  ICM   R3,15,LIBDIR
         BZ    MEMBER3
MEMBER2  C     R3,LIBDIREN
         BNL   MEMBER3
         CLC   PLNAME,0(R3)
         BE    MEMBER4
         LA    R3,12(,R3)
         B     MEMBER2
MEMBER3  LA    R8,LIBENTL(,R8)
         BCT   R9,MEMBER1
         LA    R3,ABSENT
         BAL   R10,CALL
         L     R10,SAVE10
         BR    R10
MEMBER4  MVC   LIBFILE+8(18),LIBFID
         SR    R5,R5
         ICM   R5,3,8(R3)
MEMBER5  LA    R6,BATCH80
         LA    R4,BATCH80*40
         AR    R4,R4
         FSREAD FSCB=LIBFILE,BSIZE=(R4),RECNO=(R5),NOREC=(R6)
         LTR   R15,R15
         BZ    MEMBER6
         CH    R15,=H'12'
         BE    MEMBER9
         MVC   FILE+8(18),LIBFILE+8
         B     RDERR
MEMBER6  L     R7,LIBFILE+40
         SR    R6,R6
         D     R6,=F'80'     R7 = records read
         LTR   R7,R7
         BZ    MEMBER9
         L     R4,BUFFER
         SR    R6,R6         records before the end of the member
MEMBER7  CLC   0(4,R4),=X'61FFFF61'
         BE    MEMBER8
         LA    R6,1(,R6)
         LA    R4,80(,R4)
         CR    R6,R7
         BL    MEMBER7
MEMBER8  LTR   R6,R6
         BZ    MEMBER9
         ST    R6,PLCOUNT
         LA    R3,MEM
         BAL   R10,CALL
         AR    R5,R6
         CR    R6,R7
         BE    MEMBER5
MEMBER9  LA    R3,MEMEND
         BAL   R10,CALL
         L     R10,SAVE10
         BR    R10
         DROP  R8
         EJECT
*        ASMOPTS: options from R1 on. Each may have a value in
*        parentheses, which are tokens of their own. R10 = return.
ASMOPTS  CLI   0(R1),X'FF'
         BER   R10
         CLI   0(R1),C')'
         BE    ASMOPT9
         LA    R2,OPTIONS
         BAL   R14,LOOKUP
         BZ    OPTSCBAD
         BALR  R14,R15       own options set flags
         L     R4,OPTEND
         LA    R0,OPTEXT+L'OPTEXT-10
         CR    R4,R0
         BH    TOOLONG
         BAL   R14,APPEND
         LA    R1,8(,R1)
         CLI   0(R1),C'('
         BNE   ASMOPT3
ASMOPT1  LR    R0,R4
         LA    R2,OPTEXT+L'OPTEXT-10
         CR    R0,R2
         BH    TOOLONG
         BAL   R14,APPEND
         CLI   0(R1),C')'
         LA    R1,8(,R1)
         BE    ASMOPT3
         CLI   0(R1),X'FF'
         BNE   ASMOPT1
         BR    R10
ASMOPT3  LA    R4,1(,R4)     a blank between options
         ST    R4,OPTEND
         B     ASMOPTS
ASMOPT9  LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BER   R10
         B     BADPARM
*        APPEND: the token at R1 to the text at R4. R14 = return.
APPEND   LA    R2,8
         LR    R3,R1
APPEND1  CLI   0(R3),C' '
         BER   R14
         MVC   0(1,R4),0(R3)
         LA    R3,1(,R3)
         LA    R4,1(,R4)
         BCT   R2,APPEND1
         BR    R14
OPTSCBAD LR    R3,R1
         DMSERR NUM=3,LET=E,TEXT='INVALID OPTION ''........''',        X
               SUB=(CHARA,(R3))
         LA    R15,24
         B     EXIT
TOOLONG  DMSERR NUM=52,LET=E,                                          X
               TEXT='MORE THAN 100 CHARS. OF OPTIONS SPECIFIED'
         LA    R15,24
         B     EXIT
*        Routines of the options: R14 = return.
OPTDECK  OI    FLAGS,DECK
         BR    R14
OPTNDECK NI    FLAGS,255-DECK
         BR    R14
OPTOBJ   OI    FLAGS,OBJECT
         BR    R14
OPTNOBJ  NI    FLAGS,255-OBJECT
         BR    R14
OPTDISK  OI    FLAGS,DISK
         NI    FLAGS,255-PRINT
         BR    R14
OPTPRT   OI    FLAGS,PRINT
         NI    FLAGS,255-DISK
         BR    R14
OPTNPRT  NI    FLAGS,255-DISK-PRINT
         BR    R14
OPTTERM  OI    FLAGS,TERM
         BR    R14
OPTNTERM NI    FLAGS,255-TERM
OPTPASS  BR    R14
*        CKA: disk A must be read-write. R10 = return.
CKA      L     R1,IADT
         USING ADTSECT,R1
CKA1     LTR   R1,R1
         BZ    NOTRW
         CLI   ADTM,C'A'
         BE    CKA2
         L     R1,ADTPTR
         B     CKA1
CKA2     TM    ADTFLG1,ADTFRW
         BOR   R10
         DROP  R1
NOTRW    DMSERR NUM=6,LET=E,TEXT='NO READ/WRITE DISK ACCESSED'
         LA    R15,36
         B     EXIT
NONAME   DMSERR NUM=1,LET=E,TEXT='NO FILENAME SPECIFIED'
         LA    R15,24
         B     EXIT
NOSOURCE DMSERR NUM=2,LET=E,SUB=(CHARA,FILE+8),                        X
               TEXT='FILE ''........ ASSEMBLE'' NOT FOUND'
         LA    R15,28
         B     EXIT
NOTF80   DMSERR NUM=7,LET=E,SUB=(CHARA,FILE+8),                        X
               TEXT='FILE ''........ ASSEMBLE'' IS NOT FIXED, 80 CHAR. X
               RECORDS'
         LA    R15,32
         B     EXIT
         COPY  LOOKUP
         COPY  BADPARM
         COPY  CLOSUNIT
         COPY  RDERR
         COPY  WRERR
         COPY  NOSTG
OPTIONS  OPTION ALIGN,3,OPTPASS
         OPTION NOALIGN,5,OPTPASS
         OPTION ALOGIC,4,OPTPASS
         OPTION NOALOGIC,6,OPTPASS
         OPTION BUFSIZE,4,OPTPASS
         OPTION DECK,1,OPTDECK
         OPTION NODECK,3,OPTNDECK
         OPTION DISK,2,OPTDISK
         OPTION ESD,3,OPTPASS
         OPTION NOESD,5,OPTPASS
         OPTION FLAG,4,OPTPASS
         OPTION LINECOUN,5,OPTPASS
         OPTION LIST,1,OPTPASS
         OPTION NOLIST,3,OPTPASS
         OPTION MCALL,2,OPTPASS
         OPTION NOMCALL,4,OPTPASS
         OPTION MLOGIC,2,OPTPASS
         OPTION NOMLOGIC,4,OPTPASS
         OPTION NUMBER,3,OPTPASS
         OPTION NONUM,5,OPTPASS
         OPTION OBJECT,3,OPTOBJ
         OPTION NOOBJECT,5,OPTNOBJ
         OPTION PRINT,2,OPTPRT
         OPTION NOPRINT,4,OPTNPRT
         OPTION RENT,4,OPTPASS
         OPTION NORENT,6,OPTPASS
         OPTION RLD,3,OPTPASS
         OPTION NORLD,5,OPTPASS
         OPTION STMT,4,OPTPASS
         OPTION NOSTMT,6,OPTPASS
         OPTION SYSPARM,4,OPTPASS
         OPTION TERMINAL,4,OPTTERM
         OPTION NOTERM,6,OPTNTERM
         OPTION TEST,4,OPTPASS
         OPTION NOTEST,6,OPTPASS
         OPTION XREF,1,OPTPASS
         OPTION NOXREF,3,OPTPASS
         OPTION YFLAG,2,OPTPASS
         OPTION NOYFLAG,4,OPTPASS
         OPTION
OUTMODEL FSCB  'X TEXT A1',RECFM=F,BSIZE=80
         LTORG
*        Functions of DIAGNOSE X'100'
OPEN     EQU   0
SRC      EQU   4
ASSEMBL  EQU   8
MEM      EQU   12
MEMEND   EQU   16
ABSENT   EQU   20
TEXT     EQU   24
LISTING  EQU   28
TERMINAL EQU   32
CLOSE    EQU   36
BUFDW    EQU   1000          doublewords of the buffer
LIBENTL  EQU   32            bytes of a LIBENTRY
BATCH80  EQU   100           records of 80 bytes that fit
         WORKAREA
CODE     DS    F
FLAGGED  DS    F
BUFFER   DS    A
OPTEND   DS    A             end of the text in OPTEXT
SAVE10   DS    A
         DS    0F
FILE     DS    CL44
         DS    0F
OUTFILE  DS    CL44
         DS    0F
LIBFILE  DS    CL44
*        Parameter list of DIAGNOSE X'100'
PL       DS    0F
PLNAME   DS    CL8
PLBUFF   DS    A
PLLEN    DS    F
PLCOUNT  DS    F
PLRC     DS    F
PLFLAG   DS    F
         DS    F
LIBTAB   DS    8XL(LIBENTL)
CLOSCMD  DS    CL32
OUTMODE  DS    CL2
FLAGS    DS    X
OBJECT   EQU   X'80'
DECK     EQU   X'40'
DISK     EQU   X'20'
PRINT    EQU   X'10'
TERM     EQU   X'08'
OPTEXT   DS    CL112
         WORKEND
*        A library of GLOBAL MACLIB
LIBENTRY DSECT
LIBDIR   DS    A             its directory, 0: none
LIBDIREN DS    A             end of the directory
LIBDIRDW DS    F             doublewords of it
LIBFID   DS    CL18
         DS    0F
         NUCON
         ADT
         FSTB
         END   DMSASM
