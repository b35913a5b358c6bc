import { AssemblerError } from './assembler-error.js';
import type { AsmSymbol } from './symbol-table.js';
import { ABSOLUTE, absolute, combineTerms, type Value } from './value.js';

/** What an expression needs to know about the place where it is evaluated. */
export interface EvaluationPlace {
  /** Value of `*`. */
  readonly location: Value;
  /** Value of L'*: the length of the statement's instruction or constant. */
  readonly lengthAttribute: number;
  /** True in pass one, where every symbol must already have its value. */
  readonly early: boolean;
}

/** A parsed assembler expression (GC33-4010, "Expressions"). */
export interface Expression {
  /** Throws `AssemblerError` for undefined symbols, overflow and products of relocatable terms. */
  evaluate(place: EvaluationPlace): Value;
  /** Length attribute of the expression: that of its leftmost term. */
  readonly lengthAttribute: number | AsmSymbol;
}

export class ConstantExpression implements Expression {
  readonly lengthAttribute = 1;
  private readonly result: Value;

  constructor(readonly value: number) {
    this.result = absolute(value);
  }

  evaluate(): Value {
    return this.result;
  }
}

export class SymbolExpression implements Expression {
  constructor(readonly symbol: AsmSymbol) {}

  get lengthAttribute(): AsmSymbol {
    return this.symbol;
  }

  evaluate(place: EvaluationPlace): Value {
    const symbol = this.symbol;
    if (!symbol.defined && symbol.resolve && !place.early) symbol.resolve();
    if (symbol.resolving) throw new AssemblerError('circularEquate', symbol.name);
    if (!symbol.defined) {
      throw new AssemblerError(place.early ? 'notPreviouslyDefined' : 'undefinedSymbol', symbol.name);
    }
    return symbol;
  }
}

export class LocationExpression implements Expression {
  readonly lengthAttribute = 1;

  evaluate(place: EvaluationPlace): Value {
    return place.location;
  }
}

/** L'symbol, or L'* when `symbol` is undefined. */
export class LengthExpression implements Expression {
  readonly lengthAttribute = 1;

  constructor(private readonly symbol: AsmSymbol | undefined) {}

  evaluate(place: EvaluationPlace): Value {
    if (!this.symbol) return absolute(place.lengthAttribute);
    if (!this.symbol.defined && this.symbol.resolve && !place.early) this.symbol.resolve();
    if (!this.symbol.defined) {
      throw new AssemblerError(place.early ? 'notPreviouslyDefined' : 'undefinedSymbol', this.symbol.name);
    }
    return absolute(this.symbol.length);
  }
}

/** S'symbol or I'symbol: scale or integer attribute. */
export class ScaleExpression implements Expression {
  readonly lengthAttribute = 1;

  constructor(
    private readonly letter: 'S' | 'I',
    private readonly symbol: AsmSymbol,
  ) {}

  evaluate(place: EvaluationPlace): Value {
    if (!this.symbol.defined) {
      throw new AssemblerError(place.early ? 'notPreviouslyDefined' : 'undefinedSymbol', this.symbol.name);
    }
    return absolute(this.letter === 'S' ? this.symbol.scale : this.symbol.integer);
  }
}

export type BinaryOperator = '+' | '-' | '*' | '/';

export class BinaryExpression implements Expression {
  readonly lengthAttribute: number | AsmSymbol;

  constructor(
    private readonly operator: BinaryOperator,
    private readonly left: Expression,
    private readonly right: Expression,
  ) {
    this.lengthAttribute = left.lengthAttribute;
  }

  evaluate(place: EvaluationPlace): Value {
    const left = this.left.evaluate(place);
    const right = this.right.evaluate(place);
    if (this.operator === '+' || this.operator === '-') {
      const sign = this.operator === '+' ? 1 : -1;
      return {
        value: checked(left.value + sign * right.value),
        terms: combineTerms(left.terms, right.terms, sign),
      };
    }
    if (left.terms.length > 0 || right.terms.length > 0)
      throw new AssemblerError('relocatableMultiplication');
    return absolute(arithmetic(this.operator, left.value, right.value));
  }
}

/** Product or quotient as the assembler computes it: division truncates, division by zero gives zero. */
export function arithmetic(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return checked(left + right);
    case '-':
      return checked(left - right);
    case '*':
      return checked(left * right);
    case '/':
      return right === 0 ? 0 : checked(Math.trunc(left / right));
  }
}

/** Unary minus. */
export class NegativeExpression implements Expression {
  readonly lengthAttribute: number | AsmSymbol;

  constructor(private readonly operand: Expression) {
    this.lengthAttribute = operand.lengthAttribute;
  }

  evaluate(place: EvaluationPlace): Value {
    const { value, terms } = this.operand.evaluate(place);
    return { value: -value | 0, terms: combineTerms(ABSOLUTE, terms, -1) };
  }
}

function checked(value: number): number {
  if (value > 0x7fffffff || value < -0x80000000) throw new AssemblerError('overflow');
  return value | 0;
}

/** Length attribute as a number; the symbol's own when the leftmost term is a symbol. */
export function lengthOf(attribute: number | AsmSymbol): number {
  return typeof attribute === 'number' ? attribute : attribute.length;
}
