import { ebcdic037 } from '../ebcdic/index.js';
import type { ScheduledEvent } from '../s370/index.js';
import type { ControlProgram } from './control-program.js';
import { SpoolFull } from './spool/spool-manager.js';
import type { SpoolManager } from './spool/spool-manager.js';
import { SpoolWriter } from './spool/spool-writer.js';

const WRITE_SPACE_1 = 0x09;
const MONITOR_CLASS = 'M';

/** Classes of samples. */
export type MonitorClass = 'PERFORM' | 'USER' | 'DASTAP';
export const MONITOR_CLASSES: readonly MonitorClass[] = ['PERFORM', 'USER', 'DASTAP'];

/**
 * MONITOR: samples of the system's figures at an interval, as lines of a spool file: `PERFORM`, one line a sample; `USER`, a line a
 * virtual machine; `DASTAP`, a line a device that is busy. SY20-0887, DMKMON.
 */
export class Monitor {
  readonly classes = new Set<MonitorClass>(['PERFORM']);
  /** Seconds between samples. */
  interval = 60;
  private writer: SpoolWriter | undefined;
  private event: ScheduledEvent | undefined;
  private receiver = '';

  constructor(
    private readonly cp: ControlProgram,
    private readonly spool: () => SpoolManager,
    private readonly time: () => string,
    /** The spool is full: collecting ends. */
    private readonly ended: () => void,
  ) {}

  get collecting(): boolean {
    return this.writer !== undefined;
  }

  start(receiver: string): void {
    this.receiver = receiver;
    this.writer = new SpoolWriter(this.spool(), 'printer');
    this.sample();
  }

  /** Ends collecting; the file goes to its receiver. Answers its number; undefined when nothing was collected. */
  stop(): number | undefined {
    if (this.event !== undefined) this.cp.machine.events.cancel(this.event);
    this.event = undefined;
    const { writer } = this;
    this.writer = undefined;
    return writer?.close({
      queue: 'reader',
      owner: this.receiver,
      origin: this.receiver,
      class: MONITOR_CLASS,
      copies: 1,
      name: 'MONITOR',
      type: 'DATA',
      distribution: '',
      userHold: false,
      systemHold: false,
      tag: undefined,
      created: this.cp.timeOfDay(),
    })?.id;
  }

  private sample(): void {
    const { writer } = this;
    if (writer === undefined) return;
    try {
      for (const line of this.lines()) writer.write({ command: WRITE_SPACE_1, data: ebcdic037.encode(line) });
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
      this.writer = undefined;
      writer.discard();
      this.ended();
      return;
    }
    this.event = this.cp.machine.events.schedule(this.interval * 1e6, () => this.sample());
  }

  private *lines(): Generator<string> {
    const { cp, classes } = this;
    const time = this.time();
    if (classes.has('PERFORM')) {
      const { cpuPercent, queue1, queue2, storagePercent } = cp.loadFigures();
      yield `${time} PERFORM CPU ${cpuPercent} Q1 ${queue1} Q2 ${queue2} STORAGE ${storagePercent} USERS ${cp.users().length}`;
    }
    for (const vm of cp.users()) {
      if (!classes.has('USER')) break;
      const { virtualCpu, totalCpu, startIo, pageReads, pageWrites } = vm.accounting;
      const { resident } = cp.pageFigures(vm);
      yield `${time} USER ${vm.userid.padEnd(8)} VCPU ${Math.floor(virtualCpu / 1000)} TCPU ${Math.floor(totalCpu / 1000)} SIO ${startIo} READS ${pageReads} WRITES ${pageWrites} RES ${resident}`;
    }
    for (const vm of cp.users()) {
      if (!classes.has('DASTAP')) break;
      for (const { address } of cp.waitsForIo(vm)) {
        yield `${time} DASTAP ${address.toString(16).toUpperCase().padStart(3, '0')} BUSY FOR ${vm.userid}`;
      }
    }
  }
}
