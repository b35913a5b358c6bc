import type { RealAddress } from '../vmachine/guest-address.js';
import { PAGE_SIZE } from './cp-volume.js';
import type { PageExtent } from './page-extent.js';
import type { PageSlot, PageStore } from './page-store.js';
import type { RecordIo } from './record-io.js';

/** Paging space on CP's volumes. What is in it does not outlive CP. */
export class VolumePageStore implements PageStore {
  private readonly extents: PageExtent[] = [];
  private readonly taken: boolean[][] = [];
  /** Where the search for a free slot goes on, by extent. */
  private readonly next: number[] = [];
  /** Volumes in the order in which their slots are given out: the preferred ones, of which there are `drums`, first. */
  private readonly order: number[] = [];
  private drums = 0;
  used = 0;

  constructor(private readonly records: RecordIo) {}

  /** Adds pages. Preferred ones, on drums (2305), are given out first; the others when those are taken. */
  add(extent: PageExtent, preferred = false): void {
    this.extents.push(extent);
    this.taken.push(new Array<boolean>(extent.pages).fill(false));
    this.next.push(0);
    const volume = this.extents.length - 1;
    if (preferred) this.order.splice(this.drums++, 0, volume);
    else this.order.push(volume);
  }

  /** Is the slot on a preferred volume? */
  isPreferred({ volume }: PageSlot): boolean {
    return this.order.indexOf(volume) < this.drums;
  }

  /** Adds pages that are only read and never given out; answers the volume number for their slots. */
  addReadOnly(extent: PageExtent): number {
    this.extents.push(extent);
    this.taken.push([]);
    this.next.push(0);
    return this.extents.length - 1;
  }

  get total(): number {
    return this.taken.reduce((sum, { length }) => sum + length, 0);
  }

  allocate(): PageSlot | undefined {
    for (const volume of this.order) {
      const taken = this.taken[volume];
      for (let step = 0; step < taken.length; step++) {
        const page = (this.next[volume] + step) % taken.length;
        if (taken[page]) continue;
        taken[page] = true;
        this.next[volume] = page + 1;
        this.used++;
        return { volume, page };
      }
    }
    return undefined;
  }

  release({ volume, page }: PageSlot): void {
    if (!this.taken[volume][page]) return;
    this.taken[volume][page] = false;
    this.used--;
  }

  deviceOf({ volume, page }: PageSlot): number {
    return this.extents[volume].place(page).device;
  }

  read({ volume, page }: PageSlot, frame: RealAddress, done: (ok: boolean) => void): void {
    this.records.transfer('read', this.extents[volume].place(page), frame, PAGE_SIZE, done);
  }

  write({ volume, page }: PageSlot, frame: RealAddress, done: (ok: boolean) => void): void {
    this.records.transfer('write', this.extents[volume].place(page), frame, PAGE_SIZE, done);
  }
}
