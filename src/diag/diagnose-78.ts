import { DiagnoseException, PROTECTION } from './call.js';

/**
 * X'78' mass storage communication: the part of CP for a 3850 is not there, and as in a VM/370 generated without it the
 * call ends with a protection exception. SY20-0887, DMKHVC.
 */
export function diagnose78(): void {
  throw new DiagnoseException(PROTECTION);
}
