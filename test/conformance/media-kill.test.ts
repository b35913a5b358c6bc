import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CkdImage } from '../../src/media/index.js';
import { diskModel, parseTrack } from '../../src/s370/index.js';

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-kill-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the writer until it has begun `rounds` rounds and so many milliseconds more, then kills it. */
function killWriter(path: string, rounds: number, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const writer = spawn(process.execPath, ['--import', 'tsx', 'test/support/ckd-writer.ts', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let seen = 0;
    let armed = false;
    writer.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString().split('\n').length - 1;
      if (seen >= rounds && !armed) {
        armed = true;
        setTimeout(() => writer.kill('SIGKILL'), milliseconds);
      }
    });
    writer.on('error', reject);
    writer.on('exit', (_code, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error('ended by itself')),
    );
  });
}

describe('a writer killed in its work', () => {
  it('leaves a volume on which every record is whole, and its lock is broken', async () => {
    const path = join(directory, 'volume');
    CkdImage.create(path, diskModel('3330')!, { cylinders: 2 }).close();
    for (const milliseconds of [0, 1, 3, 7]) {
      await killWriter(path, 20, milliseconds);
      const image = CkdImage.open(path);
      const { bytes, records } = parseTrack(image.readTrack(1, 2), path);
      expect(records.length).toBeGreaterThanOrEqual(2);
      for (const record of records.slice(1)) {
        const data = bytes.slice(record.end - record.dataLength, record.end);
        expect(data).toHaveLength(800);
        expect(new Set(data).size, `record ${record.number}`).toBe(1);
      }
      image.close();
    }
  });
});
