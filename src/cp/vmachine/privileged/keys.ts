/** Simulated instructions on virtual storage keys. GA22-7000, Control Instructions. */
import { guestAddress } from '../guest-address.js';
import { ADDRESSING, GuestProgramCheck, SPECIFICATION } from '../guest-program-check.js';
import type { PrivilegedInstruction } from './operation.js';

const REFERENCE_AND_CHANGE = 0x06;

/** SET STORAGE KEY (SSK). */
export function setStorageKey(instruction: PrivilegedInstruction): void {
  const { vm } = instruction;
  const address = blockOperand(instruction);
  if (!vm.storage.setKey(guestAddress(address), vm.gpr[instruction.r1] & 0xfe)) {
    throw new GuestProgramCheck(ADDRESSING);
  }
}

/** INSERT STORAGE KEY (ISK). BC mode does not show reference and change bits. */
export function insertStorageKey(instruction: PrivilegedInstruction): void {
  const { vm, r1 } = instruction;
  const key = keyOf(instruction, blockOperand(instruction));
  const shown = vm.psw.extendedControl ? key & 0xfe : key & 0xf8;
  vm.gpr[r1] = (vm.gpr[r1] & ~0xff) | shown;
}

/** RESET REFERENCE BIT (RRB): condition code from R and C as they were. */
export function resetReferenceBit(instruction: PrivilegedInstruction): void {
  const { address } = instruction;
  const key = keyOf(instruction, address);
  instruction.vm.storage.setKey(guestAddress(address), key & ~0x04);
  instruction.setConditionCode((key & REFERENCE_AND_CHANGE) >> 1);
}

function keyOf(instruction: PrivilegedInstruction, address: number): number {
  const key = instruction.vm.storage.getKey(guestAddress(address));
  if (key === undefined) throw new GuestProgramCheck(ADDRESSING);
  return key;
}

/** Block address in R2: bits 28-31 must be zero. */
function blockOperand(instruction: PrivilegedInstruction): number {
  const value = instruction.vm.gpr[instruction.r2];
  if ((value & 0x0f) !== 0) throw new GuestProgramCheck(SPECIFICATION);
  return value & 0xfff800;
}
