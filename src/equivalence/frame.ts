/**
 * What every generated program stands in: handlers for all interruptions, which keep a log and go on, and the end.
 * The handlers need no register and work in BC and EC mode.
 *
 *     000  low storage             2000  channel programs and their data
 *     200  handlers                3000  data, with storage keys
 *     800  PSWs that LPSW loads    4000  log of interruptions
 *    1000  program                 6000  segment and page tables
 */

import { assemble, loadAbsolute } from '../asm/index.js';
import type { StoragePart } from './guest-program.js';

export const STORAGE_SIZE = 0x10000;
export const PSWS = 0x800;
export const CHANNEL_PROGRAMS = 0x2000;
export const DATA = 0x3000;
export const LOG = 0x4000;
export const SEGMENT_TABLE = 0x6000;
export const PAGE_TABLES = 0x6100;
/** Address in the PSW of the disabled wait that a program ends with. */
export const END_ADDRESS = 0xaaa;
/** SVC that ends a program. */
export const SVC_END = 0xff;

/**
 * Old PSW, code and translation-exception address of each interruption go to the log. A program interruption that
 * nullified goes on behind the instruction; an I/O interruption ends a wait.
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
         TM    X'21',X'08'           EC MODE?
         BO    SVCEC
         CLI   X'23',X'FF'
         BE    ENDING
         B     SVCGO
SVCEC    CLI   X'8B',X'FF'
         BE    ENDING
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
         CLI   X'8F',X'10'
         BE    NULLED
         CLI   X'8F',X'11'
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
*        OLD PSW AT R13, CODE AT R14 TO THE LOG; A FULL LOG ENDS ALL
LOGGING  ST    15,RETURN
         L     15,LOGNEXT
         MVC   0(8,15),0(13)
         MVC   8(4,15),0(14)
         MVC   12(4,15),X'90'
         LA    15,16(,15)
         ST    15,LOGNEXT
         C     15,LOGLAST
         BNL   ENDING
         L     15,RETURN
         BR    15
ENDING   LM    13,15,SAVE13
         LPSW  ENDPSW
         DS    0D
ENDPSW   DC    X'0002000000000AAA'
SAVE13   DC    2F'0'
SAVE15   DC    F'0'
RETURN   DC    F'0'
LOGNEXT  DC    A(X'4000')
LOGLAST  DC    A(X'4400')
         ORG   FRAME+X'7E0'
CHECKS   DC    F'0'
         END
`;

/** Where the status of all I/O interruptions is gathered. */
export const STATUS = 0x7e0;

/** Storage of the frame; new PSWs of the classes in EC mode where `ecModeHandlers` says so. */
export function frame(ecModeHandlers: readonly [svc: boolean, program: boolean]): StoragePart[] {
  const { object, diagnostics } = assemble(SOURCE, { name: 'FRAME', noListing: true });
  if (diagnostics.length > 0) throw new Error(`frame: ${diagnostics[0].statement} ${diagnostics[0].message}`);
  const parts: StoragePart[] = loadAbsolute([{ name: 'FRAME', deck: object }], { origin: 0 }).segments.map(
    ({ address, bytes }) => ({ address, bytes: bytes.slice() }),
  );
  [0x60, 0x68].forEach((newPsw, index) => {
    if (ecModeHandlers[index]) parts.push({ address: newPsw + 1, bytes: Uint8Array.of(0x08) });
  });
  return parts;
}
