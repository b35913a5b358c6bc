/** A counted clock whose waits are the host's to let pass: the machine asks, the loop goes on when it is time. */

import { CountedClock } from '../../s370/index.js';

/**
 * Machine time is counted in instructions and in waits, so that a run is a function of its inputs and of the lengths of
 * its waits; an idle machine does not race through its timers, because somebody else decides when a wait is over.
 */
export class PacedClock extends CountedClock {
  /** The time to which the machine has last asked to go on. */
  wanted = Infinity;

  override skipTo(time: number): boolean {
    this.wanted = time;
    return false;
  }

  /** A wait is over at this machine time. */
  advance(time: number): void {
    super.skipTo(time);
  }
}
