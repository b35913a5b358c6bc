/**
 * One process with N logged-on CMS users, some of them active: `npm run bench:users -- N`, without N the curve from 1
 * to 1000. Each number of users runs in a process of its own, so that memory is its own.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/whole-number.js';
import { makeMaster, makeSite } from './users/bench-site.js';
import type { UsersResult } from './users/run.js';

const CURVE = [1, 10, 30, 100, 300, 1000];
/** Twenty of three hundred; of fewer users a tenth, but one at least. */
const activeOf = (users: number): number => Math.max(1, users >= 200 ? 20 : Math.ceil(users / 10));

interface Options {
  readonly active?: number;
  readonly seconds: number;
  readonly interpreted?: boolean;
  readonly json?: boolean;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padStart(index === 0 ? 5 : 10)).join('');
}

const HEADING = row([
  'users',
  'active',
  'logon ms',
  'commands',
  'p50 ms',
  'p95 ms',
  'most ms',
  'busy CPU',
  'idle CPU',
  'MiB',
  'page-ins',
]);

function shown(result: UsersResult): string {
  return row([
    String(result.users),
    String(result.active),
    result.logonMedian.toFixed(1),
    String(result.commands),
    result.p50.toFixed(1),
    result.p95.toFixed(1),
    result.longest.toFixed(1),
    `${result.busyCpu.toFixed(1)}%`,
    `${result.idleCpu.toFixed(2)}%`,
    result.resident.toFixed(0),
    String(result.pageReads),
  ]);
}

function measure(directory: string, master: string, users: number, options: Options): UsersResult {
  const site = join(directory, `site-${users}`);
  makeSite(master, site, users);
  try {
    const words = [site, users, options.active ?? activeOf(users), options.seconds].map(String);
    if (options.interpreted === true) words.push('interpreted');
    const program = join(import.meta.dirname, 'users/run.ts');
    const child = spawnSync(process.execPath, [...process.execArgv, '--import', 'tsx', program, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.status !== 0) throw new Error(`the run with ${users} users ended with ${child.status}`);
    return JSON.parse(child.stdout.trim().split('\n').at(-1)!) as UsersResult;
  } finally {
    rmSync(site, { recursive: true, force: true });
  }
}

const command = new Command('bench:users')
  .description('response time, memory and CPU of one process with so many logged-on CMS users')
  .argument('[users]', 'logged-on users; without it the curve from 1 to 1000', wholeNumber(1, 1e6))
  .option('--active <number>', 'users that type; default 20, of fewer than 200 a tenth', wholeNumber(1, 1e6))
  .option('--seconds <number>', 'how long they type', wholeNumber(1, 1e6), 20)
  .option('--interpreted', 'without compiled execution')
  .option('--json', 'the results as JSON')
  .action(async (users: number | undefined, options: Options) => {
    const say = (line: string): void => {
      if (options.json !== true) process.stdout.write(`${line}\n`);
    };
    const directory = mkdtempSync(join(tmpdir(), 'cp370-users-'));
    try {
      const master = join(directory, 'master');
      await makeMaster(master, say);
      say(HEADING);
      const results: UsersResult[] = [];
      for (const count of users === undefined ? CURVE : [users]) {
        const result = measure(directory, master, count, options);
        results.push(result);
        say(shown(result));
      }
      if (options.json === true) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

await command.parseAsync();
