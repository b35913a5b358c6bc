/**
 * The access map of the 32-bit addresses of the 360/67: host offsets for all two million 2K blocks of the logical
 * address space, for one address space under one key. A walk over what was filled clears it, not one over the whole.
 */

import type { BlockMap } from './access-map.js';
import { BLOCK_SHIFT } from './layout.js';

/** Blocks of the 32-bit address space. */
const WIDE_BLOCKS = 2 ** (32 - BLOCK_SHIFT);
const ABSENT = -1;
/** Entries that may be filled before all are forgotten. */
const MOST_FILLED = 0x10000;
/** A block that is reached by two logical addresses. */
const ALIASED = -2;

export class WideAccessMap implements BlockMap {
  readonly fetch = new Int32Array(WIDE_BLOCKS).fill(-1);
  readonly store = new Int32Array(WIDE_BLOCKS).fill(-1);
  /** Nothing is compiled for 32-bit addresses. */
  readonly writable = new Int32Array(0);
  space = -1;
  /** Logical block by absolute block. */
  private readonly reverse: Int32Array;
  private readonly filled: number[] = [];

  /** `absoluteBlocks`: 2K blocks of main storage. */
  constructor(absoluteBlocks: number) {
    this.reverse = new Int32Array(absoluteBlocks).fill(ABSENT);
  }

  /** Makes it the map of `space`: empty, unless it is already. */
  select(space: number): this {
    if (space !== this.space) {
      this.clear();
      this.space = space;
    }
    return this;
  }

  clear(): void {
    for (const logical of this.filled) {
      this.fetch[logical] = -1;
      this.store[logical] = -1;
    }
    this.filled.length = 0;
    this.reverse.fill(ABSENT);
  }

  fill(logical: number, absoluteBlock: number, hostOffset: number, storable: boolean): void {
    if (this.filled.length === MOST_FILLED) this.clear();
    if (this.fetch[logical] < 0) this.filled.push(logical);
    this.fetch[logical] = hostOffset;
    if (storable) this.store[logical] = hostOffset;
    const known = this.reverse[absoluteBlock];
    if (known === ABSENT) this.reverse[absoluteBlock] = logical;
    else if (known !== logical) this.reverse[absoluteBlock] = ALIASED;
  }

  dropBlock(absoluteBlock: number): void {
    const logical = this.reverse[absoluteBlock];
    if (logical === ABSENT) return;
    if (logical === ALIASED) {
      this.clear();
      return;
    }
    this.fetch[logical] = -1;
    this.store[logical] = -1;
    this.reverse[absoluteBlock] = ABSENT;
  }
}
