import type { Assembly } from './assembly.js';
import { alignmentOf, typeAttribute } from './constants/constant-operand.js';
import { generateStatementConstants } from './constants/statement-constants.js';
import { Statement } from './statement.js';

/**
 * Puts the literals asked for so far at the location counter, one generated statement each after `owner`.
 * The pool order makes every literal aligned when the pool starts at a doubleword; pools in odd places (a length
 * modifier that breaks the grouping) are aligned one by one.
 */
export function placeLiterals(assembly: Assembly, owner: Statement): void {
  for (const literal of assembly.pool.close()) {
    const { operand } = literal;
    const number = assembly.statements.length + 1;
    const statement = new Statement(
      number,
      owner.source,
      owner.level,
      '',
      '',
      literal.text,
      ' '.repeat(15) + literal.text,
    );
    statement.printed = owner.printed;
    assembly.statements.push(statement);
    assembly.guarded(statement, () => {
      assembly.place(statement, literal.size, alignmentOf(operand));
      if (!statement.section) return;
      literal.value = statement.location;
      literal.terms = statement.section.terms;
      literal.statement = number;
      literal.type = typeAttribute(operand);
      assembly.literals.push(literal);
      const placed = [{ operand, start: 0 }];
      statement.generate = () => generateStatementConstants(assembly, statement, placed, literal.location);
    });
  }
}
