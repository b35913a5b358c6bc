import { address } from './call.js';
import type { DiagnoseCall } from './call.js';

/**
 * X'8C' 3270 device characteristics of the console: Rx is the address of a buffer, Ry its length. Flags (extended color
 * X'80', extended highlighting X'40', programmed symbols X'20'), number of partitions, and the columns and rows of the
 * largest screen as halfwords are stored as far as they fit, and Ry is reduced by what was stored. Condition code 0; 1 not
 * all of it fitted; 2 the console is no display. Of VM/SP.
 */
export function diagnose8c(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  const { display } = services;
  if (display === undefined) {
    services.setConditionCode(2);
    return;
  }
  const facts = new Uint8Array(6);
  const view = new DataView(facts.buffer);
  view.setUint16(2, display.columns);
  view.setUint16(4, display.rows);
  const length = Math.min(facts.length, Math.max(0, gpr[ry]));
  services.storage.store(address(call, rx), facts.subarray(0, length));
  gpr[ry] -= length;
  services.setConditionCode(length < facts.length ? 1 : 0);
}
