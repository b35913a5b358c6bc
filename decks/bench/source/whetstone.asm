*        A WHETSTONE-LIKE PROGRAM: THE MIX OF THE WELL-KNOWN SYNTHETIC
*        BENCHMARK IN LONG FLOATING POINT, WRITTEN FROM ITS DESCRIPTION:
*        ARRAY ELEMENTS, ARRAYS AS PARAMETERS, CONDITIONAL JUMPS,
*        INTEGER ARITHMETIC, TRIGONOMETRIC FUNCTIONS, PROCEDURE CALLS,
*        ARRAY REFERENCES, STANDARD FUNCTIONS.
         COPY  FRAME
REP      STM   14,12,12(13)
         BALR  12,0
         USING *,12
         LA    11,SAVE1
         ST    13,4(,11)
         LR    13,11
         SR    2,2
         ST    2,CHECK
*        MODULE 1: ARRAY ELEMENTS
         LD    0,ONE
         STD   0,E1
         LCDR  0,0
         STD   0,E1+8
         STD   0,E1+16
         STD   0,E1+24
         L     9,=F'120'
MODULE1  LD    0,E1
         AD    0,E1+8
         AD    0,E1+16
         SD    0,E1+24
         MD    0,T
         STD   0,E1
         AD    0,E1+8
         SD    0,E1+16
         AD    0,E1+24
         MD    0,T
         STD   0,E1+8
         LD    2,E1
         SDR   2,0
         AD    2,E1+16
         AD    2,E1+24
         MD    2,T
         STD   2,E1+16
         LCDR  4,2
         SD    4,E1
         LCDR  4,4
         AD    4,E1+8
         AD    4,E1+24
         MD    4,T
         STD   4,E1+24
         BCT   9,MODULE1
         BAL   10,SUMUP
*        MODULE 2: ARRAY AS A PARAMETER
         L     9,=F'14'
MODULE2  LA    1,=A(E1)
         L     15,=A(PA)
         BALR  14,15
         BCT   9,MODULE2
         BAL   10,SUMUP
*        MODULE 3: CONDITIONAL JUMPS
         L     9,=F'345'
         LA    3,1
MODULE3  C     3,=F'1'
         BNE   M3A
         LA    3,2
         B     M3B
M3A      LA    3,3
M3B      C     3,=F'2'
         BNH   M3C
         SR    3,3
         B     M3D
M3C      LA    3,1
M3D      C     3,=F'1'
         BNL   M3E
         LA    3,1
         B     M3F
M3E      SR    3,3
M3F      BCT   9,MODULE3
         A     3,CHECK
         ST    3,CHECK
*        MODULE 4: INTEGER ARITHMETIC
         L     9,=F'210'
         LA    3,1
         LA    4,2
         LA    5,3
MODULE4  LR    6,4
         SR    6,3
         LR    7,5
         SR    7,4
         MR    6,6
         LR    1,7
         LR    3,5
         MR    2,5
         LR    6,4
         SR    6,3
         LR    7,6
         MR    6,5
         LR    4,7
         N     4,=X'000000FF'
         LR    3,1
         N     3,=X'0000007F'
         LA    8,0(3,4)
         SLL   8,3
         N     8,=F'24'
         LA    7,E1(8)
         LR    6,3
         AR    6,4
         X     6,=X'4E000000'
         ST    6,WORK
         ST    4,WORK+4
         LD    0,WORK
         AD    0,ZERO
         STD   0,0(,7)
         BCT   9,MODULE4
         BAL   10,SUMUP
*        MODULE 5: TRIGONOMETRIC FUNCTIONS
         L     9,=F'32'
         LD    0,HALF
         STD   0,X
         STD   0,Y
MODULE5  LD    0,X
         BAL   10,SIN
         STD   0,WORK
         LD    0,X
         BAL   10,COS
         MD    0,WORK
         AD    0,T
         MD    0,HALF
         STD   0,X
         LD    0,Y
         BAL   10,COS
         STD   0,WORK
         LD    0,Y
         BAL   10,SIN
         MD    0,WORK
         MD    0,T
         AD    0,X
         STD   0,Y
         BCT   9,MODULE5
         LD    0,X
         AD    0,Y
         BAL   10,SUMUP1
*        MODULE 6: PROCEDURE CALLS
         L     9,=F'899'
         LD    0,ONE
         STD   0,X
         STD   0,Y
MODULE6  LA    1,PARMS
         L     15,=A(P3)
         BALR  14,15
         BCT   9,MODULE6
         LD    0,Z
         BAL   10,SUMUP1
*        MODULE 7: ARRAY REFERENCES
         L     9,=F'616'
         LD    0,ONE
         STD   0,E1
         LD    0,TWO
         STD   0,E1+8
         LD    0,C3
         STD   0,E1+16
         LA    3,0
         LA    4,8
         LA    5,16
MODULE7  LD    0,E1(3)             E(J) = E(K)
         LD    2,E1(4)
         LD    4,E1(5)
         STD   2,E1(3)
         STD   4,E1(4)
         STD   0,E1(5)
         BCT   9,MODULE7
         BAL   10,SUMUP
*        MODULE 8: STANDARD FUNCTIONS
         L     9,=F'93'
         LD    0,C075
         STD   0,X
MODULE8  LD    0,X
         BAL   10,LOG
         DD    0,T1
         BAL   10,EXP
         BAL   10,SQRT
         STD   0,X
         BCT   9,MODULE8
         LD    0,X
         BAL   10,SUMUP1
         L     2,CHECK
         L     13,4(,13)
         L     14,12(,13)
         LM    3,12,32(13)
         BR    14
*        ADDS THE ARRAY TO THE CHECKSUM, BIT BY BIT
SUMUP    LM    3,8,E1
         XR    3,5
         XR    3,7
         ALR   4,6
         ALR   4,8
         ALR   3,4
         AL    3,CHECK
         ST    3,CHECK
         BR    10
SUMUP1   STD   0,WORK
         L     3,WORK
         AL    3,WORK+4
         X     3,CHECK
         ST    3,CHECK
         BR    10
*        SINE AND COSINE OF REGISTER 0, NEAR ZERO, BY THEIR SERIES
SIN      LDR   2,0
         MDR   2,0                 X SQUARED
         LDR   6,0
         LA    7,SINTAB
         B     SERIES
COS      LDR   2,0
         MDR   2,0
         LD    6,ONE
         LA    7,COSTAB
SERIES   LA    8,6
         LD    4,0(,7)
HORNER   MDR   4,2
         AD    4,8(,7)
         LA    7,8(,7)
         BCT   8,HORNER
         MDR   4,6
         LDR   0,4
         BR    10
*        EXPONENTIAL FUNCTION: SERIES OF X/16, THEN FOUR SQUARINGS
EXP      LDR   2,0
         MD    2,SIXTNTH
         LA    7,EXPTAB
         LA    8,7
         LD    4,0(,7)
EXPLOOP  MDR   4,2
         AD    4,8(,7)
         LA    7,8(,7)
         BCT   8,EXPLOOP
         MDR   4,4
         MDR   4,4
         MDR   4,4
         MDR   4,4
         LDR   0,4
         BR    10
*        NATURAL LOGARITHM NEAR 1: 2 ARTANH((X-1)/(X+1))
LOG      LDR   2,0
         SD    0,ONE
         AD    2,ONE
         DDR   0,2
         LDR   6,0
         LDR   2,0
         MDR   2,0
         LA    7,LOGTAB
         LA    8,6
         LD    4,0(,7)
LOGLOOP  MDR   4,2
         AD    4,8(,7)
         LA    7,8(,7)
         BCT   8,LOGLOOP
         MDR   4,6
         ADR   4,4
         LDR   0,4
         BR    10
*        SQUARE ROOT: NEWTON, FIVE STEPS
SQRT     LDR   2,0
         AD    2,ONE
         HDR   2,2
         LA    8,5
NEWTON   LDR   4,0
         DDR   4,2
         ADR   2,4
         HDR   2,2
         BCT   8,NEWTON
         LDR   0,2
         BR    10
         DS    0D
SAVE1    DS    18F
CHECK    DC    F'0'
PARMS    DC    A(X,Y,Z)
         ENTRY E1
         DS    0D
E1       DS    4D
X        DS    D
Y        DS    D
Z        DS    D
WORK     DS    D
T        DC    D'0.499975'
T1       DC    D'0.50025'
ZERO     DC    D'0'
HALF     DC    D'0.5'
ONE      DC    D'1'
TWO      DC    D'2'
C3       DC    D'3'
C075     DC    D'0.75'
SIXTNTH  DC    D'0.0625'
SINTAB   DC    D'1.6059043836822E-10',D'-2.5052108385442E-8'
         DC    D'2.7557319223986E-6',D'-1.9841269841270E-4'
         DC    D'8.3333333333333E-3',D'-1.6666666666667E-1',D'1'
COSTAB   DC    D'2.0876756987868E-9',D'-2.7557319223986E-7'
         DC    D'2.4801587301587E-5',D'-1.3888888888889E-3'
         DC    D'4.1666666666667E-2',D'-0.5',D'1'
EXPTAB   DC    D'1.9841269841270E-4',D'1.3888888888889E-3'
         DC    D'8.3333333333333E-3',D'4.1666666666667E-2'
         DC    D'1.6666666666667E-1',D'0.5',D'1',D'1'
LOGTAB   DC    D'7.6923076923077E-2',D'9.0909090909091E-2'
         DC    D'1.1111111111111E-1',D'1.4285714285714E-1',D'0.2'
         DC    D'3.3333333333333E-1',D'1'
EXPECT   DC    X'97B1B3E1'
         LTORG
*        PROCEDURE PA: WORKS ON AN ARRAY THAT IS ITS PARAMETER
         DROP  12
         USING PA,15
PA       STM   14,12,12(13)
         L     3,0(,1)
         LA    9,6
PALOOP   LD    0,0(,3)
         AD    0,8(,3)
         AD    0,16(,3)
         SD    0,24(,3)
         MD    0,PAT
         STD   0,0(,3)
         AD    0,8(,3)
         SD    0,16(,3)
         AD    0,24(,3)
         MD    0,PAT
         STD   0,8(,3)
         LD    2,0(,3)
         SDR   2,0
         AD    2,16(,3)
         AD    2,24(,3)
         MD    2,PAT
         STD   2,16(,3)
         LCDR  4,2
         SD    4,0(,3)
         LCDR  4,4
         AD    4,8(,3)
         AD    4,24(,3)
         DD    4,PA2
         STD   4,24(,3)
         BCT   9,PALOOP
         LM    14,12,12(13)
         BR    14
         DS    0D
PAT      DC    D'0.499975'
PA2      DC    D'2'
*        PROCEDURE P3: TWO NUMBERS IN, ONE OUT
         DROP  15
         USING P3,15
P3       STM   14,12,12(13)
         LM    3,5,0(1)
         LD    0,0(,3)
         AD    0,0(,4)
         MD    0,P3T
         LDR   2,0
         AD    2,0(,4)
         MD    2,P3T
         ADR   0,2
         DD    0,P3T2
         STD   0,0(,5)
         LM    14,12,12(13)
         BR    14
         DS    0D
P3T      DC    D'0.499975'
P3T2     DC    D'2'
         DROP  15
         END   FRSTART
