export * from './entries.js';
export { Directory, DirectoryError } from './directory.js';
export { parseDirectory } from './parser.js';
export type { DirectoryDiagnostic, ParsedDirectory } from './parser.js';
export { renderDirectory, showEditSymbol } from './render.js';
