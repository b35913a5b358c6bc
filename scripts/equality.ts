/**
 * Runs random programs compiled and interpreted and shows where they differ:
 * `npm run equality -- --seed S --cases N [--guest] [--census] [--only MNEMONIC…] [--no-shrink]`.
 */

import { Command } from 'commander';
import { wholeNumber } from '../src/cli/whole-number.js';
import { EqualityCampaign } from '../test/support/equality/campaign.js';
import { describeFinding } from '../test/support/equality/description.js';

interface Options {
  readonly seed: number;
  readonly cases: number;
  readonly only?: readonly string[];
  readonly shrink: boolean;
  readonly show: number;
  readonly units: number;
  readonly guest: boolean;
  readonly census: boolean;
}

const PROGRESS_INTERVAL = 5000;

const options = new Command('equality')
  .description(
    'Run random programs with and without compiled execution and compare the machines at every stop.',
  )
  .option('--seed <number>', 'what the programs follow from', wholeNumber(-0x80000000, 0x7fffffff), 370)
  .option('--cases <number>', 'how many programs', wholeNumber(1, 1e9), 10_000)
  .option('--guest', 'run them in two virtual machines of CP, which pages, shares segments and traces', false)
  .option(
    '--census',
    'show how often what happened in the programs (on the bare machine they are run once more for it)',
    false,
  )
  .option('--only <mnemonics...>', 'programs with these instructions, and those that hold a program together')
  .option('--units <number>', 'most units of code in a program', wholeNumber(1, 60), 14)
  .option('--show <number>', 'end after so many programs that differ', wholeNumber(1, 1000), 3)
  .option('--no-shrink', 'show programs that differ as they were found')
  .showHelpAfterError()
  .parse()
  .opts<Options>();

const campaign = new EqualityCampaign(options);
let shown = Date.now();
let findings = 0;
for (const finding of campaign.run(options.cases)) {
  if (finding === undefined) {
    if (Date.now() - shown > PROGRESS_INTERVAL) progress();
    continue;
  }
  findings++;
  process.stdout.write(`${describeFinding(finding)}\n`);
  if (findings >= options.show) break;
}
progress();
if (options.census) showCensus();
process.exitCode = findings === 0 ? 0 : 1;

function progress(): void {
  shown = Date.now();
  const { cases, runner } = campaign;
  process.stderr.write(
    `${cases} programs, ${runner.instructions} instructions, ${runner.regions} regions compiled, ${findings} differ\n`,
  );
}

function showCensus(): void {
  for (const [what, times] of [...campaign.happenings].sort(([a], [b]) => (a < b ? -1 : 1))) {
    process.stdout.write(`${String(times).padStart(10)}  ${what}\n`);
  }
}
