import type { EventQueue, ScheduledEvent } from '../event-queue.js';
import type { StateValue } from '../state.js';
import type { ChannelType } from './channel.js';
import { ChannelProgram } from './channel-program.js';
import type { Progress } from './channel-program.js';
import type { ChannelStorage } from './channel-storage.js';
import type { ChannelStatusWord, IoResult, StartMode, StoredCsw } from './contract.js';
import { cswHigh, cswLow, statusOnlyCsw } from './csw.js';
import type { Csw } from './csw.js';
import { InterruptionQueue } from './interruption-queue.js';
import { ChannelStatus, NORMAL_END, UnitStatus } from './status.js';
import type { DeviceEvent, ProgramMode, Subchannel, SubchannelStep } from './subchannel.js';

/** Commands that one event may take to a device before other events get their turn. */
const COMMANDS_PER_EVENT = 512;
/** Microseconds until a program that long goes on: a channel program that loops leaves the host and others their time. */
const LONG_PROGRAM_DELAY = 1000;
export const CARRY_ON: SubchannelStep = { kind: 'carry-on', status: 0 };
const SELECT: SubchannelStep = { kind: 'select', status: 0 };

export interface ChannelSetOptions {
  readonly storage: ChannelStorage;
  readonly events: Pick<EventQueue, 'schedule' | 'cancel'>;
  /** An interruption has become pending. */
  readonly interruptionPending: () => void;
  /** Kind of a channel; by default channel 0 is a byte multiplexer, the others are block multiplexers. */
  readonly channelType?: (channel: number) => ChannelType;
  /** Default false. */
  readonly suspendResume?: boolean;
  /** START I/O FAST RELEASE of a block multiplexer does not wait for the device. Default false: it works as START I/O. */
  readonly fastRelease?: boolean;
  /** Channel errors come with a limited channel logout. Default false. */
  readonly limitedLogout?: boolean;
  /** See `CcwManners`. */
  readonly zeroCountControl?: boolean;
  /**
   * Every operation ends with one interruption: nothing ends at initial selection, and channel end is held back until
   * the device end. Default false.
   */
  readonly endTogether?: boolean;
  /**
   * Told of a device that throws: its program ends with interface control check. Without it what the device or the
   * storage throws goes through.
   */
  readonly deviceFault?: (address: number, fault: unknown) => void;
  /** Machine microseconds from the start of an operation to its end, beside what a device takes by itself. */
  readonly latency?: number;
}

/**
 * Runs the programs of subchannels: from one command to the next, over the events of the queue, to the interruption
 * at the end. It knows no instructions and no addresses; `ChannelSet` does.
 */
export class SubchannelEngine {
  readonly interruptions = new InterruptionQueue();
  private readonly latency: number;

  constructor(private readonly options: ChannelSetOptions) {
    this.latency = options.latency ?? 20;
  }

  /**
   * An operation has been started: on a selector channel it keeps the channel until it ends; on a block multiplexer
   * for as long as data move, unless block multiplexing is off.
   */
  beginBurst(subchannel: Subchannel, mode: StartMode): void {
    const { program, channel } = subchannel;
    if (program === undefined || channel.type === 'byte-multiplexer') return;
    subchannel.burst = channel.type === 'selector' || !mode.blockMultiplexing ? 'operation' : 'block';
    const moving = program.transferring && program.progress !== 'awaiting-device-end';
    if (subchannel.burst === 'operation' || moving) channel.hold(subchannel.address);
  }

  /** The device disconnects, or its operation has ended. */
  private endBurst(subchannel: Subchannel): void {
    const { channel } = subchannel;
    if (!channel.release(subchannel.address)) return;
    this.interruptions.addAvailable(channel.number);
    this.options.interruptionPending();
  }

  makeProgram(
    subchannel: Subchannel,
    key: number,
    ccwAddress: number,
    { suspendControl, disconnects }: ProgramMode,
  ): ChannelProgram {
    const { zeroCountControl, endTogether, deviceFault, limitedLogout } = this.options;
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
        tracer: () => subchannel.tracer,
      },
      {
        suspend: suspendControl && this.options.suspendResume === true,
        zeroCountControl: zeroCountControl === true,
        disconnects: endTogether === true ? 'never' : disconnects,
        endTogether: endTogether === true,
        containFaults: deviceFault !== undefined,
        limitedLogout: limitedLogout === true,
      },
    );
    return program;
  }

  /** First command: what the device says at initial selection decides the condition code. */
  start(subchannel: Subchannel, program: ChannelProgram): IoResult {
    subchannel.program = program;
    subchannel.programControlled = undefined;
    const progress = this.proceed(subchannel, program);
    const atSelection = program.commands === 0 || program.initial || program.fault !== undefined;
    if (progress === 'ended' && atSelection && this.options.endTogether !== true) {
      const { unitStatus, channelStatus } = program;
      const { logout } = program.csw();
      const pci = subchannel.programControlled === undefined ? 0 : ChannelStatus.programControlled;
      subchannel.program = undefined;
      subchannel.programControlled = undefined;
      this.dequeueIfDone(subchannel);
      const csw = statusOnlyCsw(unitStatus, channelStatus | pci);
      return { conditionCode: 1, csw: stored(logout === undefined ? csw : { ...csw, logout }, true) };
    }
    if (progress === 'suspended') this.suspend(subchannel, program);
    if (progress === 'ended' || progress === 'chaining') {
      this.later(subchannel, CARRY_ON);
    }
    return { conditionCode: 0 };
  }

  /** START I/O FAST RELEASE: the device is not asked before the instruction has ended. */
  startFast(subchannel: Subchannel, program: ChannelProgram): void {
    subchannel.program = program;
    subchannel.programControlled = undefined;
    // status that the device holds is for the selection now, no longer for an interruption
    this.dequeueIfDone(subchannel);
    this.later(subchannel, SELECT);
  }

  /** The first command of START I/O FAST RELEASE comes to the device: what it says at once is a deferred condition code. */
  private select(subchannel: Subchannel): void {
    const program = subchannel.program!;
    subchannel.program = undefined;
    const obstacle = this.obstacle(subchannel);
    if (obstacle !== undefined) {
      const csw = program.csw();
      this.defer(subchannel, { ...csw, ccwAddress: csw.ccwAddress + 8, unitStatus: obstacle });
      return;
    }
    const { csw } = this.start(subchannel, program);
    if (csw === undefined) return;
    const channelStatus = (csw.low >>> 16) & 0xff;
    this.defer(subchannel, { ...program.csw(), unitStatus: csw.low >>> 24, channelStatus });
  }

  /** An interruption with deferred condition code 1. */
  private defer(subchannel: Subchannel, csw: Csw): void {
    this.endBurst(subchannel);
    subchannel.ending = { ...csw, deferred: 1 };
    this.enqueue(subchannel);
  }

  /**
   * Status with which the control unit or the device refuses to be selected, busy among it; undefined when they are
   * free. Status that the device has held is presented with it, and cleared.
   */
  obstacle(subchannel: Subchannel): number | undefined {
    const { controlUnit, device, address } = subchannel;
    const occupant = controlUnit?.occupant;
    if (occupant !== undefined && !(occupant === address && device.working)) {
      controlUnit!.foundBusy(address);
      return UnitStatus.busy | UnitStatus.statusModifier;
    }
    const held = subchannel.unitStatus;
    if (held !== 0) {
      subchannel.unitStatus = 0;
      this.dequeueIfDone(subchannel);
      return held | UnitStatus.busy;
    }
    return device.working ? UnitStatus.busy : undefined;
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
      this.proceed(subchannel, program);
    }
    if (program.progress === 'awaiting-device-end' && subchannel.burst === 'block') this.endBurst(subchannel);
    if (program.progress === 'suspended') this.suspend(subchannel, program);
    if (program.progress === 'ended') this.finish(subchannel, program.csw());
  }

  private proceed(subchannel: Subchannel, program: ChannelProgram): Progress {
    const progress = program.proceed();
    if (program.fault !== undefined) this.options.deviceFault?.(subchannel.address, program.fault);
    return progress;
  }

  /** A program has met the suspend flag: it waits for RESUME I/O, and an interruption says so. */
  private suspend(subchannel: Subchannel, program: ChannelProgram): void {
    subchannel.suspension = program.csw();
    this.endBurst(subchannel);
    this.enqueue(subchannel);
  }

  /** Goes on with the program of a subchannel after `delay` microseconds. */
  later(subchannel: Subchannel, step: SubchannelStep, delay = this.latency): void {
    const scheduled = this.options.events.schedule(delay, () => this.stepComes(subchannel));
    subchannel.event = { scheduled, step, delay };
  }

  /** The step that waits for nothing but the channel's latency comes now. False when there is none. */
  hasten(subchannel: Subchannel): boolean {
    const { event } = subchannel;
    if (event === undefined || event.delay > this.latency) return false;
    this.options.events.cancel(event.scheduled);
    this.stepComes(subchannel);
    return true;
  }

  stepComes(subchannel: Subchannel): void {
    const { program, event } = subchannel;
    subchannel.event = undefined;
    if (subchannel.burst === 'block') this.endBurst(subchannel);
    if (program === undefined || event === undefined) return;
    const { kind, status } = event.step;
    if (kind === 'select') {
      this.select(subchannel);
      return;
    }
    if (kind === 'command-ended') program.commandEnded(status);
    else if (kind === 'device-ended') program.deviceEnded(status);
    this.carryOn(subchannel);
  }

  /** Plans an event of a device by itself. */
  deviceEvent(
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
        this.timed(subchannel, name, argument);
      }),
    };
    subchannel.deviceEvents.add(event);
  }

  /** An event of a device comes. What the device throws ends its operation with interface control check. */
  private timed(subchannel: Subchannel, name: string, argument: StateValue): void {
    const { device, address, program } = subchannel;
    const { deviceFault } = this.options;
    if (deviceFault === undefined) {
      device.timed?.(name, argument);
      return;
    }
    try {
      device.timed?.(name, argument);
    } catch (error) {
      deviceFault(address, error);
      if (program === undefined || program.progress === 'chaining') return;
      program.breakOff(error);
      if (subchannel.event === undefined) this.later(subchannel, CARRY_ON);
    }
  }

  private finish(subchannel: Subchannel, csw: Csw): void {
    const done = subchannel.iplDone;
    subchannel.program = undefined;
    this.endBurst(subchannel);
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
  present(subchannel: Subchannel, status: number): void {
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

  halt(subchannel: Subchannel): void {
    const { program } = subchannel;
    if (program === undefined || program.progress === 'ended') return;
    if (subchannel.event !== undefined) this.options.events.cancel(subchannel.event.scheduled);
    program.halt();
    subchannel.suspension = undefined;
    this.dequeueIfDone(subchannel);
    this.later(subchannel, CARRY_ON);
  }

  /** Takes the foremost interruption condition of a subchannel. */
  takeFrom(subchannel: Subchannel): Csw | undefined {
    let csw: Csw | undefined;
    if (subchannel.programControlled !== undefined) {
      csw = subchannel.programControlled;
      subchannel.programControlled = undefined;
    } else if (subchannel.suspension !== undefined) {
      csw = subchannel.suspension;
      subchannel.suspension = undefined;
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
      subchannel.suspension !== undefined ||
      (subchannel.program === undefined && subchannel.unitStatus !== 0)
    );
  }

  private enqueue(subchannel: Subchannel): void {
    this.interruptions.add(subchannel);
    this.options.interruptionPending();
  }

  dequeueIfDone(subchannel: Subchannel): void {
    if (!this.isWaiting(subchannel)) this.interruptions.remove(subchannel);
    else if (!subchannel.queued) this.enqueue(subchannel);
  }

  /** Forgets the program and all interruption conditions of a subchannel. */
  abandon(subchannel: Subchannel): void {
    if (subchannel.event !== undefined) this.options.events.cancel(subchannel.event.scheduled);
    subchannel.event = undefined;
    subchannel.program = undefined;
    subchannel.ending = undefined;
    subchannel.programControlled = undefined;
    subchannel.suspension = undefined;
    subchannel.unitStatus = 0;
    subchannel.iplDone = undefined;
    this.dequeueIfDone(subchannel);
    this.endBurst(subchannel);
  }
}

/** Key, address, status and count as they lie in storage. */
export function words(csw: Csw): ChannelStatusWord {
  return { high: cswHigh(csw) | 0, low: cswLow(csw) | 0 };
}

/** The CSW of an I/O instruction. */
export function stored(csw: Csw, statusOnly: boolean): StoredCsw {
  return { ...words(csw), statusOnly, ...logoutOf(csw) };
}

/** The limited channel logout, where there is one. */
export function logoutOf({ logout }: Csw): { readonly logout?: number } {
  return logout === undefined ? {} : { logout };
}
