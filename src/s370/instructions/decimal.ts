/**
 * Decimal instructions: operands come from storage into work fields, the arithmetic is that of the packed
 * decimal unit, results go back. GA22-7000, Decimal Instructions.
 */

import type { Cpu } from '../cpu.js';
import { MASK_DECIMAL_OVERFLOW } from '../psw.js';
import type { Execute } from './executors.js';
import { advance, baseAddress, insertAddress, secondAddress } from './operands.js';
import { PackedDecimalUnit, type DecimalOutcome } from './packed-decimal.js';

/** Work fields of one CPU: a field of each length from 1 to 16 for either operand. */
export class DecimalWork {
  readonly unit = new PackedDecimalUnit();
  readonly first = fieldsByLength();
  readonly second = fieldsByLength();
}

function fieldsByLength(): readonly Uint8Array[] {
  const bytes = new Uint8Array(16);
  return Array.from({ length: 17 }, (_, length) => bytes.subarray(0, length));
}

/** Copies an operand into a work field. Raises access exceptions before anything changes. */
function fetchField(cpu: Cpu, address: number, field: Uint8Array): Uint8Array {
  const { length } = field;
  const host = cpu.fetchSpan(address, length);
  if (host >= 0) for (let i = 0; i < length; i++) field[i] = cpu.u8[host + i];
  else {
    cpu.checkFetch(address, length);
    for (let i = 0; i < length; i++) field[i] = cpu.fetchByte(advance(cpu, address, i));
  }
  return field;
}

/** Copies a work field to storage that `checkStore` has found good. */
function storeField(cpu: Cpu, address: number, field: Uint8Array): void {
  const { length } = field;
  const host = cpu.storeSpan(address, length);
  if (host >= 0) for (let i = 0; i < length; i++) cpu.u8[host + i] = field[i];
  else for (let i = 0; i < length; i++) cpu.storeByte(advance(cpu, address, i), field[i]);
}

type Operation = (unit: PackedDecimalUnit, first: Uint8Array, second: Uint8Array) => DecimalOutcome;

/** Makes an SS instruction of two packed operands; `check` raises specification exceptions of the lengths. */
function decimal(
  operation: Operation,
  options: { readonly setsCode: boolean; readonly stores: boolean; readonly checksLengths?: boolean },
): Execute {
  return (cpu, w, p) => {
    const length1 = (w >> 20) + 1;
    const length2 = ((w >> 16) & 15) + 1;
    if (options.checksLengths === true && (length2 > 8 || length2 >= length1)) cpu.raise(0x06);
    const address = baseAddress(cpu, w);
    const { unit, first, second } = cpu.decimal;
    const operand2 = fetchField(cpu, secondAddress(cpu, p), second[length2]);
    const operand1 = fetchField(cpu, address, first[length1]);
    const outcome = operation(unit, operand1, operand2);
    if (outcome === 'data') cpu.raise(0x07);
    if (outcome === 'divide') cpu.raise(0x0b);
    if (options.stores) {
      cpu.checkStore(address, length1);
      storeField(cpu, address, operand1);
    }
    if (options.setsCode) finish(cpu, outcome);
  };
}

/** Sets the condition code; decimal overflow is a completion. */
function finish(cpu: Cpu, outcome: DecimalOutcome): void {
  cpu.psw.conditionCode = cpu.decimal.unit.conditionCode;
  if (outcome === 'overflow' && (cpu.psw.programMask & MASK_DECIMAL_OVERFLOW) !== 0) cpu.raise(0x0a);
}

/** SHIFT AND ROUND DECIMAL: bits 26-31 of the second-operand address are the shift, to the left when positive. */
const shiftAndRound: Execute = (cpu, w, p) => {
  const length = (w >> 20) + 1;
  const address = baseAddress(cpu, w);
  const shift = (secondAddress(cpu, p) << 26) >> 26;
  const field = fetchField(cpu, address, cpu.decimal.first[length]);
  const outcome = cpu.decimal.unit.shiftAndRound(field, shift, (w >> 16) & 15);
  if (outcome === 'data') cpu.raise(0x07);
  cpu.checkStore(address, length);
  storeField(cpu, address, field);
  finish(cpu, outcome);
};

/** EDIT. Returns the index that EDIT AND MARK marks. */
function editField(cpu: Cpu, w: number, p: number): number {
  const length = (w >> 16) + 1;
  const address = baseAddress(cpu, w);
  const source = secondAddress(cpu, p);
  const pattern = fetchField(cpu, address, new Uint8Array(length));
  const result = cpu.decimal.unit.edit(pattern, (index) => cpu.fetchByte(advance(cpu, source, index)));
  if (result === undefined) return cpu.raise(0x07);
  cpu.checkStore(address, length);
  storeField(cpu, address, pattern);
  cpu.psw.conditionCode = result.conditionCode;
  return result.mark;
}

const edit: Execute = (cpu, w, p) => {
  editField(cpu, w, p);
};

/** EDIT AND MARK: R1 bits 8-31 get the address of the first significant digit, unless a starter made it significant. */
const editAndMark: Execute = (cpu, w, p) => {
  const address = baseAddress(cpu, w);
  const mark = editField(cpu, w, p);
  if (mark < 0) return;
  insertAddress(cpu, 1, advance(cpu, address, mark));
  cpu.alteredRegisters = 0x4000;
};

const ARITHMETIC = { setsCode: true, stores: true };

export const DECIMAL_INSTRUCTIONS = {
  AP: decimal((unit, first, second) => unit.add(first, second, false), ARITHMETIC),
  SP: decimal((unit, first, second) => unit.add(first, second, true), ARITHMETIC),
  ZAP: decimal((unit, first, second) => unit.zeroAndAdd(first, second), ARITHMETIC),
  CP: decimal((unit, first, second) => unit.compare(first, second), { setsCode: true, stores: false }),
  MP: decimal((unit, first, second) => unit.multiply(first, second), {
    setsCode: false,
    stores: true,
    checksLengths: true,
  }),
  DP: decimal((unit, first, second) => unit.divide(first, second), {
    setsCode: false,
    stores: true,
    checksLengths: true,
  }),
  SRP: shiftAndRound,
  ED: edit,
  EDMK: editAndMark,
};
