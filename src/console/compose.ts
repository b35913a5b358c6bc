import { Color, present } from '../tn3270/datastream/index.js';
import type { KeyboardLock } from '../tn3270/datastream/index.js';
import type { TerminalSession } from '../tn3270/index.js';
import type { TerminalController } from './controller.js';
import { Frame } from './frame.js';
import type { Look } from './frame.js';
import { KEY_MAP, PF_KEYS_HELP, shownKey } from './key-map.js';

/** What the status line says for each reason why the keyboard is locked. */
const LOCK_TEXT: Readonly<Record<KeyboardLock, string>> = {
  none: '',
  'not-connected': 'X Not connected',
  'not-ready': 'X Connecting',
  wait: 'X Wait',
  system: 'X SYSTEM',
  protected: 'X Protected',
  numeric: 'X NUM',
  overflow: 'X Full',
};

const HELP_COLUMN = 38;
const HELP_WIDTH = 78;

/** Draws a terminal on a host terminal of `rows` by `columns`: the 3270's screen, the status line, the help panel. */
export function compose(
  session: TerminalSession,
  controller: TerminalController,
  rows: number,
  columns: number,
): Frame {
  const frame = new Frame(rows, columns);
  const { screen } = session;
  if (rows < screen.rows || columns < screen.columns) {
    tooSmall(frame, screen.rows, screen.columns);
    return frame;
  }
  present(screen, (position, character, look) => {
    const row = Math.floor(position / screen.columns);
    frame.put(row, position % screen.columns, character, look);
  });
  frame.cursor = {
    row: Math.floor(screen.cursor / screen.columns),
    column: screen.cursor % screen.columns,
  };
  // the line under the screen is the status line; with a row more, a rule comes between
  if (rows > screen.rows) {
    const line = rows > screen.rows + 1 ? screen.rows + 1 : screen.rows;
    if (line > screen.rows)
      frame.text(screen.rows, 0, '\u2500'.repeat(screen.columns), { foreground: Color.blue });
    frame.text(line, 0, statusLine(session, controller, screen.columns), { foreground: Color.turquoise });
  }
  if (controller.helpShown) helpPanel(frame);
  return frame;
}

/** The operator information area: line, lock, insert mode, waiting strokes, notice, cursor position. */
export function statusLine(session: TerminalSession, controller: TerminalController, width: number): string {
  const { screen } = session;
  const line =
    session.line === '3270' ? session.description : session.line === 'text' ? 'line mode' : session.line;
  const waiting = session.strokesWaiting > 0 ? `${session.strokesWaiting} ahead` : '';
  const lock = LOCK_TEXT[screen.lock];
  const insert = screen.insertMode ? 'INS' : '';
  // fixed places, unless a notice needs the room
  const left = controller.notice
    ? [line.slice(0, 22), lock, insert, controller.notice].filter((part) => part !== '').join('  ')
    : [line.slice(0, 28).padEnd(28), lock.padEnd(15), insert.padEnd(3), waiting || 'Alt-H keys'].join(' ');
  const row = Math.floor(screen.cursor / screen.columns) + 1;
  const column = (screen.cursor % screen.columns) + 1;
  const right = `${String(row).padStart(3, '0')}/${String(column).padStart(3, '0')}`;
  return left.slice(0, width - right.length - 1).padEnd(width - right.length) + right;
}

function tooSmall(frame: Frame, rows: number, columns: number): void {
  const lines = [
    'The window is too small.',
    `The 3270 screen is ${columns} x ${rows},`,
    `the window ${frame.columns} x ${frame.rows}.`,
    'Make it larger, or Ctrl-]',
  ];
  lines.forEach((line, row) => frame.text(row, 0, line, { foreground: Color.yellow }));
}

/** Text of the key map in two columns, as the help panel shows it. */
export function helpLines(): string[] {
  const entries = KEY_MAP.map(({ keys, label }) => keys.map(shownKey).join(' ').padEnd(15) + label);
  const half = Math.ceil(entries.length / 2);
  const lines = ['Keys (Esc and then a key is the same as Alt and the key)', ''];
  for (let i = 0; i < half; i++) lines.push(`${entries[i].padEnd(HELP_COLUMN)}  ${entries[half + i] ?? ''}`);
  lines.push('', ...PF_KEYS_HELP.map(([keys, what]) => `${keys.padEnd(15)} ${what}`));
  lines.push('', 'Press any key to go back.');
  return lines;
}

function helpPanel(frame: Frame): void {
  const look: Look = { foreground: Color.neutralWhite, background: Color.deepBlue };
  const lines = helpLines();
  for (let row = 0; row < lines.length + 2; row++) {
    frame.text(row, 0, ` ${(lines[row - 1] ?? '').padEnd(HELP_WIDTH)} `, look);
  }
  frame.cursor = undefined;
}
