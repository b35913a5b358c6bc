/** Commands that show and change what is in a CPU: PSW, registers, clocks. */

import { alterPsw } from '../alter-psw.js';
import { cpuName } from './command.js';
import {
  controlRegisterLines,
  floatingPointLines,
  generalRegisterLines,
  hex,
  hexWord,
  pswFieldsLine,
  pswLine,
  registerPrefix,
} from '../display.js';
import type { Cpu } from '../../../s370/index.js';
import type { Call, CommandContext, OperatorCommand } from './command.js';

/** Lines about a CPU, with its name before them when there are several. */
function printFor({ operated, print }: CommandContext, lines: readonly string[]): void {
  const prefix = registerPrefix(operated.machine, operated.cpu);
  for (const line of lines) print(prefix + line);
}

/** `gpr 5=FF`, `cr 1=…`: changes one register. */
function alterRegister(
  context: CommandContext,
  { operands }: Call,
  registers: Int32Array,
  show: (cpu: Cpu) => readonly string[],
): void {
  const { cpu } = context.operated;
  if (operands.trim() !== '') {
    const match = /^(\d{1,2})\s*=\s*([0-9a-f]{1,8})$/i.exec(operands.trim());
    if (!match || Number(match[1]) > 15) {
      context.print(`HHCPN164E Invalid register or value: ${operands}`);
      return;
    }
    registers[Number(match[1])] = parseInt(match[2], 16) | 0;
    cpu.synchronize();
  }
  printFor(context, show(cpu));
}

/** `fpr 0=4110000000000000`: changes a long floating-point register. */
function alterFloatingPoint(context: CommandContext, { operands }: Call): void {
  const { cpu } = context.operated;
  if (operands.trim() !== '') {
    const match = /^([0246])\s*=\s*([0-9a-f]{1,16})$/i.exec(operands.trim());
    if (!match) {
      context.print(`HHCPN164E Invalid register or value: ${operands}`);
      return;
    }
    const digits = match[2].padEnd(16, '0');
    cpu.fpr[Number(match[1])] = parseInt(digits.slice(0, 8), 16) | 0;
    cpu.fpr[Number(match[1]) + 1] = parseInt(digits.slice(8), 16) | 0;
  }
  printFor(context, floatingPointLines(cpu));
}

const longWord = (value: bigint): string =>
  BigInt.asUintN(64, value).toString(16).toUpperCase().padStart(16, '0');

export const REGISTER_COMMANDS: readonly OperatorCommand[] = [
  {
    names: ['psw'],
    help: 'psw [sm=xx] [pk=n] [cmwp=x] [cc=n] [pm=x] [ia=xxx]: display or alter the PSW',
    effect: 'machine',
    execute: (context, { words }) => {
      const wrong = alterPsw(context.operated.cpu, words);
      if (wrong !== undefined) context.print(`HHCPN165E Invalid operand ${wrong}`);
      const { cpu } = context.operated;
      printFor(context, [pswFieldsLine(cpu), pswLine(cpu)]);
    },
  },
  {
    names: ['gpr'],
    help: 'gpr [n=xxxxxxxx]: display or alter general registers',
    effect: 'machine',
    execute: (context, call) => alterRegister(context, call, context.operated.cpu.gpr, generalRegisterLines),
  },
  {
    names: ['cr'],
    help: 'cr [n=xxxxxxxx]: display or alter control registers',
    effect: 'machine',
    execute: (context, call) => alterRegister(context, call, context.operated.cpu.cr, controlRegisterLines),
  },
  {
    names: ['fpr'],
    help: 'fpr [n=xxxxxxxxxxxxxxxx]: display or alter floating-point registers',
    effect: 'machine',
    execute: alterFloatingPoint,
  },
  {
    names: ['pr', 'prefix'],
    help: 'display the prefix register',
    effect: 'display',
    execute: (context) => printFor(context, [`Prefix=${hexWord(context.operated.cpu.prefix)}`]),
  },
  {
    names: ['aea'],
    help: 'display how addresses are translated: mode, segment table, sizes',
    effect: 'display',
    execute: (context) => {
      const { psw, cr } = context.operated.cpu;
      const page = { 1: '2K', 2: '4K' }[(cr[0] >>> 22) & 3] ?? 'invalid';
      const segment = { 0: '64K', 2: '1M' }[(cr[0] >>> 19) & 3] ?? 'invalid';
      printFor(context, [
        `aea mode   DAT-${psw.dat ? 'On' : 'Off'}, key ${psw.key.toString(16).toUpperCase()}`,
        `aea cr[1]  ${hexWord(cr[1])}: segment table at ${hex(cr[1] & 0xffffc0, 6)}, ${((cr[1] >>> 24) + 1) * 16} entries`,
        `aea pages  ${page}, segments ${segment}`,
      ]);
    },
  },
  {
    names: ['ipending'],
    help: 'display pending interruptions',
    effect: 'display',
    execute: ({ operated, print }) => {
      const { machine } = operated;
      for (const cpu of machine.cpus) {
        const { externals, machineChecks } = cpu;
        const name = `${cpuName(cpu.address)}:`;
        const say = (what: string, pending: boolean) =>
          print(`          ${name} ${what} ${pending ? '' : 'not '}pending`);
        print(
          `HHCPN123I ${name} ${cpu.state}, ${hexWord(cpu.storePsw().high)} ${hexWord(cpu.storePsw().low)}`,
        );
        say('Machine check interrupt', machineChecks.pending !== 0);
        say('I/O interrupt', cpu.channels.pending(-1));
        say('Interval timer', (externals.latched & 0x80) !== 0);
        say('Interrupt key', (externals.latched & 0x40) !== 0);
        say('External signal', (externals.latched & 0x3f) !== 0);
        say('External call', externals.externalCaller >= 0);
        say('Emergency signal', externals.emergencySignals !== 0);
        say('Malfunction alert', externals.malfunctionAlerts !== 0);
        print(`          ${name} instcount ${cpu.instructionsExecuted}`);
      }
      for (const { address } of machine.channels.devices()) {
        if (machine.channels.isBusy(address)) print(`          0:${hex(address, 4)} busy or pending`);
      }
    },
  },
  {
    names: ['timerint'],
    help: 'when timers are updated',
    effect: 'display',
    execute: ({ print }) => print('HHCPN037I Timers are updated when they are due; no interval is to be set'),
  },
  {
    names: ['clocks'],
    help: 'display the TOD clock, clock comparator and CPU timer',
    effect: 'display',
    execute: (context) => {
      const { cpu, machine } = context.operated;
      printFor(context, [
        `HHCPN028I tod = ${longWord(machine.tod.read())}`,
        `          ckc = ${longWord(cpu.clockComparator)}`,
        `          cpt = ${longWord(cpu.timer.read())}`,
        `          itm = ${hexWord(machine.storage.fetchWord(cpu.absolute(0x50)))}`,
      ]);
    },
  },
];
