import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  startMachine,
  type MachineSettings,
  type OperatedMachine,
} from '../../scripts/workloads/emulator.js';
import { runIfox00 } from '../../scripts/workloads/ifox00-run.js';
import { Progress } from '../../scripts/workloads/progress.js';
import { SAMPLE_DECK } from '../../scripts/workloads/vs1-decks.js';
import { runVs1 } from '../../scripts/workloads/vs1-run.js';
import {
  PACK_FILE,
  checkSample,
  finishJob,
  printerText,
  startReaderAndWriter,
  startSystem,
  stopSystem,
  submitJob,
  vs1Configuration,
} from '../../scripts/workloads/vs1-system.js';
import { hasWorkload, VS1_RESTORED_BY_HERCULES, workload } from '../support/workloads.js';

let folder: string;
/** Machines of a test, which must not outlive it when it fails. */
let machines: OperatedMachine[] = [];
afterEach(async () => {
  await Promise.all(machines.map((machine) => machine.quit()));
  machines = [];
});

const printed = (): string => readFileSync(join(folder, 'job.txt'), 'latin1');

/** Lines of the run; for the message of a failing test. */
async function run(options: Parameters<typeof runVs1>[0]): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const code = await runVs1({ folder, ...options }, new Progress((line) => lines.push(line)));
  return { code, said: lines.join('\n') };
}

describe.runIf(hasWorkload('osvs1', 'vs1r60_starter_3330.aws'))('OS/VS1 on the bare machine', () => {
  /** The whole run, from the tape; the other tests go on with its pack. */
  let whole: { code: number; said: string };
  let output: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cp370-vs1-'));
    whole = await run({});
    output = printed();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('comes from its starter tape, and assembles with IFOX00, links and runs a job', () => {
    expect(whole.code, whole.said).toBe(0);
    const pack = createHash('sha256')
      .update(readFileSync(join(folder, 'restored.3330')))
      .digest('hex');
    expect(pack).toBe(VS1_RESTORED_BY_HERCULES);
    expect(output).toContain('EXEC PGM=IFOX00');
    expect(output).toContain('\nTHE SUM OF 1 TO 100 IS 05050');
  });

  it('starts again from its pack on a 370/145 of 512K, where it pages, and tells of a job that ABENDs', async () => {
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
    const { code, said } = await run({ warm: true, deck, model: '0145', storage: '512K' });
    expect(said).toMatch(/WRONG: IEF450I BROKEN .*GO.* ABEND S0C1/);
    expect(code).toBe(1);
    expect(printed()).toContain('COMPLETION CODE - SYSTEM=0C1');
  });

  it('assembles with IFOX00 what cp370 asm assembles, to the same object modules', async () => {
    const lines: string[] = [];
    const own = join(folder, 'ifox00');
    mkdirSync(own);
    const code = await runIfox00(
      { folder: own, pack: join(folder, PACK_FILE), sources: 'dmsfnc,dmscpf,dmsedi' },
      new Progress((line) => lines.push(line)),
    );
    expect(code, lines.join('\n')).toBe(0);
    expect(lines.at(-1)).toContain('3 object modules are the same, 0 differ');
  });

  it('goes on from a snapshot that was taken while it assembled', async () => {
    rmSync(join(folder, 'images'), { recursive: true, force: true });
    writeFileSync(join(folder, 'job.jcl'), `${SAMPLE_DECK}\n`);
    const tape = workload('osvs1', 'vs1r60_starter_3330.aws');
    const settings: MachineSettings = {
      emulator: 'cp370',
      folder,
      name: 'vs1.cnf',
      configuration: vs1Configuration('cp370', tape, { storage: '1' }),
    };
    const start = (more: Partial<MachineSettings> = {}): OperatedMachine => {
      const machine = startMachine({ ...settings, ...more });
      machines.push(machine);
      return machine;
    };
    const before = start();
    await startSystem(before, false);
    await startReaderAndWriter(before);
    const printed = printerText(folder).length;
    const job = await submitJob(before, 'job.jcl');
    before.operator.type('snapshot vs1.snapshot images');
    await before.operator.see(/^Snapshot vs1\.snapshot: /);
    await before.quit();

    const after = start({ snapshot: { file: 'vs1.snapshot', images: 'images' } });
    after.operator.type('start');
    const outcome = await finishJob(after, folder, printed, job);
    await stopSystem(after);
    expect(checkSample(outcome)).toEqual([]);
  });
});
