/** Where and how a deck runs: the columns of the table. */

import { ENDED_WELL, withParameters } from './deck-file.js';
import type { Product } from './product.js';
import { requireGoodEnd, runBare, type DeckRun, type Manner } from './run-bare.js';
import { runGuest } from './run-guest.js';

export type ModeName = 'bare' | 'bare-dat' | 'guest' | 'guest-dat';

export interface Mode {
  readonly name: ModeName;
  readonly title: string;
  /** The deck turns DAT on. */
  readonly dat: boolean;
  /** It runs in a virtual machine of CP. */
  readonly guest: boolean;
}

export const MODES: readonly Mode[] = [
  { name: 'bare', title: 'DAT off', dat: false, guest: false },
  { name: 'bare-dat', title: 'DAT on', dat: true, guest: false },
  { name: 'guest', title: 'guest', dat: false, guest: true },
  { name: 'guest-dat', title: 'guest, DAT on', dat: true, guest: true },
];

/** Runs a deck; throws when it does not end well. */
export async function runDeck(
  product: Product,
  deck: Uint8Array,
  mode: Mode,
  repetitions: number,
  manner: Manner = {},
): Promise<DeckRun> {
  const ready = withParameters(deck, { repetitions, dat: mode.dat });
  const run = await (mode.guest ? runGuest : runBare)(product, ready, manner);
  requireGoodEnd(run, ENDED_WELL);
  return run;
}

/** Instructions of one repetition, exactly: more repetitions minus fewer, on the interpreter with a counted clock. */
export async function instructionsPerRepetition(
  product: Product,
  deck: Uint8Array,
  mode: Mode,
): Promise<number> {
  const bare = MODES.find(({ guest, dat }) => !guest && dat === mode.dat)!;
  const count = async (repetitions: number): Promise<number> =>
    (await runDeck(product, deck, bare, repetitions, { countedClock: true, interpreter: true })).instructions;
  // An odd number of repetitions has a longer second half: the frame's part is the same in both counts.
  return ((await count(6)) - (await count(2))) / 4;
}
