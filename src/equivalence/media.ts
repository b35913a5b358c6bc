/** Volumes in memory, for machines that run many programs: what a program has written is undone before the next. */

import {
  formatTrack,
  parseTrack,
  type CkdGeometry,
  type TapeBlock,
  type TapeStore,
  type TrackStore,
} from '../s370/index.js';
import { hexBytes } from './words.js';

/** A CKD volume in memory, formatted track by track when first read. */
export class MemoryTracks implements TrackStore {
  protected readonly tracks = new Map<number, Uint8Array>();
  /** Tracks written since the start or `undo`. */
  private readonly changed = new Set<number>();
  /** Tracks as `keep` found them. */
  private readonly kept = new Map<number, Uint8Array>();

  constructor(
    readonly geometry: CkdGeometry,
    readonly readOnly = false,
  ) {}

  readTrack(cylinder: number, head: number): Uint8Array {
    const number = cylinder * this.geometry.heads + head;
    let track = this.tracks.get(number);
    if (track === undefined) {
      track = formatTrack(cylinder, head, this.geometry.trackSize);
      this.tracks.set(number, track);
    }
    return track;
  }

  writeTrack(cylinder: number, head: number, offset: number, bytes: Uint8Array): void {
    this.changed.add(cylinder * this.geometry.heads + head);
    this.readTrack(cylinder, head).set(bytes, offset);
  }

  /** Cylinders and heads of the tracks that were written. */
  written(): { readonly cylinder: number; readonly head: number }[] {
    const { heads } = this.geometry;
    return [...this.changed]
      .sort((a, b) => a - b)
      .map((track) => ({ cylinder: Math.floor(track / heads), head: track % heads }));
  }

  /** What is written now is what `undo` goes back to. */
  keep(): void {
    for (const track of this.changed) this.kept.set(track, this.tracks.get(track)!.slice());
    this.changed.clear();
  }

  /** The tracks that were written are as they were when kept, or formatted. */
  undo(): void {
    for (const track of this.changed) {
      const kept = this.kept.get(track);
      if (kept === undefined) this.tracks.delete(track);
      else this.tracks.set(track, kept.slice());
    }
    this.changed.clear();
  }

  sync(): void {
    // nothing is kept elsewhere
  }

  close(): void {
    // nothing is open
  }
}

/**
 * Records of the tracks that were written in an extent, a line each; cylinders count from its beginning. Home address
 * and record zero belong to the real track.
 */
export function writtenRecords(volume: MemoryTracks, from: number, cylinders: number): string[] {
  const lines: string[] = [];
  for (const { cylinder, head } of volume.written()) {
    if (cylinder < from || cylinder >= from + cylinders) continue;
    const { bytes, records } = parseTrack(volume.readTrack(cylinder, head), 'track');
    const place = `cylinder ${cylinder - from} head ${head}`;
    lines.push(`${place}: ${records.length} records`);
    for (const { number, offset, end } of records) {
      if (number !== 0) lines.push(`${place} record ${number}: ${hexBytes(bytes.subarray(offset, end))}`);
    }
  }
  return lines;
}

/** A tape in memory. */
export class MemoryTape implements TapeStore {
  blocks: (Uint8Array | 'mark')[] = [];
  protected at = 0;

  constructor(readonly readOnly = false) {}

  get atLoadPoint(): boolean {
    return this.at === 0;
  }

  /** Another tape, at its load point. */
  load(blocks: readonly (Uint8Array | 'mark')[]): void {
    this.blocks = [...blocks];
    this.at = 0;
  }

  /** Blocks and position, a line each. */
  contents(): string[] {
    return [
      ...this.blocks.map((block, number) => `block ${number}: ${block === 'mark' ? block : hexBytes(block)}`),
      `at ${this.at}`,
    ];
  }

  readForward(): TapeBlock {
    const block = this.blocks[this.at];
    if (block === undefined) return { kind: 'end' };
    this.at++;
    return block === 'mark' ? { kind: 'mark' } : { kind: 'data', bytes: block };
  }

  readBackward(): TapeBlock {
    if (this.at === 0) return { kind: 'load-point' };
    const block = this.blocks[--this.at];
    return block === 'mark' ? { kind: 'mark' } : { kind: 'data', bytes: block };
  }

  writeBlock(bytes: Uint8Array): void {
    this.blocks.length = this.at;
    this.blocks[this.at++] = bytes.slice();
  }

  writeMark(): void {
    this.blocks.length = this.at;
    this.blocks[this.at++] = 'mark';
  }

  rewind(): void {
    this.at = 0;
  }

  eraseToEnd(): void {
    this.blocks.length = this.at;
  }

  sync(): void {
    // nothing is kept elsewhere
  }

  close(): void {
    // nothing is open
  }
}
