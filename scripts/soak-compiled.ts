/**
 * Compiled execution with ever-new and self-modifying code, for as long as wanted: shows that cache and memory stay as
 * they are. `npm run soak:compiled -- --minutes N`. Measures dist.
 */

import { Command } from 'commander';
import { product } from '../bench/product.js';
import { textTable } from '../bench/text-table.js';
import { wholeNumber } from '../src/cli/whole-number.js';

interface Options {
  readonly minutes: number;
  readonly every: number;
  readonly seed: number;
}

const { minutes, every, seed } = new Command('soak:compiled')
  .description(
    'Compile new and self-modifying code until the time is up; show memory and code cache over time.',
  )
  .option('--minutes <number>', 'for how long', wholeNumber(1, 100_000), 10)
  .option('--every <seconds>', 'seconds from one line to the next', wholeNumber(1, 3600), 60)
  .option('--seed <number>', 'what the code follows from', wholeNumber(1, 0x7fffffff), 370)
  .showHelpAfterError()
  .parse()
  .opts<Options>();

const STORAGE = 0x1000000;
/** Routines lie one behind the other from here on, then again from the beginning over the old ones. */
const FIRST = 0x10000;
const DATA = 0x8000;
/** How often a routine's loop is gone through. */
const TURNS = 400;

const { s370 } = await product();
const machine = new s370.Machine({ storageSize: STORAGE, compiled: { now: () => performance.now() } });
const bare = new s370.BareMachine(machine);
let state = seed;

/** A number below `limit`: xorshift. */
function draw(limit: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}

/** Registers 1 to 6 are work registers, 10 has the address of data, 15 that of the routine. */
function instruction(): readonly number[] {
  const r = 1 + draw(6);
  const displacement = 4 * draw(256);
  const kind = draw(10);
  if (kind < 4) return [[0x1a, 0x1b, 0x17, 0x18, 0x14, 0x16][draw(6)], (r << 4) | (1 + draw(6))];
  if (kind < 6) return [0x41, (r << 4) | r, draw(16), draw(256)];
  const opcode = [0x58, 0x50, 0x5a, 0x5b, 0x54][draw(5)];
  return [opcode, r << 4, 0xa0 | (displacement >> 8), displacement & 0xff];
}

/** A loop of 20 to 120 instructions; every fourth stores into an instruction of its own each time. */
function routine(): Uint8Array {
  // LA 1,0 is what is stored into, by STC 2,3(15).
  const bytes: number[] = [0x41, 0x10, 0, 0];
  if (draw(4) === 0) bytes.push(0x42, 0x20, 0xf0, 3);
  for (let n = 20 + draw(100); n > 0; n--) bytes.push(...instruction());
  bytes.push(0x07, 0xff);
  return Uint8Array.from(bytes);
}

const TITLES = [
  'minutes',
  'routines',
  'resident MiB',
  'heap MiB',
  'regions',
  'modules',
  'cache KiB',
  'evicted',
  'code stores',
  'longest pause ms',
];
const rows: string[][] = [];
const begin = Date.now();
let next = begin;
let routines = 0;
let at = FIRST;
const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

function note(): void {
  const { rss, heapUsed } = process.memoryUsage();
  const { regions, modules, bytes, evicted, codeStores, longestPause = 0 } = machine.compiled!.statistics();
  const row = [
    ((Date.now() - begin) / 60_000).toFixed(1),
    String(routines),
    mebibytes(rss),
    mebibytes(heapUsed),
    ...[regions, modules, bytes >> 10, evicted, codeStores].map(String),
    longestPause.toFixed(1),
  ];
  rows.push(row);
  process.stderr.write(`${TITLES.map((title, n) => `${title} ${row[n]}`).join(', ')}\n`);
}

while (Date.now() < begin + minutes * 60_000) {
  const code = routine();
  if (at + code.length > STORAGE) at = FIRST;
  machine.storage.copyIn(at, code);
  const { cpu } = machine;
  cpu.gpr[10] = DATA;
  cpu.gpr[15] = at;
  cpu.loadPsw(0, at);
  bare.run((TURNS * code.length) >> 1);
  routines++;
  at = (at + code.length + 7) & -8;
  if (routines % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  if (Date.now() >= next) {
    note();
    next += every * 1000;
  }
}
note();
process.stdout.write(`${textTable([TITLES, ...rows])}\n`);
