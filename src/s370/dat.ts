/** Dynamic address translation. GA22-7000, Dynamic Address Translation. */

/** Program interruption codes that translation can end with, 0 when it succeeds. */
export type TranslationCode = 0 | 0x05 | 0x10 | 0x11 | 0x12;

interface TableFormat {
  readonly pageShift: 11 | 12;
  readonly segmentShift: 16 | 20;
}

/** CR0 bits 8-12 → format; absent combinations are translation-specification exceptions. */
function tableFormat(cr0: number): TableFormat | undefined {
  switch ((cr0 >>> 19) & 0x1f) {
    case 0x08:
      return FORMAT_2K_64K;
    case 0x0a:
      return FORMAT_2K_1M;
    case 0x10:
      return FORMAT_4K_64K;
    case 0x12:
      return FORMAT_4K_1M;
    default:
      return undefined;
  }
}
const FORMAT_2K_64K: TableFormat = { pageShift: 11, segmentShift: 16 };
const FORMAT_2K_1M: TableFormat = { pageShift: 11, segmentShift: 20 };
const FORMAT_4K_64K: TableFormat = { pageShift: 12, segmentShift: 16 };
const FORMAT_4K_1M: TableFormat = { pageShift: 12, segmentShift: 20 };

/** Swaps real addresses 0-4095 and the prefix area. `prefix` is a multiple of 4096. */
export function applyPrefix(real: number, prefix: number): number {
  const page = real & 0xfff000;
  if (page === 0) return real | prefix;
  if (page === prefix) return real & 0xfff;
  return real;
}

/** Where translation tables are: main storage, or a virtual machine's storage. Absolute addresses. */
export interface TableStorage {
  contains(absolute: number, length: number): boolean;
  /** Signed word. */
  fetchWord(absolute: number): number;
  /** Unsigned halfword. */
  fetchHalf(absolute: number): number;
  /** Records a reference to a table; a virtual machine's storage does it by itself. */
  recordAccess?(absolute: number, change: boolean): void;
}

/** What the last walk found. */
export interface TranslationResult {
  /** Real address, when the code is 0. */
  readonly real: number;
  readonly segmentProtected: boolean;
  /** Real address of the table entry where the walk ended: the segment or page table entry. */
  readonly entryAddress: number;
  /** The exception came from a length check, not from an invalid bit. */
  readonly lengthViolation: boolean;
}

/** Walks segment and page tables. The result of the last walk is in the fields. */
export class Translator implements TranslationResult {
  /** Real address, when the code is 0. */
  real = 0;
  /** The segment has the protection bit. */
  segmentProtected = false;
  /** Real address of the table entry where the walk ended: the segment or page table entry. */
  entryAddress = 0;
  /** The exception came from a length check, not from an invalid bit. */
  lengthViolation = false;

  constructor(private readonly tables: TableStorage) {}

  /** Translates `logical` by CR0 and CR1. Returns 0, or the code of the exception. */
  translate(logical: number, cr0: number, cr1: number, prefix: number): TranslationCode {
    this.lengthViolation = false;
    const format = tableFormat(cr0);
    if (format === undefined) return 0x12;
    const segment = (logical & 0xffffff) >>> format.segmentShift;
    const segmentEntryAddress = ((cr1 & 0xffffc0) + segment * 4) & 0xffffff;
    this.entryAddress = segmentEntryAddress;
    // The length counts 16 entries; 1M segments have at most 16 and cannot exceed it.
    if (segment >>> 4 > cr1 >>> 24) {
      this.lengthViolation = true;
      return 0x10;
    }
    const segmentEntryAbsolute = applyPrefix(segmentEntryAddress, prefix);
    if (!this.tables.contains(segmentEntryAbsolute, 4)) return 0x05;
    const segmentEntry = this.tables.fetchWord(segmentEntryAbsolute);
    this.tables.recordAccess?.(segmentEntryAbsolute, false);
    if ((segmentEntry & 1) !== 0) return 0x10;
    if ((segmentEntry & 0x0f000000) !== 0) return 0x12;
    this.segmentProtected = (segmentEntry & 4) !== 0;

    const pageBits = format.segmentShift - format.pageShift;
    const page = (logical >>> format.pageShift) & ((1 << pageBits) - 1);
    const pageEntryAddress = ((segmentEntry & 0xfffff8) + page * 2) & 0xffffff;
    this.entryAddress = pageEntryAddress;
    if (page >>> (pageBits - 4) > segmentEntry >>> 28) {
      this.lengthViolation = true;
      return 0x11;
    }
    const pageEntryAbsolute = applyPrefix(pageEntryAddress, prefix);
    if (!this.tables.contains(pageEntryAbsolute, 2)) return 0x05;
    const pageEntry = this.tables.fetchHalf(pageEntryAbsolute);
    this.tables.recordAccess?.(pageEntryAbsolute, false);
    if (format.pageShift === 12) {
      if ((pageEntry & 0x8) !== 0) return 0x11;
      if ((pageEntry & 0x6) !== 0) return 0x12;
      this.real = ((pageEntry & 0xfff0) << 8) | (logical & 0xfff);
    } else {
      if ((pageEntry & 0x4) !== 0) return 0x11;
      if ((pageEntry & 0x2) !== 0) return 0x12;
      this.real = ((pageEntry & 0xfff8) << 8) | (logical & 0x7ff);
    }
    return 0;
  }
}
