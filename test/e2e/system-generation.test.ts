import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSystem } from '../../src/generate/index.js';
import { CkdImage } from '../../src/media/index.js';
import { MINIDISKS } from '../../src/generate/site-files.js';
import { readSite } from '../../src/system/site.js';
import { CdfDisk, minidiskBlocks } from '../support/cdf-reader.js';

describe('system generation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cp370-generation-'));
  const path = join(folder, 'system');
  const steps: string[] = [];

  beforeAll(async () => {
    await generateSystem({
      path,
      progress: (step, done, total) => {
        expect(done).toBeLessThan(total);
        steps.push(step);
      },
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('tells what it does', () => {
    expect(steps[0]).toBe('Assembling CMS');
    expect(steps.at(-1)).toBe('Saving CMS');
    expect(new Set(steps).size).toBe(steps.length);
  });

  it('leaves a directory that start can open, and nothing else', () => {
    const site = readSite(path);
    expect(site.warnings).toEqual([]);
    expect(site.directory.users().map(({ userid }) => userid)).toEqual([
      'OPERATOR',
      'MAINT',
      'CMSUSER',
      'USER2',
    ]);
    expect(existsSync(`${path}.new`)).toBe(false);
    expect(readFileSync(join(path, 'machine.cnf'), 'utf8')).toContain('cmspk1.3350');
  });

  it('makes minidisks that another program can read, with CMS on its system disk', () => {
    const pack = CkdImage.open(join(path, 'cmspk1.3350'), { readOnly: true });
    try {
      const disks = MINIDISKS.map(({ from }) => new CdfDisk(minidiskBlocks(pack, from)));
      expect(disks.map((disk) => disk.problems())).toEqual(disks.map(() => []));
      expect(disks.map((disk) => disk.leaked)).toEqual(disks.map(() => []));
      const names = disks[0].files.map(({ name, type }) => `${name} ${type}`);
      for (const name of ['FORMAT', 'LISTFILE', 'ASSEMBLE', 'COPYFILE'])
        expect(names).toContain(`${name} MODULE`);
      expect(names).toContain('CMSLIB MACLIB');
      expect(names.filter((name) => name.endsWith('TEXT'))).toEqual([]);
    } finally {
      pack.close();
    }
  });

  it('does not touch a system that is there', async () => {
    await expect(generateSystem({ path })).rejects.toThrow('holds a system already');
  });
});
