/**
 * What every generated program stands in: handlers for all interruptions, which keep a log and go on, a service that
 * carries out channel programs, and the end. The handlers need no register and work in BC and EC mode.
 *
 *     000  low storage             2000  requests, channel programs and their data
 *     200  handlers                3000  data, with storage keys
 *     800  operands of programs    4000  log of interruptions
 *    1000  program                 6000  segment and page tables
 */

import { assemble, loadAbsolute } from '../asm/index.js';
import type { StoragePart } from './guest-program.js';

export const STORAGE_SIZE = 0x10000;
/** PSWs, control registers and timer values that pieces of programs load. */
export const OPERANDS = 0x800;
/** Eight requests for the SVCs from `SVC_IO` on; see the source. */
export const REQUESTS = 0x2000;
export const REQUEST_COUNT = 8;
export const CHANNEL_PROGRAMS = 0x2080;
export const DATA = 0x3000;
export const LOG = 0x4000;
export const LOG_END = 0x5000;
export const LOG_ENTRY = 32;
export const SEGMENT_TABLE = 0x6000;
export const PAGE_TABLES = 0x6100;
/** Address in the PSW of the disabled wait that a program ends with. */
export const END_ADDRESS = 0xaaa;
/** SVC that ends a program. */
export const SVC_END = 0xff;
/** SVC that purges the TLB, in whatever state the program is. */
export const SVC_PURGE = 0xef;
/** First of the SVCs that carry out requests. */
export const SVC_IO = 0xf0;
/** Four awaitings for the SVCs from `SVC_AWAIT` on. */
export const AWAITINGS = 0x2040;
export const AWAITING_COUNT = 4;
/** First of the SVCs that await something. */
export const SVC_AWAIT = 0xf8;
/** Modes of a request. */
export const REQUEST_WAIT = 0x80;
export const REQUEST_FAST = 0x40;
export const REQUEST_WAIT_EC = 0x20;

/**
 * Of each interruption the log gets old PSW, code, translation-exception address, monitor class, PER code and address,
 * monitor code and device: 32 bytes. A program interruption that nullified goes on behind the instruction; an I/O or
 * external interruption ends a wait; a clock comparator or CPU timer that interrupted is set to a far value.
 *
 * A request is a device address (halfword), a mode and the CAW. The service starts the device, waits for an interruption
 * (EC or BC mode) or polls, gathers status until the device is available, senses after a unit check, and logs mode,
 * device, 3 when there is none, CSW with channel end, all status, residual count, and sense bytes. So it shows the same
 * whether status comes with the start or later, in one interruption or in several.
 *
 * An awaiting is what to set (byte: 1 clock comparator, 2 CPU timer, 3 interval timer, 0 nothing), a mode (X'40' I/O, X'20'
 * EC mode), at 4 the mask for CR0 and at 8 the value: the service sets the timer, waits with that mask, and turns it off.
 */
const SOURCE = `
FRAME    CSECT
         USING FRAME,0
         ORG   FRAME+X'58'
         DC    X'00000000',A(EXTERNAL)
         DC    X'00000000',A(SVCALL)
         DC    X'00000000',A(PROGRAM)
         DC    X'0002000000000EEE'
         DC    X'00000000',A(INOUT)
         ORG   FRAME+X'200'
SVCALL   ST    15,SAVE15
         STM   13,14,SAVE13
         LA    13,X'20'
         LA    14,X'88'
         BAL   15,LOGGING
         LA    14,X'23'
         TM    X'21',X'08'           EC MODE?
         BZ    SVCBC
         LA    14,X'8B'
SVCBC    CLI   0(14),X'FF'
         BE    ENDING
         CLI   0(14),X'EF'
         BL    SVCGO
         BE    PURGE
         CLI   0(14),X'F7'
         BNH   REQUEST
         CLI   0(14),X'FB'
         BNH   AWAIT
         B     SVCGO
PURGE    PTLB
SVCGO    LM    13,15,SAVE13
         LPSW  X'20'
*
PROGRAM  ST    15,SAVE15
         STM   13,14,SAVE13
         LA    13,X'28'
         LA    14,X'8C'
         BAL   15,LOGGING
         TM    X'29',X'08'
         BZ    PROGGO
         MVC   PROGCODE,X'8F'
         NI    PROGCODE,X'7F'        WITHOUT PER
         CLI   PROGCODE,X'10'
         BE    NULLED
         CLI   PROGCODE,X'11'
         BNE   PROGGO
NULLED   L     15,X'2C'
         AH    15,X'8C'
         LA    15,0(,15)
         ST    15,X'2C'
PROGGO   LM    13,15,SAVE13
         LPSW  X'28'
*
EXTERNAL ST    15,SAVE15
         STM   13,14,SAVE13
         LA    13,X'18'
         LA    14,X'84'
         BAL   15,LOGGING
         LA    14,X'1A'
         TM    X'19',X'08'
         BZ    EXTBC
         LA    14,X'86'
EXTBC    CLC   0(2,14),CODECC
         BNE   EXTNOTCC
         SCKC  NEVER
EXTNOTCC CLC   0(2,14),CODECPU
         BNE   EXTGO
         SPT   LONG
EXTGO    NI    X'19',X'FD'           THE WAIT IS OVER
         LM    13,15,SAVE13
         LPSW  X'18'
*
INOUT    ST    15,SAVE15
         STM   13,14,SAVE13
         LA    13,X'38'
         LA    14,X'B8'
         BAL   15,LOGGING
         OC    CHECKS(2),X'44'       STATUS SO FAR
         NI    X'39',X'FD'           THE WAIT IS OVER
         LM    13,15,SAVE13
         LPSW  X'38'
*        A CHANNEL PROGRAM: SVC NUMBER AT R14
REQUEST  STM   9,12,SAVE9
         SR    12,12
         IC    12,0(,14)
         SLL   12,3
         N     12,INDEX
         LA    12,X'800'(,12)
         LA    12,X'800'(,12)
         LA    12,X'800'(,12)
         LA    12,X'800'(,12)        X'2000' AND 8 TIMES THE NUMBER
         LH    11,0(,12)
         MVC   ENTRY(4),ENTRY0
         MVC   ENTRY+1(1),2(12)
         MVC   ENTRY+2(2),0(12)
         XC    ENTRY+4(28),ENTRY+4
         XC    X'40'(8),X'40'
         MVC   X'48'(4),4(12)
         TM    2(12),X'40'
         BO    FAST
         SIO   0(11)
         B     STARTED
FAST     SIOF  0(11)
STARTED  BC    1,ABSENT
         BC    4,STORED
         BC    2,POLL
         TM    2(12),X'80'
         BZ    POLL
         MVC   SAVENEW(8),X'78'
         MVC   X'78'(8),TAKENEW
         TM    2(12),X'20'
         BO    WAITEC
         LPSW  WAITBCP
WAITEC   LPSW  WAITECP
TAKEN    MVC   X'78'(8),SAVENEW
         XC    X'38'(8),X'38'
         XC    X'B8'(4),X'B8'
         B     STORED
ABSENT   MVI   ENTRY+4,3
         B     LOGIT
POLL     TIO   0(11)
         BC    8,DONE
         BC    2,POLL
         BC    1,DONE
STORED   NI    X'44',X'EF'           BUSY MEANS: LATER
         OC    ENTRY+12(2),X'44'
         TM    X'44',X'08'           CHANNEL END, OR CHANNEL ERROR
         BO    KEEP
         TM    X'45',X'3E'
         BZ    POLL
KEEP     MVC   ENTRY+8(4),X'40'
         MVC   ENTRY+14(2),X'46'
         B     POLL
DONE     TM    ENTRY+12,X'02'
         BZ    LOGIT
         MVC   X'48'(4),SENSECAW
         SIO   0(11)
SENSING  TIO   0(11)
         BC    7,SENSING
         MVC   ENTRY+16(5),SENSE     BEHIND THEM ARE REAL PLACES
         XC    SENSE,SENSE
LOGIT    XC    X'40'(8),X'40'        HOW STATUS WAS SPLIT IS NO MATTER
         L     15,LOGNEXT
         MVC   0(32,15),ENTRY
         LA    15,32(,15)
         ST    15,LOGNEXT
         LM    9,12,SAVE9
         C     15,LOGLAST
         BNL   ENDING
         B     SVCGO
*        WAIT FOR A TIMER OR AN EVENT: SVC NUMBER AT R14
AWAIT    STM   9,12,SAVE9
         SR    12,12
         IC    12,0(,14)
         N     12,THREE
         SLL   12,4
         LA    12,X'820'(,12)
         LA    12,X'820'(,12)
         LA    12,X'800'(,12)
         LA    12,X'800'(,12)        X'2040' AND 16 TIMES THE NUMBER
         STCTL 0,0,AWAITCR
         L     11,AWAITCR
         N     11,NOMASKS
         O     11,4(,12)             THE MASK OF WHAT IS AWAITED
         ST    11,AWAITCR+4
         CLI   0(12),1
         BE    AWAITCC
         CLI   0(12),2
         BE    AWAITCPU
         CLI   0(12),3
         BNE   AWAITING
         MVC   X'50'(4),8(12)
         B     AWAITING
AWAITCC  STCK  AWAITTOD
         L     11,AWAITTOD
         AL    11,8(,12)
         ST    11,AWAITTOD
         SCKC  AWAITTOD
         XC    AWAITTOD(8),AWAITTOD
         B     AWAITING
AWAITCPU SPT   8(12)
AWAITING LCTL  0,0,AWAITCR+4
         TM    1(12),X'40'
         BO    AWAITIO
         TM    1(12),X'20'
         BO    AWAITEC
         LPSW  AWAITBCP
AWAITEC  LPSW  AWAITECP
AWAITIO  TM    1(12),X'20'
         BO    AWAITIEC
         LPSW  AWAITBIO
AWAITIEC LPSW  AWAITEIO
AWAITED  LCTL  0,0,AWAITCR
         MVC   X'50'(4),FAR
         LM    9,12,SAVE9
         B     SVCGO
*        OLD PSW AT R13, CODE AT R14 TO THE LOG; A FULL LOG ENDS ALL
LOGGING  ST    15,RETURN
         L     15,LOGNEXT
         MVC   0(8,15),0(13)
         MVC   8(4,15),0(14)
         MVC   12(12,15),X'90'
         MVC   24(4,15),X'9C'
         MVC   28(4,15),X'B8'
         LA    15,32(,15)
         ST    15,LOGNEXT
         C     15,LOGLAST
         BNL   ENDING
         L     15,RETURN
         BR    15
ENDING   LM    13,15,SAVE13
         LPSW  ENDPSW
         DS    0D
ENDPSW   DC    X'0002000000000AAA'
WAITBCP  DC    X'FE02000000000000'
WAITECP  DC    X'020A000000000000'
AWAITBCP DC    X'01020000',A(AWAITED)
AWAITECP DC    X'010A0000',A(AWAITED)
AWAITBIO DC    X'FE020000',A(AWAITED)
AWAITEIO DC    X'020A0000',A(AWAITED)
AWAITTOD DC    2F'0'
TAKENEW  DC    X'00000000',A(TAKEN)
NEVER    DC    X'FFFFFFFFFFFFFFFF'
LONG     DC    X'7FFFFFFFFFFFF000'
SENSECCW CCW   4,SENSE,X'20',32
SENSECAW DC    A(SENSECCW)
SAVENEW  DC    2F'0'
SAVE9    DC    4F'0'
SAVE13   DC    2F'0'
SAVE15   DC    F'0'
RETURN   DC    F'0'
LOGNEXT  DC    A(X'4000')
LOGLAST  DC    A(X'5000'-32)
INDEX    DC    A(X'38')
THREE    DC    F'3'
AWAITCR  DC    2F'0'
NOMASKS  DC    X'FFFFF01F'
FAR      DC    X'7FFFFFFF'
CODECC   DC    X'1004'
CODECPU  DC    X'1005'
ENTRY0   DC    X'FF000000'
PROGCODE DC    X'00'
         ORG   FRAME+X'720'
ENTRY    DC    8F'0'
SENSE    DC    XL32'00'
         ORG   FRAME+X'7E0'
CHECKS   DC    F'0'
         END
`;

/** Where the status of all I/O interruptions is gathered. */
export const STATUS = 0x7e0;

/** The frame itself, assembled once. */
const PARTS: readonly StoragePart[] = assembleFrame();

function assembleFrame(): StoragePart[] {
  const { object, diagnostics } = assemble(SOURCE, { name: 'FRAME', noListing: true });
  if (diagnostics.length > 0) throw new Error(`frame: ${diagnostics[0].statement} ${diagnostics[0].message}`);
  return loadAbsolute([{ name: 'FRAME', deck: object }], { origin: 0 }).segments.map(
    ({ address, bytes }) => ({
      address,
      bytes: bytes.slice(),
    }),
  );
}

/** Address of the PSW that a program ends with. */
export const END_PSW = endPsw();

function endPsw(): number {
  for (const { address, bytes } of PARTS) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = -address & 7; at + 8 <= bytes.length; at += 8) {
      if (view.getUint32(at) === 0x00020000 && view.getUint32(at + 4) === END_ADDRESS) return address + at;
    }
  }
  throw new Error('frame: there is no end');
}

/** Which handlers run in EC mode; the others in BC mode. */
export type EcModeHandlers = readonly [
  svc: boolean,
  program: boolean,
  external?: boolean,
  inputOutput?: boolean,
];

/** Storage of the frame; new PSWs of the classes in EC mode where `ecModeHandlers` says so. */
export function frame(ecModeHandlers: EcModeHandlers): StoragePart[] {
  const parts = [...PARTS];
  [0x60, 0x68, 0x58, 0x78].forEach((newPsw, index) => {
    if (ecModeHandlers[index] === true) parts.push({ address: newPsw + 1, bytes: Uint8Array.of(0x08) });
  });
  return parts;
}
