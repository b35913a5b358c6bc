/**
 * Faults, at length: `npm run soak:faults -- --kills N --instructions N --seed S`. Kills the system again and again
 * while users work and looks whether everything that they were told is there; then lets a guest issue random privileged
 * instructions, DIAGNOSEs and channel programs and looks whether anything of others has changed.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/whole-number.js';
import { generateSystem } from '../src/generate/index.js';
import { runKillCampaign } from '../test/support/faults/kill-campaign.js';
import { runWildGuest } from '../test/support/faults/wild-guest.js';

interface Options {
  readonly kills: number;
  readonly instructions: number;
  readonly seed: number;
  readonly folder: string;
}

const options = new Command('soak:faults')
  .description(
    'Kill the system while users work, let a guest run wild; look whether anything is lost or changed.',
  )
  .option('--kills <number>', 'how often the process is killed', wholeNumber(0, 100_000), 200)
  .option(
    '--instructions <number>',
    'privileged instructions that the wild guest issues',
    wholeNumber(0, 1e9),
    1_000_000,
  )
  .option(
    '--seed <number>',
    'what the moments and the wild programs follow from',
    wholeNumber(1, 0x7fffffff),
    370,
  )
  .option('--folder <folder>', 'where the system is made; it is deleted afterwards', tmpdir())
  .showHelpAfterError()
  .parse()
  .opts<Options>();

/** Instructions between two lines of progress. */
const PROGRESS_STEP = 100_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const folder = mkdtempSync(join(options.folder, 'cp370-faults-'));
try {
  const path = join(folder, 'system');
  if (options.kills > 0) {
    say('generating a system');
    await generateSystem({ path });
    const begin = performance.now();
    const result = await runKillCampaign({
      path,
      product: 'built',
      kills: options.kills,
      seed: options.seed,
      progress: (kill, told) => {
        if (kill % 10 === 0) say(`${kill} kills, ${told.total} changes that users were told of`);
      },
    });
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    process.stdout.write(
      `${options.kills} kills in ${seconds} s: ${result.edited} edited files, ${result.spooled} changes of spool ` +
        `files, ${result.saved} saved systems, ${result.printedLines} printed lines, ${result.links} links ` +
        `acknowledged; ${result.problems.length} problems\n`,
    );
    result.problems.forEach((problem) => process.stdout.write(`${problem}\n`));
    if (result.problems.length > 0) process.exitCode = 1;
  }
  if (options.instructions > 0) {
    const begin = performance.now();
    let shown = 0;
    const result = runWildGuest({
      instructions: options.instructions,
      seed: options.seed,
      progress: ({ instructions }) => {
        if (instructions - shown < PROGRESS_STEP) return;
        shown = instructions;
        say(`${instructions} privileged instructions`);
      },
    });
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    process.stdout.write(
      `${result.instructions} privileged instructions in ${seconds} s, among them ${result.diagnoses} DIAGNOSEs and ` +
        `${result.channelPrograms} channel programs that were started, in ${result.programs} programs; ` +
        `${result.comparisons} comparisons; ${result.problems.length} problems\n`,
    );
    result.problems.forEach((problem) => process.stdout.write(`${problem}\n`));
    if (result.problems.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
