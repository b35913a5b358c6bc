import { rmSync } from 'node:fs';
import { BackingError, formatTrack, geometryOf } from '../s370/index.js';
import type { CkdGeometry, DiskModel, TrackStore, StateRecord } from '../s370/index.js';
import {
  CKD_HEADER_SIZE,
  CKD_SIGNATURE,
  LARGE_CKD_SIGNATURE,
  checkTrack,
  geometryOfHeader,
  imageFault,
  makeCkdHeader,
  readCkdHeader,
  trackNumber,
} from './ckd-format.js';
import type { CkdHeader } from './ckd-format.js';
import { HostFile } from './host-file.js';
import { MOST_FILES, firstSplitPath, splitPath } from './split-name.js';
import { TrackCache } from './track-cache.js';
import { labelTracks } from './volume-label.js';
import type { VolumeContents } from './volume-label.js';
import { savedFiles } from './saved-files.js';

/** A file may be so long: Hercules keeps offsets in 32 bits with a sign. */
const LARGEST_FILE = 0x7fffffff;

/** How to make a new image. */
export interface CkdCreation extends VolumeContents {
  /** Cylinders; by default the model's primary cylinders. */
  readonly cylinders?: number;
  /** Most cylinders of one file; by default what 2 GB hold. A volume with more is in several files. */
  readonly cylindersPerFile?: number;
  /** What tracks look like that were never written, in a compressed image: 0 with an end of file, 1 without. */
  readonly nullFormat?: 0 | 1;
  /** Offsets of 64 bits in a compressed image (CCKD64), which Hercules 4 reads and Hercules 3 does not. Default false. */
  readonly large?: boolean;
  /** What tracks hold from the start; by default the label, and nothing else. */
  readonly tracks?: (cylinder: number, head: number) => Uint8Array;
  /** Called with the cylinders done, now and then. */
  readonly progress?: (done: number) => void;
}

/** One file of a volume. */
/** Bytes of tracks kept in memory for each volume: a system disk of CMS fits. */
const CACHE_BYTES = 8 * 1048576;
const LEAST_TRACKS = 64;

interface CkdFile {
  readonly file: HostFile;
  readonly firstCylinder: number;
  readonly cylinders: number;
}

/**
 * A CKD volume in host files of Hercules' uncompressed format: a 512-byte header (`CKD_P370`, heads, track size,
 * device type), then the track images by cylinder and head; a volume of more than 2 GB is in several files. A write
 * touches the changed bytes alone, so that a killed process loses no more than the record it was writing.
 */
export class CkdImage implements TrackStore {
  private readonly cache: TrackCache;

  private constructor(
    private readonly files: readonly CkdFile[],
    readonly geometry: CkdGeometry,
  ) {
    this.cache = new TrackCache(Math.max(LEAST_TRACKS, Math.floor(CACHE_BYTES / geometry.trackSize)));
  }

  /**
   * Opens an image; of a volume in several files, `path` is the first. Throws `BackingError` naming file and offset
   * when it is none or is damaged.
   */
  static open(path: string, options: { readonly readOnly?: boolean } = {}): CkdImage {
    const files: CkdFile[] = [];
    try {
      let header: CkdHeader | undefined;
      let cylinders = 0;
      for (let sequence = 1; sequence <= MOST_FILES; sequence++) {
        const file = HostFile.open(splitPath(path, sequence), options);
        files.push({ file, firstCylinder: cylinders, cylinders: 0 });
        const own = checkMember(file, sequence, header);
        header ??= own;
        const count = cylindersOf(file, own);
        files[files.length - 1] = { file, firstCylinder: cylinders, cylinders: count };
        cylinders += count;
        if (own.sequence === 0 || own.lastCylinder === 0) break;
        if (own.lastCylinder !== cylinders - 1) {
          throw imageFault(
            file,
            18,
            `the header says that the last cylinder is ${own.lastCylinder}, the file has ${cylinders}`,
          );
        }
      }
      return new CkdImage(files, geometryOfHeader(header!, cylinders));
    } catch (error) {
      for (const { file } of files) file.close();
      throw error;
    }
  }

  /** Makes a new image, formatted, and opens it. No file may exist. Nothing is left behind when it fails. */
  static create(path: string, model: DiskModel, creation: CkdCreation = {}): CkdImage {
    const geometry = geometryOf(model, creation.cylinders);
    const { cylinders, heads, trackSize } = geometry;
    const fitting = Math.floor((LARGEST_FILE - CKD_HEADER_SIZE) / (heads * trackSize));
    const perFile = Math.max(1, Math.min(creation.cylindersPerFile ?? fitting, fitting));
    const count = Math.ceil(cylinders / perFile);
    if (count > MOST_FILES) throw new Error(`${cylinders} cylinders need more than ${MOST_FILES} files`);
    const first = count > 1 ? firstSplitPath(path) : path;
    const labels = labelTracks(geometry, creation);
    const made: string[] = [];
    try {
      for (let sequence = 1; sequence <= count; sequence++) {
        const from = (sequence - 1) * perFile;
        const end = Math.min(cylinders, from + perFile);
        const part = count === 1 ? undefined : { sequence, lastCylinder: sequence === count ? 0 : end - 1 };
        const file = HostFile.create(splitPath(first, sequence));
        made.push(file.path);
        try {
          file.write(0, makeCkdHeader(geometry, CKD_SIGNATURE, part));
          const cylinderImage = new Uint8Array(heads * trackSize);
          for (let cylinder = from; cylinder < end; cylinder++) {
            for (let head = 0; head < heads; head++) {
              const label = cylinder === 0 ? labels[head] : undefined;
              const track =
                creation.tracks?.(cylinder, head) ?? label ?? formatTrack(cylinder, head, trackSize);
              cylinderImage.set(track, head * trackSize);
            }
            file.write(CKD_HEADER_SIZE + (cylinder - from) * heads * trackSize, cylinderImage);
            creation.progress?.(cylinder + 1);
          }
        } finally {
          file.close();
        }
      }
      return CkdImage.open(first);
    } catch (error) {
      for (const name of made) rmSync(name, { force: true });
      throw error;
    }
  }

  get path(): string {
    return this.files[0].file.path;
  }

  /** All files of the volume. */
  get paths(): string[] {
    return this.files.map(({ file }) => file.path);
  }

  get readOnly(): boolean {
    return this.files[0].file.readOnly;
  }

  readTrack(cylinder: number, head: number): Uint8Array {
    const number = trackNumber(this.files[0].file, this.geometry, cylinder, head);
    return this.cache.get(number, () => {
      const { file, position } = this.placeOf(cylinder, head);
      const track = file.read(position, this.geometry.trackSize);
      if (track.length < this.geometry.trackSize) {
        throw imageFault(
          file,
          position + track.length,
          `the image ends within cylinder ${cylinder} head ${head}`,
          'data-check',
        );
      }
      checkTrack(file, track, cylinder, head, position);
      return track;
    });
  }

  writeTrack(cylinder: number, head: number, offset: number, bytes: Uint8Array): void {
    if (this.readOnly) throw new BackingError(`${this.path} is open for reading only`, 'write-inhibited');
    if (offset < 0 || offset + bytes.length > this.geometry.trackSize) {
      throw new BackingError(`${this.path}: a write runs past the end of the track`, 'equipment-check');
    }
    // The track is looked at before it is written: a damaged image stays as it is.
    const track = this.readTrack(cylinder, head);
    const { file, position } = this.placeOf(cylinder, head);
    file.write(position + offset, bytes);
    track.set(bytes, offset);
  }

  /** Place and proof of the volume are its files; there is nothing else to keep. */
  saveState(): StateRecord {
    this.sync();
    return { files: savedFiles(this.paths) };
  }

  restoreState(): void {}

  sync(): void {
    for (const { file } of this.files) file.sync();
  }

  close(): void {
    for (const { file } of this.files) file.close();
  }

  private placeOf(cylinder: number, head: number): { readonly file: HostFile; readonly position: number } {
    const { file, firstCylinder } = this.files.find(
      (candidate) => cylinder < candidate.firstCylinder + candidate.cylinders,
    )!;
    const { heads, trackSize } = this.geometry;
    return { file, position: CKD_HEADER_SIZE + ((cylinder - firstCylinder) * heads + head) * trackSize };
  }
}

/** Reads the header of a file and sees that it is the one of the volume with this number. */
function checkMember(file: HostFile, sequence: number, first: CkdHeader | undefined): CkdHeader {
  const header = readCkdHeader(file);
  if (header.signature !== CKD_SIGNATURE && header.signature !== LARGE_CKD_SIGNATURE)
    throw imageFault(file, 0, 'not an uncompressed CKD image');
  if (header.sequence !== sequence && !(sequence === 1 && header.sequence === 0)) {
    throw imageFault(
      file,
      17,
      `file ${header.sequence} of a volume in several files, where file ${sequence} belongs`,
    );
  }
  if (
    first !== undefined &&
    (first.deviceType !== header.deviceType || first.trackSize !== header.trackSize)
  ) {
    throw imageFault(file, 8, 'a file of another volume');
  }
  return header;
}

/** Cylinders of a file, by its size. */
function cylindersOf(file: HostFile, header: CkdHeader): number {
  const cylinderSize = header.heads * header.trackSize;
  const tracksSize = file.size - CKD_HEADER_SIZE;
  const cylinders = Math.floor(tracksSize / cylinderSize);
  if (cylinders <= 0 || tracksSize % cylinderSize !== 0) {
    throw imageFault(file, file.size, `the image ends within cylinder ${Math.max(0, cylinders)}`);
  }
  if (header.sequence === 0 && header.lastCylinder !== 0 && header.lastCylinder !== cylinders - 1) {
    throw imageFault(
      file,
      18,
      `the header says that the last cylinder is ${header.lastCylinder}, the file has ${cylinders}`,
    );
  }
  return cylinders;
}
