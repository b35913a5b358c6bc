/** The machine without a Control Program: its CPUs in turn, IPL, and the keys of their consoles. GA22-7000, System Control. */

import { BareCpu, type TurnEnd } from './bare-cpu.js';
import type { IplOutcome } from './channel/contract.js';
import type { Cpu } from './cpu.js';
import type { ProgramExit } from './exit.js';
import * as low from './low-storage.js';
import type { Machine } from './machine.js';
import { restartCpu } from './processor-functions.js';

/** Why the bare machine came back to its host. With several CPUs: none of them can execute anything. */
export type BareExit =
  | { readonly kind: 'budget' }
  /** Enabled wait of at least one CPU: wake it by an event (`machine.idle()`), then run again. */
  | { readonly kind: 'wait' }
  /** Disabled wait, and no CPU in an enabled one; `code` is the instruction address of the PSW of the first that waits. */
  | { readonly kind: 'disabled-wait'; readonly code: number }
  /** All are stopped (or in the check-stop state, but not all). */
  | { readonly kind: 'stopped' }
  /** Every CPU is in the check-stop state. */
  | { readonly kind: 'check-stop' };

const BUDGET: BareExit = { kind: 'budget' };
const WAIT: BareExit = { kind: 'wait' };
const STOPPED: BareExit = { kind: 'stopped' };
const CHECK_STOP: BareExit = { kind: 'check-stop' };
/** Instructions that a CPU executes before the next one has its turn. */
const TURN = 1000;

/** Runs a machine by itself. */
export class BareMachine {
  /** Told of every program interruption before it is taken, for traces. */
  onProgramInterruption: ((exit: ProgramExit, cpu: Cpu) => void) | undefined = undefined;
  private readonly cpus: readonly BareCpu[];
  private breaking = false;

  constructor(readonly machine: Machine) {
    this.cpus = machine.cpus.map(
      (cpu) => new BareCpu(cpu, (exit) => this.onProgramInterruption?.(exit, cpu)),
    );
  }

  /** Runs about `budget` instructions, taking every interruption; several CPUs take turns. */
  run(budget: number): BareExit {
    const exit = this.cpus.length === 1 ? this.runOne(budget) : this.runInTurn(budget);
    if (this.breaking) {
      this.breaking = false;
      for (const { cpu } of this.cpus) cpu.stop(false);
    }
    return exit;
  }

  private runOne(budget: number): BareExit {
    const [bare] = this.cpus;
    switch (bare.run(budget)) {
      case 'budget':
        return BUDGET;
      case 'wait':
        return WAIT;
      case 'disabled-wait':
        return this.disabledWait(bare);
      case 'stopped':
        return STOPPED;
      case 'check-stop':
        return CHECK_STOP;
    }
  }

  private runInTurn(budget: number): BareExit {
    const count = this.cpus.length;
    const ends = new Array<TurnEnd>(count).fill('budget');
    let idle = 0;
    for (let left = budget; left > 0 && !this.breaking;) {
      const at = this.machine.turn;
      const bare = this.cpus[at];
      const share = Math.min(TURN, left);
      const before = bare.cpu.instructionsExecuted;
      ends[at] = bare.run(share);
      left -= share - bare.left;
      this.machine.turn = (at + 1) % count;
      const worked = ends[at] === 'budget' || bare.cpu.instructionsExecuted !== before;
      idle = worked ? 0 : idle + 1;
      if (idle === count) return this.allIdle(ends);
    }
    return this.breaking ? STOPPED : BUDGET;
  }

  private allIdle(ends: readonly TurnEnd[]): BareExit {
    if (ends.includes('wait')) return WAIT;
    const waiting = ends.indexOf('disabled-wait');
    if (waiting >= 0) return this.disabledWait(this.cpus[waiting]);
    return ends.includes('stopped') ? STOPPED : CHECK_STOP;
  }

  private disabledWait({ cpu }: BareCpu): BareExit {
    return { kind: 'disabled-wait', code: cpu.psw.instructionAddress >>> 0 };
  }

  /**
   * IPL: resets (and clears storage when `clear`), reads from `device` of the channel set of CPU `cpu`, loads its
   * PSW from 0. Runs events until the channel program has ended; `sleep` is asked to let microseconds pass when
   * the clock follows the host. The other CPUs are stopped.
   */
  async ipl(
    device: number,
    options: {
      readonly clear?: boolean;
      readonly cpu?: number;
      readonly sleep: (microseconds: number) => Promise<void>;
    },
  ): Promise<IplOutcome> {
    const { machine } = this;
    const cpu = machine.cpus[options.cpu ?? 0];
    machine.resetForIpl(cpu, options.clear === true);
    let outcome: IplOutcome | undefined;
    cpu.channels.ipl(device, (result) => {
      outcome = result;
    });
    while (outcome === undefined) {
      const delay = machine.idle();
      if (delay > 0) await options.sleep(delay);
    }
    if (outcome.kind === 'loaded') this.completeIpl(device, cpu);
    return outcome;
  }

  /** The last step of IPL, when 24 bytes and what they read are in storage. */
  completeIpl(device: number, cpu = this.machine.cpu): void {
    const { storage } = this.machine;
    cpu.loadPsw(storage.fetchWord(0), storage.fetchWord(4));
    if (cpu.psw.extendedControl) {
      storage.storeByte(low.IO_DEVICE_ADDRESS - 1, 0);
      storage.storeHalf(low.IO_DEVICE_ADDRESS, device);
    } else storage.storeHalf(2, device);
    cpu.startOperating();
  }

  /** The restart key of a CPU: swaps its restart PSWs, and lets it operate when it was stopped. */
  restart(address = 0): void {
    restartCpu(this.machine.cpus[address]);
  }

  /** The start key of a CPU. */
  startCpu(address: number): void {
    this.machine.cpus[address].startOperating();
  }

  /** The stop key of a CPU: it enters the stopped state at the end of its instruction, when `run` goes on. */
  stopCpu(address: number): void {
    this.machine.cpus[address].requestStop();
  }

  /** Makes `run` return `stopped` at the next instruction boundary; the states of the CPUs stay. */
  stop(): void {
    this.breaking = true;
    for (const { cpu } of this.cpus) cpu.stop();
  }
}
