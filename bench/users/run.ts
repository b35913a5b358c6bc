/** One measurement in a process of its own: `run.ts site users active seconds [interpreted]`; the result is a line of JSON. */

import type * as Systems from '../../src/system/open-system.js';
import type * as WasmEngine from '../../src/system/wasm-engine.js';
import { compiled } from '../hypervisor/product.js';
import { PASSWORD, userid } from './bench-site.js';
import { Person } from './person.js';

/** What one process with so many users did. */
export interface UsersResult {
  readonly users: number;
  readonly active: number;
  /** Milliseconds of a LOGON with the IPL of CMS, median, and of all of them together. */
  readonly logonMedian: number;
  readonly logonTotal: number;
  /** Milliseconds from a line typed to CMS being ready again. */
  readonly commands: number;
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
  /** Share of a host CPU in percent, while users are active and while all are idle. */
  readonly busyCpu: number;
  readonly idleCpu: number;
  /** Resident memory of the process in MiB: at the end, and the most there was. */
  readonly resident: number;
  readonly residentMost: number;
  readonly pageReads: number;
  readonly pageWrites: number;
}

const COMMANDS = ['QUERY DISK A', 'STATE FIRST DATA A', 'LISTFILE * DATA A', 'QUERY SEARCH'];
/** Milliseconds that a user thinks between two commands: from this to three times as much. */
const THINKING = 500;
/** Users who log on at a time. */
const TOGETHER = 4;

const { prepareWasmEngine } = await compiled<typeof WasmEngine>('system/wasm-engine.js');
const { openSystem } = await compiled<typeof Systems>('system/open-system.js');

const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Share of a CPU, in percent, that this process uses while `work` lasts. */
async function cpuShare(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  const begin = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 10 / (performance.now() - begin);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

async function measure(
  path: string,
  users: number,
  active: number,
  seconds: number,
  interpreted: boolean,
): Promise<UsersResult> {
  const system = openSystem({
    path,
    interpreted,
    failed: (error) => {
      throw error;
    },
  });
  system.loop.start();
  const people = Array.from({ length: users }, (_, index) => new Person(system, userid(index)));
  const logons: number[] = [];
  const begin = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: TOGETHER }, async () => {
      while (next < users) logons.push(await people[next++].logon(PASSWORD));
    }),
  );
  const logonTotal = performance.now() - begin;
  await sleep(500);
  const idleCpu = await cpuShare(() => sleep(3000));
  const times: number[] = [];
  // The active ones sit among the others, evenly.
  const typists = Array.from({ length: active }, (_, index) => people[Math.floor((index * users) / active)]);
  const { totals } = system.cp.pager;
  const before = { ...totals };
  const end = performance.now() + 1000 * seconds;
  const busyCpu = await cpuShare(async () => {
    await Promise.all(
      typists.map(async (person, index) => {
        for (let turn = index; performance.now() < end; turn++) {
          await sleep(THINKING * (1 + 2 * Math.random()));
          times.push(await person.command(COMMANDS[turn % COMMANDS.length]));
        }
      }),
    );
  });
  const result: UsersResult = {
    users,
    active,
    logonMedian: quantile(logons, 0.5),
    logonTotal,
    commands: times.length,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    longest: Math.max(...times),
    busyCpu,
    idleCpu,
    resident: process.memoryUsage.rss() / 1048576,
    residentMost: process.resourceUsage().maxRSS / 1024,
    pageReads: totals.pageReads - before.pageReads,
    pageWrites: totals.pageWrites - before.pageWrites,
  };
  system.close();
  return result;
}

const [site, users, active, seconds, manner] = process.argv.slice(2);
prepareWasmEngine();
const result = await measure(site, Number(users), Number(active), Number(seconds), manner === 'interpreted');
process.stdout.write(`${JSON.stringify(result)}\n`);
