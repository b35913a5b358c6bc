import type { MainStorage } from '../../s370/index.js';
import type { FrameTable } from './frame-table.js';
import type { Page } from './page.js';
import type { PageSlot, PageStore } from './page-store.js';
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

/** Told at the end of paging I/O; `ok` is false when the page could not be read and is zero now, or no frame was to be had. */
export type PageDone = (ok: boolean) => void;

/** Somebody who waits for a frame that a page-out will free. */
interface FrameRequest {
  readonly page: Page;
  readonly counters: PagingCounters | undefined;
  readonly done: PageDone;
}

/** Frames that are kept free, so that a page fault need not wait for a page-out first: one of so many, and the most. */
const FREE_SHARE = 32;
const MOST_FREE = 8;
/** Pages that are tried for one frame, when page-outs fail or others take the frames. */
const MOST_TRIES = 64;
/** Places on the volumes that a page is written to before CP gives it up and leaves it where it is. */
const MOST_WRITES = 3;
/** So many errors in sequence, and the operator is told. */
const ERRORS_TO_REPORT = 6;

/**
 * Demand paging: brings pages into frames, steals frames, keeps virtual keys. Paging I/O goes on while others run
 * (`request`); who can't be made to wait has it waited for (`bringIn`). SY20-0886, DMKPTR, DMKPAG.
 */
export class Pager {
  readonly totals: PagingCounters = { pageReads: 0, pageWrites: 0 };
  /** Microseconds that CP had nothing to do but to wait for pages. */
  waited = 0;
  /** Page-outs under way. */
  private writing = 0;
  /** Requests that are not met yet. */
  private outstanding = 0;
  private readonly starved: FrameRequest[] = [];
  /** Paging errors since the last transfer that went well. */
  private errors = 0;

  constructor(
    private readonly storage: MainStorage,
    private readonly frames: FrameTable,
    private readonly store: PageStore,
    private readonly io: RealIo,
    /** There are errors without end on a paging volume: its real address. */
    private readonly continuousErrors: (device: number) => void = () => undefined,
  ) {}

  /** Does anybody wait for a page? */
  get isWaitedFor(): boolean {
    return this.outstanding > 0;
  }

  /**
   * Brings a page into real storage and validates its page table entry. Answers the real address of its frame.
   * Waits for paging I/O. Throws `PagingSpaceExhausted`, `PagingError`.
   */
  bringIn(page: Page, counters?: PagingCounters): number {
    while (page.frame < 0 || page.inTransit) {
      if (page.inTransit) {
        page.reclaimed = true;
        this.waitFor(page);
        continue;
      }
      const frame = this.takeFrame(page);
      if (page.frame >= 0 || page.inTransit) {
        // it came for somebody else while a frame was waited for
        this.frames.release(frame);
        continue;
      }
      if (this.isFilled(page, frame)) break;
      let failed = false;
      this.read(page, frame, counters, (ok) => {
        failed = !ok;
      });
      this.waitFor(page);
      if (failed) throw new PagingError();
    }
    return page.frame << 12;
  }

  /**
   * As `bringIn`, while others run: answers true when the page is there at once. False when that takes paging I/O: then
   * `done` is called at its end. Throws `PagingSpaceExhausted`.
   */
  request(page: Page, counters: PagingCounters | undefined, done: PageDone): boolean {
    if (page.inTransit) {
      this.outstanding++;
      page.reclaimed = true;
      page.waiters.push((ok) => this.met(done, ok));
      return false;
    }
    if (page.frame >= 0) return true;
    const frame = this.frameAtOnce(page);
    if (frame === undefined) {
      this.outstanding++;
      this.starved.push({ page, counters, done: (ok) => this.met(done, ok) });
      return false;
    }
    if (this.isFilled(page, frame)) return true;
    this.outstanding++;
    this.read(page, frame, counters, (ok) => this.met(done, ok));
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
    page.awaited = false;
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

  /** Frees a frame by stealing a page. Waits for its page-out. False when that is impossible. */
  makeRoom(): boolean {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (this.frames.free > 0) return true;
      if (this.writing === 0 && !this.steal()) return false;
      this.waitUntil(() => this.frames.free > 0 || this.writing === 0);
    }
    return this.frames.free > 0;
  }

  /** Takes a page's frame away, writing it first when it has changed; waits. False when it has it still. */
  pageOut(page: Page): boolean {
    if (page.inTransit) this.waitFor(page);
    if (page.frame < 0) return true;
    if (!this.beginPageOut(page)) return false;
    if (page.inTransit) this.waitFor(page);
    return page.frame < 0;
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

  /** A request is met, or failed. */
  private met(done: PageDone, ok: boolean): void {
    this.outstanding--;
    done(ok);
  }

  /** The page is nowhere yet: it is zero, without paging I/O. */
  private isFilled(page: Page, frame: number): boolean {
    if (page.slot !== undefined) return false;
    this.storage.fill(this.frames.address(frame), 4096, 0);
    this.settle(page, frame);
    // it has not been referenced yet
    page.awaited = true;
    this.replenish();
    page.awaited = false;
    return true;
  }

  private read(page: Page, frame: number, counters: PagingCounters | undefined, done: PageDone): void {
    const slot = page.slot!;
    page.inTransit = true;
    page.waiters.push(done);
    try {
      this.store.read(slot, this.frames.address(frame), (ok) => {
        this.note(ok, slot);
        if (ok || !page.slotIsShared) {
          if (!ok) this.lose(page, frame);
          this.settle(page, frame);
        } else this.frames.release(frame);
        this.endTransit(page, ok);
      });
    } catch (error) {
      // no room in CP's storage for the channel program
      page.inTransit = false;
      page.waiters.pop();
      this.frames.release(frame);
      throw error;
    }
    this.totals.pageReads++;
    if (counters !== undefined) counters.pageReads++;
    // behind the read, which somebody waits for
    this.replenish();
  }

  /** A page that could not be read is zero from now on; its place on the volume is used no more. SY20-0886, DMKPTR. */
  private lose(page: Page, frame: number): void {
    this.storage.fill(this.frames.address(frame), 4096, 0);
    page.slot = undefined;
    page.changed = true;
  }

  /** Begins to take a page's frame away. False when there is no slot to write it to. */
  private beginPageOut(page: Page): boolean {
    // No store may come between the look at the change bit and the loss of the frame.
    this.fold(page);
    if (!page.changed) {
      this.loseFrame(page);
      return true;
    }
    if ((page.slot === undefined || page.slotIsShared) && !this.takeSlot(page)) return false;
    this.invalidate(page);
    this.storage.dropFrame(this.frames.address(page.frame));
    page.inTransit = true;
    page.reclaimed = false;
    this.writing++;
    try {
      this.write(page, MOST_WRITES);
    } catch (error) {
      this.writing--;
      page.inTransit = false;
      this.validate(page);
      throw error;
    }
    this.totals.pageWrites++;
    if (page.segment.owner !== undefined) page.segment.owner.counters.pageWrites++;
    return true;
  }

  private takeSlot(page: Page): boolean {
    const slot = this.store.allocate();
    if (slot === undefined) return false;
    page.slot = slot;
    page.slotIsShared = false;
    return true;
  }

  private write(page: Page, tries: number): void {
    const slot = page.slot!;
    this.store.write(slot, this.frames.address(page.frame), (ok) => {
      this.note(ok, slot);
      // That place is used no more; the page goes to another one.
      if (!ok && tries > 1 && this.takeSlot(page)) {
        this.write(page, tries - 1);
        return;
      }
      this.writing--;
      if (!ok) page.slot = undefined;
      else page.changed = false;
      if (ok && !page.reclaimed) {
        const { frame } = page;
        page.frame = -1;
        this.frames.release(frame);
      } else this.validate(page);
      this.endTransit(page, true);
      this.feed();
    });
  }

  private endTransit(page: Page, ok: boolean): void {
    page.inTransit = false;
    for (const done of page.waiters.splice(0)) done(ok);
  }

  /** Gives frames that have become free to those who wait for one. */
  private feed(): void {
    const waiting = this.starved.splice(0);
    while (waiting.length > 0) {
      const { page, counters, done } = waiting[0];
      // a page that nobody has any more needs no frame
      if (page.segment.users <= 0) done(true);
      else {
        try {
          if (this.frames.free === 0 && this.writing > 0) break;
          if (this.request(page, counters, done)) done(true);
        } catch (error) {
          if (!(error instanceof PagingSpaceExhausted)) throw error;
          done(false);
        }
      }
      waiting.shift();
    }
    this.starved.unshift(...waiting);
  }

  /** A free frame for a page without waiting: undefined when page-outs are under way that will bring one. */
  private frameAtOnce(page: Page): number | undefined {
    while (this.frames.free === 0 && (this.writing === 0 || this.starved.length >= this.writing)) {
      if (this.steal()) continue;
      if (this.writing > 0) break;
      throw new PagingSpaceExhausted();
    }
    return this.frames.takeForPage(page);
  }

  private takeFrame(page: Page): number {
    for (;;) {
      const frame = this.frames.takeForPage(page);
      if (frame !== undefined) return frame;
      if (!this.makeRoom()) throw new PagingSpaceExhausted();
    }
  }

  /** Begins page-outs so that the next faults find free frames. */
  private replenish(): void {
    const { frames } = this;
    const wanted = Math.min(MOST_FREE, Math.floor(frames.pageable / FREE_SHARE));
    while (frames.free + this.writing < wanted && this.steal(false));
  }

  /** Begins to steal a page; one that SET RESERVE keeps only when nothing else is left. False when none can be. */
  private steal(reservedToo = true): boolean {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const victim =
        this.frames.choose((page) => page.segment.owner?.givesUp === false || this.fold(page)) ??
        (reservedToo ? this.frames.choose((page) => this.fold(page)) : undefined);
      if (victim === undefined) return false;
      // another one may have a slot, or need none
      if (this.beginPageOut(victim)) return true;
    }
    return false;
  }

  private waitFor(page: Page): void {
    this.waitUntil(() => !page.inTransit);
  }

  /** CP's own wait: nothing else is done until then, and that is page wait of the system. */
  waitUntil(finished: () => boolean): void {
    const begun = this.io.now();
    this.io.waitUntil(finished);
    this.waited += this.io.now() - begun;
  }

  /** Counts errors that follow each other. */
  private note(ok: boolean, slot: PageSlot): void {
    if (ok) this.errors = 0;
    else if (++this.errors === ERRORS_TO_REPORT) this.continuousErrors(this.store.deviceOf(slot));
  }

  private settle(page: Page, frame: number): void {
    page.frame = frame;
    const address = this.frames.address(frame);
    // Reading the page in counts as change of the real block: start afresh with the virtual key's protection.
    this.storage.setKey(address, page.keys[0] & 0xf8);
    this.storage.setKey(address + BLOCK, page.keys[1] & 0xf8);
    this.validate(page);
  }

  /** The DAT may reach the page in its frame. */
  private validate(page: Page): void {
    if (page.segment.owner !== undefined) page.segment.owner.resident++;
    page.segment.validate(page);
  }

  /** The DAT may not reach the page any more. */
  private invalidate(page: Page): void {
    if (page.segment.owner !== undefined) page.segment.owner.resident--;
    page.segment.invalidate(page);
  }

  private loseFrame(page: Page): void {
    const frame = page.frame;
    page.frame = -1;
    this.invalidate(page);
    this.frames.release(frame);
  }
}
