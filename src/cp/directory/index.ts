export * from './entries.js';
export { Directory, DirectoryError, KEPT_PASSWORD, linkPassword, linkPasswordName } from './directory.js';
export type { LinkPasswordKind, PasswordBook } from './directory.js';
export { parseDirectory } from './parser.js';
export type { DirectoryDiagnostic, ParsedDirectory } from './parser.js';
export { renderDirectory, showEditSymbol } from './render.js';
