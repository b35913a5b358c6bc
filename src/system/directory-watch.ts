import { statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { describeError } from '../media/host-error.js';
import type { Directory } from '../cp/directory/index.js';
import { DIRECTORY_FILE, readDirectory } from './site.js';

/** Milliseconds that the file has to be left alone before it is read: an editor writes it piece by piece. */
const SETTLED = 150;
/** Milliseconds between two looks where the host can't tell of changes. */
const INTERVAL = 500;

/**
 * Hears when the user directory of a running system has been replaced, and takes a new one that has no errors. Its file
 * alone is watched: a watch of the whole system directory would wake up with each write to a volume.
 */
export class DirectoryWatch {
  private readonly file: string;
  private watcher: FSWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looks: NodeJS.Timeout | undefined;
  /** Which version of the file has been read. */
  private version: string | undefined;
  private closed = false;

  constructor(
    private readonly path: string,
    private readonly directory: Directory,
    /** A line for the operator. */
    private readonly tell: (line: string) => void,
    /** How to hear of changes; a test can have it fail. */
    private readonly watchFor: typeof watch = watch,
  ) {
    this.file = join(path, DIRECTORY_FILE);
    this.version = this.versionNow();
    this.arm();
  }

  close(): void {
    this.closed = true;
    this.watcher?.close();
    clearTimeout(this.timer);
    clearInterval(this.looks);
  }

  /** Watches the file that has the name now: one that takes its place is another file. */
  private arm(): void {
    this.watcher?.close();
    this.watcher = undefined;
    try {
      const watcher = this.watchFor(this.file, { persistent: false }, () => this.lookIn(SETTLED));
      watcher.on('error', () => this.poll());
      this.watcher = watcher;
    } catch (error) {
      // between two names there may be no file for a moment
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.lookIn(INTERVAL);
      else this.poll();
    }
  }

  private lookIn(milliseconds: number): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.arm();
      this.check();
    }, milliseconds).unref();
  }

  /** Looks again and again: the host can't tell. */
  private poll(): void {
    if (this.closed) return;
    this.watcher?.close();
    this.watcher = undefined;
    this.looks ??= setInterval(() => this.check(), INTERVAL).unref();
  }

  private check(): void {
    const version = this.versionNow();
    if (version === undefined || version === this.version) return;
    this.version = version;
    try {
      const { directory } = readDirectory(this.path);
      this.directory.replaceBy(directory);
      this.tell('DIRECTORY UPDATED AND ON LINE');
    } catch (error) {
      this.tell(`DIRECTORY NOT UPDATED: ${describeError(error)}`);
    }
  }

  private versionNow(): string | undefined {
    const found = statSync(this.file, { throwIfNoEntry: false });
    return found && `${found.ino} ${found.size} ${found.mtimeMs}`;
  }
}
