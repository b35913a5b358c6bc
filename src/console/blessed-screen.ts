import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import blessed from 'blessed';
import { Color } from '../tn3270/datastream/index.js';
import type { Frame } from './frame.js';

/**
 * The host terminal, the only user of blessed. blessed keeps the screen's state, writes only what has changed,
 * knows terminals and puts the old screen back on exit and on a crash. Keys do not go through it: it drops
 * Shift-F1 to F4 and cannot tell pasted text, so `input` is read here and decoded by `KeyDecoder`.
 */
export interface HostScreen {
  readonly rows: number;
  readonly columns: number;
  /** Shows a frame of just this size. */
  draw(frame: Frame): void;
  /** Forgets what the terminal shows: the next frame is drawn whole. */
  forget(): void;
  alarm(): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

export interface HostScreenEvents {
  input(bytes: Uint8Array): void;
  resized(): void;
  /** The terminal has gone away. */
  ended(): void;
}

/** 3270 colours in the 256-colour palette; blessed takes the nearest where a terminal has fewer. */
const PALETTE: Readonly<Record<number, number>> = {
  [Color.neutralBlack]: 16,
  [Color.blue]: 75,
  [Color.red]: 203,
  [Color.pink]: 213,
  [Color.green]: 77,
  [Color.turquoise]: 80,
  [Color.yellow]: 227,
  [Color.neutralWhite]: 255,
  [Color.black]: 16,
  [Color.deepBlue]: 18,
  [Color.orange]: 208,
  [Color.purple]: 135,
  [Color.paleGreen]: 120,
  [Color.paleTurquoise]: 123,
  [Color.grey]: 248,
  [Color.white]: 255,
};
const BLACK = 16;
const GREEN = 77;

/** Bits of blessed's cell attribute: flags, 9 bits of foreground, 9 bits of background. */
const BOLD = 1;
const UNDERLINE = 2;
const BLINK = 4;
const INVERSE = 8;

const BRACKETED_PASTE_ON = '\u001b[?2004h';
const BRACKETED_PASTE_OFF = '\u001b[?2004l';

/** The parts of blessed's screen that its type declarations leave out. */
interface BlessedInternals {
  lines: ([number, string][] & { dirty: boolean })[];
  draw(start: number, end: number): void;
  alloc(dirty?: boolean): void;
  realloc(): void;
  destroy(): void;
  width: number;
  height: number;
  program: {
    cup(row: number, column: number): void;
    showCursor(): void;
    hideCursor(): void;
    flush(): void;
    on(event: 'resize', listener: () => void): void;
  };
}

/** Takes over the terminal: alternate screen, raw keyboard. */
export function openHostScreen(input: ReadStream, output: WriteStream, events: HostScreenEvents): HostScreen {
  // blessed reads this when it looks at the terminal: lines as Unicode, not as an alternate character set
  process.env.NCURSES_NO_UTF8_ACS ??= '1';
  const screen = blessed.screen({
    input: new PassThrough(),
    output,
    forceUnicode: true,
    autoPadding: false,
    resizeTimeout: 50,
    title: 'cp370',
  } as blessed.Widgets.IScreenOptions) as unknown as BlessedInternals;
  const { program } = screen;
  output.write(BRACKETED_PASTE_ON);
  input.setRawMode(true);
  input.resume();

  const onData = (bytes: Buffer): void => events.input(bytes);
  const onEnd = (): void => events.ended();
  const onExit = (): void => restore();
  input.on('data', onData);
  input.on('end', onEnd);
  input.on('error', onEnd);
  process.on('exit', onExit);
  program.on('resize', () => events.resized());

  let open = true;
  const restore = (): void => {
    if (!open) return;
    open = false;
    input.off('data', onData);
    input.off('end', onEnd);
    input.off('error', onEnd);
    process.off('exit', onExit);
    output.write(BRACKETED_PASTE_OFF);
    screen.destroy();
    input.setRawMode(false);
    input.pause();
  };

  return {
    get rows() {
      return screen.height;
    },
    get columns() {
      return screen.width;
    },
    draw(frame) {
      if (!open) return;
      copy(frame, screen);
      program.hideCursor();
      screen.draw(0, screen.lines.length - 1);
      if (frame.cursor) {
        program.cup(frame.cursor.row, frame.cursor.column);
        program.showCursor();
      }
      program.flush();
    },
    forget: () => screen.realloc(),
    alarm: () => void (open && output.write('\u0007')),
    close: restore,
  };
}

function copy(frame: Frame, screen: BlessedInternals): void {
  for (let row = 0; row < screen.lines.length && row < frame.rows; row++) {
    const line = screen.lines[row];
    for (let column = 0; column < line.length && column < frame.columns; column++) {
      const at = row * frame.columns + column;
      line[column][0] = cellAttribute(frame, at);
      line[column][1] = frame.characters[at];
    }
    line.dirty = true;
  }
}

function cellAttribute(frame: Frame, at: number): number {
  const flags =
    (frame.isIntensified(at) ? BOLD : 0) |
    (frame.isUnderscore(at) ? UNDERLINE : 0) |
    (frame.isBlink(at) ? BLINK : 0) |
    (frame.isReverse(at) ? INVERSE : 0);
  const foreground = PALETTE[frame.foreground[at]] ?? GREEN;
  const background = PALETTE[frame.background[at]] ?? BLACK;
  return (flags << 18) | (foreground << 9) | background;
}
