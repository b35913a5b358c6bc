/** VM/370's DASD dump/restore program in a virtual machine: its minidisks, its tapes, its jobs, and whether they did right. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AwsTape } from '../../src/media/index.js';
import { ddr, type DdrConsole } from './ddr-run.js';
import { software } from './folders.js';
import type { GuestSite, HostedSystem } from './hosted-system.js';
import { checksumOutside, compareMinidisks, fillMinidisk, makeTestPack, type Extent } from './packs.js';
import { CP_READ, VM_READ } from './terminal-stream.js';

/** The user of the virtual machine. */
export const DDR_USER = 'DDR';
const PASSWORD = 'DDRPASS';
const PROGRAM_TAPE = '580';
const DUMP_TAPE = '181';
const DUMP_FILE = 'dump.aws';
/** Cylinders before, between and behind the minidisks. */
const GAP = 3;

interface Minidisk extends Extent {
  readonly address: string;
  readonly volume: string;
}

const packFile = (volume: string): string => `${volume.toLowerCase()}.3330`;

/** A virtual machine for DDR: the source minidisk on a pack of its own, the copy and the restored copy on another. */
export class DdrGuest {
  readonly source: Minidisk;
  readonly copy: Minidisk;
  readonly restored: Minidisk;
  private readonly program: string;
  private checksums: readonly string[] = [];
  private machine!: DdrConsole;

  /** Packs and tape are made in the folder. Throws an Error when the program's tape is not there. */
  constructor(
    private readonly folder: string,
    cylinders: number,
  ) {
    this.program = software('dmkddr.aws');
    const disk = (address: string, volume: string, start: number): Minidisk => {
      return { address, volume, start, cylinders };
    };
    this.source = disk('191', 'DDRPK1', GAP);
    this.copy = disk('192', 'DDRPK2', GAP);
    this.restored = disk('193', 'DDRPK2', 2 * GAP + cylinders);
  }

  /** Makes the packs, full of records of all shapes, and an empty tape. */
  prepare(): void {
    const { source, copy } = this;
    const cylinders = 3 * GAP + 2 * source.cylinders;
    for (const disk of [source, copy]) {
      rmSync(this.file(disk), { force: true });
      makeTestPack(this.file(disk), disk.volume, cylinders);
    }
    fillMinidisk(this.file(source), source);
    rmSync(join(this.folder, DUMP_FILE), { force: true });
    AwsTape.create(join(this.folder, DUMP_FILE)).close();
    this.checksums = this.outside();
  }

  /** Machine and directory; the system directory is in the folder. */
  site(): GuestSite {
    return {
      devices: [
        `0152 3330 ../${packFile('DDRPK1')}`,
        `0153 3330 ../${packFile('DDRPK2')}`,
        `0${DUMP_TAPE} 3420 ../${DUMP_FILE}`,
        `0${PROGRAM_TAPE} 3420 "${this.program}" ro`,
      ],
      users: [
        `USER ${DDR_USER} ${PASSWORD} 512K 1M G`,
        ' ACCOUNT 5 DDR',
        ' CONSOLE 01F 3215',
        ' SPOOL 00E 1403 A',
        ...[this.source, this.copy, this.restored].map(
          ({ address, volume, start, cylinders }) =>
            ` MDISK ${address} 3330 ${String(start).padStart(3, '0')} ${String(cylinders).padStart(3, '0')} ${volume} MR`,
        ),
      ],
    };
  }

  /** The user logs on, and the system's operator, who is class A, attaches both tapes. */
  async logon(system: HostedSystem, type: (line: string) => void): Promise<void> {
    const user = await system.logon(DDR_USER, PASSWORD);
    user.alarm(/^IPL \w+ ERROR|CP ENTERED; /, 'the program did not run to its end');
    await user.see(CP_READ);
    for (const tape of [PROGRAM_TAPE, DUMP_TAPE]) {
      type(`#CP ATTACH ${tape} TO ${DDR_USER} AS ${tape}`);
      await user.see(new RegExp(`TAPE ${tape} ATTACHED`));
    }
    this.machine = {
      operator: user,
      reads: VM_READ,
      ipl: (unit) => user.type(`#CP IPL ${unit}`),
      type: (line) => user.type(line),
      mountTape: async (unit) => {
        user.type(`#CP REWIND ${unit}`);
        await user.see(/^REWIND COMPLETE/);
      },
    };
  }

  /** IPL, and the source copied. */
  copyDisk(): Promise<void> {
    return this.job('COPY', this.disk(this.source), `${this.disk(this.copy)} SCRATCH`);
  }

  /** IPL, and the source dumped to the tape. */
  dump(): Promise<void> {
    return this.job('DUMP', this.disk(this.source), `${DUMP_TAPE} 3420 (REWIND`);
  }

  /** IPL, and the tape restored. */
  restore(): Promise<void> {
    return this.job('RESTORE', `${DUMP_TAPE} 3420 (REWIND`, `${this.disk(this.restored)} SCRATCH`);
  }

  /** What is wrong with such disks and with the rest of the packs, after the system has ended; says what is right. */
  check(targets: readonly Minidisk[], say: (line: string) => void): string[] {
    const { source } = this;
    const faults: string[] = [];
    for (const disk of targets) {
      const { tracks, different } = compareMinidisks(this.file(source), source, this.file(disk), disk.start);
      const name = `minidisk ${disk.address}`;
      if (different.length === 0) say(`${name}: all ${tracks} tracks are as on the source`);
      else faults.push(`${name}: ${different.length} of ${tracks} tracks differ, the first ${different[0]}`);
    }
    const [sources, targetsPack] = this.outside();
    if (sources !== this.checksums[0]) faults.push('the source pack has changed');
    if (targetsPack !== this.checksums[1]) faults.push('cylinders outside of the minidisks have changed');
    return faults;
  }

  private job(verb: string, input: string, output: string): Promise<void> {
    const extent = `${verb} 0 TO ${this.source.cylinders - 1}`;
    const statements = [`INPUT ${input}`, `OUTPUT ${output}`, extent];
    return ddr(this.machine, this.program, statements, new RegExp(`END OF ${verb}`));
  }

  private disk({ address }: Minidisk): string {
    return `${address} 3330`;
  }

  private file({ volume }: Minidisk): string {
    return join(this.folder, packFile(volume));
  }

  /** Checksums of all that no job may change: the source pack, and the other one but for its two minidisks. */
  private outside(): readonly string[] {
    return [
      checksumOutside(this.file(this.source), []),
      checksumOutside(this.file(this.copy), [this.copy, this.restored]),
    ];
  }
}
