/**
 * Operands of the instructions for dual address spaces, and the tables that they look at. The secondary space of a
 * case is its primary space, so that it matters little where Hercules fetches instructions in secondary-space mode.
 */

import type { Instruction } from '../s370/instructions/table.js';
import { halfword, opcodeBytes, type Compose } from './compose.js';
import type { Composer } from './composer.js';
import type { Dice } from './dice.js';
import { MAIN_STORAGE, SANDBOX, type Patch } from './machine-case.js';

/** Behind the translation tables: linkage table, entry table, ASN second table, authority table. */
const LINKAGE_TABLE = SANDBOX + 0xe00;
const ENTRY_TABLE = SANDBOX + 0xe40;
const ENTRIES = 4;
const SECOND_TABLE = SANDBOX + 0xf00;
const SPACES = 4;
const AUTHORITY_TABLE = SANDBOX + 0xfc0;
/** The ASN first table is where the segment table is: the numbers of the spaces lead behind that. */
const FIRST_TABLE = SANDBOX;
const FIRST_SPACE = 0xe200;
/** CR0: extraction authority, secondary-space control. */
const EXTRACTION = 0x08000000;
const SECONDARY = 0x04000000;
const ASN_TRANSLATION = 0x00080000;
/** CR5: subsystem linkage; in an entry of a table: invalid. */
const LINKAGE = 0x80000000;

const words = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setInt32(4 * i, value));
  return bytes;
};

/** An address-space number: of one of the spaces, or of one that an invalid entry of either table is for. */
const asn = (dice: Dice): number =>
  FIRST_SPACE + (dice.chance(92) ? dice.below(SPACES) : dice.pick([64, SPACES + dice.below(SPACES)]));

/** Control registers 0, 3, 4, 5, 7 and 14 of a case with such instructions. `another`: the secondary space may be one that is not there. */
export function chooseSpaces(dice: Dice, cr: Int32Array, another: boolean): void {
  const controls = dice.pick([EXTRACTION | SECONDARY, EXTRACTION | SECONDARY, EXTRACTION, SECONDARY, 0]);
  cr[0] |= dice.chance(85) ? EXTRACTION | SECONDARY : controls;
  cr[3] = ((dice.chance(40) ? 0xffff : dice.below(0x10000)) << 16) | asn(dice);
  cr[4] = (dice.below(6) << 16) | asn(dice);
  cr[5] = (dice.chance(90) ? LINKAGE : 0) | LINKAGE_TABLE | (dice.chance(10) ? dice.below(128) : 0);
  cr[7] = !another || dice.chance(85) ? cr[1] : MAIN_STORAGE;
  cr[14] |= (dice.chance(75) ? ASN_TRANSLATION : 0) | (FIRST_TABLE >>> 12);
}

/**
 * The tables of such a case. Every space has the same segment table. Bits 1-7 of addresses in them, which must be zeros,
 * are zeros: Hercules has the 31-bit addresses of later architectures there, and another bit for space-switch events.
 */
export function spaceTables(dice: Dice, cr: Int32Array): Patch[] {
  const rarely = (bits: number): number => (dice.chance(4) ? bits : 0);
  const spaces = Array.from({ length: SPACES }, () => [
    rarely(LINKAGE) | AUTHORITY_TABLE | rarely(dice.below(4)),
    (dice.below(6) << 16) | (dice.below(2) << 4) | rarely(1 + dice.below(15)),
    cr[1],
    cr[5],
  ]);
  const invalid = Array.from({ length: SPACES }, () => [LINKAGE, 0, 0, 0]);
  return [
    {
      address: FIRST_TABLE + ((FIRST_SPACE >>> 6) << 2),
      bytes: words(rarely(LINKAGE) | SECOND_TABLE | rarely(dice.below(16)), LINKAGE),
    },
    { address: SECOND_TABLE, bytes: words(...spaces.flat(), ...invalid.flat()) },
    { address: AUTHORITY_TABLE, bytes: dice.bytes(4) },
    {
      address: LINKAGE_TABLE,
      bytes: words(rarely(LINKAGE) | ENTRY_TABLE | rarely(dice.below(64))),
    },
  ];
}

/** SAC: the control is in bits 20-23 of the address. */
const setSpaceControl: Compose = (c, instruction) => {
  const { dice } = c;
  if (c.clobbered) return false;
  const control = dice.chance(90) ? dice.below(2) : dice.below(16);
  const address = (control << 8) | (dice.chance(30) ? dice.bits() & 0xfff0ff : 0);
  const field = c.field(address);
  if (field === undefined) return false;
  c.add([...opcodeBytes(instruction), ...halfword(field)]);
  return true;
};

/** IAC, EPAR, ESAR. */
const extract: Compose = (c, instruction) => {
  const r1 = c.target();
  if (!c.free(r1)) return false;
  c.changes(r1);
  c.add([...opcodeBytes(instruction), 0, r1 << 4]);
  return true;
};

const insertVirtualKey: Compose = (c, instruction) => {
  const { dice } = c;
  const r2 = c.exactRegister(c.place(1) | (dice.chance(20) ? dice.below(256) << 24 : 0));
  const r1 = c.target();
  if (r2 === undefined || !c.free(r1)) return false;
  c.changes(r1);
  c.add([...opcodeBytes(instruction), 0, (r1 << 4) | r2]);
  return true;
};

const setSecondary: Compose = (c, instruction) => {
  const { dice } = c;
  if (c.clobbered) return false;
  const r1 = c.exactRegister((dice.bits() & 0xffff0000) | (dice.chance(40) ? c.cr[4] & 0xffff : asn(dice)));
  if (r1 === undefined) return false;
  c.add([...opcodeBytes(instruction), 0, r1 << 4]);
  return true;
};

/** MVCK, MVCP, MVCS: true length in R1, key in R3. */
const moveBetween: Compose = (c, instruction) => {
  const { dice } = c;
  const length = dice.pick([0, 1 + dice.below(16), 1 + dice.below(256), 250 + dice.below(12), -1]);
  const moved = length < 0 ? 256 : Math.min(length, 256);
  const r1 = c.exactRegister(length < 0 ? dice.bits() | 0x80000000 : length);
  const key = dice.chance(60) ? c.key : dice.below(16);
  const r3 = c.exactRegister((dice.bits() & ~0xf0) | (key << 4));
  const [to, from] = [c.place(Math.max(moved, 1)), c.place(Math.max(moved, 1))];
  c.data(from, dice.bytes(moved));
  const [field1, field2] = [c.field(to), c.field(from)];
  if (r1 === undefined || r3 === undefined || field1 === undefined || field2 === undefined) return false;
  // What operands give that overlap is not said.
  if (c.overlap(to, moved, from, moved)) return false;
  c.add([instruction.opcode, (r1 << 4) | r3, ...halfword(field1), ...halfword(field2)]);
  return true;
};

/** May the case go to another space, or to another place? Nothing that is loaded must open other storage. */
const safe = (c: Composer): boolean => c.last && !c.clobbered && c.key !== 0;

const programTransfer: Compose = (c, instruction) => {
  const { dice } = c;
  if (!safe(c)) return false;
  const space = dice.chance(60) ? c.cr[4] & 0xffff : asn(dice);
  const r1 = c.exactRegister((dice.bits() & 0xffff0000) | space);
  const target = (dice.chance(50) ? c.following(4) : c.landing) | (dice.chance(60) ? 1 : 0);
  const r2 = c.exactRegister(target);
  if (r1 === undefined || r2 === undefined) return false;
  c.add([...opcodeBytes(instruction), 0, (r1 << 4) | r2]);
  return true;
};

const programCall: Compose = (c, instruction) => {
  const { dice } = c;
  if (!safe(c)) return false;
  const index = dice.below(ENTRIES);
  const number = dice.chance(88) ? index : dice.chance(50) ? dice.below(8) : dice.bits() & 0xfffff;
  const target = (dice.chance(50) ? c.following(4) : c.landing) | (dice.chance(60) ? 1 : 0);
  const space = dice.chance(60) ? 0 : asn(dice);
  c.patches.push({
    address: ENTRY_TABLE + 16 * index,
    bytes: words(
      ((dice.chance(50) ? 0xffff : dice.below(0x10000)) << 16) | space,
      target,
      dice.word(),
      dice.word(),
    ),
  });
  const field = c.field(number | (dice.chance(20) ? dice.below(16) << 20 : 0));
  if (field === undefined) return false;
  c.changes(0, 15);
  c.add([...opcodeBytes(instruction), ...halfword(field)]);
  return true;
};

const loadParameters: Compose = (c, instruction) => {
  const { dice } = c;
  // Nothing may change the numbers before: others lead to words that are no table entries.
  if (!safe(c) || c.options.length > 1) return false;
  const address = c.place(8, dice.chance(95) ? 8 : 1);
  const pair = [dice.word() & 0xffff0000, dice.word() & 0xffff0000].map((high, i) =>
    dice.chance(50) ? high | asn(dice) : high | (c.cr[3 + i] & 0xffff),
  );
  c.data(address, words(...pair));
  const field1 = c.field(address);
  const field2 = dice.chance(80) ? dice.below(8) : c.field(dice.bits() & 0xffffff);
  if (field1 === undefined || field2 === undefined) return false;
  c.add([...opcodeBytes(instruction), ...halfword(field1), ...halfword(field2)]);
  return true;
};

/** Do cases of this instruction need the tables and registers of dual address spaces? */
export const wantsSpaces = ({ facility }: Instruction): boolean => facility === 'dual-address-space';

export const DUAL_SPACE_COMPOSERS: Readonly<Record<string, Compose>> = {
  SAC: setSpaceControl,
  IAC: extract,
  EPAR: extract,
  ESAR: extract,
  IVSK: insertVirtualKey,
  SSAR: setSecondary,
  MVCK: moveBetween,
  MVCP: moveBetween,
  MVCS: moveBetween,
  PT: programTransfer,
  PC: programCall,
  LASP: loadParameters,
};
