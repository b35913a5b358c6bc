/** The terminal that `cp370 start` opens: a 3270 of the machine, with nothing between but the data stream. */

import { runTerminal } from '../console/index.js';
import type { OpenSystem } from '../system/open-system.js';
import { InProcessDisplay } from '../tn3270/index.js';

const MODEL = 2;

/**
 * Seats the host's own terminal at a free display of the machine and runs it until its operator leaves.
 * `title` stands in its status line; `signal` ends it from outside. Throws when all displays are taken.
 */
export async function runBuiltInTerminal(
  system: OpenSystem,
  title: string,
  signal?: AbortSignal,
): Promise<void> {
  const display = new InProcessDisplay(MODEL, title);
  const seat = system.displays.seat(display);
  if (typeof seat === 'string') throw new Error(seat);
  display.plug(seat.host);
  await runTerminal({ transport: display, model: MODEL, signal });
}
