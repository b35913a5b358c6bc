import { CardPunch, CardReader, CommunicationLine, Display3270, Printer } from '../../s370/index.js';
import type {
  CardPunchType,
  CardReaderType,
  ConsoleType,
  Device,
  DisplayType,
  LineType,
  PrinterType,
} from '../../s370/index.js';
import { DeviceInUse, VolumeUnavailable } from '../control-program.js';
import type { DeviceDefinition, MinidiskAttachment } from '../control-program.js';
import type { DirectoryUser } from '../directory/index.js';
import type { CpRooms } from '../services.js';
import { DisplayConsole } from '../vmachine/display-console.js';
import { InteractiveTerminal } from '../vmachine/interactive-terminal.js';
import { QuietLine } from '../vmachine/quiet-line.js';
import { PseudoTimer } from '../vmachine/pseudo-timer.js';
import { defaultSpoolSettings } from '../vmachine/vdevblok.js';
import type { DedicatedVdev, MinidiskVdev, VdevBlok } from '../vmachine/vdevblok.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { Couplings } from './couplings.js';
import type { RdevBlok } from './rdevblok.js';
import type { RealDevices } from './real-devices.js';
import type { TemporaryDisks } from './temporary-disks.js';
import type { VirtualMachine } from './virtual-machine.js';

/** What the making of virtual devices needs of CP. */
export interface VirtualDeviceParts {
  readonly devices: RealDevices;
  readonly temporaryDisks: TemporaryDisks;
  /** Serials of the volumes that are CP's own. */
  readonly ownedVolumes: readonly string[];
  readonly couplings: Couplings;
  rooms(): CpRooms;
  users(): readonly Vmblok[];
  machine(vm: Vmblok): VirtualMachine;
  /** The user of a virtual machine has entered something. */
  entered(vm: Vmblok): void;
}

/** Makes virtual devices, attaches them to virtual machines and takes them away. */
export class VirtualDevices {
  constructor(private readonly parts: VirtualDeviceParts) {}

  /** Devices that the directory gives at logon and that need nothing of anyone else: console, spooled, special. */
  attachOwn(vm: Vmblok, user: DirectoryUser): void {
    for (const device of user.devices) {
      if (device.kind === 'console') {
        const { address, type, spoolClass } = device;
        this.define(vm, {
          kind: 'console',
          address,
          type: type === '3270' ? '3215' : type,
          spoolClass,
        });
      } else if (device.kind === 'spool') {
        const { address, type, spoolClass } = device;
        this.define(vm, { kind: unitRecordKind(type), address, type, spoolClass });
      } else if (device.kind === 'special' && device.type === 'TIMER') {
        this.define(vm, { kind: 'timer', address: device.address, type: 'TIMER' });
      } else if (device.kind === 'special' && device.type === 'CTCA') {
        this.define(vm, { kind: 'ctca', address: device.address, type: 'CTCA' });
      } else if (device.kind === 'special' && device.type === '3270') {
        this.define(vm, { kind: 'graf', address: device.address, type: '3277' });
      } else if (device.kind === 'special' && /^270[123]$/.test(device.type)) {
        this.define(vm, { kind: 'line', address: device.address, type: device.type });
      }
    }
  }

  /** Makes a simulated device. Throws `DeviceInUse`. */
  define(vm: Vmblok, definition: DeviceDefinition): VdevBlok {
    if (vm.devices.has(definition.address)) throw new DeviceInUse(definition.address);
    const vdev = this.makeDevice(vm, definition);
    this.attach(vm, vdev);
    if (vdev.kind === 'console') vm.consoleAddress ??= vdev.address;
    return vdev;
  }

  /** Attaches an extent of a real volume. Throws `DeviceInUse`, `VolumeUnavailable`. */
  attachMinidisk(vm: Vmblok, minidisk: MinidiskAttachment): VdevBlok {
    const { address, entry, owner, access } = minidisk;
    if (vm.devices.has(address)) throw new DeviceInUse(address);
    const real = this.parts.devices.findVolume(entry.volser);
    if (real === undefined) throw new VolumeUnavailable(entry.volser, 'not-mounted');
    if (real.owner !== 'system') throw new VolumeUnavailable(entry.volser, 'not-system');
    if (entry.start + entry.cylinders > (real.cylinders ?? 0)) {
      throw new VolumeUnavailable(entry.volser, 'too-small');
    }
    const vdev: MinidiskVdev = {
      kind: 'minidisk',
      ...deviceBase(address, real.type),
      real,
      start: entry.start,
      cylinders: entry.cylinders,
      access,
      position: { cylinder: 0, head: 0 },
      owner,
      ownerAddress: entry.address,
      virtualReserve: entry.virtualReserve === true,
      temporary: minidisk.temporary === true,
    };
    this.attach(vm, vdev);
    return vdev;
  }

  /** Attaches a disk on temporary space; undefined when there is none. Throws `DeviceInUse`. */
  attachTemporaryDisk(vm: Vmblok, address: number, type: string, cylinders: number): VdevBlok | undefined {
    if (vm.devices.has(address)) throw new DeviceInUse(address);
    const space = this.parts.temporaryDisks.allocate(type, cylinders);
    if (space === undefined) return undefined;
    const { real, start } = space;
    const entry = { type, start, cylinders, volser: real.volser ?? '', address };
    const owner = vm.userid;
    const vdev = this.attachMinidisk(vm, { address, entry, owner, access: 'R/W', temporary: true });
    this.parts.rooms().accounting?.deviceGiven(vdev);
    return vdev;
  }

  /** Dedicates a real device; undefined when it is not free. Throws `DeviceInUse`. */
  attachReal(vm: Vmblok, address: number, real: RdevBlok, readOnly: boolean): VdevBlok | undefined {
    if (vm.devices.has(address)) throw new DeviceInUse(address);
    const minidisksOn = this.parts
      .users()
      .some((user) => user.sortedDevices().some((vdev) => vdev.kind === 'minidisk' && vdev.real === real));
    const owned = this.parts.ownedVolumes.includes(real.volser ?? '');
    if (real.owner === 'dedicated' || minidisksOn || owned) return undefined;
    real.owner = 'dedicated';
    real.dedicatedTo = vm.userid;
    const vdev: VdevBlok = { kind: 'dedicated', ...deviceBase(address, real.type), real, readOnly };
    this.attach(vm, vdev);
    this.parts.rooms().accounting?.deviceGiven(vdev);
    return vdev;
  }

  /** Puts a real display, which belongs to the terminals, in the place of a virtual one; undefined when it can't be. */
  dial(entry: VirtualMachine, address: number, real: RdevBlok): DedicatedVdev | undefined {
    const { vm } = entry;
    const display = vm.devices.get(address);
    if (display?.kind !== 'graf' || real.owner !== 'terminal') return undefined;
    this.detach(entry, display);
    real.owner = 'dedicated';
    real.dedicatedTo = vm.userid;
    const vdev: DedicatedVdev = {
      kind: 'dedicated',
      ...deviceBase(address, real.type),
      real,
      readOnly: false,
      dialedAs: display.type,
    };
    this.attach(vm, vdev);
    return vdev;
  }

  /** The real display goes back to the terminals; the virtual one is there again, without anybody at it. */
  dropDial(entry: VirtualMachine, vdev: DedicatedVdev): void {
    const { vm } = entry;
    const { address, dialedAs } = vdev;
    if (dialedAs === undefined || vm.devices.get(address) !== vdev) return;
    this.detach(entry, vdev);
    this.define(vm, { kind: 'graf', address, type: dialedAs });
  }

  /** Who has a minidisk, by its owner and the address there. */
  usersOfMinidisk(
    owner: string,
    ownerAddress: number,
  ): readonly { readonly vm: Vmblok; readonly vdev: MinidiskVdev }[] {
    const found: { vm: Vmblok; vdev: MinidiskVdev }[] = [];
    for (const vm of this.parts.users()) {
      for (const vdev of vm.devices.values()) {
        if (vdev.kind !== 'minidisk' || vdev.owner !== owner || vdev.ownerAddress !== ownerAddress) continue;
        found.push({ vm, vdev });
      }
    }
    return found;
  }

  /** Takes a device away from a virtual machine; its spool file is closed, its real device or space given back. */
  detach(entry: VirtualMachine, vdev: VdevBlok): void {
    const { vm } = entry;
    entry.io.detach(vdev);
    this.parts.rooms().accounting?.deviceTaken(vm, vdev);
    vm.devices.delete(vdev.address);
    if (vm.consoleAddress === vdev.address) vm.consoleAddress = undefined;
    switch (vdev.kind) {
      case 'reader':
      case 'punch':
      case 'printer':
      case 'console':
        this.parts.rooms().spool.closeDevice(vm, vdev);
        break;
      case 'dedicated':
        vdev.real.dedicatedTo = undefined;
        this.parts.devices.classify(vdev.real);
        if (vdev.dialedAs !== undefined) this.parts.rooms().consoles.dialDropped?.(vm, vdev);
        break;
      case 'minidisk':
        if (vdev.temporary) this.parts.temporaryDisks.release(vdev);
        break;
      default:
        (vdev.device as Device).close();
    }
  }

  private makeDevice(vm: Vmblok, definition: DeviceDefinition): VdevBlok {
    const { kind, address, type } = definition;
    const base = deviceBase(address, type);
    const spool = defaultSpoolSettings(definition.spoolClass ?? 'A');
    const place = { address, type, spool };
    switch (kind) {
      case 'console': {
        if (vm.console === undefined) throw new Error(`${vm.userid} has no terminal for a console`);
        const terminal = new InteractiveTerminal(vm.console.terminal, () => this.parts.entered(vm));
        const device = new DisplayConsole(terminal, type as ConsoleType, () => vm.console?.display);
        return { kind, ...base, device, spool, spooling: false, terminal: true };
      }
      case 'reader':
        return {
          kind,
          ...base,
          spool,
          device: new CardReader(this.parts.rooms().spool.reader(vm, place), type as CardReaderType, {
            noCardImage: true,
          }),
        };
      case 'punch':
        return {
          kind,
          ...base,
          spool,
          device: new CardPunch(this.parts.rooms().spool.punch(vm, place), type as CardPunchType, {
            noCardImage: true,
          }),
        };
      case 'printer':
        return {
          kind,
          ...base,
          spool,
          device: new Printer(this.parts.rooms().spool.printer(vm, place), type as PrinterType, {
            trainless: true,
          }),
        };
      case 'timer':
        return { kind, ...base, device: new PseudoTimer(this.parts.machine(vm).diagnose) };
      case 'ctca':
        return { kind, ...base, device: this.parts.couplings.makeAdapter() };
      case 'graf':
        return { kind, ...base, device: new Display3270(type as DisplayType) };
      case 'line':
        return { kind, ...base, device: new CommunicationLine(new QuietLine(), type as LineType) };
    }
  }

  private attach(vm: Vmblok, vdev: VdevBlok): void {
    vm.devices.set(vdev.address, vdev);
    this.parts.machine(vm).io.attach(vdev);
  }
}

/** What every virtual device begins with. */
function deviceBase(
  address: number,
  type: string,
): { address: number; type: string; notReady: boolean; startCount: number; sense: Uint8Array } {
  return { address, type, notReady: false, startCount: 0, sense: new Uint8Array(0) };
}

function unitRecordKind(type: string): 'reader' | 'punch' | 'printer' {
  if (type === '2540R' || type === '3505' || type === '2501') return 'reader';
  return type === '2540P' || type === '3525' ? 'punch' : 'printer';
}
