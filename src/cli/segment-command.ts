/** `cp370 segment`: saved systems and shared segments of a system directory, taken in from files and out to files. */

import { readFileSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { writeSavedSystemImage } from '../cp/index.js';
import type { SavedSystemDefinition } from '../cp/index.js';
import { exportSavedSystem, importSavedSystem, listSavedSystems } from '../system/saved-systems.js';
import { makeFile, say } from './media/output.js';

const EXAMPLES = `
A file has VM/370's layout, as DDR dumps it from a volume: a page with PSW, registers and keys, then the saved pages.
The system must not run while a segment is imported.

Examples:
  cp370 segment import CMS.segment --name CMSR6 --pages 0-32 --shared 1 --minimum 320K --disk 190
  cp370 segment import CMSSEG.segment --name CMSSEG --pages 3840-3855 --shared 240
  cp370 segment list
  cp370 segment export CMS cms.segment`;

interface ImportOptions {
  readonly system: string;
  readonly name: string;
  readonly pages: SavedSystemDefinition['pages'];
  readonly shared: readonly number[];
  readonly minimum: number;
  readonly disk?: number;
}

const LAST_PAGE = 0xfff;
const LAST_SEGMENT = 0xff;
const MOST_STORAGE = 0x1000000;

/** `cp370 segment import FILE`. */
function importFile(file: string, options: ImportOptions): void {
  const { name, pages, shared, minimum, disk } = options;
  const definition: SavedSystemDefinition = {
    name: name.toUpperCase(),
    minimumStorage: minimum,
    pages,
    sharedSegments: shared,
    ...(disk === undefined ? {} : { systemDisk: disk }),
  };
  const { replaced, pagesLeft } = naming(file, () =>
    importSavedSystem(options.system, definition, readFileSync(file)),
  );
  say(`${definition.name} ${replaced ? 'replaced' : 'saved'}: pages ${ranges(pages)}`);
  if (pagesLeft > 0) say(`${pagesLeft} more pages of ${file} are not part of it`);
}

/** `cp370 segment export NAME FILE`. */
function exportFile(
  name: string,
  file: string,
  options: { readonly system: string; readonly force?: boolean },
): void {
  const bytes = writeSavedSystemImage(exportSavedSystem(options.system, name.toUpperCase()));
  makeFile(file, options.force, (part) => writeFileSync(part, bytes));
  say(`${name.toUpperCase()} is in ${file}: ${bytes.length / 4096 - 1} pages behind the registers`);
}

/** `cp370 segment list`. */
function list({ system }: { readonly system: string }): void {
  const systems = listSavedSystems(system);
  say('name      pages                 shared segments  storage  disk  saved');
  for (const { definition, saved } of systems) {
    const { name, pages, sharedSegments, minimumStorage, systemDisk } = definition;
    const words = [
      name.padEnd(9),
      ranges(pages).padEnd(21),
      (sharedSegments.join(',') || '-').padEnd(16),
      (minimumStorage === 0 ? '-' : `${minimumStorage / 1024}K`).padEnd(8),
      (systemDisk?.toString(16).toUpperCase().padStart(3, '0') ?? '-').padEnd(5),
      saved ? 'yes' : 'no',
    ];
    say(words.join(' '));
  }
}

function ranges(pages: SavedSystemDefinition['pages']): string {
  return pages.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** Errors about the content of a file name it. */
function naming<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) throw new Error(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** `0-32,40`: page numbers in decimal, as NAMESYS has them. */
function pageRanges(text: string): SavedSystemDefinition['pages'] {
  return text.split(',').map((part) => {
    const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const range = { from: Number(from), to: Number(to ?? from) };
    if (!(range.from <= range.to && range.to <= LAST_PAGE)) {
      throw new InvalidArgumentError(`${part}: page numbers from 0 to ${LAST_PAGE}, like 0-32 or 0-15,32`);
    }
    return range;
  });
}

function segmentNumbers(text: string): number[] {
  return text.split(',').map((part) => {
    const segment = /^\d+$/.test(part) ? Number(part) : NaN;
    if (!(segment <= LAST_SEGMENT)) {
      throw new InvalidArgumentError(`${part}: numbers of 64K segments from 0 to ${LAST_SEGMENT}`);
    }
    return segment;
  });
}

function storageSize(text: string): number {
  const [, number, unit] = /^(\d+)([KM])$/i.exec(text) ?? [];
  const size = Number(number) * (unit?.toUpperCase() === 'M' ? 0x100000 : 1024);
  if (!(size <= MOST_STORAGE)) throw new InvalidArgumentError('a storage size like 320K or 1M, up to 16M');
  return size;
}

function deviceAddress(text: string): number {
  if (!/^[0-9A-F]{1,3}$/i.test(text)) throw new InvalidArgumentError('a device address of 1 to 3 hex digits');
  return parseInt(text, 16);
}

/** The `segment` subcommand. */
export function segmentCommand(): Command {
  const segment = new Command('segment').addHelpText('after', EXAMPLES);
  const system = ['--system <dir>', 'system directory', './cp370-system'] as const;
  segment
    .command('import')
    .description('save a system from a file, and define it when it is new')
    .argument('<file>', 'page with PSW, registers and keys, then the pages')
    .option(...system)
    .requiredOption('--name <name>', 'name that IPL or a program asks for')
    .requiredOption('--pages <ranges>', 'numbers of the 4K pages, decimal: 0-32', pageRanges)
    .option('--shared <segments>', 'numbers of 64K segments that users share, decimal', segmentNumbers, [])
    .option('--minimum <size>', 'storage a virtual machine needs to IPL it', storageSize, 0)
    .option('--disk <vaddr>', 'virtual disk that it needs, hexadecimal', deviceAddress)
    .action(importFile);
  segment
    .command('export')
    .description('write a saved system to a file of the same layout')
    .argument('<name>', 'name of the saved system')
    .argument('<file>', 'the file to make')
    .option(...system)
    .option('--force', 'replace the file if it exists')
    .action(exportFile);
  segment
    .command('list')
    .description('show the saved systems and whether they have been saved')
    .option(...system)
    .action(list);
  return segment;
}
