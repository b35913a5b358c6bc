/** MOVE LONG and COMPARE LOGICAL LONG: interruptible after each piece. GA22-7000, General Instructions. */

import type { Cpu } from '../cpu.js';
import { ADDRESS_MASK } from '../layout.js';
import type { Execute } from './executors.js';
import { advance, requireEven } from './operands.js';

/** Bytes that one execution handles before it lets interruptions in. */
const UNIT_OF_OPERATION = 32768;

/** Bytes from `address` to the end of its 2K block. */
function toBlockEnd(address: number): number {
  return 0x800 - (address & 0x7ff);
}

/** Points the PSW at the instruction again: its registers say where it goes on. */
function continueLater(cpu: Cpu): void {
  cpu.psw.instructionAddress = cpu.start;
}

function setAddress(cpu: Cpu, register: number, address: number): void {
  cpu.gpr[register] = address;
}

function setCount(cpu: Cpu, register: number, count: number): void {
  cpu.gpr[register] = (cpu.gpr[register] & 0xff000000) | count;
}

/** Would moving from left to right use a byte as source after it was changed as target? */
function destructiveOverlap(to: number, from: number, length: number): boolean {
  if (length <= 1) return false;
  const distance = (to - from) & ADDRESS_MASK;
  return distance > 0 && distance < length;
}

/** MOVE LONG. */
const moveLong: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const r2 = (w >> 16) & 15;
  requireEven(cpu, r1 | r2);
  const { gpr, u8 } = cpu;
  let to = gpr[r1] & ADDRESS_MASK;
  let toCount = gpr[r1 + 1] & ADDRESS_MASK;
  let from = gpr[r2] & ADDRESS_MASK;
  let fromCount = gpr[r2 + 1] & ADDRESS_MASK;
  const pad = gpr[r2 + 1] >>> 24;
  const code = toCount === fromCount ? 0 : toCount < fromCount ? 1 : 2;
  if (destructiveOverlap(to, from, Math.min(toCount, fromCount))) {
    setAddress(cpu, r1, to);
    setAddress(cpu, r2, from);
    cpu.psw.conditionCode = 3;
    return;
  }
  let unit = UNIT_OF_OPERATION;
  while (toCount > 0) {
    if (unit <= 0) {
      continueLater(cpu);
      return;
    }
    let piece = Math.min(toCount, toBlockEnd(to), unit);
    if (fromCount > 0) {
      piece = Math.min(piece, fromCount, toBlockEnd(from));
      const source = cpu.fetchSpan(from, 1);
      const target = cpu.storeSpan(to, piece);
      u8.copyWithin(target, source, source + piece);
      from = advance(cpu, from, piece);
      fromCount -= piece;
    } else {
      const target = cpu.storeSpan(to, piece);
      u8.fill(pad, target, target + piece);
    }
    to = advance(cpu, to, piece);
    toCount -= piece;
    unit -= piece;
    setAddress(cpu, r1, to);
    setCount(cpu, r1 + 1, toCount);
    setAddress(cpu, r2, from);
    setCount(cpu, r2 + 1, fromCount);
    cpu.unitCompleted = true;
  }
  setAddress(cpu, r1, to);
  setAddress(cpu, r2, from);
  cpu.psw.conditionCode = code;
};

/** COMPARE LOGICAL LONG: the shorter operand is extended with the pad byte. */
const compareLogicalLong: Execute = (cpu, w) => {
  const r1 = (w >> 20) & 15;
  const r2 = (w >> 16) & 15;
  requireEven(cpu, r1 | r2);
  const { gpr } = cpu;
  let first = gpr[r1] & ADDRESS_MASK;
  let firstCount = gpr[r1 + 1] & ADDRESS_MASK;
  let second = gpr[r2] & ADDRESS_MASK;
  let secondCount = gpr[r2 + 1] & ADDRESS_MASK;
  const pad = gpr[r2 + 1] >>> 24;
  let code = 0;
  let unit = UNIT_OF_OPERATION;
  let compared = false;
  // An access exception nullifies the unit of operation: registers must tell what has been compared so far.
  const update = (): void => {
    setAddress(cpu, r1, first);
    setCount(cpu, r1 + 1, firstCount);
    setAddress(cpu, r2, second);
    setCount(cpu, r2 + 1, secondCount);
    cpu.unitCompleted = compared;
  };
  while (firstCount > 0 || secondCount > 0) {
    if (unit-- <= 0) {
      update();
      continueLater(cpu);
      return;
    }
    if ((firstCount > 0 && (first & 0x7ff) === 0) || (secondCount > 0 && (second & 0x7ff) === 0)) update();
    const a = firstCount > 0 ? cpu.fetchByte(first) : pad;
    const b = secondCount > 0 ? cpu.fetchByte(second) : pad;
    if (a !== b) {
      code = a < b ? 1 : 2;
      break;
    }
    compared = true;
    if (firstCount > 0) {
      first = advance(cpu, first, 1);
      firstCount--;
    }
    if (secondCount > 0) {
      second = advance(cpu, second, 1);
      secondCount--;
    }
  }
  update();
  cpu.psw.conditionCode = code;
};

export const LONG_OPERAND_INSTRUCTIONS = { MVCL: moveLong, CLCL: compareLogicalLong };
