import { bufferInPage, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

/**
 * X'34' read system dump file: Rx is the address of a page, Ry that of a virtual reader. Condition code 2: there is no
 * dump of the system, which makes none: a failure of CP's is contained, and told to the operator and in the host's log.
 * 3 with a code in Ry+1 as X'14'. Files of VMDUMP are read with X'14'. SY20-0887, DMKDRD.
 */
export function diagnose34(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  bufferInPage(call, rx, 4096);
  specify(ry !== 15);
  const reader = services.spoolReader(gpr[ry]);
  if (reader !== 'ok') gpr[ry + 1] = reader === 'not-attached' ? 4 : 8;
  services.setConditionCode(reader === 'ok' ? 2 : 3);
}
