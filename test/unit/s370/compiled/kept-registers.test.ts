import { expect, it } from 'vitest';
import { decodeInstruction, type DecodedInstruction } from '../../../../src/s370/compiled/decode.js';
import { chooseKept } from '../../../../src/s370/compiled/kept-registers.js';

type Blocks = Parameters<typeof chooseKept>[0];

/** A block of these instructions that goes on to the next one. */
function block(...words: number[]): Blocks[number] {
  const instructions = words.map((word) => decodeInstruction(word, 0, 0x1000) as DecodedInstruction);
  return { instructions, end: { kind: 'fall', next: 0 } };
}

function registersOf(mask: number): number[] {
  return [...Array(16).keys()].filter((r) => (mask & (0x8000 >> r)) !== 0);
}

/** AR R,R. */
const add = (r: number): number => 0x1a000000 | (r << 20) | (r << 16);
const STM = 0x90ecd00c | 0;

it('keeps all that loops work with', () => {
  const loop = block(...[1, 2, 3, 4, 5, 6, 7].map(add));
  expect(registersOf(chooseKept([loop], [[0]]))).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('keeps the four most used ones where there is no loop', () => {
  const flat = block(...[1, 2, 3, 4, 5, 6, 7, 3, 4, 6, 7].map(add));
  expect(registersOf(chooseKept([flat], [[]]))).toEqual([3, 4, 6, 7]);
});

it('prefers what a loop works with to what is used outside of it more often', () => {
  const before = block(...[9, 9, 10, 10, 11, 11].map(add));
  const loop = block(...[1, 2].map(add));
  expect(registersOf(chooseKept([before, loop], [[1], [1]]))).toEqual([1, 2, 9, 10]);
});

it('keeps no registers that are only saved', () => {
  expect(chooseKept([block(STM)], [[0]])).toBe(0);
});
