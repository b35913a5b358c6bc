import type { RdevBlok } from '../../nucleus/rdevblok.js';
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

/** `QUERY {DASD | TAPES | UR | GRAF | LINES | ALL} [FREE | ATTACH | ALL]`, class B. SY20-0884, DMKCQP. */
export function queryRealClass(context: CommandContext, name: RealClass): number {
  const option = context.line.next();
  const devices = context.cp
    .realDevices()
    .filter(({ type }) => NAMES[name].includes(realDeviceName(type)))
    .filter((rdev) => matchesOption(rdev, option));
  if (devices.length === 0) {
    context.respond(`${name.replace(/S$/, '').padEnd(5)}${option ?? 'DEVICES'} NOT FOUND`.trim());
    return 0;
  }
  for (const rdev of devices) context.respond(realDeviceLine(context, rdev));
  return 0;
}

function matchesOption(rdev: RdevBlok, option: string | undefined): boolean {
  switch (option) {
    case 'FREE':
      return rdev.owner === 'free';
    case 'ATTACH':
      return rdev.owner === 'dedicated';
    case 'ACTIVE':
      return rdev.owner !== 'free';
    default:
      return true;
  }
}

/** `QUERY raddr`, class B. */
export function queryRealDevice(context: CommandContext, word: string): number | undefined {
  const address = parseHex(word, 3);
  if (address === undefined) return undefined;
  const rdev = context.cp.realDevices().find((device) => device.address === address);
  if (rdev === undefined) return context.error('CQP', 40, [cuu(address)]);
  context.respond(realDeviceLine(context, rdev));
  return 0;
}

function spoolingState(context: CommandContext, rdev: RdevBlok): string {
  return context.rooms.unitRecord?.find(rdev.address)?.drained === true ? 'DRAINED' : 'STARTED';
}

function realDeviceLine(context: CommandContext, rdev: RdevBlok): string {
  const head = [
    [0, realDeviceName(rdev.type)],
    [5, cuu(rdev.address)],
  ] as const;
  switch (rdev.owner) {
    case 'free':
      return columns(...head, [9, 'FREE']);
    case 'system':
      return columns(...head, [9, 'CP SYSTEM'], [19, rdev.volser ?? '']);
    case 'spooling':
      return columns(...head, [9, spoolingState(context, rdev)], [19, 'SYSTEM']);
    case 'dedicated':
      return columns(...head, [9, 'ATTACH TO'], [19, rdev.dedicatedTo ?? '']);
    case 'terminal': {
      const there = context.rooms.terminals
        .terminals()
        .find(({ terminal }) => terminal.name.endsWith(` ${cuu(rdev.address)}`));
      if (there?.user) return columns(...head, [9, 'LOGON  AS'], [19, there.user.userid]);
      return columns(...head, [9, 'ENABLED']);
    }
  }
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
