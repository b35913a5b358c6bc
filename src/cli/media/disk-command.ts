import { Command } from 'commander';
import { checkDisk } from './disk-check.js';
import type { CheckOptions } from './disk-check.js';
import { copyDisk } from './disk-copy.js';
import type { CopyOptions } from './disk-copy.js';
import { extractFromDisk } from './disk-extract.js';
import type { ExtractOptions } from './disk-extract.js';
import { listDisk } from './disk-list.js';
import type { ListOptions } from './disk-list.js';
import { makeDisk } from './disk-make.js';
import { placeMinidisk } from './disk-place.js';
import type { PlaceOptions } from './disk-place.js';
import type { MakeOptions } from './disk-make.js';
import { say } from './output.js';
import { SHADOW_ACTIONS, shadowDisk } from './disk-shadow.js';
import type { ShadowOptions } from './disk-shadow.js';

const EXAMPLES = `
Examples:
  cp370 disk make work.350 3350 --volume WORK01             an empty labelled volume
  cp370 disk make sys.cckd 3330-11 --volume SYSRES --vtoc 5 --compressed
  cp370 disk list sys.cckd --members                        data sets and their members
  cp370 disk list mini.191.ckd                              files of a CMS minidisk
  cp370 disk extract sys.cckd 'SYS1.PARMLIB(IEASYS00)' --text
  cp370 disk extract mini.191.ckd PROFILE EXEC --text -o profile.exec
  cp370 disk extract dos.fba 0 16-31 -o blocks.bin           blocks of an FBA volume
  cp370 disk check sys.cckd --repair rescued.cckd           what can be read, to a new file
  cp370 disk convert cmsuser_191.ckdc mini.191.ckd --delta cmsuser_191.ckdc.delta
  cp370 disk place mini.191.ckd pack.3350 100                a minidisk on a pack, from cylinder 100 on
  cp370 disk copy pack.3350 mini.191.ckd --cylinders 100-104 a minidisk as an image of its own
  cp370 disk shadow add sys.cckd --shadow sys_1.cckd        keep sys.cckd as it is from now on`;

/** `cp370 disk`: makes, lists, checks and converts disk images. */
export function diskCommand(): Command {
  const disk = new Command('disk').addHelpText('after', EXAMPLES);
  disk
    .command('make')
    .description('make an empty volume')
    .argument('<file>', 'the image to make')
    .argument('<type>', 'disk type or model: 2311, 2314, 3330-11, 3350, 3380-D, 3310, 3370 …')
    .option('--volume <serial>', 'volume serial; without it there is no label')
    .option('--size <number>', 'cylinders, or blocks of an FBA volume (default: the whole of the model)')
    .option('-z, --compressed', 'a compressed image (CCKD, compressed FBA)')
    .option('--large', 'a compressed image with 64-bit offsets (CCKD64), for Hercules 4')
    .option('--vtoc [tracks]', 'an empty VTOC from track 1 of cylinder 0 on')
    .option('--alternates', 'with the alternate cylinders')
    .option('--eof', 'compressed: tracks that were never written have an end-of-file record')
    .option('--split <cylinders>', 'several files of so many cylinders')
    .option('--force', 'replace the file if it exists')
    .action((file: string, type: string, options: MakeOptions) => makeDisk(file, type, options));
  source(disk.command('list').description('show geometry, label, data sets or CMS files'))
    .argument('<file>', 'disk image')
    .option('--members', 'members of partitioned data sets too')
    .option('--cylinder <number>', 'look for a CMS minidisk at this cylinder of a pack')
    .action((file: string, options: ListOptions) => listDisk(file, options));
  source(disk.command('check').description('read everything and report damage; the image is never changed'))
    .argument('<file>', 'disk image')
    .option('--repair <new>', 'write what can be read to a new image')
    .option('--force', 'replace the new image if it exists')
    .action((file: string, options: CheckOptions) => {
      process.exitCode = checkDisk(file, options);
    });
  source(disk.command('copy').description('copy a volume to a new image'))
    .argument('<from>', 'disk image')
    .argument('<to>', 'the image to make')
    .option('--cylinders <from-to>', 'these cylinders of it alone, as a volume of their own')
    .option('--split <cylinders>', 'several files of so many cylinders')
    .option('--force', 'replace the file if it exists')
    .action((from: string, to: string, options: CopyOptions) => copyDisk(from, to, options));
  source(
    disk
      .command('convert')
      .description('copy a volume to another format: ckd, cckd, cckd64, fba, cfba, cfba64'),
  )
    .argument('<from>', 'disk image: CKD, compressed CKD, FBA, compressed FBA, .ckdc of emx370')
    .argument('<to>', 'the image to make; its extension tells the format when --to does not')
    .option('--to <format>', 'ckd, cckd, cckd64, fba, cfba or cfba64')
    .option('--cylinders <from-to>', 'these cylinders of it alone, as a volume of their own')
    .option('--split <cylinders>', 'several files of so many cylinders')
    .option('--force', 'replace the file if it exists')
    .action((from: string, to: string, options: CopyOptions) => copyDisk(from, to, options));
  source(disk.command('place').description('put a minidisk that is an image of its own on a pack'))
    .argument('<minidisk>', 'disk image: CKD, compressed CKD, .ckdc of emx370')
    .argument('<pack>', 'the image of the pack; no running system may use it')
    .argument('<cylinder>', 'cylinder of the pack that the minidisk begins at, as MDISK has it')
    .option('--force', 'overwrite cylinders that hold records')
    .action((from: string, pack: string, cylinder: string, options: PlaceOptions) =>
      say(placeMinidisk(from, pack, cylinder, options)),
    );
  source(
    disk
      .command('extract')
      .description('take a data set, a member, a CMS file, or blocks of an FBA volume out'),
  )
    .argument('<file>', 'disk image')
    .argument('<name...>', "DATA.SET, 'DATA.SET(MEMBER)', FILENAME FILETYPE; FBA: blocks, 0 or 16-31")
    .option('-o, --output <file>', 'where to (default: standard output)')
    .option('-t, --text', 'as text, a line a record')
    .option('--blocks', 'blocks as they are, not records')
    .option('--code-page <page>', 'of text: 037 or 1047', '037')
    .option('--cylinder <number>', 'a CMS minidisk at this cylinder of a pack')
    .option('--force', 'replace the file if it exists')
    .action((file: string, names: string[], options: ExtractOptions) =>
      extractFromDisk(file, names, options),
    );
  disk
    .command('shadow')
    .description('shadow files of compressed images')
    .argument('<action>', SHADOW_ACTIONS.join(', '))
    .argument('<file>', 'the base image')
    .requiredOption(
      '--shadow <name>',
      'name of the shadow files; the character before the extension is their number',
    )
    .option('--force', 'merge into a base that is read only')
    .action((action: string, file: string, options: ShadowOptions) => shadowDisk(action, file, options));
  return disk;
}

/** Options about what is read. */
function source(command: Command): Command {
  return command
    .option('--shadow <name>', 'read through the shadow files of this name')
    .option('--delta <file>', 'changed tracks of a .ckdc image');
}
