/** The machine without a Control Program: interruptions swap PSWs in low storage. GA22-7000, Interruptions; IPL. */

import type { IplOutcome } from './channel/contract.js';
import type { ProgramExit, SvcExit } from './exit.js';
import * as low from './low-storage.js';
import type { Machine } from './machine.js';

/** Why the bare machine came back to its host. */
export type BareExit =
  | { readonly kind: 'budget' }
  /** Enabled wait: wake it by an event (`machine.idle()`), then run again. */
  | { readonly kind: 'wait' }
  /** Disabled wait; `code` is the instruction address of the PSW. */
  | { readonly kind: 'disabled-wait'; readonly code: number }
  | { readonly kind: 'stopped' };

const BUDGET: BareExit = { kind: 'budget' };
const WAIT: BareExit = { kind: 'wait' };
const STOPPED: BareExit = { kind: 'stopped' };
/** What one interruption takes from the budget, so that an endless chain of them ends with it. */
const INTERRUPTION_COST = 1;

/** Runs a machine by itself. */
export class BareMachine {
  /** Told of every program interruption before it is taken, for traces. */
  onProgramInterruption: ((exit: ProgramExit) => void) | undefined = undefined;

  constructor(readonly machine: Machine) {}

  /** Runs about `budget` instructions, taking every interruption. */
  run(budget: number): BareExit {
    const { cpu, channels } = this.machine;
    let left = budget;
    while (left > 0) {
      const before = cpu.instructionsExecuted;
      const exit = cpu.run(left);
      left -= cpu.instructionsExecuted - before + INTERRUPTION_COST;
      switch (exit.kind) {
        case 'budget':
          return BUDGET;
        case 'stopped':
          return STOPPED;
        case 'wait':
          if (!exit.disabled) return WAIT;
          return { kind: 'disabled-wait', code: cpu.psw.instructionAddress >>> 0 };
        case 'svc':
          this.interrupt(low.SVC_OLD_PSW, exit.code, exit.ilc);
          if (exit.perCode !== 0) this.perAfterSvc(exit);
          break;
        case 'program':
          this.programInterruption(exit);
          break;
        case 'external':
          this.interrupt(low.EXTERNAL_OLD_PSW, exit.code, 0);
          break;
        case 'io': {
          const interruption = channels.takeInterruption(cpu.channelMask());
          if (interruption === undefined) break;
          this.storeWord(low.CSW_ADDRESS, interruption.csw.high);
          this.storeWord(low.CSW_ADDRESS + 4, interruption.csw.low);
          this.interrupt(low.IO_OLD_PSW, interruption.device, 0);
          break;
        }
      }
    }
    return BUDGET;
  }

  /**
   * IPL: resets (and clears storage when `clear`), reads from `device`, loads the PSW from 0. Runs events until
   * the channel program has ended; `sleep` is asked to let microseconds pass when the clock follows the host.
   */
  async ipl(
    device: number,
    options: { readonly clear?: boolean; readonly sleep: (microseconds: number) => Promise<void> },
  ): Promise<IplOutcome> {
    const { machine } = this;
    if (options.clear === true) machine.clearReset();
    else machine.systemReset();
    let outcome: IplOutcome | undefined;
    machine.channels.ipl(device, (result) => {
      outcome = result;
    });
    while (outcome === undefined) {
      const delay = machine.idle();
      if (delay > 0) await options.sleep(delay);
    }
    if (outcome.kind === 'loaded') this.completeIpl(device);
    return outcome;
  }

  /** The last step of IPL, when 24 bytes and what they read are in storage. */
  completeIpl(device: number): void {
    const { storage, cpu } = this.machine;
    cpu.loadPsw(storage.fetchWord(0), storage.fetchWord(4));
    if (cpu.psw.extendedControl) {
      storage.storeByte(low.IO_DEVICE_ADDRESS - 1, 0);
      storage.storeHalf(low.IO_DEVICE_ADDRESS, device);
    } else storage.storeHalf(2, device);
  }

  /** The restart key: swaps the restart PSWs. */
  restart(): void {
    const { cpu } = this.machine;
    this.storeWord(low.RESTART_OLD_PSW, cpu.psw.high());
    this.storeWord(low.RESTART_OLD_PSW + 4, cpu.psw.low());
    cpu.loadPsw(this.fetchWord(low.RESTART_NEW_PSW), this.fetchWord(low.RESTART_NEW_PSW + 4));
  }

  /** Makes `run` return `stopped` at the next instruction boundary. */
  stop(): void {
    this.machine.cpu.stop();
  }

  /** PER events of an SVC: the program interruption follows, with the SVC new PSW as old PSW. */
  private perAfterSvc({ ilc, perCode, perAddress }: SvcExit): void {
    const code = this.machine.cpu.takeFormatError() ? 0x86 : 0x80;
    this.storePer(perCode, perAddress);
    this.interrupt(low.PROGRAM_OLD_PSW, code, ilc);
  }

  private storePer(perCode: number, perAddress: number): void {
    this.storeHalf(low.PER_CODE, perCode << 8);
    this.storeWord(low.PER_ADDRESS, perAddress);
  }

  private programInterruption(exit: ProgramExit): void {
    this.onProgramInterruption?.(exit);
    const { cpu } = this.machine;
    const code = exit.code & 0x7f;
    // A 360/67 has the address in control register 2.
    if ((code === 0x10 || code === 0x11) && cpu.psw.format === 'system-370') {
      this.storeWord(low.TRANSLATION_EXCEPTION_ADDRESS, exit.translationAddress);
    }
    if (code === 0x40) {
      this.storeHalf(low.MONITOR_CLASS, exit.monitorClass);
      this.storeWord(low.MONITOR_CODE, exit.monitorCode);
    }
    if ((exit.code & 0x80) !== 0) this.storePer(exit.perCode, exit.perAddress);
    this.interrupt(low.PROGRAM_OLD_PSW, exit.code, exit.ilc);
  }

  /** Stores the old PSW (and the code, in EC mode) and loads the new one. */
  private interrupt(oldPsw: number, code: number, ilc: number): void {
    const { cpu } = this.machine;
    if (cpu.psw.format === 'extended-67') this.storeHalf(low.CODES_67[oldPsw], code);
    else if (cpu.psw.extendedControl) {
      switch (oldPsw) {
        case low.EXTERNAL_OLD_PSW:
          this.storeHalf(low.EXTERNAL_CODE, code);
          break;
        case low.SVC_OLD_PSW:
          this.storeHalf(low.SVC_ILC, ilc << 1);
          this.storeHalf(low.SVC_CODE, code);
          break;
        case low.PROGRAM_OLD_PSW:
          this.storeHalf(low.PROGRAM_ILC, ilc << 1);
          this.storeHalf(low.PROGRAM_CODE, code);
          break;
        case low.IO_OLD_PSW:
          this.machine.storage.storeByte(cpu.absolute(low.IO_DEVICE_ADDRESS - 1), 0);
          this.storeHalf(low.IO_DEVICE_ADDRESS, code);
          break;
      }
    }
    const { high, low: lowWord } = cpu.storePsw(code, ilc);
    this.storeWord(oldPsw, high);
    this.storeWord(oldPsw + 4, lowWord);
    const newPsw = oldPsw + low.NEW_PSW_DISTANCE;
    cpu.loadPsw(this.fetchWord(newPsw), this.fetchWord(newPsw + 4));
  }

  private fetchWord(real: number): number {
    return this.machine.storage.fetchWord(this.machine.cpu.absolute(real));
  }

  private storeWord(real: number, value: number): void {
    this.machine.storage.storeWord(this.machine.cpu.absolute(real), value);
  }

  private storeHalf(real: number, value: number): void {
    this.machine.storage.storeHalf(this.machine.cpu.absolute(real), value);
  }
}
