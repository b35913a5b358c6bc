/**
 * Storage as an instruction sees it: logical addresses, translated, prefixed, protected, recorded. The quick
 * way is one look-up in the current access map; everything else is `resolve`.
 */

import { AccessMaps, type BlockMap } from './access-map.js';
import { applyPrefix, Translator, type TranslationResult } from './dat.js';
import { ADDRESS_MASK, BLOCK_SHIFT, type CpuLayout } from './layout.js';
import { inPerRange, PerRecord } from './per.js';
import { Psw } from './psw.js';
import {
  KEY_CHANGE,
  KEY_FETCH_PROTECTION,
  type BlockObserver,
  type MainStorage,
  type StorageWatcher,
} from './storage.js';

/** CR0 bit 3: low-address protection. */
const CR0_LOW_ADDRESS_PROTECTION = 0x10000000;

/** `ProgramCheck.code` of what is no program exception: storage has bad checking code. */
export const STORAGE_ERROR = -1;

/** Thrown through an instruction that meets a program exception; one object a CPU. */
export class ProgramCheck {
  code = 0;
  /** Logical address of an access exception. */
  address = 0;
}

/** What a CPU has and does about storage. */
export class StorageAccess implements BlockObserver {
  readonly psw = new Psw();
  /** General registers. */
  readonly gpr: Int32Array;
  /** Floating-point registers 0, 2, 4, 6 as high and low words: register r is at r and r + 1. */
  readonly fpr: Int32Array;
  /** Control registers. */
  readonly cr: Int32Array;
  /** Absolute address of the prefix area. Set by `setPrefix`. */
  prefix = 0;

  /** The machine's buffer, as bytes and as big-endian words; offsets are host offsets. */
  readonly u8: Uint8Array;
  readonly view: DataView;
  /** Host offset by block for the present address space and key. */
  fetchMap: Int32Array;
  storeMap: Int32Array;

  /** Events of the instruction in execution. */
  readonly per = new PerRecord();
  /** PER looks for storage alteration: no store is plain. */
  protected watchingStores = false;
  /** What was bad in storage when `check` is STORAGE_ERROR. */
  protected damagedPart: 'data' | 'key' = 'data';
  protected readonly check = new ProgramCheck();
  /** The segment of the last address that `locate` translated is protected. */
  protected segmentProtected = false;
  protected readonly maps: AccessMaps;
  protected map: BlockMap;
  private readonly translator: Translator;

  constructor(
    readonly storage: MainStorage,
    layout: CpuLayout,
    /** Is told of every store into a block that holds compiled code; undefined where nothing is compiled. */
    private readonly watcher?: StorageWatcher,
  ) {
    const { buffer } = storage;
    this.u8 = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.gpr = new Int32Array(buffer, layout.gpr, 16);
    this.fpr = new Int32Array(buffer, layout.fpr, 8);
    this.cr = new Int32Array(buffer, layout.cr, 16);
    this.maps = new AccessMaps(buffer, layout, watcher?.codeBlocks);
    this.map = this.maps.select(0, false);
    this.fetchMap = this.map.fetch;
    this.storeMap = this.map.store;
    this.translator = new Translator(storage);
    storage.observe(this);
  }

  /** A logical address, reduced to the bits that the addressing mode has. */
  wrap(address: number): number {
    return address & ADDRESS_MASK;
  }

  /** Makes the access maps those of the present PSW and control registers. */
  selectMaps(): void {
    const { psw, cr } = this;
    const mode = psw.key | (this.lowAddressProtection() ? 16 : 0) | (this.watchingStores ? 32 : 0);
    const dat = psw.dat;
    const space = dat ? ((this.segmentTable() >>> 0) * 32 + ((cr[0] >>> 19) & 31)) * 128 + 64 + mode : mode;
    if (space !== this.map.space) this.useMap(this.maps.select(space, dat));
  }

  protected useMap(map: BlockMap): void {
    this.map = map;
    this.fetchMap = map.fetch;
    this.storeMap = map.store;
  }

  /** PURGE TLB: forgets all translations. */
  purgeTranslations(): void {
    this.maps.purgeVirtual();
  }

  /** Forgets every translation and every checked protection. */
  purgeAccess(): void {
    this.maps.purgeAll();
  }

  dropBlock(block: number): void {
    this.maps.dropBlock(block);
  }

  codeArrived(block: number): void {
    this.maps.codeArrived(block);
  }

  /** SET PREFIX. `prefix` is a multiple of 4096 in main storage. */
  setPrefix(prefix: number): void {
    this.prefix = prefix;
    this.purgeAccess();
  }

  /** Absolute address of a real one. */
  absolute(real: number): number {
    return applyPrefix(real & ADDRESS_MASK, this.prefix);
  }

  /** Ends the instruction with a program exception. */
  raise(code: number, address = 0): never {
    this.check.code = code;
    this.check.address = address;
    throw this.check;
  }

  /** Ends the instruction with a machine check: the block of `absolute` has bad checking code. */
  storageError(part: 'data' | 'key', absolute: number): never {
    this.damagedPart = part;
    return this.raise(STORAGE_ERROR, absolute);
  }

  /**
   * Translates as LOAD REAL ADDRESS does, by CR0 and the segment table in use, whether DAT is on or not. The real address, the entry
   * and the kind of violation are in `translation`.
   */
  translate(logical: number): number {
    return this.translator.translate(logical, this.cr[0], this.segmentTable(), this.prefix);
  }

  /** The segment-table designation of the space that logical addresses belong to. */
  private segmentTable(): number {
    return this.cr[this.psw.secondarySpace ? 7 : 1];
  }

  /** What the last `translate` found. */
  get translation(): TranslationResult {
    return this.translator;
  }

  /**
   * Host offset of the byte at `logical`, checked and recorded, and the map entry filled. Raises access exceptions.
   * `length` bytes of the block are stored there; 0 when the access is only checked.
   */
  resolve(logical: number, store: boolean, length = 0): number {
    const { psw, storage } = this;
    if (store && this.watcher !== undefined) {
      const block = this.map.writable[logical >>> BLOCK_SHIFT];
      if (block >= 0) return this.storeBesideCode(this.watcher, logical, block, length);
    }
    const absolute = this.locate(logical);
    const keysMatch = this.permit(absolute, psw.key, logical, store);
    const logicalBlock = logical >>> BLOCK_SHIFT;
    const absoluteBlock = absolute >>> BLOCK_SHIFT;
    const storable =
      (storage.keys[absoluteBlock] & KEY_CHANGE) !== 0 &&
      !this.watchingStores &&
      keysMatch &&
      !this.segmentProtected &&
      !(logicalBlock === 0 && this.lowAddressProtection());
    const host = storage.base + absolute;
    this.map.fill(logicalBlock, absoluteBlock, host & ~0x7ff, storable);
    if (store) {
      this.noteStore(logical, length);
      if (length > 0) this.watcher?.stored(absolute, length);
    }
    return host;
  }

  /** A store into a block that may be stored into but holds, or held, compiled code. Returns the host offset. */
  private storeBesideCode(watcher: StorageWatcher, logical: number, block: number, length: number): number {
    const host = block | (logical & 0x7ff);
    const absolute = host - this.storage.base;
    if (watcher.codeBlocks[absolute >>> BLOCK_SHIFT] === 0) this.map.store[logical >>> BLOCK_SHIFT] = block;
    else if (length > 0) watcher.stored(absolute, length);
    return host;
  }

  /**
   * As `resolve`, for an operand with an access key of its own and, when `table` is given, in the space of that
   * segment-table designation. Nothing is kept for the next access.
   */
  resolveFor(
    table: number | undefined,
    accessKey: number,
    logical: number,
    store: boolean,
    length: number,
  ): number {
    const absolute = this.locate(logical, table);
    this.permit(absolute, accessKey, logical, store);
    if (store) {
      this.noteStore(logical, length);
      if (length > 0) this.watcher?.stored(absolute, length);
    }
    return this.storage.base + absolute;
  }

  /** As `resolveFor`, raises the exceptions alone: nothing is recorded. */
  checkFor(table: number | undefined, accessKey: number, logical: number, store: boolean): void {
    this.checkAccess(this.locate(logical, table), accessKey, logical, store);
  }

  /** Raises the exceptions of an access to a block and records it. Does the key match? */
  private permit(absolute: number, accessKey: number, logical: number, store: boolean): boolean {
    const { storage } = this;
    const keysMatch = this.checkAccess(absolute, accessKey, logical, store);
    const damage = storage.damageAt(absolute);
    if (damage !== undefined) this.storageError(damage, absolute);
    storage.recordAccess(absolute, store);
    return keysMatch;
  }

  /** PER: `length` bytes are stored. */
  private noteStore(logical: number, length: number): void {
    if (this.watchingStores && length > 0 && inPerRange(this.cr[10], this.cr[11], logical, length)) {
      this.per.stored();
    }
  }

  /** Raises the exceptions of an access to a block, records nothing. Does the key match? */
  private checkAccess(absolute: number, accessKey: number, logical: number, store: boolean): boolean {
    const { storage } = this;
    if (absolute >= storage.size) this.raise(0x05, logical);
    const key = storage.keys[absolute >>> BLOCK_SHIFT];
    const keysMatch = accessKey === 0 || accessKey === key >>> 4;
    if (store) {
      const lowProtected = logical < 512 && this.lowAddressProtection();
      if (!keysMatch || this.segmentProtected || lowProtected) this.raise(0x04, logical);
    } else if (!keysMatch && (key & KEY_FETCH_PROTECTION) !== 0) this.raise(0x04, logical);
    return keysMatch;
  }

  /** Absolute address of a logical one, by DAT if it is on and prefixing; `segmentProtected` goes with it. Raises translation exceptions. */
  protected locate(logical: number, table = this.segmentTable()): number {
    let real = logical & ADDRESS_MASK;
    this.segmentProtected = false;
    if (this.psw.dat) {
      const { translator } = this;
      const code = translator.translate(real, this.cr[0], table, this.prefix);
      if (code !== 0) this.raise(code, logical);
      this.segmentProtected = translator.segmentProtected;
      real = translator.real;
    }
    return applyPrefix(real, this.prefix);
  }

  protected lowAddressProtection(): boolean {
    return (this.cr[0] & CR0_LOW_ADDRESS_PROTECTION) !== 0;
  }

  /** Host offset of `length` (1-256) bytes at `address` when all of them may be fetched and lie in one block, else -1. */
  fetchSpan(address: number, length: number): number {
    const offset = address & 0x7ff;
    if (offset + length > 0x800) return -1;
    const block = this.fetchMap[address >>> BLOCK_SHIFT];
    return block < 0 ? this.resolve(address, false) : block + offset;
  }

  /** As `fetchSpan`, for bytes to be stored. */
  storeSpan(address: number, length: number): number {
    const offset = address & 0x7ff;
    if (offset + length > 0x800) return -1;
    const block = this.storeMap[address >>> BLOCK_SHIFT];
    return block < 0 ? this.resolve(address, true, length) : block + offset;
  }

  /** Raises the access exceptions of fetching `length` (at least 1, at most 2048) bytes. */
  checkFetch(address: number, length: number): void {
    this.fetchByte(address);
    this.fetchByte(this.wrap(address + length - 1));
  }

  /** Raises the access exceptions of storing `length` (at least 1, at most 2048) bytes; a change is recorded only if there are none. */
  checkStore(address: number, length: number): void {
    const last = this.wrap(address + length - 1);
    const block = address >>> BLOCK_SHIFT;
    // A block with compiled code has been looked at as well: translating it again could be seen.
    const begins = this.storeMap[block] >= 0 || (this.watcher !== undefined && this.map.writable[block] >= 0);
    if (last >>> BLOCK_SHIFT !== address >>> BLOCK_SHIFT) {
      if (!begins) this.checkAccess(this.locate(address), this.psw.key, address, true);
      if (this.storeMap[last >>> BLOCK_SHIFT] < 0) this.resolve(last, true);
    }
    if (!begins) this.resolve(address, true);
  }

  fetchByte(address: number): number {
    const block = this.fetchMap[address >>> BLOCK_SHIFT];
    return this.u8[block < 0 ? this.resolve(address, false) : block + (address & 0x7ff)];
  }

  /** Unsigned halfword at any address. */
  fetchHalf(address: number): number {
    const block = this.fetchMap[address >>> BLOCK_SHIFT];
    const offset = address & 0x7ff;
    if (block >= 0 && offset <= 0x7fe) return this.view.getUint16(block + offset);
    return (this.fetchByte(address) << 8) | this.fetchByte(this.wrap(address + 1));
  }

  /** Word (int32) at any address. */
  fetchWord(address: number): number {
    const block = this.fetchMap[address >>> BLOCK_SHIFT];
    const offset = address & 0x7ff;
    if (block >= 0 && offset <= 0x7fc) return this.view.getInt32(block + offset);
    return this.fetchWordSlow(address);
  }

  storeByte(address: number, value: number): void {
    const block = this.storeMap[address >>> BLOCK_SHIFT];
    this.u8[block < 0 ? this.resolve(address, true, 1) : block + (address & 0x7ff)] = value;
  }

  storeHalf(address: number, value: number): void {
    const block = this.storeMap[address >>> BLOCK_SHIFT];
    const offset = address & 0x7ff;
    if (block >= 0 && offset <= 0x7fe) {
      this.view.setInt16(block + offset, value);
      return;
    }
    this.checkStore(address, 2);
    this.storeByte(address, value >>> 8);
    this.storeByte(this.wrap(address + 1), value);
  }

  storeWord(address: number, value: number): void {
    const block = this.storeMap[address >>> BLOCK_SHIFT];
    const offset = address & 0x7ff;
    if (block >= 0 && offset <= 0x7fc) this.view.setInt32(block + offset, value);
    else this.storeWordSlow(address, value);
  }

  private fetchWordSlow(address: number): number {
    if ((address & 0x7ff) <= 0x7fc) return this.view.getInt32(this.resolve(address, false));
    let value = 0;
    for (let i = 0; i < 4; i++) value = (value << 8) | this.fetchByte(this.wrap(address + i));
    return value;
  }

  private storeWordSlow(address: number, value: number): void {
    if ((address & 0x7ff) <= 0x7fc) {
      this.view.setInt32(this.resolve(address, true, 4), value);
      return;
    }
    this.checkStore(address, 4);
    for (let i = 0; i < 4; i++) this.storeByte(this.wrap(address + i), value >>> (24 - 8 * i));
  }
}
