import type { MainStorage } from '../../s370/index.js';
import type { FrameTable } from './frame-table.js';
import type { Page } from './page.js';
import type { PageStore } from './page-store.js';
import type { RealIo } from './real-io.js';

const BLOCK = 2048;
/** Reference and change bits of a storage key. */
const REFERENCE = 0x04;
const CHANGE = 0x02;

/** Every frame is locked or every paging slot taken: the request can't be met now. */
export class PagingSpaceExhausted extends Error {
  constructor() {
    super('no frame of real storage can be freed: paging space is full');
    this.name = 'PagingSpaceExhausted';
  }
}

/** A page could not be read from its paging volume. */
export class PagingError extends Error {
  constructor() {
    super('a page could not be read from the paging volume');
    this.name = 'PagingError';
  }
}

/** Counts of what the pager did, for one virtual machine or all. */
export interface PagingCounters {
  pageReads: number;
  pageWrites: number;
}

/** Demand paging: brings pages into frames, steals frames, keeps virtual keys. SY20-0886, Paging. */
export class Pager {
  readonly totals: PagingCounters = { pageReads: 0, pageWrites: 0 };
  /** Microseconds that CP waited for pages. */
  waited = 0;

  constructor(
    private readonly storage: MainStorage,
    private readonly frames: FrameTable,
    private readonly store: PageStore,
    private readonly io: RealIo,
  ) {}

  /**
   * Brings a page into real storage and validates its page table entry. Answers the real address of its frame.
   * Waits for paging I/O. Throws `PagingSpaceExhausted`, `PagingError`.
   */
  bringIn(page: Page, counters?: PagingCounters): number {
    if (page.inTransit) this.waitFor(page);
    if (page.frame >= 0) return page.frame << 12;
    const frame = this.takeFrame(page);
    const address = this.frames.address(frame);
    if (page.slot === undefined) {
      this.storage.fill(address, 4096, 0);
      this.settle(page, frame);
      return address;
    }
    let failed = false;
    this.read(page, frame, counters, (ok) => {
      failed = !ok;
    });
    this.waitFor(page);
    if (failed) throw new PagingError();
    return address;
  }

  /**
   * Brings a page in while others run. Answers false when that takes paging I/O: then `done` is called at its end, also
   * when it failed, which whoever then wants the page finds out.
   */
  bringInLater(page: Page, counters: PagingCounters | undefined, done: () => void): boolean {
    if (page.frame >= 0 || page.slot === undefined || page.inTransit) {
      this.bringIn(page, counters);
      return true;
    }
    this.read(page, this.takeFrame(page), counters, done);
    return false;
  }

  /** Brings a page in and keeps it there until `unlock`. */
  lock(page: Page, counters?: PagingCounters): number {
    const address = this.bringIn(page, counters);
    this.frames.lock(page.frame);
    return address;
  }

  unlock(page: Page): void {
    if (page.frame >= 0) this.frames.unlock(page.frame);
  }

  /** Forgets the content: the page is zero with key 0 the next time it is wanted. */
  discard(page: Page): void {
    if (page.inTransit) this.waitFor(page);
    if (page.frame >= 0) this.loseFrame(page);
    if (page.slot !== undefined && !page.slotIsShared) this.store.release(page.slot);
    page.slot = undefined;
    page.slotIsShared = false;
    page.changed = false;
    page.keys[0] = 0;
    page.keys[1] = 0;
  }

  /** A page of a saved system whose slot gets another content: keeps what it has. Throws as `bringIn` does. */
  takeOver(page: Page, counters?: PagingCounters): void {
    this.bringIn(page, counters);
    page.slot = undefined;
    page.slotIsShared = false;
    page.changed = true;
  }

  /** Virtual key (ACC F R C in bits 0-6) of one half of a page. */
  getKey(page: Page, half: 0 | 1): number {
    const real = page.frame < 0 ? 0 : this.storage.getKey((page.frame << 12) + half * BLOCK);
    return page.keys[half] | (real & (REFERENCE | CHANGE));
  }

  /** Sets the virtual key, with reference and change bits. */
  setKey(page: Page, half: 0 | 1, key: number): void {
    if (page.frame >= 0) {
      this.fold(page);
      this.storage.setKey((page.frame << 12) + half * BLOCK, key & 0xf8);
    }
    page.keys[half] = key & 0xfe;
  }

  /** Frees a frame by stealing a page. False when that is impossible. */
  makeRoom(): boolean {
    const victim =
      this.frames.choose((page) => page.segment.owner?.givesUp === false || this.fold(page)) ??
      // nothing but what is reserved is left
      this.frames.choose((page) => this.fold(page));
    if (victim === undefined) return false;
    return this.pageOut(victim);
  }

  /** Takes a page's frame away, writing it first when it has changed. False when there is no slot to write it to. */
  pageOut(page: Page): boolean {
    if (page.frame < 0) return true;
    // No store may come between the look at the change bit and the loss of the frame.
    this.fold(page);
    if (!page.changed) {
      this.loseFrame(page);
      return true;
    }
    if (page.slot === undefined || page.slotIsShared) {
      const slot = this.store.allocate();
      if (slot === undefined) return false;
      page.slot = slot;
      page.slotIsShared = false;
    }
    const frame = page.frame;
    page.segment.invalidate(page);
    this.storage.dropFrame(this.frames.address(frame));
    page.inTransit = true;
    let written = false;
    this.store.write(page.slot, this.frames.address(frame), (ok) => {
      written = ok;
      page.inTransit = false;
      if (ok) {
        page.changed = false;
        page.frame = -1;
        if (page.segment.owner !== undefined) page.segment.owner.resident--;
        this.frames.release(frame);
      } else {
        page.segment.validate(page);
      }
    });
    this.totals.pageWrites++;
    if (page.segment.owner !== undefined) page.segment.owner.counters.pageWrites++;
    this.waitFor(page);
    return written;
  }

  /** Adds real reference and change bits to the virtual key and resets them. Answers whether the page was referenced. */
  fold(page: Page): boolean {
    let referenced = false;
    for (const half of [0, 1] as const) {
      const address = (page.frame << 12) + half * BLOCK;
      const real = this.storage.getKey(address);
      const recorded = real & (REFERENCE | CHANGE);
      if (recorded === 0) continue;
      referenced = true;
      page.keys[half] |= recorded;
      if ((recorded & CHANGE) !== 0) page.changed = true;
      this.storage.setKey(address, real & 0xf8);
    }
    return referenced;
  }

  private read(
    page: Page,
    frame: number,
    counters: PagingCounters | undefined,
    done: (ok: boolean) => void,
  ): void {
    page.inTransit = true;
    this.store.read(page.slot!, this.frames.address(frame), (ok) => {
      page.inTransit = false;
      if (ok) this.settle(page, frame);
      else this.frames.release(frame);
      done(ok);
    });
    this.totals.pageReads++;
    if (counters !== undefined) counters.pageReads++;
  }

  private waitFor(page: Page): void {
    const begun = this.io.now();
    this.io.waitUntil(() => !page.inTransit);
    this.waited += this.io.now() - begun;
  }

  private settle(page: Page, frame: number): void {
    page.frame = frame;
    if (page.segment.owner !== undefined) page.segment.owner.resident++;
    const address = this.frames.address(frame);
    // Reading the page in counts as change of the real block: start afresh with the virtual key's protection.
    this.storage.setKey(address, page.keys[0] & 0xf8);
    this.storage.setKey(address + BLOCK, page.keys[1] & 0xf8);
    page.segment.validate(page);
  }

  private loseFrame(page: Page): void {
    const frame = page.frame;
    page.frame = -1;
    if (page.segment.owner !== undefined) page.segment.owner.resident--;
    page.segment.invalidate(page);
    this.frames.release(frame);
  }

  private takeFrame(page: Page): number {
    for (;;) {
      const frame = this.frames.takeForPage(page);
      if (frame !== undefined) return frame;
      if (!this.makeRoom()) throw new PagingSpaceExhausted();
    }
  }
}
