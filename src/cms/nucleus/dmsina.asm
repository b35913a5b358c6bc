DMSINA   TITLE 'DMSINA - SYNONYMS AND ABBREVIATIONS'
*
*        R1 = eight-byte name, replaced by the name of the command it
*        is a synonym or abbreviation of.  R15 = 0, 1: it is neither.
*        User synonyms (SYNONYM command) first, then the abbreviations
*        of CMS unless SYNONYM (NOSTD; SET ABBREV OFF allows no
*        shortened form.
*
DMSINA   CSECT
         USING NUCON,0
         ENTER
         LR    R2,R1
         LA    R3,8                 length of the name
         LA    R4,7(,R2)
INALEN   CLI   0(R4),C' '
         BNE   INAUSER
         BCTR  R4,0
         BCT   R3,INALEN
         B     INANONE
INAUSER  BCTR  R3,0                 length - 1
         L     R5,AUSRSYN
         LTR   R5,R5
         BZ    INASTD
         USING SYNSECT,R5
         L     R6,AUSRSYNN
         LTR   R6,R6
         BZ    INASTD
INAUSYN  CLC   SYNUSER,0(R2)        in full?
         BE    INAHIT
         TM    OPTFLAGS,NOABBREV
         BO    INAUNXT
         LA    R7,1(,R3)
         CH    R7,SYNLEN
         BL    INAUNXT
         EX    R3,INACLC
         BE    INAHIT
INAUNXT  LA    R5,SYNSIZE(,R5)
         BCT   R6,INAUSYN
INASTD   TM    OPTFLAGS,NOSTDSYN+NOABBREV
         BNZ   INANONE
         LA    R5,INATAB
INALOOP  CLI   0(R5),X'FF'
         BE    INANONE
         SR    R7,R7
         IC    R7,8(,R5)
         BCTR  R7,0
         CR    R3,R7
         BL    INANEXT
         EX    R3,INACMP
         BNE   INANEXT
         CLC   0(8,R5),0(R2)        the full name is no abbreviation
         BE    INANONE
         B     INAHIT
INANEXT  LA    R5,9(,R5)
         B     INALOOP
INAHIT   MVC   0(8,R2),0(R5)
         LEAVE 0
INANONE  LEAVE 1
INACLC   CLC   SYNUSER(*-*),0(R2)
INACMP   CLC   0(*-*,R5),0(R2)
         ENTRY INATAB
*        commands and the length of their shortest form
INATAB   DC    CL8'ACCESS',AL1(2)
         DC    CL8'ASSEMBLE',AL1(8)
         DC    CL8'COMPARE',AL1(3)
         DC    CL8'COPYFILE',AL1(4)
         DC    CL8'EDIT',AL1(1)
         DC    CL8'ERASE',AL1(3)
         DC    CL8'EXEC',AL1(2)
         DC    CL8'FILEDEF',AL1(2)
         DC    CL8'GENMOD',AL1(1)
         DC    CL8'GLOBAL',AL1(3)
         DC    CL8'INCLUDE',AL1(3)
         DC    CL8'LISTFILE',AL1(1)
         DC    CL8'LOAD',AL1(2)
         DC    CL8'MACLIB',AL1(3)
         DC    CL8'PRINT',AL1(2)
         DC    CL8'PUNCH',AL1(2)
         DC    CL8'QUERY',AL1(1)
         DC    CL8'READCARD',AL1(4)
         DC    CL8'RELEASE',AL1(3)
         DC    CL8'RENAME',AL1(1)
         DC    CL8'START',AL1(4)
         DC    CL8'STATE',AL1(2)
         DC    CL8'STATEW',AL1(6)
         DC    CL8'SYNONYM',AL1(3)
         DC    CL8'TAPE',AL1(3)
         DC    CL8'TXTLIB',AL1(2)
         DC    CL8'TYPE',AL1(1)
         DC    X'FF'
         LTORG
         NUCON
         SYN
         REGEQU
         END
