/** A snapshot in a host file: sections, each compressed and with its check. docs/formats/snapshot.md. */

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createDeflate, createInflate, deflate, inflate } from 'node:zlib';
import { hostErrorText } from '../../media/host-error.js';
import type { StateValue } from '../../s370/index.js';
import { decodeState, encodeState } from './state-codec.js';

const MAGIC = 'CP370SNP';
/** Version of the format that this program writes and reads. */
export const SNAPSHOT_VERSION = 1;
const FILE_HEADER = 16;
const SECTION_HEADER = 64;
/** Storage is mostly zeros and code: a higher level takes three times as long and saves little. */
const LEVEL = { level: constants.Z_BEST_SPEED };

type SectionName = 'STAT' | 'IMAG' | 'END ';

/** Where a section is, and what its contents are. */
interface Section {
  readonly name: string;
  /** Of an image: its number. */
  readonly index: number;
  readonly rawLength: number;
  readonly storedLength: number;
  readonly digest: Uint8Array;
  /** Offset of its compressed contents. */
  readonly offset: number;
}

/** Host trouble with a snapshot file, or a file that is none, is damaged or of another version. The message names the file. */
export class SnapshotError extends Error {
  constructor(path: string, what: string, offset?: number) {
    super(`${path}${offset === undefined ? '' : `, offset ${offset}`}: ${what}`);
    this.name = 'SnapshotError';
  }
}

/** Told how long work is coming along: bytes done, of so many. */
export type Progress = (what: string, done: number, total: number) => void;

/**
 * Writes a snapshot: the state, and the contents of files to go with it. The file appears under its name when all of it
 * is on the disk; what was there before stays until then. Throws `SnapshotError`.
 */
export async function writeSnapshotFile(
  path: string,
  state: StateValue,
  images: readonly string[],
  progress: Progress = () => undefined,
): Promise<{ readonly bytes: number }> {
  const temporary = `${path}.${process.pid}.tmp`;
  let file: FileHandle | undefined;
  try {
    file = await open(temporary, 'w');
    const header = Buffer.alloc(FILE_HEADER);
    header.write(MAGIC, 'latin1');
    header.writeUInt16BE(SNAPSHOT_VERSION, 8);
    await file.write(header, 0, header.length, 0);
    let at = FILE_HEADER;
    const raw = encodeState(state);
    const stored = await promisify(deflate)(raw, LEVEL);
    await file.write(stored, 0, stored.length, at + SECTION_HEADER);
    at = await finishSection(file, at, 'STAT', 0, raw.length, stored.length, sha256(raw));
    for (const [index, image] of images.entries()) at = await writeImage(file, at, index, image, progress);
    at = await finishSection(file, at, 'END ', images.length, 0, 0, new Uint8Array(32));
    await file.sync();
    await file.close();
    file = undefined;
    await rename(temporary, path);
    return { bytes: at };
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asSnapshotError(path, error);
  }
}

async function finishSection(
  file: FileHandle,
  at: number,
  name: SectionName,
  index: number,
  rawLength: number,
  storedLength: number,
  digest: Uint8Array,
): Promise<number> {
  const header = Buffer.alloc(SECTION_HEADER);
  header.write(name, 'latin1');
  header.writeUInt32BE(index, 4);
  header.writeBigUInt64BE(BigInt(rawLength), 8);
  header.writeBigUInt64BE(BigInt(storedLength), 16);
  header.set(digest, 24);
  await file.write(header, 0, header.length, at);
  return at + SECTION_HEADER + storedLength;
}

async function writeImage(
  file: FileHandle,
  at: number,
  index: number,
  image: string,
  progress: Progress,
): Promise<number> {
  const { size } = await stat(image);
  const hash = createHash('sha256');
  let rawLength = 0;
  let position = at + SECTION_HEADER;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      rawLength += chunk.length;
      progress(image, rawLength, size);
      done(null, chunk);
    },
  });
  await pipeline(createReadStream(image), counted, createDeflate(LEVEL), async (chunks) => {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      await file.write(chunk, 0, chunk.length, position);
      position += chunk.length;
    }
  });
  return finishSection(file, at, 'IMAG', index, rawLength, position - at - SECTION_HEADER, hash.digest());
}

/** A snapshot file that has been found whole in its outline. */
export class SnapshotFile {
  private constructor(
    readonly path: string,
    private readonly sections: readonly Section[],
  ) {}

  /** Opens a snapshot. Throws `SnapshotError` naming the file and the place. */
  static async open(path: string): Promise<SnapshotFile> {
    let file: FileHandle | undefined;
    try {
      file = await open(path, 'r');
      const { size } = await file.stat();
      const header = await readAt(file, 0, FILE_HEADER);
      if (header.toString('latin1', 0, 8) !== MAGIC) throw new SnapshotError(path, 'not a snapshot');
      const version = header.readUInt16BE(8);
      if (version !== SNAPSHOT_VERSION) {
        throw new SnapshotError(
          path,
          `a snapshot of version ${version}; this program reads version ${SNAPSHOT_VERSION}`,
        );
      }
      const sections: Section[] = [];
      for (let at = FILE_HEADER; ;) {
        const bytes = await readAt(file, at, SECTION_HEADER);
        if (bytes.length < SECTION_HEADER) throw new SnapshotError(path, 'it is cut off', at);
        const section = sectionOf(bytes, at + SECTION_HEADER);
        at += SECTION_HEADER + section.storedLength;
        if (section.name === 'END ') break;
        if ((section.name !== 'STAT' && section.name !== 'IMAG') || at > size) {
          const what = at > size ? 'it is cut off' : 'the outline is damaged';
          throw new SnapshotError(path, what, section.offset - SECTION_HEADER);
        }
        sections.push(section);
      }
      return new SnapshotFile(path, sections);
    } catch (error) {
      throw asSnapshotError(path, error);
    } finally {
      await file?.close();
    }
  }

  /** The state. Throws `SnapshotError` when it is damaged. */
  async state(): Promise<StateValue> {
    const section = this.sections.find(({ name }) => name === 'STAT');
    if (section === undefined) throw new SnapshotError(this.path, 'there is no state in it');
    let file: FileHandle | undefined;
    try {
      file = await open(this.path, 'r');
      const stored = await readAt(file, section.offset, section.storedLength);
      const raw = await promisify(inflate)(stored).catch(() => undefined);
      if (raw?.length !== section.rawLength || !sameBytes(sha256(raw), section.digest)) {
        throw this.damaged(section);
      }
      return decodeState(raw);
    } catch (error) {
      throw asSnapshotError(this.path, error);
    } finally {
      await file?.close();
    }
  }

  /** How many files it has the contents of. */
  get images(): number {
    return this.sections.filter(({ name }) => name === 'IMAG').length;
  }

  /** Writes the contents of file `index` to a new file. Throws `SnapshotError`; then the new file is not left behind. */
  async extract(index: number, target: string, progress: Progress = () => undefined): Promise<void> {
    const section = this.sections.find(({ name, index: number }) => name === 'IMAG' && number === index);
    if (section === undefined) throw new SnapshotError(this.path, `file ${index} is not in it`);
    const hash = createHash('sha256');
    let length = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        length += chunk.length;
        progress(target, length, section.rawLength);
        done(null, chunk);
      },
    });
    const end = section.offset + section.storedLength - 1;
    const source = createReadStream(this.path, { start: section.offset, end });
    try {
      await pipeline(source, createInflate(), counted, createWriteStream(target, { flags: 'wx' }));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') throw new SnapshotError(target, 'exists already');
      await rm(target, { force: true });
      if (code?.startsWith('Z_') === true) throw this.damaged(section);
      throw asSnapshotError(target, error);
    }
    if (length !== section.rawLength || !sameBytes(hash.digest(), section.digest)) {
      await rm(target, { force: true });
      throw this.damaged(section);
    }
  }

  private damaged({ offset }: Section): SnapshotError {
    return new SnapshotError(this.path, 'it is damaged: the contents do not match their check', offset);
  }
}

function sectionOf(header: Buffer, offset: number): Section {
  return {
    name: header.toString('latin1', 0, 4),
    index: header.readUInt32BE(4),
    rawLength: Number(header.readBigUInt64BE(8)),
    storedLength: Number(header.readBigUInt64BE(16)),
    digest: header.subarray(24, 56),
    offset,
  };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - position)));
  let got = 0;
  while (got < bytes.length) {
    const { bytesRead } = await file.read(bytes, got, bytes.length - got, position + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return bytes.subarray(0, got);
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Host errors in words that name the file. */
function asSnapshotError(path: string, error: unknown): SnapshotError {
  if (error instanceof SnapshotError) return error;
  return new SnapshotError(path, hostErrorText(error));
}
