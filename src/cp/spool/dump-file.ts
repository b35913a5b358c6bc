/**
 * A file of VMDUMP is a stream of bytes over spool pages, without CCWs: an area for a tag, then records of 4096 bytes:
 * information (DMPINREC), two of storage keys, a byte for each 2K, and the pages that were dumped, in ascending order.
 * SY20-0887, DMKVMD; SY20-0891, DMPINREC and DMPKYREC.
 */
export const DUMP_RECORD = 4096;
const TAG_AREA = 240;
const KEY_RECORDS = 2;
/** Pages of the largest virtual machine. */
const PAGES = 4096;

const At = {
  generalRegisters: 0x000,
  controlRegisters: 0x040,
  floatingRegisters: 0x080,
  timeOfDay: 0x0a0,
  storageSize: 0x0bc,
  highestStorage: 0x1c0,
  pageMap: 0x1c8,
  cpuIdentification: 0x3c8,
  format: 0x3d0,
  psw: 0x3d8,
  comment: 0x430,
} as const;
const FORMAT_LENGTH = 8;
export const COMMENT_LENGTH = 100;

/** A virtual machine as it was. Texts are in EBCDIC. */
export interface DumpInformation {
  readonly generalRegisters: ArrayLike<number>;
  /** One in BC mode, all in EC mode. */
  readonly controlRegisters: ArrayLike<number>;
  /** Words of the floating-point registers 0, 2, 4 and 6. */
  readonly floatingRegisters: ArrayLike<number>;
  readonly psw: readonly [high: number, low: number];
  readonly timeOfDay: bigint;
  /** Storage of the virtual machine; with segments beyond it. */
  readonly storageSize: number;
  readonly highestStorage: number;
  readonly cpuIdentification: readonly [high: number, low: number];
  /** Undefined without FORMAT. */
  readonly format: Uint8Array | undefined;
  readonly comment: Uint8Array | undefined;
}

/** A page of a dump with the keys of its halves. */
export interface DumpPage {
  readonly number: number;
  readonly keys: readonly [number, number];
}

/** The stream up to the first page that was dumped. */
export function dumpHeader(information: DumpInformation, pages: readonly DumpPage[]): Uint8Array {
  const bytes = new Uint8Array(TAG_AREA + (1 + KEY_RECORDS) * DUMP_RECORD);
  const record = bytes.subarray(TAG_AREA);
  const view = new DataView(bytes.buffer, TAG_AREA);
  const words = (at: number, values: ArrayLike<number>): void => {
    for (let n = 0; n < values.length; n++) view.setInt32(at + 4 * n, values[n]);
  };
  words(At.generalRegisters, information.generalRegisters);
  words(At.controlRegisters, information.controlRegisters);
  words(At.floatingRegisters, information.floatingRegisters);
  view.setBigUint64(At.timeOfDay, BigInt.asUintN(64, information.timeOfDay));
  view.setInt32(At.storageSize, information.storageSize);
  view.setInt32(At.highestStorage, information.highestStorage);
  words(At.cpuIdentification, information.cpuIdentification);
  words(At.psw, information.psw);
  const text = (at: number, value: Uint8Array | undefined, length: number): void => {
    if (value !== undefined) record.fill(0x40, at, at + length).set(value.subarray(0, length), at);
  };
  text(At.format, information.format, FORMAT_LENGTH);
  text(At.comment, information.comment, COMMENT_LENGTH);
  for (const { number, keys } of pages) {
    record[At.pageMap + (number >> 3)] |= 0x80 >> (number & 7);
    record.set(keys, DUMP_RECORD + 2 * number);
  }
  return bytes;
}

/** A dump that is read again. */
export class DumpContents {
  private readonly view: DataView;
  /** Where each page is in the stream. */
  private readonly offsets = new Map<number, number>();

  /** `stream`: bytes of all spool pages without their headers. */
  constructor(private readonly stream: Uint8Array) {
    this.view = new DataView(stream.buffer, stream.byteOffset + TAG_AREA);
    let offset = TAG_AREA + (1 + KEY_RECORDS) * DUMP_RECORD;
    for (let page = 0; page < PAGES; page++) {
      if ((this.view.getUint8(At.pageMap + (page >> 3)) & (0x80 >> (page & 7))) === 0) continue;
      this.offsets.set(page, offset);
      offset += DUMP_RECORD;
    }
  }

  get generalRegisters(): number[] {
    return this.words(At.generalRegisters, 16);
  }

  get controlRegisters(): number[] {
    return this.words(At.controlRegisters, 16);
  }

  get floatingRegisters(): number[] {
    return this.words(At.floatingRegisters, 8);
  }

  get psw(): number[] {
    return this.words(At.psw, 2);
  }

  get timeOfDay(): bigint {
    return this.view.getBigUint64(At.timeOfDay);
  }

  /** In EBCDIC; without one all bytes are zero. */
  get comment(): Uint8Array {
    return this.record(At.comment, COMMENT_LENGTH);
  }

  /** Numbers of the pages that were dumped. */
  get pages(): readonly number[] {
    return [...this.offsets.keys()];
  }

  page(number: number): Uint8Array | undefined {
    const offset = this.offsets.get(number);
    return offset === undefined ? undefined : this.stream.subarray(offset, offset + DUMP_RECORD);
  }

  /** Key of a 2K block, of an address. */
  key(address: number): number {
    return this.view.getUint8(DUMP_RECORD + (address >>> 11));
  }

  private words(at: number, count: number): number[] {
    return Array.from({ length: count }, (_, n) => this.view.getInt32(at + 4 * n));
  }

  private record(at: number, length: number): Uint8Array {
    return this.stream.subarray(TAG_AREA + at, TAG_AREA + at + length);
  }
}
