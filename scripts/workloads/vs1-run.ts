/** A whole run of OS/VS1, from the tape to the printed output of a job. */

import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMachine, type EmulatorName } from './emulator.js';
import { software, workFolder } from './folders.js';
import type { Progress } from './progress.js';
import { SAMPLE_DECK } from './vs1-decks.js';
import {
  CONFIGURATION_FILE,
  PACK_FILE,
  PRINTER_FILE,
  PUNCH_FILE,
  checkSample,
  initializePack,
  makeRawPack,
  prepareCards,
  restorePack,
  runJob,
  startReaderAndWriter,
  startSystem,
  stopSystem,
  vs1Configuration,
  type Vs1Processor,
} from './vs1-system.js';

export interface Vs1Options extends Vs1Processor {
  /** Work folder. */
  readonly folder?: string;
  /** On Hercules instead of cp370. */
  readonly hercules?: boolean;
  /** Begin at the IPL, with the pack that is there. */
  readonly warm?: boolean;
  /** A deck with one job, instead of the sample. */
  readonly deck?: string;
  /** Show the console. */
  readonly verbose?: boolean;
}

/** Runs the steps and says how they went; 0 when all went well, else 1. Throws when a step can't be done. */
export async function runVs1(options: Vs1Options, progress: Progress): Promise<number> {
  const emulator: EmulatorName = options.hercules === true ? 'hercules' : 'cp370';
  const folder = workFolder(emulator === 'hercules' ? 'vs1-hercules' : 'vs1', options.folder);
  const tape = software('osvs1', 'vs1r60_starter_3330.aws');
  const job = 'job.jcl';
  if (options.warm === true && !existsSync(join(folder, PACK_FILE)))
    throw new Error(`--warm: ${join(folder, PACK_FILE)} is not there; run once without --warm`);
  if (options.deck === undefined) writeFileSync(join(folder, job), `${SAMPLE_DECK}\n`);
  else copyFileSync(options.deck, join(folder, job));
  for (const file of [PRINTER_FILE, PUNCH_FILE]) rmSync(join(folder, file), { force: true });
  prepareCards(folder);
  if (options.warm !== true) await progress.step(`raw 3330 pack ${PACK_FILE}`, () => makeRawPack(folder));

  const machine = startMachine({
    emulator,
    folder,
    name: CONFIGURATION_FILE,
    configuration: vs1Configuration(emulator, tape, options),
    watch: options.verbose === true ? (line) => progress.say(`| ${line}`) : undefined,
  });
  try {
    if (options.warm !== true) {
      await progress.step('DASDI', () => initializePack(machine, folder));
      await progress.step('restore', () => restorePack(machine, folder));
      copyFileSync(join(folder, PACK_FILE), join(folder, 'restored.3330'));
    }
    await progress.step('IPL of OS/VS1 to ready', () => startSystem(machine, options.warm !== true));
    await progress.step('start of printer', () => startReaderAndWriter(machine));
    const outcome = await progress.step(options.deck ?? 'job: assemble, link, run', () =>
      runJob(machine, folder, job),
    );
    writeFileSync(join(folder, 'job.txt'), outcome.output, 'latin1');
    await progress.step('halt', () => stopSystem(machine));
    const faults =
      options.deck === undefined ? checkSample(outcome) : outcome.trouble ? [outcome.trouble] : [];
    for (const fault of faults) progress.say(`WRONG: ${fault}`);
    progress.say(`printer: ${join(folder, PRINTER_FILE)}, this job: ${join(folder, 'job.txt')}`);
    if (faults.length === 0) progress.say('OS/VS1 ran the job as it should.');
    return faults.length === 0 ? 0 : 1;
  } finally {
    await machine.quit();
    writeFileSync(
      join(folder, 'console.txt'),
      machine.operator.transcript.map((line) => `${line}\n`).join(''),
    );
  }
}
