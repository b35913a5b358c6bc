import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDdr } from '../../scripts/workloads/ddr-run.js';
import { makeTestPack } from '../../scripts/workloads/packs.js';
import { Progress } from '../../scripts/workloads/progress.js';
import {
  AwsTape,
  CkdImage,
  CompressedCkdImage,
  PrintFile,
  createTapeImage,
  openDiskImage,
  openTapeImage,
} from '../../src/media/index.js';
import {
  BareMachine,
  CkdDisk,
  Console3215,
  Machine,
  Printer,
  TapeDrive,
  diskModel,
  formatTrack,
} from '../../src/s370/index.js';
import type { BareExit } from '../../src/s370/index.js';
import { hasWorkload, workload } from '../support/workloads.js';
import { OperatorConsole } from '../support/operator-console.js';

/** VM/370's stand-alone DASD dump/restore program, as it was distributed: a real program that knows nothing of us. */
const DDR = workload('dmkddr.aws');

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-ddr-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** IPLs DDR from tape 580 with the console at 01F and runs it until it wants a line that nobody prepared. */
async function ddr(lines: string[], plug: (machine: Machine) => void): Promise<OperatorConsole> {
  const machine = new Machine({
    storageSize: 2 << 20,
    cpuId: { version: 0, serial: 0x001234, model: 0x0145 },
  });
  const console_ = new OperatorConsole(lines, (action) => void machine.events.schedule(1000, action));
  machine.channels.attach(0x01f, new Console3215(console_));
  machine.channels.attach(0x580, new TapeDrive(AwsTape.open(DDR, { readOnly: true })));
  plug(machine);
  const bare = new BareMachine(machine);
  const outcome = await bare.ipl(0x580, { clear: true, sleep: () => Promise.resolve() });
  expect(outcome).toEqual({ kind: 'loaded' });
  let exit: BareExit = { kind: 'budget' };
  for (let slices = 0; slices < 5000 && !console_.waiting; slices++) {
    exit = bare.run(100_000);
    if (exit.kind === 'wait' && machine.idle() === Infinity) break;
    if (exit.kind === 'disabled-wait' || exit.kind === 'stopped') break;
  }
  for (const { device } of machine.channels.devices()) device.close();
  if (!console_.waiting) console_.paper.push(`ended: ${JSON.stringify(exit)}`);
  return console_;
}

describe.runIf(hasWorkload('dmkddr.aws'))('VM/370 DDR on the bare machine', () => {
  for (const [type, address] of [
    ['3350', 0x350],
    ['3330', 0x330],
  ] as const) {
    it(`types a track of a ${type} at the console`, async () => {
      const path = join(directory, 'pack');
      CkdImage.create(path, diskModel(type)!, { volume: 'TEST01', cylinders: 3 }).close();
      const unit = address.toString(16);
      const { paper, waiting } = await ddr([`INPUT ${unit} ${type}`, 'TYPE 0 0', 'YES'], (machine) => {
        machine.channels.attach(address, new CkdDisk(CkdImage.open(path)));
      });
      const text = paper.join('\n');
      expect(waiting, text).toBe(true);
      expect(paper[0]).toBe('VM/370 DASD DUMP/RESTORE PROGRAM RELEASE 6');
      expect(text).toContain('DMKDDR711R VOLID READ IS TEST01');
      expect(text).toContain(
        'CYL 000 HD 00 HOME ADDRESS 0000000000 RECORD ZERO 0000000000 00 0008 00000000 00000000',
      );
      expect(text).toContain('CYL 000 HD 00 REC 001 COUNT 0000000001 04 0018');
      expect(text).toContain('CYL 000 HD 00 REC 003 COUNT 0000000003 04 0050');
      expect(text).toMatch(/E5D6D3F1 E3C5E2E3 F0F1\S+ \S+ .*\*VOL1TEST01/);
    });
  }

  it('prints a track on the printer', async () => {
    const path = join(directory, 'pack');
    const out = join(directory, 'out.txt');
    CkdImage.create(path, diskModel('3350')!, { volume: 'TEST01', cylinders: 3 }).close();
    const { paper, waiting } = await ddr(
      ['SYSPRINT 00E', 'INPUT 350 3350 TEST01', 'PRINT 0 1', ''],
      (machine) => {
        machine.channels.attach(0x350, new CkdDisk(CkdImage.open(path, { readOnly: true })));
        machine.channels.attach(0x00e, new Printer(new PrintFile(out)));
      },
    );
    expect(readFileSync(out, 'utf8'), paper.join('\n')).toContain(
      'CYL 000 HD 01 HOME ADDRESS 0000000001 RECORD ZERO 0000000100 00 0008 00000000 00000000',
    );
    expect(waiting || paper.some((line) => line.startsWith('END OF JOB'))).toBe(true);
  });

  it.each([
    ['raw images and an AWS tape', CkdImage, 'reel.aws'],
    ['compressed images with shadow files and a HET tape', CompressedCkdImage, 'reel.het'],
    ['compressed images and a SIMH tape', CompressedCkdImage, 'reel.tap'],
  ] as const)('dumps a volume to tape and restores it to another: %s', async (_name, images, tape) => {
    const source = join(directory, 'source');
    const target = join(directory, 'target');
    const reel = join(directory, tape);
    const shadow = images === CompressedCkdImage && tape === 'reel.het' ? { shadow: `${target}_1` } : {};
    const model = diskModel('3350')!;
    const image = images.create(source, model, { volume: 'SRC001', cylinders: 2 });
    const records = [
      { key: Uint8Array.of(1, 2, 3), data: new Uint8Array(800).fill(0xc1) },
      { key: new Uint8Array(0), data: Uint8Array.from({ length: 4096 }, (_, i) => (i * 13) & 0xff) },
    ];
    image.writeTrack(1, 7, 0, formatTrack(1, 7, model.trackSize, records));
    image.close();
    images.create(target, model, { volume: 'TGT001', cylinders: 2 }).close();
    createTapeImage(reel).close();
    const base = readFileSync(target);

    const dump = await ddr(['INPUT 350 3350 SRC001', 'OUTPUT 181 3420', 'DUMP 0 TO 1', ''], (machine) => {
      machine.channels.attach(0x350, new CkdDisk(openDiskImage(source, { readOnly: true })));
      machine.channels.attach(0x181, new TapeDrive(openTapeImage(reel)));
    });
    expect(dump.paper.join('\n')).toContain('END OF DUMP');

    const restore = await ddr(
      ['INPUT 181 3420', 'OUTPUT 351 3350 TGT001', 'RESTORE ALL', 'YES', ''],
      (machine) => {
        machine.channels.attach(
          0x351,
          new CkdDisk(openDiskImage(target, { ...shadow, readOnly: 'shadow' in shadow })),
        );
        machine.channels.attach(0x181, new TapeDrive(openTapeImage(reel, { readOnly: true })));
      },
    );
    expect(restore.paper.join('\n')).toContain('END OF RESTORE');

    if ('shadow' in shadow) expect(readFileSync(target).equals(base)).toBe(true);
    const a = openDiskImage(source, { readOnly: true });
    const b = openDiskImage(target, { ...shadow, readOnly: true, lookOnly: true });
    for (const [cylinder, head] of [
      [0, 0],
      [1, 6],
      [1, 7],
      [1, 29],
    ]) {
      const end = endOf(a.readTrack(cylinder, head));
      expect(b.readTrack(cylinder, head).slice(0, end), `cylinder ${cylinder} head ${head}`).toEqual(
        a.readTrack(cylinder, head).slice(0, end),
      );
    }
    a.close();
    b.close();
  });
});

describe.runIf(hasWorkload('dmkddr.aws'))('npm run workload:ddr', () => {
  it('copies a whole 3330, dumps it to tape and restores it, track for track', async () => {
    const pack = join(directory, 'pack');
    makeTestPack(pack, 'SRC001');
    const lines: string[] = [];
    const code = await runDdr({ folder: directory, pack }, new Progress((line) => lines.push(line)));
    expect(code, lines.join('\n')).toBe(0);
    expect(lines.filter((line) => /all 7676 tracks are as on the source/.test(line))).toHaveLength(2);
  });
});

/** Offset behind the end mark of a track image. */
function endOf(track: Uint8Array): number {
  return Buffer.from(track.buffer, track.byteOffset, track.length).indexOf(Buffer.alloc(8, 0xff)) + 8;
}
