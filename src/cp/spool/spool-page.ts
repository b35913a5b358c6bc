import { SPOOL_PAGE } from './spool-store.js';

/**
 * A spool page: a header of 16 bytes, then records. Each record is a CCW (command; offset of its data in the page;
 * flags command chaining and SLI; count) and the data, padded to a doubleword.
 *
 * Header: page number of the next page (0: last) and of the one before (0: first), number of records (halfword),
 * bytes used (halfword), spool file number (halfword), number of the page in its file from 0 (halfword).
 *
 * A page of a dump has bytes without CCWs: no records, and 1 in place of the bytes used, as in Release 6.
 */
const HEADER = 16;
const CCW = 8;
const CHAIN_AND_SLI = 0x60;

/** One record of a spool file: the command that printed or punched it, and its data in EBCDIC. */
export interface SpoolRecord {
  readonly command: number;
  readonly data: Uint8Array;
}

export interface PageLinks {
  readonly next: number;
  readonly previous: number;
  readonly fileId: number;
  readonly index: number;
}

/** Longest record. */
export const MAXIMUM_RECORD = 2048;

/** Bytes used, in a page without CCWs. */
const STREAM = 1;

const roundUp = (length: number): number => (length + 7) & ~7;

/** Fills a page with records. */
export class PageBuilder {
  private readonly bytes = new Uint8Array(SPOOL_PAGE);
  private readonly view = new DataView(this.bytes.buffer);
  private used = HEADER;
  private records = 0;
  private stream = false;

  /** Answers false when the record does not fit. */
  add(record: SpoolRecord): boolean {
    const count = Math.max(1, record.data.length);
    const size = CCW + roundUp(count);
    if (this.used + size > SPOOL_PAGE) return false;
    const at = this.used;
    this.view.setUint32(at, ((record.command & 0xff) << 24) | (at + CCW));
    this.view.setUint32(at + 4, (CHAIN_AND_SLI << 24) | (record.data.length & 0xffff));
    this.bytes.set(record.data, at + CCW);
    this.used += size;
    this.records++;
    return true;
  }

  /** Puts bytes without a CCW into the page; answers how many it has taken. */
  addBytes(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, SPOOL_PAGE - this.used);
    this.bytes.set(bytes.subarray(0, taken), this.used);
    this.used += taken;
    this.stream = true;
    return taken;
  }

  get empty(): boolean {
    return this.records === 0;
  }

  /** The page with its links. */
  finish(links: PageLinks): Uint8Array {
    this.view.setUint32(0, links.next);
    this.view.setUint32(4, links.previous);
    this.view.setUint16(8, this.records);
    this.view.setUint16(10, this.stream ? STREAM : this.used);
    this.view.setUint16(12, links.fileId);
    this.view.setUint16(14, links.index);
    return this.bytes.slice();
  }
}

export function pageLinks(page: Uint8Array): PageLinks {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  return {
    next: view.getUint32(0),
    previous: view.getUint32(4),
    fileId: view.getUint16(12),
    index: view.getUint16(14),
  };
}

/** The bytes of a page of a dump; undefined when it has records. */
export function pageStream(page: Uint8Array): Uint8Array | undefined {
  const stream = page[8] === 0 && page[9] === 0 && page[10] === 0 && page[11] === STREAM;
  return stream ? page.subarray(HEADER) : undefined;
}

/** Records of a page. Stops where the page contradicts itself. */
export function pageRecords(page: Uint8Array): SpoolRecord[] {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const count = view.getUint16(8);
  const records: SpoolRecord[] = [];
  let at = HEADER;
  for (let i = 0; i < count && at + CCW <= SPOOL_PAGE; i++) {
    const length = view.getUint16(at + 6);
    const start = at + CCW;
    if (start + length > SPOOL_PAGE) break;
    records.push({ command: page[at], data: page.slice(start, start + length) });
    at = start + roundUp(Math.max(1, length));
  }
  return records;
}
