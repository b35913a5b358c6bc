import type { ReadStream, WriteStream } from 'node:tty';
import { TerminalSession } from '../tn3270/index.js';
import type { HostTransport } from '../tn3270/index.js';
import type { DisplayModel } from '../tn3270/datastream/index.js';
import { compose } from './compose.js';
import { TerminalController } from './controller.js';
import { KeyDecoder } from './key-decoder.js';

/** How the use of a terminal ended: the operator left, the line was closed, or the host terminal went away. */
export type TerminalEnd =
  | { readonly kind: 'left' }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'hung-up' };

export interface TerminalOptions {
  readonly transport: HostTransport;
  readonly model: DisplayModel;
  /** The host terminal; standard input and output by default. */
  readonly input?: ReadStream;
  readonly output?: WriteStream;
  /** Ends the terminal from outside, as when the system behind it shuts down. */
  readonly signal?: AbortSignal;
}

/** Milliseconds after which an ESC that nothing follows is a key of its own. */
const ESCAPE_DELAY = 50;
/** Milliseconds between two drawings at most this often. */
const FRAME_INTERVAL = 16;

/**
 * Runs a 3270 on the host terminal until its operator leaves or the line is closed, then gives the host terminal
 * back. Throws when standard input or output is no terminal.
 */
export async function runTerminal(options: TerminalOptions): Promise<TerminalEnd> {
  const { input = process.stdin, output = process.stdout } = options;
  if (!input.isTTY || !output.isTTY) throw new Error('the 3270 terminal needs a terminal to draw on');
  const { openHostScreen } = await import('./blessed-screen.js');

  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let drawing: NodeJS.Timeout | undefined;
    let lastDrawn = 0;
    let over = false;

    const finish = (end: TerminalEnd): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      clearTimeout(drawing);
      screen.close();
      session.close();
      resolve(end);
    };
    const draw = (): void => {
      drawing = undefined;
      if (over) return;
      lastDrawn = Date.now();
      screen.draw(compose(session, controller, screen.rows, screen.columns));
    };
    const changed = (): void => {
      if (over || drawing) return;
      drawing = setTimeout(draw, Math.max(0, lastDrawn + FRAME_INTERVAL - Date.now()));
    };

    const session = new TerminalSession(
      options.transport,
      { changed, alarm: () => screen.alarm(), closed: (reason) => finish({ kind: 'closed', reason }) },
      { model: options.model, blankFill: true },
    );
    const controller = new TerminalController(session, {
      leave: () => finish({ kind: 'left' }),
      redraw: () => screen.forget(),
      alarm: () => screen.alarm(),
    });
    const decoder = new KeyDecoder((event) => {
      if (over) return;
      controller.input(event);
      changed();
    });
    const screen = openHostScreen(input, output, {
      input: (bytes) => {
        clearTimeout(timer);
        decoder.push(bytes);
        if (decoder.pending) timer = setTimeout(() => decoder.flush(), ESCAPE_DELAY);
      },
      resized: changed,
      ended: () => finish({ kind: 'hung-up' }),
    });
    const { signal } = options;
    if (signal) {
      const aborted = (): void => finish({ kind: 'closed', reason: 'the system has ended' });
      signal.addEventListener('abort', aborted, { once: true });
      if (signal.aborted) aborted();
    }
    if (over) return;
    session.open();
    draw();
  });
}
