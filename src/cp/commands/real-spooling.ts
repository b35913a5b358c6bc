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

/** `START {raddr | RDR | PRT | PUN | ALL} [CLASS cccc] [NOSEP]`, class D. SY20-0884, DMKCSO. */
export function start(context: CommandContext): number {
  const found = drivers(context);
  if (typeof found === 'number') return found;
  for (const { rdev } of found) {
    if (rdev.owner === 'dedicated') {
      return context.error('CSO', 140, [
        realDeviceName(rdev.type),
        cuu(rdev.address),
        rdev.dedicatedTo ?? '',
      ]);
    }
  }
  for (let word = context.line.next(); word !== undefined; word = context.line.next()) {
    if (abbreviates(word, 'CLASS', 2)) {
      const classes = context.line.next();
      if (classes === undefined || !/^[A-Z0-9]{1,4}$/.test(classes)) return context.error('CSO', 28);
      for (const driver of found) if (driver instanceof RealOutput) driver.classes = classes;
    } else if (word === 'NOSEP' || word === 'SEP') {
      for (const driver of found) if (driver instanceof RealOutput) driver.separator = word === 'SEP';
    } else {
      return context.error('CSO', 3, [word]);
    }
  }
  for (const driver of found) {
    // it may come back from a user
    driver.rdev.owner = 'spooling';
    driver.start();
  }
  return 0;
}

/** `DRAIN {raddr | RDR | PRT | PUN | ALL}`, class D: stops after the file that is being worked on. */
export function drain(context: CommandContext): number {
  const found = drivers(context);
  if (typeof found === 'number') return found;
  for (const driver of found) driver.drain();
  for (const driver of found) if (driver.drained) context.respond(`${driver.name} DRAINED   SYSTEM`);
  return 0;
}

/** `FLUSH raddr [HOLD]`, class D: gives up the file on a printer or punch. */
export function flush(context: CommandContext): number {
  const found = drivers(context);
  if (typeof found === 'number') return found;
  const hold = abbreviates(context.line.next(), 'HOLD', 1);
  const [driver] = found;
  if (!(driver instanceof RealOutput)) return context.error('CSO', 6);
  const [name, address] = driver.name.split(/ +/);
  return driver.flush(hold) ? 0 : context.error('CSO', 141, [name, address]);
}

/** `REPEAT raddr [n]`, class D: more copies of the file on a printer or punch. */
export function repeat(context: CommandContext): number {
  const found = drivers(context);
  if (typeof found === 'number') return found;
  const copies = parseDecimal(context.line.next() ?? '1', 1, 99);
  if (copies === undefined) return context.error('CSO', 30);
  const [driver] = found;
  if (!(driver instanceof RealOutput)) return context.error('CSO', 6);
  const [name, address] = driver.name.split(/ +/);
  return driver.repeat(copies) ? 0 : context.error('CSO', 141, [name, address]);
}
