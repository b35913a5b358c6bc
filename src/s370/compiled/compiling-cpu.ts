/** A CPU that executes compiled code where there is some, and interprets the rest. */

import { Cpu, LENGTHS, type CpuEnvironment } from '../cpu.js';
import {
  ADDRESS_MASK,
  BLOCK_SHIFT,
  CONTEXTS,
  STATE_CONDITION_CODE,
  STATE_CONTEXTS,
  STATE_CONTROLLED,
  STATE_LEFT_OVER,
  STATE_LOW_CODE,
  STATE_LOW_STORAGE,
  STATE_POLL_OVER,
  STATE_PSW,
  STATE_QUIET,
  STATE_SET_ASIDE,
  STATE_SWAPS,
  STATE_COUNTDOWN,
  STATE_END,
  STATE_EXIT_SLOT,
  STATE_FETCH_MAP,
  STATE_INSTRUCTION_ADDRESS,
  STATE_PROGRAM_MASK,
  type CpuLayout,
} from '../layout.js';
import type { CompiledExecution, CompilingAt } from './compiled-execution.js';
import { DISPATCH_ENDED, DISPATCH_MISSED } from './dispatcher.js';
import { QUIET_ANY, QUIET_CLOSED } from './control-operations.js';
import { REGION_CONTROLS, REGION_INTERPRETS, REGION_REFUSED } from './region.js';

const ADDRESS = STATE_INSTRUCTION_ADDRESS >> 2;
const CONDITION_CODE = STATE_CONDITION_CODE >> 2;
const PROGRAM_MASK = STATE_PROGRAM_MASK >> 2;
const COUNTDOWN = STATE_COUNTDOWN >> 2;
const FETCH_MAP = STATE_FETCH_MAP >> 2;
const EXIT_SLOT = STATE_EXIT_SLOT >> 2;
const PSW = STATE_PSW >> 2;
const QUIET = STATE_QUIET >> 2;
const LEFT_OVER = STATE_LEFT_OVER >> 2;
const POLL_OVER = STATE_POLL_OVER >> 2;
const SET_ASIDE = STATE_SET_ASIDE >> 2;
const SWAPS = STATE_SWAPS >> 2;
const LOW_STORAGE = STATE_LOW_STORAGE >> 2;
const LOW_CODE = STATE_LOW_CODE >> 2;
const CONTROLLED = STATE_CONTROLLED >> 2;
/** Budgets may be longer than a word says. */
const MOST_OVER = 0x3fffffff;

/** With a countdown this short a region may have stopped for its sake: where it did says nothing about the program. */
const SHORT_COUNTDOWN = 256;

/** What a compiling CPU keeps for itself: none of it is state that a snapshot has. */
class CompiledWork {
  /** The state block. */
  readonly block: Int32Array;
  /** The last slice ended with its countdown: where the next one begins says nothing about the program. */
  cut = false;
  /** Instructions that regions executed in this slice. */
  ran = 0;
  /** See `Cpu.swapPsws`. */
  swapping = false;
  swaps = 0;
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

  override get pswSwaps(): number {
    return this.compiledWork.swaps;
  }

  override swapPsws(allowed: boolean): void {
    this.compiledWork.swapping = allowed;
  }

  /** The writable map in use, for the compiler. */
  get writableMap(): Int32Array {
    return this.map.writable;
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
    work.block[LEFT_OVER] = Math.min(leftOver, MOST_OVER);
    work.block[POLL_OVER] = Math.min(pollOver, MOST_OVER);
    try {
      this.executeMixed();
    } catch (thrown) {
      this.endInstruction(thrown);
    }
    work.cut = this.countdown <= 0;
    work.execution.endStretch(before - this.countdown - work.ran);
  }

  /** Executes until the countdown is over or attention is wanted. */
  private executeMixed(): void {
    const { psw, u8, view, fetchMap, dispatch } = this;
    /** Compiled code may begin at the next instruction, and whether being there makes the place hotter. */
    let entering = true;
    let heating = !this.compiledWork.cut;
    while (this.countdown > 0 && this.attention === 0) {
      if (entering) {
        const result = this.enter(psw.instructionAddress, heating);
        if (result === DISPATCH_ENDED || this.countdown <= 0 || this.attention !== 0) return;
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
      const opcode = u8[offset];
      this.instructionOffset = offset;
      const next = (address + LENGTHS[opcode]) & ADDRESS_MASK;
      psw.instructionAddress = next;
      dispatch[opcode](this, view.getInt32(offset) & 0xffffff, offset);
      if (psw.instructionAddress !== next) entering = true;
    }
  }

  /**
   * Executes compiled code from `address` on, if there is some; notes that the interpreter was there, if not and where
   * it ends. Returns what ended it; the interpreter goes on with an instruction unless it is DISPATCH_ENDED.
   */
  private enter(address: number, heating: boolean): number {
    const { fetchMap } = this;
    const { execution, block: state } = this.compiledWork;
    const block = fetchMap[address >>> BLOCK_SHIFT];
    if (block < 0) return DISPATCH_MISSED;
    const host = block | (address & 0x7ff);
    if (!execution.cache.has(host, address)) {
      if (heating) execution.visit(this, host, address);
      return DISPATCH_MISSED;
    }
    const result = this.executeCompiled();
    if (result === REGION_REFUSED) execution.refused(this, state[EXIT_SLOT]);
    else if (result === DISPATCH_MISSED && this.countdown > SHORT_COUNTDOWN) {
      const { instructionAddress } = this.psw;
      const next = this.fetchMap[instructionAddress >>> BLOCK_SHIFT];
      if (next >= 0) execution.visit(this, next | (instructionAddress & 0x7ff), instructionAddress);
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
    let result = work.execution.dispatch(work.base);
    const loadable =
      result === REGION_CONTROLS && work.swapping && !psw.secondarySpace && this.loadablePsws();
    if (loadable === 'any' || loadable === 'closed') {
      this.prepareControl(loadable === 'any' ? QUIET_ANY : QUIET_CLOSED);
      result = work.execution.dispatch(work.base);
      if (state[CONTROLLED] !== 0) {
        this.takeControl();
        return result;
      }
    }
    work.ran += this.countdown - state[COUNTDOWN];
    psw.instructionAddress = state[ADDRESS];
    psw.conditionCode = state[CONDITION_CODE];
    psw.programMask = state[PROGRAM_MASK];
    this.countdown = state[COUNTDOWN];
    return result;
  }

  /** Tells the dispatcher what it needs to change the PSW. */
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
    state[CONTROLLED] = 0;
    state[SWAPS] = 0;
    state[SET_ASIDE] = 0;
    state[PSW] = psw.high() & 0xffff0000;
    state[LOW_STORAGE] = this.storage.base + this.prefix;
    state[LOW_CODE] = work.execution.codeMapAt(this.prefix);
  }

  /** Takes over what the dispatcher has made of the PSW. */
  private takeControl(): void {
    const { psw, compiledWork: work } = this;
    const { block: state } = work;
    work.ran += this.countdown - state[COUNTDOWN] - state[SET_ASIDE];
    work.swaps += state[SWAPS];
    this.countedBefore -= state[SET_ASIDE];
    this.countdown = state[COUNTDOWN];
    const modes = (state[CONDITION_CODE] << 4) | state[PROGRAM_MASK];
    const flags = state[PSW];
    const changed = flags !== (psw.high() & 0xffff0000);
    if ((flags & 0x80000) !== 0) psw.load(flags | (modes << 8), state[ADDRESS]);
    else psw.load(flags, (modes << 24) | state[ADDRESS]);
    if (changed) this.synchronize();
  }
}
