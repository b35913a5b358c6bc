* CMS NUCLEUS EDTRUNC
         TITLE 'DMSEDO: EDIT, SETTINGS'
*
*        Subcommands TRUNC ZONE TABSET CASE IMAGE VERIFY LONG SHORT
*        PRESERVE RESTORE FNAME FMODE RECFM SERIAL PROMPT AUTOSAVE.
*        Without operands most of them type the setting.
*
DMSEDO   CSECT
         ENTRY EDTRUNC,EDZONE,EDTABSET,EDCASE,EDIMAGE,EDVER,EDLONG
         ENTRY EDSHORT,EDPRESER,EDRESTOR,EDFNAME,EDFMODE,EDRECFM
         ENTRY EDSERIAL,EDPROMPT,EDAUTO
         USING NUCON,0
         USING EDCB,R11
*
*        TRUNC [n|*]
*
EDTRUNC  ENTER BASE=DMSEDO
         CALL  EDCOUNT
         BP    TRUNC2
         BAL   R10,LIMIT
         CALL  EDEND
         STH   R3,TRUNCOL
         B     SETTING
TRUNC2   LH    R0,TRUNCOL
SHOWNUM  LA    R4,MSGTEXT
         BAL   R10,DECIMAL
SHOWTXT  LA    R1,MSGTEXT
         SR    R4,R1
         LR    R0,R4
         CALL  EDTYPE
         B     DONE
*        LIMIT: R3 = NUMBER, -1: ITEM; it must be one of the columns.
*        R10 = return.
LIMIT    ICM   R3,15,NUMBER
         BZ    INVREQ
         BP    *+8
         L     R3,ITEM
         C     R3,ITEM
         BH    INVREQ
         BR    R10
*        DECIMAL: R0 at R4, four places; R4 behind it. R10 = return.
DECIMAL  CVD   R0,DWORK
         MVC   AREA(6),=X'402020202120'
         ED    AREA(6),DWORK+5
         MVC   0(4,R4),AREA+2
         CLI   AREA+1,C' '
         BE    DECIMAL1
         MVC   0(5,R4),AREA+1
         LA    R4,1(,R4)
DECIMAL1 LA    R4,4(,R4)
         BR    R10
*        SETTING: the status line of a display shows it.
SETTING  CALL  EDVERSCR
         B     DONE
*
*        ZONE [m|* [n|*]], VERIFY [ON|OFF] [[m] n|*]
*
EDZONE   ENTER BASE=DMSEDO
         CALL  EDCOUNT
         BP    ZONE3
         ICM   R2,15,NUMBER
         BZ    INVREQ
         BP    *+8
         LA    R2,1
         CALL  EDCOUNT
         BNP   ZONE1A
         LH    R3,ZONE2
         B     ZONE2A
ZONE1A   BAL   R10,LIMIT
         CALL  EDEND
ZONE2A   CR    R2,R3
         BH    INVREQ
         STH   R3,ZONE2
         BCTR  R2,0
         STH   R2,ZONE1
         B     SETTING
ZONE3    LH    R0,ZONE1
         AH    R0,=H'1'
         LH    R3,ZONE2
SHOWTWO  LA    R4,MSGTEXT
         BAL   R10,DECIMAL
         LR    R0,R3
         BAL   R10,DECIMAL
         B     SHOWTXT
EDVER    ENTER BASE=DMSEDO
         CALL  EDNUM
         BZ    VER2
         BP    VER6
         CLC   TOKEN,=CL8'OFF'
         BE    VEROFF
         CLC   TOKEN,=CL8'ON'
         BE    VERON
         CLI   TOKEN,C'*'
         BNE   INVREQ
         MVC   NUMBER,=F'-1'
         B     VER2
VEROFF   BAL   R10,VERMORE
         NI    MODES,255-VERIFYON
         B     VER1
VERON    BAL   R10,VERMORE
         OI    MODES,VERIFYON
VER1     LTR   R2,R2
         BZ    SETTING
         B     VER4
*        VERMORE: columns behind ON or OFF: R2, R3; R2 = 0: none. R10 =
*        return.
VERMORE  SR    R2,R2
         CALL  EDCOUNT
         BPR   R10
         LR    R9,R10
         BAL   R10,VERCOLS
         BR    R9
VER2     BAL   R10,VERCOLS
         B     VER4
*        VERCOLS: R2, R3 = columns; the first operand is in NUMBER.
*        R10 = return.
VERCOLS  LA    R2,1
         ICM   R3,15,NUMBER
         BZ    INVREQ
         BP    VERCOLS1
         L     R3,ITEM              * is the end
         CALL  EDEND
         BR    R10
VERCOLS1 CALL  EDCOUNT
         BP    VERCOLS3
         LR    R2,R3
         ICM   R3,15,NUMBER
         BP    VERCOLS2
         L     R3,ITEM
VERCOLS2 CALL  EDEND
VERCOLS3 C     R3,ITEM
         BH    INVREQ
         CR    R2,R3
         BH    INVREQ
         BR    R10
VER4     STH   R2,VERCOL1
         STH   R3,VERCOL2
         B     SETTING
VER6     LH    R0,VERCOL1
         LH    R3,VERCOL2
         B     SHOWTWO
         EJECT
*
*        TABSET n1 n2 ...
*
EDTABSET ENTER BASE=DMSEDO
         LA    R2,DUALCHAR
         SR    R3,R3                the stop before
         LA    R5,26
         CALL  EDNUM
         BM    INVREQ
         BP    TABSHOW
         NI    MODES,255-MARGIN
         TM    FLAG,LEFT            the line number comes first
         BZ    TABSET1
         LA    R4,7
         TM    FLAG,LONGNUM
         BZ    *+8
         LA    R4,9
         C     R4,NUMBER
         BNL   TABSET1
         STC   R4,0(,R2)
         LA    R2,1(,R2)
         BCTR  R5,0
         OI    MODES,MARGIN
TABSET1  L     R4,NUMBER
         CR    R4,R3
         BNH   INVREQ
         CH    R4,=Y(LONGEST)
         BH    INVREQ
         LR    R3,R4
         STC   R4,0(,R2)
         LA    R2,1(,R2)
         BCT   R5,TABSET2
         B     INVREQ               too many
TABSET2  CALL  EDNUM
         BM    INVREQ
         BZ    TABSET1
         MVI   0(R2),0
         MVC   TABS,DUALCHAR
         B     DONE
TABSHOW  LA    R4,MSGTEXT
         LA    R2,TABS
TABSHOW1 SR    R0,R0
         ICM   R0,1,0(R2)
         BZ    SHOWTXT
         BAL   R10,DECIMAL
         LA    R2,1(,R2)
         B     TABSHOW1
*
*        CASE [U|M]
*
EDCASE   ENTER BASE=DMSEDO
         BAL   R10,OPERAND
         BZ    CASE2
         CLC   NEWID(8),=CL8'U'
         BNE   CASE1
         MVI   CASE,C'U'
         B     SETTING
CASE1    CLC   NEWID(8),=CL8'M'
         BNE   INVREQ
         MVI   CASE,C'S'
         B     SETTING
CASE2    LA    R1,UTEXT
         CLI   CASE,C'U'
         BE    SAYIT
         LA    R1,MTEXT
SAYIT    CALL  EDSAY
         B     DONE
*        OPERAND: the only operand into NEWID. Condition code 0: there
*        is none. R10 = return.
OPERAND  CALL  EDGET
         BZR   R10
         MVC   NEWID(8),TOKEN
         CALL  EDEND
         LTR   R10,R10
         BR    R10
UTEXT    EDTEXT 'U'
MTEXT    EDTEXT 'M'
*
*        IMAGE [ON|OFF|CANON]
*
EDIMAGE  ENTER BASE=DMSEDO
         BAL   R10,OPERAND
         BZ    IMAGE3
         CLC   NEWID(8),=CL8'ON'
         BE    IMAGE0
         LA    R2,NOIMAGE
         CLC   NEWID(8),=CL8'OFF'
         BE    IMAGE1
         LA    R2,CANON
         CLC   NEWID(8),=CL8'CANON'
         BE    IMAGE1
         B     INVREQ
IMAGE0   SR    R2,R2
IMAGE1   NI    FLAG,255-CANON-NOIMAGE
         EX    R2,IMAGEOI
         B     DONE
IMAGEOI  OI    FLAG,0
IMAGE3   LA    R1,CANTEXT
         TM    FLAG,CANON
         BO    SAYIT
         LA    R1,OFFTEXT
         TM    FLAG,NOIMAGE
         BO    SAYIT
         LA    R1,ONTEXT
         B     SAYIT
ONTEXT   EDTEXT 'ON'
OFFTEXT  EDTEXT 'OFF'
CANTEXT  EDTEXT 'CANON'
*
*        LONG, SHORT: messages. PRESERVE, RESTORE: settings.
*
EDLONG   ENTER BASE=DMSEDO
         CALL  EDEND
         OI    MODES,LONGMSG
         B     DONE
EDSHORT  ENTER BASE=DMSEDO
         CALL  EDEND
         NI    MODES,255-LONGMSG
         B     DONE
EDPRESER ENTER BASE=DMSEDO
         CALL  EDEND
         MVC   KEPT,SETTINGS
         B     DONE
EDRESTOR ENTER BASE=DMSEDO
         CALL  EDEND
         MVC   SETTINGS(SETTINGL),KEPT
         B     SETTING
         EJECT
*
*        FNAME [fn], FMODE [fm], RECFM [F|V]
*
EDFNAME  ENTER BASE=DMSEDO
         OI    GETFLAG,UPTOBLNK
         BAL   R10,OPERAND
         BZ    FNAME1
         CLI   NEWID,C'*'
         BE    INVREQ
         MVC   FNAME,NEWID
         B     SETTING
FNAME1   LA    R1,FNAME
         LA    R0,8
         CALL  EDTYPE
         B     DONE
EDFMODE  ENTER BASE=DMSEDO
         OI    GETFLAG,UPTOBLNK
         BAL   R10,OPERAND
         BZ    FMODE1
         MVC   AREA,NEWID
         LA    R1,AREA
         CALL  EDMODECK
         BNZ   FMODE2
         CLI   NEWID,C'*'
         BE    INVREQ
         MVC   FMODE(1),NEWID
         CLI   NEWID+1,C' '
         BE    SETTING
         MVC   FMODE,NEWID
         B     SETTING
FMODE1   LA    R1,FMODE
         LA    R0,2
         CALL  EDTYPE
         B     DONE
FMODE2   SAY   MODEMSG
         B     FAILED
MODEMSG  EDTEXT 'SET NEW FILEMODE AND RETRY'
EDRECFM  ENTER BASE=DMSEDO
         BAL   R10,OPERAND
         BZ    RECFM2
         CLC   NEWID(8),=CL8'F'
         BNE   RECFM1
         MVI   FV,C'F'
         B     SETTING
RECFM1   CLC   NEWID(8),=CL8'V'
         BNE   INVREQ
         LA    R1,RIGHTMSG
         TM    FLAG,RIGHT
         BO    SAYIT
         MVI   FV,C'V'
         TM    FLAG,SERIALON
         BZ    SETTING
         NI    FLAG,255-SERIALON
         SAY   SEROFF
         B     SETTING
RECFM2   LA    R1,FV
         LA    R0,1
         CALL  EDTYPE
         B     DONE
RIGHTMSG EDTEXT 'WRONG FILE FORMAT FOR LINEMODE RIGHT'
SEROFF   EDTEXT 'SERIALIZATION TURNED OFF FOR V FORMAT'
*
*        SERIAL OFF; SERIAL ON|ALL|seq [incr]
*
EDSERIAL ENTER BASE=DMSEDO
         OI    GETFLAG,UPTOBLNK
         CALL  EDGET
         BZ    INVREQ
         CLC   TOKEN,=CL8'OFF'
         BE    SEROFF1
         MVC   NEWID(3),=CL3' '
         SR    R2,R2
         CLC   TOKEN,=CL8'ALL'
         BE    SER1
         LA    R2,SERNAME
         CLC   TOKEN,=CL8'ON'
         BE    SER1
         MVC   NEWID(3),TOKEN
SER1     CALL  EDNUM
         BM    INVREQ
         BP    SER2
         L     R3,NUMBER
         CALL  EDEND
         B     SER3
SER2     LA    R3,10
SER3     CLI   FV,C'F'
         BNE   SERBAD
         CLC   ITEM,=F'80'
         BNE   SERBAD
         CLC   TRUNCOL,=H'72'
         BNH   SER4
         MVC   TRUNCOL,=H'72'
         SAY   TRUNCMSG
SER4     CLC   ZONE1,=H'72'
         BL    SER5
         MVC   ZONE1,=H'71'
SER5     NI    FLAG,255-SERNAME
         OI    FLAG,SERIALON
         EX    R2,SEROI
         MVC   SERTEXT,NEWID
         ST    R3,SERINCR
         CLC   ZONE2,=H'72'
         BNH   SETTING
         MVC   ZONE2,=H'72'
         SAY   ZONEMSG
         B     SETTING
SEROI    OI    FLAG,0
SERBAD   SAY   BADMSG
         B     DONE
SEROFF1  CALL  EDEND
         NI    FLAG,255-SERIALON
         B     DONE
TRUNCMSG EDTEXT 'TRUNC SET TO 72'
ZONEMSG  EDTEXT 'END ZONE SET TO 72'
BADMSG   EDTEXT 'WRONG FILE FORMAT FOR SERIALIZATION'
*
*        PROMPT [n], AUTOSAVE [n|OFF]
*
EDPROMPT ENTER BASE=DMSEDO
         CALL  EDNUM
         BM    INVREQ
         BP    PROMPT1
         BAL   R10,HALFWORD
         STH   R3,NUMINCR
         B     DONE
PROMPT1  LH    R0,NUMINCR
         B     SHOWNUM
*        HALFWORD: R3 = NUMBER, 1 to 32767, the last operand. R10 =
*        return.
HALFWORD ICM   R3,15,NUMBER
         BZ    INVREQ
         C     R3,=F'32767'
         BH    INVREQ
         CALL  EDEND
         BR    R10
EDAUTO   ENTER BASE=DMSEDO
         CALL  EDNUM
         BM    AUTO1
         BP    AUTO2
         BAL   R10,HALFWORD
         STH   R3,AUTOCNT
         XC    AUTOCURR,AUTOCURR
         OI    SAVEFLAG,AUTOON
         B     DONE
AUTO1    CLC   TOKEN,=CL8'OFF'
         BNE   INVREQ
         CALL  EDEND
         NI    SAVEFLAG,255-AUTOON
         XC    AUTOCNT(4),AUTOCNT
         B     DONE
AUTO2    LH    R0,AUTOCNT
         LTR   R0,R0
         BNZ   SHOWNUM
         LA    R1,OFFTEXT
         B     SAYIT
         COPY  EDEXITS
         LTORG
         NUCON
         EDCB
         REGEQU
         END
