import { address, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

/** X'68' Virtual Machine Communication Facility: Rx is the address of VMCPARM, on a doubleword; Ry gets the return code. */
export function diagnose68(call: DiagnoseCall): void {
  const list = address(call, call.rx);
  specify(list % 8 === 0);
  call.gpr[call.ry] = call.services.communicate(list);
}
