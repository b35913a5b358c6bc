import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Progress } from '../../scripts/workloads/progress.js';
import { runVs1Guest } from '../../scripts/workloads/vs1-guest-run.js';
import { hasWorkload } from '../support/workloads.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cp370-vs1-guest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm run workload:vs1-guest` goes on after the crash with another IPL and another job. */
describe.runIf(hasWorkload('osvs1', 'vs1r60_starter_3330.aws'))('OS/VS1 in a virtual machine', () => {
  it('comes from its starter tape, does a job, and crashes without others noticing', async () => {
    const lines: string[] = [];
    const code = await runVs1Guest({ folder, brief: true }, new Progress((line) => lines.push(line)));
    expect(code, lines.join('\n')).toBe(0);
    const output = readFileSync(join(folder, 'job.txt'), 'latin1');
    expect(output).toContain('EXEC PGM=IFOX00');
    expect(output).toContain('\nTHE SUM OF 1 TO 100 IS 05050');
    const consoles = readFileSync(join(folder, 'console.txt'), 'latin1');
    expect(consoles).toMatch(/VS1 +\| CP ENTERED; DISABLED WAIT PSW '000A0000 0000DEAD'/);
  }, 600_000);
});
