import type { MainStorage } from '../../s370/index.js';
import type { RealAddress } from '../vmachine/guest-address.js';
import type { PageOwner } from './page-owner.js';
import { Page } from './page.js';

/** Pages of a 64K segment. */
export const PAGES_PER_SEGMENT = 16;
/** Bytes of its page table. */
export const PAGE_TABLE_SIZE = PAGES_PER_SEGMENT * 2;
const PTE_INVALID = 0x0008;

/**
 * A 64K segment of second-level storage with its page table in real storage, walked by the DAT. A shared
 * segment is one such object in several virtual machines.
 */
export class PageSegment {
  readonly pages: readonly Page[];
  /** Page tables of guests that map these pages: told when a page loses its frame. */
  readonly observers = new Set<PageObserver>();
  /** Virtual machines that have the segment; above one for shared segments. */
  users = 1;

  constructor(
    private readonly storage: MainStorage,
    /** Page table: 16 halfwords in real storage. */
    readonly table: RealAddress,
    /** Saved system this segment is shared under; undefined: private. */
    readonly sharedName?: string,
    /** Whose private segment it is; undefined for shared ones. */
    readonly owner?: PageOwner,
  ) {
    this.pages = Array.from({ length: PAGES_PER_SEGMENT }, (_, index) => new Page(this, index));
    for (const page of this.pages) this.invalidate(page);
  }

  get shared(): boolean {
    return this.sharedName !== undefined;
  }

  /** Lets the DAT reach the page in its frame. */
  validate(page: Page): void {
    this.storage.storeHalf(this.table + 2 * page.index, page.frame << 4);
  }

  /** Lets the DAT take a page-translation exception on the page. */
  invalidate(page: Page): void {
    this.storage.storeHalf(this.table + 2 * page.index, PTE_INVALID);
    for (const observer of this.observers) observer.pageLost(page);
  }
}

/** Whoever keeps other translations that lead to a page's frame (shadow tables). */
export interface PageObserver {
  /** The page has no frame any more. */
  pageLost(page: Page): void;
}
