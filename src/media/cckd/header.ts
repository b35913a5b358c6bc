import { imageFault } from '../ckd-format.js';
import type { HostFile } from '../host-file.js';

/** Offset of the header of the compressed format, behind the header that all images have. */
export const COMPRESSED_HEADER = 512;
const COMPRESSED_HEADER_SIZE = 512;
/** Offset of the first-level table. */
export const FIRST_LEVEL_TABLE = 1024;

/** Fields of the header, from its start. Numbers have the byte order that the options tell, but cylinders or sectors, which are little endian always. */
const Field = {
  version: 0,
  options: 3,
  firstLevelEntries: 4,
  secondLevelEntries: 8,
  size: 12,
  used: 16,
  freeOffset: 20,
  freeTotal: 24,
  freeLargest: 28,
  freeNumber: 32,
  freeImbedded: 36,
  units: 40,
  nullFormat: 44,
  compression: 45,
  compressionParameter: 46,
} as const;

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

  private constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Reads it. Throws `BackingError` when the file ends before. */
  static read(file: HostFile): CompressedHeader {
    const bytes = file.read(COMPRESSED_HEADER, COMPRESSED_HEADER_SIZE);
    if (bytes.length < COMPRESSED_HEADER_SIZE) {
      throw imageFault(file, COMPRESSED_HEADER + bytes.length, 'the header is cut off');
    }
    return new CompressedHeader(bytes.slice());
  }

  /** Header of a new file with `entries` entries in its first-level table. `units`: cylinders, or sectors. */
  static make(entries: number, units: number, nullFormat: number): CompressedHeader {
    const header = new CompressedHeader(new Uint8Array(COMPRESSED_HEADER_SIZE));
    header.bytes.set(FORMAT_VERSION, Field.version);
    header.bytes[Field.options] = NEW_FILE_OPTIONS;
    header.put(Field.firstLevelEntries, entries);
    header.put(Field.secondLevelEntries, 256);
    header.view.setUint32(Field.units, units, true);
    header.bytes[Field.nullFormat] = nullFormat;
    header.bytes[Field.compression] = Compression.zlib;
    header.view.setInt16(Field.compressionParameter, -1, true);
    return header;
  }

  /** Header of another file of the same volume. */
  forNewFile(): CompressedHeader {
    return CompressedHeader.make(this.firstLevelEntries, this.units, this.nullFormat);
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
    return this.view.getUint32(Field.units, true);
  }

  /** What a track that was never written looks like: 0, 1 or 2. */
  get nullFormat(): number {
    const format = this.bytes[Field.nullFormat];
    return format > 2 ? 0 : format;
  }

  /** Compression of what is written. */
  get compression(): number {
    return this.bytes[Field.compression];
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
    const field = (at: number) => this.view.getUint32(at, this.littleEndian);
    return {
      size: field(Field.size),
      used: field(Field.used),
      freeOffset: field(Field.freeOffset),
      freeTotal: field(Field.freeTotal),
      freeLargest: field(Field.freeLargest),
      freeNumber: field(Field.freeNumber),
      freeImbedded: field(Field.freeImbedded),
    };
  }

  set space(space: SpaceFields) {
    this.put(Field.size, space.size);
    this.put(Field.used, space.used);
    this.put(Field.freeOffset, space.freeOffset);
    this.put(Field.freeTotal, space.freeTotal);
    this.put(Field.freeLargest, space.freeLargest);
    this.put(Field.freeNumber, space.freeNumber);
    this.put(Field.freeImbedded, space.freeImbedded);
  }

  private put(at: number, value: number): void {
    this.view.setUint32(at, value, this.littleEndian);
  }
}
