/**
 * OS/VS1 as a virtual machine, from its starter tape: installed there, used by a CMS user through the spool, crashed on
 * purpose and IPLed again, while other users work.
 */

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CmsUser, responseTimes, type Worker } from './cms-user.js';
import { software, workFolder } from './folders.js';
import { HostedSystem, makeGuestSystem } from './hosted-system.js';
import type { Progress } from './progress.js';
import { SAMPLE_DECK, SAMPLE_JOB } from './vs1-decks.js';
import { Vs1Guest, vs1Site, type Vs1GuestStorage } from './vs1-guest-system.js';
import { PACK_FILE, checkSample, makeRawPack, stopSystem } from './vs1-system.js';
import { allAnswered, startWorkers, workerEntries } from './worker-group.js';

export interface Vs1GuestOptions extends Vs1GuestStorage {
  /** Work folder. */
  readonly folder?: string;
  /** Begin at the IPL, with the pack of a run before; without it the pack is no minidisk. */
  readonly warm?: boolean;
  /** One job, and the end after the crash. */
  readonly brief?: boolean;
  /** Show all consoles. */
  readonly verbose?: boolean;
}

const PROGRAMMER = 'CMSUSER';
/** Seconds until a virtual machine that runs wild has to be stopped. */
const LONG = 300;
/** Seconds in which the others have to get answers. */
const WATCHED = 4;

/** Runs the steps and says how they went; 0 when all went well, else 1. Throws when a step can't be done. */
export async function runVs1Guest(options: Vs1GuestOptions, progress: Progress): Promise<number> {
  const folder = workFolder('vs1-guest', options.folder);
  const tape = software('osvs1', 'vs1r60_starter_3330.aws');
  const pack = join(folder, PACK_FILE);
  if (options.warm === true && !existsSync(pack))
    throw new Error(`--warm: ${pack} is not there; run once without --warm`);
  if (options.minidisk === true && options.warm !== true)
    throw new Error('--minidisk needs --warm: a raw pack has no label yet that CP could find it by');
  const site = vs1Site(tape, options);
  const path = await progress.step('system with CP and CMS', () =>
    makeGuestSystem(folder, { devices: site.devices, users: [...site.users, ...workerEntries()] }),
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
  private vs1!: Vs1Guest;
  private workers: readonly Worker[] = [];
  private readonly faults: string[] = [];

  constructor(
    private readonly folder: string,
    path: string,
    private readonly options: Vs1GuestOptions,
    private readonly progress: Progress,
  ) {
    for (const file of ['job.txt', 'console.txt']) rmSync(join(folder, file), { force: true });
    this.system = new HostedSystem(path, progress.watch(options.verbose));
  }

  async all(): Promise<number> {
    const { options, progress } = this;
    await progress.step('users log on', () => this.logons());
    const { vs1 } = this;
    if (options.warm !== true) {
      await this.step('DASDI in the virtual machine', () => vs1.standAlone('DASDI'));
      await this.step('restore in the virtual machine', () => vs1.standAlone('RESTORE'));
    }
    await this.step('IPL of OS/VS1 to ready', () => vs1.boot());
    await this.step('start of printer and reader', () => vs1.startReader());
    await this.step('job of a CMS user', () => this.job());
    if (options.brief !== true) await this.step('a second job', () => this.job());
    await this.step('crash in the middle of a job', () => this.crash());
    if (options.brief !== true) {
      await this.step('IPL after the crash', () => this.again());
      await this.step('a job after the crash', () => this.job());
      await this.step('halt', () => stopSystem(vs1.console));
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
    this.system.close(this.folder);
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
    const operator = await system.logon('OPERATOR', 'OPERATOR');
    const programmer = await CmsUser.logon(system, PROGRAMMER, PROGRAMMER);
    await programmer.readFile(system, `${SAMPLE_JOB} JCL`, SAMPLE_DECK);
    this.workers = await startWorkers(system);
    this.vs1 = await Vs1Guest.logon(system, programmer, (line) => operator.type(line));
    // the response times of users who have the machine for themselves
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }

  /** The sample job, from the programmer's punch to his reader. */
  private async job(): Promise<void> {
    await this.vs1.submit(SAMPLE_JOB);
    const outcome = await this.vs1.finish(SAMPLE_JOB);
    writeFileSync(join(this.folder, 'job.txt'), outcome.output, 'latin1');
    this.faults.push(...checkSample(outcome));
  }

  /** VS1's operator destroys its new PSWs while a job runs, lets it run wild, then leads it into a disabled wait. */
  private async crash(): Promise<void> {
    const { operator } = this.vs1.console;
    await this.vs1.submit(SAMPLE_JOB);
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

  private async othersWork(meanwhile: string): Promise<void> {
    this.faults.push(...(await allAnswered(this.workers, meanwhile, WATCHED)));
  }

  /** IPL as after a power failure: the job queue is formatted. */
  private async again(): Promise<void> {
    this.vs1.purge();
    await this.vs1.boot(true);
    await this.vs1.startReader();
  }

  private async leave(): Promise<void> {
    for (const worker of this.workers) await worker.stop();
    const { operator } = this.vs1.console;
    operator.type('#CP LOGOFF');
    const [times] = await operator.see(/^CONNECT= .*/);
    this.progress.say(`VS1 at LOGOFF: ${times}`);
  }
}
