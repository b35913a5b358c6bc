/** Applies the explanations to the results of a case. */

import { ImageBuilder, readResult, type CaseResult } from './case-image.js';
import { CaseDifference, opcodeOf, type CaseRunner } from './case-difference.js';
import { compareResults } from './comparison.js';
import { endingOf, programCode } from './ending.js';
import { CaseTracer, type Execution } from './execution.js';
import { EXPLANATIONS } from './explanations/table.js';
import { LocalMachine, type CaseMachineOptions } from './local-machine.js';
import type { MachineCase } from './machine-case.js';

const SET_PREFIX = 0xb210;
const ADDRESSING = 0x05;

/** What the explanations have to say about a case. */
export interface Explained {
  /** Identifiers of the explanations that had something to explain. */
  readonly reasons: readonly string[];
  /** The peer's result after that: what still differs from ours is unexplained. */
  readonly settled: CaseResult;
}

/** Judges differences; runs cases again when an explanation wants to know what happened. */
export class Explainer implements CaseRunner {
  private readonly tracer: CaseTracer;
  private readonly machine: LocalMachine;
  private readonly builder = new ImageBuilder();
  private without: Explainer | undefined;

  constructor(options: CaseMachineOptions = {}) {
    this.tracer = new CaseTracer(options);
    this.machine = new LocalMachine(options);
  }

  explain(machineCase: MachineCase, mine: CaseResult, theirs: CaseResult): Explained {
    const difference = new CaseDifference(machineCase, mine, theirs, this);
    const reasons = EXPLANATIONS.filter((explanation) => explanation.settle(difference));
    return { reasons: reasons.map(({ id }) => id), settled: difference.theirs };
  }

  trace(machineCase: MachineCase): Execution {
    return this.tracer.trace(machineCase);
  }

  agreesWithoutRegisterEvents(machineCase: MachineCase, theirs: CaseResult): boolean {
    this.without ??= new Explainer({ registerEvents: false });
    return this.without.agrees(machineCase, theirs);
  }

  /** Is every difference of this machine from `theirs` explained? */
  private agrees(machineCase: MachineCase, theirs: CaseResult): boolean {
    const outcome = this.machine.runNow(this.builder.build([machineCase]));
    // Does the case not end on either machine?
    const endless = outcome.kind !== 'results' && theirs.cr.every((value) => value === 0);
    if (outcome.kind !== 'results') return endless || this.endedAtPrefix(machineCase, theirs);
    const mine = readResult(outcome.results, 0);
    return compareResults(mine, this.explain(machineCase, mine, theirs).settled).length === 0;
  }

  /**
   * A case that is lost on this machine has set a prefix that no case has laid out. Has the peer refused to do so
   * because of the bits before the prefix, after the same instructions?
   */
  private endedAtPrefix(machineCase: MachineCase, theirs: CaseResult): boolean {
    const ending = endingOf(theirs);
    if (programCode(ending) !== ADDRESSING) return false;
    return this.trace(machineCase).steps.some(
      ({ address, executed, operand, gpr, cr }) =>
        opcodeOf(executed) === SET_PREFIX &&
        (operand[0] & 0x7f) !== 0 &&
        ((address + 4) & 0xffffff) === (ending.low & 0xffffff) &&
        gpr.every((value, r) => value === theirs.gpr[r]) &&
        cr.every((value, r) => value === theirs.cr[r]),
    );
  }
}
