/** Addresses of the devices that programs have, and cards for a reader. */

import type { CardSource } from '../../s370/index.js';
import type { GuestProgram } from '../guest-program.js';

export const READER = 0x00c;
export const PUNCH = 0x00d;
export const PRINTER = 0x00e;
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
