/**
 * Random programs for running the same bytes on two machines: straight pieces of any instructions, branches forward and
 * back, counted loops, subroutines. Everything follows from the seed.
 *
 * R12 is the base of the code, R13 of the data; R11 has small numbers (index, shift amount); R10 counts loops, R14
 * links subroutines. The others have any value.
 */

import { INSTRUCTION_BY_MNEMONIC, type Instruction } from '../../src/s370/instructions/table.js';
import type { Random } from './instruction-cases.js';

export const PROGRAM_CODE = 0x1000;
/** The data begins so far before a block boundary that operands cross it now and then. */
export const PROGRAM_DATA = 0x47c0;
export const PROGRAM_DATA_SIZE = 0x400;
const BASE = 12;
const DATA = 13;
const LINK = 14;
const COUNTER = 10;
const SMALL = 11;

/** A program and the state before it. */
export interface RandomProgram {
  readonly code: Uint8Array;
  readonly registers: Int32Array;
  readonly codeAndMask: number;
  readonly data: Uint8Array;
}

const BRANCHES = new Set(['BC', 'BCR', 'BCT', 'BCTR', 'BAL', 'BALR', 'BAS', 'BASR', 'BXH', 'BXLE']);
/** Registers that the pieces may change. */
const FREE = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15];
const WORDS = [0, 1, -1, 2, 0x7fffffff, -0x80000000, 0xffff, -0x8000];

class ProgramBuilder {
  private readonly bytes: number[] = [];
  /** Beginnings of instructions that branches may lead to. */
  private readonly places: number[] = [];
  /** Where a forward branch's displacement belongs. */
  private readonly forward: number[] = [];

  constructor(
    private readonly random: Random,
    private readonly instructions: readonly Instruction[],
  ) {}

  build(length: number): Uint8Array {
    for (let i = 0; i < length; i++) {
      this.places.push(this.bytes.length);
      const what = this.random.below(100);
      if (what < 12) this.branch();
      else if (what < 16) this.loop();
      else if (what < 19) this.subroutine();
      else if (what < 23) this.execute();
      else this.plain();
    }
    this.places.push(this.bytes.length);
    this.bytes.push(0x0a, 0);
    for (const at of this.forward) {
      const later = this.places.filter((place) => place > at);
      this.put16(at, (BASE << 12) | this.random.pick(later));
    }
    return Uint8Array.from(this.bytes);
  }

  private plain(): void {
    const { random } = this;
    const instruction = random.pick(this.instructions);
    const { opcode, format, mnemonic } = instruction;
    const register = (): number => random.pick(FREE);
    const changed = (): number => {
      const r = register();
      return ['M', 'D', 'MR', 'DR', 'SRDL', 'SLDL', 'SRDA', 'SLDA', 'CDS'].includes(mnemonic)
        ? Math.min(r & 14, 8)
        : r;
    };
    switch (format) {
      case 'RR':
        this.bytes.push(opcode, (changed() << 4) | random.below(16));
        break;
      case 'RX':
        this.bytes.push(opcode, (changed() << 4) | (random.chance(30) ? SMALL : 0));
        this.operand();
        break;
      case 'RS1':
        this.bytes.push(opcode, changed() << 4);
        this.push16(((random.chance(30) ? SMALL : 0) << 12) | random.below(random.chance(80) ? 40 : 4096));
        break;
      case 'RS':
      case 'RSM': {
        const range = mnemonic === 'LM' || mnemonic === 'STM';
        const first = changed();
        const second = mnemonic === 'LM' ? Math.min(first + random.below(4), 9) : random.below(16);
        this.bytes.push(opcode, ((range ? Math.min(first, 9) : first) << 4) | second);
        this.operand();
        break;
      }
      case 'SI':
      case 'S':
        this.bytes.push(opcode, random.below(256));
        this.operand();
        break;
      default:
        this.bytes.push(0x07, 0);
    }
  }

  /** A data operand. */
  private operand(): void {
    const { random } = this;
    this.push16(
      (DATA << 12) | (random.chance(70) ? random.below(8) * 4 + 32 : random.below(PROGRAM_DATA_SIZE - 64)),
    );
  }

  private branch(): void {
    const { random } = this;
    this.bytes.push(0x47, random.below(16) << 4);
    // A branch back is taken as long as the counter lasts.
    if (random.chance(75)) {
      this.forward.push(this.bytes.length);
      this.push16(0);
    } else {
      this.bytes.length -= 2;
      this.bytes.push(0x46, COUNTER << 4);
      this.push16((BASE << 12) | random.pick(this.places));
    }
  }

  /** A loop of a few instructions, counted by R15 or R10. */
  private loop(): void {
    const { random } = this;
    const counter = random.pick([COUNTER, 15]);
    this.bytes.push(0x41, counter << 4);
    this.push16(1 + random.below(6));
    const start = this.bytes.length;
    this.places.push(start);
    for (let i = random.below(5); i >= 0; i--) this.plain();
    this.bytes.push(0x46, counter << 4);
    this.push16((BASE << 12) | start);
  }

  /** A call of a piece that is jumped over otherwise. */
  private subroutine(): void {
    const { random } = this;
    this.bytes.push(0x47, 0xf0);
    const over = this.bytes.length;
    this.push16(0);
    const start = this.bytes.length;
    for (let i = random.below(3); i >= 0; i--) this.plain();
    this.bytes.push(0x07, (random.pick([15, 15, 7, 4]) << 4) | LINK);
    this.put16(over, (BASE << 12) | this.bytes.length);
    for (let i = random.below(2); i >= 0; i--) {
      this.bytes.push(0x45, LINK << 4);
      this.push16((BASE << 12) | start);
    }
  }

  /** EXECUTE of an instruction that is jumped over otherwise. */
  private execute(): void {
    const { random } = this;
    this.bytes.push(0x47, 0xf0);
    const over = this.bytes.length;
    this.push16(0);
    const subject = this.bytes.length;
    this.plain();
    this.put16(over, (BASE << 12) | this.bytes.length);
    this.bytes.push(0x44, random.pick([0, 0, 1, 5]) << 4);
    this.push16((BASE << 12) | subject);
  }

  private push16(value: number): void {
    this.bytes.push((value >>> 8) & 0xff, value & 0xff);
  }

  private put16(at: number, value: number): void {
    this.bytes[at] = (value >>> 8) & 0xff;
    this.bytes[at + 1] = value & 0xff;
  }
}

/** A program of about `length` pieces, of instructions with these mnemonics besides branches. */
export function randomProgram(random: Random, mnemonics: readonly string[], length: number): RandomProgram {
  const instructions = mnemonics
    .filter((mnemonic) => !BRANCHES.has(mnemonic))
    .map((mnemonic) => INSTRUCTION_BY_MNEMONIC.get(mnemonic) as Instruction);
  const registers = new Int32Array(16);
  for (let r = 0; r < 16; r++) registers[r] = random.chance(40) ? random.pick(WORDS) : random.word();
  registers[BASE] = PROGRAM_CODE | (random.chance(20) ? 0x7f000000 : 0);
  registers[DATA] = PROGRAM_DATA;
  registers[LINK] = PROGRAM_CODE;
  registers[COUNTER] = 1 + random.below(20);
  registers[SMALL] = random.below(random.chance(50) ? 8 : 40);
  const data = new Uint8Array(PROGRAM_DATA_SIZE);
  for (let i = 0; i < data.length; i++) data[i] = random.chance(30) ? 0 : random.below(256);
  return {
    code: new ProgramBuilder(random, instructions).build(length),
    registers,
    codeAndMask: (random.below(4) << 4) | (random.chance(30) ? random.below(16) : 0),
    data,
  };
}
