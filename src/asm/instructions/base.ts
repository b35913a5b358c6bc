import type { Assembly } from '../assembly.js';
import { AssemblerError } from '../assembler-error.js';
import type { Expression } from '../expression.js';
import type { Statement } from '../statement.js';
import { simpleItem } from '../value.js';

/** USING address,register… promises that registers hold the address, then 4096 more each. */
function using(assembly: Assembly, statement: Statement): void {
  const parser = assembly.parser(statement);
  const address = parser.expression();
  const registers: Expression[] = [];
  while (parser.take(',')) registers.push(parser.expression());
  parser.expectEnd();
  if (registers.length === 0) throw new AssemblerError('missingOperand');
  // `*` in the operand is the location of this statement.
  statement.section = assembly.section;
  statement.location = assembly.section?.counter ?? 0;
  statement.generate = () => {
    const place = assembly.finalPlace(statement);
    const { value, terms } = address.evaluate(place);
    if (terms.length > 0 && !simpleItem(terms)) throw new AssemblerError('relocatableRequired');
    const numbers = registers.map((expression) => registerNumber(expression, assembly, statement));
    numbers.forEach((register, i) => {
      if (register === 0 && i > 0) throw new AssemblerError('usingRange');
      assembly.using.use(register, value + 4096 * i, terms);
    });
    statement.listed = { kind: 'value', value };
    return undefined;
  };
}

/** DROP register… or all. */
function drop(assembly: Assembly, statement: Statement): void {
  const parser = assembly.parser(statement);
  const registers: Expression[] = [];
  if (!parser.atEnd) {
    do registers.push(parser.expression());
    while (parser.take(','));
    parser.expectEnd();
  }
  statement.generate = () => {
    if (registers.length === 0) assembly.using.dropAll();
    for (const expression of registers) {
      const register = registerNumber(expression, assembly, statement);
      if (!assembly.using.drop(register)) assembly.report(statement, 'dropInactive', register);
    }
    return undefined;
  };
}

function registerNumber(expression: Expression, assembly: Assembly, statement: Statement): number {
  const { value, terms } = expression.evaluate(assembly.finalPlace(statement));
  if (terms.length > 0) throw new AssemblerError('absoluteRequired');
  if (value < 0 || value > 15) throw new AssemblerError('badRegister', value);
  return value;
}

export const BASE_INSTRUCTIONS = { USING: using, DROP: drop };
