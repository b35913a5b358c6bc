import type { MainStorage } from '../../s370/index.js';
import type { CpStorage, RealArea } from '../nucleus/cp-storage.js';
import { PageOwner } from '../nucleus/page-owner.js';
import { PAGES_PER_SEGMENT, PAGE_TABLE_SIZE, PageSegment } from '../nucleus/page-segment.js';
import type { PageObserver } from '../nucleus/page-segment.js';
import type { Page } from '../nucleus/page.js';
import type { PageSlot } from '../nucleus/page-store.js';
import type { Pager, PagingCounters } from '../nucleus/pager.js';
import type { RealAddress } from './guest-address.js';

const SEGMENT_SHIFT = 16;
const SEGMENTS = 256;
const SEGMENT_TABLE_SIZE = SEGMENTS * 4;
const PAGE_SHIFT = 12;
const BLOCK = 2048;
const STE_INVALID = 1;
const STE_PROTECTED = 4;
/** Page table length field for 16 entries. */
const STE_FULL_LENGTH = 0xf0000000;

/** What a virtual machine's storage is made of. */
export interface GuestStorageParts {
  readonly storage: MainStorage;
  readonly cpStorage: CpStorage;
  readonly pager: Pager;
  readonly counters: PagingCounters;
  /**
   * Begins to bring a page in; true when it is there at once. False: the virtual machine is in page wait until it has come.
   */
  awaitPage(page: Page): boolean;
  /** A translation that the CPUs may have cached is no longer right. */
  purgeTranslations(): void;
  /** The virtual machine stored into a shared page: gets its own copy; the user hears of it. */
  sharedPageAltered(name: string, page: number): void;
}

/**
 * The pages of one virtual machine's second-level storage: its segment table and page tables in real storage for the DAT,
 * and the segments that are its own or shared with others.
 */
export class GuestSegments {
  /** Segment table in real storage, 256 entries. */
  readonly segmentTable: RealAddress;
  private readonly segments: (PageSegment | undefined)[] = new Array<PageSegment | undefined>(SEGMENTS);
  /** Segments beyond storage that hold named segments. */
  private readonly attached = new Set<number>();
  private bytes: number;
  private readonly awaited: Page[] = [];
  /** What paging keeps about its private pages. */
  readonly owner: PageOwner;

  constructor(
    protected readonly parts: GuestStorageParts,
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

  /** Where its last shared segment beyond storage ends, or storage. */
  get highest(): number {
    return Math.max(this.bytes, ...[...this.attached].map((segment) => (segment + 1) << SEGMENT_SHIFT));
  }

  /** Where its tables lie in real storage. */
  tables(): { readonly segmentTable: number; readonly pageTables: readonly number[] } {
    const pageTables = this.segments.flatMap((segment) => (segment === undefined ? [] : [segment.table]));
    return { segmentTable: this.segmentTable, pageTables };
  }

  /** Real storage that those tables take. */
  tableAreas(): RealArea[] {
    const { segmentTable, pageTables } = this.tables();
    return [
      { address: segmentTable, length: SEGMENT_TABLE_SIZE },
      ...pageTables.map((address) => ({ address, length: PAGE_TABLE_SIZE })),
    ];
  }

  /** Real addresses of the frames that its private pages have. */
  frames(): RealAddress[] {
    const addresses: RealAddress[] = [];
    for (const segment of this.segments) {
      if (segment === undefined || segment.shared) continue;
      for (const { frame } of segment.pages)
        if (frame >= 0) addresses.push((frame << PAGE_SHIFT) as RealAddress);
    }
    return addresses;
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

  /** Page release (DIAGNOSE X'10'): the pages are zero from now on. Pages of shared segments stay. */
  discardPages(first: number, last: number): void {
    for (let address = first & ~0xfff; address <= last; address += 0x1000) {
      const page = this.segments[address >>> SEGMENT_SHIFT]?.pages[(address >>> PAGE_SHIFT) & 15];
      if (page !== undefined && !page.segment.shared) this.parts.pager.discard(page);
    }
  }

  /** The virtual machine has run since pages that it waited for came: they can be stolen again. */
  releaseAwaited(): void {
    if (this.awaited.length === 0) return;
    for (const page of this.awaited.splice(0)) page.awaited = false;
  }

  /** A page that the virtual machine waited for has come: it stays until that has run. */
  keepAwaited(page: Page): void {
    if (!page.resident) return;
    page.awaited = true;
    this.awaited.push(page);
  }

  /** SYSTEM CLEAR: all storage zero with key 0; shared segments are gone. */
  clear(): void {
    this.releaseAwaited();
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
}
