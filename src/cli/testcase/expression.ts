/** Conditions of `*If` directives: the part of REXX expressions that test scripts use. */

type Value = string;

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|\$([A-Za-z_][A-Za-z0-9_]*)|([A-Za-z_][A-Za-z0-9_]*)|(\\==|\\=|<>|><|>=|<=|==|&&|\|\||[\\=<>&|()+\-*/%]))/y;

type Token =
  { readonly kind: 'value'; readonly value: Value } | { readonly kind: 'operator'; readonly text: string };

function tokenize(text: string, variable: (name: string) => string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`"${text.slice(at).trim()}" is not understood`);
    const [, number, double, single, name, word, operator] = match;
    if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else if (name !== undefined) tokens.push({ kind: 'value', value: variable(name) });
    else {
      const value =
        number ?? double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? word.toUpperCase();
      tokens.push({ kind: 'value', value });
    }
  }
  return tokens;
}

function numeric(text: Value): number | undefined {
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** REXX's `=`: by value when both are numbers, else as text without the blanks around it. */
export function looselyEqual(left: string, right: string): boolean {
  const [a, b] = [numeric(left), numeric(right)];
  return a !== undefined && b !== undefined ? a === b : left.trim() === right.trim();
}

const COMPARISONS: Readonly<Record<string, (left: Value, right: Value) => boolean>> = {
  '=': looselyEqual,
  '\\=': (left, right) => !looselyEqual(left, right),
  '<>': (left, right) => !looselyEqual(left, right),
  '><': (left, right) => !looselyEqual(left, right),
  '==': (left, right) => left === right,
  '\\==': (left, right) => left !== right,
  '<': (left, right) => order(left, right) < 0,
  '>': (left, right) => order(left, right) > 0,
  '<=': (left, right) => order(left, right) <= 0,
  '>=': (left, right) => order(left, right) >= 0,
};

function order(left: Value, right: Value): number {
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== undefined && b !== undefined) return a - b;
  return left.trim() < right.trim() ? -1 : left.trim() > right.trim() ? 1 : 0;
}

function truth(value: Value): boolean {
  if (value.trim() === '1') return true;
  if (value.trim() === '0' || value.trim() === '') return false;
  throw new Error(`"${value}" is neither true (1) nor false (0)`);
}

function number(value: Value): number {
  const found = numeric(value);
  if (found === undefined) throw new Error(`"${value}" is not a number`);
  return found;
}

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => Math.trunc(left / right),
};

/** Binary operators by rising precedence; prefix operators bind tighter. */
const LEVELS: readonly (readonly string[])[] = [
  ['|', '&&'],
  ['&'],
  Object.keys(COMPARISONS),
  ['||'],
  ['+', '-'],
  ['*', '/', '%'],
];

class Evaluation {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  all(): boolean {
    const value = this.level(0);
    if (this.at < this.tokens.length) throw new Error('the expression goes on where it should end');
    return truth(value);
  }

  private operator(choices: readonly string[]): string | undefined {
    const token = this.tokens[this.at];
    if (token?.kind !== 'operator' || !choices.includes(token.text)) return undefined;
    this.at++;
    return token.text;
  }

  private level(level: number): Value {
    if (level === LEVELS.length) return this.prefixed();
    let left = this.level(level + 1);
    for (;;) {
      const operator = this.operator(LEVELS[level]);
      if (operator === undefined) return left;
      left = apply(operator, left, this.level(level + 1));
    }
  }

  private prefixed(): Value {
    const operator = this.operator(['\\', '-', '+', '(']);
    switch (operator) {
      case '\\':
        return truth(this.prefixed()) ? '0' : '1';
      case '-':
        return String(-number(this.prefixed()));
      case '+':
        return this.prefixed();
      case '(': {
        const value = this.level(0);
        if (this.operator([')']) === undefined) throw new Error('a ) is missing');
        return value;
      }
    }
    const token = this.tokens[this.at++];
    if (token?.kind !== 'value') throw new Error('a value is missing');
    return token.value;
  }
}

function apply(operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case '|':
      return truth(left) || truth(right) ? '1' : '0';
    case '&&':
      return truth(left) !== truth(right) ? '1' : '0';
    case '&':
      return truth(left) && truth(right) ? '1' : '0';
    case '||':
      return left + right;
  }
  const comparison = COMPARISONS[operator];
  if (comparison !== undefined) return comparison(left, right) ? '1' : '0';
  return String(ARITHMETIC[operator](number(left), number(right)));
}

/** Value of a condition. `variable` gives the text of a `$name`. Throws an Error that says what is wrong with the text. */
export function evaluateCondition(text: string, variable: (name: string) => string): boolean {
  return new Evaluation(tokenize(text, variable)).all();
}
