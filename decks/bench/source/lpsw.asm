*        LPSW STORM: PSWS WITH OTHER ADDRESSES, CONDITION CODES, PROGRAM
*        MASKS AND STATES ARE LOADED AGAIN AND AGAIN
         COPY  FRAME
REP      BALR  12,0
         USING *,12
         ST    14,LINK
         MVC   SVCNEW+5(3),=AL3(BACK)
         TM    MODE+3,1            BC OR EC PSWS
         LA    11,BCPSWS
         BZ    BCMODE
         LA    11,ECPSWS
BCMODE   SR    2,2
         L     9,=F'5000'
LOOP     LPSW  0(11)
FIRST    BO    WRONG               CONDITION CODE IS 2
         BNH   WRONG
         LA    2,3(,2)
         LPSW  8(11)
SECOND   BNL   WRONG               CONDITION CODE IS 1
         SLL   2,1
         XR    2,9
         LPSW  16(11)              PROBLEM STATE
THIRD    BNE   WRONG               CONDITION CODE IS 0
         AR    2,9
         SVC   1                   SUPERVISOR STATE AGAIN
BACK     BCT   9,LOOP
         L     14,LINK
         BR    14
WRONG    SR    2,2
         L     14,LINK
         BR    14
LINK     DC    F'0'
EXPECT   DC    X'00227D24'
         DS    0D
BCPSWS   DC    X'00000000',X'20',AL3(FIRST)
         DC    X'00000000',X'16',AL3(SECOND)
         DC    X'00010000',X'00',AL3(THIRD)
ECPSWS   DC    X'04082000',A(FIRST)
         DC    X'04081600',A(SECOND)
         DC    X'04090000',A(THIRD)
         LTORG
         END   FRSTART
