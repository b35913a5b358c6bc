import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CpStorage, CpStorageExhausted } from '../../../../src/cp/nucleus/cp-storage.js';
import { FrameTable } from '../../../../src/cp/nucleus/frame-table.js';
import { Machine } from '../../../../src/s370/index.js';

function make(makeRoom: () => boolean = () => false): {
  area: CpStorage;
  frames: FrameTable;
  machine: Machine;
} {
  const machine = new Machine({ storageSize: 0x10000 });
  const frames = new FrameTable(machine.storage, 4);
  return { area: new CpStorage(machine.storage, frames, 0x1000, 0x4000, makeRoom), frames, machine };
}

describe('CP storage', () => {
  it('gives zeroed areas on their boundary that do not overlap, and takes them back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 600 }), fc.constantFrom(8, 64, 1024), fc.boolean()), {
          maxLength: 60,
        }),
        (requests) => {
          const { area, machine } = make();
          const before = area.available;
          const held: { at: number; length: number }[] = [];
          for (const [length, alignment, giveBack] of requests) {
            let at: number;
            try {
              at = area.allocate(length, alignment);
            } catch (error) {
              expect(error).toBeInstanceOf(CpStorageExhausted);
              break;
            }
            expect(at % alignment).toBe(0);
            expect([...machine.storage.copyOut(at, length)].every((byte) => byte === 0)).toBe(true);
            machine.storage.fill(at, length, 0xff);
            for (const other of held)
              expect(at >= other.at + other.length || at + length <= other.at).toBe(true);
            held.push({ at, length });
            if (giveBack) {
              const [{ at: first, length: size }] = held.splice(0, 1);
              area.release(first as never, size);
            }
          }
          for (const { at, length } of held) area.release(at as never, length);
          // Frames it grew by stay CP's; what was there before is one hole again.
          expect((area.available - before) % 4096).toBe(0);
          expect(area.available).toBeGreaterThanOrEqual(before);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('grows by frames, asks for room when there are none, and says when there is nothing left', () => {
    let asked = 0;
    const { area, frames } = make(() => {
      asked++;
      return false;
    });
    const free = frames.free;
    for (let count = 0; count < 3 + free; count++) area.allocate(4096);
    expect(frames.free).toBe(0);
    expect(() => area.allocate(4096)).toThrow(CpStorageExhausted);
    expect(asked).toBe(1);
  });
});
