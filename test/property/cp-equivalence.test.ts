import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  program,
  runBare,
  runSecondLevel,
  runVirtual,
  type Program,
  type State,
} from '../support/privileged-programs.js';

function agree(bare: State, virtual: State): void {
  expect(virtual.psw).toBe(bare.psw);
  expect(virtual.gpr).toEqual(bare.gpr);
  expect(virtual.cr).toEqual(bare.cr);
  expect(virtual.keys).toEqual(bare.keys);
  const differs = virtual.storage.findIndex((byte, at) => byte !== bare.storage[at]);
  if (differs < 0) return;
  expect(`${differs.toString(16)}: ${virtual.storage[differs]}`).toBe(
    `${differs.toString(16)}: ${bare.storage[differs]}`,
  );
}

function compare(run: (test: Program) => State, cases: number): void {
  let compared = 0;
  fc.assert(
    fc.property(program, (test) => {
      const bare = runBare(test);
      // Programs that do not come to an end on the bare machine (an endless chain of exceptions) say nothing.
      if (bare === undefined) return;
      compared++;
      agree(bare, run(test));
    }),
    { numRuns: cases },
  );
  expect(compared).toBeGreaterThan((2 * cases) / 3);
}

describe('a virtual machine', () => {
  it('executes privileged programs as a bare machine does', () => {
    compare(runVirtual, 300);
  });

  it('does so as the guest of a hypervisor that is a virtual machine', () => {
    compare(runSecondLevel, 100);
  });
});
