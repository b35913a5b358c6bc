/** VM/370's DASD dump/restore program in a virtual machine copies a minidisk, dumps it to tape and restores it. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsTape } from '../../src/media/index.js';
import { ddr, type DdrConsole } from './ddr-run.js';
import { software, workFolder } from './folders.js';
import { CP_READ, HostedSystem, VM_READ, makeGuestSystem, type GuestSite } from './hosted-system.js';
import { checksumOutside, compareMinidisks, fillMinidisk, makeTestPack, type Extent } from './packs.js';
import type { Progress } from './progress.js';

export interface DdrGuestOptions {
  /** Work folder. */
  readonly folder?: string;
  /** Cylinders of the minidisk. */
  readonly cylinders?: number;
  /** Show the consoles. */
  readonly verbose?: boolean;
}

const USERID = 'DDR';
const PASSWORD = 'DDRPASS';
const PROGRAM_TAPE = '580';
const DUMP_TAPE = '181';
const DUMP_FILE = 'dump.aws';
const CYLINDERS = 20;
/** Cylinders before, between and behind the minidisks. */
const GAP = 3;

interface Minidisk extends Extent {
  readonly address: string;
  readonly volume: string;
}

const packFile = (volume: string): string => `${volume.toLowerCase()}.3330`;

/** The minidisks: the source on a pack of its own, copy and restored copy on another. */
function minidisks(cylinders: number): { source: Minidisk; copy: Minidisk; restored: Minidisk } {
  const disk = (address: string, volume: string, start: number): Minidisk => {
    return { address, volume, start, cylinders };
  };
  return {
    source: disk('191', 'DDRPK1', GAP),
    copy: disk('192', 'DDRPK2', GAP),
    restored: disk('193', 'DDRPK2', 2 * GAP + cylinders),
  };
}

function ddrSite(program: string, disks: readonly Minidisk[]): GuestSite {
  return {
    devices: [
      `0152 3330 ../${packFile('DDRPK1')}`,
      `0153 3330 ../${packFile('DDRPK2')}`,
      `0${DUMP_TAPE} 3420 ../${DUMP_FILE}`,
      `0${PROGRAM_TAPE} 3420 "${program}" ro`,
    ],
    users: [
      `USER ${USERID} ${PASSWORD} 512K 1M G`,
      ' ACCOUNT 5 DDR',
      ' CONSOLE 01F 3215',
      ' SPOOL 00E 1403 A',
      ...disks.map(
        ({ address, volume, start, cylinders }) =>
          ` MDISK ${address} 3330 ${String(start).padStart(3, '0')} ${String(cylinders).padStart(3, '0')} ${volume} MR`,
      ),
    ],
  };
}

/** Runs the steps and says how they went; 0 when the minidisks are alike, else 1. Throws when a step can't be done. */
export async function runDdrGuest(options: DdrGuestOptions, progress: Progress): Promise<number> {
  const folder = workFolder('ddr-guest', options.folder);
  const program = software('dmkddr.aws');
  const { source, copy, restored } = minidisks(options.cylinders ?? CYLINDERS);
  const file = ({ volume }: Minidisk): string => join(folder, packFile(volume));
  await progress.step('packs and tape', () => {
    const cylinders = 3 * GAP + 2 * source.cylinders;
    for (const disk of [source, copy]) {
      rmSync(file(disk), { force: true });
      makeTestPack(file(disk), disk.volume, cylinders);
    }
    fillMinidisk(file(source), source);
    rmSync(join(folder, DUMP_FILE), { force: true });
    AwsTape.create(join(folder, DUMP_FILE)).close();
  });
  const before = [checksumOutside(file(source), []), checksumOutside(file(copy), [copy, restored])];
  const path = await progress.step('system with CP', () =>
    makeGuestSystem(folder, ddrSite(program, [source, copy, restored])),
  );
  const lines: string[] = [];
  const system = new HostedSystem(path, (line) => {
    lines.push(line);
    if (options.verbose === true) progress.say(`| ${line}`);
  });
  try {
    const machine = await progress.step('logon, tapes attached', () => ddrConsole(system));
    const extent = `0 TO ${source.cylinders - 1}`;
    const [from, to, back] = [source, copy, restored].map(({ address }) => `${address} 3330`);
    await progress.step('COPY minidisk to minidisk', () =>
      ddr(machine, program, [`INPUT ${from}`, `OUTPUT ${to} SCRATCH`, `COPY ${extent}`], /END OF COPY/),
    );
    await progress.step('DUMP minidisk to tape', () =>
      ddr(
        machine,
        program,
        [`INPUT ${from}`, `OUTPUT ${DUMP_TAPE} 3420 (REWIND`, `DUMP ${extent}`],
        /END OF DUMP/,
      ),
    );
    await progress.step('RESTORE tape to minidisk', () =>
      ddr(
        machine,
        program,
        [`INPUT ${DUMP_TAPE} 3420 (REWIND`, `OUTPUT ${back} SCRATCH`, `RESTORE ${extent}`],
        /END OF RESTORE/,
      ),
    );
  } finally {
    writeFileSync(join(folder, 'console.txt'), lines.map((line) => `${line}\n`).join(''));
    system.close();
  }
  const faults: string[] = [];
  for (const disk of [copy, restored]) {
    const { tracks, different } = compareMinidisks(file(source), source, file(disk), disk.start);
    if (different.length === 0)
      progress.say(`minidisk ${disk.address}: all ${tracks} tracks are as on the source`);
    else
      faults.push(
        `minidisk ${disk.address}: ${different.length} of ${tracks} tracks differ, the first ${different[0]}`,
      );
  }
  const after = [checksumOutside(file(source), []), checksumOutside(file(copy), [copy, restored])];
  if (after[0] !== before[0]) faults.push('the source pack has changed');
  if (after[1] !== before[1]) faults.push('cylinders outside of the minidisks have changed');
  for (const fault of faults) progress.say(`WRONG: ${fault}`);
  if (faults.length === 0) progress.say('nothing else on the packs has changed');
  return faults.length === 0 ? 0 : 1;
}

/** The user of the virtual machine, with both tapes attached by the system's operator. */
async function ddrConsole(system: HostedSystem): Promise<DdrConsole> {
  const operator = await system.logon('OPERATOR', 'OPERATOR');
  const user = await system.logon(USERID, PASSWORD);
  user.alarm(/^IPL \w+ ERROR|CP ENTERED; /, 'the program did not run to its end');
  await user.see(CP_READ);
  for (const tape of [PROGRAM_TAPE, DUMP_TAPE]) {
    operator.type(`#CP ATTACH ${tape} TO ${USERID} AS ${tape}`);
    await user.see(new RegExp(`TAPE ${tape} ATTACHED`));
  }
  return {
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
