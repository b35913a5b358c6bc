import { deflateSync, inflateSync } from 'node:zlib';
import { BackingError } from '../s370/index.js';
import type { StateReader, StateRecord, TapeBlock, TapeStore } from '../s370/index.js';
import { Bzip2Error, expandBzip2 } from './bzip2.js';
import { HostFile } from './host-file.js';
import { savedFiles } from './saved-files.js';

/** Header of a chunk: length of this chunk and of the one before (little endian), two flag bytes. */
const HEADER_SIZE = 6;
const MAX_CHUNK = 0xffff;

const Flag = { newRecord: 0x80, tapeMark: 0x40, endOfRecord: 0x20, unused: 0x1c } as const;
/** How the data of a block are compressed, in HET tapes. */
const Compression = { mask: 0x03, none: 0x00, zlib: 0x01, bzip2: 0x02 } as const;
/** The longest block that a compressed one may come to. */
const MAX_BLOCK = 2 << 20;
const SMALLEST_CHUNK = 4096;
const DEFAULT_LEVEL = 4;
const DEFAULT_END_MARGIN = 128 * 1024;

/** How blocks are written. */
export interface AwsTapeWriting {
  /** Compress blocks with zlib, where that makes them shorter: a HET tape. */
  readonly compress?: boolean;
  /** Most bytes of a chunk, 4096 to 65535. */
  readonly chunkSize?: number;
  /** Effort of compression, 1 to 9. */
  readonly level?: number;
  /** Bytes that the file may come to; a block that would make it longer is refused. */
  readonly maximumSize?: number;
  /** Bytes before that from which the end-of-tape marker has gone by. */
  readonly endMargin?: number;
}

interface Chunk {
  readonly length: number;
  readonly previous: number;
  readonly flags: number;
}

/**
 * A tape volume in a host file of AWSTAPE format, or of the HET format, which is the same with blocks compressed by
 * zlib (written if wanted) or bzip2 (read). Blocks of any length are chunks of up to 65535 bytes; a chunk of length 0
 * with the tape mark flag is a tape mark. Writing cuts off what follows.
 */
export class AwsTape implements TapeStore {
  /** Offset of the next chunk's header. */
  private position = 0;
  /** Length of the chunk before it. */
  private previous = 0;

  private constructor(
    private readonly file: HostFile,
    private readonly writing: AwsTapeWriting,
  ) {}

  /** Opens a tape. Throws `BackingError` naming file and offset when it is none. */
  static open(path: string, options: AwsTapeWriting & { readonly readOnly?: boolean } = {}): AwsTape {
    const tape = new AwsTape(HostFile.open(path, options), options);
    try {
      tape.checkFirstHeader();
      return tape;
    } catch (error) {
      tape.close();
      throw error;
    }
  }

  /** Makes an empty tape. The file must not exist. */
  static create(path: string, writing: AwsTapeWriting = {}): AwsTape {
    return new AwsTape(HostFile.create(path), writing);
  }

  get path(): string {
    return this.file.path;
  }

  get readOnly(): boolean {
    return this.file.readOnly;
  }

  get atLoadPoint(): boolean {
    return this.position === 0;
  }

  get pastEndMarker(): boolean {
    const { maximumSize = Infinity, endMargin = DEFAULT_END_MARGIN } = this.writing;
    return this.position > maximumSize - endMargin;
  }

  readForward(): TapeBlock {
    const start = this.position;
    const size = this.file.size;
    if (start >= size) return { kind: 'end' };
    const first = this.header(start, size);
    if (first.previous !== this.previous) {
      throw this.damage(
        start + 2,
        `the length of the block before is ${first.previous}, not ${this.previous}`,
      );
    }
    if ((first.flags & Flag.tapeMark) !== 0) {
      this.moveTo(start + HEADER_SIZE, 0);
      return { kind: 'mark' };
    }
    if ((first.flags & Flag.newRecord) === 0) throw this.damage(start + 4, 'a block begins in its middle');
    const parts: Uint8Array[] = [];
    let at = start;
    let chunk = first;
    for (;;) {
      parts.push(this.file.read(at + HEADER_SIZE, chunk.length));
      at += HEADER_SIZE + chunk.length;
      if ((chunk.flags & Flag.endOfRecord) !== 0) break;
      if (at >= size) throw this.damage(at, 'the file ends within a block');
      const { length } = chunk;
      chunk = this.header(at, size);
      if (chunk.previous !== length || (chunk.flags & (Flag.newRecord | Flag.tapeMark)) !== 0) {
        throw this.damage(at, 'a block breaks off');
      }
    }
    this.moveTo(at, chunk.length);
    return { kind: 'data', bytes: this.expand(joined(parts), first.flags, start) };
  }

  readBackward(): TapeBlock {
    const size = this.file.size;
    const parts: Uint8Array[] = [];
    let end = this.position;
    let length = this.previous;
    if (end === 0) return { kind: 'load-point' };
    for (;;) {
      const start = end - HEADER_SIZE - length;
      if (start < 0) throw this.damage(end, `the block before would begin before the tape`);
      const chunk = this.header(start, size);
      if (chunk.length !== length)
        throw this.damage(start, `a block of ${chunk.length} bytes, not ${length}`);
      if ((chunk.flags & Flag.tapeMark) !== 0) {
        this.moveTo(start, chunk.previous);
        return { kind: 'mark' };
      }
      parts.unshift(this.file.read(start + HEADER_SIZE, length));
      if ((chunk.flags & Flag.newRecord) !== 0) {
        this.moveTo(start, chunk.previous);
        return { kind: 'data', bytes: this.expand(joined(parts), chunk.flags, start) };
      }
      if (start === 0) throw this.damage(start + 4, 'a block begins in its middle');
      end = start;
      length = chunk.previous;
    }
  }

  writeBlock(bytes: Uint8Array): void {
    this.checkWritable();
    const { data, method } = this.compress(bytes);
    const chunkSize = Math.min(MAX_CHUNK, Math.max(SMALLEST_CHUNK, this.writing.chunkSize ?? MAX_CHUNK));
    const chunks = Math.max(1, Math.ceil(data.length / chunkSize));
    const image = new Uint8Array(data.length + chunks * HEADER_SIZE);
    let { previous } = this;
    let at = 0;
    for (let i = 0; i < chunks; i++) {
      const part = data.subarray(i * chunkSize, (i + 1) * chunkSize);
      const flags = (i === 0 ? Flag.newRecord : 0) | (i === chunks - 1 ? Flag.endOfRecord : 0) | method;
      putHeader(image, at, { length: part.length, previous, flags });
      image.set(part, at + HEADER_SIZE);
      at += HEADER_SIZE + part.length;
      previous = part.length;
    }
    this.append(image, previous);
  }

  writeMark(): void {
    this.checkWritable();
    const image = new Uint8Array(HEADER_SIZE);
    putHeader(image, 0, { length: 0, previous: this.previous, flags: Flag.tapeMark });
    this.append(image, 0);
  }

  rewind(): void {
    this.moveTo(0, 0);
  }

  eraseToEnd(): void {
    this.checkWritable();
    this.file.truncate(this.position);
  }

  saveState(): StateRecord {
    this.sync();
    return { files: savedFiles([this.path]), position: this.position, previous: this.previous };
  }

  restoreState(state: StateReader): void {
    this.moveTo(state.number('position'), state.number('previous'));
  }

  sync(): void {
    this.file.sync();
  }

  close(): void {
    this.file.close();
  }

  /**
   * Writes at the position. What followed is cut off first: a process killed between the two leaves a shorter tape,
   * never one whose blocks don't join.
   */
  private append(image: Uint8Array, previous: number): void {
    if (this.position + image.length > (this.writing.maximumSize ?? Infinity)) {
      throw new BackingError(
        `${this.path}: the tape has ${this.writing.maximumSize} bytes at most`,
        'no-space',
      );
    }
    if (this.position < this.file.size) this.file.truncate(this.position);
    try {
      this.file.write(this.position, image);
    } catch (error) {
      this.file.truncate(this.position);
      throw error;
    }
    this.moveTo(this.position + image.length, previous);
  }

  private moveTo(position: number, previous: number): void {
    this.position = position;
    this.previous = previous;
  }

  private header(at: number, size: number): Chunk {
    const bytes = this.file.read(at, HEADER_SIZE);
    if (bytes.length < HEADER_SIZE) throw this.damage(at, 'the file ends within a block header');
    const length = bytes[0] | (bytes[1] << 8);
    const flags = bytes[4];
    if ((flags & Flag.tapeMark) !== 0 && length !== 0) throw this.damage(at, 'a tape mark with data');
    if (at + HEADER_SIZE + length > size)
      throw this.damage(at, `a block of ${length} bytes runs past the end of the file`);
    return { length, previous: bytes[2] | (bytes[3] << 8), flags };
  }

  /** The block as it goes into the file. */
  private compress(bytes: Uint8Array): { readonly data: Uint8Array; readonly method: number } {
    if (this.writing.compress !== true) return { data: bytes, method: Compression.none };
    const data = deflateSync(bytes, { level: this.writing.level ?? DEFAULT_LEVEL });
    return data.length < bytes.length
      ? { data, method: Compression.zlib }
      : { data: bytes, method: Compression.none };
  }

  /** The block as it was written, when it is compressed. */
  private expand(bytes: Uint8Array, flags: number, at: number): Uint8Array {
    try {
      switch (flags & Compression.mask) {
        case Compression.none:
          return bytes;
        case Compression.zlib:
          return new Uint8Array(inflateSync(bytes, { maxOutputLength: MAX_BLOCK }));
        case Compression.bzip2:
          return expandBzip2(bytes, MAX_BLOCK);
      }
    } catch (error) {
      const why = error instanceof Bzip2Error ? ` (${error.message})` : '';
      throw this.damage(at, `a compressed block that cannot be expanded${why}`);
    }
    throw this.damage(at, 'a block compressed by a method that does not exist');
  }

  /** The first header tells whether this is an AWS tape at all. */
  private checkFirstHeader(): void {
    if (this.file.size === 0) return;
    const bytes = this.file.read(0, HEADER_SIZE);
    const [, , low, high, flags] = bytes;
    const begins = (flags & (Flag.newRecord | Flag.tapeMark)) !== 0 && (flags & Flag.unused) === 0;
    if (bytes.length < HEADER_SIZE || (low | high) !== 0 || !begins) throw this.damage(0, 'not an AWS tape');
  }

  private checkWritable(): void {
    if (this.readOnly) throw new BackingError(`${this.path} is open for reading only`, 'write-inhibited');
  }

  private damage(offset: number, what: string): BackingError {
    return new BackingError(`${this.path}, offset ${offset}: ${what}`, 'data-check');
  }
}

function putHeader(image: Uint8Array, at: number, chunk: Chunk): void {
  image[at] = chunk.length & 0xff;
  image[at + 1] = chunk.length >> 8;
  image[at + 2] = chunk.previous & 0xff;
  image[at + 3] = chunk.previous >> 8;
  image[at + 4] = chunk.flags;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
