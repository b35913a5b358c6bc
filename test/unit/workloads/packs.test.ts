import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparePacks, makeEmptyLike, makeTestPack } from '../../../scripts/workloads/packs.js';
import { CkdImage } from '../../../src/media/index.js';
import { formatTrack, parseTrack } from '../../../src/s370/index.js';

let folder: string;
const path = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cp370-packs-'));
  makeTestPack(path('made'), 'MADE01', 4);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('packs of the scripts', () => {
  it('has records of all shapes: keys, files’ ends, full tracks, empty tracks', () => {
    const image = CkdImage.open(path('made'), { readOnly: true });
    const shapes = new Set<string>();
    for (let track = 0; track < 4 * 19; track++) {
      const { records } = parseTrack(image.readTrack(Math.floor(track / 19), track % 19), 'a track');
      for (const { number, keyLength, dataLength } of records)
        if (number > 0) shapes.add(`${keyLength}/${dataLength}`);
    }
    image.close();
    for (const shape of ['4/24', '0/4096', '0/13030', '8/256', '0/0', '44/96', '0/80'])
      expect([...shapes]).toContain(shape);
  });

  it('finds a track that differs, not bytes behind the end of a track', () => {
    copyFileSync(path('made'), path('copy'));
    expect(comparePacks(path('made'), path('copy'))).toEqual({ tracks: 76, different: [] });
    const image = CkdImage.open(path('copy'));
    const { trackSize } = image.geometry;
    image.writeTrack(2, 5, trackSize - 1, Uint8Array.of(7));
    image.close();
    expect(comparePacks(path('made'), path('copy')).different).toEqual([]);
    const changed = CkdImage.open(path('copy'));
    changed.writeTrack(3, 1, 0, formatTrack(3, 1, trackSize, []));
    changed.close();
    expect(comparePacks(path('made'), path('copy')).different).toEqual(['3/1']);
  });

  it('makes a raw pack of the same size', () => {
    makeEmptyLike(path('empty'), path('made'));
    const image = CkdImage.open(path('empty'), { readOnly: true });
    expect(image.geometry).toMatchObject({ deviceType: 0x3330, cylinders: 4, heads: 19 });
    image.close();
  });
});
