import type { EsdItem } from './external-symbols.js';

/** One relocatable part of a value: the address of a section or external symbol, taken `count` times. */
export interface RelocationTerm {
  readonly item: EsdItem;
  readonly count: number;
}

export type RelocationTerms = readonly RelocationTerm[];

/** No relocatable part: the value is absolute. Compared by identity. */
export const ABSOLUTE: RelocationTerms = [];

/** Value of an expression: 32 bits and what must be added to them when the program is loaded. */
export interface Value {
  readonly value: number;
  readonly terms: RelocationTerms;
}

export function absolute(value: number): Value {
  return { value, terms: ABSOLUTE };
}

/** Terms of a sum (`sign` 1) or difference (`sign` -1). Paired terms cancel. */
export function combineTerms(left: RelocationTerms, right: RelocationTerms, sign: 1 | -1): RelocationTerms {
  if (right.length === 0) return left;
  if (sign < 0 && left === right) return ABSOLUTE;
  if (left.length === 0 && sign > 0) return right;
  const counts = new Map<EsdItem, number>();
  for (const t of left) counts.set(t.item, (counts.get(t.item) ?? 0) + t.count);
  for (const t of right) counts.set(t.item, (counts.get(t.item) ?? 0) + sign * t.count);
  const out: RelocationTerm[] = [];
  for (const [item, count] of counts) if (count !== 0) out.push({ item, count });
  return out.length === 0 ? ABSOLUTE : out;
}

/** The section or external symbol of a simply relocatable value (one positive term), or undefined. */
export function simpleItem(terms: RelocationTerms): EsdItem | undefined {
  return terms.length === 1 && terms[0].count === 1 ? terms[0].item : undefined;
}
