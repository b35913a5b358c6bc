import { BackingError } from '../../s370/index.js';
import { imageFault } from '../ckd-format.js';
import { HostFile } from '../host-file.js';
import { FreeSpace } from './free-space.js';
import type { Extent } from './free-space.js';
import type { CompressedHeader } from './header.js';
import { COMPRESSED_HEADER, FIRST_LEVEL_TABLE } from './header.js';
import { setOffset } from './layout.js';
import type { ImageLayout } from './layout.js';
import { LookupTables, emptyFirstLevel, tableSize } from './tables.js';
import type { Owner, Place } from './tables.js';
import { readVolumeHeader } from './volume-header.js';
import type { VolumeHeader } from './volume-header.js';

/** Bytes given back that may wait for the host's disk; with more, the file is hardened in between. */
const MOST_UNSETTLED = 8 << 20;
/** Part of the file that may be free before tracks at its end are moved into the gaps. */
const TOLERATED_FREE = 1 / 8;
/** Tracks moved in one go. */
const MOVES = 64;

interface Stored extends Extent {
  readonly used: number;
  readonly what: Owner;
}

/** Numbers about one file, for the operator. */
export interface CckdStatistics {
  readonly path: string;
  readonly shadow: boolean;
  readonly readOnly: boolean;
  /** Bytes of the file. */
  readonly size: number;
  readonly freeBytes: number;
  readonly freeSpaces: number;
  readonly reads: number;
  readonly writes: number;
}

/**
 * One file of a compressed volume, base or shadow: where each track (or group of FBA blocks) is stored, and the space
 * between them. A track is always written to free space and its table entry changed after that, so that whatever moment
 * the process stops at, every table entry names a whole track. Old space is used again only when the host has the new
 * copy on its disk. While the file is being changed its header has a bit that says so; what free space there is follows
 * from the tables, and whoever opens such a file finds it out again.
 */
export class CckdFile {
  private space: FreeSpace | undefined;
  /** Space that belongs to tracks and is not used by them. */
  private imbedded = 0;
  private reads = 0;
  private writes = 0;

  private constructor(
    private readonly file: HostFile,
    readonly volume: VolumeHeader,
    private readonly header: CompressedHeader,
    private readonly tables: LookupTables,
  ) {}

  /**
   * Opens a file. For writing, all its tables are looked at first: a damaged one is never written to. Throws
   * `BackingError` naming file and offset.
   */
  static open(path: string, options: { readonly readOnly?: boolean } = {}): CckdFile {
    const file = HostFile.open(path, options);
    try {
      const { volume, header } = readVolumeHeader(file);
      const opened = new CckdFile(file, volume, header, new LookupTables(file, header, volume.shadow));
      if (!file.readOnly) opened.space = opened.findSpace();
      return opened;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Makes a file without tracks and opens it. The file must not exist. `signature`: the first block of the file. */
  static create(path: string, signature: Uint8Array, header: CompressedHeader, shadow: boolean): CckdFile {
    const file = HostFile.create(path);
    try {
      file.write(0, signature);
      const table = emptyFirstLevel(header, shadow);
      const size = FIRST_LEVEL_TABLE + table.length;
      header.space = { ...NO_FREE_SPACE, size, used: size };
      header.write(file);
      file.write(FIRST_LEVEL_TABLE, table);
    } finally {
      file.close();
    }
    return CckdFile.open(path);
  }

  /** Looks at all tables of a file that may be open elsewhere. Throws `BackingError` when one is damaged. */
  static examine(path: string): void {
    const file = CckdFile.open(path, { readOnly: true });
    try {
      file.checkTables();
    } finally {
      file.abandon();
    }
  }

  get path(): string {
    return this.file.path;
  }

  get readOnly(): boolean {
    return this.file.readOnly;
  }

  /** Format of a track that was never written. */
  get nullFormat(): number {
    return this.header.nullFormat;
  }

  /** How new tracks shall be compressed. */
  get compression(): number {
    return this.header.compression;
  }

  /** The file was not closed by who wrote to it last. */
  get opened(): boolean {
    return this.header.opened;
  }

  get statistics(): CckdStatistics {
    const { space } = this;
    const fields = this.header.space;
    return {
      path: this.path,
      shadow: this.volume.shadow,
      readOnly: this.readOnly,
      size: this.file.size,
      freeBytes: space?.total ?? fields.freeTotal,
      freeSpaces: space?.spaces().length ?? fields.freeNumber,
      reads: this.reads,
      writes: this.writes,
    };
  }

  /** First block of another file of this volume, and its compressed header. */
  headers(): { readonly signature: Uint8Array; readonly header: CompressedHeader } {
    return { signature: this.file.read(0, COMPRESSED_HEADER).slice(), header: this.header.forNewFile() };
  }

  place(track: number): Place {
    return this.tables.place(track);
  }

  /** Bytes of a stored track as they are in the file. Throws `BackingError` when the file ends within. */
  read(track: number, place: Extent): Uint8Array {
    const bytes = this.file.read(place.offset, place.length);
    if (bytes.length < place.length) {
      throw imageFault(this.file, place.offset, `the file ends within track ${track}`, 'data-check');
    }
    this.reads++;
    return bytes;
  }

  /** Stores a track; `stored` is header and (compressed) contents, at most 65535 bytes. */
  write(track: number, stored: Uint8Array): void {
    const space = this.begin();
    const before = this.tables.place(track);
    const extent = this.allocate(stored.length);
    try {
      this.file.write(extent.offset, stored);
      const place = {
        kind: 'stored',
        offset: extent.offset,
        length: stored.length,
        size: extent.length,
      } as const;
      this.tables.setPlace(track, place, () => this.allocate(tableSize(this.header.layout), true).offset);
    } catch (error) {
      space.release(extent);
      throw error;
    }
    this.writes++;
    this.imbedded += extent.length - stored.length;
    this.releasePlace(before);
  }

  /** Says that a track has nothing but what its format tells. */
  writeNull(track: number, format: number): void {
    this.begin();
    const before = this.tables.place(track);
    if (before.kind === 'null' && before.format === format) return;
    this.tables.setPlace(
      track,
      { kind: 'null', format },
      () => this.allocate(tableSize(this.header.layout), true).offset,
    );
    this.writes++;
    this.releasePlace(before);
  }

  /** Makes all that was written durable on the host, and the file whole: free space written down, not "opened". */
  harden(): void {
    const { space } = this;
    if (space === undefined || !this.header.opened) return;
    this.settle(space);
    if (space.total > space.end * TOLERATED_FREE && this.collect(space)) this.settle(space);
    const { layout, littleEndian } = this.header;
    // Another program may have left a gap that is too small to be told of.
    const spaces = space.spaces().filter(({ length }) => length >= layout.freeBlockSize);
    spaces.forEach(({ offset, length }, i) =>
      this.file.write(offset, freeBlock(spaces[i + 1]?.offset ?? 0, length, littleEndian, layout)),
    );
    const free = space.total + this.imbedded;
    this.file.truncate(space.end);
    this.file.sync();
    this.header.space = {
      size: space.end,
      used: space.end - free,
      freeOffset: spaces[0]?.offset ?? 0,
      freeTotal: free,
      freeLargest: spaces.reduce((largest, { length }) => Math.max(largest, length), 0),
      freeNumber: spaces.length,
      freeImbedded: this.imbedded,
    };
    this.header.opened = false;
    this.header.write(this.file);
    this.file.sync();
  }

  /** Hardens and closes the file. Closing twice does nothing. */
  close(): void {
    try {
      this.harden();
    } finally {
      this.space = undefined;
      this.file.close();
    }
  }

  /** Closes the file as it is. */
  abandon(): void {
    this.space = undefined;
    this.file.close();
  }

  /** Every stretch of the file that the tables name. Throws `BackingError` for a damaged table. */
  extents(): Generator<Stored> {
    return this.tables.extents(this.volume.tracks);
  }

  /** Looks at all tables. Throws `BackingError` when one is damaged, or two stretches of the file overlap. */
  checkTables(): void {
    this.findSpace();
  }

  /** What the header says of free space and is not so. The tables must be good. */
  checkSpace(): string[] {
    const space = this.findSpace();
    const { size, used, freeTotal } = this.header.space;
    const faults: string[] = [];
    const differs = (what: string, said: number, is: number) => {
      if (said !== is)
        faults.push(`${this.path}, offset ${COMPRESSED_HEADER}: ${what} is ${said}, should be ${is}`);
    };
    const free = space.total + this.imbedded + Math.max(0, size - space.end);
    differs('the free space', freeTotal, free);
    differs('the used space', used, size - freeTotal);
    return faults;
  }

  /** Before the first change: the header says that the file is open. */
  private begin(): FreeSpace {
    const { space } = this;
    if (space === undefined)
      throw new BackingError(`${this.path} is open for reading only`, 'write-inhibited');
    if (!this.header.opened) {
      this.header.opened = true;
      try {
        this.header.write(this.file);
      } catch (error) {
        this.header.opened = false;
        throw error;
      }
    }
    if (space.unsettled > MOST_UNSETTLED) this.settle(space);
    return space;
  }

  private settle(space: FreeSpace): void {
    this.file.sync();
    space.settle();
  }

  private allocate(length: number, exact = false): Extent {
    const extent = this.space!.allocate(length, exact);
    if (extent.offset + length > this.header.layout.largestFile) {
      this.space!.release(extent);
      throw new BackingError(
        `${this.path}: a compressed image can't be larger than 4 GB (one of format cckd64 can)`,
        'no-space',
      );
    }
    return extent;
  }

  private releasePlace(place: Place): void {
    if (place.kind !== 'stored') return;
    this.space!.release({ offset: place.offset, length: place.size });
    this.imbedded -= place.size - place.length;
  }

  /** Moves what lies at the end of the file into gaps further in front. Was anything moved? */
  private collect(space: FreeSpace): boolean {
    const stored = [...this.extents()].sort((a, b) => b.offset - a.offset).slice(0, MOVES);
    let moved = false;
    for (const { offset, length, used, what } of stored) {
      if (!space.fitsBefore(offset, used)) continue;
      if ('track' in what) {
        this.write(what.track, this.file.read(offset, used).slice());
      } else {
        this.tables.moveTable(what.table, this.allocate(tableSize(this.header.layout), true).offset);
        space.release({ offset, length });
      }
      moved = true;
    }
    return moved;
  }

  /** The free space, from the tables: what the file says of it may be old. */
  private findSpace(): FreeSpace {
    const { layout, firstLevelEntries } = this.header;
    const tablesEnd = FIRST_LEVEL_TABLE + layout.offsetSize * firstLevelEntries;
    const stored = [...this.extents()];
    this.imbedded = stored.reduce((sum, { length, used }) => sum + length - used, 0);
    const space = FreeSpace.around(
      [{ offset: 0, length: tablesEnd }, ...stored],
      this.file.size,
      layout.freeBlockSize,
    );
    if (space === undefined) {
      throw this.overlap([{ offset: 0, length: tablesEnd, used: tablesEnd, what: { table: -1 } }, ...stored]);
    }
    return space;
  }

  private overlap(stored: Stored[]): BackingError {
    stored.sort((a, b) => a.offset - b.offset);
    const at = stored.findIndex(
      ({ offset, length }, i) =>
        offset + length > this.file.size || (i > 0 && offset < stored[i - 1].offset + stored[i - 1].length),
    );
    const { offset, length, what } = stored[Math.max(0, at)];
    const name = 'track' in what ? `track ${what.track}` : `second-level table ${what.table}`;
    const fault =
      offset + length > this.file.size ? 'runs past the end of the file' : 'overlaps what lies before it';
    return imageFault(this.file, offset, `${name} (${length} bytes) ${fault}`);
  }
}

const NO_FREE_SPACE = {
  freeOffset: 0,
  freeTotal: 0,
  freeLargest: 0,
  freeNumber: 0,
  freeImbedded: 0,
} as const;

/** What the format writes at the beginning of a free space: where the next is, and how long this one is. */
function freeBlock(next: number, length: number, littleEndian: boolean, layout: ImageLayout): Uint8Array {
  const block = new DataView(new ArrayBuffer(layout.freeBlockSize));
  setOffset(block, 0, next, littleEndian, layout);
  setOffset(block, layout.offsetSize, length, littleEndian, layout);
  return new Uint8Array(block.buffer);
}
