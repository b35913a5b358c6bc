/**
 * A storage image that executes instruction cases one after the other by itself and leaves their results in
 * storage: any System/370 can be compared with any other by running it. Started by the restart key, ends in a
 * disabled wait with address X'0AAAAA'.
 */

import { WINDOW, WINDOW_SIZE, type InstructionCase } from './instruction-cases.js';

const RECORDS = 0x10000;
const IN_SIZE = 80 + WINDOW_SIZE;
const OUT_SIZE = 80 + 64 + WINDOW_SIZE;
const LOOP = 0x220;
const IN_REGISTERS = 0xc00;
const IN_PSW = 0xc40;
const OUT_REGISTERS = 0xc80;
const OUT_LINK = 0xcc0;
const OUT_OLD_PSW = 0xcc8;
const OUT_FPR = 0xcd0;
const DRIVER_REGISTERS = 0xd00;
const IN_FPR = 0xd80;
const SLOT = 0xe00;
const LANDING = 0xe40;

/** How a case ended. */
export type Ending = 'next' | 'program' | 'svc' | 'branch';
const ENDINGS: readonly Ending[] = ['next', 'program', 'svc', 'branch'];

/** What is left after a case. */
export interface CaseResult {
  readonly ending: Ending;
  readonly registers: Int32Array;
  readonly fpr: Int32Array;
  /** Top byte: condition code and program mask (ends `next` and `branch`). */
  readonly link: number;
  /** Old PSW of a program interruption or SVC. */
  readonly oldPsw: readonly [number, number];
  readonly window: Uint8Array;
}

const rx = (opcode: number, r1: number, base: number, displacement: number): number[] => [
  opcode,
  r1 << 4,
  (base << 4) | (displacement >> 8),
  displacement & 0xff,
];
const rs = (opcode: number, r1: number, r3: number, displacement: number): number[] => [
  opcode,
  (r1 << 4) | r3,
  displacement >> 8,
  displacement & 0xff,
];
const ss = (opcode: number, length: number, b1: number, d1: number, b2: number, d2: number): number[] => [
  opcode,
  length - 1,
  (b1 << 4) | (d1 >> 8),
  d1 & 0xff,
  (b2 << 4) | (d2 >> 8),
  d2 & 0xff,
];
const mvc = (length: number, b1: number, d1: number, b2: number, d2: number): number[] =>
  ss(0xd2, length, b1, d1, b2, d2);
const branch = (target: number): number[] => [0x47, 0xf0, target >> 8, target & 0xff];
const floatingRegisters = (opcode: number, at: number): number[] =>
  [0, 2, 4, 6].flatMap((r) => rx(opcode, r, 0, at + r * 4));

/** Size of main storage that the image of `count` cases needs, in bytes. */
export function imageSize(count: number): number {
  return Math.ceil((RECORDS + count * (IN_SIZE + OUT_SIZE)) / 4096) * 4096;
}

function outRecords(count: number): number {
  return RECORDS + count * IN_SIZE;
}

/** Builds the image. */
export function buildImage(cases: readonly InstructionCase[]): Uint8Array {
  const image = new Uint8Array(imageSize(cases.length));
  const view = new DataView(image.buffer);
  const code = (at: number, ...parts: number[][]): void => image.set(parts.flat(), at);
  const psw = (at: number, address: number, flags = 0): void => {
    view.setInt32(at, flags);
    view.setInt32(at + 4, address);
  };
  psw(0x00, 0x200);
  psw(0x60, 0xf50);
  psw(0x68, 0xf30);
  psw(0xb00, 0x0aaaaa, 0x00020000);
  view.setInt32(0xb10, RECORDS);
  view.setInt32(0xb14, outRecords(cases.length));
  view.setInt32(0xb18, cases.length);
  view.setInt32(0xb1c, WINDOW);
  // R9 window, R10 count, R11 results, R12 cases.
  code(
    0x200,
    rx(0x58, 12, 0, 0xb10),
    rx(0x58, 11, 0, 0xb14),
    rx(0x58, 10, 0, 0xb18),
    rx(0x58, 9, 0, 0xb1c),
    branch(LOOP),
  );
  code(
    LOOP,
    mvc(72, 0, IN_REGISTERS, 12, 0),
    mvc(8, 0, SLOT, 12, 72),
    mvc(256, 9, 0, 12, 80),
    mvc(256, 9, 256, 12, 336),
    mvc(32, 0, IN_FPR, 9, 480),
    floatingRegisters(0x68, IN_FPR),
    rs(0x90, 0, 15, DRIVER_REGISTERS),
    rs(0x98, 0, 15, IN_REGISTERS),
    [0x82, 0, IN_PSW >> 8, IN_PSW & 0xff],
  );
  code(SLOT + 8, branch(0xf00));
  code(LANDING, branch(0xf18));
  const save = rs(0x90, 0, 15, OUT_REGISTERS);
  const ending = (value: number): number[] => [0x92, value, (OUT_LINK + 7) >> 8, (OUT_LINK + 7) & 0xff];
  code(0xf00, save, ending(0), branch(0xf70));
  code(0xf18, save, ending(3), branch(0xf70));
  code(0xf30, save, ending(1), mvc(8, 0, OUT_OLD_PSW, 0, 0x28), branch(0xf90));
  code(0xf50, save, ending(2), mvc(8, 0, OUT_OLD_PSW, 0, 0x20), branch(0xf90));
  code(
    0xf70,
    [0x05, 0x10],
    rx(0x50, 1, 0, OUT_LINK),
    ss(0xd7, 8, 0, OUT_OLD_PSW, 0, OUT_OLD_PSW),
    branch(0xf98),
  );
  code(0xf90, [0xd7, 0x03, 0x0c, 0xc0, 0x0c, 0xc0]);
  code(
    0xf98 - 2,
    [0x07, 0x00],
    floatingRegisters(0x60, OUT_FPR),
    rs(0x98, 0, 15, DRIVER_REGISTERS),
    mvc(112, 11, 0, 0, OUT_REGISTERS),
    mvc(256, 11, 144, 9, 0),
    mvc(256, 11, 400, 9, 256),
    rx(0x41, 11, 11, OUT_SIZE),
    rx(0x41, 12, 12, IN_SIZE),
    rx(0x46, 10, 0, LOOP),
    [0x82, 0, 0x0b, 0x00],
  );
  cases.forEach((testCase, i) => {
    const at = RECORDS + i * IN_SIZE;
    testCase.registers.forEach((value, r) => view.setInt32(at + 4 * r, value));
    psw(at + 64, (testCase.codeAndMask << 24) | SLOT);
    for (let n = 0; n < 4; n++) view.setInt16(at + 72 + 2 * n, 0x0700);
    image.set(testCase.instruction, at + 72);
    image.set(testCase.window, at + 80);
  });
  return image;
}

/** Reads the results from storage after a run; `storage` has at least the image's size. */
export function readResults(storage: Uint8Array, count: number): CaseResult[] {
  const view = new DataView(storage.buffer, storage.byteOffset, storage.byteLength);
  const words = (at: number, n: number): Int32Array =>
    Int32Array.from({ length: n }, (_, i) => view.getInt32(at + 4 * i));
  return Array.from({ length: count }, (_, i) => {
    const at = outRecords(count) + i * OUT_SIZE;
    return {
      ending: ENDINGS[view.getInt32(at + 68) & 0xff],
      registers: words(at, 16),
      fpr: words(at + 80, 8),
      link: view.getInt32(at + 64),
      oldPsw: [view.getInt32(at + 72), view.getInt32(at + 76)] as const,
      window: storage.slice(at + 144, at + 144 + WINDOW_SIZE),
    };
  });
}
