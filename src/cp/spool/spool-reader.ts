import type { CardSource } from '../../s370/index.js';
import type { SpoolSettings } from '../vmachine/vdevblok.js';
import { recordSize } from './spool-file.js';
import type { SpoolFile } from './spool-file.js';
import type { SpoolManager } from './spool-manager.js';
import type { SpoolRecord } from './spool-page.js';

/** Commands that only move the paper: such records of a print file are no cards. */
function isImmediate(command: number): boolean {
  return (command & 0x07) === 0x03;
}

/**
 * The hopper of a virtual reader: the user's reader files one after the other, those of the reader's class that
 * are not held. SY20-0884, DMKVSP.
 */
export class SpoolReader implements CardSource {
  private file: SpoolFile | undefined;
  private records: Generator<SpoolRecord> | undefined;

  constructor(
    private readonly manager: () => SpoolManager,
    private readonly userid: string,
    private readonly settings: SpoolSettings,
    private readonly counted: () => void,
    /** DIAGNOSE X'14' uses the reader: there are no cards for others. */
    private readonly taken: () => boolean = () => false,
  ) {}

  private get spool(): SpoolManager {
    return this.manager();
  }

  /** A file is being read. */
  get active(): boolean {
    return this.file !== undefined;
  }

  readCard(): Uint8Array | 'end' | 'empty' {
    for (;;) {
      if (this.records === undefined && !this.open()) return 'empty';
      const record = this.nextRecord();
      if (record !== undefined) {
        this.counted();
        return padded(record.data, recordSize(this.file!));
      }
      this.finish(this.settings.hold);
      if (this.settings.continuous && this.open()) continue;
      return this.settings.endOfFile ? 'end' : 'empty';
    }
  }

  /** Lets the file go: deleted, or kept with a user hold. */
  finish(keep: boolean): void {
    const file = this.file;
    this.file = this.records = undefined;
    if (file === undefined) return;
    file.inUse = false;
    if (keep) this.spool.change(file, { userHold: true });
    else this.spool.purge(file);
  }

  /** Lets the file go as it was: LOGOFF, DETACH, system reset. */
  release(): void {
    if (this.file) this.file.inUse = false;
    this.file = this.records = undefined;
  }

  private open(): boolean {
    if (this.taken()) return false;
    const file = this.spool.next('reader', this.userid, this.settings.class);
    if (file === undefined) return false;
    file.inUse = true;
    this.file = file;
    this.records = this.spool.records(file);
    return true;
  }

  private nextRecord(): SpoolRecord | undefined {
    for (;;) {
      const step = this.records?.next();
      if (step === undefined || step.done) return undefined;
      if (!isImmediate(step.value.command)) return step.value;
    }
  }
}

/** Trailing blanks are not in the spool; lines of a 3211 may be longer. */
function padded(data: Uint8Array, size: number): Uint8Array {
  if (data.length >= size) return data;
  const record = new Uint8Array(size).fill(0x40);
  record.set(data);
  return record;
}
