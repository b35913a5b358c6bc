/** CMS users who are at work while a workload runs, each of whose answers is checked: what they have and what they do. */

import { CmsUser, Worker, type Habit } from './cms-user.js';
import type { HostedSystem } from './hosted-system.js';

/** Users who only look at files; USER2, whom a new system has, writes them. */
const READERS = ['WORKER1', 'WORKER2'] as const;

/** Their directory entries. */
export function workerEntries(): string[] {
  return READERS.flatMap((userid) => [
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
  ]);
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

/** They log on, and begin to work. */
export async function startWorkers(system: HostedSystem): Promise<Worker[]> {
  const writer = await CmsUser.logon(system, 'USER2', 'USER2');
  await writer.readFile(system, 'WORK ASSEMBLE', WORK_SOURCE);
  await writer.readFile(system, 'WRITE EXEC', WRITE_EXEC);
  const workers = [new Worker(writer, WRITING)];
  for (const userid of READERS) {
    workers.push(new Worker(await CmsUser.logon(system, userid, 'WORK'), READ_ONLY));
  }
  return workers;
}

/** Lets some seconds pass in which each of the workers has to get an answer; what is wrong when one does not. */
export async function allAnswered(
  workers: readonly Worker[],
  meanwhile: string,
  seconds: number,
): Promise<string[]> {
  for (const worker of workers) worker.phase(`  ${meanwhile}`);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  for (const worker of workers) worker.check();
  return workers.some(({ phases }) => phases.at(-1)!.times.length === 0)
    ? [`a user got no answer while ${meanwhile}`]
    : [];
}
