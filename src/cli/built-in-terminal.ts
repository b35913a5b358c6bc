/** The terminal that `cp370 start` opens: a 3270 of the machine, with nothing between but the data stream. */

import { fittingModel, runTerminal } from '../console/index.js';
import type { OpenSystem } from '../system/open-system.js';
import { InProcessDisplay } from '../tn3270/index.js';

/** A display model, or the largest that the window has room for. */
export type ModelChoice = 2 | 3 | 4 | 5 | 'auto';

/**
 * Seats the host's own terminal at a free display of the machine and runs it until its operator leaves.
 * `title` stands in its status line; `signal` ends it from outside. Throws when all displays are taken.
 */
export async function runBuiltInTerminal(
  system: OpenSystem,
  title: string,
  choice: ModelChoice,
  signal?: AbortSignal,
): Promise<void> {
  const { rows, columns } = process.stdout;
  const model = choice === 'auto' ? fittingModel(rows, columns) : choice;
  const display = new InProcessDisplay(model, title);
  const seat = system.displays.seat(display);
  if (typeof seat === 'string') throw new Error(seat);
  display.plug(seat.host);
  await runTerminal({ transport: display, model, signal });
}
