import type { RealAddress } from '../vmachine/guest-address.js';

/** A place for one page on a CP volume: volume index and page number on it. */
export interface PageSlot {
  readonly volume: number;
  readonly page: number;
}

/** Place for pages outside of real storage. */
export interface PageStore {
  /** Takes a free slot; undefined when all are taken. */
  allocate(): PageSlot | undefined;
  release(slot: PageSlot): void;
  /** Reads the slot into a frame; `done(false)` after an I/O error. */
  read(slot: PageSlot, frame: RealAddress, done: (ok: boolean) => void): void;
  /** Writes a frame to the slot. */
  write(slot: PageSlot, frame: RealAddress, done: (ok: boolean) => void): void;
  /** Real address of the device that a slot is on. */
  deviceOf(slot: PageSlot): number;
  /** Slots taken, and all there are. */
  readonly used: number;
  readonly total: number;
}
