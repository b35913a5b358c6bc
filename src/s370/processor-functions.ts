/** What the keys of a CPU's console do, and SIGNAL PROCESSOR: restart and store status. GA22-7000, System Control. */

import type { Cpu } from './cpu.js';
import * as low from './low-storage.js';
import type { Processor } from './processor.js';

/**
 * The restart key: swaps the restart PSWs in real storage and lets the CPU operate. Nothing in the check-stop state.
 * The PSW restart of a System/360 keeps no old PSW.
 */
export function restartCpu(cpu: Cpu): void {
  if (cpu.state === 'check-stop') return;
  const { storage } = cpu;
  if (cpu.psw.format === 'system-370') {
    const old = cpu.storePsw();
    storage.storeWord(cpu.absolute(low.RESTART_OLD_PSW), old.high);
    storage.storeWord(cpu.absolute(low.RESTART_OLD_PSW + 4), old.low);
  }
  cpu.loadPsw(
    storage.fetchWord(cpu.absolute(low.RESTART_NEW_PSW)),
    storage.fetchWord(cpu.absolute(low.RESTART_NEW_PSW + 4)),
  );
  cpu.startOperating();
}

/** Store status: timers, PSW, prefix and registers go into the assigned locations of 512 bytes at `absolute`. */
export function storeStatus(cpu: Processor, absolute = 0): void {
  const { storage } = cpu;
  storeTimers(cpu, absolute);
  storage.storeWord(absolute + low.STORE_STATUS_PSW, cpu.psw.high());
  storage.storeWord(absolute + low.STORE_STATUS_PSW + 4, cpu.psw.low());
  storage.storeWord(absolute + low.STORE_STATUS_PREFIX, cpu.prefix);
  storeRegisters(cpu, absolute);
}

/** CPU timer and clock comparator, as store status and machine-check interruptions save them. */
export function storeTimers(cpu: Processor, absolute: number): void {
  storeDoubleword(cpu, absolute + low.CPU_TIMER_SAVE, cpu.timer.read());
  storeDoubleword(cpu, absolute + low.CLOCK_COMPARATOR_SAVE, cpu.clockComparator);
}

/** Floating-point, general and control registers, in the save areas from X'160' on. */
export function storeRegisters(cpu: Processor, absolute: number): void {
  const { storage } = cpu;
  cpu.fpr.forEach((word, i) => storage.storeWord(absolute + low.FPR_SAVE + 4 * i, word));
  cpu.gpr.forEach((word, i) => storage.storeWord(absolute + low.GPR_SAVE + 4 * i, word));
  cpu.cr.forEach((word, i) => storage.storeWord(absolute + low.CR_SAVE + 4 * i, word));
}

function storeDoubleword(cpu: Processor, absolute: number, value: bigint): void {
  cpu.storage.storeWord(absolute, Number(BigInt.asIntN(32, value >> 32n)));
  cpu.storage.storeWord(absolute + 4, Number(BigInt.asIntN(32, value)));
}
