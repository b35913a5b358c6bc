import { ebcdic037 } from '../../ebcdic/index.js';
import { DEFAULT_EDIT_SYMBOLS } from '../directory/index.js';
import type { EditSymbols } from '../directory/index.js';
import type { TerminalSettings } from '../terminal/terminal-settings.js';
import type { CommandContext } from './context.js';
import { parseDecimal } from './numbers.js';
import { abbreviates } from './scanner.js';

/** What TABCHAR ON sets. */
const DEFAULT_TAB = 0x6a;
const SYMBOL_NAMES = {
  CHARDEL: 'characterDelete',
  LINEDEL: 'lineDelete',
  LINEND: 'lineEnd',
  ESCAPE: 'escape',
} as const;

type Setter = (context: CommandContext, settings: TerminalSettings, word: string | undefined) => number;

interface Operand {
  readonly name: string;
  readonly shortest: number;
  readonly set: Setter;
  /** Values and meaning, for the reference. */
  readonly operands: string;
  readonly summary: string;
}

const row = (name: string, shortest: number, set: Setter, operands: string, summary: string): Operand => ({
  name,
  shortest,
  set,
  operands,
  summary,
});

/** Operands with their shortest abbreviations, in the order of search. SY20-0884, DMKCFT. */
export const TERMINAL_OPERANDS: readonly Operand[] = [
  row('HOLD', 3, onOff('hold'), '{ON | OFF}', 'Whether ENTER with MORE… on the screen holds it.'),
  row('MORE', 4, more, 'nn nn', 'Seconds until the alarm and until the screen is cleared after MORE….'),
  row(
    'CHARDEL',
    2,
    symbol('CHARDEL'),
    '{char | ON | OFF}',
    'Character that deletes the one before it (`@`).',
  ),
  row(
    'LINEDEL',
    5,
    symbol('LINEDEL'),
    '{char | ON | OFF}',
    'Character that deletes the line before it (`¢`).',
  ),
  row(
    'LINEND',
    5,
    symbol('LINEND'),
    '{char | ON | OFF}',
    'Character between lines that are entered together (`#`).',
  ),
  row(
    'ESCAPE',
    2,
    symbol('ESCAPE'),
    '{char | ON | OFF}',
    'Character that takes the meaning from the next (`"`).',
  ),
  row('TABCHAR', 3, tabCharacter, '{char | ON | OFF}', 'Character of a tab.'),
  row('MASK', 1, onOff('mask'), '{ON | OFF}', 'Masking of passwords on typewriters.'),
  row('ATTN', 2, onOff('attention'), '{ON | OFF}', 'The `!` that answers an attention.'),
  row('APL', 3, characterSet('apl', 'text'), '{ON | OFF}', 'APL characters.'),
  row('TEXT', 4, characterSet('text', 'apl'), '{ON | OFF}', 'Text characters.'),
  row('LINESIZE', 5, lineSize, 'nnn', 'Length of lines.'),
  row('MODE', 3, mode, '{CP | VM}', 'Whether attention goes to CP or to the virtual machine.'),
];

/** `TERMINAL operand value …`, as many as there are. */
export function terminal(context: CommandContext): number {
  const console = context.rooms.terminals.consoleOf(context.vm);
  let name = context.line.next();
  if (name === undefined || console === undefined) return context.error('CFT', 26);
  for (; name !== undefined; name = context.line.next()) {
    const operand = TERMINAL_OPERANDS.find((row) => abbreviates(name, row.name, row.shortest));
    if (operand === undefined) return context.error('CFT', 2, [name]);
    const word = context.line.next();
    if (word === undefined) return context.error('CFT', 26);
    const returnCode = operand.set(context, console.settings, word);
    if (returnCode !== 0) return returnCode;
  }
  context.rooms.terminals.settingsChanged(context.vm);
  return 0;
}

function onOff(setting: 'hold' | 'mask' | 'attention'): Setter {
  return (context, settings, word) => {
    if (word !== 'ON' && word !== 'OFF') return context.error('CFT', 2, [word]);
    settings[setting] = word === 'ON';
    return 0;
  };
}

function characterSet(on: 'apl' | 'text', off: 'apl' | 'text'): Setter {
  return (context, settings, word) => {
    if (word !== 'ON' && word !== 'OFF') return context.error('CFT', 2, [word]);
    settings[on] = word === 'ON';
    if (word === 'ON') settings[off] = false;
    return 0;
  };
}

/** ON (the system's symbol), OFF, or a character that is neither letter nor digit. */
function symbol(name: keyof typeof SYMBOL_NAMES): Setter {
  const field: keyof EditSymbols = SYMBOL_NAMES[name];
  return (context, settings, word) => {
    const value = symbolValue(word, DEFAULT_EDIT_SYMBOLS[field]);
    if (value === null) return context.error('CFT', 2, [word]);
    settings.edit = { ...settings.edit, [field]: value };
    return 0;
  };
}

function tabCharacter(context: CommandContext, settings: TerminalSettings, word: string | undefined): number {
  const value = symbolValue(word, DEFAULT_TAB);
  if (value === null) return context.error('CFT', 2, [word]);
  settings.tabCharacter = value;
  return 0;
}

function symbolValue(word: string | undefined, otherwise: number | undefined): number | undefined | null {
  if (word === 'ON') return otherwise;
  if (word === 'OFF') return undefined;
  if (word === undefined || word.length !== 1 || /[A-Z0-9]/.test(word)) return null;
  return ebcdic037.encodeCharacter(word);
}

function lineSize(context: CommandContext, settings: TerminalSettings, word: string | undefined): number {
  const size = parseDecimal(word, 1, 255);
  if (size === undefined) return context.error('CFT', 2, [word]);
  settings.lineSize = size;
  return 0;
}

function more(context: CommandContext, settings: TerminalSettings, word: string | undefined): number {
  const seconds = parseDecimal(word, 0, 255);
  if (seconds === undefined) return context.error('CFT', 2, [word]);
  const second = context.line.next();
  const warning = parseDecimal(second, 0, 255);
  if (warning === undefined) return context.error('CFT', 2, [second]);
  settings.moreSeconds = seconds;
  settings.warningSeconds = warning;
  return 0;
}

function mode(context: CommandContext, settings: TerminalSettings, word: string | undefined): number {
  if (word !== 'CP' && word !== 'VM') return context.error('CFT', 2, [word]);
  settings.mode = word;
  return 0;
}
