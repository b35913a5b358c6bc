import { describe, expect, it } from 'vitest';
import { BackingError, diskModel, formatTrack, parseTrack, recordFits } from '../../../src/s370/index.js';
import { END_OF_TRACK, OVERFLOW_FLAG, TrackReader, countArea } from '../../../src/s370/devices/ckd-track.js';

const records = [
  { key: new Uint8Array(0), data: new Uint8Array(80).fill(1) },
  { key: new Uint8Array(4).fill(2), data: new Uint8Array(20).fill(3) },
];

describe('a track image', () => {
  it('is taken apart into the records it was made of', () => {
    const track = formatTrack(0x0102, 3, 4096, records);
    expect([...track.subarray(0, 5)]).toEqual([0, 1, 2, 0, 3]);
    expect(parseTrack(track, 'here').records).toEqual([
      { offset: 5, number: 0, keyLength: 0, dataLength: 8, end: 21, overflow: false },
      { offset: 21, number: 1, keyLength: 0, dataLength: 80, end: 109, overflow: false },
      { offset: 109, number: 2, keyLength: 4, dataLength: 20, end: 141, overflow: false },
    ]);
    expect([...track.subarray(141, 149)]).toEqual([...END_OF_TRACK]);
  });

  it('is read as far as it is looked at', () => {
    const track = formatTrack(0, 0, 4096, records);
    track.fill(0, 141);
    track.set(countArea(0, 0, 9, 255, 0xffff), 141);
    const reader = new TrackReader(track, () => 'cylinder 0 head 0');
    expect(reader.record(2)?.number).toBe(2);
    expect(() => reader.record(3)).toThrow(/cylinder 0 head 0, offset 141 .*past the end/);
  });

  it('says where it is damaged', () => {
    const open = formatTrack(0, 0, 60, []);
    open.fill(0, 21);
    expect(() => parseTrack(open, 'cylinder 7 head 1')).toThrow(BackingError);
    expect(() => parseTrack(open, 'cylinder 7 head 1')).toThrow(/cylinder 7 head 1, offset 53 .*not marked/);
  });

  it('keeps the mark of a record that goes on with the next track', () => {
    const track = formatTrack(0, 0, 4096, records);
    track[21] |= OVERFLOW_FLAG;
    expect(parseTrack(track, '').records.map(({ overflow }) => overflow)).toEqual([false, true, false]);
  });

  it('has room for a record, or has not', () => {
    const model = diskModel('3330')!;
    const before = parseTrack(formatTrack(0, 0, model.trackSize, []), '').records;
    expect(recordFits(model, before, 0, 13030)).toBe(true);
    expect(recordFits(model, before, 0, 13031)).toBe(false);
    // a long record 0 takes of it
    const long = [{ ...before[0], dataLength: 108, end: before[0].end + 100 }];
    expect(recordFits(model, long, 0, 12930)).toBe(true);
    expect(recordFits(model, long, 0, 12931)).toBe(false);
  });
});
