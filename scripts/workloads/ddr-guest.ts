/**
 * VM/370's DASD dump/restore program in a virtual machine of CP, unattended: copies a minidisk, dumps it to tape, restores it.
 * `npm run workload:ddr-guest -- --help`; docs/workloads.md says where the program comes from.
 */

import { Command } from 'commander';
import { wholeNumber } from '../../src/cli/whole-number.js';
import { runDdrGuest, type DdrGuestOptions } from './ddr-guest-run.js';
import { runCommand } from './run-command.js';

const command = new Command('workload:ddr-guest')
  .description('VM/370 DDR in a virtual machine: copy a minidisk, dump it to tape, restore it, compare')
  .option('--folder <folder>', 'work folder (default: work/ddr-guest beside the software)')
  .option('--cylinders <number>', 'size of the minidisk (default: 20)', wholeNumber(1, 190))
  .option('--verbose', 'show the consoles');

await runCommand(command, (options: DdrGuestOptions, progress) => runDdrGuest(options, progress));
