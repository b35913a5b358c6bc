import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskCommand } from '../../../src/cli/media/disk-command.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { CkdImage, openDiskImage } from '../../../src/media/index.js';
import { diskModel, formatTrack } from '../../../src/s370/index.js';
import { textFile, writeCmsDisk } from '../../support/cms-disk.js';
import { runCommand } from '../../support/command-run.js';
import { hasHerculesTools, herculesTool } from '../../support/hercules-tools.js';
import { memoryPack } from '../../support/virtual-machine.js';

import { writePartitionedDataSet } from '../../support/partitioned-data-set.js';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-disk-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const hasHercules = hasHerculesTools();
const file = (name: string) => join(directory, name);
const disk = (...words: string[]) => runCommand(diskCommand(), words);

/** Makes an image with `cp370 disk make`; answers its path. */
async function made(name: string, ...words: string[]): Promise<string> {
  expect(await disk('make', file(name), ...words)).toMatchObject({ exitCode: 0, error: undefined });
  return file(name);
}

/** The same tracks, up to their end marks. */
function expectSame(a: string, b: string): void {
  const [one, two] = [openDiskImage(a, { readOnly: true }), openDiskImage(b, { readOnly: true })];
  expect(two.geometry).toEqual(one.geometry);
  for (let cylinder = 0; cylinder < one.geometry.cylinders; cylinder++) {
    for (let head = 0; head < one.geometry.heads; head++) {
      expect(Buffer.compare(two.readTrack(cylinder, head), one.readTrack(cylinder, head))).toBe(0);
    }
  }
  one.close();
  two.close();
}

describe('cp370 disk', () => {
  it('makes volumes of every CKD type that Hercules reads, with label and VTOC', async () => {
    for (const type of ['2305-2', '2311', '2314', '3330', '3330-11', '3340-70', '3350', '3375', '3380-D']) {
      // Hercules takes a small 2305 for a 2305-1.
      const size = type === '2305-2' ? '96' : '3';
      const words = ['make', file(type), type, '--volume', 'test01', '--size', size, '--vtoc', '2'];
      expect(await disk(...words)).toMatchObject({ exitCode: 0, error: undefined });
      expect((await disk('list', file(type))).output).toContain('volume TEST01\n0 data sets');
      if (hasHercules) expect(herculesTool('dasdls', file(type)).text).toContain('VOLSER=TEST01');
      expect((await disk(...words, '-z')).error).toBe(`${file(type)}: exists already (--force replaces it)`);
      expect((await disk(...words, '-z', '--force')).exitCode).toBe(0);
      if (hasHercules) {
        expect(herculesTool('cckdcdsk', '-3', '-ro', file(type)).text).toBe('');
        expect(herculesTool('dasdls', file(type)).text).toContain('VOLSER=TEST01');
      }
    }
    expect((await disk('make', file('x'), '3399')).error).toMatch(/3399 is not known \(2305/);
    expect((await disk('make', file('x'), '3350', '--volume', 'TOOLONG')).error).toMatch(
      /no.* volume serial/,
    );
    expect(existsSync(file('x'))).toBe(false);
  });

  it('places a minidisk on a pack and takes it off again', async () => {
    const small = memoryPack('MINI', '3350');
    writeCmsDisk(small, 0, 3, 'MINI', [textFile('PROFILE', 'EXEC', ['&CONTROL OFF'])]);
    const tracks = (cylinder: number, head: number) => small.readTrack(cylinder, head);
    CkdImage.create(file('mini'), diskModel('3350')!, { cylinders: 3, tracks }).close();
    await made('pack', '3350', '--size', '8', '--volume', 'PACK01');
    const place = (...words: string[]) => disk('place', file('mini'), file('pack'), ...words);
    expect((await place('4')).output).toBe(`${file('mini')} is now on ${file('pack')}, cylinders 4 to 6\n`);
    expect((await disk('list', file('pack'), '--cylinder', '4')).output).toContain('PROFILE  EXEC');
    expect((await disk('check', file('pack'))).exitCode).toBe(0);
    if (hasHercules) expect(herculesTool('dasdls', file('pack')).text).toContain('VOLSER=PACK01');
    await disk('copy', file('pack'), file('back'), '--cylinders', '4-6');
    expectSame(file('mini'), file('back'));

    expect((await place('5')).error).toMatch(/cylinder 5 has records; --force overwrites cylinders 5 to 7/);
    expect((await place('4', '--force')).exitCode).toBe(0);
    expect((await place('6')).error).toMatch(/cylinders 6 to 8 are not all on .*pack, which has 8/);
    expect((await place('0')).error).toMatch(/0 is not a cylinder for a minidisk/);
    await made('other', '3330', '--size', '8');
    expect((await disk('place', file('mini'), file('other'), '1')).error).toMatch(
      /is a 3350, .*other a 3330/,
    );
    expect((await disk('copy', file('pack'), file('x'), '--cylinders', '4-8')).error).toMatch(
      /--cylinders 4-8: .* has cylinders 0 to 7/,
    );
  });

  it('lists and extracts members of a data set, as dasdpdsu does', async () => {
    await disk('make', file('pds'), '3330', '--volume', 'TEST01', '--size', '5', '--vtoc');
    const store = openDiskImage(file('pds'));
    const many = Array.from({ length: 25 }, (_, i) => `CARD ${i}`);
    writePartitionedDataSet(store, 'TEST.LIB', [
      { name: 'SECOND', lines: many },
      { name: 'FIRST', lines: ['HELLO', 'WORLD'] },
    ]);
    store.close();
    const { output } = await disk('list', file('pds'), '--members');
    expect(output).toMatch(/TEST\.LIB +PO +FB +80 +800 +3 +2 +2026\.200\n {4}FIRST\n {4}SECOND\n/);
    const wanted = await disk('extract', file('pds'), 'TEST.LIB(SECOND)', '--text');
    expect(wanted.output).toBe(`${many.join('\n')}\n`);
    await disk('extract', file('pds'), 'test.lib(first)', '-o', file('first'));
    expect(ebcdic037.decode(readFileSync(file('first')))).toBe('HELLO'.padEnd(80) + 'WORLD'.padEnd(80));
    expect((await disk('extract', file('pds'), 'TEST.LIB')).error).toMatch(/partitioned: give a member/);
    expect((await disk('extract', file('pds'), 'TEST.LIB(NONE)')).error).toMatch(/has no member NONE/);
    expect((await disk('extract', file('pds'), 'OTHER')).error).toMatch(/no data set OTHER/);
    if (!hasHercules) return;
    expect(herculesTool('dasdls', file('pds')).text).toMatch(/TEST\.LIB/);
    spawnSync('dasdpdsu', [file('pds'), 'TEST.LIB'], { cwd: directory });
    expect(readFileSync(file('first.mac')).equals(readFileSync(file('first')))).toBe(true);
  });

  it.runIf(hasHercules)('reads what dasdload made', async () => {
    const cards = Buffer.concat(
      Array.from({ length: 30 }, (_, i) => Buffer.from(ebcdic037.encode(`CARD ${i}`, 80))),
    );
    writeFileSync(file('cards'), cards);
    writeFileSync(
      file('control'),
      `LOAD01 3330 *\nSYSVTOC VTOC TRK 5\nTEST.SEQ SEQ ${file('cards')} TRK 2 1 0 PS FB 80 800 0\nTEST.PO EMPTY CYL 1 1 5 PO FB 80 3120 0\n`,
    );
    for (const method of ['-0', '-z', '-bz2']) {
      herculesTool('dasdload', method, file('control'), file(`load${method}`));
      const { output } = await disk('list', file(`load${method}`));
      expect(output).toContain('volume LOAD01');
      expect(output).toMatch(/TEST\.PO +PO/);
      await disk('extract', file(`load${method}`), 'TEST.SEQ', '-o', file(`out${method}`));
      expect(readFileSync(file(`out${method}`)).equals(cards)).toBe(true);
    }
  });

  it('copies and converts, and Hercules agrees', async () => {
    await disk('make', file('a.ckd'), '3340', '--volume', 'COPY01', '--size', '6', '--vtoc', '3');
    const store = openDiskImage(file('a.ckd'));
    const data = Uint8Array.from({ length: 3000 }, (_, i) => (i * i) >> 5);
    store.writeTrack(5, 11, 0, formatTrack(5, 11, 8704, [{ key: Uint8Array.of(1), data }]));
    store.close();
    expect((await disk('convert', file('a.ckd'), file('b.cckd'))).output).toMatch(/b\.cckd too \(cckd\)/);
    expectSame(file('a.ckd'), file('b.cckd'));
    await disk('convert', file('b.cckd'), file('c.ckd'));
    expect(readFileSync(file('c.ckd')).equals(readFileSync(file('a.ckd')))).toBe(true);
    await disk('copy', file('b.cckd'), file('d'), '--split', '2');
    for (const name of ['d_1', 'd_2', 'd_3']) expect(existsSync(file(name))).toBe(true);
    expectSame(file('a.ckd'), file('d_1'));
    if (hasHercules) {
      expect(herculesTool('dasdcopy', file('d_1'), file('e.ckd')).status).toBe(0);
      expectSame(file('a.ckd'), file('e.ckd'));
      expect(herculesTool('dasdls', file('d_1')).text).toContain('VOLSER=COPY01');
    }
    expect((await disk('convert', file('a.ckd'), file('x.cfba'))).error).toMatch(
      /CKD volume and can't be cfba/,
    );
    expect((await disk('copy', file('a.ckd'), file('b.cckd'))).error).toMatch(/exists already/);
  });

  it('reports damage with its place, changes nothing, and rescues the rest', async () => {
    await disk('make', file('a'), '2311', '--volume', 'BAD001', '--size', '3');
    const image = readFileSync(file('a'));
    const at = 512 + 14 * 4096;
    image.fill(0x55, at, at + 100);
    writeFileSync(file('a'), image);
    const found = await disk('check', file('a'), '--repair', file('b'));
    expect(found.exitCode).toBe(1);
    expect(found.output).toMatch(new RegExp(`damage: .*a, offset ${at}: the home address is X'5555555555'`));
    expect(found.output).toContain('1 damaged place');
    expect(readFileSync(file('a')).equals(image)).toBe(true);
    expect(await disk('check', file('b'))).toMatchObject({ exitCode: 0 });
    expect((await disk('list', file('b'))).output).toContain('volume BAD001');
    expect((await disk('copy', file('a'), file('c'))).error).toContain(`offset ${at}`);
    expect(existsSync(file('c'))).toBe(false);
    expect(existsSync(file('c.part'))).toBe(false);
    expect((await disk('list', file('nothing'))).error).toMatch(/nothing: no such file/);
  });

  it('rescues tracks of a compressed volume that its tables have lost', async () => {
    await disk('make', file('a.cckd'), '2311', '-z', '--volume', 'LOST01', '--size', '60');
    const store = openDiskImage(file('a.cckd'));
    for (let cylinder = 0; cylinder < 60; cylinder++) {
      // Odd cylinders can't be compressed, and are stored as they are.
      const data = Uint8Array.from({ length: 900 }, (_, i) =>
        cylinder % 2 === 0 ? cylinder : (i * i * (cylinder + 1)) >> 3,
      );
      store.writeTrack(cylinder, 3, 0, formatTrack(cylinder, 3, 4096, [{ key: Uint8Array.of(1), data }]));
    }
    store.close();
    const image = readFileSync(file('a.cckd'));
    // The first-level entries of all tracks but the first 256 point behind the file.
    image.writeUInt32LE(0x7fffffff, 1028);
    image.writeUInt32LE(0x7fffffff, 1032);
    writeFileSync(file('broken'), image);
    const found = await disk('check', file('broken'), '--repair', file('b.cckd'));
    expect(found.exitCode).toBe(1);
    expect(found.output).toMatch(/damage: .*broken, offset 1028: the second-level table/);
    expect(found.output.match(/^rescued: cylinder \d+ head 3/gm)).toHaveLength(34);
    expectSame(file('a.cckd'), file('b.cckd'));
    expect(readFileSync(file('broken')).equals(image)).toBe(true);
    if (hasHercules) expect(herculesTool('cckdcdsk', '-3', '-ro', file('b.cckd')).text).toBe('');
  });

  it('extracts blocks of an FBA volume', async () => {
    const bytes = Buffer.alloc(512 * 600);
    for (let block = 0; block < 600; block++) bytes.fill(block & 0xff, 512 * block, 512 * (block + 1));
    bytes.set(ebcdic037.encode('VOL1DOSRES'), 512);
    writeFileSync(file('dos.fba'), bytes);
    const compressed = await disk('convert', file('dos.fba'), file('dos.cfba'), '--to', 'cfba');
    expect(compressed.error).toBeUndefined();
    for (const volume of ['dos.fba', 'dos.cfba']) {
      const out = ['-o', file('out'), '--force'];
      expect((await disk('extract', file(volume), '0', '2-599', ...out)).error).toBeUndefined();
      const wanted = Buffer.concat([bytes.subarray(0, 512), bytes.subarray(1024)]);
      expect(Buffer.compare(readFileSync(file('out')), wanted)).toBe(0);
    }
    expect((await disk('extract', file('dos.fba'), '1', '--text')).output).toMatch(/^VOL1DOSRES/);
    for (const [range, why] of [
      ['600', /blocks 0 to 599, not 600/],
      ['7-3', /not 7-3/],
      ['SYS1.PARMLIB', /neither a block \(5\) nor a range/],
    ] as const) {
      expect((await disk('extract', file('dos.fba'), range)).error).toMatch(why);
    }
  });

  it('lists and extracts files of a CMS disk', async () => {
    const pack = memoryPack('CMSPCK', '3330');
    writeCmsDisk(pack, 2, 5, 'MYDISK', [
      textFile('PROFILE', 'EXEC', ['&CONTROL OFF', 'ACCESS 192 B']),
      textFile(
        'LONG',
        'DATA',
        Array.from({ length: 2000 }, (_, i) => `LINE ${i}`),
        80,
      ),
    ]);
    const tracks = (cylinder: number, head: number) => pack.readTrack(cylinder, head);
    CkdImage.create(file('pack'), diskModel('3330')!, { cylinders: 10, tracks }).close();
    const { output } = await disk('list', file('pack'), '--cylinder', '2');
    expect(output).toContain('CMS disk MYDISK: 2 files');
    expect(output).toMatch(/LONG +DATA +A1 +F +80 +2000 +200/);
    const profile = await disk('extract', file('pack'), 'PROFILE', 'EXEC', '--text', '--cylinder', '2');
    expect(profile.output).toBe('&CONTROL OFF\nACCESS 192 B\n');
    const long = await disk('extract', file('pack'), 'long data', '--text', '--cylinder', '2');
    expect(long.output.split('\n')[1999]).toBe('LINE 1999');
    expect((await disk('extract', file('pack'), 'NO', 'FILE', '--cylinder', '2')).error).toMatch(
      /no file NO FILE/,
    );
  });

  it('operates shadow files', async () => {
    await disk('make', file('a.cckd'), '2311', '-z', '--size', '30');
    const shadow = ['--shadow', file('a_x.cckd')];
    expect((await disk('list', file('a.cckd'), ...shadow)).output).toContain('no label');
    expect((await disk('shadow', 'status', file('a.cckd'), ...shadow)).output).not.toContain('a_1');
    expect(existsSync(file('a_1.cckd'))).toBe(false);
    expect((await disk('shadow', 'add', file('a.cckd'), ...shadow)).output).toMatch(/1 .*a_1\.cckd.*written/);
    expect((await disk('shadow', 'status', file('a.cckd'), ...shadow)).output).toMatch(
      /1 .*a_1\.cckd.*read only/,
    );
    expect((await disk('shadow', 'merge', file('a.cckd'), ...shadow)).output).not.toContain('a_1');
    expect(existsSync(file('a_1.cckd'))).toBe(false);
    expect((await disk('shadow', 'merge', file('a.cckd'), ...shadow)).error).toMatch(/no shadow file/);
    expect((await disk('shadow', 'paint', file('a.cckd'), ...shadow)).error).toMatch(
      /not one of status, add/,
    );
  });
});
