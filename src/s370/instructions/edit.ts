/** EDIT and EDIT AND MARK. GA22-7000, Decimal Instructions. */

import type { Cpu } from '../cpu.js';
import type { Execute } from './executors.js';
import { advance, baseAddress, secondAddress } from './operands.js';

const DIGIT_SELECTOR = 0x20;
const SIGNIFICANCE_STARTER = 0x21;
const FIELD_SEPARATOR = 0x22;

/** What one edit does, before anything is stored. */
interface Edited {
  readonly result: Uint8Array;
  readonly conditionCode: number;
  /** Index of the last first-significant character that EDMK would mark, or -1. */
  readonly marked: number;
}

function edit(cpu: Cpu, pattern: number, length: number, source: number): Edited {
  const result = new Uint8Array(length);
  const fill = cpu.fetchByte(pattern);
  let significance = false;
  let from = source;
  let pending = -1;
  let nonzero = false;
  let marked = -1;
  for (let i = 0; i < length; i++) {
    const character = cpu.fetchByte(advance(pattern, i));
    if (character === FIELD_SEPARATOR) {
      result[i] = fill;
      significance = false;
      nonzero = false;
    } else if (character === DIGIT_SELECTOR || character === SIGNIFICANCE_STARTER) {
      let digit: number;
      let sign = 0;
      if (pending < 0) {
        const byte = cpu.fetchByte(from);
        from = advance(from, 1);
        digit = byte >>> 4;
        if (digit > 9) cpu.raise(0x07);
        // A sign code in the right half ends the source field here; otherwise it is the next digit.
        if ((byte & 15) > 9) sign = byte & 15;
        else pending = byte & 15;
      } else {
        digit = pending;
        pending = -1;
      }
      if (digit !== 0) nonzero = true;
      if (significance || digit !== 0) {
        result[i] = 0xf0 | digit;
        if (!significance) marked = i;
        significance = true;
      } else {
        result[i] = fill;
        if (character === SIGNIFICANCE_STARTER) significance = true;
      }
      if (sign !== 0 && sign !== 0xb && sign !== 0xd) {
        significance = false;
      }
    } else {
      result[i] = significance ? character : fill;
    }
  }
  return { result, conditionCode: !nonzero ? 0 : significance ? 1 : 2, marked };
}

/** Common part of ED and EDMK. */
function editField(cpu: Cpu, w: number, p: number): Edited {
  const length = (w >> 16) + 1;
  const pattern = baseAddress(cpu, w);
  cpu.checkStore(pattern, length);
  const edited = edit(cpu, pattern, length, secondAddress(cpu, p));
  edited.result.forEach((byte, i) => cpu.storeByte(advance(pattern, i), byte));
  cpu.psw.conditionCode = edited.conditionCode;
  return edited;
}

/** EDIT. */
const editInstruction: Execute = (cpu, w, p) => {
  editField(cpu, w, p);
};

/** EDIT AND MARK: R1 bits 8-31 get the address of the first significant digit, when no starter forced significance. */
const editAndMark: Execute = (cpu, w, p) => {
  const pattern = baseAddress(cpu, w);
  const { marked } = editField(cpu, w, p);
  if (marked >= 0) cpu.gpr[1] = (cpu.gpr[1] & 0xff000000) | advance(pattern, marked);
};

export const EDIT_INSTRUCTIONS = { ED: editInstruction, EDMK: editAndMark };
