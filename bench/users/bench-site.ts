/** A system directory for so many CMS users, each with a minidisk of their own. */

import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Dialogues from '../../src/generate/dialogue.js';
import type * as Generate from '../../src/generate/index.js';
import type * as Systems from '../../src/system/open-system.js';
import { compiled, cp as cpRoom, media, s370 } from '../hypervisor/product.js';

const { generateSystem } = await compiled<typeof Generate>('generate/index.js');
const { Dialogue } = await compiled<typeof Dialogues>('generate/dialogue.js');
const { openSystem } = await compiled<typeof Systems>('system/open-system.js');

const DISK = '3330';
const MODEL = s370.diskModel(DISK)!;
const CYLINDER_FILE = 'cylinder.bin';
const TEMPLATE = 'TEMPLATE';
export const PASSWORD = 'SECRET';
/** Cylinders of a 3350 that CP pages to, for each hundred users: 120 pages in one. */
const PAGING_CYLINDERS = 60;

/** A pack has 404 cylinders. */
const USERS_A_PACK = 400;

export const userid = (index: number): string => `U${String(index).padStart(4, '0')}`;

/** Makes the system once: CMS, and a formatted minidisk of one cylinder with two small files. */
export async function makeMaster(path: string, say: (line: string) => void): Promise<void> {
  say('generating a system');
  await generateSystem({ path });
  const tracks = join(path, 'template.3330');
  media.CkdImage.create(tracks, MODEL, { volume: 'TMPLT1', cylinders: 2 }).close();
  const directory = readFileSync(join(path, 'user.direct'), 'utf8');
  const machine = readFileSync(join(path, 'machine.cnf'), 'utf8');
  writeFileSync(join(path, 'user.direct'), `${directory}${userEntry(TEMPLATE, 1, 'TMPLT1')}`);
  writeFileSync(join(path, 'machine.cnf'), `${machine}0352      ${DISK} template.3330\n`);
  say('formatting a minidisk');
  const system = openSystem({ path });
  try {
    const dialogue = new Dialogue(system, 'BENCH');
    await dialogue.arrive();
    await dialogue.enter(`LOGON ${TEMPLATE} ${PASSWORD}`, 'CMS VERSION');
    await dialogue.enter('', 'R;');
    await dialogue.enter('FORMAT 191 A', 'DO YOU WISH TO CONTINUE');
    await dialogue.enter('YES', 'ENTER DISK LABEL');
    await dialogue.enter('BEN191', 'R;');
    for (const name of ['FIRST', 'SECOND']) {
      await dialogue.enter(`EDIT ${name} DATA`, 'EDIT:');
      await dialogue.enter('INPUT', 'INPUT:');
      for (let line = 0; line < 10; line++) await dialogue.enter(`LINE ${line} OF ${name}`, '');
      await dialogue.enter('', 'EDIT:');
      await dialogue.enter('FILE', 'R;');
    }
    await dialogue.enter('LISTFILE * * A', 'R;');
    await dialogue.enter('#CP LOGOFF', 'LOGOFF AT');
  } finally {
    system.close();
  }
  writeFileSync(join(path, 'user.direct'), directory);
  writeFileSync(join(path, 'machine.cnf'), machine);
  writeFileSync(join(path, CYLINDER_FILE), cylinderOf(tracks));
}

/** Copies the master and gives the copy `users` users with their disks, and room to page. */
export function makeSite(master: string, path: string, users: number): void {
  mkdirSync(path, { recursive: true });
  cpSync(master, path, { recursive: true, filter: (name) => !name.endsWith('template.3330') });
  copyFileSync(join(master, CYLINDER_FILE), join(path, CYLINDER_FILE));
  const cylinder = readFileSync(join(path, CYLINDER_FILE));
  const packs = Math.ceil(users / USERS_A_PACK);
  for (let pack = 0; pack < packs; pack++) {
    const here = Math.min(USERS_A_PACK, users - pack * USERS_A_PACK);
    makeUserPack(join(path, packFile(pack)), packSerial(pack), cylinder, here);
    append(join(path, 'machine.cnf'), `${(0x352 + pack).toString(16)}      ${DISK} ${packFile(pack)}\n`);
  }
  const cylinders = 2 + Math.ceil((PAGING_CYLINDERS * users) / 100);
  const paging = media.CkdImage.create(join(path, 'cppag1.3350'), s370.diskModel('3350')!, {
    volume: 'CPPAG1',
    cylinders,
  });
  cpRoom.formatCpVolume(paging, 'CPPAG1', [{ kind: 'temporary', from: 1, to: cylinders - 1 }]);
  paging.close();
  append(join(path, 'machine.cnf'), '03F0      3350 cppag1.3350\n');
  const entries = Array.from({ length: users }, (_, index) =>
    userEntry(userid(index), 1 + (index % USERS_A_PACK), packSerial(Math.floor(index / USERS_A_PACK))),
  );
  append(join(path, 'user.direct'), entries.join(''));
  const site = JSON.parse(readFileSync(join(path, 'system.json'), 'utf8')) as { ownedVolumes: string[] };
  site.ownedVolumes.push('CPPAG1');
  writeFileSync(join(path, 'system.json'), JSON.stringify(site));
}

const packSerial = (pack: number): string => `USRPK${pack + 1}`;
const packFile = (pack: number): string => `${packSerial(pack).toLowerCase()}.3330`;

function append(file: string, text: string): void {
  writeFileSync(file, readFileSync(file, 'utf8') + text);
}

function userEntry(name: string, cylinder: number, volser: string): string {
  return `USER ${name} ${PASSWORD} 512K 1M G
 ACCOUNT 1 BENCH
 IPL CMS
 CONSOLE 009 3215
 SPOOL 00C 2540 READER *
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
 LINK MAINT 190 190 RR
 LINK MAINT 19E 19E RR
 MDISK 191 ${DISK} ${String(cylinder).padStart(3, '0')} 001 ${volser} MR
`;
}

/** The tracks of cylinder 1, one after the other. */
function cylinderOf(file: string): Uint8Array {
  const image = media.CkdImage.open(file, { readOnly: true });
  const { heads, trackSize } = image.geometry;
  const bytes = new Uint8Array(heads * trackSize);
  for (let head = 0; head < heads; head++) bytes.set(image.readTrack(1, head), head * trackSize);
  image.close();
  return bytes;
}

/** A pack with a copy of the cylinder for each user. Count fields hold what CMS wrote, the minidisk's own cylinder. */
function makeUserPack(file: string, volume: string, cylinder: Uint8Array, users: number): void {
  const pack = media.CkdImage.create(file, MODEL, { volume, cylinders: users + 1 });
  const { heads, trackSize } = pack.geometry;
  for (let number = 1; number <= users; number++) {
    for (let head = 0; head < heads; head++) {
      const track = cylinder.slice(head * trackSize, (head + 1) * trackSize);
      // Home address, and the count of record zero.
      for (const at of [1, 5]) track.set([number >> 8, number & 0xff], at);
      pack.writeTrack(number, head, 0, track);
    }
  }
  pack.close();
}
