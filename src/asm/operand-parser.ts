import { AssemblerError } from './assembler-error.js';
import { MAX_SYMBOL, endOfSymbol, isAttributeApostrophe, isLetter } from './characters.js';
import {
  BinaryExpression,
  ConstantExpression,
  type Expression,
  LengthExpression,
  LocationExpression,
  NegativeExpression,
  ScaleExpression,
  SymbolExpression,
} from './expression.js';
import { readSelfDefiningTerm, startsSelfDefiningTerm } from './self-defining.js';
import type { AsmSymbol, SymbolTable } from './symbol-table.js';

const MAX_DEPTH = 40;

/** Reads expressions and delimiters from an operand field, from left to right. */
export class OperandParser {
  position = 0;
  private depth = 0;

  constructor(
    readonly text: string,
    private readonly symbols: SymbolTable,
    /** Statement that mentions the symbols, for the cross-reference. */
    private readonly statement: number,
  ) {}

  /** The character at the position, '' at the end. */
  get next(): string {
    return this.text[this.position] ?? '';
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Moves over `character` if it is the next one. */
  take(character: string): boolean {
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  expect(character: string): void {
    if (!this.take(character)) throw this.syntaxError();
  }

  /** Throws unless the whole operand has been read. */
  expectEnd(): void {
    if (!this.atEnd) {
      const rest = this.text.slice(this.position);
      throw rest.startsWith(',') && rest.length > 1
        ? new AssemblerError('tooManyOperands', rest.slice(1))
        : this.syntaxError();
    }
  }

  syntaxError(): AssemblerError {
    if (this.atEnd) return new AssemblerError(this.text === '' ? 'missingOperand' : 'syntaxError', 'THE END');
    return new AssemblerError('syntaxError', this.text.slice(this.position, this.position + 20));
  }

  /** A symbol at the position, or undefined. */
  symbolName(): string | undefined {
    if (!isLetter(this.text.charCodeAt(this.position))) return undefined;
    const end = endOfSymbol(this.text, this.position);
    const name = this.text.slice(this.position, end).toUpperCase();
    if (name.length > MAX_SYMBOL) throw new AssemblerError('symbolTooLong', name);
    this.position = end;
    return name;
  }

  symbol(): AsmSymbol {
    const name = this.symbolName();
    if (name === undefined) throw this.syntaxError();
    return this.mention(name);
  }

  private mention(name: string): AsmSymbol {
    const symbol = this.symbols.get(name);
    symbol.refer(this.statement);
    return symbol;
  }

  expression(): Expression {
    if (++this.depth > MAX_DEPTH) throw new AssemblerError('expressionTooDeep');
    let left = this.product();
    for (;;) {
      if (this.take('+')) left = new BinaryExpression('+', left, this.product());
      else if (this.take('-')) left = new BinaryExpression('-', left, this.product());
      else break;
    }
    this.depth--;
    return left;
  }

  private product(): Expression {
    let left = this.factor();
    for (;;) {
      if (this.take('*')) left = new BinaryExpression('*', left, this.factor());
      else if (this.take('/')) left = new BinaryExpression('/', left, this.factor());
      else return left;
    }
  }

  private factor(): Expression {
    let negative = false;
    for (;;) {
      if (this.take('-')) negative = !negative;
      else if (!this.take('+')) break;
    }
    const term = this.term();
    return negative ? new NegativeExpression(term) : term;
  }

  private term(): Expression {
    const { text, position } = this;
    if (this.take('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (this.take('*')) return new LocationExpression();
    if (startsSelfDefiningTerm(text, position)) {
      const term = readSelfDefiningTerm(text, position);
      if (!term) throw new AssemblerError('badSelfDefiningTerm', text.slice(position, position + 20));
      this.position = term.end;
      return new ConstantExpression(term.value);
    }
    if (text[position + 1] === "'" && isAttributeApostrophe(text, position + 1)) return this.attribute();
    if (this.next === '=') throw new AssemblerError('literalNotAllowed');
    const name = this.symbolName();
    if (name === undefined) throw this.syntaxError();
    return new SymbolExpression(this.mention(name));
  }

  private attribute(): Expression {
    const letter = this.text[this.position].toUpperCase();
    this.position += 2;
    if (letter === 'L') {
      return new LengthExpression(this.take('*') ? undefined : this.symbol());
    }
    if (letter === 'S' || letter === 'I') return new ScaleExpression(letter, this.symbol());
    this.position -= 2;
    throw this.syntaxError();
  }
}
