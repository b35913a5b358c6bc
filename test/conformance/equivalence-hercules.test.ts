import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BareImageRunner,
  buildProgram,
  compareObservations,
  HERCULES_DIFFERENCES,
  HERCULES_MANNERS,
  HerculesRunner,
  knownDifference,
  programPlan,
  UNPREDICTABLE_ELSEWHERE,
} from '../../src/equivalence/index.js';

const installed = HerculesRunner.installed();
if (!installed)
  process.stderr.write('skipped: programs of the equivalence kit on Hercules, which is not installed\n');

describe.skipIf(!installed)('programs of the equivalence kit', () => {
  it('do on Hercules what they do here, but for what is known', () => {
    const bare = new BareImageRunner(HERCULES_MANNERS);
    const hercules = new HerculesRunner();
    for (const plan of fc.sample(programPlan({ kinds: ['control', 'translation'] }), {
      seed: 370,
      numRuns: 10,
    })) {
      const program = buildProgram(plan);
      const expected = bare.run(program);
      if (expected === undefined) continue;
      const found = hercules.run(program)!;
      expect(found, 'Hercules reached no end').toBeDefined();
      if (knownDifference(expected, found, HERCULES_DIFFERENCES) !== undefined) continue;
      expect(compareObservations(expected, found, UNPREDICTABLE_ELSEWHERE)).toEqual([]);
    }
  }, 240_000);
});
