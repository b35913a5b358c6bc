import { ebcdic037 } from '../../ebcdic/index.js';
import type { CommandContext } from './context.js';
import { parseDecimal } from './numbers.js';
import { abbreviates } from './scanner.js';

/** Highest column of a tab stop. */
const LAST_TAB = 136;

/** `SET PFnn [IMMED | DELAYED] [text]`, `TAB n …`, `COPY`, `RETRIEVE`; without text the key is undefined again. */
export function setFunctionKey(context: CommandContext, word: string): number {
  const number = parseDecimal(word.slice(2), 1, 24);
  const console = context.rooms.terminals.consoleOf(context.vm);
  if (number === undefined || console === undefined) return context.error('CFS', 26);
  const keys = console.settings.functionKeys;
  const { line } = context;
  const option = line.peek();
  let kind: 'immediate' | 'delayed' = 'delayed';
  if (option !== undefined && option.length >= 3) {
    if (abbreviates(option, 'IMMED', 3)) kind = 'immediate';
    if (kind === 'immediate' || abbreviates(option, 'DELAYED', 3)) line.next();
  }
  const text = line.rest();
  if (text === '') {
    keys.delete(number);
  } else if (text.startsWith('TAB ')) {
    keys.set(number, { kind: 'tab', text: tabStops(text.slice(4)) });
  } else if (text === 'COPY' || text === 'RETRIEVE') {
    keys.set(number, { kind: text === 'COPY' ? 'copy' : 'retrieve', text: ebcdic037.encode(text) });
  } else {
    keys.set(number, { kind, text: ebcdic037.encode(text) });
  }
  return 0;
}

/** Columns from 0, ascending; what is no column is left out. */
function tabStops(text: string): Uint8Array {
  const stops = text
    .split(' ')
    .map((word) => parseDecimal(word, 2, LAST_TAB))
    .filter((column) => column !== undefined)
    .map((column) => column - 1);
  return Uint8Array.from([...new Set(stops)].sort((a, b) => a - b));
}
