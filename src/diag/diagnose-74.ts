import { ADDRESSING, DiagnoseException, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const UNKNOWN_SYSTEM = 4;

/**
 * X'74' load or save a 3800 named system: Rx and Rx+1 hold its name, Ry the address of a page, Ry+1 load (first byte 0) or
 * save with the number of bytes. Ry gets 4, no such name: CP has no 3800 and none of its libraries is defined.
 * SY20-0887, DMKHVD.
 */
export function diagnose74(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  specify(ry !== 15 && rx !== 15 && gpr[ry] % 4096 === 0);
  const end = (gpr[ry] >>> 0) + (gpr[ry + 1] & 0xffffff);
  if (end >= services.storage.size) throw new DiagnoseException(ADDRESSING);
  gpr[ry] = UNKNOWN_SYSTEM;
}
