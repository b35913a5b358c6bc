import type { DiagnoseCall } from './call.js';

/** X'60' virtual machine storage size: Rx gets the number of bytes. */
export function diagnose60(call: DiagnoseCall): void {
  call.gpr[call.rx] = call.services.storage.size;
}
