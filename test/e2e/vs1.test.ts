import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Progress } from '../../scripts/workloads/progress.js';
import { runVs1 } from '../../scripts/workloads/vs1-run.js';
import { hasWorkload } from '../support/workloads.js';

/** What Hercules 3.13 makes of the starter tape, on a pack that `dasdinit -a` made: each byte of the image file. */
const RESTORED_BY_HERCULES = '5f99fad9eed41294757d838f56c132039ecdaa6b96cc5340c9019f4bc6ce443d';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'cp370-vs1-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const printed = (): string => readFileSync(join(folder, 'job.txt'), 'latin1');

/** Lines of the run; for the message of a failing test. */
async function run(options: Parameters<typeof runVs1>[0]): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const code = await runVs1({ folder, ...options }, new Progress((line) => lines.push(line)));
  return { code, said: lines.join('\n') };
}

describe.runIf(hasWorkload('osvs1', 'vs1r60_starter_3330.aws'))('OS/VS1 on the bare machine', () => {
  it('comes from its starter tape, and assembles with IFOX00, links and runs a job', async () => {
    const { code, said } = await run({});
    expect(code, said).toBe(0);
    const pack = createHash('sha256')
      .update(readFileSync(join(folder, 'restored.3330')))
      .digest('hex');
    expect(pack).toBe(RESTORED_BY_HERCULES);
    expect(printed()).toContain('EXEC PGM=IFOX00');
    expect(printed()).toContain('\nTHE SUM OF 1 TO 100 IS 05050');
    const console_ = readFileSync(join(folder, 'console.txt'), 'utf8');
    expect(console_).toMatch(/IEA101A SPECIFY SYSTEM AND\/OR SET PARAMETERS FOR RELEASE 06\.0E OS\/VS1/);
  });

  it('starts again from its pack, and tells of a job that ABENDs', async () => {
    const deck = join(folder, 'abend.deck');
    writeFileSync(
      deck,
      [
        '//BROKEN   JOB 1,PROOF,CLASS=A,MSGCLASS=A,MSGLEVEL=(1,1)',
        '//PROOF    EXEC ASMFCLG',
        '//ASM.SYSIN DD *',
        'PROOF    CSECT',
        "         DC    X'0000'",
        '         END   PROOF',
        '/*',
        '//',
        '',
      ].join('\n'),
    );
    const { code, said } = await run({ warm: true, deck });
    expect(said).toMatch(/WRONG: IEF450I BROKEN .*GO.* ABEND S0C1/);
    expect(code).toBe(1);
    expect(printed()).toContain('COMPLETION CODE - SYSTEM=0C1');
  });
});
