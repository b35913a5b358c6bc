import { ebcdic037 } from '../../ebcdic/index.js';
import type { Assembly } from '../assembly.js';
import type { Diagnostic } from '../diagnostics.js';
import type { Statement } from '../statement.js';
import { relocationFlags } from '../deck-writer.js';
import { hex } from './hex.js';
import { Pages } from './pages.js';
import { writeStatement } from './statement-lines.js';

const LINES_PER_PAGE = 55;

/**
 * The listing of one assembly: external symbol dictionary, source and object code, relocation dictionary,
 * cross-reference, diagnostics. Every line begins with an ASA carriage control character.
 */
export function writeListing(assembly: Assembly, diagnostics: readonly Diagnostic[]): string {
  const { options } = assembly;
  const pages = new Pages(Math.max(10, options.linesPerPage ?? LINES_PER_PAGE), options.date);
  writeEsd(assembly, pages);
  writeSource(assembly, pages, diagnostics);
  writeRld(assembly, pages);
  if (options.xref ?? true) {
    writeCrossReference(assembly, pages);
    writeLiterals(assembly, pages);
  }
  writeDiagnostics(assembly, pages, diagnostics);
  return pages.text;
}

/** Title of a part, in the middle of the line. */
function centered(text: string): string {
  return text.padStart(Math.floor((109 + text.length) / 2));
}

function writeEsd(assembly: Assembly, pages: Pages): void {
  const { items, entries } = assembly.externals;
  const listed = items.filter((i) => i.kind !== 'DS');
  if (listed.length === 0) return;
  pages.part(centered('EXTERNAL SYMBOL DICTIONARY'), 'SYMBOL   TYPE   ID   ADDR  LENGTH LD ID');
  for (const item of listed) {
    const reference = item.kind === 'ER' || item.kind === 'WX';
    const place = reference ? '' : `${hex(item.base, 6)} ${hex(item.length, 6)}`;
    pages.line(`${item.name.padEnd(8)}  ${item.kind}   ${hex(item.id, 4)} ${place}`);
  }
  for (const entry of entries) {
    pages.line(
      `${entry.name.padEnd(8)}  LD        ${hex(entry.address, 6)}         ${hex(entry.section.id, 4)}`,
    );
  }
}

function writeSource(assembly: Assembly, pages: Pages, diagnostics: readonly Diagnostic[]): void {
  const caption = '  LOC  OBJECT CODE    ADDR1 ADDR2  STMT   SOURCE STATEMENT';
  const heading = (text: string): string => `${assembly.deckId.padEnd(8)} ${text}`;
  const first = assembly.statements.find((s) => s.control?.kind === 'title');
  const firstText = first?.control?.kind === 'title' ? first.control.text : '';
  pages.part(heading(firstText), caption);
  const flagged = new Set(diagnostics.map((d) => d.statement));
  for (const statement of assembly.statements) {
    control(statement, statement === first, pages, heading);
    const isFlagged = flagged.has(statement.number);
    if (statement.printed || isFlagged) writeStatement(statement, pages);
    if (isFlagged) pages.line(' '.repeat(27) + '*** ERROR ***');
  }
}

function control(
  statement: Statement,
  firstTitle: boolean,
  pages: Pages,
  heading: (text: string) => string,
): void {
  switch (statement.control?.kind) {
    case 'eject':
      pages.eject();
      break;
    case 'space':
      pages.space(statement.control.lines);
      break;
    case 'title':
      if (!firstTitle) pages.setTitle(heading(statement.control.text));
      break;
    case undefined:
      break;
  }
}

function writeRld(assembly: Assembly, pages: Pages): void {
  const relocations = assembly.deck.sortedRelocations();
  if (relocations.length === 0) return;
  pages.part(centered('RELOCATION DICTIONARY'), 'POS.ID   REL.ID   FLAGS   ADDRESS');
  for (const entry of relocations) {
    const { position, relocation, address } = entry;
    pages.line(
      ` ${hex(position, 4)}     ${hex(relocation, 4)}     ${hex(relocationFlags(entry), 2)}     ${hex(address, 6)}`,
    );
  }
}

/** Statement numbers, as many on a line as fit, on lines that start with `start`. */
function writeReferences(pages: Pages, start: string, references: readonly number[]): void {
  const PER_LINE = 14;
  const numbers = [...new Set(references)].sort((a, b) => a - b).map((n) => String(n).padStart(5));
  pages.line(start + numbers.slice(0, PER_LINE).join(' '));
  for (let i = PER_LINE; i < numbers.length; i += PER_LINE) {
    pages.line(' '.repeat(start.length) + numbers.slice(i, i + PER_LINE).join(' '));
  }
}

function writeCrossReference(assembly: Assembly, pages: Pages): void {
  // Sorting by the EBCDIC bytes puts letters before digits.
  const symbols = assembly.symbols.sorted((name) => String.fromCharCode(...ebcdic037.encode(name)));
  if (symbols.length === 0) return;
  pages.part(centered('CROSS REFERENCE'), 'SYMBOL    LEN    VALUE   DEFN    REFERENCES');
  for (const symbol of symbols) {
    const start = symbol.defined
      ? `${symbol.name.padEnd(8)} ${String(symbol.length).padStart(5, '0')} ${hex(symbol.value, 8)} ${String(symbol.statement).padStart(5)}   `
      : `${symbol.name.padEnd(8)}   *** UNDEFINED ***      `;
    writeReferences(pages, start, symbol.references);
  }
}

function writeLiterals(assembly: Assembly, pages: Pages): void {
  if (assembly.literals.length === 0) return;
  pages.part(centered('LITERAL CROSS REFERENCE'), 'LITERAL                LEN    VALUE   DEFN    REFERENCES');
  for (const literal of assembly.literals) {
    const text = literal.text.length > 20 ? literal.text.slice(0, 17) + '...' : literal.text.padEnd(20);
    const length = String(literal.length).padStart(5, '0');
    const start = `${text} ${length} ${hex(literal.value, 8)} ${String(literal.statement).padStart(5)}   `;
    writeReferences(pages, start, literal.references);
  }
}

function writeDiagnostics(assembly: Assembly, pages: Pages, diagnostics: readonly Diagnostic[]): void {
  pages.part(centered('DIAGNOSTICS AND ASSEMBLER SUMMARY'), ' STMT   ERROR NO.  SEV  MESSAGE');
  for (const { statement, id, severity, message, file, line } of diagnostics) {
    const place = `(${file} LINE ${line})`;
    pages.line(
      `${String(statement).padStart(5)}   ${id.padEnd(9)}  ${String(severity).padStart(3)}  ${message} ${place}`,
    );
  }
  if (diagnostics.length === 0) pages.line('NO STATEMENTS FLAGGED IN THIS ASSEMBLY');
  else {
    const flagged = new Set(diagnostics.map((d) => d.statement)).size;
    pages.line('');
    pages.line(`NUMBER OF STATEMENTS FLAGGED IN THIS ASSEMBLY = ${flagged}`);
    pages.line(`HIGHEST SEVERITY WAS ${assembly.diagnostics.highestSeverity}`);
  }
  pages.line(`STATEMENTS IN THIS ASSEMBLY = ${assembly.statements.length}`);
  const externals =
    assembly.externals.items.filter((i) => i.kind !== 'DS').length + assembly.externals.entries.length;
  pages.line(`EXTERNAL SYMBOLS = ${externals}, BYTES OF TEXT = ${assembly.deck.textBytes}`);
}
