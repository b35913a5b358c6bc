import { ebcdic037 } from '../../ebcdic/index.js';
import type { ControlProgram, IplOptions, IplTarget } from '../control-program.js';
import { cpMessage } from '../messages.js';
import type { CpMessage } from '../messages.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { CommandContext, CommandOutcome } from './context.js';
import { cuu, parseDecimal, parseHex } from './numbers.js';
import { abbreviates } from './scanner.js';

type Parsed =
  | { readonly target: IplTarget; readonly options: IplOptions }
  | { readonly error: readonly [number, string?] };

/** `IPL {vaddr [cylinder] | system} [CLEAR | NOCLEAR] [STOP] [ATTN] [PARM text]`. SY20-0884, DMKCFG. */
export function ipl(context: CommandContext): number | CommandOutcome {
  const { cp, vm } = context;
  const parsed = parseIpl(context);
  if ('error' in parsed) return context.error('CFG', parsed.error[0], parsed.error.slice(1) as string[]);
  const { target, options } = parsed;
  if (target.kind === 'device') {
    const vdev = vm.devices.get(target.address);
    if (vdev === undefined) return context.error('CFG', 40, [cuu(target.address)]);
    if (vdev.kind === 'console' || vdev.kind === 'printer' || vdev.kind === 'punch') {
      return context.error('CFG', 6, [cuu(target.address)]);
    }
  } else if (!cp.savedSystemNames().includes(target.name)) {
    return context.error('CFG', 44, [target.name]);
  }
  const result = cp.ipl(vm, target, options);
  if (!result.ok) return context.error(result.module, result.number, result.fields);
  return { returnCode: 0, flow: 'run' };
}

function parseIpl(context: CommandContext): Parsed {
  const { line } = context;
  const word = line.next();
  if (word === undefined) return { error: [26] };
  const address = parseHex(word, 3);
  let target: IplTarget;
  if (address === undefined) {
    if (word.length > 8) return { error: [44, word.slice(0, 8)] };
    target = { kind: 'system', name: word };
  } else {
    target = { kind: 'device', address };
    const cylinder = parseDecimal(line.peek(), 0, 4095);
    if (cylinder !== undefined) {
      line.next();
      target = { ...target, cylinder };
    }
  }
  let clear: boolean | undefined;
  let stop = false;
  let attention = false;
  for (let option = line.next(); option !== undefined; option = line.next()) {
    if (option === 'PARM') {
      const text = line.restAfterBlank();
      if (text.length > 64) return { error: [177] };
      const options = {
        clear: clear ?? false,
        stop,
        attention,
        parameter: ebcdic037.encode(text.toUpperCase()),
      };
      return { target, options };
    }
    if (abbreviates(option, 'CLEAR', 2) && clear !== false) clear = true;
    else if (abbreviates(option, 'NOCLEAR', 4) && clear !== true) clear = false;
    else if (option === 'STOP') stop = true;
    else if (option === 'ATTN') attention = true;
    else if (abbreviates(option, 'CLEAR', 2) || abbreviates(option, 'NOCLEAR', 4))
      return { error: [13, option] };
    else return { error: [3, option] };
  }
  return { target, options: { clear: clear ?? false, stop, attention } };
}

/** The IPL statement of the directory, at LOGON and AUTOLOG. */
export function iplFromDirectory(cp: ControlProgram, vm: Vmblok, report: (message: CpMessage) => void): void {
  const entry = vm.entry.ipl;
  if (entry === undefined) return;
  const address = parseHex(entry.system, 3);
  const target: IplTarget =
    address === undefined ? { kind: 'system', name: entry.system } : { kind: 'device', address };
  const options = entry.parameter === '' ? {} : { parameter: ebcdic037.encode(entry.parameter) };
  const result = cp.ipl(vm, target, options);
  if (!result.ok) report(cpMessage(result.module, result.number, result.fields));
}
