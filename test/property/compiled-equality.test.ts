import { describe, expect, it } from 'vitest';
import { describeFinding } from '../support/equality/description.js';
import { EqualityCampaign } from '../support/equality/campaign.js';

/** Programs in one run of the tests; `npm run equality` runs as many as one likes. */
const PROGRAMS = 2000;

/** The same for guests of CP, which take longer. */
const GUEST_PROGRAMS = 300;

/** Seeds of programs that differed once: stores across the end of a block with code, whose page table is stored into. */
const REPAIRED = [1_117_981, 1_122_025];

describe('compiled execution', () => {
  it.each(REPAIRED)('does what the interpreter does in the program of seed %i', (seed) => {
    expect([...new EqualityCampaign({ seed, shrink: true, rarities: false }).run(1)]).toEqual([]);
  });

  it('does what the interpreter does, at every stop of random programs', { timeout: 240_000 }, () => {
    const campaign = new EqualityCampaign({ seed: 370_000, shrink: true });
    const findings: string[] = [];
    for (const finding of campaign.run(PROGRAMS)) {
      if (finding !== undefined) findings.push(describeFinding(finding));
      if (findings.length === 2) break;
    }
    expect(findings).toEqual([]);
    // The comparison says something only if much was compiled and executed.
    expect(campaign.runner.regions).toBeGreaterThan(2 * PROGRAMS);
    expect(campaign.runner.instructions).toBeGreaterThan(1000 * PROGRAMS);
  });

  it(
    'does so in virtual machines of CP, which pages, shares segments, traces and stops them',
    { timeout: 240_000 },
    () => {
      const campaign = new EqualityCampaign({ seed: 470_000, shrink: true, guest: true });
      const findings: string[] = [];
      for (const finding of campaign.run(GUEST_PROGRAMS)) {
        if (finding !== undefined) findings.push(describeFinding(finding));
        if (findings.length === 2) break;
      }
      expect(findings).toEqual([]);
      expect(campaign.runner.regions).toBeGreaterThan(GUEST_PROGRAMS);
      expect(campaign.runner.instructions).toBeGreaterThan(1000 * GUEST_PROGRAMS);
    },
  );
});
