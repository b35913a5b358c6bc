import { BackingError, geometryOf } from '../s370/index.js';
import type { CkdGeometry, DiskModel, TrackStore, StateRecord } from '../s370/index.js';
import { CckdFile } from './cckd/cckd-file.js';
import { CompressedHeader } from './cckd/header.js';
import { IMAGE_LAYOUT } from './cckd/layout.js';
import { CckdStack } from './cckd/stack.js';
import type { StackOptions } from './cckd/stack.js';
import { TABLE_ENTRIES } from './cckd/tables.js';
import { compressedSignature } from './cckd/volume-header.js';
import { makeCkdHeader } from './ckd-format.js';
import type { CkdCreation } from './ckd-image.js';
import { labelTracks } from './volume-label.js';
import { savedFiles } from './saved-files.js';

/** Empty tracks of a volume that is made: record 0 and nothing behind it. */
const NULL_FORMAT = 1;

/**
 * A CKD volume in a host file of Hercules' compressed format (CCKD): tracks compressed with zlib (bzip2 is read),
 * found by two levels of tables; with shadow files over it if wanted.
 */
export class CompressedCkdImage implements TrackStore {
  private constructor(
    /** The files, for shadow file operations. */
    readonly stack: CckdStack,
    readonly geometry: CkdGeometry,
  ) {}

  /** Opens an image. Throws `BackingError` naming file and offset when it is none or is damaged. */
  static open(path: string, options: StackOptions = {}): CompressedCkdImage {
    const stack = CckdStack.open(path, options);
    if (stack.volume.kind === 'ckd') return new CompressedCkdImage(stack, stack.volume.geometry);
    stack.close();
    throw new BackingError(`${path} is an FBA volume, not a CKD volume`, 'equipment-check');
  }

  /** Makes a new image and opens it. The file must not exist. */
  static create(path: string, model: DiskModel, creation: CkdCreation = {}): CompressedCkdImage {
    const geometry = geometryOf(model, creation.cylinders);
    const { cylinders, heads } = geometry;
    const layout = IMAGE_LAYOUT[creation.large === true ? '064' : '370'];
    const entries = Math.ceil((cylinders * heads) / TABLE_ENTRIES);
    const signature = makeCkdHeader(geometry, compressedSignature('ckd', layout));
    const header = CompressedHeader.make(entries, cylinders, creation.nullFormat ?? NULL_FORMAT, layout);
    CckdFile.create(path, signature, header, false).close();
    const image = CompressedCkdImage.open(path);
    try {
      labelTracks(geometry, creation).forEach((track, head) => image.writeTrack(0, head, 0, track));
      const { tracks, progress } = creation;
      for (let cylinder = 0; tracks !== undefined && cylinder < cylinders; cylinder++) {
        for (let head = 0; head < heads; head++) image.writeTrack(cylinder, head, 0, tracks(cylinder, head));
        progress?.(cylinder + 1);
      }
      return image;
    } catch (error) {
      image.close();
      throw error;
    }
  }

  get path(): string {
    return this.stack.path;
  }

  get readOnly(): boolean {
    return this.stack.readOnly;
  }

  readTrack(cylinder: number, head: number): Uint8Array {
    return this.stack.read(this.numberOf(cylinder, head));
  }

  writeTrack(cylinder: number, head: number, offset: number, bytes: Uint8Array): void {
    const number = this.numberOf(cylinder, head);
    if (offset < 0 || offset + bytes.length > this.geometry.trackSize) {
      throw new BackingError(`${this.path}: a write runs past the end of the track`, 'equipment-check');
    }
    this.stack.write(number, offset, bytes);
  }

  /** Place and proof of the volume are its files; there is nothing else to keep. */
  saveState(): StateRecord {
    this.sync();
    return { files: savedFiles(this.stack.paths) };
  }

  restoreState(): void {}

  sync(): void {
    this.stack.sync();
  }

  close(): void {
    this.stack.close();
  }

  private numberOf(cylinder: number, head: number): number {
    const { cylinders, heads } = this.geometry;
    if (cylinder >= 0 && cylinder < cylinders && head >= 0 && head < heads) return cylinder * heads + head;
    throw new BackingError(
      `${this.path}: there is no cylinder ${cylinder} head ${head} (${cylinders} cylinders of ${heads} tracks)`,
      'equipment-check',
    );
  }
}
