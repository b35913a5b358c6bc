import type { RdevBlok } from '../nucleus/rdevblok.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { CommandContext } from './context.js';
import { hex } from './numbers.js';
import { terminalInUse } from './terminal-in-use.js';

const channelOf = (address: number): number => address >> 8;

/** `ATTACH CHANNEL c [TO] userid`: all devices of a channel, each at its own address. DMKVCH. */
export function attachChannel(context: CommandContext, channel: number, user: Vmblok): number {
  const devices = devicesOf(context, channel);
  if (typeof devices === 'number') return devices;
  if (user.sortedDevices().some(({ address }) => channelOf(address) === channel)) {
    return context.error('VCH', 132, [hex(channel, 1), user.userid]);
  }
  if (devices.some((rdev) => inUse(context, rdev))) return context.error('VCH', 129, [hex(channel, 1)]);
  for (const rdev of devices) context.cp.attachReal(user, rdev.address, rdev, false);
  user.dedicatedChannels.add(channel);
  return tell(context, user, `CHAN  ${hex(channel, 1)}  ATTACH TO ${user.userid.padEnd(8)}`);
}

/** `DETACH CHANNEL c [[FROM] userid]`: the devices go back to the system. */
export function detachChannel(context: CommandContext, channel: number, user: Vmblok): number {
  const devices = devicesOf(context, channel);
  if (typeof devices === 'number') return devices;
  if (!user.dedicatedChannels.delete(channel)) {
    return context.error('VCH', 130, [hex(channel, 1), user.userid]);
  }
  for (const { address } of devices) context.cp.detachDevice(user, address);
  return tell(context, user, `CHAN  ${hex(channel, 1)}  DETACHED  ${user.userid.padEnd(8)}`);
}

/** Real devices of a channel; the return code when it is channel 0 or nothing is on it. */
function devicesOf(context: CommandContext, channel: number): readonly RdevBlok[] | number {
  if (channel === 0) return context.error('VCH', 34);
  const devices = context.cp.realDevices().filter(({ address }) => channelOf(address) === channel);
  return devices.length === 0 ? context.error('VCH', 48, [hex(channel, 1)]) : devices;
}

function inUse(context: CommandContext, rdev: RdevBlok): boolean {
  const { cp, rooms } = context;
  switch (rdev.owner) {
    case 'free':
    case 'offline':
      return false;
    case 'dedicated':
      return true;
    case 'spooling':
      return rooms.unitRecord?.find(rdev.address)?.drained !== true;
    case 'terminal':
      return terminalInUse(context, rdev.address);
    case 'system':
      return (
        cp.ownsVolume(rdev) ||
        cp
          .users()
          .some((vm) => vm.sortedDevices().some((vdev) => vdev.kind === 'minidisk' && vdev.real === rdev))
      );
  }
}

/** To who has the channel, to who gave the command and to the operator, to each once. */
function tell(context: CommandContext, user: Vmblok, text: string): number {
  const { cp, vm, rooms } = context;
  const line = text.trimEnd();
  if (user !== vm) cp.tell(user, line);
  context.respond(line);
  const { operator } = rooms.system;
  if (vm.userid !== operator && user.userid !== operator) rooms.terminals.operatorMessage(line);
  return 0;
}

/** Channel of an address that a virtual machine has as a whole, so that no other device can be on it. */
export function dedicatedChannelOf(vm: Vmblok, address: number): string | undefined {
  return vm.dedicatedChannels.has(channelOf(address)) ? hex(channelOf(address), 1) : undefined;
}
