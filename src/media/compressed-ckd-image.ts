import { inflateSync } from 'node:zlib';
import { BackingError, HOME_ADDRESS_SIZE, formatTrack } from '../s370/index.js';
import type { CkdGeometry, TrackStore } from '../s370/index.js';
import {
  CKD_HEADER_SIZE,
  COMPRESSED_CKD_SIGNATURE,
  checkTrack,
  geometryOfHeader,
  imageFault,
  readCkdHeader,
  trackNumber,
} from './ckd-format.js';
import { HostFile } from './host-file.js';
import { TrackCache } from './track-cache.js';

/** Fields of the second header block, from offset 512. */
const Field = { options: 3, firstLevelEntries: 4, cylinders: 40, nullFormat: 44 } as const;
const BIG_ENDIAN = 0x02;
const FIRST_LEVEL = 2 * CKD_HEADER_SIZE;
/** Tracks of one second-level table. */
const SECOND_LEVEL_ENTRIES = 256;
const SECOND_LEVEL_ENTRY = 8;
/** Offset that says "in another file". */
const ELSEWHERE = 0xffffffff;

/** First byte of a track in the file: how what follows its home address is compressed. */
const Method = { none: 0, zlib: 1 } as const;

/** What a track that is not in the file looks like. */
const EMPTY_DATA = new Uint8Array(0);
const NULL_TRACK_RECORDS = [[{ key: EMPTY_DATA, data: EMPTY_DATA }], []] as const;

/**
 * A CKD volume in a host file of Hercules' compressed format (CCKD), for reading: two header blocks, a first-level
 * table with an entry for every 256 tracks, second-level tables with place and length of every track.
 * Tracks compressed with bzip2 and shadow files are refused.
 */
export class CompressedCkdImage implements TrackStore {
  readonly readOnly = true;
  private readonly cache = new TrackCache();

  private constructor(
    private readonly file: HostFile,
    readonly geometry: CkdGeometry,
    private readonly bigEndian: boolean,
  ) {}

  /** Opens an image. Throws `BackingError` naming file and offset when it is none or is damaged. */
  static open(path: string): CompressedCkdImage {
    const file = HostFile.open(path, { readOnly: true });
    try {
      const header = readCkdHeader(file);
      if (header.signature !== COMPRESSED_CKD_SIGNATURE)
        throw imageFault(file, 0, 'not a compressed CKD image');
      const second = file.read(CKD_HEADER_SIZE, CKD_HEADER_SIZE);
      if (second.length < CKD_HEADER_SIZE) {
        throw imageFault(file, CKD_HEADER_SIZE + second.length, 'the header is cut off');
      }
      const bigEndian = (second[Field.options] & BIG_ENDIAN) !== 0;
      const view = new DataView(second.buffer, second.byteOffset);
      const cylinders = view.getUint32(Field.cylinders, !bigEndian);
      const entries = view.getUint32(Field.firstLevelEntries, !bigEndian);
      if (
        cylinders === 0 ||
        cylinders > 0xffff ||
        entries * SECOND_LEVEL_ENTRIES < cylinders * header.heads
      ) {
        throw imageFault(
          file,
          CKD_HEADER_SIZE + Field.cylinders,
          `${cylinders} cylinders with ${entries} table entries`,
        );
      }
      return new CompressedCkdImage(file, geometryOfHeader(header, cylinders), bigEndian);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  get path(): string {
    return this.file.path;
  }

  readTrack(cylinder: number, head: number): Uint8Array {
    const number = trackNumber(this.file, this.geometry, cylinder, head);
    return this.cache.get(number, () => this.expandTrack(number, cylinder, head));
  }

  writeTrack(): never {
    throw new BackingError(`${this.path} is compressed and can be read only`, 'write-inhibited');
  }

  sync(): void {}

  close(): void {
    this.file.close();
  }

  private expandTrack(number: number, cylinder: number, head: number): Uint8Array {
    const { trackSize } = this.geometry;
    const entryAt = FIRST_LEVEL + 4 * Math.floor(number / SECOND_LEVEL_ENTRIES);
    const table = this.word(entryAt);
    if (table === ELSEWHERE) throw imageFault(this.file, entryAt, 'tracks in another (shadow) file');
    if (table === 0) return this.nullTrack(0, cylinder, head);
    const at = table + SECOND_LEVEL_ENTRY * (number % SECOND_LEVEL_ENTRIES);
    const offset = this.word(at);
    const length = this.half(at + 4);
    if (offset === ELSEWHERE) throw imageFault(this.file, at, 'a track in another (shadow) file');
    if (offset === 0) return this.nullTrack(length, cylinder, head);
    const stored = this.file.read(offset, length);
    if (stored.length < length || length < HOME_ADDRESS_SIZE) {
      throw imageFault(this.file, offset, 'the image ends within a track', 'data-check');
    }
    const track = new Uint8Array(trackSize);
    track.set(stored.subarray(1, HOME_ADDRESS_SIZE), 1);
    const records = this.expand(stored, offset);
    if (HOME_ADDRESS_SIZE + records.length > trackSize) {
      throw imageFault(this.file, offset, 'a track that is too long', 'data-check');
    }
    track.set(records, HOME_ADDRESS_SIZE);
    checkTrack(this.file, track, cylinder, head, offset);
    return track;
  }

  /** What follows the home address of a stored track. */
  private expand(stored: Uint8Array, offset: number): Uint8Array {
    const rest = stored.subarray(HOME_ADDRESS_SIZE);
    if (stored[0] === Method.none) return rest;
    if (stored[0] !== Method.zlib) {
      throw imageFault(this.file, offset, `a track compressed by method ${stored[0]}, not by zlib`);
    }
    try {
      return inflateSync(rest);
    } catch {
      throw imageFault(this.file, offset, 'a compressed track that cannot be expanded', 'data-check');
    }
  }

  private nullTrack(format: number, cylinder: number, head: number): Uint8Array {
    const records = NULL_TRACK_RECORDS[format];
    if (records === undefined) throw imageFault(this.file, 0, `empty tracks of format ${format}`);
    return formatTrack(cylinder, head, this.geometry.trackSize, records);
  }

  private word(at: number): number {
    return this.view(at, 4).getUint32(0, !this.bigEndian);
  }

  private half(at: number): number {
    return this.view(at, 2).getUint16(0, !this.bigEndian);
  }

  private view(at: number, length: number): DataView {
    const bytes = this.file.read(at, length);
    if (bytes.length < length) throw imageFault(this.file, at, 'the image ends within a table', 'data-check');
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }
}
