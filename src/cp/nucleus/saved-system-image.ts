import { PAGE_SIZE } from './cp-volume.js';
import type { SavedState } from './saved-system-store.js';

const REGISTERS = 16;
const FLOATING_POINT_WORDS = 8;
/** Layout of the first page: PSW, general, floating-point and control registers, then two storage keys a page. */
const AT = { psw: 0, gpr: 8, fpr: 72, cr: 104, keys: 168 } as const;

/** A saved system outside of CP: its state, and its pages in order of their numbers. */
export interface SavedSystemImage {
  readonly state: SavedState;
  readonly pages: readonly Uint8Array[];
}

/**
 * Reads a saved system as VM/370 keeps it on its volume, and as DDR dumps it: a page with PSW, registers and keys
 * (`SAVTABLE`), then the saved pages. More pages than `pageCount` may follow: VM/370 dumps whole cylinders. Throws
 * RangeError, whose message names what is wrong. SY20-0884, DMKCFH.
 */
export function readSavedSystemImage(bytes: Uint8Array, pageCount: number): SavedSystemImage {
  if (bytes.length % PAGE_SIZE !== 0) {
    throw new RangeError(`${bytes.length} bytes are not a whole number of pages of ${PAGE_SIZE} bytes`);
  }
  const there = bytes.length / PAGE_SIZE - 1;
  if (there < pageCount) {
    throw new RangeError(`${Math.max(there, 0)} pages follow the registers, ${pageCount} are to be saved`);
  }
  if (AT.keys + 2 * pageCount > PAGE_SIZE) {
    throw new RangeError(`keys of ${pageCount} pages do not fit into the first page`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, PAGE_SIZE);
  const words = (at: number, count: number): Int32Array =>
    Int32Array.from({ length: count }, (_, index) => view.getInt32(at + 4 * index));
  return {
    state: {
      pswHigh: view.getInt32(AT.psw),
      pswLow: view.getInt32(AT.psw + 4),
      gpr: words(AT.gpr, REGISTERS),
      fpr: words(AT.fpr, FLOATING_POINT_WORDS),
      cr: words(AT.cr, REGISTERS),
      keys: bytes.slice(AT.keys, AT.keys + 2 * pageCount),
    },
    pages: Array.from({ length: pageCount }, (_, index) =>
      bytes.slice((index + 1) * PAGE_SIZE, (index + 2) * PAGE_SIZE),
    ),
  };
}

/** The same system as bytes of that layout. */
export function writeSavedSystemImage({ state, pages }: SavedSystemImage): Uint8Array {
  const bytes = new Uint8Array((1 + pages.length) * PAGE_SIZE);
  const view = new DataView(bytes.buffer);
  const put = (at: number, words: Int32Array): void =>
    words.forEach((word, index) => view.setInt32(at + 4 * index, word));
  view.setInt32(AT.psw, state.pswHigh);
  view.setInt32(AT.psw + 4, state.pswLow);
  put(AT.gpr, state.gpr);
  put(AT.fpr, state.fpr);
  put(AT.cr, state.cr);
  bytes.set(state.keys, AT.keys);
  pages.forEach((page, index) => bytes.set(page, (index + 1) * PAGE_SIZE));
  return bytes;
}
