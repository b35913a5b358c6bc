/** `npm run bench`: speed of the decks on the bare machine and as guests of CP, and what CP's paths cost. */

import type { BenchDeck } from './decks/catalogue.js';
import { readDeckFile } from './deck-directory.js';
import { describeHost, type Host } from './host.js';
import { calibrate, runOnce, summarize, type DeckResult, type RunResult } from './measure.js';
import { instructionsPerRepetition, type Mode, type ModeName } from './modes.js';
import { benchCommand, runAction, say, selection, writeJson, type BenchOptions } from './options.js';
import { MODES } from './modes.js';
import { product } from './product.js';
import { geometricMean } from './statistics.js';
import { figure, textTable } from './text-table.js';

const DEFAULT_RUNS = 3;

/** Everything that `--json` writes. */
export interface BenchReport {
  readonly host: Host;
  readonly seconds: number;
  readonly decks: readonly DeckResult[];
}

async function main(options: BenchOptions): Promise<void> {
  const { decks, modes } = selection(options);
  const results: DeckResult[] = [];
  for (const deck of decks) {
    for (const mode of modes) results.push(await measure(deck, mode, options));
  }
  const report: BenchReport = { host: describeHost(), seconds: options.seconds, decks: results };
  if (options.json !== '-') process.stdout.write(`${show(report, decks, modes)}\n`);
  if (options.json !== undefined) writeJson(options.json, report);
}

async function measure(deck: BenchDeck, mode: Mode, options: BenchOptions): Promise<DeckResult> {
  const order = {
    deck: deck.name,
    mode: mode.name,
    interpreter: options.interpreter === true,
    instructionsPerRepetition: await instructionsPerRepetition(
      await product(),
      readDeckFile(deck.name),
      mode,
    ),
  };
  const repetitions = await calibrate(order, options.seconds);
  const runs: RunResult[] = [];
  while (runs.length < options.runs) runs.push(await runOnce({ ...order, repetitions }));
  const result = summarize({ ...order, repetitions }, runs);
  say(
    `${deck.name}, ${mode.title}: ${figure(result.mips, 1)} MIPS` +
      ` (${runs.map((run) => figure(run.mips, 1)).join(', ')}), 80 % after ${figure(result.toSteadyMilliseconds)} ms`,
  );
  return result;
}

/** The table. */
function show(
  { host, decks: results }: BenchReport,
  decks: readonly BenchDeck[],
  modes: readonly Mode[],
): string {
  const find = (deck: string, mode: ModeName): DeckResult | undefined =>
    results.find((result) => result.deck === deck && result.mode === mode);
  const ratio = (deck: string, mode: ModeName, to: ModeName): number | undefined => {
    const [one, other] = [find(deck, mode), find(deck, to)];
    return one && other && one.mips / other.mips;
  };
  const rows = decks.map(({ name, title }) => [
    title,
    ...modes.flatMap((mode) => {
      const result = find(name, mode.name);
      return [figure(result?.mips, 1), figure(result?.toSteadyMilliseconds)];
    }),
    figure(ratio(name, 'bare-dat', 'bare'), 2),
    figure(ratio(name, 'guest', 'bare'), 2),
  ]);
  const mean = (values: readonly (number | undefined)[]): string =>
    figure(geometricMean(values.filter((value) => value !== undefined)), 2);
  const last = [
    'geometric mean',
    ...modes.flatMap((mode) => [
      figure(geometricMean(decks.map(({ name }) => find(name, mode.name)?.mips ?? NaN)), 1),
      '',
    ]),
    mean(decks.map(({ name }) => ratio(name, 'bare-dat', 'bare'))),
    mean(decks.filter((deck) => deck.problemState).map(({ name }) => ratio(name, 'guest', 'bare'))),
  ];
  const head = ['MIPS', ...modes.flatMap(({ title }) => [title, '80 % ms']), 'DAT on/off', 'guest/bare'];
  return [
    `${host.cpu}, ${host.cores} cores, ${host.platform}, node ${host.node}`,
    textTable([head, ...rows, last]),
    'Steady speed in millions of instructions a second; milliseconds from a cold start to 80 % of it.',
    'The geometric mean of guest/bare is that of the decks of problem-state code.',
  ].join('\n');
}

const command = benchCommand(
  'bench',
  'Speed of the decks in decks/bench: DAT off, DAT on, as a guest of CP. Measures dist (npm run build).',
  MODES,
  DEFAULT_RUNS,
);
command.parse();
await runAction(() => main(command.opts<BenchOptions>()));
