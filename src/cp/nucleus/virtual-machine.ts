import type { ConsoleFunctionOutcome, DiagnoseTable, SavedSystemOutcome } from '../../diag/index.js';
import type { Machine, ScheduledEvent } from '../../s370/index.js';
import type { CpRooms } from '../services.js';
import type { ErrorRecorder } from '../recording/error-recorder.js';
import { guestErrorRecord } from '../recording/guest-error-record.js';
import { DiagnoseServices } from '../vmachine/diagnose-services.js';
import { GuestCpu } from '../vmachine/guest-cpu.js';
import { GuestStorage } from '../vmachine/guest-storage.js';
import type { LogicalStorage } from '../vmachine/logical-storage.js';
import { ShadowTables } from '../vmachine/shadow-tables.js';
import { VirtualIo } from '../vmachine/virtual-io.js';
import type { VirtualReserves } from '../vmachine/virtual-reserve.js';
import { VirtualTimers } from '../vmachine/virtual-timers.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import { blockDevice } from './block-device.js';
import type { CpStorage } from './cp-storage.js';
import type { Page } from './page.js';
import type { Pager } from './pager.js';
import type { RealIo } from './real-io.js';
import type { Vmcf } from './vmcf.js';

/** Version code of a virtual CPU. */
const VIRTUAL_VERSION = 0xff;
/** DIAGNOSE X'84': userid not found. */
const NO_DIRECTORY = 30;

/** A virtual machine at work: its block and the parts that act on it. */
export interface VirtualMachine {
  readonly vm: Vmblok;
  readonly cpu: GuestCpu;
  readonly io: VirtualIo;
  readonly timers: VirtualTimers;
  readonly shadow: ShadowTables;
  readonly diagnose: DiagnoseServices;
}

/** What a virtual machine is made of and what it asks of CP. */
export interface VirtualMachineParts {
  readonly machine: Machine;
  readonly cpStorage: CpStorage;
  readonly pager: Pager;
  readonly realIo: RealIo;
  readonly diagnoseTable: DiagnoseTable;
  readonly vmcf: Vmcf;
  readonly reserves: VirtualReserves;
  rooms(): CpRooms;
  /** SET SASSIST. */
  systemAssist(): boolean;
  timeOfDay(): { readonly milliseconds: number; readonly zoneMinutes: number };
  /** There may be something to do for the virtual machine. */
  wake(vm: Vmblok): void;
  /** Into CP mode because the user or the guest asked for it. */
  enterCp(vm: Vmblok): void;
  /** Into CP mode, with what the user is told before CP asks for a command. */
  stop(vm: Vmblok, tell: () => void): void;
  tell(vm: Vmblok, text: string): void;
  message(vm: Vmblok, module: string, number: number, fields: readonly string[]): void;
  /** CP failed while it worked for the virtual machine. */
  failed(vm: Vmblok, error: unknown): void;
  readonly errors: ErrorRecorder;
  /** STIDP of the real machine. */
  cpuId(): Uint8Array;
  /** The machine has failed while the virtual machine ran: it can't go on. */
  terminate(vm: Vmblok): void;
  savedSystem(
    vm: Vmblok,
    name: string,
    action: 'load-shared' | 'load-nonshared' | 'purge' | 'find',
  ): SavedSystemOutcome;
}

/** Gives a virtual machine its storage and the parts that act on it. */
export function makeVirtualMachine(
  vm: Vmblok,
  storageSize: number,
  parts: VirtualMachineParts,
): VirtualMachine {
  const { machine, cpStorage, pager, realIo } = parts;
  const { storage, events, tod } = machine;
  const awaitPage = (page: Page): boolean => {
    vm.pageWaits++;
    const here = pager.request(page, vm.accounting, (ok) => {
      vm.pageWaits--;
      if (!ok) pagingError(vm, parts);
      else if (vm.state === 'running') vm.storage.keepAwaited(page);
      parts.wake(vm);
    });
    if (here) vm.pageWaits--;
    return here;
  };
  vm.storage = new GuestStorage(
    {
      storage,
      cpStorage,
      pager,
      counters: vm.accounting,
      awaitPage,
      purgeTranslations: () => machine.cpu.purgeTranslations(),
      sharedPageAltered: (name, page) => {
        const field = (page * 4096).toString(16).toUpperCase().padStart(6, '0');
        const tell = (): void => parts.message(vm, 'VMA', 456, [name, field]);
        if (vm.state === 'running') parts.stop(vm, tell);
        else tell();
      },
    },
    storageSize,
  );
  const io = new VirtualIo(vm, {
    storage,
    cpStorage,
    realIo,
    reserves: parts.reserves,
    events,
    wake: () => parts.wake(vm),
    failed: (error) => parts.failed(vm, error),
  });
  const timers = new VirtualTimers(vm, tod, events);
  const shadow = new ShadowTables(vm, storage, cpStorage, () => machine.cpu.purgeTranslations());
  const cpuIdentification = (): Uint8Array => virtualCpuIdentification(vm, machine);
  const diagnose = new DiagnoseServices(vm, {
    io,
    timeOfDay: () => parts.timeOfDay(),
    cpuIdentification,
    command: (line, options) => consoleFunction(vm, line, options, parts),
    enterControlProgram: () => parts.enterCp(vm),
    realStorage: storage,
    readSpool: (reader, subfunction, operand) =>
      parts.rooms().spool.readDiagnose(vm, reader, subfunction, operand),
    nextSpoolFile: (id) => parts.rooms().spool.nextFile(vm, id),
    blockDevice: (vdev) => blockDevice(vdev, io.isBusy(vdev), { storage, cpStorage, io: realIo, events }),
    accounting: () => parts.rooms().hypercalls?.accounting(vm),
    activateDirectory: () => parts.rooms().hypercalls?.activateDirectory() ?? 'no-directory',
    updateDirectory: (list) => parts.rooms().hypercalls?.updateDirectory(vm, list) ?? NO_DIRECTORY,
    savedSystem: (name, action) => parts.savedSystem(vm, name, action),
    communicate: (parameters) => parts.vmcf.request(vm, parameters),
    errors: parts.errors,
    logicalDevices: () => parts.rooms().logicalDevices,
  });
  let timerEvent: ScheduledEvent | undefined;
  const cpu = new GuestCpu(vm, {
    machine,
    io,
    timers,
    shadow,
    cpuIdentification,
    diagnose: (rx, ry, code) =>
      parts.diagnoseTable.execute({ rx, ry, code, gpr: vm.gpr, services: diagnose }),
    realInterruptions: () => void realIo.poll(),
    waiting: () => {
      // One event a virtual machine, however often it waits.
      if (timerEvent !== undefined) events.cancel(timerEvent);
      const time = timers.wakeTime();
      timerEvent = time === Infinity ? undefined : events.scheduleAt(time, () => parts.wake(vm));
    },
    stopWithMessage: (module, number, fields) =>
      parts.stop(vm, () => parts.message(vm, module, number, fields)),
    stopWithText: (text) => parts.stop(vm, () => parts.tell(vm, text)),
    stop: () => parts.stop(vm, () => undefined),
    communication: () => parts.vmcf.deliver(vm),
    logicalDevice: () => parts.rooms().logicalDevices?.interruption(vm),
    takesErrorRecord: (logical) => takesErrorRecord(vm, logical, parts),
    machineCheck: (report) => {
      const fate = parts.errors.machineCheck(report, [vm.psw.high(), vm.psw.low()], vm.userid);
      if (fate === 'terminate') parts.terminate(vm);
    },
    systemAssist: () => parts.systemAssist(),
    bringInLater: (page, done) =>
      pager.request(page, vm.accounting, (ok) => {
        if (!ok) pagingError(vm, parts);
        done();
      }),
    awaitPage,
    wake: () => parts.wake(vm),
  });
  return { vm, cpu, io, timers, shadow, diagnose };
}

/** SVC 76 of a guest; false when it is his own and has to be reflected. */
function takesErrorRecord(vm: Vmblok, logical: LogicalStorage, parts: VirtualMachineParts): boolean {
  const { errorRecording } = vm;
  if (errorRecording.virtualCp && !errorRecording.byVirtualCp) return false;
  errorRecording.byVirtualCp = false;
  const record = guestErrorRecord(vm, logical, parts.cpuId());
  if (record === undefined) return false;
  vm.gpr[record.register] = 0;
  if (record.device !== undefined) {
    const address = record.device.toString(16).toUpperCase().padStart(3, '0');
    parts
      .rooms()
      .consoles.operatorMessage(`DMKVER575I I/O ERROR ADD=${address}, USERID=${vm.userid.padEnd(8)}`);
  }
  parts.errors.record(record.bytes);
  return true;
}

/** A page could not be brought in: CP mode. SY20-0886, DMKPTR. */
function pagingError(vm: Vmblok, parts: VirtualMachineParts): void {
  if (vm.state !== 'gone') parts.stop(vm, () => parts.message(vm, 'PTR', 410, []));
}

/** A CP command that a guest gives by DIAGNOSE X'08'. */
function consoleFunction(
  vm: Vmblok,
  line: string,
  options: { readonly collect: boolean; readonly rejectPasswords: boolean },
  parts: VirtualMachineParts,
): ConsoleFunctionOutcome {
  const response: string[] = [];
  const { loads } = vm;
  const returnCode = parts.rooms().commands.execute({
    vm,
    line,
    fromGuest: true,
    rejectPasswords: options.rejectPasswords,
    respond: (text) => {
      if (options.collect) response.push(text);
      else parts.tell(vm, text);
    },
  });
  const gone = (vm.state as string) === 'gone';
  return { returnCode, response, replaced: vm.loads !== loads || gone };
}

/** STIDP of a virtual machine: the version tells that it is one; the serial is the real one or SET CPUID's. */
function virtualCpuIdentification(vm: Vmblok, machine: Machine): Uint8Array {
  const { cpuId } = machine.cpu;
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  const serial = vm.cpuSerial === 0 ? cpuId.high & 0xffffff : vm.cpuSerial & 0xffffff;
  view.setInt32(0, (VIRTUAL_VERSION << 24) | serial);
  view.setInt32(4, cpuId.low & 0xffff0000);
  return bytes;
}
