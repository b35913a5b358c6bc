*        INTEGER MIX: LOADS, STORES, ARITHMETIC, COMPARES, BRANCHES
         COPY  FRAME
REP      BALR  12,0
         USING *,12
         ST    14,LINK
         MVC   WORDS(64),SEEDS
         SR    2,2
         LA    8,0
         L     9,=F'5000'
LOOP     LR    7,8
         N     7,=F'60'            INDEX OF A WORD
         L     3,WORDS(7)
         A     3,ADDEND
         ST    3,WORDS(7)
         AR    2,3
         LR    4,2
         SLL   4,5
         X     2,WORDS
         XR    2,4
         C     2,LIMIT
         BL    LESS
         S     2,ADDEND
         MH    3,FACTOR
         B     BOTH
LESS     AH    2,FACTOR
         L     5,WORDS+8
         SR    4,4
         D     4,DIVISOR
         AR    3,4
BOTH     STH   3,HALVES
         LH    6,HALVES
         LA    6,9(6,8)
         ST    6,WORDS+4
         IC    6,WORDS+6
         STC   6,WORDS+13
         TM    WORDS+13,X'10'
         BZ    CLEAR
         LCR   2,2
CLEAR    LA    8,4(,8)
         BCT   9,LOOP
         L     14,LINK
         BR    14
EXPECT   DC    X'0BC1F913'
ADDEND   DC    F'305419896'
LIMIT    DC    F'-100000'
DIVISOR  DC    F'10007'
FACTOR   DC    H'31'
HALVES   DC    H'0'
LINK     DC    F'0'
SEEDS    DC    16F'1103515245'
WORDS    DS    16F
         LTORG
         END   FRSTART
