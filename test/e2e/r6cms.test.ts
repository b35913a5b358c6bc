import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Progress } from '../../scripts/workloads/progress.js';
import { runR6Cms } from '../../scripts/workloads/r6cms-run.js';
import { R6_USER } from '../../scripts/workloads/r6cms-system.js';
import { generatedSystem } from '../support/generated-system.js';
import { hasS3270 } from '../support/s3270.js';
import { SystemHere } from '../support/system.js';
import { hasWorkload } from '../support/workloads.js';

describe.runIf(hasWorkload('emx370', 'sample-system', 'cp_shared', 'CMS.segment'))(
  'the CMS of VM/370 Release 6 in a virtual machine',
  () => {
    let folder: string;
    let system: Awaited<ReturnType<typeof generatedSystem>>;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'cp370-r6cms-'));
      system = await generatedSystem();
    });
    afterAll(() => {
      system.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    it('runs a session beside our CMS, and they read and write the same files', async () => {
      const lines: string[] = [];
      const progress = new Progress((line) => lines.push(line));
      const code = await runR6Cms({ folder, system: system.path }, progress);
      expect(code, lines.join('\n')).toBe(0);
      expect(lines.filter((line) => line.endsWith('the same'))).toHaveLength(7);
    });

    it.runIf(hasS3270())('is used from a 3270', async () => {
      const here = await SystemHere.open(system);
      try {
        const user = await here.terminal();
        await user.untilText('PRESS ENTER TO BEGIN');
        await user.press('Enter()');
        await user.enter(`LOGON ${R6_USER} ${R6_USER}`);
        await user.untilText('CMS VERSION 6.0');
        await user.untilStatus('VM READ');
        await user.enter('');
        await user.untilText(/^Ready; T=/);
        // the editor's display mode, through DIAGNOSE X'58'
        await user.enter('EDIT R6 NOTES');
        await user.untilText(/^THE SECOND LINE/);
        expect((await user.output())[0]).toMatch(/^EDIT .*R6 +NOTES +A1 +F +80 .*TRUNC= 80/);
        await user.enter('BOTTOM');
        await user.enter('INPUT FROM A DISPLAY');
        await user.untilText(/^FROM A DISPLAY/);
        await user.enter('FILE');
        // what the editor showed stays until it has been read
        await user.untilStatus('MORE...');
        await user.press('Clear()');
        await user.untilText(/^Ready; T=/);
        await user.enter('EDIT R6 NOTES');
        await user.untilText(/^FROM A DISPLAY/);
        expect((await user.output()).slice(9, 15)).toEqual([
          'TOF:',
          'THE FIRST LINE',
          'THE SECOND LINE',
          'THE LAST LINE',
          'FROM A DISPLAY',
          'EOF:',
        ]);
        await user.enter('QUIT');
        await user.untilStatus('MORE...');
        await user.press('Clear()');
        await user.untilText(/^Ready; T=/);
      } finally {
        await here.close();
      }
    });
  },
);
