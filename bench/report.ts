/** What `npm run bench` has measured, as data and as a table. */

import type { BenchDeck } from './decks/catalogue.js';
import type { Host } from './host.js';
import type { PathResult } from './hypervisor.js';
import type { DeckResult } from './measure.js';
import type { Mode, ModeName } from './modes.js';
import { geometricMean } from './statistics.js';
import { figure, textTable } from './text-table.js';

/** Everything that `--json` writes. */
export interface BenchReport {
  readonly host: Host;
  /** Length of a run at steady speed. */
  readonly seconds: number;
  readonly runs: number;
  readonly decks: readonly DeckResult[];
  readonly paths: readonly PathCost[];
}

/** A path through the hypervisor, also in instructions that the guest would execute meanwhile. */
export interface PathCost extends PathResult {
  readonly guestInstructions: number | null;
}

/** The tables for people. */
export function showReport(report: BenchReport, decks: readonly BenchDeck[], modes: readonly Mode[]): string {
  const { host, paths } = report;
  const parts = [`${host.cpu}, ${host.cores} cores, ${host.platform}, node ${host.node}`];
  if (decks.length > 0) parts.push(deckTable(report.decks, decks, modes));
  if (paths.length > 0) parts.push(pathTable(paths));
  return parts.join('\n');
}

function deckTable(
  results: readonly DeckResult[],
  decks: readonly BenchDeck[],
  modes: readonly Mode[],
): string {
  const find = (deck: string, mode: ModeName): DeckResult | undefined =>
    results.find((result) => result.deck === deck && result.mode === mode);
  const ratio = (deck: BenchDeck, mode: ModeName, to: ModeName): number | undefined => {
    const [one, other] = [find(deck.name, mode), find(deck.name, to)];
    return one && other && one.mips / other.mips;
  };
  const rows = decks.map((deck) => [
    deck.title,
    ...modes.flatMap((mode) => {
      const result = find(deck.name, mode.name);
      return [figure(result?.mips, 1), figure(result?.toSteadyMilliseconds)];
    }),
    figure(ratio(deck, 'bare-dat', 'bare'), 2),
    figure(ratio(deck, 'guest', 'bare'), 2),
  ]);
  const mean = (of: readonly BenchDeck[], mode: ModeName, to: ModeName): string =>
    figure(geometricMean(of.map((deck) => ratio(deck, mode, to) ?? NaN)), 2);
  const means = [
    'geometric mean',
    ...modes.flatMap((mode) => [
      figure(geometricMean(decks.map((deck) => find(deck.name, mode.name)?.mips ?? NaN)), 1),
      '',
    ]),
    mean(decks, 'bare-dat', 'bare'),
    mean(
      decks.filter((deck) => deck.problemState),
      'guest',
      'bare',
    ),
  ];
  const head = ['MIPS', ...modes.flatMap(({ title }) => [title, '80 % ms']), 'DAT on/off', 'guest/bare'];
  return [
    textTable([head, ...rows, means]),
    'Steady speed in millions of instructions a second; milliseconds from a cold start to 80 % of it.',
    'The geometric mean of guest/bare is that of the decks of problem-state code.',
  ].join('\n');
}

function pathTable(paths: readonly PathCost[]): string {
  const rows = paths.map(({ path, nanoseconds, least, guestInstructions }) => [
    path,
    figure(nanoseconds),
    figure(least),
    figure(guestInstructions),
  ]);
  return [
    textTable([['path through CP', 'ns', 'least', 'guest instructions'], ...rows]),
    'Guest instructions: what the integer mix executes as a guest in that time.',
  ].join('\n');
}
