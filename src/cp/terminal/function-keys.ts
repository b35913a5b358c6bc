import type { EditSymbols } from '../directory/index.js';
import { LINE_END } from './line-editing.js';
import type { FunctionKeyAction } from './screen-host.js';
import type { FunctionKey } from './terminal-settings.js';

/** What pressing a key does. A delayed text shows line ends as the line-end symbol, so that it can be entered again. */
export function functionKeyAction(key: FunctionKey | undefined, symbols: EditSymbols): FunctionKeyAction {
  if (key?.kind === 'tab') return { kind: 'tab', stops: key.stops ?? [] };
  if (key === undefined || key.text.length === 0) return { kind: 'undefined' };
  if (key.kind === 'immediate') return { kind: 'immediate', text: key.text };
  return {
    kind: 'delayed',
    text: key.text.map((byte) => (byte === LINE_END ? (symbols.lineEnd ?? 0x40) : byte)),
  };
}
