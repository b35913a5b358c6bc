/**
 * Random channel programs on this machine and on Hercules: `npm run conformance:channel -- --seed S --cases N`.
 * A difference that is not explained is shrunk and shown; the exit code is 1 then.
 */

import { Command } from 'commander';
import { wholeNumber } from '../src/cli/whole-number.js';
import { runChannelConformance } from '../test/support/channel-conformance/conformance.js';
import { herculesInstalled } from '../test/support/hercules.js';

const { seed, cases, only, shrink } = new Command()
  .option('--seed <n>', 'seed of the cases', wholeNumber(-0x80000000, 0x7fffffff), 370)
  .option('--cases <n>', 'number of cases', wholeNumber(1, 1e9), 1000)
  .option('--only <kind>', 'only cases of this kind: disk, fba, tape, reader, printer, or a disk type')
  .option('--no-shrink', 'show differences as they were found')
  .parse()
  .opts<{ seed: number; cases: number; only?: string; shrink: boolean }>();

if (!herculesInstalled()) {
  process.stderr.write('Hercules is not installed (Debian package hercules)\n');
  process.exit(2);
}
const terminal = process.stderr.isTTY;
const result = runChannelConformance({
  seed,
  cases,
  only,
  shrink,
  progress: (done, found) => {
    const line = `${done} of ${cases} cases, ${found} differences`;
    if (terminal) process.stderr.write(`\r${line}`);
    else if (done % 10_000 < 200 || done === cases) process.stderr.write(`${line}\n`);
  },
});
if (terminal) process.stderr.write('\n');
for (const text of result.reports) process.stdout.write(`${text}\n\n`);
const explained = [...result.explained].sort(([, a], [, b]) => b - a);
process.stdout.write(
  `seed ${seed}: ${result.cases} cases (${result.programs} channel programs), ${result.differences} unexplained differences, ${result.endless} endless\n`,
);
for (const [id, count] of explained) process.stdout.write(`  explained by ${id}: ${count} cases\n`);
process.exitCode = result.differences === 0 ? 0 : 1;
