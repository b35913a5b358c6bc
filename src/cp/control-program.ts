import type { Device, Machine } from '../s370/index.js';
import type { MinidiskEntry, DirectoryUser } from './directory/index.js';
import type { PageFile } from './nucleus/page-file.js';
import type { PageLocks } from './nucleus/page-locks.js';
import type { Couplings } from './nucleus/couplings.js';
import type { Vmcf } from './nucleus/vmcf.js';
import type { RdevBlok } from './nucleus/rdevblok.js';
import type { ErrorRecorder } from './recording/error-recorder.js';
import type { VmConsole } from './services.js';
import type { DedicatedVdev, MinidiskVdev, VdevBlok } from './vmachine/vdevblok.js';
import type { Vmblok } from './vmachine/vmblok.js';

/** What to IPL: a device, or a named saved system. */
export type IplTarget =
  | { readonly kind: 'device'; readonly address: number; readonly cylinder?: number }
  | { readonly kind: 'system'; readonly name: string };

export interface IplOptions {
  /** CLEAR: storage is zeroed first. */
  readonly clear?: boolean;
  /** STOP: the virtual machine is left in CP mode with the PSW loaded. */
  readonly stop?: boolean;
  /** ATTN: an attention is presented after the start. */
  readonly attention?: boolean;
  /** PARM: EBCDIC bytes (at most 64) for general registers 0-15. */
  readonly parameter?: Uint8Array;
}

/** How IPL, SAVESYS and the like ended: well, or with a message of CP's message table (module, number, fields). */
export type CpResult = { readonly ok: true } | CpFailure;

export interface CpFailure {
  readonly ok: false;
  /** Three letters of the module: `CFG`. */
  readonly module: string;
  readonly number: number;
  readonly fields: readonly string[];
}

/** Use of the machine, for INDICATE LOAD. */
export interface LoadFigures {
  /** Share of the CPU that virtual machines and CP used lately, 0-100. */
  readonly cpuPercent: number;
  readonly queue1: number;
  readonly queue2: number;
  /** Users in the queues and the eligible lists, for each one in the queues. */
  readonly ratio: number;
  /** Pageable frames in use, 0-100. */
  readonly storagePercent: number;
}

/** A virtual machine in a queue of the dispatcher. */
export interface QueuedUser {
  readonly vm: Vmblok;
  readonly queue: 1 | 2;
  /** It has the CPU now. */
  readonly running: boolean;
}

/** A virtual machine that would run, and waits for real storage. */
export interface EligibleUser {
  readonly vm: Vmblok;
  /** The queue that it will come into. */
  readonly queue: 1 | 2;
}

export interface PageFigures {
  readonly resident: number;
  /** Pages that it is taken to need when it comes into a queue. */
  readonly workingSet: number;
  readonly onDrum: number;
  readonly onDisk: number;
}

/**
 * What CP's commands, terminals and spooling may do with virtual machines. `Cp` implements it. Nothing here
 * waits for a guest; calls that do I/O for CP return when it is done.
 */
export interface ControlProgram {
  readonly machine: Machine;
  /** Time of day in milliseconds since 1970 UTC as the host's clock has it; for dates and times in messages. */
  timeOfDay(): number;
  /** Machine time in microseconds, for time-outs and CPU figures. */
  now(): number;

  /** Virtual machines logged on or disconnected, in order of logon. */
  users(): readonly Vmblok[];
  findUser(userid: string): Vmblok | undefined;
  /** Makes a virtual machine from its directory entry: storage, console and SPOOL devices, SPECIALs. Nothing is IPLed; it is in CP mode. MDISK, LINK and DEDICATE entries are attached by the caller, with its messages. */
  logon(user: DirectoryUser, console: VmConsole | undefined): Vmblok;
  /** Ends a virtual machine: devices are released, storage given back, `ConsoleService.released` is called. */
  logoff(vm: Vmblok): void;

  /** BEGIN: leaves CP mode, at another address when one is given. */
  beginExecution(vm: Vmblok, address?: number): void;
  /** Stops the guest and enters CP mode (PA1, disabled wait, CP command of the guest). */
  enterCp(vm: Vmblok): void;
  /** SLEEP: the guest does not run for so many milliseconds, or until `wakeUp` (attention). */
  sleep(vm: Vmblok, milliseconds?: number): void;
  wakeUp(vm: Vmblok): void;
  /** REQUEST, ATTN, ENTER: the console presents attention. Answers false when there is no console or it has one pending. */
  presentAttention(vm: Vmblok): boolean;
  /** EXTERNAL: posts an external interruption (X'0040' by default). */
  postExternal(vm: Vmblok, code: number): void;
  /** SYSTEM RESET / SYSTEM CLEAR: all devices and the CPU; with `clear` storage is zeroed. */
  systemReset(vm: Vmblok, clear: boolean): void;
  /** SYSTEM RESTART: swaps the restart PSWs and begins. */
  systemRestart(vm: Vmblok): void;
  ipl(vm: Vmblok, target: IplTarget, options?: IplOptions): CpResult;
  /** DEFINE STORAGE: new size, everything reset and cleared. Throws RangeError over the directory's maximum. */
  defineStorage(vm: Vmblok, bytes: number): void;
  /** SET ECMODE: resets the virtual machine. */
  setEcMode(vm: Vmblok, on: boolean): void;
  /** SAVESYS. */
  saveSystem(vm: Vmblok, name: string): CpResult;
  /** Names of the saved systems that are defined. */
  savedSystemNames(): readonly string[];

  /**
   * I/O of CP's own on a real device (terminal, spooling): the CCWs and their data are put into real storage, command
   * chained. `done` comes later, never inside the call.
   */
  realIo(device: number, ccws: readonly RealCcw[], done: (result: RealIoResult) => void): void;
  /** Who hears of attention and other status by itself of a real device. */
  onUnsolicited(device: number, handler: (unitStatus: number) => void): void;
  /** Pages for spool files on CP's volumes; undefined when no volume has spool space. */
  readonly spoolPages: PageFile | undefined;

  /** A CP line for the user: into a DIAGNOSE response buffer never, always to the terminal. */
  tell(vm: Vmblok, text: string): void;

  /** Makes a spooled, console, timer or 3270 device. Throws `DeviceInUse` when the address is taken. */
  defineDevice(vm: Vmblok, definition: DeviceDefinition): VdevBlok;
  attachMinidisk(vm: Vmblok, minidisk: MinidiskAttachment): VdevBlok;
  /** A disk on temporary space, empty; given back when it is detached. Undefined when there is no space. */
  attachTemporaryDisk(vm: Vmblok, address: number, type: string, cylinders: number): VdevBlok | undefined;
  /** Dedicates a real device. Answers undefined when it is not free. */
  attachReal(vm: Vmblok, address: number, real: RdevBlok, readOnly: boolean): VdevBlok | undefined;
  /** DIAL: a real display takes the place of a virtual one, which becomes ready. Undefined when either is taken. */
  dial(vm: Vmblok, address: number, real: RdevBlok): DedicatedVdev | undefined;
  /** Ends what `dial` began: the virtual display stays, without a real one. */
  dropDial(vm: Vmblok, vdev: DedicatedVdev): void;
  /** Takes a device away; its spool file is closed, its I/O ended. Answers false when there is none. */
  detachDevice(vm: Vmblok, address: number): boolean;
  /** RESET vaddr: ends the I/O of one device. */
  resetDevice(vm: Vmblok, vdev: VdevBlok): void;
  /** READY vaddr: device end, as when a device becomes ready. */
  readyDevice(vm: Vmblok, vdev: VdevBlok): void;
  /** All minidisks attached anywhere on this extent, for the rules of LINK. */
  usersOfMinidisk(
    owner: string,
    ownerAddress: number,
  ): readonly { readonly vm: Vmblok; readonly vdev: MinidiskVdev }[];

  /** Real devices in order of address. */
  realDevices(): readonly RdevBlok[];
  findVolume(volser: string): RdevBlok | undefined;
  /** Plugs a device into the real machine while CP runs, and takes it away again. Throws when the address is taken. */
  plugDevice(address: number, device: Device): void;
  unplugDevice(address: number): void;

  /** VARY: a device that is offline belongs to nobody; online it goes to who has its kind. */
  setOnline(rdev: RdevBlok, online: boolean): void;
  /** Is it one of CP's own volumes? */
  ownsVolume(rdev: RdevBlok): boolean;
  /** HALT: ends what a real device is doing. */
  haltReal(rdev: RdevBlok): void;

  /** Bytes of second-level storage for DISPLAY, STORE, DUMP. `read` answers undefined, `write` false outside of storage. */
  readStorage(vm: Vmblok, address: number, length: number): Uint8Array | undefined;
  writeStorage(vm: Vmblok, address: number, bytes: Uint8Array): boolean;
  /** Storage key (ACC F R C in bits 0-6) of the 2K block. */
  readKey(vm: Vmblok, address: number): number | undefined;
  /** Guest-virtual to guest-real by the guest's own tables (DISPLAY L…); undefined when not translatable. */
  translate(vm: Vmblok, virtualAddress: number): number | undefined;

  /** Virtual channel-to-channel adapters. */
  readonly couplings: Couplings;
  /** Communication between virtual machines. */
  readonly vmcf: Vmcf;
  /** Error recording. */
  readonly errors: ErrorRecorder;
  /** SET SASSIST: VM assist for all who have it on. */
  systemAssist: boolean;
  /** Frames that pages of virtual machines can be in. */
  readonly pageableFrames: number;
  /** LOCK and UNLOCK. */
  readonly pageLocks: PageLocks;

  /** Pages read and written since the start, and microseconds that CP waited for them. */
  pagingTotals(): { readonly reads: number; readonly writes: number; readonly waited: number };
  loadFigures(): LoadFigures;
  /** Virtual machines in queue 1 and 2, in the order of their turn. */
  queuedUsers(): readonly QueuedUser[];
  /** Virtual machines in the eligible lists, in their order. */
  eligibleUsers(): readonly EligibleUser[];
  /** SET FAVORED, with a percentage or 0. */
  setFavored(vm: Vmblok, favored: boolean, percent: number): void;
  /** Real devices that are busy for a virtual machine. */
  waitsForIo(vm: Vmblok): readonly RdevBlok[];
  pageFigures(vm: Vmblok): PageFigures;
}

/** One CCW of CP's own. */
export interface RealCcw {
  readonly command: number;
  /** Data of write and control commands. */
  readonly data?: Uint8Array;
  /** Bytes a read command may bring. */
  readonly count?: number;
  /** Flags beside command chaining; suppress-length (X'20') when not given. */
  readonly flags?: number;
}

export interface RealIoResult {
  /** 0 when the program ran, 3 not operational. */
  readonly conditionCode: 0 | 3;
  readonly unitStatus: number;
  readonly channelStatus: number;
  /** Residual count of the last CCW. */
  readonly residual: number;
  /** What the last read command brought. */
  readonly data: Uint8Array | undefined;
  readonly sense: Uint8Array | undefined;
}

/** A virtual device that CP simulates. */
export interface DeviceDefinition {
  readonly kind: 'console' | 'reader' | 'punch' | 'printer' | 'timer' | 'graf' | 'ctca' | 'line';
  readonly address: number;
  readonly type: string;
  /** Spool class for unit record devices and the console. */
  readonly spoolClass?: string;
}

/** A minidisk for one virtual machine. */
export interface MinidiskAttachment {
  /** Address it gets. */
  readonly address: number;
  /** The MDISK statement, and whose it is. */
  readonly entry: Pick<MinidiskEntry, 'type' | 'start' | 'cylinders' | 'volser' | 'address'> &
    Partial<Pick<MinidiskEntry, 'virtualReserve'>>;
  readonly owner: string;
  readonly access: 'R/O' | 'R/W';
  readonly temporary?: boolean;
}

/** A virtual device address that is taken already. */
export class DeviceInUse extends Error {
  constructor(readonly address: number) {
    super(`virtual device ${address.toString(16).toUpperCase().padStart(3, '0')} already exists`);
    this.name = 'DeviceInUse';
  }
}

/** The volume of a minidisk is not mounted, or too small for it. */
export class VolumeUnavailable extends Error {
  constructor(
    readonly volser: string,
    readonly reason: 'not-mounted' | 'not-system' | 'too-small',
    /** More for the operator. */
    detail = '',
  ) {
    super(`volume ${volser} ${UNAVAILABLE[reason]}${detail === '' ? '' : `: ${detail}`}`);
    this.name = 'VolumeUnavailable';
  }
}

const UNAVAILABLE = {
  'not-mounted': 'is not mounted',
  'not-system': 'is not for minidisks: it is dedicated or offline',
  'too-small': 'is too small',
} as const;
