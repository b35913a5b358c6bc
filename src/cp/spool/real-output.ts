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
  flushed: boolean;
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

  /** FLUSH: gives the file up; it is deleted, or held. */
  flush(hold: boolean): boolean {
    const { job } = this;
    if (job === undefined) return false;
    if (hold) this.spool.change(job.file, { systemHold: true });
    job.flushed = true;
    this.report('FLUSHED', job.file);
    if (this.waitsForOperator) this.becameReady();
    return true;
  }

  /** REPEAT: so many copies more. */
  repeat(copies: number): boolean {
    if (this.job === undefined) return false;
    this.spool.change(this.job.file, { copies: Math.min(99, this.job.file.copies + copies) });
    return true;
  }

  /** Looks for a file to do. */
  work(): void {
    if (this.job !== undefined || this.state === 'drained' || this.rdev.owner !== 'spooling') return;
    const file = [...this.classes]
      .map((spoolClass) => this.spool.next(this.queue, undefined, spoolClass))
      .find((next) => next !== undefined);
    if (file === undefined) return;
    file.inUse = true;
    this.job = { file, copy: 1, records: this.recordsOf(file, 1), chunk: [], flushed: false };
    this.report(this.queue === 'printer' ? 'PRINTING' : 'PUNCHING', file);
    this.next(this.job);
  }

  private *recordsOf(file: SpoolFile, copy: number): Generator<SpoolRecord> {
    if (this.separator) {
      const facts = {
        system: this.host.systemId,
        device: this.name.slice(-3),
        now: this.host.stamp(this.cp.timeOfDay()),
        created: this.host.stamp(file.created),
        copy,
      };
      yield* this.queue === 'printer' ? printSeparator(file, facts) : punchSeparator(file, facts);
    }
    yield* this.spool.records(file);
  }

  private next(job: Job): void {
    job.chunk = [];
    while (!job.flushed && job.chunk.length < CHUNK) {
      const step = job.records.next();
      if (step.done) break;
      job.chunk.push(step.value);
    }
    if (job.chunk.length > 0) return this.put(job);
    if (!job.flushed && job.copy < job.file.copies) {
      job.copy++;
      job.records = this.recordsOf(job.file, job.copy);
      return this.next(job);
    }
    this.finish(job);
  }

  private put(job: Job): void {
    const ccws = job.chunk.map((record) => this.ccw(record));
    this.cp.realIo(this.rdev.address, ccws, (result) => this.ended(job, result));
  }

  private ccw({ command, data }: SpoolRecord): RealCcw {
    if (this.queue === 'printer') return { command, data: data.length === 0 ? Uint8Array.of(0x40) : data };
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
    if (job.flushed) this.finish(job);
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
