/** Volumes that are only read: what is written to them stays in memory and is lost when they are closed (`scratch`). */

import type {
  BlockStore,
  CkdGeometry,
  FbaGeometry,
  StateReader,
  StateRecord,
  TrackStore,
} from '../s370/index.js';

/** A CKD volume over another that is not changed. */
export class ScratchTracks implements TrackStore {
  readonly readOnly = false;
  /** Tracks that were written, by cylinder × heads + head. */
  private readonly written = new Map<number, Uint8Array>();

  constructor(private readonly base: TrackStore) {}

  get geometry(): CkdGeometry {
    return this.base.geometry;
  }

  readTrack(cylinder: number, head: number): Uint8Array {
    return this.written.get(this.numberOf(cylinder, head)) ?? this.base.readTrack(cylinder, head);
  }

  writeTrack(cylinder: number, head: number, offset: number, bytes: Uint8Array): void {
    const number = this.numberOf(cylinder, head);
    let track = this.written.get(number);
    if (track === undefined) {
      track = Uint8Array.from(this.base.readTrack(cylinder, head));
      this.written.set(number, track);
    }
    track.set(bytes, offset);
  }

  sync(): void {}

  close(): void {
    this.base.close();
  }

  saveState(): StateRecord {
    return { ...this.base.saveState?.(), scratch: saved(this.written) };
  }

  restoreState(state: StateReader): void {
    this.base.restoreState?.(state);
    restore(this.written, state);
  }

  private numberOf(cylinder: number, head: number): number {
    return cylinder * this.geometry.heads + head;
  }
}

/** An FBA volume over another that is not changed. */
export class ScratchBlocks implements BlockStore {
  readonly readOnly = false;
  /** Blocks that were written, by number. */
  private readonly written = new Map<number, Uint8Array>();

  constructor(private readonly base: BlockStore) {}

  get geometry(): FbaGeometry {
    return this.base.geometry;
  }

  readBlocks(first: number, count: number): Uint8Array {
    const { blockSize } = this.geometry;
    const bytes = Uint8Array.from(this.base.readBlocks(first, count));
    for (let i = 0; i < count; i++) {
      const block = this.written.get(first + i);
      if (block !== undefined) bytes.set(block, i * blockSize);
    }
    return bytes;
  }

  writeBlocks(first: number, bytes: Uint8Array): void {
    const { blockSize } = this.geometry;
    const count = bytes.length / blockSize;
    // A place that the volume does not have is the base's to refuse.
    if (count > 0) this.base.readBlocks(first, count);
    for (let i = 0; i < count; i++) {
      this.written.set(first + i, bytes.slice(i * blockSize, (i + 1) * blockSize));
    }
  }

  sync(): void {}

  close(): void {
    this.base.close();
  }

  saveState(): StateRecord {
    return { ...this.base.saveState?.(), scratch: saved(this.written) };
  }

  restoreState(state: StateReader): void {
    this.base.restoreState?.(state);
    restore(this.written, state);
  }
}

function saved(written: ReadonlyMap<number, Uint8Array>): StateRecord[] {
  return [...written].map(([number, bytes]) => ({ number, bytes }));
}

function restore(written: Map<number, Uint8Array>, state: StateReader): void {
  written.clear();
  if (!state.has('scratch')) return;
  for (const one of state.records('scratch')) written.set(one.number('number'), one.bytes('bytes'));
}
