import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFive } from '../../scripts/workloads/five-run.js';
import { Progress } from '../../scripts/workloads/progress.js';
import { hasWorkload } from '../support/workloads.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cp370-five-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const all = [
  hasWorkload('osvs1', 'vs1r60_starter_3330.aws'),
  hasWorkload('emx370', 'sample-system', 'cp_shared', 'CMS.segment'),
  hasWorkload('dmkddr.aws'),
];

/** `npm run workload:five` measures longer, and favors each in turn. */
describe.runIf(!all.includes(false))('five systems at once', () => {
  it('get the CPU as SET FAVORED says, and do their work right', async () => {
    const lines: string[] = [];
    const progress = new Progress((line) => lines.push(line));
    const code = await runFive({ folder, brief: true, seconds: 4 }, progress);
    const said = lines.join('\n');
    expect(code, said).toBe(0);
    expect(said).toMatch(/our CMS: all \d+ records of COMPUTED DATA are right, byte for byte/);
    expect(said).toMatch(/Release 6's CMS: all \d+ records of COMPUTED DATA are right, byte for byte/);
    expect(said).toMatch(/OS\/VS1: the job's number \d+ is right/);
    expect(said).toContain('minidisk 192: all 76 tracks are as on the source');
  }, 600_000);
});
