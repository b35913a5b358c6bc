/**
 * Five systems at once under one CP: our CMS and that of VM/370 Release 6 compute and write files, OS/VS1 runs a job, DDR
 * copies a minidisk again and again, and a program loops. SET FAVORED decides who gets how much of the CPU, which is
 * measured; other users work meanwhile; what each of the five made is checked.
 */

import { join } from 'node:path';
import { USER_PACK } from '../../src/generate/site-files.js';
import { CmsDisk, openDiskImage } from '../../src/media/index.js';
import { CmsUser, responseTimes, type Worker } from './cms-user.js';
import {
  COMPUTE_DECK,
  COMPUTE_JOB,
  COMPUTE_PROGRAM,
  COMPUTE_QUESTION,
  STOP_ADDRESS,
  checkComputeReport,
  computedRecord,
} from './compute.js';
import type { CpUser } from './cp-user.js';
import { cpuTimes, sharesBetween, type Share } from './cpu-shares.js';
import { DdrGuest } from './ddr-guest-system.js';
import { software, workFolder } from './folders.js';
import { HostedSystem, makeGuestSystem } from './hosted-system.js';
import type { Operator } from './operator.js';
import type { Progress } from './progress.js';
import { OURS_READY, R6_READY, forgetSystemDisk, formatR6Disks, releaseR6Disks } from './r6cms-setup.js';
import { R6_DISKS, R6_USER, addR6Disks, importR6Systems, r6Pack } from './r6cms-system.js';
import { punchToReader, textDeck } from './reader-file.js';
import { CP_READ } from './terminal-stream.js';
import { VS1_USER, Vs1Guest, vs1Site } from './vs1-guest-system.js';
import { makeRawPack, stopSystem } from './vs1-system.js';
import { startWorkers, workerEntries } from './worker-group.js';

export interface FiveOptions {
  /** Work folder. */
  readonly folder?: string;
  /** Length of each measurement in seconds of CPU time of this process: longer by the clock on a busy host. */
  readonly seconds?: number;
  /** Two measurements, small minidisks for DDR. */
  readonly brief?: boolean;
  /** Show all consoles. */
  readonly verbose?: boolean;
}

const PROGRAMMER = 'CMSUSER';
/** The user of our CMS who computes, and his disk, on cylinders of the user pack that no other has. */
const NEW_CMS = { userid: 'NEWCMS', password: 'NEWCMS', from: 60, cylinders: 10 } as const;
const LOOPER = { userid: 'LOOPER', password: 'LOOPER' } as const;
/** Counts in register 3: BALR 12,0; AR 3,4; BCR 15,12. */
const LOOP = { address: '1000', code: '05C01A34 07FC0000' } as const;

/** Who is favored with how many percent; one at a time can be. All of them want more than that. */
const FAVORED: readonly (readonly [userid: string, percent: number])[] = [
  [VS1_USER, 40],
  [R6_USER, 30],
  [LOOPER.userid, 10],
  [NEW_CMS.userid, 60],
];
/** Those who would use all of the CPU: what the favored one does not get they share alike. */
const GREEDY: readonly string[] = [VS1_USER, R6_USER, LOOPER.userid, NEW_CMS.userid];
/** Percentage points that a share may differ, and the shares of those who are not favored among themselves. */
const TOLERANCE = 5;
/** Seconds of a measurement, and before it after SET FAVORED, until the scheduler's average is that of the new share. */
const SECONDS = 20;
const SETTLING = 2;
/** Seconds between two copies of DDR. */
const THINKING = 1;
/** By the clock, a measurement takes at most so many times its length. */
const PATIENCE = 30;
const LONG = 120;

/** Runs the steps and says how they went; 0 when all came as it should, else 1. Throws when a step can't be done. */
export async function runFive(options: FiveOptions, progress: Progress): Promise<number> {
  const folder = workFolder('five', options.folder);
  const ddr = new DdrGuest(folder, options.brief === true ? 4 : 20);
  const tape = software('osvs1', 'vs1r60_starter_3330.aws');
  const path = await progress.step('system with CP and CMS', () => {
    const [vs1, dumper] = [vs1Site(tape, {}), ddr.site()];
    return makeGuestSystem(folder, {
      devices: [...vs1.devices, ...dumper.devices],
      users: [...vs1.users, ...dumper.users, ...ownUsers(), ...workerEntries()],
    });
  });
  await progress.step("packs of DDR and VS1, Release 6's saved systems and minidisks", () => {
    ddr.prepare();
    makeRawPack(folder);
    importR6Systems(path);
    addR6Disks(path);
  });
  const run = new FiveRun(new HostedSystem(path, progress.watch(options.verbose)), ddr, options, progress);
  try {
    await run.all();
  } finally {
    run.system.close(folder);
  }
  const faults = [
    ...run.faults,
    ...ddr.check([ddr.copy], (line) => progress.say(line)),
    ...checkFile('our CMS', join(path, USER_PACK.file), NEW_CMS.from, progress),
    ...checkFile("Release 6's CMS", r6Pack(path), R6_DISKS[191].first, progress),
  ];
  for (const fault of faults) progress.say(`WRONG: ${fault}`);
  progress.say(`consoles: ${join(folder, 'console.txt')}`);
  return faults.length === 0 ? 0 : 1;
}

function ownUsers(): string[] {
  const { userid, password, from, cylinders } = NEW_CMS;
  const place = [from, cylinders].map((number) => String(number).padStart(3, '0')).join(' ');
  return [
    `USER ${userid} ${password} 1M 16M G`,
    ' ACCOUNT 6 FIVE',
    ' IPL CMS',
    ' CONSOLE 009 3215',
    ' SPOOL 00C 2540 READER *',
    ' LINK MAINT 190 190 RR',
    ` MDISK 191 ${USER_PACK.model} ${place} ${USER_PACK.volser} MR`,
    `USER ${LOOPER.userid} ${LOOPER.password} 64K 64K G`,
    ' ACCOUNT 6 FIVE',
    ' CONSOLE 009 3215',
  ];
}

/** What is wrong with the file that a CMS wrote on the disk that begins at such a cylinder of a pack. */
function checkFile(who: string, pack: string, cylinder: number, progress: Progress): string[] {
  const image = openDiskImage(pack, { readOnly: true, lookOnly: true });
  try {
    const records = CmsDisk.find(image, cylinder)!.read('COMPUTED', 'DATA');
    const wrong = records.findIndex((record, at) => !Buffer.from(record).equals(computedRecord(at + 1)));
    if (records.length > 0 && wrong < 0) {
      progress.say(`${who}: all ${records.length} records of COMPUTED DATA are right, byte for byte`);
      return [];
    }
    return [
      records.length === 0
        ? `${who} wrote no record`
        : `${who}: record ${wrong + 1} of COMPUTED DATA is wrong`,
    ];
  } finally {
    image.close();
  }
}

class FiveRun {
  readonly faults: string[] = [];
  private operator!: Operator;
  private vs1!: Vs1Guest;
  private oldCms!: CpUser;
  private newCms!: CpUser;
  private looper!: Operator;
  private workers: readonly Worker[] = [];
  private copying = true;
  private copies = 0;
  /** Number of the question that VS1's job waits for an answer to. */
  private question = '';

  constructor(
    readonly system: HostedSystem,
    private readonly ddr: DdrGuest,
    private readonly options: FiveOptions,
    private readonly progress: Progress,
  ) {}

  async all(): Promise<void> {
    const { progress } = this;
    await progress.step("users log on, Release 6's CMS gets its disks", () => this.logons());
    await progress.step('VS1 from its tape, to ready', () => this.installVs1());
    this.workers = await startWorkers(this.system);
    await progress.step('all five begin', () => this.begin());
    const copying = this.copyOn();
    const windows = this.options.brief === true ? FAVORED.slice(0, 2) : FAVORED;
    for (const [userid, percent] of windows) {
      await progress.step(`SET FAVORED ${userid} ${percent}`, () => this.measure(userid, percent));
    }
    this.copying = false;
    await progress.step('DDR ends its copy', () => copying);
    this.progress.say(`DDR: ${this.copies} copies`);
    await progress.step('the others end', () => this.end());
    for (const worker of this.workers) await worker.stop();
    for (const line of responseTimes(this.workers)) progress.say(line);
  }

  private async logons(): Promise<void> {
    const { system } = this;
    this.operator = await system.logon('OPERATOR', 'OPERATOR');
    await forgetSystemDisk(system.sitDown('MAINT'));
    const decks = [textDeck('COMPUTE', COMPUTE_PROGRAM)];
    const ours = system.sitDown(PROGRAMMER);
    await formatR6Disks(ours);
    punchToReader(system.system, PROGRAMMER, decks);
    await ours.enter('READCARD *', OURS_READY);
    await ours.enter('COPYFILE COMPUTE TEXT A = = B', OURS_READY);
    await releaseR6Disks(ours);
    await ours.enter('#CP LOGOFF', /^LOGOFF AT/);

    this.oldCms = system.sitDown(R6_USER);
    await this.oldCms.logon(R6_USER, R6_USER, /^CMS VERSION 6\.0/);
    await this.oldCms.enter('', R6_READY);
    await this.oldCms.enter('LOAD COMPUTE', R6_READY);

    this.newCms = system.sitDown(NEW_CMS.userid);
    punchToReader(system.system, NEW_CMS.userid, decks);
    await this.newCms.logon(NEW_CMS.userid, NEW_CMS.password, /^CP370 CMS/);
    await this.newCms.enter('', OURS_READY);
    await this.newCms.enter('FORMAT 191 A', /DO YOU WISH TO CONTINUE/);
    await this.newCms.enter('YES', /ENTER DISK LABEL/);
    await this.newCms.enter('NEW191', OURS_READY);
    await this.newCms.enter('READCARD *', OURS_READY);
    await this.newCms.enter('LOAD COMPUTE', OURS_READY);

    this.looper = await system.logon(LOOPER.userid, LOOPER.password);
    await this.looper.see(CP_READ);
    await this.ddr.logon(system, (line) => this.operator.type(line));
  }

  private async installVs1(): Promise<void> {
    const { system } = this;
    const programmer = await CmsUser.logon(system, PROGRAMMER, PROGRAMMER);
    await programmer.readFile(system, `${COMPUTE_JOB} JCL`, COMPUTE_DECK);
    this.vs1 = await Vs1Guest.logon(system, programmer, (line) => this.operator.type(line));
    await this.vs1.standAlone('DASDI');
    await this.vs1.standAlone('RESTORE');
    await this.vs1.boot();
    await this.vs1.startReader();
  }

  /** Everybody starts what will not end by itself. */
  private async begin(): Promise<void> {
    await this.vs1.submit(COMPUTE_JOB);
    const [, question] = await this.vs1.console.operator.see(COMPUTE_QUESTION, LONG);
    this.question = question;
    for (const user of [this.oldCms, this.newCms]) {
      await user.enter('START', /^EXECUTION BEGINS/i);
    }
    const { looper } = this;
    looper.type(`#CP STORE G3 00000000 00000001`);
    await looper.see(/^STORE COMPLETE/);
    looper.type(`#CP STORE ${LOOP.address} ${LOOP.code}`);
    await looper.see(/^STORE COMPLETE/);
    looper.type(`#CP BEGIN ${LOOP.address}`);
  }

  private async copyOn(): Promise<void> {
    while (this.copying) {
      await this.ddr.copyDisk();
      this.copies++;
      // as a person would: one who enters lines without a pause is interactive all the time, and goes before all others
      await wait(THINKING);
    }
  }

  /** Favors a user, and compares what he got with what was asked for. */
  private async measure(userid: string, percent: number): Promise<void> {
    const { operator, progress } = this;
    operator.type(`#CP SET FAVORED ${userid} ${percent}`);
    await cpuSeconds(SETTLING);
    for (const worker of this.workers) worker.phase(`FAVORED ${userid} ${percent}`);
    const copies = this.copies;
    const before = this.times();
    const half = (this.options.seconds ?? SECONDS) / 2;
    await cpuSeconds(half);
    await this.everybodyAnswers();
    await cpuSeconds(half);
    const shares = sharesBetween(before, this.times());
    operator.type(`#CP SET FAVORED ${userid} OFF`);
    for (const worker of this.workers) {
      worker.check();
      if (worker.phases.at(-1)!.times.length === 0)
        this.faults.push(`a CMS user got no answer while ${userid} was favored`);
    }
    progress.say('  user      asked  virtual CPU  with CP (percent of the CPU time of all)');
    for (const share of shares) progress.say(row(share, share.userid === userid ? percent : undefined));
    progress.say(`  DDR ended ${this.copies - copies} copies meanwhile`);
    const got = shares.find((share) => share.userid === userid)!;
    for (const [what, value] of [
      ['virtual CPU time', got.virtual],
      ['CPU time', got.total],
    ] as const) {
      if (Math.abs(value - percent) > TOLERANCE)
        this.faults.push(`${userid} got ${value.toFixed(1)} % of the ${what}, not ${percent} %`);
    }
    const others = shares.filter((share) => share.userid !== userid && GREEDY.includes(share.userid));
    const spread = others[0].total - others.at(-1)!.total;
    if (spread > TOLERANCE)
      this.faults.push(`${userid} favored: the others differ by ${spread.toFixed(1)} percentage points`);
  }

  private times(): ReturnType<typeof cpuTimes> {
    return cpuTimes(this.system.system.cp.users());
  }

  /** Those whose virtual machines compute ask CP for the time, VS1's operator asks VS1. */
  private async everybodyAnswers(): Promise<void> {
    for (const operator of [this.oldCms.operator, this.newCms.operator, this.looper]) {
      operator.skip();
      operator.type('#CP QUERY TIME');
      await operator.see(/^CONNECT= .* VIRTCPU= /);
    }
    const { console } = this.vs1;
    console.operator.skip();
    console.type('D A');
    await console.operator.see(new RegExp(`${COMPUTE_JOB}`), LONG);
  }

  private async end(): Promise<void> {
    const { vs1, looper } = this;
    for (const user of [this.oldCms, this.newCms]) {
      await user.interrupt(`#CP STORE ${STOP_ADDRESS.toString(16)} 00000001`, /RECORDS COMPUTED/, LONG);
    }
    vs1.console.type(`R ${this.question},END`);
    const { output, trouble } = await vs1.finish(COMPUTE_JOB);
    if (trouble !== undefined) this.faults.push(trouble);
    const { faults, rounds } = checkComputeReport(output);
    this.faults.push(...faults);
    if (faults.length === 0) this.progress.say(`OS/VS1: the job's number ${rounds} is right`);
    await stopSystem(vs1.console);
    const counts = new Set<string>();
    for (let look = 0; look < 2; look++) {
      looper.type('#CP DISPLAY G3');
      counts.add((await looper.see(/^GPR +3 = +([0-9A-F]{8})/))[1]);
      await wait(0.1);
    }
    if (counts.size < 2) this.faults.push('the program that loops does not count');
    for (const operator of [this.oldCms.operator, this.newCms.operator, looper]) {
      operator.type('#CP LOGOFF');
      await operator.see(/^LOGOFF AT/);
    }
  }
}

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Waits until this process has had so much CPU time: on a busy host that is later, and no shorter measurement. */
async function cpuSeconds(seconds: number): Promise<void> {
  const begin = process.cpuUsage();
  const limit = performance.now() + seconds * PATIENCE * 1000;
  for (;;) {
    const { user, system } = process.cpuUsage(begin);
    if (user + system >= seconds * 1e6) return;
    if (performance.now() > limit) throw new Error('the host leaves next to no CPU time to this process');
    await wait(0.05);
  }
}

function row({ userid, virtual, total }: Share, asked: number | undefined): string {
  const want = asked === undefined ? '' : String(asked);
  return `  ${userid.padEnd(8)}${want.padStart(7)}${virtual.toFixed(1).padStart(13)}${total.toFixed(1).padStart(9)}`;
}
