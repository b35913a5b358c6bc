import { Assembly } from './assembly.js';
import { writeListing } from './listing/listing.js';
import { placeLiterals } from './literal-pool-layout.js';
import { readWithCopies } from './macro/copy-expansion.js';
import { Interpreter } from './macro/interpreter.js';
import type { AssembleOptions, AssemblyResult } from './options.js';
import type { RelocationTerms } from './value.js';
import { SourceStatement } from './source-reader.js';
import { Statement } from './statement.js';

/** Most object code one assembly may make. */
const MAX_TEXT = 32 * 1024 * 1024;

/**
 * Assembles one source program. Never throws for anything in the source: errors are diagnostics, and the object
 * deck holds what could be assembled.
 */
export function assemble(source: string, options: AssembleOptions = {}): AssemblyResult {
  const assembly = new Assembly(options);
  const statements = readWithCopies(source, options.name ?? 'SOURCE', options.library);
  new Interpreter(assembly, statements).run();
  endSource(assembly, statements);
  betweenPasses(assembly);
  passTwo(assembly);
  const object = assembly.deck.finish(assembly.externals.items, assembly.externals.entries, {
    entry: assembly.entry,
    deckId: assembly.deckId,
    date: options.date,
  });
  const diagnostics = [...assembly.diagnostics.list].sort((a, b) => a.statement - b.statement);
  return {
    object,
    listing: options.noListing ? '' : writeListing(assembly, diagnostics),
    diagnostics,
    returnCode: returnCode(assembly.diagnostics.highestSeverity),
    statements: assembly.statements.length,
  };
}

function returnCode(severity: number): AssemblyResult['returnCode'] {
  return severity > 12 ? 16 : severity > 8 ? 12 : severity > 4 ? 8 : severity > 0 ? 4 : 0;
}

/** END: what is missing is assumed, and literals without LTORG go to the end of the first control section. */
function endSource(assembly: Assembly, source: readonly SourceStatement[]): void {
  let last = assembly.statements.at(-1);
  if (!assembly.ended || !last) {
    const at = source.at(-1);
    const line = at?.line ?? 1;
    const assumed = new SourceStatement(
      at?.file ?? assembly.options.name ?? 'SOURCE',
      line,
      [''],
      'statement',
      '',
      'END',
      '',
      '',
    );
    last = new Statement(assembly.statements.length + 1, assumed, 0, '', 'END', '', '         END');
    assembly.statements.push(last);
    assembly.report(last, 'missingEnd');
  }
  const owner = last;
  if (assembly.pool.isEmpty) return;
  const first = assembly.externals.items.find((i) => i.kind === 'SD' || i.kind === 'PC');
  if (first) {
    assembly.section = first;
    first.counter = first.length;
  } else assembly.section = undefined;
  assembly.guarded(owner, () => {
    const section = assembly.currentSection();
    assembly.setCounter(owner, Math.ceil(section.counter / 8) * 8);
    placeLiterals(assembly, owner);
  });
}

/** Sections get their addresses; symbols and literals, so far offsets, become addresses. */
function betweenPasses(assembly: Assembly): void {
  const { externals, symbols, literals } = assembly;
  externals.assignAddresses(assembly.origin);
  const base = (terms: RelocationTerms): number => terms.reduce((sum, t) => sum + t.count * t.item.base, 0);
  for (const symbol of symbols.values()) if (symbol.defined) symbol.value += base(symbol.terms);
  for (const literal of literals) literal.value += base(literal.terms);
  for (const resolve of assembly.deferred) resolve();
  for (const work of assembly.betweenPasses) work();
}

/** Object code of every statement, in order. */
function passTwo(assembly: Assembly): void {
  for (const statement of assembly.statements) {
    if (assembly.stopped) return;
    const { generate, section } = statement;
    if (generate) {
      let bytes: Uint8Array | undefined;
      const done = assembly.guarded(statement, () => (bytes = generate()));
      if (!done && statement.length > 0) bytes = new Uint8Array(statement.length);
      statement.bytes = bytes;
    }
    if (!section || section.kind === 'DS' || section.kind === 'CM') continue;
    const address = section.base + statement.location;
    if (statement.padding > 0 && statement.bytes) {
      assembly.deck.text(section.id, address - statement.padding, new Uint8Array(statement.padding));
    }
    if (statement.bytes && statement.bytes.length > 0)
      assembly.deck.text(section.id, address, statement.bytes);
    if (assembly.deck.textBytes > MAX_TEXT) assembly.report(statement, 'tooMuchText', MAX_TEXT);
  }
}
