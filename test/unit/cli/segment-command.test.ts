import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { segmentCommand } from '../../../src/cli/segment-command.js';
import { writeSavedSystemImage } from '../../../src/cp/index.js';
import { openSystem } from '../../../src/system/open-system.js';
import { runCommand } from '../../support/command-run.js';
import { SystemDirectory } from '../../support/system.js';

const PAGES = 18;
let directory: SystemDirectory;
let file: string;

beforeEach(() => {
  directory = new SystemDirectory();
  file = directory.file('sys.segment');
  const keys = new Uint8Array(2 * PAGES).fill(0xf6);
  keys[2 * PAGES - 1] = 0xe6;
  const pages = Array.from({ length: PAGES }, (_, page) => new Uint8Array(4096).fill(page));
  // PSW: a disabled wait, so that IPL shows where it came to
  const state = {
    pswHigh: 0x00020000,
    pswLow: 0x00c0ffee,
    gpr: Int32Array.from({ length: 16 }, (_, register) => register * 3),
    fpr: new Int32Array(8),
    cr: new Int32Array(16),
    keys,
  };
  writeFileSync(file, writeSavedSystemImage({ state, pages }));
});
afterEach(() => directory.remove());

const segment = (...words: string[]) => runCommand(segmentCommand(), [...words, '--system', directory.path]);
const imports = (...words: string[]) =>
  segment('import', file, '--name', 'test', '--pages', '0-15,16,17', ...words);

describe('cp370 segment', () => {
  it('takes a system in that CP loads by its name, and out again as it was', async () => {
    expect((await imports('--shared', '0', '--minimum', '256K', '--disk', '191')).output).toBe(
      'TEST saved: pages 0-15,16,17\n',
    );
    const site = JSON.parse(readFileSync(directory.file('system.json'), 'utf8')) as object;
    expect(site).toMatchObject({
      ownedVolumes: ['CPRES'],
      logMessage: ['WELCOME TO CP370'],
      savedSystems: [{ name: 'TEST', minimumStorage: 0x40000, sharedSegments: [0], systemDisk: 0x191 }],
    });
    expect((await segment('list')).output).toMatch(/^TEST +0-15,16,17 +0 +256K +191 +yes$/m);
    const out = directory.file('out.segment');
    expect((await segment('export', 'TEST', out)).output).toContain('18 pages');
    expect(readFileSync(out).equals(readFileSync(file))).toBe(true);

    const system = openSystem({ path: directory.path });
    try {
      const vm = system.cp.logon(system.site.directory.find('ALICE')!, {
        terminal: {
          write: () => undefined,
          read: () => undefined,
          cancelRead: () => undefined,
          alarm: () => undefined,
        },
        lineSize: 80,
        display: undefined,
        writeLine: () => undefined,
        stateChanged: () => undefined,
      });
      const entry = vm.entry.devices.find((device) => device.kind === 'mdisk')!;
      const target = { kind: 'system', name: 'TEST' } as const;
      expect(system.cp.ipl(vm, target)).toMatchObject({ ok: false, number: 173 });
      system.cp.attachMinidisk(vm, { address: 0x191, entry, owner: 'ALICE', access: 'R/W' });
      expect(system.cp.ipl(vm, target, { stop: true })).toEqual({ ok: true });
      expect(vm.psw.low()).toBe(0x00c0ffee);
      expect(vm.gpr[5]).toBe(15);
      expect(system.cp.readStorage(vm, 17 * 4096 + 9, 1)).toEqual(Uint8Array.of(17));
    } finally {
      system.close();
    }
  });

  it('replaces what was saved, and keeps other systems in their places', async () => {
    await imports();
    // the second version of a system lies behind the others' pages, where the new one will be
    expect((await imports()).output).toBe('TEST replaced: pages 0-15,16,17\n');
    expect(
      (await segment('import', file, '--name', 'SECOND', '--pages', '256-271', '--shared', '16')).output,
    ).toBe(`SECOND saved: pages 256-271\n2 more pages of ${file} are not part of it\n`);
    expect((await imports()).output).toBe('TEST replaced: pages 0-15,16,17\n');
    expect((await segment('list')).output.match(/yes/g)).toHaveLength(2);
    const out = directory.file('out.segment');
    await segment('export', 'test', out);
    expect(readFileSync(out).equals(readFileSync(file))).toBe(true);
    expect((await segment('import', file, '--name', 'TEST', '--pages', '0-3')).error).toMatch(
      /system\.json: saved system TEST is defined with other pages/,
    );
  });

  it('says what is wrong, and then nothing has changed', async () => {
    const before = readFileSync(directory.file('system.json'), 'utf8');
    const failing: [string[], RegExp][] = [
      [
        ['import', file, '--name', 'TEST', '--pages', '0-40'],
        /sys\.segment: 18 pages follow the registers, 41/,
      ],
      [['import', file, '--name', 'ADD', '--pages', '0'], /the name looks like a device address/],
      [
        ['import', file, '--name', 'TEST', '--pages', '0-7', '--shared', '0'],
        /shared segment 0 is not wholly/,
      ],
      [['import', file, '--name', 'TEST', '--pages', '5-2'], /page numbers from 0 to 4095/],
      [['import', file, '--name', 'TEST', '--pages', '0', '--shared', '256'], /segments from 0 to 255/],
      [['import', file, '--name', 'TEST', '--pages', '0', '--minimum', '12'], /like 320K or 1M/],
      [['import', file, '--name', 'TEST', '--pages', '0', '--disk', '19X'], /1 to 3 hex digits/],
      [['import', directory.file('none'), '--name', 'TEST', '--pages', '0'], /ENOENT/],
      [['export', 'TEST', directory.file('x')], /no saved system TEST/],
    ];
    for (const [words, message] of failing) expect((await segment(...words)).error).toMatch(message);
    expect(readFileSync(directory.file('system.json'), 'utf8')).toBe(before);
    directory.write(
      'system.json',
      JSON.stringify({
        ownedVolumes: ['CPRES'],
        savedSystems: [{ name: 'EMPTY', minimumStorage: 0, pages: [{ from: 0, to: 1 }], sharedSegments: [] }],
      }),
    );
    expect((await segment('export', 'EMPTY', directory.file('x'))).error).toMatch(/was never saved/);
    expect((await segment('list')).output).toMatch(/^EMPTY .* no$/m);
    directory.write('system.json', JSON.stringify({ ownedVolumes: ['PACK01'], savedSystems: [] }));
    expect((await segment('list')).error).toMatch(/no volume that CP owns \(PACK01\) has space/);
  });

  it('leaves a running system alone', async () => {
    const system = openSystem({ path: directory.path });
    try {
      expect((await imports()).error).toMatch(/CPRES\.3350 is in use by process/);
    } finally {
      system.close();
    }
  });
});
