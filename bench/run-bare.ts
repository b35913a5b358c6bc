/** Runs a benchmark deck on the bare machine. */

import {
  cards,
  endingOf,
  OUTCOME_ADDRESS,
  OUTCOME_LENGTH,
  readOutcome,
  type DeckOutcome,
} from './deck-file.js';
import { MachineRun } from './machine-run.js';
import type * as S370 from '../src/s370/index.js';
import type { Product } from './product.js';
import type { Sample } from './statistics.js';

/** Storage of the machine and of the guest. */
export const STORAGE = 0x100000;
/** Address of the card reader. */
export const READER = 0x00c;

/** How a deck ended, and its course. */
export interface DeckRun {
  /** Address of the disabled wait. */
  readonly ending: number;
  readonly outcome: DeckOutcome;
  /** Instructions executed by machine time in microseconds, about once a millisecond. */
  readonly samples: readonly Sample[];
  /** Instructions that the machine has executed in all. */
  readonly instructions: number;
  /** The machine's own counts of its work, where it keeps any. */
  readonly counters: Readonly<Record<string, number>>;
}

/** How the machine executes. */
export interface Manner {
  /** Time is counted in instructions: for exact counts. Else it follows the host. */
  readonly countedClock?: boolean;
  /** Samples have CPU time. */
  readonly cpuTime?: boolean;
  /** Interpreter alone. */
  readonly interpreter?: boolean;
}

/** IPLs `deck` and runs it to its disabled wait, as the host loop does: a millisecond of work, then the outside world. */
export async function runBare({ s370 }: Product, deck: Uint8Array, manner: Manner = {}): Promise<DeckRun> {
  const machine = new s370.Machine({ storageSize: STORAGE, ...machineOptions(s370, manner) });
  machine.channels.attach(READER, new s370.CardReader(deckSource(deck)));
  const bare = new s370.BareMachine(machine);
  const loaded = await bare.ipl(READER, { sleep: () => new Promise((resolve) => setImmediate(resolve)) });
  if (loaded.kind !== 'loaded') throw new Error(`IPL of the deck failed: ${loaded.kind}`);
  const run = new MachineRun(machine, manner.cpuTime);
  for (;;) {
    const exit = run.slice((budget) => bare.run(budget));
    if (exit.kind === 'disabled-wait') {
      return {
        ending: exit.code,
        outcome: readOutcome(machine.storage.copyOut(OUTCOME_ADDRESS, OUTCOME_LENGTH)),
        ...run.result(),
      };
    }
    if (exit.kind === 'wait') machine.idle();
    else if (exit.kind !== 'budget') throw new Error(`the deck ended with ${exit.kind}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Options of the machine that a run is on. */
export function machineOptions(
  s370: Product['s370'],
  { countedClock, interpreter }: Manner,
): Pick<S370.MachineOptions, 'clock' | 'compiled'> {
  const compiled = interpreter !== true && { now: () => performance.now() };
  if (countedClock === true) return { compiled };
  return {
    compiled,
    clock: new s370.HostClock(() => performance.now()),
  };
}

/** A hopper with the deck. */
export function deckSource(deck: Uint8Array): { readCard(): Uint8Array | 'end' | 'empty' } {
  const all: (Uint8Array | 'end')[] = [...cards(deck), 'end'];
  return { readCard: () => all.shift() ?? 'empty' };
}

/** Throws when the run did not end well. */
export function requireGoodEnd({ ending, outcome }: DeckRun, expected: number): void {
  if (ending === expected) return;
  const sum = outcome.checksum.toString(16).toUpperCase().padStart(8, '0');
  throw new Error(`${endingOf(ending)} (repetition ${outcome.repetitionsDone}, checksum ${sum})`);
}
