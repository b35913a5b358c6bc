import { ebcdic037 } from '../../ebcdic/index.js';
import type { CommandContext } from './context.js';
import { parseDecimal } from './numbers.js';
import { abbreviates } from './scanner.js';

/** Functions of keys that these displays do not have; a key that did nothing would mislead. */
const OTHER_FUNCTIONS = new Set(['TAB', 'COPY']);

/** `SET PFnn [IMMED | DELAYED] [text]`; without text the key is undefined again. SY20-0884, DMKCFS. */
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
  const [first] = text.split(' ');
  if (OTHER_FUNCTIONS.has(first)) return context.error('CFS', 3, [first]);
  if (text === '') keys.delete(number);
  else keys.set(number, { kind, text: ebcdic037.encode(text) });
  return 0;
}
