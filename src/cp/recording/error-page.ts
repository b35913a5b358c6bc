import { PAGE_SIZE } from '../nucleus/cp-volume.js';

/**
 * RECPAG, a page of the error recording area: compressed address of the page (4 bytes: cylinder, page from 1, device
 * code), displacement of the free space (2), flags (2), then records, each behind its length (4), and a fence of X'FF'.
 * SY20-0884, RECPAG; SY20-0887, DMKIOF.
 */
export const PageFlag = {
  inUse: 0x80,
  cleared: 0x40,
  full: 0x20,
} as const;

const HEADER = 8;
const FENCE = 0xffffffff;
const LENGTH_FIELD = 4;
/** What DMKIOF leaves free at the end of a page for the fence. */
const ROOM = PAGE_SIZE - 1 - HEADER;

/** Longest record that an empty page takes. */
export const LONGEST_RECORD = ROOM - HEADER - 2 * LENGTH_FIELD - 1;

/** A page with nothing in it. */
export function clearedPage(place: number): Uint8Array {
  const page = new Uint8Array(PAGE_SIZE);
  const view = new DataView(page.buffer);
  view.setUint32(0, place);
  view.setUint16(4, HEADER);
  page[6] = PageFlag.cleared;
  view.setUint32(HEADER, FENCE);
  return page;
}

/** The page says of itself where it lies; a page that does not has never been formatted. */
export function pagePlace(page: Uint8Array): number {
  return view(page).getUint32(0);
}

export function pageFlags(page: Uint8Array): number {
  return page[6];
}

/** Puts a record into a page; false when it has no room for it, and the page is marked full. */
export function appendRecord(page: Uint8Array, record: Uint8Array): boolean {
  const data = view(page);
  const at = data.getUint16(4);
  if (record.length + LENGTH_FIELD >= ROOM - (at + LENGTH_FIELD)) {
    page[6] = PageFlag.full;
    return false;
  }
  const next = at + LENGTH_FIELD + record.length;
  data.setUint32(at, record.length);
  page.set(record, at + LENGTH_FIELD);
  data.setUint16(4, next);
  data.setUint32(next, FENCE);
  page[6] = PageFlag.inUse;
  return true;
}

/** The records of a page. */
export function pageRecords(page: Uint8Array): Uint8Array[] {
  const data = view(page);
  const end = Math.min(data.getUint16(4), PAGE_SIZE);
  const records: Uint8Array[] = [];
  for (let at = HEADER; at + LENGTH_FIELD <= end;) {
    const length = data.getUint32(at);
    const start = at + LENGTH_FIELD;
    if (length === 0 || start + length > end) break;
    records.push(page.slice(start, start + length));
    at = start + length;
  }
  return records;
}

function view(page: Uint8Array): DataView {
  return new DataView(page.buffer, page.byteOffset, page.byteLength);
}
