import { MESSAGES, type MessageKey } from './messages.js';

/** One finding of the assembler. Severity 0 is a remark, 4 a warning, 8 an error, 12 severe, 16 the end of the assembly. */
export interface Diagnostic {
  readonly severity: number;
  /** Message number, IFOnnn. */
  readonly id: string;
  /** Line of `file` where the statement starts, from 1; for generated statements the line of the model statement. */
  readonly line: number;
  /** Statement number of the listing. */
  readonly statement: number;
  readonly message: string;
  /** Source, COPY member or macro that holds the line. */
  readonly file: string;
  /** The macro call in the open code that generated the statement. */
  readonly call?: { readonly file: string; readonly line: number };
}

/** Where a finding belongs to. */
export interface DiagnosticPlace {
  readonly number: number;
  readonly source: { readonly file: string; readonly line: number };
  /** Open code statement whose macro call generated this one. */
  readonly call?: { readonly file: string; readonly line: number };
}

/** Collects findings; the highest severity is the return code of the assembly. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];
  private readonly seen = new Set<string>();

  /** Adds message `key` with its inserts. The same finding for the same statement is kept once. */
  report(place: DiagnosticPlace, key: MessageKey, ...inserts: (string | number)[]): void {
    const { id, severity, text } = MESSAGES[key];
    const message = text.replace(/\{(\d)\}/g, (_, n: string) => String(inserts[Number(n)] ?? ''));
    this.add(place, id, severity, message);
  }

  /** Adds a finding with its own severity and text (MNOTE). */
  add(place: DiagnosticPlace, id: string, severity: number, message: string): void {
    const identity = `${place.number} ${id} ${message}`;
    if (this.seen.has(identity)) return;
    this.seen.add(identity);
    const { file, line } = place.source;
    const call = place.call && { file: place.call.file, line: place.call.line };
    this.list.push({ severity, id, line, statement: place.number, message, file, ...(call && { call }) });
  }

  get highestSeverity(): number {
    return this.list.reduce((highest, d) => Math.max(highest, d.severity), 0);
  }
}
