import type { MessageKey } from './messages.js';

/**
 * An error that ends the processing of one operand or statement. It never leaves the assembler: the statement
 * loop turns it into a diagnostic.
 */
export class AssemblerError extends Error {
  readonly inserts: (string | number)[];

  constructor(
    readonly key: MessageKey,
    ...inserts: (string | number)[]
  ) {
    super(key);
    this.inserts = inserts;
  }
}
