import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSystem } from '../../src/generate/index.js';
import { MINIDISKS } from '../../src/generate/site-files.js';
import { CkdImage } from '../../src/media/index.js';
import { CdfDisk, minidiskBlocks } from '../support/cdf-reader.js';

const BUSY = resolve(import.meta.dirname, '../support/busy-system.ts');

describe('kill -9', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cp370-kill-'));
  const path = join(folder, 'system');

  beforeAll(() => generateSystem({ path }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the busy system and kills it after so many files and some milliseconds; answers the files it reported. */
  function runAndKill(first: number, files: number, milliseconds: number): Promise<string[]> {
    return new Promise((done, failed) => {
      const child = spawn(process.execPath, ['--import', 'tsx', BUSY, path, String(first)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      let errors = '';
      let killing = false;
      child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (killing || output.split('WRITTEN ').length <= files) return;
        killing = true;
        setTimeout(() => child.kill('SIGKILL'), milliseconds);
      });
      child.on('exit', (_code, signal) => {
        if (signal === 'SIGKILL') done([...output.matchAll(/WRITTEN (\S+)\n/g)].map(([, name]) => name));
        else failed(new Error(errors));
      });
    });
  }

  it('leaves a sound disk with every file that CMS reported as written, again and again', async () => {
    const { from } = MINIDISKS.find(({ owner, address }) => owner === 'CMSUSER' && address === '191')!;
    const reported = new Set<string>();
    let next = 1;
    for (const milliseconds of [0, 3, 7, 12, 18, 25]) {
      const written = await runAndKill(next, 4, milliseconds);
      for (const name of written) reported.add(name);
      next = 3 * Math.max(...[...reported].map((name) => Number(name.slice(1)))) + 1;
      const pack = CkdImage.open(join(path, 'cmspk1.3350'), { readOnly: true });
      try {
        const disk = new CdfDisk(minidiskBlocks(pack, from));
        expect(disk.problems()).toEqual([]);
        const there = new Set(disk.files.map(({ name }) => name));
        // every third step erases the file two steps before
        const kept = [...reported].filter((name) => !erased(name, reported));
        expect(kept.filter((name) => !there.has(name))).toEqual([]);
      } finally {
        pack.close();
      }
    }
  }, 120_000);

  /** Erased, or perhaps being erased when the process was killed. */
  function erased(name: string, reported: ReadonlySet<string>): boolean {
    const number = Number(name.slice(1));
    return (number + 2) % 3 === 0 && (reported.has(`F${number + 2}`) || reported.has(`F${number + 1}`));
  }
});
