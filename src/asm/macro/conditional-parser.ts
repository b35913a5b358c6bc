import { AssemblerError } from '../assembler-error.js';
import { endOfSymbol, isLetter } from '../characters.js';
import { quotedString, readSelfDefiningTerm, startsSelfDefiningTerm } from '../self-defining.js';
import type {
  AttributeLetter,
  AttributeOperand,
  ConditionalNode,
  Pattern,
  RelationalOperator,
  VariableReference,
} from './ast.js';

const MAX_DEPTH = 40;
const WORD = /(EQ|NE|LT|LE|GT|GE|AND|OR|NOT)(?![A-Z0-9@#$])/iy;
const ATTRIBUTE = /[LSIKNT](?='[A-Z@#$&])/iy;

/**
 * Parser of conditional assembly expressions (GC33-4010, "Conditional Assembly Language"). One grammar serves
 * SETA, SETB, SETC, AIF and subscripts; what kind a result has is checked where it is used. Blanks may stand
 * between terms inside parentheses only.
 */
export class ConditionalParser {
  position = 0;
  private depth = 0;

  constructor(readonly text: string) {}

  get next(): string {
    return this.text[this.position] ?? '';
  }

  /** At the end of the operand: the end of the text or a blank. */
  get atEnd(): boolean {
    return this.position >= this.text.length || this.next === ' ';
  }

  take(character: string): boolean {
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  expect(character: string): void {
    if (!this.take(character)) throw this.error();
  }

  expectEnd(): void {
    if (!this.atEnd) throw this.error();
  }

  error(): AssemblerError {
    const rest = this.text.slice(this.position, this.position + 20);
    return new AssemblerError('badCondition', rest === '' ? 'THE END' : rest);
  }

  /** An expression in parentheses, as in AIF. */
  parenthesized(): ConditionalNode {
    this.expect('(');
    return this.restOfParentheses();
  }

  private restOfParentheses(): ConditionalNode {
    if (++this.depth > MAX_DEPTH) throw new AssemblerError('expressionTooDeep');
    const node = this.expression();
    this.skipBlanks();
    this.expect(')');
    this.depth--;
    return node;
  }

  private skipBlanks(): void {
    if (this.depth > 0) while (this.next === ' ') this.position++;
  }

  private word(...wanted: string[]): string | undefined {
    this.skipBlanks();
    WORD.lastIndex = this.position;
    const found = WORD.exec(this.text)?.[1].toUpperCase();
    if (found === undefined || !wanted.includes(found)) return undefined;
    this.position += found.length;
    return found;
  }

  expression(): ConditionalNode {
    let left = this.conjunction();
    while (this.word('OR')) left = { kind: 'or', left, right: this.conjunction() };
    return left;
  }

  private conjunction(): ConditionalNode {
    let left = this.negation();
    while (this.word('AND')) left = { kind: 'and', left, right: this.negation() };
    return left;
  }

  private negation(): ConditionalNode {
    let negative = false;
    while (this.word('NOT')) negative = !negative;
    const of = this.relation();
    return negative ? { kind: 'not', of } : of;
  }

  private relation(): ConditionalNode {
    const left = this.sum();
    const operator = this.word('EQ', 'NE', 'LT', 'LE', 'GT', 'GE');
    if (!operator) return left;
    return { kind: 'relation', operator: operator as RelationalOperator, left, right: this.sum() };
  }

  /** An arithmetic (or any simpler) expression. */
  sum(): ConditionalNode {
    let left = this.product();
    for (;;) {
      this.skipBlanks();
      const operator = this.next;
      if (operator !== '+' && operator !== '-') return left;
      this.position++;
      left = { kind: 'arithmetic', operator, left, right: this.product() };
    }
  }

  private product(): ConditionalNode {
    let left = this.factor();
    for (;;) {
      this.skipBlanks();
      const operator = this.next;
      if (operator !== '*' && operator !== '/') return left;
      this.position++;
      left = { kind: 'arithmetic', operator, left, right: this.factor() };
    }
  }

  private factor(): ConditionalNode {
    let negative = false;
    for (;;) {
      this.skipBlanks();
      if (this.take('-')) negative = !negative;
      else if (!this.take('+')) break;
    }
    const of = this.concatenation();
    return negative ? { kind: 'negative', of } : of;
  }

  /** Character terms joined by periods, or by nothing between a string and a following one. */
  private concatenation(): ConditionalNode {
    const first = this.term();
    if (!isCharacter(first)) return first;
    const parts = [first];
    for (;;) {
      if (this.next === '.' && this.startsCharacter(this.position + 1)) this.position++;
      else if (!this.startsCharacter(this.position)) break;
      parts.push(this.term());
    }
    return parts.length === 1 ? first : { kind: 'concatenation', parts };
  }

  private startsCharacter(at: number): boolean {
    const c = this.text[at];
    return c === "'" || (c === '(' && this.isRepetition(at));
  }

  /** True when (…)' stands at `at`: a duplication factor and its string. */
  private isRepetition(at: number): boolean {
    const close = this.text.indexOf(')', at);
    return close > 0 && this.text[close + 1] === "'";
  }

  private term(): ConditionalNode {
    this.skipBlanks();
    const { text, position } = this;
    const c = this.next;
    if (c === '(') {
      this.position++;
      const inner = this.restOfParentheses();
      return this.next === "'" ? { kind: 'repetition', count: inner, of: this.string() } : inner;
    }
    if (c === '&') return { kind: 'variable', reference: this.variable() };
    if (c === "'") return this.string();
    ATTRIBUTE.lastIndex = position;
    if (ATTRIBUTE.test(text)) return this.attribute();
    if (startsSelfDefiningTerm(text, position)) {
      const term = readSelfDefiningTerm(text, position);
      if (!term) throw new AssemblerError('badSelfDefiningTerm', text.slice(position, position + 20));
      this.position = term.end;
      return { kind: 'number', value: term.value };
    }
    throw this.error();
  }

  /** &NAME or &NAME(subscripts). */
  variable(): VariableReference {
    this.expect('&');
    if (!isLetter(this.text.charCodeAt(this.position))) {
      throw new AssemblerError('badVariable', '&' + this.text.slice(this.position, this.position + 8));
    }
    const end = endOfSymbol(this.text, this.position);
    const name = this.text.slice(this.position, end).toUpperCase();
    this.position = end;
    const subscripts: ConditionalNode[] = [];
    if (this.next === '(') {
      this.position++;
      if (++this.depth > MAX_DEPTH) throw new AssemblerError('expressionTooDeep');
      do {
        subscripts.push(this.sum());
        this.skipBlanks();
      } while (this.take(','));
      this.expect(')');
      this.depth--;
    }
    return { name, subscripts };
  }

  private attribute(): ConditionalNode {
    const letter = this.next.toUpperCase() as AttributeLetter;
    this.position += 2;
    let operand: AttributeOperand;
    if (this.next === '&') {
      operand = { variable: this.variable() };
    } else {
      const end = endOfSymbol(this.text, this.position);
      operand = { symbol: this.text.slice(this.position, end).toUpperCase() };
      this.position = end;
    }
    return { kind: 'attribute', letter, operand };
  }

  private string(): ConditionalNode {
    const quoted = quotedString(this.text, this.position);
    if (!quoted) throw new AssemblerError('missingDelimiter');
    this.position = quoted.end;
    const pattern = compilePattern(quoted.body).map((part) =>
      typeof part === 'string' ? part.replaceAll("''", "'") : part,
    );
    if (this.next !== '(') return { kind: 'string', pattern };
    this.position++;
    this.depth++;
    const start = this.sum();
    this.skipBlanks();
    this.expect(',');
    const length = this.sum();
    this.skipBlanks();
    this.expect(')');
    this.depth--;
    return { kind: 'string', pattern, start, length };
  }
}

/** True for expressions that are characters whatever the values of their variables. */
export function isCharacter(node: ConditionalNode): boolean {
  switch (node.kind) {
    case 'string':
    case 'concatenation':
    case 'repetition':
      return true;
    case 'attribute':
      return node.letter === 'T';
    default:
      return false;
  }
}

/**
 * Takes text with variable symbols apart. A period after a variable symbol ends it and vanishes; a pair of
 * ampersands is text. Throws `AssemblerError` for subscripts that are not valid.
 */
export function compilePattern(text: string): Pattern {
  const parts: (string | VariableReference)[] = [];
  let from = 0;
  let at = text.indexOf('&');
  while (at >= 0) {
    if (text[at + 1] === '&') {
      at = text.indexOf('&', at + 2);
      continue;
    }
    if (!isLetter(text.charCodeAt(at + 1))) {
      at = text.indexOf('&', at + 1);
      continue;
    }
    if (at > from) parts.push(text.slice(from, at));
    const parser = new ConditionalParser(text);
    parser.position = at;
    parts.push(parser.variable());
    parser.take('.');
    from = parser.position;
    at = text.indexOf('&', from);
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}
