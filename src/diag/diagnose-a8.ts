import type { DiagnoseCall } from './call.js';
import { IoParameters } from './synchronous-io.js';

const CCW = 8;
const LAST_CCW = 16;
const STATUS = 20;

/**
 * X'A8' synchronous general I/O: Rx is the address of a parameter list on a word: device, key, flags (0), address of a
 * channel program; the address behind the last CCW, status, residual count and sense are stored. No interruption.
 * Condition code 0; 1 with R15 1 no such device, 5 busy; 3 with 13: status other than channel end and device end.
 * Operand exception for what is wrong in the list. Of VM/SP Release 5.
 */
export function diagnoseA8(call: DiagnoseCall): void {
  const { services } = call;
  const parameters = new IoParameters(call, [
    [3, 8],
    [12, 16],
    [25, 30],
    [32, 56],
  ]);
  const { device } = parameters;
  if (services.device(device) === undefined) return parameters.refuse(1, 1);
  const ccw = parameters.word(CCW);
  parameters.demand(ccw % 8 === 0 && ccw <= 0xffffff);
  const result = services.synchronousIo(device, parameters.key, ccw);
  if (result.kind === 'busy') return parameters.refuse(1, 5);
  if (result.kind !== 'ended') return parameters.refuse(1, 1);
  parameters.storeWord(LAST_CCW, result.cswHigh & 0xffffff);
  parameters.end(
    {
      unitStatus: result.cswLow >>> 24,
      channelStatus: (result.cswLow >>> 16) & 0xff,
      residual: result.cswLow & 0xffff,
      sense: result.sense,
    },
    STATUS,
  );
}
