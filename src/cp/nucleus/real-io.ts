import { ChannelStatus, UnitStatus, encodeCcw, CcwFlag } from '../../s370/index.js';
import type {
  ChannelSubsystem,
  Csw,
  EventQueue,
  IoResult,
  MainStorage,
  ScheduledEvent,
} from '../../s370/index.js';
import type { RealAddress } from '../vmachine/guest-address.js';
import type { CpStorage } from './cp-storage.js';

/** How a real channel program ended. */
export interface RealIoOutcome {
  /** Condition code of START I/O: 0 when the program ran, 3 not operational. 1 counts as run: the CSW is there. */
  readonly conditionCode: 0 | 3;
  readonly csw: Csw;
  /** The status came with START I/O itself (condition code 1): no command was accepted, or an immediate one ended at once. */
  readonly initial: boolean;
  /** Sense bytes when the unit status has unit check. */
  readonly sense: Uint8Array | undefined;
}

/** Whose operation a request is, for error recording; CP's own when a request does not say. */
export interface RealIoOwner {
  readonly userid: string;
  /** He may have intensive recording. */
  readonly classF: boolean;
  /** CP does it for a DIAGNOSE, and its errors are CP's. */
  readonly diagnose: boolean;
}

/** An operation that has ended with unit check, or with a check of the channel, before anybody else hears of it. */
export interface RealIoFailure {
  readonly request: RealIoRequest;
  readonly outcome: RealIoOutcome;
}

export interface RealIoRequest {
  readonly device: number;
  /** Storage key of the operation. */
  readonly key: number;
  readonly ccwAddress: RealAddress;
  /** Microseconds after which the operation is halted (missing interruption, channel program without end); no limit when not given. */
  readonly limit?: number;
  readonly owner?: RealIoOwner;
  done(outcome: RealIoOutcome): void;
  /** Program-controlled interruptions on the way. */
  programControlled?(csw: Csw): void;
}

/** Status of a device that belongs to no operation CP started: attention, late device end. */
export type StatusHandler = (csw: Csw) => void;

interface DeviceQueue {
  readonly waiting: RealIoRequest[];
  active: RealIoRequest | undefined;
  /** The active request ended in unit check and its sense is being read. */
  sensing: { readonly csw: Csw; readonly initial: boolean; readonly area: RealAddress } | undefined;
  status: StatusHandler | undefined;
  halting: boolean;
  watch: ScheduledEvent | undefined;
  /** CP uses the device model itself just now (IPL): nothing is started. */
  held: boolean;
}

/** Sense bytes CP reads: what the largest of its devices gives. */
const SENSE_LENGTH = 24;
const SENSE_AREA = 32;
const CHANNEL_ERRORS =
  ChannelStatus.channelDataCheck | ChannelStatus.channelControlCheck | ChannelStatus.interfaceControlCheck;
const NO_CSW: Csw = { key: 0, ccwAddress: 0, unitStatus: 0, channelStatus: 0, count: 0 };

const NOT_THERE: RealIoOutcome = { conditionCode: 3, csw: NO_CSW, initial: true, sense: undefined };

/** A wait inside CP found that nothing will ever end it. */
export class RealIoHung extends Error {
  constructor() {
    super('a real device never ended its operation');
    this.name = 'RealIoHung';
  }
}

/** CP's I/O supervisor: starts channel programs on real devices, one at a time each, and takes their interruptions. */
export class RealIo {
  private readonly queues = new Map<number, DeviceQueue>();
  /** Hears of operations that fail. */
  onFailure: ((failure: RealIoFailure) => void) | undefined;
  /** Devices with an active request. */
  private readonly working = new Set<number>();

  constructor(
    private readonly channels: ChannelSubsystem,
    private readonly events: EventQueue,
    private readonly storage: MainStorage,
    private readonly cpStorage: CpStorage,
  ) {}

  /** Starts the request now, or when those before it on the device have ended. */
  start(request: RealIoRequest): void {
    const queue = this.queueOf(request.device);
    queue.waiting.push(request);
    this.startNext(request.device, queue);
  }

  /** Who hears of attention and other status of a device by itself; answers who did before. */
  onStatus(device: number, handler: StatusHandler | undefined): StatusHandler | undefined {
    const queue = this.queueOf(device);
    const before = queue.status;
    queue.status = handler;
    return before;
  }

  /** Waits until the device is idle and keeps it so until `release`: requests wait. */
  hold(device: number): void {
    const queue = this.queueOf(device);
    this.waitUntil(() => queue.active === undefined && !queue.held);
    queue.held = true;
  }

  release(device: number): void {
    const queue = this.queueOf(device);
    queue.held = false;
    this.startNext(device, queue);
  }

  /** The device has been unplugged: what it was to do has found nobody. */
  forget(device: number): void {
    const queue = this.queues.get(device);
    if (queue === undefined) return;
    queue.status = undefined;
    if (queue.sensing !== undefined) this.cpStorage.release(queue.sensing.area, SENSE_AREA);
    queue.sensing = undefined;
    // the end of one request starts the next, which the channel finds nothing for
    if (queue.active !== undefined) this.conclude(device, queue, NOT_THERE);
    else this.startNext(device, queue);
    this.queues.delete(device);
  }

  /** Machine time in microseconds. */
  now(): number {
    return this.events.now();
  }

  isBusy(device: number): boolean {
    const queue = this.queues.get(device);
    return queue !== undefined && (queue.active !== undefined || queue.waiting.length > 0);
  }

  /** TEST I/O for who has the device to himself: it may work by itself (rewind). Undefined while it works for CP. */
  testDevice(device: number): IoResult | undefined {
    return this.isBusy(device) ? undefined : this.channels.testIo(device);
  }

  /** The device refused the request at its start with unit check, and its sense is being read. */
  isRefused(request: RealIoRequest): boolean {
    const queue = this.queues.get(request.device);
    return queue?.active === request && queue.sensing?.initial === true;
  }

  /** HALT I/O for a request: taken out of the queue, or its device halted; `done` is called in any case. */
  halt(request: RealIoRequest): void {
    const queue = this.queueOf(request.device);
    const at = queue.waiting.indexOf(request);
    if (at >= 0) {
      queue.waiting.splice(at, 1);
      request.done({ conditionCode: 0, csw: NO_CSW, initial: false, sense: undefined });
    } else if (queue.active === request && queue.sensing === undefined) {
      queue.halting = true;
      this.channels.haltDevice(request.device);
    }
  }

  /** HALT: ends what a device is doing; those who asked for it hear of it as of any end. */
  haltDevice(device: number): void {
    const active = this.queues.get(device)?.active;
    if (active === undefined) this.channels.haltDevice(device);
    else this.halt(active);
  }

  /** Takes all pending interruptions of the real channels. Answers whether there were any. */
  poll(): boolean {
    let any = false;
    while (this.channels.pending(-1)) {
      const interruption = this.channels.takeInterruption(-1);
      if (interruption === undefined) break;
      any = true;
      this.interruption(interruption.device, cswOf(interruption.csw));
    }
    return any;
  }

  /**
   * Lets machine time pass until `finished`. CP's own waits for paging and synchronous I/O: events of devices
   * run meanwhile, guests do not. A clock that follows the host's does not skip the channels' latency; nobody is there
   * to see it, so it is left out.
   */
  waitUntil(finished: () => boolean): void {
    for (;;) {
      this.poll();
      if (finished()) return;
      if (this.events.runDue() > 0) continue;
      const next = this.events.nextTime();
      if (next === Infinity) throw new RealIoHung();
      if (!this.events.clock.skipTo(next)) this.hasten();
    }
  }

  private hasten(): void {
    for (const device of this.working) this.channels.hasten(device);
  }

  private queueOf(device: number): DeviceQueue {
    let queue = this.queues.get(device);
    if (queue === undefined) {
      queue = {
        waiting: [],
        active: undefined,
        sensing: undefined,
        status: undefined,
        halting: false,
        watch: undefined,
        held: false,
      };
      this.queues.set(device, queue);
    }
    return queue;
  }

  private startNext(device: number, queue: DeviceQueue): void {
    while (queue.active === undefined && !queue.held) {
      const request = queue.waiting.shift();
      if (request === undefined) return;
      queue.active = request;
      this.working.add(device);
      queue.halting = false;
      if (request.limit !== undefined) {
        queue.watch = this.events.schedule(request.limit, () => this.halt(request));
      }
      this.issue(device, queue, request);
    }
  }

  private issue(device: number, queue: DeviceQueue, request: RealIoRequest): void {
    for (;;) {
      const result = this.channels.startIo(device, request.key, request.ccwAddress, false);
      if (result.conditionCode === 0) return;
      if (result.conditionCode === 3) {
        this.conclude(device, queue, NOT_THERE);
        return;
      }
      if (result.conditionCode === 2) {
        // An interruption of the subchannel is in the way: take it and try again.
        if (this.poll()) continue;
        this.events.schedule(100, () => queue.active === request && this.issue(device, queue, request));
        return;
      }
      const csw = cswOf(result.csw!);
      if ((csw.unitStatus & UnitStatus.busy) !== 0) {
        const status = csw.unitStatus & ~UnitStatus.busy;
        if (status !== 0) {
          // What the status asks for goes first: a write to a display would take away the key that is to be read.
          const before = queue.waiting.length;
          queue.status?.({ ...csw, unitStatus: status });
          const asked = queue.waiting.splice(before);
          if (asked.length === 0) continue;
          queue.active = undefined;
          this.working.delete(device);
          queue.waiting.unshift(...asked, request);
          this.startNext(device, queue);
          return;
        }
        // The device works by itself (rewind): its device end comes as an interruption of its own.
        this.events.schedule(100, () => queue.active === request && this.issue(device, queue, request));
        return;
      }
      this.ended(device, queue, { ...csw, ccwAddress: request.ccwAddress + 8 }, true);
      return;
    }
  }

  private interruption(device: number, csw: Csw): void {
    const queue = this.queueOf(device);
    const request = queue.active;
    const endings = UnitStatus.channelEnd | UnitStatus.unitCheck;
    if (request === undefined) {
      queue.status?.(csw);
      return;
    }
    if (
      csw.ccwAddress === 0 &&
      (csw.unitStatus & endings) === 0 &&
      csw.channelStatus === 0 &&
      !queue.halting
    ) {
      queue.status?.(csw);
      return;
    }
    if (csw.unitStatus === 0 && csw.channelStatus === ChannelStatus.programControlled) {
      request.programControlled?.(csw);
      return;
    }
    this.ended(device, queue, csw, false);
  }

  private ended(device: number, queue: DeviceQueue, csw: Csw, initial: boolean): void {
    if (queue.sensing !== undefined) {
      const { csw: first, initial: atStart, area } = queue.sensing;
      queue.sensing = undefined;
      const good = (csw.unitStatus & UnitStatus.unitCheck) === 0;
      const taken = good ? SENSE_LENGTH - csw.count : 0;
      const sense = this.storage.copyOut(area + 8, SENSE_LENGTH).fill(0, Math.max(0, taken));
      this.cpStorage.release(area, SENSE_AREA);
      this.conclude(device, queue, { conditionCode: 0, csw: first, initial: atStart, sense });
      return;
    }
    if ((csw.unitStatus & UnitStatus.unitCheck) === 0) {
      this.conclude(device, queue, { conditionCode: 0, csw, initial, sense: undefined });
      return;
    }
    const area = this.cpStorage.allocate(SENSE_AREA);
    this.storage.copyIn(area, encodeCcw(0x04, area + 8, CcwFlag.suppressLength, SENSE_LENGTH));
    queue.sensing = { csw, initial, area };
    const result = this.channels.startIo(device, 0, area, false);
    if (result.conditionCode === 0) return;
    queue.sensing = undefined;
    const sense = result.conditionCode === 1 ? this.storage.copyOut(area + 8, SENSE_LENGTH) : undefined;
    this.cpStorage.release(area, SENSE_AREA);
    this.conclude(device, queue, { conditionCode: 0, csw, initial, sense });
  }

  private conclude(device: number, queue: DeviceQueue, outcome: RealIoOutcome): void {
    const request = queue.active!;
    queue.active = undefined;
    this.working.delete(device);
    if (queue.watch !== undefined) this.events.cancel(queue.watch);
    queue.watch = undefined;
    if (failed(outcome)) this.onFailure?.({ request, outcome });
    request.done(outcome);
    this.startNext(device, queue);
  }
}

function failed({ csw }: RealIoOutcome): boolean {
  return (csw.unitStatus & UnitStatus.unitCheck) !== 0 || (csw.channelStatus & CHANNEL_ERRORS) !== 0;
}

/** Fields of a CSW given as two words. */
export function cswOf(words: { readonly high: number; readonly low: number }): Csw {
  return {
    key: (words.high >>> 28) & 0x0f,
    ccwAddress: words.high & 0xffffff,
    unitStatus: words.low >>> 24,
    channelStatus: (words.low >>> 16) & 0xff,
    count: words.low & 0xffff,
  };
}
