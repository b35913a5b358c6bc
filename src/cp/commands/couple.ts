import type { CommandContext } from './context.js';
import { cuu, parseDeviceAddress } from './numbers.js';

/** `COUPLE vaddr [TO] {userid | *} vaddr`: connects two virtual channel-to-channel adapters. SY20-0887, DMKDIB. */
export function couple(context: CommandContext): number {
  const { cp, vm, line } = context;
  const address = parseDeviceAddress(line.next());
  if (address === undefined) return context.error('DIB', 22);
  const vdev = vm.devices.get(address);
  if (vdev === undefined) return context.error('DIB', 40, [cuu(address)]);
  if (vdev.kind !== 'ctca') return context.error('DIB', 6, [cuu(address)]);
  let userid = line.next();
  if (userid === 'TO') userid = line.next();
  if (userid === undefined || userid.length > 8) return context.error('DIB', 20);
  if (userid === '*') userid = vm.userid;
  const user = cp.findUser(userid);
  if (user === undefined) return context.error('DIB', 45, [userid]);
  const otherAddress = parseDeviceAddress(line.next());
  if (otherAddress === undefined) return context.error('DIB', 22);
  const other = user.devices.get(otherAddress);
  if (other === undefined) return context.error('DIB', 47, [userid, cuu(otherAddress)]);
  if (other.kind !== 'ctca' || other === vdev) return context.error('DIB', 11, [userid, cuu(otherAddress)]);
  const present = cp.couplings.partner(other);
  if (present !== undefined && present.vdev !== vdev) {
    return context.error('DIB', 58, [cuu(otherAddress), userid]);
  }
  cp.couplings.couple({ vm, vdev }, { vm: user, vdev: other });
  context.respond(`CTCA ${cuu(address)} COUPLE TO ${userid} ${cuu(otherAddress)}`);
  if (user !== vm) cp.tell(user, `CTCA ${cuu(otherAddress)} COUPLE BY ${vm.userid} ${cuu(address)}`);
  return 0;
}
