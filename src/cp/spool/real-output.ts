import { cpMessage, wholeMessage } from '../messages.js';
import type { ControlProgram, RealCcw, RealIoResult } from '../control-program.js';
import type { RdevBlok } from '../nucleus/rdevblok.js';
import { kindName } from './spool-devices.js';
import { isHeld } from './spool-file.js';
import type { SpoolFile } from './spool-file.js';
import type { SpoolManager } from './spool-manager.js';
import type { SpoolRecord } from './spool-page.js';
import { printSeparator, punchSeparator } from './separator.js';

const UNIT_CHECK = 0x02;
const DEVICE_END = 0x04;
const INTERVENTION_REQUIRED = 0x40;
const CARD = 80;
/** Records of one channel program. */
const CHUNK = 32;
const WRITE_SPACE_1 = 0x09;
const SPACE_1 = 0x0b;
/** Write and skip to channel 1; skip to channel 1 at once. */
const SKIPS_TO_TOP: ReadonlySet<number> = new Set([0x89, 0x8b]);
const NEW_JOB = { flushed: 'no', position: 0, singleSpace: false, restart: undefined } as const;

/** What the drivers of real unit record devices need besides CP. */
export interface UnitRecordHost {
  /** A line for the operator. */
  operator(text: string): void;
  /** `10/28/80 12:34:56` */
  stamp(milliseconds: number): string;
  readonly systemId: string;
}

interface Job {
  readonly file: SpoolFile;
  copy: number;
  records: Iterator<SpoolRecord>;
  /** What has been given to the device and may have to be given again. */
  chunk: SpoolRecord[];
  /** FLUSH: the copy, or the file, is given up. */
  flushed: 'no' | 'copy' | 'file';
  /** Records of the file itself that the iterator has given. */
  position: number;
  /** SPACE: every line on the one below the last. */
  singleSpace: boolean;
  /** BACKSPAC: where to go on, in records of the file; -1: with the separator. */
  restart: number | undefined;
}

/** A real printer or punch: takes the files of its classes one after the other. SY20-0884, DMKRSP. */
export class RealOutput {
  /** Classes it takes, first one first. */
  classes = 'A';
  separator = true;
  private job: Job | undefined;
  private state: 'started' | 'drained' = 'started';
  private waitsForOperator = false;

  constructor(
    private readonly cp: ControlProgram,
    readonly rdev: RdevBlok,
    readonly queue: 'printer' | 'punch',
    private readonly spool: SpoolManager,
    private readonly host: UnitRecordHost,
  ) {
    cp.onUnsolicited(rdev.address, (status) => {
      if ((status & DEVICE_END) !== 0) this.becameReady();
    });
  }

  get drained(): boolean {
    return this.state === 'drained' && this.job === undefined;
  }

  /** The file on the device. */
  get current(): SpoolFile | undefined {
    return this.job?.file;
  }

  /** START: works again. */
  start(): void {
    this.state = 'started';
    this.becameReady();
    this.work();
  }

  /** DRAIN: stops when the file on it is done. */
  drain(): void {
    this.state = 'drained';
  }

  /** FLUSH: gives up this copy, or with `all` the file, which is deleted; with `hold` it is kept, held. */
  flush(hold: boolean, all = true): boolean {
    const { job } = this;
    if (job === undefined) return false;
    if (hold) this.spool.change(job.file, { systemHold: true });
    job.flushed = all || hold ? 'file' : 'copy';
    this.report(hold ? 'FILE HELD' : 'FLUSHED', job.file);
    if (this.waitsForOperator) this.becameReady();
    return true;
  }

  /** REPEAT: so many copies more; with `hold` the file is kept after them. */
  repeat(copies: number, hold = false): boolean {
    const { job } = this;
    if (job === undefined) return false;
    this.spool.change(job.file, { copies: Math.min(99, job.file.copies + copies) });
    if (hold) this.spool.change(job.file, { systemHold: true });
    this.report('REPEATED', job.file);
    return true;
  }

  /** SPACE: the rest of the file comes without carriage control. */
  spaceOnly(): boolean {
    if (this.job === undefined) return false;
    this.job.singleSpace = true;
    return true;
  }

  /** BACKSPAC: goes back so many pages, or to the file's beginning. `fromEnd`: counted from its end. */
  backspace(pages: number | 'file', fromEnd = false): 'done' | 'idle' | 'busy' {
    const { job } = this;
    if (job === undefined) return 'idle';
    if (job.restart !== undefined) return 'busy';
    if (pages === 'file') job.restart = -1;
    else {
      const tops = this.pageTops(job.file).filter((top) => fromEnd || top < job.position);
      job.restart = tops.at(-pages) ?? -1;
    }
    this.report('BACKSPACE', job.file);
    if (this.waitsForOperator) this.becameReady();
    return 'done';
  }

  /** Records of a file that come first on a page. */
  private pageTops(file: SpoolFile): number[] {
    const tops = [0];
    let index = 0;
    for (const { command } of this.spool.records(file)) {
      index++;
      if (SKIPS_TO_TOP.has(command)) tops.push(index);
    }
    return tops.filter((top) => top < index);
  }

  /** Looks for a file to do. */
  work(): void {
    if (this.job !== undefined || this.state === 'drained' || this.rdev.owner !== 'spooling') return;
    const file = [...this.classes]
      .map((spoolClass) => this.spool.next(this.queue, undefined, spoolClass))
      .find((next) => next !== undefined);
    if (file === undefined) return;
    file.inUse = true;
    this.job = { file, copy: 1, records: [][Symbol.iterator](), chunk: [], ...NEW_JOB };
    this.job.records = this.recordsOf(this.job, file, 1, 0);
    this.report(this.queue === 'printer' ? 'PRINTING' : 'PUNCHING', file);
    this.next(this.job);
  }

  private *recordsOf(job: Job, file: SpoolFile, copy: number, from: number): Generator<SpoolRecord> {
    if (this.separator && from <= 0) {
      const facts = {
        system: this.host.systemId,
        device: this.name.slice(-3),
        now: this.host.stamp(this.cp.timeOfDay()),
        created: this.host.stamp(file.created),
        copy,
      };
      yield* this.queue === 'printer' ? printSeparator(file, facts) : punchSeparator(file, facts);
    }
    job.position = 0;
    for (const record of this.spool.records(file)) {
      if (job.position++ >= from) yield record;
    }
  }

  private next(job: Job): void {
    job.chunk = [];
    if (job.restart !== undefined) {
      job.records = this.recordsOf(job, job.file, job.copy, job.restart);
      job.restart = undefined;
    }
    while (job.flushed === 'no' && job.chunk.length < CHUNK) {
      const step = job.records.next();
      if (step.done) break;
      job.chunk.push(step.value);
    }
    if (job.chunk.length > 0) return this.put(job);
    if (job.flushed !== 'file' && job.copy < job.file.copies) {
      job.copy++;
      job.flushed = 'no';
      job.records = this.recordsOf(job, job.file, job.copy, 0);
      return this.next(job);
    }
    this.finish(job);
  }

  private put(job: Job): void {
    const ccws = job.chunk.map((record) => this.ccw(record, job.singleSpace));
    this.cp.realIo(this.rdev.address, ccws, (result) => this.ended(job, result));
  }

  private ccw({ command, data }: SpoolRecord, singleSpace: boolean): RealCcw {
    if (this.queue === 'printer') {
      const carriage = !singleSpace ? command : (command & 0x07) === 0x03 ? SPACE_1 : WRITE_SPACE_1;
      return { command: carriage, data: data.length === 0 ? Uint8Array.of(0x40) : data };
    }
    const card = new Uint8Array(CARD).fill(0x40);
    card.set(data.subarray(0, CARD));
    return { command, data: card };
  }

  private ended(job: Job, result: RealIoResult): void {
    const trouble = result.conditionCode !== 0 || (result.unitStatus & UNIT_CHECK) !== 0;
    if (!trouble) return this.next(job);
    const sense = result.sense?.[0] ?? 0;
    if (result.conditionCode === 0 && (sense & INTERVENTION_REQUIRED) !== 0) {
      this.waitsForOperator = true;
      this.host.operator(`${this.name} INTERVENTION REQUIRED`);
      return;
    }
    // the file is kept, held, for when the device works again
    this.host.operator(wholeMessage(cpMessage('RSP', 430, this.name.split(/ +/), 'A')));
    this.state = 'drained';
    this.job = undefined;
    job.file.inUse = false;
    this.spool.change(job.file, { systemHold: true });
  }

  private becameReady(): void {
    const { job } = this;
    if (!this.waitsForOperator || job === undefined) return;
    this.waitsForOperator = false;
    if (job.flushed !== 'no' || job.restart !== undefined) this.next(job);
    else this.put(job);
  }

  private finish(job: Job): void {
    this.job = undefined;
    job.file.inUse = false;
    if (!isHeld(job.file)) this.spool.purge(job.file);
    this.work();
  }

  /** `PRT  00E` */
  get name(): string {
    const address = this.rdev.address.toString(16).toUpperCase().padStart(3, '0');
    return `${this.queue === 'printer' ? 'PRT' : 'PUN'}  ${address}`;
  }

  private report(what: string, file: SpoolFile): void {
    const id = String(file.id).padStart(4, '0');
    const records = String(file.records).padStart(6, '0');
    const copies = String(file.copies).padStart(2, '0');
    this.host.operator(
      `${this.name} ${what.padEnd(10)}${file.owner.padEnd(8)} FILE  = ${id} RECDS= ${records} ` +
        `COPY= ${copies}  ${file.class} ${kindName(file.kind)}`,
    );
  }
}
