import { describe, expect, it } from 'vitest';
import { CodeMap, mapExtents, type MappedCode } from '../../../../src/s370/compiled/code-map.js';
import { layOutMachine } from '../../../../src/s370/layout.js';
import { MainStorage } from '../../../../src/s370/storage.js';

interface Bench {
  readonly storage: MainStorage;
  readonly map: CodeMap;
  readonly dropped: MappedCode[];
  code(absolute: number, length: number): MappedCode;
}

function bench(): Bench {
  const layout = layOutMachine(0x10000);
  const storage = new MainStorage(new ArrayBuffer(layout.totalSize), layout);
  const map = new CodeMap(storage, layout);
  storage.watch(map);
  const dropped: MappedCode[] = [];
  map.onStored = (code) => {
    dropped.push(code);
    map.remove(code);
  };
  const code = (absolute: number, length: number): MappedCode => {
    const made = mapExtents([{ host: layout.storage + absolute, length }], layout.storage);
    map.add(made);
    return made;
  };
  return { storage, map, dropped, code };
}

describe('the code map', () => {
  it('knows halfwords: across lines, and nothing beside them', () => {
    const { lines, masks } = mapExtents([{ host: 0x103e, length: 6 }], 0x1000);
    expect([...lines]).toEqual([0, 1]);
    expect([...masks]).toEqual([0x80000000 | 0, 3]);
  });

  it.each([
    ['a byte of the last halfword', 0x45, 1, true],
    ['the byte behind', 0x46, 1, false],
    ['the halfword before', 0x3c, 2, false],
    ['a word that ends in it', 0x3b, 4, true],
    ['all of storage', 0, 0x10000, true],
  ])('is hit by %s or not', (_, absolute, length, hit) => {
    const { storage, dropped, code, map } = bench();
    const made = code(0x3e, 8);
    storage.fill(absolute, length, 1);
    expect(dropped).toEqual(hit ? [made] : []);
    expect(map.codeBlocks[0]).toBe(hit ? 0 : 1);
  });

  it('keeps code when the same bytes come in again', () => {
    const { storage, dropped, code } = bench();
    code(0x1000, 8);
    const page = storage.copyOut(0x1000, 4096);
    page[8] = 0xff;
    storage.copyIn(0x1000, page);
    expect(dropped).toEqual([]);
    page[7] = 0xff;
    storage.copyIn(0x1000, page);
    expect(dropped).toHaveLength(1);
  });

  it('keeps other code of the same line', () => {
    const { storage, dropped, code } = bench();
    const first = code(0x100, 8);
    const second = code(0x106, 8);
    storage.storeByte(0x101, 0);
    expect(dropped).toEqual([first]);
    storage.storeByte(0x106, 0);
    expect(dropped).toEqual([first, second]);
  });

  it('avoids a halfword that is stored into again and again, until that has faded', () => {
    const { storage, code, map } = bench();
    const host = storage.base + 0x200;
    for (let i = 0; i < 4; i++) {
      expect(map.avoided(host)).toBe(false);
      code(0x200, 8);
      storage.storeByte(0x201, i);
    }
    expect(map.avoided(host)).toBe(true);
    expect(map.avoided(host + 2)).toBe(false);
    expect(map.avoidedLines).toBe(1);
    for (let i = 0; i < 3; i++) map.age();
    expect(map.avoided(host)).toBe(false);
  });
});
