/**
 * What an emitter of one instruction knows and changes besides storage: registers in locals, scratch locals, constants
 * that the region is guarded for.
 */

import { CPU_GPR } from '../layout.js';
import { changedRegisters, type Constants, type KnownAddress } from './constants.js';
import type { DecodedInstruction, StorageOperand } from './decode.js';
import { FunctionWriter } from './wasm/function-writer.js';
import type { ValueType } from './wasm/opcodes.js';

/** The region's parameter: host offset of the CPU's part. */
export const CPU = 0;

/** Registers of a region in locals. */
export abstract class RegionRegisters {
  readonly f: FunctionWriter = new FunctionWriter(['i32']);
  /** Locals of the registers that the region uses, -1 of others, and masks of those that it changes. */
  protected readonly gprLocals = new Array<number>(16).fill(-1);
  protected readonly fprLocals = new Array<number>(8).fill(-1);
  protected gprChanged = 0;
  protected fprChanged = 0;
  protected constants: Constants | undefined;
  /** Registers whose values at the entry the region takes for constant: X'8000' is register 0. */
  protected sources = 0;
  protected instruction: DecodedInstruction | undefined;
  /** The instruction has changed something: it cannot be left to the interpreter any more. */
  protected changed = false;
  /** Instructions of the basic block from the present one to its end. */
  protected remaining = 0;
  /** Registers that the instruction may change. */
  private allowed = 0;
  /** Registers that are in locals all through the region; the others are in the CPU's part. */
  protected kept = 0xffff;
  /** Of the others: those whose local has here what is in the CPU's part. */
  protected copied = 0;
  /** Depth of nesting at which the instruction began. */
  private depth = 0;
  private readonly scratchLocals: Record<ValueType, number[]> = { i32: [], i64: [], f64: [], v128: [] };
  private readonly scratchUsed: Record<ValueType, number> = { i32: 0, i64: 0, f64: 0, v128: 0 };

  /** Pushes general register `r`. */
  getGpr(r: number): void {
    const { f } = this;
    const bit = 0x8000 >> r;
    const local = this.gprLocal(r);
    if (((this.kept | this.copied) & bit) !== 0) {
      f.get(local);
      return;
    }
    f.get(CPU).memory('i32.load', CPU_GPR + 4 * r);
    if (f.depth > this.depth) return;
    f.tee(local);
    this.copied |= bit;
  }

  /** Pops general register `r`. */
  setGpr(r: number): void {
    if ((this.allowed & (0x8000 >> r)) === 0) {
      throw new Error(`${this.instruction?.mnemonic} is not known to change register ${r}`);
    }
    const { f } = this;
    const bit = 0x8000 >> r;
    const local = this.gprLocal(r);
    this.changed = true;
    this.gprChanged |= bit;
    f.set(local);
    if ((this.kept & bit) !== 0) return;
    f.get(CPU)
      .get(local)
      .memory('i32.store', CPU_GPR + 4 * r);
    if (f.depth === this.depth) this.copied |= bit;
  }

  /** Chooses the registers that are in locals all through the region. Before anything is emitted. */
  keep(mask: number): void {
    this.kept = mask;
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

  /** Begins an instruction: what is known before it, and how many of its block are not behind it. */
  beginInstruction(i: DecodedInstruction, constants: Constants, remaining: number): void {
    this.instruction = i;
    this.constants = constants;
    this.remaining = remaining;
    this.changed = false;
    this.depth = this.f.depth;
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

  private gprLocal(r: number): number {
    if (this.gprLocals[r] < 0) this.gprLocals[r] = this.f.local('i32');
    return this.gprLocals[r];
  }

  private fprLocal(r: number): number {
    if (this.fprLocals[r] < 0) this.fprLocals[r] = this.f.local('i64');
    return this.fprLocals[r];
  }
}
