/**
 * Runs programs on the bare machine and as guests until two differ, with the kit of a source tree:
 * `tsx search.ts TREE SEED CASES`. Prints the number of the program that differed, or 0, as JSON.
 */

import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import fc from 'fast-check';
import type * as Kit from '../../src/equivalence/index.js';

const [tree, seed, cases] = process.argv.slice(2);
const kit = (await import(pathToFileURL(join(tree, 'src/equivalence/index.ts')).href)) as typeof Kit;

/** Programs that are made at a time. */
const BATCH = 50;

function search(): { readonly found: number; readonly what: string } {
  const bare = new kit.BareRunner();
  const guest = new kit.GuestRunner();
  let number = 0;
  for (let batch = 0; number < Number(cases); batch++) {
    for (const plan of fc.sample(kit.programPlan(), { seed: Number(seed) + batch, numRuns: BATCH })) {
      number++;
      const program = kit.buildProgram(plan);
      const expected = bare.run(program);
      if (expected === undefined) continue;
      let what: string | undefined;
      try {
        const found = guest.run(program);
        what = found === undefined ? 'no end' : kit.compareObservations(expected, found)[0]?.what;
        what ??= guest.violations()[0];
      } catch (error) {
        what = `CP failed: ${(error as Error).message}`;
      }
      if (what !== undefined) return { found: number, what };
    }
  }
  return { found: 0, what: '' };
}

process.stdout.write(`${JSON.stringify(search())}\n`);
