/** A small random generator, so that a seed makes the same program everywhere. */

import type { Randomness } from '../../../src/conformance/dice.js';

/** Mulberry32, a generator of 32-bit numbers with 32 bits of state. */
export function mulberry(seed: number): Randomness {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  // The first numbers of neighbouring seeds are alike.
  for (let i = 0; i < 4; i++) next();
  return { nextInt: (min, max) => min + Math.floor((next() / 0x100000000) * (max - min + 1)) };
}
