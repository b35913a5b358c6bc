import type { Assembly } from '../assembly.js';
import { AssemblerError } from '../assembler-error.js';
import { type Expression, lengthOf } from '../expression.js';
import type { Statement } from '../statement.js';
import type { AsmSymbol } from '../symbol-table.js';

/**
 * EQU value[,length[,type]]. A value with symbols that come later is computed between the passes.
 * GC33-4010, "EQU".
 */
function equate(assembly: Assembly, statement: Statement): void {
  if (statement.name === '') throw new AssemblerError('nameRequired');
  const parser = assembly.parser(statement);
  statement.section = assembly.section;
  statement.location = assembly.section?.counter ?? 0;
  const expression = parser.expression();
  const place = assembly.earlyPlace(statement);
  let length: number | undefined;
  let type = 'U';
  if (parser.take(',')) {
    if (!parser.atEnd && parser.next !== ',') length = absoluteIn(parser.expression(), place, 0, 65535);
    if (parser.take(',')) {
      const code = absoluteIn(parser.expression(), place, 0, 255);
      type = assembly.typeLetter(code);
    }
  }
  parser.expectEnd();
  const symbol = assembly.newSymbol(statement, statement.name);
  if (!symbol) return;
  const assign = (early: boolean): void => {
    const at = early ? place : assembly.finalPlace(statement);
    const { value, terms } = expression.evaluate(at);
    symbol.value = value;
    symbol.terms = terms;
    symbol.length = length ?? lengthOf(expression.lengthAttribute);
    symbol.type = type;
    symbol.defined = true;
  };
  try {
    assign(true);
  } catch (error) {
    if (!(error instanceof AssemblerError) || error.key !== 'notPreviouslyDefined') throw error;
    defer(assembly, statement, symbol, () => assign(false));
  }
  statement.generate = () => {
    if (symbol.defined) statement.listed = { kind: 'value', value: symbol.value };
    return undefined;
  };
}

/** Leaves the value of `symbol` to the time between the passes, or to the first symbol that needs it then. */
function defer(assembly: Assembly, statement: Statement, symbol: AsmSymbol, assign: () => void): void {
  symbol.resolve = () => {
    symbol.resolve = undefined;
    symbol.resolving = true;
    try {
      assign();
    } finally {
      symbol.resolving = false;
    }
  };
  assembly.deferred.push(() => {
    const { resolve } = symbol;
    if (resolve) assembly.guarded(statement, resolve);
  });
}

function absoluteIn(
  expression: Expression,
  place: Parameters<Expression['evaluate']>[0],
  low: number,
  high: number,
): number {
  const { value, terms } = expression.evaluate(place);
  if (terms.length > 0) throw new AssemblerError('absoluteRequired');
  if (value < low || value > high) throw new AssemblerError('valueOutOfRange', value, `${low} TO ${high}`);
  return value;
}

/** name OPSYN operation: the name becomes an operation code like the other; without operand it loses its meaning. */
function opsyn(assembly: Assembly, statement: Statement): void {
  const name = statement.name.toUpperCase();
  if (name === '') throw new AssemblerError('nameRequired');
  const target = assembly.parser(statement).text.toUpperCase();
  const operation = target === '' ? undefined : assembly.operations.find(target);
  if (target !== '' && !operation) throw new AssemblerError('badOpsyn', target);
  assembly.operations.setSynonym(name, operation);
}

/** ICTL has its effect in the source reader; a second one, or one that is not valid, is an error. */
function inputControl(assembly: Assembly, statement: Statement): void {
  if (statement.number !== 1 || assembly.badIctl(statement.operand)) throw new AssemblerError('badIctl');
}

/** ISEQ first,last: columns whose contents must ascend; without operands the check ends. */
function sequenceCheck(assembly: Assembly, statement: Statement): void {
  const parser = assembly.parser(statement);
  if (parser.atEnd) {
    assembly.sequenceColumns = undefined;
    return;
  }
  const match = /^(\d{1,2}),(\d{1,2})$/.exec(parser.text);
  const [first, last] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (first < 1 || last < first || last > 80) throw new AssemblerError('badIseq');
  assembly.sequenceColumns = { first, last };
}

export const SYMBOL_INSTRUCTIONS = {
  EQU: equate,
  OPSYN: opsyn,
  ICTL: inputControl,
  ISEQ: sequenceCheck,
  /** COPY has been done when the source was read. */
  COPY: () => undefined,
};
