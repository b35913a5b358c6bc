/** A CPU that executes compiled code where there is some, and interprets the rest. */

import { Cpu, type CpuEnvironment } from '../cpu.js';
import { INSTRUCTION_LENGTHS } from '../instructions/formats.js';
import {
  ADDRESS_MASK,
  BLOCK_SHIFT,
  CONTEXTS,
  NO_PSW,
  STATE_BUDGET_OVER_POLL,
  STATE_CONDITION_CODE,
  STATE_CONTEXTS,
  STATE_LOW_STORAGE,
  STATE_PSW,
  STATE_QUIET,
  STATE_COUNTDOWN,
  STATE_END,
  STATE_EXIT_SLOT,
  STATE_FETCH_MAP,
  STATE_INSTRUCTION_ADDRESS,
  STATE_PROGRAM_MASK,
  type CpuLayout,
} from '../layout.js';
import { INTERRUPTION_COST, RUN_COST, SWAP_SHIFT } from '../run-costs.js';
import { CALL_HEAT, type CompiledExecution, type CompilingAt } from './compiled-execution.js';
import { DISPATCH_ENDED, DISPATCH_MISSED } from './dispatcher.js';
import { placeOf } from './executed-code.js';
import { QUIET_ANY, QUIET_CLOSED } from './control-operations.js';
import { REGION_CONTROLS, REGION_INTERPRETS, REGION_REFUSED, type PswExchange } from './region.js';

const ADDRESS = STATE_INSTRUCTION_ADDRESS >> 2;
const CONDITION_CODE = STATE_CONDITION_CODE >> 2;
const PROGRAM_MASK = STATE_PROGRAM_MASK >> 2;
const COUNTDOWN = STATE_COUNTDOWN >> 2;
const FETCH_MAP = STATE_FETCH_MAP >> 2;
const EXIT_SLOT = STATE_EXIT_SLOT >> 2;
const PSW = STATE_PSW >> 2;
const QUIET = STATE_QUIET >> 2;
const BUDGET_OVER_POLL = STATE_BUDGET_OVER_POLL >> 2;
const LOW_STORAGE = STATE_LOW_STORAGE >> 2;
/** As in `Cpu`: a constant of this module. */
const LENGTHS = INSTRUCTION_LENGTHS;
/** Opcodes of calls. */
const BALR = 0x05;
const BAL = 0x45;
/** Budgets may be longer than a word says. */
const MOST_OVER = 0x3fffffff;

/**
 * A look at clocks that need not be exact comes so many instructions early, but only at the end of a slice that is long:
 * a region leaves what its countdown does not cover to the interpreter, which takes ten times as long for it as the look.
 */
const EARLY_POLL = 512;
const LONG_SLICE = 8 * EARLY_POLL;

/** Bytes of low storage with old and new PSWs and their codes. */
const LOW_PSWS = 0xc0;

/** With a countdown this short a region may have stopped for its sake: where it did says nothing about the program. */
const SHORT_COUNTDOWN = 256;

/** What a compiling CPU keeps for itself: none of it is state that a snapshot has. */
class CompiledWork {
  /** The state block. */
  readonly block: Int32Array;
  /** The last slice ended with its countdown: where the next one begins says nothing about the program. */
  cut = false;
  /** See `EARLY_POLL`. */
  mayPollEarly = false;
  /** Instructions that regions executed in this slice. */
  ran = 0;
  /** See `Cpu.swapPsws`. */
  swapping = false;
  /** What the known contexts are of: CR0, CR1, and which maps have been given to other spaces. */
  cr0 = 0;
  cr1 = 0;
  reassigned = -1;
  /** Host offset by PSW key and translation, see `STATE_CONTEXTS`. */
  readonly contexts: Int32Array;

  constructor(
    readonly execution: CompiledExecution,
    buffer: ArrayBufferLike,
    /** Host offset of the CPU's part of the buffer. */
    readonly base: number,
  ) {
    this.block = new Int32Array(buffer, base, STATE_END >> 2);
    this.contexts = new Int32Array(buffer, base + STATE_CONTEXTS, CONTEXTS);
  }
}

export class CompilingCpu extends Cpu implements CompilingAt {
  private readonly compiledWork: CompiledWork;

  constructor(environment: CpuEnvironment, layout: CpuLayout, address: number, execution: CompiledExecution) {
    super(environment, layout, address);
    this.compiledWork = new CompiledWork(execution, environment.storage.buffer, layout.base);
  }

  /** Host offset of this CPU's part of the buffer. */
  get base(): number {
    return this.compiledWork.base;
  }

  override swapPsws(allowed: boolean): void {
    this.compiledWork.swapping = allowed;
  }

  /** The writable map in use, for the compiler. */
  get writableMap(): Int32Array {
    return this.map.writable;
  }

  /** For the compiler: what it needs to exchange PSWs in regions, where that is allowed. */
  get exchange(): PswExchange | undefined {
    const { compiledWork, psw, storage, prefix } = this;
    if (!compiledWork.swapping || psw.secondarySpace) return undefined;
    return { high: psw.high(), lowStorage: storage.base + prefix };
  }

  protected override executeSlice(leftOver: number, pollOver: number): void {
    const { tables, dispatch } = this;
    // With PER on every instruction is looked at.
    if (dispatch !== tables.supervisor && dispatch !== tables.problem) {
      super.executeSlice(leftOver, pollOver);
      return;
    }
    const work = this.compiledWork;
    const before = this.countdown;
    work.ran = 0;
    work.mayPollEarly =
      leftOver >= EARLY_POLL && before >= LONG_SLICE && this.events.clock.approximate === true;
    work.block[BUDGET_OVER_POLL] = Math.min(leftOver, MOST_OVER) - Math.min(pollOver, MOST_OVER);
    try {
      this.executeMixed();
    } catch (thrown) {
      this.endInstruction(thrown);
    }
    work.cut = this.countdown <= 0 || this.untilPoll <= 0;
    work.execution.endStretch(before - this.countdown - work.ran);
  }

  /** Executes until the countdown is over or attention is wanted. */
  private executeMixed(): void {
    const { psw, u8, view, fetchMap, dispatch } = this;
    const { marks } = this.compiledWork.execution.executed;
    /** Compiled code may begin at the next instruction, and whether being there makes the place hotter. */
    let entering = true;
    let heating = !this.compiledWork.cut;
    let warmth = 1;
    while (this.countdown > 0 && this.attention === 0) {
      if (entering) {
        const result = this.enter(psw.instructionAddress, heating ? warmth : 0);
        if (result === DISPATCH_ENDED || this.countdown <= 0 || this.attention !== 0) return;
        if (result === REGION_INTERPRETS && this.countdown < EARLY_POLL && this.compiledWork.mayPollEarly) {
          this.pollSoon();
          return;
        }
        // After an instruction that a region has left to the interpreter another one may go on.
        entering = result === REGION_INTERPRETS || result === REGION_CONTROLS;
        heating = !entering || this.countdown > SHORT_COUNTDOWN;
      }
      const address = psw.instructionAddress;
      this.start = address;
      this.countdown--;
      const block = fetchMap[address >>> BLOCK_SHIFT];
      const inBlock = address & 0x7ff;
      const offset =
        block < 0 || (address & 1) !== 0 || inBlock > 0x7fa
          ? this.fetchInstruction(address)
          : block + inBlock;
      marks[placeOf(offset)] = 1;
      const opcode = u8[offset];
      this.instructionOffset = offset;
      const next = (address + LENGTHS[opcode]) & ADDRESS_MASK;
      psw.instructionAddress = next;
      dispatch[opcode](this, view.getInt32(offset) & 0xffffff, offset);
      if (psw.instructionAddress !== next) {
        entering = true;
        warmth = opcode === BALR || opcode === BAL ? CALL_HEAT : 1;
      }
    }
  }

  /**
   * Does what compiled code has left to look like the return from a subroutine? What called it is compiled from its
   * beginning, when that is hot.
   */
  private isBehindCall(host: number): boolean {
    const { u8 } = this;
    return u8[host - 2] === BALR || u8[host - 4] === BAL;
  }

  /**
   * Executes compiled code from `address` on, if there is some; notes that the interpreter was there, if not and where
   * it ends. Returns what ended it; the interpreter goes on with an instruction unless it is DISPATCH_ENDED.
   */
  private enter(address: number, warmth: number): number {
    const { fetchMap } = this;
    const { execution, block: state } = this.compiledWork;
    const block = fetchMap[address >>> BLOCK_SHIFT];
    if (block < 0) return DISPATCH_MISSED;
    const host = block | (address & 0x7ff);
    if (!execution.cache.has(host, address)) {
      if (warmth > 0) execution.visit(this, host, address, warmth);
      return DISPATCH_MISSED;
    }
    const result = this.executeCompiled();
    if (result === REGION_REFUSED) execution.refused(this, state[EXIT_SLOT]);
    else if (result === DISPATCH_MISSED && this.countdown > SHORT_COUNTDOWN) {
      const { instructionAddress } = this.psw;
      const next = this.fetchMap[instructionAddress >>> BLOCK_SHIFT];
      if (next >= 0) {
        const at = next | (instructionAddress & 0x7ff);
        execution.visit(this, at, instructionAddress, this.isBehindCall(at) ? 1 : CALL_HEAT);
      }
    }
    return result;
  }

  /** Lets the dispatcher run from here. Returns its result. */
  private executeCompiled(): number {
    const { psw, compiledWork: work } = this;
    const { block: state } = work;
    state[ADDRESS] = psw.instructionAddress;
    state[CONDITION_CODE] = psw.conditionCode;
    state[PROGRAM_MASK] = psw.programMask;
    state[COUNTDOWN] = this.countdown;
    state[FETCH_MAP] = this.fetchMap.byteOffset;
    state[QUIET] = 0;
    state[PSW] = NO_PSW;
    let result = work.execution.dispatch(work.base);
    const loadable =
      result === REGION_CONTROLS && work.swapping && !psw.secondarySpace && this.loadablePsws();
    if (loadable === 'any' || loadable === 'closed') {
      const over = state[BUDGET_OVER_POLL];
      const before = state[COUNTDOWN];
      this.prepareControl(loadable === 'any' ? QUIET_ANY : QUIET_CLOSED);
      result = work.execution.dispatch(work.base);
      this.takeControl(before, over);
    } else {
      psw.instructionAddress = state[ADDRESS];
      psw.conditionCode = state[CONDITION_CODE];
      psw.programMask = state[PROGRAM_MASK];
    }
    work.ran += this.countdown - state[COUNTDOWN];
    this.countdown = state[COUNTDOWN];
    return result;
  }

  /** Tells compiled code what it needs to change the PSW. */
  private prepareControl(quiet: number): void {
    const { psw, cr, compiledWork: work, maps } = this;
    const { block: state, contexts } = work;
    if (work.cr0 !== cr[0] || work.cr1 !== cr[1] || work.reassigned !== maps.reassigned) {
      contexts.fill(0);
      work.cr0 = cr[0];
      work.cr1 = cr[1];
      work.reassigned = maps.reassigned;
    }
    contexts[psw.key | (psw.dat ? 16 : 0)] = this.fetchMap.byteOffset;
    state[QUIET] = quiet;
    state[PSW] = firstHalfwordStored(psw.high());
    // Compiled code among the PSWs: the interpreter stores into it.
    state[LOW_STORAGE] = work.execution.codeMap.hasCode(this.prefix, LOW_PSWS)
      ? 0
      : this.storage.base + this.prefix;
  }

  /** Takes over what compiled code has made of the PSW since countdown and `STATE_BUDGET_OVER_POLL` were these. */
  private takeControl(before: number, over: number): void {
    const { psw, compiledWork: work } = this;
    const { block: state } = work;
    const swaps = (state[BUDGET_OVER_POLL] - over) / SWAP_SHIFT;
    const budget = before + Math.max(over, 0) - swaps * INTERRUPTION_COST;
    const poll = before + Math.max(-over, 0) - swaps * RUN_COST;
    const setAside = before - Math.min(budget, poll);
    this.pswSwaps += swaps;
    work.ran -= setAside;
    this.countedBefore -= setAside;
    const modes = (state[CONDITION_CODE] << 4) | state[PROGRAM_MASK];
    const flags = firstWord(state[PSW]);
    const changed = flags !== (psw.high() & 0xffff0000);
    if ((flags & 0x80000) !== 0) psw.load(flags | (modes << 8), state[ADDRESS]);
    else psw.load(flags, (modes << 24) | state[ADDRESS]);
    if (changed) this.synchronize();
  }
}

/** The first halfword of a PSW, from its first word, as it lies in storage. */
function firstHalfwordStored(high: number): number {
  return (high >>> 24) | ((high >>> 8) & 0xff00);
}

/** First word of a PSW whose first halfword lies in storage so. */
function firstWord(stored: number): number {
  return (stored << 24) | ((stored & 0xff00) << 8);
}
