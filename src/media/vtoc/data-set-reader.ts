import { ebcdic037 } from '../../ebcdic/index.js';
import { BackingError } from '../../s370/index.js';
import type { TrackStore } from '../../s370/index.js';
import { trackRecords } from './data-sets.js';
import type { DataSet } from './data-sets.js';

const DIRECTORY_KEY = 8;
const DIRECTORY_DATA = 256;
const ENTRY_SIZE = 12;

/** A member of a partitioned data set. */
export interface Member {
  readonly name: string;
  readonly alias: boolean;
  /** Place of the first block: track of the data set, record. */
  readonly track: number;
  readonly record: number;
}

/** Reads blocks of a data set, in the order of its extents. */
export class DataSetReader {
  constructor(
    private readonly store: TrackStore,
    readonly dataSet: DataSet,
  ) {}

  /** Tracks of all extents. */
  get tracks(): number {
    return this.dataSet.extents.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  /** Blocks from a place to the end of file. Throws `BackingError` when there is none before the end of the extents. */
  *blocks(track = 0, record = 1): Generator<{ readonly key: Uint8Array; readonly data: Uint8Array }> {
    let from = record;
    for (let t = track; t < this.tracks; t++) {
      for (const { number, key, data } of this.recordsOf(t)) {
        if (number < from || number === 0) continue;
        if (data.length === 0 && key.length === 0) return;
        yield { key, data };
      }
      from = 1;
    }
  }

  /** The members of a partitioned data set, by name. Throws `BackingError` when it is not partitioned. */
  members(): Member[] {
    const { name, organization } = this.dataSet;
    if (!organization.startsWith('PO')) {
      throw new BackingError(`${name} is not partitioned (${organization})`, 'equipment-check');
    }
    const members: Member[] = [];
    for (const { key, data } of this.blocks()) {
      if (key.length !== DIRECTORY_KEY || data.length !== DIRECTORY_DATA) {
        throw new BackingError(
          `${name}: a directory block of ${key.length} and ${data.length} bytes`,
          'data-check',
        );
      }
      const used = (data[0] << 8) | data[1];
      for (let at = 2; at + ENTRY_SIZE <= Math.min(used, DIRECTORY_DATA);) {
        if (data.subarray(at, at + 8).every((byte) => byte === 0xff)) return members;
        members.push({
          name: ebcdic037.decode(data, at, at + 8).trimEnd(),
          alias: (data[at + 11] & 0x80) !== 0,
          track: (data[at + 8] << 8) | data[at + 9],
          record: data[at + 10],
        });
        at += ENTRY_SIZE + 2 * (data[at + 11] & 0x1f);
      }
    }
    return members;
  }

  /** Blocks of a member. Throws `BackingError` when there is no such member. */
  memberBlocks(name: string): Uint8Array[] {
    const member = this.members().find((candidate) => candidate.name === name);
    if (member === undefined) {
      throw new BackingError(`${this.dataSet.name} has no member ${name}`, 'equipment-check');
    }
    return [...this.blocks(member.track, member.record)].map(({ data }) => data);
  }

  private recordsOf(track: number): ReturnType<typeof trackRecords> {
    let left = track;
    for (const { first, last } of this.dataSet.extents) {
      const count = last - first + 1;
      if (left < count) {
        const { heads } = this.store.geometry;
        return trackRecords(this.store, Math.floor((first + left) / heads), (first + left) % heads);
      }
      left -= count;
    }
    return [];
  }
}
