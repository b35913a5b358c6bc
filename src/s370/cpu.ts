/**
 * The CPU: fetches and executes instructions until something ends it, and says what. GA22-7000, Program
 * Execution; Interruptions. Who owns the machine (bare machine, Control Program) handles the exits.
 */

import type { BudgetExit, Exit, ProgramExit, SvcExit, Writable } from './exit.js';
import { DecimalWork } from './instructions/decimal.js';
import type { DispatchTables, Execute } from './instructions/executors.js';
import { HexadecimalFloatUnit } from './instructions/hexadecimal-float.js';
import { INSTRUCTION_LENGTHS, instructionLength } from './instructions/formats.js';
import { ADDRESS_MASK, BLOCK_SHIFT, type CpuLayout } from './layout.js';
import { PER_REGISTER, PER_STORE } from './per.js';
import { Processor, type ProcessorEnvironment } from './processor.js';
import { INTERRUPTION_COST, RUN_COST } from './run-costs.js';
import { STORAGE_ERROR } from './storage-access.js';

/** CR9: PER events. */
const CR9_EVENTS = 0xf0000000 | 0;
const CR9_STORAGE_ALTERATION = 0x20000000;

/** Instructions that switch spaces have four bytes, under EXECUTE too. */
const SPACE_SWITCH_ILC = 2;
/** Program interruptions that complete the instruction: fixed-point, decimal and exponent overflow, underflow, significance. */
const COMPLETING_CODES: ReadonlySet<number> = new Set([0x08, 0x0a, 0x0c, 0x0d, 0x0e]);

/** Not exported: V8 looks at a module's exports anew for every instruction, which took the interpreter 4 % of its speed. */
const LENGTHS = INSTRUCTION_LENGTHS;

/** What a CPU shares with its machine. */
export interface CpuEnvironment extends ProcessorEnvironment {
  readonly dispatch: DispatchTables;
  /** The storage-protection feature is installed: a PSW may have a key other than 0. */
  readonly storageProtection: boolean;
}

/** One CPU of a machine. Between two calls of `run`, registers and PSW may be changed at will. */
export class Cpu extends Processor {
  /** Exclusive: an EXECUTE is in progress; its subject sees an ILC of 2. */
  executing = false;
  /** Address of the instruction being executed (of the EXECUTE, for its subject). */
  start = 0;
  /** Told by instructions that alter registers only now and then: X'8000' is register 0. PER reads it. */
  alteredRegisters = 0;
  /** Set by an interruptible instruction when a unit of operation is behind it. */
  unitCompleted = false;

  /** Working registers of the decimal instructions. */
  readonly decimal = new DecimalWork();
  /** Working registers of the floating-point instructions. */
  readonly float = new HexadecimalFloatUnit();

  /** Host offset of the buffer for subjects of EXECUTE and instructions across blocks. */
  readonly instructionBuffer: number;
  /** Host offset of 256 bytes of scratch. */
  readonly scratch: number;
  /** Functions by first opcode byte, for the present state. */
  dispatch: readonly Execute[];

  protected readonly tables: DispatchTables;
  private ended: Exit | undefined = undefined;
  protected earlySpecification = -1;
  protected fetching = false;
  /** Host offset of the instruction being executed. */
  protected instructionOffset = 0;
  protected countdown = 0;
  protected countedBefore = 0;
  /** Supervisor-call interruptions that this CPU has taken by itself because `swapPsws` allows it. */
  pswSwaps = 0;
  private readonly budgetExit: BudgetExit = { kind: 'budget' };
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

  constructor(environment: CpuEnvironment, layout: CpuLayout, address: number) {
    super(environment, layout, address);
    this.tables = environment.dispatch;
    this.dispatch = this.tables.supervisor;
    this.instructionBuffer = layout.instruction;
    this.scratch = layout.scratch;
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

  /** CPU reset: drops pending conditions. */
  reset(): void {
    this.resetConditions();
    this.ended = undefined;
    this.earlySpecification = -1;
    this.purgeAccess();
  }

  /** Loads the PSW from two words, as LPSW and interruptions do. An invalid EC PSW makes the next `run` end with a specification exception. */
  loadPsw(high: number, low: number): void {
    this.earlySpecification = this.psw.load(high, low) ? -1 : 0;
    this.synchronize();
  }

  /**
   * SSM, STOSM: the system mask that the instruction has put into the PSW is not valid. Immediately after the
   * instruction is a specification exception with its ILC; that of a PSW from storage has ILC 0.
   */
  maskIsInvalid(): void {
    this.earlySpecification = this.ilc();
    this.attention = 1;
  }

  /** The PSW as two words, as it would be stored as an old PSW with these codes. */
  storePsw(interruptionCode = 0, ilc = 0): { high: number; low: number } {
    return { high: this.psw.high(interruptionCode, ilc), low: this.psw.low(ilc) };
  }

  /** Takes over what instructions, or the owner, have changed in PSW and control registers. */
  synchronize(): void {
    const { psw, tables } = this;
    if (psw.per || this.watchingStores) this.synchronizePer();
    else {
      this.selectMaps();
      this.dispatch = psw.problemState ? tables.problem : tables.supervisor;
      this.attention = 1;
    }
  }

  private synchronizePer(): void {
    const { psw, cr, tables } = this;
    const per = psw.per && (cr[9] & CR9_EVENTS) !== 0;
    this.watchingStores = per && (cr[9] & CR9_STORAGE_ALTERATION) !== 0;
    this.selectMaps();
    if (per) this.dispatch = psw.problemState ? tables.problemPer : tables.supervisorPer;
    else this.dispatch = psw.problemState ? tables.problem : tables.supervisor;
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

  /**
   * Executes at most `budget` instructions, and not much longer than to machine time `until`: it is looked at with the
   * clocks. The exit object is valid until the next call.
   */
  run(budget: number, until = Infinity): Exit {
    this.synchronize();
    this.untilPoll -= RUN_COST;
    let left = budget;
    for (;;) {
      if (this.untilPoll <= 0) {
        this.poll();
        if (until !== Infinity && this.events.now() >= until) left = 0;
      } else if (this.replan) this.planPoll();
      this.attention = 0;
      const exit = this.interruption();
      if (exit !== undefined) return exit;
      if (left <= 0) return this.budgetExit;
      const slice = Math.min(left, this.untilPoll);
      this.countedBefore += slice;
      this.countdown = slice;
      const counted = this.countedBefore;
      const swaps = this.pswSwaps;
      this.executeSlice(left - slice, this.untilPoll - slice);
      this.countedBefore -= this.countdown;
      const ran = this.countedBefore - counted + slice;
      this.countdown = 0;
      left -= ran;
      this.untilPoll -= ran;
      if (this.pswSwaps !== swaps) {
        left -= (this.pswSwaps - swaps) * INTERRUPTION_COST;
        this.untilPoll -= (this.pswSwaps - swaps) * RUN_COST;
      }
    }
  }

  /** The owner swaps PSWs in low storage for every interruption; the CPU may do so itself for SVC. A CPU that only interprets does not. */
  swapPsws(_allowed: boolean): void {
    return;
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
    return this.pendingInterruption();
  }

  /** ILC of an instruction that could not be fetched. */
  protected fetchIlc(_nullified: boolean): number {
    return 1;
  }

  /** Does the program interruption leave the PSW at the instruction? */
  protected nullifies(code: number): boolean {
    return code === 0x10 || code === 0x11 || (code >= 0x20 && code <= 0x25);
  }

  /**
   * Executes until the countdown is over or attention is wanted. Budget and next poll are so many instructions beyond
   * the countdown: one of them none.
   */
  protected executeSlice(_leftOver: number, _pollOver: number): void {
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
      this.endInstruction(thrown);
    }
  }

  /** An exception has ended the instruction; what is none of its own goes on being thrown. */
  protected endInstruction(thrown: unknown): void {
    if (thrown !== this.check) throw thrown;
    if (this.check.code === STORAGE_ERROR) this.storageChecked();
    else this.ended = this.programChecked();
    this.attention = 1;
  }

  /** Instruction fetch that is not plain: odd, not in the map, or near the end of a block. Returns its host offset. */
  protected fetchInstruction(address: number): number {
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
