/** A stretch of a file. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** Space that is left over is kept with the track when it is less than this. */
const NOT_WORTH_KEEPING = 96;

/**
 * The unused stretches of a compressed image, from its end on unlimited. Space that is given back can't be used again
 * before `settle`: until the host has the newer copy on its disk, the older one stays where it is.
 */
export class FreeSpace {
  private readonly pending: Extent[] = [];
  private pendingBytes = 0;

  /** `free` must be sorted and apart from each other; `end` is where the file ends. */
  constructor(
    private free: Extent[],
    private fileEnd: number,
    /** The least that a free space can be: it holds its own length and the place of the next. */
    private readonly smallest: number,
  ) {}

  /** The free space of a file that uses these stretches. Undefined when two of them overlap or one passes `end`. */
  static around(used: readonly Extent[], end: number, smallest: number): FreeSpace | undefined {
    const free: Extent[] = [];
    let at = 0;
    for (const { offset, length } of [...used].sort((a, b) => a.offset - b.offset)) {
      if (offset < at) return undefined;
      if (offset > at) free.push({ offset: at, length: offset - at });
      at = offset + length;
    }
    if (at > end) return undefined;
    // What lies behind the last stretch is no part of the file any more.
    return new FreeSpace(free, at, smallest);
  }

  /** Where the file ends when everything is written. */
  get end(): number {
    return this.fileEnd;
  }

  /** Bytes given back since the last `settle`. */
  get unsettled(): number {
    return this.pendingBytes;
  }

  /** All free stretches, those not yet usable too, in order, joined where they touch. */
  spaces(): Extent[] {
    return joined([...this.free, ...this.pending]);
  }

  /** Free bytes. */
  get total(): number {
    return this.free.reduce((sum, { length }) => sum + length, 0) + this.pendingBytes;
  }

  /**
   * Takes space for `length` bytes: the first stretch that fits, else at the end. What would be left over and too
   * small for anything is taken too, unless the space must be `exact`.
   */
  allocate(length: number, exact = false): Extent {
    const at = this.free.findIndex(
      (space) => space.length === length || space.length >= length + this.smallest,
    );
    if (at < 0) {
      const offset = this.fileEnd;
      this.fileEnd += length;
      return { offset, length };
    }
    const space = this.free[at];
    const left = space.length - length;
    if (left === 0 || (!exact && left < NOT_WORTH_KEEPING && space.length <= 0xffff)) {
      this.free.splice(at, 1);
      return space;
    }
    this.free[at] = { offset: space.offset + length, length: left };
    return { offset: space.offset, length };
  }

  /** Is there a stretch before `offset` that would take `length` bytes? */
  fitsBefore(offset: number, length: number): boolean {
    return this.free.some(
      (space) => space.offset < offset && (space.length === length || space.length >= length + this.smallest),
    );
  }

  /** Gives space back. */
  release(space: Extent): void {
    this.pending.push(space);
    this.pendingBytes += space.length;
  }

  /** What was given back can be used from now on; free space at the end is cut off. */
  settle(): void {
    const spaces = this.spaces();
    this.pending.length = 0;
    this.pendingBytes = 0;
    const last = spaces.at(-1);
    if (last !== undefined && last.offset + last.length === this.fileEnd) {
      spaces.pop();
      this.fileEnd = last.offset;
    }
    this.free = spaces;
  }
}

function joined(spaces: Extent[]): Extent[] {
  spaces.sort((a, b) => a.offset - b.offset);
  const result: Extent[] = [];
  for (const space of spaces) {
    const before = result.at(-1);
    if (before !== undefined && before.offset + before.length === space.offset) {
      result[result.length - 1] = { offset: before.offset, length: before.length + space.length };
    } else {
      result.push(space);
    }
  }
  return result;
}
