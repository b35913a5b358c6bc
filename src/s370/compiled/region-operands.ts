/**
 * Operands in storage for the emitters: addresses, looked up in the access maps and checked; loads and stores. Storage
 * is big-endian, so numbers go through a vector whose bytes are put in reverse: two instructions in place of ten with
 * shifts and masks.
 */

import { BLOCKS, BLOCK_SHIFT, BLOCK_SIZE, STORE_MAP_DISTANCE, WRITABLE_MAP_DISTANCE } from '../layout.js';
import { pushCodeBits, pushCodeHit } from './code-hit.js';
import type { StorageOperand } from './decode.js';
import { RegionRegisters } from './region-registers.js';
import type { FunctionWriter } from './wasm/function-writer.js';

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

/** A block of storage at a constant logical address. */
export interface ConstantBlock {
  readonly logical: number;
  readonly store: boolean;
  readonly local: number;
  /** Stretches that are stored into: offset in the block and length. */
  readonly stretches: { readonly offset: number; readonly length: number }[];
}

/** Orders of bytes in a vector: of four words, and of two doublewords. */
const REVERSED = {
  word: [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12],
  long: [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8],
} as const;

/** Checked operands of a region. */
export abstract class RegionOperands extends RegionRegisters {
  protected readonly fetchMap = this.f.local('i32');
  protected readonly blocks = new Map<string, ConstantBlock>();
  /** Constant blocks that need no second look here. */
  protected checked = new Set<ConstantBlock>();
  /** Locals with the orders of bytes that the region needs. */
  private readonly orders = new Map<keyof typeof REVERSED, number>();

  constructor(
    /** See `codeMapBias` in layout.ts. */
    readonly codeMapBias: number,
  ) {
    super();
  }

  /** Pops a number: the interpreter executes the instruction if it is not zero. */
  abstract sideExit(): void;

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

  /**
   * Pushes the host address of an operand. Part of a vector goes there with no offset in its instruction: V8 makes a
   * number of its own of each such offset, which is then none of the addressing of registers and maps either.
   */
  pushHost({ local, offset }: HostOperand, displacement = 0): void {
    const { f } = this;
    const distance = offset + displacement;
    if (local === undefined) {
      f.i32(distance);
      return;
    }
    f.get(local);
    if (distance !== 0) f.i32(distance).op('i32.add');
  }

  /** Pushes the byte at `displacement` in the operand, unsigned. */
  loadByte(host: HostOperand, displacement = 0): void {
    this.load('i32.load8_u', host, displacement);
  }

  /** Pushes a halfword, sign-extended. */
  loadHalf(host: HostOperand, displacement = 0): void {
    this.loadWord(host, displacement);
    this.f.i32(16).op('i32.shr_s');
  }

  /** Pushes a word. */
  loadWord(host: HostOperand, displacement = 0): void {
    this.loadVector('v128.load32_zero', host, displacement);
    this.f.get(this.order('word')).op('i8x16.swizzle').extractLane32(0);
  }

  /** Takes four words; `take` pushes one of them by its number, 0 to 3. */
  loadWords(host: HostOperand, displacement: number): (word: 0 | 1 | 2 | 3) => void {
    const words = this.scratch('v128');
    this.load('v128.load', host, displacement);
    this.f.get(this.order('word')).op('i8x16.swizzle').set(words);
    return (word) => void this.f.get(words).extractLane32(word);
  }

  /** Pushes a doubleword as an i64. */
  loadLong(host: HostOperand, displacement = 0): void {
    this.loadVector('v128.load64_zero', host, displacement);
    this.f.get(this.order('long')).op('i8x16.swizzle').extractLane64(0);
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
    this.storeLane('word', host, displacement, () => {
      // Any vector will do for the other lanes: this one is in a register.
      this.f.get(this.order('word'));
      push();
      this.f.replaceLane32(0);
    });
  }

  /** Stores four words, each of which `push` pushes by its number. */
  storeWords(host: HostOperand, push: (word: 0 | 1 | 2 | 3) => void, displacement: number): void {
    this.store('v128.store', host, displacement, () => {
      this.f.get(this.order('word'));
      for (const word of [0, 1, 2, 3] as const) {
        push(word);
        this.f.replaceLane32(word);
      }
      this.f.get(this.order('word')).op('i8x16.swizzle');
    });
  }

  /** Stores an i64. */
  storeLong(host: HostOperand, push: () => void, displacement = 0): void {
    this.storeLane('long', host, displacement, () => {
      this.f.get(this.order('long'));
      push();
      this.f.replaceLane64(0);
    });
  }

  private order(name: keyof typeof REVERSED): number {
    const known = this.orders.get(name);
    if (known !== undefined) return known;
    const local = this.f.local('v128');
    this.orders.set(name, local);
    this.f.prologue().v128(Uint8Array.from(REVERSED[name])).set(local);
    return local;
  }

  private load(name: 'i32.load8_u' | 'v128.load', host: HostOperand, displacement: number): void {
    const { f } = this;
    if (host.local === undefined) f.i32(0);
    else f.get(host.local);
    f.memory(name, host.offset + displacement);
  }

  private store(
    name: 'i32.store8' | 'i32.store16' | 'v128.store',
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

  private loadVector(
    name: 'v128.load32_zero' | 'v128.load64_zero',
    host: HostOperand,
    displacement: number,
  ): void {
    this.pushHost(host, displacement);
    this.f.memory(name);
  }

  private storeLane(name: 'word' | 'long', host: HostOperand, displacement: number, push: () => void): void {
    const { f } = this;
    this.pushHost(host, displacement);
    push();
    f.get(this.order(name)).op('i8x16.swizzle');
    f.storeLane(name);
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
      f.ifUnlikely();
      f.get(entryAddress).memory('i32.load', WRITABLE_MAP_DISTANCE).set(host);
      this.misfit(host, inBlock, address, length, WRITABLE_MAP_DISTANCE);
      const at = this.scratch('i32');
      f.get(host).get(inBlock).op('i32.add').set(at);
      pushCodeHit(f, this.codeMapBias, at, typeof length === 'number' ? length : undefined);
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
    f.ifUnlikely();
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

  /** A block that is stored into has no host offset when compiled code depends on what is stored. */
  protected enterBlock(f: FunctionWriter, { logical, store, local, stretches }: ConstantBlock): void {
    f.get(this.fetchMap)
      .memory('i32.load', 4 * logical + (store ? WRITABLE_MAP_DISTANCE : 0))
      .set(local);
    if (!store) return;
    f.get(local)
      .get(this.fetchMap)
      .memory('i32.load', 4 * logical + STORE_MAP_DISTANCE)
      .op('i32.ne')
      .ifUnlikely();
    f.get(local).i32(0).op('i32.ge_s').if();
    f.i64(0n);
    for (const { offset, length } of stretches) {
      pushCodeBits(f, this.codeMapBias, { local, offset, length });
      f.op('i64.or');
    }
    f.i64(0n).op('i64.ne').if();
    f.i32(-1).set(local).end();
    f.end().end();
  }
}
