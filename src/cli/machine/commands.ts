/** The operator's commands, by the names Hercules gave them: one row a command. */

import { readFileSync, writeFileSync } from 'node:fs';
import { parseDeviceAddresses, splitWords } from '../../media/index.js';
import {
  controlRegisterLines,
  floatingPointLines,
  generalRegisterLines,
  hex,
  hexWord,
  pswFieldsLine,
  pswLine,
} from './display.js';
import { loadTextDeck } from './load-text.js';
import type { OperatedMachine } from './operated-machine.js';
import { disassembleCommand, storageCommand } from './storage-command.js';

/** What a command may use beside the machine. */
export interface CommandContext {
  readonly operated: OperatedMachine;
  readonly print: (line: string) => void;
  /** Runs a script file of commands. */
  readonly script: (file: string) => Promise<void>;
  readonly quit: () => void;
}

/** One operator's command. `operands` is the text behind the name, `words` the same split. */
interface OperatorCommand {
  readonly names: readonly string[];
  readonly help: string;
  readonly execute: (context: CommandContext, words: string[], operands: string) => void | Promise<void>;
}

const printAll = ({ print }: CommandContext, lines: readonly string[]): void => lines.forEach(print);

/** One device address, or the message that says what is wrong. */
function deviceAddress(word: string | undefined): number | string {
  const addresses = word === undefined ? undefined : parseDeviceAddresses(word);
  return addresses?.length === 1 ? addresses[0] : `HHCPN031E Invalid device number: ${word ?? '(missing)'}`;
}

/** Wraps a command whose first word is a device address. */
function onDevice(
  run: (context: CommandContext, address: number, words: string[]) => void | Promise<void>,
): OperatorCommand['execute'] {
  return (context, words) => {
    const address = deviceAddress(words[0]);
    if (typeof address === 'string') context.print(address);
    else return run(context, address, words.slice(1));
  };
}

function attempt({ print }: CommandContext, action: () => void): void {
  try {
    action();
  } catch (error) {
    print(`HHCPN099E ${error instanceof Error ? error.message : String(error)}`);
  }
}

const ipl = (clear: boolean): OperatorCommand['execute'] =>
  onDevice((context, address) => {
    if (!context.operated.devices.has(address)) {
      context.print(`HHCCP027E Device ${hex(address, 4)} not in configuration`);
      return;
    }
    return context.operated.ipl(address, clear);
  });

function alterPsw({ operated, print }: CommandContext, words: string[]): void {
  const { cpu } = operated.machine;
  const { psw } = cpu;
  for (const word of words) {
    const match = /^(sm|pk|cmwp|cc|pm|ia)=([0-9a-f]+)$/i.exec(word);
    if (!match) {
      print(`HHCPN165E Invalid operand ${word}`);
      return;
    }
    const value = parseInt(match[2], 16);
    switch (match[1].toLowerCase()) {
      case 'sm':
        psw.systemMask = value & 0xff;
        break;
      case 'pk':
        psw.key = value & 15;
        break;
      case 'cmwp':
        psw.extendedControl = (value & 8) !== 0;
        psw.machineCheckMask = (value & 4) !== 0;
        psw.wait = (value & 2) !== 0;
        psw.problemState = (value & 1) !== 0;
        break;
      case 'cc':
        psw.conditionCode = value & 3;
        break;
      case 'pm':
        psw.programMask = value & 15;
        break;
      case 'ia':
        psw.instructionAddress = value & 0xffffff;
        break;
    }
  }
  cpu.synchronize();
}

/** `gpr 5=FF`, `cr 1=…`: changes one register. */
function alterRegister(
  context: CommandContext,
  operands: string,
  registers: Int32Array,
  show: () => readonly string[],
): void {
  if (operands.trim() !== '') {
    const match = /^(\d{1,2})\s*=\s*([0-9a-f]{1,8})$/i.exec(operands.trim());
    if (!match || Number(match[1]) > 15) {
      context.print(`HHCPN164E Invalid register or value: ${operands}`);
      return;
    }
    registers[Number(match[1])] = parseInt(match[2], 16) | 0;
    context.operated.machine.cpu.synchronize();
  }
  printAll(context, show());
}

function deviceLine(context: CommandContext, address: number): string {
  const device = context.operated.devices.get(address)!;
  return `0:${hex(address, 4)} ${device.type} ${device.words.join(' ') || '*'}`;
}

/** Switches like tracing: says what it is now. */
const switched = (what: string, on: boolean): string => `HHCPN040I Instruction ${what} ${on ? 'on' : 'off'}`;

export const OPERATOR_COMMANDS: readonly OperatorCommand[] = [
  {
    names: ['help', '?'],
    help: 'list all commands',
    execute: (context) => {
      context.print('HHCPN140I Valid panel commands are...');
      for (const { names, help } of OPERATOR_COMMANDS)
        context.print(`  ${names.join(', ').padEnd(22)} ${help}`);
    },
  },
  { names: ['ipl'], help: 'ipl DEVICE: initial program load', execute: ipl(false) },
  { names: ['iplc'], help: 'iplc DEVICE: clear storage, then IPL', execute: ipl(true) },
  { names: ['start'], help: 'start the CPU', execute: ({ operated }) => operated.start() },
  { names: ['stop'], help: 'stop the CPU', execute: ({ operated }) => operated.stop() },
  {
    names: ['g'],
    help: 'turn off instruction stepping and start the CPU',
    execute: ({ operated }) => {
      operated.stepping = false;
      operated.start();
    },
  },
  {
    names: ['restart'],
    help: 'the restart key',
    execute: ({ operated, print }) => {
      print('HHCPN038I Restart key depressed');
      operated.bare.restart();
      operated.start();
    },
  },
  {
    names: ['ext'],
    help: 'the external-interruption key',
    execute: ({ operated, print }) => {
      print('HHCPN050I Interrupt key depressed');
      operated.externalKey();
    },
  },
  {
    names: ['i'],
    help: 'i DEVICE: attention interruption (the request key)',
    execute: onDevice(({ operated, print }, address) => {
      const console_ = operated.consoles.get(address);
      if (console_ !== undefined) {
        console_.type('');
        operated.nudge();
        print(`HHCPN045I Device ${hex(address, 4)} attention request raised`);
      } else if (operated.devices.has(address)) {
        print(`HHCPN182E Device ${hex(address, 4)} has no request key`);
      } else print(`HHCPN181E Device number 0:${hex(address, 4)} not found`);
    }),
  },
  {
    names: ['sysreset'],
    help: 'system reset: storage and general registers stay',
    execute: ({ operated }) => {
      operated.stop();
      operated.machine.systemReset();
    },
  },
  {
    names: ['sysclear'],
    help: 'system clear reset: storage, keys and registers become zero',
    execute: ({ operated }) => {
      operated.stop();
      operated.machine.clearReset();
    },
  },
  {
    names: ['psw'],
    help: 'psw [sm=xx] [pk=n] [cmwp=x] [cc=n] [pm=x] [ia=xxx]: display or alter the PSW',
    execute: (context, words) => {
      alterPsw(context, words);
      const { cpu } = context.operated.machine;
      printAll(context, [pswFieldsLine(cpu), pswLine(cpu)]);
    },
  },
  {
    names: ['gpr'],
    help: 'gpr [n=xxxxxxxx]: display or alter general registers',
    execute: (context, _words, operands) => {
      const { cpu } = context.operated.machine;
      alterRegister(context, operands, cpu.gpr, () => generalRegisterLines(cpu));
    },
  },
  {
    names: ['cr'],
    help: 'cr [n=xxxxxxxx]: display or alter control registers',
    execute: (context, _words, operands) => {
      const { cpu } = context.operated.machine;
      alterRegister(context, operands, cpu.cr, () => controlRegisterLines(cpu));
    },
  },
  {
    names: ['fpr'],
    help: 'display floating-point registers',
    execute: (context) => printAll(context, floatingPointLines(context.operated.machine.cpu)),
  },
  {
    names: ['pr'],
    help: 'display the prefix register',
    execute: ({ operated, print }) => print(`Prefix register: ${hexWord(operated.machine.cpu.prefix)}`),
  },
  {
    names: ['r'],
    help: 'r ADDR[.LEN|-END|=HEX]: display or alter real storage',
    execute: (context, _words, operands) =>
      printAll(context, storageCommand(context.operated, operands, false)),
  },
  {
    names: ['v'],
    help: 'v ADDR[.LEN|-END|=HEX]: display or alter virtual storage',
    execute: (context, _words, operands) =>
      printAll(context, storageCommand(context.operated, operands, true)),
  },
  {
    names: ['u'],
    help: 'u ADDR[.LEN|-END]: disassemble',
    execute: (context, _words, operands) => printAll(context, disassembleCommand(context.operated, operands)),
  },
  {
    names: ['t+', 't-', 't?', 't'],
    help: 'instruction trace on, off, query',
    execute: ({ operated, print }) => print(switched('tracing', operated.tracing)),
  },
  {
    names: ['s+', 's-', 's?', 's'],
    help: 'instruction stepping on, off, query',
    execute: ({ operated, print }) => print(switched('stepping', operated.stepping)),
  },
  {
    names: ['b', 'b+', 'b-'],
    help: 'b ADDR[-ADDR]: break before an instruction; b-: no longer',
    execute: ({ operated, print }, words) => {
      if (words[0] !== undefined) {
        const match = /^([0-9a-f]{1,6})(?:-([0-9a-f]{1,6}))?$/i.exec(words[0]);
        if (!match) {
          print(`HHCPN144E Invalid operand:  ${words[0]}`);
          return;
        }
        const low = parseInt(match[1], 16);
        operated.breakpoint = { low, high: match[2] === undefined ? low : parseInt(match[2], 16) };
      }
      const { breakpoint } = operated;
      print(
        breakpoint === undefined
          ? 'HHCPN040I Instruction break off'
          : `HHCPN040I Instruction break on range ${hex(breakpoint.low, 1)}-${hex(breakpoint.high, 1)}`,
      );
    },
  },
  {
    names: ['loadcore'],
    help: 'loadcore FILE [ADDR]: load a storage image',
    execute: (context, words) =>
      attempt(context, () => {
        const [file, at = '0'] = words;
        if (file === undefined) throw new Error('loadcore needs a file');
        if (!/^[0-9a-f]{1,6}$/i.test(at)) throw new Error(`${at} is not an address`);
        const bytes = readFileSync(file);
        const { storage } = context.operated.machine;
        const address = parseInt(at, 16);
        if (!storage.contains(address, bytes.length)) {
          throw new Error(`${file}: ${bytes.length} bytes do not fit into storage at ${hex(address, 1)}`);
        }
        storage.copyIn(address, bytes);
        context.print(`HHCPN111I ${bytes.length} bytes read from ${file}`);
      }),
  },
  {
    names: ['loadtext'],
    help: 'loadtext FILE [ADDR]: load the TXT cards of an object deck',
    execute: (context, words) =>
      attempt(context, () => {
        const [file, at = '0'] = words;
        if (file === undefined) throw new Error('loadtext needs a file');
        if (!/^[0-9a-f]{1,6}$/i.test(at)) throw new Error(`${at} is not an address`);
        const loaded = loadTextDeck(
          file,
          readFileSync(file),
          parseInt(at, 16),
          context.operated.machine.storage,
        );
        context.print(
          `HHCPN117I Finished loading TEXT deck file: ${loaded.cards} cards, last address ${hex(loaded.last, 6)}`,
        );
      }),
  },
  {
    names: ['savecore'],
    help: 'savecore FILE [START END]: write storage to a file',
    execute: (context, words) =>
      attempt(context, () => {
        const { storage } = context.operated.machine;
        const [file, first = '0', last = hex(storage.size - 1, 1)] = words;
        if (file === undefined) throw new Error('savecore needs a file');
        const start = parseInt(first, 16);
        const end = parseInt(last, 16);
        if (!(start <= end) || !storage.contains(start, end - start + 1))
          throw new Error(`${first}-${last} is not in storage`);
        writeFileSync(file, storage.copyOut(start, end - start + 1));
        context.print(`HHCPN107I ${end - start + 1} bytes written to ${file}`);
      }),
  },
  {
    names: ['attach'],
    help: 'attach DEVICE TYPE [words]: add a device',
    execute: onDevice((context, address, words) =>
      attempt(context, () => {
        if (words[0] === undefined) throw new Error('attach needs a device type');
        context.operated.attach(address, { type: words[0].toUpperCase(), arguments: words.slice(1) });
      }),
    ),
  },
  {
    names: ['detach'],
    help: 'detach DEVICE: remove a device',
    execute: onDevice(({ operated, print }, address) =>
      print(
        operated.detach(address)
          ? `HHCCF047I Device ${hex(address, 4)} detached`
          : `HHCCF046E Device ${hex(address, 4)} does not exist`,
      ),
    ),
  },
  {
    names: ['define'],
    help: 'define DEVICE NEW: move a device to another address',
    execute: onDevice((context, address, words) => {
      const to = deviceAddress(words[0]);
      if (typeof to === 'string') context.print(to);
      else attempt(context, () => context.operated.redefine(address, to));
    }),
  },
  {
    names: ['devinit'],
    help: 'devinit DEVICE [words]: give a device another file',
    execute: onDevice((context, address, words) =>
      attempt(context, () => {
        context.operated.reinitialize(address, words);
        context.print(`HHCPN098I Device 0:${hex(address, 4)} initialized`);
      }),
    ),
  },
  {
    names: ['devlist'],
    help: 'devlist [DEVICE]: list devices',
    execute: (context, words) => {
      const { devices } = context.operated;
      if (words[0] !== undefined) {
        const address = deviceAddress(words[0]);
        if (typeof address === 'string') context.print(address);
        else if (!devices.has(address))
          context.print(`HHCPN181E Device number 0:${hex(address, 4)} not found`);
        else context.print(deviceLine(context, address));
        return;
      }
      for (const address of [...devices.keys()].sort((a, b) => a - b))
        context.print(deviceLine(context, address));
    },
  },
  {
    names: ['clocks'],
    help: 'display CPU timer and clock comparator',
    execute: ({ operated, print }) => {
      const { cpu } = operated.machine;
      print(`clkc = ${cpu.clockComparator.toString(16).toUpperCase().padStart(16, '0')}`);
      print(`cpt  = ${BigInt.asUintN(64, cpu.timer.read()).toString(16).toUpperCase().padStart(16, '0')}`);
    },
  },
  {
    names: ['archmode'],
    help: 'display the architecture mode',
    execute: ({ print }) => print('Architecture mode = S/370'),
  },
  {
    names: ['mainsize'],
    help: 'display the size of main storage',
    execute: ({ operated, print }) => print(`Main storage size = ${operated.machine.storage.size / 1024} K`),
  },
  {
    names: ['script'],
    help: 'script FILE: run commands from a file',
    execute: ({ script, print }, words) =>
      words[0] === undefined ? print('HHCPN995E script needs a file') : script(words[0]),
  },
  {
    names: ['pause'],
    help: 'pause SECONDS: wait (in a script)',
    execute: async ({ print }, words) => {
      const seconds = Number(words[0]);
      if (!(seconds >= 0 && seconds <= 999)) print(`HHCPN010E Invalid pause: ${words[0] ?? '(missing)'}`);
      else await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    },
  },
  { names: ['quit', 'exit'], help: 'end the program', execute: ({ quit }) => quit() },
];

const byName = new Map(
  OPERATOR_COMMANDS.flatMap((command) => command.names.map((name) => [name, command] as const)),
);

/** Executes one line of the operator. Blank lines and comments do nothing; a console's prefix sends the rest to it. */
export async function executeOperatorLine(context: CommandContext, line: string): Promise<void> {
  const { operated, print } = context;
  for (const console_ of operated.consoles.values()) {
    if (console_.prefix !== '' && line.startsWith(console_.prefix)) {
      console_.type(line.slice(console_.prefix.length));
      operated.nudge();
      return;
    }
  }
  const text = line.trim();
  if (text === '' || text.startsWith('*') || text.startsWith('#')) return;
  const match = /^(\S+)\s*(.*)$/.exec(text)!;
  const name = match[1].toLowerCase();
  const command = byName.get(name);
  if (command === undefined) {
    print(`HHCPN139E Command "${match[1]}" not found; enter '?' for list.`);
    return;
  }
  if (name === 't+' || name === 't-') operated.tracing = name === 't+';
  if (name === 's+' || name === 's-') operated.stepping = name === 's+';
  if (name === 'b-') operated.breakpoint = undefined;
  await command.execute(context, splitWords(match[2]), match[2]);
}
