import type { Device, DevicePort } from '../devices/device.js';
import type { EventQueue, ScheduledEvent } from '../event-queue.js';
import { CcwFlag } from './ccw.js';
import { ChannelProgram } from './channel-program.js';
import type { ChannelStorage } from './channel-storage.js';
import type {
  ChannelStatusWord,
  ChannelSubsystem,
  ConditionCode,
  IoInterruption,
  IoResult,
  IplOutcome,
  StoredCsw,
} from './contract.js';
import { cswHigh, cswLow, statusOnlyCsw } from './csw.js';
import type { Csw } from './csw.js';
import { ChannelStatus, NORMAL_END, UnitStatus } from './status.js';

/** Kinds of channels, as STORE CHANNEL ID numbers them. */
export type ChannelType = 'selector' | 'byte-multiplexer' | 'block-multiplexer';

const CHANNEL_TYPE_CODE: Record<ChannelType, number> = {
  selector: 0,
  'byte-multiplexer': 1,
  'block-multiplexer': 2,
};

/** Commands that one event may take to a device before other events get their turn. */
const COMMANDS_PER_EVENT = 512;
/** Microseconds until a program that long goes on: a channel program that loops leaves the host and others their time. */
const LONG_PROGRAM_DELAY = 1000;

export interface ChannelSetOptions {
  readonly storage: ChannelStorage;
  readonly events: Pick<EventQueue, 'schedule' | 'cancel'>;
  /** An interruption has become pending. */
  readonly interruptionPending: () => void;
  /** Kind of a channel; by default channel 0 is a byte multiplexer, the others are block multiplexers. */
  readonly channelType?: (channel: number) => ChannelType;
  /** Machine microseconds from the start of an operation to its end, beside what a device takes by itself. */
  readonly latency?: number;
}

/** The subchannel of one device (subchannels are not shared). */
interface Subchannel {
  readonly address: number;
  readonly device: Device;
  /** The channel program that the subchannel works on. */
  program: ChannelProgram | undefined;
  /** Interruption condition in the subchannel: the end of a program. */
  ending: Csw | undefined;
  /** Program-controlled interruption that waits. */
  programControlled: Csw | undefined;
  /** Status that the device holds for the channel. */
  unitStatus: number;
  event: ScheduledEvent | undefined;
  queued: boolean;
  iplDone: ((outcome: IplOutcome) => void) | undefined;
}

/**
 * The channels of one machine, real or virtual, with their subchannels and devices.
 * GA22-7000, Input/Output Operations. The channels run what is in a `ChannelStorage`; all completions come
 * through the event queue.
 */
export class ChannelSet implements ChannelSubsystem {
  private readonly subchannels = new Map<number, Subchannel>();
  /** Subchannels with an interruption pending, in order of arrival. */
  private queue: Subchannel[] = [];
  private pendingMask = 0;
  private readonly latency: number;
  private readonly typeOf: (channel: number) => ChannelType;

  constructor(private readonly options: ChannelSetOptions) {
    this.latency = options.latency ?? 20;
    this.typeOf =
      options.channelType ?? ((channel) => (channel === 0 ? 'byte-multiplexer' : 'block-multiplexer'));
  }

  /** Plugs a device in at an address (channel × 256 + unit). Throws when the address is taken. */
  attach(address: number, device: Device): void {
    if (this.subchannels.has(address)) {
      throw new Error(`device address ${hexAddress(address)} is in use`);
    }
    const subchannel: Subchannel = {
      address,
      device,
      program: undefined,
      ending: undefined,
      programControlled: undefined,
      unitStatus: 0,
      event: undefined,
      queued: false,
      iplDone: undefined,
    };
    this.subchannels.set(address, subchannel);
    const port: DevicePort = {
      address,
      present: (status) => {
        if (this.subchannels.get(address) === subchannel) this.present(subchannel, status);
      },
      after: (microseconds, action) => {
        const event = this.options.events.schedule(microseconds, action);
        return { cancel: () => void this.options.events.cancel(event) };
      },
    };
    device.connect(port);
  }

  /** Unplugs a device and returns it, not closed; whatever it was doing is forgotten. Undefined when there is none. */
  detach(address: number): Device | undefined {
    const subchannel = this.subchannels.get(address);
    if (subchannel === undefined) return undefined;
    this.abandon(subchannel);
    this.subchannels.delete(address);
    subchannel.device.reset();
    return subchannel.device;
  }

  /** The device at an address. */
  device(address: number): Device | undefined {
    return this.subchannels.get(address)?.device;
  }

  /** All devices by ascending address. */
  devices(): { readonly address: number; readonly device: Device }[] {
    return [...this.subchannels.values()]
      .sort((a, b) => a.address - b.address)
      .map(({ address, device }) => ({ address, device }));
  }

  /** Does the subchannel of a device hold an operation or an interruption? For operators' displays. */
  isBusy(address: number): boolean {
    const subchannel = this.subchannels.get(address);
    return subchannel !== undefined && (subchannel.program !== undefined || subchannel.queued);
  }

  startIo(device: number, key: number, ccwAddress: number, _fast: boolean): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return { conditionCode: 3 };
    const refusal = this.refusal(subchannel);
    if (refusal !== undefined) return refusal;
    return this.start(subchannel, this.makeProgram(subchannel, key, ccwAddress));
  }

  testIo(device: number): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return { conditionCode: 3 };
    if (subchannel.program !== undefined) return { conditionCode: 2 };
    const csw = this.takeFrom(subchannel);
    if (csw !== undefined) return { conditionCode: 1, csw: stored(csw, false) };
    if (subchannel.device.working) {
      return { conditionCode: 1, csw: stored(statusOnlyCsw(UnitStatus.busy), false) };
    }
    return { conditionCode: 0 };
  }

  clearIo(device: number): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return { conditionCode: 3 };
    if (subchannel.program !== undefined) {
      const { program } = subchannel;
      program.halt();
      const csw = program.csw();
      this.abandon(subchannel);
      return { conditionCode: 1, csw: stored(csw, false) };
    }
    const csw = subchannel.ending ?? subchannel.programControlled;
    if (csw === undefined) return { conditionCode: 0 };
    this.takeFrom(subchannel);
    return { conditionCode: 1, csw: stored(csw, false) };
  }

  haltIo(device: number): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return { conditionCode: 3 };
    const burst = this.typeOf(device >> 8) !== 'byte-multiplexer';
    if (subchannel.program !== undefined && burst) {
      this.halt(subchannel);
      return { conditionCode: 2 };
    }
    return this.haltDevice(device);
  }

  haltDevice(device: number): IoResult {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return { conditionCode: 3 };
    if (subchannel.program === undefined && subchannel.queued) return { conditionCode: 0 };
    this.halt(subchannel);
    return { conditionCode: 1, csw: stored(statusOnlyCsw(0), true) };
  }

  testChannel(device: number): ConditionCode {
    const channel = device >> 8;
    if (!this.channelExists(channel)) return 3;
    if (this.typeOf(channel) === 'byte-multiplexer') return 0;
    return this.queue.some((waiting) => waiting.address >> 8 === channel) ? 1 : 0;
  }

  clearChannel(device: number): ConditionCode {
    const channel = device >> 8;
    if (!this.channelExists(channel)) return 3;
    this.resetWhere((address) => address >> 8 === channel);
    return 0;
  }

  storeChannelId(device: number): { readonly conditionCode: ConditionCode; readonly id: number } {
    const channel = device >> 8;
    if (!this.channelExists(channel)) return { conditionCode: 3, id: 0 };
    return { conditionCode: 0, id: CHANNEL_TYPE_CODE[this.typeOf(channel)] << 28 };
  }

  pending(channelMask: number): boolean {
    return (this.pendingMask & channelMask) !== 0;
  }

  takeInterruption(channelMask: number): IoInterruption | undefined {
    if ((this.pendingMask & channelMask) === 0) return undefined;
    let best: Subchannel | undefined;
    for (const waiting of this.queue) {
      const channel = waiting.address >> 8;
      if ((maskBit(channel) & channelMask) === 0) continue;
      if (best === undefined || channel < best.address >> 8) best = waiting;
    }
    if (best === undefined) return undefined;
    const csw = this.takeFrom(best)!;
    return { device: best.address, csw: words(csw) };
  }

  reset(): void {
    this.resetWhere(() => true);
  }

  ipl(device: number, done: (outcome: IplOutcome) => void): void {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) {
      done({ kind: 'not-started', conditionCode: 3 });
      return;
    }
    this.takeFrom(subchannel);
    const refusal = this.refusal(subchannel);
    if (refusal !== undefined) {
      done({ kind: 'not-started', conditionCode: refusal.conditionCode });
      return;
    }
    const program = this.makeProgram(subchannel, 0, 8);
    program.implyFirst(
      { command: 0x02, address: 0, flags: CcwFlag.chainCommand | CcwFlag.suppressLength, count: 24 },
      8,
    );
    subchannel.iplDone = done;
    const result = this.start(subchannel, program);
    if (result.conditionCode !== 0) {
      subchannel.iplDone = undefined;
      done(
        result.csw === undefined
          ? { kind: 'not-started', conditionCode: result.conditionCode }
          : { kind: 'failed', csw: result.csw },
      );
    }
  }

  private channelExists(channel: number): boolean {
    for (const address of this.subchannels.keys()) if (address >> 8 === channel) return true;
    return false;
  }

  /** Why an operation can't start now; undefined when it can. */
  private refusal(subchannel: Subchannel): IoResult | undefined {
    if (subchannel.program !== undefined || subchannel.ending !== undefined) return { conditionCode: 2 };
    if (subchannel.unitStatus !== 0) {
      const csw = this.takeFrom(subchannel)!;
      const busy = statusOnlyCsw(csw.unitStatus | UnitStatus.busy, csw.channelStatus);
      return { conditionCode: 1, csw: stored(busy, true) };
    }
    if (subchannel.device.working) {
      return { conditionCode: 1, csw: stored(statusOnlyCsw(UnitStatus.busy), true) };
    }
    return undefined;
  }

  private makeProgram(subchannel: Subchannel, key: number, ccwAddress: number): ChannelProgram {
    const program: ChannelProgram = new ChannelProgram(
      subchannel.device,
      this.options.storage,
      key,
      ccwAddress,
      {
        programControlled: () => {
          const csw = program.csw();
          subchannel.programControlled = {
            ...csw,
            unitStatus: 0,
            channelStatus: ChannelStatus.programControlled,
          };
          this.enqueue(subchannel);
        },
        ended: (status) => {
          this.later(subchannel, () => {
            program.commandEnded(status);
            this.carryOn(subchannel);
          });
        },
      },
    );
    return program;
  }

  /** First command: what the device says at initial selection decides the condition code. */
  private start(subchannel: Subchannel, program: ChannelProgram): IoResult {
    subchannel.program = program;
    subchannel.programControlled = undefined;
    const progress = program.proceed();
    if (progress === 'ended' && (program.commands === 0 || program.initial)) {
      const { unitStatus, channelStatus } = program;
      const pci = subchannel.programControlled === undefined ? 0 : ChannelStatus.programControlled;
      subchannel.program = undefined;
      subchannel.programControlled = undefined;
      this.dequeueIfDone(subchannel);
      return { conditionCode: 1, csw: stored(statusOnlyCsw(unitStatus, channelStatus | pci), true) };
    }
    if (progress === 'ended' || progress === 'chaining') {
      this.later(subchannel, () => this.carryOn(subchannel));
    }
    return { conditionCode: 0 };
  }

  /** Runs a program until it ends, waits for its device, or has had its share of the event. */
  private carryOn(subchannel: Subchannel): void {
    const program = subchannel.program!;
    for (let commands = 0; program.progress === 'chaining'; commands++) {
      if (commands === COMMANDS_PER_EVENT || (commands > 0 && subchannel.programControlled !== undefined)) {
        const long = commands === COMMANDS_PER_EVENT;
        this.later(subchannel, () => this.carryOn(subchannel), long ? LONG_PROGRAM_DELAY : this.latency);
        return;
      }
      program.proceed();
    }
    if (program.progress === 'ended') this.finish(subchannel, program.csw());
  }

  private later(subchannel: Subchannel, action: () => void, delay = this.latency): void {
    const { program } = subchannel;
    subchannel.event = this.options.events.schedule(delay, () => {
      subchannel.event = undefined;
      if (subchannel.program === program) action();
    });
  }

  private finish(subchannel: Subchannel, csw: Csw): void {
    const done = subchannel.iplDone;
    subchannel.program = undefined;
    if (done !== undefined) {
      subchannel.iplDone = undefined;
      subchannel.programControlled = undefined;
      this.dequeueIfDone(subchannel);
      const good = csw.unitStatus === NORMAL_END && csw.channelStatus === 0;
      done(good ? { kind: 'loaded' } : { kind: 'failed', csw: words(csw) });
      return;
    }
    const pci = subchannel.programControlled === undefined ? 0 : ChannelStatus.programControlled;
    subchannel.programControlled = undefined;
    subchannel.ending = { ...csw, channelStatus: csw.channelStatus | pci };
    this.enqueue(subchannel);
  }

  /** The device has status of its own for the channel. */
  private present(subchannel: Subchannel, status: number): void {
    const { program } = subchannel;
    const deviceEnd = (status & UnitStatus.deviceEnd) !== 0;
    if (program?.progress === 'awaiting-device-end' && deviceEnd) {
      this.later(subchannel, () => {
        program.deviceEnded(status);
        this.carryOn(subchannel);
      });
      return;
    }
    const { ending } = subchannel;
    if (
      ending !== undefined &&
      status === UnitStatus.deviceEnd &&
      (ending.unitStatus & NORMAL_END) === 0x08
    ) {
      subchannel.ending = { ...ending, unitStatus: ending.unitStatus | UnitStatus.deviceEnd };
      return;
    }
    subchannel.unitStatus |= status;
    if (program === undefined) this.enqueue(subchannel);
  }

  private halt(subchannel: Subchannel): void {
    const { program } = subchannel;
    if (program === undefined || program.progress === 'ended') return;
    if (subchannel.event !== undefined) this.options.events.cancel(subchannel.event);
    program.halt();
    this.later(subchannel, () => this.carryOn(subchannel));
  }

  /** Takes the foremost interruption condition of a subchannel. */
  private takeFrom(subchannel: Subchannel): Csw | undefined {
    let csw: Csw | undefined;
    if (subchannel.programControlled !== undefined) {
      csw = subchannel.programControlled;
      subchannel.programControlled = undefined;
    } else if (subchannel.ending !== undefined) {
      csw = subchannel.ending;
      subchannel.ending = undefined;
    } else if (subchannel.program === undefined && subchannel.unitStatus !== 0) {
      csw = statusOnlyCsw(subchannel.unitStatus);
      subchannel.unitStatus = 0;
    }
    this.dequeueIfDone(subchannel);
    return csw;
  }

  private isWaiting(subchannel: Subchannel): boolean {
    return (
      subchannel.ending !== undefined ||
      subchannel.programControlled !== undefined ||
      (subchannel.program === undefined && subchannel.unitStatus !== 0)
    );
  }

  private enqueue(subchannel: Subchannel): void {
    if (!subchannel.queued) {
      subchannel.queued = true;
      this.queue.push(subchannel);
      this.pendingMask |= maskBit(subchannel.address >> 8);
    }
    this.options.interruptionPending();
  }

  private dequeueIfDone(subchannel: Subchannel): void {
    const waiting = this.isWaiting(subchannel);
    if (waiting && !subchannel.queued) this.enqueue(subchannel);
    if (waiting || !subchannel.queued) return;
    subchannel.queued = false;
    this.queue = this.queue.filter((other) => other !== subchannel);
    this.pendingMask = 0;
    for (const other of this.queue) this.pendingMask |= maskBit(other.address >> 8);
  }

  /** Forgets the program and all interruption conditions of a subchannel. */
  private abandon(subchannel: Subchannel): void {
    if (subchannel.event !== undefined) this.options.events.cancel(subchannel.event);
    subchannel.event = undefined;
    subchannel.program = undefined;
    subchannel.ending = undefined;
    subchannel.programControlled = undefined;
    subchannel.unitStatus = 0;
    subchannel.iplDone = undefined;
    this.dequeueIfDone(subchannel);
  }

  private resetWhere(chosen: (address: number) => boolean): void {
    for (const subchannel of this.subchannels.values()) {
      if (!chosen(subchannel.address)) continue;
      subchannel.program?.halt();
      this.abandon(subchannel);
      subchannel.device.reset();
    }
  }
}

/** Bit of a channel in a channel mask: bit 0 is the sign. Channels past 31 have none. */
function maskBit(channel: number): number {
  return channel < 32 ? 0x80000000 >>> channel : 0;
}

function words(csw: Csw): ChannelStatusWord {
  return { high: cswHigh(csw) | 0, low: cswLow(csw) | 0 };
}

function stored(csw: Csw, statusOnly: boolean): StoredCsw {
  return { ...words(csw), statusOnly };
}

function hexAddress(address: number): string {
  return address.toString(16).toUpperCase().padStart(3, '0');
}
