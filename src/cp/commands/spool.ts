import { parseDecimal } from './numbers.js';
import { abbreviates } from './scanner.js';
import { closeDevices } from './close.js';
import type { CommandContext } from './context.js';
import { parseClass, spoolDevices } from './spool-operands.js';
import type { SpoolVdev } from './spool-operands.js';

/** Changes that are made once all operands have been found good. */
type Change = (vdev: SpoolVdev) => void;

interface Parsed {
  readonly changes: Change[];
  close: boolean;
  purge: boolean;
}

/**
 * `SPOOL {vaddr | RDR | PRT | PUN | CONSOLE} option …`: CLASS c, CONT, NOCONT, HOLD, NOHOLD, COPY n, EOF, NOEOF, TO userid,
 * FOR userid, OFF, DIST code, START, STOP, TERM, NOTERM, CLOSE, PURGE. SY20-0884, DMKCSP.
 */
export function spool(context: CommandContext): number {
  const word = context.line.next();
  const devices = spoolDevices(context, 'CSP', word);
  if (typeof devices === 'number') return devices;
  if (context.line.peek() === undefined) return context.error('CSP', 26);
  const parsed: Parsed = { changes: [], close: false, purge: false };
  for (let option = context.line.next(); option !== undefined; option = context.line.next()) {
    const returnCode = parseOption(context, option, devices, parsed);
    if (returnCode !== 0) return returnCode;
  }
  for (const vdev of devices) for (const change of parsed.changes) change(vdev);
  // the file that is closed gets the new settings; CONT does not keep it open, as it does on CLOSE
  if (parsed.close || parsed.purge) closeDevices(context, devices, { purge: parsed.purge });
  return 0;
}

function parseOption(
  context: CommandContext,
  option: string,
  devices: readonly SpoolVdev[],
  parsed: Parsed,
): number {
  const { changes } = parsed;
  const hasConsole = devices.some(({ kind }) => kind === 'console');
  const hasReader = devices.some(({ kind }) => kind === 'reader');
  const set = (change: Change): number => {
    changes.push(change);
    return 0;
  };
  if (abbreviates(option, 'CLASS', 2)) return classOption(context, hasReader, set);
  if (abbreviates(option, 'CONT', 4)) return set((vdev) => (vdev.spool.continuous = true));
  if (abbreviates(option, 'NOCONT', 3)) return set((vdev) => (vdev.spool.continuous = false));
  if (abbreviates(option, 'HOLD', 2)) return set((vdev) => (vdev.spool.hold = true));
  if (abbreviates(option, 'NOHOLD', 3)) return set((vdev) => (vdev.spool.hold = false));
  if (abbreviates(option, 'COPY', 2)) {
    if (context.line.peek() === '*') context.line.next();
    const copies = parseDecimal(context.line.next(), 1, 99);
    if (copies === undefined) return context.error('CSP', 30);
    return set((vdev) => (vdev.spool.copies = copies));
  }
  if (option === 'EOF' && hasReader) return set((vdev) => (vdev.spool.endOfFile = true));
  if (option === 'NOEOF' && hasReader) return set((vdev) => (vdev.spool.endOfFile = false));
  if (option === 'TO' || option === 'FOR') return userOption(context, option, set);
  if (abbreviates(option, 'OFF', 3)) {
    return set(({ spool: settings }) => (settings.transferTo = settings.outputFor = undefined));
  }
  if (abbreviates(option, 'DIST', 4)) {
    const code = context.line.next();
    if (code === undefined || code.length > 8) return context.error('CSP', 32);
    return set((vdev) => (vdev.spool.distribution = code));
  }
  if (abbreviates(option, 'CLOSE', 2)) {
    parsed.close = true;
    return 0;
  }
  if (abbreviates(option, 'PURGE', 2)) {
    parsed.purge = true;
    return 0;
  }
  if (hasConsole) return consoleOption(context, option, set);
  return context.error('CSP', 3, [option]);
}

function classOption(context: CommandContext, hasReader: boolean, set: (change: Change) => number): number {
  const word = context.line.next();
  const spoolClass = word === '*' && hasReader ? '*' : parseClass(word);
  if (spoolClass === undefined) return context.error('CSP', 28);
  return set((vdev) => (vdev.spool.class = spoolClass));
}

function userOption(context: CommandContext, option: 'TO' | 'FOR', set: (change: Change) => number): number {
  const word = context.line.next();
  if (word === undefined) return context.error('CSP', 20);
  if (word === 'SYSTEM') {
    return set(({ spool: settings }) => (settings.transferTo = settings.outputFor = undefined));
  }
  const userid = word === '*' ? context.vm.userid : word;
  if (userid.length > 8) return context.error('CSP', 7, [userid]);
  const user = context.rooms.directory.find(userid);
  // nobody has to log on as the network station
  const takes = user !== undefined && (user.password !== 'NOLOG' || context.rooms.network?.userid === userid);
  if (!takes) return context.error('CSP', 53, [userid]);
  return set(({ spool: settings }) => {
    settings.transferTo = option === 'TO' ? userid : undefined;
    settings.outputFor = option === 'FOR' ? userid : undefined;
  });
}

function consoleOption(context: CommandContext, option: string, set: (change: Change) => number): number {
  const onConsole = (change: (vdev: Extract<SpoolVdev, { kind: 'console' }>) => void): number =>
    set((vdev) => {
      if (vdev.kind === 'console') change(vdev);
    });
  if (abbreviates(option, 'START', 3)) return onConsole((vdev) => (vdev.spooling = true));
  if (abbreviates(option, 'STOP', 3)) return onConsole((vdev) => (vdev.spooling = false));
  if (abbreviates(option, 'TERM', 4)) return onConsole((vdev) => (vdev.terminal = true));
  if (abbreviates(option, 'NOTERM', 3)) return onConsole((vdev) => (vdev.terminal = false));
  return context.error('CSP', 3, [option]);
}
