/** Commands that are the keys of a processor: IPL, start, stop, restart, interrupt, resets. */

import { hex } from '../display.js';
import { onDevice } from './command.js';
import type { OperatorCommand } from './command.js';

const ipl = (clear: boolean): OperatorCommand['execute'] =>
  onDevice((context, address) => {
    if (!context.operated.devices.list.has(address)) {
      context.print(`HHCCP027E Device ${hex(address, 4)} not in configuration`);
      return;
    }
    return context.operated.ipl(address, clear);
  });

export const CONTROL_COMMANDS: readonly OperatorCommand[] = [
  { names: ['ipl'], help: 'ipl DEVICE: initial program load', effect: 'machine', execute: ipl(false) },
  { names: ['iplc'], help: 'iplc DEVICE: clear storage, then IPL', effect: 'machine', execute: ipl(true) },
  {
    names: ['start'],
    help: 'start the CPU',
    effect: 'machine',
    execute: ({ operated }) => operated.start(),
  },
  { names: ['stop'], help: 'stop the CPU', effect: 'machine', execute: ({ operated }) => operated.stop() },
  {
    names: ['g'],
    help: 'turn off instruction stepping and start the CPU',
    effect: 'machine',
    execute: ({ operated }) => {
      operated.loop.stepping.on = false;
      operated.start();
    },
  },
  {
    names: ['restart'],
    help: 'the restart key',
    effect: 'machine',
    execute: ({ operated, print }) => {
      print('HHCPN038I Restart key depressed');
      operated.restart();
    },
  },
  {
    names: ['ext'],
    help: 'ext [2-7]: the external-interruption key, or an external signal',
    effect: 'machine',
    execute: ({ operated, print }, { words }) => {
      const [signal] = words;
      if (signal === undefined) {
        print('HHCPN050I Interrupt key depressed');
        operated.external();
      } else if (/^[2-7]$/.test(signal)) operated.external(Number(signal));
      else print(`HHCPN144E Invalid operand:  ${signal}`);
    },
  },
  {
    names: ['sysreset'],
    help: 'system reset: storage and general registers stay',
    effect: 'machine',
    execute: ({ operated }) => {
      operated.stop();
      operated.machine.systemReset();
    },
  },
  {
    names: ['sysclear'],
    help: 'system clear reset: storage, keys and registers become zero',
    effect: 'machine',
    execute: ({ operated }) => {
      operated.stop();
      operated.machine.clearReset();
    },
  },
];
