import type { CommandContext } from './context.js';
import { cuu, parseDeviceAddress } from './numbers.js';
import { detachFromSystem } from './system-volumes.js';
import { deviceName, realDeviceName } from '../vmachine/device-names.js';

/** `DETACH vaddr`; class B also `DETACH raddr [FROM] userid [AS] [vaddr]`. SY20-0884, DMKVDD. */
export function detach(context: CommandContext): number {
  const { cp, vm, line } = context;
  const word = line.next();
  if (word === 'CHANNEL') return context.error('VDD', 34);
  const address = parseDeviceAddress(word);
  if (address === undefined) return context.error('VDD', 22);
  const following = line.next();
  if (following !== undefined && vm.hasClass('B')) {
    const userid = following === 'FROM' ? line.next() : following;
    return detachReal(context, address, userid);
  }
  const vdev = vm.devices.get(address);
  if (vdev === undefined) return context.error('VDD', 40, [cuu(address)]);
  const name = deviceName(vdev);
  const real = vdev.kind === 'dedicated' && vdev.dialedAs === undefined ? vdev.real : undefined;
  cp.detachDevice(vm, address);
  context.respond(`${name.padEnd(4)} ${cuu(address)} DETACHED`);
  if (real) {
    const what = `${realDeviceName(real.type).padEnd(4)} ${cuu(real.address)}`;
    context.rooms.terminals.operatorMessage(`${what} DETACHED ${vm.userid}`);
  }
  return 0;
}

function detachReal(context: CommandContext, address: number, userid: string | undefined): number {
  const { cp } = context;
  if (userid === undefined) return context.error('VDD', 20);
  if (userid === 'SYSTEM') {
    const rdev = cp.realDevices().find((device) => device.address === address);
    return rdev === undefined ? context.error('VDD', 40, [cuu(address)]) : detachFromSystem(context, rdev);
  }
  const user = cp.findUser(userid);
  if (user === undefined) return context.error('VDD', 45, [userid]);
  const vdev = user
    .sortedDevices()
    .find((device) => device.kind === 'dedicated' && device.real.address === address);
  if (vdev?.kind !== 'dedicated') return context.error('VDD', 121, ['DEV', cuu(address), userid]);
  const name = realDeviceName(vdev.real.type);
  cp.detachDevice(user, vdev.address);
  cp.tell(user, `${name.padEnd(4)} ${cuu(vdev.address)} DETACHED BY ${context.vm.userid}`);
  context.respond(`${name.padEnd(4)} ${cuu(address)} DETACHED ${userid}`);
  return 0;
}
