* CMS NUCLEUS EDSAVE
         TITLE 'DMSEDF: EDIT, SAVE, FILE, GETFILE'
*
*        SAVE, FILE [fn [ft [fm]]]; GETFILE fn [ft|* [fm [m [n|*]]]].
*
*        The lines are written into the work file EDIT CMSUT1. When it
*        is complete it exchanges its name with the file that it
*        replaces, in one writing of the directory; then EDIT CMSUT1,
*        which is the old file now, is erased. Whenever the system
*        stops, the file is there, old or new.
*
DMSEDF   CSECT
         ENTRY EDSAVE,EDFILE,EDAUTOSV,EDGETF,EDMODECK
         USING NUCON,0
         USING EDCB,R11
EDFILE   ENTER BASE=DMSEDF
         NI    SAVEFLAG,255-SAVING-AUTONOW
         B     SAVE
EDSAVE   ENTER BASE=DMSEDF
         OI    SAVEFLAG,SAVING
SAVE     MVC   NEWID,FNAME          (name, type and mode)
         BAL   R10,WORD
         BZ    SAVEGO
         MVC   NEWID(8),TOKEN
         BAL   R10,WORD
         BZ    SAVEGO
         MVC   NEWID+8(8),TOKEN
         OI    GETFLAG,UPTOBLNK
         CALL  EDGET
         BZ    SAVEGO
         BAL   R10,MODE
         CLI   TOKEN,C'*'
         BE    INVREQ
         MVC   NEWID+16(2),TOKEN
         CALL  EDEND
SAVEGO   BAL   R9,SAVEIT
         TM    SAVEFLAG,SAVING
         BZ    FILED
         TM    SAVEFLAG,AUTOON
         BZ    SAVED
         BAL   R9,SAVEDMSG
SAVED    LEAVE 16                   EDIT:
FILED    XC    EDRC,EDRC
         LEAVE 12
*        WORD: a name or type for the file. R10 = return.
WORD     OI    GETFLAG,UPTOBLNK
         CALL  EDGET
         BZR   R10
         CLI   TOKEN,C'*'
         BE    INVREQ
         CLI   TOKEN,C'='
         BE    INVREQ
         LTR   R10,R10
         BR    R10
*        MODE: TOKEN is a filemode; without a number: that of the file.
*        R10 = return.
MODE     LA    R1,TOKEN
         CALL  EDMODECK
         BNZ   MODERR
         CLI   TOKEN+1,C' '
         BNER  R10
         MVC   TOKEN+1(1),FMODE+1
         BR    R10
*
*        EDAUTOSV: automatic saving.
*
EDAUTOSV ENTER BASE=DMSEDF
         MVC   NEWID,FNAME
         OI    SAVEFLAG,AUTONOW
         BAL   R9,SAVEIT
         NI    SAVEFLAG,255-AUTONOW
         BAL   R9,SAVEDMSG
         LEAVE 0
SAVEDMSG XC    AUTOCURR,AUTOCURR
         TM    SAVEFLAG,EMPTY
         BOR   R9
         SAY   AUTOMSG,VERIFY
         BR    R9
*
*        EDMODECK: R1 -> filemode of eight characters. R15 = 0 valid.
*
EDMODECK ENTER BASE=DMSEDF
         CLC   2(6,R1),=CL8' '
         BNE   MODECK4
         CLI   0(R1),C'*'
         BE    MODECK2
         CLI   0(R1),C' '
         BE    MODECK2
         TRT   0(1,R1),LETTERS
         BNZ   MODECK4
MODECK1  CLI   1(R1),C' '
         BE    MODECK0
         CLI   1(R1),C'0'
         BL    MODECK4
         CLI   1(R1),C'5'
         BH    MODECK4
MODECK0  LEAVE 0
MODECK2  CLI   1(R1),C' '
         BE    MODECK0
MODECK4  LEAVE 4
LETTERS  DC    256X'FF'
         ORG   LETTERS+C'A'
         DC    9X'00'
         ORG   LETTERS+C'J'
         DC    9X'00'
         ORG   LETTERS+C'S'
         DC    8X'00'
         ORG
         EJECT
*
*        SAVEIT: writes the file NEWID. R9 = return; errors leave the
*        subcommand.
*
SAVEIT   TM    FLAG,RIGHT+SERIALON
         BNO   SAVE1
         SAY   NOSERMSG,VERIFY
SAVE1    NI    SAVEFLAG,255-EMPTY
         MVC   FILEPL+8(18),NEWID
         MVI   FILEPL+25,C' '
         LA    R1,FILEPL
         CALL  ASTATE               are its characters valid?
         CH    R15,=H'20'
         BE    NAMEERR
         L     R2,HEAD
         LTR   R2,R2
         BZ    SAVEEMPT
         BAL   R10,ERASEWRK
         MVC   FILEPL+24(2),NEWID+16
         XC    FILEPL+26(2),FILEPL+26
         MVC   FILEPL+32(4),ITEM
         MVC   FILEPL+36(1),FV
         MVI   FILEPL+37,0
         MVC   FILEPL+38(2),=H'1'
         XC    CARDNO,CARDNO
SAVE2    BAL   R10,NUMBERIT
         LA    R3,LTEXT-LINED(,R2)
         ST    R3,FILEPL+28
         CLI   FV,C'V'
         BNE   SAVE4
         CLC   FTYPE,=CL8'VSBDATA'  blanks may be data
         BE    SAVE4
         L     R4,ITEM              without the blanks at the end
         LA    R1,0(R4,R3)
SAVE3    BCTR  R1,0
         CLI   0(R1),C' '
         BNE   SAVE3A
         BCT   R4,SAVE3
         LA    R4,1
SAVE3A   ST    R4,FILEPL+32
SAVE4    LA    R1,FILEPL
         CALL  AWRBUF
         BNZ   WRERR
         L     R2,LNEXT-LINED(,R2)
         LTR   R2,R2
         BNZ   SAVE2
         LA    R1,FILEPL
         CALL  AFINIS
         BNZ   WRERR
         BAL   R10,EXCHANGE
         BNZ   WRERR
         TM    FLAG,SERIALON
         BZR   R9
         CALL  EDVERSCR             the numbers may be on the screen
         BR    R9
*        No lines: the old file is erased.
SAVEEMPT OI    SAVEFLAG,EMPTY
         SAY   EMPTYMSG
         LA    R1,FILEPL
         CALL  AERASE
         CH    R15,=H'36'
         BE    MODERR
         BR    R9
*        NUMBERIT: the sequence number of line R2. R10 = return; uses
*        R0, R1.
NUMBERIT TM    FLAG,SERIALON
         BZR   R10
         TM    FLAG,RIGHT           these are the line numbers
         BOR   R10
         L     R0,CARDNO
         A     R0,SERINCR
         ST    R0,CARDNO
         CVD   R0,DWORK
         OI    DWORK+7,X'0F'
         LA    R1,LTEXT-LINED+72(,R2)
         UNPK  0(8,R1),DWORK
         TM    FLAG,SERNAME
         BZR   R10
         MVC   0(3,R1),SERTEXT
         CLI   SERTEXT,C' '
         BNER  R10
         MVC   0(3,R1),NEWID
         BR    R10
*        ERASEWRK: erases EDIT CMSUT1. R10 = return.
ERASEWRK MVC   FILEPL+8(16),=CL16'EDIT    CMSUT1'
         MVC   FILEPL+24(1),NEWID+16
         MVI   FILEPL+25,C' '
         LA    R1,FILEPL
         CALL  AERASE
         BR    R10
         EJECT
*
*        EXCHANGE: the work file gets the name NEWID, a file that has
*        it that of the work file, which is erased then. R15 and
*        condition code 0, or the code of a disk error. R10 = return;
*        uses R2-R8.
*
EXCHANGE LA    R1,FILEPL
         CALL  DMSLFSW
         LTR   R15,R15
         BNZR  R10
         LR    R4,R1                its disk and entry
         LR    R5,R0
         SR    R6,R6
         MVC   OTHERPL+8(18),NEWID
         MVI   OTHERPL+25,C' '
         LA    R1,OTHERPL
         CALL  DMSLFSW
         LTR   R15,R15
         BNZ   EXCH1
         CR    R1,R4                on that disk, no extension
         BNE   EXCH1
         LR    R6,R0
         USING FSTSECT,R6
         MVC   FSTN(16),FILEPL+8
         LR    R3,R6
         BAL   R8,MARK
         DROP  R6
EXCH1    MVC   FSTN-FSTSECT(16,R5),NEWID
         LR    R3,R5
         BAL   R8,MARK
         USING ADTSECT,R4
         LH    R1,ADTNACW           a file is open for output: the
         LTR   R1,R1                directory is written with it
         BP    EXCH2
         LR    R1,R4
         CALL  AUPDISK
         LTR   R15,R15
         BNZ   EXCH3
         DROP  R4
EXCH2    LTR   R6,R6
         BZR   R10
         LA    R1,FILEPL
         CALL  AERASE
         SR    R15,R15
         BR    R10
EXCH3    MVC   FSTN-FSTSECT(16,R5),FILEPL+8
         LTR   R6,R6                as it was
         BZ    EXCH4
         MVC   FSTN-FSTSECT(16,R6),NEWID
EXCH4    LTR   R15,R15
         BR    R10
*        MARK: the directory block that has entry R3 is changed. R8 =
*        return; uses R1, R7.
         USING ADTSECT,R4
MARK     OI    ADTFLG2,ADTDIRTY
         L     R7,ADTFDA
         USING HYPSECT,R7
MARK1    LTR   R7,R7
         BZR   R8
         CR    R3,R7
         BL    MARK2
         LA    R1,HYPNEXT
         CR    R3,R1
         BL    MARK3
MARK2    L     R7,HYPNEXT
         B     MARK1
MARK3    OI    HYPFLAG,HYPDIRTY
         BR    R8
         DROP  R4,R7
         EJECT
*
*        It can't be saved; the lines are still here.
*
WRERR    LR    R3,R15
         CH    R3,=H'13'
         BE    FULL
         CH    R3,=H'19'
         BE    FULL
         CH    R3,=H'10'
         BE    FULL
         CH    R3,=H'20'
         BE    NAMEERR
         CH    R3,=H'21'
         BE    NAMEERR
         CH    R3,=H'12'
         BE    MODERR
         CH    R3,=H'4'
         BE    MODERR
         CH    R3,=H'5'
         BE    MODERR
         DMSERR NUM=105,LET=S,CSECT=EDI,                               X
               SUB=(DEC,(R3),CHAR8A,(FILEPL+8,18)),                    X
               TEXT='ERROR ''..'' WRITING FILE ''....................''X
                ON DISK'
         BAL   R10,ERASEWRK
         B     UNSAVED
FULL     BAL   R10,ERASEWRK
         NI    MSGFLAGS,255-NOTYPING
         TM    FLAG,SERIALON
         BZ    FULL1
         SAY   SERMSG
FULL1    SAY   FULLMSG
         B     UNSAVED
MODERR   LA    R2,MODEMSG
         B     *+8
NAMEERR  LA    R2,NAMEMSG
         NI    MSGFLAGS,255-NOTYPING
         SAY   0(R2)
UNSAVED  NI    SAVEFLAG,255-AUTONOW
         CALL  EDCLRSTK
         L     R15,=V(EDSTOP)
         BR    R15
AUTOMSG  EDTEXT '_SAVED'
EMPTYMSG EDTEXT 'FILE IS EMPTY'
NOSERMSG EDTEXT 'RESERIALIZATION SUPPRESSED'
SERMSG   EDTEXT 'SERIALIZATION IS INCOMPLETE'
FULLMSG  EDTEXT 'SET NEW FILEMODE, OR ENTER CMS SUBSET AND CLEAR SOME SX
               PACE'
MODEMSG  EDTEXT 'SET NEW FILEMODE AND RETRY'
NAMEMSG  EDTEXT 'SET NEW FILENAME AND RETRY'
         EJECT
*
*        GETFILE: lines m to m+n-1 of another file behind the current
*        line.
*
EDGETF   ENTER BASE=DMSEDF
         OI    GETFLAG,UPTOBLNK
         CALL  EDGET
         BZ    INVREQ
         MVC   OTHERPL+8(8),TOKEN
         MVC   OTHERPL+16(8),FTYPE
         MVC   OTHERPL+24(4),=X'5C400000'
         LH    R5,=H'-1'            all
         OI    GETFLAG,UPTOBLNK
         CALL  EDGET
         BZ    GETGO
         CLC   TOKEN,=CL8'*'
         BE    GETMODE
         CLI   TOKEN,C'*'
         BE    INVREQ
         MVC   OTHERPL+16(8),TOKEN
GETMODE  OI    GETFLAG,UPTOBLNK
         CALL  EDGET
         BZ    GETGO
         LA    R1,TOKEN
         CALL  EDMODECK
         BNZ   MODERR
         MVC   OTHERPL+24(1),TOKEN
         CALL  EDNUM
         BM    INVREQ
         BP    GETGO
         ICM   R1,15,NUMBER
         BZ    INVREQ
         C     R1,=F'65535'
         BH    GETBEY
         STH   R1,OTHERPL+26
         CALL  EDCOUNT
         BP    GETGO
         ICM   R5,15,NUMBER
         BZ    DONE
GETGO    CALL  EDEND
         LA    R1,OTHERPL
         CALL  ASTATE
         BZ    GETFND
         CH    R15,=H'28'
         BE    GETNONE
         CH    R15,=H'36'
         BE    GETNACC
         B     GETNONE
GETFND   LA    R2,STATEFST
         USING FSTSECT,R2
         CLC   FSTIL,ITEM
         BH    GETLONG
         CLC   OTHERPL+26(2),FSTIC
         BH    GETBEY
         MVC   OTHERPL+24(2),FSTM
         MVC   OTHERPL+36(1),FSTFV
         DROP  R2
         MVC   OTHERPL+38(2),=H'1'
         CLC   OTHERPL+26(2),=H'0'
         BNE   *+10
         MVC   OTHERPL+26(2),=H'1'
         LA    R1,LINE
         ST    R1,OTHERPL+28
         MVC   OTHERPL+32(4),ITEM
         OI    RUN,NOTICK           all is one change for AUTOSAVE
GETLOOP  MVI   LINE,C' '
         MVC   LINE+1(LONGEST-1),LINE
         LA    R1,OTHERPL
         CALL  ARDBUF
         BNZ   GETEND
         XC    OTHERPL+26(2),OTHERPL+26
         LA    R1,LINE
         CALL  EDINSERT
         CH    R15,=H'8'
         BE    GETCLOSE
         LTR   R15,R15
         BNZ   GETFULL
         BCT   R5,GETLOOP
GETSHOW  CALL  EDVERIFY
GETCLOSE LA    R1,OTHERPL
         CALL  AFINIS
         NI    RUN,255-NOTICK
         CALL  EDTICK
         B     DONE
GETEND   CH    R15,=H'12'
         BNE   GETERR
         SAY   EOFMSG,VERIFY
         B     GETSHOW
GETERR   SAY   ERRMSG
         B     GETCLOSE
GETFULL  SAY   INCMSG
         B     GETCLOSE
GETNACC  LA    R2,OTHERPL+24
         DMSERR NUM=69,LET=E,CSECT=EDI,SUB=(CHARA,((R2),1)),           X
               TEXT='DISK ''..'' NOT ACCESSED'
         B     FAILED
GETNONE  SAY   NONEMSG
         B     FAILED
GETLONG  SAY   LONGTEXT
         B     FAILED
GETBEY   SAY   BEYMSG
         B     FAILED
EOFMSG   EDTEXT 'EOF REACHED'
ERRMSG   EDTEXT 'READ ERROR - GETFILE IS INCOMPLETE'
INCMSG   EDTEXT 'GETFILE IS INCOMPLETE'
NONEMSG  EDTEXT 'FILE NOT FOUND'
LONGTEXT EDTEXT 'RECORD LENGTH OF FILE TOO LARGE'
BEYMSG   EDTEXT 'GIVEN STARTING LINE IS BEYOND EOF'
         COPY  EDEXITS
         LTORG
         NUCON
         EDCB
         ADT
         FSTB
         REGEQU
         END
