import type { DeviceDefinition } from '../control-program.js';
import type { VdevBlok } from '../vmachine/vdevblok.js';
import type { CommandContext } from './context.js';
import { cuu, decimal, parseDecimal, parseDeviceAddress } from './numbers.js';
import { dedicatedChannelOf } from './dedicated-channels.js';
import { abbreviates } from './scanner.js';
import { deviceName } from '../vmachine/device-names.js';

interface DeviceWord {
  readonly word: string;
  readonly shortest: number;
  readonly kind: DeviceDefinition['kind'];
  readonly type: string;
}

const word = (name: string, shortest: number, kind: DeviceDefinition['kind'], type: string): DeviceWord => ({
  word: name,
  shortest,
  kind,
  type,
});

/** Device types of DEFINE in the order of search. SY20-0884, DMKDEF. */
const DEVICES: readonly DeviceWord[] = [
  word('READER', 1, 'reader', '2540R'),
  word('RDR', 3, 'reader', '2540R'),
  word('2501', 4, 'reader', '2501'),
  word('2540R', 5, 'reader', '2540R'),
  word('3505', 4, 'reader', '3505'),
  word('PRINTER', 1, 'printer', '1403'),
  word('PRT', 3, 'printer', '1403'),
  word('PTR', 3, 'printer', '1403'),
  word('1403', 4, 'printer', '1403'),
  word('3211', 4, 'printer', '3211'),
  word('3203', 4, 'printer', '3203'),
  word('1443', 4, 'printer', '1443'),
  word('PUNCH', 2, 'punch', '2540P'),
  word('PCH', 3, 'punch', '2540P'),
  word('2540P', 5, 'punch', '2540P'),
  word('3525', 4, 'punch', '3525'),
  word('CONSOLE', 3, 'console', '3215'),
  word('TIMER', 3, 'timer', 'TIMER'),
  word('CTCA', 4, 'ctca', 'CTCA'),
  word('LINE', 2, 'line', '2702'),
  word('GRAF', 4, 'graf', '3277'),
];

/** `DEFINE {STORAGE n | CHANNELS SEL/BMX | type [AS] vaddr | vaddr [AS] vaddr}`. */
export function define(context: CommandContext): number {
  const { line } = context;
  const first = line.next();
  if (first === undefined) return context.error('DEF', 26);
  if (abbreviates(first, 'STORAGE', 4) || abbreviates(first, 'CORE', 4)) return defineStorage(context);
  if (abbreviates(first, 'CHANNELS', 4)) return defineChannels(context);
  if (/^T(2305|2314|2319|33[3-8]\d)$/.test(first)) return defineTemporaryDisk(context, first);
  const device = DEVICES.find((entry) => abbreviates(first, entry.word, entry.shortest));
  if (device !== undefined) return defineDevice(context, device);
  return redefine(context, first);
}

function addressOperand(context: CommandContext): number | undefined {
  if (context.line.peek() === 'AS') context.line.next();
  return parseDeviceAddress(context.line.next());
}

function defineDevice(context: CommandContext, device: DeviceWord): number {
  const { cp, vm } = context;
  const address = addressOperand(context);
  if (address === undefined) return context.error('DEF', 22);
  const type = typeOption(context, device);
  if (type === undefined) return context.error('DEF', 3, [context.line.next()]);
  const refused = refusal(context, address);
  if (refused !== undefined) return refused;
  if (device.kind === 'console' && vm.sortedDevices().some(({ kind }) => kind === 'console')) {
    return context.error('DEF', 92, [cuu(address), 'CONS', cuu(vm.consoleAddress ?? 0)]);
  }
  const spoolClass = device.kind === 'reader' ? '*' : device.kind === 'console' ? 'T' : 'A';
  const vdev = cp.defineDevice(vm, { kind: device.kind, address, type, spoolClass });
  return respondDefined(context, vdev);
}

/** Types that may follow the address, with what they make. */
const TYPE_OPTIONS: Partial<Record<DeviceDefinition['kind'], Readonly<Record<string, string>>>> = {
  printer: { '1403': '1403', '3211': '3211', '3203': '3203' },
  graf: { '3270': '3277', '3138': '3138', '3148': '3148', '3158': '3158', '3066': '3066' },
  // terminal control of the line: neither makes a difference while nobody is on it
  line: { IBM1: '2702', TELE2: '2702' },
};

/** The type that is asked for behind the address, or that of the device; undefined when what stands there is none. */
function typeOption({ line }: CommandContext, device: DeviceWord): string | undefined {
  const options = TYPE_OPTIONS[device.kind];
  const option = line.peek();
  if (options === undefined || option === undefined) return device.type;
  const name = Object.keys(options).find((key) => abbreviates(option, key, device.kind === 'line' ? 3 : 4));
  if (name === undefined) return undefined;
  line.next();
  return options[name];
}

/** Why nothing can be made at an address: the return code of the message. */
function refusal(context: CommandContext, address: number): number | undefined {
  const present = context.vm.devices.get(address);
  if (present !== undefined) return alreadyDefined(context, address, present);
  const channel = dedicatedChannelOf(context.vm, address);
  return channel === undefined ? undefined : context.error('DEF', 136, [cuu(address), channel]);
}

function alreadyDefined(context: CommandContext, address: number, present: VdevBlok): number {
  return context.error('DEF', 92, [cuu(address), deviceName(present).trim(), cuu(address)]);
}

function respondDefined(context: CommandContext, vdev: VdevBlok): number {
  context.respond(`${deviceName(vdev).padEnd(4)} ${cuu(vdev.address)} DEFINED`);
  return 0;
}

/** Another address for a device that is there: its settings stay. */
function redefine(context: CommandContext, first: string): number {
  const { cp, vm } = context;
  const from = first.length > 3 ? undefined : parseDeviceAddress(first);
  if (from === undefined) return context.error('DEF', 26);
  const address = addressOperand(context);
  if (address === undefined) return context.error('DEF', 22);
  const refused = refusal(context, address);
  if (refused !== undefined) return refused;
  const vdev = vm.devices.get(from);
  if (vdev === undefined) return context.error('DEF', 40, [cuu(from)]);
  const moved = dedicatedChannelOf(vm, from) === undefined ? move(context, vdev, address) : undefined;
  if (moved === undefined) {
    return context.error('DEF', 136, [cuu(from), dedicatedChannelOf(vm, from) ?? String(from >> 8)]);
  }
  if (vdev.kind === 'console') vm.consoleAddress = address;
  cp.resetDevice(vm, moved);
  return respondDefined(context, moved);
}

function move(context: CommandContext, vdev: VdevBlok, address: number): VdevBlok | undefined {
  const { cp, vm } = context;
  switch (vdev.kind) {
    case 'minidisk': {
      cp.detachDevice(vm, vdev.address);
      const { start, cylinders, type, owner, ownerAddress, access, temporary } = vdev;
      const volser = vdev.real.volser ?? '';
      const entry = { type, start, cylinders, volser, address: ownerAddress };
      return cp.attachMinidisk(vm, { address, entry, owner, access, temporary });
    }
    case 'dedicated':
      if (vdev.dialedAs !== undefined) return undefined;
      cp.detachDevice(vm, vdev.address);
      return cp.attachReal(vm, address, vdev.real, vdev.readOnly);
    default: {
      cp.detachDevice(vm, vdev.address);
      const made = cp.defineDevice(vm, { kind: vdev.kind, address, type: vdev.type });
      if ('spool' in made && 'spool' in vdev) Object.assign(made.spool, vdev.spool);
      return made;
    }
  }
}

/** `DEFINE Ttype [AS] vaddr [CYL] n`: a disk on temporary space. */
function defineTemporaryDisk(context: CommandContext, name: string): number {
  const { cp, vm, line } = context;
  const address = addressOperand(context);
  if (address === undefined) return context.error('DEF', 22);
  if (line.peek() === 'CYL') line.next();
  const cylinders = parseDecimal(line.next(), 1, 9999);
  if (cylinders === undefined) return context.error('DEF', 24);
  const refused = refusal(context, address);
  if (refused !== undefined) return refused;
  if (cp.attachTemporaryDisk(vm, address, name.slice(1), cylinders) === undefined) {
    return context.error('DEF', 91, [cuu(address)]);
  }
  context.respond(`DASD ${cuu(address)} DEFINED ${decimal(cylinders, 3)} CYL`);
  return 0;
}

function defineStorage(context: CommandContext): number {
  const { cp, vm, line } = context;
  let text = line.next();
  if (text === 'AS') text = line.next();
  const match = /^(\d{1,5})([KM])$/.exec(text ?? '');
  if (!match) return context.error('DEH', 25);
  const bytes = Number(match[1]) * (match[2] === 'K' ? 1024 : 1024 * 1024);
  const rounded = Math.max(8192, Math.ceil(bytes / 4096) * 4096);
  if (rounded > vm.entry.maximumStorage) return context.error('DEH', 94);
  if (rounded !== vm.storageSize) cp.defineStorage(vm, rounded);
  context.respond(`STORAGE = ${decimal(rounded / 1024, 5)}K`);
  return 0;
}

function defineChannels(context: CommandContext): number {
  const { cp, vm, line } = context;
  let text = line.next();
  if (text === 'AS') text = line.next();
  if (text !== 'BMX' && text !== 'SEL') return context.error('DEH', 26);
  vm.settings.blockMultiplexer = text === 'BMX';
  cp.systemReset(vm, false);
  context.respond(`CHANNELS = ${text}`);
  return 0;
}
