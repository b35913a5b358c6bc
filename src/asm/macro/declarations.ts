import { AssemblerError } from '../assembler-error.js';
import type { ConditionalStatement } from './ast.js';
import type { Evaluator } from './evaluator.js';
import { type Scope, SetVariable } from './variables.js';

/** LCLx and GBLx. Throws `AssemblerError` for names that are taken or global symbols that differ. */
export function declare(scope: Scope, statement: ConditionalStatement & { kind: 'declare' }): void {
  const { global, type } = statement;
  for (const { name, dimension } of statement.declarations) {
    if (scope.variables.has(name)) throw new AssemblerError('duplicateVariable', '&' + name);
    let variable = global ? scope.globals.get(name) : undefined;
    if (variable && (variable.type !== type || variable.dimension > 0 !== dimension > 0)) {
      throw new AssemblerError('globalConflict', '&' + name);
    }
    variable ??= new SetVariable(type, dimension);
    if (global) scope.globals.set(name, variable);
    scope.variables.set(name, { kind: 'set', variable });
  }
}

const TYPE_NAMES = { A: 'SETA', B: 'SETB', C: 'SETC' } as const;

/** SETA, SETB and SETC. A list of values goes to consecutive elements of an array. */
export function setVariable(
  scope: Scope,
  evaluator: Evaluator,
  statement: ConditionalStatement & { kind: 'set' },
): void {
  const { target, type, values } = statement;
  const found = scope.variables.get(target.name);
  if (!found) throw new AssemblerError('undefinedVariable', '&' + target.name);
  if (found.kind !== 'set' || found.variable.type !== type) {
    throw new AssemblerError('setTypeMismatch', '&' + target.name, TYPE_NAMES[type]);
  }
  const { variable } = found;
  const first = evaluator.subscript(target, variable.dimension);
  values.forEach((node, i) => {
    const subscript = first + i;
    if (i > 0 && subscript > variable.dimension)
      throw new AssemblerError('badSubscript', subscript, '&' + target.name);
    if (type === 'A') variable.set(subscript, evaluator.number(node));
    else if (type === 'B') variable.set(subscript, evaluator.truth(node) ? 1 : 0);
    else variable.set(subscript, evaluator.string(node));
  });
}
