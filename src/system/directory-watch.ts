import { unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { describeError } from '../media/host-error.js';
import type { Directory } from '../cp/directory/index.js';
import { DIRECTORY_FILE, readDirectory } from './site.js';

/** Milliseconds between two looks. */
const INTERVAL = 500;

/**
 * Looks whether the user directory of a running system has been replaced, and takes a new one that has no errors. Its
 * file alone is looked at: a watch of the whole system directory would wake up with each write to a volume.
 */
export class DirectoryWatch {
  private readonly file: string;
  private readonly changed = (): void => this.look();

  constructor(
    private readonly path: string,
    private readonly directory: Directory,
    /** A line for the operator. */
    private readonly tell: (line: string) => void,
  ) {
    this.file = join(path, DIRECTORY_FILE);
    watchFile(this.file, { interval: INTERVAL, persistent: false }, this.changed);
  }

  close(): void {
    unwatchFile(this.file, this.changed);
  }

  private look(): void {
    try {
      const { directory } = readDirectory(this.path);
      this.directory.replaceBy(directory);
      this.tell('DIRECTORY UPDATED AND ON LINE');
    } catch (error) {
      this.tell(`DIRECTORY NOT UPDATED: ${describeError(error)}`);
    }
  }
}
