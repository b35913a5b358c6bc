import type { Library } from '../options.js';
import { readStatements, SourceStatement } from '../source-reader.js';

/** How deep COPY members may copy others. */
const MAX_NESTING = 20;

/**
 * Puts the statements of COPY members behind the COPY statements that ask for them. A member that is missing or
 * copies itself leaves a problem on its COPY statement, which counts when the statement is reached.
 */
export function readWithCopies(text: string, file: string, library: Library | undefined): SourceStatement[] {
  const out: SourceStatement[] = [];
  append(out, readStatements(text, file), library, [file]);
  return out;
}

function append(
  out: SourceStatement[],
  statements: readonly SourceStatement[],
  library: Library | undefined,
  open: readonly string[],
): void {
  for (const statement of statements) {
    if (statement.operation !== 'COPY' || statement.kind !== 'statement') {
      out.push(statement);
      continue;
    }
    const member = statement.operand.trim().toUpperCase();
    const text = open.length <= MAX_NESTING && !open.includes(member) ? library?.(member, 'copy') : undefined;
    if (text === undefined) {
      const loop = open.length > MAX_NESTING || open.includes(member);
      out.push(withProblem(statement, loop ? 'copyLoop' : 'copyNotFound'));
      continue;
    }
    out.push(statement);
    append(out, readStatements(text, member), library, [...open, member]);
  }
}

function withProblem(s: SourceStatement, problem: 'copyLoop' | 'copyNotFound'): SourceStatement {
  return new SourceStatement(
    s.file,
    s.line,
    s.images,
    s.kind,
    s.name,
    s.operation,
    s.operand,
    s.remarks,
    problem,
  );
}
