import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_GATE, findGates, throughGates } from '../../../../src/s370/compiled/gates.js';

describe('gates', () => {
  it('are not needed where each loop has one entry', () => {
    // 0 -> 1 -> 2 -> 1, 3
    const edges = [[1], [2], [1, 3], []];
    expect(findGates(0, (node) => edges[node]).size).toBe(0);
  });

  it('are one for all entries of a loop, and another for a loop within it', () => {
    // The loop of 1, 2, 3 and 4 is entered at 1 and 2; in it, 3 and 4 are a loop that 1 and 2 enter.
    const edges = [[1, 2], [3], [4], [4, 1], [3, 2]];
    const gates = findGates(0, (node) => edges[node]);
    expect([...gates.keys()].sort()).toEqual([1, 2, 3, 4]);
    expect(gates.get(1)).toBe(FIRST_GATE);
    expect(gates.get(2)).toBe(FIRST_GATE);
    expect(gates.get(3)).toBe(FIRST_GATE - 1);
    expect(gates.get(4)).toBe(FIRST_GATE - 1);
    const through = throughGates(gates, (node) => edges[node]);
    expect(through(0)).toEqual([FIRST_GATE, FIRST_GATE]);
    expect(through(FIRST_GATE)).toEqual([1, 2]);
    expect(through(3)).toEqual([FIRST_GATE - 1, FIRST_GATE]);
  });

  it('leave no loop that is entered at two places', () => {
    const graph = fc
      .integer({ min: 1, max: 10 })
      .chain((size) =>
        fc.array(fc.array(fc.nat({ max: size - 1 }), { maxLength: 3 }), { minLength: size, maxLength: size }),
      );
    fc.assert(
      fc.property(graph, (edges) => {
        // As in a region, the entry of the graph is no part of a loop.
        const above = -1;
        const plain = (node: number): readonly number[] => (node === above ? [0] : edges[node]);
        const gates = findGates(above, plain);
        expect(findGates(above, throughGates(gates, plain)).size).toBe(0);
      }),
    );
  });
});
