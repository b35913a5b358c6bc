import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { BackingError } from '../s370/index.js';
import { FileLock } from './file-lock.js';
import { hostErrorText } from './host-error.js';

/**
 * A host file opened as a medium: positioned reads and writes, a lock against a second writer, errors of the host
 * turned into `BackingError` with the file's name.
 */
export class HostFile {
  private constructor(
    readonly path: string,
    readonly readOnly: boolean,
    private descriptor: number,
    private readonly lock: FileLock | undefined,
  ) {}

  /** Opens an existing file. Writers lock it; readers don't. Throws `BackingError`. */
  static open(path: string, options: { readonly readOnly?: boolean } = {}): HostFile {
    const readOnly = options.readOnly ?? false;
    return guarded(path, () => {
      const descriptor = openSync(path, readOnly ? 'r' : 'r+');
      try {
        return new HostFile(path, readOnly, descriptor, readOnly ? undefined : FileLock.acquire(path));
      } catch (error) {
        closeSync(descriptor);
        throw error;
      }
    });
  }

  /** Makes a new file and opens it. Throws `BackingError` when the file exists. */
  static create(path: string): HostFile {
    guarded(path, () => closeSync(openSync(path, 'wx')));
    return HostFile.open(path);
  }

  get size(): number {
    return guarded(this.path, () => fstatSync(this.descriptor).size);
  }

  /** Reads up to `length` bytes; fewer at the end of the file. */
  read(position: number, length: number): Uint8Array {
    return guarded(this.path, () => {
      // Every byte is read, or left out of the answer: zeroing a track costs as much as reading it.
      const bytes = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
      let got = 0;
      while (got < length) {
        const n = readSync(this.descriptor, bytes, got, length - got, position + got);
        if (n === 0) break;
        got += n;
      }
      return got === length ? bytes : bytes.subarray(0, got);
    });
  }

  write(position: number, bytes: Uint8Array): void {
    guarded(this.path, () => writeFully(this.descriptor, bytes, position));
  }

  truncate(length: number): void {
    guarded(this.path, () => ftruncateSync(this.descriptor, length));
  }

  sync(): void {
    if (!this.readOnly) guarded(this.path, () => fsyncSync(this.descriptor));
  }

  /** Closes the file and gives the lock back. Closing twice does nothing. */
  close(): void {
    if (this.descriptor < 0) return;
    closeSync(this.descriptor);
    this.descriptor = -1;
    this.lock?.release();
  }
}

/** Writes all bytes; the host may take fewer at once. Without a position they go where the file stands. */
export function writeFully(descriptor: number, bytes: Uint8Array, position?: number): void {
  for (let done = 0; done < bytes.length;) {
    const at = position === undefined ? undefined : position + done;
    done += writeSync(descriptor, bytes, done, bytes.length - done, at);
  }
}

/** All bytes of a file. Throws `BackingError` that names it. */
export function readWholeFile(path: string): Buffer {
  return guarded(path, () => readFileSync(path));
}

/** Runs a host operation; its error becomes a `BackingError` that names the file. */
function guarded<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof BackingError) throw error;
    const text = hostErrorText(error);
    throw new BackingError(`${path}: ${text}`, conditionOf((error as NodeJS.ErrnoException).code));
  }
}

/** How a device shows an error of the host. */
function conditionOf(code: string | undefined): BackingError['sense'] {
  switch (code) {
    case 'ENOENT':
    case 'EEXIST':
    case 'EISDIR':
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'intervention-required';
    case 'ENOSPC':
    case 'EFBIG':
    case 'EDQUOT':
      return 'no-space';
    default:
      return 'equipment-check';
  }
}
