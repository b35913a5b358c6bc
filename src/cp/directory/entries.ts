/**
 * What the user directory says about each user. GC20-1801 (Planning and System Generation Guide), Creating
 * the VM/370 Directory.
 */

/** Access a minidisk or link asks for. The second letter is the alternate that is accepted. */
export type AccessMode = 'R' | 'RR' | 'W' | 'WR' | 'M' | 'MR' | 'MW';

export const ACCESS_MODES: readonly AccessMode[] = ['R', 'RR', 'W', 'WR', 'M', 'MR', 'MW'];

/** Options that are only on or off. */
export type SwitchOption =
  | 'REALTIMER'
  | 'ECMODE'
  | 'ISAM'
  | 'VIRT=REAL'
  | 'ACCT'
  | 'SVCOFF'
  | 'BMX'
  | 'LNKNOPAS'
  | 'STFIRST'
  | 'VMSAVE';

/** Logical line editing symbols, as EBCDIC characters; undefined = the function is off. */
export interface EditSymbols {
  readonly lineEnd: number | undefined;
  readonly lineDelete: number | undefined;
  readonly characterDelete: number | undefined;
  readonly escape: number | undefined;
}

/** The system's symbols: number sign, cent sign, commercial at, quotation mark. */
export const DEFAULT_EDIT_SYMBOLS: EditSymbols = {
  lineEnd: 0x7b,
  lineDelete: 0x4a,
  characterDelete: 0x7c,
  escape: 0x7f,
};

interface DeviceBase {
  /** Virtual device address, X'000'-X'FFF'. */
  readonly address: number;
  /** Line of the statement in the source. */
  readonly line: number;
}

export interface ConsoleEntry extends DeviceBase {
  readonly kind: 'console';
  readonly type: string;
  readonly spoolClass: string;
}

export interface MinidiskEntry extends DeviceBase {
  readonly kind: 'mdisk';
  readonly type: string;
  /** First real cylinder and number of cylinders. */
  readonly start: number;
  readonly cylinders: number;
  readonly volser: string;
  readonly mode: AccessMode;
  readonly virtualReserve: boolean;
  readonly readPassword?: string;
  readonly writePassword?: string;
  readonly multiplePassword?: string;
}

/** Disk on temporary space, given at logon. */
export interface TemporaryDiskEntry extends DeviceBase {
  readonly kind: 'tdisk';
  readonly type: string;
  readonly cylinders: number;
}

export interface SpoolEntry extends DeviceBase {
  readonly kind: 'spool';
  /** Device type; a 2540 is told apart as 2540R and 2540P. */
  readonly type: string;
  readonly spoolClass: string;
}

export interface DedicateEntry extends DeviceBase {
  readonly kind: 'dedicate';
  /** Real device address, or the serial of the volume to look for; either may be missing, not both. */
  readonly real?: number;
  readonly volser?: string;
  readonly readOnly: boolean;
}

export interface LinkEntry extends DeviceBase {
  readonly kind: 'link';
  readonly userid: string;
  /** Address of the minidisk in its owner's entry. */
  readonly ownerAddress: number;
  readonly mode: AccessMode;
  readonly virtualReserve: boolean;
}

export interface SpecialEntry extends DeviceBase {
  readonly kind: 'special';
  readonly type: string;
  /** Kind of line of a 2701, 2702, 2703. */
  readonly lineType?: 'IBM' | 'TELE';
}

export type DeviceEntry =
  ConsoleEntry | MinidiskEntry | TemporaryDiskEntry | SpoolEntry | DedicateEntry | LinkEntry | SpecialEntry;

/** One user of the directory. */
export interface DirectoryUser {
  readonly userid: string;
  readonly password: string;
  /** Bytes of virtual storage at logon and the most that DEFINE STORAGE gives; multiples of 4096. */
  readonly storage: number;
  readonly maximumStorage: number;
  /** Privilege class letters A-H in alphabetical order. */
  readonly classes: string;
  /** Dispatching priority 0-99, low is favoured. */
  readonly priority: number;
  readonly edit: EditSymbols;
  readonly account: string;
  readonly distribution: string;
  readonly options: ReadonlySet<SwitchOption>;
  /** Processor serial for STIDP, 24 bits. */
  readonly cpuid?: number;
  readonly affinity?: number;
  /** System or device that LOGON IPLs, and its parameter. */
  readonly ipl?: { readonly system: string; readonly parameter: string };
  readonly devices: readonly DeviceEntry[];
  readonly line: number;
}

/** The DIRECTORY statement: where the binary directory is kept. */
export interface DirectoryLocation {
  readonly address: number;
  readonly type: string;
  readonly volser: string;
}
