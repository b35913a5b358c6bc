/**
 * Loops that are entered at several places: each gets a gate, a place of no code through which every way to one of its
 * entries leads, so that WebAssembly, whose loops have one beginning, can say it. The loops of a graph are its strongly
 * connected components; those within one are found when its entries are left out. Paul Havlak, "Nesting of Reducible
 * and Irreducible Loops", has the idea.
 */

/** Gate by entry of a loop with several entries; gates are numbers below `FIRST_GATE` and that, nodes are above. */
export type Gates = ReadonlyMap<number, number>;

/** The gate that is made first; others follow below it. */
export const FIRST_GATE = -2;

/** Finds the gates that the graph needs of which `entry` reaches all nodes. */
export function findGates(entry: number, successorsOf: (node: number) => readonly number[]): Gates {
  return new GateFinder(entry, successorsOf).find();
}

/** The graph with its gates. */
export function throughGates(
  gates: Gates,
  successorsOf: (node: number) => readonly number[],
): (node: number) => readonly number[] {
  const entries = new Map<number, number[]>();
  for (const [entry, gate] of gates) {
    const known = entries.get(gate);
    if (known === undefined) entries.set(gate, [entry]);
    else known.push(entry);
  }
  return (node) => entries.get(node) ?? successorsOf(node).map((next) => gates.get(next) ?? next);
}

class GateFinder {
  private readonly gates = new Map<number, number>();
  private readonly predecessors = new Map<number, number[]>();
  private readonly nodes: number[] = [];

  constructor(
    private readonly entry: number,
    private readonly successorsOf: (node: number) => readonly number[],
  ) {
    this.predecessors.set(entry, []);
    const waiting = [entry];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      this.nodes.push(node);
      for (const next of successorsOf(node)) {
        const known = this.predecessors.get(next);
        if (known === undefined) {
          this.predecessors.set(next, [node]);
          waiting.push(next);
        } else known.push(node);
      }
    }
  }

  find(): Gates {
    this.within(this.nodes, new Set());
    return this.gates;
  }

  /** Looks at the loops among `nodes` that none of `left` is in. */
  private within(nodes: readonly number[], left: ReadonlySet<number>): void {
    for (const loop of this.loops(nodes.filter((node) => !left.has(node)))) {
      const inLoop = new Set(loop);
      const entries = loop.filter(
        (node) => node === this.entry || this.predecessors.get(node)?.some((from) => !inLoop.has(from)),
      );
      if (entries.length > 1) {
        const gate = FIRST_GATE - new Set(this.gates.values()).size;
        for (const node of entries) this.gates.set(node, gate);
      }
      this.within(loop, new Set(entries));
    }
  }

  /** Strongly connected components of more than one node. Robert Tarjan's algorithm, without recursion. */
  private loops(nodes: readonly number[]): number[][] {
    const present = new Set(nodes);
    const index = new Map<number, number>();
    const low = new Map<number, number>();
    const open: number[] = [];
    const isOpen = new Set<number>();
    const found: number[][] = [];
    for (const root of nodes) {
      if (index.has(root)) continue;
      const path: { readonly node: number; readonly successors: readonly number[]; next: number }[] = [];
      const begin = (node: number): void => {
        index.set(node, index.size);
        low.set(node, index.get(node) as number);
        open.push(node);
        isOpen.add(node);
        path.push({ node, successors: this.successorsOf(node), next: 0 });
      };
      const lower = (node: number, to: number): void => {
        if (to < (low.get(node) as number)) low.set(node, to);
      };
      begin(root);
      for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
        const { node } = top;
        if (top.next < top.successors.length) {
          const next = top.successors[top.next++];
          if (!present.has(next)) continue;
          if (!index.has(next)) begin(next);
          else if (isOpen.has(next)) lower(node, index.get(next) as number);
          continue;
        }
        path.pop();
        const above = path.at(-1);
        if (above !== undefined) lower(above.node, low.get(node) as number);
        if (low.get(node) !== index.get(node)) continue;
        const loop = open.splice(open.indexOf(node));
        for (const one of loop) isOpen.delete(one);
        if (loop.length > 1) found.push(loop);
      }
    }
    return found;
  }
}
