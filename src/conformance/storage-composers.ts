/** Operands of LM, STM and the SS instructions. */

import type { Instruction } from '../s370/instructions/table.js';
import { halfword, opcodeBytes, type Compose } from './compose.js';
import type { Composer } from './composer.js';
import { editPattern, editSource, packed } from './operand-values.js';

/** LM, STM: a range of registers; sequences load only those that nobody relies on. */
const multiple: Compose = (c, instruction) => {
  const { dice } = c;
  const load = instruction.mnemonic === 'LM';
  const r1 = dice.below(16);
  const count = c.last || !load ? 1 + dice.below(dice.chance(50) ? 16 : 4) : 1 + dice.below(3);
  const r3 = (r1 + count - 1) & 15;
  const address = c.place(4 * count);
  const field = c.field(address);
  if (field === undefined) return false;
  if (load) {
    for (let r = 0; r < count; r++) if (!c.free(r1 + r)) return false;
    c.data(address, dice.bytes(4 * count));
    c.changes(r1, r3);
  }
  c.add([...opcodeBytes(instruction), (r1 << 4) | r3, ...halfword(field)]);
  return true;
};

/** Adds an SS instruction with these operands. */
function add(c: Composer, instruction: Instruction, lengths: number, first: number, second: number): boolean {
  const field1 = c.field(first);
  const field2 = c.field(second);
  if (field1 === undefined || field2 === undefined) return false;
  c.add([instruction.opcode, lengths, ...halfword(field1), ...halfword(field2)]);
  return true;
}

/** A second operand near the first one, behind it, before it, or the same. */
function overlapping(c: Composer, first: number, reach: number): number {
  return (first + c.dice.below(2 * reach + 1) - reach) & 0xffffff;
}

/** MVC, NC, CLC …: one length. */
const oneLength: Compose = (c, instruction) => {
  const { dice } = c;
  const length = 1 + dice.below(dice.chance(60) ? 16 : 256);
  const first = c.place(length);
  const second = dice.chance(30) ? overlapping(c, first, dice.chance(60) ? 4 : length) : c.place(length);
  const bytes = dice.bytes(length);
  c.data(second, bytes);
  if (instruction.mnemonic === 'CLC' && dice.chance(70)) {
    bytes[dice.below(length)] ^= dice.pick([0, 0, 1, 0x80]);
    c.data(first, bytes);
  } else c.data(first, dice.bytes(length));
  return add(c, instruction, length - 1, first, second);
};

/** MVCIN: the second operand is named by its last byte. */
const moveInverse: Compose = (c, instruction) => {
  const { dice } = c;
  const length = 1 + dice.below(dice.chance(60) ? 16 : 256);
  const first = c.place(length);
  const start = c.place(length);
  c.data(start, dice.bytes(length));
  return add(c, instruction, length - 1, first, (start + length - 1) & 0xffffff);
};

/** TR, TRT: the table has 256 bytes, of which only some may be there. */
const translate: Compose = (c, instruction) => {
  const { dice } = c;
  const length = 1 + dice.below(dice.chance(60) ? 16 : 256);
  const test = instruction.mnemonic === 'TRT';
  if (test && !(c.free(1) && c.free(2))) return false;
  const first = c.place(length);
  const table = c.place(256);
  const highest = dice.pick([4, 64, 256]);
  c.data(
    first,
    dice.bytes(length).map((byte) => byte % highest),
  );
  if (!test || dice.chance(30)) c.data(table, dice.bytes(256));
  else if (dice.chance(80))
    c.data((table + dice.below(highest)) & 0xffffff, Uint8Array.of(1 + dice.below(255)));
  if (test) c.changes(1, 2);
  return add(c, instruction, length - 1, first, table);
};

const edit: Compose = (c, instruction) => {
  const { dice } = c;
  const length = 1 + dice.below(dice.chance(70) ? 20 : 120);
  const mark = instruction.mnemonic === 'EDMK';
  if (mark && !c.free(1)) return false;
  const pattern = c.place(length);
  const source = c.place(length);
  // What overlapping operands give is unpredictable.
  if (((source - pattern + length) & 0xffffff) < 2 * length || c.overlap(pattern, length, source, length))
    return false;
  c.data(source, editSource(dice, length));
  c.data(pattern, editPattern(dice, length));
  if (mark) c.changes(1);
  return add(c, instruction, length - 1, pattern, source);
};

/** PACK, UNPK, MVO. */
const twoLengths: Compose = (c, instruction) => {
  const { dice } = c;
  const length1 = 1 + dice.below(16);
  const length2 = 1 + dice.below(16);
  const first = c.place(length1);
  const second = dice.chance(35) ? overlapping(c, first, 8) : c.place(length2);
  c.data(first, dice.bytes(length1));
  c.data(second, dice.chance(50) ? packed(dice, length2) : dice.bytes(length2));
  return add(c, instruction, ((length1 - 1) << 4) | (length2 - 1), first, second);
};

const DIVIDE_OR_MULTIPLY = new Set(['MP', 'DP']);

const decimal: Compose = (c, instruction) => {
  const { dice } = c;
  const { mnemonic } = instruction;
  let length1 = 1 + dice.below(16);
  let length2 = 1 + dice.below(16);
  const product = DIVIDE_OR_MULTIPLY.has(mnemonic);
  if (product && dice.chance(95)) {
    length2 = 1 + dice.below(8);
    length1 = Math.min(16, length2 + 1 + dice.below(8));
  }
  const first = c.place(length1);
  let second = c.place(length2);
  // Operands whose last bytes coincide, and others that overlap.
  if (dice.chance(12)) second = (first + length1 - length2) & 0xffffff;
  else if (dice.chance(5)) second = overlapping(c, first, 8);
  const zeros =
    mnemonic === 'MP' ? 2 * length2 + dice.below(2) : mnemonic === 'DP' ? dice.below(2 * length2 + 2) : 0;
  c.data(second, packed(dice, length2, product && dice.chance(40) ? length2 : 0));
  const same = mnemonic === 'CP' && dice.chance(30) && length1 === length2;
  if (!same) c.data(first, packed(dice, length1, zeros));
  return add(c, instruction, ((length1 - 1) << 4) | (length2 - 1), first, second);
};

/** SHIFT AND ROUND DECIMAL: the second operand address is the amount. */
const shiftAndRound: Compose = (c, instruction) => {
  const { dice } = c;
  const length = 1 + dice.below(16);
  const first = c.place(length);
  c.data(first, packed(dice, length, dice.pick([0, 0, length])));
  const field1 = c.field(first);
  if (field1 === undefined) return false;
  const amount = dice.chance(70) ? dice.pick([dice.below(6), 64 - dice.below(6)]) : dice.below(64);
  const field2 = dice.chance(85) ? amount : c.field(dice.bits() & 0xffffff);
  if (field2 === undefined) return false;
  const rounding = dice.below(dice.chance(95) ? 10 : 16);
  c.add([instruction.opcode, ((length - 1) << 4) | rounding, ...halfword(field1), ...halfword(field2)]);
  return true;
};

export const STORAGE_COMPOSERS: Readonly<Record<string, Compose>> = {
  LM: multiple,
  STM: multiple,
  MVN: oneLength,
  MVC: oneLength,
  MVZ: oneLength,
  NC: oneLength,
  CLC: oneLength,
  OC: oneLength,
  XC: oneLength,
  MVCIN: moveInverse,
  TR: translate,
  TRT: translate,
  ED: edit,
  EDMK: edit,
  MVO: twoLengths,
  PACK: twoLengths,
  UNPK: twoLengths,
  ZAP: decimal,
  CP: decimal,
  AP: decimal,
  SP: decimal,
  MP: decimal,
  DP: decimal,
  SRP: shiftAndRound,
};
