import { deviceClass } from '../../s370/index.js';
import type { RdevBlok } from '../nucleus/rdevblok.js';
import type { CommandContext } from './context.js';
import { cuu } from './numbers.js';

/** `ATTACH raddr [TO] SYSTEM [AS] volid`: minidisks on a volume can be used from now on. SY20-0887, DMKVDA. */
export function attachToSystem(context: CommandContext, rdev: RdevBlok): number {
  const { cp, line } = context;
  const address = cuu(rdev.address);
  if (line.peek() === 'AS') line.next();
  const volid = line.next();
  if (volid === undefined || volid.length > 6) return context.error('VDE', 23);
  if (deviceClass(rdev.type) !== 'disk') return context.error('VDE', 6, [address]);
  if (rdev.owner === 'offline') return context.error('VDE', 46, ['DASD', address]);
  if (rdev.owner === 'dedicated') {
    return context.error('VDE', 122, ['DASD', address, rdev.dedicatedTo ?? '']);
  }
  const mounted = cp.findVolume(volid);
  if (mounted !== undefined) {
    return context.error('VDE', 125, [cuu(mounted.address), volid]);
  }
  if (rdev.owner === 'system') return context.error('VDE', 127, [address, volid]);
  cp.setOnline(rdev, true);
  if (rdev.volser === volid) return tell(context, `DASD ${address} ATTACH TO SYSTEM ${volid}`);
  const found = rdev.volser;
  rdev.owner = 'free';
  rdev.volser = undefined;
  if (found === undefined) return context.error('VDE', 126, [address]);
  return context.error('VDE', 127, [address, volid]);
}

/** `DETACH raddr [FROM] SYSTEM`: the volume is free for others. SY20-0887, DMKVDD. */
export function detachFromSystem(context: CommandContext, rdev: RdevBlok): number {
  const { cp } = context;
  const address = cuu(rdev.address);
  if (rdev.owner !== 'system') return context.error('VDD', 121, ['DASD', address, 'SYSTEM']);
  if (cp.ownsVolume(rdev)) return context.error('VDD', 123, [address]);
  const users = cp
    .users()
    .filter((vm) => vm.sortedDevices().some((vdev) => vdev.kind === 'minidisk' && vdev.real === rdev)).length;
  if (users > 0) return context.error('VDD', 124, [address, String(users).padStart(3, '0')]);
  rdev.owner = 'free';
  rdev.volser = undefined;
  return tell(context, `DASD ${address} DETACHED SYSTEM`);
}

function tell(context: CommandContext, text: string): number {
  const { vm, rooms } = context;
  context.respond(text);
  if (vm.userid !== rooms.system.operator) rooms.terminals.operatorMessage(`${text}  BY ${vm.userid}`);
  return 0;
}
