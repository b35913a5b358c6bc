/** Branching, linkage, EXECUTE, SVC and MONITOR CALL. GA22-7000, Branching; General Instructions. */

import type { Cpu } from '../cpu.js';
import type { Execute } from './executors.js';
import { instructionLength } from './formats.js';
import { advance, baseAddress, indexedAddress } from './operands.js';

/** BRANCH ON CONDITION (BCR). */
const branchOnConditionRegister: Execute = (cpu, w) => {
  const r2 = (w >> 16) & 15;
  if (r2 !== 0 && ((w >> 20) & (8 >> cpu.psw.conditionCode)) !== 0) {
    cpu.psw.instructionAddress = cpu.wrap(cpu.gpr[r2]);
  }
};

/** BRANCH ON CONDITION (BC). */
const branchOnCondition: Execute = (cpu, w) => {
  if (((w >> 20) & (8 >> cpu.psw.conditionCode)) !== 0) cpu.psw.instructionAddress = indexedAddress(cpu, w);
};

/**
 * Link word of BAL and BALR: ILC, condition code, program mask, address of the next instruction; with 32-bit
 * addresses the address alone.
 */
function linkWord(cpu: Cpu): number {
  const { psw } = cpu;
  if (cpu.wrap(-1) < 0) return psw.instructionAddress;
  return (cpu.ilc() << 30) | (psw.conditionCode << 28) | (psw.programMask << 24) | psw.instructionAddress;
}

/** BRANCH AND LINK (BALR): the link comes from the PSW before the branch; R2 is read before R1 changes. */
const branchAndLinkRegister: Execute = (cpu, w) => {
  const r2 = (w >> 16) & 15;
  const link = linkWord(cpu);
  const target = cpu.wrap(cpu.gpr[r2]);
  cpu.gpr[(w >> 20) & 15] = link;
  if (r2 !== 0) cpu.psw.instructionAddress = target;
};

/** BRANCH AND LINK (BAL). */
const branchAndLink: Execute = (cpu, w) => {
  const target = indexedAddress(cpu, w);
  cpu.gpr[(w >> 20) & 15] = linkWord(cpu);
  cpu.psw.instructionAddress = target;
};

/** BRANCH AND SAVE (BASR). */
const branchAndSaveRegister: Execute = (cpu, w) => {
  const r2 = (w >> 16) & 15;
  const target = cpu.wrap(cpu.gpr[r2]);
  cpu.gpr[(w >> 20) & 15] = cpu.psw.instructionAddress;
  if (r2 !== 0) cpu.psw.instructionAddress = target;
};

/** BRANCH AND SAVE (BAS). */
const branchAndSave: Execute = (cpu, w) => {
  const target = indexedAddress(cpu, w);
  cpu.gpr[(w >> 20) & 15] = cpu.psw.instructionAddress;
  cpu.psw.instructionAddress = target;
};

/** BRANCH ON COUNT (BCTR). */
const branchOnCountRegister: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const r2 = (w >> 16) & 15;
  const target = cpu.wrap(cpu.gpr[r2]);
  const count = (cpu.gpr[r1] - 1) | 0;
  cpu.gpr[r1] = count;
  if (r2 !== 0 && count !== 0) cpu.psw.instructionAddress = target;
};

/** BRANCH ON COUNT (BCT). */
const branchOnCount: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const target = indexedAddress(cpu, w);
  const count = (cpu.gpr[r1] - 1) | 0;
  cpu.gpr[r1] = count;
  if (count !== 0) cpu.psw.instructionAddress = target;
};

/** BRANCH ON INDEX HIGH: sum first, then compare with the odd register of R3 (R3 itself when odd). */
const branchOnIndexHigh: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const r3 = (w >> 16) & 15;
  const target = baseAddress(cpu, w);
  const comparand = cpu.gpr[r3 | 1];
  const sum = (cpu.gpr[r1] + cpu.gpr[r3]) | 0;
  cpu.gpr[r1] = sum;
  if (sum > comparand) cpu.psw.instructionAddress = target;
};

/** BRANCH ON INDEX LOW OR EQUAL. */
const branchOnIndexLowOrEqual: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const r3 = (w >> 16) & 15;
  const target = baseAddress(cpu, w);
  const comparand = cpu.gpr[r3 | 1];
  const sum = (cpu.gpr[r1] + cpu.gpr[r3]) | 0;
  cpu.gpr[r1] = sum;
  if (sum <= comparand) cpu.psw.instructionAddress = target;
};

/** EXECUTE: the subject is put into the instruction buffer and its second byte ORed with R1 bits 24-31. */
const execute: Execute = (cpu, w) => {
  if (cpu.executing) cpu.raise(0x03);
  const address = indexedAddress(cpu, w);
  if ((address & 1) !== 0) cpu.raise(0x06);
  const r1 = (w >> 20) & 15;
  const { u8, instructionBuffer } = cpu;
  const length = instructionLength(cpu.fetchByte(address));
  cpu.checkFetch(address, length);
  for (let i = 0; i < length; i++) u8[instructionBuffer + i] = cpu.fetchByte(advance(cpu, address, i));
  if (r1 !== 0) u8[instructionBuffer + 1] |= cpu.gpr[r1] & 0xff;
  cpu.executeSubject();
};

/** SUPERVISOR CALL. */
const supervisorCall: Execute = (cpu, w) => {
  cpu.supervisorCall((w >> 16) & 0xff);
};

/** MONITOR CALL: the class is I2 bits 4-7, its mask a bit of CR8. */
const monitorCall: Execute = (cpu, w) => {
  const monitorClass = (w >> 16) & 0xff;
  if (monitorClass > 15) cpu.raise(0x06);
  if ((cpu.cr[8] & (0x8000 >> monitorClass)) !== 0) cpu.monitorEvent(monitorClass, baseAddress(cpu, w));
};

/** SET PROGRAM MASK: condition code and program mask from R1 bits 2-7. */
const setProgramMask: Execute = (cpu, w) => {
  const value = cpu.gpr[(w >> 20) & 15];
  cpu.psw.conditionCode = (value >>> 28) & 3;
  cpu.psw.programMask = (value >>> 24) & 15;
};

export const BRANCH_INSTRUCTIONS = {
  SPM: setProgramMask,
  BALR: branchAndLinkRegister,
  BCTR: branchOnCountRegister,
  BCR: branchOnConditionRegister,
  SVC: supervisorCall,
  BASR: branchAndSaveRegister,
  EX: execute,
  BAL: branchAndLink,
  BCT: branchOnCount,
  BC: branchOnCondition,
  BAS: branchAndSave,
  BXH: branchOnIndexHigh,
  BXLE: branchOnIndexLowOrEqual,
  MC: monitorCall,
};
