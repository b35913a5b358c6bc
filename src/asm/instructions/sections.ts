import type { Assembly } from '../assembly.js';
import { AssemblerError } from '../assembler-error.js';
import { isOrdinarySymbol } from '../characters.js';
import { alignmentOf, lengthAttribute, parseConstant, totalBits } from '../constants/constant-operand.js';
import { CONSTANT_TYPES } from '../constants/constant-types.js';
import type { EsdItem } from '../external-symbols.js';
import type { Statement } from '../statement.js';
import { simpleItem } from '../value.js';

type SectionKind = 'SD' | 'CM' | 'DS';

/** START, CSECT, DSECT and COM: begins or goes on with a section. */
function enterSection(assembly: Assembly, statement: Statement, kind: SectionKind): EsdItem | undefined {
  const name = statement.name.toUpperCase();
  if (name === '') {
    if (kind === 'DS') throw new AssemblerError('nameRequired');
  } else if (!isOrdinarySymbol(name)) {
    throw new AssemblerError('badName', name);
  }
  const symbol = assembly.symbols.find(name);
  const known = assembly.externals.isSection(name);
  if (name !== '' && !known && (symbol?.defined || symbol?.resolve))
    throw new AssemblerError('duplicateSymbol', name);
  const section = assembly.externals.section(name === '' && kind === 'SD' ? 'PC' : kind, name);
  if (!section) throw new AssemblerError('sectionConflict', name);
  if (name !== '' && !known) assembly.define(statement, { value: 0, terms: section.terms }, 'J', 1);
  assembly.section = section;
  statement.section = section;
  statement.location = section.counter;
  statement.listed = { kind: 'location' };
  return section;
}

function start(assembly: Assembly, statement: Statement): void {
  const earlier = assembly.externals.items.some((i) => i.kind === 'SD' || i.kind === 'PC');
  if (earlier) throw new AssemblerError('startNotFirst');
  const parser = assembly.parser(statement);
  if (!parser.atEnd) {
    assembly.guarded(statement, () => {
      const { value, terms } = parser.expression().evaluate(assembly.earlyPlace(statement));
      parser.expectEnd();
      if (terms.length > 0) throw new AssemblerError('absoluteRequired');
      if (value < 0 || value > 0xffffff) throw new AssemblerError('valueOutOfRange', value, '0 TO 16777215');
      assembly.origin = (value + 7) & ~7;
    });
  }
  enterSection(assembly, statement, 'SD');
}

/** The symbols of ENTRY, EXTRN and WXTRN operands. */
function names(assembly: Assembly, statement: Statement): string[] {
  const parser = assembly.parser(statement);
  const out: string[] = [];
  do out.push(parser.symbol().name);
  while (parser.take(','));
  parser.expectEnd();
  return out;
}

function entry(assembly: Assembly, statement: Statement): void {
  const symbols = names(assembly, statement);
  assembly.betweenPasses.push(() => {
    for (const name of symbols) {
      const symbol = assembly.symbols.get(name);
      if (!symbol.defined) {
        assembly.report(statement, 'undefinedSymbol', name);
        continue;
      }
      const section = simpleItem(symbol.terms);
      if (!section || (section.kind !== 'SD' && section.kind !== 'PC')) {
        assembly.report(statement, 'entryNotRelocatable', name);
        continue;
      }
      if (section.name === name || assembly.externals.entries.some((e) => e.name === name)) continue;
      assembly.externals.entries.push({ name, address: symbol.value, section });
    }
  });
}

function external(assembly: Assembly, statement: Statement, kind: 'ER' | 'WX'): void {
  for (const name of names(assembly, statement)) {
    const symbol = assembly.newSymbol(statement, name);
    if (!symbol) continue;
    const item = assembly.externals.reference(kind, name);
    symbol.defined = true;
    symbol.terms = item.terms;
    symbol.type = 'T';
  }
}

/** DXD: an external dummy section (pseudo register). */
function externalDummy(assembly: Assembly, statement: Statement): void {
  const name = statement.name.toUpperCase();
  if (!isOrdinarySymbol(name)) throw new AssemblerError('nameRequired');
  const parser = assembly.parser(statement);
  const item = assembly.externals.pseudoRegister(name);
  let length = 0;
  let alignment = 1;
  do {
    const operand = parseConstant(parser, assembly.earlyPlace(statement), assembly, false);
    const boundary = operand.lengthGiven ? alignmentOf(operand) : CONSTANT_TYPES[operand.type].alignment;
    alignment = Math.max(alignment, boundary);
    length = Math.ceil(length / boundary) * boundary + Math.ceil(totalBits(operand) / 8);
    if (length > 0xffffff) throw new AssemblerError('constantTooLong');
    if (item.length === 0) statement.lengthAttribute = lengthAttribute(operand);
  } while (parser.take(','));
  parser.expectEnd();
  item.length = length;
  item.alignment = alignment;
}

/** CXD: a word that the loader fills with the total length of all pseudo registers. */
function cumulativeLength(assembly: Assembly, statement: Statement): void {
  assembly.place(statement, 4, 4);
  assembly.defineLabel(statement, 'A', 4);
  statement.generate = () => {
    const { section } = statement;
    if (section && section.kind !== 'DS') {
      const address = section.base + statement.location;
      const { id } = section;
      assembly.deck.relocate({
        relocation: 0,
        position: id,
        address,
        length: 4,
        kind: 'CXD',
        negative: false,
      });
    }
    return new Uint8Array(4);
  };
}

export const SECTION_INSTRUCTIONS = {
  START: start,
  CSECT: (assembly: Assembly, statement: Statement) => void enterSection(assembly, statement, 'SD'),
  DSECT: (assembly: Assembly, statement: Statement) => void enterSection(assembly, statement, 'DS'),
  COM: (assembly: Assembly, statement: Statement) => void enterSection(assembly, statement, 'CM'),
  ENTRY: entry,
  EXTRN: (assembly: Assembly, statement: Statement) => external(assembly, statement, 'ER'),
  WXTRN: (assembly: Assembly, statement: Statement) => external(assembly, statement, 'WX'),
  DXD: externalDummy,
  CXD: cumulativeLength,
};
