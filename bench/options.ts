/** Options that the benchmark commands have in common. */

import { Command, InvalidArgumentError } from 'commander';
import { writeFileSync } from 'node:fs';
import { wholeNumber } from '../src/cli/whole-number.js';
import { BENCH_DECKS, type BenchDeck } from './decks/catalogue.js';
import { MODES, type Mode } from './modes.js';

export interface BenchOptions {
  readonly deck?: readonly BenchDeck[];
  readonly mode?: readonly Mode[];
  readonly runs: number;
  readonly seconds: number;
  readonly json?: string;
  readonly interpreter?: boolean;
  readonly cpuTime?: boolean;
}

/** A command with `--deck`, `--mode`, `--runs`, `--seconds`, `--json`, `--interpreter`. */
export function benchCommand(
  name: string,
  description: string,
  modes: readonly Mode[],
  runs: number,
): Command {
  return new Command(name)
    .description(description)
    .option(
      '--deck <names>',
      `only these decks: ${BENCH_DECKS.map((deck) => deck.name).join(', ')}`,
      named(BENCH_DECKS),
    )
    .option('--mode <names>', `only these modes: ${modes.map((mode) => mode.name).join(', ')}`, named(modes))
    .option('--runs <n>', 'runs of each deck; medians are shown', wholeNumber(1, 1000), runs)
    .option('--seconds <s>', 'length of a run at steady speed', seconds, 1.5)
    .option('--json <file>', 'write everything that was measured; - is standard output')
    .option('--interpreter', 'without compiled execution')
    .option('--cpu-time', 'count CPU time, not elapsed time: for a busy host');
}

/** Writes the measured numbers where the user wants them. */
export function writeJson(file: string, value: unknown): void {
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  if (file === '-') process.stdout.write(text);
  else writeFileSync(file, text);
}

/** Runs a command's action; an error becomes a line on standard error and exit code 1. */
export async function runAction(action: () => Promise<void>): Promise<void> {
  // A key that interrupts must not leave a machine behind: the children end with this process.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  try {
    await action();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

/** Progress, on standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function named<T extends { readonly name: string }>(known: readonly T[]): (text: string) => readonly T[] {
  return (text) =>
    text.split(',').map((name) => {
      const found = known.find((one) => one.name === name.trim());
      if (found === undefined) throw new InvalidArgumentError(`${name} is not one of them.`);
      return found;
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 600)) throw new InvalidArgumentError('Seconds, at most 600, are wanted.');
  return value;
}

/** The decks and modes that were asked for. */
export function selection(
  options: BenchOptions,
  modes: readonly Mode[] = MODES,
): { readonly decks: readonly BenchDeck[]; readonly modes: readonly Mode[] } {
  return { decks: options.deck ?? BENCH_DECKS, modes: options.mode ?? modes };
}
