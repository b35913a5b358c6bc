/** Commands of test scripts: what Hercules' operator commands do, with results that the directives can ask for. */

import { readFileSync } from 'node:fs';
import { alterPsw } from '../machine/alter-psw.js';
import { loadTextDeck } from '../machine/load-text.js';
import { DEVICE_COMMANDS, deviceAddress } from './device-commands.js';
import { ipl, pause, runtest } from './running-commands.js';
import { failing, type Execute, type ScriptContext } from './script-context.js';
import { parseOperand, storageLines } from './storage-operand.js';
import type { Place } from './verdict.js';

/** Program interruptions that the default setting of `ostailor` does not report: page faults and monitor events. */
export const UNREPORTED_BY_DEFAULT: ReadonlySet<number> = new Set([0x10, 0x11, 0x16, 0x1c, 0x40]);

/** Program interruption codes that `pgmtrace` knows: 1 to this. */
const MOST_CODES = 0x40;

const S370_NAMES = /^(?:(?:s\/?)?370|als0)$/i;

const word = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');

const nothing: Execute = () => undefined;

/** Says that there is no storage at an absolute address; scripts ask for this message with a 64-bit address. */
function refuseAddress({ verdict }: ScriptContext, absolute: number): void {
  verdict.messageShown(`HHC02290E A:${word(absolute).padStart(16, '0')}  Addressing exception`);
}

/** A storage address that is not there. */
class StorageMissing extends Error {
  constructor(readonly absolute: number) {
    super(`A:${word(absolute)} is not in main storage`);
  }
}

/** The address of a real or a virtual byte; throws when it can't be translated or is not there. */
function absoluteOf({ target }: ScriptContext, kind: 'r' | 'v' | 'abs', address: number): number {
  const { cpu, machine } = target;
  let absolute = address;
  if (kind === 'v' && cpu.psw.dat) {
    if (cpu.translate(address) !== 0) throw new Error(`virtual address ${word(address)} is not translatable`);
    absolute = cpu.absolute(cpu.translation.real);
  } else if (kind !== 'abs') absolute = address > 0xffffff ? address : cpu.absolute(address);
  if (!machine.storage.contains(absolute)) throw new StorageMissing(absolute);
  return absolute;
}

function storage(kind: 'r' | 'v' | 'abs'): Execute {
  return (context, _words, operands, place) => {
    const { target, verdict } = context;
    const { storage } = target.machine;
    try {
      const { start, length, value } = parseOperand(operands);
      value?.forEach((byte, i) => storage.storeByte(absoluteOf(context, kind, start + i), byte));
      const shown = Uint8Array.from({ length }, (_, i) =>
        storage.fetchByte(absoluteOf(context, kind, start + i)),
      );
      const last = storageLines(start, shown).at(-1)!;
      const key = storage.getKey(absoluteOf(context, kind, start + length - 1));
      verdict.storageShown(
        word(last.address),
        last.text,
        word(last.address & ~0x7ff),
        key.toString(16).toUpperCase().padStart(2, '0'),
      );
    } catch (error) {
      if (error instanceof StorageMissing) refuseAddress(context, error.absolute);
      context.print(`${place.file}:${place.line}: ${kind} ${operands}: ${(error as Error).message}`);
    }
  };
}

function registers(kind: 'Gpr' | 'Fpr' | 'Cr'): Execute {
  return ({ target, verdict, print }, _words, operands, place) => {
    const { cpu } = target;
    const file = { Gpr: cpu.gpr, Fpr: cpu.fpr, Cr: cpu.cr }[kind];
    for (const [, number, value] of operands.matchAll(/(\d+)\s*=\s*([0-9a-f]+)/gi)) {
      const register = Number(number);
      const legal = kind === 'Fpr' ? register <= 6 && register % 2 === 0 : register <= 15;
      if (!legal || value.length > 16) {
        print(`${place.file}:${place.line}: ${operands} is no register or value`);
        return;
      }
      if (kind === 'Fpr') {
        const digits = value.padStart(16, '0');
        file[register] = parseInt(digits.slice(0, 8), 16) | 0;
        file[register + 1] = parseInt(digits.slice(8), 16) | 0;
      } else file[register] = parseInt(value.slice(-8), 16) | 0;
    }
    cpu.synchronize();
    const shown = new Map<number, string>();
    if (kind === 'Fpr') for (const i of [0, 2, 4, 6]) shown.set(i, word(file[i]) + word(file[i + 1]));
    else for (let i = 0; i < 16; i++) shown.set(i, word(file[i]));
    verdict.registersShown(kind, shown);
  };
}

const psw: Execute = ({ target, print }, words, _operands, place) => {
  const wrong = alterPsw(target.cpu, words);
  if (wrong !== undefined) print(`${place.file}:${place.line}: psw: ${wrong} is not understood`);
};

/** Size in bytes of `mainsize`'s operand; undefined when it makes no sense for this machine. */
export function mainStorageSize(text: string): number | undefined {
  const match = /^(\d+)([BKMG]?)$/i.exec(text);
  if (match === null) return undefined;
  const unit = { '': 0x100000, B: 1, K: 0x400, M: 0x100000, G: 0x40000000 }[match[2].toUpperCase()] as number;
  const size = Math.ceil((Number(match[1]) * unit) / 4096) * 4096;
  return size >= 0x10000 && size <= 0x1000000 ? size : undefined;
}

const mainsize: Execute = ({ target, verdict, print }, words, _operands, place) => {
  const size = mainStorageSize(words[0] ?? '');
  if (size === undefined) {
    verdict.messageShown(`HHC01451E Invalid value ${words[0] ?? ''} specified for MAINSIZE`);
    print(`${place.file}:${place.line}: mainsize ${words[0] ?? ''}: 64K to 16M`);
    return;
  }
  target.configure({ size });
  const shown = size % 0x100000 === 0 ? `${size / 0x100000}M` : `${size / 0x400}K`;
  verdict.messageShown(`HHC17003I MAIN     storage is ${shown} (mainsize); storage is not locked`);
};

const architecture: Execute = (context, words) => {
  const name = words[0];
  // older spellings of the facility command
  if (name === undefined || /^(?:q|query|e|ena|enable|d|dis|disable|reset|all|\*)$/i.test(name)) return;
  if (!S370_NAMES.test(name)) {
    context.foreignArchitecture = name;
    return;
  }
  if (context.foreignArchitecture !== undefined) context.target.machine.systemReset();
  context.foreignArchitecture = undefined;
  context.verdict.messageShown('HHC00811I Processor CP00: architecture mode S/370');
  context.verdict.messageShown('HHC02204I ARCHLVL        set to S/370');
};

const numcpu: Execute = ({ target, verdict }, words) => {
  const cpus = Number(words[0]);
  if (Number.isInteger(cpus) && cpus >= 1 && cpus <= 16) target.configure({ cpus });
  else verdict.messageShown(`HHC01451E Invalid value ${words[0] ?? ''} specified for NUMCPU`);
};

const identification =
  (field: 'version' | 'serial' | 'model'): Execute =>
  ({ target }, words) => {
    if (/^[0-9a-f]{1,6}$/i.test(words[0] ?? '')) {
      target.configure({ identification: { [field]: parseInt(words[0], 16) } });
    }
  };

const ostailor: Execute = (context, words) => {
  const setting = (words[0] ?? '').toLowerCase();
  if (setting === 'quiet') context.quietInterruptions = 'all';
  else if (setting === 'null') context.quietInterruptions = new Set();
  else if (setting === 'default' || setting === 'none') context.quietInterruptions = UNREPORTED_BY_DEFAULT;
};

/** `pgmtrace -4`: program interruptions of this code are not reported; `pgmtrace 4`: they are again. */
const pgmtrace: Execute = (context, words) => {
  const match = /^([+-]?)([0-9a-f]{1,2})$/i.exec(words[0] ?? '');
  if (match === null) return;
  const code = parseInt(match[2], 16);
  const quiet = new Set(
    context.quietInterruptions === 'all'
      ? Array.from({ length: MOST_CODES }, (_, i) => i + 1)
      : context.quietInterruptions,
  );
  if (match[1] === '-') quiet.add(code);
  else quiet.delete(code);
  context.quietInterruptions = quiet;
};

/** `cpu 1` chooses a CPU, `cpu 1 gpr` is for one command. */
const cpu: Execute = async ({ target, statement, print }, words, _operands, place) => {
  const address = parseInt(words[0] ?? '', 16);
  const command = words.slice(1).join(' ');
  // CPUs come and go with numcpu
  if (/^(?:cf|online|offline)\b/i.test(command)) return;
  if (!(address < target.numberOfCpus)) {
    print(`${place.file}:${place.line}: no CPU ${words[0] ?? ''}`);
    return;
  }
  const before = target.selected;
  target.selected = address;
  if (command === '') return;
  await statement(command, place);
  target.selected = before;
};

function loadcore(context: ScriptContext, words: readonly string[], place: Place): void {
  const { storage } = context.target.machine;
  const [file, at = '0'] = words;
  const address = parseInt(at, 16);
  const bytes = readFileSync(context.locate(file ?? ''));
  if (!storage.contains(address, bytes.length)) {
    throw new Error(`${bytes.length} bytes do not fit into main storage at ${word(address)} (${place.file})`);
  }
  storage.copyIn(address, bytes);
}

/** `loadtext deck [address]`: the TXT cards of an object deck. */
function loadtext(context: ScriptContext, words: readonly string[]): void {
  const [file = '', at = '0'] = words;
  loadTextDeck(file, readFileSync(context.locate(file)), parseInt(at, 16), context.target.machine.storage);
}

/** `f-` and `f+`: 4K frames of real storage that can't be used, or can be again. */
const usable =
  (on: boolean): Execute =>
  ({ target, print }, _words, operands, place) => {
    try {
      const range = /[.-]/.test(operands) ? operands : `${operands}.1`;
      const { start, length } = parseOperand(range);
      for (let frame = start & ~0xfff; frame < start + length; frame += 0x1000) {
        if (!target.machine.storage.contains(frame)) throw new StorageMissing(frame);
        target.setUsable(frame, on);
      }
    } catch (error) {
      print(`${place.file}:${place.line}: f${on ? '+' : '-'} ${operands}: ${(error as Error).message}`);
    }
  };

/** Commands by name. Those of which a result can't depend on this machine do nothing. */
const COMMANDS: Readonly<Record<string, Execute>> = {
  r: storage('r'),
  v: storage('v'),
  abs: storage('abs'),
  gpr: registers('Gpr'),
  fpr: registers('Fpr'),
  cr: registers('Cr'),
  psw,
  pr: (context, words, _operands, place) => {
    const { target, verdict, print } = context;
    if (words[0] !== undefined) {
      const prefix = /^[0-9a-f]{1,8}$/i.test(words[0]) ? parseInt(words[0], 16) & 0x7ffff000 : -1;
      if (!target.machine.storage.contains(prefix, 4096)) {
        refuseAddress(context, Math.max(prefix, 0));
        print(`${place.file}:${place.line}: pr ${words[0]}: no such storage`);
        return;
      }
      target.cpu.setPrefix(prefix);
    }
    // sixteen digits, as scripts expect them
    verdict.prefixShown(word(target.cpu.prefix).padStart(16, '0'));
  },
  mainsize,
  archlvl: architecture,
  archmode: architecture,
  numcpu,
  cpuverid: identification('version'),
  cpuserial: identification('serial'),
  cpumodel: identification('model'),
  ostailor,
  pgmtrace,
  cpu,
  'f-': usable(false),
  'f+': usable(true),
  sysclear: ({ target }) => target.machine.clearReset(),
  sysreset: ({ target }, words) => {
    if (/^clear$/i.test(words[0] ?? '')) target.machine.clearReset();
    else target.machine.systemReset();
  },
  restart: ({ target }) => target.restart(),
  start: ({ target }) => target.start(),
  g: ({ target }) => target.start(),
  startall: ({ target }) => target.startAll(),
  stop: ({ target }) => target.stop(),
  stopall: ({ target }) => target.stop(),
  ext: ({ target }) => target.external(),
  ipl: failing((context, words) => ipl(context, deviceAddress(words[0]), /^clear$/i.test(words[1] ?? ''))),
  iplc: failing((context, words) => ipl(context, deviceAddress(words[0]), true)),
  loadcore: failing(loadcore),
  loadtext: failing(loadtext),
  ...DEVICE_COMMANDS,
  runtest,
  defsym: ({ symbols }, words) => {
    if (words[0] !== undefined) symbols.set(words[0], words[1] ?? '');
  },
  delsym: ({ symbols }, words) => void symbols.delete(words[0] ?? ''),
  script: ({ script }, words, _operands, place) => script(words[0] ?? '', place),
  pause,
  exit: nothing,
  quit: nothing,
};

/** Commands that set how Hercules shows, schedules or names things: a test may use them, nothing here depends on them. */
const WITHOUT_EFFECT =
  /^(?:[tsbo][+\-?].*|[ts]|diag8cmd|shcmdopt|panrate|msglevel|msglvl|maxcpu|lparnum|lparname|cpuidfmt|qcpuid|facility|ipending|timerint|todprio|cpuprio|log|logopt|ecpsvm|loadparm|hercprio|traceopt|clocks|version|qstor|qcpuid|cckd|codepage|k|xpndsize|conkpalv|iodelay|legacysenseid|srvprio|devprio|devtmax|yroffset|tzoffset|sysepoch|tod(?:drag)?|fac|httproot|http|hao|uptime|ds|message|msg|msgnoh|cscript|herclogo|cachestats|automount|autoinit|clear|cls|cmdlvl|cmdlevel|cmdsep|conspawn|cnslport|hercnice|icount|ldmod|lsmod|rmmod|lsdep|lsequ|manufacturer|maxrates|memlock|memfree|model|modpath|mounted_tape_reinit|panopt|pantitle|plant|pgmprdos|qpfkeys|qpid|qports|qproc|quiet|quitmout|sclproot|scsimount|auto_scsi_mount|shrd|shrdport|spm|stsi|sh|srvp|symptom|bear|aea|aia|ar|tlb|txf|engines|locks|threads|hst|help|fpc|mt|cctape|fcb|tt32|u|vr|cf|cfall)$/;

/** Executes one command. An unknown one is said and passed over, as an operator's typing error is. */
export async function executeScriptCommand(
  context: ScriptContext,
  name: string,
  words: readonly string[],
  operands: string,
  place: Place,
): Promise<void> {
  const lower = name.toLowerCase();
  const execute = COMMANDS[lower];
  if (execute !== undefined) await execute(context, words, operands, place);
  else if (!WITHOUT_EFFECT.test(lower)) {
    context.verdict.messageShown(
      `HHC01600E Unknown command ${name}, enter 'help' for a list of valid commands`,
    );
    context.print(`${place.file}:${place.line}: ${name}: command not known`);
  }
}
