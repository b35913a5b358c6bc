import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseFlow } from '../../../../src/s370/compiled/dominators.js';

/** The graph of an adjacency list. */
function flowOf(edges: readonly (readonly number[])[]) {
  return analyseFlow(0, (node) => edges[node], -1);
}

/** Nodes that `from` reaches when `without` is taken away. */
function reached(edges: readonly (readonly number[])[], without: number): Set<number> {
  const seen = new Set<number>();
  const waiting = without === 0 ? [] : [0];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node) || node === without) continue;
    seen.add(node);
    waiting.push(...edges[node]);
  }
  return seen;
}

describe('control flow', () => {
  it('finds the head of a loop and where ways meet', () => {
    // 0 -> 1; 1 -> 2, 3; 2 -> 4; 3 -> 4; 4 -> 1, 5
    const flow = flowOf([[1], [2, 3], [4], [4], [1, 5], []]);
    const number = (node: number): number => flow.order.indexOf(node);
    expect(flow.loopHeader.filter(Boolean)).toHaveLength(1);
    expect(flow.loopHeader[number(1)]).toBe(true);
    expect(flow.forwardEdges[number(4)]).toBe(2);
    expect(flow.dominator[number(4)]).toBe(number(1));
    expect(flow.dominator[number(5)]).toBe(number(4));
  });

  it('gives a loop that is entered at two places a gate', () => {
    // Both 1 and 2 are entered from outside, and lead to each other.
    const flow = flowOf([[1, 2], [2], [1]]);
    const gate = flow.gates.get(1) as number;
    expect(flow.gates.get(2)).toBe(gate);
    const number = flow.order.indexOf(gate);
    expect(flow.loopHeader[number]).toBe(true);
    expect(flow.successors[number].map((next) => flow.order[next]).sort()).toEqual([1, 2]);
    for (const node of [1, 2]) expect(flow.dominator[flow.order.indexOf(node)]).toBe(number);
  });

  it('is in order: forward edges go up, back edges to a node that dominates', () => {
    const graph = fc
      .integer({ min: 1, max: 12 })
      .chain((size) =>
        fc.array(fc.array(fc.nat({ max: size - 1 }), { maxLength: 3 }), { minLength: size, maxLength: size }),
      );
    fc.assert(
      fc.property(graph, (edges) => {
        const flow = flowOf(edges);
        const kept = flow.successors;
        const dominates = (above: number, below: number): boolean => !reached(kept, above).has(below);
        kept.forEach((list, from) => {
          for (const to of list) if (to <= from) expect(dominates(to, from)).toBe(true);
        });
        flow.dominator.forEach((above, node) => {
          if (node > 0) expect(dominates(above, node)).toBe(true);
        });
        expect(reached(kept, -1).size).toBe(kept.length);
        // Every way of the graph is there, perhaps through a gate.
        const all = reached(edges, -1);
        expect(flow.order.filter((node) => node >= 0).sort()).toEqual([...all].sort());
        const numbers = new Map(flow.order.map((node, number) => [node, number]));
        for (const node of all) {
          const next = flow.successors[numbers.get(node) as number].map((to) => flow.order[to]);
          expect(next).toEqual(edges[node].map((to) => flow.gates.get(to) ?? to));
        }
      }),
    );
  });
});
