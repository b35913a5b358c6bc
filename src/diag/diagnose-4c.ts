import { ebcdic037 } from '../ebcdic/index.js';
import { address, require, specify } from './call.js';
import type { DiagnoseCall } from './call.js';

const USER_CARD = 0x10;
const LONGEST_TEXT = 70;
/** Function bits: an account number, a distribution code is in the list. */
const ACCOUNT = 4;
const DISTRIBUTION = 8;
/** Userid, account number and distribution code. */
const LIST = 24;

/**
 * X'4C' accounting cards, for users with OPTION ACCT. Ry is the function. 10: Rx is the address of text for a card of the
 * user's own, Ry+1 its length, 1-70. 00, 04, 08, 0C: a card is made of what has been used; then Rx is 0, and the user
 * himself is charged again, or the address of a list on a doubleword: the userid that is charged from now on, and with
 * 04, 08, 0C an account number, a distribution code, both, other than the directory's. Condition code 0; 1 without the
 * option; 2 no such userid; 3 no such function. SY20-0887, DMKHVD.
 */
export function diagnose4c(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  const { accounting } = services;
  if (accounting === undefined) {
    services.setConditionCode(1);
    return;
  }
  const operation = gpr[ry];
  if (operation === USER_CARD) {
    specify(ry !== 15 && gpr[ry + 1] > 0 && gpr[ry + 1] <= LONGEST_TEXT);
    const at = address(call, rx);
    const length = gpr[ry + 1];
    require(call, at, length);
    specify(at >>> 12 === (at + length - 1) >>> 12);
    accounting.card(services.storage.copyOut(at, length));
    services.setConditionCode(0);
    return;
  }
  accounting.cut();
  services.setConditionCode(charge(call, operation, accounting));
}

function charge(
  call: DiagnoseCall,
  operation: number,
  accounting: NonNullable<DiagnoseCall['services']['accounting']>,
): 0 | 2 | 3 {
  const at = address(call, call.rx);
  specify(at % 8 === 0);
  if (call.gpr[call.rx] === 0) return 0;
  require(call, at, LIST);
  const list = call.services.storage.copyOut(at, LIST);
  const field = (offset: number): string => ebcdic037.decode(list, offset, offset + 8).trimEnd();
  if (!accounting.knows(field(0))) return 2;
  if (operation < 0 || (operation & ~(ACCOUNT | DISTRIBUTION)) !== 0) return 3;
  accounting.charge({
    userid: field(0),
    ...((operation & ACCOUNT) !== 0 ? { account: field(8) } : {}),
    ...((operation & DISTRIBUTION) !== 0 ? { distribution: field(16) } : {}),
  });
  return 0;
}
