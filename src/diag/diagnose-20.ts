import { address } from './call.js';
import type { DiagnoseCall } from './call.js';

const UNIT_CHECK = 0x02;
const UNIT_EXCEPTION = 0x01;
const INCORRECT_LENGTH = 0x40;

/**
 * X'20' general I/O: Rx is the address of a virtual device, Ry the address of a channel program. It runs to its
 * end without interruption. Condition code 0: done. 1: R15 = 1 not attached, 5 busy. 2: R15 = 2 unit exception,
 * 3 wrong length record. 3: R15 = 13, the first two sense bytes in the low half of Ry, the CSW at X'40'.
 */
export function diagnose20(call: DiagnoseCall): void {
  const { gpr, services } = call;
  const result = services.synchronousIo(gpr[call.rx] & 0xffff, gpr[call.ry] >>> 28, address(call, call.ry));
  const finish = (conditionCode: 0 | 1 | 2 | 3, code: number): void => {
    gpr[15] = code;
    services.setConditionCode(conditionCode);
  };
  switch (result.kind) {
    case 'not-attached':
    case 'not-supported':
      return finish(1, 1);
    case 'busy':
      return finish(1, 5);
    case 'ended':
      break;
  }
  const unitStatus = result.cswLow >>> 24;
  const channelStatus = (result.cswLow >>> 16) & 0xff;
  if ((unitStatus & UNIT_CHECK) !== 0 || (channelStatus & ~INCORRECT_LENGTH) !== 0) {
    const [b0 = 0, b1 = 0] = result.sense ?? [];
    gpr[call.ry] = (gpr[call.ry] & ~0xffff) | (b0 << 8) | b1;
    services.storage.storeWord(0x40, result.cswHigh);
    services.storage.storeWord(0x44, result.cswLow);
    return finish(3, 13);
  }
  if ((unitStatus & UNIT_EXCEPTION) !== 0) return finish(2, 2);
  if ((channelStatus & INCORRECT_LENGTH) !== 0) return finish(2, 3);
  services.setConditionCode(0);
}
