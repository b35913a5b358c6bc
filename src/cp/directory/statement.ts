/** What is wrong with a statement: number and text as the DIRECT program reports them. */
export class StatementError extends Error {
  constructor(
    readonly number: 751 | 752 | 753 | 758 | 762,
    readonly text: string,
  ) {
    super(text);
    this.name = 'StatementError';
  }
}

export const invalidOperand = (operand: string): StatementError =>
  new StatementError(751, `INVALID OPERAND - ${operand}`);
export const operandMissing = (): StatementError => new StatementError(753, 'OPERAND MISSING');
export const sequenceError = (userid: string): StatementError =>
  new StatementError(752, `STATEMENT SEQUENCE ERROR FOLLOWING USER ${userid}`.trimEnd());

/** The operands of one control statement, taken from left to right. Errors are `StatementError`. */
export class Operands {
  private next = 0;

  constructor(private readonly words: readonly string[]) {}

  /** Whether an operand is left. */
  get more(): boolean {
    return this.next < this.words.length;
  }

  peek(): string | undefined {
    return this.words[this.next];
  }

  optional(): string | undefined {
    return this.words[this.next++];
  }

  required(longest = Infinity): string {
    const word = this.optional();
    if (word === undefined) throw operandMissing();
    if (word.length > longest) throw invalidOperand(word);
    return word;
  }

  /** Everything left, with single blanks between the words. */
  rest(): string {
    const rest = this.words.slice(this.next).join(' ');
    this.next = this.words.length;
    return rest;
  }

  hexadecimal(digits: number): number {
    const word = this.required(digits);
    if (!/^[0-9A-F]+$/.test(word)) throw invalidOperand(word);
    return parseInt(word, 16);
  }

  /** Decimal number; `word` when it was read already. */
  decimal(digits: number, low: number, high: number, word = this.required(digits)): number {
    if (word.length > digits || !/^[0-9]+$/.test(word)) throw invalidOperand(word);
    const value = Number(word);
    if (value < low || value > high) throw invalidOperand(word);
    return value;
  }

  /** One of the words, or an abbreviation of one (the first in order that begins with what was written). */
  keyword<T extends string>(words: readonly T[]): T {
    const word = this.required();
    const found = words.find((candidate) => candidate.startsWith(word));
    if (found === undefined) throw invalidOperand(word);
    return found;
  }

  /** One of the words, in full. */
  oneOf<T extends string>(words: readonly T[]): T {
    const word = this.required();
    if (!(words as readonly string[]).includes(word)) throw invalidOperand(word);
    return word as T;
  }

  /** A single character, if an operand is left. */
  optionalCharacter(otherwise: string): string {
    const word = this.optional();
    if (word === undefined) return otherwise;
    if (word.length !== 1) throw invalidOperand(word);
    return word;
  }
}
