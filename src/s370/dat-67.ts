/**
 * Dynamic address translation of the 360/67: segments of 1M and pages of 4K, 16 segments with 24-bit addresses and
 * 4096 with 32-bit ones. GA27-2719, Dynamic Address Translation.
 */

import type { TableStorage, TranslationCode, TranslationResult } from './dat.js';

const SEGMENT_SHIFT = 20;
const PAGE_SHIFT = 12;
const PAGE_MASK = 0xff;

/** Walks segment and page tables as control register 0 says. The result of the last walk is in the fields. */
export class Translator67 implements TranslationResult {
  real = 0;
  readonly segmentProtected = false;
  entryAddress = 0;
  /** The segment lies behind the end of the segment table. */
  lengthViolation = false;

  constructor(private readonly tables: TableStorage) {}

  /**
   * Translates `logical` (24 or 32 bits). CR0: bits 0-7 the number of groups of 16 segments minus one, 8-31 the
   * address of the segment table. Returns 0, or the code of the exception.
   */
  translate(logical: number, cr0: number): TranslationCode | 0x06 {
    this.lengthViolation = false;
    const segment = logical >>> SEGMENT_SHIFT;
    this.entryAddress = ((cr0 & 0xffffc0) + segment * 4) & 0xffffff;
    if (segment >>> 4 > cr0 >>> 24) {
      this.lengthViolation = true;
      return 0x10;
    }
    if (!this.tables.contains(this.entryAddress, 4)) return 0x05;
    const segmentEntry = this.tables.fetchWord(this.entryAddress);
    if ((segmentEntry & 1) !== 0) return 0x10;

    const page = (logical >>> PAGE_SHIFT) & PAGE_MASK;
    this.entryAddress = ((segmentEntry & 0xfffffe) + page * 2) & 0xffffff;
    if (page > segmentEntry >>> 24) return 0x11;
    if (!this.tables.contains(this.entryAddress, 2)) return 0x05;
    const pageEntry = this.tables.fetchHalf(this.entryAddress);
    if ((pageEntry & 0x8) !== 0) return 0x11;
    if ((pageEntry & 0x7) !== 0) return 0x06;
    this.real = ((pageEntry & 0xfff0) << 8) | (logical & 0xfff);
    return 0;
  }
}
