/** Runs a benchmark deck on Hercules, where that is installed. */

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessConsole } from '../scripts/workloads/process-console.js';
import {
  ENDED_WELL,
  OUTCOME_ADDRESS,
  OUTCOME_LENGTH,
  endingOf,
  readOutcome,
  type DeckOutcome,
} from './deck-file.js';

/** A System/370 as Hercules makes it when nothing else is said, with a card reader. */
const CONFIGURATION = [
  'ARCHMODE S/370',
  'MAINSIZE 2',
  'NUMCPU 1',
  'CNSLPORT 0',
  '000C 3505 bench.deck ebcdic',
];

/** First line that Hercules prints about itself, or undefined where it is not installed. */
export function herculesVersion(): string | undefined {
  const found = spawnSync('hercules', ['--version'], { encoding: 'utf8' });
  if (found.error !== undefined) return undefined;
  return /Hercules Version \S+|Hercules [^\n]*[0-9][^\n]*/.exec(`${found.stdout}${found.stderr}`)?.[0];
}

/** What a deck left on Hercules. */
export interface HerculesRun extends DeckOutcome {
  /** Microseconds of CPU time that the emulated CPU has used, from power-on; undefined where the host does not tell. */
  readonly cpuTime: number | undefined;
}

/**
 * IPLs the deck, waits for its disabled wait and answers what it left in storage. Throws when it does not end well
 * within `seconds`.
 */
export async function runOnHercules(deck: Uint8Array, seconds: number): Promise<HerculesRun> {
  const folder = mkdtempSync(join(tmpdir(), 'cp370-bench-'));
  try {
    writeFileSync(join(folder, 'machine.cnf'), `${CONFIGURATION.join('\n')}\n`);
    writeFileSync(join(folder, 'bench.deck'), deck);
    // Without a terminal Hercules takes commands from the file of first commands only: a pipe. It ends with us, however we end.
    const hercules = new ProcessConsole(
      'sh',
      ['-c', '{ cat; echo quit; } | exec hercules -d -f machine.cnf'],
      {
        cwd: folder,
        env: { ...process.env, HERCULES_RC: '/dev/stdin' },
        // The CPU is in the stopped state, in which storage can be saved, a moment after the message.
        pace: 200,
      },
    );
    const log: string[] = [];
    hercules.listen({ line: (text) => log.push(text), end: () => undefined });
    const waiting = disabledWait(hercules, seconds, log);
    hercules.send('ipl 00c');
    let cpuTime: number | undefined;
    try {
      const address = await waiting;
      cpuTime = busiestThread(folder);
      if (address !== ENDED_WELL) throw new Error(`Hercules: ${endingOf(address)}`);
      const last = (OUTCOME_ADDRESS + OUTCOME_LENGTH - 1).toString(16);
      hercules.send(`savecore result ${OUTCOME_ADDRESS.toString(16)} ${last}`);
      hercules.send('quit');
      hercules.endInput();
      await Promise.race([hercules.ended, pause(10_000)]);
    } finally {
      await hercules.kill();
    }
    const result = join(folder, 'result');
    if (!existsSync(result)) throw new Error(`Hercules saved no storage\n${log.join('\n')}`);
    return { ...readOutcome(readFileSync(result)), cpuTime };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The address of the disabled wait. */
function disabledWait(hercules: ProcessConsole, seconds: number, log: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(failure(`no disabled wait in ${seconds} s`)), seconds * 1000);
    const failure = (what: string): Error => new Error(`Hercules: ${what}\n${log.slice(-20).join('\n')}`);
    let announced = false;
    hercules.listen({
      line: (text) => {
        if (text.includes('HHCCP011I')) announced = true;
        const psw = announced ? /(?:PSW=)?\s*([0-9A-F]{8})\s+([0-9A-F]{8})/.exec(text) : null;
        if (psw === null) return;
        clearTimeout(late);
        resolve(parseInt(psw[2], 16) & 0xffffff);
      },
      end: (reason) => {
        clearTimeout(late);
        reject(failure(reason));
      },
    });
  });
}

/** Microseconds of CPU time of the busiest thread of the Hercules that runs in `folder`: that of its CPU. Linux only. */
function busiestThread(folder: string): number | undefined {
  try {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (!runsHercules(pid, folder)) continue;
      const times = readdirSync(`/proc/${pid}/task`).map((task) =>
        parseInt(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8'), 10),
      );
      return Math.max(...times) / 1000;
    }
  } catch {
    // another kind of host
  }
  return undefined;
}

function runsHercules(pid: string, folder: string): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === folder &&
      readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('hercules')
    );
  } catch {
    return false;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
