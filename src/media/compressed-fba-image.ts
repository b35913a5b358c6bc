import { BackingError } from '../s370/index.js';
import type { BlockStore, FbaGeometry, StateRecord } from '../s370/index.js';
import { checkBlockRange } from './block-range.js';
import { CckdFile } from './cckd/cckd-file.js';
import { STORED_HEADER } from './cckd/codec.js';
import { COMPRESSED_HEADER, CompressedHeader } from './cckd/header.js';
import { IMAGE_LAYOUT } from './cckd/layout.js';
import { CckdStack } from './cckd/stack.js';
import type { StackOptions } from './cckd/stack.js';
import { TABLE_ENTRIES } from './cckd/tables.js';
import { BLOCK_SIZE, GROUP_BLOCKS, compressedSignature } from './cckd/volume-header.js';
import { savedFiles } from './saved-files.js';

/**
 * An FBA volume in a host file of Hercules' compressed format: groups of 120 blocks compressed with zlib (bzip2 is
 * read), with shadow files over it if wanted.
 */
export class CompressedFbaImage implements BlockStore {
  private constructor(
    /** The files, for shadow file operations. */
    readonly stack: CckdStack,
    readonly geometry: FbaGeometry,
  ) {}

  /** Opens an image. Throws `BackingError` naming file and offset when it is none or is damaged. */
  static open(path: string, options: StackOptions = {}): CompressedFbaImage {
    const stack = CckdStack.open(path, options);
    const { volume } = stack;
    if (volume.kind === 'fba') {
      return new CompressedFbaImage(stack, { blockSize: BLOCK_SIZE, blocks: volume.blocks });
    }
    stack.close();
    throw new BackingError(`${path} is a CKD volume, not an FBA volume`, 'equipment-check');
  }

  /** Makes a new image of zeros and opens it. The file must not exist. `large`: offsets of 64 bits, for Hercules 4. */
  static create(path: string, blocks: number, large = false): CompressedFbaImage {
    const layout = IMAGE_LAYOUT[large ? '064' : '370'];
    const signature = new Uint8Array(COMPRESSED_HEADER);
    new TextEncoder().encodeInto(compressedSignature('fba', layout), signature);
    const entries = Math.ceil(blocks / GROUP_BLOCKS / TABLE_ENTRIES);
    CckdFile.create(path, signature, CompressedHeader.make(entries, blocks, 0, layout), false).close();
    return CompressedFbaImage.open(path);
  }

  get path(): string {
    return this.stack.path;
  }

  get readOnly(): boolean {
    return this.stack.readOnly;
  }

  readBlocks(first: number, count: number): Uint8Array {
    checkBlockRange(this.path, this.geometry, first, count);
    const bytes = new Uint8Array(count * BLOCK_SIZE);
    for (const part of partsOf(first, count)) {
      const group = this.stack.read(part.group);
      bytes.set(group.subarray(part.offset, part.offset + part.length), part.from);
    }
    return bytes;
  }

  writeBlocks(first: number, bytes: Uint8Array): void {
    checkBlockRange(this.path, this.geometry, first, bytes.length / BLOCK_SIZE);
    const parts = [...partsOf(first, bytes.length / BLOCK_SIZE)];
    // All groups are looked at before any is changed.
    for (const { group } of parts) this.stack.read(group);
    for (const { group, offset, from, length } of parts) {
      this.stack.write(group, offset, bytes.subarray(from, from + length));
    }
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
}

interface Part {
  readonly group: number;
  /** Place in the group's image. */
  readonly offset: number;
  /** Place in the bytes of the request. */
  readonly from: number;
  readonly length: number;
}

/** A range of blocks, by groups. */
function* partsOf(first: number, count: number): Generator<Part> {
  for (let done = 0; done < count;) {
    const within = (first + done) % GROUP_BLOCKS;
    const blocks = Math.min(count - done, GROUP_BLOCKS - within);
    yield {
      group: Math.floor((first + done) / GROUP_BLOCKS),
      offset: STORED_HEADER + within * BLOCK_SIZE,
      from: done * BLOCK_SIZE,
      length: blocks * BLOCK_SIZE,
    };
    done += blocks;
  }
}
