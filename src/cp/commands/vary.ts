import type { RdevBlok } from '../nucleus/rdevblok.js';
import type { CommandContext } from './context.js';
import { realDeviceName } from '../vmachine/device-names.js';
import { cuu, parseDeviceAddress } from './numbers.js';
import { varyProcessor } from './processors.js';
import { abbreviates } from './scanner.js';
import { terminalInUse } from './terminal-in-use.js';

/** `VARY {ONLINE | OFFLINE} {raddr | raddr-raddr} …`, class B: whether CP and its users may have a real device. SY20-0884, DMKCPS. */
export function vary(context: CommandContext): number {
  const { line } = context;
  const word = line.next();
  if (word === undefined) return context.error('CPS', 26);
  const online = abbreviates(word, 'ONLINE', 3);
  if (!online && !abbreviates(word, 'OFFLINE', 3)) return context.error('CPS', 3, [word]);
  const operands = line.words();
  if (operands.length === 0) return context.error('CPS', 21);
  if (operands[0].startsWith('PROC')) return varyProcessor(context);
  const varied: string[] = [];
  let returnCode = 0;
  for (const operand of operands) {
    const addresses = rangeOf(operand);
    if (addresses === undefined) returnCode = context.error('CPS', 21, [operand]);
    for (const address of addresses ?? []) {
      const problem = varyOne(context, address, online, addresses!.length > 1);
      if (problem === 0) varied.push(cuu(address));
      else if (problem !== undefined) returnCode = problem;
    }
  }
  for (let at = 0; at < varied.length; at += 8) {
    context.respond(`${varied.slice(at, at + 8).join(' ')} VARIED ${online ? 'ONLINE' : 'OFFLINE'}`);
  }
  return returnCode;
}

function rangeOf(operand: string): number[] | undefined {
  const [first, last, more] = operand.split('-').map(parseDeviceAddress);
  if (first === undefined || more !== undefined) return undefined;
  if (!operand.includes('-')) return [first];
  if (last === undefined || last < first) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** 0 when done, undefined for a gap in a range, else the number of the message. */
function varyOne(
  context: CommandContext,
  address: number,
  online: boolean,
  ofRange: boolean,
): number | undefined {
  const rdev = context.cp.realDevices().find((device) => device.address === address);
  if (rdev === undefined) return ofRange ? undefined : context.error('CPS', 40, [cuu(address)]);
  if (!online) {
    const problem = inUse(context, rdev);
    if (problem !== undefined) return problem;
    context.cp.setOnline(rdev, false);
  } else if (rdev.owner === 'offline') context.cp.setOnline(rdev, true);
  return 0;
}

function inUse(context: CommandContext, rdev: RdevBlok): number | undefined {
  const { cp, rooms } = context;
  const name = realDeviceName(rdev.type);
  const address = cuu(rdev.address);
  switch (rdev.owner) {
    case 'dedicated':
      return context.error('CPS', 140, [name, address, rdev.dedicatedTo ?? '']);
    case 'spooling':
      if (rooms.unitRecord?.find(rdev.address)?.drained !== true)
        return context.error('CPS', 142, [name, address]);
      return undefined;
    case 'system': {
      if (cp.ownsVolume(rdev)) return context.error('CPS', 123, [address]);
      const users = cp
        .users()
        .filter((vm) =>
          vm.sortedDevices().some((vdev) => vdev.kind === 'minidisk' && vdev.real === rdev),
        ).length;
      if (users > 0) return context.error('CPS', 124, [address, String(users).padStart(3, '0')]);
      return undefined;
    }
    case 'terminal':
      return terminalInUse(context, rdev.address) ? context.error('CPS', 49, [name, address]) : undefined;
    default:
      return undefined;
  }
}

/** `HALT raddr`, class A: ends what a real device is doing. SY20-0884, DMKCPS. */
export function halt(context: CommandContext): number {
  const address = parseDeviceAddress(context.line.next());
  if (address === undefined) return context.error('CPS', 21);
  const rdev = context.cp.realDevices().find((device) => device.address === address);
  if (rdev === undefined) return context.error('CPS', 40, [cuu(address)]);
  context.cp.haltReal(rdev);
  context.respond('DEVICE HALTED');
  return 0;
}
