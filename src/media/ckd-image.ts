import { BackingError, formatTrack, geometryOf } from '../s370/index.js';
import type { CkdGeometry, DiskModel, TrackStore } from '../s370/index.js';
import {
  CKD_HEADER_SIZE,
  COMPRESSED_CKD_SIGNATURE,
  checkTrack,
  geometryOfHeader,
  imageFault,
  makeCkdHeader,
  readCkdHeader,
  trackNumber,
} from './ckd-format.js';
import { HostFile } from './host-file.js';
import { TrackCache } from './track-cache.js';
import { volumeLabelRecords } from './volume-label.js';

/** How to make a new image. */
export interface CkdCreation {
  /** Volume serial for a standard label with IPL records on cylinder 0 head 0; without it the volume is raw. */
  readonly volume?: string;
  /** Cylinders; by default the model's primary cylinders. */
  readonly cylinders?: number;
}

/**
 * A CKD volume in a host file of Hercules' uncompressed format: a 512-byte header (`CKD_P370`, heads, track size,
 * device type), then the track images by cylinder and head. A write touches the changed bytes alone, so that a
 * killed process loses no more than the record it was writing.
 */
export class CkdImage implements TrackStore {
  private readonly cache = new TrackCache();

  private constructor(
    private readonly file: HostFile,
    readonly geometry: CkdGeometry,
  ) {}

  /** Opens an image. Throws `BackingError` naming file and offset when it is none or is damaged. */
  static open(path: string, options: { readonly readOnly?: boolean } = {}): CkdImage {
    const file = HostFile.open(path, options);
    try {
      return new CkdImage(file, readGeometry(file));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Makes a new image, formatted, and opens it. The file must not exist. */
  static create(path: string, model: DiskModel, creation: CkdCreation = {}): CkdImage {
    const geometry = geometryOf(model, creation.cylinders);
    const records = creation.volume === undefined ? [] : volumeLabelRecords(creation.volume);
    const file = HostFile.create(path);
    try {
      file.write(0, makeCkdHeader(geometry));
      const { heads, trackSize } = geometry;
      const cylinderImage = new Uint8Array(heads * trackSize);
      for (let cylinder = 0; cylinder < geometry.cylinders; cylinder++) {
        for (let head = 0; head < heads; head++) {
          const track = formatTrack(cylinder, head, trackSize, cylinder + head === 0 ? records : []);
          cylinderImage.set(track, head * trackSize);
        }
        file.write(CKD_HEADER_SIZE + cylinder * heads * trackSize, cylinderImage);
      }
      return new CkdImage(file, geometry);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  get path(): string {
    return this.file.path;
  }

  get readOnly(): boolean {
    return this.file.readOnly;
  }

  readTrack(cylinder: number, head: number): Uint8Array {
    const number = trackNumber(this.file, this.geometry, cylinder, head);
    return this.cache.get(number, () => {
      const position = this.positionOf(number);
      const track = this.file.read(position, this.geometry.trackSize);
      if (track.length < this.geometry.trackSize) {
        throw imageFault(
          this.file,
          position + track.length,
          `the image ends within cylinder ${cylinder} head ${head}`,
          'data-check',
        );
      }
      checkTrack(this.file, track, cylinder, head, position);
      return track;
    });
  }

  writeTrack(cylinder: number, head: number, offset: number, bytes: Uint8Array): void {
    const number = trackNumber(this.file, this.geometry, cylinder, head);
    if (this.readOnly) throw new BackingError(`${this.path} is open for reading only`, 'write-inhibited');
    if (offset < 0 || offset + bytes.length > this.geometry.trackSize) {
      throw new BackingError(`${this.path}: a write runs past the end of the track`, 'equipment-check');
    }
    // The track is looked at before it is written: a damaged image stays as it is.
    const track = this.readTrack(cylinder, head);
    this.file.write(this.positionOf(number) + offset, bytes);
    track.set(bytes, offset);
  }

  sync(): void {
    this.file.sync();
  }

  close(): void {
    this.file.close();
  }

  private positionOf(number: number): number {
    return CKD_HEADER_SIZE + number * this.geometry.trackSize;
  }
}

/** Geometry by header and size of the file. */
function readGeometry(file: HostFile): CkdGeometry {
  const header = readCkdHeader(file);
  if (header.signature === COMPRESSED_CKD_SIGNATURE) {
    throw imageFault(file, 0, 'a compressed CKD image, which can be opened for reading only');
  }
  const cylinderSize = header.heads * header.trackSize;
  const tracksSize = file.size - CKD_HEADER_SIZE;
  const cylinders = Math.floor(tracksSize / cylinderSize);
  if (cylinders === 0 || tracksSize % cylinderSize !== 0) {
    throw imageFault(file, file.size, `the image ends within cylinder ${cylinders}`);
  }
  if (header.lastCylinder !== 0 && header.lastCylinder !== cylinders - 1) {
    throw imageFault(
      file,
      18,
      `the header says that the last cylinder is ${header.lastCylinder}, the file has ${cylinders}`,
    );
  }
  return geometryOfHeader(header, cylinders);
}
