/** Loads the TXT cards of an object deck into storage at their addresses: no relocation, as the `loadtext` command wants. */

import { ebcdic037 } from '../../ebcdic/index.js';
import type { MainStorage } from '../../s370/index.js';

/** Number of cards loaded and the last address stored into. Throws an Error naming file and card. */
export function loadTextDeck(
  file: string,
  deck: Uint8Array,
  origin: number,
  storage: MainStorage,
): { readonly cards: number; readonly last: number } {
  if (deck.length === 0 || deck.length % 80 !== 0) {
    throw new Error(`${file}: ${deck.length} bytes are no object deck (80-byte cards)`);
  }
  let cards = 0;
  let last = origin;
  for (let at = 0; at < deck.length; at += 80) {
    const number = at / 80 + 1;
    if (deck[at] !== 0x02)
      throw new Error(`${file}: card ${number} is no object card (column 1 is not X'02')`);
    if (ebcdic037.decode(deck, at + 1, at + 4) !== 'TXT') continue;
    const address = origin + ((deck[at + 5] << 16) | (deck[at + 6] << 8) | deck[at + 7]);
    const length = (deck[at + 10] << 8) | deck[at + 11];
    if (length > 56) throw new Error(`${file}: card ${number} has ${length} bytes of text, 56 is the most`);
    if (!storage.contains(address, length))
      throw new Error(`${file}: card ${number} does not fit into storage`);
    storage.copyIn(address, deck.subarray(at + 16, at + 16 + length));
    last = Math.max(last, address + length - 1);
    cards++;
  }
  return { cards, last };
}
