/** Instructions as compiled execution sees them: their fields, by the names that GA22-7000 gives them. */

import { instructionLength } from '../instructions/formats.js';
import { EXTENDED_OPCODES, INSTRUCTION_BY_OPCODE, type Instruction } from '../instructions/table.js';

/** An operand in storage: displacement, base and index; register 0 is none. */
export interface StorageOperand {
  readonly displacement: number;
  readonly base: number;
  readonly index: number;
}

/** One instruction, or the subject of an EXECUTE in the place of the EXECUTE. */
export interface DecodedInstruction {
  readonly instruction: Instruction;
  readonly mnemonic: string;
  /** Logical address; of the EXECUTE when it is a subject. */
  readonly address: number;
  /** Address of the instruction that follows. */
  readonly next: number;
  /** Bytes 1 to 3 as a number, as executing functions get them. */
  readonly w: number;
  /** Bits 8-11: R1, M1, L1. */
  readonly r1: number;
  /** Bits 12-15: R2, X2, R3, M3, L2. */
  readonly r2: number;
  /** Bits 8-15: I2, L. Of a subject whose EXECUTE has an R1, ask the emitter for it (`pushSecondByte`). */
  readonly i2: number;
  /** The operand in bytes 2-3 of SI, S and SS. */
  readonly operand1: StorageOperand;
  /** The operand in bytes 2-3 of RX (with its index) and RS, in bytes 4-5 of SS. */
  readonly operand2: StorageOperand;
  /** The EXECUTE that it is the subject of. */
  readonly executedBy: DecodedInstruction | undefined;
  /** The register whose last byte the EXECUTE ORs into the second byte; 0 when there is none. */
  readonly executeRegister: number;
}

const NO_OPERAND: StorageOperand = { displacement: 0, base: 0, index: 0 };

/** D(B) in two bytes. */
function operandOf(field: number, index: number): StorageOperand {
  return { displacement: field & 0xfff, base: field >>> 12, index };
}

/** Has the format an index register in bits 12-15? */
function isIndexed({ format }: Instruction): boolean {
  return format === 'RX' || format === 'RXM';
}

/**
 * The instruction of bytes `high` (0-3) and `low` (4-5, in its upper half), or undefined when there is none.
 * `executedBy` is the EXECUTE that it is a subject of.
 */
export function decodeInstruction(
  high: number,
  low: number,
  address: number,
  executedBy?: DecodedInstruction,
): DecodedInstruction | undefined {
  const first = high >>> 24;
  const i2 = (high >>> 16) & 0xff;
  const instruction = INSTRUCTION_BY_OPCODE.get(EXTENDED_OPCODES.has(first) ? high >>> 16 : first);
  if (instruction === undefined) return undefined;
  const length = instructionLength(first);
  const r2 = i2 & 15;
  const field = high & 0xffff;
  const inFirst = length === 2 ? NO_OPERAND : operandOf(field, isIndexed(instruction) ? r2 : 0);
  return {
    instruction,
    mnemonic: instruction.mnemonic,
    address: executedBy?.address ?? address,
    next: executedBy?.next ?? address + length,
    w: high & 0xffffff,
    r1: i2 >>> 4,
    r2,
    i2,
    operand1: inFirst,
    operand2: length === 6 ? operandOf(low >>> 16, 0) : inFirst,
    executedBy,
    executeRegister: executedBy?.r1 ?? 0,
  };
}
