import { deviceName, realDeviceName } from '../vmachine/device-names.js';
import type { VdevBlok } from '../vmachine/vdevblok.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { CommandContext } from './context.js';
import { dedicatedChannelOf, detachChannel } from './dedicated-channels.js';
import { deviceList, listedDevices } from './device-list.js';
import { cuu } from './numbers.js';
import { detachFromSystem } from './system-volumes.js';

/** Number and fields of the message that a device stays. */
type Refusal = readonly [number, ...string[]];

/** What one DETACH is about. */
interface Request {
  readonly user: Vmblok;
  /** Addresses are those of real devices. */
  readonly real: boolean;
}

/**
 * `DETACH {vaddr | vaddr-vaddr | vaddr …}`, `DETACH CHANNEL c`; class B also
 * `DETACH {raddr | raddr-raddr | raddr …} [FROM] {userid | SYSTEM}`, `DETACH CHANNEL c [FROM] userid`. DMKVDD, DMKVDC.
 */
export function detach(context: CommandContext): number {
  const { cp, vm, line } = context;
  const list = deviceList(line);
  if (typeof list === 'string') return context.error('VDD', list === 'channel' ? 34 : 22);
  const word = line.next();
  let user = vm;
  if (word !== undefined && vm.hasClass('B')) {
    const given = word === 'FROM' ? line.next() : word;
    const userid = given === '*' ? vm.userid : given;
    if (userid === undefined || userid.length > 8) return context.error('VDD', 20);
    if (userid === 'SYSTEM') {
      if (list.kind === 'channel') return context.error('VDD', 20);
      return list.addresses.reduce((code, address) => fromSystem(context, address) || code, 0);
    }
    const found = cp.findUser(userid);
    if (found === undefined) return context.error('VDD', 45, [userid]);
    user = found;
  }
  if (list.kind === 'channel') return detachChannel(context, list.channel, user);
  const request = { user, real: word !== undefined && vm.hasClass('B') };
  if (list.shape === 'one') return detachOne(context, request, list.addresses[0]);
  return detachSeveral(context, request, list.addresses, list.shape);
}

function fromSystem(context: CommandContext, address: number): number {
  const rdev = context.cp.realDevices().find((device) => device.address === address);
  return rdev === undefined ? context.error('VDD', 40, [cuu(address)]) : detachFromSystem(context, rdev);
}

/** The virtual device of an address, or why it can't be detached. */
function find(context: CommandContext, { user, real }: Request, address: number): VdevBlok | Refusal {
  if (!real) {
    const vdev = user.devices.get(address);
    if (vdev === undefined) return [40, cuu(address)];
    const channel = dedicatedChannelOf(user, address);
    return channel === undefined ? vdev : [135, deviceName(vdev), cuu(address), channel];
  }
  const rdev = context.cp.realDevices().find((device) => device.address === address);
  if (rdev === undefined) return [40, cuu(address)];
  const place = [realDeviceName(rdev.type), cuu(address)] as const;
  if (rdev.owner === 'offline') return [46, ...place];
  if (context.cp.ownsVolume(rdev)) return [123, cuu(address)];
  const vdev = user.sortedDevices().find((device) => device.kind === 'dedicated' && device.real === rdev);
  if (vdev === undefined) return [121, ...place, user.userid];
  const channel = dedicatedChannelOf(user, vdev.address);
  return channel === undefined ? vdev : [135, ...place, channel];
}

function isRefusal(found: VdevBlok | Refusal): found is Refusal {
  return Array.isArray(found);
}

function detachOne(context: CommandContext, request: Request, address: number): number {
  const { cp, vm } = context;
  const { user, real } = request;
  const vdev = find(context, request, address);
  if (isRefusal(vdev)) {
    const [number, ...fields] = vdev;
    return context.error('VDD', number, fields);
  }
  const dedicated = vdev.kind === 'dedicated' && vdev.dialedAs === undefined ? vdev.real : undefined;
  const virtual = `${deviceName(vdev).padEnd(4)} ${cuu(vdev.address)}`;
  cp.detachDevice(user, vdev.address);
  const taken =
    dedicated &&
    `${realDeviceName(dedicated.type).padEnd(4)} ${cuu(dedicated.address)} DETACHED ${user.userid}`;
  if (real && taken !== undefined) {
    if (user !== vm) cp.tell(user, `${virtual} DETACHED BY ${vm.userid}`);
    report(context, taken);
    return 0;
  }
  context.respond(`${virtual} DETACHED`);
  if (taken !== undefined) context.rooms.terminals.operatorMessage(taken);
  return 0;
}

/** One after the other; an error stops none of the others, and comes behind the answer for those before it. */
function detachSeveral(
  context: CommandContext,
  request: Request,
  addresses: readonly number[],
  shape: 'range' | 'several',
): number {
  const { cp, vm } = context;
  const { user, real } = request;
  let done: number[] = [];
  let lastError = 0;
  const flush = (): void => {
    if (done.length === 0) return;
    const text = `${listedDevices(done, shape)} DETACHED`;
    if (user !== vm) cp.tell(user, `${text} BY ${vm.userid}`);
    if (real) report(context, `${text} ${user.userid.padEnd(8)}`);
    else context.respond(text);
    done = [];
  };
  for (const address of addresses) {
    const vdev = find(context, request, address);
    if (!isRefusal(vdev)) {
      cp.detachDevice(user, vdev.address);
      done.push(address);
      continue;
    }
    flush();
    const [number, ...fields] = vdev;
    lastError = context.error('VDD', number, fields);
  }
  flush();
  return lastError;
}

function report(context: CommandContext, text: string): void {
  const { vm, rooms } = context;
  context.respond(text.trimEnd());
  if (vm.userid !== rooms.system.operator)
    rooms.terminals.operatorMessage(`${text.trimEnd()} BY ${vm.userid}`);
}
