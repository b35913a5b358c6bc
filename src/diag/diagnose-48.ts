import { specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const SVC76 = 4;
const VIRTUAL_CP = 8;

/**
 * X'48': a CP that runs as the guest of this one says what it is. Rx is 8 when a CP runs in the virtual machine, 4 when
 * its guest has issued SVC 76. Noted; SVC 76 is reflected like any other. SY20-0887, DMKHVC.
 */
export function diagnose48(call: DiagnoseCall): void {
  const value = call.gpr[call.rx];
  specify(value === SVC76 || value === VIRTUAL_CP);
}
