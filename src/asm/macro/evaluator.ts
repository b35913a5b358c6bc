import { ebcdic037 } from '../../ebcdic/index.js';
import { AssemblerError } from '../assembler-error.js';
import { arithmetic } from '../expression.js';
import { readSelfDefiningTerm } from '../self-defining.js';
import type {
  AttributeLetter,
  AttributeOperand,
  ConditionalNode,
  Pattern,
  VariableReference,
} from './ast.js';
import { isCharacter } from './conditional-parser.js';
import type { SymbolAttributes } from './attributes.js';
import { type MacroOperand, OMITTED, type Scope } from './variables.js';

/** Longest value of a SETC symbol or character expression. */
const MAX_STRING = 255;

/** Looks up attributes of ordinary symbols, defined or still to come. */
export type AttributeSource = (symbol: string) => SymbolAttributes | undefined;

/** Evaluates conditional assembly expressions in one scope. Errors are `AssemblerError`s. */
export class Evaluator {
  constructor(
    private readonly scope: Scope,
    private readonly attributes: AttributeSource,
  ) {}

  /** Text with the values of its variable symbols. */
  substitute(pattern: Pattern): string {
    let text = '';
    for (const part of pattern) text += typeof part === 'string' ? part : this.text(part);
    return text;
  }

  /** Value of a variable symbol as text. A SETA value loses its sign and leading zeros. */
  text(reference: VariableReference): string {
    const found = this.find(reference);
    if (found.kind === 'operand') return found.operand.text;
    return typeof found.value === 'number' ? String(Math.abs(found.value)) : found.value;
  }

  number(node: ConditionalNode): number {
    switch (node.kind) {
      case 'number':
        return node.value;
      case 'variable': {
        const found = this.find(node.reference);
        if (found.kind === 'set' && typeof found.value === 'number') return found.value;
        return numberOf(found.kind === 'operand' ? found.operand.text : String(found.value));
      }
      case 'attribute':
        return this.numericAttribute(node.letter, node.operand);
      case 'arithmetic':
        return arithmetic(node.operator, this.number(node.left), this.number(node.right));
      case 'negative':
        return arithmetic('-', 0, this.number(node.of));
      case 'string':
      case 'concatenation':
      case 'repetition':
        return numberOf(this.string(node));
      default:
        return this.truth(node) ? 1 : 0;
    }
  }

  string(node: ConditionalNode): string {
    switch (node.kind) {
      case 'string':
        return this.substring(node);
      case 'concatenation':
        return limited(node.parts.map((part) => this.string(part)).join(''));
      case 'repetition': {
        const count = this.number(node.count);
        const text = this.string(node.of);
        if (count < 0 || count * text.length > MAX_STRING) throw new AssemblerError('stringTooLong');
        return text.repeat(count);
      }
      case 'attribute':
        return node.letter === 'T' ? this.type(node.operand) : String(this.number(node));
      case 'variable':
        return this.text(node.reference);
      default:
        return String(Math.abs(this.number(node)));
    }
  }

  truth(node: ConditionalNode): boolean {
    switch (node.kind) {
      case 'and':
        return this.truth(node.left) && this.truth(node.right);
      case 'or':
        return this.truth(node.left) || this.truth(node.right);
      case 'not':
        return !this.truth(node.of);
      case 'relation': {
        const order =
          isCharacter(node.left) || isCharacter(node.right)
            ? compareStrings(this.string(node.left), this.string(node.right))
            : this.number(node.left) - this.number(node.right);
        switch (node.operator) {
          case 'EQ':
            return order === 0;
          case 'NE':
            return order !== 0;
          case 'LT':
            return order < 0;
          case 'LE':
            return order <= 0;
          case 'GT':
            return order > 0;
          case 'GE':
            return order >= 0;
        }
      }
      // falls through: every operator has returned
      default:
        return this.number(node) !== 0;
    }
  }

  private substring(node: ConditionalNode & { kind: 'string' }): string {
    const text = limited(this.substitute(node.pattern));
    if (!node.start || !node.length) return text;
    const start = this.number(node.start);
    const length = this.number(node.length);
    if (length === 0) return '';
    if (start < 1 || start > text.length || length < 0) throw new AssemblerError('badSubstring');
    return text.slice(start - 1, start - 1 + length);
  }

  /** The SET value or macro operand that a reference means. */
  private find(
    reference: VariableReference,
  ): { kind: 'set'; value: number | string } | { kind: 'operand'; operand: MacroOperand } {
    const { name, subscripts } = reference;
    const variable = this.scope.variables.get(name);
    if (!variable) throw new AssemblerError('undefinedVariable', '&' + name);
    switch (variable.kind) {
      case 'set': {
        const { dimension } = variable.variable;
        return { kind: 'set', value: variable.variable.get(this.subscript(reference, dimension)) };
      }
      case 'parameter':
        return { kind: 'operand', operand: this.element(variable.operand, subscripts) };
      case 'list': {
        if (subscripts.length === 0) throw new AssemblerError('subscriptMismatch', '&' + name);
        const n = this.number(subscripts[0]);
        const operand = variable.operands[n] ?? OMITTED;
        return { kind: 'operand', operand: this.element(operand, subscripts.slice(1)) };
      }
    }
  }

  private element(operand: MacroOperand, subscripts: readonly ConditionalNode[]): MacroOperand {
    let element = operand;
    for (const subscript of subscripts) {
      const n = this.number(subscript);
      if (n < 1) throw new AssemblerError('badSubscript', n, 'A SUBLIST');
      element = element.element(n);
    }
    return element;
  }

  /** Subscript of a SET symbol with that dimension; 0 for a scalar. */
  subscript(reference: VariableReference, dimension: number): number {
    const { name, subscripts } = reference;
    if (subscripts.length !== (dimension > 0 ? 1 : 0))
      throw new AssemblerError('subscriptMismatch', '&' + name);
    if (dimension === 0) return 0;
    const n = this.number(subscripts[0]);
    if (n < 1 || n > dimension) throw new AssemblerError('badSubscript', n, '&' + name);
    return n;
  }

  private numericAttribute(letter: AttributeLetter, operand: AttributeOperand): number {
    if (letter === 'N') return this.count(operand);
    if (letter === 'K') {
      return 'variable' in operand ? this.text(operand.variable).length : operand.symbol.length;
    }
    if (letter === 'T') throw new AssemblerError('notArithmetic', "T'");
    const name = this.symbolName(operand);
    const found = this.attributes(name);
    if (!found) throw new AssemblerError('badAttribute', letter + "'", name);
    if (letter === 'L') return found.length;
    return letter === 'S' ? found.scale : found.integer;
  }

  private count(operand: AttributeOperand): number {
    if (!('variable' in operand)) throw new AssemblerError('badAttribute', "N'", operand.symbol);
    const { name, subscripts } = operand.variable;
    const variable = this.scope.variables.get(name);
    if (!variable) throw new AssemblerError('undefinedVariable', '&' + name);
    if (variable.kind === 'set') return variable.variable.dimension || 1;
    if (variable.kind === 'list' && subscripts.length === 0) return variable.operands.length - 1;
    const found = this.find(operand.variable);
    return found.kind === 'operand' ? found.operand.list.length : 1;
  }

  private symbolName(operand: AttributeOperand): string {
    if (!('variable' in operand)) return operand.symbol;
    const found = this.find(operand.variable);
    if (found.kind === 'set') return String(found.value).toUpperCase();
    return (found.operand.isList ? found.operand.element(1) : found.operand).text.toUpperCase();
  }

  /** Type attribute: O omitted, N self-defining term, the type of a symbol, else U. */
  private type(operand: AttributeOperand): string {
    const name = this.symbolName(operand);
    if (name === '') return 'O';
    const found = this.attributes(name);
    if (found) return found.type;
    return readSelfDefiningTerm(name, 0)?.end === name.length ? 'N' : 'U';
  }
}

function limited(text: string): string {
  if (text.length > MAX_STRING) throw new AssemblerError('stringTooLong');
  return text;
}

/** Value of a text that is a self-defining term, perhaps signed. Nothing counts as zero. */
function numberOf(text: string): number {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const negative = trimmed.startsWith('-');
  const digits = negative || trimmed.startsWith('+') ? trimmed.slice(1) : trimmed;
  const term = readSelfDefiningTerm(digits, 0);
  if (!term || term.end !== digits.length) throw new AssemblerError('notArithmetic', text);
  return negative ? -term.value : term.value;
}

/** Order of character values: the shorter is less, equal lengths compare in EBCDIC. */
function compareStrings(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  for (let i = 0; i < left.length; i++) {
    if (left[i] !== right[i]) return ebcdic037.encodeCharacter(left[i]) - ebcdic037.encodeCharacter(right[i]);
  }
  return 0;
}
