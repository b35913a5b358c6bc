import { DiagnoseTable } from '../diag/index.js';
import { UnitStatus, todFromUnixMilliseconds } from '../s370/index.js';
import type { ChannelSet, Device, Machine } from '../s370/index.js';
import type {
  ControlProgram,
  CpResult,
  DeviceDefinition,
  EligibleUser,
  IplOptions,
  IplTarget,
  LoadFigures,
  MinidiskAttachment,
  PageFigures,
  QueuedUser,
  RealCcw,
  RealIoResult,
} from './control-program.js';
import type { DirectoryUser } from './directory/index.js';
import { cpMessage, editMessage } from './messages.js';
import { Couplings } from './nucleus/couplings.js';
import { CpStorage } from './nucleus/cp-storage.js';
import type { RealArea } from './nucleus/cp-storage.js';
import { runRealCcws } from './nucleus/cp-real-io.js';
import { Dispatcher } from './nucleus/dispatcher.js';
import { FrameTable, FRAME_SIZE } from './nucleus/frame-table.js';
import type { PageFile } from './nucleus/page-file.js';
import { MachineControl } from './nucleus/machine-control.js';
import { PageLocks } from './nucleus/page-locks.js';
import { PAGE_TABLE_SIZE, PageSegment } from './nucleus/page-segment.js';
import { Pager } from './nucleus/pager.js';
import type { RdevBlok } from './nucleus/rdevblok.js';
import { RealDevices } from './nucleus/real-devices.js';
import { RealIo } from './nucleus/real-io.js';
import { RecordIo } from './nucleus/record-io.js';
import type { SavedSystemDefinition } from './nucleus/saved-system.js';
import { SystemVolumes } from './nucleus/system-volumes.js';
import { VirtualDevices } from './nucleus/virtual-devices.js';
import { makeVirtualMachine } from './nucleus/virtual-machine.js';
import type { VirtualMachine, VirtualMachineParts } from './nucleus/virtual-machine.js';
import type { VolumePageStore } from './nucleus/volume-page-store.js';
import { Vmcf } from './nucleus/vmcf.js';
import type { CpRooms, VmConsole } from './services.js';
import { ErrorRecorder } from './recording/error-recorder.js';
import { failedOperation } from './recording/operation-failure.js';
import type { RecordHeader } from './recording/error-records.js';
import { guestAddress } from './vmachine/guest-address.js';
import type { DedicatedVdev, MinidiskVdev, VdevBlok } from './vmachine/vdevblok.js';
import { VirtualReserves } from './vmachine/virtual-reserve.js';
import { Vmblok } from './vmachine/vmblok.js';

const LEAST_CP_FRAMES = 16;
/** Control register 14: machine checks for what the machine has corrected. */
const RECOVERY_REPORT_MASK = 0x08000000;

/** What CP is made of and told at its start. */
export interface CpOptions {
  /** The machine: its channels have the real devices attached. CP owns its CPU and storage. */
  readonly machine: Machine;
  /** The rooms around the nucleus. They may need CP themselves. */
  readonly rooms: (cp: Cp) => CpRooms;
  /** Serials of the volumes that are CP's: paging, spool and saved-system space is taken from them. */
  readonly ownedVolumes?: readonly string[];
  readonly savedSystems?: readonly SavedSystemDefinition[];
  /** Hypercalls; those of VM/370 alone when not given. */
  readonly diagnose?: DiagnoseTable;
  /** Host time of day in milliseconds since 1970 UTC. */
  readonly timeOfDay: () => number;
  /** Minutes that local time is east of UTC, at a time. */
  readonly zoneMinutes?: (milliseconds: number) => number;
  /** CP itself failed while it worked for a user, whose virtual machine has been reset: for the host's log. */
  readonly failed?: (userid: string, error: unknown) => void;
  /** Frames CP keeps for its control blocks at the start; it takes more when it needs them. */
  readonly controlFrames?: number;
}

/** The Control Program: shares one machine among virtual machines. */
export class Cp implements ControlProgram {
  readonly machine: Machine;
  /** Real devices, with the labels of disks. */
  readonly devices: RealDevices;
  readonly rooms: CpRooms;
  readonly pager: Pager;
  readonly frames: FrameTable;

  private readonly channels: ChannelSet;
  private readonly cpStorage: CpStorage;
  private readonly io: RealIo;
  private readonly records: RecordIo;
  private readonly volumes: SystemVolumes;
  private readonly control: MachineControl;
  private readonly dispatcher: Dispatcher;
  private readonly virtualDevices: VirtualDevices;
  private readonly diagnoseTable: DiagnoseTable;
  readonly couplings = new Couplings();
  readonly vmcf = new Vmcf({
    findUser: (userid) => this.findUser(userid),
    post: (vm, code) => this.postExternal(vm, code),
  });
  readonly errors = new ErrorRecorder({
    header: () => this.recordHeader(),
    operator: (text) => this.rooms.consoles.operatorMessage(text),
    later: (action) => this.chores.push(action),
    reportRecovery: (on) => {
      const { cr } = this.machine.cpu;
      cr[14] = on ? cr[14] | RECOVERY_REPORT_MASK : cr[14] & ~RECOVERY_REPORT_MASK;
    },
  });
  systemAssist = true;
  private readonly reserves = new VirtualReserves();
  /** Pages that LOCK keeps in real storage. */
  readonly pageLocks = new PageLocks();
  private readonly machines = new Map<string, VirtualMachine>();
  private readonly chores: (() => void)[] = [];
  private running = false;

  constructor(private readonly options: CpOptions) {
    const { machine } = options;
    this.machine = machine;
    this.channels = machine.channels;
    const { storage, events } = machine;
    const reserved = options.controlFrames ?? Math.max(LEAST_CP_FRAMES, storage.size >>> 17);
    this.frames = new FrameTable(storage, reserved);
    this.cpStorage = new CpStorage(storage, this.frames, FRAME_SIZE, reserved * FRAME_SIZE, () =>
      this.pager.makeRoom(),
    );
    this.io = new RealIo(this.channels, events, storage, this.cpStorage);
    this.io.onFailure = (failure) => {
      const rdev = this.devices.find(failure.request.device);
      if (rdev !== undefined) this.errors.operationFailed(failedOperation(storage, rdev, failure));
    };
    this.records = new RecordIo(storage, this.cpStorage, this.io);
    this.devices = new RealDevices(this.channels, this.records);
    this.volumes = new SystemVolumes({
      devices: this.devices,
      records: this.records,
      definitions: options.savedSystems ?? [],
      makeSharedSegment: (name) => new PageSegment(storage, this.cpStorage.allocate(PAGE_TABLE_SIZE), name),
      users: () => this.users(),
    });
    this.pager = new Pager(storage, this.frames, this.volumes.pageStore, this.io, (device) =>
      this.rooms.consoles.operatorMessage(
        editMessage(cpMessage('PAG', 415, [device.toString(16).toUpperCase().padStart(3, '0')]), 'ON')!,
      ),
    );
    this.dispatcher = new Dispatcher(
      events,
      () => machine.cpu.stop(),
      (vm, error) => this.contain(vm, error),
      { available: () => this.frames.pageable, free: () => this.frames.free },
    );
    this.virtualDevices = new VirtualDevices({
      devices: this.devices,
      temporaryDisks: this.volumes.temporaryDisks,
      ownedVolumes: options.ownedVolumes ?? [],
      couplings: this.couplings,
      rooms: () => this.rooms,
      users: () => this.users(),
      machine: (vm) => this.parts(vm),
      entered: (vm) => this.dispatcher.wake(vm, true),
    });
    this.control = new MachineControl({
      events,
      dispatcher: this.dispatcher,
      pageLocks: this.pageLocks,
      vmcf: this.vmcf,
      ipl: { events, realIo: this.io, realDevice: (real) => this.channels.device(real) },
      savedSystems: () => this.volumes.savedSystems,
      machine: (vm) => this.parts(vm),
      dropDial: (vm, vdev) => this.dropDial(vm, vdev),
      endLogicalDevices: (vm) => this.rooms.logicalDevices?.terminateAll(vm),
    });
    this.diagnoseTable = options.diagnose ?? new DiagnoseTable();
    this.rooms = options.rooms(this);
  }

  /** IPL of CP: resets the machine, looks at devices and volumes, finds its paging, spool and saved-system space. */
  start(): void {
    this.machine.clearReset();
    this.devices.scan();
    for (const volser of this.options.ownedVolumes ?? []) this.volumes.add(volser);
    this.errors.area = this.volumes.errorArea;
    this.errors.setMode('retry', true);
    this.running = true;
  }

  /** Ends every virtual machine and all real I/O. Volumes stay as they are. */
  powerOff(): void {
    for (const { vm } of [...this.machines.values()]) this.logoff(vm);
    this.runChores();
    this.running = false;
    this.channels.reset();
  }

  /**
   * Works for about so many milliseconds of machine time: CP's own chores, real interruptions, then virtual machines
   * in turn. Returns the microseconds until there is something to do again: 0 at once, Infinity when only the outside
   * world can bring it.
   */
  runSlice(milliseconds = 1): number {
    if (!this.running) return Infinity;
    const { events } = this.machine;
    const until = events.now() + milliseconds * 1000;
    for (;;) {
      this.runChores();
      this.io.poll();
      if (!this.dispatcher.runOne(until)) {
        if (this.pager.isWaitedFor) {
          // Nobody can do anything before a page comes: this is CP's own wait.
          this.pager.waitUntil(() => this.dispatcher.ready || !this.pager.isWaitedFor);
          continue;
        }
        const delay = this.machine.idle();
        // an interruption or a chore makes work of its own: the delay is not right any more
        const more = this.io.poll() || this.chores.length > 0 || this.dispatcher.ready;
        if (delay > 0 && !more) return delay;
      }
      if (events.now() >= until) return 0;
    }
  }

  timeOfDay(): number {
    return this.options.timeOfDay();
  }

  now(): number {
    return this.machine.events.now();
  }

  // Users

  users(): readonly Vmblok[] {
    return [...this.machines.values()].map(({ vm }) => vm);
  }

  findUser(userid: string): Vmblok | undefined {
    return this.machines.get(userid)?.vm;
  }

  logon(user: DirectoryUser, console: VmConsole | undefined): Vmblok {
    if (this.machines.has(user.userid)) throw new Error(`${user.userid} is logged on`);
    const vm = new Vmblok(user);
    vm.psw.extendedAllowed = vm.settings.ecMode;
    vm.console = console;
    vm.accounting.logonTime = this.now();
    const entry = makeVirtualMachine(vm, user.storage, this.virtualMachineParts());
    this.machines.set(vm.userid, entry);
    this.dispatcher.add(vm, entry.cpu);
    this.control.resetCpu(vm);
    this.virtualDevices.attachOwn(vm, user);
    return vm;
  }

  logoff(vm: Vmblok): void {
    const entry = this.machines.get(vm.userid);
    if (entry?.vm !== vm) return;
    vm.state = 'gone';
    this.vmcf.unauthorize(vm);
    this.rooms.logicalDevices?.terminateAll(vm);
    this.dispatcher.stopped(vm);
    this.dispatcher.remove(vm);
    this.machines.delete(vm.userid);
    // The guest may be in the middle of the DIAGNOSE that logged it off: its storage goes when that is over.
    this.chores.push(() => {
      entry.io.reset();
      for (const vdev of vm.sortedDevices()) this.virtualDevices.detach(entry, vdev);
      entry.shadow.release();
      this.pageLocks.unlockAll(vm);
      vm.storage.release();
    });
    this.rooms.consoles.released(vm);
  }

  // Running and stopping

  beginExecution(vm: Vmblok, address?: number): void {
    this.control.beginExecution(vm, address);
  }

  enterCp(vm: Vmblok): void {
    this.control.enterCp(vm);
  }

  sleep(vm: Vmblok, milliseconds?: number): void {
    this.control.sleep(vm, milliseconds);
  }

  wakeUp(vm: Vmblok): void {
    this.control.wakeUp(vm);
  }

  presentAttention(vm: Vmblok): boolean {
    return this.control.presentAttention(vm);
  }

  postExternal(vm: Vmblok, code: number): void {
    this.control.postExternal(vm, code);
  }

  systemReset(vm: Vmblok, clear: boolean): void {
    this.control.systemReset(vm, clear);
  }

  systemRestart(vm: Vmblok): void {
    this.control.systemRestart(vm);
  }

  ipl(vm: Vmblok, target: IplTarget, options: IplOptions = {}): CpResult {
    return this.control.ipl(vm, target, options);
  }

  defineStorage(vm: Vmblok, bytes: number): void {
    this.control.defineStorage(vm, bytes);
  }

  setEcMode(vm: Vmblok, on: boolean): void {
    this.control.setEcMode(vm, on);
  }

  saveSystem(vm: Vmblok, name: string): CpResult {
    return (
      this.volumes.savedSystems?.save(vm, name) ?? { ok: false, module: 'CFG', number: 44, fields: [name] }
    );
  }

  savedSystemNames(): readonly string[] {
    return this.volumes.savedSystems?.names() ?? [];
  }

  // Devices

  defineDevice(vm: Vmblok, definition: DeviceDefinition): VdevBlok {
    return this.virtualDevices.define(vm, definition);
  }

  attachMinidisk(vm: Vmblok, minidisk: MinidiskAttachment): VdevBlok {
    return this.virtualDevices.attachMinidisk(vm, minidisk);
  }

  attachTemporaryDisk(vm: Vmblok, address: number, type: string, cylinders: number): VdevBlok | undefined {
    return this.virtualDevices.attachTemporaryDisk(vm, address, type, cylinders);
  }

  attachReal(vm: Vmblok, address: number, real: RdevBlok, readOnly: boolean): VdevBlok | undefined {
    return this.virtualDevices.attachReal(vm, address, real, readOnly);
  }

  dial(vm: Vmblok, address: number, real: RdevBlok): DedicatedVdev | undefined {
    const vdev = this.virtualDevices.dial(this.parts(vm), address, real);
    if (vdev !== undefined) this.readyDevice(vm, vdev);
    return vdev;
  }

  dropDial(vm: Vmblok, vdev: DedicatedVdev): void {
    this.virtualDevices.dropDial(this.parts(vm), vdev);
  }

  detachDevice(vm: Vmblok, address: number): boolean {
    const vdev = vm.devices.get(address);
    if (vdev === undefined) return false;
    this.virtualDevices.detach(this.parts(vm), vdev);
    return true;
  }

  resetDevice(vm: Vmblok, vdev: VdevBlok): void {
    this.parts(vm).io.resetDevice(vdev);
    if (vdev.kind === 'dedicated' && vdev.dialedAs !== undefined) this.dropDial(vm, vdev);
  }

  readyDevice(vm: Vmblok, vdev: VdevBlok): void {
    vdev.notReady = false;
    if (vdev.kind === 'reader') vdev.device.ready();
    else this.parts(vm).io.presentByDevice(vdev, UnitStatus.deviceEnd);
    this.dispatcher.wake(vm);
  }

  usersOfMinidisk(
    owner: string,
    ownerAddress: number,
  ): readonly { readonly vm: Vmblok; readonly vdev: MinidiskVdev }[] {
    return this.virtualDevices.usersOfMinidisk(owner, ownerAddress);
  }

  realDevices(): readonly RdevBlok[] {
    return this.devices.all();
  }

  findVolume(volser: string): RdevBlok | undefined {
    return this.devices.findVolume(volser);
  }

  realIo(device: number, ccws: readonly RealCcw[], done: (result: RealIoResult) => void): void {
    const { storage, events } = this.machine;
    runRealCcws({ storage, cpStorage: this.cpStorage, io: this.io, events }, device, ccws, done);
  }

  plugDevice(address: number, device: Device): void {
    this.channels.attach(address, device);
    this.devices.add(address, device.type);
  }

  unplugDevice(address: number): void {
    this.channels.detach(address);
    this.devices.remove(address);
    this.io.forget(address);
  }

  onUnsolicited(device: number, handler: (unitStatus: number) => void): void {
    this.io.onStatus(device, (csw) => handler(csw.unitStatus));
  }

  /** Paging space. */
  get pageStore(): VolumePageStore {
    return this.volumes.pageStore;
  }

  get spoolPages(): PageFile | undefined {
    return this.volumes.spool;
  }

  // Storage

  readStorage(vm: Vmblok, address: number, length: number): Uint8Array | undefined {
    return vm.storage.contains(address, length)
      ? vm.storage.copyOut(guestAddress(address), length)
      : undefined;
  }

  writeStorage(vm: Vmblok, address: number, bytes: Uint8Array): boolean {
    if (!vm.storage.contains(address, bytes.length)) return false;
    vm.storage.copyIn(guestAddress(address), bytes);
    return true;
  }

  readKey(vm: Vmblok, address: number): number | undefined {
    return vm.storage.getKey(guestAddress(address));
  }

  translate(vm: Vmblok, virtualAddress: number): number | undefined {
    const { translator } = this.parts(vm).cpu.logical;
    return translator.translate(virtualAddress, vm.cr[0], vm.cr[1], 0) === 0 ? translator.real : undefined;
  }

  // Messages and figures

  tell(vm: Vmblok, text: string): void {
    vm.console?.writeLine(text);
  }

  setOnline(rdev: RdevBlok, online: boolean): void {
    if (online) {
      this.devices.classify(rdev);
      return;
    }
    rdev.owner = 'offline';
    rdev.volser = undefined;
  }

  ownsVolume(rdev: RdevBlok): boolean {
    return rdev.volser !== undefined && (this.options.ownedVolumes ?? []).includes(rdev.volser);
  }

  haltReal(rdev: RdevBlok): void {
    this.io.haltDevice(rdev.address);
  }

  /** Bytes of CP's control-block storage that are not in use. */
  get controlStorageAvailable(): number {
    return this.cpStorage.available;
  }

  /** Tables that CP keeps in real storage for a virtual machine. */
  controlStorageOf(vm: Vmblok): RealArea[] {
    return [...vm.storage.tableAreas(), ...this.parts(vm).shadow.areas()];
  }

  /** Areas of CP's control-block storage that are not in use. */
  unusedControlStorage(): RealArea[] {
    return this.cpStorage.unused();
  }

  pagingTotals(): { readonly reads: number; readonly writes: number; readonly waited: number } {
    const { pageReads, pageWrites } = this.pager.totals;
    return { reads: pageReads, writes: pageWrites, waited: this.pager.waited };
  }

  get pageableFrames(): number {
    return this.frames.pageable;
  }

  loadFigures(): LoadFigures {
    const { frames } = this;
    const used = frames.pageable - frames.free;
    return {
      ...this.dispatcher.figures(),
      storagePercent: frames.pageable === 0 ? 0 : Math.round((100 * used) / frames.pageable),
    };
  }

  eligibleUsers(): readonly EligibleUser[] {
    return this.dispatcher.eligibleUsers();
  }

  setFavored(vm: Vmblok, favored: boolean, percent: number): void {
    this.dispatcher.setFavored(vm, favored, percent);
  }

  queuedUsers(): readonly QueuedUser[] {
    return this.dispatcher.queued();
  }

  waitsForIo(vm: Vmblok): readonly RdevBlok[] {
    return vm
      .sortedDevices()
      .filter((vdev) => this.parts(vm).io.isBusy(vdev))
      .flatMap((vdev) => ('real' in vdev ? [vdev.real] : []));
  }

  pageFigures(vm: Vmblok): PageFigures {
    const { resident, slots } = vm.storage.counts();
    const onDrum = slots.filter((slot) => this.pageStore.isPreferred(slot)).length;
    const workingSet = this.dispatcher.projectedWorkingSet(vm);
    return { resident, workingSet, onDrum, onDisk: slots.length - onDrum };
  }

  // Parts

  private parts(vm: Vmblok): VirtualMachine {
    const entry = this.machines.get(vm.userid);
    if (entry?.vm !== vm) throw new Error(`${vm.userid} is not logged on`);
    return entry;
  }

  private runChores(): void {
    for (let chore = this.chores.shift(); chore !== undefined; chore = this.chores.shift()) chore();
  }

  private virtualMachineParts(): VirtualMachineParts {
    return {
      machine: this.machine,
      cpStorage: this.cpStorage,
      pager: this.pager,
      realIo: this.io,
      vmcf: this.vmcf,
      reserves: this.reserves,
      diagnoseTable: this.diagnoseTable,
      rooms: () => this.rooms,
      systemAssist: () => this.systemAssist,
      timeOfDay: () => {
        const milliseconds = this.timeOfDay();
        return { milliseconds, zoneMinutes: this.options.zoneMinutes?.(milliseconds) ?? 0 };
      },
      wake: (vm) => this.dispatcher.wake(vm),
      enterCp: (vm) => this.control.stopInCp(vm),
      stop: (vm, tell) => {
        // Told before CP reads: the line would wait behind the read.
        this.control.stopQuietly(vm);
        tell();
        vm.console?.stateChanged();
      },
      tell: (vm, text) => this.tell(vm, text),
      message: (vm, module, number, fields) => this.message(vm, module, number, fields),
      failed: (vm, error) => this.contain(vm, error),
      errors: this.errors,
      cpuId: () => this.recordHeader().cpuId,
      terminate: (vm) => this.terminate(vm),
      savedSystem: (vm, name, action) =>
        this.volumes.savedSystems?.segment(vm, name, action) ?? { kind: 'unknown' },
    };
  }

  /** CP failed while it worked for a virtual machine: that one is reset, everything else goes on. */
  private contain(vm: Vmblok, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.control.stopQuietly(vm);
    this.options.failed?.(vm.userid, error);
    this.rooms.consoles.operatorMessage(`${vm.userid} RESET; CP ERROR: ${reason}`);
    this.chores.push(() => {
      if (this.machines.get(vm.userid)?.vm === vm) this.systemReset(vm, false);
    });
    this.tell(vm, 'CP ENTERED; VIRTUAL MACHINE RESET AFTER CP ERROR');
    vm.console?.stateChanged();
  }

  /** The machine has failed under a virtual machine: that one is reset. */
  private terminate(vm: Vmblok): void {
    this.control.stopQuietly(vm);
    this.chores.push(() => {
      if (this.machines.get(vm.userid)?.vm === vm) this.systemReset(vm, false);
    });
    this.tell(vm, 'DMKMCH619I MACHINE CHECK; OPERATION TERMINATED');
    vm.console?.stateChanged();
  }

  /** Local time and identification of the machine, for a record of an error. */
  private recordHeader(): RecordHeader {
    const milliseconds = this.timeOfDay();
    const local = milliseconds + (this.options.zoneMinutes?.(milliseconds) ?? 0) * 60_000;
    const cpuId = new Uint8Array(8);
    const view = new DataView(cpuId.buffer);
    view.setInt32(0, this.machine.cpu.cpuId.high);
    view.setInt32(4, this.machine.cpu.cpuId.low);
    return { clock: todFromUnixMilliseconds(local), cpuId };
  }

  private message(vm: Vmblok, module: string, number: number, fields: readonly string[]): void {
    const setting = vm.settings.errorMessages.toUpperCase() as 'ON' | 'OFF' | 'CODE' | 'TEXT';
    const text = editMessage(cpMessage(module, number, fields, 'W'), setting);
    if (text !== undefined) this.tell(vm, text);
  }
}
