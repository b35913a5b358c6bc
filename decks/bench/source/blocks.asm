*        BLOCKS OF BYTES: MVC, CLC, XC, TR, TRT, MVCL, CLCL AND EXECUTED
*        MOVES, WITH THE LENGTHS THAT PROGRAMS HAVE
         COPY  FRAME
REP      BALR  12,0
         USING *,12
         ST    14,LINK
         SR    2,2
         L     9,=F'200'
LOOP     MVC   CARD,RECORD         80 BYTES
         MVI   LINE,C' '
         MVC   LINE+1(132),LINE    BLANK THE LINE: OVERLAP BY ONE
         MVC   LINE+1(8),CARD
         MVC   LINE+12(20),CARD+16
         MVC   LINE+40(40),CARD+36
         CLC   LINE+1(8),RECORD
         BNE   BAD
         CLC   CARD(72),RECORD
         BNE   BAD
         TR    CARD,UPPER          TO UPPER CASE
         TR    LINE+40(12),UPPER
         CLC   CARD,RECORD         THEY DIFFER EARLY
         BE    BAD
         MVC   PAGE(256),LINE
         MVC   PAGE+256(256),PAGE
         MVC   PAGE+512(133),LINE
         CLC   PAGE(133),PAGE+512
         BNE   BAD
         XC    LINE(133),PAGE      ALL ZERO NOW
         OC    LINE(4),LINE
         BNZ   BAD
         NC    CARD+72(8),MASK
         LA    4,WORDS             EXECUTED MOVES OF 1 TO 16 BYTES
         LA    5,WORK
         LA    6,16
EXLOOP   LR    7,6
         BCTR  7,0
         EX    7,MOVE
         EX    7,COMPARE
         BNE   BAD
         AR    5,6
         BCT   6,EXLOOP
         LA    3,TEXT              WORDS OF A SENTENCE BY TRT
         LA    7,L'TEXT
SCAN     BCTR  7,0
         EX    7,TRANTEST
         BZ    SCANNED
         LR    4,1
         SR    4,3
         AR    2,4                 LENGTHS OF THE WORDS
         LA    1,1(,1)
         LA    7,1(,7)
         SR    7,4
         BCTR  7,0
         LR    3,1
         LTR   7,7
         BP    SCAN
SCANNED  LA    4,PAGE              1000 BYTES AT ONCE
         L     5,=F'1000'
         LA    6,BIG
         LR    7,5
         MVCL  4,6
         LA    4,PAGE
         L     5,=F'1000'
         LA    6,BIG
         LR    7,5
         CLCL  4,6
         BNE   BAD
         IC    4,PAGE+500
         N     4,=F'255'
         AR    2,4
         LR    4,2                 TURN IT BY FIVE BITS
         SRL   4,27
         SLL   2,5
         OR    2,4
         X     2,CARD+20
         BCT   9,LOOP
         L     14,LINK
         BR    14
BAD      SR    2,2
         L     14,LINK
         BR    14
MOVE     MVC   0(0,5),0(4)
COMPARE  CLC   0(0,5),0(4)
TRANTEST TRT   0(0,3),BLANKS
EXPECT   DC    X'D8C8607B'
LINK     DC    F'0'
MASK     DC    XL8'FFFFFFFFFFFFFFFF'
WORDS    DC    CL16'ALPHABETICALLY'
WORK     DC    XL160'00'
RECORD   DC    CL36'jones   14 church road'
         DC    CL44'BIRMINGHAM  00042731 master 0001'
CARD     DC    CL80' '
LINE     DC    CL133' '
TEXT     DC    CL48'THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG'
UPPER    DC    256AL1(*-UPPER)
         ORG   UPPER+X'81'
         DC    C'ABCDEFGHI'
         ORG   UPPER+X'91'
         DC    C'JKLMNOPQR'
         ORG   UPPER+X'A2'
         DC    C'STUVWXYZ'
         ORG
BLANKS   DC    XL256'00'
         ORG   BLANKS+C' '
         DC    X'40'
         ORG
         LTORG
BIG      DC    250CL4'ABCD'
PAGE     DS    CL1024
         END   FRSTART
