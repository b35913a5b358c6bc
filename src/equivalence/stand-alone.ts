/**
 * A program as the whole storage of a machine that is told to restart, and what is left of it: for machines that can be
 * given nothing but an image, such as other emulators.
 */

import { assemble, loadAbsolute } from '../asm/index.js';
import { END_PSW } from './frame.js';
import type { GuestProgram } from './guest-program.js';
import type { Observation } from './observation.js';
import { image, loader, LOW_BYTES } from './program-deck.js';
import { wordBytes } from './words.js';

/** Least main storage of other emulators. Programs see all of it, so that what they find beyond 64K is another matter there. */
export const STAND_ALONE_SIZE = 0x200000;
const LAST_PAGE = STAND_ALONE_SIZE - 0x1000;
const BLOCK = 2048;
const INTERVAL_TIMER = 0x50;
/** In the last page: storage keys, and what stores them and the registers. */
const KEYS = LAST_PAGE + 0x400;
const EPILOGUE = LAST_PAGE + 0xc00;
/** Address in the disabled wait at the end. */
export const STAND_ALONE_END = 0xaaaaaa;
/** Where a store-status function puts registers; programs have nothing there. */
const STATUS = { fpr: 0x160, gpr: 0x180, cr: 0x1c0 } as const;

/**
 * Storage for `STAND_ALONE_SIZE` bytes, with a restart PSW. The program ends with the end of the frame, and has no devices.
 * Throws RangeError when it uses the last page, which is the loader's.
 */
export function standAloneImage(program: GuestProgram): Uint8Array {
  const beyond = program.storage.find(({ address, bytes }) => address + bytes.length > LAST_PAGE);
  if (beyond !== undefined)
    throw new RangeError(`the program uses ${hex(beyond.address)}: the last page is the loader's`);
  const bytes = image(program.storage, STAND_ALONE_SIZE);
  // a machine whose interval timer cannot be turned off must not run out of it
  if (program.intervalTimer !== true) bytes.set(wordBytes([0x7fffffff]), INTERVAL_TIMER);
  // instead of the disabled wait: what stores keys and registers
  bytes.set(wordBytes([0, EPILOGUE]), END_PSW);
  const parts = [{ address: 0, bytes: bytes.slice(0, LOW_BYTES) }];
  const assembled = { ...program, storage: parts, storageSize: STAND_ALONE_SIZE };
  for (const source of [loader(assembled, LAST_PAGE), EPILOGUE_SOURCE]) {
    const { object, diagnostics } = assemble(source, { name: 'ALONE', noListing: true });
    if (diagnostics.length > 0) throw new Error(`${diagnostics[0].statement} ${diagnostics[0].message}`);
    for (const segment of loadAbsolute([{ name: 'ALONE', deck: object }], { origin: 0 }).segments)
      bytes.set(segment.bytes, segment.address);
  }
  bytes.set(wordBytes([0, LAST_PAGE]), 0);
  return bytes;
}

/** What storage shows at the end. */
export function standAloneObservation(storage: Uint8Array): Observation {
  const view = new DataView(storage.buffer, storage.byteOffset, storage.byteLength);
  const words = (at: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => view.getInt32(at + 4 * index));
  return {
    ended: 'disabled-wait',
    psw: [0x00020000, STAND_ALONE_END],
    gpr: words(STATUS.gpr, 16),
    fpr: words(STATUS.fpr, 8),
    cr: words(STATUS.cr, 16),
    storage,
    keys: Array.from(storage.subarray(KEYS, KEYS + STAND_ALONE_SIZE / BLOCK)),
    printed: [],
    punched: [],
    media: [],
  };
}

const hex = (value: number): string => value.toString(16).toUpperCase();

const EPILOGUE_SOURCE = `
ALONE    CSECT
         ORG   ALONE+X'${hex(EPILOGUE)}'
START    STM   0,15,${STATUS.gpr}
         STCTL 0,15,${STATUS.cr}
         STD   0,${STATUS.fpr}
         STD   2,${STATUS.fpr + 8}
         STD   4,${STATUS.fpr + 16}
         STD   6,${STATUS.fpr + 24}
         BALR  12,0
         USING *,12
         SR    3,3
         L     4,KEYAT
LOOP     SR    5,5
         ISK   5,3
         STC   5,0(,4)
         LA    4,1(,4)
         A     3,BLOCK
         C     3,SIZE
         BL    LOOP
         LPSW  DONE
         DS    0D
DONE     DC    X'00020000',A(X'${hex(STAND_ALONE_END)}')
KEYAT    DC    A(X'${hex(KEYS)}')
BLOCK    DC    F'${BLOCK}'
SIZE     DC    A(X'${hex(STAND_ALONE_SIZE)}')
         END   START
`;
