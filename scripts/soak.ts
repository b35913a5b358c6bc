/** Runs the properties again and again with new random cases: `npm run test:soak -- --minutes N`. */

import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/whole-number.js';

interface Options {
  readonly minutes: number;
}

const { minutes } = new Command('test:soak')
  .description('Run the property tests with new random cases until the time is up or one fails.')
  .option('--minutes <number>', 'for how long', wholeNumber(1, 100_000), 30)
  .showHelpAfterError()
  .parse()
  .opts<Options>();

const end = Date.now() + minutes * 60_000;
let rounds = 0;
let status = 0;
while (status === 0 && Date.now() < end) {
  const run = spawnSync('npx', ['vitest', 'run', '--project', 'unit', 'test/property', '--reporter', 'dot'], {
    env: { ...process.env, CP370_SEED: 'random' },
    encoding: 'utf8',
  });
  status = run.status ?? 1;
  rounds++;
  if (status === 0) process.stderr.write(`round ${rounds}: all properties hold\n`);
  else process.stdout.write(`round ${rounds}:\n${run.stdout}${run.stderr}`);
}
process.exitCode = status;
