import type { RecordPlace } from './record-io.js';

/** Cylinders of one volume with page records, as a row of pages numbered from 0. */
export class PageExtent {
  constructor(
    readonly device: number,
    readonly volser: string,
    private readonly heads: number,
    private readonly pagesPerTrack: number,
    readonly from: number,
    readonly to: number,
  ) {}

  get pages(): number {
    return (this.to - this.from + 1) * this.heads * this.pagesPerTrack;
  }

  get pagesPerCylinder(): number {
    return this.heads * this.pagesPerTrack;
  }

  place(page: number): RecordPlace {
    const track = Math.floor(page / this.pagesPerTrack);
    return {
      device: this.device,
      cylinder: this.from + Math.floor(track / this.heads),
      head: track % this.heads,
      record: (page % this.pagesPerTrack) + 1,
    };
  }
}
