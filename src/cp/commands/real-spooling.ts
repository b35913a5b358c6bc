import type { UnitRecordDriver } from '../spool/unit-record.js';
import { RealOutput } from '../spool/real-output.js';
import { RealReader } from '../spool/real-reader.js';
import type { CommandContext } from './context.js';
import { cuu, parseDecimal, parseDeviceAddress } from './numbers.js';
import { abbreviates } from './scanner.js';
import { realDeviceName } from '../vmachine/device-names.js';
import { deviceKind } from './spool-operands.js';

/** Real unit record devices that the next operand names: an address, RDR, PRT, PUN or ALL. */
function drivers(context: CommandContext): readonly UnitRecordDriver[] | number {
  const word = context.line.next();
  const all = context.rooms.unitRecord?.all() ?? [];
  if (word === 'ALL') return all;
  const kind = deviceKind(word);
  if (kind === 'reader') return all.filter((driver) => driver instanceof RealReader);
  if (kind !== undefined)
    return all.filter((driver) => driver instanceof RealOutput && driver.queue === kind);
  const address = parseDeviceAddress(word);
  if (address === undefined) return context.error('CSO', 21, [word]);
  const driver = context.rooms.unitRecord?.find(address);
  return driver === undefined ? context.error('CSO', 40, [cuu(address)]) : [driver];
}

/** The one driver of an address, busy with a file or not; the return code of the message when it is no printer or punch. */
function output(context: CommandContext): RealOutput | number {
  const word = context.line.peek();
  const address = parseDeviceAddress(word);
  if (address === undefined) return context.error('CSO', 21, [word]);
  const found = drivers(context);
  if (typeof found === 'number') return found;
  const [driver] = found;
  return driver instanceof RealOutput ? driver : context.error('CSO', 6, [cuu(address)]);
}

function notActive(context: CommandContext, driver: RealOutput): number {
  return context.error('CSO', 141, [realDeviceName(driver.rdev.type), cuu(driver.rdev.address)]);
}

/** `PRT  00E STARTED   SYSTEM   CLASS = A    SEP` */
export function stateLine(driver: UnitRecordDriver, state: 'STARTED' | 'DRAINED'): string {
  const line = `${driver.name} ${state.padEnd(9)} SYSTEM`;
  if (!(driver instanceof RealOutput)) return line;
  return `${line}   CLASS = ${driver.classes.padEnd(4)} ${driver.separator ? '  SEP' : 'NOSEP'}`;
}

/** `START {raddr | RDR | PRT | PUN | ALL} [CLASS cccc] [NOSEP]`, class D. SY20-0884, DMKCSO. */
export function start(context: CommandContext): number {
  const found = drivers(context);
  if (typeof found === 'number') return found;
  for (const { rdev } of found) {
    const name = realDeviceName(rdev.type);
    if (rdev.owner === 'dedicated') {
      return context.error('CSO', 140, [name, cuu(rdev.address), rdev.dedicatedTo ?? '']);
    }
    if (rdev.owner === 'offline') return context.error('CSO', 46, [name, cuu(rdev.address)]);
  }
  let classes: string | undefined;
  let separator: boolean | undefined;
  for (let word = context.line.next(); word !== undefined; word = context.line.next()) {
    if (abbreviates(word, 'CLASS', 2)) {
      classes = context.line.next();
      if (classes === undefined || !/^[A-Z0-9]{1,4}$/.test(classes)) return context.error('CSO', 28);
    } else if (abbreviates(word, 'NOSEP', 3)) separator = false;
    else if (word === 'SEP') separator = true;
    else return context.error('CSO', 3, [word]);
  }
  for (const driver of found) {
    if (driver instanceof RealOutput) {
      driver.classes = classes ?? driver.classes;
      driver.separator = separator ?? driver.separator;
    }
    // it may come back from a user
    driver.rdev.owner = 'spooling';
    driver.start();
    context.respond(stateLine(driver, 'STARTED'));
  }
  return 0;
}

/** `DRAIN {raddr | RDR | PRT | PUN | ALL}`, class D: stops after the file that is being worked on. */
export function drain(context: CommandContext): number {
  const found = drivers(context);
  if (typeof found === 'number') return found;
  for (const driver of found) driver.drain();
  for (const driver of found) if (driver.drained) context.respond(stateLine(driver, 'DRAINED'));
  return 0;
}

/** `FLUSH raddr [ALL] [HOLD]`, class D: gives up the copy, or all copies, of the file on a printer or punch. */
export function flush(context: CommandContext): number {
  const driver = output(context);
  if (typeof driver === 'number') return driver;
  let [all, hold] = [false, false];
  for (const word of context.line.words()) {
    if (word === 'ALL' && !all) all = true;
    else if (abbreviates(word, 'HOLD', 2) && !hold) hold = true;
    else return context.error('CSO', 3, [word]);
  }
  if (all && hold) return context.error('CSO', 13, ['HOLD']);
  return driver.flush(hold, all) ? 0 : notActive(context, driver);
}

/** `REPEAT raddr [n] [HOLD]`, class D: more copies of the file on a printer or punch. */
export function repeat(context: CommandContext): number {
  const driver = output(context);
  if (typeof driver === 'number') return driver;
  let copies = 1;
  let hold = false;
  for (const word of context.line.words()) {
    const number = parseDecimal(word, 1, 99);
    if (number !== undefined) copies = number;
    else if (abbreviates(word, 'HOLD', 2)) hold = true;
    else return /^\d/.test(word) ? context.error('CSO', 30) : context.error('CSO', 3, [word]);
  }
  return driver.repeat(copies, hold) ? 0 : notActive(context, driver);
}

/** `SPACE raddr`, class D: the rest of the file on a printer comes with single space. */
export function space(context: CommandContext): number {
  const driver = output(context);
  if (typeof driver === 'number') return driver;
  if (driver.queue !== 'printer') return context.error('CSO', 6, [cuu(driver.rdev.address)]);
  return driver.spaceOnly() ? 0 : notActive(context, driver);
}

/** `BACKSPAC raddr [FILE | [n] [EOF]]`, class D: prints from a page before again, or the file from its beginning. */
export function backspace(context: CommandContext): number {
  const driver = output(context);
  if (typeof driver === 'number') return driver;
  let pages: number | 'file' = driver.queue === 'printer' ? 1 : 'file';
  let fromEnd = false;
  for (const word of context.line.words()) {
    const number = parseDecimal(word, 1, 999);
    if (abbreviates(word, 'FILE', 1)) pages = 'file';
    else if (driver.queue !== 'printer') return context.error('CSO', 3, [word]);
    else if (word === 'EOF') fromEnd = true;
    else if (number !== undefined) pages = number;
    else return context.error('CSO', 3, [word]);
  }
  const outcome = driver.backspace(pages, fromEnd);
  if (outcome === 'busy') return context.error('CSO', 441, ['BACKSPACE']);
  return outcome === 'done' ? 0 : notActive(context, driver);
}
