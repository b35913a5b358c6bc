/**
 * Main storage and storage keys. GA22-7000, Main Storage; Protection. Addresses here are absolute; nothing
 * here checks protection. Everyone but a CPU reads and writes storage through this class.
 */

import { BLOCK_SHIFT, type MachineLayout } from './layout.js';

/** Fetch protection bit of a storage key. */
export const KEY_FETCH_PROTECTION = 0x08;
/** Reference bit of a storage key. */
export const KEY_REFERENCE = 0x04;
/** Change bit of a storage key. */
export const KEY_CHANGE = 0x02;

/** Thrown when an absolute address lies outside of main storage. */
export class AddressingError extends Error {
  constructor(
    readonly address: number,
    length: number,
  ) {
    super(`storage at X'${address.toString(16)}' for ${length} bytes is not provided`);
    this.name = 'AddressingError';
  }
}

/** Who must forget what it knows about a block when its key or owner changes: the access maps of the CPUs. */
export interface BlockObserver {
  /** Forget the block (absolute address divided by 2048). */
  dropBlock(block: number): void;
  /** The block has compiled code from now on: forget that it may be stored into without a further look. */
  codeArrived(block: number): void;
}

/**
 * Who must know before bytes of main storage change: the runtime of compiled execution. Stores of a CPU that executes
 * are reported by `StorageAccess`, all others by `MainStorage`.
 */
export interface StorageWatcher {
  /** By absolute block: not 0 when compiled code lies there. */
  readonly codeBlocks: Uint8Array;
  /** `length` (at least 1) bytes at `absolute` are about to be stored. */
  stored(absolute: number, length: number): void;
  /** The bytes at `absolute` are about to become `bytes`, by someone who may well store what is there already. */
  replaced(absolute: number, bytes: Uint8Array): void;
}

/** Bad checking code of a block: of its bytes or of its key; a permanent one comes back whatever is stored. */
export interface StorageDamage {
  readonly part: 'data' | 'key';
  readonly permanent: boolean;
}

/** Main storage of one machine. */
export class MainStorage {
  /** The machine's whole buffer; main storage begins at `base`. */
  readonly buffer: ArrayBufferLike;
  /** Host offset of absolute address 0. */
  readonly base: number;
  /** Bytes of main storage. */
  readonly size: number;
  /** Storage keys, one byte a 2K block: ACC (bits 0-3), F, R, C, 0. Written through `setKey` and `recordAccess` only. */
  readonly keys: Uint8Array;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly observers: BlockObserver[] = [];
  private watcher: StorageWatcher | undefined = undefined;
  /** Blocks with bad checking code. */
  private readonly damaged = new Map<number, StorageDamage>();

  constructor(
    buffer: ArrayBufferLike,
    layout: MachineLayout,
    /** Bytes that one storage key is for. With 4096 the two keys of a 4K block are always the same. */
    readonly keyBlockSize: 2048 | 4096 = 2048,
  ) {
    this.buffer = buffer;
    this.base = layout.storage;
    this.size = layout.storageSize;
    this.keys = new Uint8Array(buffer, layout.keys, layout.storageSize >>> BLOCK_SHIFT);
    this.bytes = new Uint8Array(buffer, layout.storage, layout.storageSize);
    this.view = new DataView(buffer, layout.storage, layout.storageSize);
  }

  /** Has `observer` told of every block whose translations and protection must be looked up again. */
  observe(observer: BlockObserver): void {
    this.observers.push(observer);
  }

  /** Has `watcher` told of all that changes bytes. At most one. */
  watch(watcher: StorageWatcher): void {
    this.watcher = watcher;
  }

  /** Compiled code is in a block from now on: stores into it are not plain any more. */
  codeArrived(block: number): void {
    for (const observer of this.observers) observer.codeArrived(block);
  }

  /** Is every byte of the area provided? */
  contains(absolute: number, length = 1): boolean {
    return absolute >= 0 && length >= 0 && absolute + length <= this.size;
  }

  fetchByte(absolute: number): number {
    this.check(absolute, 1);
    return this.bytes[absolute];
  }

  /** Unsigned halfword. */
  fetchHalf(absolute: number): number {
    this.check(absolute, 2);
    return this.view.getUint16(absolute);
  }

  /** Signed word (int32). */
  fetchWord(absolute: number): number {
    this.check(absolute, 4);
    return this.view.getInt32(absolute);
  }

  storeByte(absolute: number, value: number): void {
    this.check(absolute, 1);
    if (this.watcher !== undefined) this.watcher.stored(absolute, 1);
    this.bytes[absolute] = value;
  }

  storeHalf(absolute: number, value: number): void {
    this.check(absolute, 2);
    if (this.watcher !== undefined) this.watcher.stored(absolute, 2);
    this.view.setUint16(absolute, value);
  }

  storeWord(absolute: number, value: number): void {
    this.check(absolute, 4);
    if (this.watcher !== undefined) this.watcher.stored(absolute, 4);
    this.view.setInt32(absolute, value);
  }

  /** A copy of `length` bytes. */
  copyOut(absolute: number, length: number): Uint8Array {
    this.check(absolute, length);
    return this.bytes.slice(absolute, absolute + length);
  }

  /** Copies `length` bytes into `target` at `offset`, without making an array. */
  copyInto(target: Uint8Array, offset: number, absolute: number, length: number): void {
    this.check(absolute, length);
    target.set(this.bytes.subarray(absolute, absolute + length), offset);
  }

  copyIn(absolute: number, bytes: Uint8Array): void {
    this.check(absolute, bytes.length);
    this.watcher?.replaced(absolute, bytes);
    this.bytes.set(bytes, absolute);
  }

  /** Moves bytes within main storage; overlapping areas are moved as if through a buffer. */
  move(to: number, from: number, length: number): void {
    this.check(from, length);
    this.check(to, length);
    if (length > 0) this.watcher?.stored(to, length);
    this.bytes.copyWithin(to, from, from + length);
  }

  fill(absolute: number, length: number, byte: number): void {
    this.check(absolute, length);
    if (length > 0) this.watcher?.stored(absolute, length);
    this.bytes.fill(byte, absolute, absolute + length);
  }

  /** Storage key of the block of `absolute`: ACC F R C in bits 0-6 of a byte. */
  getKey(absolute: number): number {
    this.check(absolute, 1);
    return this.keys[absolute >>> BLOCK_SHIFT];
  }

  /** Sets the storage key (bits 0-6; bit 7 is made 0). */
  setKey(absolute: number, key: number): void {
    this.check(absolute, 1);
    const block = absolute >>> BLOCK_SHIFT;
    this.setBlockKey(block, key);
    if (this.keyBlockSize === 4096) this.setBlockKey(block ^ 1, key);
  }

  private setBlockKey(block: number, key: number): void {
    const now = this.keys[block];
    const next = key & 0xfe;
    if (now === next) return;
    this.keys[block] = next;
    // Turning R or C on takes nothing away from a map; everything else does.
    if (((now ^ next) & 0xf8) !== 0 || (now & ~next & 0x06) !== 0) this.dropBlock(block);
  }

  /** Records a reference, and a change when `change`, as channel and CP do for their own accesses. */
  recordAccess(absolute: number, change: boolean): void {
    const recorded = change ? KEY_REFERENCE | KEY_CHANGE : KEY_REFERENCE;
    const block = absolute >>> BLOCK_SHIFT;
    this.keys[block] |= recorded;
    if (this.keyBlockSize === 4096) this.keys[block ^ 1] |= recorded;
  }

  /** Every access map forgets the two blocks of the 4K frame at `absolute`, because it gets another owner. */
  dropFrame(absolute: number): void {
    const block = (absolute >>> 12) << 1;
    this.dropBlock(block);
    this.dropBlock(block + 1);
  }

  /** The block of `absolute` has bad checking code from now on: an access to it is a machine check. */
  damage(absolute: number, damage: StorageDamage): void {
    this.check(absolute, 1);
    const block = absolute >>> BLOCK_SHIFT;
    this.damaged.set(block, damage);
    this.dropBlock(block);
  }

  /** The block of `absolute` is good again. */
  repair(absolute: number): void {
    this.damaged.delete(absolute >>> BLOCK_SHIFT);
  }

  /** What of the block of `absolute` has bad checking code. */
  damageAt(absolute: number): 'data' | 'key' | undefined {
    if (this.damaged.size === 0) return undefined;
    return this.damaged.get(absolute >>> BLOCK_SHIFT)?.part;
  }

  /** Every block with bad checking code, by absolute address. */
  damages(): { readonly absolute: number; readonly damage: StorageDamage }[] {
    return [...this.damaged]
      .sort(([a], [b]) => a - b)
      .map(([block, damage]) => ({ absolute: block << BLOCK_SHIFT, damage }));
  }

  /** New checking code for a block. False when its damage is permanent. */
  validate(absolute: number): boolean {
    const block = absolute >>> BLOCK_SHIFT;
    const damage = this.damaged.get(block);
    if (damage === undefined) return true;
    if (!damage.permanent) this.damaged.delete(block);
    return !damage.permanent;
  }

  /** Clear reset: zero storage and keys, with new checking code. */
  clear(): void {
    this.fill(0, this.size, 0);
    for (const { absolute } of this.damages()) this.validate(absolute);
    for (let block = 0; block < this.keys.length; block++) this.setKey(block << BLOCK_SHIFT, 0);
  }

  private dropBlock(block: number): void {
    for (const observer of this.observers) observer.dropBlock(block);
  }

  private check(absolute: number, length: number): void {
    if (absolute < 0 || absolute + length > this.size) throw new AddressingError(absolute, length);
  }
}
