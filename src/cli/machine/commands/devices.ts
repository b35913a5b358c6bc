/** Commands that attach, detach, list devices and change their files. */

import { hex } from '../display.js';
import { parseDeviceAddresses } from '../../../media/index.js';
import { attempt, deviceAddress, onDevice } from './command.js';
import type { CommandContext, OperatorCommand } from './command.js';

function deviceLine({ operated }: CommandContext, address: number): string {
  const { type, arguments: words } = operated.devices.list.get(address)!;
  return `0:${hex(address, 4)} ${type} ${words.join(' ') || '*'}`;
}

export const DEVICE_COMMANDS: readonly OperatorCommand[] = [
  {
    names: ['i'],
    help: 'i DEVICE: attention interruption (the request key)',
    effect: 'machine',
    execute: onDevice(({ operated, print }, address) => {
      const console_ = operated.devices.consoles.get(address);
      if (console_ !== undefined) {
        console_.type('');
        operated.nudge();
        print(`HHCPN045I Device ${hex(address, 4)} attention request raised`);
      } else if (operated.devices.list.has(address)) {
        print(`HHCPN182E Device ${hex(address, 4)} has no request key`);
      } else print(`HHCPN181E Device number 0:${hex(address, 4)} not found`);
    }),
  },
  {
    names: ['attach'],
    help: 'attach DEVICE TYPE [words]: add a device',
    effect: 'machine',
    execute: (context, { words: [devices, type, ...words] }) =>
      attempt(context, () => {
        const addresses = parseDeviceAddresses(devices ?? '');
        if (addresses === undefined) throw new Error(`Invalid device number: ${devices ?? '(missing)'}`);
        if (type === undefined) throw new Error('attach needs a device type');
        for (const address of addresses) {
          context.operated.devices.attach(address, { type: type.toUpperCase(), arguments: words });
        }
      }),
  },
  {
    names: ['detach'],
    help: 'detach DEVICE: remove a device',
    effect: 'machine',
    execute: onDevice(({ operated, print }, address) =>
      print(
        operated.devices.detach(address)
          ? `HHCCF047I Device ${hex(address, 4)} detached`
          : `HHCCF046E Device ${hex(address, 4)} does not exist`,
      ),
    ),
  },
  {
    names: ['define'],
    help: 'define DEVICE NEW: move a device to another address',
    effect: 'machine',
    execute: onDevice((context, address, words) => {
      const to = deviceAddress(words[0]);
      if (typeof to === 'string') context.print(to);
      else attempt(context, () => context.operated.devices.redefine(address, to));
    }),
  },
  {
    names: ['devinit'],
    help: 'devinit DEVICE [words]: give a device another file',
    effect: 'machine',
    execute: onDevice((context, address, words) =>
      attempt(context, () => {
        context.operated.devices.reinitialize(address, words);
        context.print(`HHCPN098I Device 0:${hex(address, 4)} initialized`);
      }),
    ),
  },
  {
    names: ['devlist'],
    help: 'devlist [DEVICE]: list devices',
    effect: 'display',
    execute: (context, { words }) => {
      const { list } = context.operated.devices;
      if (words[0] !== undefined) {
        const address = deviceAddress(words[0]);
        if (typeof address === 'string') context.print(address);
        else if (!list.has(address)) {
          context.print(`HHCPN181E Device number 0:${hex(address, 4)} not found`);
        } else context.print(deviceLine(context, address));
        return;
      }
      for (const address of [...list.keys()].sort((a, b) => a - b))
        context.print(deviceLine(context, address));
    },
  },
];
