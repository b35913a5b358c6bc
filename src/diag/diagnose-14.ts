import { address, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

/** Subcodes whose Rx is the address of a buffer. */
const WITH_BUFFER: readonly number[] = [0x0000, 0x0004, 0x0008, 0x0024, 0x0fff];
const INVALID_DEVICE = 4;

/**
 * X'14' input spool file manipulation: Ry is the address of a virtual reader, Ry+1 the subfunction, Rx a buffer,
 * a count or a spool file number. Condition codes and the code in Ry+1 are the spool's.
 */
export function diagnose14(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  specify(ry % 2 === 0);
  const subcode = gpr[ry + 1] & 0xffff;
  const buffer = address(call, rx);
  if (WITH_BUFFER.includes(subcode) && subcode !== 0x0fff) specify(buffer % 8 === 0);
  const result = services.readSpool(gpr[ry] & 0xffff, subcode, gpr[rx]);
  if (result === undefined) {
    gpr[ry + 1] = INVALID_DEVICE;
    services.setConditionCode(3);
    return;
  }
  if (result.data !== undefined) services.storage.copyIn(buffer, result.data);
  if (result.code !== undefined) gpr[ry + 1] = result.code;
  services.setConditionCode(result.conditionCode);
}
