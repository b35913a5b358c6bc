import type { DiagnoseCall } from './call.js';

const TIC = 0x08;
const NO_OPERATION = 0x03;
const TOO_LATE = 9;

/**
 * X'28' dynamic channel program modification: the guest has changed the TIC or no-operation CCW at Rx of the channel
 * program that is active on the device in Ry, and CP does the same to its copy. Condition code 0: done, or there is no
 * copy. 1 with a code in R15: 1 equal registers, 2 no such device, 3 CCW outside of storage, 4 not on a doubleword, 5
 * the program has no such CCW, 6 neither TIC nor no-operation, before or now, 7 new address outside of storage, 8 not on
 * a doubleword. 2: the program has ended. SY20-0887, DMKHVC.
 */
export function diagnose28(call: DiagnoseCall): void {
  const { gpr, services } = call;
  const code = modify(call);
  gpr[15] = code;
  services.setConditionCode(code === 0 ? 0 : code === TOO_LATE ? 2 : 1);
}

function modify({ gpr, rx, ry, services }: DiagnoseCall): number {
  if (rx === ry) return 1;
  if (gpr[rx] % 8 !== 0) return 4;
  if (services.device(gpr[ry]) === undefined) return 2;
  const at = gpr[rx] & 0xffffff;
  if (!services.storage.contains(at, 8)) return 3;
  const word = services.storage.fetchWord(at);
  const command = word >>> 24;
  const tic = (command & 0x0f) === TIC;
  if (!tic && command !== NO_OPERATION) return 6;
  // the new address is looked at only when there is a program to change
  const state = services.channelProgram(gpr[ry], at);
  if (state === 'ended') return TOO_LATE;
  if (state === 'not-copied') return 0;
  if (state === 'not-in-program') return 5;
  if (state === 'other-command') return 6;
  if (!tic) {
    services.modifyChannelProgram(gpr[ry], at, undefined);
    return 0;
  }
  const target = word & 0xffffff;
  if (target % 8 !== 0) return 8;
  if (!services.storage.contains(target, 8)) return 7;
  services.modifyChannelProgram(gpr[ry], at, target);
  return 0;
}
