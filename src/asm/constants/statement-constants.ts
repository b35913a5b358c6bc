import type { Assembly } from '../assembly.js';
import { AssemblerError } from '../assembler-error.js';
import type { Statement } from '../statement.js';
import type { RelocationTerms, Value } from '../value.js';
import {
  type ConstantEnvironment,
  type PlacedConstant,
  type RelocationKind,
  generateConstants,
} from './generate.js';

/**
 * Object code of the constants of one statement; relocations go to the deck.
 * `location` replaces the meaning of `*` (literals).
 */
export function generateStatementConstants(
  assembly: Assembly,
  statement: Statement,
  placed: readonly PlacedConstant[],
  location?: () => Value,
): Uint8Array {
  const environment: ConstantEnvironment = {
    place: (offset) =>
      location
        ? { location: location(), lengthAttribute: statement.lengthAttribute, early: false }
        : assembly.finalPlace(statement, offset),
    relocate: (offset, length, terms, kind) => relocate(assembly, statement, offset, length, terms, kind),
    baseDisplacement: (value) => assembly.using.resolve(value, statement.operand),
    report: (key, ...inserts) => assembly.report(statement, key, ...inserts),
  };
  return generateConstants(placed, statement.length, environment);
}

/** Notes that the loader must add addresses to a field of the statement's object code. */
export function relocate(
  assembly: Assembly,
  statement: Statement,
  offset: number,
  length: number,
  terms: RelocationTerms,
  kind: RelocationKind,
): void {
  const { section } = statement;
  // Constants in dummy sections and common make no text, so there is nothing to relocate.
  if (!section || section.kind === 'DS' || section.kind === 'CM') return;
  const address = section.base + statement.location + offset;
  for (const { item, count } of terms) {
    if (item.kind === 'DS') throw new AssemblerError('codeInDummy', item.name);
    for (let n = 0; n < Math.abs(count); n++) {
      assembly.deck.relocate({
        relocation: item.id,
        position: section.id,
        address,
        length,
        kind,
        negative: count < 0,
      });
    }
  }
}
