/** Simulated instructions on virtual clocks and timers. GA22-7000, Timing. */
import { GuestProgramCheck, OPERATION } from '../guest-program-check.js';
import type { PrivilegedInstruction } from './operation.js';

/** SET CLOCK (SCK): the time of day of a virtual machine is the real one; accepted and not honoured. */
export function setClock(instruction: PrivilegedInstruction): void {
  instruction.environment.logical.fetchDoubleword(instruction.aligned(8));
  instruction.setConditionCode(1);
}

/** SET CLOCK COMPARATOR (SCKC). */
export function setClockComparator(instruction: PrivilegedInstruction): void {
  requireTimers(instruction);
  instruction.environment.timers.setClockComparator(operand(instruction));
}

/** STORE CLOCK COMPARATOR (STCKC). */
export function storeClockComparator(instruction: PrivilegedInstruction): void {
  requireTimers(instruction);
  instruction.environment.logical.storeDoubleword(instruction.aligned(8), instruction.vm.clockComparator);
}

/** SET CPU TIMER (SPT). */
export function setCpuTimer(instruction: PrivilegedInstruction): void {
  requireTimers(instruction);
  instruction.environment.timers.setCpuTimer(BigInt.asIntN(64, operand(instruction)));
}

/** STORE CPU TIMER (STPT). */
export function storeCpuTimer(instruction: PrivilegedInstruction): void {
  requireTimers(instruction);
  const address = instruction.aligned(8);
  instruction.environment.logical.storeDoubleword(address, instruction.environment.timers.cpuTimer());
}

/** Clock comparator and CPU timer come with ECMODE. */
function requireTimers(instruction: PrivilegedInstruction): void {
  if (!instruction.vm.settings.ecMode) throw new GuestProgramCheck(OPERATION);
}

function operand(instruction: PrivilegedInstruction): bigint {
  const { high, low } = instruction.environment.logical.fetchDoubleword(instruction.aligned(8));
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
