import { bufferInPage } from './call.js';
import type { DiagnoseCall } from './call.js';

/**
 * X'38' read system symbol table: Rx is the address of a page. Condition code 1: there is none, because this CP has no
 * module in real storage that a symbol could name. SY20-0887, DMKDRD.
 */
export function diagnose38(call: DiagnoseCall): void {
  bufferInPage(call, call.rx, 4096);
  call.services.setConditionCode(1);
}
