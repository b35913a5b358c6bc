import { describe, expect, it } from 'vitest';
import { diskModel, recordFits } from '../../../src/s370/index.js';
import { cells, constantGaps, growingGaps } from '../../../src/s370/devices/track-capacity.js';

/** How many equal records without keys the track of a model holds. */
function recordsOfTrack(name: string, dataLength: number, keyLength = 0): number {
  const model = diskModel(name)!;
  const size = 8 + keyLength + dataLength;
  const before = [{ offset: 5, number: 0, keyLength: 0, dataLength: 8, end: 21, overflow: false }];
  while (recordFits(model, before, keyLength, dataLength)) {
    const { end, number } = before[before.length - 1];
    before.push({ offset: end, number: number + 1, keyLength, dataLength, end: end + size, overflow: false });
  }
  return before.length - 1;
}

describe('the capacity of a track', () => {
  // The longest record and records of 800 and 4096 bytes: tables of the device manuals.
  it.each([
    ['2311', 3625, [[800, 4]]],
    ['2314', 7294, [[800, 7]]],
    [
      '3330',
      13030,
      [
        [800, 14],
        [4096, 3],
      ],
    ],
    [
      '3340',
      8368,
      [
        [800, 8],
        [4096, 2],
      ],
    ],
    [
      '3350',
      19069,
      [
        [800, 19],
        [4096, 4],
      ],
    ],
    [
      '3375',
      35616,
      [
        [800, 30],
        [4096, 8],
      ],
    ],
    [
      '3380',
      47476,
      [
        [800, 36],
        [4096, 10],
      ],
    ],
  ] as const)('of a %s', (type, longest, equal) => {
    expect(recordsOfTrack(type, longest)).toBe(1);
    expect(recordsOfTrack(type, longest + 1)).toBe(0);
    for (const [length, count] of equal)
      expect([length, recordsOfTrack(type, length)]).toEqual([length, count]);
  });

  it('is less for records with keys', () => {
    for (const type of ['2311', '2314', '3330', '3340', '3350', '3375', '3380']) {
      expect(recordsOfTrack(type, 40, 8)).toBeLessThan(recordsOfTrack(type, 48));
    }
  });

  it('counts gaps as the recording needs them', () => {
    expect(constantGaps(1000, 100, 50).recordSpace(0, 80)).toBe(180);
    expect(constantGaps(1000, 100, 50).recordSpace(10, 80)).toBe(240);
    const growing = growingGaps(1000, 61, 20, 537, 512);
    expect(growing.recordSpace(0, 512)).toBe(61 + 537);
    expect(growing.lastRecordSpace(8, 512)).toBe(20 + 8 + 512);
    expect(cells(1000, 32, 100, 50).recordSpace(0, 1)).toBe(128);
    expect(cells(1000, 32, 100, 50).recordSpace(1, 1)).toBe(128 + 64);
  });
});
