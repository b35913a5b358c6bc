import { describe, expect, it } from 'vitest';
import { runChannelConformance } from '../support/channel-conformance/conformance.js';
import { herculesInstalled } from '../support/hercules.js';

const SEED = Number(process.env['CP370_SEED'] ?? 370);
const CASES = 300;

const installed = herculesInstalled();

describe.skipIf(!installed)(
  'the same channel programs on Hercules' + (installed ? '' : ' (Hercules is not installed)'),
  () => {
    it('give the same status, sense, storage and media, or a difference that is explained', () => {
      const result = runChannelConformance({ seed: SEED, cases: CASES, shrink: false });
      expect(result.reports).toEqual([]);
      expect(result.differences).toBe(0);
      // Some cases may be left out on a busy host, or loop on Hercules; most must have run.
      expect(result.programs).toBeGreaterThan(CASES);
      expect(result.explained.get('immediate')).toBeGreaterThan(0);
    });
  },
);
