import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FreeSpace } from '../../../src/media/cckd/free-space.js';
import type { Extent } from '../../../src/media/cckd/free-space.js';

describe('the free space of a compressed image', () => {
  it('is what the used stretches leave', () => {
    const used = [
      { offset: 0, length: 100 },
      { offset: 300, length: 50 },
      { offset: 150, length: 100 },
    ];
    const space = FreeSpace.around(used, 500, 8)!;
    expect(space.spaces()).toEqual([
      { offset: 100, length: 50 },
      { offset: 250, length: 50 },
    ]);
    expect(space.end).toBe(350);
    expect(FreeSpace.around([...used, { offset: 340, length: 20 }], 500, 8)).toBeUndefined();
    expect(FreeSpace.around(used, 349, 8)).toBeUndefined();
  });

  it('leaves no stretch that is too small to say its length', () => {
    const space = new FreeSpace([{ offset: 100, length: 200 }], 1000, 8);
    expect(space.allocate(195, true)).toEqual({ offset: 1000, length: 195 });
    expect(space.allocate(192, true)).toEqual({ offset: 100, length: 192 });
    expect(space.spaces()).toEqual([{ offset: 292, length: 8 }]);
  });

  it('gives what is left over too, when it is good for nothing', () => {
    const space = new FreeSpace([{ offset: 100, length: 200 }], 1000, 8);
    expect(space.allocate(150)).toEqual({ offset: 100, length: 200 });
  });

  it('does not use again what was given back before it is settled', () => {
    const space = new FreeSpace([], 1000, 8);
    space.release({ offset: 500, length: 100 });
    expect(space.allocate(100).offset).toBe(1000);
    space.settle();
    expect(space.allocate(100).offset).toBe(500);
    space.release({ offset: 1000, length: 100 });
    space.settle();
    expect(space.end).toBe(1000);
  });

  it('and what is used never overlap, and are the whole file', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('allocate' as const), length: fc.integer({ min: 8, max: 500 }) }),
      fc.record({ kind: fc.constant('release' as const), which: fc.nat(30) }),
      fc.record({ kind: fc.constant('settle' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const space = new FreeSpace([], 1000, 8);
        const used: Extent[] = [{ offset: 0, length: 1000 }];
        for (const one of steps) {
          if (one.kind === 'allocate') used.push(space.allocate(one.length, one.length % 2 === 0));
          else if (one.kind === 'settle') space.settle();
          else if (used.length > 1) space.release(used.splice(1 + (one.which % (used.length - 1)), 1)[0]);
        }
        const all = [...used, ...space.spaces()].sort((a, b) => a.offset - b.offset);
        let at = 0;
        for (const { offset, length } of all) {
          expect(offset).toBe(at);
          at += length;
        }
        expect(at).toBe(space.end);
        expect(space.total).toBe(space.spaces().reduce((sum, { length }) => sum + length, 0));
      }),
    );
  });
});
