/** One CPU of the bare machine: its interruptions swap PSWs in its low storage. GA22-7000, Interruptions. */

import type { Cpu } from './cpu.js';
import type { MachineCheckExit, ProgramExit, SvcExit } from './exit.js';
import * as low from './low-storage.js';
import { storeRegisters, storeTimers } from './processor-functions.js';
import { INTERRUPTION_COST } from './run-costs.js';

/** What ended a turn of a CPU. */
export type TurnEnd = 'budget' | 'wait' | 'disabled-wait' | 'stopped' | 'check-stop';

/** Segment, page, space switch, AFX, ASX, LX and EX translation, primary and secondary authority: X'90' is stored. */
const STORES_ADDRESS: ReadonlySet<number> = new Set([0x10, 0x11, 0x1c, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25]);
/** External interruptions from X'1200' to X'12FF' come from another CPU. */
const FROM_ANOTHER_CPU = 0x12;

/** Runs a CPU and takes its interruptions. */
export class BareCpu {
  /** What of the budget the last turn left over. */
  left = 0;

  constructor(
    readonly cpu: Cpu,
    /** Told of every program interruption before it is taken. */
    private readonly onProgramInterruption: (exit: ProgramExit, cpu: Cpu) => void,
  ) {}

  /** Runs about `budget` instructions, taking every interruption. */
  run(budget: number): TurnEnd {
    const { cpu } = this;
    cpu.swapPsws(true);
    try {
      return this.runAndSwap(budget);
    } finally {
      cpu.swapPsws(false);
    }
  }

  private runAndSwap(budget: number): TurnEnd {
    const { cpu } = this;
    this.left = budget;
    while (this.left > 0) {
      const before = cpu.instructionsExecuted;
      const swaps = cpu.pswSwaps;
      const exit = cpu.run(this.left);
      const interruptions = cpu.pswSwaps - swaps + 1;
      this.left -= cpu.instructionsExecuted - before + interruptions * INTERRUPTION_COST;
      switch (exit.kind) {
        case 'budget':
        case 'stopped':
        case 'check-stop':
          return exit.kind;
        case 'wait':
          return exit.disabled ? 'disabled-wait' : 'wait';
        case 'svc':
          this.interrupt(low.SVC_OLD_PSW, exit.code, exit.ilc);
          if (exit.perCode !== 0) this.perAfterSvc(exit);
          break;
        case 'program':
          this.programInterruption(exit);
          break;
        case 'external':
          this.externalInterruption(exit.code, exit.cpuAddress);
          break;
        case 'machine-check':
          this.machineCheckInterruption(exit);
          break;
        case 'io':
          this.ioInterruption();
          break;
      }
    }
    return 'budget';
  }

  private ioInterruption(): void {
    const { cpu } = this;
    const interruption = cpu.channels.takeInterruption(cpu.channelMask());
    if (interruption === undefined) return;
    this.storeWord(low.CSW_ADDRESS, interruption.csw.high);
    this.storeWord(low.CSW_ADDRESS + 4, interruption.csw.low);
    if (interruption.logout !== undefined) this.storeWord(low.LIMITED_LOGOUT_ADDRESS, interruption.logout);
    this.interrupt(low.IO_OLD_PSW, interruption.device, 0);
  }

  /** The CPU that a signal came from is stored in both modes; zeros, when there is none, in EC mode only. */
  private externalInterruption(code: number, from: number): void {
    if (code >> 8 === FROM_ANOTHER_CPU) this.storeHalf(low.EXTERNAL_CPU_ADDRESS, from);
    else if (this.cpu.psw.extendedControl && this.cpu.psw.format === 'system-370') {
      this.storeHalf(low.EXTERNAL_CPU_ADDRESS, 0);
    }
    this.interrupt(low.EXTERNAL_OLD_PSW, code, 0);
  }

  private machineCheckInterruption(exit: MachineCheckExit): void {
    const { cpu } = this;
    if (cpu.psw.format !== 'system-370') {
      // A System/360 tells nothing but that it happened; what it logs out is for its engineers.
      this.interrupt(low.MACHINE_CHECK_OLD_PSW, 0, 0);
      return;
    }
    const area = cpu.absolute(0);
    storeTimers(cpu, area);
    storeRegisters(cpu, area);
    this.storeWord(low.MACHINE_CHECK_CODE, exit.high);
    this.storeWord(low.MACHINE_CHECK_CODE + 4, exit.low);
    if (exit.externalDamageCode !== undefined)
      this.storeWord(low.EXTERNAL_DAMAGE_CODE, exit.externalDamageCode);
    if (exit.failingAddress !== undefined) this.storeWord(low.FAILING_STORAGE_ADDRESS, exit.failingAddress);
    this.interrupt(low.MACHINE_CHECK_OLD_PSW, 0, 0);
  }

  /** PER events of an SVC: the program interruption follows, with the SVC new PSW as old PSW. */
  private perAfterSvc({ ilc, perCode, perAddress }: SvcExit): void {
    const code = this.cpu.takeFormatError() ? 0x86 : 0x80;
    this.storePer(perCode, perAddress);
    this.interrupt(low.PROGRAM_OLD_PSW, code, ilc);
  }

  private storePer(perCode: number, perAddress: number): void {
    this.storeHalf(low.PER_CODE, perCode << 8);
    this.storeWord(low.PER_ADDRESS, perAddress);
  }

  private programInterruption(exit: ProgramExit): void {
    this.onProgramInterruption(exit, this.cpu);
    const code = exit.code & 0x7f;
    // A 360/67 has the address in control register 2.
    if (STORES_ADDRESS.has(code) && this.cpu.psw.format === 'system-370') {
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
    const { cpu } = this;
    if (cpu.psw.format === 'extended-67') this.storeHalf(low.CODES_67[oldPsw], code);
    else if (cpu.psw.extendedControl) this.storeCode(oldPsw, code, ilc);
    this.storeWord(oldPsw, cpu.psw.high(code, ilc));
    this.storeWord(oldPsw + 4, cpu.psw.low(ilc));
    const newPsw = oldPsw + low.NEW_PSW_DISTANCE;
    cpu.loadPsw(this.fetchWord(newPsw), this.fetchWord(newPsw + 4));
  }

  private storeCode(oldPsw: number, code: number, ilc: number): void {
    const { cpu } = this;
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
        cpu.storage.storeByte(cpu.absolute(low.IO_DEVICE_ADDRESS - 1), 0);
        this.storeHalf(low.IO_DEVICE_ADDRESS, code);
        break;
    }
  }

  private fetchWord(real: number): number {
    return this.cpu.storage.fetchWord(this.cpu.absolute(real));
  }

  private storeWord(real: number, value: number): void {
    this.cpu.storage.storeWord(this.cpu.absolute(real), value);
  }

  private storeHalf(real: number, value: number): void {
    this.cpu.storage.storeHalf(this.cpu.absolute(real), value);
  }
}
