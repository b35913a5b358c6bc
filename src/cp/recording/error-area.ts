import { VolumeError } from '../nucleus/page-file.js';
import type { DurablePages } from '../nucleus/page-file.js';
import { PageFlag, appendRecord, clearedPage, pageFlags, pagePlace } from './error-page.js';

/** Cylinders of one of CP's volumes that hold error records. */
export interface ErrorAreaPlace {
  readonly pages: DurablePages;
  /** First cylinder, and how many. */
  readonly cylinder: number;
  readonly cylinders: number;
  readonly pagesPerCylinder: number;
  /** Number of the volume among CP's: the last byte of a compressed address. */
  readonly deviceCode: number;
}

/** Compressed addresses of an error recording area, for DIAGNOSE X'2C'. */
export interface ErrorAreaFacts {
  /** Of its first page, and of the page where records begin. */
  readonly start: number;
  readonly firstRecord: number;
  readonly cylinders: number;
}

/** What became of a read by compressed address: the page, or why there is none. */
export type ErrorPageRead = Uint8Array | 'wrong-device' | 'outside' | 'end-of-cylinder' | 'io-error';

/** What became of a record: `nearly-full` is answered once, when the last tenth of the pages is begun. */
export type RecordOutcome = 'recorded' | 'nearly-full' | 'full';

/** The error recording area: pages filled one after the other. SY20-0887, DMKIOF, DMKIOG and DMKHVE. */
export class ErrorArea {
  /** Page that takes the next record; undefined as long as nobody has asked. */
  private current: { readonly page: number; readonly bytes: Uint8Array } | undefined;
  private full = false;
  private warned = false;

  constructor(private readonly place: ErrorAreaPlace) {}

  get facts(): ErrorAreaFacts {
    const start = this.address(0);
    return { start, firstRecord: start, cylinders: this.place.cylinders };
  }

  /** Appends a record. The page is on the volume when the call returns; a page that can't be written is left out. */
  append(record: Uint8Array): RecordOutcome {
    for (;;) {
      const page = this.open();
      if (page === undefined) return 'full';
      const fits = appendRecord(page.bytes, record);
      const written = this.write(page.page, page.bytes);
      if (fits && written) return this.outcome(page.page);
      this.advance(page.page + 1);
    }
  }

  /** Erases all records. */
  clear(): void {
    for (let page = 0; page < this.place.pages.pageCount; page++)
      this.write(page, clearedPage(this.address(page)));
    this.full = this.warned = false;
    this.current = undefined;
    this.place.pages.sync();
  }

  /** DIAGNOSE X'30': the page at a compressed address (cylinder, page from 1, device code). */
  read(address: number): ErrorPageRead {
    const { cylinder: first, cylinders, pagesPerCylinder, deviceCode } = this.place;
    if ((address & 0xff) !== deviceCode) return 'wrong-device';
    const cylinder = address >>> 16;
    const number = (address >>> 8) & 0xff;
    if (number > pagesPerCylinder) return 'end-of-cylinder';
    if (cylinder < first || cylinder >= first + cylinders) return 'outside';
    if (number === 0) return 'io-error';
    this.open();
    try {
      return this.place.pages.read((cylinder - first) * pagesPerCylinder + number - 1);
    } catch (error) {
      if (error instanceof VolumeError) return 'io-error';
      throw error;
    }
  }

  /** The page that takes the next record; undefined when all are full. */
  private open(): { readonly page: number; readonly bytes: Uint8Array } | undefined {
    if (this.full) return undefined;
    if (this.current === undefined) this.find();
    return this.current;
  }

  /** Finds where an earlier system stopped: full pages come first. An area that was never formatted is cleared. */
  private find(): void {
    const first = this.readPage(0);
    if (first === undefined || pagePlace(first) !== this.address(0)) this.clear();
    let [low, high] = [0, this.place.pages.pageCount];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const page = this.readPage(middle);
      if (page === undefined || (pageFlags(page) & PageFlag.full) !== 0) low = middle + 1;
      else high = middle;
    }
    this.advance(low);
    this.warned = low >= this.limit;
  }

  private advance(page: number): void {
    const { pageCount } = this.place.pages;
    for (let next = page; next < pageCount; next++) {
      const bytes = this.readPage(next);
      if (bytes === undefined || (pageFlags(bytes) & PageFlag.full) !== 0) continue;
      this.current = { page: next, bytes };
      return;
    }
    this.current = undefined;
    this.full = true;
  }

  private outcome(page: number): RecordOutcome {
    if (this.warned || page < this.limit) return 'recorded';
    this.warned = true;
    return 'nearly-full';
  }

  /** First page of the last tenth. */
  private get limit(): number {
    const { pageCount } = this.place.pages;
    return pageCount - Math.ceil(pageCount / 10);
  }

  private readPage(page: number): Uint8Array | undefined {
    try {
      return this.place.pages.read(page);
    } catch (error) {
      if (error instanceof VolumeError) return undefined;
      throw error;
    }
  }

  private write(page: number, bytes: Uint8Array): boolean {
    try {
      this.place.pages.write(page, bytes);
      return true;
    } catch (error) {
      if (error instanceof VolumeError) return false;
      throw error;
    }
  }

  private address(page: number): number {
    const { cylinder, pagesPerCylinder, deviceCode } = this.place;
    const number = (page % pagesPerCylinder) + 1;
    return ((cylinder + Math.floor(page / pagesPerCylinder)) * 0x10000 + number * 0x100 + deviceCode) >>> 0;
  }
}
