/** `npm run hypervisor:deck`: assembles `decks/hypervisor/hyper.asm` into the deck that IPLs. */

import { writeFileSync } from 'node:fs';
import { hypervisorDeck } from '../test/support/hypervisor.js';

const file = 'decks/hypervisor/hyper.deck';
const deck = hypervisorDeck();
writeFileSync(new URL(`../${file}`, import.meta.url), deck);
process.stderr.write(`${file}: ${deck.length / 80} cards\n`);
