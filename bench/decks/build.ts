/** Assembles the benchmark decks with the project's own assembler. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble, iplDeck, loadAbsolute } from '../../src/asm/index.js';
import { DECK_DIRECTORY } from '../deck-directory.js';
import type { BenchDeck } from './catalogue.js';

/** Above everything that a deck loads, within 1M. */
const BOOTSTRAP = 0xfe000;

/** Where the decks' frame begins: all of them are loaded at their assembled addresses. */
const ORIGIN = 0;

function member(name: string): string {
  return readFileSync(join(DECK_DIRECTORY, 'source', name), 'utf8');
}

/** The deck's source text. */
export function deckSource({ name, generate }: BenchDeck): string {
  return generate?.() ?? member(`${name}.asm`);
}

/** An IPL-able deck. Throws with the assembler's findings when the source has errors. */
export function buildDeck(deck: BenchDeck): Uint8Array {
  const result = assemble(deckSource(deck), {
    name: deck.name,
    noListing: true,
    library: (name, kind) => (kind === 'copy' && name === 'FRAME' ? member('frame.copy') : undefined),
  });
  if (result.returnCode > 0) {
    const findings = result.diagnostics.map(({ file, line, message }) => `${file}:${line}: ${message}`);
    throw new Error(`${deck.name} has errors\n${findings.join('\n')}`);
  }
  return iplDeck(loadAbsolute([{ name: deck.name, deck: result.object }], { origin: ORIGIN }), {
    bootstrapAddress: BOOTSTRAP,
  });
}
