import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CdfDisk, minidiskBlocks } from '../support/cdf-reader.js';
import { copyToPack, readCkdc } from '../support/ckdc-volume.js';
import { CmsMachine } from '../support/cms-machine.js';
import { memoryPack } from '../support/virtual-machine.js';
import { hasWorkload, workload } from '../support/workloads.js';

/** Minidisks of a real VM/370 Release 6, as the emulator emx370 distributes them; never part of the repository. */
const DISKS = ['emx370', 'sample-system', 'cp_cmsuser'] as const;

const DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER TEST TEST 1M 16M G
 ACCOUNT 1 TEST
 CONSOLE 009 3215
 SPOOL 00C 2540 READER A
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
 MDISK 190 3330 001 020 CMSRES RR
 MDISK 191 3330 001 010 CMSUSR MR
 MDISK 193 3350 001 115 REAL01 MR
`;

describe.runIf(hasWorkload(...DISKS))('minidisks of VM/370', () => {
  it.each(['191', '192', '193', '194', '195'])(
    'CMS reads every file of %s as the host does, and writes to it',
    (disk) => {
      const file = workload(...DISKS, `cmsuser_${disk}.ckdc`);
      const volume = readCkdc(file, existsSync(`${file}.delta`) ? `${file}.delta` : undefined);
      const pack = memoryPack('REAL01', '3350');
      copyToPack(volume, pack, 1);
      const before = new CdfDisk(minidiskBlocks(pack, 1));
      expect(before.problems()).toEqual([]);

      const cms = new CmsMachine([], { directory: DIRECTORY }, new Map([[0x154, pack]]));
      expect(cms.command('ACCESS 193 B').code).toBe(0);
      const listed = cms.command('LISTFILE * * B (NOHEADER');
      expect(listed.lines.length).toBe(before.files.length);

      // all files to the A-disk, as long as they fit, and compared there
      for (const { name, type, dataBlocks } of before.files.slice(0, 12)) {
        if (dataBlocks > 300) continue;
        expect(cms.command(`COPYFILE ${name} ${type} B ${name} ${type} A (REPLACE`).code).toBe(0);
        const copy = new CdfDisk(minidiskBlocks(cms.userPack, 1));
        expect(copy.read(copy.find(name, type)!)).toEqual(before.read(before.find(name, type)!));
      }

      // and something onto it: what was there must stay
      const [first] = before.files;
      expect(cms.command(`COPYFILE ${first.name} ${first.type} B OURS FILE B`).code).toBe(0);
      const after = new CdfDisk(minidiskBlocks(pack, 1));
      expect(after.problems()).toEqual([]);
      expect(after.leaked).toEqual([]);
      expect(after.files.length).toBe(before.files.length + 1);
      for (const one of before.files)
        expect(after.read(after.find(one.name, one.type)!)).toEqual(before.read(one));
    },
  );
});
