import { ebcdic037 } from '../ebcdic/index.js';
import { address, require } from './call.js';
import type { DiagnoseCall } from './call.js';

const LONGEST = 112;
const TOO_LONG = 101;
const NO_LENGTH = 102;

/**
 * X'84' directory update in place: Rx is the address of a list, Ry its length, at most 112: userid, his password, the
 * operation (LOGPASS, MDISK, STORAGE, MAXSTOR, PRIVLEGE, PRIORITY, ACCOUNT, IACCOUNT, TACCOUNT, DISTRIB, IPL, EDITCHAR,
 * OPTIONS), eight characters each, and what the operation needs. Ry gets a return code: 0 with condition code 0, else 1.
 * SY20-0887, DMKUDU.
 */
export function diagnose84(call: DiagnoseCall): void {
  const { gpr, rx, ry, services } = call;
  const length = gpr[ry];
  let code = length > LONGEST ? TOO_LONG : length <= 0 ? NO_LENGTH : 0;
  if (code === 0) {
    const at = address(call, rx);
    require(call, at, length);
    const list = new Uint8Array(LONGEST).fill(0x40);
    list.set(services.storage.copyOut(at, length));
    code = services.updateDirectory(ebcdic037.decode(list));
  }
  gpr[ry] = code;
  services.setConditionCode(code === 0 ? 0 : 1);
}
