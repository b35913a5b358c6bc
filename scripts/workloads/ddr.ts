/**
 * VM/370's DASD dump/restore program on the bare machine, unattended: copies a pack, dumps it to tape, restores it.
 * `npm run workload:ddr -- --help`; docs/workloads.md says where the program comes from.
 */

import { Command } from 'commander';
import { runDdr, type DdrOptions } from './ddr-run.js';
import { runCommand } from './run-command.js';

const command = new Command('workload:ddr')
  .description('VM/370 DDR on the bare machine: copy a pack, dump it to tape, restore it, compare')
  .option('--folder <folder>', 'work folder (default: work/ddr beside the software)')
  .option(
    '--pack <image>',
    'the pack: by default the one of workload:vs1 when it is there, else one made here',
  )
  .option('--hercules', 'the same on Hercules, to compare')
  .option('--verbose', 'show the console');

await runCommand(command, (options: DdrOptions, progress) => runDdr(options, progress));
