/** How each instruction gets operands: by its format, unless it has a composer of its own. */

import { INSTRUCTION_BY_MNEMONIC, type Instruction } from '../s370/instructions/table.js';
import { halfword, indexedField, opcodeBytes, type Compose } from './compose.js';
import type { Composer } from './composer.js';
import { CONTROL_COMPOSERS } from './control-composers.js';
import { DUAL_SPACE_COMPOSERS } from './dual-space-composers.js';
import { LONG_OPERAND_COMPOSERS } from './long-operand-composers.js';
import { longFloat, packed } from './operand-values.js';
import { STORAGE_COMPOSERS } from './storage-composers.js';

const FLOATING = new Set(['floating-point', 'extended-precision', 'extended-divide']);
const EVEN_PAIR = new Set(['M', 'D', 'MR', 'DR', 'SRDL', 'SLDL', 'SRDA', 'SLDA', 'CDS']);
const BRANCH_REGISTER = new Set(['BALR', 'BCTR', 'BCR', 'BASR']);
const BRANCHES = new Set(['BAL', 'BCT', 'BC', 'BAS', 'BXH', 'BXLE']);
const ONE_BYTE = new Set(['IC', 'STC']);
const TWO_BYTES = new Set(['LH', 'CH', 'AH', 'SH', 'MH', 'STH']);
const LENGTH_8 = new Set(['CVB', 'CVD', 'CDS', 'LD', 'STD', 'AD', 'SD', 'MD', 'DD', 'CD', 'AW', 'SW', 'MXD']);

/** Bytes of the storage operand of an RX, RS or RSM instruction. */
function operandLength(mnemonic: string): number {
  if (ONE_BYTE.has(mnemonic)) return 1;
  if (TWO_BYTES.has(mnemonic)) return 2;
  return LENGTH_8.has(mnemonic) ? 8 : 4;
}

/** A field of a floating-point register; now and then one that is not valid. */
function floatField(c: Composer, instruction: Instruction): number {
  if (c.dice.chance(c.last ? 3 : 0)) return c.dice.below(16);
  return instruction.facility === 'floating-point' ? c.dice.below(4) * 2 : c.dice.below(2) * 4;
}

/** Where a branch goes: mostly to what comes next anyway, so that a sequence continues. */
function branchTarget(c: Composer, length: number): number {
  const { dice } = c;
  if (c.last && dice.chance(4)) return c.landing + 1;
  return dice.chance(c.last ? 30 : 75) ? c.following(length) : c.landing;
}

const registerRegister: Compose = (c, instruction) => {
  const { dice } = c;
  const { mnemonic } = instruction;
  const opcode = opcodeBytes(instruction);
  if (FLOATING.has(instruction.facility)) {
    const r1 = floatField(c, instruction);
    // LRDR and LRER have an extended or long second operand and a long or short first one.
    const r2 = floatField(c, instruction);
    c.add([...opcode, ...(opcode.length > 1 ? [0] : []), (r1 << 4) | r2]);
    return true;
  }
  let r1 = EVEN_PAIR.has(mnemonic) ? c.targetPair() : c.target();
  let r2 = c.source();
  if (BRANCH_REGISTER.has(mnemonic)) {
    if (mnemonic === 'BCR') r1 = dice.pick([15, 15, dice.below(16)]);
    if (dice.chance(80)) {
      const register = c.exactRegister(branchTarget(c, 2) | (dice.chance(20) ? dice.below(256) << 24 : 0));
      if (register === undefined) return false;
      r2 = register;
    } else r2 = 0;
    if (r1 === r2 && mnemonic !== 'BCR' && !c.last) return false;
  }
  if (mnemonic === 'DR' && c.last && dice.chance(70)) {
    const divisor = c.gpr[r2];
    if ((r2 & 14) !== (r1 & 14) && c.known(r1 & 14)) {
      c.gpr[r1 & 14] = dice.pick([0, -1, 1, divisor >> 1, (divisor >> 1) - 1, -(divisor >> 1)]);
    }
  }
  if (mnemonic !== 'BCR')
    c.changes(r1 & (EVEN_PAIR.has(mnemonic) ? 14 : 15), r1 | (EVEN_PAIR.has(mnemonic) ? 1 : 0));
  c.add([...opcode, (r1 << 4) | r2]);
  return true;
};

const setProgramMask: Compose = (c, instruction) => {
  c.add([...opcodeBytes(instruction), (c.source() << 4) | c.dice.below(16)]);
  return true;
};

const supervisorCall: Compose = (c, instruction) => {
  c.add([...opcodeBytes(instruction), c.dice.below(256)]);
  return true;
};

const indexed: Compose = (c, instruction) => {
  const { dice } = c;
  const { mnemonic } = instruction;
  const floating = FLOATING.has(instruction.facility);
  const length = operandLength(mnemonic);
  let target: number;
  if (BRANCHES.has(mnemonic)) target = branchTarget(c, 4);
  else if (mnemonic === 'LA') target = dice.chance(50) ? dice.bits() & 0xffffff : c.place(1);
  else {
    target = c.place(length);
    if (mnemonic === 'CVB') c.data(target, packed(dice, 8, dice.pick([0, 5, 5, 5, 5, 6, 8])));
    else if (floating) c.data(target, longFloat(dice, c.exponent).subarray(0, length));
    else c.data(target, wordOperand(c, length));
  }
  const pair = EVEN_PAIR.has(mnemonic);
  const r1 = floating ? floatField(c, instruction) : pair ? c.targetPair() : c.target();
  const mask = mnemonic === 'BC' ? dice.pick([15, 15, dice.below(16)]) : undefined;
  const place = indexedField(c, target);
  if (place === undefined) return false;
  if (mask === undefined && !floating) {
    // The registers of the address were chosen after the target.
    if (!c.last && !(c.free(r1) && (!pair || c.free(r1 | 1)))) return false;
    if (mnemonic === 'D' && c.last && dice.chance(70) && c.known(r1 & 14) && c.free(r1 & 14)) {
      if (place.x !== (r1 & 14) && place.field >>> 12 !== (r1 & 14)) {
        c.gpr[r1 & 14] = dice.pick([0, -1, 1, 100, dice.word() >> 4]);
      }
    }
    if (mnemonic === 'BCT' && dice.chance(30) && c.known(r1) && place.x !== r1 && place.field >>> 12 !== r1) {
      c.gpr[r1] = dice.pick([0, 1, 2]);
    }
    c.changes(pair ? r1 & 14 : r1, pair ? r1 | 1 : r1);
  }
  c.add([...opcodeBytes(instruction), ((mask ?? r1) << 4) | place.x, ...halfword(place.field)]);
  return true;
};

/** A fixed-point operand: as programs have it, or equal to what a register holds. */
function wordOperand(c: Composer, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(length, 4));
  const view = new DataView(bytes.buffer);
  view.setInt32(0, c.dice.chance(20) ? c.gpr[c.dice.below(16)] : c.dice.word());
  if (length === 2 && c.dice.chance(50)) bytes.copyWithin(0, 2);
  if (length === 8) view.setInt32(4, c.dice.word());
  return bytes.subarray(0, length);
}

const registerStorage: Compose = (c, instruction) => {
  const { dice } = c;
  const { mnemonic, format } = instruction;
  const pair = EVEN_PAIR.has(mnemonic);
  const opcode = opcodeBytes(instruction);
  const r1 = pair ? c.targetPair() : c.target();
  if (format === 'RS1') {
    const amount = dice.chance(70) ? dice.below(66) : dice.below(4096);
    const field = dice.chance(70) ? amount : c.field(amount | (dice.bits() & 0xfff000));
    if (field === undefined || (!c.last && !(c.free(r1) && c.free(r1 | 1)))) return false;
    c.changes(pair ? r1 & 14 : r1, pair ? r1 | 1 : r1);
    c.add([...opcode, (r1 << 4) | dice.below(16), ...halfword(field)]);
    return true;
  }
  if (BRANCHES.has(mnemonic)) {
    const field = c.field(branchTarget(c, 4));
    const r3 = c.source();
    if (field === undefined || (!c.last && !c.free(r1))) return false;
    if (c.known(r1) && c.free(r1) && field >>> 12 !== r1 && dice.chance(40)) {
      const limit = c.gpr[r3 | 1];
      c.gpr[r1] = r1 === (r3 | 1) ? c.gpr[r1] : (limit - c.gpr[r3] + dice.below(3) - 1) | 0;
    }
    c.changes(r1);
    c.add([...opcode, (r1 << 4) | r3, ...halfword(field)]);
    return true;
  }
  return maskOrSwap(c, instruction, r1);
};

/** ICM, STCM, CLM, CS, CDS. */
const maskOrSwap = (c: Composer, instruction: Instruction, r1: number): boolean => {
  const { dice } = c;
  const { mnemonic, format } = instruction;
  const swap = format !== 'RSM';
  const length = mnemonic === 'CDS' ? 8 : 4;
  const address = c.place(length, swap && dice.chance(95) ? length : 1);
  const operand = wordOperand(c, length);
  const view = new DataView(operand.buffer, operand.byteOffset, length);
  const third = swap
    ? mnemonic === 'CDS' && dice.chance(96)
      ? dice.below(8) * 2
      : c.source()
    : dice.below(16);
  const field = c.field(address);
  if (field === undefined || (!c.last && !(c.free(r1) && c.free(r1 | 1)))) return false;
  if (dice.chance(45)) {
    view.setInt32(0, c.gpr[r1]);
    if (length === 8 && dice.chance(90)) view.setInt32(4, c.gpr[(r1 + 1) & 15]);
  } else if (!swap && dice.chance(20)) operand.fill(0);
  c.data(address, operand);
  c.changes(length === 8 ? r1 & 14 : r1, length === 8 ? r1 | 1 : r1);
  c.add([...opcodeBytes(instruction), (r1 << 4) | third, ...halfword(field)]);
  return true;
};

const storageImmediate: Compose = (c, instruction) => {
  const { dice } = c;
  const address = c.place(1);
  const byte = dice.below(256);
  c.data(address, Uint8Array.of(dice.chance(40) ? byte : dice.below(256)));
  const field = c.field(address);
  if (field === undefined) return false;
  const immediate = dice.chance(30) ? dice.pick([0, 0xff, byte]) : byte;
  c.add([...opcodeBytes(instruction), immediate, ...halfword(field)]);
  return true;
};

const testAndSet: Compose = (c, instruction) => {
  const address = c.place(1);
  c.data(address, Uint8Array.of(c.dice.below(256)));
  const field = c.field(address);
  if (field === undefined) return false;
  c.add([...opcodeBytes(instruction), c.dice.below(256), ...halfword(field)]);
  return true;
};

/** MONITOR CALL: the mask lets about half of the classes through. */
const monitorCall: Compose = (c, instruction) => {
  const field = c.field(c.dice.bits() & 0xffffff);
  if (field === undefined) return false;
  c.add([
    ...opcodeBytes(instruction),
    c.dice.chance(5) ? c.dice.below(256) : c.dice.below(16),
    ...halfword(field),
  ]);
  return true;
};

/**
 * EXECUTE: the subject is composed like any other instruction, then moved to where EXECUTE finds it. Its operands
 * stand; what the register field changes in it must not reach registers that others rely on.
 */
const execute: Compose = (c, instruction) => {
  const { dice } = c;
  const mnemonic = dice.pick(SUBJECTS);
  const subject = INSTRUCTION_BY_MNEMONIC.get(mnemonic) as Instruction;
  const bytes = c.composeApart(() => composeInstruction(c, subject));
  if (bytes === undefined) return false;
  const target = c.place(6, 2) + (c.last && dice.chance(3) ? 1 : 0);
  const opcode = bytes[0];
  const plain = subject.opcode > 0xff || dice.chance(40) || (!c.last && subject.format !== 'SI');
  const r1 = plain ? 0 : c.source();
  const place = indexedField(c, target);
  if (place === undefined) return false;
  if (dice.chance(50) && opcode >= 0xd0 && r1 !== 0 && opcode < 0xf0) bytes[1] = 0;
  c.data(target, bytes);
  c.changes(0, 15);
  c.add([...opcodeBytes(instruction), (r1 << 4) | place.x, ...halfword(place.field)]);
  return true;
};

/** Subjects of EXECUTE: an instruction of each kind, and those whose treatment is special. */
// prettier-ignore
const SUBJECTS = [
  'MVC', 'CLC', 'MVC', 'TR', 'TRT', 'MVI', 'CLI', 'LA', 'AR', 'L', 'ST', 'LM', 'STM', 'PACK', 'AP', 'ZAP', 'MVCL',
  'CLCL', 'BC', 'BCR', 'BAL', 'BALR', 'BCT', 'SVC', 'MC', 'EX', 'SSM', 'LPSW', 'SLA', 'AE', 'ADR', 'CVB', 'XC', 'ED',
  'ICM', 'CS', 'IPK', 'LRA', 'SPM', 'TM', 'DR', 'SRP', 'STOSM', 'UNPK',
] as const;

const OWN: Readonly<Record<string, Compose>> = {
  ...STORAGE_COMPOSERS,
  ...LONG_OPERAND_COMPOSERS,
  ...CONTROL_COMPOSERS,
  ...DUAL_SPACE_COMPOSERS,
  EX: execute,
  MC: monitorCall,
  SPM: setProgramMask,
  SVC: supervisorCall,
  TS: testAndSet,
};

const BY_FORMAT: Readonly<Record<string, Compose>> = {
  RR: registerRegister,
  RRM: registerRegister,
  RRE: registerRegister,
  RX: indexed,
  RXM: indexed,
  RS: registerStorage,
  RS1: registerStorage,
  RSM: registerStorage,
  SI: storageImmediate,
};

function composer(instruction: Instruction): Compose | undefined {
  const own = OWN[instruction.mnemonic];
  if (own !== undefined) return own;
  // Privileged instructions change too much to be composed by their format.
  return instruction.privilege === '' ? BY_FORMAT[instruction.format] : undefined;
}

/** Are there cases for this instruction? */
export function hasCases(instruction: Instruction): boolean {
  return composer(instruction) !== undefined;
}

/** Adds `instruction` to the case; false when that cannot be done. */
export function composeInstruction(c: Composer, instruction: Instruction): boolean {
  return composer(instruction)?.(c, instruction) ?? false;
}
