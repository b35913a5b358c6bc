/**
 * Random instructions with operands that mean something, for running the same bytes on two machines. Everything
 * follows from the seed.
 */

import { FORMATS } from '../../src/s370/instructions/formats.js';
import { INSTRUCTION_BY_MNEMONIC, type Instruction } from '../../src/s370/instructions/table.js';

/** Where the storage operands of a case are; it has a block boundary in the middle. */
export const WINDOW = 0x2700;
export const WINDOW_SIZE = 512;
/** Where a taken branch goes. */
export const BRANCH_TARGET = 0xe40;

/** One instruction to execute, and the state before it. */
export interface InstructionCase {
  readonly mnemonic: string;
  readonly registers: Int32Array;
  /** Condition code and program mask as the top byte of a BC PSW's second word. */
  readonly codeAndMask: number;
  /** The instruction, 2 to 6 bytes. */
  readonly instruction: Uint8Array;
  readonly window: Uint8Array;
}

/** Deterministic random numbers (mulberry32). */
export class Random {
  constructor(private state: number) {}

  word(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) | 0;
  }

  below(limit: number): number {
    return (this.word() >>> 0) % limit;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }
}

const SPECIAL_WORDS = [0, 1, -1, 2, 10, 0x7fffffff, -0x80000000, -0x7fffffff, 0x0000ffff, 0x00008000, -2];

function randomWord(random: Random): number {
  if (random.chance(30)) return random.pick(SPECIAL_WORDS);
  if (random.chance(30)) return (random.word() << random.below(32)) >> random.below(32);
  return random.word();
}

/** A case under construction. */
class CaseBuilder {
  readonly registers = new Int32Array(16);
  readonly window = new Uint8Array(WINDOW_SIZE);
  readonly bytes: number[];
  /** Base registers in use. */
  private readonly addressed = new Set<number>();

  constructor(
    readonly random: Random,
    readonly instruction: Instruction,
  ) {
    for (let r = 0; r < 16; r++) this.registers[r] = randomWord(random);
    for (let i = 0; i < WINDOW_SIZE; i++) this.window[i] = random.chance(10) ? 0 : random.below(256);
    const { opcode } = instruction;
    this.bytes = opcode > 0xff ? [opcode >>> 8, opcode & 0xff] : [opcode];
  }

  /** Base and displacement (16 bits) that lead to `address`. A base register keeps the value that it got first. */
  baseAndDisplacement(address: number): number {
    for (let tries = 0; tries < 100; tries++) {
      const displacement = this.random.below(0x400);
      const base = 1 + this.random.below(15);
      if (this.addressed.has(base)) continue;
      this.addressed.add(base);
      // Bits 0-7 take no part in an address.
      this.registers[base] = (address - displacement) | (this.random.chance(20) ? 0x5a000000 : 0);
      return (base << 12) | displacement;
    }
    throw new Error('no base register is left');
  }

  /** An address in the window with `length` bytes behind it; now and then across the block boundary. */
  place(length: number, alignment = 1): number {
    const random = this.random;
    const free = WINDOW_SIZE - length;
    const start = random.chance(25)
      ? Math.min(free, Math.max(0, 256 - random.below(length)))
      : random.below(free);
    return WINDOW + (start - (start % alignment));
  }

  /** Takes over the registers that the subject of an EXECUTE needs. */
  adopt(subject: CaseBuilder): void {
    this.registers.set(subject.registers);
    for (const base of subject.addressed) this.addressed.add(base);
  }

  /** A register that holds zero and is no base. */
  zeroRegister(): number {
    const free = Array.from({ length: 15 }, (_, i) => i + 1).filter((r) => !this.addressed.has(r));
    const register = this.random.pick(free);
    this.registers[register] = 0;
    return register;
  }

  push16(value: number): void {
    this.bytes.push(value >>> 8, value & 0xff);
  }

  setPacked(address: number, length: number, leadingZeros = 0): void {
    const { random, window } = this;
    const at = address - WINDOW;
    const significant = random.below(2 * length);
    for (let i = 0; i < length; i++) {
      const digit = (position: number): number =>
        position < leadingZeros || position < 2 * length - 1 - significant
          ? 0
          : random.pick([0, 1, 5, 9, 9, random.below(10)]);
      const high = digit(2 * i);
      const low = i === length - 1 ? random.pick([0xc, 0xc, 0xd, 0xd, 0xf, 0xa, 0xb, 0xe]) : digit(2 * i + 1);
      window[at + i] = (high << 4) | low;
    }
    if (random.chance(3)) window[at + random.below(length)] = random.below(256);
  }

  finish(): InstructionCase {
    return {
      mnemonic: this.instruction.mnemonic,
      registers: this.registers,
      codeAndMask: (this.random.below(4) << 4) | (this.random.chance(50) ? this.random.below(16) : 0),
      instruction: Uint8Array.from(this.bytes),
      window: this.window,
    };
  }
}

/** Bytes that the storage operand of an instruction takes up. */
function operandLength(mnemonic: string): number {
  if (['IC', 'STC'].includes(mnemonic)) return 1;
  if (['LH', 'CH', 'AH', 'SH', 'MH', 'STH'].includes(mnemonic)) return 2;
  if (['CVB', 'CVD', 'CDS', 'LD', 'STD', 'AD', 'SD', 'MD', 'DD', 'CD', 'AW', 'SW', 'MXD'].includes(mnemonic))
    return 8;
  return 4;
}

const BRANCHES = new Set(['BAL', 'BCT', 'BC', 'BAS', 'BXH', 'BXLE']);
const EVEN_PAIR = new Set(['M', 'D', 'MR', 'DR', 'SRDL', 'SLDL', 'SRDA', 'SLDA', 'CDS']);
const DECIMAL = new Set(['ZAP', 'AP', 'SP', 'CP', 'MP', 'DP']);

function isFloating(instruction: Instruction): boolean {
  return ['floating-point', 'extended-precision', 'extended-divide'].includes(instruction.facility);
}

/** Puts floating-point numbers into the registers (the window's last 32 bytes) and at `address`. */
function setFloats(b: CaseBuilder, address?: number): void {
  const { random } = b;
  const view = new DataView(b.window.buffer);
  const exponent = random.pick([0x40, 0x40, 0x42, 2, 0x7e, random.below(128)]);
  const places = [480, 488, 496, 504, ...(address === undefined ? [] : [address - WINDOW])];
  for (const at of places) {
    const digits = random.pick([0, 1, 6, 7, 14, 14, 14]);
    let fraction = 0n;
    for (let d = 0; d < 14; d++) {
      fraction = (fraction << 4n) | BigInt(d >= digits ? 0 : random.pick([0, 0xf, 8, random.below(16)]));
    }
    if (random.chance(15)) fraction = BigInt.asUintN(56, BigInt(random.pick([0, 1, -1, 0x10])));
    const characteristic = (exponent + random.below(random.chance(80) ? 4 : 16)) & 0x7f;
    view.setBigUint64(at, (BigInt((random.below(2) << 7) | characteristic) << 56n) | fraction);
  }
  // Extended numbers: now and then the second part follows the first as it should, and equal numbers cancel.
  if (random.chance(50)) b.window[496] = b.window[480];
  if (random.chance(15)) b.window.copyWithin(496, 480, 496);
  if (random.chance(15)) b.window.copyWithin(488, 480, 488);
}

function registerField(random: Random, instruction: Instruction): number {
  const r = random.below(16);
  if (isFloating(instruction) && random.chance(97)) {
    return instruction.facility === 'floating-point' || random.chance(3) ? (r & 3) * 2 : (r & 1) * 4;
  }
  return EVEN_PAIR.has(instruction.mnemonic) && random.chance(95) ? r & 14 : r;
}

function registerRegister(b: CaseBuilder): void {
  const { random, instruction, registers } = b;
  const { mnemonic } = instruction;
  if (mnemonic === 'MVCL' || mnemonic === 'CLCL') {
    const r1 = random.below(4) * 2;
    const r2 = 8 + random.below(4) * 2;
    const length = (): number => (random.chance(20) ? 0 : random.below(120));
    registers[r1] = b.place(120);
    registers[r1 + 1] = length() | (random.below(256) << 24);
    registers[r2] = random.chance(40) ? registers[r1] + random.below(5) - 2 : b.place(130);
    registers[r2 + 1] =
      (random.chance(40) ? registers[r1 + 1] & 0xffffff : length()) | (random.pick([0, 0x40, 0xff]) << 24);
    if (mnemonic === 'CLCL') b.window.fill(0x40);
    if (mnemonic === 'CLCL' && random.chance(70)) b.window[random.below(WINDOW_SIZE)] = random.below(256);
    b.bytes.push((r1 << 4) | r2);
    return;
  }
  const r1 = registerField(random, instruction);
  const r2 =
    instruction.facility === 'floating-point' ? registerField(random, instruction) : random.below(16);
  if (['BALR', 'BCTR', 'BCR', 'BASR'].includes(mnemonic)) registers[r2] = BRANCH_TARGET;
  if (mnemonic === 'DR' && random.chance(80))
    registers[r1 & 14] = random.pick([0, -1, 1, registers[r2] >> 3]);
  b.bytes.push((r1 << 4) | r2);
}

function indexed(b: CaseBuilder): void {
  const { random, instruction } = b;
  const { mnemonic } = instruction;
  const r1 = registerField(random, instruction);
  const length = operandLength(mnemonic);
  let target = BRANCHES.has(mnemonic) ? BRANCH_TARGET : b.place(length);
  if (mnemonic === 'CVB' && random.chance(90)) b.setPacked(target, 8, random.pick([0, 5, 5, 5, 6, 8]));
  if (isFloating(instruction)) {
    target = b.place(8);
    setFloats(b, target);
  }
  if (mnemonic === 'EX') {
    target = b.place(6) & ~1;
    const subject = INSTRUCTION_BY_MNEMONIC.get(
      random.pick(['LA', 'AR', 'MVC', 'MVI', 'CR', 'EX', 'CLC']),
    ) as Instruction;
    const inner = buildCase(random, subject.mnemonic, b);
    b.window.set(inner.subarray(0, Math.min(6, WINDOW + WINDOW_SIZE - target)), target - WINDOW);
  }
  if (mnemonic === 'D' && random.chance(80)) b.registers[r1 & 14] = random.pick([0, -1, 1, 100]);
  let x = 0;
  if (random.chance(30)) {
    x = b.zeroRegister();
  }
  b.bytes.push((r1 << 4) | x);
  const field = b.baseAndDisplacement(target);
  b.push16(field);
  if (x !== 0 && field >>> 12 === x) b.bytes[b.bytes.length - 3] = r1 << 4;
}

function registerStorage(b: CaseBuilder): void {
  const { random, instruction } = b;
  const { mnemonic, format } = instruction;
  const r1 = registerField(random, instruction);
  const r3 = EVEN_PAIR.has(mnemonic) ? random.below(8) * 2 : random.below(16);
  b.bytes.push((r1 << 4) | r3);
  if (format === 'RS1') {
    // The shift amount is the address itself.
    b.push16(random.below(random.chance(80) ? 40 : 4096));
    return;
  }
  if (BRANCHES.has(mnemonic)) b.push16(b.baseAndDisplacement(BRANCH_TARGET));
  else {
    const length =
      format === 'RSM' ? 4 : mnemonic === 'LM' || mnemonic === 'STM' ? 64 : operandLength(mnemonic);
    const alignment = mnemonic === 'CS' || mnemonic === 'CDS' ? (random.chance(95) ? length : 1) : 1;
    const address = b.place(length, alignment);
    b.push16(b.baseAndDisplacement(address));
    if ((mnemonic === 'CS' || mnemonic === 'CDS') && random.chance(50)) {
      const view = new DataView(b.window.buffer);
      view.setInt32(address - WINDOW, b.registers[r1]);
      if (mnemonic === 'CDS') view.setInt32(address - WINDOW + 4, b.registers[(r1 + 1) & 15]);
    }
    if (mnemonic === 'ICM' && random.chance(30)) b.window.fill(0, address - WINDOW, address - WINDOW + 4);
  }
}

function storageStorage(b: CaseBuilder): void {
  const { random, instruction } = b;
  const { mnemonic, format } = instruction;
  if (format === 'SS1') {
    const length = 1 + random.below(random.chance(70) ? 20 : 250);
    const first = b.place(length);
    let second = random.chance(30) ? first + random.below(9) - 4 : b.place(256);
    second = Math.min(Math.max(second, WINDOW), WINDOW + WINDOW_SIZE - length);
    if (mnemonic === 'CLC' && random.chance(60)) b.window.fill(random.below(4));
    if (mnemonic === 'TRT' && random.chance(80)) b.window.fill(0, Math.max(0, second - WINDOW + 16));
    if (mnemonic === 'MVCIN') second = WINDOW + length + random.below(WINDOW_SIZE - length);
    if (mnemonic === 'ED' || mnemonic === 'EDMK') {
      second = WINDOW;
      for (let i = 0; i < 128; i++)
        b.window[i] = random.chance(12)
          ? random.pick([0x0c, 0x1c, 0x9d, 0x0d])
          : random.pick([0, 0, 0x12, 0x90, 5]);
      const pattern = WINDOW + 130 + random.below(WINDOW_SIZE - 130 - length);
      for (let i = 0; i < length; i++) {
        b.window[pattern - WINDOW + i] = random.pick([0x20, 0x20, 0x20, 0x21, 0x22, 0x40, 0x6b, 0x4b]);
      }
      b.bytes.push(length - 1);
      b.push16(b.baseAndDisplacement(pattern));
      b.push16(b.baseAndDisplacement(second));
      return;
    }
    b.bytes.push(length - 1);
    b.push16(b.baseAndDisplacement(first));
    b.push16(b.baseAndDisplacement(second));
    return;
  }
  let length1 = 1 + random.below(16);
  let length2 = 1 + random.below(16);
  if ((mnemonic === 'MP' || mnemonic === 'DP') && random.chance(95)) {
    length2 = 1 + random.below(8);
    length1 = Math.min(16, length2 + 1 + random.below(8));
  }
  const first = b.place(length1);
  let second = b.place(length2);
  if (DECIMAL.has(mnemonic) || mnemonic === 'SRP') {
    if (random.chance(90)) b.setPacked(second, length2, random.pick([0, 0, length2]));
    if (random.chance(90))
      b.setPacked(first, length1, mnemonic === 'MP' ? 2 * length2 : mnemonic === 'DP' ? length2 * 2 - 1 : 0);
  } else if (random.chance(30))
    second = Math.max(WINDOW, Math.min(first + random.below(9) - 4, WINDOW + WINDOW_SIZE - 16));
  b.bytes.push(
    ((length1 - 1) << 4) | (mnemonic === 'SRP' ? random.below(random.chance(95) ? 10 : 16) : length2 - 1),
  );
  b.push16(b.baseAndDisplacement(first));
  b.push16(mnemonic === 'SRP' ? random.below(64) : b.baseAndDisplacement(second));
}

/** Encodes an instruction for an EXECUTE that is being built. */
function buildCase(random: Random, mnemonic: string, outer: CaseBuilder): Uint8Array {
  const builder = fill(new CaseBuilder(random, INSTRUCTION_BY_MNEMONIC.get(mnemonic) as Instruction));
  outer.adopt(builder);
  return Uint8Array.from(builder.bytes);
}

function fill(b: CaseBuilder): CaseBuilder {
  switch (b.instruction.format) {
    case 'RR':
    case 'RR1':
    case 'RRM':
      registerRegister(b);
      break;
    case 'I':
      b.bytes.push(b.random.below(256));
      break;
    case 'RX':
    case 'RXM':
      indexed(b);
      break;
    case 'RS':
    case 'RS1':
    case 'RSM':
      registerStorage(b);
      break;
    case 'SI':
      b.bytes.push(b.instruction.mnemonic === 'MC' ? b.random.below(17) : b.random.below(256));
      b.push16(b.baseAndDisplacement(b.place(1)));
      break;
    case 'S':
      b.bytes.push(0);
      b.push16(b.baseAndDisplacement(b.place(1)));
      break;
    case 'RRE':
      b.bytes.push(0);
      registerRegister(b);
      break;
    case 'SS1':
    case 'SS2':
    case 'SSI':
      storageStorage(b);
      break;
    default:
      throw new Error(
        `${b.instruction.mnemonic}: no cases for format ${b.instruction.format} (${FORMATS[b.instruction.format].join()})`,
      );
  }
  return b;
}

/** A random case of one instruction. */
export function randomCase(random: Random, mnemonic: string): InstructionCase {
  const instruction = INSTRUCTION_BY_MNEMONIC.get(mnemonic);
  if (instruction === undefined) throw new Error(`${mnemonic} is not in the instruction table`);
  return fill(new CaseBuilder(random, instruction)).finish();
}
