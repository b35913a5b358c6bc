/** Storage-to-storage instructions on up to 256 bytes. GA22-7000, General Instructions. */

import type { Cpu } from '../cpu.js';
import type { Execute } from './executors.js';
import { advance, baseAddress, insertAddress, secondAddress } from './operands.js';

/** From this length on a host block move is quicker than a loop. */
const BLOCK_MOVE = 24;

/** MOVE (MVC): byte by byte from left to right, which spreads a byte when the operands overlap by one. */
const move: Execute = (cpu, w, p) => {
  const length = (w >> 16) + 1;
  const to = baseAddress(cpu, w);
  const from = secondAddress(cpu, p);
  const source = cpu.fetchSpan(from, length);
  // A change is recorded when nothing can go wrong any more.
  const target = source < 0 ? -1 : cpu.storeSpan(to, length);
  if (source < 0 || target < 0) {
    cpu.checkFetch(from, length);
    cpu.checkStore(to, length);
    for (let i = 0; i < length; i++) cpu.storeByte(advance(cpu, to, i), cpu.fetchByte(advance(cpu, from, i)));
    return;
  }
  const { u8 } = cpu;
  const distance = target - source;
  if (length < BLOCK_MOVE) for (let i = 0; i < length; i++) u8[target + i] = u8[source + i];
  else if (distance === 1) u8.fill(u8[source], target, target + length);
  else if (distance <= 0 || distance >= length) u8.copyWithin(target, source, source + length);
  else for (let i = 0; i < length; i++) u8[target + i] = u8[source + i];
};

/** MOVE INVERSE: the second operand's address is that of its rightmost byte. */
const moveInverse: Execute = (cpu, w, p) => {
  const length = (w >> 16) + 1;
  const to = baseAddress(cpu, w);
  const from = secondAddress(cpu, p);
  cpu.checkFetch(advance(cpu, from, 1 - length), length);
  cpu.checkStore(to, length);
  for (let i = 0; i < length; i++) cpu.storeByte(advance(cpu, to, i), cpu.fetchByte(advance(cpu, from, -i)));
};

/** Makes an instruction that combines two fields byte by byte; `code` sets the condition code. */
function combining(operation: (a: number, b: number) => number, code: boolean): Execute {
  return (cpu, w, p) => {
    const length = (w >> 16) + 1;
    const to = baseAddress(cpu, w);
    const from = secondAddress(cpu, p);
    const source = cpu.fetchSpan(from, length);
    const target = source < 0 ? -1 : cpu.storeSpan(to, length);
    let any = 0;
    if (source < 0 || target < 0) {
      cpu.checkFetch(from, length);
      cpu.checkStore(to, length);
      for (let i = 0; i < length; i++) {
        const address = advance(cpu, to, i);
        const result = operation(cpu.fetchByte(address), cpu.fetchByte(advance(cpu, from, i)));
        cpu.storeByte(address, result);
        any |= result;
      }
    } else {
      const { u8 } = cpu;
      for (let i = 0; i < length; i++) {
        const result = operation(u8[target + i], u8[source + i]);
        u8[target + i] = result;
        any |= result;
      }
    }
    if (code) cpu.psw.conditionCode = any === 0 ? 0 : 1;
  };
}

const exclusiveOr = combining((a, b) => a ^ b, true);

/** EXCLUSIVE OR (XC): a field with itself is the usual way to clear it. */
const exclusiveOrCharacters: Execute = (cpu, w, p) => {
  const length = (w >> 16) + 1;
  const to = baseAddress(cpu, w);
  if (to === secondAddress(cpu, p)) {
    const target = cpu.storeSpan(to, length);
    if (target >= 0) {
      cpu.u8.fill(0, target, target + length);
      cpu.psw.conditionCode = 0;
      return;
    }
  }
  exclusiveOr(cpu, w, p);
};

/** COMPARE LOGICAL (CLC). */
const compareLogical: Execute = (cpu, w, p) => {
  const length = (w >> 16) + 1;
  const first = baseAddress(cpu, w);
  const second = secondAddress(cpu, p);
  const a = cpu.fetchSpan(first, length);
  const b = cpu.fetchSpan(second, length);
  let code = 0;
  if (a < 0 || b < 0) {
    cpu.checkFetch(first, length);
    cpu.checkFetch(second, length);
    for (let i = 0; i < length; i++) {
      const x = cpu.fetchByte(advance(cpu, first, i));
      const y = cpu.fetchByte(advance(cpu, second, i));
      if (x !== y) {
        code = x < y ? 1 : 2;
        break;
      }
    }
  } else {
    const { u8 } = cpu;
    for (let i = 0; i < length; i++) {
      if (u8[a + i] !== u8[b + i]) {
        code = u8[a + i] < u8[b + i] ? 1 : 2;
        break;
      }
    }
  }
  cpu.psw.conditionCode = code;
};

/** Raises the access exceptions of the function bytes that the argument bytes select. */
function checkFunctionBytes(cpu: Cpu, argument: number, length: number, table: number): void {
  for (let i = 0; i < length; i++)
    cpu.fetchByte(advance(cpu, table, cpu.fetchByte(advance(cpu, argument, i))));
}

/** TRANSLATE. */
const translate: Execute = (cpu, w, p) => {
  const length = (w >> 16) + 1;
  const first = baseAddress(cpu, w);
  const table = secondAddress(cpu, p);
  const host = cpu.fetchSpan(table, 256);
  const target = host < 0 ? -1 : cpu.storeSpan(first, length);
  if (target < 0 || host < 0) {
    checkFunctionBytes(cpu, first, length, table);
    cpu.checkStore(first, length);
    for (let i = 0; i < length; i++) {
      const address = advance(cpu, first, i);
      cpu.storeByte(address, cpu.fetchByte(advance(cpu, table, cpu.fetchByte(address))));
    }
    return;
  }
  const { u8 } = cpu;
  for (let i = 0; i < length; i++) u8[target + i] = u8[host + u8[target + i]];
};

/** TRANSLATE AND TEST: stops at the first function byte that is not 0. */
const translateAndTest: Execute = (cpu, w, p) => {
  const length = (w >> 16) + 1;
  const first = baseAddress(cpu, w);
  const table = secondAddress(cpu, p);
  for (let i = 0; i < length; i++) {
    const address = advance(cpu, first, i);
    const value = cpu.fetchByte(advance(cpu, table, cpu.fetchByte(address)));
    if (value === 0) continue;
    insertAddress(cpu, 1, address);
    cpu.gpr[2] = (cpu.gpr[2] & ~0xff) | value;
    cpu.alteredRegisters = 0x6000;
    cpu.psw.conditionCode = i === length - 1 ? 2 : 1;
    return;
  }
  cpu.psw.conditionCode = 0;
};

export const STORAGE_TO_STORAGE_INSTRUCTIONS = {
  MVC: move,
  MVCIN: moveInverse,
  MVN: combining((a, b) => (a & 0xf0) | (b & 0x0f), false),
  MVZ: combining((a, b) => (a & 0x0f) | (b & 0xf0), false),
  NC: combining((a, b) => a & b, true),
  OC: combining((a, b) => a | b, true),
  XC: exclusiveOrCharacters,
  CLC: compareLogical,
  TR: translate,
  TRT: translateAndTest,
};
