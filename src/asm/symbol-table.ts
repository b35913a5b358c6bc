import { ABSOLUTE, type RelocationTerms } from './value.js';

/** An ordinary symbol. It exists from its first mention; `defined` tells whether it has a value yet. */
export class AsmSymbol {
  defined = false;
  value = 0;
  terms: RelocationTerms = ABSOLUTE;
  /** Length attribute. */
  length = 1;
  /** Type attribute: the letter of T'symbol. */
  type = 'U';
  /** Scale attribute of a decimal, fixed- or floating-point constant. */
  scale = 0;
  /** Integer attribute of a decimal, fixed- or floating-point constant. */
  integer = 0;
  /** Statement that defines it. */
  statement = 0;
  /** Statements that refer to it, ascending, for the cross-reference. */
  readonly references: number[] = [];
  /** Computes a value that was not available when the symbol was equated; see `equate.ts`. */
  resolve?: () => void;
  /** That computation is under way. */
  resolving = false;

  constructor(readonly name: string) {}

  refer(statement: number): void {
    const last = this.references.length - 1;
    if (last < 0 || this.references[last] !== statement) this.references.push(statement);
  }
}

/** The symbols of one assembly. */
export class SymbolTable {
  private readonly symbols = new Map<string, AsmSymbol>();

  /** The symbol of that name, made when it is new. Names are in upper case. */
  get(name: string): AsmSymbol {
    let symbol = this.symbols.get(name);
    if (!symbol) this.symbols.set(name, (symbol = new AsmSymbol(name)));
    return symbol;
  }

  find(name: string): AsmSymbol | undefined {
    return this.symbols.get(name);
  }

  /** All symbols in the order of their names in EBCDIC (letters before digits). */
  sorted(order: (name: string) => string): AsmSymbol[] {
    return [...this.symbols.values()]
      .map((symbol) => ({ symbol, key: order(symbol.name) }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      .map((entry) => entry.symbol);
  }

  values(): IterableIterator<AsmSymbol> {
    return this.symbols.values();
  }
}
