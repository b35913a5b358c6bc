import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runKillCampaign } from '../support/faults/kill-campaign.js';
import { generatedSystem } from '../support/generated-system.js';

/** `npm run soak:faults` does the same two hundred times. */
const KILLS = 3;

describe('kill -9 while users edit, spool, save a system, and link', () => {
  let system: { readonly path: string; readonly remove: () => void };
  beforeAll(async () => {
    system = await generatedSystem();
  });
  afterAll(() => system.remove());

  it('leaves everything that they were told of, and everything sound', async () => {
    const result = await runKillCampaign({
      path: system.path,
      product: 'sources',
      kills: KILLS,
      seed: 370,
      longest: 2000,
    });
    expect(result.problems).toEqual([]);
    expect(result.edited + result.spooled).toBeGreaterThan(0);
    expect(result.saved).toBeGreaterThan(0);
  });
});
