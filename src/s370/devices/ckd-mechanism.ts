import type { StateReader, StateRecord } from '../state.js';
import type { TrackStore } from './backing.js';
import type { CkdChain } from './ckd-chain.js';
import { COUNT_SIZE, HomeFlag, TrackReader } from './ckd-track.js';
import type { TrackRecord } from './ckd-track.js';

/** What has last passed under the head. `none`: nothing known yet in this channel program. */
const ORIENTATIONS = ['none', 'index', 'home', 'count', 'key', 'data'] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

/** Why the next record could not be reached. */
export type SearchFailure = 'no-record-found' | 'end-of-cylinder' | 'file-protected' | 'track-condition';

/** What SPACE COUNT has said of a record whose count area can't be read. */
export interface SpacedRecord {
  readonly keyLength: number;
  readonly dataLength: number;
}

/** The access mechanism of a disk: where the heads stand and what passes under them. */
export class CkdMechanism {
  cylinder = 0;
  head = 0;
  orientation: Orientation = 'none';
  /** Index points passed since the last command that reads, writes or controls. Two of them: no record found. */
  indexPasses = 0;
  /** Index in the track's records of the record last met; -1 before the first. */
  private at = -1;
  private loaded: TrackReader | undefined;
  /** Track that `loaded` is from: an alternate track stands for a defective one. */
  private source = { cylinder: 0, head: 0 };
  private spaced: SpacedRecord | undefined;

  constructor(
    private readonly store: TrackStore,
    /** The control unit goes to the alternate of a defective track by itself (not the 2841, 2314 and 3340). */
    private readonly followsAlternates: boolean,
  ) {}

  /** The track under the head. Throws `BackingError`. */
  get track(): TrackReader {
    this.loaded ??= this.load();
    return this.loaded;
  }

  /** The track under the head is flagged defective, and the control unit leaves it to the program. */
  get trackCondition(): boolean {
    return !this.followsAlternates && (this.track.bytes[0] & HomeFlag.defective) !== 0;
  }

  /** The record last met. */
  get record(): TrackRecord | undefined {
    if (this.at < 0) return undefined;
    const record = this.track.record(this.at);
    return this.spaced === undefined || record === undefined ? record : { ...record, ...this.spaced };
  }

  /** Records up to and with the one last met. */
  get recordsBefore(): readonly TrackRecord[] {
    return this.track.records.slice(0, this.at + 1);
  }

  /** Index of the record last met; -1 before the first. */
  get recordIndex(): number {
    return this.at;
  }

  /** Replaces bytes of the track under the head. Throws `BackingError`. */
  write(offset: number, bytes: Uint8Array): void {
    this.loaded ??= this.load();
    this.store.writeTrack(this.source.cylinder, this.source.head, offset, bytes);
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
    this.spaced = undefined;
  }

  /** Stands at record `index`, with `orientation` past one of its areas. */
  settle(index: number, orientation: Orientation): void {
    this.at = index;
    this.orientation = orientation;
    this.spaced = undefined;
  }

  /** SPACE COUNT: the count area of the record under the head is not to be believed. */
  space(lengths: SpacedRecord): void {
    this.spaced = lengths;
  }

  /** Where the heads stand and what they have met, as data. */
  saveState(): StateRecord {
    const { cylinder, head, orientation, indexPasses, at, spaced } = this;
    return { cylinder, head, orientation, indexPasses, at, spaced: spaced && { ...spaced } };
  }

  restoreState(state: StateReader): void {
    this.cylinder = state.number('cylinder');
    this.head = state.number('head');
    this.orientation = state.word('orientation', ORIENTATIONS);
    this.indexPasses = state.number('indexPasses');
    this.at = state.number('at');
    this.loaded = undefined;
    this.spaced = undefined;
    if (!state.has('spaced')) return;
    const spaced = state.within('spaced');
    this.spaced = { keyLength: spaced.number('keyLength'), dataLength: spaced.number('dataLength') };
  }

  /**
   * Turns on to the home address; a multitrack operation switches heads at the index point before it.
   * Returns why it can't be reached, undefined when it is under the head.
   */
  toHomeAddress(multitrack: boolean, chain: CkdChain): SearchFailure | undefined {
    if (multitrack || (this.orientation !== 'none' && this.orientation !== 'index')) {
      const failure = this.passIndex(multitrack, chain);
      if (failure !== undefined) return failure;
    }
    this.settle(-1, 'home');
    return undefined;
  }

  /** Turns on to the next count area, wanting record 0 or not. */
  toNextCount(multitrack: boolean, chain: CkdChain, recordZero: boolean): SearchFailure | undefined {
    for (;;) {
      if (this.trackCondition) return 'track-condition';
      let next = this.at + 1;
      if (next === 0 && !recordZero && this.track.record(0)?.number === 0) next = 1;
      if (this.track.record(next) !== undefined) {
        this.settle(next, 'count');
        return undefined;
      }
      const failure = this.passIndex(multitrack, chain);
      if (failure !== undefined) return failure;
    }
  }

  /** Record overflow: turns on to the first record of the next track. */
  toNextSegment(chain: CkdChain): SearchFailure | undefined {
    const failure = this.advanceHead(chain);
    if (failure !== undefined) return failure;
    if (this.trackCondition) return 'track-condition';
    const next = this.track.record(0)?.number === 0 ? 1 : 0;
    if (this.track.record(next) === undefined) return 'no-record-found';
    this.settle(next, 'count');
    return undefined;
  }

  /** The next head, or why the operation may not go there. */
  advanceHead(chain: CkdChain): SearchFailure | undefined {
    if (!chain.mayAdvance) return 'file-protected';
    const inDomain = chain.domain !== undefined;
    let { cylinder } = this;
    let head = this.head + 1;
    if (head >= this.store.geometry.heads) {
      if (!inDomain) return 'end-of-cylinder';
      head = 0;
      cylinder++;
    }
    if (cylinder >= this.store.geometry.cylinders || !chain.contains(cylinder, head)) return 'file-protected';
    this.cylinder = cylinder;
    this.head = head;
    this.settle(-1, 'index');
    this.loaded = undefined;
    return undefined;
  }

  /** The index point passes: a multitrack operation goes to the next head, others count it. */
  private passIndex(multitrack: boolean, chain: CkdChain): SearchFailure | undefined {
    this.settle(-1, 'index');
    if (multitrack) return this.advanceHead(chain);
    return ++this.indexPasses >= 2 ? 'no-record-found' : undefined;
  }

  private load(): TrackReader {
    const { cylinder, head } = this;
    if (this.source.cylinder !== cylinder || this.source.head !== head) this.source = { cylinder, head };
    const track = this.read(cylinder, head);
    if ((track.bytes[0] & HomeFlag.defective) === 0 || !this.followsAlternates) return track;
    const assigned = track.record(0);
    if (assigned === undefined) return track;
    const view = new DataView(track.bytes.buffer, track.bytes.byteOffset + assigned.offset, COUNT_SIZE);
    const alternate = { cylinder: view.getUint16(0), head: view.getUint16(2) };
    const { cylinders, heads } = this.store.geometry;
    if (alternate.cylinder >= cylinders || alternate.head >= heads) return track;
    this.source = alternate;
    return this.read(alternate.cylinder, alternate.head);
  }

  private read(cylinder: number, head: number): TrackReader {
    return new TrackReader(this.store.readTrack(cylinder, head), () => `cylinder ${cylinder} head ${head}`);
  }
}
