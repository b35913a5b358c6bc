/** A host disk that is full, volumes that are cut off: CP says so, loses nothing that it promised, and lives. */

import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatCpVolume } from '../../src/cp/index.js';
import { CompressedCkdImage } from '../../src/media/index.js';
import { diskModel } from '../../src/s370/index.js';
import { ProductProcess } from '../support/faults/product-process.js';
import { ScreenUser } from '../support/faults/screen-user.js';
import { PASSWORDS, SystemDirectory, failingStart } from '../support/system.js';

const CYLINDER = 30 * 19456;

let directory: SystemDirectory;
beforeEach(() => (directory = new SystemDirectory()));
afterEach(() => directory.remove());

/** A user logged on at a system of its own. */
async function living(
  fileLimit: number | undefined,
  work: (user: (userid: string) => Promise<ScreenUser>, heard: () => string) => Promise<void>,
): Promise<{ readonly output: string; readonly code: number | null }> {
  const system = ProductProcess.spawn('sources', directory.path, { fileLimit });
  const port = await system.port();
  if (port === undefined) throw new Error(system.output);
  await work(
    async (userid) => {
      const user = new ScreenUser(port);
      await user.logon(userid, PASSWORDS[userid], false);
      return user;
    },
    () => system.output,
  );
  expect(system.isRunning).toBe(true);
  const code = await system.terminate();
  return { output: system.output, code };
}

describe('a full host disk', () => {
  it('under the real printer: intervention required, and the file is printed when there is room', async () => {
    const paper = directory.file('print.txt');
    const limit = statSync(directory.cpVolume).size + 1024 * 1024;
    writeFileSync(paper, '');
    truncateSync(paper, limit - 300);
    const { output } = await living(limit, async (user, heard) => {
      const alice = await user('ALICE');
      await alice.cp('DUMP 0-400', /COMMAND COMPLETE/);
      await alice.cp('CLOSE 00E NAME FULL DISK', /CLOSE/);
      // It is printed at once; until then the file is in no queue.
      for (let look = 0; look < 100 && !heard().includes('INTERVENTION'); look++) {
        await alice.cp('QUERY TIME', /TIME IS/);
      }
    });
    expect(output).toContain('PRT  00E INTERVENTION REQUIRED');
    truncateSync(paper, 0);
    await living(undefined, async (user) => {
      const alice = await user('ALICE');
      for (let look = 0; look < 100 && !readFileSync(paper, 'latin1').includes('GPR  0'); look++) {
        await alice.cp('QUERY TIME', /TIME IS/);
        await new Promise((done) => setTimeout(done, 50));
      }
    });
    expect(readFileSync(paper, 'latin1')).toContain('GPR  0');
  });

  it('under the spool volume: the user is told that the file is gone, those before are there', async () => {
    rmSync(directory.cpVolume);
    const options = { volume: 'CPRES', cylinders: 10 };
    const volume = CompressedCkdImage.create(directory.cpVolume, diskModel('3350')!, options);
    formatCpVolume(volume, 'CPRES', [
      { kind: 'temporary', from: 1, to: 5 },
      { kind: 'spool', from: 6, to: 8 },
      { kind: 'savedSystems', from: 9, to: 9 },
    ]);
    volume.close();
    const limit = Math.ceil(statSync(directory.cpVolume).size / 1024) * 1024 + 1024;
    let kept = 0;
    const { output } = await living(limit, async (user) => {
      const alice = await user('ALICE');
      for (let file = 0; file < 20; file++) {
        await alice.cp('DUMP 0-8000', /COMMAND COMPLETE/);
        const answer = (await alice.cp('CLOSE 00E HOLD', /PRT/)).join('\n');
        if (answer.includes('DMKVSP429I PRT 00E SPOOL ERROR; FILE PURGED')) break;
        kept++;
      }
      expect((await alice.cp('QUERY TIME', /TIME IS/)).join()).toContain('TIME IS');
    });
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(20);
    expect(output).toMatch(/DMKVSP429I PRT 00E SPOOL ERROR; FILE PURGED, USER ALICE: .*CPRES.*no space left/);
    await living(undefined, async (user) => {
      const alice = await user('ALICE');
      const files = (await alice.cp('QUERY PRT ALL', /ORIGINID/)).filter((row) => /^ALICE +\d{4}/.test(row));
      expect(files).toHaveLength(kept);
    });
  });
});

describe('a volume that was cut off', () => {
  it('within a cylinder: the start says where, and writes nothing', async () => {
    truncateSync(directory.userVolume, 512 + 3 * CYLINDER + 5000);
    const before = readFileSync(directory.userVolume);
    const { code, output } = await failingStart(directory.path);
    expect(code).toBe(1);
    expect(output).toMatch(/machine\.cnf:5: .*PACK01\.3350, offset \d+: the image ends within cylinder 3/);
    expect(readFileSync(directory.userVolume).equals(before)).toBe(true);
  });

  it('between the cylinders of the spool: the start says so, and a whole volume has all files again', async () => {
    await living(undefined, async (user) => {
      const alice = await user('ALICE');
      await alice.cp('DUMP 0-400', /COMMAND COMPLETE/);
      await alice.cp('CLOSE 00E HOLD', /PRT FILE/);
    });
    const whole = readFileSync(directory.cpVolume);
    truncateSync(directory.cpVolume, 512 + 7 * CYLINDER);
    const { code, output } = await failingStart(directory.path);
    expect(code).toBe(1);
    expect(output).toContain(
      'volume CPRES is too small: it has 7 cylinders, and spool files or saved systems up to cylinder 9',
    );
    writeFileSync(directory.cpVolume, whole);
    await living(undefined, async (user) => {
      const alice = await user('ALICE');
      expect((await alice.cp('QUERY PRT ALL', /ORIGINID/)).join()).toContain('ALICE    0001');
    });
  });

  it('before a minidisk: its user is told, others work', async () => {
    truncateSync(directory.userVolume, 512 + 4 * CYLINDER);
    await living(undefined, async (user) => {
      const bob = await user('BOB');
      expect((await bob.cp('QUERY VIRTUAL 191', /191/)).join()).toContain('DEV 191 DOES NOT EXIST');
      const alice = await user('ALICE');
      expect((await alice.cp('QUERY VIRTUAL 191', /191/)).join()).toContain('DASD 191 3350 PACK01 R/W');
    });
  });
});
