/**
 * The CPU: fetches and executes instructions until something ends it, and says what. GA22-7000, Program
 * Execution; Interruptions. Who owns the machine (bare machine, Control Program) handles the exits.
 */

import type { ChannelSubsystem } from './channel/contract.js';
import { CpuTimer, IntervalTimer, type TodClock } from './clocks.js';
import type { DirectControlPort } from './direct-control.js';
import type { EventQueue } from './event-queue.js';
import type {
  BudgetExit,
  CheckStopExit,
  Exit,
  ExternalExit,
  IoExit,
  ProgramExit,
  StoppedExit,
  SvcExit,
  WaitExit,
  Writable,
} from './exit.js';
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
import { DecimalWork } from './instructions/decimal.js';
import type { DispatchTables, Execute } from './instructions/executors.js';
import { HexadecimalFloatUnit } from './instructions/hexadecimal-float.js';
import { instructionLength } from './instructions/formats.js';
import { ADDRESS_MASK, BLOCK_SHIFT, type CpuLayout } from './layout.js';
import { INTERVAL_TIMER_ADDRESS } from './low-storage.js';
import { CR14_CHECK_STOP_CONTROL, MachineChecks } from './machine-check.js';
import { PER_REGISTER, PER_STORE } from './per.js';
import type { ProcessorComplex } from './processor-complex.js';
import { storeStatus } from './processor-functions.js';
import { STORAGE_ERROR, StorageAccess } from './storage-access.js';
import type { MainStorage } from './storage.js';

/** Instructions between two looks at clocks and events, unless an event is due earlier by a counted clock. */
const POLL_INTERVAL = 16384;
/** What a call of `run` counts towards the next poll, besides the instructions it executes. */
const RUN_COST = 64;

/** CR0 bit 2: TOD-clock-sync control. */
const CR0_TOD_SYNC_CONTROL = 0x20000000;
/** CR9: PER events. */
const CR9_EVENTS = 0xf0000000 | 0;
const CR9_STORAGE_ALTERATION = 0x20000000;

/** Instructions that switch spaces have four bytes, under EXECUTE too. */
const SPACE_SWITCH_ILC = 2;
/** Program interruptions that complete the instruction: fixed-point, decimal and exponent overflow, underflow, significance. */
const COMPLETING_CODES: ReadonlySet<number> = new Set([0x08, 0x0a, 0x0c, 0x0d, 0x0e]);

/** Interruptions that a CPU which is to stop takes first; an endless chain of them does not keep it running. */
const INTERRUPTIONS_BEFORE_STOP = 16;

/** Lengths of instructions by first byte. */
const LENGTHS = Uint8Array.from({ length: 256 }, (_, firstByte) => instructionLength(firstByte));

/** Values of control registers after an initial CPU reset; the others are 0. */
const CR_RESET: readonly (readonly [number, number])[] = [
  [0, 0x000000e0],
  [2, -1],
  [14, 0xc2000000 | 0],
  [15, 0x00000200],
];

/** What a CPU shares with its machine. */
export interface CpuEnvironment {
  readonly storage: MainStorage;
  readonly events: EventQueue;
  readonly tod: TodClock;
  readonly channels: ChannelSubsystem;
  readonly dispatch: DispatchTables;
  /** The CPUs and channel sets that it can signal and connect. */
  readonly complex: ProcessorComplex;
  /** STIDP: version, serial number, model, as the 64-bit CPU identification. */
  readonly cpuId: { readonly high: number; readonly low: number };
  /** Advance the interval timer at real X'50'. */
  readonly intervalTimer: boolean;
  /** Units (1/76800 s) that the interval timer is moved by at a time. */
  readonly intervalTimerStep: number;
  /** The storage-protection feature is installed: a PSW may have a key other than 0. */
  readonly storageProtection: boolean;
  /** The dual-address-space facility is installed. */
  readonly dualAddressSpace: boolean;
}

export type ProcessorState = 'operating' | 'stopped' | 'check-stop';

/** One CPU of a machine. Between two calls of `run`, registers and PSW may be changed at will. */
export class Cpu extends StorageAccess {
  readonly timer: CpuTimer;
  /** Clock comparator: unsigned 64-bit value. Set by `setClockComparator`. */
  clockComparator = 0n;
  /** Interval timer at X'50' runs. */
  intervalTimerEnabled: boolean;
  /** Exclusive: an EXECUTE is in progress; its subject sees an ILC of 2. */
  executing = false;
  /** Address of the instruction being executed (of the EXECUTE, for its subject). */
  start = 0;
  /** Told by instructions that alter registers only now and then: X'8000' is register 0. PER reads it. */
  alteredRegisters = 0;
  /** Set by an interruptible instruction when a unit of operation is behind it. */
  unitCompleted = false;

  /** What is plugged into the direct-control lines. */
  directControl: DirectControlPort | undefined = undefined;

  /** Working registers of the decimal instructions. */
  readonly decimal = new DecimalWork();
  /** Working registers of the floating-point instructions. */
  readonly float = new HexadecimalFloatUnit();

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

  /** Host offset of the buffer for subjects of EXECUTE and instructions across blocks. */
  readonly instructionBuffer: number;
  /** Host offset of 256 bytes of scratch. */
  readonly scratch: number;
  /** Functions by first opcode byte, for the present state. */
  dispatch: readonly Execute[];

  private readonly tables: DispatchTables;
  private readonly intervalTimer: IntervalTimer;
  /** Not 0: leave the instruction loop and look at interruptions. */
  private attention = 0;
  private ended: Exit | undefined = undefined;
  private stopping = false;
  protected earlySpecification = -1;
  protected fetching = false;
  /** Host offset of the instruction being executed. */
  private instructionOffset = 0;
  private countdown = 0;
  private countedBefore = 0;
  private untilPoll = 0;
  private replan = false;
  /** The stop function is under way; how many interruptions it still lets through. */
  private stopRequested = false;
  private interruptionsBeforeStop = 0;
  private storesStatusAtStop = false;
  /** Machine times at which clock comparator and CPU timer become pending. */
  private comparatorDue = Infinity;

  private readonly budgetExit: BudgetExit = { kind: 'budget' };
  private readonly stoppedExit: StoppedExit = { kind: 'stopped' };
  private readonly checkStopExit: CheckStopExit = { kind: 'check-stop' };
  private readonly ioExit: IoExit = { kind: 'io' };
  private readonly waitExit: Writable<WaitExit> = { kind: 'wait', disabled: false };
  private readonly externalExit: Writable<ExternalExit> = { kind: 'external', code: 0, cpuAddress: 0 };
  private readonly svcExit: Writable<SvcExit> = {
    kind: 'svc',
    code: 0,
    ilc: 1,
    perCode: 0,
    perAddress: 0,
  };
  private readonly programExit: Writable<ProgramExit> = {
    kind: 'program',
    code: 0,
    ilc: 0,
    translationAddress: 0,
    monitorClass: 0,
    monitorCode: 0,
    perCode: 0,
    perAddress: 0,
    instructionHigh: 0,
    instructionLow: 0,
  };

  constructor(
    environment: CpuEnvironment,
    layout: CpuLayout,
    /** CPU address: 0, 1 … */
    readonly address: number,
  ) {
    super(environment.storage, layout);
    this.events = environment.events;
    this.tod = environment.tod;
    this.channels = environment.channels;
    this.complex = environment.complex;
    this.psw.dualAddressSpace = environment.dualAddressSpace;
    this.cpuId = environment.cpuId;
    this.intervalTimerEnabled = environment.intervalTimer;
    this.tables = environment.dispatch;
    this.dispatch = this.tables.supervisor;
    this.instructionBuffer = layout.instruction;
    this.scratch = layout.scratch;
    this.timer = new CpuTimer(this.events.clock);
    this.intervalTimer = new IntervalTimer(this.events.clock, environment.intervalTimerStep);
    this.initialReset();
  }

  /** Instructions begun since the CPU was made. */
  get instructionsExecuted(): number {
    return this.countedBefore - this.countdown;
  }

  /** Initial CPU reset: PSW, prefix, timers and control registers. Storage and general registers stay. */
  initialReset(): void {
    this.reset();
    this.psw.load(0, 0);
    this.resetControlRegisters();
    this.setPrefix(0);
    this.timer.set(0n);
    this.setClockComparator(0n);
  }

  protected resetControlRegisters(): void {
    this.cr.fill(0);
    for (const [register, value] of CR_RESET) this.cr[register] = value;
  }

  /** CPU reset: drops pending conditions. */
  reset(): void {
    this.externals.reset();
    this.machineChecks.reset();
    this.ended = undefined;
    this.earlySpecification = -1;
    this.stopRequested = false;
    this.storesStatusAtStop = false;
    this.purgeAccess();
    this.intervalTimer.restart();
  }

  /** Loads the PSW from two words, as LPSW and interruptions do. An invalid EC PSW makes the next `run` end with a specification exception. */
  loadPsw(high: number, low: number): void {
    this.earlySpecification = this.psw.load(high, low) ? -1 : 0;
    this.synchronize();
  }

  /** LPSW: as `loadPsw`; an invalid PSW is reported with the instruction's ILC. */
  loadPswByInstruction(high: number, low: number): void {
    const ilc = this.ilc();
    this.loadPsw(high, low);
    if (this.earlySpecification >= 0) this.earlySpecification = ilc;
  }

  /** The PSW as two words, as it would be stored as an old PSW with these codes. */
  storePsw(interruptionCode = 0, ilc = 0): { high: number; low: number } {
    return { high: this.psw.high(interruptionCode, ilc), low: this.psw.low(ilc) };
  }

  /** Takes over what instructions, or the owner, have changed in PSW and control registers. */
  synchronize(): void {
    const { psw, cr, tables } = this;
    const per = psw.per && (cr[9] & CR9_EVENTS) !== 0;
    this.watchingStores = per && (cr[9] & CR9_STORAGE_ALTERATION) !== 0;
    this.selectMaps();
    if (per) this.dispatch = psw.problemState ? tables.problemPer : tables.supervisorPer;
    else this.dispatch = psw.problemState ? tables.problem : tables.supervisor;
    this.attention = 1;
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
    const other = this.complex.cpus.find((cpu) => cpu !== this);
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
      if (cpu === this) continue;
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

  /** Instruction length code, in halfwords, of the instruction being executed (2 under EXECUTE). */
  ilc(): number {
    return ((this.psw.instructionAddress - this.start) & ADDRESS_MASK) >> 1;
  }

  /** SUPERVISOR CALL. */
  supervisorCall(code: number): void {
    this.svcExit.code = code;
    this.svcExit.ilc = this.ilc();
    this.svcExit.perCode = 0;
    this.ended = this.svcExit;
    this.attention = 1;
  }

  /** Ends the instruction with privileged-operation exception, without the cost of a throw. */
  privilegedOperation(): void {
    this.ended = this.programEnded(0x02, this.ilc(), 0);
    this.attention = 1;
  }

  /** PROGRAM CALL and PROGRAM TRANSFER have completed, and gone from or to a space whose switches are events. */
  spaceSwitchEvent(address: number): void {
    this.ended = this.programEnded(0x1c, SPACE_SWITCH_ILC, address);
    this.attention = 1;
  }

  /** MONITOR CALL met its mask. */
  monitorEvent(monitorClass: number, monitorCode: number): void {
    const exit = this.programEnded(0x40, this.ilc(), 0);
    exit.monitorClass = monitorClass;
    exit.monitorCode = monitorCode;
    this.ended = exit;
    this.attention = 1;
  }

  /** Executes at most `budget` instructions. The exit object is valid until the next call. */
  run(budget: number): Exit {
    this.synchronize();
    this.untilPoll -= RUN_COST;
    let left = budget;
    for (;;) {
      if (this.untilPoll <= 0) this.poll();
      else if (this.replan) this.planPoll();
      this.attention = 0;
      const exit = this.interruption();
      if (exit !== undefined) return exit;
      if (left <= 0) return this.budgetExit;
      const slice = Math.min(left, this.untilPoll);
      this.countedBefore += slice;
      this.countdown = slice;
      this.executeSlice();
      const ran = slice - this.countdown;
      this.countedBefore -= this.countdown;
      this.countdown = 0;
      left -= ran;
      this.untilPoll -= ran;
    }
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
  private planPoll(): void {
    this.replan = false;
    const now = this.events.now();
    let next = this.events.nextTime();
    if (this.comparatorDue > now) next = Math.min(next, this.comparatorDue);
    if (this.timer.expires > now) next = Math.min(next, this.timer.expires);
    this.untilPoll = Math.ceil(Math.min(POLL_INTERVAL, this.events.clock.instructionsUntil(next)));
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

  private updateIntervalTimer(): void {
    const units = this.intervalTimer.elapsedUnits();
    if (units === 0 || !this.intervalTimerEnabled) return;
    const address = this.absolute(INTERVAL_TIMER_ADDRESS);
    const before = this.storage.fetchWord(address);
    const after = (before - units) | 0;
    this.storage.storeWord(address, after);
    if (before >= 0 && before - units < 0) this.externals.latched |= EXTERNAL_INTERVAL_TIMER;
  }

  /** What ended the last instruction, or an interruption to take, or the wait state. */
  private interruption(): Exit | undefined {
    if (this.ended !== undefined) {
      const exit = this.ended;
      this.ended = undefined;
      return exit;
    }
    if (this.earlySpecification >= 0) {
      const ilc = this.earlySpecification;
      this.earlySpecification = -1;
      return this.programEnded(0x06, ilc, 0);
    }
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

  /** ILC of an instruction that could not be fetched. */
  protected fetchIlc(_nullified: boolean): number {
    return 1;
  }

  /** Which machine checks the PSW's mask lets through, by the bits of CR14. */
  protected machineCheckMasks(): number {
    return this.cr[14];
  }

  /** Does the program interruption leave the PSW at the instruction? */
  protected nullifies(code: number): boolean {
    return code === 0x10 || code === 0x11 || (code >= 0x20 && code <= 0x25);
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
    return this.complex.cpus.some((cpu) => cpu !== this && this.tod.outOfStep(cpu.tod));
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

  /** Executes until the countdown is over or attention is wanted. */
  private executeSlice(): void {
    const { psw, u8, view, fetchMap, dispatch } = this;
    // Whatever changes maps or dispatch table asks for attention, so both hold for the whole loop.
    try {
      while (this.countdown > 0 && this.attention === 0) {
        const address = psw.instructionAddress;
        this.start = address;
        this.countdown--;
        const block = fetchMap[address >>> BLOCK_SHIFT];
        const inBlock = address & 0x7ff;
        const offset =
          block < 0 || (address & 1) !== 0 || inBlock > 0x7fa
            ? this.fetchInstruction(address)
            : block + inBlock;
        const opcode = u8[offset];
        this.instructionOffset = offset;
        psw.instructionAddress = this.wrap(address + LENGTHS[opcode]);
        dispatch[opcode](this, view.getInt32(offset) & 0xffffff, offset);
      }
    } catch (thrown) {
      if (thrown !== this.check) throw thrown;
      if (this.check.code === STORAGE_ERROR) this.storageChecked();
      else this.ended = this.programChecked();
      this.attention = 1;
    }
  }

  /** Instruction fetch that is not plain: odd, not in the map, or near the end of a block. Returns its host offset. */
  private fetchInstruction(address: number): number {
    this.fetching = true;
    if ((address & 1) !== 0) this.raise(0x06);
    const first = this.fetchByte(address);
    const length = instructionLength(first);
    const offset = address & 0x7ff;
    let host = this.fetchMap[address >>> BLOCK_SHIFT] + offset;
    if (offset + length > 0x800 || offset + 4 > 0x800) {
      for (let i = 0; i < length; i++) {
        this.u8[this.instructionBuffer + i] = this.fetchByte(this.wrap(address + i));
      }
      host = this.instructionBuffer;
    }
    this.fetching = false;
    return host;
  }

  /** Storage with bad checking code nullified the instruction: a machine check, or the end when that cannot interrupt. */
  private storageChecked(): void {
    const { psw, machineChecks } = this;
    this.executing = false;
    this.fetching = false;
    this.per.take();
    psw.instructionAddress = this.start;
    machineChecks.raiseStorageError(this.damagedPart, this.check.address);
    if (!psw.machineCheckMask) this.enterCheckStop();
  }

  /** The exit for the exception in `check`, and the PSW that goes with it. */
  private programChecked(): ProgramExit {
    const { psw, check } = this;
    this.executing = false;
    const nullified = this.nullifies(check.code);
    let ilc = this.ilc();
    if (this.fetching) {
      this.fetching = false;
      this.instructionOffset = 0;
      ilc = this.fetchIlc(nullified);
      if (!nullified) psw.instructionAddress = this.wrap(this.start + 2);
    } else if (nullified) psw.instructionAddress = this.start;
    const { per } = this;
    if (!per.armed) return this.programEnded(check.code, ilc, check.address);
    if (this.unitCompleted && (per.code & PER_STORE || per.onCompletion & PER_REGISTER)) {
      // The events of units that are behind interrupt before the unit that met the exception.
      psw.instructionAddress = this.start;
      per.completed();
      return this.perEnded(this.programEnded(0, ilc, 0));
    }
    if (COMPLETING_CODES.has(check.code)) per.completed();
    else per.undone();
    per.altered(this.alteredRegisters);
    return this.perEnded(this.programEnded(check.code, ilc, check.address));
  }

  /** An instruction that PER monitors has ended without an exception: makes its events an interruption. */
  perCompleted(): void {
    const { per } = this;
    const { ended } = this;
    if (ended?.kind === 'program' && ended.code === 0x02) per.undone();
    else per.completed();
    if (per.code === 0) {
      per.armed = false;
      return;
    }
    this.attention = 1;
    if (ended?.kind === 'svc') {
      this.svcExit.perCode = per.take();
      this.svcExit.perAddress = this.start;
      return;
    }
    if (ended?.kind === 'program') {
      this.perEnded(this.programExit);
      return;
    }
    const early = this.takeFormatError();
    this.ended = this.perEnded(this.programEnded(early ? 0x06 : 0, per.ilc, 0));
  }

  /** Adds the recorded events to a program interruption. */
  private perEnded(exit: Writable<ProgramExit>): Writable<ProgramExit> {
    exit.perCode = this.per.take();
    if (exit.perCode !== 0) {
      exit.code |= 0x80;
      exit.perAddress = this.start;
    }
    return exit;
  }

  /** Is the format of the PSW that was just loaded wrong? Its specification exception then belongs to the caller. */
  takeFormatError(): boolean {
    const wrong = this.earlySpecification >= 0;
    this.earlySpecification = -1;
    return wrong;
  }

  private programEnded(code: number, ilc: number, address: number): Writable<ProgramExit> {
    const exit = this.programExit;
    exit.code = code;
    exit.ilc = ilc;
    exit.translationAddress = address;
    exit.monitorClass = 0;
    exit.monitorCode = 0;
    exit.perCode = 0;
    exit.perAddress = 0;
    const offset = this.instructionOffset;
    exit.instructionHigh = offset === 0 ? 0 : this.view.getInt32(offset);
    exit.instructionLow = offset === 0 ? 0 : this.view.getUint16(offset + 4) << 16;
    return exit;
  }

  /** EXECUTE found its subject in the instruction buffer and lets it run. */
  executeSubject(): void {
    const offset = this.instructionBuffer;
    this.executing = true;
    this.instructionOffset = offset;
    this.dispatch[this.u8[offset]](this, this.view.getInt32(offset) & 0xffffff, offset);
    this.executing = false;
  }
}
