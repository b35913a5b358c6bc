import type { AssemblerError } from '../assembler-error.js';

/** A variable symbol with its subscripts: &NAME(1,2). The name has no ampersand and is in upper case. */
export interface VariableReference {
  readonly name: string;
  readonly subscripts: readonly ConditionalNode[];
}

/** Text with variable symbols in it, in pieces. */
export type Pattern = readonly (string | VariableReference)[];

export type AttributeLetter = 'L' | 'S' | 'I' | 'K' | 'N' | 'T';

/** What an attribute reference is about: a variable symbol or an ordinary symbol. */
export type AttributeOperand = { readonly variable: VariableReference } | { readonly symbol: string };

export type RelationalOperator = 'EQ' | 'NE' | 'LT' | 'LE' | 'GT' | 'GE';

/** Expressions of the conditional assembly language: arithmetic, character and logical ones in one tree. */
export type ConditionalNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly reference: VariableReference }
  | { readonly kind: 'attribute'; readonly letter: AttributeLetter; readonly operand: AttributeOperand }
  | {
      readonly kind: 'string';
      readonly pattern: Pattern;
      readonly start?: ConditionalNode;
      readonly length?: ConditionalNode;
    }
  | { readonly kind: 'concatenation'; readonly parts: readonly ConditionalNode[] }
  | { readonly kind: 'repetition'; readonly count: ConditionalNode; readonly of: ConditionalNode }
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: ConditionalNode;
      readonly right: ConditionalNode;
    }
  | { readonly kind: 'negative'; readonly of: ConditionalNode }
  | {
      readonly kind: 'relation';
      readonly operator: RelationalOperator;
      readonly left: ConditionalNode;
      readonly right: ConditionalNode;
    }
  | { readonly kind: 'and' | 'or'; readonly left: ConditionalNode; readonly right: ConditionalNode }
  | { readonly kind: 'not'; readonly of: ConditionalNode };

export type SetType = 'A' | 'B' | 'C';

/** A variable symbol in LCLx or GBLx. Dimension 0 = not subscripted. */
export interface Declaration {
  readonly name: string;
  readonly dimension: number;
}

/** A parsed statement of the conditional assembly language. */
export type ConditionalStatement =
  | {
      readonly kind: 'set';
      readonly type: SetType;
      readonly target: VariableReference;
      readonly values: readonly ConditionalNode[];
    }
  | {
      readonly kind: 'declare';
      readonly global: boolean;
      readonly type: SetType;
      readonly declarations: readonly Declaration[];
    }
  | {
      readonly kind: 'aif';
      readonly branches: readonly { readonly condition: ConditionalNode; readonly target: string }[];
    }
  | { readonly kind: 'ago'; readonly selector?: ConditionalNode; readonly targets: readonly string[] }
  | { readonly kind: 'actr'; readonly limit: ConditionalNode }
  | { readonly kind: 'anop' }
  /** MEXIT and MEND. */
  | { readonly kind: 'exit' }
  | { readonly kind: 'macro' }
  | { readonly kind: 'error'; readonly error: AssemblerError };
