/**
 * Composes a case: chooses modes, keys, tables and registers, then takes one instruction after the other and gives
 * each operands that mean something to it, in storage and registers that earlier instructions leave alone.
 */

import { AddressSpace, type Home } from './address-space.js';
import type { Dice } from './dice.js';
import { chooseSpaces, spaceTables } from './dual-space-composers.js';
import {
  LOW_WINDOW,
  MAIN_STORAGE,
  SANDBOX_BLOCKS,
  SECOND_PREFIX,
  BLOCK,
  type MachineCase,
  type Patch,
} from './machine-case.js';
import { commonExponent, floatRegisters } from './operand-values.js';

/** What the caller wants of a case. */
export interface ComposeOptions {
  /** Instructions; the last may clobber anything. */
  readonly length: number;
  /** Translation tables must be there even with DAT off (LRA, SSM …). */
  readonly tables: boolean;
  /** Make program-event recording possible. */
  readonly per: boolean;
  /** The instructions need supervisor state to do anything. */
  readonly privileged: boolean;
  /** The instructions are about dual address spaces. */
  readonly spaces?: boolean;
  /** No instruction makes the secondary space that of instructions: it may be another one. */
  readonly primaryOnly?: boolean;
}

const EC = 0x00080000;
const CODE_ROOM = 192;
/** Where branches go that leave the instructions: distance from the first. */
const LANDING = 160;

export class Composer {
  readonly gpr = new Int32Array(16);
  readonly cr = new Int32Array(16);
  readonly fpr: Int32Array;
  readonly patches: Patch[] = [];
  readonly space: AddressSpace;
  readonly exponent: number;
  readonly extendedControl: boolean;
  readonly dat: boolean;
  readonly problem: boolean;
  readonly key: number;
  /** No instruction can do harm outside of the sandbox, whatever registers hold. */
  readonly harmless: boolean;
  readonly prefix: number;
  /** Logical address of the first instruction. */
  readonly codeStart: number;
  /** Instructions so far, and one that is being made. */
  readonly instructions: Uint8Array[] = [];
  private codeLength = 0;
  /** Registers whose value instructions rely on, with that value. */
  private readonly taken = new Map<number, number>();
  private readonly modified = new Set<number>();
  private readonly dataHomes: readonly Home[];
  private readonly systemMask: number;
  private readonly keys = new Uint8Array(SANDBOX_BLOCKS);
  /** The instruction that is being made is the last one. */
  last = true;
  /** Some instruction may have changed a register that others rely on. */
  clobbered = false;
  /** The instruction that is being made is the subject of EXECUTE. */
  private apart = false;

  constructor(
    readonly dice: Dice,
    readonly options: ComposeOptions,
  ) {
    const mode = dice.below(100);
    this.extendedControl = mode >= (options.spaces === true ? 8 : 45) || options.per;
    this.dat = this.extendedControl && (mode >= 62 || options.spaces === true);
    this.problem = dice.chance(options.privileged ? 8 : 30);
    this.key = dice.chance(55) ? 0 : 1 + dice.below(15);
    this.prefix = dice.chance(15) ? SECOND_PREFIX : 0;
    this.harmless = this.dat || this.key !== 0;
    this.space = this.dat
      ? AddressSpace.virtual(dice, options.spaces)
      : AddressSpace.real(dice, options.tables);
    this.patches.push(...this.space.patches);
    this.dataHomes = this.space.homes.slice(0, 2);
    for (let r = 0; r < 16; r++) this.gpr[r] = dice.word();
    this.exponent = commonExponent(dice);
    this.fpr = floatRegisters(dice, this.exponent);
    this.codeStart = this.chooseCodeStart();
    this.chooseKeys();
    this.systemMask = this.chooseSystemMask();
    this.chooseControlRegisters();
    this.data((this.codeStart + LANDING) & 0xffffff, Uint8Array.of(0x0a, 0xfe));
    if (options.length > 1) this.reserveAnchors();
  }

  /** Address behind the instructions so far. */
  get nextAddress(): number {
    return (this.codeStart + this.codeLength) & 0xffffff;
  }

  /** Address of what comes after an instruction of `length` bytes that is being made. */
  following(length: number): number {
    return (this.nextAddress + (this.apart ? 4 : length)) & 0xffffff;
  }

  /** A place outside of the instructions where branches may go. */
  get landing(): number {
    return (this.codeStart + LANDING) & 0xffffff;
  }

  private chooseCodeStart(): number {
    const { dice } = this;
    const { start, length } = this.space.homes[2];
    const boundary = start + length / 2;
    if (dice.chance(2) && this.options.length === 1) return (boundary + 2 * dice.below(64) + 1) & 0xffffff;
    if (dice.chance(20))
      return (boundary - 2 * dice.below(Math.min(40, 2 + 3 * this.options.length))) & 0xffffff;
    return (start + 2 * dice.below((length - CODE_ROOM - 2) / 2)) & 0xffffff;
  }

  private chooseKeys(): void {
    const { dice } = this;
    const other = dice.below(16);
    const faults = this.options.length === 1 ? 12 : 4;
    for (let block = 0; block < SANDBOX_BLOCKS; block++) {
      const access = dice.chance(faults) ? other : this.key === 0 ? dice.pick([0, other]) : this.key;
      this.keys[block] =
        (access << 4) | (dice.chance(30) ? 8 : 0) | (dice.chance(20) ? dice.below(4) << 1 : 0);
    }
  }

  private chooseSystemMask(): number {
    const { dice, dat } = this;
    if (!this.extendedControl) return dice.chance(40) ? dice.below(256) : 0;
    const per = this.options.per ? 0x40 : 0;
    return per | (dat ? 4 : 0) | (dice.chance(40) ? dice.below(4) : 0);
  }

  private chooseControlRegisters(): void {
    const { dice, cr, space } = this;
    const lowProtection = dice.chance(15) ? 0x10000000 : 0;
    const suppression = dice.chance(8) ? 0x40000000 : 0;
    const externals = dice.chance(30) ? dice.pick([0xe0, 0x400, 0x800, 0xce0]) : 0;
    cr[0] =
      space.translation.cr0 | lowProtection | suppression | externals | (dice.chance(90) ? 0x01000000 : 0);
    cr[1] = space.translation.cr1;
    cr[2] = -1;
    cr[8] = dice.chance(50) ? dice.below(0x10000) : 0;
    if (this.options.per) this.choosePerArea();
    cr[14] = 0xc2000000;
    cr[15] = 0x200;
    if (this.options.spaces !== true) return;
    chooseSpaces(dice, cr, this.options.primaryOnly === true && !space.hasCommonSegments);
    this.patches.push(...spaceTables(dice, cr));
  }

  private choosePerArea(): void {
    const { dice, cr } = this;
    // Hercules has no general-register event: few of them, or the others would not be seen.
    const events = dice.chance(3)
      ? 0xf
      : dice.chance(15)
        ? 0xe
        : 1 << (dice.chance(5) ? 0 : 1 + dice.below(3));
    cr[9] = (events << 28) | (dice.chance(60) ? dice.below(0x10000) : 0);
    const home = dice.pick([...this.dataHomes, this.space.homes[2], this.space.homes[2]]);
    const near = (): number =>
      dice.chance(60) ? this.codeStart + dice.below(24) : home.start + dice.below(home.length);
    const from = near() & 0xffffff;
    cr[10] = from;
    cr[11] = dice.chance(30) ? near() & 0xffffff : (from + dice.below(64)) & 0xffffff;
    if (dice.chance(15)) [cr[10], cr[11]] = [0, 0xffffff];
  }

  /** Sequences address their data through registers that nothing changes. */
  private reserveAnchors(): void {
    const { dice } = this;
    const registers = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    for (const home of this.dataHomes) {
      const [register] = registers.splice(dice.below(registers.length), 1);
      this.take(register, home.start);
    }
  }

  private take(register: number, value: number): void {
    this.taken.set(register, value & 0xffffff);
    // Bits 0-7 take no part in an address.
    this.gpr[register] = (value & 0xffffff) | (this.dice.chance(15) ? this.dice.below(256) << 24 : 0);
  }

  /** Puts initial bytes at a logical address. */
  data(logical: number, bytes: Uint8Array): void {
    this.patches.push(...this.space.pieces(logical, bytes));
  }

  /**
   * A logical address with `length` bytes behind it, now and then across the boundary of its home. Single
   * instructions have it anywhere in storage at times, so that every access exception comes up.
   */
  place(length: number, alignment = 1): number {
    const { dice } = this;
    if (this.options.length === 1 && dice.chance(4)) return this.strangePlace(length) & -alignment & 0xffffff;
    const { start, length: room } = dice.pick(this.dataHomes);
    const middle = start + room / 2;
    const at =
      dice.chance(30) && length > 0 ? middle - dice.below(length + 1) : start + dice.below(room - length);
    return (at - (at % alignment)) & 0xffffff;
  }

  private strangePlace(length: number): number {
    const { dice } = this;
    switch (dice.below(this.dat ? 3 : 2)) {
      case 0:
        return MAIN_STORAGE - dice.below(Math.min(length + 2, 256));
      case 1:
        return this.dat ? dice.bits() : LOW_WINDOW + dice.below(Math.max(1, 64 - length));
      default:
        return 0x1000000 - dice.below(length + 2);
    }
  }

  /** Is all of the area in one home, so that more than `length` bytes may be touched? */
  roomBehind(address: number): number {
    const home = this.dataHomes.find(({ start, length }) => ((address - start) & 0xffffff) < length);
    return home === undefined ? 256 : home.length - ((address - home.start) & 0xffffff);
  }

  /** Base and displacement that lead to `address`; undefined when no register can be found. */
  field(address: number): number | undefined {
    const { dice } = this;
    if (address < 4096 && dice.chance(50)) return address;
    const usable = [...this.taken].filter(([, value]) => ((address - value) & 0xffffff) < 4096);
    if (usable.length > 0 && (this.options.length > 1 || dice.chance(40))) {
      const [register, value] = dice.pick(usable);
      return (register << 12) | ((address - value) & 0xffffff);
    }
    const displacement = dice.chance(30) ? 0 : dice.below(4096);
    const register = this.freshRegister();
    if (register !== undefined) {
      this.take(register, address - displacement);
      return (register << 12) | displacement;
    }
    if (usable.length === 0) return undefined;
    const [other, value] = dice.pick(usable);
    return (other << 12) | ((address - value) & 0xffffff);
  }

  /** A register that holds exactly `value` when the instruction is executed (bits 0-7 are zero). */
  exactRegister(value: number): number | undefined {
    const register = this.freshRegister();
    if (register === undefined) return undefined;
    this.taken.set(register, value & 0xffffff);
    this.gpr[register] = value;
    return register;
  }

  /** Gives an even register and the next one these values. */
  exactPair(even: number, odd: number, avoid = -1): number | undefined {
    const pairs = [0, 2, 4, 6, 8, 10, 12, 14].filter(
      (r) => r !== avoid && this.untouched(r) && this.untouched(r + 1),
    );
    if (pairs.length === 0) return undefined;
    const register = this.dice.pick(pairs);
    this.taken.set(register, even & 0xffffff);
    this.taken.set(register + 1, odd & 0xffffff);
    this.gpr[register] = even;
    this.gpr[register + 1] = odd;
    return register;
  }

  private untouched(register: number): boolean {
    return !this.taken.has(register) && !this.modified.has(register);
  }

  private freshRegister(): number | undefined {
    // TRANSLATE AND TEST and EDIT AND MARK change registers 1 and 2.
    const from = this.options.length > 1 ? 3 : 1;
    const free = Array.from({ length: 16 - from }, (_, i) => i + from).filter((r) => this.untouched(r));
    return free.length === 0 ? undefined : this.dice.pick(free);
  }

  /** May this register be changed? The last instruction may change anything, others only what nobody relies on. */
  free(register: number): boolean {
    return this.last || !this.taken.has(register & 15);
  }

  /** A register that may be changed. */
  target(): number {
    const { dice } = this;
    if (this.last) return dice.below(16);
    if (this.harmless && dice.chance(5)) {
      this.clobbered = true;
      return dice.below(16);
    }
    for (;;) {
      const register = dice.below(16);
      if (!this.taken.has(register)) return register;
    }
  }

  /** An even register that may be changed with the next one; now and then odd. */
  targetPair(): number {
    const { dice } = this;
    if (dice.chance(3)) return this.target() | 1;
    if (this.last) return dice.below(8) * 2;
    const pairs = [0, 2, 4, 6, 8, 10, 12, 14].filter((r) => !this.taken.has(r) && !this.taken.has(r + 1));
    return pairs.length === 0 ? 1 : dice.pick(pairs);
  }

  /** Any register to read. */
  source(): number {
    return this.dice.below(16);
  }

  /** Notes that registers change. */
  changes(from: number, to = from): void {
    for (let r = from & 15; ; r = (r + 1) & 15) {
      this.modified.add(r);
      if (r === (to & 15)) return;
    }
  }

  /** Value that the register has, when no instruction before changes it. */
  known(register: number): boolean {
    return !this.modified.has(register);
  }

  add(bytes: readonly number[]): void {
    this.instructions.push(Uint8Array.from(bytes));
    this.codeLength += bytes.length;
  }

  /** Does a base and displacement that `field` gave lead to storage that has code in it? */
  nearCode(field: number): boolean {
    const base = field >>> 12;
    const address = (field & 0xfff) + (base === 0 ? 0 : (this.taken.get(base) ?? 0));
    const block = (logical: number): number => (this.space.absolute(logical & 0xffffff) ?? -1) >> 11;
    const code = new Set([block(this.codeStart), block(this.codeStart + CODE_ROOM)]);
    return code.has(block(address)) || code.has(block(address + 7));
  }

  /** Have two areas of logical storage a byte in common? */
  overlap(first: number, length1: number, second: number, length2: number): boolean {
    const bytes = new Set(Array.from({ length: length1 }, (_, i) => this.space.absolute(first + i)));
    bytes.delete(undefined);
    return Array.from({ length: length2 }, (_, i) => this.space.absolute(second + i)).some((at) =>
      bytes.has(at),
    );
  }

  /** Removes the instruction that was added last. */
  takeBack(): void {
    this.codeLength -= this.instructions.pop()?.length ?? 0;
  }

  /** What `compose` would add, as bytes; the subject of EXECUTE is made so. */
  composeApart(compose: () => boolean): Uint8Array | undefined {
    const { codeLength, instructions, apart } = this;
    const count = instructions.length;
    this.apart = true;
    const composed = compose();
    this.apart = apart;
    this.codeLength = codeLength;
    const [bytes] = instructions.splice(count);
    return composed ? bytes : undefined;
  }

  /** Nobody relies on this pair any more. */
  release(register: number): void {
    this.taken.delete(register);
    this.taken.delete(register + 1);
  }

  finish(mnemonics: readonly string[]): MachineCase {
    const { dice } = this;
    const places: number[] = [];
    for (let i = 0; i < this.codeLength + 2; i++) {
      places.push(this.space.absolute(this.codeStart + i) ?? -1);
    }
    const reachable = places.indexOf(-1);
    return {
      mnemonics,
      psw: this.psw(dice.below(4), dice.chance(50) ? dice.below(16) : 0),
      gpr: this.gpr,
      fpr: this.fpr,
      cr: this.cr,
      prefix: this.prefix,
      keys: this.keys,
      code: {
        instructions: this.instructions,
        places: Int32Array.from(reachable < 0 ? places : places.slice(0, reachable)),
      },
      patches: this.patches,
    };
  }

  /** The first PSW of the case, with this condition code and program mask. */
  private psw(conditionCode: number, programMask: number): [number, number] {
    const high =
      (this.systemMask << 24) |
      (this.key << 20) |
      (this.extendedControl ? EC : 0) |
      (this.problem ? 0x10000 : 0);
    const codeAndMask = (conditionCode << 4) | programMask;
    if (this.extendedControl) return [high | (codeAndMask << 8), this.codeStart];
    return [high, (codeAndMask << 24) | this.codeStart];
  }

  /** Absolute address of a random block of the sandbox. */
  sandboxBlock(): number {
    return 0x10000 + this.dice.below(SANDBOX_BLOCKS) * BLOCK;
  }
}
