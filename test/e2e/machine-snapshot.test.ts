/** Snapshot, restore, record and replay with the command itself. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CkdImage } from '../../src/media/index.js';
import { diskModel } from '../../src/s370/index.js';

const PROGRAM = resolve(import.meta.dirname, '../../src/cli/cp370.ts');
let directory: string;
const at = (name: string) => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-machine-'));
  CkdImage.create(at('pack.350'), diskModel('3350')!, { volume: 'PACK01', cylinders: 2 }).close();
  writeFileSync(at('deck'), Array.from({ length: 400 }, (_, i) => `CARD ${i}\n`).join(''));
  writeFileSync(at('m.cnf'), 'MAINSIZE 512K\n01F 3215-C\n00C 3505 deck\n00E 1403 paper\n190 3350 pack.350\n');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs `cp370 machine` in the directory with words and a script. */
function machine(
  words: readonly string[],
  script: readonly string[],
): Promise<{ readonly output: string; readonly code: number | null }> {
  writeFileSync(at('rc'), `${script.join('\n')}\n`);
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), PROGRAM, 'machine', ...words, '--rc', at('rc'), '--daemon'],
    { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'], timeout: 90_000 },
  );
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((done) => child.on('close', (code) => done({ output, code })));
}

/** Reads cards and prints them, driven by I/O interruptions; counts in GR5 and sets the interval timer going. */
const PROGRAM_LINES = [
  'r 58=00000000 00000340',
  'r 78=00000000 00000300',
  'r 340=D20300500244 92000019 82000018',
  'r 300=95 0C 003B 47700320', // from the reader: print
  'r 308=41300410 50300048 9C00000E 47F0032C',
  'r 320=41300400 50300048 9C00000C 92000039 82000038', // else read
  'r 400=02000500 20000050',
  'r 410=09000500 20000050',
  'r 48=00000400',
  'r 50=00000020',
  'r 200=9C00000C 5A500240 50500248 47F00204',
  'r 240=00000001 00000020',
  'psw sm=ff ia=200',
];

describe('cp370 machine', () => {
  it('goes on from a snapshot, and replays a recorded run that begins there', async () => {
    const first = await machine(
      ['-f', 'm.cnf'],
      [...PROGRAM_LINES, 'start', 'pause 0.2', 'snapshot snap images', 'quit'],
    );
    expect(first.code, first.output).toBe(0);
    expect(first.output).toMatch(/^Snapshot snap: \d+ bytes, instruction \d+$/m);

    const second = await machine(
      ['--restore', 'snap', '--record', 'log'],
      ['pause 0.3', 'ext', 'gpr 7=ABC', '/hello', 'pause 0.2', 'stop', 'gpr', 'quit'],
    );
    expect(second.code, second.output).toBe(0);
    const gpr5 = parseInt(/GR05=(\w{8})/.exec(second.output)![1], 16);
    expect(gpr5).toBeGreaterThan(1000);
    const paper = readFileSync(at('paper'), 'utf8');
    expect(paper).toMatch(/^CARD 0\nCARD 1\nCARD 2\n/);

    const third = await machine(['--replay', 'log'], ['gpr', 'gpr 1=2']);
    expect(third.code, third.output).toBe(0);
    expect(third.output).toMatch(/^log: the run has ended as recorded, at instruction \d+$/m);
    expect(/GR05=(\w{8})/.exec(third.output)![1]).toBe(/GR05=(\w{8})/.exec(second.output)![1]);
    expect(third.output).toContain('follows a log');
    // What the replay prints is what the recorded run has printed, on paper of its own.
    expect(paper.endsWith(readFileSync(at('paper.replay'), 'utf8'))).toBe(true);

    const lines = readFileSync(at('log'), 'utf8').split('\n');
    writeFileSync(at('log'), `${lines.slice(0, 3).join('\n')}\n`);
    const fourth = await machine(['--replay', 'log'], []);
    expect(fourth.code).toBe(1);
    expect(fourth.output).toContain('log:3: the log is cut off: it has no end');
  });

  it('refuses a snapshot whose disk has changed, and takes the disks that are in it', async () => {
    const pack = readFileSync(at('pack.350'));
    pack[5000] ^= 1;
    writeFileSync(at('pack.350'), pack);
    const refused = await machine(['--restore', 'snap'], ['quit']);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(
      `${at('pack.350')}: the file has changed since the snapshot was taken; the snapshot has its contents`,
    );
    const taken = await machine(['--restore', 'snap', '--images', 'disks'], ['devlist 190', 'quit']);
    expect(taken.code, taken.output).toBe(0);
    expect(taken.output).toContain(`0:0190 3350 ${at('disks/pack.350')}`);
    const both = await machine(['-f', 'm.cnf', '--restore', 'snap'], []);
    expect(both.output).toContain('a configuration file (-f FILE), or a snapshot (--restore FILE)');
  });
});
