import { imageFault } from '../ckd-format.js';
import type { HostFile } from '../host-file.js';
import { FIRST_LEVEL_TABLE } from './header.js';
import type { CompressedHeader } from './header.js';
import type { Extent } from './free-space.js';

/** Entries of a second-level table. */
export const TABLE_ENTRIES = 256;
const ENTRY_SIZE = 8;
export const TABLE_SIZE = TABLE_ENTRIES * ENTRY_SIZE;
/** Offset that says "in the file below": shadow files only. */
const BELOW = 0xffffffff;

/** Where a track (or a group of FBA blocks) is. */
export type Place =
  | { readonly kind: 'stored'; readonly offset: number; readonly length: number; readonly size: number }
  /** It was never written: `format` tells what it looks like. */
  | { readonly kind: 'null'; readonly format: number }
  /** The file below has it. */
  | { readonly kind: 'below' };

/**
 * The look-up tables of a compressed image: the first-level table has an entry for each 256 tracks, the offset of a
 * second-level table; that has offset, length and space of each track. Tables are read when they are needed and kept.
 */
export class LookupTables {
  private readonly first: Uint32Array;
  private readonly second = new Map<number, DataView>();

  constructor(
    private readonly file: HostFile,
    private readonly header: CompressedHeader,
    readonly shadow: boolean,
  ) {
    const count = header.firstLevelEntries;
    const bytes = file.read(FIRST_LEVEL_TABLE, 4 * count);
    if (bytes.length < 4 * count) {
      throw imageFault(file, FIRST_LEVEL_TABLE + bytes.length, 'the file ends within the first-level table');
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    this.first = Uint32Array.from({ length: count }, (_, i) => view.getUint32(4 * i, header.littleEndian));
  }

  /** Where a track is. Throws `BackingError` when its table is damaged. */
  place(track: number): Place {
    const at = this.first[track >>> 8];
    if (at === BELOW) return this.below(FIRST_LEVEL_TABLE + 4 * (track >>> 8));
    if (at === 0) return { kind: 'null', format: this.header.nullFormat };
    return this.entry(this.table(track >>> 8), at, track & 0xff);
  }

  /** Notes where a track is now. `allocate` gives the place of a new second-level table when one is needed. */
  setPlace(track: number, place: Place, allocate: () => number): void {
    const index = track >>> 8;
    const { littleEndian } = this.header;
    const at = this.first[index];
    const isNew = at === 0 || at === BELOW;
    const table = isNew ? this.emptyTable(at === BELOW) : this.table(index);
    const entry = ENTRY_SIZE * (track & 0xff);
    const [offset, length, size] =
      place.kind === 'stored'
        ? [place.offset, place.length, place.size]
        : place.kind === 'null'
          ? [0, place.format, place.format]
          : [BELOW, 0xffff, 0xffff];
    const before = new Uint8Array(table.buffer.slice(entry, entry + ENTRY_SIZE));
    table.setUint32(entry, offset, littleEndian);
    table.setUint16(entry + 4, length, littleEndian);
    table.setUint16(entry + 6, size, littleEndian);
    try {
      if (isNew) {
        const bytes = new Uint8Array(table.buffer);
        const where = allocate();
        this.file.write(where, bytes);
        this.setTable(index, where);
        this.second.set(index, table);
      } else {
        this.file.write(at + entry, new Uint8Array(table.buffer, entry, ENTRY_SIZE));
      }
    } catch (error) {
      new Uint8Array(table.buffer).set(before, entry);
      throw error;
    }
  }

  /** Says that a second-level table lies elsewhere now: it has been copied there. */
  moveTable(index: number, offset: number): void {
    this.file.write(offset, new Uint8Array(this.table(index).buffer));
    this.setTable(index, offset);
  }

  /** Every stretch of the file that the tables name. `limit`: tracks of the volume. Throws `BackingError` for a damaged table. */
  *extents(
    limit: number,
  ): Generator<Extent & { readonly length: number; readonly used: number; readonly what: Owner }> {
    for (let index = 0; index < this.first.length; index++) {
      const at = this.first[index];
      if (at === BELOW) this.below(FIRST_LEVEL_TABLE + 4 * index);
      if (at === 0 || at === BELOW) continue;
      yield { offset: at, length: TABLE_SIZE, used: TABLE_SIZE, what: { table: index } };
      const table = this.table(index);
      for (let i = 0; i < TABLE_ENTRIES; i++) {
        const place = this.entry(table, at, i);
        if (place.kind !== 'stored') continue;
        const track = index * TABLE_ENTRIES + i;
        if (track >= limit)
          throw imageFault(this.file, at + ENTRY_SIZE * i, `track ${track} is not on the volume`);
        yield { offset: place.offset, length: place.size, used: place.length, what: { track } };
      }
    }
  }

  private entry(table: DataView, at: number, index: number): Place {
    const { littleEndian } = this.header;
    const entry = ENTRY_SIZE * index;
    const offset = table.getUint32(entry, littleEndian);
    const length = table.getUint16(entry + 4, littleEndian);
    const size = table.getUint16(entry + 6, littleEndian);
    if (offset === BELOW) return this.below(at + entry);
    if (offset === 0) {
      const format =
        length > 2 || (length === 0 && this.header.nullFormat === 2) ? this.header.nullFormat : length;
      return { kind: 'null', format };
    }
    if (size < length) {
      throw imageFault(this.file, at + entry, `a track of ${length} bytes in a space of ${size}`);
    }
    return { kind: 'stored', offset, length, size };
  }

  private below(at: number): Place {
    if (!this.shadow) throw imageFault(this.file, at, 'a track in a file below, but this is no shadow file');
    return { kind: 'below' };
  }

  private table(index: number): DataView {
    let table = this.second.get(index);
    if (table === undefined) {
      const bytes = this.file.read(this.first[index], TABLE_SIZE);
      if (bytes.length < TABLE_SIZE) {
        throw imageFault(
          this.file,
          FIRST_LEVEL_TABLE + 4 * index,
          `the second-level table at offset ${this.first[index]} runs past the end of the file`,
        );
      }
      table = new DataView(bytes.slice().buffer);
      this.second.set(index, table);
    }
    return table;
  }

  private emptyTable(below: boolean): DataView {
    const table = new DataView(new ArrayBuffer(TABLE_SIZE));
    if (below) {
      new Uint8Array(table.buffer).fill(0xff);
    } else {
      const { nullFormat, littleEndian } = this.header;
      for (let i = 0; i < TABLE_ENTRIES; i++) {
        table.setUint16(ENTRY_SIZE * i + 4, nullFormat, littleEndian);
        table.setUint16(ENTRY_SIZE * i + 6, nullFormat, littleEndian);
      }
    }
    return table;
  }

  private setTable(index: number, offset: number): void {
    const entry = new DataView(new ArrayBuffer(4));
    entry.setUint32(0, offset, this.header.littleEndian);
    this.file.write(FIRST_LEVEL_TABLE + 4 * index, new Uint8Array(entry.buffer));
    this.first[index] = offset;
  }
}

/** Whose a stretch of the file is. */
export type Owner = { readonly table: number } | { readonly track: number };

/** First-level table of a new file. */
export function emptyFirstLevel(entries: number, shadow: boolean): Uint8Array {
  return new Uint8Array(4 * entries).fill(shadow ? 0xff : 0);
}
