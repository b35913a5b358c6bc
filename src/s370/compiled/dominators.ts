/**
 * The shape of a control-flow graph: reverse postorder, dominators, loops. Keith D. Cooper, Timothy J. Harvey, Ken
 * Kennedy, "A Simple, Fast Dominance Algorithm".
 */

import { findGates, throughGates, type Gates } from './gates.js';

/** A graph whose nodes are numbered in reverse postorder; node 0 is the entry. */
export interface FlowGraph {
  /** The caller's node by its number here. */
  readonly order: readonly number[];
  /** Successors by number; gates are nodes as others are. */
  readonly successors: readonly (readonly number[])[];
  /** Immediate dominator; of the entry itself. */
  readonly dominator: readonly number[];
  /** Is it the target of an edge from a node that it dominates? */
  readonly loopHeader: readonly boolean[];
  /** How many edges lead to it from nodes before it. */
  readonly forwardEdges: readonly number[];
  /** Gates by the nodes that only they lead to: see `findGates`. */
  readonly gates: Gates;
}

/**
 * Analyses the nodes that `entry` reaches. Where a loop is entered at several places the graph gets gates; `above`, a
 * number that no node has, then leads to `entry`.
 */
export function analyseFlow(
  entry: number,
  successorsOf: (node: number) => readonly number[],
  above: number,
): FlowGraph {
  const plain = analyse(entry, successorsOf, new Map());
  if (plain !== undefined) return plain;
  const successors = (node: number): readonly number[] =>
    node === above && entry !== above ? [entry] : successorsOf(node);
  const gates = findGates(above, successors);
  const gated = analyse(above, throughGates(gates, successors), gates);
  if (gated === undefined) throw new Error('a loop without a gate is entered at several places');
  return gated;
}

/** The flow of a graph; undefined when a loop is entered at several places. */
function analyse(
  entry: number,
  successorsOf: (node: number) => readonly number[],
  gates: Gates,
): FlowGraph | undefined {
  const order = reversePostorder(entry, successorsOf);
  const numbers = new Map(order.map((node, index) => [node, index]));
  const successors = order.map((node) => successorsOf(node).map((to) => numbers.get(to) as number));
  const dominator = dominators(predecessorsOf(successors));
  const dominates = (above: number, below: number): boolean => {
    let node = below;
    while (node > above) node = dominator[node];
    return node === above;
  };
  if (successors.some((list, from) => list.some((to) => to <= from && !dominates(to, from))))
    return undefined;
  const loopHeader = order.map(() => false);
  const forwardEdges = order.map(() => 0);
  successors.forEach((list, from) => {
    for (const to of list) {
      if (to > from) forwardEdges[to]++;
      else loopHeader[to] = true;
    }
  });
  return { order, successors, dominator, loopHeader, forwardEdges, gates };
}

function predecessorsOf(edges: readonly (readonly number[])[]): number[][] {
  const predecessors: number[][] = edges.map(() => []);
  edges.forEach((list, from) => {
    for (const to of list) predecessors[to].push(from);
  });
  return predecessors;
}

function reversePostorder(entry: number, successorsOf: (node: number) => readonly number[]): number[] {
  const order: number[] = [];
  const seen = new Set([entry]);
  const stack: { readonly node: number; readonly successors: readonly number[]; next: number }[] = [
    { node: entry, successors: successorsOf(entry), next: 0 },
  ];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (top.next === top.successors.length) {
      order.push(top.node);
      stack.pop();
      continue;
    }
    const node = top.successors[top.next++];
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push({ node, successors: successorsOf(node), next: 0 });
  }
  return order.reverse();
}

function dominators(predecessors: readonly (readonly number[])[]): number[] {
  const dominator = predecessors.map(() => -1);
  dominator[0] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (let node = 1; node < predecessors.length; node++) {
      let found = -1;
      for (const predecessor of predecessors[node]) {
        if (dominator[predecessor] < 0) continue;
        found = found < 0 ? predecessor : meeting(dominator, found, predecessor);
      }
      if (dominator[node] !== found) {
        dominator[node] = found;
        changed = true;
      }
    }
  }
  return dominator;
}

/** The nearest node that dominates both. */
function meeting(dominator: readonly number[], one: number, other: number): number {
  let a = one;
  let b = other;
  while (a !== b) {
    while (a > b) a = dominator[a];
    while (b > a) b = dominator[b];
  }
  return a;
}
