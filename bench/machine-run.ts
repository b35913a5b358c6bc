/** The course of a run: slices of about a millisecond, and how many instructions each was. */

import type * as S370 from '../src/s370/index.js';
import type { Sample } from './statistics.js';

/** Microseconds of a slice. */
const SLICE = 1000;
const NO_CPU_TIME = { user: 0, system: 0 };
const FIRST_BUDGET = 10_000;
/** Largest budget of a slice: no deck is faster than that in a millisecond. */
const LARGEST_BUDGET = 20_000_000;

export class MachineRun {
  private readonly samples: Sample[] = [];
  private budget = FIRST_BUDGET;

  private last: Sample;

  /** With `cpuTime` samples have it: asking for it takes half a millisecond while V8 compiles. */
  constructor(
    private readonly machine: S370.Machine,
    private readonly cpuTime = false,
  ) {
    this.last = this.sample();
  }

  /** Runs one slice; `run` executes about so many instructions. */
  slice<Exit>(run: (budget: number) => Exit): Exit {
    const { time } = this.last;
    const exit = run(this.budget);
    this.last = this.sample();
    const wanted = (this.budget * SLICE) / Math.max(this.last.time - time, 1);
    const next = Math.max(this.budget / 2, Math.min(wanted, 2 * this.budget));
    this.budget = Math.round(Math.min(LARGEST_BUDGET, Math.max(FIRST_BUDGET, next)));
    return exit;
  }

  result(): {
    readonly samples: readonly Sample[];
    readonly instructions: number;
    readonly counters: Record<string, number>;
  } {
    return {
      samples: this.samples,
      instructions: this.machine.instructionsExecuted,
      counters: { ...this.machine.compiled?.statistics() },
    };
  }

  private sample(): Sample {
    const { machine } = this;
    const { user, system } = this.cpuTime ? process.cpuUsage() : NO_CPU_TIME;
    const sample = {
      time: machine.events.now(),
      cpuTime: user + system,
      instructions: machine.instructionsExecuted,
    };
    this.samples.push(sample);
    return sample;
  }
}
