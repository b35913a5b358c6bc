import type { DirectoryUser } from '../directory/index.js';
import type { VmConsole } from '../services.js';
import type { GuestStorage } from './guest-storage.js';
import type { GuestWatch } from './tracing/guest-watch.js';
import type { VdevBlok } from './vdevblok.js';
import { VirtualPsw } from './virtual-psw.js';

/** What a virtual machine has done and used, for accounting, INDICATE and QUERY TIME. Times in microseconds. */
export interface AccountingCounters {
  /** Machine time at logon. */
  logonTime: number;
  /** CPU time spent in guest instructions. */
  virtualCpu: number;
  /** Virtual CPU time plus what CP spent for this virtual machine. */
  totalCpu: number;
  /** START I/O to devices that are not spooled. */
  startIo: number;
  pageReads: number;
  pageWrites: number;
  cardsRead: number;
  linesPrinted: number;
  cardsPunched: number;
}

/** What the user set with SET and TERMINAL and what changes how the virtual machine runs. */
export interface VmSettings {
  /** SET RUN ON: the virtual machine runs on while its user is in CP mode. */
  run: boolean;
  /** Interval timer at X'50': SET TIMER ON, OFF, REAL. */
  timer: 'on' | 'off' | 'real';
  /** SET PAGEX ON: page faults are shown to an EC-mode guest as pseudo page faults. */
  pageExceptions: boolean;
  /** SET ECMODE ON: control registers, DAT, CPU timer, clock comparator. Change by `Cp.setEcMode`. */
  ecMode: boolean;
  /** SET ISAM ON: self-modifying channel programs of OS ISAM are allowed. */
  isam: boolean;
  /** Channel mode of DEFINE CHANNELS. */
  blockMultiplexer: boolean;
  /** SET ASSIST ON: quick privileged instructions and SVC are handled within a stretch of guest execution. */
  assist: boolean;
  /** SET ASSIST SVC: SVC too. */
  assistSvc: boolean;
  /** SET ASSIST TMR: the interval timer is brought up to date at least 300 times a second of CPU time. */
  assistTimer: boolean;
  /** SET AUTOPOLL: noted, there are no lines that are polled. */
  autoPoll: boolean;
  /** SET NOTRANS. */
  noTranslation: boolean;
  /** SET EMSG. */
  errorMessages: 'on' | 'off' | 'code' | 'text';
  /** SET IMSG. */
  informationMessages: boolean;
  messages: boolean;
  warnings: boolean;
  specialMessages: boolean;
  accountMessages: boolean;
  lineEdit: boolean;
}

/** ADSTOP: an SVC lies over the first halfword of an instruction of the guest. */
export interface AddressStop {
  /** Second-level address of the instruction. */
  readonly address: number;
  /** The halfword that was there. */
  readonly instruction: number;
}

/** Why a virtual machine does not run, or that it does. */
export type VmState =
  /** Dispatchable, in queue 1 or 2, or waiting to be admitted. */
  | 'running'
  /** The guest is in an enabled wait. */
  | 'waiting'
  /** In CP mode (CP READ): commands go to CP, the guest is stopped. */
  | 'cp'
  /** SLEEP. */
  | 'sleeping'
  /** LOGOFF is done; the block is only kept by those who still hold it. */
  | 'gone';

/** VMBLOK: everything CP knows about one virtual machine. SY20-0884, VMBLOK. */
export class Vmblok {
  readonly userid: string;
  /** Privilege class letters, `BG`. */
  classes: string;
  state: VmState = 'cp';
  /** The virtual machine has no program to run (never IPLed, or reset since): BEGIN starts it at location 0's PSW as it stands. */
  loaded = false;

  readonly psw = new VirtualPsw();
  /** General registers; while this virtual machine is dispatched the real CPU has them. */
  readonly gpr = new Int32Array(16);
  /** Floating-point registers 0, 2, 4, 6 as pairs of words. */
  readonly fpr = new Int32Array(8);
  /** Virtual control registers. Without ECMODE only CR0 matters. */
  readonly cr = new Int32Array(16);

  /** CPU timer (bits 0-63) and when it was brought up to date in virtual CPU microseconds; ECMODE only. */
  cpuTimer = 0n;
  clockComparator = 0n;
  /** Pending external interruptions by bit: X'80' interval timer, X'40' key. Others are levels. */
  pendingExternal = 0;
  /** Page wait: pages that must come before the virtual machine goes on. */
  pageWaits = 0;
  /** Pseudo page faults (SET PAGEX ON): pages that are on their way, and addresses of those that have come, last first. */
  pagesComing = 0;
  readonly pagesCome: number[] = [];
  /** Codes queued by EXTERNAL (X'1004', X'1005' …) beside the latched ones. */
  readonly queuedExternal: number[] = [];
  /** Bits 8-31 are the serial for STIDP. */
  cpuSerial: number;

  /** Second-level storage. */
  storage!: GuestStorage;
  readonly devices = new Map<number, VdevBlok>();
  /** Channels that ATTACH CHANNEL has given it as a whole. */
  readonly dedicatedChannels = new Set<number>();
  /** The user's terminal; it stays while the user is disconnected, and has no display then. */
  console: VmConsole | undefined;
  /** Address of the CONSOLE statement. */
  consoleAddress: number | undefined;

  readonly settings: VmSettings;
  readonly accounting: AccountingCounters = {
    logonTime: 0,
    virtualCpu: 0,
    totalCpu: 0,
    startIo: 0,
    pageReads: 0,
    pageWrites: 0,
    cardsRead: 0,
    linesPrinted: 0,
    cardsPunched: 0,
  };
  /** How often the real CPU came back to CP because of an instruction of the guest, and how many CP simulated. */
  readonly interventions = { instructions: 0, simulated: 0 };
  /** Host or operator priority 0-99 (SET PRIORITY). */
  priority: number;
  /** Always among the first (SET FAVORED). */
  favored = false;
  /** SET FAVORED nn: the share of the CPU that is guaranteed, in percent; 0: none. */
  favoredPercent = 0;
  /** DIAGNOSE X'4C': who is charged for what this virtual machine uses, when not its user. */
  chargedTo: { readonly userid: string; readonly account: string; readonly distribution: string } | undefined;
  /** Successful IPLs since logon. */
  loads = 0;
  /** Name of the saved system or device IPLed last. */
  iplName = '';
  /** Named segments that DIAGNOSE X'64' has loaded. */
  readonly loadedSegments = new Set<string>();
  /** DIAGNOSE X'48': a CP runs here, and its guests' SVC 76 is its own; the next one it issues itself. */
  readonly errorRecording = { virtualCp: false, byVirtualCp: false };
  /** Wrong passwords given to LINK. */
  incorrectPasswords = 0;
  /** Address stop of ADSTOP. */
  addressStop: AddressStop | undefined;
  /** TRACE and PER, while one of them is on. */
  watch: GuestWatch | undefined;
  /** Machine time at which a SLEEP ends. */
  sleepUntil = Infinity;

  constructor(readonly entry: DirectoryUser) {
    this.userid = entry.userid;
    this.classes = entry.classes;
    this.priority = entry.priority;
    this.cpuSerial = entry.cpuid ?? 0;
    const has = entry.options;
    this.settings = {
      run: false,
      timer: has.has('REALTIMER') ? 'real' : 'on',
      pageExceptions: false,
      ecMode: has.has('ECMODE'),
      isam: has.has('ISAM'),
      blockMultiplexer: has.has('BMX'),
      assist: true,
      assistSvc: !has.has('SVCOFF'),
      assistTimer: true,
      autoPoll: false,
      noTranslation: false,
      errorMessages: 'text',
      informationMessages: true,
      messages: true,
      warnings: true,
      specialMessages: false,
      accountMessages: true,
      lineEdit: true,
    };
  }

  /** Bytes of virtual storage. */
  get storageSize(): number {
    return this.storage.size;
  }

  /** Does the user have one of these privilege classes? */
  hasClass(letters: string): boolean {
    return [...letters].some((letter) => this.classes.includes(letter));
  }

  /** Virtual devices by ascending address. */
  sortedDevices(): VdevBlok[] {
    return [...this.devices.values()].sort((a, b) => a.address - b.address);
  }
}
