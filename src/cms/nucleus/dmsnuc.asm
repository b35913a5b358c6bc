DMSNUC   TITLE 'DMSNUC - LOW STORAGE OF CMS'
*
*        Page 0 to 2 of the virtual machine: new PSWs, constants and
*        anchors of the nucleus (NUCON), SVC save blocks, the device
*        table, the active disk tables and the user-key register save
*        areas.  No executable code.
*
         ADT
         SSAVE
         REGEQU
         NUCON CSECT
         ORG   NUCON
         DC    12288X'00'
*
*        New PSWs: BC mode, disabled, key 0, machine checks enabled.
*
         ORG   NUCON+X'58'
         DC    X'00040000',V(DMSITE)    external
         DC    X'00040000',V(DMSITS)    SVC
         DC    X'00040000',V(DMSITP)    program
         DC    X'00020000',X'00000003'  machine check: disabled wait 3
         DC    X'00040000',V(DMSITI)    input/output
         ORG   NUCON+X'0'
         DC    X'00040000',V(DMSINI)    restart: initialize again
         ORG   SYSTEMID
         DC    CL32'CMS - CP370'
         DC    CL64' '
         ORG   SYSNAME
         DC    CL8'CMS'
         ORG   IPLADDR
         DC    X'0190',X'0190'
         ORG   ASYSREF
         DC    V(SYSREF)
         ORG   MAINSTRT
         DC    X'00020000'
         ORG   ANUCEND
         DC    X'00020000'
         ORG   LDRTBLN
         DC    H'2'
         ORG   LASTTMOD             a module loaded with the nucleus
         DC    CL8'&SYSPARM'
         ORG   PROTFLAG
         DC    AL1(PRFTSYS)
         ORG   NUCSTKP
         DC    X'00003000',X'00004F00',V(NUCSTKOV)
         ORG   IADT
         DC    A(ADT0),A(STATEFST)
         ORG   ARDBUF
         DC    V(DMSBRD,DMSBWR,DMSPNT,DMSFNS,DMSERS,DMSSTT,DMSSTTW)
         DC    V(DMSCWR,DMSCRD,DMSFRE,DMSFRT,DMSLAD,DMSACM,DMSARE)
         DC    V(DMSAUD,DMSDIO,DMSSCN,DMSINA,DMSIOW,DMSABN,DMSERR)
         DC    A(DEVTAB),A(NUCFREE)
         ORG   ASTDSYN
         DC    V(INATAB)
         ORG   MACLIBL
         DC    X'FFFFFFFFFFFFFFFF'
         ORG   TXTLIBL
         DC    X'FFFFFFFFFFFFFFFF'
         ORG   IOWAITPS
         DC    X'FF060000',V(DMSIOWX)
         ORG   ACONDEV
         DC    A(DEVTAB)
         ORG   SENSECCW
         CCW   X'04',IOSENSE,X'20',8
*
*        SVC save blocks
*
         ORG   NUCON+X'1000'
         ENTRY SSBLKS
SSBLKS   DS    (SSMAX)CL(SSSIZE)
*
*        Device table: address, flags, type, symbolic name
*
         ORG   NUCON+X'1D00'
         ENTRY DEVTAB
DEVTAB   DC    X'0009',X'0000',CL4'CON1',3A(0)
         DC    X'0190',X'0000',CL4'DSK0',3A(0)
         DC    X'0191',X'0000',CL4'DSK1',3A(0)
         DC    X'0000',X'0000',CL4'DSK2',3A(0)
         DC    X'0192',X'0000',CL4'DSK3',3A(0)
         DC    X'0000',X'0000',CL4'DSK4',3A(0)
         DC    X'0000',X'0000',CL4'DSK5',3A(0)
         DC    X'0000',X'0000',CL4'DSK6',3A(0)
         DC    X'0000',X'0000',CL4'DSK7',3A(0)
         DC    X'019E',X'0000',CL4'DSK8',3A(0)
         DC    X'0000',X'0000',CL4'DSK9',3A(0)
         DC    X'000E',X'0000',CL4'PRN1',3A(0)
         DC    X'000C',X'0000',CL4'RDR1',3A(0)
         DC    X'000D',X'0000',CL4'PCH1',3A(0)
         DC    X'0181',X'0000',CL4'TAP1',3A(0)
         DC    X'0182',X'0000',CL4'TAP2',3A(0)
         DC    X'0183',X'0000',CL4'TAP3',3A(0)
         DC    X'0184',X'0000',CL4'TAP4',3A(0)
         DC    X'0000',X'0000',CL4'    ',3A(0)   HNDINT devices
         DC    X'0000',X'0000',CL4'    ',3A(0)
         DC    X'FFFF'       end of the table
         ENTRY DEVRDR,DEVPUN,DEVPRT,DEVTAP1
DEVPRT   EQU   DEVTAB+11*DTASIZE
DEVRDR   EQU   DEVTAB+12*DTASIZE
DEVPUN   EQU   DEVTAB+13*DTASIZE
DEVTAP1  EQU   DEVTAB+14*DTASIZE
*
*        Active disk tables in search order: A B C D E F G S Y Z.
*        Each is tied to its device table entry for good.
*
         ORG   NUCON+X'2000'
ADT0     DS    0D
         MKADT A,2
         MKADT B,3
         MKADT C,4
         MKADT D,5
         MKADT E,6
         MKADT F,7
         MKADT G,8
         MKADT S,1
         MKADT Y,9
         MKADT Z,10,LAST
*
*        Register save areas for callees, in the user key
*
         ORG   NUCON+X'2800'
         ENTRY USAVES
USAVES   DS    (SSMAX)CL96
         ORG   NUCON+X'3000'
         END
