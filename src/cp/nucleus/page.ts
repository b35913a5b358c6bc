import type { PageSlot } from './page-store.js';
import type { PageSegment } from './page-segment.js';

/**
 * One 4K page of second-level storage: SWPTABLE entry and page table entry. Where it is (a frame, a slot of a
 * paging volume, both, or nowhere while it is still zero), and the virtual keys of its two 2K blocks.
 */
export class Page {
  /** Frame of real storage, or -1. */
  frame = -1;
  /** Copy on a paging volume, valid while the page is unchanged. */
  slot: PageSlot | undefined;
  /** The slot belongs to a saved system: it is only ever read. */
  slotIsShared = false;
  /** Differs from its slot, or has none and is no longer zero. */
  changed = false;
  /** Being read from or written to a paging volume. */
  inTransit = false;
  /** Wanted again while it is written: it keeps its frame. */
  reclaimed = false;
  /** Told at the end of the transfer. */
  readonly waiters: ((ok: boolean) => void)[] = [];
  /** A virtual machine that waited for it has not run since: it is not stolen. */
  awaited = false;
  /** Virtual storage keys (ACC F R C in bits 0-6) of the halves; real R and C are added when they are asked for. */
  readonly keys: [number, number] = [0, 0];

  constructor(
    readonly segment: PageSegment,
    readonly index: number,
  ) {}

  get resident(): boolean {
    return this.frame >= 0;
  }
}
