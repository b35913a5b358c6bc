import { BackingError } from './backing.js';
import type { DiskModel } from './ckd-models.js';

/** Bytes of the home address in a track image. */
export const HOME_ADDRESS_SIZE = 5;
export const COUNT_SIZE = 8;
/** In the first byte of a count area of the image: the record overflows to the next track. The channel never sees it. */
export const OVERFLOW_FLAG = 0x80;
/** In the first byte of the image, the flag byte of the home address: the track is defective, or an alternate. */
export const HomeFlag = { defective: 0x02, alternate: 0x01 } as const;
/** Ends the records of a track image. */
export const END_OF_TRACK = new Uint8Array(8).fill(0xff);

/** One record of a track image. */
export interface TrackRecord {
  /** Offset of the count area in the image. */
  readonly offset: number;
  readonly number: number;
  readonly keyLength: number;
  readonly dataLength: number;
  /** Offset past the record. */
  readonly end: number;
  /** The record goes on in the first record of the next track (record overflow). */
  readonly overflow: boolean;
}

/** A track image taken apart. `bytes` belongs to the store. */
export interface ParsedTrack {
  readonly bytes: Uint8Array;
  readonly records: readonly TrackRecord[];
}

/**
 * A track image that is taken apart record by record, as far as it is looked at. Reading throws `BackingError`
 * naming `place` where it is no track image (no end mark, a record past the end).
 */
export class TrackReader {
  private readonly found: TrackRecord[] = [];
  private end = HOME_ADDRESS_SIZE;
  private complete = false;

  constructor(
    readonly bytes: Uint8Array,
    private readonly place: () => string,
  ) {}

  /** Record by index from the start of the track; undefined behind the last. */
  record(index: number): TrackRecord | undefined {
    while (!this.complete && this.found.length <= index) this.next();
    return this.found[index];
  }

  /** All records. */
  get records(): readonly TrackRecord[] {
    while (!this.complete) this.next();
    return this.found;
  }

  private next(): void {
    const { bytes, end: offset } = this;
    if (offset + COUNT_SIZE > bytes.length)
      throw damaged(this.place(), offset, 'the end of the track is not marked');
    if (isEndOfTrack(bytes, offset)) {
      this.complete = true;
      return;
    }
    const keyLength = bytes[offset + 5];
    const dataLength = (bytes[offset + 6] << 8) | bytes[offset + 7];
    const end = offset + COUNT_SIZE + keyLength + dataLength;
    if (end > bytes.length) throw damaged(this.place(), offset, 'a record runs past the end of the track');
    const first = bytes[offset];
    const overflow = first !== 0xff && (first & OVERFLOW_FLAG) !== 0;
    this.found.push({ offset, number: bytes[offset + 4], keyLength, dataLength, end, overflow });
    this.end = end;
  }
}

/**
 * Takes a whole track image apart. Throws `BackingError` naming `place` when it is not one (no end mark, a record
 * past the end).
 */
export function parseTrack(bytes: Uint8Array, place: string): ParsedTrack {
  return { bytes, records: new TrackReader(bytes, () => place).records };
}

function damaged(place: string, offset: number, what: string): BackingError {
  return new BackingError(`${place}, offset ${offset} of the track: ${what}`, 'data-check');
}

function isEndOfTrack(bytes: Uint8Array, offset: number): boolean {
  for (let i = 0; i < END_OF_TRACK.length; i++) if (bytes[offset + i] !== 0xff) return false;
  return true;
}

/**
 * Would a record with these lengths fit behind `before` (record 0 among them)? The model's capacity counts what
 * follows a standard record 0 (no key, 8 data bytes); what a longer record 0 takes is taken off.
 */
export function recordFits(
  model: DiskModel,
  before: readonly TrackRecord[],
  keyLength: number,
  dataLength: number,
): boolean {
  let used = 0;
  let image = HOME_ADDRESS_SIZE + 2 * COUNT_SIZE + keyLength + dataLength;
  for (const record of before) {
    image += record.end - record.offset;
    if (record.number !== 0) used += model.recordSpace(record.keyLength, record.dataLength);
    else used += Math.max(0, record.keyLength + record.dataLength - 8);
  }
  return used + model.lastRecordSpace(keyLength, dataLength) <= model.capacity && image <= model.trackSize;
}

/** A count area: cylinder, head, record, key length, data length. */
export function countArea(
  cylinder: number,
  head: number,
  record: number,
  keyLength: number,
  dataLength: number,
): Uint8Array {
  return Uint8Array.of(
    cylinder >> 8,
    cylinder & 0xff,
    head >> 8,
    head & 0xff,
    record,
    keyLength,
    dataLength >> 8,
    dataLength & 0xff,
  );
}

/** A track as the factory formats it: home address, standard record 0, the records given, end mark. */
export function formatTrack(
  cylinder: number,
  head: number,
  trackSize: number,
  records: readonly { readonly key: Uint8Array; readonly data: Uint8Array }[] = [],
): Uint8Array {
  const track = new Uint8Array(trackSize);
  track.set([0, cylinder >> 8, cylinder & 0xff, head >> 8, head & 0xff]);
  track.set(countArea(cylinder, head, 0, 0, 8), HOME_ADDRESS_SIZE);
  let offset = HOME_ADDRESS_SIZE + COUNT_SIZE + 8;
  records.forEach(({ key, data }, index) => {
    track.set(countArea(cylinder, head, index + 1, key.length, data.length), offset);
    track.set(key, offset + COUNT_SIZE);
    track.set(data, offset + COUNT_SIZE + key.length);
    offset += COUNT_SIZE + key.length + data.length;
  });
  track.set(END_OF_TRACK, offset);
  return track;
}
