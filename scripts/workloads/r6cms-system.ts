/** A system of ours that also has the CMS of VM/370 Release 6: its saved systems, its minidisks, and a user of it. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeMinidisk } from '../../src/cli/media/disk-place.js';
import { CompressedCkdImage } from '../../src/media/index.js';
import { diskModel } from '../../src/s370/index.js';
import { importSavedSystem } from '../../src/system/saved-systems.js';
import { DIRECTORY_FILE, MACHINE_FILE } from '../../src/system/site.js';
import { software } from './folders.js';

/** Name that Release 6 has as a saved system: CMS is ours. */
export const R6_SYSTEM = 'CMSR6';
/** The user of Release 6, whose password is the same. */
export const R6_USER = 'R6USER';

const SAMPLE = ['emx370', 'sample-system'] as const;
const PACK = { file: 'r6pk01.cckd', volser: 'R6PK01', address: '0352' } as const;

/** Where the minidisks of R6USER begin on the pack, in cylinders, and how many they have. */
export const R6_DISKS = {
  /** The system disk: emx370's distribution lacks it, so it begins empty. */
  190: { first: 1, cylinders: 2 },
  /** For files that go between the two generations. */
  195: { first: 3, cylinders: 5 },
  191: { first: 10, cylinders: 115 },
  192: { first: 125, cylinders: 115 },
} as const;

/** Path of a file of emx370's sample system. */
function sample(...names: string[]): string {
  return software(...SAMPLE, ...names);
}

/** Path of the pack in a system directory. */
export function r6Pack(path: string): string {
  return join(path, PACK.file);
}

/** Saved systems as NAMESYS has them for the distribution; the segment of the editor and the EXEC processor is shared. */
export function importR6Systems(path: string): void {
  importSavedSystem(
    path,
    {
      name: R6_SYSTEM,
      minimumStorage: 0x50000,
      pages: [{ from: 0, to: 32 }],
      sharedSegments: [1],
      systemDisk: 0x190,
    },
    readFileSync(sample('cp_shared', 'CMS.segment')),
  );
  importSavedSystem(
    path,
    { name: 'CMSSEG', minimumStorage: 0, pages: [{ from: 3840, to: 3855 }], sharedSegments: [240] },
    readFileSync(sample('cp_shared', 'CMSSEG.segment')),
  );
}

/** A 3350 with the minidisks of emx370's user, in the configuration and the directory of the system. */
export function addR6Disks(path: string): void {
  CompressedCkdImage.create(r6Pack(path), diskModel('3350')!, { volume: PACK.volser }).close();
  for (const address of [191, 192] as const) {
    const disk = sample('cp_cmsuser', `cmsuser_${address}.ckdc`);
    placeMinidisk(disk, r6Pack(path), String(R6_DISKS[address].first), { delta: `${disk}.delta` });
  }
  const machine = readFileSync(join(path, MACHINE_FILE), 'utf8');
  writeFileSync(join(path, MACHINE_FILE), `${machine}${PACK.address}      3350 ${PACK.file}\n`);
  const directory = readFileSync(join(path, DIRECTORY_FILE), 'utf8');
  writeFileSync(join(path, DIRECTORY_FILE), `${directory}${r6UserEntry()}`);
}

function r6UserEntry(): string {
  const disks = Object.entries(R6_DISKS).map(([address, { first, cylinders }]) => {
    const place = `${String(first).padStart(3, '0')} ${String(cylinders).padStart(3, '0')}`;
    return ` MDISK ${address} 3350 ${place} ${PACK.volser} MR ALL ALL ALL`;
  });
  return [
    `USER ${R6_USER} ${R6_USER} 1M 16M G`,
    ' ACCOUNT 370 BIN370',
    ` IPL ${R6_SYSTEM}`,
    ' CONSOLE 009 3215',
    ' SPOOL 00C 2540 READER *',
    ' SPOOL 00D 2540 PUNCH A',
    ' SPOOL 00E 1403 A',
    ...disks,
    '',
  ].join('\n');
}

/** Word of low storage that points to the directory of the system disk which CMS was saved with. */
const SYSTEM_DIRECTORY = 0x62c;
const PAGE = 4096;
const ENTRY_LENGTH = 40;

/**
 * Address of the size of that directory: CMS was saved with the directory of its system disk, and finds its commands
 * by it. Where the disk is another one, the directory has to be emptied. Throws when the storage is not that of CMS.
 */
export function savedDirectory(): number {
  const storage = readFileSync(sample('cp_shared', 'CMS.segment')).subarray(PAGE);
  const at = storage.readUInt32BE(SYSTEM_DIRECTORY);
  if (at + 8 > storage.length || storage.readUInt32BE(at) !== ENTRY_LENGTH) {
    throw new Error('CMS.segment: the directory of the system disk is not where it is expected');
  }
  return at + 4;
}
