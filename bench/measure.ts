/** Measures decks, each run in a process of its own, so that each begins cold. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModeName } from './modes.js';
import { median } from './statistics.js';

/** What one run gave. */
export interface RunResult {
  /** Millions of instructions a second in the second half of the repetitions. */
  readonly mips: number;
  /** Milliseconds from the first repetition until 80 % of that speed; null when never. */
  readonly toSteady: number | null;
  /** Microseconds of the second half of the repetitions, by the deck's own clock, or of CPU time. */
  readonly secondHalf: number;
  /** Microseconds of all repetitions. */
  readonly total: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** What several runs of a deck in one mode gave. */
export interface DeckResult {
  readonly deck: string;
  readonly mode: ModeName;
  readonly repetitions: number;
  readonly instructionsPerRepetition: number;
  /** Median of the runs. */
  readonly mips: number;
  /** Median of the runs, milliseconds; null when most runs never reached it. */
  readonly toSteadyMilliseconds: number | null;
  readonly runs: readonly RunResult[];
}

/** What a run needs to know. */
export interface RunOrder {
  readonly deck: string;
  readonly mode: ModeName;
  readonly repetitions: number;
  readonly instructionsPerRepetition: number;
  readonly interpreter: boolean;
  /** Time is CPU time. */
  readonly cpuTime: boolean;
  /** Directory for a CPU profile. */
  readonly profile?: string;
}

const FIRST_INSTRUCTIONS = 20e6;
/** Share of the wanted time that a calibrating run has to take for its speed to be believed. */
const LONG_ENOUGH = 0.6;
/** The most by which a calibrating run is longer than the one before. */
const GROWTH = 20;
const CHILD = join(import.meta.dirname, 'run-deck.ts');

/**
 * Repetitions that take about `seconds` at steady speed, found by ever longer runs: what a short run says of a program
 * that is still warming up is too little.
 */
export async function calibrate(order: Omit<RunOrder, 'repetitions'>, seconds: number): Promise<number> {
  let repetitions = Math.max(2, Math.round(FIRST_INSTRUCTIONS / order.instructionsPerRepetition));
  for (;;) {
    const { total, secondHalf } = await runOnce({ ...order, repetitions });
    const wanted = Math.max(2, Math.ceil((repetitions * seconds * 1e6) / (2 * secondHalf)));
    if (total >= LONG_ENOUGH * seconds * 1e6) return wanted;
    repetitions = Math.min(wanted, GROWTH * repetitions);
  }
}

/** Runs a deck once in a new process. */
export function runOnce(order: RunOrder): Promise<RunResult> {
  const folder = mkdtempSync(join(tmpdir(), 'cp370-bench-'));
  const answer = join(folder, 'result.json');
  return new Promise<RunResult>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        ...profileOptions(order),
        '--import',
        import.meta.resolve('tsx'),
        CHILD,
        JSON.stringify(order),
        answer,
      ],
      { stdio: ['ignore', 'inherit', 'pipe'] },
    );
    const orphaned = (): void => void child.kill('SIGKILL');
    process.once('exit', orphaned);
    let complaint = '';
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('exit', orphaned);
      if (code === 0) resolve(JSON.parse(readFileSync(answer, 'utf8')) as RunResult);
      else reject(new Error(`${order.deck} (${order.mode}): ${complaint.trim() || `ended by ${signal}`}`));
    });
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}

function profileOptions({ profile, deck, mode }: RunOrder): string[] {
  if (profile === undefined) return [];
  return ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${deck}-${mode}.cpuprofile`];
}

/** What several runs of the same order say. */
export function summarize(order: RunOrder, runs: readonly RunResult[]): DeckResult {
  const { deck, mode, repetitions, instructionsPerRepetition } = order;
  const toSteady = median(runs.map((run) => run.toSteady ?? Infinity));
  return {
    deck,
    mode,
    repetitions,
    instructionsPerRepetition,
    mips: median(runs.map((run) => run.mips)),
    toSteadyMilliseconds: Number.isFinite(toSteady) ? toSteady : null,
    runs,
  };
}
