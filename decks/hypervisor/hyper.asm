HYPER    TITLE 'HYPER - A HYPERVISOR FOR ONE GUEST'
*
*        HYPER gives its guest a whole System/370: supervisor state,
*        storage from address 0, control registers, storage keys,
*        dynamic address translation, interruptions and the devices of
*        the machine that HYPER itself runs on, bare or virtual.
*
*        The guest runs in problem state behind HYPER's translation
*        tables.  Its real address A is HYPER's real address
*        A + GORG: identity tables serve while the guest has its DAT
*        off, shadow tables while it is on.  Privileged operations are
*        simulated (HYPERPRV), channel programs are copied with their
*        addresses moved (HYPERIO), DIAGNOSE goes to the control
*        program below with its addresses moved (HYPERDIA); all other
*        interruptions are the guest's.
*
*        Masks are passed through: an external or I/O interruption
*        happens to HYPER only while the guest allows it.
*
*        Layout of storage:
*              0  low storage, data              HYPERLOW
*           1000  code                           R12, R11, R10
*           8000  shadow page tables             (16K)
*           C000  identity page tables           (8K)
*           E000  identity, shadow segment table (1K each)
*          10000  16 areas for channel programs  (4K each)
*          20000  the guest's storage, up to the end
*
         COPY  HYPERLOW
         ORG   HYPER+X'1000'
         COPY  HYPERINI
         COPY  HYPERXIT
         COPY  HYPERPRV
         COPY  HYPERDAT
         COPY  HYPERIO
         COPY  HYPERDIA
         LTORG
HYPEREND EQU   *
         END   START
