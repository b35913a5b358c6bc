import { isAttributeApostrophe } from './characters.js';
import type { MessageKey } from './messages.js';
import type { ConditionalStatement, Pattern } from './macro/ast.js';

/** Columns of the source format, from 1 (GC33-4010, "Coding Conventions" and ICTL). */
export interface SourceFormat {
  readonly begin: number;
  readonly end: number;
  /** First column of a continuation line; 0 = no continuation lines. */
  readonly continuation: number;
}

export const STANDARD_FORMAT: SourceFormat = { begin: 1, end: 71, continuation: 16 };

/** What a statement is before anything looks at its operation. */
export type SourceKind = 'statement' | 'comment' | 'macro-comment';

/**
 * One statement of source as written, with its fields apart and continuation lines joined. The last four members
 * hold what the macro processor has worked out about the text; the statement owns them because a macro body is
 * parsed once and executed often.
 */
export class SourceStatement {
  nameVariables?: Pattern;
  operationVariables?: Pattern;
  operandVariables?: Pattern;
  conditional?: ConditionalStatement;

  constructor(
    readonly file: string,
    /** Line number in `file`, from 1. */
    readonly line: number,
    readonly images: readonly string[],
    readonly kind: SourceKind,
    readonly name: string,
    readonly operation: string,
    readonly operand: string,
    readonly remarks: string,
    readonly problem?: MessageKey,
  ) {}
}

/** Operations whose operand may hold blanks inside parentheses: it reaches to the end of the statement. */
const WHOLE_OPERAND = new Set(['AIF', 'SETA', 'SETB', 'SETC', 'AGO']);

/** Splits source text into lines, without carriage returns, tabs expanded to columns of eight. */
function toLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  for (let i = 0; i < lines.length; i++) {
    let line = lines[i];
    if (line.endsWith('\r')) line = line.slice(0, -1);
    // In a card image a tab character is one column.
    if (line.includes('\t')) line = line.length === 80 ? line.replaceAll('\t', ' ') : expandTabs(line);
    lines[i] = line;
  }
  return lines;
}

function expandTabs(line: string): string {
  let out = '';
  for (const c of line) out += c === '\t' ? ' '.repeat(8 - (out.length % 8)) : c;
  return out;
}

/** Reads a whole member into statements. `format` may be replaced by an ICTL statement at its beginning. */
export function readStatements(text: string, file: string): SourceStatement[] {
  const lines = toLines(text);
  const out: SourceStatement[] = [];
  let format = STANDARD_FORMAT;
  let index = 0;
  while (index < lines.length) {
    const next = endOfStatement(lines, index, format);
    const statement = readStatement(lines.slice(index, next), file, index + 1, format);
    if (out.length === 0 && statement.operation === 'ICTL') {
      format = parseIctl(statement.operand) ?? format;
    }
    out.push(statement);
    index = next;
  }
  return out;
}

function isContinued(line: string, format: SourceFormat): boolean {
  return format.continuation > 0 && line.length > format.end && line[format.end] !== ' ';
}

function beforeContinuation(line: string, format: SourceFormat): string {
  return line.slice(format.begin - 1, format.continuation - 1);
}

/** Index after the last line of the statement that starts at `index`. */
function endOfStatement(lines: readonly string[], index: number, format: SourceFormat): number {
  let next = index + 1;
  while (next < lines.length && isContinued(lines[next - 1], format)) {
    // A comment that merely reaches column 72 does not swallow the statement below it.
    const comment = /^\.?\*/.test(lines[index].slice(format.begin - 1, format.begin + 1));
    if (comment && beforeContinuation(lines[next], format).trim() !== '') break;
    next++;
  }
  return next;
}

function readStatement(
  images: readonly string[],
  file: string,
  line: number,
  format: SourceFormat,
): SourceStatement {
  const first = images[0].slice(format.begin - 1, format.end);
  if (first.startsWith('*')) return new SourceStatement(file, line, images, 'comment', '', '', '', '');
  if (first.startsWith('.*')) return new SourceStatement(file, line, images, 'macro-comment', '', '', '', '');
  let problem: MessageKey | undefined;
  const segments = [first];
  for (let i = 1; i < images.length; i++) {
    if (beforeContinuation(images[i], format).trim() !== '') problem = 'continuationNotBlank';
    segments.push(images[i].slice(format.continuation - 1, format.end));
  }
  if (isContinued(images[images.length - 1], format)) problem ??= 'continuationMissing';
  // Lines may be shorter than the format: fill up so that joined text keeps its columns.
  for (let i = 0; i < segments.length - 1; i++) {
    const width = i === 0 ? format.end - format.begin + 1 : format.end - format.continuation + 1;
    segments[i] = segments[i].padEnd(width);
  }
  const nameEnd = fieldEnd(first, 0);
  const operationStart = skipBlanks(first, nameEnd);
  if (operationStart >= first.length && segments.length === 1) {
    const kind = nameEnd === 0 ? 'comment' : 'statement';
    return new SourceStatement(file, line, images, kind, first.slice(0, nameEnd), '', '', '', problem);
  }
  const operationEnd = fieldEnd(first, operationStart);
  const operation = first.slice(operationStart, operationEnd).toUpperCase();
  const { operand, remarks } = readOperand(segments, operationEnd, WHOLE_OPERAND.has(operation));
  const name = first.slice(0, nameEnd);
  return new SourceStatement(file, line, images, 'statement', name, operation, operand, remarks, problem);
}

function fieldEnd(text: string, start: number): number {
  const end = text.indexOf(' ', start);
  return end < 0 ? text.length : end;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] === ' ') at++;
  return at;
}

/**
 * Operand and remarks out of the lines of a statement. A blank outside quotes ends the operand, except that after
 * a comma the operand goes on in the next continuation line (the alternate statement format).
 */
function readOperand(
  segments: readonly string[],
  start: number,
  whole: boolean,
): { operand: string; remarks: string } {
  if (whole) {
    const rest = start < segments[0].length ? segments[0].slice(start) : '';
    return { operand: (rest + segments.slice(1).join('')).trim(), remarks: '' };
  }
  let operand = '';
  let quoted = false;
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    let at = i === 0 ? skipBlanks(segment, start) : 0;
    if (i > 0 && !quoted && operand !== '') at = 0;
    const from = at;
    for (; at < segment.length; at++) {
      const c = segment.charCodeAt(at);
      if (c === 0x27) {
        if (quoted) quoted = false;
        else if (!isAttributeApostrophe(segment, at)) quoted = true;
      } else if (c === 0x20 && !quoted) break;
    }
    operand += segment.slice(from, at);
    if (at < segment.length) {
      const goesOn = i + 1 < segments.length && (operand === '' || operand.endsWith(','));
      if (!goesOn) {
        const remarks = (segment.slice(at) + segments.slice(i + 1).join('')).trim();
        return { operand, remarks };
      }
    }
  }
  return { operand: quoted ? operand.trimEnd() : operand, remarks: '' };
}

/** Position where the operand in `text` ends: the first blank outside quotes. */
export function operandEnd(text: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x27) {
      if (quoted) quoted = false;
      else if (!isAttributeApostrophe(text, at)) quoted = true;
    } else if (c === 0x20 && !quoted) return at;
  }
  return text.length;
}

/** Source format of an ICTL operand, or undefined when it is not valid. */
export function parseIctl(operand: string): SourceFormat | undefined {
  const [begin, end = 71, continuation = 0] = operand
    .split(',')
    .map((p) => (p === '' ? undefined : Number(p)));
  if (begin === undefined || ![begin, end, continuation].every(Number.isInteger)) return undefined;
  if (begin < 1 || begin > 40 || end < begin + 5 || end > 80) return undefined;
  if (continuation !== 0 && (continuation <= begin || continuation > 40)) return undefined;
  return { begin, end, continuation: end === 80 ? 0 : continuation };
}
