import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { CkdImage, CompressedCkdImage, openDiskImage } from '../../../src/media/index.js';
import { BackingError, diskModel, formatTrack, parseTrack } from '../../../src/s370/index.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-ckd-'));
  path = join(directory, 'volume.ckd');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const model = (name: string) => diskModel(name)!;
const hasHercules = spawnSync('dasdinit', []).error === undefined;

/** Damages bytes of the file. */
function patch(offset: number, ...bytes: number[]): void {
  const file = readFileSync(path);
  file.set(bytes, offset);
  writeFileSync(path, file);
}

describe('CKD images', () => {
  it('are made with a label and opened again', () => {
    CkdImage.create(path, model('3330'), { volume: 'CPRES1', cylinders: 3 }).close();
    expect(statSync(path).size).toBe(512 + 3 * 19 * 13312);
    const image = CkdImage.open(path);
    expect(image.geometry).toEqual({
      deviceType: 0x3330,
      model: 1,
      cylinders: 3,
      heads: 19,
      trackSize: 13312,
    });
    const { bytes, records } = parseTrack(image.readTrack(0, 0), 'test');
    expect(ebcdic037.decode(bytes, records[3].offset + 12, records[3].offset + 22)).toBe('VOL1CPRES1');
    expect(parseTrack(image.readTrack(2, 18), 'test').records).toHaveLength(1);
    expect(() => image.readTrack(3, 0)).toThrow(path);
    image.close();
  });

  it('writes only the bytes that change', () => {
    const image = CkdImage.create(path, model('2311'), { cylinders: 2 });
    const before = readFileSync(path);
    image.writeTrack(1, 4, 100, Uint8Array.of(1, 2, 3));
    const after = readFileSync(path);
    const changed = [...after.keys()].filter((i) => after[i] !== before[i]);
    expect(changed).toEqual([0, 1, 2].map((i) => 512 + (10 + 4) * 4096 + 100 + i));
    expect(image.readTrack(1, 4).slice(100, 103)).toEqual(Uint8Array.of(1, 2, 3));
    image.close();
  });

  it('does not overwrite an existing file', () => {
    writeFileSync(path, 'precious');
    expect(() => CkdImage.create(path, model('2311'), { cylinders: 1 })).toThrow(
      /volume\.ckd: exists already/,
    );
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('keeps a second writer out, names the file, and lets readers and later writers in', () => {
    const first = CkdImage.create(path, model('2311'), { cylinders: 1 });
    expect(() => CkdImage.open(path)).toThrow(/volume\.ckd is in use by process \d+/);
    const reader = CkdImage.open(path, { readOnly: true });
    expect(() => reader.writeTrack(0, 0, 0, Uint8Array.of(1))).toThrow(BackingError);
    reader.close();
    first.close();
    expect(existsSync(`${path}.cp370-lock`)).toBe(false);
    CkdImage.open(path).close();
  });

  it('breaks the lock of a process that is gone', () => {
    CkdImage.create(path, model('2311'), { cylinders: 1 }).close();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(`${path}.cp370-lock`, `${dead} 12345\n`);
    const image = CkdImage.open(path);
    expect(() => CkdImage.open(path)).toThrow('in use');
    image.close();
  });

  it.each([
    ['no CKD image', () => patch(0, 0x50), /offset 0: not a CKD image/],
    ['a compressed header without tables', () => patch(4, 0x43), /not an uncompressed/],
    ['heads that are wrong', () => patch(8, 11), /offset 8/],
    ['an unknown disk type', () => patch(16, 0x99), /offset 16/],
    [
      'a file that is cut off',
      () => truncateSync(path, 60_000),
      /offset 60000: the image ends within cylinder 1/,
    ],
  ])('is refused: %s', (_name, damage, message) => {
    CkdImage.create(path, model('2311'), { cylinders: 2 }).close();
    damage();
    expect(() => CkdImage.open(path)).toThrow(message);
    expect(() => CkdImage.open(path)).toThrow(/volume\.ckd/);
    expect(existsSync(`${path}.cp370-lock`)).toBe(false);
  });

  it.each([
    ['a home address', 0, [0, 9, 9, 9, 9]],
    ['a record too long', 5 + 6, [0xff, 0xff]],
  ])('names file and offset of a damaged track: %s, and does not write there', (_name, offset, bytes) => {
    CkdImage.create(path, model('2311'), { cylinders: 2 }).close();
    const track = 512 + 3 * 4096;
    patch(track + offset, ...bytes);
    const before = readFileSync(path);
    const image = CkdImage.open(path);
    expect(() => image.readTrack(0, 3)).toThrow(new RegExp(`volume\\.ckd.*${track}`));
    expect(() => image.writeTrack(0, 3, 0, Uint8Array.of(1, 2, 3))).toThrow(BackingError);
    expect(image.readTrack(0, 4)).toHaveLength(4096);
    image.close();
    expect(readFileSync(path)).toEqual(before);
  });

  it.runIf(hasHercules)('has the same bytes as dasdinit writes for a raw volume', () => {
    const theirs = join(directory, 'hercules.ckd');
    for (const [name, cylinders] of [
      ['2311', 2],
      ['2314', 2],
      ['3330', 2],
      ['3340', 2],
      ['3350', 2],
    ] as const) {
      rmSync(path, { force: true });
      rmSync(theirs, { force: true });
      execFileSync('dasdinit', ['-r', theirs, name, String(cylinders)], { stdio: 'ignore' });
      CkdImage.create(path, model(name), { cylinders }).close();
      expect(readFileSync(path).equals(readFileSync(theirs)), name).toBe(true);
      const image = CkdImage.open(theirs);
      expect(image.geometry.cylinders).toBe(cylinders);
      image.close();
    }
  });

  it.runIf(hasHercules)('is read in compressed form, every track', () => {
    const compressed = join(directory, 'volume.cckd');
    const image = CkdImage.create(path, model('3350'), { volume: 'CCKD01', cylinders: 12 });
    const data = Uint8Array.from({ length: 9000 }, (_, i) => (i * i) & 0xff);
    image.writeTrack(9, 29, 0, formatTrack(9, 29, 19456, [{ key: Uint8Array.of(1), data }]));
    image.close();
    execFileSync('ckd2cckd', ['-quiet', path, compressed], { stdio: 'ignore' });
    const both = [CkdImage.open(path), openDiskImage(compressed)];
    expect(both[1]).toBeInstanceOf(CompressedCkdImage);
    expect(both[1].geometry).toEqual(both[0].geometry);
    const before = readFileSync(compressed);
    for (let cylinder = 0; cylinder < 12; cylinder++) {
      for (let head = 0; head < 30; head++) {
        const [plain, expanded] = both.map((store) => parseTrack(store.readTrack(cylinder, head), 'test'));
        expect(expanded.records).toEqual(plain.records);
        const end = plain.records[plain.records.length - 1].end + 8;
        expect(Buffer.compare(expanded.bytes.slice(0, end), plain.bytes.slice(0, end))).toBe(0);
      }
    }
    for (const store of both) store.close();
    expect(() => CkdImage.open(compressed)).toThrow(/not an uncompressed/);
    expect(readFileSync(compressed)).toEqual(before);

    const cut = readFileSync(compressed).subarray(0, before.length - 60);
    writeFileSync(compressed, cut);
    expect(() => openDiskImage(compressed)).toThrow(/runs past the end/);
    const damaged = openDiskImage(compressed, { readOnly: true });
    expect(() => damaged.readTrack(9, 29)).toThrow(/volume\.cckd, offset \d+/);
    damaged.close();
  });

  it.runIf(hasHercules)('shows its label to dasdls', () => {
    CkdImage.create(path, model('3350'), { volume: 'TEST01', cylinders: 2 }).close();
    const listing = spawnSync('dasdls', [path], { encoding: 'utf8' });
    expect(listing.stdout + listing.stderr).toMatch(/VOLSER=TEST01/);
  });
});
