/**
 * OS/VS1 Release 6 as a virtual machine of CP, unattended: installed from its starter tape, used by a CMS user through the
 * spool, crashed and IPLed again beside other users. `npm run workload:vs1-guest -- --help`; docs/workloads.md says where the
 * tape comes from.
 */

import { Command } from 'commander';
import { runCommand } from './run-command.js';
import { runVs1Guest, type Vs1GuestOptions } from './vs1-guest-run.js';

const command = new Command('workload:vs1-guest')
  .description(
    'OS/VS1 R6 from its starter tape in a virtual machine: DASDI, restore, IPL, jobs of a CMS user, a crash',
  )
  .option('--folder <folder>', 'work folder (default: work/vs1-guest beside the software)')
  .option('--warm', 'begin at the IPL, with the pack of a run before')
  .option(
    '--storage <size>',
    'storage of the virtual machine (default: 4M; 512K is enough, and makes it page)',
  )
  .option('--minidisk', 'with --warm: the pack is a full-pack minidisk instead of a dedicated disk')
  .option('--brief', 'one job, and the end after the crash')
  .option('--verbose', 'show all consoles');

await runCommand(command, (options: Vs1GuestOptions, progress) => runVs1Guest(options, progress));
