/** `npm run bench`: speed of the decks on the bare machine and as guests of CP, and what CP's paths cost. */

import type { BenchDeck } from './decks/catalogue.js';
import { readDeckFile } from './deck-directory.js';
import { describeHost } from './host.js';
import { calibrate, runOnce, summarize, type DeckResult, type RunResult } from './measure.js';
import { instructionsPerRepetition, type Mode } from './modes.js';
import { benchCommand, runAction, say, selection, writeJson, type BenchOptions } from './options.js';
import { MODES } from './modes.js';
import { product } from './product.js';
import { showReport, type BenchReport, type PathCost } from './report.js';
import { figure } from './text-table.js';

const DEFAULT_RUNS = 3;

interface Options extends BenchOptions {
  readonly profile?: string;
  readonly paths: boolean;
  readonly decks: boolean;
}

/** The deck whose speed as a guest is the measure of what a path costs. */
const MEASURE = 'integers';

async function main(options: Options): Promise<void> {
  const { decks, modes } = options.decks ? selection(options) : { decks: [], modes: [] };
  const results: DeckResult[] = [];
  for (const deck of decks) {
    for (const mode of modes) results.push(await measure(deck, mode, options));
  }
  const { seconds, runs } = options;
  const paths = options.paths ? await costs(results, runs) : [];
  const report: BenchReport = { host: describeHost(), seconds, runs, decks: results, paths };
  if (options.json !== '-') process.stdout.write(`${showReport(report, decks, modes)}\n`);
  if (options.json !== undefined) writeJson(options.json, report);
}

/** The paths, by the speed of integer code as a guest where that was measured. */
async function costs(decks: readonly DeckResult[], runs: number): Promise<PathCost[]> {
  const speed = decks.find(({ deck, mode }) => deck === MEASURE && mode === 'guest')?.mips;
  const { measurePaths } = await import('./hypervisor.js');
  const paths = await measurePaths({ runs, say });
  return paths.map((path) => ({
    ...path,
    guestInstructions: speed === undefined ? null : (path.nanoseconds * speed) / 1000,
  }));
}

async function measure(deck: BenchDeck, mode: Mode, options: Options): Promise<DeckResult> {
  const order = {
    deck: deck.name,
    mode: mode.name,
    interpreter: options.interpreter === true,
    cpuTime: options.cpuTime === true,
    instructionsPerRepetition: await instructionsPerRepetition(
      await product(),
      readDeckFile(deck.name),
      mode,
    ),
  };
  const repetitions = await calibrate(order, options.seconds);
  const runs: RunResult[] = [];
  while (runs.length < options.runs) {
    const { profile } = options;
    runs.push(await runOnce({ ...order, repetitions, profile: runs.length === 0 ? profile : undefined }));
  }
  const result = summarize({ ...order, repetitions }, runs);
  say(
    `${deck.name}, ${mode.title}: ${figure(result.mips, 1)} MIPS` +
      ` (${runs.map((run) => figure(run.mips, 1)).join(', ')}), 80 % after ${figure(result.toSteadyMilliseconds)} ms` +
      longestPause(runs),
  );
  return result;
}

/** The longest pause for compiling in any of the runs, where it was measured. */
function longestPause(runs: readonly RunResult[]): string {
  const pauses = runs.flatMap(({ counters }) => counters['longestPause'] ?? []);
  return pauses.length === 0 ? '' : `, longest pause for compiling ${figure(Math.max(...pauses), 1)} ms`;
}

const command = benchCommand(
  'bench',
  'Speed of the decks in decks/bench (DAT off, DAT on, as a guest of CP) and cost of the paths through CP. Measures dist (npm run build).',
  MODES,
  DEFAULT_RUNS,
)
  .option('--no-decks', 'only the paths through CP')
  .option('--no-paths', 'only the decks')
  .option('--profile <directory>', 'write a CPU profile of the first run of each deck and mode');
command.parse();
await runAction(() => main(command.opts<Options>()));
