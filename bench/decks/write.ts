/** `npm run bench:decks`: assembles the benchmark decks into `decks/bench`. */

import { writeFileSync } from 'node:fs';
import { deckPath } from '../deck-directory.js';
import { buildDeck } from './build.js';
import { BENCH_DECKS } from './catalogue.js';

for (const deck of BENCH_DECKS) {
  const bytes = buildDeck(deck);
  writeFileSync(deckPath(deck.name), bytes);
  process.stderr.write(`decks/bench/${deck.name}.deck: ${bytes.length / 80} cards\n`);
}
