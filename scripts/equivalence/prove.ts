/**
 * `npm run equivalence:mutations`: applies each deliberate defect to a copy of the sources, lets the kit look for a
 * program that shows it, and prints how many programs that took.
 */

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { MUTATIONS, type Mutation } from './mutations.js';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

const command = new Command('equivalence:mutations')
  .description('Show that the equivalence kit finds deliberate defects of the Control Program.')
  .option('--seed <number>', 'what the programs follow from', '1')
  .option('--cases <number>', 'programs to try for each defect', '5000')
  .option('--only <text>', 'defects whose name contains this')
  .parse();
const options = command.opts<{ readonly seed: string; readonly cases: string; readonly only?: string }>();

/** Changes the source text of a tree; answers how to undo it. Throws when the text is not there exactly once. */
function apply(tree: string, { name, file, find, replace }: Mutation): () => void {
  const path = join(tree, 'src/cp/vmachine', file);
  const source = readFileSync(path, 'utf8');
  if (source.split(find).length !== 2) throw new Error(`${name}: the text is not once in ${file}`);
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  return () => writeFileSync(path, source);
}

async function search(tree: string): Promise<{ readonly found: number; readonly what: string }> {
  const { stdout } = await run(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'scripts/equivalence/search.ts'), tree, options.seed, options.cases],
    { cwd: ROOT },
  );
  return JSON.parse(stdout) as { found: number; what: string };
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const tree = mkdtempSync(join(tmpdir(), 'cp370-mutations-'));
let missed = 0;
try {
  cpSync(join(ROOT, 'src'), join(tree, 'src'), { recursive: true });
  writeFileSync(join(tree, 'package.json'), '{"type":"module"}');
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  const unchanged = await search(tree);
  if (unchanged.found !== 0)
    throw new Error(`without a defect, program ${unchanged.found} differs: ${unchanged.what}`);
  say(`| Defect | Programs | What showed it |\n| --- | ---: | --- |`);
  for (const mutation of MUTATIONS) {
    if (options.only !== undefined && !mutation.name.includes(options.only)) continue;
    const undo = apply(tree, mutation);
    const { found, what } = await search(tree);
    undo();
    if (found === 0) missed++;
    say(`| ${mutation.name} | ${found === 0 ? `not in ${options.cases}` : found} | ${what} |`);
  }
} finally {
  rmSync(tree, { recursive: true, force: true });
}
if (missed > 0) {
  process.stderr.write(`${missed} defects were not found\n`);
  process.exitCode = 1;
}
