/** PSW, control registers, translation and CPU identification: privileged instructions. GA22-7000, Control Instructions. */

import type { Cpu } from '../cpu.js';
import { applyPrefix } from '../dat.js';
import { EC_MASK_MUST_BE_ZERO } from '../psw.js';
import type { Execute } from './executors.js';
import { advance, baseAddress, indexedAddress, requireAlignment } from './operands.js';

/** CR0 bit 1: SSM suppression. */
const CR0_SSM_SUPPRESSION = 0x40000000;
/** CR0 bit 3. */
const CR0_LOW_ADDRESS_PROTECTION = 0x10000000;

/** Loads the system mask; what is wrong with it is seen only after that. */
function setMask(cpu: Cpu, mask: number): void {
  cpu.psw.systemMask = mask;
  cpu.synchronize();
  if (cpu.psw.extendedControl && (mask & EC_MASK_MUST_BE_ZERO) !== 0) cpu.maskIsInvalid();
}

/** SET SYSTEM MASK. */
const setSystemMask: Execute = (cpu, w) => {
  if ((cpu.cr[0] & CR0_SSM_SUPPRESSION) !== 0) cpu.raise(0x13);
  setMask(cpu, cpu.fetchByte(baseAddress(cpu, w)));
};

/** STORE THEN AND SYSTEM MASK. */
const storeThenAndMask: Execute = (cpu, w) => {
  const mask = cpu.psw.systemMask;
  cpu.storeByte(baseAddress(cpu, w), mask);
  setMask(cpu, mask & (w >> 16));
};

/** STORE THEN OR SYSTEM MASK. */
const storeThenOrMask: Execute = (cpu, w) => {
  const mask = cpu.psw.systemMask;
  cpu.storeByte(baseAddress(cpu, w), mask);
  setMask(cpu, mask | ((w >> 16) & 0xff));
};

/** LOAD PSW. */
const loadPsw: Execute = (cpu, w) => {
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 8);
  const host = cpu.fetchSpan(address, 8);
  cpu.loadPsw(cpu.view.getInt32(host), cpu.view.getInt32(host + 4));
};

/** LOAD CONTROL. */
const loadControl: Execute = (cpu, w) => {
  const r3 = (w >> 16) & 15;
  let r = (w >> 20) & 15;
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 4);
  const count = ((r3 - r) & 15) + 1;
  cpu.checkFetch(address, count * 4);
  // All words come from the address space of the old CR1: maps change only afterwards.
  for (let i = 0; i < count; i++, r = (r + 1) & 15) cpu.cr[r] = cpu.fetchWord(advance(cpu, address, i * 4));
  cpu.synchronize();
};

/** STORE CONTROL. */
const storeControl: Execute = (cpu, w) => {
  const r3 = (w >> 16) & 15;
  let r = (w >> 20) & 15;
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 4);
  const count = ((r3 - r) & 15) + 1;
  cpu.checkStore(address, count * 4);
  for (let i = 0; i < count; i++, r = (r + 1) & 15) cpu.storeWord(advance(cpu, address, i * 4), cpu.cr[r]);
};

/** LOAD REAL ADDRESS: condition code 3 for a length violation, 1 and 2 for an invalid segment or page entry. */
const loadRealAddress: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const address = indexedAddress(cpu, w);
  const code = cpu.translate(address);
  const { translation } = cpu;
  if (code === 0) {
    cpu.gpr[r1] = translation.real;
    cpu.psw.conditionCode = 0;
    return;
  }
  if (code !== 0x10 && code !== 0x11) cpu.raise(code, address);
  cpu.gpr[r1] = translation.entryAddress;
  cpu.psw.conditionCode = translation.lengthViolation ? 3 : code === 0x10 ? 1 : 2;
};

/** PURGE TLB. */
const purgeTlb: Execute = (cpu) => {
  cpu.purgeTranslations();
};

/** INVALIDATE PAGE TABLE ENTRY: R1 holds the page table origin, R2 an address of the page. */
const invalidatePageTableEntry: Execute = (cpu, w) => {
  const origin = cpu.gpr[(w >> 4) & 15] & 0xfffff8;
  const logical = cpu.gpr[w & 15];
  const format = (cpu.cr[0] >>> 19) & 0x1f;
  if (format !== 0x08 && format !== 0x0a && format !== 0x10 && format !== 0x12) cpu.raise(0x12);
  const pageShift = format < 0x10 ? 11 : 12;
  const pages = (format & 2) !== 0 ? 1 << (20 - pageShift) : 1 << (16 - pageShift);
  const entry = advance(cpu, origin, ((logical >>> pageShift) & (pages - 1)) * 2);
  const absolute = applyPrefix(entry, cpu.prefix);
  if (!cpu.storage.contains(absolute, 2)) cpu.raise(0x05, entry);
  const keysMatch = cpu.psw.key === 0 || cpu.psw.key === cpu.storage.getKey(absolute) >>> 4;
  const lowProtected = entry < 512 && (cpu.cr[0] & CR0_LOW_ADDRESS_PROTECTION) !== 0;
  if (!keysMatch || lowProtected) cpu.raise(0x04, entry);
  cpu.storage.storeHalf(absolute, cpu.storage.fetchHalf(absolute) | (pageShift === 12 ? 0x8 : 0x4));
  cpu.storage.recordAccess(absolute, true);
  for (const other of cpu.complex.cpus) other.purgeTranslations();
};

/** SET PREFIX. */
const setPrefix: Execute = (cpu, w) => {
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 4);
  const prefix = cpu.fetchWord(address) & 0xfff000;
  if (!cpu.storage.contains(prefix, 4096)) cpu.raise(0x05, prefix);
  cpu.setPrefix(prefix);
};

/** STORE PREFIX. */
const storePrefix: Execute = (cpu, w) => {
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 4);
  cpu.storeWord(address, cpu.prefix);
};

/** STORE CPU ADDRESS. */
const storeCpuAddress: Execute = (cpu, w) => {
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 2);
  cpu.storeHalf(address, cpu.address);
};

/** STORE CPU ID. */
const storeCpuId: Execute = (cpu, w) => {
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 8);
  cpu.checkStore(address, 8);
  cpu.storeWord(address, cpu.cpuId.high);
  cpu.storeWord(advance(cpu, address, 4), cpu.cpuId.low);
};

/** DIAGNOSE: no model-dependent function is installed in the CPU itself, which is what a specification exception says. */
const diagnose: Execute = (cpu) => {
  cpu.raise(0x06);
};

/** TEST PROTECTION: condition code 0 fetch and store, 1 fetch only, 2 neither, 3 not translatable. */
const testProtection: Execute = (cpu, w, p) => {
  const address = baseAddress(cpu, w);
  const field = (cpu.u8[p + 4] << 8) | cpu.u8[p + 5];
  const base = field >> 12;
  const key = (((field & 0xfff) + (base === 0 ? 0 : cpu.gpr[base])) >> 4) & 15;
  let real = address;
  let segmentProtected = false;
  if (cpu.psw.dat) {
    const code = cpu.translate(address);
    if (code === 0x10 || code === 0x11) {
      cpu.psw.conditionCode = 3;
      return;
    }
    if (code !== 0) cpu.raise(code, address);
    ({ real, segmentProtected } = cpu.translation);
  }
  const absolute = applyPrefix(real, cpu.prefix);
  if (!cpu.storage.contains(absolute)) cpu.raise(0x05, address);
  const storageKey = cpu.storage.getKey(absolute);
  const match = key === 0 || key === storageKey >>> 4;
  const lowProtected = address < 512 && (cpu.cr[0] & CR0_LOW_ADDRESS_PROTECTION) !== 0;
  if (match && !segmentProtected && !lowProtected) cpu.psw.conditionCode = 0;
  else cpu.psw.conditionCode = match || (storageKey & 0x08) === 0 ? 1 : 2;
};

export const CONTROL_INSTRUCTIONS = {
  SSM: setSystemMask,
  STNSM: storeThenAndMask,
  STOSM: storeThenOrMask,
  LPSW: loadPsw,
  DIAG: diagnose,
  LCTL: loadControl,
  STCTL: storeControl,
  LRA: loadRealAddress,
  PTLB: purgeTlb,
  IPTE: invalidatePageTableEntry,
  SPX: setPrefix,
  STPX: storePrefix,
  STAP: storeCpuAddress,
  STIDP: storeCpuId,
  TPROT: testProtection,
};
