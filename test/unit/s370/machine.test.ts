import { describe, expect, it } from 'vitest';
import { Machine } from '../../../src/s370/index.js';
import type { MachineClock } from '../../../src/s370/index.js';

/** A clock that moves on by a microsecond whenever somebody looks at it, as the host's does. */
class MovingClock implements MachineClock {
  readonly pollInterval = 16384;
  private time = 0;

  now(): number {
    return this.time++;
  }

  skipTo(): boolean {
    return false;
  }

  instructionsUntil(): number {
    return 1;
  }
}

describe('an idle machine', () => {
  it('never tells the host to sleep over an event that came due just now', () => {
    // however many looks at the clock come before it, the event is not slept over
    for (let due = 0; due < 40; due++) {
      const machine = new Machine({ storageSize: 0x1000, clock: new MovingClock(), intervalTimer: false });
      let happened = false;
      machine.events.scheduleAt(due, () => (happened = true));
      machine.events.scheduleAt(1e9, () => undefined);
      for (let looks = 0; !happened; looks++) {
        const delay = machine.idle();
        expect(happened ? delay : Math.min(delay, 100), `event due at ${due}`).toBe(happened ? 0 : delay);
        expect(looks).toBeLessThan(100);
      }
    }
  });
});
