import type { PageExtent } from './page-extent.js';
import type { RdevBlok } from './rdevblok.js';
import type { RecordIo } from './record-io.js';

/** Cylinders of a temporary disk on a volume. */
export interface TemporarySpace {
  readonly real: RdevBlok;
  readonly start: number;
  readonly cylinders: number;
}

interface Area {
  readonly real: RdevBlok;
  readonly heads: number;
  readonly from: number;
  /** Taken cylinders, from `from` on. */
  readonly taken: boolean[];
}

/** Space for temporary disks on CP's volumes. What a user leaves on it is erased before another one gets it. */
export class TemporaryDisks {
  private readonly areas: Area[] = [];

  constructor(private readonly records: RecordIo) {}

  add(real: RdevBlok, extent: PageExtent): void {
    const cylinders = extent.to - extent.from + 1;
    const taken = new Array<boolean>(cylinders).fill(false);
    this.areas.push({ real, heads: real.heads ?? 0, from: extent.from, taken });
  }

  /** Takes so many cylinders of a disk of the type, erased; undefined when there is no such space. */
  allocate(type: string, cylinders: number): TemporarySpace | undefined {
    for (const area of this.areas) {
      if (area.real.type !== type) continue;
      for (let first = 0; first + cylinders <= area.taken.length; first++) {
        const used = area.taken.indexOf(true, first);
        if (used >= 0 && used < first + cylinders) {
          first = used;
          continue;
        }
        area.taken.fill(true, first, first + cylinders);
        const space = { real: area.real, start: area.from + first, cylinders };
        if (this.erase(space, area.heads)) return space;
        this.release(space);
        return undefined;
      }
    }
    return undefined;
  }

  release({ real, start, cylinders }: TemporarySpace): void {
    for (const area of this.areas) {
      const first = start - area.from;
      if (area.real !== real || first < 0 || first >= area.taken.length) continue;
      area.taken.fill(false, first, first + cylinders);
    }
  }

  private erase({ real, start, cylinders }: TemporarySpace, heads: number): boolean {
    for (let cylinder = start; cylinder < start + cylinders; cylinder++) {
      for (let head = 0; head < heads; head++) {
        if (!this.records.eraseTrack(real.address, cylinder, head)) return false;
      }
    }
    return true;
  }
}
