import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CompressedCkdImage, openDiskImage } from '../../src/media/index.js';
import { diskModel, parseTrack } from '../../src/s370/index.js';
import { hasHerculesTools, herculesTool } from '../support/hercules-tools.js';

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-cckd-kill-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hasHercules = hasHerculesTools();

/** Runs the writer for so many rounds and milliseconds more, then kills it. */
function killWriter(path: string, rounds: number, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const writer = spawn(process.execPath, ['--import', 'tsx', 'test/support/cckd-writer.ts', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let seen = 0;
    let armed = false;
    writer.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString().split('\n').length - 1;
      if (seen < rounds || armed) return;
      armed = true;
      setTimeout(() => writer.kill('SIGKILL'), milliseconds);
    });
    writer.on('error', reject);
    writer.on('exit', (_code, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error('ended by itself')),
    );
  });
}

/** Every track is one that the writer wrote, or empty. */
function expectWhole(path: string, readOnly: boolean): number {
  const image = openDiskImage(path, { readOnly });
  const { cylinders, heads } = image.geometry;
  let written = 0;
  for (let cylinder = 0; cylinder < cylinders; cylinder++) {
    for (let head = 0; head < heads; head++) {
      const { bytes, records } = parseTrack(image.readTrack(cylinder, head), `${cylinder} ${head}`);
      if (records.length > 1) written++;
      const first = bytes[records[0].end + 8] & 0x7f;
      records.slice(1).forEach(({ end, dataLength }, r) => {
        const values = new Set(bytes.subarray(end - dataLength, end).map((byte) => (byte - r) & 0x7f));
        expect([...values]).toEqual([first]);
      });
    }
  }
  image.close();
  return written;
}

describe('a writer of a compressed volume killed in its work', () => {
  it('leaves every track whole, for us and for cckdcdsk', async () => {
    const path = join(directory, 'volume');
    CompressedCkdImage.create(path, diskModel('2311')!, { cylinders: 40 }).close();
    for (const milliseconds of [0, 2, 5, 11]) {
      await killWriter(path, 15, milliseconds);
      const copy = join(directory, 'copy');
      copyFileSync(path, copy);
      const written = expectWhole(copy, true);
      expect(written).toBeGreaterThan(50);
      if (hasHercules) {
        herculesTool('cckdcdsk', '-f', '-3', copy);
        expect(herculesTool('cckdcdsk', '-3', '-ro', copy).text).toBe('');
        expect(expectWhole(copy, false)).toBe(written);
      }
      expect(expectWhole(path, false)).toBe(written);
    }
    if (hasHercules) expect(herculesTool('cckdcdsk', '-f', '-3', '-ro', path).text).not.toMatch(/error/);
  });
});
