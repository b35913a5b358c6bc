import { ChannelStatus, UnitStatus, deviceClass } from '../../s370/index.js';
import type { Csw, MachineCheckReport } from '../../s370/index.js';
import { cpMessage, wholeMessage } from '../messages.js';
import type { RdevBlok } from '../nucleus/rdevblok.js';
import type { ErrorArea, ErrorAreaFacts, ErrorPageRead } from './error-area.js';
import { channelRecord, machineCheckRecord, outboardRecord } from './error-records.js';
import type { RecordHeader } from './error-records.js';
import { IntensiveRecording } from './intensive-recording.js';
import type { IntensiveOptions } from './intensive-recording.js';

/** A real operation that ended badly. */
export interface FailedOperation {
  readonly rdev: RdevBlok;
  readonly csw: Csw;
  readonly ccw: Uint8Array;
  readonly sense: Uint8Array | undefined;
  readonly seek: Uint8Array | undefined;
  /** CP's own, or a DIAGNOSE's, or a guest's, who records his errors himself. */
  readonly by: 'cp' | 'diagnose' | 'guest';
  readonly userid: string | undefined;
  /** The user may have intensive recording. */
  readonly classF: boolean;
}

/** What the recorder needs of CP. */
export interface ErrorRecorderHost {
  header(): RecordHeader;
  operator(text: string): void;
  /** Does something soon, when CP is in the middle of nothing. */
  later(action: () => void): void;
  /** SET MODE RETRY: recovery of the machine by itself is reported, or not. */
  reportRecovery(on: boolean): void;
}

/** Sense byte 0: what makes an error of the device, and none of the program or the operator. */
const BUS_OUT = 0x20;
const EQUIPMENT_CHECK = 0x10;
const DATA_CHECK = 0x08;
const OVERRUN = 0x04;
const PERMANENT = BUS_OUT | EQUIPMENT_CHECK | DATA_CHECK | OVERRUN;
/** Sense byte 1 of a disk: the program has written where it may not. */
const FILE_PROTECTED = 0x04;
const CHANNEL_CHECKS =
  ChannelStatus.channelDataCheck | ChannelStatus.channelControlCheck | ChannelStatus.interfaceControlCheck;
/** Bit 2 of the machine-check-interruption code: the machine has helped itself. */
const SYSTEM_RECOVERY = 0x20000000;
const TIMER_DAMAGE = 0x18000000;
const EXIGENT = 0xc0000000 | 0;
/** Recoveries after which they are not reported any more. */
const MOST_RECOVERIES = 12;

/** Error recording: what goes into the area, and the modes that decide it. SY20-0887, DMKIOE, DMKMCH. */
export class ErrorRecorder {
  /** Undefined when no volume of CP's has room for one: errors are not recorded then. */
  area: ErrorArea | undefined;
  private intensive: IntensiveRecording | undefined;
  private readonly waiting: Uint8Array[] = [];
  private full = false;
  private recoveries = 0;
  /** SET MODE RETRY and MAIN: whether what the machine corrects by itself is recorded. */
  readonly modes = { retry: true, main: true };

  constructor(private readonly host: ErrorRecorderHost) {}

  /** SET RECORD: intensive recording of one device; undefined ends it. */
  setIntensive(options: IntensiveOptions | undefined): void {
    this.intensive = options === undefined ? undefined : new IntensiveRecording(options);
  }

  /** The device that intensive recording watches. */
  get intensiveDevice(): number | undefined {
    return this.intensive?.options.device;
  }

  /** SET MODE. */
  setMode(kind: 'retry' | 'main', recorded: boolean): void {
    this.modes[kind] = recorded;
    this.recoveries = 0;
    if (kind === 'retry') this.host.reportRecovery(recorded);
  }

  /** A real operation has ended with unit check or a channel check. */
  operationFailed(failure: FailedOperation): void {
    const { csw, sense } = failure;
    const channelCheck = (csw.channelStatus & CHANNEL_CHECKS) !== 0;
    if (channelCheck) {
      if (failure.by !== 'guest')
        this.record(channelRecord(this.host.header(), { ...failure, sense: NO_SENSE }));
      return;
    }
    if ((csw.unitStatus & UnitStatus.unitCheck) === 0 || sense === undefined) return;
    if (!this.takes(failure, sense)) return;
    this.record(outboardRecord(this.host.header(), { ...failure, sense }));
  }

  /** The machine has had a machine-check interruption while a user's virtual machine ran. */
  machineCheck(
    report: MachineCheckReport,
    psw: readonly [number, number],
    userid: string,
  ): 'goes-on' | 'terminate' {
    const soft = (report.high & (EXIGENT | TIMER_DAMAGE | SYSTEM_RECOVERY)) === SYSTEM_RECOVERY;
    this.record(machineCheckRecord(this.host.header(), { report, psw, userid }));
    if (soft) {
      if (++this.recoveries >= MOST_RECOVERIES) {
        this.setMode('retry', false);
        this.host.operator('DMKMCH613I SOFT MACHINE CHECK RECORDING DISABLED');
      }
      return 'goes-on';
    }
    if ((report.high & EXIGENT) !== 0) {
      this.host.operator(`DMKMCH616I MACHINE CHECK; USER ${userid.padEnd(8)} TERMINATED`);
      return 'terminate';
    }
    if ((report.high & TIMER_DAMAGE) !== 0) {
      this.host.operator('DMKMCH612W MACHINE CHECK; TIMING FACILITIES DAMAGE');
    }
    return 'goes-on';
  }

  /** Takes a record into the area, soon. */
  record(record: Uint8Array): void {
    if (this.area === undefined) return;
    this.waiting.push(record);
    if (this.waiting.length === 1) this.host.later(() => this.write());
  }

  /** DIAGNOSE X'2C'; undefined when there is no area. */
  facts(): ErrorAreaFacts | undefined {
    return this.area?.facts;
  }

  /** DIAGNOSE X'30'. */
  read(address: number): ErrorPageRead {
    this.write();
    return this.area?.read(address) ?? 'outside';
  }

  /** DIAGNOSE X'1C'. */
  clear(): void {
    this.waiting.length = 0;
    this.area?.clear();
    this.full = false;
  }

  private takes(failure: FailedOperation, sense: Uint8Array): boolean {
    const { rdev, by } = failure;
    if (by !== 'cp' && failure.classF && this.intensive?.options.device === rdev.address) {
      const { intensive } = this;
      const takes = intensive.takes(sense);
      if (intensive.over) this.intensive = undefined;
      return takes;
    }
    if (by === 'guest') return false;
    const isDisk = deviceClass(rdev.type) === 'disk';
    if (isDisk && (sense[1] & FILE_PROTECTED) !== 0) return false;
    return (sense[0] & PERMANENT) !== 0;
  }

  private write(): void {
    const { area, waiting } = this;
    while (area !== undefined && waiting.length > 0) {
      const outcome = area.append(waiting[0]);
      waiting.shift();
      if (outcome === 'nearly-full') this.tell(550);
      if (outcome === 'full' && !this.full) {
        this.full = true;
        this.tell(551);
      }
    }
  }

  private tell(number: number): void {
    this.host.operator(wholeMessage(cpMessage('IOF', number, [], 'E')));
  }
}

const NO_SENSE = new Uint8Array(0);
