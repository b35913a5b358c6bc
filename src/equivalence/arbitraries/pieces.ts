/**
 * Pieces of programs: one instruction or a few that belong together. Base registers hold useful addresses: 2 data, 3
 * just before the end of a page, 4 beyond storage, 5 odd, 6 the translation tables, 7 a virtual segment.
 */

import fc from 'fast-check';
import { DATA, SEGMENT_TABLE, SVC_PURGE } from '../frame.js';

/** Some instructions. The last halfword of a piece with an operand of its own gets that operand's address. */
export interface Piece {
  readonly bytes: readonly number[];
  /** The last instruction is an LPSW of this first word and the address behind it. */
  readonly psw?: number;
  /** The last instruction refers to these words. */
  readonly operand?: readonly number[];
  /** Those words go to CR0: the program's translation format is put in. */
  readonly addsFormat?: boolean;
}

/** What base registers hold at the start; the others are random. */
export const BASES: Readonly<Record<number, number>> = {
  2: DATA,
  3: DATA + 0xff0,
  4: 0x00fff000,
  5: DATA + 3,
  6: SEGMENT_TABLE,
  7: 0x00013000,
};

const register = fc.integer({ min: 0, max: 15 });
/** Not 6: what changes the tables purges the TLB too, or the architecture leaves open what a program sees. */
const base = fc.constantFrom(2, 2, 2, 3, 3, 4, 5, 7);
const displacement = fc.oneof(
  fc.integer({ min: 0, max: 64 }).map((n) => n * 4),
  fc.integer({ min: 0, max: 40 }),
);
const storageOperand = fc
  .tuple(base, displacement)
  .map(([b, d]): readonly number[] => [(b << 4) | (d >> 8), d & 0xff]);

const rr = (opcode: number): fc.Arbitrary<Piece> =>
  fc.tuple(register, fc.integer({ min: 2, max: 7 })).map(([r1, r2]) => ({ bytes: [opcode, (r1 << 4) | r2] }));
/** Not into base registers: they would lead to the translation tables. */
const arithmetic = (opcode: number): fc.Arbitrary<Piece> =>
  fc
    .tuple(fc.integer({ min: 8, max: 15 }), fc.integer({ min: 2, max: 7 }))
    .map(([r1, r2]) => ({ bytes: [opcode, (r1 << 4) | r2] }));
const rx = (opcode: number): fc.Arbitrary<Piece> =>
  fc
    .tuple(fc.integer({ min: 8, max: 15 }), storageOperand)
    .map(([r1, d]) => ({ bytes: [opcode, r1 << 4, ...d] }));
const si = (opcode: number, mask = 0xff): fc.Arbitrary<Piece> =>
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), storageOperand)
    .map(([i, d]) => ({ bytes: [opcode, i & mask, ...d] }));
const s = (opcode: number): fc.Arbitrary<Piece> =>
  storageOperand.map((d) => ({ bytes: [opcode >> 8, opcode & 0xff, ...d] }));
const ss = (opcode: number): fc.Arbitrary<Piece> =>
  fc
    .tuple(fc.integer({ min: 0, max: 31 }), storageOperand, storageOperand)
    .map(([l, a, b]) => ({ bytes: [opcode, l, ...a, ...b] }));
const fixed = (...bytes: number[]): fc.Arbitrary<Piece> => fc.constant({ bytes });

/**
 * LCTL and STCTL. Not loaded are CR0 and CR2 (their masks would let timers and devices in at times of their own), CR1
 * (translation has its own pieces) and CR9 to CR11 (PER).
 */
const storeControl = fc
  .tuple(register, fc.integer({ min: 0, max: 3 }), storageOperand)
  .map(([r1, more, d]): Piece => ({ bytes: [0xb6, (r1 << 4) | ((r1 + more) & 15), ...d] }));
const loadControl = fc
  .tuple(fc.constantFrom(3, 4, 5, 6, 7, 8, 8, 12, 13), storageOperand)
  .map(([r1, d]): Piece => ({ bytes: [0xb7, (r1 << 4) | r1, ...d] }));

/** Flags for LPSW: BC and EC mode, problem state, keys, DAT, system masks without external interruptions, wrong ones. */
const pswFlags = fc
  .tuple(
    fc.constantFrom(
      0x00000000,
      0x00080000,
      0x00010000,
      0x00090000,
      0x04080000,
      0x04090000,
      0x04080000,
      0x00080100,
      0xfe000000,
      0x80080000,
    ),
    fc.constantFrom(0, 0, 0x00100000, 0x00f00000, 0x00200000),
  )
  .map(([flags, key]) => flags | key);
const loadPsw = pswFlags.map((psw): Piece => ({ bytes: [0x82, 0x00, 0, 0], psw }));

/** Control instructions: each is privileged, or depends on the mode. */
export const controlPiece: fc.Arbitrary<Piece> = fc.oneof(
  rr(0x08),
  // not of the block that has the translation tables: whether DAT refers to them depends on the TLB
  fc
    .tuple(register, fc.constantFrom(2, 3, 4, 5, 7))
    .map(([r1, r2]): Piece => ({ bytes: [0x09, (r1 << 4) | r2] })),
  // Without the external mask: what is pending from a timer is no matter of the program.
  si(0x80),
  si(0xac, 0xfe),
  si(0xad, 0xfe),
  s(0xb20a),
  fixed(0xb2, 0x0b, 0, 0),
  fixed(0xb2, 0x0d, 0, 0),
  s(0xb206),
  s(0xb207),
  s(0xb213),
  rx(0xb1),
  storeControl,
  loadControl,
  s(0x9c00),
  s(0x9d00),
  s(0x9e00),
  s(0x9e01),
  s(0x9f00),
  fixed(0xb2, 0xff, 0x20, 0x00),
  // RRBE: privileged where it is installed, and virtual machines have it not
  fixed(0xb2, 0x2a, 0x00, 0x12),
  si(0xaf, 0x0f),
  si(0xaf),
  loadPsw,
  loadPsw,
  // LPSW of an operand that is not on its boundary
  fc.integer({ min: 0, max: 15 }).map((d): Piece => ({ bytes: [0x82, 0x00, 0x50, d & 0xfe] })),
);

export const generalPiece: fc.Arbitrary<Piece> = fc.oneof(
  rx(0x41),
  rx(0x58),
  rx(0x50),
  rx(0x5a),
  rx(0x44),
  rx(0x43),
  si(0x92),
  si(0x91),
  si(0x94),
  ss(0xd2),
  ss(0xd5),
  ss(0xd7),
  ss(0xfa),
  fc.integer({ min: 0, max: SVC_PURGE - 1 }).map((n) => ({ bytes: [0x0a, n] })),
  fc.integer({ min: 8, max: 15 }).map((r) => ({ bytes: [0x05, r << 4] })),
  fc.integer({ min: 8, max: 15 }).map((r) => ({ bytes: [0x04, r << 4] })),
  arithmetic(0x1a),
  arithmetic(0x1d),
  fixed(0x00, 0x00),
);

/** Not PTLB itself: in problem state it would not purge, and then the architecture leaves open which entry is used. */
const PURGE = [0x0a, SVC_PURGE];

/** Changes of the translation tables, with a purge behind them, and accesses that notice. */
export const translationPiece: fc.Arbitrary<Piece> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 0xff }))
    .map(([entry, value]): Piece => {
      // the low byte of a page table entry: frame, invalid bit, bits that must be zero
      const at = 0x101 + 2 * entry;
      return {
        bytes: [0x92, value, 0x60 | (at >> 8), at & 0xff, ...PURGE],
      };
    }),
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(0x00, 0x01, 0x04, 0x00))
    .map(([segment, value]): Piece => {
      // the low byte of a segment table entry: invalid, protected
      const at = 4 * segment + 3;
      return { bytes: [0x96, value, 0x60, at, ...PURGE] };
    }),
  // LCTL 1,1: the one segment table or the other
  fc.constantFrom(0xc4, 0xd0).map((at): Piece => ({ bytes: [0xb7, 0x11, 0x07, at] })),
  fc
    .tuple(fc.integer({ min: 8, max: 15 }), fc.integer({ min: 0, max: 7 }), storageOperand)
    .map(([r1, x, d]): Piece => ({ bytes: [0xb1, (r1 << 4) | x, ...d] })),
  fc
    .tuple(fc.integer({ min: 8, max: 15 }), fc.integer({ min: 0, max: 0xfff }))
    .map(([r, d]): Piece => ({ bytes: [0x58, r << 4, 0x70 | (d >> 8), d & 0xff] })),
  fc
    .tuple(fc.integer({ min: 8, max: 15 }), fc.integer({ min: 0, max: 0xfff }))
    .map(([r, d]): Piece => ({ bytes: [0x50, r << 4, 0x70 | (d >> 8), d & 0xff] })),
);

/** With translation on: an access, a change of the tables, a purge, the access again; then perhaps
 * the other segment table. Base register 7 is in segment 1, or page X'13' of segment 0 when segments are large. */
export const tablePhrase: fc.Arbitrary<readonly Piece[]> = fc
  .record({
    // the low byte of that page's entry with 4K and with 2K pages, and of the segment's
    change: fc.oneof(
      fc
        .tuple(fc.constantFrom(0x127, 0x14d), fc.integer({ min: 0, max: 255 }))
        .map(([at, value]) => [0x92, value, 0x60 | (at >> 8), at & 0xff]),
      fc.constantFrom(3, 7).map((at) => [0x96, 0x04, 0x60, at]),
    ),
    other: fc.constantFrom([], [0xb7, 0x11, 0x07, 0xd0], [0xb7, 0x11, 0x07, 0xc4]),
    // L, ST, STCTL, STNSM
    access: fc.constantFrom(
      [0x58, 0x80, 0x70, 0x10],
      [0x50, 0x80, 0x70, 0x10],
      [0xb6, 0x33, 0x70, 0x10],
      [0xac, 0xfe, 0x70, 0x10],
    ),
  })
  .map(({ change, other, access }) => [
    { bytes: [0x82, 0x00, 0, 0], psw: 0x04080000 },
    { bytes: [...access, ...change, ...PURGE, ...access, ...other, ...access] },
  ]);

/** SCKC and STCKC of the same machine. */
export const comparatorPhrase: fc.Arbitrary<readonly Piece[]> = fc
  .integer({ min: 0, max: 7 })
  .map((n) => [{ bytes: [0xb2, 0x06, 0x20, 8 * n, 0xb2, 0x07, 0x20, 0x80] }]);

/** A control register that other facilities use, loaded; then SPKA and IPK, which have nothing to do with it. */
export const keyPhrase: fc.Arbitrary<readonly Piece[]> = fc
  .tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 0, max: 15 }))
  .map(([control, key]) => [
    { bytes: [0xb7, (control << 4) | control, 0, 0], operand: [-1] },
    { bytes: [0xb2, 0x0a, 0x00, key << 4, 0xb2, 0x0b, 0x00, 0x00] },
  ]);

/** A block is stored into; RRB tells and resets its reference bit, RRB again, and the condition codes are kept. */
export const referencePhrase: fc.Arbitrary<readonly Piece[]> = fc.constantFrom(2, 3).map((block) => [
  {
    bytes: [
      ...[0x50, 0x80, block << 4, 0x08],
      ...[0xb2, 0x13, block << 4, 0x00, 0x05, 0x90],
      ...[0xb2, 0x13, block << 4, 0x00, 0x05, 0xa0],
    ],
  },
]);
