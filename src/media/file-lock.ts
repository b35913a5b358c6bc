import { linkSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BackingError } from '../s370/index.js';

const SUFFIX = '.cp370-lock';

/**
 * Keeps a second writer away from an image: a lock file beside it that names the process. A lock whose process
 * is gone (killed, or the host went down) is broken silently.
 */
export class FileLock {
  private constructor(private readonly path: string) {}

  /** Locks `file`. Throws `BackingError` naming the file and the owner when another process (or this one) has it. */
  static acquire(file: string): FileLock {
    const real = realpathSync(file);
    const path = join(dirname(real), basename(real) + SUFFIX);
    const mine = `${path}.${process.pid}.${process.hrtime.bigint()}`;
    writeFileSync(mine, identity(process.pid));
    try {
      for (let attempt = 0; attempt < 3; attempt++) {
        if (linked(mine, path)) return new FileLock(path);
        const owner = ownerOf(path);
        if (owner !== undefined && isRunning(owner)) {
          throw new BackingError(
            `${file} is in use by process ${owner.pid} (lock file ${path})`,
            'intervention-required',
          );
        }
        breakLock(path, mine);
      }
      throw new BackingError(`${file}: the lock file ${path} can't be taken`, 'intervention-required');
    } finally {
      rmSync(mine, { force: true });
    }
  }

  release(): void {
    rmSync(this.path, { force: true });
  }
}

interface Owner {
  readonly pid: number;
  readonly started: string;
}

/** Process number and start time: a number alone may belong to somebody else after a while. */
function identity(pid: number): string {
  return `${pid} ${startTime(pid)}\n`;
}

/** Start time of a process in clock ticks since boot where the host has /proc, else empty. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(path: string): Owner | undefined {
  try {
    const [pid, started] = readFileSync(path, 'utf8').trim().split(' ');
    return { pid: Number(pid), started: started ?? '' };
  } catch {
    return undefined;
  }
}

function isRunning(owner: Owner): boolean {
  if (!Number.isInteger(owner.pid) || owner.pid <= 0) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return owner.started === '' || startTime(owner.pid) === owner.started;
}

/** Moves a dead lock aside, so that of two processes that find it dead one alone removes it. */
function breakLock(path: string, mine: string): void {
  try {
    renameSync(path, `${mine}.dead`);
    rmSync(`${mine}.dead`, { force: true });
  } catch {
    // Somebody else was faster.
  }
}
