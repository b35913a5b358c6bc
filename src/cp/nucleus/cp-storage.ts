import type { MainStorage } from '../../s370/index.js';
import { realAddress } from '../vmachine/guest-address.js';
import type { RealAddress } from '../vmachine/guest-address.js';
import { FRAME_SIZE } from './frame-table.js';
import type { FrameTable } from './frame-table.js';

/** CP has no real storage left for a control block. */
export class CpStorageExhausted extends Error {
  constructor(length: number) {
    super(`no real storage for ${length} bytes of control blocks`);
    this.name = 'CpStorageExhausted';
  }
}

interface Hole {
  address: number;
  length: number;
}

/** Part of real storage. */
export type RealArea = Readonly<Hole>;

/**
 * CP's free storage: doublewords of real storage for segment and page tables, channel programs and indirect
 * address lists. First fit; neighbouring holes are joined. Grows by whole frames when it has to.
 */
export class CpStorage {
  /** Unused areas by ascending address. */
  private readonly holes: Hole[] = [];

  /** Starts with the area `from` up to `to`. */
  constructor(
    private readonly storage: MainStorage,
    private readonly frames: FrameTable,
    from: number,
    to: number,
    /** Asked when even a new frame can't be had: steal one. */
    private readonly makeRoom: () => boolean,
  ) {
    this.holes.push({ address: from, length: to - from });
  }

  /** An area of zeros. `alignment` is a power of two, at least 8. Throws `CpStorageExhausted`. */
  allocate(length: number, alignment = 8): RealAddress {
    const size = roundUp(length, 8);
    for (;;) {
      const address = this.take(size, alignment);
      if (address !== undefined) {
        this.storage.fill(address, size, 0);
        return realAddress(address);
      }
      if (size > FRAME_SIZE || !this.grow()) throw new CpStorageExhausted(length);
    }
  }

  release(address: RealAddress, length: number): void {
    const size = roundUp(length, 8);
    let at = this.holes.findIndex((hole) => hole.address > address);
    if (at < 0) at = this.holes.length;
    this.holes.splice(at, 0, { address, length: size });
    this.join(at);
    this.join(at - 1);
  }

  /** Bytes not in use. */
  get available(): number {
    return this.holes.reduce((sum, { length }) => sum + length, 0);
  }

  /** Areas not in use, by ascending address, as they are now. */
  unused(): RealArea[] {
    return this.holes.map((hole) => ({ ...hole }));
  }

  private take(size: number, alignment: number): number | undefined {
    for (let at = 0; at < this.holes.length; at++) {
      const hole = this.holes[at];
      const start = roundUp(hole.address, alignment);
      const before = start - hole.address;
      if (before + size > hole.length) continue;
      const after = hole.length - before - size;
      const pieces: Hole[] = [];
      if (before > 0) pieces.push({ address: hole.address, length: before });
      if (after > 0) pieces.push({ address: start + size, length: after });
      this.holes.splice(at, 1, ...pieces);
      return start;
    }
    return undefined;
  }

  /** Joins the hole at `at` with the next one when they touch. */
  private join(at: number): void {
    const hole = this.holes[at];
    const next = this.holes[at + 1];
    if (hole === undefined || next === undefined || hole.address + hole.length !== next.address) return;
    hole.length += next.length;
    this.holes.splice(at + 1, 1);
  }

  private grow(): boolean {
    let frame = this.frames.takeForControlProgram();
    if (frame === undefined && this.makeRoom()) frame = this.frames.takeForControlProgram();
    if (frame === undefined) return false;
    this.release(this.frames.address(frame), FRAME_SIZE);
    return true;
  }
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
