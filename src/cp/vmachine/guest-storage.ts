import type { ChannelStorage, MainStorage } from '../../s370/index.js';
import type { CpStorage } from '../nucleus/cp-storage.js';
import { PageOwner } from '../nucleus/page-owner.js';
import { PAGES_PER_SEGMENT, PAGE_TABLE_SIZE, PageSegment } from '../nucleus/page-segment.js';
import type { PageObserver } from '../nucleus/page-segment.js';
import type { Page } from '../nucleus/page.js';
import type { PageSlot } from '../nucleus/page-store.js';
import { PagingError, PagingSpaceExhausted } from '../nucleus/pager.js';
import type { Pager, PagingCounters } from '../nucleus/pager.js';
import { guestAddress } from './guest-address.js';
import type { GuestAddress, RealAddress } from './guest-address.js';

const SEGMENT_SHIFT = 16;
const SEGMENTS = 256;
const SEGMENT_TABLE_SIZE = SEGMENTS * 4;
const PAGE_SHIFT = 12;
const BLOCK_SHIFT = 11;
const BLOCK = 2048;
const STE_INVALID = 1;
const STE_PROTECTED = 4;
/** Page table length field for 16 entries. */
const STE_FULL_LENGTH = 0xf0000000;

/** An access that the guest's machine would not have let through. */
export class GuestAccessError extends Error {
  constructor(
    /** Program interruption code: X'04' protection, X'05' addressing. */
    readonly code: 0x04 | 0x05,
    readonly address: number,
  ) {
    super(`guest storage at X'${address.toString(16)}': ${code === 0x05 ? 'addressing' : 'protection'}`);
    this.name = 'GuestAccessError';
  }
}

/** What a virtual machine's storage is made of. */
export interface GuestStorageParts {
  readonly storage: MainStorage;
  readonly cpStorage: CpStorage;
  readonly pager: Pager;
  readonly counters: PagingCounters;
  /** A translation that the CPUs may have cached is no longer right. */
  purgeTranslations(): void;
  /** The virtual machine stored into a shared page: gets its own copy; the user hears of it. */
  sharedPageAltered(name: string, page: number): void;
}

/**
 * Second-level storage of one virtual machine: segment table and page tables in real storage for the DAT, and
 * access by guest-real address for CP. Pages come in as they are touched. Accesses cross pages freely and count
 * as the guest's own (reference and change bits).
 */
export class GuestStorage {
  /** Segment table in real storage, 256 entries. */
  readonly segmentTable: RealAddress;
  private readonly segments: (PageSegment | undefined)[] = new Array<PageSegment | undefined>(SEGMENTS);
  /** Segments beyond storage that hold named segments. */
  private readonly attached = new Set<number>();
  private bytes: number;
  /** What paging keeps about its private pages. */
  readonly owner: PageOwner;

  constructor(
    private readonly parts: GuestStorageParts,
    size: number,
  ) {
    this.bytes = size;
    this.owner = new PageOwner(parts.counters);
    this.segmentTable = parts.cpStorage.allocate(SEGMENT_TABLE_SIZE, 64);
    for (let segment = 0; segment < SEGMENTS; segment++) this.setSegmentEntry(segment, STE_INVALID);
  }

  /** Bytes of storage of the virtual machine; shared segments beyond are not counted. */
  get size(): number {
    return this.bytes;
  }

  /** Where its tables lie in real storage. */
  tables(): { readonly segmentTable: number; readonly pageTables: readonly number[] } {
    const pageTables = this.segments.flatMap((segment) => (segment === undefined ? [] : [segment.table]));
    return { segmentTable: this.segmentTable, pageTables };
  }

  /** CR1 for a guest with its own DAT off: length 256 segments, origin. */
  get controlRegister1(): number {
    return ((SEGMENTS / 16 - 1) << 24) | this.segmentTable;
  }

  /** Is there storage at every byte? */
  contains(address: number, length = 1): boolean {
    if (address < 0 || address + length > 0x1000000) return false;
    if (address + length <= this.bytes) return true;
    for (let at = address & ~(BLOCK - 1); at < address + length; at += BLOCK) {
      if (at >= this.bytes && !this.attached.has(at >>> SEGMENT_SHIFT)) return false;
    }
    return true;
  }

  /** The page at an address, with its segment's tables made when they are not there yet. Undefined beyond storage. */
  page(address: number): Page | undefined {
    if (!this.contains(address)) return undefined;
    return this.segment(address >>> SEGMENT_SHIFT).pages[(address >>> PAGE_SHIFT) & (PAGES_PER_SEGMENT - 1)];
  }

  /** Real address of a byte of the guest; its page is brought in. Throws GuestAccessError beyond storage. */
  realOf(address: number): RealAddress {
    return (this.parts.pager.bringIn(this.pageOrThrow(address), this.parts.counters) |
      (address & 0xfff)) as RealAddress;
  }

  /** Brings the page in and keeps its frame until `unlock`; answers the real address of `address`. */
  lock(address: number): { readonly real: RealAddress; readonly page: Page } {
    const page = this.pageOrThrow(address);
    const frame = this.parts.pager.lock(page, this.parts.counters);
    return { real: (frame | (address & 0xfff)) as RealAddress, page };
  }

  unlock(page: Page): void {
    this.parts.pager.unlock(page);
  }

  fetchByte(address: GuestAddress): number {
    return this.parts.storage.fetchByte(this.touch(address, false));
  }

  fetchHalf(address: GuestAddress): number {
    if ((address & (BLOCK - 1)) <= BLOCK - 2) return this.parts.storage.fetchHalf(this.touch(address, false));
    const [high, low] = this.copyOut(address, 2);
    return (high << 8) | low;
  }

  /** Signed word. */
  fetchWord(address: GuestAddress): number {
    if ((address & (BLOCK - 1)) <= BLOCK - 4) return this.parts.storage.fetchWord(this.touch(address, false));
    const [b0, b1, b2, b3] = this.copyOut(address, 4);
    return (b0 << 24) | (b1 << 16) | (b2 << 8) | b3;
  }

  storeByte(address: GuestAddress, value: number): void {
    this.parts.storage.storeByte(this.touch(address, true), value);
  }

  storeHalf(address: GuestAddress, value: number): void {
    if ((address & (BLOCK - 1)) <= BLOCK - 2) this.parts.storage.storeHalf(this.touch(address, true), value);
    else this.copyIn(address, Uint8Array.of(value >>> 8, value));
  }

  storeWord(address: GuestAddress, value: number): void {
    if ((address & (BLOCK - 1)) <= BLOCK - 4) this.parts.storage.storeWord(this.touch(address, true), value);
    else this.copyIn(address, Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
  }

  /** Copies bytes out. Throws GuestAccessError when not all of them are there. */
  copyOut(address: GuestAddress, length: number): Uint8Array {
    this.require(address, length);
    const target = new Uint8Array(length);
    this.eachPiece(address, length, (at, offset, size) => {
      this.parts.storage.copyInto(target, offset, this.touch(at, false), size);
    });
    return target;
  }

  /** Copies bytes in. Throws GuestAccessError, and stores nothing, when not all of the place is there. */
  copyIn(address: GuestAddress, bytes: Uint8Array): void {
    this.require(address, bytes.length);
    this.eachPiece(address, bytes.length, (at, offset, size) => {
      this.parts.storage.copyIn(this.touch(at, true), bytes.subarray(offset, offset + size));
    });
  }

  /** Checks an access with a key as the guest's CPU would. Throws GuestAccessError. */
  check(address: GuestAddress, length: number, key: number, store: boolean): void {
    this.require(address, length);
    if (key === 0) return;
    for (let at = address & ~(BLOCK - 1); at < address + length; at += BLOCK) {
      const storageKey = this.getKey(guestAddress(at))!;
      if (key !== storageKey >> 4 && (store || (storageKey & 0x08) !== 0)) {
        throw new GuestAccessError(0x04, at);
      }
    }
  }

  /** Virtual storage key (ACC F R C in bits 0-6) of the 2K block; undefined beyond storage. */
  getKey(address: GuestAddress): number | undefined {
    const page = this.page(address);
    return page === undefined ? undefined : this.parts.pager.getKey(page, half(address));
  }

  /** Sets the virtual key. False beyond storage. Keys of shared pages stay as they are saved. */
  setKey(address: GuestAddress, key: number): boolean {
    const page = this.page(address);
    if (page === undefined) return false;
    if (!page.segment.shared) this.parts.pager.setKey(page, half(address), key);
    return true;
  }

  /** Storage as the virtual machine's channels see it. */
  channelStorage(): ChannelStorage {
    return {
      permit: (address, key, store) => {
        const page = this.page(address);
        if (page === undefined) return 'addressing';
        if (key !== 0) {
          const storageKey = this.parts.pager.getKey(page, half(address));
          const protectedFrom = store || (storageKey & 0x08) !== 0;
          if (key !== storageKey >> 4 && protectedFrom) return 'protection';
        }
        try {
          this.touch(address, store);
        } catch (error) {
          // No frame to be had now: to the channel the storage is not there.
          if (error instanceof PagingSpaceExhausted || error instanceof PagingError) return 'addressing';
          throw error;
        }
        return 'ok';
      },
      fetch: (address, target) => {
        this.parts.storage.copyInto(target, 0, this.touch(address, false), target.length);
      },
      store: (address, bytes) => this.parts.storage.copyIn(this.touch(address, true), bytes),
    };
  }

  /** Page release (DIAGNOSE X'10'): the pages are zero from now on. Pages of shared segments stay. */
  discardPages(first: number, last: number): void {
    for (let address = first & ~0xfff; address <= last; address += 0x1000) {
      const page = this.segments[address >>> SEGMENT_SHIFT]?.pages[(address >>> PAGE_SHIFT) & 15];
      if (page !== undefined && !page.segment.shared) this.parts.pager.discard(page);
    }
  }

  /** SYSTEM CLEAR: all storage zero with key 0; shared segments are gone. */
  clear(): void {
    for (let segment = 0; segment < SEGMENTS; segment++) this.dropSegment(segment);
  }

  /** DEFINE STORAGE: another size; everything is cleared. */
  resize(size: number): void {
    this.clear();
    this.bytes = size;
  }

  /** Gives all real storage back (LOGOFF). */
  release(): void {
    this.clear();
    this.parts.cpStorage.release(this.segmentTable, SEGMENT_TABLE_SIZE);
    this.parts.purgeTranslations();
  }

  /** The segment as it is, without making it. */
  segmentAt(number: number): PageSegment | undefined {
    return this.segments[number];
  }

  isShared(address: number): boolean {
    return this.segments[address >>> SEGMENT_SHIFT]?.shared === true;
  }

  /** Puts a shared segment in place of what is there. */
  attachShared(number: number, segment: PageSegment): void {
    // First: it may be the same segment that is dropped now.
    segment.users++;
    this.dropSegment(number);
    if (number << SEGMENT_SHIFT >= this.bytes) this.attached.add(number);
    this.segments[number] = segment;
    this.setSegmentEntry(number, (STE_FULL_LENGTH | segment.table | STE_PROTECTED) >>> 0);
    this.parts.purgeTranslations();
  }

  /** Makes a segment beyond storage, private to this virtual machine. */
  attachPrivate(number: number): PageSegment {
    this.dropSegment(number);
    this.attached.add(number);
    return this.segment(number);
  }

  /** A segment of the virtual machine's own, in place of a shared one if there is one. */
  privateSegment(number: number): PageSegment {
    if (this.segments[number]?.shared === true) this.dropSegment(number);
    return this.segment(number);
  }

  /** Gives every shared segment within storage up: its pages become private and zero. */
  dropShared(): void {
    for (let number = 0; number << SEGMENT_SHIFT < this.bytes; number++) {
      if (this.segments[number]?.shared === true) this.privateSegment(number);
    }
  }

  /** Takes a segment out; what was in it is lost, or stays with those who share it. */
  dropSegment(number: number): void {
    this.attached.delete(number);
    const segment = this.segments[number];
    if (segment === undefined) return;
    this.segments[number] = undefined;
    this.setSegmentEntry(number, STE_INVALID);
    this.parts.purgeTranslations();
    this.leave(segment);
  }

  /** Storing into a shared segment: gives the virtual machine its own copy. False when the address is not in one. */
  unshare(address: number): boolean {
    const number = address >>> SEGMENT_SHIFT;
    const shared = this.segments[number];
    if (shared?.sharedName === undefined) return false;
    const { storage, pager, counters } = this.parts;
    const own = this.makeSegment();
    for (const page of shared.pages) {
      if (!page.resident && page.slot === undefined) continue;
      const from = pager.lock(page, counters);
      const copy = own.pages[page.index];
      const to = pager.lock(copy, counters);
      storage.move(to, from, 4096);
      pager.setKey(copy, 0, pager.getKey(page, 0));
      pager.setKey(copy, 1, pager.getKey(page, 1));
      copy.changed = true;
      pager.unlock(copy);
      pager.unlock(page);
    }
    this.segments[number] = own;
    this.setSegmentEntry(number, (STE_FULL_LENGTH | own.table) >>> 0);
    this.parts.purgeTranslations();
    this.leave(shared);
    this.parts.sharedPageAltered(shared.sharedName, address >>> PAGE_SHIFT);
    return true;
  }

  /** Pages that come from these slots of saved systems are brought in, and are the virtual machine's own from now on. */
  takeOver(comesFrom: (slot: PageSlot) => boolean): void {
    for (const segment of this.segments) {
      for (const page of segment?.pages ?? []) {
        if (page.slotIsShared && page.slot !== undefined && comesFrom(page.slot)) {
          this.parts.pager.takeOver(page, this.parts.counters);
        }
      }
    }
  }

  /** Has `observer` told when pages of this storage lose their frames. */
  observe(observer: PageObserver, address: number): void {
    this.segment(address >>> SEGMENT_SHIFT).observers.add(observer);
  }

  unobserve(observer: PageObserver): void {
    for (const segment of this.segments) segment?.observers.delete(observer);
  }

  /** Private pages in real storage, and slots of paging volumes that they have. */
  counts(): { readonly resident: number; readonly slots: readonly PageSlot[] } {
    const slots: PageSlot[] = [];
    for (const segment of this.segments) {
      if (segment === undefined || segment.shared) continue;
      for (const { slot, slotIsShared } of segment.pages) {
        if (slot !== undefined && !slotIsShared) slots.push(slot);
      }
    }
    return { resident: this.owner.resident, slots };
  }

  private leave(segment: PageSegment): void {
    segment.users--;
    if (segment.users > 0) return;
    for (const page of segment.pages) this.parts.pager.discard(page);
    this.parts.cpStorage.release(segment.table, PAGE_TABLE_SIZE);
  }

  private makeSegment(): PageSegment {
    const table = this.parts.cpStorage.allocate(PAGE_TABLE_SIZE);
    return new PageSegment(this.parts.storage, table, undefined, this.owner);
  }

  /** The segment, made when it is not there yet. */
  private segment(number: number): PageSegment {
    let segment = this.segments[number];
    if (segment === undefined) {
      segment = this.makeSegment();
      this.segments[number] = segment;
      this.setSegmentEntry(number, (STE_FULL_LENGTH | segment.table) >>> 0);
    }
    return segment;
  }

  private setSegmentEntry(number: number, entry: number): void {
    this.parts.storage.storeWord(this.segmentTable + 4 * number, entry);
  }

  private pageOrThrow(address: number): Page {
    const page = this.page(address);
    if (page === undefined) throw new GuestAccessError(0x05, address);
    return page;
  }

  private require(address: number, length: number): void {
    if (!this.contains(address, length)) throw new GuestAccessError(0x05, address);
  }

  /** Real address of a byte for an access now: page in, own copy of a shared one to be stored into, recorded. */
  private touch(address: number, store: boolean): RealAddress {
    if (store && this.segments[address >>> SEGMENT_SHIFT]?.shared === true) this.unshare(address);
    const real = this.realOf(address);
    this.parts.storage.recordAccess(real, store);
    return real;
  }

  private eachPiece(
    address: number,
    length: number,
    action: (at: number, offset: number, size: number) => void,
  ): void {
    for (let offset = 0; offset < length;) {
      const at = address + offset;
      const size = Math.min(length - offset, BLOCK - (at & (BLOCK - 1)));
      action(at, offset, size);
      offset += size;
    }
  }
}

function half(address: number): 0 | 1 {
  return ((address >>> BLOCK_SHIFT) & 1) as 0 | 1;
}
