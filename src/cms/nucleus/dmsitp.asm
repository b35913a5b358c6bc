DMSITP   TITLE 'DMSITP - PROGRAM INTERRUPTIONS AND ABENDS'
*
*        DMSITP    program interruption handler: types which exception
*                  occurred where, then abends.
*        DMSABN    abend: R0 = code (three hexadecimal digits), R1 =
*                  the address it was called from.  Does not return.
*        DMSABNSV  the same from SVC 203 (macro DMSABN).
*        DMSABNHX  HX: like an abend, without its message.
*        DMSABNGO  the recovery itself.
*
*        Recovery: SVC levels and the nucleus stack are dropped, files
*        are closed, user free storage is freed, unit record devices
*        are closed, the console stack is dropped; back to the command
*        level.
*
DMSITP   CSECT
         ENTRY DMSABN,DMSABNSV,DMSABNHX
         USING NUCON,0
         STM   R0,R15,PGMWORK
         BALR  R12,0
         USING *,R12
         L     R13,NUCSTKP          a frame above whatever there is
         C     R13,=A(X'4C00')
         BL    *+8
         L     R13,=A(X'3000')
         LA    R2,72(,R13)
         ST    R2,NUCSTKP
         TM    ABNFLAGS,ABNACT      again in the recovery itself?
         BO    DEAD
         L     R5,PGMOPSW+4         address
         LA    R5,0(,R5)
*        routine: the user area, the transient area or the nucleus
         LA    R3,=CL8'DMSNUC'
         CL    R5,=A(X'E000')
         BL    PGMWHERE
         LA    R3,LASTTMOD
         CL    R5,=A(X'10000')
         BL    PGMWHERE
         LA    R3,=CL8'DMSNUC'
         CL    R5,MAINSTRT
         BL    PGMWHERE
         LA    R3,LASTLMOD
         CLI   LASTLMOD,X'00'
         BNE   PGMWHERE
         LA    R3,=CL8'*USER*'
PGMWHERE LH    R4,PGMOPSW+2         code
         CH    R4,=H'15'
         BH    PGMODD
         LTR   R4,R4
         BNP   PGMODD
         LR    R1,R4
         BCTR  R1,0
         MH    R1,=H'22'
         LA    R4,EXCNAMES(R1)
         DMSERR NUM=141,LET=T,CSECT=ITP,                               X
               SUB=(CHARA,((R4),22),HEX,(R5),CHARA,((R3),8)),          X
               TEXT='...................... EXCEPTION OCCURRED AT .....X
               . IN ROUTINE ........'
         B     PGMABN
PGMODD   DMSERR NUM=142,LET=T,CSECT=ITP,                               X
               SUB=(HEX,(R4),HEX,(R5),CHARA,((R3),8)),                 X
               TEXT='UNEXPECTED PROGRAM INTERRUPTION .... OCCURRED AT .X
               ..... IN ROUTINE ........'
PGMABN   L     R12,=A(DMSABN)
         USING DMSABN,R12
         B     RECOVER
         LTORG
*        names of the exceptions, from X'01'
EXCNAMES DC    CL22'OPERATION'
         DC    CL22'PRIVILEGED OPERATION'
         DC    CL22'EXECUTE'
         DC    CL22'PROTECTION'
         DC    CL22'ADDRESSING'
         DC    CL22'SPECIFICATION'
         DC    CL22'DATA'
         DC    CL22'FIXED-POINT OVERFLOW'
         DC    CL22'FIXED-POINT DIVIDE'
         DC    CL22'DECIMAL OVERFLOW'
         DC    CL22'DECIMAL DIVIDE'
         DC    CL22'EXPONENT OVERFLOW'
         DC    CL22'EXPONENT UNDERFLOW'
         DC    CL22'SIGNIFICANCE'
         DC    CL22'FLOATING-POINT DIVIDE'
         DROP  R12
         EJECT
*
*        Abend
*
DMSABNSV L     R2,CURRSAVE          R0 = code; where SVC 203 is
         USING SSAVE,R2
         L     R1,SSPSW+4
         DROP  R2
DMSABN   BALR  R12,0
         BCTR  R12,0
         BCTR  R12,0
         USING DMSABN,R12
         LR    R4,R0
         LA    R5,0(,R1)
         L     R13,NUCSTKP
         LA    R2,72(,R13)
         ST    R2,NUCSTKP
         TM    ABNFLAGS,ABNACT
         BO    DEAD
         DMSERR NUM=148,LET=T,CSECT=ABN,SUB=(HEX,(R4),HEX,(R5)),       X
               TEXT='SYSTEM ABEND ... CALLED FROM ......'
         B     RECOVER
*
DMSABNHX BALR  R12,0
         BCTR  R12,0
         BCTR  R12,0
         USING DMSABNHX,R12
         L     R12,=A(DMSABN)
         USING DMSABN,R12
         TM    ABNFLAGS,ABNACT      HX during recovery is ignored
         BO    RECOVERY
         OI    ABNFLAGS,ABNHX
*
RECOVER  OI    ABNFLAGS,ABNACT
RECOVERY NI    MISFLAGS,255-KXSWITCH
         NI    MSGFLAGS,255-NOTYPING
         XC    CURRSAVE,CURRSAVE
         XC    SVCDEPTH,SVCDEPTH
         L     R13,=A(X'3000')
         LA    R2,72+16(,R13)
         ST    R2,NUCSTKP
         NI    SUBFLAG,255-SUBACT-SUBRETN
         NI    EXECFLAG,255-EXECRUN
         LA    R1,ABNCMS
         TM    ABNFLAGS,ABNHX
         BZ    NOTHX
         CALL  ATYPLIN
NOTHX    CALL  DMSCDB               drop the console stack
         LA    R1,ABNFINIS
         CALL  AFINIS
         CALL  DMSFREAB
         XC    LASTTMOD,LASTTMOD    they may be damaged
         XC    LASTLMOD,LASTLMOD
         XC    AEXTHND,AEXTHND
         XC    AUSER1(16),AUSER1    (anchors of commands: user storage)
         NI    PROTFLAG,255-PRFTSYS-PRFUSYS
         LA    R2,CLOSERDR
         LA    R3,L'CLOSERDR
         DC    X'83230008'
         LA    R2,CLOSEPUN
         LA    R3,L'CLOSEPUN
         DC    X'83230008'
         LA    R2,CLOSEPRT
         LA    R3,L'CLOSEPRT
         DC    X'83230008'
         LA    R0,0
         TM    ABNFLAGS,ABNHX
         BO    *+8
         L     R0,=F'-1'
         MVI   ABNFLAGS,0
         SSM   ABNZERO
         L     R15,=V(DMSINTAB)
         BR    R15
DEAD     LPSW  DEADPSW              the recovery failed: disabled wait
         DS    0D
DEADPSW  DC    X'0002000000000148'
ABNZERO  DC    H'0'
ABNFINIS DC    CL8'FINIS',CL8'*',CL8'*',CL8'*',8X'FF'
ABNCMS   DC    CL8'TYPLIN',AL1(1),AL3(ABNTEXT),C'B',X'01',Y(L'ABNTEXT)
ABNTEXT  DC    C'CMS'
CLOSERDR DC    C'CLOSE RDR HOLD'
CLOSEPUN DC    C'CLOSE PUN'
CLOSEPRT DC    C'CLOSE PRT'
         LTORG
         NUCON
         SSAVE
         REGEQU
         END
