import type { CommandContext } from './context.js';
import { deviceOperand } from './device-commands.js';
import { cuu } from './numbers.js';
import { realDeviceName } from '../vmachine/device-names.js';

const REWIND = 0x07;

/** `REWIND vaddr`: rewinds a dedicated tape. */
export function rewind(context: CommandContext): number {
  const found = deviceOperand(context, 'CPB');
  if ('returnCode' in found) return found.returnCode;
  const { vdev } = found;
  if (vdev.kind !== 'dedicated' || realDeviceName(vdev.real.type) !== 'TAPE') {
    return context.error('CPB', 6, [cuu(vdev.address)]);
  }
  const { cp, vm } = context;
  cp.realIo(vdev.real.address, [{ command: REWIND }], () => cp.tell(vm, 'REWIND COMPLETE'));
  return 0;
}
