DMSITI   TITLE 'DMSITI - INPUT/OUTPUT AND EXTERNAL INTERRUPTIONS'
*
*        DMSITI  I/O interruption handler.
*        DMSIOW  waits for an interruption of the device whose table
*                entry R1 addresses (DTAPOST).
*        DMSDIO1 performs a channel program and waits for its end:
*                R1 = device table entry, R2 = first CCW.  R15 = 0 the
*                status is in DTACSW (sense bytes in IOSENSE after unit
*                check), R15 = 3 the device does not exist.
*        DMSIOWF function WAIT:   CL4 device names up to the fence.
*        DMSHNI  function HNDINT: names a routine for a device.
*        DMSITE  external interruption handler.
*
*        The nucleus and transient routines are disabled; interruptions
*        come in while a user program runs, or in the wait state of
*        DMSIOW, which resumes at DMSIOWX.
*
DMSITI   CSECT
         ENTRY DMSIOW,DMSIOWX,DMSDIO1,DMSITE,DMSIOWF,DMSHNI
         USING NUCON,0
         USING DEVSECT,R3
         STM   R0,R15,IOWORK
         BALR  R12,0
         USING *,R12
         LH    R2,IOOPSW+2          device
         L     R3,ADEVTAB
ITIFIND  CLI   DTAD,X'FF'
         BE    ITIEND               not one of ours
         CH    R2,DTAD
         BE    ITIDEV
         LA    R3,DTASIZE(,R3)
         B     ITIFIND
ITIDEV   C     R3,ACONDEV           attention of the console?
         BNE   ITIPOST
         TM    CSW+4,X'80'
         BZ    ITIPOST
         OI    MISFLAGS,ATTNHIT
         NI    CSW+4,X'7F'
ITIPOST  OI    DTAFLAG,DTAPOST
         OC    DTACSW+4(2),CSW+4
         TM    CSW+4,X'08'          channel end has address and count
         BZ    ITIHND
         MVC   DTACSW(4),CSW
         MVC   DTACSW+6(2),CSW+6
ITIHND   L     R15,DTAINT           HNDINT routine?
         LTR   R15,R15
         BZ    ITIEND
         L     R13,NUCSTKP
         LA    R14,72+64+8(,R13)
         ST    R14,NUCSTKP
         MVC   72(64,R13),IOWORK
         MVC   136(8,R13),IOOPSW
         LM    R0,R1,IOOPSW
         LR    R4,R2
         LM    R2,R3,CSW
         LR    R11,R13
         BALR  R14,R15
         BALR  R12,0
         USING *,R12
         LR    R13,R11
         L     R12,=A(ITIEND)
         USING ITIEND,R12
         MVC   IOWORK(64),72(R13)
         MVC   IOOPSW,136(R13)
         ST    R13,NUCSTKP
ITIEND   BALR  R12,0
         USING *,R12
         TM    IOOPSW+1,X'02'       in the wait state of the nucleus?
         BZ    ITIUSER
         CLI   IOOPSW+5,X'01'
         BNE   ITIUSER
         MVI   IOOPSW,X'00'         end the wait, stay disabled
         NI    IOOPSW+1,X'FD'
ITIBACK  LM    R0,R15,IOWORK
         LPSW  IOOPSW
*
*        A program was interrupted: an attention is served at once.
*
ITIUSER  TM    MISFLAGS,ATTNHIT
         BZ    ITIBACK
         L     R13,NUCSTKP
         LA    R14,72+64+8(,R13)
         ST    R14,NUCSTKP
         MVC   72(64,R13),IOWORK
         MVC   136(8,R13),IOOPSW
         CALL  DMSCATN
         TM    MISFLAGS,KXSWITCH
         BO    ITIHX
         ST    R13,NUCSTKP
         MVC   IOOPSW,136(R13)
         MVC   IOWORK(64),72(R13)
         B     ITIBACK
ITIHX    L     R15,=V(DMSABNHX)
         BR    R15
         LTORG
         DROP  R12
         EJECT
*
*        DMSIOW: wait until the device is posted
*
DMSIOW   ENTER BASE=DMSIOW
         LR    R3,R1
IOWTEST  TM    DTAFLAG,DTAPOST
         BO    IOWDONE
         LPSW  IOWAITPS
DMSIOWX  B     IOWTEST              resumed here by DMSITI
IOWDONE  LEAVE 0
*
*        DMSDIO1: channel program with wait
*
DMSDIO1  ENTER WORK=8,BASE=DMSIOW
         LR    R3,R1
         BAL   R9,START
         LTR   R15,R15
         BNZ   DIOEND
         TM    DTACSW+4,X'02'       unit check: read sense
         BZ    DIOEND
         LA    R2,SENSECCW
         MVC   72(8,R13),DTACSW     keep the status
         BAL   R9,START
         MVC   DTACSW(8),72(R13)
         SR    R15,R15
DIOEND   LEAVE
*        START: one channel program (R2) on device R3
START    XC    DTACSW(8),DTACSW
         LH    R4,DTAD
DIOSIO   NI    DTAFLAG,255-DTAPOST
         ST    R2,CAW
         SIO   0(R4)
         BC    8,DIOWAIT
         BC    4,DIOCSW
         BC    2,DIOBUSY
         LA    R15,3
         BR    R9
DIOBUSY  TIO   0(R4)                clear a pending interruption
         BC    4,DIOPEND
         BC    2,DIOBUSY
         BC    1,DIOGONE
         B     DIOSIO
DIOGONE  LA    R15,3
         BR    R9
DIOCSW   TM    CSW+4,X'10'          busy: the status is an older one
         BO    DIOPEND
         TM    CSW+4,X'80'          attention alone
         BZ    DIOSTAT
DIOPEND  TM    CSW+4,X'80'
         BZ    DIOSIO
         C     R3,ACONDEV
         BNE   DIOSIO
         OI    MISFLAGS,ATTNHIT
         B     DIOSIO
DIOSTAT  MVC   DTACSW+4(2),CSW+4
DIOWAIT  TM    DTACSW+4,X'06'       device end or unit check
         BNZ   DIODONE
         TM    DTACSW+5,X'3F'       channel errors
         BNZ   DIODONE
         NI    DTAFLAG,255-DTAPOST
         LR    R1,R3
         CALL  DMSIOW
         B     DIOWAIT
DIODONE  SR    R15,R15
         BR    R9
         EJECT
*
*        Function WAIT
*
DMSIOWF  ENTER BASE=DMSIOW
IOWFSCAN LA    R2,8(,R1)
IOWFNAM  CLI   0(R2),X'FF'
         BE    IOWFWAIT
         CLI   0(R2),C' '
         BE    IOWFNXT
         BAL   R9,FINDDEV
         BZ    IOWFNXT
         TM    DTAFLAG,DTAPOST
         BO    IOWFDONE
IOWFNXT  LA    R2,4(,R2)
         B     IOWFNAM
IOWFWAIT LPSW  IOWAITF              DMSITI resumes us disabled
IOWFDONE NI    DTAFLAG,255-DTAPOST
         LEAVE 0
IOWAITF  DC    0D'0',X'FF060000',A(IOWFRES)
IOWFRES  B     IOWFSCAN
*        FINDDEV: R2 = CL4 name; R3 = entry, condition code 0: none
FINDDEV  L     R3,ADEVTAB
FINDDEV1 CLI   DTAD,X'FF'
         BER   R9
         CLC   DTASYMB,0(R2)
         BE    FINDDEV2
         LA    R3,DTASIZE(,R3)
         B     FINDDEV1
FINDDEV2 LTR   R3,R3
         BR    R9
*
*        Function HNDINT: CL8'SET' or 'CLR', then for each device CL4
*        name, A(routine), Y(device), C'ASAP' or C'WAIT' first letter,
*        X; ended by X'FF'.
*
DMSHNI   ENTER BASE=DMSIOW
         LR    R4,R1
         LA    R2,16(,R4)
HNILOOP  CLI   0(R2),X'FF'
         BE    HNIEND
         BAL   R9,FINDDEV
         BNZ   HNIHAVE
         L     R3,ADEVTAB           a free entry
HNIFREE  CLI   DTAD,X'FF'
         BE    HNIFULL
         CLI   DTASYMB,C' '
         BE    HNINEW
         LA    R3,DTASIZE(,R3)
         B     HNIFREE
HNINEW   MVC   DTASYMB,0(R2)
HNIHAVE  CLC   8(3,R4),=C'CLR'
         BE    HNICLR
         MVC   DTAINT,4(R2)
         MVC   DTAD,8(R2)
         B     HNINXT
HNICLR   XC    DTAINT,DTAINT
HNINXT   LA    R2,12(,R2)
         B     HNILOOP
HNIEND   LEAVE 0
HNIFULL  LEAVE 5
         LTORG
         DROP  R12
         EJECT
*
*        External interruptions: the interval timer and the external
*        key go to the routine of HNDEXT, if there is one.
*
DMSITE   STM   R0,R15,EXTWORK
         BALR  R12,0
         USING *,R12
         L     R15,AEXTHND
         LTR   R15,R15
         BZ    ITEBACK
         L     R13,NUCSTKP
         LA    R14,72+64+8(,R13)
         ST    R14,NUCSTKP
         MVC   72(64,R13),EXTWORK
         MVC   136(8,R13),EXTOPSW
         LM    R0,R1,EXTOPSW
         LR    R11,R13
         BALR  R14,R15
         BALR  R12,0
         USING *,R12
         MVC   EXTWORK(64),72(R11)
         MVC   EXTOPSW,136(R11)
         ST    R11,NUCSTKP
ITEBACK  LM    R0,R15,EXTWORK
         LPSW  EXTOPSW
         DROP  R12
         NUCON
         ADT
         REGEQU
         END
