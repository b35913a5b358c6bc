DMSFNC   TITLE 'DMSFNC - NUCLEUS FUNCTIONS'
*
*        Names that SVC 202 finds in the nucleus, and SYSREF, the table
*        of nucleus addresses that location X'14' points to.
*
DMSFNC   CSECT
         ENTRY SYSREF
         WXTRN EXEC,EDIT
         DC    CL8'RDBUF',V(DMSBRD)
         DC    CL8'WRBUF',V(DMSBWR)
         DC    CL8'TYPLIN',V(DMSCWR)
         DC    CL8'WAITRD',V(DMSCRD)
         DC    CL8'STATE',V(DMSSTT)
         DC    CL8'FINIS',V(DMSFNS)
         DC    CL8'EXEC',A(EXEC)
         DC    CL8'ATTN',V(DMSCAT)
         DC    CL8'CARDPH',V(DMSCIP)
         DC    CL8'CARDRD',V(DMSCIO)
         DC    CL8'CMSTIME',V(DMSTIM)
         DC    CL8'CONREAD',V(DMSCRD)
         DC    CL8'CONWAIT',V(DMSCWT)
         DC    CL8'CP',V(DMSCPF)
         DC    CL8'DESBUF',V(DMSCDB)
         DC    CL8'DMSERR',V(DMSERR)
         DC    CL8'EDIT',A(EDIT)
         DC    CL8'ERASE',V(DMSERS)
         DC    CL8'GENMOD',V(DMSGND)
         DC    CL8'HNDINT',V(DMSHNI)
         DC    CL8'INCLUDE',V(DMSLDI)
         DC    CL8'LOAD',V(DMSLDR)
         DC    CL8'LOADMOD',V(DMSMOD)
         DC    CL8'POINT',V(DMSPNT)
         DC    CL8'PRINTIO',V(DMSPIO)
         DC    CL8'PRINTR',V(DMSPIO)
         DC    CL8'RENAME6',V(DMSRN6)
         DC    CL8'RETURN',V(DMSRET)
         DC    CL8'START',V(DMSLDS)
         DC    CL8'STATEW',V(DMSSTTW)
         DC    CL8'SUBSET',V(DMSSUB)
         DC    CL8'TAPEIO',V(DMSTIO)
         DC    CL8'WAIT',V(DMSIOWF)
         DC    X'FF'
SYSREF   DS    0F
         DC    V(DMSFNC,DMSBRD,DMSBWR,DMSSTT,DMSFNS,DMSERS,DMSPNT)
         DC    V(DMSCWR,DMSCRD,DMSLAD,DMSLFS,DMSFRE,DMSFRT,DMSABN)
         DC    X'FFFFFFFF'
         END
