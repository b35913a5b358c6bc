/**
 * What an emitter of one instruction works with: registers in locals, checked operands in storage, side exits, lazy
 * condition codes.
 *
 * The rule for emitters: everything that can leave the instruction to the interpreter (`fetchOperand`, `storeOperand`,
 * `sideExit`) comes before the first change of a register, of storage or of the condition code. At a side exit nothing
 * of the instruction has happened, and the interpreter, which defines it, executes it.
 */

import {
  BLOCKS,
  BLOCK_SHIFT,
  BLOCK_SIZE,
  CODE_LINE_SHIFT,
  CPU_FPR,
  CPU_GPR,
  STATE_CONDITION_CODE,
  STATE_COUNTDOWN,
  STATE_FETCH_MAP,
  STATE_INSTRUCTION_ADDRESS,
  STATE_PROGRAM_MASK,
  STORE_MAP_DISTANCE,
  WRITABLE_MAP_DISTANCE,
} from '../layout.js';
import {
  CONDITION_KIND_COUNT,
  CONDITION_KINDS,
  ConditionCodeWriter,
  isBinary,
  type ConditionKind,
} from './condition-code.js';
import { changedRegisters, type Constants, type KnownAddress } from './constants.js';
import type { DecodedInstruction, StorageOperand } from './decode.js';
import { REGION_INTERPRETS, REGION_REFUSED } from './region.js';
import type { FunctionWriter, Label } from './wasm/function-writer.js';
import { FunctionWriter as Writer } from './wasm/function-writer.js';
import type { ValueType } from './wasm/opcodes.js';

/** The region's parameter: host offset of the CPU's part. */
const CPU = 0;

/** Fields of the number that a way out of the region leaves: kind of condition code, result, instructions not executed, displacement in halfwords from the entry. */
const EXIT_RESULT_SHIFT = 4;
const EXIT_COUNT_SHIFT = 6;
const EXIT_DISPLACEMENT_SHIFT = 13;
/** Most instructions of a basic block: what the count of an exit can say. */
export const LONGEST_BLOCK = 127;
const LARGEST_DISPLACEMENT = 1 << (31 - EXIT_DISPLACEMENT_SHIFT);

/** The condition code's kind is in a local: ways with different kinds met here. */
export const MIXED = -1;

/** Bytes of storage at a host address: the value of a local (or 0) and a constant. */
export interface HostOperand {
  /** Local with the first part of the address; undefined when the constant is all of it. */
  readonly local: number | undefined;
  readonly offset: number;
}

/** A local with the length of an operand less one, as it stands in an instruction (0 to 255). */
export interface LengthCode {
  readonly local: number;
}

/** Emits one instruction. */
export type Emit = (e: RegionEmitter, i: DecodedInstruction) => void;

/** What a region is emitted for. */
export interface EmissionContext {
  readonly entry: number;
  readonly codeMapBias: number;
  readonly programMask: number;
  /** General registers at the entry, for the guards. */
  readonly gpr: Int32Array;
}

/** A block of storage at a constant logical address. */
export interface ConstantBlock {
  readonly logical: number;
  readonly store: boolean;
  readonly local: number;
  /** Stretches that are stored into: offset in the block and length. */
  readonly stretches: { readonly offset: number; readonly length: number }[];
}

/** Emits the code of one region. */
export class RegionEmitter {
  readonly f: FunctionWriter = new Writer(['i32']);
  /** The program mask at every point of the region: it is looked at once at the entry. */
  readonly programMask: number;

  private readonly conditionA = this.f.local('i32');
  private readonly conditionB = this.f.local('i32');
  private readonly mixedKind = this.f.local('i32');
  private readonly countdown = this.f.local('i32');
  private readonly fetchMap = this.f.local('i32');
  private readonly exitCode = this.f.local('i32');
  private readonly exitAddress = this.f.local('i32');
  private readonly code: ConditionCodeWriter;
  private kind: ConditionKind | typeof MIXED = CONDITION_KINDS.value;
  private readonly kindsUsed = new Set<ConditionKind>();

  private readonly gprLocals = new Array<number>(16).fill(-1);
  private readonly fprLocals = new Array<number>(8).fill(-1);
  private gprChanged = 0;
  private fprChanged = 0;

  private readonly scratchLocals: Record<ValueType, number[]> = { i32: [], i64: [], f64: [], v128: [] };
  private readonly scratchUsed: Record<ValueType, number> = { i32: 0, i64: 0, f64: 0, v128: 0 };

  private readonly blocks = new Map<string, ConstantBlock>();
  /** Constant blocks that need no second look here. */
  private checked = new Set<ConstantBlock>();

  private constants: Constants | undefined;
  private sources = 0;
  private instruction: DecodedInstruction | undefined;
  private allowed = 0;
  private changed = false;
  /** Instructions of the basic block from the present one to its end. */
  private remaining = 0;

  private readonly leaving: Label;
  private readonly finishing: Label;

  constructor(private readonly context: EmissionContext) {
    this.programMask = context.programMask;
    this.code = new ConditionCodeWriter(this.f, this.conditionA, this.conditionB);
    this.leaving = this.f.block();
    this.finishing = this.f.block('i32');
  }

  // ---- registers ----

  /** Pushes general register `r`. */
  getGpr(r: number): void {
    this.f.get(this.gprLocal(r));
  }

  /** Pops general register `r`. */
  setGpr(r: number): void {
    if ((this.allowed & (0x8000 >> r)) === 0) {
      throw new Error(`${this.instruction?.mnemonic} is not known to change register ${r}`);
    }
    this.changed = true;
    this.gprChanged |= 0x8000 >> r;
    this.f.set(this.gprLocal(r));
  }

  /** Pushes floating-point register `r` (0, 2, 4, 6) as an i64; a short operand is its high word. */
  getFpr(r: number): void {
    this.f.get(this.fprLocal(r));
  }

  /** Pops floating-point register `r` as an i64. */
  setFpr(r: number): void {
    this.changed = true;
    this.fprChanged |= 1 << r;
    this.f.set(this.fprLocal(r));
  }

  /** A local of this type, for use until the end of the instruction. */
  scratch(type: ValueType): number {
    const locals = this.scratchLocals[type];
    const at = this.scratchUsed[type]++;
    if (at === locals.length) locals.push(this.f.local(type));
    return locals[at];
  }

  // ---- operands ----

  /** Pushes the second byte of the instruction (I2 or lengths), with what an EXECUTE puts into it. */
  pushSecondByte(i: DecodedInstruction): void {
    const { f } = this;
    if (i.executeRegister === 0) {
      f.i32(i.i2);
      return;
    }
    this.getGpr(i.executeRegister);
    f.i32(0xff).op('i32.and');
    if (i.i2 !== 0) f.i32(i.i2).op('i32.or');
  }

  /** The operand's logical address, if it is constant. The region is guarded so that it is. */
  constantAddress(operand: StorageOperand): number | undefined {
    const known = this.constants?.address(operand);
    return known === undefined ? undefined : this.useConstant(known);
  }

  /** Pushes the operand's logical address, 24 bits. */
  pushAddress(operand: StorageOperand): void {
    if (!this.pushSum(operand)) this.f.i32(0xffffff).op('i32.and');
  }

  /**
   * Checks that `length` bytes (1 to 2048, or those of a length code) may be fetched and lie together; leaves to the
   * interpreter when not.
   */
  fetchOperand(operand: StorageOperand, length: number | LengthCode): HostOperand {
    return this.access(operand, length, false);
  }

  /** As `fetchOperand`, for bytes that are stored, at most 256: there is no compiled code in them either. */
  storeOperand(operand: StorageOperand, length: number | LengthCode): HostOperand {
    return this.access(operand, length, true);
  }

  /** Pushes the host offset of the fetch map; those for stores are at fixed distances. */
  pushFetchMap(): void {
    this.f.get(this.fetchMap);
  }

  /** See `codeMapBias` in layout.ts. */
  get codeMapBias(): number {
    return this.context.codeMapBias;
  }

  /** Pushes the host address of an operand. */
  pushHost({ local, offset }: HostOperand): void {
    const { f } = this;
    if (local === undefined) {
      f.i32(offset);
      return;
    }
    f.get(local);
    if (offset !== 0) f.i32(offset).op('i32.add');
  }

  /** Pushes the byte at `displacement` in the operand, unsigned. */
  loadByte(host: HostOperand, displacement = 0): void {
    this.load('i32.load8_u', host, displacement);
  }

  /** Pushes a halfword, sign-extended. */
  loadHalf(host: HostOperand, displacement = 0): void {
    const { f } = this;
    this.load('i32.load16_u', host, displacement);
    const raw = this.scratch('i32');
    f.tee(raw).i32(24).op('i32.shl').i32(16).op('i32.shr_s').get(raw).i32(8).op('i32.shr_u').op('i32.or');
  }

  /** Pushes a word. */
  loadWord(host: HostOperand, displacement = 0): void {
    this.load('i32.load', host, displacement);
    this.swapWord();
  }

  /** Pushes a doubleword as an i64. */
  loadLong(host: HostOperand, displacement = 0): void {
    this.load('i64.load', host, displacement);
    this.swapLong();
  }

  /** Stores the last byte of what `push` pushes (an i32). */
  storeByte(host: HostOperand, push: () => void, displacement = 0): void {
    this.store('i32.store8', host, displacement, push);
  }

  storeHalf(host: HostOperand, push: () => void, displacement = 0): void {
    this.store('i32.store16', host, displacement, () => {
      push();
      const value = this.scratch('i32');
      this.f.tee(value).i32(8).op('i32.shl').get(value).i32(8).op('i32.shr_u').i32(0xff).op('i32.and');
      this.f.op('i32.or');
    });
  }

  storeWord(host: HostOperand, push: () => void, displacement = 0): void {
    this.store('i32.store', host, displacement, () => {
      push();
      this.swapWord();
    });
  }

  /** Stores an i64. */
  storeLong(host: HostOperand, push: () => void, displacement = 0): void {
    this.store('i64.store', host, displacement, () => {
      push();
      this.swapLong();
    });
  }

  /** Reverses the bytes of the i32 on the stack: storage is big-endian. */
  swapWord(): void {
    const { f } = this;
    const value = this.scratch('i32');
    f.tee(value).i32(8).op('i32.rotl').i32(0x00ff00ff).op('i32.and');
    f.get(value).i32(24).op('i32.rotl').i32(-0x00ff0100).op('i32.and').op('i32.or');
  }

  /** Reverses the bytes of the i64 on the stack. */
  swapLong(): void {
    const { f } = this;
    const value = this.scratch('i64');
    const halves = 0x00ff00ff00ff00ffn;
    f.set(value);
    f.get(value).i64(8n).op('i64.shr_u').i64(halves).op('i64.and');
    f.get(value).i64(halves).op('i64.and').i64(8n).op('i64.shl').op('i64.or').set(value);
    const words = 0x0000ffff0000ffffn;
    f.get(value).i64(16n).op('i64.shr_u').i64(words).op('i64.and');
    f.get(value).i64(words).op('i64.and').i64(16n).op('i64.shl').op('i64.or').i64(32n).op('i64.rotl');
  }

  // ---- ways out ----

  /** Pops a number: the interpreter executes the instruction if it is not zero. */
  sideExit(): void {
    this.f.if();
    this.giveUp();
    this.f.end();
  }

  /** The interpreter executes the instruction. What is emitted behind this is never executed. */
  leave(): void {
    this.giveUp();
    this.kind = CONDITION_KINDS.value;
  }

  // ---- condition code ----

  /** Sets the condition code from one or two numbers on the stack, A below B: see `CONDITION_KINDS`. */
  setCondition(kind: ConditionKind): void {
    this.changed = true;
    if (isBinary(kind)) this.f.set(this.conditionB);
    this.f.set(this.conditionA);
    this.kind = kind;
  }

  /** Pushes the condition code. */
  pushConditionCode(): void {
    this.code.pushValue(this.knownKind());
  }

  /** Pushes a number that is not zero when BC with this mask branches. */
  pushConditionTest(mask: number): void {
    this.code.pushTest(this.knownKind(), mask);
  }

  /** Calls a function of the library; arguments are on the stack. */
  callLibrary(name: string): void {
    this.f.callNamed(name);
  }

  // ---- for the region compiler ----

  /** Begins an instruction: what is known before it, and how many of its block are not behind it. */
  beginInstruction(i: DecodedInstruction, constants: Constants, remaining: number): void {
    this.instruction = i;
    this.constants = constants;
    this.remaining = remaining;
    this.changed = false;
    this.allowed = changedRegisters(i);
    this.scratchUsed.i32 = 0;
    this.scratchUsed.i64 = 0;
    this.scratchUsed.f64 = 0;
    this.scratchUsed.v128 = 0;
  }

  /** The constant; the registers that it rests on are looked at when the region is entered. */
  useConstant({ value, sources }: KnownAddress): number {
    this.sources |= sources;
    return value;
  }

  /** What is known here of condition code and checked blocks. */
  get knowledge(): Knowledge {
    return { kind: this.kind, checked: new Set(this.checked) };
  }

  /** Goes on at a place where this is known. */
  resume(knowledge: Knowledge): void {
    this.kind = knowledge.kind;
    this.checked = new Set(knowledge.checked);
  }

  /** Makes the condition code's kind that of a place where several ways meet. */
  joinCondition(valueWanted: boolean): void {
    const { f } = this;
    if (this.kind === MIXED) return;
    if (!valueWanted) {
      f.i32(this.kind).set(this.mixedKind);
      this.kindsUsed.add(this.kind);
      return;
    }
    if (this.kind === CONDITION_KINDS.value) return;
    this.code.pushValue(this.kind);
    f.set(this.conditionA);
  }

  /** Begins a place where several ways meet, each of which called `joinCondition`. */
  enterJoin(valueWanted: boolean): void {
    this.kind = valueWanted ? CONDITION_KINDS.value : MIXED;
  }

  /** Counts a block's instructions; at places that `least` is given for, leaves unless that many may still be executed. */
  count(address: number, instructions: number, least: number): void {
    const { f } = this;
    if (least > 0) {
      f.get(this.countdown).i32(least).op('i32.lt_s').if();
      this.exit(address, REGION_INTERPRETS, 0);
      f.end();
    }
    if (instructions > 0) f.get(this.countdown).i32(instructions).op('i32.sub').set(this.countdown);
  }

  /** Leaves the region at a known address; `uncounted` instructions that were counted are not executed. */
  exit(address: number, result: number, uncounted: number): void {
    const { f } = this;
    const displacement = (address - this.context.entry) >> 1;
    const constant = (result << EXIT_RESULT_SHIFT) | (uncounted << EXIT_COUNT_SHIFT);
    if (Math.abs(displacement) >= LARGEST_DISPLACEMENT || (address & 1) !== 0) {
      f.i32(address).set(this.exitAddress);
      this.exitDynamic(result, uncounted);
      return;
    }
    this.pushExitCode(constant | (displacement << EXIT_DISPLACEMENT_SHIFT));
    f.br(this.finishing);
  }

  /** Pops the logical address at which `exitDynamic` leaves the region. */
  setExitAddress(): void {
    this.f.set(this.exitAddress);
  }

  /** Pushes a number that is not zero when `setExitAddress` had this address. */
  pushExitsAt(address: number): void {
    this.f.get(this.exitAddress).i32(address).op('i32.eq');
  }

  /** Leaves the region at the address of `setExitAddress`. */
  exitDynamic(result: number, uncounted = 0): void {
    const { f } = this;
    if (uncounted > 0) f.get(this.countdown).i32(uncounted).op('i32.add').set(this.countdown);
    this.pushExitCode(result << EXIT_RESULT_SHIFT);
    f.set(this.exitCode).br(this.leaving);
  }

  /** Ends the function. `codeBlocks` are host offsets by logical block that the region's code must have. */
  finish(codeBlocks: ReadonlyMap<number, number>): FunctionWriter {
    const { f, exitCode } = this;
    f.op('unreachable').end();
    f.tee(exitCode).i32(EXIT_DISPLACEMENT_SHIFT).op('i32.shr_s').i32(1).op('i32.shl');
    f.i32(this.context.entry).op('i32.add').set(this.exitAddress);
    f.get(exitCode).i32(EXIT_COUNT_SHIFT).op('i32.shr_u').i32(LONGEST_BLOCK).op('i32.and');
    f.get(this.countdown).op('i32.add').set(this.countdown);
    f.end();
    this.writeBack();
    f.get(exitCode).i32(EXIT_RESULT_SHIFT).op('i32.shr_u').i32(3).op('i32.and');
    this.enter(codeBlocks);
    return f;
  }

  // ---- private ----

  private giveUp(): void {
    const { instruction } = this;
    if (instruction === undefined) throw new Error('no instruction');
    if (this.changed) throw new Error(`${instruction.mnemonic} leaves the region after a change`);
    this.exit(instruction.address, REGION_INTERPRETS, this.remaining);
  }

  private knownKind(): ConditionKind {
    if (this.kind === MIXED) throw new Error('the kind of the condition code is not known here');
    return this.kind;
  }

  private gprLocal(r: number): number {
    if (this.gprLocals[r] < 0) this.gprLocals[r] = this.f.local('i32');
    return this.gprLocals[r];
  }

  private fprLocal(r: number): number {
    if (this.fprLocals[r] < 0) this.fprLocals[r] = this.f.local('i64');
    return this.fprLocals[r];
  }

  private load(
    name: 'i32.load' | 'i32.load8_u' | 'i32.load16_u' | 'i64.load',
    host: HostOperand,
    displacement: number,
  ): void {
    const { f } = this;
    if (host.local === undefined) f.i32(0);
    else f.get(host.local);
    f.memory(name, host.offset + displacement);
  }

  private store(
    name: 'i32.store' | 'i32.store8' | 'i32.store16' | 'i64.store',
    host: HostOperand,
    displacement: number,
    push: () => void,
  ): void {
    const { f } = this;
    if (host.local === undefined) f.i32(0);
    else f.get(host.local);
    push();
    f.memory(name, host.offset + displacement);
    this.changed = true;
  }

  /** Pushes the sum of an address, with more than 24 bits perhaps. True when it is a constant of 24 bits. */
  private pushSum({ displacement, base, index }: StorageOperand): boolean {
    const { f } = this;
    let pushed = false;
    for (const r of [index, base]) {
      if (r === 0) continue;
      this.getGpr(r);
      if (pushed) f.op('i32.add');
      pushed = true;
    }
    if (!pushed) f.i32(displacement);
    else if (displacement !== 0) f.i32(displacement).op('i32.add');
    return !pushed;
  }

  private access(operand: StorageOperand, length: number | LengthCode, store: boolean): HostOperand {
    const known = this.constants?.address(operand);
    return known !== undefined && typeof length === 'number' && length <= BLOCK_SIZE
      ? this.constantAccess(this.useConstant(known), length, store)
      : this.variableAccess(operand, length, store);
  }

  /** An operand whose logical address is known: its blocks were looked up at the entry. */
  private constantAccess(address: number, length: number, store: boolean): HostOperand {
    const { f } = this;
    const offset = address & (BLOCK_SIZE - 1);
    const inFirst = Math.min(length, BLOCK_SIZE - offset);
    const first = this.constantBlock(address >>> BLOCK_SHIFT, store, offset, inFirst);
    if (!this.checked.has(first)) {
      f.get(first.local).i32(0).op('i32.lt_s');
      this.sideExit();
      this.checked.add(first);
    }
    if (inFirst < length) {
      const second = this.constantBlock(((address >>> BLOCK_SHIFT) + 1) % BLOCKS, store, 0, length - inFirst);
      f.get(second.local).get(first.local).op('i32.sub').i32(BLOCK_SIZE).op('i32.ne');
      this.sideExit();
    }
    return { local: first.local, offset };
  }

  /** The block at a constant address, of which these bytes are accessed. */
  private constantBlock(logical: number, store: boolean, offset: number, length: number): ConstantBlock {
    const key = `${logical}${store ? 's' : 'f'}`;
    let block = this.blocks.get(key);
    if (block === undefined) {
      block = { logical, store, local: this.f.local('i32'), stretches: [] };
      this.blocks.set(key, block);
    }
    if (store && !block.stretches.some((other) => other.offset === offset && other.length >= length)) {
      block.stretches.push({ offset, length });
    }
    return block;
  }

  private variableAccess(operand: StorageOperand, length: number | LengthCode, store: boolean): HostOperand {
    const { f } = this;
    const entryAddress = this.scratch('i32');
    const inBlock = this.scratch('i32');
    const host = this.scratch('i32');
    const address = this.mayCross(length) ? this.scratch('i32') : inBlock;
    this.pushSum(operand);
    f.tee(address);
    this.pushEntryAddress();
    if (store) f.tee(entryAddress);
    f.memory('i32.load', store ? STORE_MAP_DISTANCE : 0).set(host);
    f.get(address)
      .i32(BLOCK_SIZE - 1)
      .op('i32.and')
      .set(inBlock);
    this.pushMisfit(host, inBlock, length);
    if (store) {
      f.if();
      f.get(entryAddress).memory('i32.load', WRITABLE_MAP_DISTANCE).set(host);
      this.misfit(host, inBlock, address, length, WRITABLE_MAP_DISTANCE);
      this.pushCodeHit(() => f.get(host).get(inBlock).op('i32.add'), length);
      this.sideExit();
      f.end();
    } else this.misfit(host, inBlock, address, length, 0, true);
    f.get(host).get(inBlock).op('i32.add').set(host);
    return { local: host, offset: 0 };
  }

  /** Are operands of this length so likely to cross the end of a block that it pays to look at the next one? */
  private mayCross(length: number | LengthCode): boolean {
    return typeof length !== 'number' || length > 8;
  }

  /** Pops an address; pushes where the fetch map has its block. */
  private pushEntryAddress(): void {
    this.f.i32(9).op('i32.shr_u').i32(0x7ffc).op('i32.and').get(this.fetchMap).op('i32.add');
  }

  /**
   * Leaves when a map has no entry for the first byte, or when the operand goes on in another block whose host offset
   * does not follow. `pushed`: whether it misfits is on the stack already.
   */
  private misfit(
    entry: number,
    inBlock: number,
    address: number,
    length: number | LengthCode,
    map: number,
    pushed = false,
  ): void {
    const { f } = this;
    if (!pushed) this.pushMisfit(entry, inBlock, length);
    if (!this.mayCross(length)) {
      this.sideExit();
      return;
    }
    f.if();
    f.get(entry).i32(0).op('i32.lt_s');
    f.get(address);
    if (typeof length === 'number') f.i32(length - 1);
    else f.get(length.local);
    f.op('i32.add');
    this.pushEntryAddress();
    f.memory('i32.load', map).get(entry).op('i32.sub').i32(BLOCK_SIZE).op('i32.ne').op('i32.or');
    this.sideExit();
    f.end();
  }

  /** Pushes a number that is not zero when a map entry is none, or the operand does not end in its block. */
  private pushMisfit(entry: number, inBlock: number, length: number | LengthCode): void {
    const { f } = this;
    f.get(entry);
    if (typeof length === 'number') {
      if (length > 1)
        f.i32(BLOCK_SIZE - length)
          .get(inBlock)
          .op('i32.sub')
          .op('i32.or');
    } else {
      f.i32(BLOCK_SIZE - 1)
        .get(length.local)
        .op('i32.sub')
        .get(inBlock)
        .op('i32.sub')
        .op('i32.or');
    }
    f.i32(0).op('i32.lt_s');
  }

  /** Pushes a number that is not zero when compiled code depends on the bytes at a host address. */
  private pushCodeHit(pushHost: () => void, length: number | LengthCode): void {
    const { f } = this;
    const host = this.scratch('i32');
    const words = (): void => {
      f.get(host).i32(4).op('i32.shr_u').i32(-4).op('i32.and');
    };
    pushHost();
    f.set(host);
    if (typeof length === 'number' && length <= 1 << CODE_LINE_SHIFT) {
      words();
      f.memory('i64.load', this.context.codeMapBias);
      f.get(host).i32(1).op('i32.shr_u').i32(31).op('i32.and').op('i64.extend_i32_u').op('i64.shr_u');
      f.i64((1n << BigInt((length + 1) >>> 1)) - 1n);
      if (length % 2 === 0) {
        // One halfword more at an odd address.
        f.get(host)
          .i32(1)
          .op('i32.and')
          .op('i64.extend_i32_u')
          .i64(BigInt(length >>> 1))
          .op('i64.shl')
          .op('i64.or');
      }
      f.op('i64.and').i64(0n).op('i64.ne');
      return;
    }
    // Long operands: any code in the five lines that 256 bytes can touch.
    words();
    f.memory('i64.load', this.context.codeMapBias);
    words();
    f.memory('i64.load', this.context.codeMapBias + 8).op('i64.or');
    words();
    f.memory('i32.load', this.context.codeMapBias + 16)
      .op('i64.extend_i32_u')
      .op('i64.or');
    f.i64(0n).op('i64.ne');
  }

  private pushExitCode(constant: number): void {
    const { f } = this;
    if (this.kind === MIXED) f.i32(constant).get(this.mixedKind).op('i32.or');
    else {
      this.kindsUsed.add(this.kind);
      f.i32(constant | this.kind);
    }
  }

  /** Registers, condition code, countdown and instruction address go back to the CPU's part. */
  private writeBack(): void {
    const { f } = this;
    for (let r = 0; r < 16; r++) {
      if ((this.gprChanged & (0x8000 >> r)) === 0) continue;
      f.get(CPU)
        .get(this.gprLocals[r])
        .memory('i32.store', CPU_GPR + 4 * r);
    }
    for (let r = 0; r < 8; r++) {
      if ((this.fprChanged & (1 << r)) === 0) continue;
      f.get(CPU)
        .get(this.fprLocals[r])
        .i64(32n)
        .op('i64.rotl')
        .memory('i64.store', CPU_FPR + 4 * r);
    }
    f.get(CPU).get(this.exitAddress).memory('i32.store', STATE_INSTRUCTION_ADDRESS);
    f.get(CPU).get(this.countdown).memory('i32.store', STATE_COUNTDOWN);
    f.get(CPU);
    this.pushExitCondition();
    f.memory('i32.store', STATE_CONDITION_CODE);
  }

  private pushExitCondition(): void {
    const { f, kindsUsed } = this;
    const kinds = [...kindsUsed].sort((a, b) => a - b);
    if (kinds.length <= 1) {
      this.code.pushValue(kinds[0] ?? CONDITION_KINDS.value);
      return;
    }
    const out = f.block('i32');
    const labels = kinds.map(() => f.block());
    const byKind: Label[] = [];
    // The last block opened is the first that ends.
    for (let kind = 0; kind < CONDITION_KIND_COUNT; kind++) {
      const at = kinds.indexOf(kind as ConditionKind);
      byKind.push(labels[labels.length - 1 - Math.max(at, 0)]);
    }
    f.get(this.exitCode)
      .i32((1 << EXIT_RESULT_SHIFT) - 1)
      .op('i32.and')
      .brTable(byKind, byKind[kinds[0]]);
    for (const kind of kinds) {
      f.end();
      this.code.pushValue(kind);
      f.br(out);
    }
    f.op('unreachable').end();
  }

  /** The code at the entry: guards, then registers and blocks into locals. */
  private enter(codeBlocks: ReadonlyMap<number, number>): void {
    const f = this.f.prologue();
    f.get(CPU).memory('i32.load', STATE_FETCH_MAP).set(this.fetchMap);
    this.guard(f, codeBlocks);
    for (let r = 0; r < 16; r++) {
      if (this.gprLocals[r] >= 0)
        f.get(CPU)
          .memory('i32.load', CPU_GPR + 4 * r)
          .set(this.gprLocals[r]);
    }
    for (let r = 0; r < 8; r++) {
      if (this.fprLocals[r] < 0) continue;
      f.get(CPU)
        .memory('i64.load', CPU_FPR + 4 * r)
        .i64(32n)
        .op('i64.rotl')
        .set(this.fprLocals[r]);
    }
    f.get(CPU).memory('i32.load', STATE_COUNTDOWN).set(this.countdown);
    f.get(CPU).memory('i32.load', STATE_CONDITION_CODE).set(this.conditionA);
    for (const block of this.blocks.values()) this.enterBlock(f, block);
  }

  private guard(f: FunctionWriter, codeBlocks: ReadonlyMap<number, number>): void {
    f.get(CPU).memory('i32.load', STATE_PROGRAM_MASK).i32(this.programMask).op('i32.xor');
    for (let r = 0; r < 16; r++) {
      if ((this.sources & (0x8000 >> r)) === 0) continue;
      f.get(CPU)
        .memory('i32.load', CPU_GPR + 4 * r)
        .i32(this.context.gpr[r])
        .op('i32.xor');
      f.i32(8).op('i32.shl').op('i32.or');
    }
    for (const [logical, host] of codeBlocks) {
      f.get(this.fetchMap)
        .memory('i32.load', 4 * logical)
        .i32(host)
        .op('i32.xor')
        .op('i32.or');
    }
    f.if();
    f.i32(REGION_REFUSED).op('return').end();
  }

  /** A block that is stored into has no host offset when compiled code depends on what is stored. */
  private enterBlock(f: FunctionWriter, { logical, store, local, stretches }: ConstantBlock): void {
    f.get(this.fetchMap)
      .memory('i32.load', 4 * logical + (store ? WRITABLE_MAP_DISTANCE : 0))
      .set(local);
    if (!store) return;
    f.get(local)
      .get(this.fetchMap)
      .memory('i32.load', 4 * logical + STORE_MAP_DISTANCE)
      .op('i32.ne')
      .if();
    f.get(local).i32(0).op('i32.ge_s').if();
    f.i64(0n);
    for (const { offset, length } of stretches) {
      this.pushCodeBits(f, local, offset, length);
      f.op('i64.or');
    }
    f.i64(0n).op('i64.ne').if();
    f.i32(-1).set(local).end();
    f.end().end();
  }

  /** Pushes the bits of the code map for a stretch of a block at a constant place. */
  private pushCodeBits(f: FunctionWriter, local: number, offset: number, length: number): void {
    let pushed = false;
    for (let at = offset & ~1; at < offset + length;) {
      const line = at >>> CODE_LINE_SHIFT;
      const end = Math.min(offset + length, (line + 1) << CODE_LINE_SHIFT);
      const halfwords = (end - at + 1) >>> 1;
      const bits = ((1n << BigInt(halfwords)) - 1n) << BigInt((at >>> 1) & 31);
      f.get(local)
        .i32(4)
        .op('i32.shr_u')
        .memory('i64.load32_u', this.context.codeMapBias + 4 * line);
      f.i64(bits).op('i64.and');
      if (pushed) f.op('i64.or');
      pushed = true;
      at = (line + 1) << CODE_LINE_SHIFT;
    }
  }
}

/** What is known at a place of the code being written. */
export interface Knowledge {
  readonly kind: ConditionKind | typeof MIXED;
  readonly checked: ReadonlySet<ConstantBlock>;
}
