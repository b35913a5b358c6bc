import type { RdevBlok } from '../../nucleus/rdevblok.js';
import { RealOutput } from '../../spool/real-output.js';
import type { VdevBlok } from '../../vmachine/vdevblok.js';
import type { CommandContext } from '../context.js';
import { cuu, decimal, parseHex } from '../numbers.js';
import { realDeviceName } from '../../vmachine/device-names.js';
import { columns } from './virtual-devices.js';

/** Classes of real devices that QUERY names. */
export type RealClass = 'DASD' | 'TAPES' | 'LINES' | 'UR' | 'GRAF' | 'ALL';

const NAMES: Readonly<Record<RealClass, readonly string[]>> = {
  DASD: ['DASD'],
  TAPES: ['TAPE'],
  LINES: ['CONS', 'LINE'],
  UR: ['RDR', 'PUN', 'PRT'],
  GRAF: ['GRAF'],
  ALL: ['DASD', 'TAPE', 'CONS', 'LINE', 'RDR', 'PUN', 'PRT', 'GRAF', 'DEV'],
};

/** Devices in a line of a short answer. */
const SHORT_IN_LINE = 4;

/** `QUERY {DASD | TAPES | UR | GRAF | LINES | ALL} [ACTIVE | FREE | ATTACH | OFFLINE | ALL | volid]`, class B. SY20-0884, DMKCQP. */
export function queryRealClass(context: CommandContext, name: RealClass): number {
  const option = context.line.next();
  if (name === 'ALL' && option === undefined) {
    queryRealStorage(context);
    queryProcessor(context);
  }
  const devices = context.cp
    .realDevices()
    .filter(({ type }) => NAMES[name].includes(realDeviceName(type)))
    .filter((rdev) => matchesOption(rdev, option));
  if (devices.length === 0) {
    if (name === 'DASD' && option !== undefined && !OPTIONS.includes(option)) {
      return context.error('CQP', 23);
    }
    context.respond(`${name.replace(/S$/, '').padEnd(5)}${option ?? 'DEVICES'} NOT FOUND`.trim());
    return 0;
  }
  respondDevices(context, devices);
  return 0;
}

const OPTIONS = ['ACTIVE', 'FREE', 'ATTACH', 'OFFLINE', 'ALL'];

function matchesOption(rdev: RdevBlok, option: string | undefined): boolean {
  switch (option) {
    case 'FREE':
    case 'OFFLINE':
      return rdev.owner === option.toLowerCase();
    case 'ATTACH':
      return rdev.owner === 'dedicated';
    case 'ACTIVE':
      return rdev.owner !== 'free' && rdev.owner !== 'offline';
    case undefined:
    case 'ALL':
      return true;
    default:
      return rdev.volser === option;
  }
}

/** A line for a device in use; those that are free or offline share lines, at the end. */
function respondDevices(context: CommandContext, devices: readonly RdevBlok[]): void {
  const short = devices.filter(({ owner }) => owner === 'free' || owner === 'offline');
  for (const rdev of devices) if (!short.includes(rdev)) context.respond(realDeviceLine(context, rdev));
  const words = short.map(
    (rdev) =>
      `${realDeviceName(rdev.type).padEnd(4)} ${cuu(rdev.address)} ${rdev.owner === 'free' ? 'FREE   ' : 'OFFLINE'}`,
  );
  for (let at = 0; at < words.length; at += SHORT_IN_LINE) {
    context.respond(
      words
        .slice(at, at + SHORT_IN_LINE)
        .join(', ')
        .trimEnd(),
    );
  }
}

/** `QUERY raddr[-raddr]`, class B; undefined when the word is no address. */
export function queryRealDevice(context: CommandContext, word: string): number | undefined {
  const [first, second, ...more] = word.split('-');
  const low = parseHex(first, 3);
  const high = second === undefined ? low : parseHex(second, 3);
  if (low === undefined || high === undefined || more.length > 0 || high < low) return undefined;
  const devices = context.cp.realDevices().filter(({ address }) => address >= low && address <= high);
  if (devices.length === 0) return context.error('CQP', 40, [second === undefined ? cuu(low) : word]);
  respondDevices(context, devices);
  return 0;
}

function realDeviceLine(context: CommandContext, rdev: RdevBlok): string {
  const { cp, rooms } = context;
  const head = [
    [0, realDeviceName(rdev.type)],
    [5, cuu(rdev.address)],
  ] as const;
  switch (rdev.owner) {
    case 'free':
      return columns(...head, [9, 'FREE']);
    case 'offline':
      return columns(...head, [9, 'OFFLINE']);
    case 'system': {
      const users = cp.users().filter((vm) => vm.sortedDevices().some((vdev) => isOn(vdev, rdev))).length;
      const state = cp.ownsVolume(rdev) ? 'CP OWNED' : 'CP SYSTEM';
      return columns(...head, [9, state], [19, rdev.volser ?? ''], [28, decimal(users, 3)]);
    }
    case 'spooling': {
      const driver = rooms.unitRecord?.find(rdev.address);
      const state = driver?.drained === true ? 'DRAINED' : 'STARTED';
      if (!(driver instanceof RealOutput)) return columns(...head, [9, state], [19, 'SYSTEM']);
      const separator = driver.separator ? '  SEP' : 'NOSEP';
      return columns(...head, [9, state], [19, `SYSTEM CLASS = ${driver.classes.padEnd(4)} ${separator}`]);
    }
    case 'dedicated': {
      const user = cp.findUser(rdev.dedicatedTo ?? '');
      const vdev = user?.sortedDevices().find((device) => isOn(device, rdev));
      const place = vdev === undefined ? '' : cuu(vdev.address);
      return columns(...head, [9, 'ATTACH TO'], [19, rdev.dedicatedTo ?? ''], [28, place]);
    }
    case 'terminal': {
      const there = rooms.terminals
        .terminals()
        .find(({ terminal }) => terminal.name.endsWith(` ${cuu(rdev.address)}`));
      if (there?.user) return columns(...head, [9, 'LOGON  AS'], [19, there.user.userid]);
      return columns(...head, [9, there?.enabled === false ? 'DISABLED' : 'ENABLED']);
    }
  }
}

function isOn(vdev: VdevBlok, rdev: RdevBlok): boolean {
  return (vdev.kind === 'minidisk' || vdev.kind === 'dedicated') && vdev.real === rdev;
}

/** `QUERY TDSK`, class B: who has temporary disks. */
export function queryTemporaryDisks(context: CommandContext): number {
  const entries = context.cp.users().flatMap((vm) =>
    vm
      .sortedDevices()
      .filter((vdev) => vdev.kind === 'minidisk' && vdev.temporary)
      .map(
        (vdev) =>
          `${vm.userid.padEnd(8)} ${cuu(vdev.address)} ${vdev.kind === 'minidisk' ? decimal(vdev.cylinders, 3) : ''}`,
      ),
  );
  if (entries.length === 0) context.respond('TDSK SPACE NOT ALLOCATED');
  for (let at = 0; at < entries.length; at += 3) context.respond(entries.slice(at, at + 3).join(', '));
  return 0;
}

/** `QUERY SYSTEM raddr`: minidisks in use on a system volume. */
export function querySystem(context: CommandContext): number {
  const address = parseHex(context.line.next(), 3);
  if (address === undefined) return context.error('CQP', 21);
  const rdev = context.cp.realDevices().find((device) => device.address === address);
  if (rdev === undefined) return context.error('CQP', 40, [cuu(address)]);
  const entries = context.cp.users().flatMap((vm) =>
    vm
      .sortedDevices()
      .filter((vdev) => vdev.kind === 'minidisk')
      .filter((vdev) => vdev.real === rdev)
      .map((vdev) => `${vm.userid.padEnd(8)} ${cuu(vdev.address)} ${vdev.access}`),
  );
  if (entries.length === 0) context.respond('DASD MDISKS NOT FOUND');
  for (let at = 0; at < entries.length; at += 3) context.respond(entries.slice(at, at + 3).join(', '));
  return 0;
}

/** `QUERY STORAGE`, class B: real storage. */
export function queryRealStorage(context: CommandContext): number {
  context.respond(`STORAGE = ${decimal(context.cp.machine.storage.size / 1024, 5)}K`);
  return 0;
}

/** `QUERY PROCESSR`. */
export function queryProcessor(context: CommandContext): number {
  context.respond('PROCESSOR 00 ONLINE');
  return 0;
}
