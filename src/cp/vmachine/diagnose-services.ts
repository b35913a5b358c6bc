import type { ErrorRecorder } from '../recording/error-recorder.js';
import type {
  BlockDevice,
  ChannelProgramState,
  ConsoleFunctionOutcome,
  CpServices,
  DeviceFacts,
  DiagnoseAccounting,
  DiagnoseDisplay,
  DiagnoseErrorArea,
  DiagnoseLogicalDevices,
  DiagnoseStorage,
  DiskFacts,
  SavedSystemOutcome,
  SpoolReadOutcome,
  SpoolSubfunction,
  SynchronousIo,
} from '../../diag/index.js';
import { cswHigh, cswLow } from '../../s370/index.js';
import { DeviceClass, deviceTypeCode } from './device-types.js';
import type { LogicalDeviceService } from '../services.js';
import { guestAddress } from './guest-address.js';
import { DisplayConsole } from './display-console.js';
import { GuestAccessError } from './guest-access-error.js';
import type { DedicatedVdev, ReaderVdev, VdevBlok } from './vdevblok.js';
import type { VirtualIo } from './virtual-io.js';
import type { Vmblok } from './vmblok.js';

/** Status byte of a virtual device block: the device is dedicated; flag byte: read only. */
const STATUS_DEDICATED = 0x10;
const FLAG_READ_ONLY = 0x80;
/** Status in the CSW. */
const CSW_STATUS = 0x44;
/** A virtual console is a 3215 of class terminal. */
const GRAPHIC_MODEL_2 = 2;

/** What hypercalls need of CP beside the virtual machine itself. */
export interface DiagnoseParts {
  readonly io: VirtualIo;
  timeOfDay(): { readonly milliseconds: number; readonly zoneMinutes: number };
  cpuIdentification(): Uint8Array;
  command(line: string, options: { collect: boolean; rejectPasswords: boolean }): ConsoleFunctionOutcome;
  enterControlProgram(): void;
  readonly realStorage: { readonly size: number; fetchByte(address: number): number };
  readSpool(reader: ReaderVdev, subfunction: SpoolSubfunction, operand: number): SpoolReadOutcome;
  nextSpoolFile(id: number): SpoolReadOutcome;
  blockDevice(vdev: DedicatedVdev): BlockDevice | 'busy' | undefined;
  accounting(): DiagnoseAccounting | undefined;
  activateDirectory(): 'done' | 'no-directory' | 'error';
  updateDirectory(list: string): number;
  savedSystem(name: string, action: 'load-shared' | 'load-nonshared' | 'purge' | 'find'): SavedSystemOutcome;
  communicate(parameters: number): number;
  readonly errors: ErrorRecorder;
  logicalDevices(): LogicalDeviceService | undefined;
}

/** The view of its virtual machine and of CP that a hypercall gets. */
export class DiagnoseServices implements CpServices {
  readonly storage: DiagnoseStorage;
  readonly sessions = new Map<string, unknown>();

  constructor(
    private readonly vm: Vmblok,
    private readonly parts: DiagnoseParts,
  ) {
    const { storage } = vm;
    this.storage = {
      get size() {
        return storage.size;
      },
      contains: (address, length) => storage.contains(address, length),
      fetchWord: (address) => storage.fetchWord(guestAddress(address)),
      storeWord: (address, value) => storage.storeWord(guestAddress(address), value),
      copyOut: (address, length) => storage.copyOut(guestAddress(address), length),
      copyIn: (address, bytes) => storage.copyIn(guestAddress(address), bytes),
      store: (address, bytes) => {
        storage.check(guestAddress(address), bytes.length, vm.psw.key, true);
        storage.copyIn(guestAddress(address), bytes);
      },
      checkStore: (address, length) => storage.check(guestAddress(address), length, vm.psw.key, true),
      permits: (address, length, key, store) => {
        try {
          storage.check(guestAddress(address), length, key ?? vm.psw.key, store);
          return true;
        } catch (error) {
          if (error instanceof GuestAccessError) return false;
          throw error;
        }
      },
      releasePages: (first, last) => storage.discardPages(first, last),
    };
  }

  get userid(): string {
    return this.vm.userid;
  }

  get errorMessages(): 'on' | 'off' | 'code' | 'text' {
    return this.vm.settings.errorMessages;
  }

  get display(): DiagnoseDisplay | undefined {
    return this.vm.console?.display;
  }

  hasClass(letters: string): boolean {
    return this.vm.hasClass(letters);
  }

  setConditionCode(conditionCode: 0 | 1 | 2 | 3): void {
    this.vm.psw.conditionCode = conditionCode;
  }

  timeOfDay(): { readonly milliseconds: number; readonly zoneMinutes: number } {
    return this.parts.timeOfDay();
  }

  virtualCpu(): number {
    return this.vm.accounting.virtualCpu;
  }

  totalCpu(): number {
    return Math.max(this.vm.accounting.virtualCpu, this.vm.accounting.totalCpu);
  }

  cpuIdentification(): Uint8Array {
    return this.parts.cpuIdentification();
  }

  consoleFunction(
    line: string,
    options: { readonly collect: boolean; readonly rejectPasswords: boolean },
  ): ConsoleFunctionOutcome {
    return this.parts.command(line, options);
  }

  enterControlProgram(): void {
    this.parts.enterControlProgram();
  }

  device(address: number): DeviceFacts | undefined {
    const { vm } = this;
    const wanted = address === -1 ? vm.consoleAddress : address;
    const vdev = wanted === undefined ? undefined : vm.devices.get(wanted);
    if (vdev === undefined) return undefined;
    const { class: typeClass, type } = deviceTypeCode(vdev.type);
    const status = vdev.kind === 'dedicated' ? STATUS_DEDICATED : 0;
    const readOnly =
      (vdev.kind === 'minidisk' && vdev.access === 'R/O') || (vdev.kind === 'dedicated' && vdev.readOnly);
    const flags = readOnly ? FLAG_READ_ONLY : 0;
    return {
      address: vdev.address,
      virtual: word(typeClass, type, status, flags),
      real: this.realFacts(vdev),
    };
  }

  disk(address: number): DiskFacts | undefined {
    const vdev = this.vm.devices.get(address);
    if (vdev === undefined) return undefined;
    const dasd = deviceTypeCode(vdev.type).class === DeviceClass.dasd;
    if (vdev.kind === 'minidisk') {
      return { cylinders: vdev.cylinders, readOnly: vdev.access === 'R/O', dasd };
    }
    if (vdev.kind === 'dedicated') {
      return { cylinders: vdev.real.cylinders ?? 0, readOnly: vdev.readOnly, dasd };
    }
    return { cylinders: 0, readOnly: true, dasd: false };
  }

  synchronousIo(device: number, key: number, ccwAddress: number): SynchronousIo {
    const vdev = this.vm.devices.get(device);
    if (vdev === undefined) return { kind: 'not-attached' };
    const { storage, watch } = this.vm;
    // Nothing has been changed so far: the guest can wait for its pages, and give the DIAGNOSE again.
    storage.repeatable = watch === undefined;
    const result = this.parts.io.runToEnd(vdev, key, ccwAddress);
    storage.repeatable = false;
    if (result === undefined) return { kind: 'busy' };
    return {
      kind: 'ended',
      cswHigh: cswHigh(result.csw) | 0,
      cswLow: cswLow(result.csw) | 0,
      sense: result.sense,
    };
  }

  get realStorage(): { readonly size: number; fetchByte(address: number): number } {
    return this.parts.realStorage;
  }

  get accounting(): DiagnoseAccounting | undefined {
    return this.vm.entry.options.has('ACCT') ? this.parts.accounting() : undefined;
  }

  spoolReader(device: number): 'ok' | 'not-attached' | 'no-reader' {
    const vdev = this.vm.devices.get(device);
    if (vdev === undefined) return 'not-attached';
    return vdev.kind === 'reader' ? 'ok' : 'no-reader';
  }

  readSpool(device: number, subfunction: SpoolSubfunction, operand: number): SpoolReadOutcome {
    const vdev = this.vm.devices.get(device);
    if (vdev?.kind !== 'reader') return { conditionCode: 3, code: vdev === undefined ? 4 : 8 };
    return this.parts.readSpool(vdev, subfunction, operand);
  }

  nextSpoolFile(id: number): SpoolReadOutcome {
    return this.parts.nextSpoolFile(id);
  }

  channelProgram(device: number, ccw: number): ChannelProgramState {
    return this.parts.io.channelProgram(device, ccw);
  }

  modifyChannelProgram(device: number, ccw: number, target: number | undefined): void {
    this.parts.io.modifyChannelProgram(device, ccw, target);
  }

  startConsole(device: number, ccw: number, control: number): 0 | 1 | 2 | 3 {
    const vdev = this.vm.devices.get(device);
    if (vdev?.kind === 'console' && vdev.device instanceof DisplayConsole) vdev.device.control = control;
    const { conditionCode, csw } = this.parts.io.startIo(device, 0, ccw, false);
    if (conditionCode === 1 && csw !== undefined) {
      const low = this.vm.storage.fetchWord(guestAddress(CSW_STATUS));
      this.vm.storage.storeWord(guestAddress(CSW_STATUS), (csw.low & 0xffff0000) | (low & 0xffff));
    }
    return conditionCode;
  }

  blockDevice(device: number): BlockDevice | 'busy' | undefined {
    const vdev = this.vm.devices.get(device);
    return vdev?.kind === 'dedicated' ? this.parts.blockDevice(vdev) : undefined;
  }

  setPa2External(on: boolean): void {
    this.vm.console?.setPa2External?.(on);
  }

  activateDirectory(): 'done' | 'no-directory' | 'error' {
    return this.parts.activateDirectory();
  }

  updateDirectory(list: string): number {
    return this.parts.updateDirectory(list);
  }

  savedSystem(name: string, action: 'load-shared' | 'load-nonshared' | 'purge' | 'find'): SavedSystemOutcome {
    return this.parts.savedSystem(name, action);
  }

  communicate(parameters: number): number {
    return this.parts.communicate(parameters);
  }

  errorRecording(by: 'virtual-cp' | 'virtual-cp-itself'): void {
    if (by === 'virtual-cp') this.vm.errorRecording.virtualCp = true;
    else this.vm.errorRecording.byVirtualCp = true;
  }

  get logicalDevices(): DiagnoseLogicalDevices | undefined {
    const { vm } = this;
    const devices = this.parts.logicalDevices();
    return (
      devices && {
        initiate: (type, model) => devices.initiate(vm, type, model),
        pending: (id) => devices.pending(vm, id),
        take: (id, length) => devices.take(vm, id, length),
        present: (id, data) => devices.present(vm, id, data),
        terminate: (id) => devices.terminate(vm, id),
        terminateAll: () => devices.terminateAll(vm),
      }
    );
  }

  get errorArea(): DiagnoseErrorArea {
    return this.parts.errors;
  }

  private realFacts(vdev: VdevBlok): number | undefined {
    if (vdev.kind === 'minidisk' || vdev.kind === 'dedicated') {
      const { class: typeClass, type } = deviceTypeCode(vdev.real.type);
      return word(typeClass, type, modelOf(vdev.real.type, vdev.real.cylinders ?? 0), 0);
    }
    if (vdev.kind !== 'console') return undefined;
    const { console } = this.vm;
    if (console === undefined) return undefined;
    const { display, lineSize } = console;
    const { class: typeClass, type } = deviceTypeCode(display?.deviceType ?? '3215');
    return word(typeClass, type, display === undefined ? 0 : display.model || GRAPHIC_MODEL_2, lineSize);
  }
}

/** Model number of a disk: the large 3330 and 3340 are told apart by their size. */
function modelOf(type: string, cylinders: number): number {
  if (type === '3330') return cylinders > 411 ? 11 : 1;
  if (type === '3340') return cylinders > 349 ? 70 : 35;
  return 0;
}

function word(b0: number, b1: number, b2: number, b3: number): number {
  return (b0 << 24) | (b1 << 16) | (b2 << 8) | b3;
}
