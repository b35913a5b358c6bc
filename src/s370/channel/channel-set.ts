import type { ChannelOperation, Device, DevicePort } from '../devices/device.js';
import type { EventQueue, ScheduledEvent } from '../event-queue.js';
import { StateError, StateReader } from '../state.js';
import type { StateRecord, StateValue } from '../state.js';
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
import {
  cancelEvents,
  eventCount,
  hexAddress,
  idleSubchannel,
  saveSubchannel,
  savedCsw,
  savedStep,
  savedTime,
} from './subchannel.js';
import type { DeviceEvent, Subchannel, SubchannelStep } from './subchannel.js';

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
const CARRY_ON: SubchannelStep = { kind: 'carry-on', status: 0 };

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
    const subchannel = idleSubchannel(address, device);
    this.subchannels.set(address, subchannel);
    const port: DevicePort = {
      address,
      present: (status) => {
        if (this.subchannels.get(address) === subchannel) this.present(subchannel, status);
      },
      after: (microseconds, name, argument) => {
        if (this.subchannels.get(address) !== subchannel) return;
        this.deviceEvent(subchannel, name, argument, (action) =>
          this.options.events.schedule(microseconds, action),
        );
      },
      cancel: (name) => {
        for (const event of subchannel.deviceEvents) {
          if (event.name !== name) continue;
          this.options.events.cancel(event.scheduled);
          subchannel.deviceEvents.delete(event);
        }
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
    cancelEvents(subchannel, this.options.events);
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

  /**
   * All subchannels with their programs, interruption conditions, events and devices as data. Throws `StateError`
   * when a device can't be saved or an IPL is under way.
   */
  saveState(): StateRecord {
    return {
      queue: this.queue.map(({ address }) => address),
      subchannels: this.devices().map(({ address }) => saveSubchannel(this.subchannels.get(address)!)),
    };
  }

  /** Events in the event queue that belong to these channels and their devices. */
  get eventCount(): number {
    let count = 0;
    for (const subchannel of this.subchannels.values()) count += eventCount(subchannel);
    return count;
  }

  /**
   * Takes back what `saveState` gave. The same devices must be attached, new, and `events` be restored already.
   * Throws `StateError` naming the device that is missing, too many or of another type, and what devices throw.
   */
  restoreState(state: StateReader, events: Pick<EventQueue, 'restore'>): void {
    const saved = new Map(state.records('subchannels').map((one) => [one.number('address'), one]));
    for (const address of this.subchannels.keys()) {
      if (!saved.has(address)) {
        throw new StateError(`device ${hexAddress(address)} was not in the machine that was saved`);
      }
    }
    for (const [address, one] of saved) {
      const subchannel = this.subchannels.get(address);
      const type = one.text('type');
      if (subchannel === undefined)
        throw new StateError(`device ${hexAddress(address)} (${type}) is missing`);
      if (subchannel.device.type !== type) {
        throw new StateError(`device ${hexAddress(address)} is a ${subchannel.device.type}, not a ${type}`);
      }
      this.restoreSubchannel(subchannel, one, events);
    }
    this.queue = state.numbers('queue').map((address) => {
      const subchannel = this.subchannels.get(address);
      if (subchannel === undefined) throw new StateError(`device ${hexAddress(address)} is missing`);
      subchannel.queued = true;
      return subchannel;
    });
    this.findPendingMask();
  }

  private restoreSubchannel(
    subchannel: Subchannel,
    state: StateReader,
    events: Pick<EventQueue, 'restore'>,
  ): void {
    const { device, address } = subchannel;
    if (device.restoreState === undefined) {
      throw new StateError(`device ${hexAddress(address)} (${device.type}) can't be restored`);
    }
    subchannel.ending = savedCsw(state, 'ending');
    subchannel.programControlled = savedCsw(state, 'programControlled');
    subchannel.unitStatus = state.number('unitStatus');
    subchannel.queued = false;
    subchannel.program = undefined;
    let open: ChannelOperation | undefined;
    if (state.has('program')) {
      const saved = state.within('program');
      subchannel.program = this.makeProgram(subchannel, saved.number('key'), 0);
      open = subchannel.program.restoreState(saved);
    }
    subchannel.event = undefined;
    if (state.has('event')) {
      const event = state.within('event');
      const scheduled = events.restore(savedTime(event), () => this.stepComes(subchannel));
      subchannel.event = { scheduled, step: savedStep(event) };
    }
    subchannel.deviceEvents.clear();
    for (const event of state.records('deviceEvents')) {
      this.deviceEvent(subchannel, event.text('name'), event.value('argument'), (action) =>
        events.restore(savedTime(event), action),
      );
    }
    device.restoreState(
      new StateReader(state.value('device'), `device ${hexAddress(address)} (${device.type})`),
      open,
    );
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
        ended: (status) => this.later(subchannel, { kind: 'command-ended', status }),
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
      this.later(subchannel, CARRY_ON);
    }
    return { conditionCode: 0 };
  }

  /** Runs a program until it ends, waits for its device, or has had its share of the event. */
  private carryOn(subchannel: Subchannel): void {
    const program = subchannel.program!;
    for (let commands = 0; program.progress === 'chaining'; commands++) {
      if (commands === COMMANDS_PER_EVENT || (commands > 0 && subchannel.programControlled !== undefined)) {
        const long = commands === COMMANDS_PER_EVENT;
        this.later(subchannel, CARRY_ON, long ? LONG_PROGRAM_DELAY : this.latency);
        return;
      }
      program.proceed();
    }
    if (program.progress === 'ended') this.finish(subchannel, program.csw());
  }

  /** Goes on with the program of a subchannel after `delay` microseconds. */
  private later(subchannel: Subchannel, step: SubchannelStep, delay = this.latency): void {
    const scheduled = this.options.events.schedule(delay, () => this.stepComes(subchannel));
    subchannel.event = { scheduled, step };
  }

  private stepComes(subchannel: Subchannel): void {
    const { program, event } = subchannel;
    subchannel.event = undefined;
    if (program === undefined || event === undefined) return;
    const { kind, status } = event.step;
    if (kind === 'command-ended') program.commandEnded(status);
    else if (kind === 'device-ended') program.deviceEnded(status);
    this.carryOn(subchannel);
  }

  /** Plans an event of a device by itself. */
  private deviceEvent(
    subchannel: Subchannel,
    name: string,
    argument: StateValue,
    plan: (action: () => void) => ScheduledEvent,
  ): void {
    const event: DeviceEvent = {
      name,
      argument,
      scheduled: plan(() => {
        subchannel.deviceEvents.delete(event);
        subchannel.device.timed?.(name, argument);
      }),
    };
    subchannel.deviceEvents.add(event);
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
    const awaited = program?.progress === 'awaiting-device-end' && subchannel.event === undefined;
    if (awaited && deviceEnd) {
      this.later(subchannel, { kind: 'device-ended', status });
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
    if (subchannel.event !== undefined) this.options.events.cancel(subchannel.event.scheduled);
    program.halt();
    this.later(subchannel, CARRY_ON);
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
    this.findPendingMask();
  }

  private findPendingMask(): void {
    this.pendingMask = 0;
    for (const other of this.queue) this.pendingMask |= maskBit(other.address >> 8);
  }

  /** Forgets the program and all interruption conditions of a subchannel. */
  private abandon(subchannel: Subchannel): void {
    if (subchannel.event !== undefined) this.options.events.cancel(subchannel.event.scheduled);
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
