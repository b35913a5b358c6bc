import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Says how far long work is: a line on the terminal that is written over and over; nothing when stderr is none. */
export class Progress {
  private shown = '';
  private last = 0;

  constructor(private readonly what: string) {}

  /** `done` of `total`. */
  at(done: number, total: number): void {
    if (this.due) this.show(`${total === 0 ? 100 : Math.floor((done * 100) / total)} %`);
  }

  /** So many, when nobody knows of how many. */
  count(done: number, unit: string): void {
    if (this.due) this.show(`${grouped(done)} ${unit}`);
  }

  /** Is it time to say something? Ten times a second at most. */
  private get due(): boolean {
    if (!process.stderr.isTTY || Date.now() - this.last < 100) return false;
    this.last = Date.now();
    return true;
  }

  private show(how: string): void {
    const text = `${this.what}: ${how}`;
    if (text === this.shown) return;
    this.shown = text;
    process.stderr.write(`\r${text}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.shown !== '') process.stderr.write(`\r${' '.repeat(this.shown.length)}\r`);
    this.shown = '';
  }
}

/** A line on standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Makes a file in two steps: `make` writes it under another name, then it gets its own. When `make` fails nothing is
 * left behind, and what was there is as it was. Throws when the file exists and `force` is not given.
 */
export function makeFile<T>(path: string, force: boolean | undefined, make: (part: string) => T): T {
  refuseExisting(path, force);
  const part = `${path}.part`;
  rmSync(part, { force: true });
  try {
    const result = make(part);
    renameSync(part, path);
    return result;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Throws when a file exists that may not be replaced. */
export function refuseExisting(path: string, force: boolean | undefined): void {
  if (existsSync(path) && force !== true) throw new Error(`${path}: exists already (--force replaces it)`);
}

/** Writes bytes to a file, or to standard output for `-` and for none. */
export function writeOutput(
  path: string | undefined,
  force: boolean | undefined,
  bytes: Uint8Array | string,
): void {
  if (path === undefined || path === '-') {
    process.stdout.write(bytes);
    return;
  }
  makeFile(path, force, (part) => writeFileSync(part, bytes));
}

/** A number from a command line. Throws when it is none, or out of its limits. */
export function numberOption(
  name: string,
  text: string | undefined,
  low: number,
  high: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= low && value <= high) return value;
  throw new Error(`--${name} ${text} is not a number from ${low} to ${high}`);
}

/** 12,345,678 */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
