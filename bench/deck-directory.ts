/** The decks as they are in the repository. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where sources and decks are. */
export const DECK_DIRECTORY = join(import.meta.dirname, '../decks/bench');

/** Path of a deck by its name. */
export function deckPath(name: string): string {
  return join(DECK_DIRECTORY, `${name}.deck`);
}

/** Reads a deck. Throws where it is missing. */
export function readDeckFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(deckPath(name)));
}
