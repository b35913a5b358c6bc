*        REGISTER LOOP: NOTHING BUT RR INSTRUCTIONS, LA AND SHIFTS
         COPY  FRAME
REP      BALR  12,0
         USING *,12
         L     3,=F'1'
         L     4,=X'12345678'
         SR    2,2
         LA    5,7
         L     9,=F'20000'
LOOP     AR    2,4
         XR    4,3
         LA    3,5(3,5)
         SLR   2,3
         LR    6,2
         SRL   6,3
         AR    4,6
         LTR   6,6
         BNZ   NOTZERO
         LA    5,1(,5)
NOTZERO  OR    6,5
         XR    2,6
         BCT   9,LOOP
         BR    14
EXPECT   DC    X'CE358E24'
         LTORG
         END   FRSTART
