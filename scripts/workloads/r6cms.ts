/**
 * The CMS of VM/370 Release 6 in a virtual machine, unattended: a session, and files that go between it and our CMS.
 * `npm run workload:r6cms -- --help`; docs/workloads.md says where the software comes from.
 */

import { Command } from 'commander';
import { runCommand } from './run-command.js';
import { runR6Cms, type R6CmsOptions } from './r6cms-run.js';

const command = new Command('workload:r6cms')
  .description("VM/370 Release 6's CMS as a saved system of CP, beside our CMS, with its minidisks")
  .option('--folder <folder>', 'work folder (default: work/r6cms beside the software)')
  .option('--verbose', 'show the terminals');

await runCommand(command, (options: R6CmsOptions, progress) => runR6Cms(options, progress));
