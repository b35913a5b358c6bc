import { specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const ERRORS = 1;
const ERRORS_AND_FRAMES = 2;

/**
 * X'1C' clear error recording area: Rx is 1 for the error records, 2 for the frame records of the machine too. This machine writes no
 * frames, so both do the same. SY20-0887, DMKHVD and DMKIOE.
 */
export function diagnose1c({ gpr, rx, services }: DiagnoseCall): void {
  specify(gpr[rx] === ERRORS || gpr[rx] === ERRORS_AND_FRAMES);
  services.errorArea.clear();
}
