*        SIEVE OF ERATOSTHENES: ODD NUMBERS UP TO 16383, A BYTE EACH.
*        THERE ARE 1899 ODD PRIMES.
         COPY  FRAME
SIZE     EQU   8191
REP      BALR  12,0
         USING *,12
         LA    5,FLAGS             ALL ARE PRIME AT FIRST
         LA    6,1
         L     7,=A(FLAGS+SIZE-1)
         LA    8,1
FILL     STC   8,0(,5)
         BXLE  5,6,FILL
         SR    2,2                 COUNT
         SR    4,4                 INDEX
         LA    5,FLAGS
SCAN     CLI   0(5),0
         BE    NEXT
         LA    2,1(,2)
         LA    6,3(4,4)            PRIME IS 2*INDEX+3
         LR    1,5
         SR    3,3
         AR    1,6
         CR    1,7
         BH    NEXT
MARK     STC   3,0(,1)
         BXLE  1,6,MARK
NEXT     LA    4,1(,4)
         LA    5,1(,5)
         CR    5,7
         BNH   SCAN
         BR    14
EXPECT   DC    F'1899'
         LTORG
FLAGS    DS    (SIZE)X
         END   FRSTART
