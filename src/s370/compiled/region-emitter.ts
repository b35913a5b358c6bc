/**
 * What an emitter of one instruction works with: registers in locals, checked operands in storage, side exits, lazy
 * condition codes.
 *
 * The rule for emitters: everything that can leave the instruction to the interpreter (`fetchOperand`, `storeOperand`,
 * `sideExit`) comes before the first change of a register, of storage or of the condition code. At a side exit nothing
 * of the instruction has happened, and the interpreter, which defines it, executes it.
 */

import {
  CPU_FPR,
  CPU_GPR,
  STATE_CONDITION_CODE,
  STATE_COUNTDOWN,
  STATE_FETCH_MAP,
  STATE_INSTRUCTION_ADDRESS,
  STATE_PROGRAM_MASK,
} from '../layout.js';
import {
  CONDITION_KIND_COUNT,
  CONDITION_KINDS,
  ConditionCodeWriter,
  isBinary,
  type ConditionKind,
} from './condition-code.js';
import type { DecodedInstruction } from './decode.js';
import { REGION_INTERPRETS, REGION_REFUSED, type RegionEntry } from './region.js';
import { RegionOperands, type ConstantBlock } from './region-operands.js';
import { CPU } from './region-registers.js';
import { spread, SPREAD_SHIFT } from './spread.js';
import type { FunctionWriter, Label } from './wasm/function-writer.js';

/** Fields of the number that a way out of the region leaves: kind of condition code, result, instructions not executed, displacement in halfwords from the entry. */
const EXIT_RESULT_SHIFT = 4;
const EXIT_COUNT_SHIFT = 6;
const EXIT_DISPLACEMENT_SHIFT = 13;
/** Most instructions of a basic block: what the count of an exit can say. */
export const LONGEST_BLOCK = 127;
const LARGEST_DISPLACEMENT = 1 << (31 - EXIT_DISPLACEMENT_SHIFT);

/** The condition code's kind is in a local: ways with different kinds met here. */
export const MIXED = -1;

/** Emits one instruction. */
export type Emit = (e: RegionEmitter, i: DecodedInstruction) => void;

/** What a region is emitted for. */
export interface EmissionContext {
  readonly entry: number;
  readonly codeMapBias: number;
  readonly programMask: number;
  /** Where the region is entered, and what registers may be taken to have there. */
  readonly entries: readonly RegionEntry[];
}

/** Emits the code of one region. */
export class RegionEmitter extends RegionOperands {
  /** The program mask in the present block: at the entry of the region it is looked at, and only LPSW and SVC change it. */
  programMask: number;

  private readonly conditionA = this.f.local('i32');
  private readonly conditionB = this.f.local('i32');
  private readonly mixedKind = this.f.local('i32');
  /** Local with the instructions that may still be executed, those of the present block taken off. */
  readonly countdownLocal = this.f.local('i32');
  private exchanged: number | undefined = undefined;
  private readonly exitCode = this.f.local('i32');
  private readonly exitAddress = this.f.local('i32');
  private readonly code: ConditionCodeWriter;
  private kind: ConditionKind | typeof MIXED = CONDITION_KINDS.value;
  private readonly kindsUsed = new Set<ConditionKind>();

  private readonly leaving: Label;
  private readonly finishing: Label;

  constructor(private readonly context: EmissionContext) {
    super(context.codeMapBias);
    this.programMask = context.programMask;
    this.code = new ConditionCodeWriter(this.f, this.conditionA, this.conditionB);
    this.leaving = this.f.block();
    this.finishing = this.f.block('i32');
  }

  // ---- ways out ----

  /** Pops a number: the interpreter executes the instruction if it is not zero. */
  sideExit(): void {
    this.f.ifUnlikely();
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

  /** What is known here of condition code and checked blocks. */
  get knowledge(): Knowledge {
    return { kind: this.kind, checked: new Set(this.checked), copied: this.copied };
  }

  /** Goes on at a place where this is known. */
  resume(knowledge: Knowledge): void {
    this.kind = knowledge.kind;
    this.checked = new Set(knowledge.checked);
    this.copied = knowledge.copied;
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
    this.copied = 0;
  }

  /** Counts a block's instructions; at places that `least` is given for, leaves unless that many may still be executed. */
  count(address: number, instructions: number, least: number): void {
    const { f } = this;
    if (least > 0) {
      f.get(this.countdownLocal).i32(least).op('i32.lt_s').ifUnlikely();
      this.exit(address, REGION_INTERPRETS, 0);
      f.end();
    }
    if (instructions > 0) f.get(this.countdownLocal).i32(instructions).op('i32.sub').set(this.countdownLocal);
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

  /** Local for what LPSW has loaded, from there to where the block goes on. */
  exchangedLocal(): number {
    return (this.exchanged ??= this.f.local('i32'));
  }

  /** Chooses where the next gate leads to. At the entry of the region that is the instruction address. */
  choose(address: number): void {
    this.f.i32(address).set(this.exitAddress);
  }

  /** Pushes a number that is not zero when this address was chosen. */
  pushChosen(address: number): void {
    this.pushExitsAt(address);
  }

  /** Goes to the label that belongs to the chosen one of these addresses. */
  goToChosen(addresses: readonly number[], labels: readonly Label[]): void {
    const { f } = this;
    const { multiplier, table } = spread(addresses);
    f.get(this.exitAddress).i32(multiplier).op('i32.mul').i32(SPREAD_SHIFT).op('i32.shr_u');
    f.brTable(
      table.map((index) => labels[Math.max(index, 0)]),
      labels[0],
    );
  }

  /** Leaves at the chosen address unless `least` instructions may still be executed. */
  countChosen(least: number): void {
    const { f } = this;
    f.get(this.countdownLocal).i32(least).op('i32.lt_s').ifUnlikely();
    this.exitDynamic(REGION_INTERPRETS);
    f.end();
  }

  /** Leaves the region at the address of `setExitAddress`. */
  exitDynamic(result: number, uncounted = 0): void {
    const { f } = this;
    if (uncounted > 0) f.get(this.countdownLocal).i32(uncounted).op('i32.add').set(this.countdownLocal);
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
    f.get(this.countdownLocal).op('i32.add').set(this.countdownLocal);
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
      if ((this.gprChanged & this.kept & (0x8000 >> r)) === 0) continue;
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
    f.get(CPU).get(this.countdownLocal).memory('i32.store', STATE_COUNTDOWN);
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
      if (this.gprLocals[r] >= 0 && (this.kept & (0x8000 >> r)) !== 0)
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
    f.get(CPU).memory('i32.load', STATE_COUNTDOWN).set(this.countdownLocal);
    f.get(CPU).memory('i32.load', STATE_CONDITION_CODE).set(this.conditionA);
    for (const block of this.blocks.values()) this.enterBlock(f, block);
  }

  private guard(f: FunctionWriter, codeBlocks: ReadonlyMap<number, number>): void {
    const { entries, programMask } = this.context;
    f.get(CPU).memory('i32.load', STATE_PROGRAM_MASK).i32(programMask).op('i32.xor');
    if (entries.length === 1) this.pushDifferences(f, entries[0]);
    for (const [logical, host] of codeBlocks) {
      f.get(this.fetchMap)
        .memory('i32.load', 4 * logical)
        .i32(host)
        .op('i32.xor')
        .op('i32.or');
    }
    f.ifUnlikely();
    f.i32(REGION_REFUSED).op('return').end();
    if (entries.length === 1) return;
    f.get(CPU).memory('i32.load', STATE_INSTRUCTION_ADDRESS).set(this.exitAddress);
    const [first, ...others] = this.alikeEntries();
    if (first === undefined) return;
    // Most entries are guarded alike: nobody asks which one it is until a register differs.
    f.i32(0);
    this.pushDifferences(f, first[0]);
    f.ifUnlikely();
    this.refuseAt(f, first);
    f.end();
    for (const alike of others) {
      this.pushIsOneOf(f, alike);
      f.if();
      f.i32(0);
      this.pushDifferences(f, alike[0]);
      f.ifUnlikely();
      f.i32(REGION_REFUSED).op('return').end();
      f.end();
    }
  }

  /** Entries that are guarded, those together that have the same guard; the largest group first. */
  private alikeEntries(): RegionEntry[][] {
    const groups = new Map<string, RegionEntry[]>();
    for (const entry of this.context.entries) {
      const guarded = entry.known & this.sources;
      if (guarded === 0) continue;
      const key = [guarded, ...entry.gpr.filter((_, r) => (guarded & (0x8000 >> r)) !== 0)].join();
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [entry]);
      else group.push(entry);
    }
    return [...groups.values()].sort((a, b) => b.length - a.length);
  }

  private refuseAt(f: FunctionWriter, entries: readonly RegionEntry[]): void {
    this.pushIsOneOf(f, entries);
    f.if();
    f.i32(REGION_REFUSED).op('return').end();
  }

  /** Pushes a number that is not zero when the region is entered at one of these. */
  private pushIsOneOf(f: FunctionWriter, entries: readonly RegionEntry[]): void {
    entries.forEach(({ address }, index) => {
      f.get(this.exitAddress).i32(address).op('i32.eq');
      if (index > 0) f.op('i32.or');
    });
  }

  /** Adds to the number on the stack what registers differ in from the constants of an entry. */
  private pushDifferences(f: FunctionWriter, { known, gpr }: RegionEntry): void {
    for (let r = 0; r < 16; r++) {
      if ((this.sources & known & (0x8000 >> r)) === 0) continue;
      f.get(CPU)
        .memory('i32.load', CPU_GPR + 4 * r)
        .i32(gpr[r])
        .op('i32.xor');
      f.i32(8).op('i32.shl').op('i32.or');
    }
  }
}

/** What is known at a place of the code being written. */
export interface Knowledge {
  readonly kind: ConditionKind | typeof MIXED;
  readonly checked: ReadonlySet<ConstantBlock>;
  /** See `RegionRegisters.copied`. */
  readonly copied: number;
}
