/** Addresses of the devices that programs have, and cards for a reader. */

import type { CardSource } from '../../s370/index.js';
import type { ExternalEvent, GuestProgram } from '../guest-program.js';

export const READER = 0x00c;
export const PUNCH = 0x00d;
export const PRINTER = 0x00e;
export const TAPE = 0x181;
export const DISK = 0x190;
/** Cylinders of the disk. */
export const DISK_CYLINDERS = 2;
/** Bytes of main storage that a storage key is for. */
export const BLOCK = 2048;

/** The program's cards, once; undefined when it has no reader. */
export function readerOf({ devices: { reader } }: GuestProgram): CardSource | undefined {
  if (reader === undefined) return undefined;
  const cards = [...reader];
  let ended = cards.length === 0;
  return {
    readCard: () => {
      const card = cards.shift();
      if (card !== undefined) return card.slice();
      if (ended) return 'empty';
      ended = true;
      return 'end';
    },
  };
}

/** Does it take part in what comes at a time of its own: devices that move, timers, events? */
export function usesTime({ devices, intervalTimer, events }: GuestProgram): boolean {
  return (
    devices.disk !== undefined ||
    devices.tape !== undefined ||
    intervalTimer === true ||
    (events?.length ?? 0) > 0
  );
}

/** Most events that a program gets: one that waits for another is over then. */
const MOST_EVENTS = 100;

/** The program's events, one a call and from the beginning again; undefined when there are none, or too many were needed. */
export function eventsOf({ events = [] }: GuestProgram): () => ExternalEvent | undefined {
  let given = 0;
  return () => (given >= MOST_EVENTS ? undefined : events[given++ % events.length]);
}
