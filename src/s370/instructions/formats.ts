/**
 * Instruction formats: where the operands of an assembler statement go in the bytes of an instruction.
 * GA22-7000, Program Execution.
 */

/**
 * One operand of a statement as the assembler writes it. `r1`/`r2`/`r3`/`m1`/`m3` are nibbles, `i2` a byte;
 * `d2(x2,b2)`, `d2(b2)`, `d1(b1)` addresses; `d1(l,b1)` has an 8-bit length code (length minus one),
 * `d1(l1,b1)` and `d2(l2,b2)` 4-bit ones, `d1(r1,b1)` a register in the place of the length.
 */
export type OperandKind =
  | 'r1'
  | 'r2'
  | 'r3'
  | 'm1'
  | 'm3'
  | 'i2'
  | 'i3'
  | 'd2(x2,b2)'
  | 'd2(b2)'
  | 'd1(b1)'
  | 'd1(l,b1)'
  | 'd1(l1,b1)'
  | 'd2(l2,b2)'
  | 'd1(r1,b1)';

/** Operands of each format, in the order of the statement. */
export const FORMATS = {
  /** op R1 R2 */
  RR: ['r1', 'r2'],
  /** op R1 0: SPM */
  RR1: ['r1'],
  /** op M1 R2: BCR */
  RRM: ['m1', 'r2'],
  /** op I: SVC */
  I: ['i2'],
  /** op R1 X2 B2 D2 */
  RX: ['r1', 'd2(x2,b2)'],
  /** op M1 X2 B2 D2: BC */
  RXM: ['m1', 'd2(x2,b2)'],
  /** op R1 R3 B2 D2 */
  RS: ['r1', 'r3', 'd2(b2)'],
  /** op R1 0 B2 D2: shifts */
  RS1: ['r1', 'd2(b2)'],
  /** op R1 M3 B2 D2: ICM, STCM, CLM */
  RSM: ['r1', 'm3', 'd2(b2)'],
  /** op I2 B1 D1 */
  SI: ['d1(b1)', 'i2'],
  /** op (1 or 2 bytes) B2 D2 */
  S: ['d2(b2)'],
  /** opop: two opcode bytes, two zero bytes: PTLB, IPK */
  S0: [],
  /** op L B1 D1 B2 D2 */
  SS1: ['d1(l,b1)', 'd2(b2)'],
  /** op L1 L2 B1 D1 B2 D2 */
  SS2: ['d1(l1,b1)', 'd2(l2,b2)'],
  /** op L1 I3 B1 D1 B2 D2: SRP */
  SSI: ['d1(l1,b1)', 'd2(b2)', 'i3'],
  /** op R1 R3 B1 D1 B2 D2: MVCK */
  SSR: ['d1(r1,b1)', 'd2(b2)', 'r3'],
  /** opop B1 D1 B2 D2 */
  SSE: ['d1(b1)', 'd2(b2)'],
  /** opop 00 R1 R2 */
  RRE: ['r1', 'r2'],
  /** opop 00 R1 0 */
  RRE1: ['r1'],
} as const satisfies Record<string, readonly OperandKind[]>;

export type Format = keyof typeof FORMATS;

/** Length of an instruction in bytes, from its first byte. */
export function instructionLength(firstByte: number): 2 | 4 | 6 {
  return firstByte < 0x40 ? 2 : firstByte < 0xc0 ? 4 : 6;
}

/** Lengths of instructions in bytes, by their first byte. */
export const INSTRUCTION_LENGTHS = Uint8Array.from({ length: 256 }, (_, firstByte) =>
  instructionLength(firstByte),
);
