DMSCPF   TITLE 'DMSCPF - CP COMMAND AND CMSTIME'
*
*        DMSCPF  CP       passes a command to the Control Program.
*                R1 = plist.  Call types X'0B', X'01' and X'0D' have
*                the line in the extended plist (R0); a program gives
*                tokens. No operand: CP gets control (DIAGNOSE 8
*                without text). R15 = CP's return code, -1 for an
*                unknown command.
*        DMSTIM  CMSTIME  8 A(32 bytes): date, time, CPU times.
*
DMSCPF   CSECT
         ENTRY DMSTIM
         USING NUCON,0
         ENTER WORK=256
         LR    R2,R0
         LA    R3,0(,R1)
         ST    R1,72(,R13)
         CLI   72(R13),0
         BE    CPFTOK
         TM    72(R13),X'F0'        (BAL leaves the program mask there)
         BNZ   CPFTOK
         CLI   72(R13),X'0D'        an EXEC gives tokens
         BE    CPFTOK
         L     R4,4(,R2)            first argument
         L     R5,8(,R2)            end
         SR    R5,R4
         BNP   CPFNULL
         B     CPFSEND
CPFTOK   LA    R3,8(,R3)            tokens to a line
         LA    R6,80(,R13)
         LA    R7,28
CPFTOK1  CLI   0(R3),X'FF'
         BE    CPFTOKE
         LA    R8,8
CPFTOK2  CLI   0(R3),C' '
         BE    CPFTOK3
         MVC   0(1,R6),0(R3)
         LA    R6,1(,R6)
CPFTOK3  LA    R3,1(,R3)
         BCT   R8,CPFTOK2
         MVI   0(R6),C' '
         LA    R6,1(,R6)
         BCT   R7,CPFTOK1
CPFTOKE  LA    R4,80(,R13)
         LR    R5,R6
         SR    R5,R4
         BNP   CPFNULL
         BCTR  R5,0                 without the last blank
CPFSEND  CH    R5,=H'240'
         BNH   *+8
         LA    R5,240
         DC    X'83450008'
         LR    R15,R5
         CH    R15,=H'1'
         BNE   CPFOUT
         LH    R15,=H'-1'
CPFOUT   LEAVE
CPFNULL  SR    R4,R4
         SR    R5,R5
         DC    X'83450008'
         LEAVE 0
*
DMSTIM   ENTER
         L     R2,8(,R1)
         LA    R2,0(,R2)
         LA    R3,CURRDATE
         DC    X'8330000C'
         MVC   0(32,R2),CURRDATE
         LEAVE 0
         LTORG
         NUCON
         REGEQU
         END
