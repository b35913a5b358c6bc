/** The CMS of VM/370 Release 6 in a virtual machine beside our own CMS: a session, and files that go both ways. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ebcdic037 } from '../../src/ebcdic/index.js';
import { generateSystem } from '../../src/generate/index.js';
import { MINIDISKS, USER_PACK } from '../../src/generate/site-files.js';
import { CmsDisk, openDiskImage } from '../../src/media/index.js';
import type { OpenSystem } from '../../src/system/open-system.js';
import type { CpUser } from './cp-user.js';
import { workFolder } from './folders.js';
import { HostedSystem } from './hosted-system.js';
import type { Progress } from './progress.js';
import { EDIT_PROGRAM, RENAME_PROGRAM } from './r6cms-editor.js';
import {
  COPY_PROGRAM,
  FAILING_PROGRAM,
  LOOP_PROGRAM,
  SAMPLE_EXEC,
  SVCTRACE_PROGRAM,
} from './r6cms-programs.js';
import { OURS_READY, R6_READY, forgetSystemDisk, formatR6Disks, releaseR6Disks } from './r6cms-setup.js';
import { R6_DISKS, R6_USER, addR6Disks, importR6Systems, r6Pack } from './r6cms-system.js';
import { cardText, punchToReader, textDeck, type CardFile } from './reader-file.js';

export interface R6CmsOptions {
  /** Work folder. */
  readonly folder?: string;
  /** A system directory that was generated and is to be used; without it one is made in the work folder. */
  readonly system?: string;
  /** Show the terminals while they type. */
  readonly verbose?: boolean;
}

const r6Failed = (code: string): RegExp => new RegExp(`^Ready\\(${code}\\);`);

/** Records that files between the generations have: all bytes, and lengths that end blocks everywhere. */
const DATA_CARDS = 137;

/** Runs the steps and says how they went; 0 when everything came as it should, else 1. Throws when a step can't be done. */
export async function runR6Cms(options: R6CmsOptions, progress: Progress): Promise<number> {
  const folder = workFolder('r6cms', options.folder);
  const path = options.system ?? join(folder, 'system');
  if (options.system === undefined) {
    await progress.step('system with our CMS', () => generateSystem({ path, replace: true }));
  }
  await progress.step('saved systems and minidisks of Release 6', () => {
    importR6Systems(path);
    rmSync(r6Pack(path), { force: true });
    addR6Disks(path);
  });
  const system = new HostedSystem(path, progress.watch(options.verbose));
  try {
    await progress.step('MAINT saves the system again for a system disk of its own', () =>
      forgetSystemDisk(system.sitDown('MAINT')),
    );
    const ours = system.sitDown('CMSUSER');
    await progress.step('our CMS formats disks and writes decks and data', () =>
      prepare(system.system, ours),
    );
    const theirs = system.sitDown(R6_USER);
    await progress.step('Release 6: IPL, PROFILE EXEC, STATE, ERASE', () => beginSession(theirs));
    await progress.step('Release 6: LOAD, START, GENMOD', () => loadAndStart(theirs));
    await progress.step('Release 6: EXEC', () => execs(theirs));
    await progress.step('Release 6: EDIT', () => edit(theirs));
    await progress.step('Release 6: DEBUG, abnormal end, HX', () => debugAndHalt(theirs));
    await progress.step('our CMS reads what Release 6 wrote', () => readBack(ours));
    await theirs.enter('#CP LOGOFF', /^LOGOFF AT/);
    await ours.enter('#CP LOGOFF', /^LOGOFF AT/);
  } finally {
    system.close(folder);
  }
  return compareFiles(path, progress);
}

/** CMSUSER formats the system disk and the disk between, and gets decks and data into files. */
async function prepare(system: OpenSystem, ours: CpUser): Promise<void> {
  await formatR6Disks(ours);
  punchToReader(system, 'CMSUSER', files());
  await ours.enter('READCARD *', OURS_READY);
  await ours.enter('COPYFILE R6DATA FIXED A R6DATA VARYING A (RECFM V TRUNC', OURS_READY);
  await ours.enter('COPYFILE * TEXT A = = B (NOTYPE', OURS_READY);
  await ours.enter('COPYFILE SAMPLE EXEC A = = B', OURS_READY);
  await ours.enter('COPYFILE R6DATA * A = = B (NOTYPE', OURS_READY);
  await releaseR6Disks(ours);
}

async function beginSession(theirs: CpUser): Promise<void> {
  await theirs.logon(R6_USER, R6_USER, /^CMS VERSION 6\.0/);
  await theirs.enter('', R6_READY);
  // the profile accesses 195 as G; 192 is D from the start
  await theirs.enter('STATE COPYREC TEXT G', R6_READY);
  await theirs.enter('STATE EECORE C D', R6_READY);
  await theirs.enter('STATE NO SUCHFILE', r6Failed('00028'));
  await theirs.enter('ERASE TESTBLKS EXEC', R6_READY);
  await theirs.enter('STATE TESTBLKS EXEC', r6Failed('00028'));
  await theirs.enter('CP NONSENSE', r6Failed('-0001'));
  await theirs.enter('#CP QUERY USERID', new RegExp(`^${R6_USER}`));
}

async function loadAndStart(theirs: CpUser): Promise<void> {
  await theirs.enter('LOAD SVCTRACE', R6_READY);
  await theirs.enter('GENMOD SVCTRACE', R6_READY);
  await theirs.enter('STATE SVCTRACE MODULE A', R6_READY);
  for (const [from, to] of [
    ['R6DATA FIXED G', 'R6DATA FIXED A'],
    ['R6DATA VARYING G', 'R6DATA VARYING A'],
    ['TESTCMD C A', 'TESTCMD COPY A'],
  ]) {
    await theirs.enter('LOAD COPYREC', R6_READY);
    await theirs.enter(`START * ${from} ${to}`, /^ +\d+ RECORDS COPIED$/);
  }
  await theirs.enter('STATE R6DATA VARYING A', R6_READY);
}

async function execs(theirs: CpUser): Promise<void> {
  await theirs.enter('EXEC SAMPLE ONE TWO', /^ARGUMENT 2 ONE TWO$/);
  await theirs.operator.see(/^THE SUM IS 35$/);
  await theirs.operator.see(r6Failed('00028'));
  // the line that it stacked is the next command
  await theirs.operator.see(R6_READY);
  await theirs.enter('SAMPLE THREE', /^ARGUMENT 1 THREE$/);
  await theirs.operator.see(R6_READY);
}

/** Lines of a file that Release 6's editor makes and changes. */
const NOTES = ['THE FIRST LINE', 'THE SECOND LINE', 'THE LAST LINE'];

/** A file is made with the editor, filed, read back and changed. */
async function edit(theirs: CpUser): Promise<void> {
  for (const name of ['RENAME', 'EDIT']) {
    await theirs.enter(`LOAD ${name} (ORIGIN TRANS`, R6_READY);
    await theirs.enter(`GENMOD ${name} (SYSTEM`, R6_READY);
  }
  await theirs.enter('EDIT R6 NOTES', /^NEW FILE:/);
  await theirs.operator.see(/^EDIT:/);
  await theirs.enter('INPUT', /^INPUT:/);
  for (const line of [NOTES[0], NOTES[1], 'THE THIRD LINE']) {
    await theirs.reads();
    theirs.operator.type(line);
  }
  await theirs.enter('', /^EDIT:/);
  await theirs.enter('FILE', R6_READY);
  await theirs.enter('EDIT R6 NOTES', /^EDIT:/);
  await theirs.enter('TYPE 5', /^TOF:/);
  for (const line of [NOTES[0], NOTES[1], 'THE THIRD LINE', 'EOF:']) {
    await theirs.operator.see(new RegExp(`^${line}$`));
  }
  await theirs.enter('UP 1', /^THE THIRD LINE/);
  await theirs.enter('CHANGE /THIRD/LAST/', new RegExp(`^${NOTES[2]}`));
  await theirs.enter('FILE', R6_READY);
  await theirs.enter('STATE R6 NOTES A', R6_READY);
  await theirs.enter('STATE EDIT CMSUT1', r6Failed('00028'));
}

async function debugAndHalt(theirs: CpUser): Promise<void> {
  await theirs.enter('DEBUG', /^DEBUG ENTERED/);
  await theirs.enter('STORE 20000 C1C2C3C4', /^ *$/);
  await theirs.enter('X 20000 4', /^C1C2C3C4/);
  await theirs.enter('RETURN', R6_READY);
  await theirs.enter('LOAD OOPS', R6_READY);
  await theirs.enter('START', /^DMSITP141T OPERATION EXCEPTION OCCURRED AT 02000/);
  await theirs.enter('DEBUG', /^DEBUG ENTERED/);
  await theirs.enter('GPR 2', /^C0FFEE00/);
  await theirs.enter('HX', /^CMS$/);
  await theirs.enter('STATE R6DATA FIXED A', R6_READY);
  await theirs.enter('LOAD LOOPER', R6_READY);
  await theirs.enter('START', /^Execution begins/);
  await theirs.interrupt('HX', /^CMS$/);
  await theirs.enter('STATE R6DATA FIXED A', R6_READY);
}

/** CMSUSER compares and copies files of R6USER, and runs the same deck on one. */
async function readBack(ours: CpUser): Promise<void> {
  await ours.enter(`CP LINK ${R6_USER} 191 391 RR ALL`, OURS_READY);
  await ours.enter('ACCESS 391 C', OURS_READY);
  for (const type of ['FIXED', 'VARYING']) {
    await ours.enter(`COMPARE R6DATA ${type} A R6DATA ${type} C`, OURS_READY);
  }
  await ours.enter('COPYFILE TESTCMD COPY C TESTCMD C A', OURS_READY);
  await ours.enter('COMPARE TESTCMD C A TESTCMD C C', OURS_READY);
  await ours.enter('TYPE R6 NOTES C', new RegExp(NOTES[2]));
  await ours.enter('COPYFILE R6 NOTES C = = A', OURS_READY);
  await ours.enter('LOAD COPYREC', OURS_READY);
  await ours.enter('START * PROFILE EXEC C R6PROF EXEC A', /^ +\d+ RECORDS COPIED$/);
}

/** Decks, EXEC and data. */
function files(): CardFile[] {
  const data = Array.from({ length: DATA_CARDS }, (_, card) => {
    // every byte value somewhere, and blanks at the end so that records differ in length without them
    const bytes = new Uint8Array(80).fill(0x40);
    for (let column = 0; column < 1 + (card % 79); column++) bytes[column] = (card * 7 + column * 3) & 0xff;
    return bytes;
  });
  return [
    textDeck('COPYREC', COPY_PROGRAM),
    textDeck('LOOPER', LOOP_PROGRAM),
    textDeck('OOPS', FAILING_PROGRAM),
    textDeck('SVCTRACE', SVCTRACE_PROGRAM),
    textDeck('EDIT', EDIT_PROGRAM),
    textDeck('RENAME', RENAME_PROGRAM),
    cardText('SAMPLE', 'EXEC', SAMPLE_EXEC),
    { name: 'R6DATA', type: 'FIXED', cards: data },
  ];
}

/** Compares the records of the files on the packs, byte for byte; 0 when they are alike. */
function compareFiles(path: string, progress: Progress): number {
  const users = openDiskImage(join(path, USER_PACK.file), { readOnly: true, lookOnly: true });
  const r6 = openDiskImage(r6Pack(path), { readOnly: true, lookOnly: true });
  try {
    const place = MINIDISKS.find(({ owner, address }) => owner === 'CMSUSER' && address === '191')!.from;
    const ours = CmsDisk.find(users, place)!;
    const theirs = CmsDisk.find(r6, R6_DISKS[191].first)!;
    const between = CmsDisk.find(r6, R6_DISKS[195].first)!;
    let code = 0;
    for (const [what, one, two] of [
      ['R6DATA FIXED', ours.read('R6DATA', 'FIXED'), theirs.read('R6DATA', 'FIXED')],
      ['R6DATA VARYING', between.read('R6DATA', 'VARYING'), theirs.read('R6DATA', 'VARYING')],
      ['TESTCMD C', theirs.read('TESTCMD', 'C'), theirs.read('TESTCMD', 'COPY')],
      ['TESTCMD C', theirs.read('TESTCMD', 'C'), ours.read('TESTCMD', 'C')],
      ['R6 NOTES', NOTES.map((line) => ebcdic037.encode(line, 80)), theirs.read('R6', 'NOTES')],
      ['R6 NOTES', theirs.read('R6', 'NOTES'), ours.read('R6', 'NOTES')],
      ['PROFILE EXEC', theirs.read('PROFILE', 'EXEC'), ours.read('R6PROF', 'EXEC')],
    ] as const) {
      const same =
        one.length === two.length && one.every((record, at) => Buffer.from(record).equals(two[at]));
      if (!same) code = 1;
      progress.say(
        `${same ? '' : 'WRONG: '}${what}: ${one.length} records, ${same ? 'the same' : 'different'}`,
      );
    }
    return code;
  } finally {
    users.close();
    r6.close();
  }
}
