/** What the scripts have in common as programs: options, progress, errors, exit code. */

import type { Command } from 'commander';
import { Progress } from './progress.js';

/** Parses the command line, runs; an error becomes a line on standard error and exit code 1. */
export async function runCommand<Options extends object>(
  command: Command,
  run: (options: Options, progress: Progress) => Promise<number>,
): Promise<void> {
  command.parse();
  // A key that interrupts must not leave a machine behind: the children end with this process.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  try {
    process.exitCode = await run(command.opts<Options>(), new Progress());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
