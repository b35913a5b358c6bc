import { bufferInPage, specify } from './call.js';
import type { DiagnoseCall } from './call.js';
import type { SpoolReadOutcome } from './services.js';

/** Subfunctions whose Rx is the address of a page, and of a file block. */
const GIVES_PAGE: readonly number[] = [0x00, 0x18, 0x20];
const GIVES_BLOCK: readonly number[] = [0x04, 0x08, 0x1c];
const REPEAT = 0x10;
const HIGHEST = 0x20;
const SUCCESSOR = 0xfff;
const HIGHEST_SPOOL_ID = 9900;
const PAGE = 4096;
/** Bytes of an SFBLOK. */
const BLOCK = 104;

/**
 * X'14' input spool file manipulation: Ry, an even register, holds the address of a virtual reader, Ry+1 the subfunction
 * 00 next page, 04 next print, 08 next punch file block, 0C select a file, 10 repeat it, 14 restart it, 18 page before,
 * 1C next monitor file block, 20 next page of a monitor file; Rx a buffer, a spool file number or a count. X'FFF': Ry is a
 * spool file number, 0 for the first, Rx gets the block and the tag of the file after it. Condition code 0; 1 end of file,
 * no more files; 2 no file; 3 with a code in Ry+1: 4 no such device, 8 no reader, 12 busy, 16 spool error.
 * SY20-0887, DMKDRD.
 */
export function diagnose14(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  specify(ry % 2 === 0);
  const subfunction = gpr[ry + 1];
  if (subfunction === SUCCESSOR) {
    specify(gpr[ry] >>> 0 <= HIGHEST_SPOOL_ID);
    finish(call, services.nextSpoolFile(gpr[ry]));
    return;
  }
  specify(subfunction >= 0 && subfunction <= HIGHEST && subfunction % 4 === 0);
  const reader = services.spoolReader(gpr[ry]);
  if (reader !== 'ok') {
    finish(call, { conditionCode: 3, code: reader === 'not-attached' ? 4 : 8 });
    return;
  }
  if (GIVES_PAGE.includes(subfunction)) bufferInPage(call, rx, PAGE);
  if (GIVES_BLOCK.includes(subfunction)) bufferInPage(call, rx, BLOCK);
  if (subfunction === REPEAT && services.readSpool(gpr[ry], 'active', 0).conditionCode === 0) {
    specify(gpr[rx] > 0);
  }
  finish(call, services.readSpool(gpr[ry], SUBFUNCTIONS[subfunction >>> 2], gpr[rx]));
}

const SUBFUNCTIONS = [
  'next-page',
  'next-print',
  'next-punch',
  'select',
  'repeat',
  'restart',
  'backspace',
  'next-monitor',
  'next-monitor-page',
] as const;

/** Gives data, code and condition code to the guest. */
export function finish(call: DiagnoseCall, { conditionCode, code, data }: SpoolReadOutcome): void {
  const { gpr, rx, ry, services } = call;
  if (data !== undefined) services.storage.store(gpr[rx] & 0xffffff, data);
  if (code !== undefined) gpr[ry + 1] = code;
  services.setConditionCode(conditionCode);
}
