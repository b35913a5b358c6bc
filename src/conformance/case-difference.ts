/** A case whose results differ, as explanations see it: what was executed, and the peer's result to be made equal. */

import type { CaseResult } from './case-image.js';
import { equalResults } from './comparison.js';
import { type Ending, endingOf, nullifies, programCode, startAddress } from './ending.js';
import type { Execution, Reach, Step } from './execution.js';
import { BLOCK, SANDBOX, type MachineCase } from './machine-case.js';

/** Index of the program old PSW among the words of the old PSWs; that of the SVC old PSW. */
export const PROGRAM_OLD = 4;
export const SVC_OLD = 2;
const EXTENDED_CONTROL = 0x80000;

/** Offset of an assigned storage location in `CaseResult.codes`. */
export const at = (address: number): number => address - 0x80;

/** Codes of access exceptions. */
export const ACCESS: ReadonlySet<number> = new Set([0x04, 0x05, 0x10, 0x11, 0x12]);

/** Big-endian word of a byte array. */
export const word = (bytes: Uint8Array, offset: number): number =>
  (bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3];

/** What explanations may ask a machine. */
export interface CaseRunner {
  trace(machineCase: MachineCase): Execution;
  /** Is the peer's result what this machine has without PER events of general-register alteration, all else explained? */
  agreesWithoutRegisterEvents(machineCase: MachineCase, theirs: CaseResult): boolean;
}

/** Copies `length` bytes or words; true when they were different. */
function copyItems<T extends Uint8Array | Int32Array>(
  to: T,
  from: T,
  offset = 0,
  length = from.length,
): boolean {
  let changed = false;
  for (let i = offset; i < offset + length; i++) {
    if (to[i] === from[i]) continue;
    to[i] = from[i];
    changed = true;
  }
  return changed;
}

/** A result that can be changed without changing the original. */
export function copyOf(result: CaseResult): CaseResult {
  return {
    ...result,
    oldPsws: result.oldPsws.slice(),
    csw: result.csw.slice(),
    codes: result.codes.slice(),
    gpr: result.gpr.slice(),
    cr: result.cr.slice(),
    fpr: result.fpr.slice(),
    low: result.low.slice(),
    keys: result.keys.slice(),
    fold: result.fold.slice(),
  };
}

/** One difference. Every method `take…` makes a part of the peer's result equal to ours and tells whether it was not. */
export class CaseDifference {
  /** The peer's result, as far as it is settled. */
  readonly theirs: CaseResult;
  readonly here: Ending;
  private execution: Execution | undefined = undefined;

  constructor(
    readonly machineCase: MachineCase,
    readonly mine: CaseResult,
    theirs: CaseResult,
    readonly runner: CaseRunner,
  ) {
    this.theirs = copyOf(theirs);
    this.here = endingOf(mine);
  }

  /** How the peer ended, as far as it is settled. */
  get there(): Ending {
    return endingOf(this.theirs);
  }

  /** What this machine executed. */
  get run(): Execution {
    return (this.execution ??= this.runner.trace(this.machineCase));
  }

  get steps(): readonly Step[] {
    return this.run.steps;
  }

  /** The instruction at which this machine ended, when an instruction ended it. */
  get last(): Step | undefined {
    return this.steps.at(-1);
  }

  /** First byte of the last instruction that was executed, of the subject of EXECUTE; -1 when there is none. */
  get lastOpcode(): number {
    return this.last?.executed[0] ?? -1;
  }

  /** Steps that executed one of these operation codes: the first byte, or the two of X'B2' and X'E5'. */
  executed(...opcodes: readonly number[]): readonly Step[] {
    return this.steps.filter(({ executed }) => opcodes.includes(opcodeOf(executed)));
  }

  /** Program interruption codes without PER; 0 for another ending. */
  get code(): number {
    return programCode(this.here);
  }

  get otherCode(): number {
    return programCode(this.there);
  }

  /** Has the peer ended with a program interruption at the instruction at which this machine has? */
  atSameInstruction(): boolean {
    const { here, there, last } = this;
    if (here.kind !== 'program' || there.kind !== 'program' || last === undefined) return false;
    const executes = last.subjectAddress !== undefined && !nullifies(programCode(there));
    return (
      startAddress(there) === last.address ||
      (executes && ((there.low - 4) & 0xffffff) === last.address) ||
      startAddress(here) === startAddress(there)
    );
  }

  /** The part of the last instruction's storage that its access exception is about. */
  exceptionArea(): Reach | undefined {
    const { exceptionAddress } = this.run;
    return this.last?.reach.find(({ address, length }) => ((exceptionAddress - address) & 0xffffff) < length);
  }

  /** Could the instruction, or the subject of EXECUTE, at which this machine ended not be fetched? */
  isFetchException(): boolean {
    const { last, code } = this;
    if (last === undefined) return false;
    if (code === 0x06) return (last.address & 1) !== 0 || ((last.subjectAddress ?? 0) & 1) !== 0;
    return ACCESS.has(code) && ['instruction', 'subject'].includes(this.exceptionArea()?.kind ?? '');
  }

  /** Indices of the sandbox blocks that these steps refer to. */
  blocksOf(steps: readonly Step[]): Set<number> {
    const reached = steps.flatMap(({ reach }) => reach.flatMap(({ blocks }) => blocks));
    return new Set(
      reached.filter(({ absolute }) => absolute >= 0).map(({ absolute }) => blockIndex(absolute)),
    );
  }

  /** Is there still a difference? */
  theyDiffer(): boolean {
    return !equalResults(this.mine, this.theirs);
  }

  /** Every block that is compared. */
  everyBlock(): Set<number> {
    return new Set(this.mine.keys.keys());
  }

  /** Everything: the machines went different ways. */
  takeAll(): boolean {
    const { theirs, mine } = this;
    (theirs as { prefix: number }).prefix = mine.prefix;
    return [
      copyItems(theirs.oldPsws, mine.oldPsws),
      copyItems(theirs.csw, mine.csw),
      copyItems(theirs.codes, mine.codes),
      copyItems(theirs.gpr, mine.gpr),
      copyItems(theirs.cr, mine.cr),
      copyItems(theirs.fpr, mine.fpr),
      copyItems(theirs.low, mine.low),
      copyItems(theirs.keys, mine.keys),
      copyItems(theirs.fold, mine.fold),
    ].includes(true);
  }

  /** Words of the old PSWs. */
  takePsw(index: number, count = 2): boolean {
    return copyItems(this.theirs.oldPsws, this.mine.oldPsws, index, count);
  }

  /** Bytes from an assigned storage location on. */
  takeCodes(address: number, length: number): boolean {
    return copyItems(this.theirs.codes, this.mine.codes, at(address), length);
  }

  takeRegister(r: number): boolean {
    return copyItems(this.theirs.gpr, this.mine.gpr, r & 15, 1);
  }

  takeControlRegisters(): boolean {
    return copyItems(this.theirs.cr, this.mine.cr);
  }

  /** What is in storage. */
  takeFold(): boolean {
    const fold = copyItems(this.theirs.fold, this.mine.fold);
    return copyItems(this.theirs.low, this.mine.low) || fold;
  }

  /** `length` bytes of storage at an absolute address. */
  takeBytes(absolute: number, length: number): boolean {
    let changed = false;
    for (let i = 0; i < length; i++) {
      changed = copyItems(this.theirs.fold, this.mine.fold, (absolute + i) & 0xff, 1) || changed;
    }
    return changed;
  }

  /** Storage keys of these blocks that differ in these bits only. */
  takeKeyBits(bits: number, blocks: ReadonlySet<number>): boolean {
    const { theirs, mine } = this;
    let changed = false;
    for (const block of blocks) {
      if (block < 0 || block >= mine.keys.length) continue;
      const difference = theirs.keys[block] ^ mine.keys[block];
      if (difference === 0 || (difference & ~bits) !== 0) continue;
      theirs.keys[block] = mine.keys[block];
      changed = true;
    }
    return changed;
  }

  /** Is a change bit of these blocks not the same? What is in such a block is in one of the folds only. */
  changeBitsDiffer(blocks: ReadonlySet<number>): boolean {
    return [...blocks].some((block) => ((this.theirs.keys[block] ^ this.mine.keys[block]) & 0x02) !== 0);
  }

  /** Old PSWs that differ in the condition code only. */
  takeConditionCode(old = PROGRAM_OLD): boolean {
    const { theirs, mine } = this;
    const mask = (mine.oldPsws[old] & EXTENDED_CONTROL) !== 0 ? [0x3000, 0] : [0, 0x30000000];
    const difference = [0, 1].map((i) => theirs.oldPsws[old + i] ^ mine.oldPsws[old + i]);
    if (difference.some((bits, i) => (bits & ~mask[i]) !== 0)) return false;
    return this.takePsw(old);
  }
}

/** Index of the sandbox block of an absolute address; it may be outside. */
export function blockIndex(absolute: number): number {
  return Math.floor((absolute - SANDBOX) / BLOCK);
}

/** The operation code: one byte, or the two of X'B2' and X'E5'; -1 when there is no instruction. */
export function opcodeOf(instruction: Uint8Array): number {
  if (instruction.length === 0) return -1;
  const [first, second] = instruction;
  return first === 0xb2 || first === 0xe5 ? (first << 8) | second : first;
}
