import { Command } from 'commander';
import { checkTape, copyTape } from './tape-copy.js';
import type { CopyOptions } from './tape-copy.js';
import { extractFromTape } from './tape-extract.js';
import type { ExtractOptions } from './tape-extract.js';
import { makeTape } from './tape-make.js';
import type { MakeOptions, WritingOptions } from './tape-make.js';
import { mapTape } from './tape-map.js';

const EXAMPLES = `
The format is that of the name: .aws, .het (compressed), .tap (SIMH); .tdf is read only.

Examples:
  cp370 tape make scratch.het --volume WORK01 --owner OPER
  cp370 tape map starter.aws                       files, blocks and labels
  cp370 tape convert starter.aws starter.het       compressed
  cp370 tape copy a.aws b.tap both.het             one reel behind the other
  cp370 tape extract starter.aws 1 --lrecl 80 --text
  cp370 tape extract backup.aws PAYROLL.MASTER -o payroll.bin
  cp370 tape check broken.aws --repair rescued.aws`;

/** `cp370 tape`: makes, maps, checks and converts tape images. */
export function tapeCommand(): Command {
  const tape = new Command('tape').addHelpText('after', EXAMPLES);
  target(tape.command('make').description('make an empty tape'))
    .argument('<file>', 'the image to make')
    .option('--volume <serial>', 'volume serial; without it there is no label')
    .option('--owner <name>', 'owner in the label')
    .action((file: string, options: MakeOptions) => makeTape(file, options));
  for (const name of ['map', 'list']) {
    tape
      .command(name, { hidden: name === 'list' })
      .description('show files, blocks and labels')
      .argument('<file>', 'tape image')
      .option('--labels', 'the labels whole')
      .action((file: string, options: { labels?: boolean }) => {
        process.exitCode = mapTape(file, options);
      });
  }
  target(tape.command('check').description('read everything and report damage; the image is never changed'))
    .argument('<file>', 'tape image')
    .option('--repair <new>', 'write what comes before the damage to a new image')
    .action((file: string, options: WritingOptions & { repair?: string }) => {
      process.exitCode = checkTape(file, options);
    });
  for (const name of ['copy', 'convert']) {
    target(tape.command(name))
      .description(
        name === 'copy' ? 'copy tapes, or files of them, to a new tape' : 'copy a tape to another format',
      )
      .argument('<from>', 'tape image: AWS, HET, SIMH or OMA')
      .argument('<to...>', 'more tapes, and the image to make')
      .option('--files <n[-m]>', 'only these files, counted as map does')
      .action((from: string, to: string[], options: CopyOptions) => copyTape([from, ...to], options));
  }
  tape
    .command('extract')
    .description('take the data of a file out')
    .argument('<file>', 'tape image')
    .argument('<which>', 'number of the file, or its name in a header label')
    .option('-o, --output <file>', 'where to (default: standard output)')
    .option('-t, --text', 'as text, a line a record')
    .option('--recfm <format>', 'F, FB, V, VB, VBS or U (default: what the label says, else U)')
    .option('--lrecl <length>', 'length of fixed records')
    .option('--code-page <page>', 'of text: 037 or 1047', '037')
    .option('--force', 'replace the file if it exists')
    .action((file: string, which: string, options: ExtractOptions) => extractFromTape(file, which, options));
  return tape;
}

/** Options about what is written. */
function target(command: Command): Command {
  return command
    .option('--to <format>', 'aws, het or simh (default: by the name)')
    .option('--chunk <bytes>', 'AWS, HET: most bytes of a chunk, 4096 to 65535')
    .option('--level <n>', 'HET: effort of compression, 1 to 9')
    .option('--bare', 'SIMH: no byte behind records of odd length')
    .option('--force', 'replace the file if it exists');
}
