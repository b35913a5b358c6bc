import type { Csw } from '../../../s370/index.js';
import type { TranslatedProgram } from '../translated-program.js';
import type { DedicatedVdev, MinidiskVdev } from '../vdevblok.js';
import type { PrivilegedInstruction } from '../privileged/operation.js';
import type { PerTrace } from './per-trace.js';
import type { Trace } from './trace.js';

/** Where the lines of TRACE and PER go. */
export interface WatchOutput {
  terminal(line: string): void;
  /** False when the virtual printer can't take it: tracing ends. */
  printer(line: string): boolean;
  /** Carries CP commands out for the user, in his virtual machine. */
  command(line: string): void;
}

/** TRACE and PER of one virtual machine: what its CPU and its channels tell. It is there only while one of them is on. */
export class GuestWatch {
  trace: Trace | undefined;
  per: PerTrace | undefined;

  /** The guest runs one instruction at a time. */
  get steps(): boolean {
    return this.trace?.steps === true;
  }

  /** Nothing is traced any more. */
  get idle(): boolean {
    return this.trace === undefined && this.per === undefined;
  }

  /** The user asked to see this before the guest goes on. Asking takes the wish away. */
  takeStop(): boolean {
    const trace = this.trace?.takeStop() === true;
    return this.per?.takeStop() === true || trace;
  }

  /** The guest is about to run. False: it has to stop first. */
  beforeRun(): boolean {
    this.trace?.beforeInstruction();
    return !this.takeStop();
  }

  /** Control registers 9 to 11 for CP's own PER; undefined when the guest's count. */
  perControl(): readonly [cr9: number, cr10: number, cr11: number] | undefined {
    return this.per?.control();
  }

  /** PER events of CP's own: code and address of the instruction, which is over. */
  perEvent(code: number, address: number): void {
    this.per?.event(code, address);
  }

  /** The guest has run; `executed`: the one instruction is behind it. */
  afterRun(executed: boolean): void {
    if (executed) this.trace?.afterInstruction();
  }

  /** PSWs are about to be swapped for an interruption. */
  interruption(oldPsw: number, code: number, ilc: number): void {
    this.trace?.interruption(oldPsw, code, ilc);
  }

  /** A privileged instruction is about to be simulated. */
  privileged(instruction: PrivilegedInstruction, ilc: number): void {
    this.trace?.privileged(instruction, ilc);
  }

  /** A privileged instruction has been simulated. */
  simulated(instruction: PrivilegedInstruction, ilc: number): void {
    this.trace?.inputOutput(instruction, ilc);
  }

  /** A channel program has been copied for the real channel. */
  channelProgram(vdev: MinidiskVdev | DedicatedVdev, program: TranslatedProgram): void {
    this.trace?.channelProgram(vdev, program);
  }

  /** The real channel has ended an operation. */
  realStatus(vdev: MinidiskVdev | DedicatedVdev, csw: Csw): void {
    this.trace?.realStatus(vdev, csw);
  }
}
