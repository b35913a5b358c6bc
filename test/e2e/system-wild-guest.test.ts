import { describe, expect, it } from 'vitest';
import { runWildGuest } from '../support/faults/wild-guest.js';

/** `npm run soak:faults` lets it issue a million. */
const INSTRUCTIONS = 60_000;

describe('a guest that issues random privileged instructions, DIAGNOSEs and channel programs', () => {
  it('changes nothing of others or of CP, and leaves nothing behind', () => {
    const result = runWildGuest({ instructions: INSTRUCTIONS, seed: 370 });
    expect(result.problems).toEqual([]);
    expect(result.diagnoses).toBeGreaterThan(INSTRUCTIONS / 10);
    expect(result.channelPrograms).toBeGreaterThan(INSTRUCTIONS / 100);
    expect(result.comparisons).toBeGreaterThan(3);
  });
});
