import type { DiagnosticPlace } from './diagnostics.js';
import type { EsdItem } from './external-symbols.js';
import type { SourceStatement } from './source-reader.js';

/** How the listing shows the location of a statement. */
export type ListedValue =
  | { readonly kind: 'none' }
  /** LOC: address in the section. */
  | { readonly kind: 'location' }
  /** A value of its own (EQU, USING, ORG) in the LOC column. */
  | { readonly kind: 'value'; readonly value: number };

/** One statement of the program after conditional assembly: a line of the listing and perhaps object code. */
export class Statement implements DiagnosticPlace {
  section?: EsdItem;
  /** Offset in the section; in pass two callers add the section's base. */
  location = 0;
  /** Bytes of object code or storage reserved. */
  length = 0;
  /** A machine instruction: the listing shows its code in halfwords. */
  isInstruction = false;
  /** Bytes skipped before `location` that are filled with zeros. */
  padding = 0;
  /** Length attribute of a name on this statement: L'*. */
  lengthAttribute = 1;
  /** Work of pass two. Gives the object code, or nothing. */
  generate?: () => Uint8Array | undefined;
  /** Object code for the listing. */
  bytes?: Uint8Array;
  listed: ListedValue = { kind: 'none' };
  /** ADDR1 and ADDR2 of the listing. */
  address1?: number;
  address2?: number;
  /** False when PRINT OFF or NOGEN hides it, or the statement itself is never printed (TITLE, EJECT, SPACE, PRINT OFF…). */
  printed = true;
  /** PRINT DATA is on: all bytes of a constant are shown. */
  printData = false;
  /** An MNOTE, shown with its message. */
  note = false;
  /** For generated statements: the macro call in the open code. */
  call?: SourceStatement;
  /** Listing control done after or instead of this line. */
  control?: ListingControl;

  constructor(
    readonly number: number,
    readonly source: SourceStatement,
    /** 0 for source statements, else the depth of the macro expansion that made it. */
    readonly level: number,
    readonly name: string,
    readonly operation: string,
    readonly operand: string,
    /** Text of a generated statement for the listing; source statements are shown as written. */
    readonly generatedText: string | undefined,
  ) {}
}

/** Movements of the listing. */
export type ListingControl =
  | { readonly kind: 'eject' }
  | { readonly kind: 'space'; readonly lines: number }
  | { readonly kind: 'title'; readonly text: string };
