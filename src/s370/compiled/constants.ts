/**
 * Constant propagation over general registers. Only the 24 bits of an address count: base registers are what it is for,
 * and BALR leaves a condition code in the rest. A constant that comes from a register's value at the entry of the region
 * holds as long as that register has it there: the region looks at it once, if the constant was used. One that was loaded
 * from a word in storage (an address constant) holds until something is stored there: the region depends on it as on code.
 */

import { perEffects } from '../instructions/per-effects.js';
import { ADDRESS_MASK } from '../layout.js';
import type { DecodedInstruction, StorageOperand } from './decode.js';

const REGISTERS = 16;
const ALL = 0xffff;

/** A known address, and what it rests on. */
export interface KnownAddress {
  readonly value: number;
  /** Registers (a mask, X'8000' is register 0) whose values at the entry it comes from. */
  readonly sources: number;
  /** Logical address of the word in storage that it comes from, -1 when from none. */
  readonly literal: number;
}

/** What a word in storage holds, if that may be taken for constant. */
export type Literals = (address: number) => number | undefined;

/** Comes from no word in storage. */
const NO_LITERAL = -1;

/** Registers that instructions change besides those that program-event recording always reports. */
const CHANGED_AT_TIMES: Readonly<Record<string, (i: DecodedInstruction) => number>> = {
  TRT: () => 0x6000,
  EDMK: () => 0x4000,
  CS: ({ r1 }) => 0x8000 >> r1,
  CDS: ({ r1 }) => 0xc000 >> r1,
};

/** Every register that an instruction may change, as a mask: X'8000' is register 0. */
export function changedRegisters(i: DecodedInstruction): number {
  const atTimes = CHANGED_AT_TIMES[i.mnemonic];
  if (atTimes !== undefined) return atTimes(i);
  return perEffects(i.mnemonic).registers?.(i.w) ?? 0;
}

/** What is known of the registers at one point. */
export class Constants {
  private constructor(
    /** Registers whose value is known: X'8000' is register 0. */
    private known: number,
    /** Registers whose value may be none that was known anywhere in the region. */
    private foreign: number,
    private readonly values: number[],
    private readonly sources: number[],
    private readonly literals: number[],
  ) {}

  /** Nothing is known. */
  static nothing(): Constants {
    return new Constants(
      0,
      ALL,
      new Array<number>(REGISTERS).fill(0),
      new Array<number>(REGISTERS).fill(0),
      new Array<number>(REGISTERS).fill(NO_LITERAL),
    );
  }

  /** At the entry of a region: the registers have the values of `gpr`, but for those of the mask `variable`. */
  static atEntry(gpr: Int32Array, variable: number): Constants {
    const constants = Constants.nothing();
    constants.known = ALL & ~variable;
    constants.foreign = variable;
    for (let r = 0; r < REGISTERS; r++) {
      constants.values[r] = gpr[r] & ADDRESS_MASK;
      constants.sources[r] = 0x8000 >> r;
    }
    return constants;
  }

  /**
   * Where a call out of the region returns, and the region is entered again: what was known before it but for the
   * registers of the mask `variable`. It rests on what the registers have then.
   */
  atReturn(variable: number): Constants {
    const constants = this.copy();
    constants.known &= ~variable;
    constants.foreign |= variable;
    for (let r = 0; r < REGISTERS; r++) {
      if (constants.literals[r] !== NO_LITERAL) constants.known &= ~(0x8000 >> r);
      constants.sources[r] = 0x8000 >> r;
    }
    return constants;
  }

  /** Registers that are known, and their values: what an entry can be guarded for. */
  get guarded(): { readonly known: number; readonly gpr: Int32Array } {
    return { known: this.known, gpr: Int32Array.from(this.values) };
  }

  copy(): Constants {
    return new Constants(
      this.known,
      this.foreign,
      this.values.slice(),
      this.sources.slice(),
      this.literals.slice(),
    );
  }

  /** The last 24 bits of a register, if they are known. */
  register(r: number): KnownAddress | undefined {
    if ((this.known & (0x8000 >> r)) === 0) return undefined;
    return { value: this.values[r], sources: this.sources[r], literal: this.literals[r] };
  }

  /** The address of an operand, if it is known. */
  address({ displacement, base, index }: StorageOperand): KnownAddress | undefined {
    const needed = (base === 0 ? 0 : 0x8000 >> base) | (index === 0 ? 0 : 0x8000 >> index);
    if ((this.known & needed) !== needed) return undefined;
    let value = displacement;
    let sources = 0;
    let literal = NO_LITERAL;
    for (const r of [base, index]) {
      if (r === 0) continue;
      value += this.values[r];
      sources |= this.sources[r];
      if (this.literals[r] === NO_LITERAL) continue;
      if (literal !== NO_LITERAL && literal !== this.literals[r]) return undefined;
      literal = this.literals[r];
    }
    return { value: value & ADDRESS_MASK, sources, literal };
  }

  /** What is known both here and there. True when that is less than was known here, or rests on more. */
  meet(other: Constants): boolean {
    let changed = (other.foreign & ~this.foreign) !== 0;
    this.foreign |= other.foreign;
    for (let r = 0; r < REGISTERS; r++) {
      const bit = 0x8000 >> r;
      if ((this.known & bit) === 0) continue;
      if (
        (other.known & bit) === 0 ||
        other.values[r] !== this.values[r] ||
        other.literals[r] !== this.literals[r]
      ) {
        this.known &= ~bit;
        changed = true;
      } else if ((other.sources[r] & ~this.sources[r]) !== 0) {
        this.sources[r] |= other.sources[r];
        changed = true;
      }
    }
    return changed;
  }

  /**
   * May the register have what no instruction of the region has left there, as a link that was saved in storage? False
   * when it has one of several values that were known, as the links of several calls.
   */
  isForeign(r: number): boolean {
    const bit = 0x8000 >> r;
    return (this.foreign & bit) !== 0 || ((this.known & bit) !== 0 && this.literals[r] !== NO_LITERAL);
  }

  /** Forgets what comes from words in storage that `forgotten` names. */
  forgetLiterals(forgotten: (literal: number) => boolean): void {
    for (let r = 0; r < REGISTERS; r++) {
      if (this.literals[r] !== NO_LITERAL && forgotten(this.literals[r])) this.forget(0x8000 >> r);
    }
  }

  /** Register `r` is known to have this address, whatever it comes from. */
  assume(r: number, value: number): void {
    this.set(r, { value, sources: 0, literal: NO_LITERAL });
  }

  /** Follows one instruction. */
  execute(i: DecodedInstruction, literals: Literals): void {
    const { mnemonic, r1, r2 } = i;
    switch (mnemonic) {
      case 'LA': {
        const address = this.address(i.operand2);
        return address === undefined ? this.forget(0x8000 >> r1) : this.set(r1, address);
      }
      case 'LR': {
        const source = this.register(r2);
        return source === undefined ? this.forget(0x8000 >> r1) : this.set(r1, source);
      }
      case 'BALR':
      case 'BAL':
      case 'BASR':
      case 'BAS':
        return this.assume(r1, i.next & ADDRESS_MASK);
      case 'SR':
      case 'SLR':
      case 'XR':
        return r1 === r2 ? this.assume(r1, 0) : this.forget(0x8000 >> r1);
      case 'L':
        return this.load(r1, this.address(i.operand2), literals);
      default:
        return this.forget(changedRegisters(i));
    }
  }

  /** LOAD of a word at a known address, itself not from a word in storage. */
  private load(r: number, from: KnownAddress | undefined, literals: Literals): void {
    const value = from === undefined || from.literal !== NO_LITERAL ? undefined : literals(from.value);
    if (from === undefined || value === undefined) this.forget(0x8000 >> r);
    else this.set(r, { value: value & ADDRESS_MASK, sources: from.sources, literal: from.value });
  }

  private set(r: number, { value, sources, literal }: KnownAddress): void {
    this.known |= 0x8000 >> r;
    this.foreign &= ~(0x8000 >> r);
    this.values[r] = value;
    this.sources[r] = sources;
    this.literals[r] = literal;
  }

  private forget(mask: number): void {
    this.known &= ~mask;
    this.foreign |= mask;
  }
}
