import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CkdImage, CompressedCkdImage, openHostDevice, tapeFormat } from '../../../src/media/index.js';
import { diskModel } from '../../../src/s370/index.js';
import type { CkdDisk, TapeDrive } from '../../../src/s370/index.js';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-words-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string) => join(directory, name);
const open = (type: string, ...words: string[]) => openHostDevice({ type, words, directory });

describe('the words of disks', () => {
  it('name shadow files, and writes that are forgotten', () => {
    CompressedCkdImage.create(file('a.cckd'), diskModel('2311')!, { cylinders: 10 }).close();
    const before = readFileSync(file('a.cckd'));
    const shadowed = open('2311', 'a.cckd', 'ro', 'sf=a_x.cckd') as CkdDisk;
    expect(existsSync(file('a_1.cckd'))).toBe(true);
    shadowed.store.writeTrack(0, 0, 5, Uint8Array.of(0));
    shadowed.close();
    const forgetting = open('2311', 'a.cckd', 'ro', 'fakewrite', 'lazywrite', 'cu=2841') as CkdDisk;
    expect(forgetting.store.readOnly).toBe(false);
    forgetting.store.writeTrack(0, 0, 5, Uint8Array.of(9));
    expect(forgetting.store.readTrack(0, 0)[5]).toBe(0);
    forgetting.close();
    expect(readFileSync(file('a.cckd')).equals(before)).toBe(true);
    CkdImage.create(file('b'), diskModel('2311')!, { cylinders: 2 }).close();
    expect(() => open('2311', 'b', 'sf=b_1')).toThrow(/only compressed images have shadow files/);
    expect(() => open('2311', 'b', 'sd=b_1')).toThrow(/sd=b_1 is no option of a 2311 \(ro/);
  });
});

describe('the words of tapes', () => {
  it('make reels of every format, and say how they are written', () => {
    const block = new Uint8Array(10_000).fill(0xc1);
    const sizes = (
      [
        ['a.aws', 'new'],
        ['b.het', 'new'],
        ['c.het', 'new', 'compress=0', 'chunksize=4096'],
        ['d.tap', 'new'],
        ['e.het', 'new', 'awstape'],
      ] as const
    ).map(([name, ...words]) => {
      const drive = open('3420', name, ...words) as TapeDrive;
      drive.mounted!.writeBlock(block);
      drive.close();
      return statSync(file(name)).size;
    });
    expect(sizes).toEqual([10_006, sizes[1], 10_018, 10_008, 10_018]);
    expect(sizes[1]).toBeLessThan(200);
    expect(tapeFormat(file('d.tap'))).toBe('simh');
  });

  it('limit a reel: the marker goes by before its end', () => {
    const drive = open('3420', 'a.aws', 'new', 'maxsizeK=200', 'eotmargin=102400') as TapeDrive;
    const reel = drive.mounted!;
    const marks = Array.from({ length: 4 }, () => {
      reel.writeBlock(new Uint8Array(40_000));
      return reel.pastEndMarker;
    });
    expect(marks).toEqual([false, false, true, true]);
    reel.writeBlock(new Uint8Array(40_000));
    expect(() => reel.writeBlock(new Uint8Array(40_000))).toThrow(/204800 bytes at most/);
    drive.close();
    const again = open('3420', 'a.aws', 'readonly=1') as TapeDrive;
    expect(again.mounted!.readOnly).toBe(true);
    again.close();
    expect(open('3420', '*')).toMatchObject({ mounted: undefined });
    expect(() => open('3420', 'a.aws', 'level=12')).toThrow(/level=12 is not a number from 1 to 9/);
    writeFileSync(file('text'), 'no tape');
    expect(() => open('3420', 'text')).toThrow(/not an AWS tape/);
  });
});
