/**
 * Costs of the paths through the hypervisor, in nanoseconds: `npm run build`, then `npx tsx bench/hypervisor.ts [path] [runs]`.
 * Each path is a loop of a guest under a real CP; one run is some milliseconds of it, and medians of runs are shown.
 */

import { pathToFileURL } from 'node:url';
import { BenchSystem } from './hypervisor/bench-system.js';
import { guestSource, timesOf } from './hypervisor/guest-source.js';
import { PATHS, type Path } from './hypervisor/paths.js';

/** What one path costs. */
export interface PathResult {
  readonly path: string;
  /** Median of the runs. */
  readonly nanoseconds: number;
  readonly least: number;
  readonly runs: number;
}

export interface PathOptions {
  readonly runs: number;
  /** Only paths whose names contain this. */
  readonly only?: string;
  readonly say: (line: string) => void;
}

const ENABLED = 0xff000000 | 0;
/** Milliseconds of CPU time of a run, and of the warm-up of a path. */
const RUN = 10;
const WARM_UP = 500;
const CARDS = 400;
const COUNTER = 12;

/** Measures the paths one after the other, each in a system of its own. */
export async function measurePaths(options: PathOptions): Promise<readonly PathResult[]> {
  const results: PathResult[] = [];
  for (const path of PATHS) {
    if (options.only !== undefined && !path.name.includes(options.only)) continue;
    const system = new BenchSystem(path);
    try {
      const times =
        path.name === 'dispatch'
          ? dispatches(system, path, options.runs)
          : rounds(system, path, options.runs);
      const result = {
        path: path.name,
        nanoseconds: median(times),
        least: Math.min(...times),
        runs: times.length,
      };
      options.say(
        `${result.path.padEnd(46)} ${result.nanoseconds.toFixed(0).padStart(8)} ns (least ${result.least.toFixed(0)})`,
      );
      results.push(result);
    } finally {
      system.close();
    }
    await new Promise((done) => setImmediate(done));
  }
  return results;
}

/** Nanoseconds of one passage of the path, for each run. */
function rounds(system: BenchSystem, path: Path, runs: number): number[] {
  const vm = system.logon('BENCH');
  const symbols = system.load(vm, guestSource(path.guest));
  const cards = path.name.includes('reader');
  const operations = path.operations ?? timesOf(path.guest);
  setTranslation(vm.cr);
  const start = (label: string): void => {
    vm.psw.load(path.psw ?? ENABLED, symbols.get(label)!);
    system.cp.beginExecution(vm);
  };
  const measure = (milliseconds: number): number => {
    if (cards) system.cards('BENCH', CARDS);
    const before = vm.gpr[COUNTER];
    const used = process.cpuUsage();
    do {
      system.cp.runSlice(1);
      if (vm.state === 'cp') throw new Error(`${path.name}: the guest has stopped`);
    } while (cards ? vm.gpr[COUNTER] - before < CARDS : nanosecondsSince(used) < milliseconds * 1e6);
    return nanosecondsSince(used) / (vm.gpr[COUNTER] - before);
  };
  start('LOOP');
  if (cards) for (let deck = 0; deck < 20; deck++) measure(0);
  else measure(path.warmUp ?? WARM_UP);
  const results: number[] = [];
  for (let run = 0; run < runs; run++) {
    let base = 0;
    if (path.guest.base !== undefined) {
      start('BASE');
      base = measure(RUN);
      start('LOOP');
    }
    results.push((measure(RUN) - base) / operations);
  }
  return results;
}

/** Two guests that wait, woken in turn. */
function dispatches(system: BenchSystem, path: Path, runs: number): number[] {
  const guests = ['BENCH', 'SECOND'].map((userid) => {
    const vm = system.logon(userid);
    const symbols = system.load(vm, guestSource(path.guest));
    setTranslation(vm.cr);
    vm.psw.load(path.psw!, symbols.get('LOOP')!);
    system.cp.beginExecution(vm);
    return vm;
  });
  while (guests.some(({ state }) => state !== 'waiting')) system.cp.runSlice(1);
  const wakes = (count: number): number => {
    const used = process.cpuUsage();
    for (let wake = 0; wake < count; wake++) {
      const vm = guests[wake & 1];
      system.cp.postExternal(vm, 0x40);
      do system.cp.runSlice(1);
      while (vm.state !== 'waiting');
    }
    return nanosecondsSince(used) / count;
  };
  wakes(20_000);
  return Array.from({ length: runs }, () => wakes(1000));
}

/** CPU time of this process since then: what else the host does at the same time does not count. */
function nanosecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return 1000 * (user + system);
}

/** Control registers 0 and 1 for the guests' own tables; those that run without DAT do not look at them. */
function setTranslation(cr: Int32Array): void {
  cr[0] = 0x008000e0;
  cr[1] = 0x00001000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await measurePaths({
    runs: Number(process.argv[3] ?? 41),
    only: process.argv[2],
    say: (line) => console.log(line),
  });
}
