import type { Device, DevicePort, Disconnection } from '../devices/device.js';
import type { EventQueue } from '../event-queue.js';
import { StateError } from '../state.js';
import type { StateReader, StateRecord } from '../state.js';
import { CcwFlag } from './ccw.js';
import { CHANNEL_TYPE_CODE, Channel } from './channel.js';
import type { ChannelType } from './channel.js';
import type {
  ChannelSubsystem,
  ConditionCode,
  IoInterruption,
  IoResult,
  IplOutcome,
  StartMode,
} from './contract.js';
import type { TracedCommand } from './channel-program.js';
import { ControlUnit, controlUnitKey } from './control-unit.js';
import { statusOnlyCsw } from './csw.js';
import { UnitStatus } from './status.js';
import {
  cancelEvents,
  eventCount,
  hexAddress,
  idleSubchannel,
  restoreSubchannel,
  saveSubchannel,
} from './subchannel.js';
import type { Subchannel } from './subchannel.js';
import { CARRY_ON, SubchannelEngine, logoutOf, stored, words } from './subchannel-engine.js';
import type { ChannelSetOptions } from './subchannel-engine.js';

export type { ChannelSetOptions } from './subchannel-engine.js';

const CHANNEL_WORKING: IoResult = { conditionCode: 2 };

/**
 * The channels of one machine, real or virtual, with their subchannels and devices.
 * GA22-7000, Input/Output Operations. The channels run what is in a `ChannelStorage`; all completions come
 * through the event queue.
 */
export class ChannelSet implements ChannelSubsystem {
  private readonly subchannels = new Map<number, Subchannel>();
  private readonly channels = new Map<number, Channel>();
  private readonly controlUnits = new Map<string, ControlUnit>();
  readonly suspendResume: boolean;
  private readonly typeOf: (channel: number) => ChannelType;
  private readonly engine: SubchannelEngine;

  constructor(private readonly options: ChannelSetOptions) {
    this.suspendResume = options.suspendResume === true;
    this.engine = new SubchannelEngine(options);
    this.typeOf =
      options.channelType ?? ((channel) => (channel === 0 ? 'byte-multiplexer' : 'block-multiplexer'));
  }

  /** Plugs a device in at an address (channel × 256 + unit). Throws when the address is taken. */
  attach(address: number, device: Device): void {
    if (this.subchannels.has(address)) {
      throw new Error(`device address ${hexAddress(address)} is in use`);
    }
    const number = address >> 8;
    const channel = this.channels.get(number) ?? new Channel(number, this.typeOf(number));
    this.channels.set(number, channel);
    const subchannel = idleSubchannel(address, device, channel, this.controlUnitOf(address, device));
    this.subchannels.set(address, subchannel);
    const port: DevicePort = {
      address,
      present: (status) => {
        if (this.subchannels.get(address) === subchannel) this.engine.present(subchannel, status);
      },
      after: (microseconds, name, argument) => {
        if (this.subchannels.get(address) !== subchannel) return;
        this.engine.deviceEvent(subchannel, name, argument, (action) =>
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
      occupyControlUnit: (microseconds) => {
        if (this.subchannels.get(address) !== subchannel || !subchannel.byCpu) return;
        subchannel.controlUnit?.occupy(address, microseconds);
      },
    };
    device.connect(port);
  }

  /** Unplugs a device and returns it, not closed; whatever it was doing is forgotten. Undefined when there is none. */
  detach(address: number): Device | undefined {
    const subchannel = this.subchannels.get(address);
    if (subchannel === undefined) return undefined;
    this.engine.abandon(subchannel);
    this.subchannels.delete(address);
    const onChannel = [...this.subchannels.keys()].some((other) => other >> 8 === address >> 8);
    if (!onChannel) this.channels.delete(address >> 8);
    subchannel.controlUnit?.forget(address);
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

  /** Status that a device has presented by itself and nobody has taken yet; 0 when there is none. */
  presentedStatus(address: number): number {
    return this.subchannels.get(address)?.unitStatus ?? 0;
  }

  /** Tells `tracer` of every command of a device when it has ended; undefined: no more. False when there is no device. */
  traceCommands(address: number, tracer: ((command: TracedCommand) => void) | undefined): boolean {
    const subchannel = this.subchannels.get(address);
    if (subchannel !== undefined) subchannel.tracer = tracer;
    return subchannel !== undefined;
  }

  startIo(device: number, key: number, ccwAddress: number, fast: boolean, mode?: StartMode): IoResult {
    if (this.isWorkingFor(device)) return CHANNEL_WORKING;
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return { conditionCode: 3 };
    if (this.isSubchannelBusy(subchannel)) return { conditionCode: 2 };
    const released = fast && mode !== undefined && this.isFast(subchannel.channel);
    const refusal = released ? undefined : this.refusal(subchannel);
    if (refusal !== undefined) return refusal;
    const program = this.engine.makeProgram(subchannel, key, ccwAddress, {
      suspendControl: mode?.suspendControl === true,
      disconnects: disconnection(subchannel.channel, mode),
    });
    subchannel.byCpu = mode !== undefined;
    let result: IoResult = { conditionCode: 0 };
    if (released) this.engine.startFast(subchannel, program);
    else result = this.engine.start(subchannel, program);
    if (mode !== undefined) this.engine.beginBurst(subchannel, mode);
    return result;
  }

  testIo(device: number): IoResult {
    if (this.isWorkingFor(device)) return CHANNEL_WORKING;
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return { conditionCode: 3 };
    if (subchannel.program !== undefined && subchannel.suspension === undefined) return { conditionCode: 2 };
    if (this.isSubchannelShared(subchannel)) return { conditionCode: 2 };
    const csw = this.engine.takeFrom(subchannel);
    if (csw !== undefined) return { conditionCode: 1, csw: stored(csw, false) };
    const obstacle = this.engine.obstacle(subchannel);
    if (obstacle !== undefined) return { conditionCode: 1, csw: stored(statusOnlyCsw(obstacle), false) };
    return { conditionCode: 0 };
  }

  clearIo(device: number): IoResult {
    if (this.isWorkingFor(device)) return CHANNEL_WORKING;
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return { conditionCode: 3 };
    if (subchannel.program !== undefined) {
      const { program } = subchannel;
      program.halt();
      const csw = program.csw();
      this.engine.abandon(subchannel);
      return { conditionCode: 1, csw: stored(csw, false) };
    }
    const csw = subchannel.ending ?? subchannel.programControlled;
    if (csw === undefined) return { conditionCode: 0 };
    this.engine.takeFrom(subchannel);
    return { conditionCode: 1, csw: stored(csw, false) };
  }

  haltIo(device: number): IoResult {
    const channel = this.channels.get(device >> 8);
    // Whatever works in burst mode on the channel is ended, whether it was meant or not.
    const burst = channel?.burst === undefined ? undefined : this.subchannels.get(channel.burst);
    if (burst !== undefined) {
      this.engine.halt(burst);
      return { conditionCode: 2 };
    }
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return { conditionCode: 3 };
    if (subchannel.program !== undefined && channel!.type !== 'byte-multiplexer') {
      this.engine.halt(subchannel);
      return { conditionCode: 2 };
    }
    return this.haltDevice(device);
  }

  haltDevice(device: number): IoResult {
    if (this.isWorkingFor(device)) return CHANNEL_WORKING;
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return { conditionCode: 3 };
    if (subchannel.program === undefined && subchannel.queued) return { conditionCode: 0 };
    this.engine.halt(subchannel);
    return { conditionCode: 1, csw: stored(statusOnlyCsw(0), true) };
  }

  resumeIo(device: number): ConditionCode {
    const subchannel = this.subchannels.get(device);
    if (subchannel === undefined) return 3;
    const { program } = subchannel;
    if (program?.progress !== 'suspended') return 2;
    if (subchannel.suspension !== undefined) return 1;
    program.resume();
    this.engine.later(subchannel, CARRY_ON);
    return 0;
  }

  testChannel(device: number): ConditionCode {
    const channel = this.channels.get(device >> 8);
    if (channel === undefined) return 3;
    if (channel.burst !== undefined) {
      channel.foundWorking();
      return 2;
    }
    if (channel.type === 'byte-multiplexer') return 0;
    return this.engine.interruptions.pendingOn(channel.number) ? 1 : 0;
  }

  clearChannel(device: number): ConditionCode {
    const channel = this.channels.get(device >> 8);
    if (channel === undefined) return 3;
    this.resetWhere((number) => number === channel.number);
    return 0;
  }

  storeChannelId(device: number): { readonly conditionCode: ConditionCode; readonly id: number } {
    const channel = this.channels.get(device >> 8);
    if (channel === undefined) return { conditionCode: 3, id: 0 };
    return { conditionCode: 0, id: CHANNEL_TYPE_CODE[channel.type] << 28 };
  }

  pending(channelMask: number): boolean {
    return this.engine.interruptions.pending(channelMask);
  }

  takeInterruption(channelMask: number): IoInterruption | undefined {
    const first = this.engine.interruptions.first(channelMask);
    if (first === undefined) return undefined;
    if (typeof first === 'number') {
      this.engine.interruptions.removeAvailable(first);
      return { device: first << 8, csw: { high: 0, low: 0 } };
    }
    const csw = this.engine.takeFrom(first)!;
    return { device: first.address, csw: words(csw), ...logoutOf(csw) };
  }

  hasten(device: number): boolean {
    const subchannel = this.subchannels.get(device);
    return subchannel !== undefined && this.engine.hasten(subchannel);
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
    this.engine.takeFrom(subchannel);
    const refusal = this.isSubchannelBusy(subchannel) ? CHANNEL_WORKING : this.refusal(subchannel);
    if (refusal !== undefined) {
      done({ kind: 'not-started', conditionCode: refusal.conditionCode });
      return;
    }
    const program = this.engine.makeProgram(subchannel, 0, 8, {
      suspendControl: false,
      disconnects: 'never',
    });
    subchannel.byCpu = false;
    program.implyFirst(
      { command: 0x02, address: 0, flags: CcwFlag.chainCommand | CcwFlag.suppressLength, count: 24 },
      8,
    );
    subchannel.iplDone = done;
    const result = this.engine.start(subchannel, program);
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
      ...this.engine.interruptions.saveState(),
      channels: [...this.channels.values()].map((channel) => channel.saveState()),
      controlUnits: [...this.controlUnits.values()].map((controlUnit) => controlUnit.saveState()),
      subchannels: this.devices().map(({ address }) => saveSubchannel(this.subchannels.get(address)!)),
    };
  }

  /** Events in the event queue that belong to these channels and their devices. */
  get eventCount(): number {
    let count = 0;
    for (const subchannel of this.subchannels.values()) count += eventCount(subchannel);
    for (const controlUnit of this.controlUnits.values()) count += controlUnit.eventCount;
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
      restoreSubchannel(subchannel, one, {
        events,
        makeProgram: (...of) => this.engine.makeProgram(of[0], of[1], 0, of[2]),
        stepComes: (of) => this.engine.stepComes(of),
        deviceEvent: (...of) => this.engine.deviceEvent(...of),
      });
    }
    const queue = state.numbers('queue').map((address) => {
      const subchannel = this.subchannels.get(address);
      if (subchannel === undefined) throw new StateError(`device ${hexAddress(address)} is missing`);
      return subchannel;
    });
    this.engine.interruptions.restoreState(queue, state.numbers('available'));
    for (const one of state.records('channels')) this.channels.get(one.number('number'))?.restoreState(one);
    if (!state.has('controlUnits')) return;
    for (const one of state.records('controlUnits')) {
      this.controlUnits.get(one.text('key'))?.restoreState(one, events);
    }
  }

  /** Is the channel working for another device? The program is to hear when it is free. */
  private isWorkingFor(device: number): boolean {
    const channel = this.channels.get(device >> 8);
    if (channel?.isWorkingFor(device) !== true) return false;
    channel.foundWorking();
    return true;
  }

  /** Why control unit or device don't take an operation now; undefined when they do. */
  private refusal(subchannel: Subchannel): IoResult | undefined {
    const obstacle = this.engine.obstacle(subchannel);
    if (obstacle === undefined) return undefined;
    return { conditionCode: 1, csw: stored(statusOnlyCsw(obstacle), true) };
  }

  /** Does the subchannel hold an operation or the end of one, for this device or another? */
  private isSubchannelBusy(subchannel: Subchannel): boolean {
    if (subchannel.program !== undefined || subchannel.ending !== undefined) return true;
    return this.isSubchannelShared(subchannel);
  }

  /**
   * Does the subchannel hold something for another device? All devices of a selector channel share one, and those of
   * control units that say so. GA22-7000, Subchannels.
   */
  private isSubchannelShared(subchannel: Subchannel): boolean {
    if (this.options.endTogether === true) return false;
    const { channel, controlUnit } = subchannel;
    const selector = channel.type === 'selector';
    if (!selector && controlUnit?.traits.sharedSubchannel !== true) return false;
    for (const other of this.subchannels.values()) {
      if (other === subchannel || !other.byCpu) continue;
      if (selector ? other.channel !== channel : other.controlUnit !== controlUnit) continue;
      if (other.program !== undefined || other.ending !== undefined) return true;
    }
    return false;
  }

  private isFast(channel: Channel): boolean {
    return this.options.fastRelease === true && channel.type === 'block-multiplexer';
  }

  /** The control unit of a device that is plugged in at an address. */
  private controlUnitOf(address: number, { controlUnit: traits }: Device): ControlUnit | undefined {
    if (traits === undefined || this.options.endTogether === true) return undefined;
    const key = controlUnitKey(address, traits);
    let controlUnit = this.controlUnits.get(key);
    if (controlUnit === undefined) {
      const base = address - (address % traits.units);
      controlUnit = new ControlUnit(base, traits, this.options.events, (owed) => {
        const subchannel = this.subchannels.get(owed);
        if (subchannel !== undefined) this.engine.present(subchannel, UnitStatus.controlUnitEnd);
      });
      this.controlUnits.set(key, controlUnit);
    }
    return controlUnit;
  }

  /** Resets the chosen channels and all that is on them. */
  private resetWhere(chosen: (channel: number) => boolean): void {
    for (const channel of this.channels.values()) {
      if (!chosen(channel.number)) continue;
      channel.reset();
      this.engine.interruptions.removeAvailable(channel.number);
    }
    for (const subchannel of this.subchannels.values()) {
      if (!chosen(subchannel.address >> 8)) continue;
      subchannel.program?.halt();
      subchannel.controlUnit?.forget(subchannel.address);
      this.engine.abandon(subchannel);
      subchannel.device.reset();
    }
  }
}

/** When devices may disconnect in an operation: selector channels, and block multiplexers that work as one, keep a chain. */
function disconnection({ type }: Channel, mode: StartMode | undefined): Disconnection {
  if (mode === undefined) return 'never';
  return type === 'block-multiplexer' && mode.blockMultiplexing ? 'always' : 'at-end';
}
