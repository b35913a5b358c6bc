/** The TN3270 server of a machine: each terminal that connects is seated at a display. */

import { Tn3270Server } from '../tn3270/index.js';
import type { DisplayPool } from './display-pool.js';

/** Makes the server for a pool of displays; it listens when told to. A terminal may ask for a display by its address. */
export function terminalServer(
  displays: DisplayPool,
  options: { readonly port: number; readonly host?: string; readonly log: (line: string) => void },
): Tn3270Server {
  return new Tn3270Server({
    ...options,
    onTerminal: (terminal) => {
      const seat = displays.seat(terminal, terminal.lu);
      return typeof seat === 'string' ? { refuse: seat } : seat.host;
    },
  });
}
