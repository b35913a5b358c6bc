/** VM/370's stand-alone DASD dump/restore program copies a pack, dumps it to tape and restores it from there. */

import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsTape, CkdImage } from '../../src/media/index.js';
import { startMachine, type EmulatorName, type OperatedMachine } from './emulator.js';
import { software, workFolder, workloadFolder } from './folders.js';
import { comparePacks, makeEmptyLike, makeTestPack } from './packs.js';
import type { Progress } from './progress.js';

export interface DdrOptions {
  /** Work folder. */
  readonly folder?: string;
  /** A pack to copy: a CKD image, uncompressed. By default the OS/VS1 starter pack when it is there, else one made here. */
  readonly pack?: string;
  /** On Hercules instead of cp370. */
  readonly hercules?: boolean;
  /** Show the console. */
  readonly verbose?: boolean;
}

const SOURCE_FILE = 'source.ckd';
const COPY_FILE = 'copy.ckd';
const RESTORED_FILE = 'restored.ckd';
const REEL_FILE = 'dump.aws';
const VOLUME = 'SRC001';
/** Seconds for a whole pack. */
const LONG = 600;

/** Puts the source pack into the folder and says which. */
function preparePack(folder: string, wanted: string | undefined): string {
  const starter = join(workloadFolder(), 'work', 'vs1', 'restored.3330');
  const from = wanted ?? (existsSync(starter) ? starter : undefined);
  for (const file of [SOURCE_FILE, COPY_FILE, RESTORED_FILE, REEL_FILE])
    rmSync(join(folder, file), { force: true });
  if (from === undefined) makeTestPack(join(folder, SOURCE_FILE), VOLUME);
  else copyFileSync(from, join(folder, SOURCE_FILE));
  makeEmptyLike(join(folder, COPY_FILE), join(folder, SOURCE_FILE));
  makeEmptyLike(join(folder, RESTORED_FILE), join(folder, SOURCE_FILE));
  AwsTape.create(join(folder, REEL_FILE)).close();
  return from ?? `a 3330 made of records of all shapes`;
}

/** Type of a pack in the words of configurations and of DDR: `3330`. */
function packType(path: string): string {
  const image = CkdImage.open(path, { readOnly: true });
  const type = image.geometry.deviceType.toString(16);
  image.close();
  return type;
}

/** What the program's operator needs. */
export type DdrConsole = Pick<OperatedMachine, 'operator' | 'reads' | 'ipl' | 'type'> & {
  mountTape(unit: string, file: string): void | Promise<void>;
};

/** IPLs the program and gives it control statements, until it says what ends the job. Its questions are answered YES. */
export async function ddr(
  machine: DdrConsole,
  program: string,
  statements: string[],
  end: RegExp,
): Promise<void> {
  const { operator } = machine;
  await machine.mountTape('580', program);
  machine.ipl('580');
  const lines = [...statements, ''];
  let asked = false;
  let ended = false;
  for (;;) {
    const { input: text } = await operator.see(
      new RegExp(`RESPOND YES|${machine.reads.source}|DMKDDR7\\d\\d[AE] .*|IPL failed.*|END OF .*`),
      LONG,
    );
    if (/DMKDDR7\d\d[AE]|IPL failed/.test(text)) throw new Error(`DDR: ${text.trim()}`);
    if (text.startsWith('END OF JOB')) break;
    ended ||= end.test(text);
    asked ||= text.includes('RESPOND YES');
    if (machine.reads.test(text)) {
      machine.type(asked ? 'YES' : (lines.shift() ?? ''));
      asked = false;
    }
  }
  if (!ended) throw new Error(`DDR did not say ${end.source}`);
}

/** Runs the steps and says how they went; 0 when all packs are alike, else 1. Throws when a step can't be done. */
export async function runDdr(options: DdrOptions, progress: Progress): Promise<number> {
  const emulator: EmulatorName = options.hercules === true ? 'hercules' : 'cp370';
  const folder = workFolder(emulator === 'hercules' ? 'ddr-hercules' : 'ddr', options.folder);
  const program = software('dmkddr.aws');
  const from = await progress.step('packs and tape', () => preparePack(folder, options.pack));
  progress.say(`source: ${from}`);
  const type = packType(join(folder, SOURCE_FILE));
  const quiet = emulator === 'hercules' ? '' : ' ro';
  const machine = startMachine({
    emulator,
    folder,
    name: 'ddr.cnf',
    configuration: [
      "# VM/370's stand-alone DASD dump/restore program",
      'CPUMODEL 0145',
      'NUMCPU 1',
      'MAINSIZE 2',
      'ARCHMODE S/370',
      '001F 3215-C /',
      `0150 ${type} ${SOURCE_FILE}${quiet}`,
      `0151 ${type} ${COPY_FILE}`,
      `0152 ${type} ${RESTORED_FILE}`,
      `0181 3420 ${REEL_FILE}`,
      `0580 3420 "${program}"${quiet}`,
    ],
    watch: options.verbose === true ? (line) => progress.say(`| ${line}`) : undefined,
  });
  const source = `INPUT 150 ${type}`;
  try {
    await progress.step('COPY pack to pack', () =>
      ddr(machine, program, [source, `OUTPUT 151 ${type} SCRATCH`, 'COPY ALL'], /END OF COPY/),
    );
    await progress.step('DUMP pack to tape', () =>
      ddr(machine, program, [source, 'OUTPUT 181 3420 (REWIND', 'DUMP ALL'], /END OF DUMP/),
    );
    await progress.step('RESTORE tape to pack', () =>
      ddr(
        machine,
        program,
        ['INPUT 181 3420 (REWIND', `OUTPUT 152 ${type} SCRATCH`, 'RESTORE ALL'],
        /END OF RESTORE/,
      ),
    );
  } finally {
    await machine.quit();
    writeFileSync(
      join(folder, 'console.txt'),
      machine.operator.transcript.map((line) => `${line}\n`).join(''),
    );
  }
  let code = 0;
  for (const file of [COPY_FILE, RESTORED_FILE]) {
    const { tracks, different } = comparePacks(join(folder, SOURCE_FILE), join(folder, file));
    if (different.length === 0) progress.say(`${file}: all ${tracks} tracks are as on the source`);
    else {
      code = 1;
      progress.say(
        `WRONG: ${file}: ${different.length} of ${tracks} tracks differ, the first ${different[0]}`,
      );
    }
  }
  return code;
}
