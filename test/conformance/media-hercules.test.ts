import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CkdImage,
  CompressedCkdImage,
  createTapeImage,
  openDiskImage,
  openTapeImage,
} from '../../src/media/index.js';
import { diskModel, formatTrack, parseTrack } from '../../src/s370/index.js';
import type { TrackStore } from '../../src/s370/index.js';
import { herculesInstalled } from '../support/hercules.js';
import { hasHerculesTools, herculesTool } from '../support/hercules-tools.js';

/** Programs on Hercules write to the files that ours made, and ours reads them; and the other way round. */

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-both-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string) => join(directory, name);
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** Runs one channel program on Hercules: `storage` is put at addresses, the program is at 300. Returns bytes 400 to 7FF. */
function channelProgram(device: string, address: number, storage: Readonly<Record<number, string>>): Buffer {
  const image = Buffer.alloc(0x800);
  const put = (at: number, digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex').copy(image, at);
  put(0, '0000000000000200');
  put(0x48, '00000300');
  // SIO, TIO until the device is free, LPSW of a disabled wait.
  put(0x200, `9C00${hex(address, 4)} 9D00${hex(address, 4)} 47700204 82000218`);
  put(0x218, '000A000000000FFF');
  for (const [at, digits] of Object.entries(storage)) put(Number(at), digits);
  writeFileSync(file('image'), image);
  writeFileSync(
    file('machine.cnf'),
    `ARCHMODE S/370\nMAINSIZE 2\nNUMCPU 1\nCNSLPORT 0\n${hex(address, 4)} ${device}\n`,
  );
  writeFileSync(file('commands'), 'loadcore image 0\nrestart\npause 1\nsavecore result 400 7ff\nquit\n');
  // savecore does not replace a file.
  rmSync(file('result'), { force: true });
  const log = execFileSync('hercules', ['-d', '-f', 'machine.cnf'], {
    cwd: directory,
    env: { ...process.env, HERCULES_RC: 'commands' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 40_000,
  });
  expect(log).toMatch(/HHCCP011I/);
  return readFileSync(file('result'));
}

/** Formats record 1 of a track on Hercules with 800 bytes of a value. */
function writeOnHercules(device: string, cylinder: number, head: number, byte: number): void {
  const place = hex(cylinder, 4) + hex(head, 4);
  channelProgram(device, 0x351, {
    0x300: '07000340 40000006 31000342 40000005 08000308 00000000 1D000350 80000008 00000400 00000320',
    0x340: `0000${place}00`,
    0x350: `${place}01000320`,
    0x400: hex(byte, 2).repeat(800),
  });
}

/** Reads record 1 of a track on Hercules. */
function readOnHercules(device: string, cylinder: number, head: number): Buffer {
  return channelProgram(device, 0x351, {
    0x300: '07000340 40000006 31000342 40000005 08000308 00000000 06000400 20000400',
    0x340: `0000${hex(cylinder, 4)}${hex(head, 4)}01`,
  });
}

function write(store: TrackStore, cylinder: number, head: number, byte: number): void {
  const data = new Uint8Array(800).fill(byte);
  store.writeTrack(
    cylinder,
    head,
    0,
    formatTrack(cylinder, head, store.geometry.trackSize, [{ key: new Uint8Array(0), data }]),
  );
}

/** The value that record 1 of a track is filled with. */
function valueOf(store: TrackStore, cylinder: number, head: number): number | undefined {
  const { bytes, records } = parseTrack(store.readTrack(cylinder, head), '');
  if (records.length < 2) return undefined;
  const values = new Set(bytes.subarray(records[1].end - records[1].dataLength, records[1].end));
  expect(values.size).toBe(1);
  return [...values][0];
}

describe.runIf(herculesInstalled() && hasHerculesTools())(
  'files that Hercules and cp370 write in turns',
  () => {
    it('compressed disks with shadow files', () => {
      const model = diskModel('3350')!;
      const base = CompressedCkdImage.create(file('b.cckd'), model, { volume: 'BOTH01', cylinders: 20 });
      write(base, 3, 4, 0x11);
      base.close();
      const before = readFileSync(file('b.cckd'));
      const options = { shadow: file('b_x.cckd'), readOnly: true };
      const ours = CompressedCkdImage.open(file('b.cckd'), options);
      write(ours, 5, 6, 0x22);
      ours.close();

      const device = '3350 b.cckd ro sf=b_x.cckd';
      expect(
        readOnHercules(device, 5, 6)
          .subarray(0, 800)
          .every((byte) => byte === 0x22),
      ).toBe(true);
      expect(readOnHercules(device, 3, 4)[0]).toBe(0x11);
      writeOnHercules(device, 3, 4, 0x33);
      writeOnHercules(device, 7, 8, 0x44);

      const again = CompressedCkdImage.open(file('b.cckd'), options);
      expect([valueOf(again, 3, 4), valueOf(again, 5, 6), valueOf(again, 7, 8)]).toEqual([0x33, 0x22, 0x44]);
      write(again, 7, 8, 0x55);
      again.close();
      expect(readOnHercules(device, 7, 8)[0]).toBe(0x55);
      expect(readFileSync(file('b.cckd')).equals(before)).toBe(true);
      expect(herculesTool('cckdcdsk', '-3', '-ro', file('b_1.cckd')).text).toBe('');

      const merged = CompressedCkdImage.open(file('b.cckd'), options);
      merged.stack.removeShadow({ merge: true, force: true });
      merged.close();
      expect(herculesTool('cckdcdsk', '-3', '-ro', file('b.cckd')).text).toBe('');
      expect(readOnHercules('3350 b.cckd', 3, 4)[0]).toBe(0x33);
    });

    it('disks in several files', () => {
      CkdImage.create(file('s'), diskModel('3350')!, { cylinders: 6, cylindersPerFile: 2 }).close();
      writeOnHercules('3350 s_1', 1, 1, 0x66);
      writeOnHercules('3350 s_1', 5, 29, 0x77);
      const ours = openDiskImage(file('s_1'));
      expect([valueOf(ours, 1, 1), valueOf(ours, 5, 29)]).toEqual([0x66, 0x77]);
      write(ours, 3, 3, 0x12);
      ours.close();
      expect(readOnHercules('3350 s_1', 3, 3)[0]).toBe(0x12);
    });

    it('compressed tapes', () => {
      const tape = createTapeImage(file('reel.het'));
      tape.writeBlock(new Uint8Array(1000).fill(0xc1));
      tape.close();
      // Forward space block, write 1000 bytes, write tape mark.
      channelProgram('3420 reel.het', 0x351, {
        0x300: '37000000 40000001 01000400 400003E8 1F000000 20000001',
        0x400: 'C2'.repeat(1000),
      });
      const ours = openTapeImage(file('reel.het'));
      const blocks = [1, 2, 3, 4].map(() => ours.readForward());
      expect(blocks).toEqual([
        { kind: 'data', bytes: new Uint8Array(1000).fill(0xc1) },
        { kind: 'data', bytes: new Uint8Array(1000).fill(0xc2) },
        { kind: 'mark' },
        { kind: 'end' },
      ]);
      ours.close();
      expect(readFileSync(file('reel.het')).length).toBeLessThan(200);
    });
  },
);
