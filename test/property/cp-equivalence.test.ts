import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BareRunner,
  buildProgram,
  compareObservations,
  GuestRunner,
  PROGRAM_KINDS,
  programPlan,
  type ProgramKind,
  type ProgramRunner,
} from '../../src/equivalence/index.js';
import { loadHypervisor } from '../support/hypervisor.js';

/**
 * The same program on a bare machine and on another: same registers, PSW, control registers, storage, protection keys
 * and interruptions. Programs change modes, states, keys and translation tables; every interruption is logged.
 */
function agree(runner: ProgramRunner, cases: number, kinds: readonly ProgramKind[] = PROGRAM_KINDS): void {
  const bare = new BareRunner();
  let compared = 0;
  fc.assert(
    fc.property(programPlan({ kinds }), (plan) => {
      const program = buildProgram(plan);
      const expected = bare.run(program);
      // Programs that do not come to an end on the bare machine (an endless chain of exceptions) say nothing.
      if (expected === undefined) return;
      compared++;
      const found = runner.run(program);
      expect(found, 'the program does not end').toBeDefined();
      expect(compareObservations(expected, found!)).toEqual([]);
      expect(runner.violations?.() ?? []).toEqual([]);
    }),
    { numRuns: cases },
  );
  expect(compared).toBeGreaterThan((2 * cases) / 3);
}

describe('a program does what it does on the bare machine', () => {
  it('in a virtual machine', () => {
    agree(new GuestRunner(), 1500);
  });

  it('as the guest of a hypervisor that is a virtual machine', () => {
    const { segments, entry } = loadHypervisor();
    agree(new GuestRunner({ hypervisor: { segments, entry: entry! } }), 150);
  });

  it('in a virtual machine, whatever another one does meanwhile', () => {
    agree(new GuestRunner({ neighbour: true }), 200, ['control', 'translation', 'recording']);
  });

  it('without VM assist', () => {
    agree(new GuestRunner({ assist: false }), 300);
  });

  it('with compiled execution, on the machine and in a virtual machine', () => {
    agree(new BareRunner(true), 1000);
    agree(new GuestRunner({ compiled: true }), 300);
  });
});
