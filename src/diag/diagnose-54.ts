import type { DiagnoseCall } from './call.js';

/**
 * X'54' PA2 of a display with TERMINAL APL ON: with Rx not zero the key, while the screen is full, is an external
 * interruption X'40' for the virtual machine; with zero it clears the screen. Nothing for other terminals.
 * SY20-0887, DMKHVD.
 */
export function diagnose54(call: DiagnoseCall): void {
  if (call.services.display === undefined) return;
  call.services.setPa2External(call.gpr[call.rx] !== 0);
}
