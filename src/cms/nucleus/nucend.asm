NUCEND   TITLE 'NUCEND - END OF THE NUCLEUS'
*
*        Loaded last: marks the end of the nucleus.
*
NUCEND   CSECT
         DC    D'0'
         END
