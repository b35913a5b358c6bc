/**
 * OS/VS1 Release 6 on the bare machine, unattended: DASDI, restore of the starter tape, IPL, and a job that assembles
 * with IFOX00, links and runs. `npm run workload:vs1 -- --help`; docs/workloads.md says where the tape comes from.
 */

import { Command } from 'commander';
import { runCommand } from './run-command.js';
import { runVs1, type Vs1Options } from './vs1-run.js';

const command = new Command('workload:vs1')
  .description('OS/VS1 R6 from its starter tape on the bare machine: DASDI, restore, IPL, a job')
  .option('--folder <folder>', 'work folder (default: work/vs1 beside the software)')
  .option('--warm', 'begin at the IPL, with the pack of a run before')
  .option('--deck <file>', 'a job of yours instead of the sample')
  .option('--model <model>', 'CPUMODEL (default: 0158)')
  .option('--storage <size>', 'MAINSIZE (default: 8; 512K is enough, and makes it page)')
  .option('--hercules', 'the same on Hercules, to compare')
  .option('--verbose', 'show the console');

await runCommand(command, (options: Vs1Options, progress) => runVs1(options, progress));
