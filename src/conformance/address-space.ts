/**
 * The logical storage of a case: where each 2K of it is in the sandbox, and the segment and page tables that say
 * so to the machine. GA22-7000, Dynamic Address Translation.
 */

import type { Dice } from './dice.js';
import { BLOCK, MAIN_STORAGE, SANDBOX, SANDBOX_BLOCKS, SANDBOX_SIZE, type Patch } from './machine-case.js';

/** 4096 bytes of logical storage with a page or block boundary in the middle: operands and code are put there. */
export interface Home {
  readonly start: number;
  readonly length: number;
}
export const HOME_LENGTH = 2 * BLOCK;

/** Table formats: bits 8-12 of CR0. */
interface TableFormat {
  readonly bits: number;
  readonly pageShift: 11 | 12;
  readonly segmentShift: 16 | 20;
}
const FORMATS: readonly TableFormat[] = [
  { bits: 0x08, pageShift: 11, segmentShift: 16 },
  { bits: 0x0a, pageShift: 11, segmentShift: 20 },
  { bits: 0x10, pageShift: 12, segmentShift: 16 },
  { bits: 0x12, pageShift: 12, segmentShift: 20 },
];
/** Tables are in the first block: the page tables, and a segment table of 16 entries or one of 256. */
const SEGMENT_TABLE = SANDBOX;
const LONG_SEGMENT_TABLE = SANDBOX + 0x400;
const PAGE_TABLES = SANDBOX + 0x100;
const PAGE_TABLE_DISTANCE = 0x80;
const SEGMENTS = 16;
const COMMON_SEGMENT = 0x02;
/** Entries that a page table has room for: with 1M segments its length code allows no more. */
const pageEntries = (format: TableFormat): number =>
  1 << (format.segmentShift - format.pageShift - (format.segmentShift === 20 ? 4 : 0));

/** What translation, when it is on or asked for, goes by. */
export interface Translation {
  /** Format bits in the place where CR0 has them. */
  readonly cr0: number;
  readonly cr1: number;
}

export class AddressSpace {
  readonly homes: Home[] = [];
  readonly patches: Patch[] = [];
  /** Absolute address of each mapped logical block. */
  private readonly blocks = new Map<number, number>();

  private constructor(readonly translation: Translation) {}

  /** Logical addresses are real; tables, when there are any, translate every address of the sandbox to itself. */
  static real(dice: Dice, withTables: boolean): AddressSpace {
    const space = withTables
      ? AddressSpace.identity(dice)
      : // A segment table that is not there: what turns translation on by accident ends with an exception.
        new AddressSpace({ cr0: 0x10 << 19, cr1: MAIN_STORAGE });
    for (let block = 0; block < SANDBOX_BLOCKS; block++) {
      space.blocks.set((SANDBOX >>> 11) + block, SANDBOX + block * BLOCK);
    }
    const boundaries = Array.from({ length: SANDBOX_BLOCKS - 5 }, (_, i) => SANDBOX + (i + 3) * BLOCK);
    for (let i = 0; i < 3; i++) space.homes.push(homeAround(dice.pick(boundaries)));
    return space;
  }

  /**
   * Logical addresses are translated by tables with now and then an entry that ends in an exception. `wholePage`: no
   * frame is in the 4K where the tables are.
   */
  static virtual(dice: Dice, wholePage = false): AddressSpace {
    const format = dice.pick(wholePage ? FORMATS.filter(({ pageShift }) => pageShift === 12) : FORMATS);
    const tables = new Tables(dice, format);
    const space = new AddressSpace({ cr0: format.bits << 19, cr1: tables.cr1 });
    const pageSize = 1 << format.pageShift;
    for (let i = 0; i < 3; i++) {
      const segment = dice.below(SEGMENTS);
      const pages = Math.min(pageEntries(format), 16);
      const full = format.segmentShift === 16;
      const boundary =
        full && dice.chance(25)
          ? (segment << 16) & 0xffffff
          : (segment << format.segmentShift) + (1 + dice.below(pages - 1)) * pageSize;
      const home = homeAround(boundary);
      space.homes.push(home);
      for (let at = home.start & -pageSize; at < home.start + HOME_LENGTH; at += pageSize) {
        const real = tables.map(at & 0xffffff);
        for (let part = 0; part < pageSize; part += BLOCK) {
          if (real !== undefined) space.blocks.set(((at + part) & 0xffffff) >>> 11, real + part);
        }
      }
    }
    space.patches.push(...tables.patches());
    return space;
  }

  private static identity(dice: Dice): AddressSpace {
    const format = dice.pick(FORMATS.filter(({ segmentShift }) => segmentShift === 16));
    const tables = new Tables(dice, format, false);
    const pageSize = 1 << format.pageShift;
    for (let at = SANDBOX; at < SANDBOX + SANDBOX_SIZE; at += pageSize) tables.mapTo(at, at);
    const space = new AddressSpace({ cr0: format.bits << 19, cr1: tables.cr1 });
    space.patches.push(...tables.patches());
    return space;
  }

  /** Is a segment marked as common, so that a translation of one space may serve another? */
  get hasCommonSegments(): boolean {
    const [table] = this.patches;
    return table?.bytes.some((byte, i) => (i & 3) === 3 && (byte & COMMON_SEGMENT) !== 0) ?? false;
  }

  /** Absolute address of a logical byte; undefined where translation or the end of storage forbids it. */
  absolute(logical: number): number | undefined {
    const block = this.blocks.get((logical & 0xffffff) >>> 11);
    return block === undefined ? undefined : block + (logical & (BLOCK - 1));
  }

  /** Initial bytes at a logical address, as far as there is storage. */
  pieces(logical: number, bytes: Uint8Array): Patch[] {
    const pieces: Patch[] = [];
    for (let from = 0; from < bytes.length;) {
      const address = (logical + from) & 0xffffff;
      const to = Math.min(bytes.length, from + BLOCK - (address & (BLOCK - 1)));
      const absolute = this.absolute(address);
      if (absolute !== undefined) pieces.push({ address: absolute, bytes: bytes.subarray(from, to) });
      from = to;
    }
    return pieces;
  }
}

function homeAround(boundary: number): Home {
  return { start: (boundary - BLOCK) & 0xffffff, length: HOME_LENGTH };
}

/** Segment table and page tables under construction. */
class Tables {
  private readonly segmentEntries = new Map<number, number>();
  private readonly pageEntries = new Map<number, number[]>();
  private readonly pages: number;
  /** Units of 16 entries, less one. */
  private readonly segmentLength: number;

  constructor(
    private readonly dice: Dice,
    private readonly format: TableFormat,
    private readonly faults = true,
  ) {
    this.pages = pageEntries(format);
    this.segmentLength = format.segmentShift === 16 && faults ? dice.pick([0, 0, 0, 0, 1, 15]) : 0;
  }

  get cr1(): number {
    return (this.segmentLength << 24) | (this.segmentLength === 0 ? SEGMENT_TABLE : LONG_SEGMENT_TABLE);
  }

  /** Gives the page at `logical` a frame; undefined when its entry is to end in an exception. */
  map(logical: number): number | undefined {
    const { dice, format } = this;
    const pageSize = 1 << format.pageShift;
    const frames = SANDBOX_SIZE / pageSize;
    const frame = SANDBOX + (1 + dice.below(frames - 1)) * pageSize;
    return this.mapTo(logical, frame);
  }

  mapTo(logical: number, frame: number): number | undefined {
    const { dice, format } = this;
    const segment = logical >>> format.segmentShift;
    if (segment >= SEGMENTS) return undefined;
    let entries = this.pageEntries.get(segment);
    if (entries === undefined) {
      const index = this.pageEntries.size;
      if (index >= 12) return undefined;
      const invalid = format.pageShift === 12 ? 0x0008 : 0x0004;
      entries = new Array<number>(this.pages).fill(invalid);
      this.pageEntries.set(segment, entries);
      this.segmentEntries.set(segment, this.segmentEntry(PAGE_TABLES + index * PAGE_TABLE_DISTANCE));
    }
    const page = (logical & ((1 << format.segmentShift) - 1)) >>> format.pageShift;
    if (page >= this.pages) return undefined;
    let entry = format.pageShift === 12 ? (frame >>> 8) & 0xfff0 : (frame >>> 8) & 0xfff8;
    let mapped: number | undefined = frame;
    if (this.faults && dice.chance(7)) {
      mapped = undefined;
      if (dice.chance(50)) entry |= format.pageShift === 12 ? 0x8 : 0x4;
      else if (dice.chance(40)) entry |= format.pageShift === 12 ? dice.pick([2, 4, 6]) : 2;
      else entry = (MAIN_STORAGE + frame) >>> 8;
    } else if (dice.chance(10)) entry |= 1;
    entries[page] = entry;
    return mapped;
  }

  private segmentEntry(pageTable: number): number {
    const { dice, format } = this;
    // The length counts sixteenths of the segment, less one.
    const length = format.segmentShift === 16 ? 15 : 0;
    const entry = (length << 28) | pageTable;
    if (!this.faults) return entry;
    if (dice.chance(8)) return entry | 4;
    if (dice.chance(5)) return entry | dice.pick([1, 1, 0x01000000, 0x08000000, 2]);
    // A longer table than there is would have frames outside of the sandbox.
    if (length === 15 && dice.chance(4)) return (dice.below(16) << 28) | pageTable;
    if (dice.chance(1)) return (length << 28) | MAIN_STORAGE;
    return entry;
  }

  patches(): Patch[] {
    const segments = SEGMENTS * (this.segmentLength + 1);
    const table = new DataView(new ArrayBuffer(4 * segments));
    for (let segment = 0; segment < segments; segment++) {
      table.setInt32(4 * segment, this.segmentEntries.get(segment) ?? 1);
    }
    const patches: Patch[] = [{ address: this.cr1 & 0xffffff, bytes: new Uint8Array(table.buffer) }];
    let index = 0;
    for (const entries of this.pageEntries.values()) {
      const page = new DataView(new ArrayBuffer(2 * entries.length));
      entries.forEach((entry, i) => page.setUint16(2 * i, entry));
      patches.push({
        address: PAGE_TABLES + index++ * PAGE_TABLE_DISTANCE,
        bytes: new Uint8Array(page.buffer),
      });
    }
    return patches;
  }
}
