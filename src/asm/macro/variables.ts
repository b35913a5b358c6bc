import { isAttributeApostrophe } from '../characters.js';
import type { SetType } from './ast.js';

/** An operand of a macro call: text, and its sublist when it is one. */
export class MacroOperand {
  private elements?: readonly MacroOperand[];

  constructor(readonly text: string) {}

  /** True for (A,B,C). */
  get isList(): boolean {
    return this.text.startsWith('(') && closingParenthesis(this.text) === this.text.length - 1;
  }

  /** Elements of the sublist; a simple operand is a list of itself, an omitted one an empty list. */
  get list(): readonly MacroOperand[] {
    if (!this.elements) {
      if (this.text === '') this.elements = [];
      else if (!this.isList) this.elements = [this];
      else this.elements = splitOperands(this.text.slice(1, -1)).map((text) => new MacroOperand(text));
    }
    return this.elements;
  }

  /** Element `n` from 1; omitted when there is none. */
  element(n: number): MacroOperand {
    return this.list[n - 1] ?? OMITTED;
  }
}

export const OMITTED = new MacroOperand('');

function closingParenthesis(text: string): number {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "'") {
      if (quoted) quoted = false;
      else if (!isAttributeApostrophe(text, i)) quoted = true;
    } else if (quoted) continue;
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return i;
  }
  return -1;
}

/** Operands between commas that are neither in quotes nor in parentheses. */
export function splitOperands(text: string): string[] {
  const out: string[] = [];
  let from = 0;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x27) {
      if (quoted) quoted = false;
      else if (!isAttributeApostrophe(text, i)) quoted = true;
    } else if (quoted) continue;
    else if (c === 0x28) depth++;
    else if (c === 0x29) depth--;
    else if (c === 0x2c && depth <= 0) {
      out.push(text.slice(from, i));
      from = i + 1;
    }
  }
  out.push(text.slice(from));
  return out;
}

/** Highest dimension of a SET symbol. */
export const MAX_DIMENSION = 32767;

/** A SET symbol: scalar, or an array with subscripts from 1. */
export class SetVariable {
  private readonly values: (number | string)[] = [];

  constructor(
    readonly type: SetType,
    /** 0 = scalar. */
    readonly dimension: number,
  ) {}

  get(subscript: number): number | string {
    return this.values[subscript] ?? (this.type === 'C' ? '' : 0);
  }

  set(subscript: number, value: number | string): void {
    this.values[subscript] = value;
  }
}

/** What a variable symbol can be. `list` is &SYSLIST: the name field and the positional operands. */
export type Variable =
  | { readonly kind: 'set'; readonly variable: SetVariable }
  | { readonly kind: 'parameter'; readonly operand: MacroOperand }
  | { readonly kind: 'list'; readonly operands: readonly MacroOperand[] };

/** Branches that a macro or the open code may take unless ACTR says otherwise. */
export const DEFAULT_BRANCHES = 4096;

/** The variable symbols that statements of one macro expansion, or of the open code, can see. */
export class Scope {
  readonly variables = new Map<string, Variable>();
  branchesLeft = DEFAULT_BRANCHES;

  constructor(
    /** Macro name, or the name of the source for open code. */
    readonly name: string,
    readonly globals: Map<string, SetVariable>,
  ) {}

  setParameter(name: string, text: string): void {
    this.variables.set(name, { kind: 'parameter', operand: text === '' ? OMITTED : new MacroOperand(text) });
  }
}
