/** The storage that a program of the equality property begins with. */

import { instructionLength } from '../../../src/s370/index.js';
import type { Program, Unit } from './program.js';

export const STORAGE = 0x20000;
export const PAGE = 0x1000;
/** Logical pages of code and data. */
export const CODE = 0x2000;
export const DATA = 0x5000;
export const DATA_SIZE = 0x800;
/** Constants that instructions of the program address without a base. */
const PROGRAM_HANDLER = 0x600;
/** Designation for CR1: 16 entries. */
export const SEGMENT_TABLE = 0x740;
export const PAGE_TABLE = 0x780;
const GOOD_PAGE_TABLE = 0x7c0;
/** Counts program interruptions, packed; and one. */
const COUNT = 0x7f0;
const ONE = 0x7f4;
const BASES = 0xa00;
const START_PSW = 0xa40;
const CHANNEL_PROGRAM = 0xa80;
/** Free storage below 4K. */
export const SCRATCH = 0xb00;
const PSWS = 0xc00;
const CONTROLS = 0xe00;
/** What the card reader's program reads: into code. */
export const READER = 0x00c;

/** Registers 6 to 13 at the beginning of every turn of the program. */
export function baseRegisters(start: number): number[] {
  return [4, 0x20, 0x40, 3, 0x0e0000, DATA + 0x7f8, start, DATA];
}

interface Placed {
  readonly address: number;
  readonly bytes: (placed: readonly Placed[]) => readonly number[];
}

/** Lays the units out one after the other, at logical addresses. */
class Layout {
  readonly placed: Placed[] = [];
  private at: number;
  private psws = PSWS;
  private controls = CONTROLS;
  readonly words: [address: number, value: number][] = [];
  private readonly subjects: { readonly bytes: readonly number[]; address: number }[] = [];

  constructor(private readonly start: number) {
    this.at = start;
  }

  /** Address of the next instruction. */
  get next(): number {
    return this.at;
  }

  add(bytes: readonly number[]): void {
    this.later(bytes.length, () => bytes);
  }

  private later(length: number, bytes: Placed['bytes']): void {
    this.placed.push({ address: this.at, bytes });
    this.at += length;
  }

  /** Base register 12 and displacement of an address. */
  private based(address: number): [number, number] {
    const displacement = (address - this.start) & 0xfff;
    return [0xc0 | (displacement >> 8), displacement & 0xff];
  }

  private target(placed: readonly Placed[], number: number): number {
    return placed[number % placed.length].address;
  }

  unit(unit: Unit): void {
    switch (unit.kind) {
      case 'plain':
        this.add(unit.bytes);
        return;
      case 'branch':
        this.later(4, (placed) => [
          unit.opcode,
          unit.registers,
          ...this.based(this.target(placed, unit.target)),
        ]);
        return;
      case 'loop': {
        this.add([0x41, unit.register << 4, unit.count >> 8, unit.count & 0xff]);
        const top = this.at;
        this.units(unit.body);
        this.later(4, () => [0x46, unit.register << 4, ...this.based(top)]);
        return;
      }
      case 'skip': {
        const from = this.placed.length;
        this.later(4, () => [0x47, unit.mask << 4, 0, 0]);
        this.units(unit.body);
        const end = this.at;
        this.placed[from] = {
          address: this.placed[from].address,
          bytes: () => [0x47, unit.mask << 4, ...this.based(end)],
        };
        return;
      }
      case 'call': {
        const body = this.at + 8;
        this.later(4, () => [unit.opcode, unit.register << 4, ...this.based(body)]);
        const over = this.placed.length;
        this.later(4, () => []);
        this.units(unit.body);
        this.add([0x07, 0xf0 | unit.register]);
        const end = this.at;
        this.placed[over] = { address: body - 4, bytes: () => [0x47, 0xf0, ...this.based(end)] };
        return;
      }
      case 'execute': {
        const subject = { bytes: unit.subject, address: 0 };
        this.subjects.push(subject);
        this.later(4, () => [0x44, unit.register << 4, ...this.based(subject.address)]);
        return;
      }
      case 'modify':
        this.modify(unit);
        return;
      case 'psw': {
        const slot = this.psws;
        this.psws += 8;
        this.add([0x82, 0, slot >> 8, slot & 0xff]);
        const extended = unit.valid && (unit.high & 0x80000) !== 0;
        this.words.push([slot, unit.high | (extended ? unit.mask << 8 : 0)]);
        this.words.push([slot + 4, (extended ? 0 : unit.mask << 24) | this.at]);
        return;
      }
      case 'control': {
        const slot = this.controls;
        this.controls += 4;
        this.add([0xb7, unit.register * 0x11, slot >> 8, slot & 0xff]);
        this.words.push([slot, unit.value]);
        return;
      }
      case 'key':
        this.add([0x58, 0x10, this.controls >> 8, this.controls & 0xff]);
        this.words.push([this.controls, unit.address]);
        this.controls += 4;
        this.add([0x41, 0, 0, unit.key]);
        this.add([0x08, 0x01]);
        return;
    }
  }

  private modify({ how, next, target, offset, value }: Extract<Unit, { kind: 'modify' }>): void {
    const number = next === true ? this.placed.length + 1 : target;
    const at = (placed: readonly Placed[]): [number, number] =>
      this.based(this.target(placed, number) + offset);
    switch (how) {
      case 'MVI':
      case 'XI':
        this.later(4, (placed) => [how === 'MVI' ? 0x92 : 0x97, value, ...at(placed)]);
        return;
      case 'STC':
      case 'STH':
        this.later(4, (placed) => [how === 'STC' ? 0x42 : 0x40, (value & 15) << 4, ...at(placed)]);
        return;
      case 'MVC':
      case 'XC':
        this.later(6, (placed) => [
          how === 'MVC' ? 0xd2 : 0xd7,
          value & 7,
          ...at(placed),
          ...this.based(this.target(placed, value)),
        ]);
    }
  }

  units(units: readonly Unit[]): void {
    for (const unit of units) this.unit(unit);
  }

  /** Puts the subjects of EXECUTE behind the program. */
  finish(): void {
    for (const subject of this.subjects) {
      subject.address = this.at;
      this.at += subject.bytes.length;
    }
  }

  /** Every byte with its logical address. */
  write(store: (address: number, bytes: readonly number[]) => void): void {
    for (const { address, bytes } of this.placed) store(address, bytes(this.placed));
    for (const { address, bytes } of this.subjects) store(address, bytes);
  }
}

/** Logical address of the program's first instruction. */
export function startOf(program: Program): number {
  return CODE + program.at;
}

function layOut(program: Program): Layout {
  const start = startOf(program);
  const layout = new Layout(start);
  layout.add([0x98, 0x6d, BASES >> 8, BASES & 0xff]);
  layout.units(program.units);
  layout.add([0x47, 0xf0, 0xc0, 0x00]);
  layout.finish();
  return layout;
}

const half = (value: number): [number, number] => [value >> 8, value & 0xff];
const compare = (address: number, byte: number, equal: number): number[] => [
  ...[0x95, byte, ...half(address)],
  ...[0x47, 0x80, ...half(equal)],
];

/**
 * Takes program interruptions: makes pages valid again, goes on behind other instructions, and begins the program
 * again now and then, and after operation exceptions.
 */
function handler(): number[] {
  const out = PROGRAM_HANDLER + 6 + 8 + 4 * 8;
  const fix = out + 8;
  const restart = fix + 10;
  return [
    ...[0xfa, 0x10, ...half(COUNT), ...half(ONE)],
    ...[0x91, 0x40, ...half(COUNT + 1)],
    ...[0x47, 0x10, ...half(restart)],
    ...compare(0x8f, 0x11, fix),
    ...compare(0x8f, 0x10, fix),
    ...compare(0x8f, 0x01, restart),
    ...compare(0x2b, 0x01, restart),
    ...[0x92, 0, 0, 0x8f],
    ...[0x82, 0, 0, 0x28],
    ...[0xd2, 31, ...half(PAGE_TABLE), ...half(GOOD_PAGE_TABLE)],
    ...[0x47, 0xf0, ...half(out)],
    ...[0x92, 0, 0, 0x8f],
    ...[0x82, 0, ...half(START_PSW)],
  ];
}

/** Real storage as the program begins. */
export function imageOf(program: Program): Uint8Array {
  const bytes = new Uint8Array(STORAGE);
  const view = new DataView(bytes.buffer);
  const start = startOf(program);
  const translated = (program.psw & 0x04080000) === 0x04080000;
  const real = (logical: number): number =>
    translated ? (program.frames[(logical >> 12) & 15] << 12) | (logical & 0xfff) : logical & (STORAGE - 1);
  const put = (logical: number, data: ArrayLike<number>): void => {
    for (let i = 0; i < data.length; i++) bytes[real(logical + i)] = data[i];
  };
  // In EC mode condition code and program mask are in the first word.
  const { psw: handlerPsw, mask } = program.handlers;
  const extended = (handlerPsw & 0x00080000) !== 0;
  const handlerFlags = handlerPsw | (extended ? mask << 8 : 0);
  const newPsw = (address: number, handlerAddress: number): void => {
    view.setInt32(address, handlerFlags);
    view.setInt32(address + 4, handlerAddress | (extended ? 0 : mask << 24));
  };
  newPsw(0x00, start);
  newPsw(0x58, 0x6c0);
  newPsw(0x60, 0x6c4);
  newPsw(0x68, PROGRAM_HANDLER);
  view.setInt32(0x70, handlerFlags | 0x20000);
  newPsw(0x78, 0x6c8);
  bytes.set([0x82, 0, 0, 0x18, 0x82, 0, 0, 0x20, 0x82, 0, 0, 0x38], 0x6c0);
  bytes.set(handler(), PROGRAM_HANDLER);
  // One segment of 64K: the table has 16 entries.
  view.setUint32(SEGMENT_TABLE, 0xf0000000 | PAGE_TABLE);
  for (let segment = 1; segment < 16; segment++) view.setUint32(SEGMENT_TABLE + 4 * segment, 1);
  for (let page = 0; page < 16; page++) {
    view.setUint16(PAGE_TABLE + 2 * page, program.frames[page] << 4);
    view.setUint16(GOOD_PAGE_TABLE + 2 * page, program.frames[page] << 4);
  }
  bytes.set([0x00, 0x0c], COUNT);
  bytes.set([0x1c], ONE);
  baseRegisters(start).forEach((value, i) => view.setInt32(BASES + 4 * i, value));
  view.setInt32(START_PSW, program.psw);
  view.setInt32(START_PSW + 4, (program.programMask << 24) | start);
  // Read a card into the program.
  view.setUint32(0x48, CHANNEL_PROGRAM);
  view.setUint32(CHANNEL_PROGRAM, 0x02000000 | real(start + 16));
  view.setUint32(CHANNEL_PROGRAM + 4, 0x20000000 | 24);
  for (let at = 0; at < PAGE; at += DATA_SIZE) put(DATA + at, program.data);
  const layout = layOut(program);
  for (const [address, value] of layout.words) view.setInt32(address, value);
  layout.write(put);
  return bytes;
}

/** The program's instructions with their logical addresses, for people. */
export function listing(program: Program): string[] {
  const lines: string[] = [];
  layOut(program).write((address, bytes) => {
    const hex = bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
    lines.push(`${address.toString(16).toUpperCase().padStart(6, '0')}  ${hex}`);
  });
  return lines;
}

/** Halfwords that an instruction with this first byte has. */
export const halfwords = (opcode: number): number => instructionLength(opcode) / 2;
