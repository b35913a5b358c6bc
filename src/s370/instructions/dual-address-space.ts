/**
 * Dual address space: program linkage, address-space control, moves between spaces and with keys. GA22-7000, Dual
 * Address Space; Control Instructions. Trace entries are not made: the trace-table word at X'54' is not looked at.
 */

import type { Cpu } from '../cpu.js';
import {
  fetchReal,
  isAuthorized,
  PRIMARY_AUTHORITY,
  requireAsn,
  SECONDARY_AUTHORITY,
  translateAsn,
} from './asn-translation.js';
import type { Execute } from './executors.js';
import { advance, baseAddress, requireAlignment, secondAddress } from './operands.js';

/** CR0 bit 4: extraction authority; bit 5: secondary-space control. */
const CR0_EXTRACTION_AUTHORITY = 0x08000000;
const CR0_SECONDARY_SPACE = 0x04000000;
/** CR14 bit 12: ASN-translation control. */
const CR14_ASN_TRANSLATION = 0x00080000;
/** CR5: subsystem-linkage control, linkage-table origin and length (in units of 32 entries, minus one). */
const CR5_SUBSYSTEM_LINKAGE = 0x80000000 | 0;
const CR5_ORIGIN = 0x00ffff80;
const CR5_LENGTH = 0x7f;
/** Linkage-table entry: invalid, entry-table origin and length (in units of four entries, minus one). */
const LINKAGE_INVALID = 0x80000000 | 0;
const LINKAGE_ORIGIN = 0x00ffffc0;
const LINKAGE_LENGTH = 0x3f;
/** Entry-table entry, word 1: must be zero. */
const ENTRY_ADDRESS_RESERVED = 0xff000000 | 0;
/** Segment-table designation bit 31: a switch from or to this space is an event. */
const SPACE_SWITCH_EVENT = 1;
const SPECIAL_OPERATION = 0x13;
const PC_TRANSLATION_SPECIFICATION = 0x1f;
const LX_TRANSLATION = 0x22;
const EX_TRANSLATION = 0x23;
const PRIMARY_AUTHORITY_EXCEPTION = 0x24;
const SECONDARY_AUTHORITY_EXCEPTION = 0x25;

const primaryAsn = (cpu: Cpu): number => cpu.cr[4] & 0xffff;
const secondaryAsn = (cpu: Cpu): number => cpu.cr[3] & 0xffff;

/** The PSW-key mask in CR3 has a bit for each key that a program in problem state may use. */
function requireKey(cpu: Cpu, key: number): void {
  if (cpu.psw.problemState && (cpu.cr[3] & (0x80000000 >>> key)) === 0) cpu.raise(0x02);
}

function requireExtraction(cpu: Cpu): void {
  if (cpu.psw.problemState && (cpu.cr[0] & CR0_EXTRACTION_AUTHORITY) === 0) cpu.raise(0x02);
}

function requireDat(cpu: Cpu): void {
  if (!cpu.psw.dat) cpu.raise(SPECIAL_OPERATION);
}

function requireAsnTranslation(cpu: Cpu): void {
  if ((cpu.cr[14] & CR14_ASN_TRANSLATION) === 0) cpu.raise(SPECIAL_OPERATION);
}

/** SET ADDRESS SPACE CONTROL: bits 20-23 of the address, 0 primary, 1 secondary. */
const setAddressSpaceControl: Execute = (cpu, w) => {
  const control = (baseAddress(cpu, w) >> 8) & 15;
  requireDat(cpu);
  if ((cpu.cr[0] & CR0_SECONDARY_SPACE) === 0) cpu.raise(SPECIAL_OPERATION);
  if (control > 1) cpu.raise(0x06);
  cpu.psw.secondarySpace = control === 1;
  cpu.synchronize();
};

/** INSERT ADDRESS SPACE CONTROL: bits 16-23 of R1, and the condition code. */
const insertAddressSpaceControl: Execute = (cpu, w) => {
  requireDat(cpu);
  requireExtraction(cpu);
  const r1 = (w >> 4) & 15;
  const control = cpu.psw.secondarySpace ? 1 : 0;
  cpu.gpr[r1] = (cpu.gpr[r1] & ~0xff00) | (control << 8);
  cpu.psw.conditionCode = control;
};

/** EXTRACT PRIMARY ASN, EXTRACT SECONDARY ASN. */
function extractAsn(asn: (cpu: Cpu) => number): Execute {
  return (cpu, w) => {
    requireDat(cpu);
    requireExtraction(cpu);
    cpu.gpr[(w >> 4) & 15] = asn(cpu);
  };
}

/** INSERT VIRTUAL STORAGE KEY: access control and fetch protection of the block at a virtual address. */
const insertVirtualStorageKey: Execute = (cpu, w) => {
  requireDat(cpu);
  requireExtraction(cpu);
  const r1 = (w >> 4) & 15;
  const address = cpu.wrap(cpu.gpr[w & 15]);
  const code = cpu.translate(address);
  if (code !== 0) cpu.raise(code, address);
  const absolute = cpu.absolute(cpu.translation.real);
  if (!cpu.storage.contains(absolute)) cpu.raise(0x05, address);
  if (cpu.storage.damageAt(absolute) === 'key') cpu.storageError('key', absolute);
  cpu.gpr[r1] = (cpu.gpr[r1] & ~0xff) | (cpu.storage.getKey(absolute) & 0xf8);
};

/** SET SECONDARY ASN. */
const setSecondaryAsn: Execute = (cpu, w) => {
  requireAsnTranslation(cpu);
  requireDat(cpu);
  const asn = cpu.gpr[(w >> 4) & 15] & 0xffff;
  let segmentTable = cpu.cr[1];
  if (asn !== primaryAsn(cpu)) {
    const space = requireAsn(cpu, asn);
    if (!isAuthorized(cpu, space, cpu.cr[4] >>> 16, SECONDARY_AUTHORITY)) {
      cpu.raise(SECONDARY_AUTHORITY_EXCEPTION, asn);
    }
    ({ segmentTable } = space);
  }
  cpu.cr[3] = (cpu.cr[3] & 0xffff0000) | asn;
  cpu.cr[7] = segmentTable;
  cpu.synchronize();
};

/** The event of going from one primary space to another, when either of them asks for it: the instruction completes first. */
function switchedSpace(cpu: Cpu, oldAsn: number, oldTable: number): void {
  if (((oldTable | cpu.cr[1]) & SPACE_SWITCH_EVENT) === 0) return;
  cpu.spaceSwitchEvent(oldAsn | ((oldTable & SPACE_SWITCH_EVENT) !== 0 ? 0x80000000 : 0));
}

/** Four words of the entry-table entry that a program-call number leads to. */
function findEntry(cpu: Cpu, number: number): readonly [number, number, number, number] {
  const linkage = cpu.cr[5];
  if (number >>> 13 > (linkage & CR5_LENGTH)) cpu.raise(LX_TRANSLATION, number);
  const linkageEntry = fetchReal(cpu, (linkage & CR5_ORIGIN) + ((number >>> 8) << 2));
  if ((linkageEntry & LINKAGE_INVALID) !== 0) cpu.raise(LX_TRANSLATION, number);
  if ((number & 0xff) >>> 2 > (linkageEntry & LINKAGE_LENGTH)) cpu.raise(EX_TRANSLATION, number);
  const entry = (linkageEntry & LINKAGE_ORIGIN) + ((number & 0xff) << 4);
  return [
    fetchReal(cpu, entry),
    fetchReal(cpu, entry + 4),
    fetchReal(cpu, entry + 8),
    fetchReal(cpu, entry + 12),
  ];
}

/** PROGRAM CALL: the number is the low 20 bits of the address. */
const programCall: Execute = (cpu, w) => {
  const { psw, cr, gpr } = cpu;
  const number = baseAddress(cpu, w) & 0xfffff;
  requireDat(cpu);
  if (psw.secondarySpace || (cr[5] & CR5_SUBSYSTEM_LINKAGE) === 0) cpu.raise(SPECIAL_OPERATION);
  const [authority, target, parameter, keyMask] = findEntry(cpu, number);
  if ((target & ENTRY_ADDRESS_RESERVED) !== 0) cpu.raise(PC_TRANSLATION_SPECIFICATION, number);
  if (psw.problemState && (cr[3] & authority & 0xffff0000) === 0) cpu.raise(0x02);
  const asn = authority & 0xffff;
  const oldAsn = primaryAsn(cpu);
  const oldTable = cr[1];
  const switching = asn !== 0;
  if (switching) requireAsnTranslation(cpu);
  const space = switching ? requireAsn(cpu, asn) : undefined;
  gpr[14] = psw.instructionAddress | (psw.problemState ? 1 : 0);
  gpr[3] = (cr[3] & 0xffff0000) | oldAsn;
  gpr[4] = parameter;
  cr[3] = (cr[3] & 0xffff0000) | (keyMask & 0xffff0000) | oldAsn;
  cr[7] = oldTable;
  if (space !== undefined) {
    cr[1] = space.segmentTable;
    cr[4] = (space.authorizationIndex << 16) | asn;
    cr[5] = space.linkageTable;
  }
  psw.instructionAddress = target & 0xfffffe;
  psw.problemState = (target & 1) !== 0;
  cpu.alteredRegisters = 0x1802;
  cpu.synchronize();
  if (switching) switchedSpace(cpu, oldAsn, oldTable);
};

/** PROGRAM TRANSFER: R1 has key mask and ASN, R2 the address and the problem state. */
const programTransfer: Execute = (cpu, w) => {
  const { psw, cr } = cpu;
  const masks = cpu.gpr[(w >> 4) & 15];
  const target = cpu.gpr[w & 15];
  requireDat(cpu);
  if (psw.secondarySpace || (cr[5] & CR5_SUBSYSTEM_LINKAGE) === 0) cpu.raise(SPECIAL_OPERATION);
  const problemState = (target & 1) !== 0;
  if (psw.problemState && !problemState) cpu.raise(0x02);
  if ((target & 0xff000000) !== 0) cpu.raise(0x06);
  const asn = masks & 0xffff;
  const oldAsn = primaryAsn(cpu);
  const oldTable = cr[1];
  const switching = asn !== oldAsn;
  if (switching) {
    requireAsnTranslation(cpu);
    const space = requireAsn(cpu, asn);
    if (!isAuthorized(cpu, space, cr[4] >>> 16, PRIMARY_AUTHORITY)) {
      cpu.raise(PRIMARY_AUTHORITY_EXCEPTION, asn);
    }
    cr[1] = space.segmentTable;
    cr[4] = (space.authorizationIndex << 16) | asn;
    cr[5] = space.linkageTable;
  }
  cr[3] = (cr[3] & masks & 0xffff0000) | asn;
  cr[7] = cr[1];
  psw.instructionAddress = target & 0xfffffe;
  psw.problemState = problemState;
  cpu.synchronize();
  if (switching) switchedSpace(cpu, oldAsn, oldTable);
};

/** LOAD ADDRESS SPACE PARAMETERS: condition code 1 primary, 2 secondary not available, 3 a space-switch event. */
const loadAddressSpaceParameters: Execute = (cpu, w, p) => {
  const { cr } = cpu;
  requireAsnTranslation(cpu);
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 8);
  const functions = secondAddress(cpu, p);
  const translateAlways = (functions & 4) !== 0;
  const useGivenIndex = (functions & 2) !== 0;
  const skipAuthority = (functions & 1) !== 0;
  const high = cpu.fetchWord(address);
  const low = cpu.fetchWord(advance(cpu, address, 4));
  const asn = low & 0xffff;
  const secondAsn = high & 0xffff;
  let [primaryTable, linkage, index] = [cr[1], cr[5], cr[4] >>> 16];
  if (translateAlways || asn !== primaryAsn(cpu)) {
    const space = translateAsn(cpu, asn);
    if (typeof space === 'number') {
      cpu.psw.conditionCode = 1;
      return;
    }
    if (((cr[1] | space.segmentTable) & SPACE_SWITCH_EVENT) !== 0) {
      cpu.psw.conditionCode = 3;
      return;
    }
    [primaryTable, linkage, index] = [space.segmentTable, space.linkageTable, space.authorizationIndex];
  }
  if (useGivenIndex) index = low >>> 16;
  let secondaryTable = primaryTable;
  if (secondAsn !== asn) {
    if (!translateAlways && skipAuthority && secondAsn === secondaryAsn(cpu)) secondaryTable = cr[7];
    else {
      const space = translateAsn(cpu, secondAsn);
      if (
        typeof space === 'number' ||
        (!skipAuthority && !isAuthorized(cpu, space, index, SECONDARY_AUTHORITY))
      ) {
        cpu.psw.conditionCode = 2;
        return;
      }
      secondaryTable = space.segmentTable;
    }
  }
  cr[1] = primaryTable;
  cr[3] = high;
  cr[4] = (index << 16) | asn;
  cr[5] = linkage;
  cr[7] = secondaryTable;
  cpu.psw.conditionCode = 0;
  cpu.synchronize();
};

/** Where an operand of a move lies: a segment table (undefined: as the PSW says) and an access key. */
interface Side {
  readonly table: number | undefined;
  readonly key: number;
}

/** Moves up to 256 bytes from left to right; the true length is in R1. Condition code 3 when it is greater. */
function moveBetween(
  cpu: Cpu,
  w: number,
  p: number,
  sides: (key: number) => { readonly to: Side; readonly from: Side },
): void {
  const trueLength = cpu.gpr[(w >> 20) & 15] >>> 0;
  const key = (cpu.gpr[(w >> 16) & 15] >> 4) & 15;
  requireKey(cpu, key);
  const length = Math.min(trueLength, 256);
  const to = baseAddress(cpu, w);
  const from = secondAddress(cpu, p);
  const { to: target, from: source } = sides(key);
  // Nothing is stored, nor a change recorded, before all of both operands is known to be there.
  if (length > 0) {
    for (const index of [0, length - 1]) {
      cpu.checkFor(target.table, target.key, advance(cpu, to, index), true);
      cpu.checkFor(source.table, source.key, advance(cpu, from, index), false);
    }
  }
  const byteOf = (side: Side, address: number, store: boolean): number =>
    cpu.resolveFor(side.table, side.key, address, store, 1);
  for (let i = 0; i < length; i++) {
    const byte = cpu.u8[byteOf(source, advance(cpu, from, i), false)];
    cpu.u8[byteOf(target, advance(cpu, to, i), true)] = byte;
  }
  cpu.psw.conditionCode = trueLength > 256 ? 3 : 0;
}

/** MOVE WITH KEY: the key in R3 is for the source. */
const moveWithKey: Execute = (cpu, w, p) => {
  moveBetween(cpu, w, p, (key) => ({
    to: { table: undefined, key: cpu.psw.key },
    from: { table: undefined, key },
  }));
};

function requireSecondarySpace(cpu: Cpu): void {
  if ((cpu.cr[0] & CR0_SECONDARY_SPACE) === 0) cpu.raise(SPECIAL_OPERATION);
  requireDat(cpu);
}

/** MOVE TO PRIMARY: the key in R3 is for the secondary space. */
const moveToPrimary: Execute = (cpu, w, p) => {
  requireSecondarySpace(cpu);
  moveBetween(cpu, w, p, (key) => ({
    to: { table: cpu.cr[1], key: cpu.psw.key },
    from: { table: cpu.cr[7], key },
  }));
};

/** MOVE TO SECONDARY. */
const moveToSecondary: Execute = (cpu, w, p) => {
  requireSecondarySpace(cpu);
  moveBetween(cpu, w, p, (key) => ({
    to: { table: cpu.cr[7], key },
    from: { table: cpu.cr[1], key: cpu.psw.key },
  }));
};

/** SET PSW KEY FROM ADDRESS: in problem state only where dual address space is installed, to a key of the mask. */
const setKeyFromAddress: Execute = (cpu, w) => {
  const key = (baseAddress(cpu, w) >> 4) & 15;
  requireKey(cpu, key);
  cpu.psw.key = key;
  cpu.synchronize();
};

/** INSERT PSW KEY: in problem state only with the extraction authority. */
const insertKey: Execute = (cpu) => {
  requireExtraction(cpu);
  cpu.gpr[2] = (cpu.gpr[2] & ~0xff) | (cpu.psw.key << 4);
};

export const DUAL_ADDRESS_SPACE_INSTRUCTIONS: Readonly<Record<string, Execute>> = {
  PC: programCall,
  PT: programTransfer,
  SAC: setAddressSpaceControl,
  IAC: insertAddressSpaceControl,
  EPAR: extractAsn(primaryAsn),
  ESAR: extractAsn(secondaryAsn),
  IVSK: insertVirtualStorageKey,
  SSAR: setSecondaryAsn,
  LASP: loadAddressSpaceParameters,
  MVCK: moveWithKey,
  MVCP: moveToPrimary,
  MVCS: moveToSecondary,
  SPKA: setKeyFromAddress,
  IPK: insertKey,
};
