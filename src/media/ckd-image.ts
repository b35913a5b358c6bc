import {
  BackingError,
  DISK_MODELS,
  HOME_ADDRESS_SIZE,
  diskModelOfGeometry,
  formatTrack,
  geometryOf,
  parseTrack,
} from '../s370/index.js';
import type { CkdGeometry, DiskModel, TrackStore } from '../s370/index.js';
import { HostFile } from './host-file.js';
import { volumeLabelRecords } from './volume-label.js';

/** Bytes before the first track. */
export const CKD_HEADER_SIZE = 512;
const SIGNATURE = 'CKD_P370';
const COMPRESSED_SIGNATURE = 'CKD_C370';
/** Track images kept in memory. */
const CACHED_TRACKS = 64;

/** How to make a new image. */
export interface CkdCreation {
  /** Volume serial for a standard label with IPL records on cylinder 0 head 0; without it the volume is raw. */
  readonly volume?: string;
  /** Cylinders; by default the model's primary cylinders. */
  readonly cylinders?: number;
}

/**
 * A CKD volume in a host file of Hercules' uncompressed format: a 512-byte header (`CKD_P370`, heads, track size, device type),
 * then the track images by cylinder and head. A write touches the changed bytes alone, so that a killed
 * process loses no more than the record it was writing.
 */
export class CkdImage implements TrackStore {
  private readonly cache = new Map<number, Uint8Array>();

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
    const file = HostFile.create(path);
    try {
      file.write(0, headerOf(geometry));
      const { heads, trackSize } = geometry;
      const cylinderImage = new Uint8Array(heads * trackSize);
      for (let cylinder = 0; cylinder < geometry.cylinders; cylinder++) {
        for (let head = 0; head < heads; head++) {
          const first = cylinder === 0 && head === 0 && creation.volume !== undefined;
          const records = first ? volumeLabelRecords(creation.volume) : [];
          cylinderImage.set(formatTrack(cylinder, head, trackSize, records), head * trackSize);
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
    const number = this.trackNumber(cylinder, head);
    const cached = this.cache.get(number);
    if (cached !== undefined) return cached;
    const position = this.positionOf(number);
    const track = this.file.read(position, this.geometry.trackSize);
    if (track.length < this.geometry.trackSize) {
      throw new BackingError(
        `${this.path}, offset ${position + track.length}: the image ends within cylinder ${cylinder} head ${head}`,
        'data-check',
      );
    }
    this.validate(track, cylinder, head, position);
    if (this.cache.size >= CACHED_TRACKS) {
      const [oldest] = this.cache.keys();
      this.cache.delete(oldest);
    }
    this.cache.set(number, track);
    return track;
  }

  writeTrack(cylinder: number, head: number, offset: number, bytes: Uint8Array): void {
    const number = this.trackNumber(cylinder, head);
    if (this.readOnly) throw new BackingError(`${this.path} is open for reading only`, 'write-inhibited');
    if (offset < 0 || offset + bytes.length > this.geometry.trackSize) {
      throw new BackingError(`${this.path}: a write runs past the end of the track`, 'equipment-check');
    }
    // The track is looked at before it is written: a damaged image stays as it is.
    const cached = this.readTrack(cylinder, head);
    this.file.write(this.positionOf(number) + offset, bytes);
    cached.set(bytes, offset);
  }

  sync(): void {
    this.file.sync();
  }

  close(): void {
    this.file.close();
  }

  private trackNumber(cylinder: number, head: number): number {
    const { cylinders, heads } = this.geometry;
    if (cylinder < 0 || cylinder >= cylinders || head < 0 || head >= heads) {
      throw new BackingError(
        `${this.path}: there is no cylinder ${cylinder} head ${head} (${cylinders} cylinders of ${heads} tracks)`,
        'equipment-check',
      );
    }
    return cylinder * heads + head;
  }

  private positionOf(trackNumber: number): number {
    return CKD_HEADER_SIZE + trackNumber * this.geometry.trackSize;
  }

  private validate(track: Uint8Array, cylinder: number, head: number, position: number): void {
    const home = ((track[1] << 8) | track[2]) === cylinder && ((track[3] << 8) | track[4]) === head;
    if (!home) {
      const found = [...track.subarray(0, HOME_ADDRESS_SIZE)]
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('');
      throw new BackingError(
        `${this.path}, offset ${position}: the home address is X'${found.toUpperCase()}' where cylinder ${cylinder} head ${head} belongs`,
        'data-check',
      );
    }
    parseTrack(track, `${this.path}, track at offset ${position} (cylinder ${cylinder} head ${head})`);
  }
}

/** Header block of an image. */
function headerOf(geometry: CkdGeometry): Uint8Array {
  const header = new Uint8Array(CKD_HEADER_SIZE);
  const view = new DataView(header.buffer);
  for (let i = 0; i < SIGNATURE.length; i++) header[i] = SIGNATURE.charCodeAt(i);
  view.setUint32(8, geometry.heads, true);
  view.setUint32(12, geometry.trackSize, true);
  header[16] = geometry.deviceType & 0xff;
  return header;
}

function readGeometry(file: HostFile): CkdGeometry {
  const { path } = file;
  const fault = (offset: number, what: string) =>
    new BackingError(`${path}, offset ${offset}: ${what}`, 'equipment-check');
  const header = file.read(0, CKD_HEADER_SIZE);
  const signature = String.fromCharCode(...header.subarray(0, 8));
  if (signature === COMPRESSED_SIGNATURE) {
    throw fault(0, 'a compressed CKD image; expand it with cckd2ckd first');
  }
  if (signature !== SIGNATURE) throw fault(0, 'not a CKD image (CKD_P370 expected)');
  if (header.length < CKD_HEADER_SIZE) throw fault(header.length, 'the header is cut off');
  const view = new DataView(header.buffer, header.byteOffset);
  const heads = view.getUint32(8, true);
  const trackSize = view.getUint32(12, true);
  const sequence = header[17];
  if (sequence > 1) throw fault(17, `file ${sequence} of a volume in several files`);
  const ofType = DISK_MODELS.filter((model) => (parseInt(model.type, 16) & 0xff) === header[16]);
  if (ofType.length === 0) {
    throw fault(16, `no disk type X'33${header[16].toString(16).padStart(2, '0')}' is known`);
  }
  const fitting = ofType.filter((model) => model.heads === heads && model.trackSize === trackSize);
  if (fitting.length === 0) {
    throw fault(8, `${heads} tracks of ${trackSize} bytes a cylinder are not those of a ${ofType[0].type}`);
  }
  const cylinderSize = heads * trackSize;
  const tracksSize = file.size - CKD_HEADER_SIZE;
  const cylinders = Math.floor(tracksSize / cylinderSize);
  if (cylinders === 0 || tracksSize % cylinderSize !== 0) {
    throw fault(file.size, `the image ends within cylinder ${cylinders}`);
  }
  const high = view.getUint16(18, true);
  if (high !== 0 && high !== cylinders - 1) {
    throw fault(18, `the header says that the last cylinder is ${high}, the file has ${cylinders}`);
  }
  const deviceType = parseInt(fitting[0].type, 16);
  const geometry = { deviceType, model: 0, cylinders, heads, trackSize };
  return { ...geometry, model: diskModelOfGeometry(geometry)!.model };
}
