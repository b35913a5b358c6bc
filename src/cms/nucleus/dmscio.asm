DMSCIO   TITLE 'DMSCIO - READER, PUNCH, PRINTER AND TAPES'
*
*        DMSCIO  CARDRD   reads a card
*        DMSCIP  CARDPH   punches a card
*        DMSPIO  PRINTR, PRINTIO  prints a line
*        DMSTIO  TAPEIO   tape operations
*
*        The channel programs are in the frame; DMSDIO1 performs them.
*
DMSCIO   CSECT
         ENTRY DMSCIP,DMSPIO,DMSTIO
         USING NUCON,0
         USING DEVSECT,R11
CCW1     EQU   72
CCW2     EQU   80
         ENTER WORK=24
         LR    R10,R1
         LA    R4,80
         TM    8(R10),X'80'         length given
         BZ    RDRGO
         LH    R4,12(,R10)
         LTR   R4,R4
         BZ    ZERO
RDRGO    LA    R5,X'02'
         L     R11,=V(DEVRDR)
         BAL   R9,CARD
         BNZ   DONE
         TM    8(R10),X'80'
         BZ    ZERO
         LR    R5,R4
         SH    R5,DTACSW+6          bytes read
         STH   R5,14(,R10)
         CR    R5,R4
         BE    ZERO
         LA    R15,5
         B     DONE
DMSCIP   ENTER WORK=24,BASE=DMSCIO
         LR    R10,R1
         LA    R4,80
         LA    R5,X'01'
         L     R11,=V(DEVPUN)
         BAL   R9,CARD
         B     DONE
*        CARD: command R5, R4 bytes at 9(3,R10)
CARD     MVC   CCW1(4,R13),8(R10)
         STC   R5,CCW1(,R13)
         MVC   CCW1+4(2,R13),=X'2000'
         STH   R4,CCW1+6(,R13)
         LR    R1,R11
         LA    R2,CCW1(,R13)
         CALL  DMSDIO1
         LTR   R15,R15
         BZ    CARD1
         LA    R15,100              no device
         B     CARDRET
CARD1    TM    DTACSW+4,X'02'
         BO    CARDUC
         TM    DTACSW+4,X'01'       end of file
         BO    CARDEOF
         TM    DTACSW+5,X'3F'
         BNZ   CARDERR
         B     CARDRET
CARDUC   LA    R15,2
         TM    IOSENSE,X'40'        intervention required
         BO    CARDRET
CARDERR  LA    R15,3
         B     CARDRET
CARDEOF  LA    R15,1
CARDRET  LTR   R15,R15
         BR    R9
ZERO     SR    R15,R15
DONE     LEAVE
         EJECT
*
*        Printer: 8 A(line), 12 H 0 ASA or machine 1 machine, 14 H
*        length
*
DMSPIO   ENTER WORK=24,BASE=DMSCIO
         LR    R10,R1
         L     R11,=V(DEVPRT)
         LH    R4,14(,R10)
         LA    R15,1
         CH    R4,=H'151'
         BH    DONE
         L     R3,8(,R10)           control character
         LA    R3,0(,R3)
         BCTR  R4,0
         LTR   R4,R4                no text: a blank
         BP    PIOTEXT
         LA    R5,PIOBLANK
         LA    R4,1
         B     PIOCODE
PIOTEXT  LA    R5,1(,R3)
PIOCODE  ST    R5,CCW2(,R13)
         MVC   CCW2+4(2,R13),=X'2000'
         STH   R4,CCW2+6(,R13)
         LA    R2,CCW1(,R13)
         MVC   CCW1(8,R13),PIOIMM   carriage movement before the line
         MVI   CCW2(R13),X'01'
         LH    R6,12(,R10)
         LTR   R6,R6
         BNZ   PIOMACH
         LA    R6,PIOASA
PIOASA1  CLC   0(1,R6),0(R3)
         BE    PIOASA2
         LA    R6,2(,R6)
         CLI   0(R6),0
         BNE   PIOASA1
PIOMACH  LA    R6,PIOWRT            machine code that writes
PIOMAC1  CLC   0(1,R6),0(R3)
         BE    PIOWR
         LA    R6,1(,R6)
         CLI   0(R6),0
         BNE   PIOMAC1
         TM    0(R3),X'03'          carriage movement alone
         BNO   PIODEF
         MVC   CCW1(1,R13),0(R3)
         MVI   CCW1+4(R13),X'20'
         LA    R6,PIOCTL
PIOCTL1  CLC   0(1,R6),0(R3)
         BE    PIOGO
         LA    R6,1(,R6)
         CLI   0(R6),0
         BNE   PIOCTL1
PIODEF   MVI   CCW2(R13),X'09'      not a control character: one line
         B     PIOONE
PIOWR    MVC   CCW2(1,R13),0(R3)
PIOONE   LA    R2,CCW2(,R13)
         B     PIOGO
PIOASA2  MVC   CCW1(1,R13),1(R6)
         CLI   CCW1(R13),0          + no movement
         BE    PIOONE
PIOGO    LR    R1,R11
         CALL  DMSDIO1
         LTR   R15,R15
         BZ    PIO1
         LA    R15,100
         B     DONE
PIO1     TM    DTACSW+4,X'03'
         BZ    ZERO
         TM    DTACSW+4,X'01'       channel 12
         BZ    PIO2
         LA    R15,2
         B     DONE
PIO2     LA    R15,3
         TM    IOSENSE,X'01'        channel 9
         BO    DONE
         LA    R15,5
         B     DONE
PIOBLANK DC    C' '
PIOIMM   DC    X'0B',AL3(PIOBLANK),X'60000001'
PIOASA   DC    C' ',X'0B',C'0',X'13',C'-',X'1B',C'+',X'00'
         DC    C'1',X'8B',C'2',X'93',C'3',X'9B',C'4',X'A3'
         DC    C'5',X'AB',C'6',X'B3',C'7',X'BB',C'8',X'C3'
         DC    C'9',X'CB',C'A',X'D3',C'B',X'DB',C'C',X'E3',X'00'
PIOWRT   DC    X'010911198991A1A9B1B9C1C9D1D9E19900'
PIOCTL   DC    X'030B131B8B939BA3ABB3BBC3CBD3DBE300'
         EJECT
*
*        Tapes: 8 function, 16 TAPn, 20 mode, 21 AL3(buffer), 24
*        length, 28 bytes read
*
DMSTIO   ENTER WORK=24,BASE=DMSCIO
         LR    R10,R1
         LA    R3,TIOFUNCS
TIOFIND  CLC   0(6,R3),8(R10)
         BE    TIOHAVE
         LA    R3,7(,R3)
         CLI   0(R3),X'FF'
         BNE   TIOFIND
         LA    R15,1
         B     DONE
TIOHAVE  L     R11,=V(DEVTAP1)      drive
         LA    R5,4
TIODRV   CLC   DTASYMB,16(R10)
         BE    TIODEV
         LA    R11,DTASIZE(,R11)
         BCT   R5,TIODRV
         LA    R15,4
         B     DONE
TIODEV   IC    R4,20(,R10)          mode set first, if given
         STC   R4,CCW1(,R13)
         MVC   CCW1+1(7,R13),=X'00000060000001'
         MVC   CCW2(4,R13),20(R10)
         MVC   CCW2(1,R13),6(R3)
         MVC   CCW2+4(2,R13),=X'0000'
         MVC   CCW2+6(2,R13),26(R10)
         TM    6(R3),X'03'          control: no data
         BNO   TIOGO
         MVC   CCW2+4(4,R13),=X'20000001'
TIOGO    LA    R2,CCW1(,R13)
         CLI   20(R10),0
         BNE   *+8
         LA    R2,CCW2(,R13)
         LR    R1,R11
         CALL  DMSDIO1
         LTR   R15,R15
         BZ    TIO1
         LA    R15,5
         B     DONE
TIO1     CLI   6(R3),X'02'          bytes read
         BE    TIOREAD
         CLI   6(R3),X'0C'
         BNE   TIOSTAT
TIOREAD  SR    R4,R4
         ICM   R4,3,26(R10)
         SR    R5,R5
         ICM   R5,3,DTACSW+6
         SR    R4,R5
         ST    R4,28(,R10)
TIOSTAT  TM    DTACSW+4,X'02'
         BO    TIOUC
         LA    R15,2
         TM    DTACSW+4,X'01'       tape mark or end of tape
         BO    DONE
         LA    R15,3
         TM    DTACSW+5,X'3F'
         BNZ   DONE
         TM    DTACSW+5,X'40'       wrong length:
         BZ    ZERO
         OC    DTACSW+6(2),DTACSW+6 too long only
         BNZ   ZERO
         LA    R15,8
         B     DONE
TIOUC    LA    R15,5
         TM    IOSENSE,X'40'        no tape on the drive
         BO    DONE
         LA    R15,6
         TM    IOSENSE,X'80'        rejected: file protected
         BO    DONE
         LA    R15,3
         B     DONE
TIOFUNCS DC    CL6'READ',X'02',CL6'WRITE',X'01',CL6'READBK',X'0C'
         DC    CL6'SENSE',X'04',CL6'REW',X'07',CL6'RUN',X'0F'
         DC    CL6'ERG',X'17',CL6'WTM',X'1F',CL6'BSR',X'27'
         DC    CL6'BSF',X'2F',CL6'FSR',X'37',CL6'FSF',X'3F',X'FF'
         LTORG
         NUCON
         ADT
         REGEQU
         END
