import { describe, expect, it } from 'vitest';
import { CmsMachine } from '../../../support/cms-machine.js';
import { CdfDisk, minidiskBlocks } from '../../../support/cdf-reader.js';
import {
  type FileOperation,
  type OperationResult,
  checksum,
  operationFiles,
  operationResults,
  pattern,
} from '../../../support/file-operations.js';

/** Runs a script of file functions on the A-disk of a new machine; answers codes and the disk as the host reads it. */
function run(operations: readonly FileOperation[]): {
  results: OperationResult[];
  disk: CdfDisk;
  cms: CmsMachine;
} {
  const cms = new CmsMachine(operationFiles(operations));
  const { lines, code } = cms.command('LOAD FSOPS (START NOMAP');
  const results = operationResults(lines);
  if (code !== 0 || results.length !== operations.length) throw new Error(lines.join('\n'));
  return { results, disk: new CdfDisk(minidiskBlocks(cms.userPack, 1)), cms };
}

const F = { name: 'FIXED', type: 'FILE', format: 'F' } as const;
const V = { name: 'VARIABLE', type: 'FILE', format: 'V' } as const;

describe('file functions of the nucleus', () => {
  it('writes fixed records across blocks, as another program reads them', () => {
    const { results, disk } = run([
      { op: 'write', ...F, size: 300, seed: 1 },
      { op: 'write', ...F, size: 900, count: 3, seed: 7 },
      { op: 'finis', ...F },
    ]);
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    const file = disk.find('FIXED', 'FILE')!;
    expect(file).toMatchObject({ items: 4, itemLength: 300, format: 'F', mode: 'A1', dataBlocks: 2 });
    const joined = disk.read(file).flatMap((item) => [...item]);
    expect(joined).toEqual([...pattern(1, 300), ...pattern(7, 900)]);
    expect(disk.problems()).toEqual([]);
    expect(disk.leaked).toEqual([]);
  });

  it('writes and reads variable records, also those that span many blocks', () => {
    const sizes = [1, 80, 2500, 799, 801, 65535];
    const { results, disk } = run([
      ...sizes.map((size, index): FileOperation => ({ op: 'write', ...V, size, seed: index })),
      { op: 'finis', ...V },
      { op: 'read', ...V, item: 3, size: 65535 },
      { op: 'read', ...V, size: 65535 },
      { op: 'read', ...V, item: 1, size: 65535 },
      { op: 'read', ...V, item: 6, size: 65535 },
      { op: 'read', ...V, size: 65535 },
    ]);
    const reads = results.slice(7);
    expect(reads.map(({ code, bytes }) => [code, bytes])).toEqual([
      [0, 2500],
      [0, 799],
      [0, 1],
      [0, 65535],
      [12, 0],
    ]);
    expect(reads[0].checksum).toBe(checksum(pattern(2, 2500)));
    expect(reads[3].checksum).toBe(checksum(pattern(5, 65535)));
    const file = disk.find('VARIABLE', 'FILE')!;
    expect(disk.read(file).map(({ length }) => length)).toEqual(sizes);
    expect(disk.problems()).toEqual([]);
  });

  it('gives the documented return codes', () => {
    const { results } = run([
      { op: 'read', name: 'NO', type: 'FILE' },
      { op: 'write', ...F, size: 80 },
      { op: 'read', ...F, size: 80 },
      { op: 'write', ...F, size: 81 },
      { op: 'write', ...F, format: 'V', size: 80 },
      { op: 'write', ...F, size: 80, mode: 'B1' },
      { op: 'write', ...F, size: 80, mode: 'S1' },
      { op: 'write', ...F, size: 80, mode: '$1' },
      { op: 'write', ...F, name: 'BAD*NAME', size: 80 },
      { op: 'write', ...F, type: 'BAD/TYPE', size: 80 },
      { op: 'finis', ...F },
      { op: 'finis', ...F },
      { op: 'read', ...F, size: 40 },
      { op: 'read', ...F, size: 80, count: 0 },
      { op: 'read', ...F, size: 80 },
      { op: 'write', ...V, item: 3, size: 80 },
      { op: 'write', ...V, size: 80, count: 2 },
      { op: 'state', name: 'NO', type: 'FILE' },
      { op: 'state', ...F },
      { op: 'erase', name: 'NO', type: 'FILE' },
      { op: 'point', name: 'NO', type: 'FILE', item: 1 },
    ]);
    expect(results.map(({ code }) => code)).toEqual([
      1, 0, 9, 15, 16, 12, 12, 4, 20, 21, 0, 6, 8, 5, 12, 7, 18, 28, 0, 28, 1,
    ]);
  });

  it('updates items in place, appends, and positions by POINT', () => {
    const { results, disk } = run([
      { op: 'write', ...F, size: 100, count: 1, seed: 1 },
      { op: 'write', ...F, size: 100, seed: 2 },
      { op: 'write', ...F, size: 100, seed: 3 },
      { op: 'finis', ...F },
      { op: 'write', ...F, item: 2, size: 100, seed: 9 },
      { op: 'finis', ...F },
      { op: 'write', ...F, size: 100, seed: 4 },
      { op: 'finis', ...F },
      { op: 'point', ...F, item: 0, count: 4 },
      { op: 'read', ...F, size: 100 },
      { op: 'finis', ...F },
      { op: 'point', ...F, item: 0xffff, count: 0 },
      { op: 'write', ...F, size: 100, seed: 5 },
      { op: 'write', ...F, item: 9, size: 100, seed: 6 },
      { op: 'finis', ...F },
    ]);
    expect(results.every(({ code }) => code === 0)).toBe(true);
    expect(results[9].checksum).toBe(checksum(pattern(4, 100)));
    const file = disk.find('FIXED', 'FILE')!;
    expect(disk.read(file).map((item) => item[0])).toEqual([1, 9, 3, 4, 5, 0, 0, 0, 6]);
    expect(disk.problems()).toEqual([]);
    expect(disk.leaked).toEqual([]);
  });

  it('erases and renames, also open files, and gives every block back', () => {
    const { results, disk } = run([
      { op: 'write', name: 'ONE', type: 'FILE', size: 60_000 },
      { op: 'finis', name: 'ONE', type: 'FILE' },
      { op: 'write', name: 'TWO', type: 'FILE', size: 500 },
      { op: 'rename', name: 'TWO', type: 'FILE', newName: 'THREE', newType: 'DATA' },
      { op: 'erase', name: 'ONE', type: 'FILE' },
      { op: 'write', name: 'FOUR', type: 'FILE', size: 500 },
      { op: 'erase', name: 'FOUR', type: 'FILE' },
      { op: 'rename', name: 'NONE', type: 'FILE', newName: 'X', newType: 'Y' },
      { op: 'rename', name: 'FSOPS', type: 'TEXT', newName: 'THREE', newType: 'DATA' },
    ]);
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 0, 28, 12]);
    expect(disk.files.map(({ name }) => name).sort()).toEqual(['FSOPS', 'SCRIPT', 'THREE']);
    expect(disk.problems()).toEqual([]);
    expect(disk.leaked).toEqual([]);
  });
});
