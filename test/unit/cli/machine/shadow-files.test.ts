import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commandOutput } from '../../../../src/cli/machine/commands/execute.js';
import { OperatedMachine } from '../../../../src/cli/machine/operated-machine.js';
import { CompressedCkdImage, CompressedFbaImage, parseConfiguration } from '../../../../src/media/index.js';
import { diskModel, formatTrack } from '../../../../src/s370/index.js';
import type { CkdDisk, FbaDisk } from '../../../../src/s370/index.js';

let directory: string;
let operated: OperatedMachine;
const at = (name: string) => join(directory, name);
const operate = (line: string) => commandOutput(operated, line);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-sf-'));
  CompressedCkdImage.create(at('pack.cckd'), diskModel('2311')!, { cylinders: 30 }).close();
  CompressedFbaImage.create(at('pack.cfba'), 1000).close();
  const configuration = parseConfiguration(
    'MAINSIZE 256K\n190 2311 pack.cckd sf=pack_x.cckd\n200 3310 pack.cfba ro sf=fba_x.cfba\n00C 3505 *\n',
    'm.cnf',
  );
  operated = new OperatedMachine(configuration, () => undefined, { directory });
  operated.devices.attachConfigured(configuration, 'm.cnf');
});
afterEach(() => {
  operated.close();
  rmSync(directory, { recursive: true, force: true });
});

const disk = () => operated.machine.channels.device(0x190) as CkdDisk;
const byteOf = (cylinder: number) => disk().store.readTrack(cylinder, 0)[5 + 16 + 8];
const write = (cylinder: number, byte: number) =>
  disk().store.writeTrack(
    cylinder,
    0,
    0,
    formatTrack(cylinder, 0, 4096, [{ key: new Uint8Array(0), data: new Uint8Array(700).fill(byte) }]),
  );

it('are begun, merged, thrown away, compressed, checked and shown by the operator', async () => {
  write(1, 1);
  expect((await operate('sf+0190')).at(-1)).toMatch(/^0190 +\[1\].* rw .*pack_1\.cckd$/);
  write(1, 2);
  expect(await operate('sf+ 190')).toHaveLength(4);
  write(1, 3);
  expect(byteOf(1)).toBe(3);
  await operate('sf-0190 nomerge');
  expect(byteOf(1)).toBe(2);
  expect(existsSync(at('pack_2.cckd'))).toBe(false);
  expect(await operate('sfc 190')).toHaveLength(3);
  expect(await operate('sfk190')).toHaveLength(3);
  expect(await operate('sf- 190')).toHaveLength(2);
  expect(byteOf(1)).toBe(2);
  expect(await operate('sf-190')).toEqual([expect.stringMatching(/has no shadow file/)]);
});

it('stand over a base that is only read, and all disks can be meant', async () => {
  const fba = operated.machine.channels.device(0x200) as FbaDisk;
  fba.store.writeBlocks(5, new Uint8Array(512).fill(9));
  expect(existsSync(at('fba_1.cfba'))).toBe(true);
  expect(await operate('sfd *')).toHaveLength(2 + 3);
  expect(await operate('sf-200')).toEqual([expect.stringMatching(/opened for reading only \(force\)/)]);
  expect(await operate('sf-200 force')).toHaveLength(2);
  expect(fba.store.readBlocks(5, 1)[0]).toBe(9);
  expect(await operate('sfd 00C')).toEqual([expect.stringMatching(/000C is not a compressed disk/)]);
  expect(await operate('sf- 190 perhaps')).toEqual([expect.stringMatching(/not merge, nomerge or force/)]);
});
