import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CkdImage, CompressedCkdImage, openDiskImage } from '../../../src/media/index.js';
import { BackingError, diskModel, formatTrack, parseTrack } from '../../../src/s370/index.js';
import type { TrackStore } from '../../../src/s370/index.js';
import { hasHerculesTools, herculesTool } from '../../support/hercules-tools.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-cckd-'));
  path = join(directory, 'volume.cckd');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const model = (name: string) => diskModel(name)!;
const hasHercules = hasHerculesTools();

/** A track with records that don't compress to nothing, different for each `seed`. */
function track(store: TrackStore, cylinder: number, head: number, seed: number): Uint8Array {
  let random = seed * 7919 + 1;
  const next = () => (random = (random * 1103515245 + 12345) & 0x7fffffff) >>> 16;
  // Odd seeds make records that can be compressed.
  const records = Array.from({ length: 1 + (seed % 5) }, () => ({
    key: new Uint8Array(seed % 3 === 0 ? 8 : 0),
    data: Uint8Array.from({ length: 300 + (next() % 500) }, () =>
      seed % 2 === 0 ? next() & 0xff : next() & 3,
    ),
  }));
  return formatTrack(cylinder, head, store.geometry.trackSize, records);
}

/** The bytes of a track that say something. */
function contents(bytes: Uint8Array): string {
  const { records } = parseTrack(bytes, 'track');
  return Buffer.from(bytes.subarray(0, (records.at(-1)?.end ?? 5) + 8)).toString('latin1');
}

function expectSame(a: TrackStore, b: TrackStore): void {
  for (let cylinder = 0; cylinder < a.geometry.cylinders; cylinder++) {
    for (let head = 0; head < a.geometry.heads; head++) {
      const same = contents(a.readTrack(cylinder, head)) === contents(b.readTrack(cylinder, head));
      expect(same, `cylinder ${cylinder} head ${head}`).toBe(true);
    }
  }
}

/** What cckdcdsk says of a file when it looks at everything; empty when it finds no fault. */
function faults(file: string, ...options: string[]): string {
  const { text } = herculesTool('cckdcdsk', '-3', ...options, file);
  return text
    .split('\n')
    .filter((line) => /^HHC/.test(line))
    .join('\n');
}

describe('compressed CKD images', () => {
  it('are made, written, closed and read again', () => {
    const image = CompressedCkdImage.create(path, model('3330'), { volume: 'CCKD01', cylinders: 40 });
    expect(image.readOnly).toBe(false);
    const written = track(image, 39, 18, 4);
    image.writeTrack(39, 18, 0, written);
    image.close();
    expect(statSync(path).size).toBeLessThan(20_000);
    const again = openDiskImage(path);
    expect(again.geometry).toEqual({
      deviceType: 0x3330,
      model: 1,
      cylinders: 40,
      heads: 19,
      trackSize: 13312,
    });
    expect(contents(again.readTrack(39, 18))).toBe(contents(written));
    expect(parseTrack(again.readTrack(0, 0), '').records).toHaveLength(4);
    expect(parseTrack(again.readTrack(20, 0), '').records).toHaveLength(1);
    expect(() => again.readTrack(40, 0)).toThrow(/no cylinder 40/);
    again.close();
  });

  it.each([false, true])('hold what a raw image holds after random writes (64-bit offsets: %s)', (large) => {
    // Only Hercules 4 knows 64-bit offsets; its tools are not there to look at them.
    const judged = hasHercules && !large;
    const raw = CkdImage.create(join(directory, 'raw'), model('2311'), { cylinders: 30 });
    let packed: TrackStore = CompressedCkdImage.create(path, model('2311'), { cylinders: 30, large });
    let random = 12345;
    const next = (n: number) => ((random = (random * 1103515245 + 12345) & 0x7fffffff) >>> 12) % n;
    for (let step = 0; step < 1500; step++) {
      const [cylinder, head] = [next(30), next(10)];
      const bytes =
        next(9) === 0 ? formatTrack(cylinder, head, 4096) : track(raw, cylinder, head, next(1000));
      raw.writeTrack(cylinder, head, 0, bytes);
      packed.writeTrack(cylinder, head, 0, bytes);
      if (next(150) === 0) packed.sync();
      if (next(300) === 0) {
        packed.close();
        if (judged) expect(faults(path)).toBe('');
        packed = openDiskImage(path);
      }
    }
    expectSame(raw, packed);
    packed.close();
    raw.close();
    const again = CompressedCkdImage.open(path);
    const used = again.stack.statistics[0];
    again.stack.compress();
    expect(again.stack.statistics[0]).toMatchObject({ freeBytes: 0, freeSpaces: 0 });
    expect(used.size).toBeLessThan(again.stack.statistics[0].size * 1.5);
    const raws = CkdImage.open(join(directory, 'raw'), { readOnly: true });
    expectSame(raws, again);
    raws.close();
    again.close();
    if (judged) expect(faults(path)).toBe('');
  });

  it.runIf(hasHercules).each(['-z', '-bz2', '-0'])('made by dasdinit %s are read, and written', (method) => {
    herculesTool('dasdinit', method, '-a', path, '3350', 'HERC01');
    // cckdcdsk has something to say about what dasdinit 3.13 just made, and mends it.
    faults(path);
    const image = CompressedCkdImage.open(path);
    const written = track(image, 559, 29, 8);
    image.writeTrack(559, 29, 0, written);
    image.close();
    expect(faults(path)).toBe('');
    const again = CompressedCkdImage.open(path, { readOnly: true });
    expect(contents(again.readTrack(559, 29))).toBe(contents(written));
    again.close();
  });

  it('have the layout of CCKD64 when their offsets have 64 bits', () => {
    const image = CompressedCkdImage.create(path, model('3330'), { cylinders: 411, large: true });
    image.writeTrack(13, 9, 0, track(image, 13, 9, 2));
    image.close();
    const file = readFileSync(path);
    expect(file.toString('latin1', 0, 8)).toBe('CKD_C064');
    const small = CompressedCkdImage.create(join(directory, 'small'), model('3330'), { cylinders: 411 });
    small.close();
    expect(file.subarray(8, 512)).toEqual(readFileSync(join(directory, 'small')).subarray(8, 512));
    // Version, entries of both tables, cylinders, size, used space; null format and compression come later.
    expect([...file.subarray(512, 515)]).toEqual([0, 3, 1]);
    expect([516, 520, 524].map((at) => file.readInt32LE(at))).toEqual([31, 256, 411]);
    expect(file.readBigUInt64LE(528)).toBe(BigInt(file.length));
    expect([...file.subarray(584, 588)]).toEqual([1, 1, 0xff, 0xff]);
    // Track 256 is the first of the second table; its entry is number 0, of 16 bytes.
    const table = Number(file.readBigUInt64LE(1024 + 8));
    const offset = Number(file.readBigUInt64LE(table));
    expect(offset).toBe(1024 + 8 * 31);
    expect(file.length).toBe(table + 256 * 16);
    expect(file.readUInt16LE(table + 8)).toBe(table - offset);
    expect(file.readUInt16LE(table + 10)).toBe(table - offset);
    expect(file.readUInt32LE(table + 12)).toBe(0);
    expect([...file.subarray(offset + 1, offset + 5)]).toEqual([0, 13, 0, 9]);
  });

  it('with 64-bit offsets may be larger than 4 GB, and say where they are damaged', () => {
    const image = CompressedCkdImage.create(path, model('2311'), { cylinders: 2, large: true });
    const written = track(image, 0, 0, 2);
    image.writeTrack(0, 0, 0, written);
    image.close();
    // The track goes to where only 64 bits reach; what lies between is a hole of the host's file.
    const far = 5 * 2 ** 30;
    const file = openSync(path, 'r+');
    const before = readFileSync(path);
    const table = Number(before.readBigUInt64LE(1024));
    const from = Number(before.readBigUInt64LE(table));
    const stored = before.subarray(from, from + before.readUInt16LE(table + 8));
    const entry = Buffer.alloc(8);
    entry.writeBigUInt64LE(BigInt(far));
    writeSync(file, stored, 0, stored.length, far);
    writeSync(file, entry, 0, 8, table);
    const moved = CompressedCkdImage.open(path);
    expect(contents(moved.readTrack(0, 0))).toBe(contents(written));
    const other = track(moved, 1, 3, 4);
    moved.writeTrack(1, 3, 0, other);
    moved.close();
    const again = CompressedCkdImage.open(path, { readOnly: true });
    expect(contents(again.readTrack(0, 0))).toBe(contents(written));
    expect(contents(again.readTrack(1, 3))).toBe(contents(other));
    again.close();
    entry.writeBigUInt64LE(0x7fffffffffffffffn);
    writeSync(file, entry, 0, 8, table);
    closeSync(file);
    expect(() => CompressedCkdImage.open(path)).toThrow(/offset \d+: track 0 .* runs past the end/);
  });

  it.runIf(hasHercules)('are taken by cckd2ckd, cckdcomp and cckdswap, and theirs by us', () => {
    const raw = CkdImage.create(join(directory, 'raw'), model('2314'), { volume: 'BOTH01', cylinders: 20 });
    const ours = CompressedCkdImage.create(path, model('2314'), { volume: 'BOTH01', cylinders: 20 });
    for (let i = 0; i < 60; i++) {
      const [cylinder, head] = [(i * 7) % 20, (i * 3) % 20];
      for (const store of [raw, ours]) store.writeTrack(cylinder, head, 0, track(raw, cylinder, head, i));
    }
    raw.close();
    ours.close();
    const expanded = join(directory, 'expanded');
    expect(herculesTool('cckd2ckd', path, expanded).status).toBe(0);
    const theirs = join(directory, 'theirs');
    expect(herculesTool('ckd2cckd', '-bz2', join(directory, 'raw'), theirs).status).toBe(0);
    const swapped = join(directory, 'swapped');
    copyFileSync(theirs, swapped);
    expect(herculesTool('cckdswap', swapped).status).toBe(0);
    const one = openDiskImage(join(directory, 'raw'), { readOnly: true });
    for (const file of [expanded, theirs, swapped]) {
      const other = openDiskImage(file, { readOnly: true });
      expectSame(one, other);
      other.close();
    }
    one.close();
    // A file in the other byte order is written in that order.
    const image = openDiskImage(swapped);
    image.writeTrack(3, 3, 0, track(image, 3, 3, 77));
    image.close();
    expect(herculesTool('cckdswap', swapped).status).toBe(0);
    expect(faults(swapped)).toBe('');
    expect(herculesTool('cckdcomp', path).status).toBe(0);
    openDiskImage(path).close();
  });

  it('with the opened bit are put in order by whoever opens them', () => {
    const image = CompressedCkdImage.create(path, model('2311'), { cylinders: 30 });
    for (let i = 0; i < 100; i++) image.writeTrack(i % 30, i % 10, 0, track(image, i % 30, i % 10, i));
    image.stack.sync();
    for (let i = 0; i < 40; i++) image.writeTrack(i % 30, i % 10, 0, track(image, i % 30, i % 10, i + 7));
    // A copy of the file as a kill would leave it.
    const killed = join(directory, 'killed');
    copyFileSync(path, killed);
    image.close();
    expect(readFileSync(killed)[515] & 0x80).toBe(0x80);
    if (hasHercules) {
      const checked = join(directory, 'checked');
      copyFileSync(killed, checked);
      herculesTool('cckdcdsk', '-f', '-3', checked);
      expect(faults(checked)).toBe('');
    }
    const again = CompressedCkdImage.open(killed);
    expect(parseTrack(again.readTrack(29, 9), '').records.length).toBeGreaterThan(1);
    again.writeTrack(0, 0, 0, track(again, 0, 0, 1));
    again.close();
    if (hasHercules) expect(faults(killed)).toBe('');
  });

  it.each([
    ['a second-level table behind the end', 'first', [0xff, 0xff, 0xff, 0x7f], /offset 1024/],
    ['tracks in a file below', 'first', [0xff, 0xff, 0xff, 0xff], /no shadow file/],
    ['another size of tables', 512 + 8, [0xff], /offset 520/],
    ['cylinders that don’t fit the tables', 512 + 40, [0xff, 0x7f], /offset 516/],
    ['a track over a header', 'entry', [4, 0, 0, 0], /overlaps what lies before/],
    ['a track behind the end', 'entry', [4, 0, 0, 1], /runs past the end/],
    ['a track longer than its space', 'length', [0xff, 0xff], /a track of 65535 bytes in a space/],
  ] as const)('are not opened for writing with %s', (_name, where, bytes, message) => {
    const image = CompressedCkdImage.create(path, model('2311'), { cylinders: 20 });
    image.writeTrack(0, 0, 0, track(image, 0, 0, 6));
    image.close();
    const file = readFileSync(path);
    const table = file.readUInt32LE(1024);
    file.set(bytes, { first: 1024, entry: table, length: table + 4 }[where as 'first'] ?? where);
    writeFileSync(path, file);
    let error: unknown;
    try {
      CompressedCkdImage.open(path);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(BackingError);
    expect(String(error)).toMatch(message);
    expect(readFileSync(path).equals(file)).toBe(true);
    expect(existsSync(`${path}.cp370-lock`)).toBe(false);
  });

  it('with a damaged track name it, and do not write there', () => {
    const image = CompressedCkdImage.create(path, model('2311'), { cylinders: 20 });
    image.writeTrack(3, 3, 0, track(image, 3, 3, 5));
    image.close();
    const file = readFileSync(path);
    const at = file.indexOf(Uint8Array.of(1, 0, 3, 0, 3, 0x78));
    expect(at).toBeGreaterThan(1024);
    file.fill(0x55, at + 5, at + 40);
    writeFileSync(path, file);
    const again = CompressedCkdImage.open(path);
    expect(() => again.readTrack(3, 3)).toThrow(`volume.cckd, offset ${at}`);
    expect(() => again.writeTrack(3, 3, 0, Uint8Array.of(0))).toThrow(BackingError);
    expect(again.readTrack(3, 4)).toHaveLength(4096);
    again.close();
    expect(readFileSync(path).equals(file)).toBe(true);
  });
});
