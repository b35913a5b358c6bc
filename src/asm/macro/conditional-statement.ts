import { AssemblerError } from '../assembler-error.js';
import { MAX_SYMBOL, endOfSymbol } from '../characters.js';
import { operandEnd, type SourceStatement } from '../source-reader.js';
import type { ConditionalNode, ConditionalStatement, Declaration, SetType } from './ast.js';
import { ConditionalParser } from './conditional-parser.js';
import { MAX_DIMENSION, splitOperands } from './variables.js';

export type { ConditionalStatement } from './ast.js';

type Parse = (statement: SourceStatement) => ConditionalStatement;

const OPERATIONS: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ['SETA', (s) => parseSet(s, 'A')],
  ['SETB', (s) => parseSet(s, 'B')],
  ['SETC', (s) => parseSet(s, 'C')],
  ['LCLA', (s) => parseDeclaration(s, false, 'A')],
  ['LCLB', (s) => parseDeclaration(s, false, 'B')],
  ['LCLC', (s) => parseDeclaration(s, false, 'C')],
  ['GBLA', (s) => parseDeclaration(s, true, 'A')],
  ['GBLB', (s) => parseDeclaration(s, true, 'B')],
  ['GBLC', (s) => parseDeclaration(s, true, 'C')],
  ['AIF', parseAif],
  ['AGO', parseAgo],
  ['ACTR', parseActr],
  ['ANOP', () => ({ kind: 'anop' })],
  ['MEXIT', () => ({ kind: 'exit' })],
  ['MEND', () => ({ kind: 'exit' })],
  ['MACRO', () => ({ kind: 'macro' })],
]);

/** True for the operations of the conditional assembly language and MACRO, MEXIT, MEND. */
export function isConditional(operation: string): boolean {
  return OPERATIONS.has(operation);
}

/** The statement parsed, once. A statement that is not valid gives the error. */
export function conditionalStatement(statement: SourceStatement): ConditionalStatement | undefined {
  if (statement.conditional) return statement.conditional;
  const parse = OPERATIONS.get(statement.operation);
  if (!parse) return undefined;
  try {
    statement.conditional = parse(statement);
  } catch (error) {
    if (!(error instanceof AssemblerError)) throw error;
    statement.conditional = { kind: 'error', error };
  }
  return statement.conditional;
}

function parseSet(statement: SourceStatement, type: SetType): ConditionalStatement {
  const name = new ConditionalParser(statement.name);
  if (statement.name === '') throw new AssemblerError('nameRequired');
  const target = name.variable();
  name.expectEnd();
  const parser = new ConditionalParser(statement.operand);
  if (parser.atEnd) throw new AssemblerError('missingOperand');
  const values: ConditionalNode[] = [];
  // A list sets consecutive elements of an array.
  do values.push(type === 'A' ? parser.sum() : parser.expression());
  while (parser.take(','));
  parser.expectEnd();
  return { kind: 'set', type, target, values };
}

function parseDeclaration(statement: SourceStatement, global: boolean, type: SetType): ConditionalStatement {
  const text = statement.operand.slice(0, operandEnd(statement.operand));
  if (text === '') throw new AssemblerError('missingOperand');
  const declarations = splitOperands(text)
    .filter((operand) => operand !== '')
    .map(parseDeclared);
  return { kind: 'declare', global, type, declarations };
}

function parseDeclared(text: string): Declaration {
  const match = /^&([A-Z@#$][A-Z0-9@#$]*)(?:\((\d{1,5})\))?$/i.exec(text);
  const dimension = Number(match?.[2] ?? 0);
  const valid = match && match[1].length <= MAX_SYMBOL && dimension <= MAX_DIMENSION;
  if (!valid || (match[2] !== undefined && dimension === 0)) throw new AssemblerError('badDeclaration', text);
  return { name: match[1].toUpperCase(), dimension };
}

function sequenceSymbol(parser: ConditionalParser): string {
  parser.expect('.');
  const end = endOfSymbol(parser.text, parser.position);
  if (end === parser.position) throw parser.error();
  const name = '.' + parser.text.slice(parser.position, end).toUpperCase();
  parser.position = end;
  return name;
}

function parseAif(statement: SourceStatement): ConditionalStatement {
  const parser = new ConditionalParser(statement.operand);
  const branches = [];
  do {
    const condition = parser.parenthesized();
    branches.push({ condition, target: sequenceSymbol(parser) });
  } while (parser.take(','));
  parser.expectEnd();
  return { kind: 'aif', branches };
}

function parseAgo(statement: SourceStatement): ConditionalStatement {
  const parser = new ConditionalParser(statement.operand);
  const selector = parser.next === '(' ? parser.parenthesized() : undefined;
  const targets = [];
  do targets.push(sequenceSymbol(parser));
  while (selector && parser.take(','));
  parser.expectEnd();
  return { kind: 'ago', selector, targets };
}

function parseActr(statement: SourceStatement): ConditionalStatement {
  const parser = new ConditionalParser(statement.operand);
  const limit = parser.sum();
  parser.expectEnd();
  return { kind: 'actr', limit };
}
