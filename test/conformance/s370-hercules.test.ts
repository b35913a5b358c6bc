import { afterAll, describe, expect, it } from 'vitest';
import { conformanceMnemonics } from '../../src/conformance/coverage.js';
import { describeCase, describeResults } from '../../src/conformance/description.js';
import { Campaign, type Discrepancy } from '../support/conformance/campaign.js';
import { machineCase } from '../support/conformance/case-arbitrary.js';
import { HerculesMachine } from '../support/conformance/hercules-machine.js';
import { herculesInstalled } from '../support/hercules.js';

const SEED = Number(process.env['CP370_SEED'] ?? 370);
const CASES = Number(process.env['CP370_CASES'] ?? 30_000);
const BATCH = 2500;

const installed = herculesInstalled();

function text({ machineCase: found, mine, theirs, differences }: Discrepancy): string {
  return `${describeCase(found)}\n${describeResults(mine, theirs, differences, 'Hercules')}`;
}

describe.skipIf(!installed)(
  'the same cases on Hercules' + (installed ? '' : ' (skipped: Hercules is not installed)'),
  () => {
    const hercules = new HerculesMachine();
    afterAll(() => hercules.close());

    it(`leave the same state, ${CASES} of them, seed ${SEED}`, async () => {
      const cases = machineCase({ mnemonics: conformanceMnemonics(), sequence: 8, per: 12 });
      const campaign = new Campaign(cases, hercules);
      await campaign.run(SEED, CASES, BATCH, () => campaign.tally.unexplained.length < 100);
      const { tally } = campaign;
      const shown: string[] = [];
      for (const found of tally.unexplained.slice(0, 3)) {
        const alone = await campaign.runSingly(found.machineCase);
        shown.push(text(alone === undefined ? found : await campaign.shrink(alone)));
      }
      expect(shown).toEqual([]);
      expect(tally.unexplained.length).toBe(0);
      expect(tally.cases).toBeGreaterThan(CASES * 0.99);
      expect(tally.disturbed).toBeLessThan(CASES * 0.005);
      expect(tally.byMnemonic.size).toBeGreaterThan(180);
    });
  },
);
