import { specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const START = 0x01;
const FIRST_RECORD = 0x02;
const FRAMES = 0x04;

/**
 * X'2C' start of the error recording area. The low byte of Rx asks: 1 for the compressed address of its first page in Rx and its
 * number of cylinders in Ry; 2 for the address of the page where error records begin in Rx; 4 whether there are
 * frame records, in the low byte of Ry (2, else 0; there are none). 2 and 4 go together. Condition code 0. Without
 * an area the addresses and the number are zeros. SY20-0887, DMKHVE.
 */
export function diagnose2c({ gpr, rx, ry, services }: DiagnoseCall): void {
  const request = gpr[rx] & 0xff;
  const facts = services.errorArea.facts();
  if (request === START) {
    gpr[rx] = facts?.start ?? 0;
    gpr[ry] = facts?.cylinders ?? 0;
  } else {
    specify(request !== 0 && (request & ~(FIRST_RECORD | FRAMES)) === 0);
    if ((request & FRAMES) !== 0) gpr[ry] &= ~0xff;
    if ((request & FIRST_RECORD) !== 0) gpr[rx] = facts?.firstRecord ?? 0;
  }
  services.setConditionCode(0);
}
