import { specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const SVC76 = 4;
const VIRTUAL_CP = 8;

/**
 * X'48': a CP that runs as the guest of this one says what it is. SVC 76 gives CP the record of an error. Rx is 8 when a
 * CP runs in the virtual machine: SVC 76 is then reflected, for that CP; 4 when that CP itself issues the next one. SY20-0887,
 * DMKHVC and DMKVER.
 */
export function diagnose48(call: DiagnoseCall): void {
  const value = call.gpr[call.rx];
  specify(value === SVC76 || value === VIRTUAL_CP);
  call.services.errorRecording(value === SVC76 ? 'virtual-cp-itself' : 'virtual-cp');
}
