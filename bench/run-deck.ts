/** One run of one deck, in a process of its own: `run-deck.ts ORDER ANSWER-FILE`, both as `measure.ts` makes them. */

import { writeFileSync } from 'node:fs';
import { readDeckFile } from './deck-directory.js';
import type { RunOrder, RunResult } from './measure.js';
import { MODES, runDeck } from './modes.js';
import { product } from './product.js';
import { cpuTimeAt, timeToSpeed } from './statistics.js';

/** Share of the steady speed that counts as warmed up. */
const WARM = 0.8;

const order = JSON.parse(process.argv[2]) as RunOrder;
const mode = MODES.find(({ name }) => name === order.mode)!;
try {
  const { repetitions, instructionsPerRepetition, interpreter, cpuTime } = order;
  const run = await runDeck(await product(), readDeckFile(order.deck), mode, repetitions, {
    interpreter,
    cpuTime,
  });
  const at = (time: number): number => (cpuTime ? cpuTimeAt(run.samples, time) : time);
  const { start, half, end } = run.outcome;
  const samples = cpuTime ? run.samples.map((sample) => ({ ...sample, time: sample.cpuTime })) : run.samples;
  const secondHalf = at(end) - at(half);
  const steady = ((repetitions - (repetitions >> 1)) * instructionsPerRepetition) / secondHalf;
  const toSteady = timeToSpeed(samples, at(start), steady, WARM) / 1000;
  const result: RunResult = {
    mips: steady,
    toSteady: Number.isFinite(toSteady) ? toSteady : null,
    secondHalf,
    total: at(end) - at(start),
    counters: run.counters,
  };
  writeFileSync(process.argv[3], JSON.stringify(result));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
