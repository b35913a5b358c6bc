import type { StateReader, StateRecord } from '../state.js';
import type { TrackStore } from './backing.js';
import { parseTrack } from './ckd-track.js';
import type { ParsedTrack, TrackRecord } from './ckd-track.js';

/** What has last passed under the head. `none`: nothing known yet in this channel program. */
const ORIENTATIONS = ['none', 'index', 'home', 'count', 'key', 'data'] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

/** Why the next record could not be reached. */
export type SearchFailure = 'no-record-found' | 'end-of-cylinder' | 'file-protected';

/** The access mechanism of a disk: where the heads stand and what passes under them. */
export class CkdPosition {
  cylinder = 0;
  head = 0;
  orientation: Orientation = 'none';
  /** Index points passed since the last command that reads, writes or controls. Two of them: no record found. */
  indexPasses = 0;
  /** Index in the track's records of the record last met; -1 before the first. */
  private at = -1;
  private loaded: ParsedTrack | undefined;

  constructor(private readonly store: TrackStore) {}

  /** The track under the head. Throws `BackingError`. */
  get track(): ParsedTrack {
    this.loaded ??= parseTrack(
      this.store.readTrack(this.cylinder, this.head),
      `cylinder ${this.cylinder} head ${this.head}`,
    );
    return this.loaded;
  }

  /** The record last met. */
  get record(): TrackRecord | undefined {
    return this.at < 0 ? undefined : this.track.records[this.at];
  }

  /** Records up to and with the one last met. */
  get recordsBefore(): readonly TrackRecord[] {
    return this.track.records.slice(0, this.at + 1);
  }

  /** The image has changed, or another volume is on the spindle. */
  forgetTrack(): void {
    this.loaded = undefined;
  }

  seek(cylinder: number, head: number): void {
    this.cylinder = cylinder;
    this.head = head;
    this.restart();
  }

  /** Orientation is lost: a channel program begins, or the access mechanism has moved. */
  restart(): void {
    this.orientation = 'none';
    this.at = -1;
    this.loaded = undefined;
  }

  /** Stands behind record `index` (after a write). */
  settle(index: number, orientation: Orientation): void {
    this.at = index;
    this.orientation = orientation;
  }

  /** Where the heads stand and what they have met, as data. */
  saveState(): StateRecord {
    const { cylinder, head, orientation, indexPasses, at } = this;
    return { cylinder, head, orientation, indexPasses, at };
  }

  restoreState(state: StateReader): void {
    this.cylinder = state.number('cylinder');
    this.head = state.number('head');
    this.orientation = state.word('orientation', ORIENTATIONS);
    this.indexPasses = state.number('indexPasses');
    this.at = state.number('at');
    this.loaded = undefined;
  }

  /** Index of the record last met. */
  get recordIndex(): number {
    return this.at;
  }

  /**
   * Turns on to the home address. From `none` the first index point is as good as any other.
   * Returns why it can't be reached, undefined when it is under the head.
   */
  toHomeAddress(multitrack: boolean, mayAdvance: boolean): SearchFailure | undefined {
    if (this.orientation !== 'none' && this.orientation !== 'index') {
      const failure = this.passIndex(multitrack, mayAdvance);
      if (failure !== undefined) return failure;
    }
    this.orientation = 'home';
    this.at = -1;
    return undefined;
  }

  /** Turns on to the next count area, wanting record 0 or not. */
  toNextCount(multitrack: boolean, mayAdvance: boolean, recordZero: boolean): SearchFailure | undefined {
    for (;;) {
      let next = this.at + 1;
      if (next === 0 && !recordZero && this.track.records[0]?.number === 0) next = 1;
      if (next < this.track.records.length) {
        this.at = next;
        this.orientation = 'count';
        return undefined;
      }
      const failure = this.passIndex(multitrack, mayAdvance);
      if (failure !== undefined) return failure;
    }
  }

  /** The index point passes: a multitrack operation goes to the next head, others count it. */
  private passIndex(multitrack: boolean, mayAdvance: boolean): SearchFailure | undefined {
    this.at = -1;
    this.orientation = 'index';
    if (!multitrack) return ++this.indexPasses >= 2 ? 'no-record-found' : undefined;
    if (!mayAdvance) return 'file-protected';
    if (this.head + 1 >= this.store.geometry.heads) return 'end-of-cylinder';
    this.head++;
    this.loaded = undefined;
    return undefined;
  }
}
