/**
 * What a hypercall may know and do: a narrow view of the virtual machine that issued it and of CP. Addresses
 * are second-level (guest-real) and 24 bits; accesses outside of storage throw and become an addressing
 * exception.
 */

/** Second-level storage of the virtual machine. */
export interface DiagnoseStorage {
  /** Bytes of storage. */
  readonly size: number;
  contains(address: number, length?: number): boolean;
  fetchWord(address: number): number;
  storeWord(address: number, value: number): void;
  copyOut(address: number, length: number): Uint8Array;
  copyIn(address: number, bytes: Uint8Array): void;
  /** Stores as the guest does, with its PSW key: a protection exception, and nothing is stored, where that forbids it. */
  store(address: number, bytes: Uint8Array): void;
  /** The exceptions of `store`, without storing. */
  checkStore(address: number, length: number): void;
  /** Does a key, or (undefined) that of the PSW, give access to all of these bytes? */
  permits(address: number, length: number, key: number | undefined, store: boolean): boolean;
  /** Pages from the one at `first` to the one at `last` become zero. */
  releasePages(first: number, last: number): void;
}

/** Type codes as CP's device blocks hold them. */
export interface DeviceFacts {
  readonly address: number;
  /** Class, type, status, flags of the virtual device, as one word. */
  readonly virtual: number;
  /** Class, type, model, feature (line length of a console) of the real device; undefined when there is none. */
  readonly real: number | undefined;
}

/** End of a synchronous channel program. */
export type SynchronousIo =
  | { readonly kind: 'not-attached' }
  | { readonly kind: 'not-supported' }
  | { readonly kind: 'busy' }
  /** `unitStatus` and `channelStatus` of the end; sense when there was unit check. The CSW is the virtual one. */
  | {
      readonly kind: 'ended';
      readonly cswHigh: number;
      readonly cswLow: number;
      readonly sense: Uint8Array | undefined;
    };

/** A minidisk as DIAGNOSE X'18' has to check it. */
export interface DiskFacts {
  readonly cylinders: number;
  readonly readOnly: boolean;
  readonly dasd: boolean;
}

/** Outcome of a CP command line given by a program. */
export interface ConsoleFunctionOutcome {
  readonly returnCode: number;
  /** Response lines, in Unicode; only when they were asked for. */
  readonly response: readonly string[];
  /** The command gave the virtual machine other registers (IPL), or ended it (LOGOFF). */
  readonly replaced: boolean;
}

/** Outcome of a saved-system function of DIAGNOSE X'64'. */
export type SavedSystemOutcome =
  | {
      readonly kind: 'found';
      readonly start: number;
      readonly end: number;
      readonly attached: boolean;
      readonly inside: boolean;
    }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'paging-error' };

export interface SpoolReadOutcome {
  readonly conditionCode: 0 | 1 | 2 | 3;
  readonly code?: number;
  readonly data?: Uint8Array;
}

/** What DIAGNOSE X'14' is asked for. `active`: whether a file is being read; does nothing. */
export type SpoolSubfunction =
  | 'next-page'
  | 'next-print'
  | 'next-punch'
  | 'select'
  | 'repeat'
  | 'restart'
  | 'backspace'
  | 'next-monitor'
  | 'next-monitor-page'
  | 'active';

/** Who is charged for what a virtual machine uses, when not its own user. */
export interface AccountingCharge {
  readonly userid: string;
  /** Other than the directory's. */
  readonly account?: string;
  readonly distribution?: string;
}

/** Accounting for users with OPTION ACCT. */
export interface DiagnoseAccounting {
  /** A card with what has been used; the user himself is charged from now on. */
  cut(): void;
  /** Is there such a user in the directory? */
  knows(userid: string): boolean;
  charge(charge: AccountingCharge): void;
  /** A card with the user's own text. */
  card(text: Uint8Array): void;
}

/** State of the channel program of a device, as far as the CCW at an address of the guest is concerned. */
export type ChannelProgramState =
  | 'ended'
  /** CP has no copy: the guest's CCWs themselves are used. */
  | 'not-copied'
  | 'not-in-program'
  /** The copy is neither TIC nor no-operation. */
  | 'other-command'
  | 'modifiable';

/** An FBA disk for DIAGNOSE X'A4'. */
export interface BlockDevice {
  /** Reads, or writes `data`, so many bytes from a block of 512 on. Waits. */
  transfer(
    block: number,
    length: number,
    data: Uint8Array | undefined,
  ): {
    readonly unitStatus: number;
    readonly channelStatus: number;
    readonly residual: number;
    readonly sense: Uint8Array | undefined;
    readonly data: Uint8Array | undefined;
  };
}

/** A user's 3270 for DIAGNOSE X'58'. */
export interface DiagnoseDisplay {
  readonly rows: number;
  readonly columns: number;
  displayData(line: number, data: Uint8Array, erase: boolean): void;
  clear(): void;
}

/** The error recording area of the system, by compressed addresses: cylinder, page from 1, device code. */
export interface DiagnoseErrorArea {
  /** Undefined when the system has none. */
  facts(): { readonly start: number; readonly firstRecord: number; readonly cylinders: number } | undefined;
  /** A page, or why there is none. */
  read(address: number): Uint8Array | 'wrong-device' | 'outside' | 'end-of-cylinder' | 'io-error';
  /** Erases all records. */
  clear(): void;
}

/** Displays that the virtual machine has made, by number: DIAGNOSE X'7C'. */
export interface DiagnoseLogicalDevices {
  /** The number of a new one, or why there is none. */
  initiate(type: '3277' | '3278', model: 2 | 3 | 4 | 5): number | 'too-many-users' | 'too-many-devices';
  /** What CP has written and is to be taken next: command and data, or what is left of them. */
  pending(id: number): Uint8Array | 'nothing' | 'no-device';
  /** So many bytes of it have been taken. */
  take(id: number, length: number): 'rest' | 'another' | 'nothing';
  /** A key, or the answer to a read of CP's. */
  present(id: number, data: Uint8Array): 'done' | 'accept-first' | 'not-read' | 'no-device';
  /** False: there is no such device. */
  terminate(id: number): boolean;
  terminateAll(): void;
}

export interface CpServices {
  readonly userid: string;
  readonly storage: DiagnoseStorage;
  hasClass(letters: string): boolean;
  setConditionCode(conditionCode: 0 | 1 | 2 | 3): void;
  /** Host time of day in milliseconds since 1970 UTC and the zone's offset in minutes east. */
  timeOfDay(): { readonly milliseconds: number; readonly zoneMinutes: number };
  /** CPU time used, in microseconds. */
  virtualCpu(): number;
  totalCpu(): number;
  /** STIDP of the virtual machine, 8 bytes. */
  cpuIdentification(): Uint8Array;
  /** Carries out one CP command line. */
  consoleFunction(
    line: string,
    options: { readonly collect: boolean; readonly rejectPasswords: boolean },
  ): ConsoleFunctionOutcome;
  /** Enters CP mode, as an empty DIAGNOSE X'08' does. */
  enterControlProgram(): void;
  /** Facts of a virtual device; of the console for -1. Undefined when there is none. */
  device(address: number): DeviceFacts | undefined;
  disk(address: number): DiskFacts | undefined;
  /** Runs a channel program to its end without interruptions for the guest. */
  synchronousIo(device: number, key: number, ccwAddress: number): SynchronousIo;
  /** Is there a virtual reader at the address? */
  spoolReader(device: number): 'ok' | 'not-attached' | 'no-reader';
  /** DIAGNOSE X'14' on a virtual reader; the operand is a spool file number or a count. */
  readSpool(device: number, subfunction: SpoolSubfunction, operand: number): SpoolReadOutcome;
  /** Block and tag of the file of the user that follows a file in his reader, or is the first for 0. */
  nextSpoolFile(id: number): SpoolReadOutcome;
  /** Real storage, for privileged users. */
  readonly realStorage: { readonly size: number; fetchByte(address: number): number };
  channelProgram(device: number, ccw: number): ChannelProgramState;
  /** Makes the copy of the CCW at an address of the guest a TIC to `target`, or (undefined) the guest's no-operation. */
  modifyChannelProgram(device: number, ccw: number, target: number | undefined): void;
  /** START I/O to the console with a control byte for the commands of a display; the condition code. */
  startConsole(device: number, ccw: number, control: number): 0 | 1 | 2 | 3;
  /** An FBA disk that belongs to the virtual machine; undefined when the device is none. */
  blockDevice(device: number): BlockDevice | 'busy' | undefined;
  setPa2External(on: boolean): void;
  /** Undefined without OPTION ACCT. */
  readonly accounting: DiagnoseAccounting | undefined;
  activateDirectory(): 'done' | 'no-directory' | 'error';
  /** Changes the directory by a parameter list of 112 characters; the return code. */
  updateDirectory(list: string): number;
  /** SET EMSG. */
  readonly errorMessages: 'on' | 'off' | 'code' | 'text';
  readonly display: DiagnoseDisplay | undefined;
  savedSystem(name: string, action: 'load-shared' | 'load-nonshared' | 'purge' | 'find'): SavedSystemOutcome;
  /** VMCF: carries out the parameter list at an address; its return code. */
  communicate(parameters: number): number;
  /** Undefined where there are no terminals. */
  readonly logicalDevices: DiagnoseLogicalDevices | undefined;
  readonly errorArea: DiagnoseErrorArea;
  /** A CP runs in the virtual machine: SVC 76 of its guests is its own. Or: it issues the next one itself, for this CP. */
  errorRecording(by: 'virtual-cp' | 'virtual-cp-itself'): void;
  /** State that a hypercall keeps for this virtual machine between calls, dropped at reset and LOGOFF. */
  readonly sessions: Map<string, unknown>;
}
