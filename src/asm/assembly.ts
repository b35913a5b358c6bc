import { ebcdic037 } from '../ebcdic/index.js';
import { AssemblerError } from './assembler-error.js';
import { isOrdinarySymbol } from './characters.js';
import { parseConstant, type ExternalNames } from './constants/constant-operand.js';
import { DeckWriter } from './deck-writer.js';
import { Diagnostics, type DiagnosticPlace } from './diagnostics.js';
import type { EvaluationPlace } from './expression.js';
import { type EsdItem, ExternalSymbols } from './external-symbols.js';
import { type Literal, LiteralPool } from './literals.js';
import { MESSAGES, type MessageKey } from './messages.js';
import { OperandParser } from './operand-parser.js';
import { OperationTable } from './operations.js';
import type { AssembleOptions } from './options.js';
import { operandEnd, parseIctl } from './source-reader.js';
import type { Statement } from './statement.js';
import { type AsmSymbol, SymbolTable } from './symbol-table.js';
import { UsingTable } from './using-table.js';
import { absolute, type Value } from './value.js';

/** Highest address a section can reach. */
const MAX_LOCATION = 0xffffff;

/** What PRINT has switched on. */
export interface PrintState {
  on: boolean;
  gen: boolean;
  data: boolean;
}

/** Everything one assembly knows: the state that statements read and change in both passes. */
export class Assembly implements ExternalNames {
  readonly diagnostics = new Diagnostics();
  readonly symbols = new SymbolTable();
  readonly externals = new ExternalSymbols();
  readonly operations: OperationTable;
  readonly statements: Statement[] = [];
  readonly literals: Literal[] = [];
  readonly pool = new LiteralPool();
  /** Base registers, in pass two. */
  readonly using = new UsingTable();
  readonly deck = new DeckWriter();
  readonly print: PrintState = { on: true, gen: true, data: false };
  /** States kept by PUSH PRINT. */
  readonly savedPrint: PrintState[] = [];
  /** Values of EQU that had to wait for symbols defined later. */
  readonly deferred: (() => void)[] = [];
  /** Work to do between the passes: addresses are known, object code is not yet made. */
  readonly betweenPasses: (() => void)[] = [];
  readonly align: boolean;
  /** Current section; none before the first. */
  section?: EsdItem;
  /** Assembled address of the first control section (START). */
  origin = 0;
  /** Name field of the first TITLE: deck identification in columns 73-76. */
  deckId = '';
  /** Where execution begins, from END. */
  entry?: Value;
  /** Set by REPRO: takes the next source line, or undefined at the end of the source. */
  reproduce?: (line: string | undefined) => void;
  /** END has been processed. */
  ended = false;
  /** The highest severity that MNOTE or a message of severity 16 asks to stop at. */
  stopped = false;
  /** ISEQ columns, from 1. */
  sequenceColumns?: { readonly first: number; readonly last: number };
  /** Contents of those columns in the last line checked. */
  lastSequence?: string;

  constructor(readonly options: AssembleOptions) {
    this.align = options.align ?? true;
    this.operations = new OperationTable(options.library);
  }

  report(place: DiagnosticPlace, key: MessageKey, ...inserts: (string | number)[]): void {
    this.diagnostics.report(place, key, ...inserts);
    if (MESSAGES[key].severity >= 16) this.stopped = true;
  }

  /** Runs `work`; an `AssemblerError` becomes a diagnostic of `statement`. False when there was one. */
  guarded(statement: DiagnosticPlace, work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof AssemblerError)) throw error;
      this.report(statement, error.key, ...error.inserts);
      return false;
    }
  }

  /** Parser of the statement's operand field. */
  parser(statement: Statement): OperandParser {
    const { operand } = statement;
    // A comma alone stands for no operand at all before remarks.
    const text = operand === ',' ? '' : operand.slice(0, operandEnd(operand));
    return new OperandParser(text, this.symbols, statement.number);
  }

  /** Where expressions of pass one stand: offsets in sections, no forward references. */
  earlyPlace(statement: Statement): EvaluationPlace {
    const section = statement.section ?? this.section;
    const offset = statement.section ? statement.location : (section?.counter ?? 0);
    return {
      location: section ? { value: offset, terms: section.terms } : absolute(0),
      lengthAttribute: statement.lengthAttribute,
      early: true,
    };
  }

  /** Where expressions of pass two stand; `offset` bytes into the statement's object code. */
  finalPlace(statement: Statement, offset = 0): EvaluationPlace {
    return {
      location: this.locationOf(statement, offset),
      lengthAttribute: statement.lengthAttribute,
      early: false,
    };
  }

  /** Assembled address of a statement. */
  locationOf(statement: Statement, offset = 0): Value {
    const { section } = statement;
    if (!section) return absolute(0);
    return { value: section.base + statement.location + offset, terms: section.terms };
  }

  /** The current section; private code when there is none yet. */
  currentSection(): EsdItem {
    return (this.section ??= this.externals.section('PC', '') as EsdItem);
  }

  /** Gives the statement `length` bytes at the next multiple of `alignment` in the current section. */
  place(statement: Statement, length: number, alignment: number): void {
    const section = this.currentSection();
    const location = Math.ceil(section.counter / alignment) * alignment;
    statement.padding = location - section.counter;
    this.placeAt(statement, location, length);
  }

  placeAt(statement: Statement, location: number, length: number): void {
    const section = this.currentSection();
    statement.section = section;
    statement.location = location;
    statement.length = length;
    statement.listed = { kind: 'location' };
    this.setCounter(statement, location + length);
  }

  /** Moves the location counter of the current section. */
  setCounter(statement: Statement, counter: number): void {
    const section = this.currentSection();
    if (counter > MAX_LOCATION) {
      statement.length = 0;
      throw new AssemblerError('sectionTooLong');
    }
    section.counter = counter;
    if (counter > section.length) section.length = counter;
  }

  /** Defines the symbol in the name field, if any, as the statement's location. */
  defineLabel(statement: Statement, type: string, length: number): AsmSymbol | undefined {
    const { name, section } = statement;
    if (name === '' || !section) return undefined;
    return this.define(statement, { value: statement.location, terms: section.terms }, type, length);
  }

  /** Defines the symbol in the name field. Undefined, with a diagnostic, when that is not possible. */
  define(statement: Statement, value: Value, type: string, length: number): AsmSymbol | undefined {
    const symbol = this.newSymbol(statement, statement.name);
    if (!symbol) return undefined;
    symbol.defined = true;
    symbol.value = value.value;
    symbol.terms = value.terms;
    symbol.type = type;
    symbol.length = length;
    return symbol;
  }

  /** The symbol of that name, if it is valid and free; its defining statement is noted. */
  newSymbol(statement: Statement, name: string): AsmSymbol | undefined {
    if (!isOrdinarySymbol(name)) {
      this.report(statement, 'badName', name);
      return undefined;
    }
    const symbol = this.symbols.get(name.toUpperCase());
    if (symbol.defined || symbol.resolve) {
      this.report(statement, 'duplicateSymbol', symbol.name);
      return undefined;
    }
    symbol.statement = statement.number;
    return symbol;
  }

  /** Reads a literal after its equal sign and puts it into the pool. */
  literal(parser: OperandParser, statement: Statement): Literal {
    const operand = parseConstant(parser, this.earlyPlace(statement), this, true);
    if (operand.duplication === 0) throw new AssemblerError('valueOutOfRange', 0, '1 TO 16777215');
    const literal = this.pool.use(operand, () => this.locationOf(statement));
    literal.refer(statement.number);
    return literal;
  }

  /** Type attribute that EQU gives by an EBCDIC code. */
  typeLetter(code: number): string {
    return ebcdic037.decodeByte(code);
  }

  badIctl(operand: string): boolean {
    return parseIctl(operand.slice(0, operandEnd(operand))) === undefined;
  }

  external(name: string): EsdItem {
    return this.externals.reference('ER', name);
  }

  pseudoRegister(name: string): EsdItem {
    return this.externals.pseudoRegister(name);
  }
}
