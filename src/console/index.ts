/** The terminal on the host's own terminal: a 3270 drawn with blessed, for any transport. */
export { runTerminal } from './terminal.js';
export type { TerminalEnd, TerminalOptions } from './terminal.js';
export { fittingModel } from './fitting-model.js';
