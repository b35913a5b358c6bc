/**
 * A program to run on machines that should not differ: a storage image, a CPU state, devices with what is in them.
 * It is data, so that it can be written to a file and run again.
 */

/** Bytes at an address of the program's machine. */
export interface StoragePart {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Part of storage that has instructions, for listings. */
export interface CodeRange {
  readonly from: number;
  /** First byte behind it. */
  readonly to: number;
}

/** Types of disks that a program may have. */
export type ProgramDiskType = '3330' | '2314';

/** Something from outside, given to a program when it waits and nothing else would end that. */
export type ExternalEvent =
  /** The operator's interrupt key. */
  | 'key'
  /** Cards come into the reader: device end. */
  | 'ready';

/** Devices and what is in them. */
export interface ProgramDevices {
  /** Cards in the reader 00C, in EBCDIC; there is no reader without. */
  readonly reader?: readonly Uint8Array[];
  /** There is a punch 00D. */
  readonly punch?: boolean;
  /** There is a printer 00E. */
  readonly printer?: boolean;
  /** There is a disk 190 of two cylinders, formatted without records. */
  readonly disk?: ProgramDiskType;
  /** There is a tape drive 181 with these blocks and marks, at load point. */
  readonly tape?: readonly (Uint8Array | 'mark')[];
}

/** One program with its machine. */
export interface GuestProgram {
  /** Bytes of main storage, a multiple of 4096. What no part sets is zero. */
  readonly storageSize: number;
  readonly storage: readonly StoragePart[];
  /** Storage keys by address; the others are zero. */
  readonly keys: readonly { readonly address: number; readonly key: number }[];
  /** PSW as LPSW would load it. */
  readonly psw: readonly [high: number, low: number];
  /** 16 general registers. */
  readonly gpr: readonly number[];
  /** 8 words of floating-point registers. */
  readonly fpr: readonly number[];
  readonly devices: ProgramDevices;
  /** The interval timer runs. */
  readonly intervalTimer?: boolean;
  /** What happens while the program waits, one after the other and from the beginning again. */
  readonly events?: readonly ExternalEvent[];
  /** What a listing shows of it; nothing when left out. */
  readonly code?: readonly CodeRange[];
  /** Instructions after which the bare machine gives up: the program has no end. */
  readonly limit: number;
}

/** The whole of main storage. Throws RangeError for a part outside of it. */
export function storageImage({ storageSize, storage }: GuestProgram): Uint8Array {
  const image = new Uint8Array(storageSize);
  for (const { address, bytes } of storage) {
    if (address < 0 || address + bytes.length > storageSize) {
      throw new RangeError(`${bytes.length} bytes at X'${address.toString(16)}' lie outside of storage`);
    }
    image.set(bytes, address);
  }
  return image;
}
