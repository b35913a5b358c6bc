import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImageBuilder } from '../../../src/conformance/case-image.js';
import { LocalMachine } from '../../../src/conformance/local-machine.js';
import type { MachineCase } from '../../../src/conformance/machine-case.js';
import { Campaign } from '../../support/conformance/campaign.js';
import { smallCase } from '../../support/conformance/small-cases.js';

const addition = smallCase({ code: ['1A12'], gpr: { 1: 1, 2: 2 } });
/** Puts zeros over the driver, so that no case after it ends. */
const destroyer = smallCase({ code: ['0E24'], gpr: { 2: 0x1000, 3: 0x400, 4: 0, 5: 0 } });

function campaignOf(cases: readonly MachineCase[], peer = new LocalMachine()): Campaign {
  let next = 0;
  const inOrder = fc.constant(undefined).map(() => cases[next++ % cases.length]);
  return new Campaign(inOrder, peer);
}

describe('a campaign', () => {
  it('finds nothing when the peer is the same machine', async () => {
    const campaign = campaignOf([addition]);
    await campaign.run(1, 40, 20, () => true);
    expect(campaign.tally).toMatchObject({ cases: 40, endless: 0, explainedCases: 0, disturbed: 0 });
    expect(campaign.tally.unexplained).toEqual([]);
  });

  it('goes on when a case destroys what the others need', async () => {
    const cases = [addition, addition, destroyer, ...Array.from({ length: 60 }, () => addition)];
    const campaign = campaignOf(cases);
    await campaign.run(1, cases.length, cases.length, () => true);
    expect(campaign.tally.cases).toBeGreaterThanOrEqual(cases.length - 3);
    expect(campaign.tally.endless).toBeLessThanOrEqual(3);
    expect(campaign.tally.unexplained).toEqual([]);
  });

  it('goes on when a case destroys the counter of the cases', () => {
    const builder = new ImageBuilder();
    const counter = builder.build([addition]).leftAt;
    const endless = smallCase({ code: ['50103000'], gpr: { 1: 0x7fffffff, 3: counter } });
    const outcome = new LocalMachine().runNow(builder.build([addition, endless, addition]));
    expect(outcome.kind).toBe('stuck');
  });

  it('keeps what differs when the case runs by itself, and counts what does not', async () => {
    const peer = new LocalMachine();
    /** Another sum in register 1: always, or only in company. */
    const wrong = (always: boolean): LocalMachine =>
      Object.assign(Object.create(peer) as LocalMachine, {
        run: (image: Parameters<LocalMachine['run']>[0]) => {
          const outcome = peer.runNow(image);
          if (outcome.kind === 'results' && (always || image.count > 1)) outcome.results[120 + 7] ^= 1;
          return Promise.resolve(outcome);
        },
      });
    const real = campaignOf([addition], wrong(true));
    await real.run(1, 5, 5, () => true);
    expect(real.tally.unexplained).toHaveLength(1);
    expect(real.tally.unexplained[0].differences.map(({ field }) => field)).toEqual(['GR1']);
    const company = campaignOf([addition], wrong(false));
    await company.run(1, 5, 5, () => true);
    expect(company.tally).toMatchObject({ disturbed: 1, unexplained: [] });
  });
});
