import type { Diagnostic } from './diagnostics.js';

/** Looks up a member of the macro libraries; undefined when there is none. Members hold source lines. */
export type Library = (member: string, kind: 'macro' | 'copy') => string | undefined;

/** Clock reading for &SYSDATE, &SYSTIME, the listing and the END card. */
export interface AssemblyDate {
  readonly year: number;
  /** 1-12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

export interface AssembleOptions {
  /** Name of the source in diagnostics. */
  readonly name?: string;
  readonly library?: Library;
  /** Value of &SYSPARM. */
  readonly sysparm?: string;
  /** Without a date the output depends on nothing but the source. */
  readonly date?: AssemblyDate;
  /** ALIGN: warn about operands that are not on their boundary (default), and align constants. */
  readonly align?: boolean;
  /** RENT: not checked; accepted for the callers' convenience. */
  readonly linesPerPage?: number;
  /** Leave the listing empty: assembling is faster without it. */
  readonly noListing?: boolean;
  /** List the cross-reference (default true). */
  readonly xref?: boolean;
}

/** What an assembly gives. */
export interface AssemblyResult {
  /** The TEXT deck: 80-byte cards in EBCDIC. */
  readonly object: Uint8Array;
  /** The listing: lines with an ASA carriage control character in front. */
  readonly listing: string;
  /** Findings in the order of their statements. */
  readonly diagnostics: readonly Diagnostic[];
  readonly returnCode: 0 | 4 | 8 | 12 | 16;
  /** Number of statements after macro expansion. */
  readonly statements: number;
}
