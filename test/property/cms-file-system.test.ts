import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CdfDisk, minidiskBlocks } from '../support/cdf-reader.js';
import { CmsMachine } from '../support/cms-machine.js';
import { FileModel } from '../support/file-model.js';
import { type FileOperation, operationFiles, operationResults } from '../support/file-operations.js';
import { MemoryTracks } from '../support/memory-volumes.js';

const OWN = new Set(['FSOPS TEXT', 'SCRIPT OPS']);

/** Operations on four files, with lengths around the block size and up to some chain links. */
const file = fc.record({
  name: fc.constantFrom('AA', 'BB', 'LONGNAME', 'D$'),
  type: fc.constantFrom('T1', 'T2'),
});
const length = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(1, 80, 100, 799, 800, 801) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
);
const write = fc
  .record({
    file,
    format: fc.constantFrom<'F' | 'V'>('F', 'V'),
    length,
    count: fc.constantFrom(1, 1, 1, 3, 40),
    item: fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) },
    ),
    seed: fc.nat(255),
  })
  .map(({ file, format, length, count, item, seed }): FileOperation => {
    const items = format === 'V' ? 1 : count;
    return {
      op: 'write',
      ...file,
      format,
      size: Math.min(length * items, 60_000 - (60_000 % items)),
      count: items,
      item,
      seed,
    };
  });
const read = fc
  .record({
    file,
    item: fc.constantFrom(0, 0, 1, 2, 7),
    count: fc.constantFrom(1, 1, 5),
    size: fc.constantFrom(80, 60_000),
  })
  .map(({ file, ...rest }): FileOperation => ({ op: 'read', ...file, ...rest }));
const other = fc
  .record({
    file,
    op: fc.constantFrom<'finis' | 'erase' | 'state'>('finis', 'finis', 'finis', 'erase', 'state'),
  })
  .map(({ file, op }): FileOperation => ({ op, ...file }));
const point = fc
  .record({ file, item: fc.constantFrom(0, 1, 0xffff), count: fc.constantFrom(0, 1, 2) })
  .map(({ file, item, count }): FileOperation => ({ op: 'point', ...file, item, count }));
const rename = fc
  .record({ from: file, to: file })
  .map(({ from, to }): FileOperation => ({ op: 'rename', ...from, newName: to.name, newType: to.type }));
const operation = fc.oneof(
  { weight: 6, arbitrary: write },
  { weight: 3, arbitrary: read },
  { weight: 4, arbitrary: other },
  { weight: 1, arbitrary: point },
  { weight: 1, arbitrary: rename },
);
const script = fc.array(operation, { minLength: 5, maxLength: 60 });

/** Runs a script on a new machine. */
function run(operations: readonly FileOperation[]): { lines: readonly string[]; cms: CmsMachine } {
  const cms = new CmsMachine(operationFiles(operations));
  const { lines } = cms.command('LOAD FSOPS (START NOMAP');
  return { lines, cms };
}

/** What the disk has that the model has not, or differently. */
function compare(disk: CdfDisk, model: FileModel): string[] {
  const differences = disk.problems();
  const names = disk.files.map(({ name, type }) => `${name} ${type}`).filter((id) => !OWN.has(id));
  const expected = [...model.files].filter(([, { items }]) => items.length > 0);
  expect(names.sort()).toEqual(expected.map(([id]) => id).sort());
  for (const [id, { items, format }] of expected) {
    const [name, type] = id.split(' ');
    const found = disk.find(name, type)!;
    if (found.format !== format) differences.push(`${id} has format ${found.format}`);
    const read = disk.read(found);
    if (read.length !== items.length || read.some((item, n) => Buffer.compare(item, items[n]) !== 0)) {
      differences.push(`${id} has other data`);
    }
  }
  return differences;
}

describe('file system of CMS', () => {
  it('does what its documentation says, for any sequence of calls', () => {
    fc.assert(
      fc.property(script, (operations) => {
        const model = new FileModel();
        const expected = operations.map((one) => model.apply(one));
        const { lines, cms } = run(operations);
        const results = operationResults(lines);
        expect(results.length).toBe(operations.length);
        results.forEach((result, index) => {
          expect({ index, ...result }).toMatchObject({ index, ...expected[index] });
        });
        const disk = new CdfDisk(minidiskBlocks(cms.userPack, 1));
        expect(compare(disk, model)).toEqual([]);
        expect(disk.leaked).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('leaves the disk as the last directory has it at whatever write the machine stops', () => {
    fc.assert(
      fc.property(script, (operations) => {
        const { journal, initial } = journaled(operations);
        let committed = digest(initial);
        let directory = masterDirectory(initial);
        journal.forEach(({ cylinder, head, offset, bytes }, index) => {
          initial.writeTrack(cylinder, head, offset, bytes);
          const now = masterDirectory(initial);
          const switched = Buffer.compare(now, directory) !== 0;
          if (!switched && index % 7 !== 0) return;
          expect(new CdfDisk(minidiskBlocks(initial, 1)).problems()).toEqual([]);
          if (switched) committed = digest(initial);
          directory = now;
          expect(digest(initial)).toBe(committed);
        });
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});

/** The block that makes a new directory valid. */
function masterDirectory(pack: MemoryTracks): Uint8Array {
  return minidiskBlocks(pack, 1)(4)!;
}

/** All files with their data. */
function digest(pack: MemoryTracks): string {
  const disk = new CdfDisk(minidiskBlocks(pack, 1));
  const hash = createHash('sha256');
  for (const file of disk.files) {
    hash.update(JSON.stringify(file));
    for (const item of disk.read(file)) hash.update(item).update('|');
  }
  return hash.digest('hex');
}

interface JournalEntry {
  readonly cylinder: number;
  readonly head: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Runs a script and keeps every write to the user's pack, and the pack as it was before. */
function journaled(operations: readonly FileOperation[]): { journal: JournalEntry[]; initial: MemoryTracks } {
  const cms = new CmsMachine(operationFiles(operations));
  const pack = cms.userPack;
  const initial = new MemoryTracks(pack.geometry);
  for (let cylinder = 0; cylinder < 30; cylinder++) {
    for (let head = 0; head < pack.geometry.heads; head++) {
      initial.writeTrack(cylinder, head, 0, pack.readTrack(cylinder, head).slice());
    }
  }
  const journal: JournalEntry[] = [];
  const writeTrack = pack.writeTrack.bind(pack);
  pack.writeTrack = (cylinder, head, offset, bytes) => {
    journal.push({ cylinder, head, offset, bytes: bytes.slice() });
    writeTrack(cylinder, head, offset, bytes);
  };
  cms.command('LOAD FSOPS (START NOMAP');
  return { journal, initial };
}
