import { BackingError } from '../s370/index.js';
import type { BlockStore, FbaGeometry, StateRecord } from '../s370/index.js';
import { checkBlockRange } from './block-range.js';
import { BLOCK_SIZE } from './cckd/volume-header.js';
import { HostFile } from './host-file.js';
import { savedFiles } from './saved-files.js';

/** How much is written at once when an image is made. */
const BLOCKS_AT_ONCE = 2048;

/** An FBA volume in a host file that has nothing but its blocks. */
export class FbaImage implements BlockStore {
  private constructor(
    private readonly file: HostFile,
    readonly geometry: FbaGeometry,
  ) {}

  /** Opens an image. Throws `BackingError` naming the file. */
  static open(path: string, options: { readonly readOnly?: boolean } = {}): FbaImage {
    const file = HostFile.open(path, options);
    const blocks = Math.floor(file.size / BLOCK_SIZE);
    if (blocks > 0 && file.size % BLOCK_SIZE === 0) {
      return new FbaImage(file, { blockSize: BLOCK_SIZE, blocks });
    }
    file.close();
    throw new BackingError(
      `${path}, offset ${blocks * BLOCK_SIZE}: the file ends within block ${blocks}: no FBA volume`,
      'equipment-check',
    );
  }

  /** Makes a new image of zeros and opens it. The file must not exist. */
  static create(path: string, blocks: number): FbaImage {
    const file = HostFile.create(path);
    try {
      const zeros = new Uint8Array(BLOCKS_AT_ONCE * BLOCK_SIZE);
      for (let at = 0; at < blocks; at += BLOCKS_AT_ONCE) {
        file.write(at * BLOCK_SIZE, zeros.subarray(0, Math.min(BLOCKS_AT_ONCE, blocks - at) * BLOCK_SIZE));
      }
      return new FbaImage(file, { blockSize: BLOCK_SIZE, blocks });
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

  readBlocks(first: number, count: number): Uint8Array {
    checkBlockRange(this.path, this.geometry, first, count);
    const bytes = this.file.read(first * BLOCK_SIZE, count * BLOCK_SIZE);
    if (bytes.length === count * BLOCK_SIZE) return bytes;
    throw new BackingError(
      `${this.path}, offset ${first * BLOCK_SIZE + bytes.length}: the file ends within the volume`,
      'data-check',
    );
  }

  writeBlocks(first: number, bytes: Uint8Array): void {
    checkBlockRange(this.path, this.geometry, first, bytes.length / BLOCK_SIZE);
    if (this.readOnly) throw new BackingError(`${this.path} is open for reading only`, 'write-inhibited');
    this.file.write(first * BLOCK_SIZE, bytes);
  }

  /** Place and proof of the volume are its files; there is nothing else to keep. */
  saveState(): StateRecord {
    this.sync();
    return { files: savedFiles([this.path]) };
  }

  restoreState(): void {}

  sync(): void {
    this.file.sync();
  }

  close(): void {
    this.file.close();
  }
}
