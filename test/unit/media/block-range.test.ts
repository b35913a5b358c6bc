import { describe, expect, it } from 'vitest';
import { checkBlockRange } from '../../../src/media/block-range.js';

const geometry = { blockSize: 512, blocks: 100 } as const;
const check = (first: number, count: number) => () => checkBlockRange('pack.3370', geometry, first, count);

describe('the range of blocks of a volume', () => {
  it.each([
    [0, 100],
    [99, 1],
    [100, 0],
  ])('has %i and %i following', (first, count) => {
    expect(check(first, count)).not.toThrow();
  });

  it.each([
    [-1, 2],
    [99, 2],
    [101, 0],
    [0, -1],
    [0, 1.5],
  ])('refuses %d and %d following, naming the volume', (first, count) => {
    expect(check(first, count)).toThrow(/^pack\.3370: there are no blocks .* \(the volume has 100\)$/);
  });
});
