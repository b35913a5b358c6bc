/** Other simulated instructions: identification, translation, hypercalls. */
import type { PrivilegedInstruction } from './operation.js';
import {
  GuestProgramCheck,
  OPERATION,
  SEGMENT_TRANSLATION,
  PAGE_TRANSLATION,
} from '../guest-program-check.js';

/** STORE CPU ID (STIDP). */
export function storeCpuId(instruction: PrivilegedInstruction): void {
  instruction.environment.logical.store(instruction.aligned(8), instruction.environment.cpuIdentification());
}

/** PURGE TLB (PTLB): the shadow tables are the guest's TLB. */
export function purgeTlb(instruction: PrivilegedInstruction): void {
  requireEcMode(instruction);
  instruction.environment.translationChanged();
}

/** LOAD REAL ADDRESS (LRA) by the guest's own tables: condition code 0 translated, 1 segment, 2 page, 3 length. */
export function loadRealAddress(instruction: PrivilegedInstruction): void {
  requireEcMode(instruction);
  const { vm, environment, r1 } = instruction;
  const tables = environment.logical.translator;
  const code = tables.translate(instruction.indexedAddress, vm.cr[0], vm.cr[1], 0);
  if (code === 0) {
    vm.gpr[r1] = tables.real;
    instruction.setConditionCode(0);
    return;
  }
  if (code !== SEGMENT_TRANSLATION && code !== PAGE_TRANSLATION) throw new GuestProgramCheck(code);
  vm.gpr[r1] = tables.entryAddress;
  instruction.setConditionCode(tables.lengthViolation ? 3 : code === SEGMENT_TRANSLATION ? 1 : 2);
}

/** DIAGNOSE: the hypercall whose code is the effective address. */
export function diagnose(instruction: PrivilegedInstruction): void {
  instruction.environment.diagnose(instruction.r1, instruction.r2, instruction.address & 0xffff);
}

function requireEcMode(instruction: PrivilegedInstruction): void {
  if (!instruction.vm.settings.ecMode) throw new GuestProgramCheck(OPERATION);
}
