/** Simulated instructions on the virtual PSW. GA22-7000, Control Instructions. */
import { GuestProgramCheck, SPECIAL_OPERATION } from '../guest-program-check.js';
import type { PrivilegedInstruction } from './operation.js';

const SSM_SUPPRESSION = 0x40000000;
const EC_MASK_MUST_BE_ZERO = 0xb8;

/** LOAD PSW (LPSW). An invalid new PSW is found by the dispatcher, when it has become current. */
export function loadPsw(instruction: PrivilegedInstruction): void {
  const { high, low } = instruction.environment.logical.fetchDoubleword(instruction.aligned(8));
  instruction.vm.psw.load(high, low);
}

/** SET SYSTEM MASK (SSM). */
export function setSystemMask(instruction: PrivilegedInstruction): void {
  const { vm, environment } = instruction;
  if ((vm.cr[0] & SSM_SUPPRESSION) !== 0) throw new GuestProgramCheck(SPECIAL_OPERATION);
  replaceMask(instruction, environment.logical.fetchByte(instruction.address));
}

/** STORE THEN AND SYSTEM MASK (STNSM). */
export function storeThenAnd(instruction: PrivilegedInstruction): void {
  const { psw } = instruction.vm;
  instruction.environment.logical.storeByte(instruction.address, psw.systemMask);
  replaceMask(instruction, psw.systemMask & instruction.immediate);
}

/** STORE THEN OR SYSTEM MASK (STOSM). */
export function storeThenOr(instruction: PrivilegedInstruction): void {
  const { psw } = instruction.vm;
  instruction.environment.logical.storeByte(instruction.address, psw.systemMask);
  replaceMask(instruction, psw.systemMask | instruction.immediate);
}

/** SET PSW KEY FROM ADDRESS (SPKA). */
export function setKeyFromAddress(instruction: PrivilegedInstruction): void {
  instruction.vm.psw.key = (instruction.address >>> 4) & 0x0f;
}

/** INSERT PSW KEY (IPK). */
export function insertKey(instruction: PrivilegedInstruction): void {
  const { gpr, psw } = instruction.vm;
  gpr[2] = (gpr[2] & ~0xff) | (psw.key << 4);
}

/** Bits 0 and 2-4 of an EC-mode system mask must be zero: that is seen when the mask has become current. */
function replaceMask({ vm: { psw } }: PrivilegedInstruction, mask: number): void {
  psw.systemMask = mask;
  psw.valid = !psw.extendedControl || (mask & EC_MASK_MUST_BE_ZERO) === 0;
}
