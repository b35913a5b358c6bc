/**
 * OS/VS1 as a virtual machine, from its starter tape: installed there, used by a CMS user through the spool, crashed on
 * purpose and IPLed again, while other users work.
 */

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CmsUser, Worker, responseTimes, type Habit } from './cms-user.js';
import { software, workFolder } from './folders.js';
import { CP_READ, HostedSystem, VM_READ, makeGuestSystem, type GuestSite } from './hosted-system.js';
import type { Operator } from './operator.js';
import type { Progress } from './progress.js';
import {
  CONSOLE,
  DASDI_DECK,
  PRINTER,
  PUNCH,
  READER,
  RESTORE_DECK,
  SAMPLE_DECK,
  SAMPLE_JOB,
  STARTER_PACK,
  STARTER_VOLUME,
  TAPE,
} from './vs1-decks.js';
import {
  PACK_FILE,
  bootSystem,
  checkSample,
  defineInput,
  makeRawPack,
  standingReplies,
  startReaderAndWriter,
  stopSystem,
  type Vs1Console,
} from './vs1-system.js';

export interface Vs1GuestOptions {
  /** Work folder. */
  readonly folder?: string;
  /** Begin at the IPL, with the pack of a run before. */
  readonly warm?: boolean;
  /** Storage of the virtual machine: `4M`, `512K`. */
  readonly storage?: string;
  /** With `warm`: the pack is a full-pack minidisk instead of a dedicated disk. */
  readonly minidisk?: boolean;
  /** One job, and the end after the crash. */
  readonly brief?: boolean;
  /** Show all consoles. */
  readonly verbose?: boolean;
}

const USERID = 'VS1';
const PASSWORD = 'VS1PASS';
const PROGRAMMER = 'CMSUSER';
/** Seconds for anything that prints nothing meanwhile. */
const LONG = 300;
/** Where the stand-alone programs of the tape end. */
const PROGRAM_END = /CP ENTERED; DISABLED WAIT PSW '00060000 0000EEEE'/;

/** Machine and directory for OS/VS1. It reads no date past 1999: the real machine's clock runs 28 years late. */
export function vs1Site(tape: string, { storage = '4M', minidisk = false }: Vs1GuestOptions): GuestSite {
  return {
    devices: ['SYSEPOCH 1900 -28', `0${STARTER_PACK} 3330 ../${PACK_FILE}`, `0${TAPE} 3420 "${tape}" ro`],
    users: [
      `USER ${USERID} ${PASSWORD} ${storage} 16M G`,
      ' ACCOUNT 3 VS1',
      ' OPTION ECMODE REALTIMER BMX',
      ` CONSOLE ${CONSOLE} 3215`,
      ` SPOOL ${READER} 3505 *`,
      ` SPOOL ${PUNCH} 3525 A`,
      ` SPOOL ${PRINTER} 1403 A`,
      minidisk
        ? ` MDISK ${STARTER_PACK} 3330 000 404 ${STARTER_VOLUME} MW`
        : ` DEDICATE ${STARTER_PACK} ${STARTER_PACK}`,
      ...['WORKER1', 'WORKER2'].flatMap((userid) => [
        `USER ${userid} WORK 512K 1M G`,
        ' ACCOUNT 4 WORKERS',
        ' IPL CMS',
        ' CONSOLE 009 3215',
        ' SPOOL 00C 2540 READER *',
        ' SPOOL 00D 2540 PUNCH A',
        ' SPOOL 00E 1403 A',
        ' LINK MAINT 190 190 RR',
        ' LINK MAINT 19E 19E RR',
        ' LINK USER2 191 191 RR',
      ]),
    ],
  };
}

/** A program for one of the other users: assembled and run again and again. */
const WORK_SOURCE = [
  'WORK     CSECT',
  '         USING WORK,15',
  '         LA    5,100',
  '         SR    6,6',
  'ADD      AR    6,5',
  '         BCT   5,ADD',
  '         SH    6,EXPECTED',
  '         LR    15,6',
  '         BR    14',
  "EXPECTED DC    H'5050'",
  '         END   WORK',
].join('\n');

/** Copies the file and compares the two. */
const WRITE_EXEC = [
  '&CONTROL OFF',
  'COPYFILE WORK ASSEMBLE A COPY ASSEMBLE A (REPLACE',
  '&IF &RETCODE NE 0 &EXIT &RETCODE',
  'COMPARE WORK ASSEMBLE A COPY ASSEMBLE A',
  '&IF &RETCODE NE 0 &EXIT &RETCODE',
  '&TYPE COPIED',
].join('\n');

const READ_ONLY: readonly Habit[] = [
  { line: 'LISTFILE WORK * A (L', shows: /WORK +ASSEMBLE/ },
  { line: 'TYPE WORK ASSEMBLE', shows: /BCT +5,ADD/ },
  { line: 'QUERY DISK A', shows: /^A \(191\): \d+ FILES/ },
  { line: 'CP QUERY TIME', shows: /^TIME IS/ },
];

const WRITING: readonly Habit[] = [
  { line: 'ASSEMBLE WORK', shows: /NO STATEMENTS FLAGGED/ },
  { line: 'LOAD WORK (START', shows: /EXECUTION BEGINS/ },
  { line: 'EXEC WRITE', shows: /COPIED/ },
];

/** The console of the virtual machine, as the steps of OS/VS1 want it. */
function vs1Console(operator: Operator): Vs1Console {
  return {
    operator,
    reads: VM_READ,
    ipl: (unit) => operator.type(`#CP IPL ${unit}`),
    type: (line) => operator.type(line),
    answer: async (message, reply, within) => {
      await operator.see(message, within);
      await operator.see(VM_READ, within);
      operator.type(reply);
    },
    always: (message, reply) => operator.always(message, reply),
  };
}

/** Runs the steps and says how they went; 0 when all went well, else 1. Throws when a step can't be done. */
export async function runVs1Guest(options: Vs1GuestOptions, progress: Progress): Promise<number> {
  const folder = workFolder('vs1-guest', options.folder);
  const tape = software('osvs1', 'vs1r60_starter_3330.aws');
  const pack = join(folder, PACK_FILE);
  if (options.warm === true && !existsSync(pack))
    throw new Error(`--warm: ${pack} is not there; run once without --warm`);
  if (options.minidisk === true && options.warm !== true)
    throw new Error('--minidisk needs --warm: a raw pack has no label yet that CP could find it by');
  const path = await progress.step('system with CP and CMS', () =>
    makeGuestSystem(folder, vs1Site(tape, options)),
  );
  if (options.warm !== true) await progress.step(`raw 3330 pack ${PACK_FILE}`, () => makeRawPack(folder));
  const run = new Vs1GuestRun(folder, path, options, progress);
  try {
    return await run.all();
  } finally {
    run.close();
  }
}

class Vs1GuestRun {
  private readonly system: HostedSystem;
  private operator!: Operator;
  private programmer!: CmsUser;
  private vs1!: Vs1Console;
  private readonly workers: Worker[] = [];
  private readonly faults: string[] = [];
  private readonly consoleLines: string[] = [];

  constructor(
    private readonly folder: string,
    path: string,
    private readonly options: Vs1GuestOptions,
    private readonly progress: Progress,
  ) {
    for (const file of ['job.txt', 'console.txt']) rmSync(join(folder, file), { force: true });
    this.system = new HostedSystem(path, (line) => {
      this.consoleLines.push(line);
      if (options.verbose === true) progress.say(`| ${line}`);
    });
  }

  async all(): Promise<number> {
    const { options, progress } = this;
    await progress.step('users log on', () => this.logons());
    if (options.warm !== true) {
      await this.step('DASDI in the virtual machine', () => this.standAlone('DASDI'));
      await this.step('restore in the virtual machine', () => this.standAlone('RESTORE'));
    }
    standingReplies(this.vs1);
    await this.step('IPL of OS/VS1 to ready', () => bootSystem(this.vs1, true));
    await this.step('start of printer and reader', () => this.startReader());
    await this.step('job of a CMS user', () => this.job());
    if (options.brief !== true) await this.step('a second job', () => this.job());
    await this.step('crash in the middle of a job', () => this.crash());
    if (options.brief !== true) {
      await this.step('IPL after the crash', () => this.again());
      await this.step('a job after the crash', () => this.job());
      await this.step('halt', () => stopSystem(this.vs1));
    }
    await this.leave();
    for (const line of responseTimes(this.workers)) progress.say(line);
    for (const fault of this.faults) progress.say(`WRONG: ${fault}`);
    progress.say(`consoles: ${join(this.folder, 'console.txt')}, the job: ${join(this.folder, 'job.txt')}`);
    if (this.faults.length === 0)
      progress.say('OS/VS1 did the jobs of a CMS user, and nobody else noticed its crash.');
    return this.faults.length === 0 ? 0 : 1;
  }

  close(): void {
    writeFileSync(join(this.folder, 'console.txt'), this.consoleLines.map((line) => `${line}\n`).join(''));
    this.system.close();
  }

  /** A step that the workers' response times are told apart by. */
  private async step(name: string, action: () => Promise<void>): Promise<void> {
    for (const worker of this.workers) worker.phase(name);
    const before = process.cpuUsage();
    await this.progress.step(name, action);
    const { user, system } = process.cpuUsage(before);
    for (const worker of this.workers) worker.check();
    this.progress.say(`  CPU time of the whole process, all users: ${((user + system) / 1e6).toFixed(1)} s`);
  }

  /** The system's operator, the programmer with the decks, the others, and VS1's operator with the tape. */
  private async logons(): Promise<void> {
    const { system } = this;
    this.operator = await system.logon('OPERATOR', 'OPERATOR');
    this.programmer = await CmsUser.logon(system, PROGRAMMER, PROGRAMMER);
    await this.programmer.readFile(system, 'DASDI JCL', DASDI_DECK);
    await this.programmer.readFile(system, 'RESTORE JCL', RESTORE_DECK);
    await this.programmer.readFile(system, `${SAMPLE_JOB} JCL`, SAMPLE_DECK);
    await this.programmer.succeed('CP TERMINAL LINESIZE 130');
    await this.programmer.succeed(`CP SPOOL PUNCH TO ${USERID}`);
    const writer = await CmsUser.logon(system, 'USER2', 'USER2');
    await writer.readFile(system, 'WORK ASSEMBLE', WORK_SOURCE);
    await writer.readFile(system, 'WRITE EXEC', WRITE_EXEC);
    this.workers.push(new Worker(writer, WRITING));
    for (const userid of ['WORKER1', 'WORKER2']) {
      this.workers.push(new Worker(await CmsUser.logon(system, userid, 'WORK'), READ_ONLY));
    }
    const console = await system.logon(USERID, PASSWORD);
    console.alarm(/^IPL \w+ ERROR/, 'the virtual machine is not IPLed');
    this.vs1 = vs1Console(console);
    await console.see(CP_READ);
    this.operator.type(`#CP ATTACH ${TAPE} TO ${USERID} AS ${TAPE}`);
    await console.see(new RegExp(`TAPE ${TAPE} ATTACHED`));
    // the response times of users who have the machine for themselves
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }

  /** IPLs the program that comes next on the tape; its control cards are in the reader. */
  private async standAlone(name: string): Promise<void> {
    await this.programmer.succeed(`PUNCH ${name} JCL (NOHEADER`);
    this.vs1.ipl(TAPE);
    await defineInput(this.vs1);
    await this.vs1.operator.see(PROGRAM_END, LONG);
    await this.output('END OF JOB', name);
    // the program does not read to the end of its deck
    this.vs1.operator.type(`#CP CLOSE ${READER} PURGE`);
    await this.vs1.operator.see(CP_READ);
  }

  /** Lets the programmer have what the printer has printed, and answers it. */
  private async output(expected: string, name: string): Promise<string> {
    const { programmer, vs1 } = this;
    vs1.operator.type(`#CP SPOOL ${PRINTER} TO ${PROGRAMMER}`);
    programmer.operator.skip();
    vs1.operator.type(`#CP CLOSE ${PRINTER}`);
    await programmer.operator.see(/^PRT FILE \d+ FROM VS1/);
    await programmer.succeed(`READCARD ${name} OUTPUT`);
    const { lines } = await programmer.succeed(`TYPE ${name} OUTPUT`);
    await programmer.succeed(`ERASE ${name} OUTPUT`);
    const text = lines.join('\n');
    if (!text.includes(expected)) throw new Error(`${name}: no ${expected} in what was printed:\n${text}`);
    return text;
  }

  private async startReader(): Promise<void> {
    await startReaderAndWriter(this.vs1);
    this.vs1.type(`SF ,${READER}`);
    // nothing in the reader yet
    await this.vs1.operator.see(new RegExp(`IEA000A +${READER},INT REQ|IEF039I ${READER} RDR WAITING`), LONG);
  }

  /** The programmer submits the job; the virtual machine's reader wakes up; its output comes back to the programmer. */
  private async job(): Promise<void> {
    const { operator } = this.vs1;
    await this.programmer.succeed(`PUNCH ${SAMPLE_JOB} JCL (NOHEADER`);
    await operator.see(new RegExp(` IEF403I ${SAMPLE_JOB} +STARTED`), LONG);
    const [line] = await operator.see(
      new RegExp(` IEF404I ${SAMPLE_JOB} +ENDED| IEF450I ${SAMPLE_JOB}.*`),
      LONG,
    );
    await operator.see(new RegExp(`IEF868I ${PRINTER} WTR WAITING`), LONG);
    const output = await this.output('IEF142I', SAMPLE_JOB);
    writeFileSync(join(this.folder, 'job.txt'), output, 'latin1');
    const trouble = line.includes('IEF450I') ? line.trim() : undefined;
    this.faults.push(...checkSample({ output, trouble }));
  }

  /** VS1's operator destroys its new PSWs while a job runs, lets it run wild, then leads it into a disabled wait. */
  private async crash(): Promise<void> {
    const { operator } = this.vs1;
    await this.programmer.succeed(`PUNCH ${SAMPLE_JOB} JCL (NOHEADER`);
    await operator.see(new RegExp(` IEF403I ${SAMPLE_JOB} +STARTED`), LONG);
    for (const place of ['58', '68']) operator.type(`#CP STORE ${place} 00000000 00000000 00000000 00000000`);
    operator.type('#CP STORE 78 00000000 00000000');
    for (let stores = 0; stores < 3; stores++) await operator.see(/^STORE COMPLETE/);
    await this.othersWork('VS1 runs wild');
    operator.type('#CP QUERY TIME');
    await operator.see(/^TIME IS /);
    for (const place of ['58', '60', '68', '78']) operator.type(`#CP STORE ${place} 000A0000 0000DEAD`);
    await operator.see(/CP ENTERED; DISABLED WAIT PSW '000A0000 0000DEAD'/, LONG);
    await this.othersWork('VS1 is dead');
  }

  /** Lets some time pass in which everybody else has to get answers. */
  private async othersWork(while_: string): Promise<void> {
    const answered = (): number[] => this.workers.map(({ phases }) => phases.at(-1)!.times.length);
    for (const worker of this.workers) worker.phase(`  ${while_}`);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    if (answered().includes(0)) this.faults.push(`a user got no answer while ${while_}`);
  }

  /** IPL as after a power failure: the job queue is formatted. */
  private async again(): Promise<void> {
    this.vs1.operator.type(`#CP CLOSE ${READER} PURGE`);
    this.vs1.operator.type(`#CP CLOSE ${PRINTER} PURGE`);
    await bootSystem(this.vs1, true);
    await this.startReader();
  }

  private async leave(): Promise<void> {
    for (const worker of this.workers) await worker.stop();
    this.vs1.operator.type('#CP LOGOFF');
    const [times] = await this.vs1.operator.see(/^CONNECT= .*/);
    this.progress.say(`VS1 at LOGOFF: ${times}`);
  }
}
