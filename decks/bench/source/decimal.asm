*        PACKED DECIMAL: AN INVOICE, LINE BY LINE
         COPY  FRAME
REP      BALR  12,0
         USING *,12
         ST    14,LINK
         SR    2,2
         ZAP   TOTAL,=P'0'
         ZAP   SERIAL,=P'1'
         L     9,=F'500'
LOOP     PACK  QUANTITY,ZQUANTIT
         AP    QUANTITY,SERIAL
         PACK  PRICE,ZPRICE
         ZAP   AMOUNT,PRICE
         MP    AMOUNT,QUANTITY     QUANTITY TIMES PRICE
         CP    AMOUNT,LARGE
         BNH   SMALL
         ZAP   DISCOUNT,AMOUNT     FIVE PER CENT OFF
         MP    DISCOUNT,=P'5'
         SRP   DISCOUNT,64-2,5
         SP    AMOUNT,DISCOUNT
SMALL    AP    TOTAL,AMOUNT
         ZAP   QUOTIENT,AMOUNT
         DP    QUOTIENT,=P'37'
         ZAP   REST,QUOTIENT+6(2)
         MVC   PRINTED,PATTERN
         ED    PRINTED,AMOUNT+2
         UNPK  ZONED,REST
         OI    ZONED+2,X'F0'
         CVB   3,REST
         AR    2,3
         CVD   2,DOUBLE
         ZAP   LAST,DOUBLE+3(5)
         SP    LAST,REST
         CP    LAST,=P'0'
         BNM   POSITIVE
         AP    LAST,=P'1000'
POSITIVE AP    SERIAL,=P'3'
         CP    SERIAL,=P'997'
         BL    NEXT
         SP    SERIAL,=P'990'
NEXT     IC    4,PRINTED+9
         N     4,=F'15'
         AR    2,4
         BCT   9,LOOP
         CP    TOTAL,SHOULDBE      THE WHOLE INVOICE
         BE    RIGHT
         SR    2,2
RIGHT    L     14,LINK
         BR    14
EXPECT   DC    X'00002CC5'
LINK     DC    F'0'
ZQUANTIT DC    C'00012'
ZPRICE   DC    C'0001995'
LARGE    DC    P'1000000'
SHOULDBE DC    PL8'414720278'
PATTERN  DC    X'4020206B2020206B2020214B2020'
         DS    0D
DOUBLE   DS    D
REST     DS    D
QUANTITY DC    PL3'0'
PRICE    DC    PL4'0'
SERIAL   DC    PL3'0'
AMOUNT   DC    PL8'0'
DISCOUNT DC    PL8'0'
TOTAL    DC    PL8'0'
QUOTIENT DC    PL8'0'
LAST     DC    PL5'0'
ZONED    DC    CL3' '
PRINTED  DC    CL14' '
         LTORG
         END   FRSTART
