import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { assemble, plainListing, type AssemblyDate, type Diagnostic } from '../asm/index.js';
import { directoryLibrary, memberName } from './source-library.js';

interface AsmOptions {
  readonly output?: string;
  readonly listing?: string;
  readonly include: readonly string[];
  readonly sysparm?: string;
  readonly date: boolean;
  readonly align: boolean;
  readonly xref: boolean;
}

/** Return code from which `cp370 asm` reports failure to the shell. */
const FAILURE = 8;

/** `cp370 asm FILE…`: assembles source files of the host into one TEXT deck. */
export function asmCommand(): Command {
  return new Command('asm')
    .description('assemble System/370 source into TEXT decks')
    .argument('<file...>', 'source files; their decks are joined')
    .option('-o, --output <deck>', 'the TEXT deck (default: first file name with .text)')
    .option('--listing <file>', 'write the listing; - is standard output')
    .option('-I, --include <directory>', 'macro library: name.mac and name.copy', collect, [])
    .option('--sysparm <text>', 'value of &SYSPARM')
    .option('--no-date', 'leave the date out, so that equal source makes equal output')
    .option('--no-align', 'do not warn about operands that are not on their boundary')
    .option('--no-xref', 'no cross-reference in the listing')
    .action((files: string[], options: AsmOptions) => {
      process.exitCode = run(files, options);
    });
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

function run(files: readonly string[], options: AsmOptions): number {
  const decks: Uint8Array[] = [];
  let listing = '';
  let highest = 0;
  for (const file of files) {
    const library = directoryLibrary([...options.include, dirname(file)]);
    const result = assemble(readFileSync(file, 'utf8'), {
      name: memberName(file),
      library,
      sysparm: options.sysparm,
      date: options.date ? today() : undefined,
      align: options.align,
      xref: options.xref,
      noListing: options.listing === undefined,
    });
    decks.push(result.object);
    listing += result.listing;
    highest = Math.max(highest, result.returnCode);
    for (const diagnostic of result.diagnostics) process.stderr.write(describe(diagnostic, file) + '\n');
    process.stderr.write(`${file}: ${result.statements} statements, return code ${result.returnCode}\n`);
  }
  writeFileSync(options.output ?? files[0].replace(/\.[^./\\]*$/, '') + '.text', Buffer.concat(decks));
  if (options.listing === '-') process.stdout.write(plainListing(listing));
  else if (options.listing !== undefined) writeFileSync(options.listing, plainListing(listing));
  return highest >= FAILURE ? highest : 0;
}

/** One line for a finding. Lines of the file itself are named by its path, others by member. */
function describe(diagnostic: Diagnostic, path: string): string {
  const { file, line, id, severity, message, call } = diagnostic;
  const place = (member: string): string => (member === memberName(path) ? path : member);
  const from = call ? ` (called at ${place(call.file)}:${call.line})` : '';
  return `${place(file)}:${line}: ${id} severity ${severity}: ${message}${from}`;
}

function today(): AssemblyDate {
  const now = new Date();
  return {
    year: now.getFullYear(),
    month: now.getMonth() + 1,
    day: now.getDate(),
    hour: now.getHours(),
    minute: now.getMinutes(),
  };
}
