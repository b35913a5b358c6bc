/** `cp370 direct`: the DIRECT program. Checks, edits and replaces the user directory of a system. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { checkDirectory, hashPasswords, installDirectory } from '../system/directory-program.js';
import { DIRECTORY_FILE, PASSWORD_FILE } from '../system/site.js';

interface DirectOptions {
  readonly system: string;
  readonly check?: boolean;
  readonly edit?: boolean;
  readonly hash?: boolean;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function direct(file: string | undefined, options: DirectOptions): void {
  const own = join(resolve(options.system), DIRECTORY_FILE);
  if (options.edit === true) return edit(own, options);
  const source = file ?? own;
  const text = readFileSync(source, 'utf8');
  if (!report(source, text)) {
    if (options.check !== true) say('EOJ DIRECTORY NOT UPDATED');
    process.exitCode = 1;
    return;
  }
  if (options.hash === true) {
    const taken = hashPasswords(resolve(options.system), text);
    say(`${taken} PASSWORDS HASHED, IN ${join(options.system, PASSWORD_FILE)}`);
    if (taken > 0) say('EOJ DIRECTORY UPDATED');
  } else if (options.check !== true) {
    if (file !== undefined && resolve(file) !== own) installDirectory(resolve(options.system), text);
    say('EOJ DIRECTORY UPDATED');
  }
}

/** Shows what was found, each with file and line; false when there are errors. */
function report(file: string, text: string): boolean {
  const { users, errors, warnings } = checkDirectory(text);
  for (const { line, message, statement } of warnings)
    say(`${file}:${line}: WARNING: ${message}: ${statement}`);
  for (const { line, message, statement } of errors) say(`${file}:${line}: ${message}: ${statement}`);
  if (errors.length === 0) say(`${users} USERS, NO ERRORS`);
  else say(`${errors.length} ERROR${errors.length === 1 ? '' : 'S'}`);
  return errors.length === 0;
}

/** Lets the user's editor work on a copy, which becomes the directory only without errors; else it is kept beside it. */
function edit(own: string, options: DirectOptions): void {
  const folder = mkdtempSync(join(tmpdir(), 'cp370-direct-'));
  try {
    const copy = join(folder, basename(own));
    copyFileSync(own, copy);
    const before = readFileSync(own, 'utf8');
    const editor = process.env.VISUAL ?? process.env.EDITOR ?? 'vi';
    const run = spawnSync(editor, [copy], { stdio: 'inherit', shell: /\s/.test(editor) });
    if (run.error !== undefined) throw new Error(`${editor}: ${run.error.message}; set EDITOR`);
    const text = readFileSync(copy, 'utf8');
    if (run.status !== 0 || text === before) {
      say('EOJ DIRECTORY NOT UPDATED');
      return;
    }
    if (report(own, text)) {
      if (readFileSync(own, 'utf8') !== before)
        throw new Error(`${own} has been changed meanwhile; ${keep(own, text)}`);
      installDirectory(resolve(options.system), text);
      say('EOJ DIRECTORY UPDATED');
      return;
    }
    say(keep(own, text));
    say('EOJ DIRECTORY NOT UPDATED');
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keep(own: string, text: string): string {
  let draft = `${own}.draft`;
  for (let number = 1; existsSync(draft); number++) draft = `${own}.draft${number}`;
  writeFileSync(draft, text);
  return `what was edited is in ${draft}`;
}

/** The `direct` subcommand. */
export function directCommand(): Command {
  return new Command('direct')
    .argument('[file]', 'control statements; without it the directory that the system has')
    .option('--system <dir>', 'system directory', './cp370-system')
    .addOption(new Option('--check', 'check only: change nothing').conflicts(['edit', 'hash']))
    .addOption(new Option('--edit', 'edit the directory with $EDITOR; it is replaced if it has no errors'))
    .addOption(
      new Option('--hash', 'take the passwords out of the directory and keep their hashes').conflicts('edit'),
    )
    .addHelpText(
      'after',
      '\nA system that runs takes a new directory at once; users who are logged on keep what they have.',
    )
    .action((file: string | undefined, options: DirectOptions) => direct(file, options));
}
