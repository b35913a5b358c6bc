* CMS MODULE GLOBAL ORIGIN=E000 SYSTEM
         TITLE 'DMSGLB: GLOBAL COMMAND'
*
*        GLOBAL MACLIB | TXTLIB [library1 ... library8]
*
*        Names the libraries that ASSEMBLE or the loader search, in
*        this order; without names: none.
*
*        R15: 0; 24 operand; 28 a library is not there (the others are
*        searched); 40 more than eight.
*
         REGEQU
DMSGLB   COMMAND
         LA    R1,8(,R1)
         CLI   0(R1),X'FF'
         BE    NOFUNC
         LA    R7,MACLIBL
         CLC   0(8,R1),=CL8'MACLIB'
         BE    GLB1
         LA    R7,TXTLIBL
         CLC   0(8,R1),=CL8'TXTLIB'
         BNE   BADFUNC
GLB1     MVC   STPL+16(8),0(R1)
         LA    R4,8
         LA    R5,8(,R1)
GLB2     CLI   0(R5),X'FF'
         BE    GLB3
         LA    R5,8(,R5)
         BCT   R4,GLB2
         CLI   0(R5),X'FF'
         BE    GLB3
         DMSERR NUM=108,LET=S,TEXT='MORE THAN 8 LIBRARIES SPECIFIED'
         LA    R15,40
         B     EXIT
GLB3     LA    R5,8(,R1)
         LA    R6,LIST
         SR    R8,R8
GLB4     CLI   0(R5),X'FF'
         BE    GLB6
         MVC   STPL(8),=CL8'STATE'
         MVC   STPL+8(8),0(R5)
         MVC   STPL+24(8),=CL8'*'
         CMSCALL STPL
         LTR   R15,R15
         BNZ   GLB5
         MVC   0(8,R6),0(R5)
         LA    R6,8(,R6)
         B     GLB55
GLB5     LA    R8,28
         DMSERR NUM=2,LET=W,SUB=(CHAR8A,(STPL+8,16)),                  X
               TEXT='FILE ''................'' NOT FOUND'
GLB55    LA    R5,8(,R5)
         B     GLB4
GLB6     MVC   0(8,R6),=8X'FF'
         MVC   0(72,R7),LIST
         LR    R15,R8
EXIT     L     R14,RETURN
         BR    R14
         COPY  BADFUNC
         LTORG
         WORKAREA
         DS    0D
STPL     DS    CL40
LIST     DS    9CL8
         WORKEND
         NUCON
         END   DMSGLB
