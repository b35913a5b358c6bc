import type { DiagnoseCall } from './call.js';

const UNKNOWN_SYSTEM = 44;

/**
 * X'50' save a 3704 or 3705 control program image: Ry gets 44, no such name. CP has no communication controllers and
 * none of their programs is defined, so that it does not come to look at the parameter list. SY20-0887, DMKSNC.
 */
export function diagnose50(call: DiagnoseCall): void {
  call.gpr[call.ry] = UNKNOWN_SYSTEM;
}
