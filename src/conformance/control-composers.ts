/**
 * Operands of control, timing and I/O instructions. What they change must not open the storage outside of the
 * sandbox: a case with key 0 keeps its translation, prefixes are of two pages with the same new PSWs, and no PSW waits.
 */

import type { Instruction } from '../s370/instructions/table.js';
import { halfword, indexedField, opcodeBytes, type Compose } from './compose.js';
import type { Composer } from './composer.js';
import { MAIN_STORAGE, SANDBOX, SECOND_PREFIX } from './machine-case.js';

const words = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setInt32(4 * i, value));
  return bytes;
};

/** Adds an instruction with a storage operand of S format that holds `bytes`. */
function withOperand(
  c: Composer,
  instruction: Instruction,
  bytes: Uint8Array,
  alignment: number,
): number | undefined {
  const address = c.place(bytes.length, c.dice.chance(93) ? alignment : 1);
  const field = c.field(address);
  if (field === undefined) return undefined;
  c.data(address, bytes);
  const opcode = opcodeBytes(instruction);
  c.add([...opcode, ...(opcode.length > 1 ? [] : [c.dice.below(256)]), ...halfword(field)]);
  return field;
}

/** A system mask that leaves the case as safe as it is. */
function systemMask(c: Composer): number {
  const { dice } = c;
  if (!c.extendedControl) return dice.below(256);
  const translation = c.dat ? (c.key !== 0 && dice.chance(15) ? 0 : 4) : dice.chance(30) ? 4 : 0;
  const invalid = dice.chance(8) ? 1 << dice.pick([3, 4, 5, 7]) : 0;
  return translation | dice.below(4) | invalid | (c.options.per && dice.chance(70) ? 0x40 : 0);
}

const setSystemMask: Compose = (c, instruction) => {
  if (c.clobbered) return false;
  return withOperand(c, instruction, Uint8Array.of(systemMask(c)), 1) !== undefined;
};

/** STNSM, STOSM. */
const storeThenMask: Compose = (c, instruction) => {
  if (c.clobbered) return false;
  const field = c.field(c.place(1));
  if (field === undefined) return false;
  const next = systemMask(c);
  const immediate = instruction.mnemonic === 'STNSM' ? next | (c.dice.below(256) & 0xb8) : next;
  c.add([instruction.opcode, immediate, ...halfword(field)]);
  return true;
};

const loadPsw: Compose = (c, instruction) => {
  const { dice } = c;
  if (c.clobbered) return false;
  const target = dice.chance(60) ? c.following(4) : c.landing;
  const real = c.space.absolute(target);
  const staysVirtual = c.dat && (real === undefined || dice.chance(80));
  const translation = staysVirtual || (!c.dat && c.options.tables && dice.chance(25));
  const extended = translation || dice.chance(50);
  const address = (c.dat && !staysVirtual && real !== undefined ? real : target) + (dice.chance(4) ? 1 : 0);
  const flags = (dice.below(16) << 20) | (dice.chance(20) ? 0x10000 : 0) | (dice.chance(10) ? 0x40000 : 0);
  const codeAndMask = dice.below(64);
  let psw: Uint8Array;
  if (extended) {
    const mask = (translation ? 4 : 0) | dice.below(4) | (c.options.per && dice.chance(60) ? 0x40 : 0);
    psw = words((mask << 24) | flags | 0x80000 | (codeAndMask << 8), address);
    // Ones where zeros must be; bit 16 belongs to dual address spaces.
    if (dice.chance(10)) psw[dice.pick([0, 2, 3, 4])] |= dice.pick([0x08, 0x10, 0x20, 0x80].slice(0, 3));
  } else psw = words((dice.below(256) << 24) | flags | dice.below(0x10000), (codeAndMask << 24) | address);
  return withOperand(c, instruction, psw, 8) !== undefined;
};

const setKeyFromAddress: Compose = (c, instruction) => {
  const { dice } = c;
  if (c.clobbered || (!c.last && c.key !== 0)) return false;
  const field = c.field(dice.bits() & 0xffffff);
  if (field === undefined) return false;
  c.add([...opcodeBytes(instruction), ...halfword(field)]);
  return true;
};

const noOperands: Compose = (c, instruction) => {
  if (!c.free(2)) return false;
  if (instruction.mnemonic === 'IPK') c.changes(2);
  c.add([...opcodeBytes(instruction), ...halfword(c.dice.chance(80) ? 0 : c.dice.below(0x10000))]);
  return true;
};

const loadControl: Compose = (c, instruction) => {
  const { dice } = c;
  if (c.clobbered) return false;
  const r1 = dice.below(16);
  const count = 1 + dice.below(dice.chance(60) ? 3 : 16);
  const values = Array.from({ length: count }, (_, i) => controlValue(c, (r1 + i) & 15));
  const address = c.place(4 * count, dice.chance(93) ? 4 : 1);
  const field = c.field(address);
  if (field === undefined) return false;
  c.data(address, words(...values));
  c.add([instruction.opcode, (r1 << 4) | ((r1 + count - 1) & 15), ...halfword(field)]);
  return true;
};

function controlValue(c: Composer, register: number): number {
  const { dice, cr } = c;
  switch (register) {
    case 0: {
      // Bits that turn protection and interruptions on and off; other formats only where nothing can go wrong.
      const toggled =
        cr[0] ^ (dice.chance(50) ? dice.pick([0x10000000, 0x40000000, 0x20, 0x400, 0x800, 0xe0]) : 0);
      return dice.chance(10) && (c.key !== 0 || !c.dat) ? toggled & ~0xf80000 : toggled;
    }
    case 1:
    case 14:
    case 15:
      return cr[register];
    case 9:
    case 10:
    case 11:
      return c.options.per && dice.chance(60) ? cr[register] : dice.word();
    case 7:
      // Another secondary space could be anywhere, and moves would store there.
      return c.options.spaces === true ? cr[register] : dice.word();
    case 8:
      return dice.below(0x10000);
    default:
      return dice.word();
  }
}

const storeControl: Compose = (c, instruction) => {
  const { dice } = c;
  const r1 = dice.below(16);
  const count = 1 + dice.below(dice.chance(60) ? 3 : 16);
  const field = c.field(c.place(4 * count, dice.chance(93) ? 4 : 1));
  if (field === undefined) return false;
  c.add([instruction.opcode, (r1 << 4) | ((r1 + count - 1) & 15), ...halfword(field)]);
  return true;
};

const loadRealAddress: Compose = (c, instruction) => {
  const { dice } = c;
  const place = indexedField(c, dice.chance(70) ? c.place(1) : dice.bits() & 0xffffff);
  const r1 = c.target();
  if (place === undefined || !c.free(r1)) return false;
  c.changes(r1);
  c.add([instruction.opcode, (r1 << 4) | place.x, ...halfword(place.field)]);
  return true;
};

/** A page table of the case, mostly, and a logical address. */
const invalidateEntry: Compose = (c, instruction) => {
  const { dice } = c;
  if (c.clobbered) return false;
  const table = dice.chance(95) ? SANDBOX + 0x100 + dice.below(4) * 0x80 : MAIN_STORAGE + dice.below(0x1000);
  const r1 = c.exactRegister(table | (dice.chance(20) ? dice.bits() & 0xff000007 : 0));
  const r2 = c.exactRegister(c.place(1));
  if (r1 === undefined || r2 === undefined) return false;
  c.add([...opcodeBytes(instruction), dice.chance(90) ? 0 : dice.below(256), (r1 << 4) | r2]);
  return true;
};

const setPrefix: Compose = (c, instruction) => {
  const { dice } = c;
  if (c.clobbered) return false;
  const prefix = dice.pick([0, SECOND_PREFIX, SECOND_PREFIX, MAIN_STORAGE + (dice.below(0x7ff) << 12)]);
  const noise = (dice.chance(50) ? dice.below(0x1000) : 0) | (dice.chance(5) ? dice.bits() & 0xff000000 : 0);
  return withOperand(c, instruction, words(prefix | noise), 4) !== undefined;
};

/** STPX, STAP, STIDP. */
function storing(length: number): Compose {
  return (c, instruction) => withOperand(c, instruction, c.dice.bytes(length), length) !== undefined;
}

const testProtection: Compose = (c, instruction) => {
  const { dice } = c;
  const field1 = c.field(c.place(1));
  const field2 = dice.chance(80) ? dice.below(4096) : c.field(dice.bits() & 0xffffff);
  if (field1 === undefined || field2 === undefined) return false;
  c.add([...opcodeBytes(instruction), ...halfword(field1), ...halfword(field2)]);
  return true;
};

/** A real address for a key: mostly in the sandbox. */
function keyAddress(c: Composer): number {
  const { dice } = c;
  if (dice.chance(4)) return MAIN_STORAGE + (dice.bits() & 0x7fffff);
  return c.sandboxBlock() + dice.below(0x800);
}

/** SSK, ISK. */
const storageKey: Compose = (c, instruction) => {
  const { dice } = c;
  if (c.clobbered) return false;
  const insert = instruction.mnemonic === 'ISK';
  const address = keyAddress(c) & (dice.chance(93) ? -16 : -1);
  const r2 = c.exactRegister(address | (dice.chance(20) ? dice.below(256) << 24 : 0));
  const r1 = insert ? c.target() : c.source();
  if (r2 === undefined || (insert && !c.free(r1))) return false;
  if (insert) c.changes(r1);
  c.add([instruction.opcode, (r1 << 4) | r2]);
  return true;
};

const resetReference: Compose = (c, instruction) => {
  // Hercules has its own view of the blocks; nothing may depend on the condition code.
  if (!c.last) return false;
  const field = c.field(keyAddress(c));
  if (field === undefined) return false;
  c.add([...opcodeBytes(instruction), ...halfword(field)]);
  return true;
};

/** Key instructions of RRE format, 4K blocks. */
const extendedKey: Compose = (c, instruction) => {
  const { dice } = c;
  if (c.clobbered) return false;
  const reads = instruction.mnemonic === 'ISKE';
  // Hercules has its own view of the blocks; nothing may depend on the result.
  if (reads && !c.last) return false;
  const r2 = c.exactRegister(keyAddress(c) | (dice.chance(20) ? dice.below(256) << 24 : 0));
  const r1 = reads ? c.target() : c.source();
  if (r2 === undefined || (reads && !c.free(r1))) return false;
  if (reads) c.changes(r1);
  c.add([...opcodeBytes(instruction), 0, (r1 << 4) | r2]);
  return true;
};

/** TEST BLOCK changes register 0 and clears a frame of the sandbox. */
const testBlock: Compose = (c, instruction) => {
  // Hercules clears another part of the block; nothing may depend on it.
  if (!c.last) return false;
  const address = keyAddress(c);
  const code = c.space.absolute(c.nextAddress);
  // Its own page it must not clear.
  if (c.clobbered || !c.free(0) || code === undefined || address >>> 12 === code >>> 12) return false;
  const r2 = c.exactRegister(address);
  if (r2 === undefined) return false;
  c.changes(0);
  c.add([...opcodeBytes(instruction), 0, (c.source() << 4) | r2]);
  return true;
};

/** SCK: between the values that SCKC can have, so that the comparator stays pending or not. */
const setClock: Compose = (c, instruction) => {
  const { dice } = c;
  // Nothing may change the value before.
  if (c.options.length > 1) return false;
  const value = words(((0x40 + dice.below(0x80)) << 24) | (dice.bits() & 0xffffff), dice.bits());
  const field = withOperand(c, instruction, value, 8);
  if (field === undefined) return false;
  if (!c.nearCode(field)) return true;
  c.takeBack();
  return false;
};

/** SCKC, then STCKC: far in the past or in the future, so that time cannot decide. */
const setComparator: Compose = (c, instruction) => {
  const { dice } = c;
  const high = (dice.pick([0, 5, 0xf8, 0xff]) << 24) | (dice.bits() & 0xffffff);
  return withOperand(c, instruction, words(high, dice.bits() & ~0xff), 8) !== undefined;
};

/** SPT: the low half is in the middle, so that the high half does not change in the time of the case. */
const setTimer: Compose = (c, instruction) => {
  const { dice } = c;
  return (
    withOperand(c, instruction, words(dice.word(), -0x80000000 | (dice.bits() & 0xfffff)), 8) !== undefined
  );
};

/** A clock is stored, and the bytes that depend on time are cleared. */
function storeClock(keep: 0 | 4): Compose {
  return (c, instruction) => {
    // A program event would come between.
    if (c.options.per) return false;
    const field = withOperand(c, instruction, c.dice.bytes(8), 8);
    if (field === undefined) return false;
    if (c.nearCode(field)) {
      c.takeBack();
      return false;
    }
    const part = (field & 0xf000) | ((field & 0xfff) + keep);
    // The rest would have no displacement.
    if ((field & 0xfff) + keep > 0xfff) {
      c.takeBack();
      return false;
    }
    c.add([0xd7, 7 - keep, ...halfword(part), ...halfword(part)]);
    return true;
  };
}

/** I/O instructions address devices that are not there. */
const input: Compose = (c, instruction) => {
  const { dice } = c;
  const device = (dice.below(15) << 8) | dice.below(256);
  const field = c.field(dice.chance(80) ? device : (dice.bits() & 0xff0000) | device);
  if (field === undefined) return false;
  c.add([...opcodeBytes(instruction), ...halfword(field)]);
  return true;
};

/** SENSE of this CPU, and any order to CPUs that are not there. */
const signalProcessor: Compose = (c, instruction) => {
  const { dice } = c;
  if (c.clobbered) return false;
  const self = dice.chance(50);
  const r3 = c.exactRegister(self ? 0 : 1 + dice.below(0xffff));
  const r1 = c.target();
  const order = self ? dice.pick([1, 0x20, 0x7f]) : dice.below(256);
  // Hercules would change its architecture.
  if (order === 0x12) return false;
  const field = dice.chance(70) ? order : c.field((dice.bits() & 0xffff00) | order);
  if (r3 === undefined || field === undefined || !c.free(r1)) return false;
  c.changes(r1);
  c.add([instruction.opcode, (r1 << 4) | r3, ...halfword(field)]);
  return true;
};

export const CONTROL_COMPOSERS: Readonly<Record<string, Compose>> = {
  SSM: setSystemMask,
  STNSM: storeThenMask,
  STOSM: storeThenMask,
  LPSW: loadPsw,
  SPKA: setKeyFromAddress,
  IPK: noOperands,
  PTLB: noOperands,
  LCTL: loadControl,
  STCTL: storeControl,
  LRA: loadRealAddress,
  IPTE: invalidateEntry,
  SPX: setPrefix,
  STPX: storing(4),
  STAP: storing(2),
  STIDP: storing(8),
  TPROT: testProtection,
  SSK: storageKey,
  ISK: storageKey,
  RRB: resetReference,
  ISKE: extendedKey,
  SSKE: extendedKey,
  RRBE: extendedKey,
  TB: testBlock,
  SCK: setClock,
  SCKC: setComparator,
  STCKC: storing(8),
  SPT: setTimer,
  STPT: storeClock(4),
  STCK: storeClock(0),
  SIO: input,
  SIOF: input,
  RIO: input,
  TIO: input,
  CLRIO: input,
  HIO: input,
  HDV: input,
  TCH: input,
  CLRCH: input,
  STIDC: input,
  SIGP: signalProcessor,
};
