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

/** A user's 3270 for DIAGNOSE X'58'. */
export interface DiagnoseDisplay {
  readonly rows: number;
  readonly columns: number;
  displayData(line: number, data: Uint8Array, erase: boolean): void;
  clear(): void;
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
  /** DIAGNOSE X'14' on a virtual reader: undefined when the address has none. */
  readSpool(device: number, subcode: number, operand: number): SpoolReadOutcome | undefined;
  /** SET EMSG. */
  readonly errorMessages: 'on' | 'off' | 'code' | 'text';
  readonly display: DiagnoseDisplay | undefined;
  savedSystem(name: string, action: 'load-shared' | 'load-nonshared' | 'purge' | 'find'): SavedSystemOutcome;
  /** VMCF: carries out the parameter list at an address; its return code. */
  communicate(parameters: number): number;
  /** State that a hypercall keeps for this virtual machine between calls, dropped at reset and LOGOFF. */
  readonly sessions: Map<string, unknown>;
}
