*        SVC STORM: EVERY FEW INSTRUCTIONS A CALL OF THE SUPERVISOR,
*        WHICH DOES LITTLE AND RETURNS BY LPSW
         COPY  FRAME
REP      BALR  12,0
         USING *,12
         ST    14,LINK
         MVC   SVCNEW+5(3),=AL3(HANDLER)
         SR    2,2
         L     9,=F'5000'
LOOP     LR    1,9
         SVC   7
         AR    2,1
         SVC   8
         XR    2,1
         LTR   1,1
         BM    LOOP2
         AR    2,9
LOOP2    BCT   9,LOOP
         L     14,LINK
         BR    14
LINK     DC    F'0'
EXPECT   DC    X'023A8964'
*        THE CODE IS IN THE OLD PSW (BC MODE) OR AT X'8A' (EC MODE)
HANDLER  STM   3,4,LOW
         LA    3,X'22'
         TM    MODE+3,1
         BZ    OLDPSW
         LA    3,X'8A'
OLDPSW   LH    3,0(,3)
         SLL   1,1
         AR    1,3
         LM    3,4,LOW
         LPSW  X'20'
LOW      EQU   BENCH+X'700'
         LTORG
         END   FRSTART
