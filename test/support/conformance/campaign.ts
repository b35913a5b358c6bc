/** Runs cases on two machines, batch by batch, and finds, shrinks and explains where they differ. */

import fc from 'fast-check';
import {
  ImageBuilder,
  readResult,
  sameResult,
  type CaseImage,
  type CaseResult,
} from '../../../src/conformance/case-image.js';
import { compareResults, type Difference } from '../../../src/conformance/comparison.js';
import { Explainer } from '../../../src/conformance/explainer.js';
import { LocalMachine, type CaseMachine } from '../../../src/conformance/local-machine.js';
import type { MachineCase } from '../../../src/conformance/machine-case.js';

/** A case on which the machines do not agree, and nobody knows why. */
export interface Discrepancy {
  readonly machineCase: MachineCase;
  readonly mine: CaseResult;
  readonly theirs: CaseResult;
  readonly differences: readonly Difference[];
}

/** What has been found so far. */
export interface Tally {
  /** Cases that ran on both machines. */
  cases: number;
  /** Cases that do not end on this machine, such as loops; they are not counted. */
  endless: number;
  /** Explained differences by explanation. */
  readonly explained: Map<string, number>;
  /** Cases with an explained difference. */
  explainedCases: number;
  readonly unexplained: Discrepancy[];
  /**
   * Cases with an unexplained difference that is not there when the case runs by itself: another one of the batch has
   * got out of its sandbox and changed their storage or their result.
   */
  disturbed: number;
  /** Cases by the mnemonic tried. */
  readonly byMnemonic: Map<string, number>;
}

/** Candidates that are tried at once when a case is made smaller. */
const SHRINK_BATCH = 48;
const SHRINK_ROUNDS = 200;

export class Campaign {
  readonly tally: Tally = {
    cases: 0,
    endless: 0,
    explained: new Map(),
    explainedCases: 0,
    unexplained: [],
    disturbed: 0,
    byMnemonic: new Map(),
  };
  private readonly builder = new ImageBuilder();
  private readonly local = new LocalMachine();
  private readonly explainer = new Explainer();
  /** The peer has begun anew since the last batch. */
  private restarted = false;

  constructor(
    private readonly arbitrary: fc.Arbitrary<MachineCase>,
    private readonly peer: CaseMachine,
  ) {}

  /**
   * Runs `count` cases that follow from `seed`. While the peer runs a batch, the next one is made and run here.
   * `progress` is called after every batch; cases stop when it returns false.
   */
  async run(seed: number, count: number, batchSize: number, progress: () => boolean): Promise<void> {
    let made = 0;
    let running: Promise<void> = Promise.resolve();
    for (let batch = 0; made < count; batch++) {
      const size = Math.min(batchSize, count - made);
      const cases = fc.sample(this.arbitrary, {
        seed: (seed + Math.imul(batch, 0x9e3779b1)) | 0,
        numRuns: size,
      });
      made += size;
      const ready = this.runHere(cases);
      await running;
      if (!progress()) return;
      running = this.compare(ready);
    }
    await running;
    progress();
  }

  /** Runs one case by itself. Undefined when it does not end on one of the machines. */
  async runSingly(machineCase: MachineCase): Promise<Discrepancy | undefined> {
    const image = this.builder.build([machineCase]);
    const mine = this.local.runNow(image);
    if (mine.kind !== 'results') return undefined;
    const theirs = await this.peer.run(image);
    return theirs.kind === 'results'
      ? this.discrepancy(machineCase, mine.results, theirs.results, 0)
      : this.discrepancy(machineCase, mine.results, new Uint8Array(mine.results.length), 0);
  }

  /** Runs one case after the other by itself and compares as `run` does. */
  async runEach(cases: readonly MachineCase[]): Promise<void> {
    for (const machineCase of cases) await this.compare(this.runHere([machineCase]));
  }

  /** The smallest case that can be found that still shows an unexplained difference. */
  async shrink(found: Discrepancy): Promise<Discrepancy> {
    let smallest = found;
    for (let round = 0; round < SHRINK_ROUNDS; round++) {
      const smaller = await this.smaller(smallest);
      if (smaller === undefined) return smallest;
      smallest = smaller;
    }
    return smallest;
  }

  private async smaller({ machineCase }: Discrepancy): Promise<Discrepancy | undefined> {
    const candidates = this.arbitrary.shrink(machineCase, undefined)[Symbol.iterator]();
    for (;;) {
      const batch: MachineCase[] = [];
      while (batch.length < SHRINK_BATCH) {
        const next = candidates.next();
        if (next.done === true) break;
        batch.push(next.value.value);
      }
      if (batch.length === 0) return undefined;
      for (const part of this.runHere(batch)) {
        const theirs = await this.runThere(part);
        for (const { cases, mine, results } of theirs) {
          for (let i = 0; i < cases.length; i++) {
            if (sameResult(mine, results, i)) continue;
            const still = this.discrepancy(cases[i], mine, results, i);
            // Alone it must be the same: what an earlier candidate left behind does not count.
            if (still !== undefined && (await this.runSingly(cases[i])) !== undefined) return still;
          }
        }
      }
    }
  }

  private discrepancy(
    machineCase: MachineCase,
    mine: Uint8Array,
    theirs: Uint8Array,
    index: number,
  ): Discrepancy | undefined {
    const left = readResult(mine, index);
    const right = readResult(theirs, index);
    const differences = compareResults(left, this.explainer.explain(machineCase, left, right).settled);
    return differences.length === 0 ? undefined : { machineCase, mine: left, theirs: right, differences };
  }

  /** Images of the cases with our results; cases that do not end here are left out. */
  private runHere(cases: readonly MachineCase[]): LocalBatch[] {
    const batches: LocalBatch[] = [];
    for (let from = 0; from < cases.length;) {
      const rest = from === 0 ? cases : cases.slice(from);
      const image = this.builder.build(rest);
      const part = rest.slice(0, image.count);
      from += image.count;
      batches.push(...this.runPart(part, image));
    }
    return batches;
  }

  /**
   * As `runHere`, for cases that fit into one image. When one that has key 0 gets out of its sandbox and destroys
   * another, it is not the one that does not end: then halves of the batch are run by themselves.
   */
  private runPart(cases: readonly MachineCase[], image: CaseImage): LocalBatch[] {
    const outcome = this.local.runNow(image);
    if (outcome.kind === 'results') return [{ cases, image, mine: outcome.results }];
    const { index } = outcome;
    const endless =
      cases.length === 1 || this.local.runNow(this.builder.build([cases[index]])).kind === 'stuck';
    const half = cases.length >> 1;
    const parts = endless ? [cases.filter((_, i) => i !== index)] : [cases.slice(0, half), cases.slice(half)];
    if (endless) this.tally.endless++;
    return parts
      .filter(({ length }) => length > 0)
      .flatMap((part) => this.runPart(part, this.builder.build(part)));
  }

  /** The peer's results. A case that does not end there is as different as can be; the others run without it. */
  private async runThere(batch: LocalBatch): Promise<ComparedBatch[]> {
    const { cases, image, mine } = batch;
    const outcome = await this.peer.run(image);
    if (outcome.kind === 'results') return [{ cases, mine, results: outcome.results }];
    const { index } = outcome;
    const size = image.resultsSize / image.count;
    const stuck: ComparedBatch = {
      cases: [cases[index]],
      mine: mine.slice(index * size, (index + 1) * size),
      results: new Uint8Array(size),
    };
    const parts = [stuck];
    const others = cases.filter((_, i) => i !== index);
    if (others.length === 0) return parts;
    for (const again of this.runPart(others, this.builder.build(others)))
      parts.push(...(await this.runThere(again)));
    return parts;
  }

  private async compare(batches: readonly LocalBatch[]): Promise<void> {
    const { tally } = this;
    for (const batch of batches) {
      this.restarted = false;
      for (const { cases, mine, results } of await this.runThere(batch)) {
        tally.cases += cases.length;
        for (let i = 0; i < cases.length; i++) {
          const mnemonic = cases[i].mnemonics.at(-1) ?? 'SVC';
          tally.byMnemonic.set(mnemonic, (tally.byMnemonic.get(mnemonic) ?? 0) + 1);
          if (!sameResult(mine, results, i)) await this.record(cases[i], mine, results, i);
        }
      }
    }
  }

  /** Does the case end by itself on both machines, with no unexplained difference? */
  private async agreesAlone(machineCase: MachineCase): Promise<boolean> {
    // Once a batch is enough: SIGNAL PROCESSOR may have set the architecture of the peer.
    if (!this.restarted) this.peer.restart?.();
    this.restarted = true;
    const image = this.builder.build([machineCase]);
    const mine = this.local.runNow(image);
    if (mine.kind !== 'results') return false;
    const theirs = await this.peer.run(image);
    if (theirs.kind !== 'results') return false;
    return this.discrepancy(machineCase, mine.results, theirs.results, 0) === undefined;
  }

  private async record(
    machineCase: MachineCase,
    mine: Uint8Array,
    theirs: Uint8Array,
    index: number,
  ): Promise<void> {
    const { tally } = this;
    const left = readResult(mine, index);
    const right = readResult(theirs, index);
    const { reasons, settled } = this.explainer.explain(machineCase, left, right);
    const differences = compareResults(left, settled);
    if (differences.length > 0) {
      if (await this.agreesAlone(machineCase)) {
        tally.disturbed++;
        return;
      }
      tally.unexplained.push({ machineCase, mine: left, theirs: right, differences });
      return;
    }
    tally.explainedCases++;
    for (const reason of reasons) tally.explained.set(reason, (tally.explained.get(reason) ?? 0) + 1);
  }
}

interface LocalBatch {
  readonly cases: readonly MachineCase[];
  readonly image: CaseImage;
  readonly mine: Uint8Array;
}

interface ComparedBatch {
  readonly cases: readonly MachineCase[];
  readonly mine: Uint8Array;
  readonly results: Uint8Array;
}
