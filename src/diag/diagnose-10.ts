import { ADDRESSING, DiagnoseException, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

/**
 * X'10' release pages: the pages from the one at Rx to the one at Ry are zero when they are next used. All 32 bits of
 * the registers count.
 */
export function diagnose10(call: DiagnoseCall): void {
  const { storage } = call.services;
  const first = call.gpr[call.rx];
  const last = call.gpr[call.ry];
  if (last >>> 0 >= storage.size) throw new DiagnoseException(ADDRESSING);
  specify(last % 4096 === 0 && first >= 0 && first <= last && first % 4096 === 0);
  storage.releasePages(first, last);
}
