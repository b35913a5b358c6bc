/** Shows the making of the system volumes on the terminal. */

import chalk from 'chalk';
import { generateSystem } from '../generate/index.js';

const BAR = 30;

/** Generates the system in `path`; a bar on a terminal, a line a step elsewhere. */
export async function generateWithProgress(path: string, replace: boolean): Promise<void> {
  const out = process.stdout;
  const started = performance.now();
  out.write(`Making a new system in ${path}\n`);
  let last = '';
  await generateSystem({
    path,
    replace,
    progress: (step, done, total) => {
      if (!out.isTTY) {
        if (step !== last) out.write(`  ${step}\n`);
      } else {
        const filled = Math.round((BAR * done) / Math.max(1, total));
        const bar = chalk.green('█'.repeat(filled)) + chalk.dim('░'.repeat(BAR - filled));
        out.write(`\r  ${bar} ${step.slice(0, 44).padEnd(44)}`);
      }
      last = step;
    },
  });
  if (out.isTTY) out.write('\r\x1b[K');
  out.write(`System made in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);
}
