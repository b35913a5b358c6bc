import type { Library } from '../options.js';
import { readWithCopies } from './copy-expansion.js';
import { readDefinition, type MacroDefinition } from './macro-definition.js';

/**
 * The macro `name` out of a library member: its first definition, which may follow comments.
 * Undefined when the member defines something else.
 */
export function readLibraryMacro(
  name: string,
  text: string,
  library: Library | undefined,
): MacroDefinition | undefined {
  const statements = readWithCopies(text, name, library);
  const start = statements.findIndex((s) => s.kind === 'statement' && s.operation !== 'COPY');
  if (start < 0 || statements[start].operation !== 'MACRO') return undefined;
  const { definition } = readDefinition(statements, start);
  return definition?.name === name ? definition : undefined;
}
