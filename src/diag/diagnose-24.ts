import type { DiagnoseCall } from './call.js';

/**
 * X'24' device type and features: Rx is a virtual device address, or -1 for the console (then it gets the
 * address). Ry gets class, type, status and flags of the virtual device; Ry+1, unless Ry is 15, class, type,
 * model and features of the real one. Condition code 0; 2 no real device; 3 no such device.
 */
export function diagnose24(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  const facts = services.device(gpr[rx]);
  if (facts === undefined) {
    services.setConditionCode(3);
    return;
  }
  if (gpr[rx] === -1) gpr[rx] = facts.address;
  gpr[ry] = facts.virtual;
  services.setConditionCode(facts.real === undefined ? 2 : 0);
  if (facts.real !== undefined && ry !== 15) gpr[ry + 1] = facts.real;
}
