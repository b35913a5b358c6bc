import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CkdcVolume, looksLikeCkdc } from '../../../src/media/index.js';
import { BackingError, parseTrack } from '../../../src/s370/index.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-ckdc-'));
  path = join(directory, 'disk.ckdc');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A track of the format with records 1, 2 …, each filled with its byte. */
function track(cylinder: number, head: number, bytes: readonly number[]): Buffer {
  const counts = Buffer.alloc(8 * bytes.length);
  bytes.forEach((_, i) => {
    counts.writeUInt16BE(i + 1, 8 * i);
    counts.writeUInt16BE(100, 8 * i + 3);
    counts.writeUIntBE(100 * i, 8 * i + 5, 3);
  });
  const head26 = Buffer.alloc(26);
  head26.writeUInt16BE(bytes.length, 24);
  const data = deflateSync(Buffer.concat(bytes.map((byte) => Buffer.alloc(100, byte))));
  const body = Buffer.concat([head26, counts, data]);
  const start = Buffer.alloc(6);
  start.writeUInt16BE(cylinder, 0);
  start[2] = head;
  start.writeUIntBE(body.length, 3, 3);
  return Buffer.concat([start, body]);
}

/** A file of a 3350 with so many cylinders. */
function volume(...tracks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(32);
  header.writeUInt16BE(2, 8);
  header.writeUInt16BE(30, 10);
  header.writeUInt32BE(0x335000, 16);
  return Buffer.concat([header, ...tracks, Buffer.from([0xff, 0xff])]);
}

describe('minidisks of emx370', () => {
  it('are read, with the changes of a delta file', () => {
    writeFileSync(path, volume(track(0, 0, [1, 2]), track(1, 29, [3])));
    writeFileSync(`${path}.delta`, volume(track(1, 29, [9, 8, 7])));
    expect(looksLikeCkdc(path)).toBe(true);
    const base = CkdcVolume.open(path);
    expect(base.geometry).toMatchObject({ deviceType: 0x3350, cylinders: 2, heads: 30, trackSize: 19456 });
    const { bytes, records } = parseTrack(base.readTrack(0, 0), '');
    expect(records.map(({ number, dataLength }) => [number, dataLength])).toEqual([
      [0, 8],
      [1, 100],
      [2, 100],
    ]);
    expect(bytes[records[2].end - 1]).toBe(2);
    expect(parseTrack(base.readTrack(1, 3), '').records).toHaveLength(1);
    expect(() => base.readTrack(2, 0)).toThrow(/no cylinder 2/);
    const changed = CkdcVolume.open(path, `${path}.delta`);
    expect(parseTrack(changed.readTrack(1, 29), '').records).toHaveLength(4);
    expect(() => changed.writeTrack()).toThrow(BackingError);
  });

  it('that are damaged are reported with the offset', () => {
    const whole = volume(track(0, 0, [1, 2]), track(0, 1, [3]));
    writeFileSync(path, whole.subarray(0, whole.length - 20));
    expect(() => CkdcVolume.open(path)).toThrow(/disk\.ckdc, offset \d+: a track of \d+ bytes runs past/);
    const broken = Buffer.from(whole);
    broken.fill(0x55, 90, 100);
    writeFileSync(path, broken);
    expect(() => CkdcVolume.open(path)).toThrow(/offset 32: a track that cannot be expanded/);
    writeFileSync(path, readFileSync(path).subarray(0, 10));
    expect(() => CkdcVolume.open(path)).toThrow(/offset 10: the header is cut off/);
    expect(looksLikeCkdc(path)).toBe(false);
    expect(() => CkdcVolume.open(join(directory, 'none.ckdc'))).toThrow(BackingError);
  });
});
