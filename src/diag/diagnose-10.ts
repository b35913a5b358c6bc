import { address, specify } from './call.js';
import type { DiagnoseCall } from './call.js';
import { DiagnoseException } from './call.js';

const ADDRESSING = 0x05;

/** X'10' release pages: the pages from the one at Rx to the one at Ry are zero when they are next used. */
export function diagnose10(call: DiagnoseCall): void {
  const { storage } = call.services;
  const first = address(call, call.rx);
  const last = address(call, call.ry);
  specify(first % 4096 === 0 && last % 4096 === 0 && first <= last);
  if (last + 4096 > storage.size) throw new DiagnoseException(ADDRESSING);
  storage.releasePages(first, last);
}
