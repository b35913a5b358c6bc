/** The log of a machine's inputs: a line of JSON each, with checks. docs/formats/input-log.md. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { hostErrorText, readTextFile } from '../../media/host-error.js';
import type { ReferencedFile } from '../../system/snapshot/referenced-files.js';

/** Version of the format that this program writes and reads. */
export const LOG_VERSION = 1;
const SIGNATURE = 'cp370 inputs';

/** What a recorded run started from. */
export interface LogHeader {
  readonly log: typeof SIGNATURE;
  readonly version: number;
  readonly started: string;
  /** Configuration and devices, as a snapshot has them. */
  readonly configuration: unknown;
  /** TOD clock at the start, hexadecimal. */
  readonly tod: string;
  /** The snapshot that the run goes on from. */
  readonly snapshot?: ReferencedFile;
  /** Disks and tapes, as they were. */
  readonly files: readonly ReferencedFile[];
  /** Digest of each device and of the rest of the machine, before the first input. */
  readonly state: Readonly<Record<string, string>>;
}

/** What happened to a display. */
export type DisplayEvent =
  | {
      readonly event: 'on';
      readonly model: 2 | 3 | 4 | 5;
      readonly rows: number;
      readonly columns: number;
      readonly alternateRows: number;
      readonly alternateColumns: number;
      readonly extended: boolean;
    }
  | { readonly event: 'off' }
  /** A key with its Read Modified data, or the answer to a read: hexadecimal. */
  | { readonly event: 'attention' | 'reply'; readonly data: string };

/** An input from outside. */
export type LoggedInput =
  /** A line of the operator that changes something, with the files that it names. */
  | { readonly kind: 'line'; readonly text: string; readonly files?: readonly ReferencedFile[] }
  | ({ readonly kind: 'display'; readonly address: number } & DisplayEvent)
  /** Something from the host for another device, hexadecimal. */
  | { readonly kind: 'device'; readonly address: number; readonly name: string; readonly data: string }
  /** A machine that ran when its snapshot was taken runs again. */
  | { readonly kind: 'resume' }
  /** A snapshot was taken: translations are forgotten. */
  | { readonly kind: 'snapshot' }
  /** The run ended; the digest of the machine then. */
  | { readonly kind: 'end'; readonly state: Readonly<Record<string, string>> };

/** An input and when it came. */
export type LogEntry = LoggedInput & {
  /** Slices that the machine had run. */
  readonly step: number;
  /** Instructions that it had executed. */
  readonly instructions: number;
  /** Check of its registers. */
  readonly registers: string;
  /** Machine time at which the input ended a wait. */
  readonly time?: number;
};

/** A log that is none, is cut off, was changed, or does not fit the run. The message names file and line. */
export class LogError extends Error {
  constructor(file: string, line: number, what: string) {
    super(`${file}:${line}: ${what}`);
    this.name = 'LogError';
  }
}

/** Each line begins with a check of it and of all before it. */
function checked(previous: number, text: string): { readonly line: string; readonly check: number } {
  const check = crc32(text, previous);
  return { line: `${check.toString(16).padStart(8, '0')} ${text}\n`, check };
}

/** Writes a log; every entry is in the file before it takes effect. */
export class LogWriter {
  private descriptor: number;
  private check = 0;

  /** Begins a log; the file must not exist. Throws an Error that names it. */
  constructor(
    readonly path: string,
    header: Omit<LogHeader, 'log' | 'version'>,
  ) {
    try {
      this.descriptor = openSync(path, 'wx');
    } catch (error) {
      throw new Error(`${path}: ${hostErrorText(error)}`, { cause: error });
    }
    this.write({ log: SIGNATURE, version: LOG_VERSION, ...header });
  }

  /** Throws the host's error when the line can't be written; the log ends before it then. */
  add(entry: LogEntry): void {
    this.write(entry);
  }

  close(): void {
    if (this.descriptor >= 0) closeSync(this.descriptor);
    this.descriptor = -1;
  }

  private write(value: object): void {
    if (this.descriptor < 0) return;
    const { line, check } = checked(this.check, JSON.stringify(value));
    writeSync(this.descriptor, line);
    this.check = check;
  }
}

/** A log that was read. `lines[i]` is the line of `entries[i]` in the file. */
export interface InputLog {
  readonly path: string;
  readonly header: LogHeader;
  readonly entries: readonly LogEntry[];
  readonly lines: readonly number[];
}

/** Reads a log. Throws `LogError` with the line where it is wrong; a log without an end is cut off. */
export function readLog(path: string): InputLog {
  const text = readTextFile(path);
  const rows = text.split('\n');
  if (rows[rows.length - 1] === '') rows.pop();
  let check = 0;
  const values = rows.map((row, index) => {
    const line = index + 1;
    const body = row.slice(9);
    const next = checked(check, body);
    if (`${row}\n` !== next.line) {
      if (index === 0) throw new LogError(path, line, 'not a log of inputs');
      const last = index === rows.length - 1 && !text.endsWith('\n');
      throw new LogError(path, line, last ? 'the log is cut off' : 'the log was changed here');
    }
    check = next.check;
    return JSON.parse(body) as unknown;
  });
  const header = values[0] as LogHeader | undefined;
  if (header?.log !== SIGNATURE) throw new LogError(path, 1, 'not a log of inputs');
  if (header.version !== LOG_VERSION) {
    throw new LogError(
      path,
      1,
      `a log of version ${header.version}; this program reads version ${LOG_VERSION}`,
    );
  }
  const entries = values.slice(1) as LogEntry[];
  if (entries[entries.length - 1]?.kind !== 'end') {
    throw new LogError(path, rows.length, 'the log is cut off: it has no end');
  }
  return { path, header, entries, lines: entries.map((_, index) => index + 2) };
}
