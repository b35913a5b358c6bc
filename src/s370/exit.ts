/**
 * Why `cpu.run` came back: a closed union. The CPU keeps one object of each kind and gives it out again, so
 * read an exit before the next `run`.
 */

import type { MachineCheckReport } from './machine-check.js';

/** The budget of instructions is used up. */
export interface BudgetExit {
  readonly kind: 'budget';
}

/** The PSW has the wait bit and no interruption that it allows is pending. */
export interface WaitExit {
  readonly kind: 'wait';
  /** The PSW allows neither external nor I/O interruptions: only the operator can end this wait. */
  readonly disabled: boolean;
}

/**
 * A program interruption. The PSW is as the old PSW has to be: the instruction address is that of the
 * instruction when it was nullified (codes X'10', X'11'), else of the next one.
 */
export interface ProgramExit {
  readonly kind: 'program';
  /** Interruption code; X'80' is added for a PER event. */
  readonly code: number;
  /** Instruction length code in halfwords: 0 to 3. */
  readonly ilc: number;
  /** For codes X'10', X'11', X'12' and X'05': logical address, else 0. */
  readonly translationAddress: number;
  /** Monitor event (code X'40'): class and code. */
  readonly monitorClass: number;
  readonly monitorCode: number;
  /** PER event: code byte and address of the instruction. */
  readonly perCode: number;
  readonly perAddress: number;
  /**
   * The instruction that was executing as the CPU saw it (the subject of an EXECUTE, modified): bytes 0-3,
   * then bytes 4-5 as the high halfword of the second word. Both 0 when it could not be fetched.
   */
  readonly instructionHigh: number;
  readonly instructionLow: number;
}

/** SUPERVISOR CALL. The PSW points behind it. */
export interface SvcExit {
  readonly kind: 'svc';
  /** The immediate byte. */
  readonly code: number;
  readonly ilc: number;
  /**
   * PER events of the SVC, 0 when there are none: the owner introduces a program interruption with code X'80'
   * (X'86' when the format of the SVC new PSW is wrong) right after the SVC interruption.
   */
  readonly perCode: number;
  /** Address of the SVC, or of the EXECUTE. */
  readonly perAddress: number;
}

/** An external interruption has been taken (a latched condition is reset): the owner introduces it. */
export interface ExternalExit {
  readonly kind: 'external';
  /** Interruption code: X'0080' interval timer, X'0040' key, X'1004' clock comparator … */
  readonly code: number;
  /** For malfunction alert, emergency signal and external call (X'120n'): the CPU it came from. */
  readonly cpuAddress: number;
}

/** A machine-check interruption has been taken: the owner stores the report and the save areas, and swaps PSWs. */
export interface MachineCheckExit extends MachineCheckReport {
  readonly kind: 'machine-check';
}

/** An I/O interruption that the PSW allows is pending: the owner takes it with `channels.takeInterruption(cpu.channelMask())`. */
export interface IoExit {
  readonly kind: 'io';
}

/** Someone called `cpu.stop()`, or the CPU is in the stopped state. */
export interface StoppedExit {
  readonly kind: 'stopped';
}

/** The CPU is in the check-stop state: only a reset ends it. */
export interface CheckStopExit {
  readonly kind: 'check-stop';
}

export type Exit =
  | BudgetExit
  | WaitExit
  | ProgramExit
  | SvcExit
  | ExternalExit
  | IoExit
  | MachineCheckExit
  | StoppedExit
  | CheckStopExit;

/** An exit object the CPU writes into. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };
