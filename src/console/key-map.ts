import type { TerminalKey } from '../tn3270/index.js';

/** What keys of a host keyboard do that a 3270 has no key for. */
export type LocalAction = 'help' | 'leave' | 'redraw' | 'pf-number' | 'interrupt';

export type KeyAction = { readonly terminal: TerminalKey } | { readonly local: LocalAction };

/** One line of the key map: the 3270's key, the keys that do it, and what they do. */
export interface KeyMapRow {
  readonly name: string;
  readonly keys: readonly string[];
  readonly action: KeyAction;
  /** For the help panel, at most 22 characters. */
  readonly label: string;
  /** For the user's guide. */
  readonly help: string;
}

const terminal = (
  name: string,
  key: TerminalKey,
  keys: string[],
  label: string,
  help: string,
): KeyMapRow => ({ name, keys, action: { terminal: key }, label, help });

/** Keys besides the 24 program function keys. The first of `keys` is the one to tell people. */
export const KEY_MAP: readonly KeyMapRow[] = [
  terminal('ENTER', 'enter', ['Enter'], 'ENTER', 'Sends the screen to the host.'),
  terminal(
    'PA1',
    'pa1',
    ['Alt-1'],
    'PA1 (attention to CP)',
    'Program access 1: in VM, attention, and to CP.',
  ),
  terminal(
    'PA2',
    'pa2',
    ['Alt-2'],
    'PA2',
    'Program access 2: in VM, shows what waits behind MORE... or HOLDING.',
  ),
  terminal('PA3', 'pa3', ['Alt-3'], 'PA3', 'Program access 3.'),
  terminal(
    'CLEAR',
    'clear',
    ['Ctrl-L', 'Alt-c'],
    'CLEAR the screen',
    'Clears the screen and tells the host.',
  ),
  terminal(
    'RESET',
    'reset',
    ['Ctrl-R', 'Alt-r'],
    'RESET the keyboard',
    'Unlocks the keyboard, ends insert mode, drops keys that wait.',
  ),
  terminal(
    'ATTN',
    'attn',
    ['Ctrl-A', 'Alt-a'],
    'ATTN',
    'Attention of the line (telnet break); PA1 where the line has none.',
  ),
  terminal('SYS REQ', 'sysReq', ['Alt-s'], 'SYS REQ', 'System request, or a test request in basic TN3270.'),
  terminal('TAB', 'tab', ['Tab'], 'TAB to next field', 'To the next unprotected field.'),
  terminal(
    'BACKTAB',
    'backTab',
    ['Shift-Tab'],
    'BACKTAB',
    'To the start of the field, or to the field before.',
  ),
  terminal(
    'NEW LINE',
    'newLine',
    ['Ctrl-J', 'Ctrl-N'],
    'NEW LINE',
    'To the first input position of the next line.',
  ),
  terminal('HOME', 'home', ['Home'], 'HOME to first field', 'To the first input position of the screen.'),
  terminal(
    'FIELD END',
    'fieldEnd',
    ['End'],
    'to the end of the data',
    'Behind the last character of the field.',
  ),
  terminal('UP', 'up', ['Up'], 'cursor up', 'Cursor up.'),
  terminal('DOWN', 'down', ['Down'], 'cursor down', 'Cursor down.'),
  terminal('LEFT', 'left', ['Left'], 'cursor left', 'Cursor left.'),
  terminal('RIGHT', 'right', ['Right'], 'cursor right', 'Cursor right.'),
  terminal('INSERT', 'insert', ['Insert', 'Alt-i'], 'INSERT mode', 'Insert mode on and off.'),
  terminal(
    'DELETE',
    'delete',
    ['Delete', 'Ctrl-D'],
    'DELETE character',
    'Deletes the character at the cursor.',
  ),
  terminal(
    'BACKSPACE',
    'backspace',
    ['Backspace'],
    'delete to the left',
    'Deletes the character left of the cursor.',
  ),
  terminal(
    'ERASE EOF',
    'eraseEof',
    ['Ctrl-E'],
    'ERASE EOF',
    'Erases from the cursor to the end of the field.',
  ),
  terminal('ERASE INPUT', 'eraseInput', ['Ctrl-U'], 'ERASE INPUT', 'Erases all input fields.'),
  terminal('DUP', 'dup', ['Alt-d'], 'DUP', 'Duplicate character, then to the next field.'),
  terminal('FIELD MARK', 'fieldMark', ['Alt-f'], 'FIELD MARK', 'Field mark character.'),
  {
    name: 'PF by number',
    keys: ['Ctrl-F'],
    action: { local: 'pf-number' },
    label: 'nn: PF key by number',
    help: 'Then two digits: that program function key, 01 to 24.',
  },
  {
    name: 'help',
    keys: ['Alt-h', 'Ctrl-K'],
    action: { local: 'help' },
    label: 'this list',
    help: 'Shows the keys.',
  },
  {
    name: 'redraw',
    keys: ['Ctrl-G'],
    action: { local: 'redraw' },
    label: 'draw again',
    help: 'Draws everything again.',
  },
  {
    name: 'leave',
    keys: ['Ctrl-]', 'Ctrl-Q'],
    action: { local: 'leave' },
    label: 'leave the terminal',
    help: 'Closes the terminal.',
  },
];

/** Keys as people read them: letters after Alt in upper case. */
export function shownKey(key: string): string {
  return key.replace(/^Alt-([a-z])$/, (_, letter: string) => `Alt-${letter.toUpperCase()}`);
}

const actions = new Map<string, KeyAction>([
  ...KEY_MAP.flatMap((row) => row.keys.map((key): [string, KeyAction] => [key, row.action])),
  ['Ctrl-C', { local: 'interrupt' }],
  ...Array.from({ length: 24 }, (_, i): [string, KeyAction] => [
    `F${i + 1}`,
    { terminal: `pf${i + 1}` as TerminalKey },
  ]),
  ...Array.from({ length: 12 }, (_, i) => i + 1).flatMap((number) =>
    ['Shift', 'Alt', 'Alt-Shift'].map((shift): [string, KeyAction] => [
      `${shift}-F${number}`,
      { terminal: `pf${number + 12}` as TerminalKey },
    ]),
  ),
]);

/** What a key does; undefined when it does nothing. Letters after Alt may be in either case. */
export function keyAction(key: string): KeyAction | undefined {
  return (
    actions.get(key) ??
    (/^Alt-[A-Z]$/.test(key) ? actions.get(key.toLowerCase().replace('alt', 'Alt')) : undefined)
  );
}

/** How the key map reads for people: ESC and a key pressed one after the other is the same as Alt. */
export const PF_KEYS_HELP: readonly (readonly [keys: string, what: string])[] = [
  ['F1 to F12', 'PF1 to PF12'],
  ['Shift-F1 to F12', 'PF13 to PF24; Alt-F1 to F12 too'],
];
