import type { Assembly } from '../assembly.js';
import { MAX_SYMBOL, endOfSymbol, isLetter } from '../characters.js';
import type { AssembleOptions } from '../options.js';
import { operandEnd } from '../source-reader.js';
import type { Statement } from '../statement.js';
import type { MacroDefinition } from './macro-definition.js';
import { MacroOperand, OMITTED, type Scope, splitOperands } from './variables.js';

/** Defines the system variable symbols of a scope; &SYSNDX and &SYSECT in macros only. */
export function systemVariables(scope: Scope, options: AssembleOptions, index?: number, section = ''): void {
  const { date, sysparm = '' } = options;
  const two = (n: number): string => String(n % 100).padStart(2, '0');
  scope.setParameter('SYSPARM', sysparm);
  scope.setParameter('SYSDATE', date ? `${two(date.month)}/${two(date.day)}/${two(date.year)}` : '01/01/70');
  scope.setParameter('SYSTIME', date ? `${two(date.hour)}.${two(date.minute)}` : '00.00');
  if (index === undefined) return;
  scope.setParameter('SYSNDX', String(index).padStart(4, '0'));
  scope.setParameter('SYSECT', section);
}

/** Gives the parameters of `definition` the operands of a call. */
export function callScope(
  assembly: Assembly,
  call: Statement,
  definition: MacroDefinition,
  scope: Scope,
): void {
  const positional: MacroOperand[] = [];
  const keywords = new Map<string, string>();
  const known = new Set<string>();
  for (const p of definition.parameters) if (p.standard !== undefined) known.add(p.name);
  const text = call.operand.slice(0, operandEnd(call.operand));
  for (const operand of text === '' ? [] : splitOperands(text)) {
    const keyword = keywordOf(operand);
    if (keyword === undefined) {
      positional.push(new MacroOperand(operand));
      continue;
    }
    if (!known.has(keyword)) assembly.report(call, 'undefinedKeyword', keyword);
    else if (keywords.has(keyword)) assembly.report(call, 'duplicateKeyword', keyword);
    keywords.set(keyword, operand.slice(keyword.length + 1));
  }
  if (definition.label !== undefined) scope.setParameter(definition.label, call.name);
  let next = 0;
  for (const { name, standard } of definition.parameters) {
    if (standard !== undefined) scope.setParameter(name, keywords.get(name) ?? standard);
    else scope.variables.set(name, { kind: 'parameter', operand: positional[next++] ?? OMITTED });
  }
  const positions = definition.parameters.filter((p) => p.standard === undefined).length;
  const usesList = positions === 0 || definition.body.mentions('SYSLIST');
  if (positional.length > positions && !usesList)
    assembly.report(call, 'tooManyOperands', positional[positions].text);
  const operands = [new MacroOperand(call.name), ...positional];
  scope.variables.set('SYSLIST', { kind: 'list', operands });
}

/** The keyword of KEY=value, or undefined for a positional operand. */
function keywordOf(operand: string): string | undefined {
  if (!isLetter(operand.charCodeAt(0))) return undefined;
  const end = endOfSymbol(operand, 0);
  return operand[end] === '=' && end <= MAX_SYMBOL ? operand.slice(0, end).toUpperCase() : undefined;
}
