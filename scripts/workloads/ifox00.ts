/**
 * IBM's Assembler XF against ours: assembles the sources of CMS with IFOX00 under OS/VS1, and compares the object modules
 * with those of `cp370 asm`. `npm run workload:ifox00 -- --help`; needs the pack that `npm run workload:vs1` makes.
 */

import { Command } from 'commander';
import { runIfox00, type Ifox00Options } from './ifox00-run.js';
import { runCommand } from './run-command.js';

const command = new Command('workload:ifox00')
  .description(
    'the sources of CMS assembled by IFOX00 under OS/VS1 and by cp370 asm: object modules compared',
  )
  .option('--folder <folder>', 'work folder (default: work/ifox00 beside the software)')
  .option('--pack <image>', 'the pack of OS/VS1 (default: the one of workload:vs1)')
  .option('--sources <names>', 'these sources only, with commas between them: dmsfnc,dmscpf')
  .option('--verbose', 'show the console');

await runCommand(command, (options: Ifox00Options, progress) => runIfox00(options, progress));
