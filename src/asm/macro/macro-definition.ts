import { AssemblerError } from '../assembler-error.js';
import { MAX_SYMBOL, endOfSymbol, isLetter } from '../characters.js';
import { operandEnd, type SourceStatement } from '../source-reader.js';
import { splitOperands } from './variables.js';

/** A parameter of a prototype. Names have no ampersand and are in upper case. */
export interface MacroParameter {
  readonly name: string;
  /** Default value of a keyword parameter; undefined for a positional one. */
  readonly standard?: string;
}

/** Statements that the conditional assembly language runs through, with their sequence symbols. */
export class Body {
  private labels?: Map<string, number>;
  private readonly mentioned = new Map<string, boolean>();

  constructor(readonly statements: readonly SourceStatement[]) {}

  /** True when variable symbol `name` occurs anywhere. */
  mentions(name: string): boolean {
    const known = this.mentioned.get(name);
    if (known !== undefined) return known;
    const found = this.statements.some((s) =>
      `${s.name} ${s.operation} ${s.operand}`.toUpperCase().includes('&' + name),
    );
    this.mentioned.set(name, found);
    return found;
  }

  /** Index of the statement with sequence symbol `name` (with its period); -1 when there is none. */
  indexOf(name: string): number {
    this.labels ??= sequenceSymbols(this.statements);
    return this.labels.get(name) ?? -1;
  }
}

/** Sequence symbols outside inner macro definitions; the first of equal ones counts. */
function sequenceSymbols(statements: readonly SourceStatement[]): Map<string, number> {
  const labels = new Map<string, number>();
  let depth = 0;
  statements.forEach(({ operation, name, kind }, index) => {
    if (kind !== 'statement') return;
    // The name of an inner MACRO statement itself would belong to the outer body.
    if (operation === 'MEND' && depth > 0) depth--;
    else if (depth === 0 && name.startsWith('.') && !labels.has(name.toUpperCase())) {
      labels.set(name.toUpperCase(), index);
    }
    if (operation === 'MACRO') depth++;
  });
  return labels;
}

/** A macro: its prototype and its body up to and including MEND. Immutable. */
export interface MacroDefinition {
  readonly name: string;
  readonly label?: string;
  readonly parameters: readonly MacroParameter[];
  readonly body: Body;
}

/** A definition read from statements that start with MACRO. `error` tells why `definition` is missing. */
export interface ReadDefinition {
  readonly definition?: MacroDefinition;
  readonly error?: { readonly error: AssemblerError; readonly at: SourceStatement };
  /** Index after MEND. */
  readonly next: number;
}

/** Reads the macro definition whose MACRO statement is `statements[start]`. */
export function readDefinition(statements: readonly SourceStatement[], start: number): ReadDefinition {
  let prototype = start + 1;
  while (prototype < statements.length && statements[prototype].kind !== 'statement') prototype++;
  let end = prototype + 1;
  let depth = 1;
  for (; end < statements.length; end++) {
    const { operation, kind } = statements[end];
    if (kind !== 'statement') continue;
    if (operation === 'MACRO') depth++;
    else if (operation === 'MEND' && --depth === 0) break;
  }
  const at = statements[Math.min(prototype, statements.length - 1)];
  if (end >= statements.length) {
    return { error: { error: new AssemblerError('missingMend'), at }, next: statements.length };
  }
  try {
    const { name, label, parameters } = parsePrototype(statements[prototype]);
    const body = new Body(statements.slice(prototype + 1, end + 1));
    return { definition: { name, label, parameters, body }, next: end + 1 };
  } catch (error) {
    if (!(error instanceof AssemblerError)) throw error;
    return { error: { error, at }, next: end + 1 };
  }
}

function parsePrototype(statement: SourceStatement): Omit<MacroDefinition, 'body'> {
  const { name, operation } = statement;
  const validOperation = isLetter(operation.charCodeAt(0)) && endOfSymbol(operation, 0) === operation.length;
  if (!validOperation || operation.length > MAX_SYMBOL) throw new AssemblerError('badPrototype');
  const label = name === '' || name.startsWith('.') ? undefined : parameterName(name);
  const text = statement.operand.slice(0, operandEnd(statement.operand));
  const parameters =
    text === ''
      ? []
      : splitOperands(text)
          .filter((p) => p !== '')
          .map(parseParameter);
  const names = new Set(label === undefined ? [] : [label]);
  for (const parameter of parameters) {
    if (names.has(parameter.name)) throw new AssemblerError('duplicateVariable', '&' + parameter.name);
    names.add(parameter.name);
  }
  return { name: operation, label, parameters };
}

function parseParameter(text: string): MacroParameter {
  const equal = text.indexOf('=');
  if (equal < 0) return { name: parameterName(text) };
  return { name: parameterName(text.slice(0, equal)), standard: text.slice(equal + 1) };
}

function parameterName(text: string): string {
  const end = endOfSymbol(text, 1);
  const valid = text.startsWith('&') && isLetter(text.charCodeAt(1)) && end === text.length;
  if (!valid || text.length > MAX_SYMBOL + 1) throw new AssemblerError('badPrototype');
  return text.slice(1).toUpperCase();
}
