/** Commands that are the keys of a processor: IPL, start, stop, restart, interrupt, resets, store status. */

import { UnitRecordDevice } from '../../../s370/index.js';
import type { MachineCheckCondition } from '../../../s370/index.js';
import { hex } from '../display.js';
import { attempt, cpuName, deviceAddress, onDevice } from './command.js';
import type { CommandContext, OperatorCommand } from './command.js';

const ipl = (clear: boolean): OperatorCommand['execute'] =>
  onDevice((context, address) => {
    if (!context.operated.devices.list.has(address)) {
      context.print(`HHCCP027E Device ${hex(address, 4)} not in configuration`);
      return;
    }
    return context.operated.ipl(address, clear);
  });

/** `start` and `stop` with a device: the keys of a reader, punch or printer. */
function unitRecordKey(context: CommandContext, word: string, key: 'start' | 'stop'): void {
  const address = deviceAddress(word);
  if (typeof address === 'string') {
    context.print(address);
    return;
  }
  const device = context.operated.machine.channels.device(address);
  if (device === undefined) context.print(`HHCPN181E Device number 0:${hex(address, 4)} not found`);
  else if (!(device instanceof UnitRecordDevice)) {
    context.print(`HHCPN024E Device 0:${hex(address, 4)} is no reader, punch or printer`);
  } else {
    device[key]();
    context.operated.nudge();
    context.print(`HHCPN025I Device 0:${hex(address, 4)} ${key === 'start' ? 'started' : 'stopped'}`);
  }
}

/** Short names of machine-check conditions. */
const CONDITIONS: Readonly<Record<string, MachineCheckCondition>> = {
  sd: 'system-damage',
  pd: 'instruction-processing-damage',
  sr: 'system-recovery',
  cd: 'interval-timer-damage',
  ed: 'external-damage',
  tf: 'timing-facility-damage',
  dg: 'degradation',
  w: 'warning',
};

/** `machinecheck CONDITION [ADDR|CODE]`. */
function machineCheck({ operated, print }: CommandContext, words: readonly string[]): void {
  const [word = '', detail] = words.map((one) => one.toLowerCase());
  const condition = CONDITIONS[word] ?? Object.values(CONDITIONS).find((name) => name === word);
  if (condition === undefined || (detail !== undefined && !/^[0-9a-f]{1,8}$/.test(detail))) {
    const names = Object.entries(CONDITIONS).map(([short, name]) => `${short} ${name}`);
    print(`HHCPN144E Invalid operand:  ${words.join(' ')} (${names.join(', ')})`);
    return;
  }
  const value = detail === undefined ? undefined : parseInt(detail, 16);
  operated.machine.raiseMachineCheck(condition, {
    cpu: operated.selectedCpu,
    ...(value === undefined
      ? {}
      : condition === 'external-damage'
        ? { externalDamageCode: value }
        : { failingAddress: value }),
  });
  operated.nudge();
  print(`Machine check pending in ${cpuName(operated.selectedCpu)}: ${condition}`);
}

/** `f-ADDR`, `f+ADDR`: a 2K block gets bad checking code, or is repaired. */
function frame(usable: boolean): OperatorCommand['execute'] {
  return (context, { words: [word = '', part = 'data'] }) =>
    attempt(context, () => {
      const { storage } = context.operated.machine;
      const absolute = /^[0-9a-f]{1,6}$/i.test(word) ? parseInt(word, 16) : -1;
      if (!storage.contains(absolute)) throw new Error(`${word} is not in main storage`);
      if (part !== 'data' && part !== 'key') throw new Error(`${part}: data or key`);
      if (usable) storage.repair(absolute);
      else storage.damage(absolute, { part, permanent: true });
      context.print(`Block ${hex(absolute & ~0x7ff, 6)} ${usable ? 'usable' : `unusable (${part})`}`);
    });
}

export const CONTROL_COMMANDS: readonly OperatorCommand[] = [
  { names: ['ipl'], help: 'ipl DEVICE: initial program load', effect: 'machine', execute: ipl(false) },
  { names: ['iplc'], help: 'iplc DEVICE: clear storage, then IPL', effect: 'machine', execute: ipl(true) },
  {
    names: ['start'],
    help: 'start [DEVICE]: the start key of the CPU, or of a reader, punch or printer',
    effect: 'machine',
    execute: (context, { words: [word] }) =>
      word === undefined ? context.operated.start() : unitRecordKey(context, word, 'start'),
  },
  {
    names: ['stop'],
    help: 'stop [DEVICE]: the stop key of the CPU, or of a reader, punch or printer',
    effect: 'machine',
    execute: (context, { words: [word] }) =>
      word === undefined ? context.operated.stop() : unitRecordKey(context, word, 'stop'),
  },
  {
    names: ['startall'],
    help: 'start all CPUs',
    effect: 'machine',
    execute: ({ operated }) => operated.startAll(),
  },
  {
    names: ['stopall'],
    help: 'stop all CPUs',
    effect: 'machine',
    execute: ({ operated }) => operated.stopAll(),
  },
  {
    names: ['g'],
    help: 'turn off instruction stepping and start all CPUs',
    effect: 'machine',
    execute: ({ operated }) => {
      operated.loop.stepping.on = false;
      operated.startAll();
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
    execute: ({ operated, print }, { words: [signal] }) => {
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
    execute: ({ operated }) => operated.reset((machine) => machine.systemReset()),
  },
  {
    names: ['sysclear'],
    help: 'system clear reset: storage, keys and registers become zero',
    effect: 'machine',
    execute: ({ operated }) => operated.reset((machine) => machine.clearReset()),
  },
  {
    names: ['cpureset'],
    help: 'cpureset [initial]: CPU reset; initial: PSW, prefix, timers and control registers too',
    effect: 'machine',
    execute: (context, { words: [how] }) => {
      const { operated, print } = context;
      if (how !== undefined && how.toLowerCase() !== 'initial') {
        print(`HHCPN144E Invalid operand:  ${how}`);
        return;
      }
      operated.stop();
      if (how === undefined) operated.machine.cpuReset(operated.selectedCpu);
      else operated.machine.initialCpuReset(operated.selectedCpu);
    },
  },
  {
    names: ['store'],
    help: 'store status: the status of the stopped CPU into absolute storage',
    effect: 'machine',
    execute: (context, { words: [what = 'status'] }) =>
      attempt(context, () => {
        const { operated, print } = context;
        if (what.toLowerCase() !== 'status') throw new Error(`store ${what}: only the status can be stored`);
        if (operated.isRunning && operated.cpu.state === 'operating') {
          print('HHCCP034W Store status rejected: CPU not stopped');
          return;
        }
        operated.machine.storeStatus(operated.selectedCpu);
        print(`HHCCP010I ${cpuName(operated.selectedCpu)} store status completed.`);
      }),
  },
  {
    names: ['machinecheck', 'mck'],
    help: 'machinecheck CONDITION [ADDR|CODE]: make a machine check pending (sd, pd, sr, cd, ed, tf, dg, w)',
    effect: 'machine',
    execute: (context, { words }) => machineCheck(context, words),
  },
  {
    names: ['f-'],
    help: 'f-ADDR [data|key]: a 2K block of storage gets bad checking code',
    effect: 'machine',
    execute: frame(false),
  },
  { names: ['f+'], help: 'f+ADDR: the block is repaired', effect: 'machine', execute: frame(true) },
  {
    names: ['cpu'],
    help: 'cpu [N [COMMAND]]: select a CPU for the commands that follow, or for one command',
    effect: 'host',
    execute: async (context, { words, operands }) => {
      const { operated, print } = context;
      const [word] = words;
      if (word === undefined) {
        for (const { address, state } of operated.machine.cpus) {
          print(`${cpuName(address)} ${state}${address === operated.selectedCpu ? ' (selected)' : ''}`);
        }
        return;
      }
      const wanted = /^[0-9a-f]{1,2}$/i.test(word) ? parseInt(word, 16) : -1;
      if (operated.machine.cpus[wanted] === undefined) {
        print(`HHCPN055E CPU${word.toUpperCase().padStart(4, '0')} not configured`);
        return;
      }
      const before = operated.selectedCpu;
      await context.execute(`selectcpu ${word}`);
      const rest = operands.replace(/^\s*\S+\s*/, '');
      if (rest === '') return;
      await context.execute(rest);
      await context.execute(`selectcpu ${before.toString(16)}`);
    },
  },
  {
    names: ['selectcpu'],
    help: 'selectcpu N: what cpu N does',
    effect: 'machine',
    execute: ({ operated }, { words: [word = ''] }) => {
      const wanted = parseInt(word, 16);
      if (operated.machine.cpus[wanted] !== undefined) operated.selectedCpu = wanted;
    },
  },
];
