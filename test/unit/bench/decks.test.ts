import { describe, expect, it } from 'vitest';
import { readDeckFile } from '../../../bench/deck-directory.js';
import { ENDED_WELL, ENDED_WRONG, withParameters } from '../../../bench/deck-file.js';
import { buildDeck, deckSource } from '../../../bench/decks/build.js';
import { BENCH_DECKS } from '../../../bench/decks/catalogue.js';
import { instructionsPerRepetition, MODES, runDeck } from '../../../bench/modes.js';
import type { Product } from '../../../bench/product.js';
import { runBare } from '../../../bench/run-bare.js';
import * as cp from '../../../src/cp/index.js';
import * as s370 from '../../../src/s370/index.js';

const product: Product = { s370, cp };
const COUNTED = { countedClock: true, interpreter: true };

describe.each(BENCH_DECKS)('the deck $name', (deck) => {
  it('is what its source makes', () => {
    expect(Buffer.from(buildDeck(deck)).equals(readDeckFile(deck.name))).toBe(true);
  });

  it.each(MODES)('ends well: $title', async (mode) => {
    const run = await runDeck(product, readDeckFile(deck.name), mode, 3, COUNTED);
    expect(run.ending).toBe(ENDED_WELL);
    expect(run.outcome.repetitionsDone).toBe(3);
  });

  it('executes enough in a repetition that its frame does not count', async () => {
    const instructions = await instructionsPerRepetition(product, readDeckFile(deck.name), MODES[0]);
    expect(instructions).toBeGreaterThan(10_000);
  });
});

it('a deck that computes something else than expected ends in the other wait', async () => {
  const sieve = BENCH_DECKS.find(({ name }) => name === 'sieve')!;
  // the checksum, the constant 1899, where the deck has it
  const deck = buildDeck(sieve);
  const at = Buffer.from(deck).indexOf(Buffer.from('0000076b', 'hex'));
  expect(at).toBeGreaterThan(0);
  deck[at + 3] = 0x6c;
  const run = await runBare(product, withParameters(deck, { repetitions: 3, dat: false }), COUNTED);
  expect(run.ending).toBe(ENDED_WRONG);
  expect(run.outcome).toMatchObject({ repetitionsDone: 1, checksum: 1899 });
});

it('a deck that is to run once only says so', async () => {
  const sieve = readDeckFile('sieve');
  expect(() => withParameters(sieve, { repetitions: 1, dat: false })).toThrow(RangeError);
});

it('branchy decks have their blocks', () => {
  for (const blocks of [200, 2000]) {
    const source = deckSource(BENCH_DECKS.find(({ name }) => name === `branchy${blocks}`)!);
    expect(source.match(/^B\d+X\d+ /gm)).toHaveLength(blocks + blocks / 40);
  }
});

it('the compiler-sized deck has tens of thousands of instructions', () => {
  const deck = readDeckFile('compiler');
  // a text card has 56 bytes, an instruction at most 6
  expect(((deck.length / 80) * 56) / 6).toBeGreaterThan(30_000);
});
