import { imageFault } from '../ckd-format.js';
import type { HostFile } from '../host-file.js';
import { IMAGE_LAYOUT, offsetAt, setOffset } from './layout.js';
import type { ImageLayout } from './layout.js';

/** Offset of the header of the compressed format, behind the header that all images have. */
export const COMPRESSED_HEADER = 512;
const COMPRESSED_HEADER_SIZE = 512;
/** Offset of the first-level table. */
export const FIRST_LEVEL_TABLE = 1024;

/** Fields that are at the same place in both layouts, from the start of the header. Numbers have the byte order that the options tell, but cylinders or sectors, which are little endian always. */
const Field = { version: 0, options: 3, firstLevelEntries: 4, secondLevelEntries: 8 } as const;

const Option = { bigEndian: 0x02, spaceErrors: 0x20, openedForWriting: 0x40, opened: 0x80 } as const;
/** Version, release and level of the format. */
const FORMAT_VERSION = [0, 3, 1] as const;
/** Bit 7 of the options as dasdinit sets it. */
const NEW_FILE_OPTIONS = Option.openedForWriting | 0x01;

/** How tracks are compressed: the first byte of a stored track. */
export const Compression = { none: 0, zlib: 1, bzip2: 2 } as const;

/** What the header says of space. */
export interface SpaceFields {
  readonly size: number;
  readonly used: number;
  readonly freeOffset: number;
  readonly freeTotal: number;
  readonly freeLargest: number;
  readonly freeNumber: number;
  readonly freeImbedded: number;
}

/** The header of the compressed format, as bytes that are changed in place. */
export class CompressedHeader {
  private readonly view: DataView;

  private constructor(
    private readonly bytes: Uint8Array,
    readonly layout: ImageLayout,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Reads it. Throws `BackingError` when the file ends before. */
  static read(file: HostFile, layout: ImageLayout): CompressedHeader {
    const bytes = file.read(COMPRESSED_HEADER, COMPRESSED_HEADER_SIZE);
    if (bytes.length < COMPRESSED_HEADER_SIZE) {
      throw imageFault(file, COMPRESSED_HEADER + bytes.length, 'the header is cut off');
    }
    return new CompressedHeader(bytes.slice(), layout);
  }

  /** Header of a new file with `entries` entries in its first-level table. `units`: cylinders, or sectors. */
  static make(
    entries: number,
    units: number,
    nullFormat: number,
    layout: ImageLayout = IMAGE_LAYOUT['370'],
  ): CompressedHeader {
    const header = new CompressedHeader(new Uint8Array(COMPRESSED_HEADER_SIZE), layout);
    const { fields } = layout;
    header.bytes.set(FORMAT_VERSION, Field.version);
    header.bytes[Field.options] = NEW_FILE_OPTIONS;
    header.view.setInt32(Field.firstLevelEntries, entries, true);
    header.view.setInt32(Field.secondLevelEntries, 256, true);
    header.view.setUint32(fields.units, units, true);
    header.bytes[fields.nullFormat] = nullFormat;
    header.bytes[fields.compression] = Compression.zlib;
    header.view.setInt16(fields.compressionParameter, -1, true);
    return header;
  }

  /** Header of another file of the same volume. */
  forNewFile(): CompressedHeader {
    return CompressedHeader.make(this.firstLevelEntries, this.units, this.nullFormat, this.layout);
  }

  write(file: HostFile): void {
    file.write(COMPRESSED_HEADER, this.bytes);
  }

  get littleEndian(): boolean {
    return (this.bytes[Field.options] & Option.bigEndian) === 0;
  }

  get firstLevelEntries(): number {
    return this.view.getInt32(Field.firstLevelEntries, this.littleEndian);
  }

  /** Entries of a second-level table: always 256. */
  get secondLevelEntries(): number {
    return this.view.getInt32(Field.secondLevelEntries, this.littleEndian);
  }

  /** Cylinders of a CKD volume, sectors of an FBA volume. */
  get units(): number {
    return this.view.getUint32(this.layout.fields.units, true);
  }

  /** What a track that was never written looks like: 0, 1 or 2. */
  get nullFormat(): number {
    const format = this.bytes[this.layout.fields.nullFormat];
    return format > 2 ? 0 : format;
  }

  /** Compression of what is written. */
  get compression(): number {
    return this.bytes[this.layout.fields.compression];
  }

  /** Somebody opened the file for writing and has not closed it. */
  get opened(): boolean {
    return (this.bytes[Field.options] & Option.opened) !== 0;
  }

  set opened(opened: boolean) {
    if (opened) this.bytes[Field.options] |= Option.opened | Option.openedForWriting;
    else this.bytes[Field.options] &= ~Option.opened;
  }

  get space(): SpaceFields {
    const { fields } = this.layout;
    const field = (at: number) => offsetAt(this.view, at, this.littleEndian, this.layout);
    return {
      size: field(fields.size),
      used: field(fields.used),
      freeOffset: field(fields.freeOffset),
      freeTotal: field(fields.freeTotal),
      freeLargest: field(fields.freeLargest),
      freeNumber: field(fields.freeNumber),
      freeImbedded: field(fields.freeImbedded),
    };
  }

  set space(space: SpaceFields) {
    const { fields } = this.layout;
    for (const name of Object.keys(space) as (keyof SpaceFields)[]) {
      setOffset(this.view, fields[name], space[name], this.littleEndian, this.layout);
    }
  }
}
