import type { EventQueue } from '../../s370/index.js';
import type { CpResult, IplOptions, IplTarget } from '../control-program.js';
import { guestAddress } from '../vmachine/guest-address.js';
import type { SavedSystems } from '../vmachine/saved-system-loader.js';
import type { DedicatedVdev } from '../vmachine/vdevblok.js';
import { iplFromDevice } from '../vmachine/virtual-ipl.js';
import type { IplParts } from '../vmachine/virtual-ipl.js';
import { EXTERNAL_KEY } from '../vmachine/virtual-timers.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { Dispatcher } from './dispatcher.js';
import type { PageLocks } from './page-locks.js';
import type { VirtualMachine } from './virtual-machine.js';
import type { Vmcf } from './vmcf.js';

/** Control registers after an initial CPU reset. GA22-7000, Control Registers. */
const CONTROL_REGISTER_RESET: readonly (readonly [number, number])[] = [
  [0, 0x000000e0],
  [2, -1],
  [14, 0xc2000000 | 0],
  [15, 0x00000200],
];

/** What starting, stopping, resetting and loading virtual machines needs of CP. */
export interface MachineControlParts {
  readonly events: EventQueue;
  readonly dispatcher: Dispatcher;
  readonly pageLocks: PageLocks;
  readonly vmcf: Vmcf;
  readonly ipl: IplParts;
  savedSystems(): SavedSystems | undefined;
  /** The parts of a virtual machine that is logged on; throws for others. */
  machine(vm: Vmblok): VirtualMachine;
  /** Ends what DIAL began. */
  dropDial(vm: Vmblok, vdev: DedicatedVdev): void;
  /** Displays that the virtual machine has made are gone. */
  endLogicalDevices(vm: Vmblok): void;
}

/** Buttons and keys of virtual machines: begin, stop, reset, restart, external interruption, attention, IPL. */
export class MachineControl {
  constructor(private readonly parts: MachineControlParts) {}

  beginExecution(vm: Vmblok, address?: number): void {
    if (vm.state === 'gone') return;
    if (address !== undefined) vm.psw.instructionAddress = address & 0xffffff;
    vm.state = 'running';
    this.parts.dispatcher.wake(vm, true);
    vm.console?.stateChanged();
  }

  enterCp(vm: Vmblok): void {
    if (vm.state === 'gone' || vm.state === 'cp' || vm.settings.run) return;
    this.stopInCp(vm);
  }

  sleep(vm: Vmblok, milliseconds?: number): void {
    if (vm.state === 'gone') return;
    vm.state = 'sleeping';
    this.parts.dispatcher.stopped(vm);
    vm.sleepUntil = milliseconds === undefined ? Infinity : this.parts.events.now() + milliseconds * 1000;
    if (vm.sleepUntil < Infinity) {
      const until = vm.sleepUntil;
      this.parts.events.scheduleAt(until, () => {
        if (vm.state === 'sleeping' && vm.sleepUntil === until) this.wakeUp(vm);
      });
    }
    vm.console?.stateChanged();
  }

  wakeUp(vm: Vmblok): void {
    if (vm.state !== 'sleeping') return;
    vm.state = 'running';
    this.parts.dispatcher.wake(vm, true);
    vm.console?.stateChanged();
  }

  presentAttention(vm: Vmblok): boolean {
    this.wakeUp(vm);
    const vdev = vm.consoleAddress === undefined ? undefined : vm.devices.get(vm.consoleAddress);
    if (vdev?.kind !== 'console' || this.parts.machine(vm).io.hasAttention(vdev)) return false;
    // While the console types, the attention waits for the end of the operation. SY20-0886, DMKCFMAT.
    vdev.device.requestKey();
    this.parts.dispatcher.wake(vm, true);
    return true;
  }

  postExternal(vm: Vmblok, code: number): void {
    if (code < 0x100) vm.pendingExternal |= code === 0 ? EXTERNAL_KEY : code;
    else if (!vm.queuedExternal.includes(code)) vm.queuedExternal.push(code);
    this.parts.dispatcher.wake(vm, true);
  }

  systemReset(vm: Vmblok, clear: boolean): void {
    const { io, shadow, diagnose } = this.parts.machine(vm);
    io.reset();
    this.parts.endLogicalDevices(vm);
    for (const vdev of vm.sortedDevices()) {
      vdev.sense = new Uint8Array(0);
      if (vdev.kind === 'dedicated' && vdev.dialedAs !== undefined) this.parts.dropDial(vm, vdev);
    }
    this.resetCpu(vm);
    shadow.invalidate();
    diagnose.sessions.clear();
    if (clear) {
      this.parts.pageLocks.unlockAll(vm);
      vm.storage.clear();
      vm.addressStop = undefined;
      vm.loadedSegments.clear();
      vm.gpr.fill(0);
      vm.fpr.fill(0);
    }
  }

  systemRestart(vm: Vmblok): void {
    const { storage, psw } = vm;
    const newHigh = storage.fetchWord(guestAddress(0));
    const newLow = storage.fetchWord(guestAddress(4));
    storage.storeWord(guestAddress(8), psw.high());
    storage.storeWord(guestAddress(12), psw.low());
    psw.load(newHigh, newLow);
    this.beginExecution(vm);
  }

  ipl(vm: Vmblok, target: IplTarget, options: IplOptions = {}): CpResult {
    this.stopQuietly(vm);
    this.systemReset(vm, options.clear === true);
    for (const name of vm.loadedSegments) this.parts.savedSystems()?.segment(vm, name, 'purge');
    vm.storage.dropShared();
    vm.settings.pageExceptions = false;
    const result = this.load(vm, target);
    if (!result.ok) {
      vm.console?.stateChanged();
      return result;
    }
    vm.loaded = true;
    vm.loads++;
    vm.console?.setPa2External?.(false);
    vm.iplName =
      target.kind === 'system' ? target.name : target.address.toString(16).toUpperCase().padStart(3, '0');
    if (options.parameter !== undefined) loadParameter(vm.gpr, options.parameter, target.kind === 'device');
    if (options.stop === true) this.stopInCp(vm);
    else this.beginExecution(vm);
    if (options.attention === true) this.presentAttention(vm);
    return result;
  }

  defineStorage(vm: Vmblok, bytes: number): void {
    if (bytes % 4096 !== 0 || bytes < 8192 || bytes > vm.entry.maximumStorage) {
      throw new RangeError(`storage of ${bytes} bytes is not allowed for ${vm.userid}`);
    }
    this.stopInCp(vm);
    this.systemReset(vm, true);
    vm.storage.resize(bytes);
    vm.loaded = false;
  }

  setEcMode(vm: Vmblok, on: boolean): void {
    if (vm.settings.ecMode === on) return;
    this.stopInCp(vm);
    vm.settings.ecMode = on;
    vm.psw.extendedAllowed = on;
    this.systemReset(vm, false);
  }

  /** Initial CPU reset. */
  resetCpu(vm: Vmblok): void {
    vm.psw.clear();
    vm.cr.fill(0);
    for (const [register, value] of CONTROL_REGISTER_RESET) vm.cr[register] = value;
    this.parts.vmcf.unauthorize(vm);
    vm.pendingExternal = 0;
    vm.queuedExternal.length = 0;
    vm.pagesCome.length = 0;
    Object.assign(vm.errorRecording, { virtualCp: false, byVirtualCp: false });
    this.parts.machine(vm).timers.reset();
  }

  /** Into CP mode; the console is not told yet. */
  stopQuietly(vm: Vmblok): void {
    if (vm.state === 'gone') return;
    vm.state = 'cp';
    vm.storage.releaseAwaited();
    this.parts.dispatcher.stopped(vm);
  }

  /** Into CP mode. */
  stopInCp(vm: Vmblok): void {
    this.stopQuietly(vm);
    vm.console?.stateChanged();
  }

  private load(vm: Vmblok, target: IplTarget): CpResult {
    if (target.kind === 'system') {
      return (
        this.parts.savedSystems()?.ipl(vm, target.name) ?? {
          ok: false,
          module: 'CFG',
          number: 44,
          fields: [target.name],
        }
      );
    }
    const address = target.address.toString(16).toUpperCase().padStart(3, '0');
    const vdev = vm.devices.get(target.address);
    if (vdev === undefined) return { ok: false, module: 'CFG', number: 40, fields: [address] };
    return iplFromDevice(vm, vdev, this.parts.ipl);
  }
}

/**
 * IPL's PARM goes into the general registers from register 0 on. What it doesn't reach keeps what a saved system has
 * there: CMS looks past the text and takes blanks for the end of all parameters. SY20-0886, DMKCFG. IPL of a device
 * leaves blanks behind it.
 */
function loadParameter(gpr: Int32Array, parameter: Uint8Array, blank: boolean): void {
  const bytes = new Uint8Array(4 * gpr.length).fill(0x40);
  const words = new DataView(bytes.buffer);
  if (!blank) gpr.forEach((word, register) => words.setInt32(4 * register, word));
  bytes.set(parameter.subarray(0, bytes.length));
  for (let register = 0; register < gpr.length; register++) gpr[register] = words.getInt32(4 * register);
}
