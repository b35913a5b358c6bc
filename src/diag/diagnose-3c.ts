import type { DiagnoseCall } from './call.js';

/**
 * X'3C' dynamic directory update: CP takes the directory as it is now. Condition code 0; 2 there is none to read, or it
 * has errors; 3 it can't be read. The registers are not looked at. SY20-0887, DMKUDR.
 */
export function diagnose3c(call: DiagnoseCall): void {
  const outcome = call.services.activateDirectory();
  call.services.setConditionCode(outcome === 'done' ? 0 : outcome === 'no-directory' ? 2 : 3);
}
