import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CompressedCkdImage, CompressedFbaImage, openDiskImage } from '../../../src/media/index.js';
import { shadowPath } from '../../../src/media/cckd/shadow-name.js';
import { diskModel, formatTrack, parseTrack } from '../../../src/s370/index.js';
import { hasHerculesTools, herculesTool } from '../../support/hercules-tools.js';

let directory: string;
let base: string;
let shadow: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-shadow-'));
  base = join(directory, 'base.cckd');
  shadow = join(directory, 'base_x.cckd');
  const image = CompressedCkdImage.create(base, diskModel('2311')!, { cylinders: 40, volume: 'BASE01' });
  write(image, 1, 'base');
  write(image, 2, 'base');
  image.close();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const hasHercules = hasHerculesTools();
const level = (n: number) => join(directory, `base_${n}.cckd`);

function write(image: CompressedCkdImage, cylinder: number, text: string): void {
  const data = Buffer.from(text.padEnd(600, '.'));
  image.writeTrack(cylinder, 0, 0, formatTrack(cylinder, 0, 4096, [{ key: new Uint8Array(0), data }]));
}

function read(image: ReturnType<typeof openDiskImage>, cylinder: number): string {
  const { bytes, records } = parseTrack(image.readTrack(cylinder, 0), '');
  if (records.length < 2) return '';
  return Buffer.from(bytes.subarray(records[1].offset + 8, records[1].end))
    .toString()
    .replace(/\.+$/, '');
}

const texts = (image: ReturnType<typeof openDiskImage>) => [1, 2, 3].map((cylinder) => read(image, cylinder));

describe('shadow files', () => {
  it('have their number before the extension', () => {
    expect(shadowPath('/a/pack_1.350', 2)).toBe('/a/pack_2.350');
    expect(shadowPath('/a.b/pack', 3)).toBe('/a.b/pac3');
  });

  it('take all writes, at several levels, and the base stays as it is', () => {
    const before = readFileSync(base);
    const image = CompressedCkdImage.open(base, { shadow, readOnly: true });
    expect(image.readOnly).toBe(false);
    write(image, 2, 'one');
    image.stack.addShadow();
    write(image, 3, 'two');
    // An empty track hides what the files below have.
    image.writeTrack(1, 0, 0, formatTrack(1, 0, 4096));
    expect(texts(image)).toEqual(['', 'one', 'two']);
    image.close();
    expect(readFileSync(base).equals(before)).toBe(true);
    expect([1, 2, 3].map((n) => existsSync(level(n)))).toEqual([true, true, false]);
    const again = openDiskImage(base, { shadow });
    expect(texts(again)).toEqual(['', 'one', 'two']);
    again.close();
    const alone = openDiskImage(base, { readOnly: true });
    expect(texts(alone)).toEqual(['base', 'base', '']);
    alone.close();
    if (!hasHercules) return;
    for (const file of [base, level(1), level(2)]) {
      expect(herculesTool('cckdcdsk', '-3', '-ro', file).text).toBe('');
    }
    expect(herculesTool('cckd2ckd', '-quiet', base, `sf=${shadow}`, join(directory, 'raw')).status).toBe(0);
    const raw = openDiskImage(join(directory, 'raw'));
    expect(texts(raw)).toEqual(['', 'one', 'two']);
    raw.close();
  });

  it('are merged into the file below, or thrown away', () => {
    const image = CompressedCkdImage.open(base, { shadow });
    image.stack.addShadow();
    write(image, 2, 'one');
    image.stack.addShadow();
    write(image, 3, 'two');
    image.stack.removeShadow({ merge: false });
    expect(texts(image)).toEqual(['base', 'one', '']);
    image.stack.addShadow();
    write(image, 1, 'three');
    image.stack.removeShadow({ merge: true });
    image.stack.removeShadow({ merge: true });
    expect(texts(image)).toEqual(['three', 'one', '']);
    expect(() => image.stack.removeShadow({ merge: true })).toThrow(/no shadow file/);
    expect(image.stack.statistics).toHaveLength(1);
    write(image, 3, 'four');
    image.close();
    expect([1, 2].map((n) => existsSync(level(n)))).toEqual([false, false]);
    const alone = openDiskImage(base, { readOnly: true });
    expect(texts(alone)).toEqual(['three', 'one', 'four']);
    alone.close();
    if (hasHercules) expect(herculesTool('cckdcdsk', '-3', '-ro', base).text).toBe('');
  });

  it('are merged into a base opened for reading only when that is forced', () => {
    const image = CompressedCkdImage.open(base, { shadow, readOnly: true });
    write(image, 3, 'one');
    expect(() => image.stack.removeShadow({ merge: true })).toThrow(/base.*reading only/);
    expect(texts(image)).toEqual(['base', 'base', 'one']);
    image.stack.removeShadow({ merge: false });
    expect(texts(image)).toEqual(['base', 'base', '']);
    expect(existsSync(level(1))).toBe(true);
    write(image, 3, 'two');
    image.stack.removeShadow({ merge: true, force: true });
    image.close();
    const alone = openDiskImage(base, { readOnly: true });
    expect(texts(alone)).toEqual(['base', 'base', 'two']);
    alone.close();
  });

  it('are begun by themselves over a base that the host protects', () => {
    chmodSync(base, 0o444);
    // The super user may write to it all the same.
    const options = process.getuid?.() === 0 ? { shadow, readOnly: true } : { shadow };
    const image = CompressedCkdImage.open(base, options);
    write(image, 2, 'above');
    image.close();
    expect(existsSync(level(1))).toBe(true);
  });

  it('are compressed without losing anything, eight at most', () => {
    const image = CompressedCkdImage.open(base, { shadow });
    for (let n = 1; n <= 8; n++) {
      image.stack.addShadow();
      for (let i = 0; i < 30; i++) write(image, 2, `level ${n} ${i}`);
    }
    expect(() => image.stack.addShadow()).toThrow(/8 shadow files/);
    image.stack.compress();
    expect(texts(image)).toEqual(['base', 'level 8 29', '']);
    expect(image.stack.statistics[8]).toMatchObject({ freeBytes: 0, shadow: true });
    image.stack.check();
    image.close();
  });

  it('of another volume are refused', () => {
    const image = CompressedCkdImage.open(base, { shadow });
    image.stack.addShadow();
    image.close();
    rmSync(base);
    CompressedCkdImage.create(base, diskModel('2311')!, { cylinders: 20 }).close();
    expect(() => openDiskImage(base, { shadow })).toThrow(/base_1\.cckd is a shadow file of another volume/);
    expect(() => openDiskImage(level(1))).toThrow(/is a shadow file, not a base/);
    CompressedFbaImage.create(join(directory, 'fba'), 500).close();
    expect(() => openDiskImage(join(directory, 'fba'))).toThrow();
  });
});
