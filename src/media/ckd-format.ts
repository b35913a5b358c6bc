import {
  BackingError,
  DISK_MODELS,
  HOME_ADDRESS_SIZE,
  diskModelOfGeometry,
  parseTrack,
} from '../s370/index.js';
import type { CkdGeometry } from '../s370/index.js';
import type { HostFile } from './host-file.js';

/** Bytes of the header block of a CKD image, compressed or not. */
export const CKD_HEADER_SIZE = 512;
export const CKD_SIGNATURE = 'CKD_P370';
/** An uncompressed image that Hercules 4 lets grow beyond 2 GB; nothing else is different. */
export const LARGE_CKD_SIGNATURE = 'CKD_P064';
/** Uncompressed, compressed and shadow files, with offsets of 32 and 64 bits. */
const SIGNATURES = /^CKD_[PCS](370|064)$/;

/** What the header block of an image says. */
export interface CkdHeader {
  readonly signature: string;
  readonly deviceType: number;
  readonly heads: number;
  readonly trackSize: number;
  /** Number of the file, from 1, in a volume of several files; 0 in others. */
  readonly sequence: number;
  /** Last cylinder, 0 when the header doesn't say. */
  readonly lastCylinder: number;
}

/** Reads and checks the header block. Throws `BackingError` naming file and offset. */
export function readCkdHeader(file: HostFile): CkdHeader {
  const header = file.read(0, CKD_HEADER_SIZE);
  const signature = String.fromCharCode(...header.subarray(0, 8));
  if (!SIGNATURES.test(signature)) {
    throw imageFault(file, 0, `not a CKD image (${CKD_SIGNATURE}, CKD_C370 or CKD_C064 expected)`);
  }
  if (header.length < CKD_HEADER_SIZE) throw imageFault(file, header.length, 'the header is cut off');
  const view = new DataView(header.buffer, header.byteOffset);
  const heads = view.getUint32(8, true);
  const trackSize = view.getUint32(12, true);
  const ofType = DISK_MODELS.filter((model) => (parseInt(model.type, 16) & 0xff) === header[16]);
  if (ofType.length === 0) {
    throw imageFault(file, 16, `no disk type with the code X'${header[16].toString(16)}' is known`);
  }
  const [{ type }] = ofType;
  if (!ofType.some((model) => model.heads === heads && model.trackSize === trackSize)) {
    throw imageFault(file, 8, `${heads} tracks of ${trackSize} bytes a cylinder are not those of a ${type}`);
  }
  return {
    signature,
    deviceType: parseInt(type, 16),
    heads,
    trackSize,
    sequence: header[17],
    lastCylinder: view.getUint16(18, true),
  };
}

/** Which part of a volume a file has. */
export interface CkdFilePart {
  readonly sequence: number;
  readonly lastCylinder: number;
}

/** Header block of a new image. `part`: when the volume is in several files. */
export function makeCkdHeader(
  geometry: CkdGeometry,
  signature: string = CKD_SIGNATURE,
  part: CkdFilePart = { sequence: 0, lastCylinder: 0 },
): Uint8Array {
  const header = new Uint8Array(CKD_HEADER_SIZE);
  const view = new DataView(header.buffer);
  new TextEncoder().encodeInto(signature, header);
  view.setUint32(8, geometry.heads, true);
  view.setUint32(12, geometry.trackSize, true);
  header[16] = geometry.deviceType & 0xff;
  header[17] = part.sequence;
  view.setUint16(18, part.lastCylinder, true);
  return header;
}

/** Geometry of a volume with a header and so many cylinders. */
export function geometryOfHeader(header: CkdHeader, cylinders: number): CkdGeometry {
  const { deviceType, heads, trackSize } = header;
  const geometry = { deviceType, model: 0, cylinders, heads, trackSize };
  return { ...geometry, model: diskModelOfGeometry(geometry)!.model };
}

/** Sees that a track image is that of the cylinder and head, and whole. `position`: where it lies in the file. */
export function checkTrack(
  file: HostFile,
  track: Uint8Array,
  cylinder: number,
  head: number,
  position: number,
): void {
  if (((track[1] << 8) | track[2]) !== cylinder || ((track[3] << 8) | track[4]) !== head) {
    const found = Buffer.from(track.subarray(0, HOME_ADDRESS_SIZE)).toString('hex').toUpperCase();
    throw imageFault(
      file,
      position,
      `the home address is X'${found}' where cylinder ${cylinder} head ${head} belongs`,
      'data-check',
    );
  }
  parseTrack(track, `${file.path}, track at offset ${position} (cylinder ${cylinder} head ${head})`);
}

/** Number of a track from the start of the volume. Throws `BackingError` when there is none. */
export function trackNumber(file: HostFile, geometry: CkdGeometry, cylinder: number, head: number): number {
  const { cylinders, heads } = geometry;
  if (cylinder < 0 || cylinder >= cylinders || head < 0 || head >= heads) {
    throw new BackingError(
      `${file.path}: there is no cylinder ${cylinder} head ${head} (${cylinders} cylinders of ${heads} tracks)`,
      'equipment-check',
    );
  }
  return cylinder * heads + head;
}

/** The error for an image that is not as it should be. */
export function imageFault(
  file: HostFile,
  offset: number,
  what: string,
  sense: BackingError['sense'] = 'equipment-check',
): BackingError {
  return new BackingError(`${file.path}, offset ${offset}: ${what}`, sense);
}
