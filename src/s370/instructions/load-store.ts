/** Loads, stores, inserts, logical operations, compare and swap. GA22-7000, General Instructions. */

import type { Cpu } from '../cpu.js';
import type { Execute } from './executors.js';
import { advance, baseAddress, indexedAddress, requireAlignment, requireEven } from './operands.js';

/** LOAD (LR). */
const loadRegister: Execute = (cpu, w) => {
  cpu.gpr[(w >> 20) & 15] = cpu.gpr[(w >> 16) & 15];
};

/** LOAD (L). */
const load: Execute = (cpu, w) => {
  cpu.gpr[(w >> 20) & 15] = cpu.fetchWord(indexedAddress(cpu, w));
};

/** LOAD HALFWORD. */
const loadHalfword: Execute = (cpu, w) => {
  cpu.gpr[(w >> 20) & 15] = (cpu.fetchHalf(indexedAddress(cpu, w)) << 16) >> 16;
};

/** LOAD ADDRESS. */
const loadAddress: Execute = (cpu, w) => {
  cpu.gpr[(w >> 20) & 15] = indexedAddress(cpu, w);
};

/** INSERT CHARACTER. */
const insertCharacter: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  cpu.gpr[r1] = (cpu.gpr[r1] & ~0xff) | cpu.fetchByte(indexedAddress(cpu, w));
};

/** STORE. */
const store: Execute = (cpu, w) => {
  cpu.storeWord(indexedAddress(cpu, w), cpu.gpr[(w >> 20) & 15]);
};

/** STORE HALFWORD. */
const storeHalfword: Execute = (cpu, w) => {
  cpu.storeHalf(indexedAddress(cpu, w), cpu.gpr[(w >> 20) & 15]);
};

/** STORE CHARACTER. */
const storeCharacter: Execute = (cpu, w) => {
  cpu.storeByte(indexedAddress(cpu, w), cpu.gpr[(w >> 20) & 15]);
};

/** LOAD MULTIPLE: all accesses are checked before a register changes. */
const loadMultiple: Execute = (cpu, w) => {
  const r3 = (w >> 16) & 15;
  let r = (w >> 20) & 15;
  const address = baseAddress(cpu, w);
  const count = ((r3 - r) & 15) + 1;
  const { gpr } = cpu;
  let host = cpu.fetchSpan(address, count * 4);
  if (host >= 0) {
    for (let i = 0; i < count; i++, host += 4, r = (r + 1) & 15) gpr[r] = cpu.view.getInt32(host);
    return;
  }
  cpu.checkFetch(address, count * 4);
  for (let i = 0; i < count; i++, r = (r + 1) & 15) gpr[r] = cpu.fetchWord(advance(cpu, address, i * 4));
};

/** STORE MULTIPLE. */
const storeMultiple: Execute = (cpu, w) => {
  const r3 = (w >> 16) & 15;
  let r = (w >> 20) & 15;
  const address = baseAddress(cpu, w);
  const count = ((r3 - r) & 15) + 1;
  const { gpr } = cpu;
  let host = cpu.storeSpan(address, count * 4);
  if (host >= 0) {
    for (let i = 0; i < count; i++, host += 4, r = (r + 1) & 15) cpu.view.setInt32(host, gpr[r]);
    return;
  }
  cpu.checkStore(address, count * 4);
  for (let i = 0; i < count; i++, r = (r + 1) & 15) cpu.storeWord(advance(cpu, address, i * 4), gpr[r]);
};

/** Makes the two forms of a logical operation on a word. */
function logicalForms(operation: (a: number, b: number) => number): [rr: Execute, rx: Execute] {
  const finish = (cpu: Cpu, r1: number, operand: number): void => {
    const result = operation(cpu.gpr[r1], operand);
    cpu.gpr[r1] = result;
    cpu.psw.conditionCode = result === 0 ? 0 : 1;
  };
  return [
    (cpu, w) => finish(cpu, (w >> 20) & 15, cpu.gpr[(w >> 16) & 15]),
    (cpu, w) => finish(cpu, (w >> 20) & 15, cpu.fetchWord(indexedAddress(cpu, w))),
  ];
}

/** Makes the immediate form of a logical operation. */
function immediateForm(operation: (a: number, b: number) => number): Execute {
  return (cpu, w) => {
    const address = baseAddress(cpu, w);
    const host = cpu.storeSpan(address, 1);
    const result = operation(cpu.u8[host], (w >> 16) & 0xff);
    cpu.u8[host] = result;
    cpu.psw.conditionCode = result === 0 ? 0 : 1;
  };
}

const [NR, N] = logicalForms((a, b) => a & b);
const [OR, O] = logicalForms((a, b) => a | b);
const [XR, X] = logicalForms((a, b) => a ^ b);

/** MOVE (MVI). */
const moveImmediate: Execute = (cpu, w) => {
  cpu.storeByte(baseAddress(cpu, w), (w >> 16) & 0xff);
};

/** COMPARE LOGICAL (CLI). */
const compareLogicalImmediate: Execute = (cpu, w) => {
  const a = cpu.fetchByte(baseAddress(cpu, w));
  const b = (w >> 16) & 0xff;
  cpu.psw.conditionCode = a === b ? 0 : a < b ? 1 : 2;
};

/** TEST UNDER MASK. */
const testUnderMask: Execute = (cpu, w) => {
  const mask = (w >> 16) & 0xff;
  const selected = cpu.fetchByte(baseAddress(cpu, w)) & mask;
  cpu.psw.conditionCode = selected === 0 ? 0 : selected === mask ? 3 : 1;
};

/** TEST AND SET. */
const testAndSet: Execute = (cpu, w) => {
  const host = cpu.storeSpan(baseAddress(cpu, w), 1);
  cpu.psw.conditionCode = cpu.u8[host] >>> 7;
  cpu.u8[host] = 0xff;
};

/** COMPARE AND SWAP: a store access is recognized even when nothing is stored. */
const compareAndSwap: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 4);
  const host = cpu.storeSpan(address, 4);
  const value = cpu.view.getInt32(host);
  if (value === cpu.gpr[r1]) {
    cpu.view.setInt32(host, cpu.gpr[(w >> 16) & 15]);
    cpu.psw.conditionCode = 0;
  } else {
    cpu.gpr[r1] = value;
    cpu.alteredRegisters = 0x8000 >> r1;
    cpu.psw.conditionCode = 1;
  }
};

/** COMPARE DOUBLE AND SWAP. */
const compareDoubleAndSwap: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const r3 = (w >> 16) & 15;
  requireEven(cpu, r1 | r3);
  const address = baseAddress(cpu, w);
  requireAlignment(cpu, address, 8);
  const host = cpu.storeSpan(address, 8);
  const high = cpu.view.getInt32(host);
  const low = cpu.view.getInt32(host + 4);
  if (high === cpu.gpr[r1] && low === cpu.gpr[r1 + 1]) {
    cpu.view.setInt32(host, cpu.gpr[r3]);
    cpu.view.setInt32(host + 4, cpu.gpr[r3 + 1]);
    cpu.psw.conditionCode = 0;
  } else {
    cpu.gpr[r1] = high;
    cpu.gpr[r1 + 1] = low;
    cpu.alteredRegisters = 0xc000 >> r1;
    cpu.psw.conditionCode = 1;
  }
};

/** Bytes that a 4-bit mask selects. */
function maskedBytes(mask: number): number {
  return (mask & 1) + ((mask >> 1) & 1) + ((mask >> 2) & 1) + (mask >> 3);
}

/** INSERT CHARACTERS UNDER MASK: with mask 0 one byte is still checked. */
const insertCharactersUnderMask: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const mask = (w >> 16) & 15;
  let address = baseAddress(cpu, w);
  if (mask === 15) {
    const word = cpu.fetchWord(address);
    cpu.gpr[r1] = word;
    cpu.psw.conditionCode = word === 0 ? 0 : word < 0 ? 1 : 2;
    return;
  }
  cpu.checkFetch(address, maskedBytes(mask) || 1);
  let value = cpu.gpr[r1];
  let code = 0;
  let first = true;
  for (let i = 0; i < 4; i++) {
    if ((mask & (8 >> i)) === 0) continue;
    const byte = cpu.fetchByte(address);
    address = advance(cpu, address, 1);
    const shift = 24 - 8 * i;
    value = (value & ~(0xff << shift)) | (byte << shift);
    if (first && byte >= 0x80) code = 1;
    else if (byte !== 0 && code === 0) code = 2;
    first = false;
  }
  cpu.gpr[r1] = value;
  cpu.psw.conditionCode = code;
};

/** STORE CHARACTERS UNDER MASK. */
const storeCharactersUnderMask: Execute = (cpu, w) => {
  const value = cpu.gpr[(w >> 20) & 15];
  const mask = (w >> 16) & 15;
  let address = baseAddress(cpu, w);
  if (mask === 15) {
    cpu.storeWord(address, value);
    return;
  }
  if (mask === 0) return;
  cpu.checkStore(address, maskedBytes(mask));
  for (let i = 0; i < 4; i++) {
    if ((mask & (8 >> i)) === 0) continue;
    cpu.storeByte(address, value >>> (24 - 8 * i));
    address = advance(cpu, address, 1);
  }
};

/** COMPARE LOGICAL CHARACTERS UNDER MASK. */
const compareLogicalUnderMask: Execute = (cpu, w) => {
  const value = cpu.gpr[(w >> 20) & 15];
  const mask = (w >> 16) & 15;
  let address = baseAddress(cpu, w);
  cpu.checkFetch(address, maskedBytes(mask) || 1);
  let code = 0;
  for (let i = 0; i < 4 && code === 0; i++) {
    if ((mask & (8 >> i)) === 0) continue;
    const a = (value >>> (24 - 8 * i)) & 0xff;
    const b = cpu.fetchByte(address);
    address = advance(cpu, address, 1);
    if (a !== b) code = a < b ? 1 : 2;
  }
  cpu.psw.conditionCode = code;
};

export const LOAD_STORE_INSTRUCTIONS = {
  LR: loadRegister,
  L: load,
  LH: loadHalfword,
  LA: loadAddress,
  IC: insertCharacter,
  ST: store,
  STH: storeHalfword,
  STC: storeCharacter,
  LM: loadMultiple,
  STM: storeMultiple,
  NR,
  N,
  OR,
  O,
  XR,
  X,
  NI: immediateForm((a, b) => a & b),
  OI: immediateForm((a, b) => a | b),
  XI: immediateForm((a, b) => a ^ b),
  MVI: moveImmediate,
  CLI: compareLogicalImmediate,
  TM: testUnderMask,
  TS: testAndSet,
  CS: compareAndSwap,
  CDS: compareDoubleAndSwap,
  ICM: insertCharactersUnderMask,
  STCM: storeCharactersUnderMask,
  CLM: compareLogicalUnderMask,
};
