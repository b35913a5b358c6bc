/**
 * Five systems at once under one CP, unattended: two generations of CMS, OS/VS1, VM/370's DDR, and a program that loops.
 * `npm run workload:five -- --help`; docs/workloads.md says where the software comes from.
 */

import { Command } from 'commander';
import { wholeNumber } from '../../src/cli/whole-number.js';
import { runFive, type FiveOptions } from './five-run.js';
import { runCommand } from './run-command.js';

const command = new Command('workload:five')
  .description(
    "Our CMS, VM/370 Release 6's CMS, OS/VS1, DDR and a program that loops at once, with CPU shares by SET FAVORED",
  )
  .option('--folder <folder>', 'work folder (default: work/five beside the software)')
  .option('--seconds <number>', 'CPU seconds of each measurement (default: 20)', wholeNumber(1, 3600))
  .option('--brief', 'two measurements, small minidisks for DDR')
  .option('--verbose', 'show the consoles');

await runCommand(command, (options: FiveOptions, progress) => runFive(options, progress));
