/** Programs that show how much time has passed: equivalence excepts time. */

import type { GuestProgram } from './guest-program.js';
import type { Observation, ProgramRunner } from './observation.js';

/**
 * What was found, where the machine that is right shows the same at every pace; elsewhere what was expected. A program may
 * come to execute what nobody planned (the subject of an EXECUTE that changes a handler, which then copies the interval
 * timer), and the only certain way to know that a field depends on time is a machine of the same kind with another speed.
 * `paced` are such machines: several of them, since two may show the same by chance.
 */
export function withoutElapsedTime(
  program: GuestProgram,
  expected: Observation,
  found: Observation,
  paced: readonly ProgramRunner[],
): Observation {
  const others = paced.map((runner) => runner.run(program)).filter((other) => other !== undefined);
  const settled = (of: (one: Observation) => ArrayLike<number>): number[] =>
    Array.from(of(found), (value, index) => {
      const right = of(expected)[index];
      return others.every((other) => of(other)[index] === right) ? value : right;
    });
  const storage = found.storage.slice();
  for (const other of others) {
    for (let at = 0; at < storage.length; at++) {
      if (other.storage[at] !== expected.storage[at]) storage[at] = expected.storage[at];
    }
  }
  return {
    ...found,
    gpr: settled(({ gpr }) => gpr),
    fpr: settled(({ fpr }) => fpr),
    cr: settled(({ cr }) => cr),
    storage,
  };
}
