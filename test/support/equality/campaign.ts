/** Programs one after the other, from a seed; those that differ, as small as they get. */

import { Census } from './census.js';
import { mulberry } from './randomness.js';
import { ProgramGenerator } from './generator.js';
import { GuestProgramGenerator } from './guest-generator.js';
import { GuestEqualityRunner } from './guest-run.js';
import type { Program } from './program.js';
import { EqualityRunner, type Difference } from './run.js';
import { simplify } from './simplify.js';

/** A program that differs when it is compiled. */
export interface Finding {
  /** Seed of this very program: `--seed` of it with one case makes it again. */
  readonly seed: number;
  readonly program: Program;
  readonly difference: Difference;
}

export interface CampaignOptions {
  readonly seed: number;
  readonly only?: readonly string[];
  readonly units?: number;
  readonly shrink: boolean;
  /** Programs run as guests of CP. Default: on the bare machine. */
  readonly guest?: boolean;
  /** Count what happens in programs of the bare machine, which takes longer than to compare them. */
  readonly census?: boolean;
  /** See `GeneratorOptions`. */
  readonly rarities?: boolean;
}

/** Smaller programs that are tried at most for one finding. */
const MOST_TRIED = 4000;

export class EqualityCampaign {
  cases = 0;
  readonly runner: EqualityRunner | GuestEqualityRunner;
  private readonly census = new Census();
  private readonly generator: ProgramGenerator | GuestProgramGenerator;

  constructor(private readonly options: CampaignOptions) {
    const generating = {
      ...(options.only === undefined ? {} : { mnemonics: options.only }),
      ...(options.units === undefined ? {} : { units: options.units }),
      ...(options.rarities === undefined ? {} : { rarities: options.rarities }),
    };
    const guest = options.guest === true;
    this.runner = guest ? new GuestEqualityRunner() : new EqualityRunner();
    this.generator = guest ? new GuestProgramGenerator(generating) : new ProgramGenerator(generating);
  }

  /** How often what happened; see `CampaignOptions.census`. Guests are always counted. */
  get happenings(): ReadonlyMap<string, number> {
    return this.runner instanceof GuestEqualityRunner ? this.runner.counts : this.census.counts;
  }

  /** Runs so many programs and yields those that differ; every thousandth time nothing, to show where it is. */
  *run(cases: number): Generator<Finding | undefined> {
    for (let i = 0; i < cases; i++) {
      const seed = (this.options.seed + i) | 0;
      const program = this.generator.make(mulberry(seed));
      if (this.options.census === true && this.options.guest !== true) this.census.take(program);
      const difference = this.runner.run(program);
      this.cases++;
      if (difference === undefined) {
        if (this.cases % 1000 === 0) yield undefined;
        continue;
      }
      yield this.options.shrink ? this.shrink({ seed, program, difference }) : { seed, program, difference };
    }
  }

  private shrink(finding: Finding): Finding {
    let best = finding;
    let tried = 0;
    for (let smaller = true; smaller && tried < MOST_TRIED;) {
      smaller = false;
      for (const program of simplify(best.program)) {
        if (++tried > MOST_TRIED) break;
        const difference = this.runner.run(program);
        if (difference === undefined) continue;
        best = { ...best, program, difference };
        smaller = true;
        break;
      }
    }
    return best;
  }
}
