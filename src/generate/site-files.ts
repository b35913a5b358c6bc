/** The three text files of a new system directory and the layout of its volumes: facts in one place. */

import { TRANSIENT_ORIGIN, USER_ORIGIN } from '../cms/build.js';
import type { AllocationExtent, SavedSystemDefinition } from '../cp/index.js';
import type { SiteDefinition } from '../system/site.js';

/** A pack to make. */
export interface VolumeLayout {
  readonly file: string;
  readonly volser: string;
  readonly model: string;
  readonly cylinders: number;
  /** CP's use of it; the rest is for minidisks. */
  readonly allocation: readonly AllocationExtent[];
}

/** System residence: CP's paging, spool, saved systems and records of errors. */
export const RESIDENCE: VolumeLayout = {
  file: 'cpres.3350',
  volser: 'CPRES1',
  model: '3350',
  cylinders: 60,
  allocation: [
    { kind: 'temporary', from: 1, to: 25 },
    { kind: 'spool', from: 26, to: 52 },
    { kind: 'savedSystems', from: 53, to: 56 },
    { kind: 'errorRecording', from: 57, to: 57 },
  ],
};

/** Minidisks: the CMS system disk and the users' disks. */
export const USER_PACK: VolumeLayout = {
  file: 'cmspk1.3350',
  volser: 'CMSPK1',
  model: '3350',
  cylinders: 100,
  allocation: [],
};

/** The CMS system disk: cylinders for files, and after them one for the nucleus. */
export const SYSTEM_DISK = { fileCylinders: 10, nucleusCylinder: 10, cylinders: 11 } as const;

/** The machine: storage in megabytes, unit record devices, the two packs, sixteen displays. */
export function machineFile(): string {
  return `# The real machine of this system (syntax of hercules.cnf).
CPUSERIAL 370001
CPUMODEL  3033
MAINSIZE  16
NUMCPU    1
000C      3505
000D      3525 punch.bin
000E      1403 print.txt append
0350      ${RESIDENCE.model} ${RESIDENCE.file}
0351      ${USER_PACK.model} ${USER_PACK.file}
00C0.16   3270
`;
}

/** CMS as a saved system: page 0 to the transient area, and the nucleus, which all users share. */
export const CMS_SAVED: SavedSystemDefinition = {
  name: 'CMS',
  minimumStorage: 0x40000,
  pages: [{ from: 0, to: USER_ORIGIN / 0x1000 - 1 }],
  sharedSegments: [TRANSIENT_ORIGIN >= 0x10000 ? 2 : 1],
  systemDisk: 0x190,
};

/** What the installation says about CP. */
export function siteDefinition(): SiteDefinition {
  return {
    ownedVolumes: [RESIDENCE.volser],
    savedSystems: [CMS_SAVED],
    operator: 'OPERATOR',
    systemId: 'CP370',
    logMessage: ['WELCOME TO CP370. CMSUSER AND USER2 ARE READY FOR USE'],
  };
}

interface Minidisk {
  readonly owner: string;
  readonly address: string;
  readonly from: number;
  readonly cylinders: number;
  /** Label to format it with; undefined: the generation treats it in its own way. */
  readonly label?: string;
}

const { cylinders } = SYSTEM_DISK;

/** Minidisks on the user pack. */
export const MINIDISKS: readonly Minidisk[] = [
  { owner: 'MAINT', address: '190', from: 1, cylinders },
  { owner: 'MAINT', address: '19E', from: 1 + cylinders, cylinders: 8, label: 'CMS19E' },
  { owner: 'MAINT', address: '191', from: 9 + cylinders, cylinders: 5, label: 'MNT191' },
  { owner: 'OPERATOR', address: '191', from: 14 + cylinders, cylinders: 2, label: 'OPR191' },
  { owner: 'CMSUSER', address: '191', from: 16 + cylinders, cylinders: 12, label: 'CMS191' },
  { owner: 'USER2', address: '191', from: 28 + cylinders, cylinders: 12, label: 'USR191' },
];

interface User {
  readonly userid: string;
  readonly password: string;
  readonly storage: string;
  readonly classes: string;
  readonly account: string;
  readonly options?: string;
  readonly ipl?: string;
}

const USERS: readonly User[] = [
  {
    userid: 'OPERATOR',
    password: 'OPERATOR',
    storage: '512K 16M',
    classes: 'ABCDEG',
    account: '1 OPERATNS',
    ipl: 'CMS',
  },
  {
    userid: 'MAINT',
    password: 'CPCMS',
    storage: '1M 16M',
    classes: 'ABCDEFG',
    account: '2 SYSTEM',
    options: 'ECMODE ACCT',
  },
  {
    userid: 'CMSUSER',
    password: 'CMSUSER',
    storage: '1M 16M',
    classes: 'G',
    account: '101 BIN101',
    ipl: 'CMS',
  },
  { userid: 'USER2', password: 'USER2', storage: '1M 16M', classes: 'G', account: '102 BIN102', ipl: 'CMS' },
];

/** Password with which the generation logs MAINT on. */
export const MAINT_PASSWORD = USERS.find(({ userid }) => userid === 'MAINT')!.password;

/** Read and write password of a user's own disk, for LINK by others: up to eight characters each. */
export function linkPasswords(userid: string): { readonly read: string; readonly write: string } {
  return { read: `R${userid.slice(0, 7)}`, write: `W${userid.slice(0, 7)}` };
}

/** The user directory in VM/370's control statements. */
export function directoryFile(): string {
  const lines = [
    '* User directory. Shared disks may be linked read-only by everybody (password ALL).',
    `DIRECTORY 350 ${RESIDENCE.model} ${RESIDENCE.volser}`,
  ];
  for (const user of USERS) {
    const own = MINIDISKS.filter(({ owner }) => owner === user.userid);
    lines.push(
      '*',
      `USER ${user.userid} ${user.password} ${user.storage} ${user.classes}`,
      ` ACCOUNT ${user.account}`,
    );
    if (user.options !== undefined) lines.push(` OPTION ${user.options}`);
    if (user.ipl !== undefined) lines.push(` IPL ${user.ipl}`);
    lines.push(
      ' CONSOLE 009 3215',
      ' SPOOL 00C 2540 READER *',
      ' SPOOL 00D 2540 PUNCH A',
      ' SPOOL 00E 1403 A',
    );
    for (const address of ['190', '19E']) {
      if (!own.some((disk) => disk.address === address)) lines.push(` LINK MAINT ${address} ${address} RR`);
    }
    for (const disk of own) {
      const { read, write } = linkPasswords(user.userid);
      const passwords = disk.address === '191' ? `${read} ${write}` : 'ALL';
      const place = `${String(disk.from).padStart(3, '0')} ${String(disk.cylinders).padStart(3, '0')}`;
      lines.push(` MDISK ${disk.address} ${USER_PACK.model} ${place} ${USER_PACK.volser} MR ${passwords}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
