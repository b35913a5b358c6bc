/**
 * `npm run bench:peers`: the same decks on this machine and on Hercules, in turn. The same bytes are IPLed with the same
 * number of repetitions; what counts is the time of the second half of them, by the TOD clock that the deck stores: that
 * leaves out starting, loading and warming up on both. A ratio is that of a pair of runs, one after the other.
 */

import type { BenchDeck } from './decks/catalogue.js';
import { readDeckFile } from './deck-directory.js';
import { withParameters } from './deck-file.js';
import { herculesVersion, runOnHercules } from './hercules.js';
import { describeHost } from './host.js';
import { calibrate, runOnce } from './measure.js';
import { instructionsPerRepetition, MODES, type Mode } from './modes.js';
import { benchCommand, runAction, say, selection, writeJson, type BenchOptions } from './options.js';
import { product } from './product.js';
import { geometricMean, median } from './statistics.js';
import { figure, textTable } from './text-table.js';

const DEFAULT_RUNS = 5;
/** Seconds after which a deck on Hercules is given up. */
const PATIENCE = 600;
const BARE_MODES = MODES.filter(({ guest }) => !guest);

/** A pair of runs. */
interface Pair {
  readonly ours: number;
  readonly theirs: number;
}

interface PeerResult {
  readonly deck: string;
  readonly title: string;
  readonly mode: string;
  readonly repetitions: number;
  /** Medians, millions of instructions a second. */
  readonly ours: number;
  readonly theirs: number;
  /** Median of the ratios of the pairs. */
  readonly ratio: number;
  readonly pairs: readonly Pair[];
}

async function main(options: BenchOptions): Promise<void> {
  const version = herculesVersion();
  if (version === undefined) throw new Error('Hercules is not installed (no `hercules` in PATH)');
  const { decks, modes } = selection(options, BARE_MODES);
  const results: PeerResult[] = [];
  for (const deck of decks) {
    for (const mode of modes) results.push(await compare(deck, mode, options));
  }
  const host = describeHost();
  const report = { host, peer: version, seconds: options.seconds, runs: options.runs, decks: results };
  if (options.json !== '-') {
    const place = `${host.cpu}, ${host.cores} cores, ${host.platform}, node ${host.node}; ${version}`;
    process.stdout.write(`${place}\n${show(results)}\n`);
  }
  if (options.json !== undefined) writeJson(options.json, report);
}

async function compare(deck: BenchDeck, mode: Mode, options: BenchOptions): Promise<PeerResult> {
  const bytes = readDeckFile(deck.name);
  const order = {
    deck: deck.name,
    mode: mode.name,
    interpreter: options.interpreter === true,
    cpuTime: options.cpuTime === true,
    instructionsPerRepetition: await instructionsPerRepetition(await product(), bytes, mode),
  };
  const repetitions = await calibrate(order, options.seconds);
  const theirDeck = withParameters(bytes, { repetitions, dat: mode.dat });
  const measured = (repetitions - (repetitions >> 1)) * order.instructionsPerRepetition;
  const pairs: Pair[] = [];
  while (pairs.length < options.runs) {
    const ours = (await runOnce({ ...order, repetitions })).mips;
    const { half, end, repetitionsDone, cpuTime } = await runOnHercules(theirDeck, PATIENCE);
    if (repetitionsDone !== repetitions) throw new Error(`Hercules did ${repetitionsDone} repetitions`);
    const theirs =
      order.cpuTime && cpuTime !== undefined
        ? (repetitions * order.instructionsPerRepetition) / cpuTime
        : measured / (end - half);
    pairs.push({ ours, theirs });
    say(
      `${deck.name}, ${mode.title}: ${figure(ours, 1)} to ${figure(theirs, 1)} MIPS, ratio ${figure(ours / theirs, 2)}`,
    );
  }
  return {
    deck: deck.name,
    title: deck.title,
    mode: mode.name,
    repetitions,
    ours: median(pairs.map((pair) => pair.ours)),
    theirs: median(pairs.map((pair) => pair.theirs)),
    ratio: median(pairs.map(({ ours, theirs }) => ours / theirs)),
    pairs,
  };
}

/** The table: a row a deck, for each mode our MIPS, theirs, and the ratio. */
function show(results: readonly PeerResult[]): string {
  const modes = BARE_MODES.filter(({ name }) => results.some((result) => result.mode === name));
  const titles = [...new Set(results.map(({ title }) => title))];
  const rows = titles.map((title) => [
    title,
    ...modes.flatMap(({ name }) => {
      const found = results.find((result) => result.title === title && result.mode === name);
      return [figure(found?.ours, 1), figure(found?.theirs, 1), figure(found?.ratio, 2)];
    }),
  ]);
  const means = modes.flatMap(({ name }) => {
    const ratios = results.filter(({ mode }) => mode === name).map(({ ratio }) => ratio);
    return ['', '', figure(geometricMean(ratios), 2)];
  });
  const head = ['MIPS', ...modes.flatMap(({ title }) => [title, 'Hercules', 'ratio'])];
  const all = results.map(({ ratio }) => ratio);
  return [
    textTable([head, ...rows, ['geometric mean', ...means]]),
    `Ratios: geometric mean of all ${figure(geometricMean(all), 2)}, least ${figure(Math.min(...all), 2)}`,
  ].join('\n');
}

const command = benchCommand(
  'bench:peers',
  'The decks of decks/bench on this machine and on Hercules, in turn, and the ratios of their speeds. Measures dist (npm run build).',
  BARE_MODES,
  DEFAULT_RUNS,
);
command.parse();
await runAction(() => main(command.opts<BenchOptions>()));
