/**
 * A CPU apart from executing: its state, clocks and timers, and the conditions that wait for an interruption.
 * GA22-7000, System Control; Timing; Interruptions.
 */

import type { ChannelSubsystem } from './channel/contract.js';
import { CpuTimer, IntervalTimer, type TodClock } from './clocks.js';
import type { DirectControlPort } from './direct-control.js';
import type { EventQueue } from './event-queue.js';
import type { CheckStopExit, Exit, ExternalExit, IoExit, StoppedExit, WaitExit, Writable } from './exit.js';
import {
  CR0_CLOCK_COMPARATOR,
  CR0_CPU_TIMER,
  CR0_INTERVAL_TIMER,
  CR0_KEY,
  CR0_SIGNALS,
  CR0_TOD_SYNC_CHECK,
  EXTERNAL_CLOCK_COMPARATOR,
  EXTERNAL_CPU_TIMER,
  EXTERNAL_INTERVAL_TIMER,
  EXTERNAL_TOD_SYNC_CHECK,
  ExternalConditions,
} from './external-conditions.js';
import type { CpuLayout } from './layout.js';
import { INTERVAL_TIMER_ADDRESS } from './low-storage.js';
import { CR14_CHECK_STOP_CONTROL, MachineChecks } from './machine-check.js';
import type { ProcessorComplex } from './processor-complex.js';
import { storeStatus } from './processor-functions.js';
import { StorageAccess } from './storage-access.js';
import type { MainStorage, StorageWatcher } from './storage.js';

/** CR0 bit 2: TOD-clock-sync control. */
const CR0_TOD_SYNC_CONTROL = 0x20000000;
/** Interruptions that a CPU which is to stop takes first; an endless chain of them does not keep it running. */
const INTERRUPTIONS_BEFORE_STOP = 16;

/** Values of control registers after an initial CPU reset; the others are 0. */
const CR_RESET: readonly (readonly [number, number])[] = [
  [0, 0x000000e0],
  [2, -1],
  [14, 0xc2000000 | 0],
  [15, 0x00000200],
];

/** What a processor shares with its machine. */
export interface ProcessorEnvironment {
  readonly storage: MainStorage;
  /** Where code is compiled: is told of stores into it. */
  readonly watcher?: StorageWatcher;
  readonly events: EventQueue;
  readonly tod: TodClock;
  readonly channels: ChannelSubsystem;
  /** The CPUs and channel sets that it can signal and connect. */
  readonly complex: ProcessorComplex;
  /** STIDP: version, serial number, model, as the 64-bit CPU identification. */
  readonly cpuId: { readonly high: number; readonly low: number };
  /** Advance the interval timer at real X'50'. */
  readonly intervalTimer: boolean;
  /** Units (1/76800 s) that the interval timer is moved by at a time. */
  readonly intervalTimerStep: number;
  /** The dual-address-space facility is installed. */
  readonly dualAddressSpace: boolean;
}

export type ProcessorState = 'operating' | 'stopped' | 'check-stop';

/** State and conditions of one CPU. `Cpu` makes it execute. */
export abstract class Processor extends StorageAccess {
  readonly timer: CpuTimer;
  /** Clock comparator: unsigned 64-bit value. Set by `setClockComparator`. */
  clockComparator = 0n;
  /** Interval timer at X'50' runs. */
  intervalTimerEnabled: boolean;
  /** What is plugged into the direct-control lines. */
  directControl: DirectControlPort | undefined = undefined;

  readonly events: EventQueue;
  readonly tod: TodClock;
  readonly complex: ProcessorComplex;
  /** The channel set that is connected to this CPU. */
  channels: ChannelSubsystem;
  /** Stopped and check-stop are left by operator, SIGNAL PROCESSOR or a reset only. */
  state: ProcessorState = 'operating';
  /** The operator does something at this CPU that makes it refuse orders of others. */
  operatorIntervening = false;
  /** Conditions whose interruptions have not been taken. */
  readonly externals = new ExternalConditions();
  readonly machineChecks = new MachineChecks();
  readonly cpuId: { readonly high: number; readonly low: number };

  protected readonly intervalTimer: IntervalTimer;
  /** Not 0: leave the instruction loop and look at interruptions. */
  protected attention = 0;
  private stopping = false;
  protected untilPoll = 0;
  protected replan = false;
  /** The stop function is under way; how many interruptions it still lets through. */
  private stopRequested = false;
  private interruptionsBeforeStop = 0;
  private storesStatusAtStop = false;
  /** Machine times at which clock comparator and CPU timer become pending. */
  private comparatorDue = Infinity;

  private readonly stoppedExit: StoppedExit = { kind: 'stopped' };
  private readonly checkStopExit: CheckStopExit = { kind: 'check-stop' };
  private readonly ioExit: IoExit = { kind: 'io' };
  private readonly waitExit: Writable<WaitExit> = { kind: 'wait', disabled: false };
  private readonly externalExit: Writable<ExternalExit> = { kind: 'external', code: 0, cpuAddress: 0 };

  constructor(
    environment: ProcessorEnvironment,
    layout: CpuLayout,
    /** CPU address: 0, 1 … */
    readonly address: number,
  ) {
    super(environment.storage, layout, environment.watcher);
    this.events = environment.events;
    this.tod = environment.tod;
    this.channels = environment.channels;
    this.complex = environment.complex;
    this.psw.dualAddressSpace = environment.dualAddressSpace;
    this.cpuId = environment.cpuId;
    this.intervalTimerEnabled = environment.intervalTimer;
    this.timer = new CpuTimer(this.events.clock);
    this.intervalTimer = new IntervalTimer(this.events.clock, environment.intervalTimerStep);
  }

  protected resetControlRegisters(): void {
    this.cr.fill(0);
    for (const [register, value] of CR_RESET) this.cr[register] = value;
  }

  /** Drops what waits for an interruption, and a stop function. */
  protected resetConditions(): void {
    this.externals.reset();
    this.machineChecks.reset();
    this.stopRequested = false;
    this.storesStatusAtStop = false;
    this.intervalTimer.restart();
  }

  /** Channels that the PSW allows to interrupt: bit 0 (the sign) is channel 0. */
  channelMask(): number {
    const { systemMask, extendedControl } = this.psw;
    if (extendedControl) return (systemMask & 0x02) !== 0 ? this.cr[2] : 0;
    return ((systemMask & 0xfc) << 24) | ((systemMask & 0x02) !== 0 ? this.cr[2] & 0x03ffffff : 0);
  }

  /** An interruption may have become pending. */
  interruptionPending(): void {
    this.attention = 1;
  }

  /** Makes a latched external condition pending: X'80', X'40' or X'20' to X'01' (signals). */
  signalExternal(code: number): void {
    this.externals.latched |= code & 0xff;
    this.attention = 1;
  }

  setClockComparator(value: bigint): void {
    this.clockComparator = value;
    this.comparatorDue = this.tod.timeOf(value);
    this.eventScheduled();
  }

  /** SET CPU TIMER. */
  setCpuTimer(value: bigint): void {
    this.timer.set(value);
    this.eventScheduled();
  }

  /** The TOD clock was set: the comparator's time is another. */
  clockSet(): void {
    this.setClockComparator(this.clockComparator);
  }

  /** SET CLOCK. With TOD-clock-sync control the clock waits until another one of the complex is at a full second. */
  setClock(value: bigint): void {
    const other = this.complex.cpus.find(({ address }) => address !== this.address);
    if (other === undefined || (this.cr[0] & CR0_TOD_SYNC_CONTROL) === 0) this.tod.set(value);
    else this.tod.setWithStart(value, other.tod.nextSynchronization());
    this.clockSet();
    for (const cpu of this.complex.cpus) cpu.interruptionPending();
  }

  /**
   * The stop function: the CPU enters the stopped state when the interruptions that it allows have been taken.
   * `storing`: and stores its status then.
   */
  requestStop(storing = false): void {
    if (this.state !== 'operating') {
      if (storing && this.state === 'stopped') storeStatus(this);
      return;
    }
    this.stopRequested = true;
    this.interruptionsBeforeStop = INTERRUPTIONS_BEFORE_STOP;
    this.storesStatusAtStop ||= storing;
    this.attention = 1;
  }

  /** A stop function or its status has not been completed yet. */
  get isStopping(): boolean {
    return this.stopRequested;
  }

  /** Enters the stopped state at once. The CPU timer and the interval timer stand still in it. */
  enterStopped(): void {
    if (this.state === 'operating') this.holdTimers();
    this.state = 'stopped';
    this.stopRequested = false;
    if (this.storesStatusAtStop) storeStatus(this);
    this.storesStatusAtStop = false;
    this.attention = 1;
  }

  /** The start function: a stopped CPU operates again. */
  startOperating(): void {
    if (this.state !== 'stopped') return;
    this.state = 'operating';
    this.timer.resume();
    this.intervalTimer.restart();
    this.eventScheduled();
  }

  /** Enters the check-stop state: only a reset ends it. The others get a malfunction alert. */
  enterCheckStop(): void {
    if (this.state === 'operating') this.holdTimers();
    this.state = 'check-stop';
    this.stopRequested = false;
    this.attention = 1;
    for (const cpu of this.complex.cpus) {
      if (cpu.address === this.address) continue;
      cpu.externals.malfunctionAlerts |= 1 << this.address;
      cpu.interruptionPending();
    }
  }

  private holdTimers(): void {
    this.updateIntervalTimer();
    this.timer.hold();
  }

  /** Makes `run` return `stopped` at the next instruction boundary; `false` takes that back. The state stays. */
  stop(wanted = true): void {
    this.stopping = wanted;
    this.attention = 1;
  }

  /** Runs due events, updates the interval timer. `run` does it by itself at intervals. */
  poll(): void {
    const { events } = this;
    events.runDue();
    if (this.state === 'operating') this.updateIntervalTimer();
    this.planPoll();
    this.attention = 1;
  }

  /** An event or a timer may be due before the next poll that is planned. */
  eventScheduled(): void {
    this.replan = true;
    this.attention = 1;
  }

  /** Plans the next poll: when the next event or timer is due, and not too late. */
  protected planPoll(): void {
    this.replan = false;
    const now = this.events.now();
    let next = this.events.nextTime();
    if (this.comparatorDue > now) next = Math.min(next, this.comparatorDue);
    if (this.timer.expires > now) next = Math.min(next, this.timer.expires);
    const { clock } = this.events;
    this.untilPoll = Math.ceil(Math.min(clock.pollInterval, clock.instructionsUntil(next)));
  }

  /** Makes the next `run` look at clocks and events first. */
  pollSoon(): void {
    this.untilPoll = 0;
  }

  /** Machine time of the next timer event of this CPU that its PSW and CR0 allow; Infinity when there is none. */
  nextTimerTime(): number {
    if (!this.psw.externalMask || this.state !== 'operating') return Infinity;
    const cr0 = this.externalMasks();
    let time = Infinity;
    if ((cr0 & CR0_CLOCK_COMPARATOR) !== 0) time = this.comparatorDue;
    if ((cr0 & CR0_CPU_TIMER) !== 0) time = Math.min(time, this.timer.expires);
    if ((cr0 & CR0_INTERVAL_TIMER) !== 0 && this.intervalTimerEnabled) {
      const value = this.storage.fetchWord(this.absolute(INTERVAL_TIMER_ADDRESS));
      time = Math.min(time, this.intervalTimer.expires(value));
    }
    return time;
  }

  protected updateIntervalTimer(): void {
    const units = this.intervalTimer.elapsedUnits();
    if (units === 0 || !this.intervalTimerEnabled) return;
    const address = this.absolute(INTERVAL_TIMER_ADDRESS);
    const before = this.storage.fetchWord(address);
    const after = (before - units) | 0;
    this.storage.storeWord(address, after);
    if (before >= 0 && before - units < 0) this.externals.latched |= EXTERNAL_INTERVAL_TIMER;
  }

  /** An interruption that PSW and control registers allow, the stopped or the wait state; undefined to execute. */
  protected pendingInterruption(): Exit | undefined {
    if (this.stopping) {
      this.stopping = false;
      return this.stoppedExit;
    }
    if (this.state !== 'operating') return this.state === 'stopped' ? this.stoppedExit : this.checkStopExit;
    if (this.machineChecks.pending !== 0) {
      const exit = this.machineCheckEnded();
      if (exit !== undefined) return exit;
    }
    const { psw } = this;
    if (!this.stopRequested || this.interruptionsBeforeStop-- > 0) {
      if (psw.externalMask) {
        const code = this.takeExternal();
        if (code !== 0) {
          this.externalExit.code = code;
          this.externalExit.cpuAddress = this.externals.source;
          return this.externalExit;
        }
      }
      const mask = this.channelMask();
      if (mask !== 0 && this.channels.pending(mask)) return this.ioExit;
    }
    if (this.stopRequested) {
      this.enterStopped();
      return this.stoppedExit;
    }
    if (psw.wait) {
      this.waitExit.disabled = !psw.externalMask && this.channelMask() === 0;
      return this.waitExit;
    }
    return undefined;
  }

  /**
   * How freely PSWs may be loaded without a look at interruptions, until the next poll: `any` when nothing waits for an
   * interruption; `closed`, those that let neither external nor I/O interruptions in, when only such ones wait (on many a
   * machine the interval timer does all the time); `none`.
   */
  protected loadablePsws(): 'none' | 'closed' | 'any' {
    const { externals, machineChecks } = this;
    if (this.stopping || this.stopRequested || this.replan || this.state !== 'operating') return 'none';
    if (machineChecks.pending !== 0) return 'none';
    if (externals.latched !== 0 || externals.malfunctionAlerts !== 0) return 'closed';
    if (externals.emergencySignals !== 0 || externals.externalCaller >= 0) return 'closed';
    const cr0 = this.externalMasks();
    if ((cr0 & CR0_TOD_SYNC_CHECK) !== 0 && this.complex.cpus.length > 1) return 'closed';
    const now = this.events.now();
    if ((cr0 & CR0_CLOCK_COMPARATOR) !== 0 && now >= this.comparatorDue) return 'closed';
    if ((cr0 & CR0_CPU_TIMER) !== 0 && now >= this.timer.expires) return 'closed';
    return this.channels.pending(-1) ? 'closed' : 'any';
  }

  /** Which external interruptions the PSW's mask lets through, by the bits of CR0. */
  protected externalMasks(): number {
    return this.cr[0];
  }

  /** Interval timer, key and signals that `externalMasks` allows, by the bits of the interruption code. */
  protected enabledLatches(masks: number): number {
    return (
      ((masks & CR0_INTERVAL_TIMER) !== 0 ? 0x80 : 0) |
      ((masks & CR0_KEY) !== 0 ? 0x40 : 0) |
      ((masks & CR0_SIGNALS) !== 0 ? 0x3f : 0)
    );
  }

  /** Which machine checks the PSW's mask lets through, by the bits of CR14. */
  protected machineCheckMasks(): number {
    return this.cr[14];
  }

  /** Code of the external interruption of highest priority that CR0 allows, 0 if none. Latched conditions are reset. */
  private takeExternal(): number {
    const cr0 = this.externalMasks();
    const code = this.externals.take(cr0, this.enabledLatches(cr0));
    if (code !== 0) return code;
    if ((cr0 & CR0_TOD_SYNC_CHECK) !== 0 && this.clocksDiffer()) return EXTERNAL_TOD_SYNC_CHECK;
    if ((cr0 & (CR0_CLOCK_COMPARATOR | CR0_CPU_TIMER)) !== 0) {
      const now = this.events.now();
      if ((cr0 & CR0_CLOCK_COMPARATOR) !== 0 && now >= this.comparatorDue) return EXTERNAL_CLOCK_COMPARATOR;
      if ((cr0 & CR0_CPU_TIMER) !== 0 && now >= this.timer.expires) return EXTERNAL_CPU_TIMER;
    }
    return 0;
  }

  /** Does the TOD clock of another CPU run out of step with this one's? */
  private clocksDiffer(): boolean {
    return this.complex.cpus.some((cpu) => cpu.address !== this.address && this.tod.outOfStep(cpu.tod));
  }

  /** A machine check is pending: its interruption, the check-stop state, or nothing yet. */
  private machineCheckEnded(): Exit | undefined {
    const { machineChecks, psw } = this;
    const { exigent } = machineChecks;
    const masks = this.machineCheckMasks();
    if (psw.machineCheckMask && (exigent || machineChecks.allowed(masks))) {
      return { kind: 'machine-check', ...machineChecks.take(masks) };
    }
    machineChecks.delay();
    if (!exigent || (masks & CR14_CHECK_STOP_CONTROL) === 0) return undefined;
    this.enterCheckStop();
    return this.checkStopExit;
  }
}
