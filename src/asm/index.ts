/** The System/370 assembler: source text in, TEXT deck, listing and diagnostics out. No host files inside. */
export { assemble } from './assemble.js';
export type { AssembleOptions, AssemblyDate, AssemblyResult, Library } from './options.js';
export type { Diagnostic } from './diagnostics.js';
