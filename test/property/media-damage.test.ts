import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CkdImage,
  CompressedCkdImage,
  CompressedFbaImage,
  SimhTape,
  createTapeImage,
  openBlockImage,
  openDiskImage,
  openTapeImage,
} from '../../src/media/index.js';
import { BackingError, diskModel, formatTrack } from '../../src/s370/index.js';
import type { TapeStore } from '../../src/s370/index.js';

/**
 * Images with bytes turned over or their ends cut off: whatever is wrong is told by an error that names the file, and
 * an image that is only read has the bytes it had.
 */
let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-damage-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string) => join(directory, name);

interface Damage {
  readonly cut: number | undefined;
  readonly flips: readonly { readonly at: number; readonly bits: number }[];
}

/** Where damage goes, as parts of the file's length: mostly to the front, where headers and tables are. */
const damages = fc.record<Damage>({
  cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined, freq: 3 }),
  flips: fc.array(
    fc.record({
      at: fc.oneof(
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.double({ min: 0, max: 0.1, noNaN: true }),
      ),
      bits: fc.integer({ min: 1, max: 255 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

function damaged(image: Buffer, damage: Damage): Buffer {
  const copy = Buffer.from(image);
  for (const { at, bits } of damage.flips) copy[Math.floor(at * copy.length)] ^= bits;
  return damage.cut === undefined ? copy : copy.subarray(0, Math.floor(damage.cut * copy.length));
}

/** Runs what may meet damage: only an error that names the file may come out. */
function survives(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(BackingError);
    expect((error as Error).message).toContain(path);
  }
}

function check(name: string, numRuns: number, use: (path: string) => void, readsOnly = true): void {
  const original = readFileSync(file(name));
  const path = file(`damaged-${name}`);
  fc.assert(
    fc.property(damages, (damage) => {
      const image = damaged(original, damage);
      writeFileSync(path, image);
      use(path);
      if (readsOnly) expect(readFileSync(path).equals(image)).toBe(true);
    }),
    { numRuns },
  );
}

function readTracks(path: string, readOnly: boolean): void {
  survives(path, () => {
    const image = openDiskImage(path, { readOnly });
    const { cylinders, heads } = image.geometry;
    for (let cylinder = 0; cylinder < Math.min(cylinders, 12); cylinder++) {
      for (let head = 0; head < heads; head++) {
        survives(path, () => image.readTrack(cylinder, head));
      }
    }
    image.close();
  });
}

function walk(path: string, tape: TapeStore): void {
  for (let steps = 0; steps < 100; steps++) {
    let kind = '';
    survives(path, () => (kind = tape.readForward().kind));
    if (kind === '' || kind === 'end') break;
  }
  for (let steps = 0; steps < 100; steps++) {
    let kind = '';
    survives(path, () => (kind = tape.readBackward().kind));
    if (kind === '' || kind === 'load-point') break;
  }
}

describe('damaged images', () => {
  beforeAll(() => {
    const raw = CkdImage.create(file('raw'), diskModel('2311')!, { cylinders: 12, volume: 'DAMAGE' });
    const packed = CompressedCkdImage.create(file('packed'), diskModel('2311')!, { cylinders: 12 });
    for (let i = 0; i < 60; i++) {
      const data = Uint8Array.from({ length: 700 }, (_, n) => (n * n * i) >> 4);
      const track = formatTrack(i % 12, i % 10, 4096, [{ key: Uint8Array.of(i), data }]);
      for (const image of [raw, packed]) image.writeTrack(i % 12, i % 10, 0, track);
    }
    raw.close();
    packed.close();
    const blocks = CompressedFbaImage.create(file('blocks'), 600);
    for (let i = 0; i < 600; i += 7) blocks.writeBlocks(i, new Uint8Array(512).fill(i));
    blocks.close();
    for (const name of ['reel.aws', 'reel.het', 'reel.tap']) {
      const tape = createTapeImage(file(name));
      for (let i = 1; i < 30; i++) {
        if (i % 7 === 0) tape.writeMark();
        else tape.writeBlock(new Uint8Array(i * 37).fill(i));
      }
      tape.close();
    }
  });

  it('of raw disks are read as far as they can be', () => {
    check('raw', 40, (path) => readTracks(path, false));
  });

  it('of compressed disks are read as far as they can be', () => {
    check('packed', 150, (path) => readTracks(path, true));
  });

  it('of compressed disks, opened for writing and not written, keep their bytes', () => {
    check('packed', 100, (path) => readTracks(path, false));
  });

  it('of compressed disks, where they can be written, lose no other track', () => {
    check(
      'packed',
      100,
      (path) => {
        survives(path, () => {
          const before = openDiskImage(path, { readOnly: true });
          const { cylinders, heads, trackSize } = before.geometry;
          const image = openDiskImage(path);
          const fresh = formatTrack(1, 1, trackSize, [{ key: Uint8Array.of(9), data: new Uint8Array(600) }]);
          survives(path, () => image.writeTrack(1, 1, 0, fresh));
          image.close();
          const after = openDiskImage(path, { readOnly: true });
          for (let cylinder = 0; cylinder < Math.min(12, cylinders); cylinder++) {
            for (let head = 0; head < heads; head++) {
              if (cylinder === 1 && head === 1) continue;
              survives(path, () => {
                const track = before.readTrack(cylinder, head).slice();
                expect(Buffer.compare(after.readTrack(cylinder, head), track)).toBe(0);
              });
            }
          }
          before.close();
          after.close();
        });
      },
      false,
    );
  });

  it('of compressed FBA disks are read as far as they can be', () => {
    check('blocks', 100, (path) => {
      survives(path, () => {
        const image = openBlockImage(path, { readOnly: true });
        for (let i = 0; i < Math.min(600, image.geometry.blocks); i += 60) {
          survives(path, () => image.readBlocks(i, 1));
        }
        image.close();
      });
    });
  });

  it.each(['reel.aws', 'reel.het', 'reel.tap'])('of tapes are read as far as they can be: %s', (name) => {
    check(name, 150, (path) => {
      survives(path, () => {
        const tape = openTapeImage(path, { readOnly: true });
        walk(path, tape);
        tape.close();
      });
      survives(path, () => {
        const tape = SimhTape.open(path, { readOnly: true });
        walk(path, tape);
        tape.close();
      });
    });
  });
});
