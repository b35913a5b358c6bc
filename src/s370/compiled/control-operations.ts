/**
 * SVC, LPSW, SSM, STNSM and STOSM of the bare machine in WebAssembly: done where nothing waits for an interruption, so
 * that a new mask lets nothing in, and the new PSW asks for nothing but executing. Whatever is out of the ordinary is
 * left to the interpreter, of which nothing is done here differently. GA22-7000, Interruptions; Control Instructions.
 */

import {
  BLOCK_SHIFT,
  CPU_CR,
  CPU_GPR,
  STATE_CONDITION_CODE,
  STATE_BUDGET_OVER_POLL,
  STATE_CONTEXTS,
  STATE_COUNTDOWN,
  STATE_FETCH_MAP,
  STATE_INSTRUCTION_ADDRESS,
  STATE_LOW_STORAGE,
  STATE_PROGRAM_MASK,
  STATE_PSW,
  STATE_QUIET,
  STORE_MAP_DISTANCE,
} from '../layout.js';
import * as low from '../low-storage.js';
import { INTERRUPTION_COST, RUN_COST, SWAP_SHIFT } from '../run-costs.js';
import { EC_NOT_HERE, EXTENDED_CONTROL, PROBLEM_STATE, SAME_CONTEXT, WAIT } from './stored-psw.js';
import { Code, type Variable } from './wasm/code.js';
import { i32, toI32, type I32, type I32Operand } from './wasm/expressions.js';
import type { FunctionWriter } from './wasm/function-writer.js';

type Local = Variable<'i32'>;

const SVC = 0x0a;
const SSM = 0x80;
const LPSW = 0x82;
const STNSM = 0xac;
const STOSM = 0xad;

/** Values of `STATE_QUIET` besides 0: every PSW may be loaded, or only those that are closed to external and I/O interruptions. */
export const QUIET_ANY = 1;
export const QUIET_CLOSED = 2;

/** System masks that let external and I/O interruptions in. */
const BC_OPEN = 0xff000000 | 0;
const EC_OPEN = 0x03000000;

/** DAT, in the first word of an EC-mode PSW. */
const TRANSLATION = 0x04000000;
/** Of the system mask in EC mode: the same. */
const EC_MASK_NOT_HERE = 0xf8;
/** CR0 bit 1: SSM suppression. */
const SSM_SUPPRESSION = 0x40000000;
/** What a BC-mode PSW keeps of its first word beside the interruption code. */
const FLAGS = 0xffff0000 | 0;

/** A big-endian word as a number. */
export function swapped(word: Local): I32 {
  const mask = 0x00ff00ff;
  return i32.or(i32.and(i32.rotl(word, 8), mask), i32.rotl(i32.and(word, mask), 24));
}

/**
 * What an interruption and the run that follows it take from the countdown: what is left of budget and next poll, when
 * the budget was `over` further beyond the countdown than the poll.
 */
export function swapCost(code: Code, over: I32): I32 {
  const cost = code.i32(i32.add(over, RUN_COST));
  code.set(cost, i32.select(i32.gtS(cost, INTERRUPTION_COST), cost, INTERRUPTION_COST));
  return i32.select(i32.ltS(cost, RUN_COST), cost, RUN_COST);
}

/** Writes the statements, with the locals of the dispatcher that they need. */
class ControlWriter {
  private readonly psw: Local;
  private readonly high: Local;
  private readonly low: Local;
  private readonly operand: Local;
  private readonly byte: Local;
  private readonly at: Local;
  private readonly maps: Local;

  constructor(
    private readonly code: Code,
    private readonly cpu: Local,
    private readonly host: Local,
    private readonly address: Local,
  ) {
    this.psw = code.i32();
    this.high = code.i32();
    this.low = code.i32();
    this.operand = code.i32();
    this.byte = code.i32();
    this.at = code.i32();
    this.maps = code.i32();
  }

  private state(offset: number): I32 {
    return i32.load(this.cpu, offset);
  }

  private setState(offset: number, value: I32Operand): void {
    this.code.store('i32.store', this.cpu, value, offset);
  }

  private giveUpIf(condition: I32): void {
    this.code.if(condition, () => this.code.return(0));
  }

  write(): void {
    const { code, host, address, psw, byte } = this;
    this.giveUpIf(i32.eqz(this.state(STATE_QUIET)));
    this.giveUpIf(i32.leS(this.state(STATE_COUNTDOWN), 0));
    // An odd address, or the end of a block, where the instruction may go on elsewhere.
    this.giveUpIf(i32.and(address, 1));
    this.giveUpIf(i32.gtU(i32.and(address, (1 << BLOCK_SHIFT) - 1), (1 << BLOCK_SHIFT) - 4));
    code.set(psw, this.state(STATE_PSW));
    code.set(psw, swapped(psw));
    code.set(byte, i32.load8(host));
    code.if(i32.eq(byte, SVC), () => this.supervisorCall());
    this.giveUpIf(i32.and(psw, PROBLEM_STATE));
    code.if(i32.eq(byte, LPSW), () => this.loadPsw());
    code.if(i32.eq(byte, SSM), () => this.setSystemMask());
    code.if(i32.eq(byte, STNSM), () => this.storeThenMask(i32.and));
    code.if(i32.eq(byte, STOSM), () => this.storeThenMask(i32.or));
    code.return(0);
  }

  /** The first word of the present PSW as it is stored. */
  private pswHigh(code: I32Operand): I32 {
    const { psw } = this;
    const fields = i32.or(
      i32.shl(this.state(STATE_CONDITION_CODE), 12),
      i32.shl(this.state(STATE_PROGRAM_MASK), 8),
    );
    return i32.or(psw, i32.select(i32.and(psw, EXTENDED_CONTROL), fields, code));
  }

  /** SVC: both PSWs are exchanged, as `BareCpu` does it, and what that costs is taken from budget and next poll. */
  private supervisorCall(): void {
    const { code, psw, low: word, high, host, address, byte } = this;
    const lowStorage = this.operand;
    const over = code.i32(this.state(STATE_BUDGET_OVER_POLL));
    const none = toI32(0);
    const leftOver = i32.select(i32.gtS(over, 0), over, none);
    this.giveUpIf(i32.leS(i32.add(this.state(STATE_COUNTDOWN), leftOver), 1 + INTERRUPTION_COST));
    // A poll that is due right behind the instruction comes before the interruption.
    const pollOver = i32.select(i32.ltS(over, 0), i32.sub(0, over), none);
    this.giveUpIf(i32.leS(i32.add(this.state(STATE_COUNTDOWN), pollOver), 1));
    code.set(lowStorage, this.state(STATE_LOW_STORAGE));
    this.giveUpIf(i32.eqz(lowStorage));
    code.set(byte, i32.load8(host, 1));
    this.fetchPsw(lowStorage, low.SVC_OLD_PSW + low.NEW_PSW_DISTANCE);
    this.checkNewPsw();
    const newHigh = code.i32(high);
    const newLow = code.i32(word);
    code.set(high, this.pswHigh(byte));
    code.set(word, i32.and(i32.add(address, 2), 0xffffff));
    code.if(
      i32.and(psw, EXTENDED_CONTROL),
      () => {
        code.store('i32.store16', lowStorage, 2 << 8, low.SVC_ILC);
        code.store('i32.store16', lowStorage, i32.shl(byte, 8), low.SVC_CODE);
      },
      () => {
        const mode = i32.or(
          i32.shl(this.state(STATE_CONDITION_CODE), 28),
          i32.shl(this.state(STATE_PROGRAM_MASK), 24),
        );
        code.set(word, i32.or(word, i32.or(mode, 1 << 30)));
      },
    );
    code.store('i32.store', lowStorage, swapped(high), low.SVC_OLD_PSW);
    code.store('i32.store', lowStorage, swapped(word), low.SVC_OLD_PSW + 4);
    code.set(high, newHigh);
    code.set(word, newLow);
    this.countInstruction();
    this.setState(STATE_COUNTDOWN, i32.sub(this.state(STATE_COUNTDOWN), swapCost(code, over)));
    this.setState(STATE_BUDGET_OVER_POLL, i32.add(over, SWAP_SHIFT));
    this.takePsw();
    code.return(1);
  }

  private loadPsw(): void {
    const { code, host, operand, at } = this;
    this.baseAddress(host);
    this.giveUpIf(i32.and(operand, 7));
    this.fetchBlock();
    this.fetchPsw(at, 0);
    this.checkNewPsw();
    this.countInstruction();
    this.takePsw();
    code.return(1);
  }

  private setSystemMask(): void {
    const { host, at, byte } = this;
    this.giveUpIf(i32.and(i32.load(this.cpu, CPU_CR), SSM_SUPPRESSION));
    this.baseAddress(host);
    this.fetchBlock();
    this.code.set(byte, i32.load8(at));
    this.setMask();
  }

  private storeThenMask(operation: typeof i32.and): void {
    const { code, host, at, byte, psw, operand } = this;
    this.baseAddress(host);
    const maps = i32.add(this.state(STATE_FETCH_MAP), i32.shl(i32.shrU(operand, BLOCK_SHIFT), 2));
    code.set(at, i32.load(maps, STORE_MAP_DISTANCE));
    this.giveUpIf(i32.ltS(at, 0));
    code.set(at, i32.or(at, i32.and(operand, (1 << BLOCK_SHIFT) - 1)));
    code.set(byte, i32.and(operation(i32.shrU(psw, 24), i32.load8(host, 1)), 0xff));
    this.setMask(() => code.store('i32.store8', at, i32.shrU(psw, 24)));
  }

  /** Puts the system mask in `byte` into the PSW; `store` happens when nothing can go wrong any more. */
  private setMask(store: () => void = () => undefined): void {
    const { code, psw, byte, high, low: word, address, maps } = this;
    this.giveUpIf(
      i32.and(i32.ne(i32.and(psw, EXTENDED_CONTROL), 0), i32.ne(i32.and(byte, EC_MASK_NOT_HERE), 0)),
    );
    code.set(high, i32.or(i32.and(psw, 0x00ffffff), i32.shl(byte, 24)));
    this.giveUpIfOpened();
    code.set(maps, this.context(high));
    this.giveUpIf(i32.eqz(maps));
    store();
    code.set(word, i32.and(i32.add(address, 4), 0xffffff));
    this.countInstruction();
    this.setState(STATE_INSTRUCTION_ADDRESS, word);
    this.takeFlags(high);
    code.return(1);
  }

  /** `operand` becomes D(B) of the instruction. */
  private baseAddress(host: Local): void {
    const { code, cpu, operand, at } = this;
    code.set(operand, i32.or(i32.shl(i32.load8(host, 2), 8), i32.load8(host, 3)));
    code.set(at, i32.shrU(operand, 12));
    code.set(operand, i32.and(operand, 0xfff));
    code.if(at, () => {
      const base = i32.load(i32.add(cpu, i32.shl(at, 2)), CPU_GPR);
      code.set(operand, i32.and(i32.add(operand, base), 0xffffff));
    });
  }

  /** `at` becomes the host offset of `operand`, which is fetched. */
  private fetchBlock(): void {
    const { code, operand, at } = this;
    code.set(at, i32.load(i32.add(this.state(STATE_FETCH_MAP), i32.shl(i32.shrU(operand, BLOCK_SHIFT), 2))));
    this.giveUpIf(i32.ltS(at, 0));
    code.set(at, i32.or(at, i32.and(operand, (1 << BLOCK_SHIFT) - 1)));
  }

  /** `high` and `low` become the PSW in storage. */
  private fetchPsw(host: Local, offset: number): void {
    const { code, high, low: word } = this;
    code.set(high, i32.load(host, offset));
    code.set(high, swapped(high));
    code.set(word, i32.load(host, offset + 4));
    code.set(word, swapped(word));
  }

  /**
   * Gives up for a PSW that waits, is not valid, wants PER or the secondary space, or whose maps are not known. `maps`
   * becomes its fetch map. A PSW with the masks, the key and the modes of the present one is fit as that one is, and
   * opens nothing.
   */
  private checkNewPsw(): void {
    const { code, psw, high, low: word, maps } = this;
    code.if(
      i32.and(i32.xor(high, psw), SAME_CONTEXT),
      () => this.checkOtherPsw(),
      () => {
        code.if(i32.and(high, EXTENDED_CONTROL), () => {
          this.giveUpIf(i32.or(i32.and(high, EC_NOT_HERE), i32.shrU(word, 24)));
        });
        code.set(maps, this.state(STATE_FETCH_MAP));
      },
    );
  }

  private checkOtherPsw(): void {
    const { code, high, low: word, maps } = this;
    this.giveUpIf(i32.and(high, WAIT));
    code.if(i32.and(high, EXTENDED_CONTROL), () => {
      this.giveUpIf(i32.or(i32.and(high, EC_NOT_HERE), i32.shrU(word, 24)));
    });
    this.giveUpIfOpened();
    code.set(maps, this.context(high));
    this.giveUpIf(i32.eqz(maps));
  }

  /** Gives up when something waits for an interruption that the new PSW in `high` lets in. */
  private giveUpIfOpened(): void {
    const { high } = this;
    const masks = i32.and(high, i32.select(i32.and(high, EXTENDED_CONTROL), toI32(EC_OPEN), toI32(BC_OPEN)));
    this.giveUpIf(i32.and(i32.eq(this.state(STATE_QUIET), QUIET_CLOSED), i32.ne(masks, 0)));
  }

  /** Host offset of the fetch map for the key and translation of a PSW; 0 when it is not known. */
  private context(high: Local): I32 {
    const translates = i32.and(
      i32.ne(i32.and(high, EXTENDED_CONTROL), 0),
      i32.ne(i32.and(high, TRANSLATION), 0),
    );
    const index = i32.or(i32.and(i32.shrU(high, 20), 15), i32.shl(translates, 4));
    return i32.load(i32.add(this.cpu, i32.shl(index, 2)), STATE_CONTEXTS);
  }

  private countInstruction(): void {
    this.setState(STATE_COUNTDOWN, i32.sub(this.state(STATE_COUNTDOWN), 1));
  }

  /** The PSW in `high` and `low` becomes the present one. */
  private takePsw(): void {
    const { code, high, low: word } = this;
    this.setState(STATE_INSTRUCTION_ADDRESS, i32.and(word, 0xffffff));
    code.if(
      i32.and(high, EXTENDED_CONTROL),
      () => {
        this.setState(STATE_CONDITION_CODE, i32.and(i32.shrU(high, 12), 3));
        this.setState(STATE_PROGRAM_MASK, i32.and(i32.shrU(high, 8), 15));
      },
      () => {
        this.setState(STATE_CONDITION_CODE, i32.and(i32.shrU(word, 28), 3));
        this.setState(STATE_PROGRAM_MASK, i32.and(i32.shrU(word, 24), 15));
      },
    );
    this.takeFlags(high);
  }

  private takeFlags(high: Local): void {
    this.setState(STATE_FETCH_MAP, this.maps);
    this.code.set(high, i32.and(high, FLAGS));
    this.setState(STATE_PSW, swapped(high));
  }
}

/**
 * Writes into `writer`: does the instruction at `host` and leaves 1 on the stack, or 0, with nothing done, when it does
 * not. In the dispatcher itself, because a call would cost as much as what is done.
 */
export function writeControlOperations(
  writer: FunctionWriter,
  cpu: Local,
  host: Local,
  address: Local,
): void {
  const block = writer.block('i32');
  const code = new Code(writer, { local: (type) => writer.local(type), block });
  new ControlWriter(code, cpu, host, address).write();
  writer.op('unreachable').end();
}
