import type { RdevBlok } from '../nucleus/rdevblok.js';
import { deviceClass } from '../../s370/index.js';
import { realDeviceName } from '../vmachine/device-names.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { CommandContext } from './context.js';
import { attachChannel, dedicatedChannelOf } from './dedicated-channels.js';
import { deviceList, listedDevices } from './device-list.js';
import { cuu, parseDeviceAddress } from './numbers.js';
import { attachToSystem } from './system-volumes.js';
import { terminalInUse } from './terminal-in-use.js';

/**
 * `ATTACH raddr [TO] userid [[AS] vaddr] [R/O]`, `ATTACH {raddr-raddr | raddr raddr …} [TO] userid [R/O]`,
 * `ATTACH raddr [TO] SYSTEM [AS] volid`, `ATTACH CHANNEL c [TO] userid`, class B. DMKVDA, DMKVDC.
 */
export function attach(context: CommandContext): number {
  const { cp, vm, line } = context;
  const list = deviceList(line);
  if (typeof list === 'string') return context.error('VDE', list === 'channel' ? 34 : 21);
  let userid = line.next();
  if (userid === 'TO') userid = line.next();
  if (userid === undefined || userid.length > 8) return context.error('VDE', 20);
  if (userid === '*') userid = vm.userid;
  const isSystem = userid === 'SYSTEM';
  if (isSystem && (list.kind === 'channel' || list.shape !== 'one')) return context.error('VDE', 20);
  const user = isSystem ? undefined : cp.findUser(userid);
  if (!isSystem && user === undefined) return context.error('VDE', 45, [userid]);
  if (user === undefined) {
    const [address] = list.kind === 'devices' ? list.addresses : [];
    const rdev = cp.realDevices().find((device) => device.address === address);
    return rdev === undefined ? context.error('VDE', 40, [cuu(address)]) : attachToSystem(context, rdev);
  }
  if (list.kind === 'channel') return attachChannel(context, list.channel, user);
  const { addresses, shape } = list;
  if (shape === 'one') return attachOne(context, user, addresses[0]);
  const option = line.next();
  if (option !== undefined && option !== 'R/O') return context.error('VDE', 3, [option]);
  return attachSeveral(context, user, addresses, shape, option === 'R/O');
}

function attachOne(context: CommandContext, user: Vmblok, real: number): number {
  const { line } = context;
  if (line.peek() === 'AS') line.next();
  let address = real;
  let readOnly = false;
  let hasAddress = false;
  for (let word = line.next(); word !== undefined; word = line.next()) {
    if (word === 'R/O' && !readOnly) readOnly = true;
    else if (hasAddress) return context.error('VDE', 3, [word]);
    else {
      const given = word.length > 3 ? undefined : parseDeviceAddress(word);
      if (given === undefined) return context.error('VDE', 22);
      [address, hasAddress] = [given, true];
    }
  }
  const rdev = find(context, real);
  if (rdev === undefined) return context.error('VDE', 40, [cuu(real)]);
  if (readOnly && deviceClass(rdev.type) !== 'disk') return context.error('VDE', 3, ['R/O']);
  const returnCode = give(context, user, rdev, address, readOnly);
  if (returnCode !== 0) return returnCode;
  const name = realDeviceName(rdev.type).padEnd(4);
  const suffix = readOnly ? ' R/O' : '';
  if (user !== context.vm) context.cp.tell(user, `${name} ${cuu(address)} ATTACHED${suffix}`);
  report(context, `${name} ${cuu(real)} ATTACH TO ${user.userid.padEnd(8)} ${cuu(address)}${suffix}`);
  return 0;
}

/** One after the other; an error stops none of the others, and comes behind the answer for those before it. */
function attachSeveral(
  context: CommandContext,
  user: Vmblok,
  addresses: readonly number[],
  shape: 'range' | 'several',
  readOnly: boolean,
): number {
  let done: number[] = [];
  let lastError = 0;
  const flush = (): void => {
    if (done.length === 0) return;
    const text = `${listedDevices(done, shape)} ATTACHED`;
    if (user !== context.vm) context.cp.tell(user, text);
    report(context, `${text} TO ${user.userid.padEnd(8)}`);
    done = [];
  };
  for (const address of addresses) {
    const rdev = find(context, address);
    const refusal =
      rdev === undefined ? ([40, cuu(address)] as const) : refusalOf(context, user, rdev, address);
    if (refusal === undefined && rdev !== undefined && context.cp.attachReal(user, address, rdev, readOnly)) {
      done.push(address);
      continue;
    }
    flush();
    const [number, ...fields] = refusal ?? [143, cuu(address)];
    lastError = context.error('VDE', number, fields);
  }
  flush();
  return lastError;
}

function find(context: CommandContext, address: number): RdevBlok | undefined {
  return context.cp.realDevices().find((device) => device.address === address);
}

function give(
  context: CommandContext,
  user: Vmblok,
  rdev: RdevBlok,
  address: number,
  readOnly: boolean,
): number {
  const refusal = refusalOf(context, user, rdev, address);
  if (refusal !== undefined) {
    const [number, ...fields] = refusal;
    return context.error('VDE', number, fields);
  }
  if (context.cp.attachReal(user, address, rdev, readOnly) !== undefined) return 0;
  return context.error('VDE', 143, [realDeviceName(rdev.type), cuu(rdev.address)]);
}

/** Why a device can't be given: number and fields of the message. */
function refusalOf(
  context: CommandContext,
  user: Vmblok,
  rdev: RdevBlok,
  address: number,
): readonly [number, ...string[]] | undefined {
  const { cp, rooms } = context;
  const device = [realDeviceName(rdev.type), cuu(rdev.address)] as const;
  switch (rdev.owner) {
    case 'offline':
      return [46, ...device];
    case 'dedicated':
      return [122, ...device, rdev.dedicatedTo ?? ''];
    case 'spooling':
      if (rooms.unitRecord?.find(rdev.address)?.drained !== true) return [142, ...device];
      break;
    case 'terminal':
      if (terminalInUse(context, rdev.address)) return [143, ...device];
      break;
    case 'system':
      if (cp.ownsVolume(rdev)) return [123, device[1]];
      break;
    case 'free':
  }
  if (user.devices.has(address)) return [120, ...device, user.userid, cuu(address)];
  const channel = dedicatedChannelOf(user, address);
  return channel === undefined ? undefined : [134, ...device, channel];
}

/** To who gave the command, and to the operator when it was somebody else. */
function report(context: CommandContext, text: string): void {
  const { vm, rooms } = context;
  context.respond(text.trimEnd());
  if (vm.userid !== rooms.system.operator) rooms.terminals.operatorMessage(`${text} BY ${vm.userid}`);
}
