import type { MainStorage } from '../../s370/index.js';
import { realAddress } from '../vmachine/guest-address.js';
import type { RealAddress } from '../vmachine/guest-address.js';
import type { Page } from './page.js';

export const FRAME_SIZE = 4096;
export const FRAME_SHIFT = 12;

/** What a frame of real storage is used for. */
export type FrameUse = 'control-program' | 'free' | 'page';

interface Frame {
  use: FrameUse;
  page: Page | undefined;
  /** Reasons to keep the page where it is: channel programs, LOCK, CP's own use. */
  locks: number;
}

/** CORTABLE: the owner of every frame of real storage. SY20-0884, CORTABLE. */
export class FrameTable {
  private readonly frames: Frame[] = [];
  private readonly freeFrames: number[] = [];
  /** Where the search for a page to steal goes on. */
  private hand = 0;
  /** Frames that CP has. */
  private controlProgram: number;

  /** The first `reserved` frames belong to CP for ever (low storage among them). */
  constructor(
    readonly storage: MainStorage,
    reserved: number,
  ) {
    const count = storage.size >>> FRAME_SHIFT;
    this.controlProgram = Math.min(reserved, count);
    for (let frame = 0; frame < count; frame++) {
      this.frames.push({ use: frame < reserved ? 'control-program' : 'free', page: undefined, locks: 0 });
    }
    for (let frame = count - 1; frame >= reserved; frame--) this.freeFrames.push(frame);
  }

  get size(): number {
    return this.frames.length;
  }

  get free(): number {
    return this.freeFrames.length;
  }

  /** Frames that pages of virtual machines can have. */
  get pageable(): number {
    return this.frames.length - this.controlProgram;
  }

  address(frame: number): RealAddress {
    return realAddress(frame << FRAME_SHIFT);
  }

  /** Takes a free frame for CP itself; undefined when there is none. */
  takeForControlProgram(): number | undefined {
    const frame = this.freeFrames.pop();
    if (frame === undefined) return undefined;
    this.frames[frame].use = 'control-program';
    this.controlProgram++;
    return frame;
  }

  /** Takes a free frame for a page; undefined when there is none (then one has to be stolen). */
  takeForPage(page: Page): number | undefined {
    const frame = this.freeFrames.pop();
    if (frame === undefined) return undefined;
    const entry = this.frames[frame];
    entry.use = 'page';
    entry.page = page;
    return frame;
  }

  /** Gives a frame back. Its access paths are forgotten by the CPUs and its keys are zero again. */
  release(frame: number): void {
    const entry = this.frames[frame];
    if (entry.use === 'control-program') this.controlProgram--;
    entry.use = 'free';
    entry.page = undefined;
    entry.locks = 0;
    const address = this.address(frame);
    this.storage.setKey(address, 0);
    this.storage.setKey(address + 2048, 0);
    this.storage.dropFrame(address);
    this.freeFrames.push(frame);
  }

  useOf(frame: number): FrameUse {
    return this.frames[frame].use;
  }

  pageAt(frame: number): Page | undefined {
    return this.frames[frame].page;
  }

  lock(frame: number): void {
    this.frames[frame].locks++;
  }

  unlock(frame: number): void {
    const entry = this.frames[frame];
    if (entry.locks > 0) entry.locks--;
  }

  isLocked(frame: number): boolean {
    return this.frames[frame].locks > 0;
  }

  /**
   * Chooses a page to give up its frame: the first in turn that has not been referenced since the search passed
   * it last. `referenced` tells and resets. Undefined when every page is locked.
   */
  choose(referenced: (page: Page) => boolean): Page | undefined {
    for (let step = 0; step < 2 * this.frames.length; step++) {
      const entry = this.frames[this.hand];
      this.hand = (this.hand + 1) % this.frames.length;
      const { page } = entry;
      if (entry.use !== 'page' || page === undefined || entry.locks > 0) continue;
      if (page.inTransit || page.awaited) continue;
      if (!referenced(page)) return page;
    }
    return undefined;
  }
}
