import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CompressedFbaImage, FbaImage, openBlockImage } from '../../../src/media/index.js';
import { BackingError } from '../../../src/s370/index.js';
import { hasHerculesTools, herculesTool } from '../../support/hercules-tools.js';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-fba-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const hasHercules = hasHerculesTools();
const file = (name: string) => join(directory, name);

describe('FBA images', () => {
  it('compressed and not hold the same after the same writes', () => {
    const raw = FbaImage.create(file('raw'), 1000);
    const packed = CompressedFbaImage.create(file('packed'), 1000);
    let random = 99;
    const next = (n: number) => ((random = (random * 1103515245 + 12345) & 0x7fffffff) >>> 12) % n;
    for (let i = 0; i < 200; i++) {
      const count = 1 + next(200);
      const first = next(1000 - count);
      const bytes = new Uint8Array(count * 512).fill(next(4) === 0 ? 0 : next(256));
      bytes[next(bytes.length)] = 77;
      for (const store of [raw, packed]) store.writeBlocks(first, bytes);
    }
    expect(Buffer.compare(packed.readBlocks(0, 1000), raw.readBlocks(0, 1000))).toBe(0);
    expect(() => packed.readBlocks(999, 2)).toThrow(/no blocks 999 to 1000/);
    expect(() => raw.writeBlocks(1000, new Uint8Array(512))).toThrow(BackingError);
    raw.close();
    packed.close();
    expect(statSync(file('raw')).size).toBe(512_000);
    expect(statSync(file('packed')).size).toBeLessThan(60_000);
    const again = openBlockImage(file('packed'), { readOnly: true });
    expect(Buffer.compare(again.readBlocks(0, 1000), readFileSync(file('raw')))).toBe(0);
    expect(() => again.writeBlocks(0, new Uint8Array(512))).toThrow(/reading only/);
    again.close();
    if (!hasHercules) return;
    expect(herculesTool('cckdcdsk', '-3', '-ro', file('packed')).text).toBe('');
    expect(herculesTool('cfba2fba', file('packed'), file('expanded')).status).toBe(0);
    expect(readFileSync(file('expanded')).equals(readFileSync(file('raw')))).toBe(true);
    for (const method of ['-z', '-bz2']) {
      expect(herculesTool('fba2cfba', method, file('raw'), file(`theirs${method}`)).status).toBe(0);
      const theirs = openBlockImage(file(`theirs${method}`));
      expect(Buffer.compare(theirs.readBlocks(0, 1000), readFileSync(file('raw')))).toBe(0);
      theirs.writeBlocks(500, new Uint8Array(512).fill(1));
      theirs.close();
      expect(herculesTool('cckdcdsk', '-3', '-ro', file(`theirs${method}`)).text).toBe('');
    }
  });

  it.runIf(hasHercules)('have the size that dasdinit gives them', () => {
    herculesTool('dasdinit', file('theirs'), '3310', 'FBA001', '2000');
    const theirs = openBlockImage(file('theirs'));
    expect(theirs.geometry).toEqual({ blockSize: 512, blocks: 2000 });
    theirs.close();
  });

  it('that break off are refused with the offset', () => {
    writeFileSync(file('cut'), new Uint8Array(1000));
    expect(() => openBlockImage(file('cut'))).toThrow(/cut, offset 512: the file ends within block 1/);
  });
});
