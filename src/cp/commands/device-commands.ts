import type { VdevBlok } from '../vmachine/vdevblok.js';
import type { CommandContext } from './context.js';
import { cuu, parseDeviceAddress } from './numbers.js';

/** Virtual device whose address is the next operand, or the return code of the message that there is none. */
export function deviceOperand(
  context: CommandContext,
  module: string,
): { readonly vdev: VdevBlok } | { readonly returnCode: number } {
  const address = parseDeviceAddress(context.line.next());
  if (address === undefined) return { returnCode: context.error(module, 22) };
  const vdev = context.vm.devices.get(address);
  if (vdev === undefined) return { returnCode: context.error(module, 40, [cuu(address)]) };
  return { vdev };
}

/** `RESET vaddr`: drops what is pending from the device. */
export function reset(context: CommandContext): number {
  const found = deviceOperand(context, 'CPB');
  if ('returnCode' in found) return found.returnCode;
  context.cp.resetDevice(context.vm, found.vdev);
  return 0;
}

/** `READY vaddr`: device end, as when the device becomes ready. */
export function ready(context: CommandContext): number {
  const found = deviceOperand(context, 'CPB');
  if ('returnCode' in found) return found.returnCode;
  found.vdev.notReady = false;
  context.cp.readyDevice(context.vm, found.vdev);
  return 0;
}

/** `NOTREADY vaddr`: a spooled device or console is out of service until READY. */
export function notReady(context: CommandContext): number {
  const found = deviceOperand(context, 'CPB');
  if ('returnCode' in found) return found.returnCode;
  const { vdev } = found;
  if (vdev.kind === 'minidisk' || vdev.kind === 'dedicated') {
    return context.error('CPB', 6, [cuu(vdev.address)]);
  }
  vdev.notReady = true;
  return 0;
}
