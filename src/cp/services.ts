/**
 * What the nucleus needs from the rooms around it: commands, directory, spool and terminals implement these
 * and are given to `Cp` by the composition root.
 */
import type { CardSink, CardSource, ConsoleTerminal, PrintSink } from '../s370/index.js';
import type { DiagnoseAccounting, SpoolSubfunction } from '../diag/index.js';
import type {
  ConsoleVdev,
  DedicatedVdev,
  PrinterVdev,
  PunchVdev,
  ReaderVdev,
  VdevBlok,
} from './vmachine/vdevblok.js';
import type { Vmblok } from './vmachine/vmblok.js';

/** A user's terminal as the virtual machine and CP see it. */
export interface VmConsole {
  /** Paper and keyboard of the virtual 3215 (EBCDIC lines). Stays the same object over disconnect and reconnect. */
  readonly terminal: ConsoleTerminal;
  /** CP shows a line of its own: a response or a message. */
  writeLine(text: string): void;
  /** The virtual machine's state changed (CP mode, running, waiting …): the status area may have to. */
  stateChanged(): void;
  /** DIAGNOSE X'54'. */
  setPa2External?(on: boolean): void;
  /** Characters a line holds (TERMINAL LINESIZE). */
  readonly lineSize: number;
  /** The display behind the console; undefined for a typewriter or while disconnected. */
  readonly display: VmDisplay | undefined;
}

/** Display functions of DIAGNOSE X'58' on the user's 3270. */
export interface VmDisplay {
  readonly rows: number;
  readonly columns: number;
  /** Class, type, model and feature bytes for DIAGNOSE X'24'. */
  readonly deviceType: string;
  readonly model: number;
  /** Puts EBCDIC data (may contain start-field sequences X'1D' attribute) on the output area from a line on (from 0). */
  displayData(line: number, data: Uint8Array, erase: boolean): void;
  /** Erases the output area. */
  clear(): void;
  /** Writes the whole screen with a command of the 3270; false when CP has written on it and it must be erased first. */
  fullScreenWrite(command: number, data: Uint8Array, takesPa1: boolean): boolean;
  /** What the key that was pressed last in full-screen mode sent; only once. */
  fullScreenRead(): Uint8Array | undefined;
}

/** One CP command to carry out. */
export interface CommandRequest {
  readonly vm: Vmblok;
  /** Command line in Unicode as it came: not yet upper case, no line end in it. */
  readonly line: string;
  /** Where response lines go. */
  respond(text: string): void;
  /** By DIAGNOSE X'08': passwords can't be prompted for. */
  readonly fromGuest: boolean;
  /** Passwords in the line itself are refused (DIAGNOSE X'08' flag X'80'). */
  readonly rejectPasswords: boolean;
}

export interface CommandService {
  /** Carries a command out; the return code is 0 or the number of the message (1 unknown command). */
  execute(request: CommandRequest): number;
}

/** Outcome of DIAGNOSE X'14'. */
export interface SpoolReadResult {
  readonly conditionCode: 0 | 1 | 2 | 3;
  /** For condition code 3: what Ry+1 gets. */
  readonly code?: number;
  /** Bytes for the buffer: a 4096-byte spool page, or the 252 bytes of SFBLOK and TAG. */
  readonly data?: Uint8Array;
}

export interface SpoolService {
  /** Cards of a virtual reader: the files of the user's queue one after the other. */
  reader(vm: Vmblok, settings: Pick<ReaderVdev, 'address' | 'spool' | 'type'>): CardSource;
  /** What is punched or printed goes to the open file of the device; the first output opens it. */
  punch(vm: Vmblok, settings: Pick<PunchVdev, 'address' | 'spool' | 'type'>): CardSink;
  printer(vm: Vmblok, settings: Pick<PrinterVdev, 'address' | 'spool' | 'type'>): PrintSink;
  /** The device goes away, or the virtual machine is reset: its open file is closed. */
  closeDevice(vm: Vmblok, device: ReaderVdev | PunchVdev | PrinterVdev | ConsoleVdev): void;
  /** DIAGNOSE X'14'; `operand` is the content of Rx. */
  readDiagnose(
    vm: Vmblok,
    device: ReaderVdev,
    subfunction: SpoolSubfunction,
    operand: number,
  ): SpoolReadResult;
  /** Its subfunction X'FFF': block and tag of the file behind another (0: of the first). */
  nextFile(vm: Vmblok, id: number): SpoolReadResult;
}

export interface ConsoleService {
  /** Gives a line to the operator's console and log. */
  operatorMessage(text: string): void;
  /** A virtual machine is gone: lets go of its terminal. */
  released(vm: Vmblok): void;
  /** A display that had been connected with DIAL is CP's terminal again. Left out where nobody can dial. */
  dialDropped?(vm: Vmblok, vdev: DedicatedVdev): void;
}

/** Accounting and directory, as hypercalls of a virtual machine reach them. */
export interface HypercallService {
  accounting(vm: Vmblok): DiagnoseAccounting;
  /** DIAGNOSE X'3C': the directory is read anew. */
  activateDirectory(): 'done' | 'no-directory' | 'error';
  /** DIAGNOSE X'84': the return code. */
  updateDirectory(vm: Vmblok, list: string): number;
}

/** Displays that virtual machines create: DIAGNOSE X'7C'. */
export interface LogicalDeviceService {
  /** Makes one; its number, or why there is none. */
  initiate(
    vm: Vmblok,
    type: '3277' | '3278',
    model: 2 | 3 | 4 | 5,
  ): number | 'too-many-users' | 'too-many-devices';
  /** What CP has written there and is to be taken next, or what is left of it. */
  pending(vm: Vmblok, id: number): Uint8Array | 'nothing' | 'no-device';
  /** So many bytes of it have been taken. */
  take(vm: Vmblok, id: number, length: number): 'rest' | 'another' | 'nothing';
  /** A key, or the answer to a read. */
  present(vm: Vmblok, id: number, data: Uint8Array): 'done' | 'accept-first' | 'not-read' | 'no-device';
  /** False: the virtual machine has no such device. */
  terminate(vm: Vmblok, id: number): boolean;
  terminateAll(vm: Vmblok): void;
  /** Control word of the interruption that the virtual machine takes; undefined when there is none any more. */
  interruption(vm: Vmblok): number | undefined;
}

/** Accounting of devices that are somebody's for a while. */
export interface DeviceAccounting {
  /** A real device has been dedicated, a temporary disk made. */
  deviceGiven(vdev: VdevBlok): void;
  /** Any device is taken away. */
  deviceTaken(vm: Vmblok, vdev: VdevBlok): void;
}

/** All of them. */
export interface CpRooms {
  /** Left out where there is neither accounting nor a directory. */
  readonly hypercalls?: HypercallService;
  readonly commands: CommandService;
  readonly accounting?: DeviceAccounting;
  /** Left out where there are no terminals. */
  readonly logicalDevices?: LogicalDeviceService;
  readonly spool: SpoolService;
  readonly consoles: ConsoleService;
}
