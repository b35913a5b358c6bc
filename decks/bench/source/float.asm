*        HEXADECIMAL FLOATING POINT: A POLYNOMIAL, A SUM AND A ROOT, IN
*        SHORT AND LONG OPERANDS
         COPY  FRAME
REP      BALR  12,0
         USING *,12
         SDR   6,6                 SUM
         SER   4,4
         LD    2,START
         L     9,=F'1000'
LOOP     LD    0,C4                ((C4 X + C3) X + C2) X + C1 ...
         MDR   0,2
         AD    0,C3
         MDR   0,2
         AD    0,C2
         MDR   0,2
         SD    0,C1
         DD    0,C5
         ADR   6,0
         STD   0,WORK
         LPDR  0,0
         AD    0,ONE
         LDR   4,0                 NEWTON: R = (R + A/R) / 2
         HDR   4,4
         STD   4,ROOT
         DDR   0,4
         ADR   0,4
         HDR   0,0
         LE    4,ROOT
         ME    4,SHORT
         AE    4,SHORT+4
         SE    4,WORK
         DE    4,SHORT+8
         CE    4,SHORT+12
         BL    LOW
         SER   4,4
LOW      STE   4,WORK+8
         CDR   0,4
         BNH   SMALLER
         LCDR  4,4
SMALLER  ADR   6,4
         AW    6,UNNORM
         SD    6,ONE
         AD    2,STEP
         CD    2,LIMIT
         BL    NEXT
         LD    2,START
NEXT     BCT   9,LOOP
         STD   6,WORK
         L     2,WORK
         X     2,WORK+4
         BR    14
EXPECT   DC    X'432F6000'
         DS    0D
START    DC    D'-1.5'
STEP     DC    D'0.0371'
LIMIT    DC    D'2.25'
ONE      DC    D'1'
C1       DC    D'0.7071067811865'
C2       DC    D'-1.4142135623731'
C3       DC    D'3.1415926535898'
C4       DC    D'0.5772156649015'
C5       DC    D'2.7182818284590'
UNNORM   DC    X'4E00000000000001'
SHORT    DC    E'1.25',E'0.1',E'3.3',E'1000'
WORK     DS    2D
ROOT     DS    D
         LTORG
         END   FRSTART
