/** OS/VS1 Release 6 from its starter tape, step by step, on a machine that an operator drives. */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CkdImage } from '../../src/media/index.js';
import { diskModel } from '../../src/s370/index.js';
import type { EmulatorName, OperatedMachine } from './emulator.js';
import { OperatorError } from './operator.js';
import {
  CONSOLE,
  DASDI_DECK,
  PRINTER,
  PUNCH,
  READER,
  RESTORE_DECK,
  SAMPLE_RESULT,
  STARTER_PACK,
  STARTER_VOLUME,
  TAPE,
} from './vs1-decks.js';

/** Files in the work folder. */
export const PACK_FILE = 'dliba1.3330';
export const PRINTER_FILE = 'printer.txt';
export const PUNCH_FILE = 'punch.deck';
export const CONFIGURATION_FILE = 'vs1.cnf';
const DASDI_FILE = 'dasdi.jcl';
const RESTORE_FILE = 'restore.jcl';

/** A 3330 with its alternate cylinders, which IBCDASDI reads: 404 and 7. */
const CYLINDERS_WITH_ALTERNATES = 411;
/** Seconds for anything that prints nothing meanwhile. */
const LONG = 120;

/** The processor to run on, in the words of the configuration. */
export interface Vs1Processor {
  /** CPUMODEL. */
  readonly model?: string;
  /** MAINSIZE: megabytes, or kilobytes with a K. VS1 pages when it is little; 512K is enough. */
  readonly storage?: string;
}

/** The operator's console of OS/VS1, wherever that runs. */
export type Vs1Console = Pick<OperatedMachine, 'operator' | 'reads' | 'ipl' | 'type' | 'answer' | 'always'>;

/** The machine, with the units of the starter system. VS1 reads no year past 1999, so its clock runs 28 years late. */
export function vs1Configuration(emulator: EmulatorName, tape: string, processor: Vs1Processor): string[] {
  return [
    '# OS/VS1 Release 6 starter system',
    'CPUSERIAL 060305',
    `CPUMODEL ${processor.model ?? '0158'}`,
    'NUMCPU 1',
    `MAINSIZE ${processor.storage ?? '8'}`,
    'ARCHMODE S/370',
    'SYSEPOCH 1900 -28',
    `0${READER} 3505 ${DASDI_FILE} ascii eof`,
    `0${PUNCH} 3525 ${PUNCH_FILE}`,
    `0${PRINTER} 1403 ${PRINTER_FILE}`,
    `0${CONSOLE} 3215-C /`,
    `0${TAPE} 3420 "${tape}"${emulator === 'hercules' ? '' : ' ro'}`,
    `0${STARTER_PACK} 3330 ${PACK_FILE}`,
  ];
}

/** Writes the control cards; the first deck is in the reader of a machine that starts. */
export function prepareCards(folder: string): void {
  writeFileSync(join(folder, DASDI_FILE), `${DASDI_DECK}\n`);
  writeFileSync(join(folder, RESTORE_FILE), `${RESTORE_DECK}\n`);
}

/** Makes all that a run from the tape begins with. */
export function prepareFolder(folder: string): void {
  prepareCards(folder);
  makeRawPack(folder);
}

/** Makes the raw pack that IBCDASDI is to initialize; one that is there is replaced. */
export function makeRawPack(folder: string): void {
  const pack = join(folder, PACK_FILE);
  rmSync(pack, { force: true });
  CkdImage.create(pack, diskModel('3330')!, { cylinders: CYLINDERS_WITH_ALTERNATES }).close();
}

/** Presses REQUEST until a stand-alone program, which says nothing before, asks for its input device; names the reader. */
export async function defineInput(machine: Vs1Console): Promise<void> {
  const tries = 10;
  for (let attempt = 1; ; attempt++) {
    machine.type('');
    try {
      await machine.operator.see(/IBC105A +DEFINE INPUT DEVICE/, 10);
      break;
    } catch (error) {
      if (attempt === tries || !(error instanceof OperatorError && error.kind === 'timeout')) throw error;
    }
  }
  await machine.operator.see(machine.reads, LONG);
  machine.type(`INPUT=3505,${READER}`);
}

/** Runs a stand-alone program of the tape until it says on the printer how it ended. Throws when that is not well. */
async function standAlone(machine: OperatedMachine, folder: string, deck: string): Promise<void> {
  const printed = printerText(folder).length;
  machine.readCards(READER, deck);
  machine.ipl(TAPE);
  await defineInput(machine);
  const deadline = Date.now() + LONG * 1000;
  for (;;) {
    const text = printerText(folder).slice(printed);
    if (text.includes('IBC163A  END OF JOB.')) return;
    const trouble = /^.*(?:TERMINATED|IBC\d{3}W|ERROR).*$/m.exec(text);
    if (trouble !== null)
      throw new Error(`${deck}: ${trouble[0].trim()} (printer: ${join(folder, PRINTER_FILE)})`);
    if (Date.now() > deadline) throw new Error(`${deck}: no end within ${LONG} seconds`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Step 1, DASDI: IPL of the tape loads IBCDASDI, which labels the pack and makes its VTOC. */
export async function initializePack(machine: OperatedMachine, folder: string): Promise<void> {
  await standAlone(machine, folder, DASDI_FILE);
}

/** Step 2, restore: the next IPL of the tape, which stands behind IBCDASDI now, loads IBCDMPRS. */
export async function restorePack(machine: OperatedMachine, folder: string): Promise<void> {
  await standAlone(machine, folder, RESTORE_FILE);
}

/** Answers what OS/VS1 asks about its data sets at each IPL; for the rest of the run. */
export function standingReplies(machine: Vs1Console): void {
  machine.always(/^\*(\d\d) IEC107D /, (found) => `R ${found[1]},U`);
  machine.always(/^\*(\d\d) IEF068A /, (found) => `R ${found[1]},FORMATV`);
  machine.operator.alarm(/IPL failed|IEE058A SET PARAMETER MISSING/, 'the system does not start');
}

/** Step 3, IPL: to the message that the partition waits for work. `cold` formats the spool and the work data sets. */
export async function startSystem(machine: OperatedMachine, cold: boolean): Promise<void> {
  standingReplies(machine);
  await bootSystem(machine, cold);
}

/** As `startSystem`, with an operator who has the standing replies already. */
export async function bootSystem(machine: Vs1Console, cold: boolean): Promise<void> {
  const { operator } = machine;
  machine.ipl(STARTER_PACK);
  await machine.answer(/IEA760A SPECIFY VIRTUAL STORAGE SIZE/, '', LONG);
  // Not before: the program that ran until the IPL may be reported late.
  operator.alarm(/Disabled wait state/, 'the system is in a disabled wait');
  const job = cold ? ',Q=(,F)' : '';
  await machine.answer(
    /IEA101A SPECIFY SYSTEM/,
    `R 00,'AUTO=STARTER,PAGE=(V=${STARTER_VOLUME},BLK=4096)${job}'`,
    LONG,
  );
  await machine.answer(/IEA135A SPECIFY SYS1\.DUMP/, '', LONG);
  await operator.see(/IEE048I INITIALIZATION COMPLETED/, LONG);
  await operator.see(/IEF005I PARTITION WAITING FOR WORK +P00/, LONG);
}

/** Starts the printer and the reader; work data sets go to disk, not to the tape drive. */
export async function startReaderAndWriter(machine: Vs1Console): Promise<void> {
  const { operator } = machine;
  machine.type(`V ${TAPE},OFFLINE`);
  await operator.see(new RegExp(`IEE067I ${TAPE} `));
  machine.type(`SF ,${PRINTER}`);
  await operator.see(new RegExp(`IEF868I ${PRINTER} WTR WAITING`));
}

/** Starts the punch too, for jobs that punch decks. */
export async function startPunch(machine: OperatedMachine): Promise<void> {
  machine.type(`SF ,${PUNCH}`);
  await machine.operator.see(new RegExp(`IEF868I ${PUNCH} WTR WAITING`));
}

/** How a job ended. */
export interface JobOutcome {
  /** What the job printed. */
  readonly output: string;
  /** The console's line for a job that ABENDed or never ran. */
  readonly trouble: string | undefined;
}

/** Step 4: reads a deck, waits until the job ended and the writer has printed its output. */
export async function runJob(machine: OperatedMachine, folder: string, deck: string): Promise<JobOutcome> {
  const printed = printerText(folder).length;
  const trouble = await submitJob(machine, deck);
  return finishJob(machine, folder, printed, trouble);
}

/** A job that has started, or the console's line that says why it will not run. */
type Submitted = { readonly name: string } | { readonly refused: string };

/** Reads a deck, until its job starts. */
export async function submitJob(machine: OperatedMachine, deck: string): Promise<Submitted> {
  machine.readCards(READER, deck);
  machine.type(`SF ,${READER}`);
  const found = await machine.operator.see(/ IEF403I (\w+) +STARTED| IEF45[2-9]I .*/, LONG);
  return found[1] === undefined ? { refused: found[0].trim() } : { name: found[1] };
}

/** Waits for the end of a job and of its printing; `printed` is how much the printer had printed before it. */
export async function finishJob(
  machine: OperatedMachine,
  folder: string,
  printed: number,
  job: Submitted,
): Promise<JobOutcome> {
  const { operator } = machine;
  let trouble = 'refused' in job ? job.refused : undefined;
  if ('name' in job) {
    const [line] = await operator.see(new RegExp(` IEF404I ${job.name} +ENDED| IEF450I ${job.name}.*`), LONG);
    if (line.includes('IEF450I')) trouble = line.trim();
  }
  await operator.see(new RegExp(`IEF049I \\w+ +ON DEVICE ${PRINTER}`), LONG);
  await operator.see(new RegExp(`IEF868I ${PRINTER} WTR WAITING`), LONG);
  return { output: printerText(folder).slice(printed), trouble };
}

/**
 * Ends the writers (the printer's, and `others`), reader and initiator, and halts, so that the pack can be IPLed again
 * without formatting. A writer prints first what it has begun.
 */
export async function stopSystem(machine: Vs1Console, others: readonly string[] = []): Promise<void> {
  const { operator } = machine;
  for (const writer of [PRINTER, ...others]) {
    machine.type(`P ${writer}`);
    await operator.see(new RegExp(`IEF301I ${writer} WTR CLOSED`), LONG);
  }
  machine.type(`P ${READER}`);
  await operator.see(new RegExp(`IEF161I ${READER} READER CLOSED`));
  machine.type('P P0');
  await operator.see(/IEF404I INITSWA +ENDED/);
  machine.type('Z EOD');
  await operator.see(/IEE334I HALT +EOD SUCCESSFUL/);
}

/** What the printer has printed so far. */
export function printerText(folder: string): string {
  const path = join(folder, PRINTER_FILE);
  return existsSync(path) ? readFileSync(path, 'latin1') : '';
}

/** What is wrong with the output of the sample job; nothing when all three steps did what they should. */
export function checkSample({ output, trouble }: JobOutcome): string[] {
  const faults = trouble === undefined ? [] : [trouble];
  const codes = [...output.matchAll(/IEF142I - STEP WAS EXECUTED - COND CODE (\d{4})/g)].map(
    (found) => found[1],
  );
  if (codes.join() !== '0000,0000,0000')
    faults.push(`condition codes of the steps: ${codes.join() || 'none'}`);
  if (!/ASSEMBLER DIAGNOSTICS AND STATISTICS/.test(output)) faults.push('no listing of the assembler IFOX00');
  if (!/NO STATEMENTS FLAGGED IN THIS ASSEMBLY/.test(output)) faults.push('the assembler flagged statements');
  if (!/LINKAGE EDITOR OPTIONS SPECIFIED/.test(output)) faults.push('no map of the linkage editor');
  if (!SAMPLE_RESULT.test(output)) faults.push('the program did not print its line');
  return faults;
}
