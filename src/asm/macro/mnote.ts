import type { Assembly } from '../assembly.js';
import { quotedString, unpair } from '../self-defining.js';
import type { Statement } from '../statement.js';

/** Severity at which an MNOTE stands in the diagnostics as an error. */
const ID = 'IFO197';

/**
 * MNOTE severity,'message': a diagnostic that a macro writes. Without a severity it is 1 as a message of its own;
 * with an asterisk it is only a line of the listing.
 */
export function messageNote(assembly: Assembly, statement: Statement): void {
  const { operand } = statement;
  const match = /^(\*|\d{1,3})?,?(?=')/.exec(operand);
  const quoted = match ? quotedString(operand, match[0].length) : undefined;
  if (!match || !quoted) {
    assembly.report(statement, 'badMnote');
    return;
  }
  statement.note = true;
  if (match[1] === '*') return;
  const severity = match[1] === undefined ? 1 : Math.min(Number(match[1]), 255);
  if (severity === 0) return;
  assembly.diagnostics.add(statement, ID, severity, 'MNOTE ' + unpair(quoted.body));
}
