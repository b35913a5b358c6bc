import { ebcdic037 } from '../../ebcdic/index.js';
import type { CommandContext } from './context.js';
import { parseDecimal } from './numbers.js';
import { abbreviates } from './scanner.js';

/** A function of keys that these displays do not have: no printer stands beside them. A key that did nothing would mislead. */
const COPY = 'COPY';
/** Highest column of a tab. */
const LAST_COLUMN = 136;

/** `SET PFnn [IMMED | DELAYED] [text]`, `SET PFnn TAB column …`; without text the key is undefined again. SY20-0884, DMKCFS. */
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
  const [first, ...columns] = text.split(' ');
  if (first === COPY) return context.error('CFS', 3, [first]);
  if (first === 'TAB' && columns.length > 0) {
    // what is no column is passed over
    const stops = columns
      .map((column) => parseDecimal(column, 2, LAST_COLUMN))
      .filter((stop) => stop !== undefined);
    const sorted = [...new Set(stops)].sort((a, b) => a - b);
    keys.set(number, { kind: 'tab', text: ebcdic037.encode(`TAB ${sorted.join(' ')}`), stops: sorted });
  } else if (text === '') keys.delete(number);
  else keys.set(number, { kind, text: ebcdic037.encode(text) });
  return 0;
}
