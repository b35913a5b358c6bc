import { DiagnoseException, SPECIFICATION, bufferInPage, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const PAGE = 4096;
const OUTSIDE = 4;

/**
 * X'30' read a page of the error recording area: Rx is its compressed address (cylinder, page from 1, device code), Ry
 * the address of a page. Condition code 0: it is there; 1: the cylinder has no such page; 2: it can't be read; 3 with 4 in
 * Ry+1: the cylinder is not in the area. SY20-0887, DMKHVE.
 */
export function diagnose30(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  specify(ry !== 15);
  const buffer = bufferInPage(call, ry, PAGE);
  const page = services.errorArea.read(gpr[rx]);
  if (page === 'wrong-device') throw new DiagnoseException(SPECIFICATION);
  if (page === 'outside') {
    gpr[ry + 1] = OUTSIDE;
    services.setConditionCode(3);
  } else if (page === 'end-of-cylinder' || page === 'io-error') {
    services.setConditionCode(page === 'io-error' ? 2 : 1);
  } else {
    services.storage.copyIn(buffer, page);
    services.setConditionCode(0);
  }
}
