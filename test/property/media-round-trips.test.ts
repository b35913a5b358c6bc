import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsTape, CardHopper, CkdImage, cardsOf } from '../../src/media/index.js';
import { CkdDisk, diskModel, formatTrack, parseTrack } from '../../src/s370/index.js';
import { ChannelBench } from '../support/channel-bench.js';

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-media-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength });

describe('round trips', () => {
  it('of tracks through format and parse', () => {
    const record = fc.record({
      key: fc.uint8Array({ maxLength: 20 }),
      data: fc.uint8Array({ maxLength: 200 }),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (records) => {
        const parsed = parseTrack(formatTrack(7, 3, 13312, records), 'track');
        const back = parsed.records.slice(1).map(({ offset, keyLength, end }) => ({
          key: parsed.bytes.slice(offset + 8, offset + 8 + keyLength),
          data: parsed.bytes.slice(offset + 8 + keyLength, end),
        }));
        expect(back).toEqual(
          records.map(({ key, data }) => ({ key: new Uint8Array(key), data: new Uint8Array(data) })),
        );
      }),
    );
  });

  it('of tapes: what is written is read, forward and backward, also after closing', () => {
    const steps = fc.array(fc.oneof(fc.constant('mark' as const), bytes(70_000)), { maxLength: 8 });
    let number = 0;
    fc.assert(
      fc.property(steps, (blocks) => {
        const path = join(directory, `reel${number++}`);
        const tape = AwsTape.create(path);
        for (const block of blocks) {
          if (block === 'mark') tape.writeMark();
          else tape.writeBlock(block);
        }
        const expected = blocks.map((block) =>
          block === 'mark' ? { kind: 'mark' } : { kind: 'data', bytes: new Uint8Array(block) },
        );
        const backward = blocks.map(() => tape.readBackward());
        expect(backward.reverse()).toEqual(expected);
        expect(tape.readBackward()).toEqual({ kind: 'load-point' });
        tape.close();
        const again = AwsTape.open(path, { readOnly: true });
        expect(blocks.map(() => again.readForward())).toEqual(expected);
        expect(again.readForward()).toEqual({ kind: 'end' });
        again.close();
        rmSync(path);
      }),
      { numRuns: 30 },
    );
  });

  it('of decks: binary cards come out of the hopper as they went in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 80, maxLength: 80 }), { maxLength: 10 }), (cards) => {
        const hopper = new CardHopper();
        const file = Uint8Array.from(cards.flatMap((card) => [...card]));
        hopper.add(cardsOf('deck', file, { format: 'ebcdic' }));
        expect(cards.map(() => hopper.readCard())).toEqual(cards.map((card) => new Uint8Array(card)));
        expect(hopper.readCard()).toBe('end');
      }),
    );
  });

  it('of records through a disk: formatted, closed, opened and read', () => {
    const path = join(directory, 'disk');
    CkdImage.create(path, diskModel('3330')!, { cylinders: 2 }).close();
    const address = fc.record({
      cylinder: fc.integer({ min: 0, max: 1 }),
      head: fc.integer({ min: 0, max: 18 }),
    });
    fc.assert(
      fc.property(address, fc.uint8Array({ maxLength: 30 }), bytes(2000), ({ cylinder, head }, key, data) => {
        const cchh = [0, cylinder, 0, head];
        const run = (...program: (readonly [number, number, number, number])[]) => {
          const bench = new ChannelBench();
          const device = bench.attach(0x190, new CkdDisk(CkdImage.open(path)));
          bench.put(0x1800, [0, 0, ...cchh]);
          bench.put(0x1808, [...cchh, 0]);
          bench.put(0x1810, [...cchh, 1]);
          bench.put(0x1818, [...cchh, 1, key.length, data.length >> 8, data.length & 0xff]);
          bench.put(0x2000, key);
          bench.put(0x2000 + key.length, data);
          bench.program(0x1000, [0x07, 0x1800, 0x40, 6], ...program);
          const csw = bench.run(0x190, 0x1000);
          device.close();
          expect(csw).toMatchObject({ unit: 0x0c, channel: 0 });
          return bench.get(0x4000, key.length + data.length);
        };
        const length = key.length + data.length;
        run([0x31, 0x1808, 0x40, 5], [0x08, 0x1008, 0, 0], [0x1d, 0x1818, 0x80, 8], [0, 0x2000, 0, length]);
        const back = run([0x31, 0x1810, 0x40, 5], [0x08, 0x1008, 0, 0], [0x0e, 0x4000, 0, length]);
        expect(back).toEqual(Uint8Array.of(...key, ...data));
      }),
      { numRuns: 60 },
    );
  });
});
