/** TOD clock, clock comparator and CPU timer. GA22-7000, Timing; Control Instructions. */

import type { Cpu } from '../cpu.js';
import type { Execute } from './executors.js';
import { advance, baseAddress, requireAlignment } from './operands.js';

function storeDoubleword(cpu: Cpu, address: number, value: bigint): void {
  cpu.checkStore(address, 8);
  cpu.storeWord(address, Number(BigInt.asIntN(32, value >> 32n)));
  cpu.storeWord(advance(cpu, address, 4), Number(BigInt.asIntN(32, value)));
}

/** Unsigned 64 bits from a doubleword boundary. */
function fetchDoubleword(cpu: Cpu, w: number): bigint {
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 8);
  const high = cpu.fetchWord(address) >>> 0;
  const low = cpu.fetchWord(address + 4) >>> 0;
  return (BigInt(high) << 32n) | BigInt(low);
}

function alignedAddress(cpu: Cpu, w: number): number {
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 8);
  return address;
}

/** STORE CLOCK: each value is greater than the one before. Condition code 3 for a clock that does not run yet. */
const storeClock: Execute = (cpu, w) => {
  storeDoubleword(cpu, baseAddress(cpu, w), cpu.tod.readUnique());
  cpu.psw.conditionCode = cpu.tod.running ? 0 : 3;
};

/** SET CLOCK: the TOD switch is always in the enable-set position. */
const setClock: Execute = (cpu, w) => {
  cpu.setClock(fetchDoubleword(cpu, w));
  cpu.psw.conditionCode = 0;
};

/** SET CLOCK COMPARATOR. */
const setClockComparator: Execute = (cpu, w) => {
  cpu.setClockComparator(fetchDoubleword(cpu, w));
};

/** STORE CLOCK COMPARATOR. */
const storeClockComparator: Execute = (cpu, w) => {
  storeDoubleword(cpu, alignedAddress(cpu, w), cpu.clockComparator);
};

/** SET CPU TIMER. */
const setCpuTimer: Execute = (cpu, w) => {
  cpu.setCpuTimer(BigInt.asIntN(64, fetchDoubleword(cpu, w)));
};

/** STORE CPU TIMER. */
const storeCpuTimer: Execute = (cpu, w) => {
  storeDoubleword(cpu, alignedAddress(cpu, w), cpu.timer.read());
};

export const TIMING_INSTRUCTIONS = {
  STCK: storeClock,
  SCK: setClock,
  SCKC: setClockComparator,
  STCKC: storeClockComparator,
  SPT: setCpuTimer,
  STPT: storeCpuTimer,
};
