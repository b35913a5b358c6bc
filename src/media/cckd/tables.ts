import { imageFault } from '../ckd-format.js';
import type { HostFile } from '../host-file.js';
import { FIRST_LEVEL_TABLE } from './header.js';
import type { CompressedHeader } from './header.js';
import type { Extent } from './free-space.js';
import { offsetAt, setOffset } from './layout.js';
import type { ImageLayout } from './layout.js';

/** Entries of a second-level table. */
export const TABLE_ENTRIES = 256;

/** Bytes of a second-level table. */
export function tableSize({ entrySize }: ImageLayout): number {
  return TABLE_ENTRIES * entrySize;
}

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
  private readonly first: Float64Array;
  private readonly layout: ImageLayout;
  private readonly tableSize: number;
  private readonly second = new Map<number, DataView>();

  constructor(
    private readonly file: HostFile,
    private readonly header: CompressedHeader,
    readonly shadow: boolean,
  ) {
    const { layout, littleEndian, firstLevelEntries: count } = header;
    this.layout = layout;
    this.tableSize = tableSize(layout);
    const size = layout.offsetSize * count;
    const bytes = file.read(FIRST_LEVEL_TABLE, size);
    if (bytes.length < size) {
      throw imageFault(file, FIRST_LEVEL_TABLE + bytes.length, 'the file ends within the first-level table');
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    this.first = Float64Array.from({ length: count }, (_, i) =>
      offsetAt(view, layout.offsetSize * i, littleEndian, layout),
    );
  }

  /** Where a track is. Throws `BackingError` when its table is damaged. */
  place(track: number): Place {
    const at = this.first[track >>> 8];
    if (at === this.layout.below) return this.below(this.firstLevelEntry(track >>> 8));
    if (at === 0) return { kind: 'null', format: this.header.nullFormat };
    return this.entry(this.table(track >>> 8), at, track & 0xff);
  }

  /** Notes where a track is now. `allocate` gives the place of a new second-level table when one is needed. */
  setPlace(track: number, place: Place, allocate: () => number): void {
    const index = track >>> 8;
    const { littleEndian } = this.header;
    const { below, entrySize, offsetSize } = this.layout;
    const at = this.first[index];
    const isNew = at === 0 || at === below;
    const table = isNew ? this.emptyTable(at === below) : this.table(index);
    const entry = entrySize * (track & 0xff);
    const [offset, length, size] =
      place.kind === 'stored'
        ? [place.offset, place.length, place.size]
        : place.kind === 'null'
          ? [0, place.format, place.format]
          : [below, 0xffff, 0xffff];
    const before = new Uint8Array(table.buffer.slice(entry, entry + entrySize));
    setOffset(table, entry, offset, littleEndian, this.layout);
    table.setUint16(entry + offsetSize, length, littleEndian);
    table.setUint16(entry + offsetSize + 2, size, littleEndian);
    try {
      if (isNew) {
        const bytes = new Uint8Array(table.buffer);
        const where = allocate();
        this.file.write(where, bytes);
        this.setTable(index, where);
        this.second.set(index, table);
      } else {
        this.file.write(at + entry, new Uint8Array(table.buffer, entry, entrySize));
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
    const { below, entrySize } = this.layout;
    for (let index = 0; index < this.first.length; index++) {
      const at = this.first[index];
      if (at === below) this.below(this.firstLevelEntry(index));
      if (at === 0 || at === below) continue;
      yield { offset: at, length: this.tableSize, used: this.tableSize, what: { table: index } };
      const table = this.table(index);
      for (let i = 0; i < TABLE_ENTRIES; i++) {
        const place = this.entry(table, at, i);
        if (place.kind !== 'stored') continue;
        const track = index * TABLE_ENTRIES + i;
        if (track >= limit)
          throw imageFault(this.file, at + entrySize * i, `track ${track} is not on the volume`);
        yield { offset: place.offset, length: place.size, used: place.length, what: { track } };
      }
    }
  }

  private entry(table: DataView, at: number, index: number): Place {
    const { littleEndian } = this.header;
    const { below, entrySize, offsetSize } = this.layout;
    const entry = entrySize * index;
    const offset = offsetAt(table, entry, littleEndian, this.layout);
    const length = table.getUint16(entry + offsetSize, littleEndian);
    const size = table.getUint16(entry + offsetSize + 2, littleEndian);
    if (offset === below) return this.below(at + entry);
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
      const bytes = this.file.read(this.first[index], this.tableSize);
      if (bytes.length < this.tableSize) {
        throw imageFault(
          this.file,
          this.firstLevelEntry(index),
          `the second-level table at offset ${this.first[index]} runs past the end of the file`,
        );
      }
      table = new DataView(bytes.slice().buffer);
      this.second.set(index, table);
    }
    return table;
  }

  private emptyTable(below: boolean): DataView {
    const { entrySize, offsetSize } = this.layout;
    const table = new DataView(new ArrayBuffer(this.tableSize));
    if (below) {
      new Uint8Array(table.buffer).fill(0xff);
    } else {
      const { nullFormat, littleEndian } = this.header;
      for (let i = 0; i < TABLE_ENTRIES; i++) {
        table.setUint16(entrySize * i + offsetSize, nullFormat, littleEndian);
        table.setUint16(entrySize * i + offsetSize + 2, nullFormat, littleEndian);
      }
    }
    return table;
  }

  private setTable(index: number, offset: number): void {
    const entry = new DataView(new ArrayBuffer(this.layout.offsetSize));
    setOffset(entry, 0, offset, this.header.littleEndian, this.layout);
    this.file.write(this.firstLevelEntry(index), new Uint8Array(entry.buffer));
    this.first[index] = offset;
  }

  /** Offset of an entry of the first-level table. */
  private firstLevelEntry(index: number): number {
    return FIRST_LEVEL_TABLE + this.layout.offsetSize * index;
  }
}

/** Whose a stretch of the file is. */
export type Owner = { readonly table: number } | { readonly track: number };

/** First-level table of a new file. */
export function emptyFirstLevel(
  { firstLevelEntries, layout }: CompressedHeader,
  shadow: boolean,
): Uint8Array {
  return new Uint8Array(layout.offsetSize * firstLevelEntries).fill(shadow ? 0xff : 0);
}
