/** From bytes to assembler statements, by the rows of the instruction table. */

import { FORMATS, instructionLength, type OperandKind } from './instructions/formats.js';
import { INSTRUCTION_BY_OPCODE, type Instruction } from './instructions/table.js';

/** One disassembled instruction. */
export interface Disassembly {
  /** Row of the table; undefined when no instruction has this operation code. */
  readonly instruction: Instruction | undefined;
  readonly mnemonic: string;
  /** Operands as the assembler takes them, with decimal numbers. */
  readonly operands: string;
  /** Bytes: 2, 4 or 6, by the first two bits of the operation code. */
  readonly length: 2 | 4 | 6;
}

/** Disassembles the instruction at `offset`. Bytes behind the end of `bytes` count as zeros. */
export function disassemble(bytes: ArrayLike<number>, offset = 0): Disassembly {
  const at = (index: number): number => bytes[offset + index] ?? 0;
  const length = instructionLength(at(0));
  const instruction = INSTRUCTION_BY_OPCODE.get(at(0)) ?? INSTRUCTION_BY_OPCODE.get((at(0) << 8) | at(1));
  if (instruction === undefined) return { instruction, mnemonic: '?????', operands: '', length };
  const kinds: readonly OperandKind[] = FORMATS[instruction.format];
  const registersLast = instruction.format === 'RRE' || instruction.format === 'RRE1';
  const operands = kinds.map((kind) => operand(kind, at, registersLast, instruction.format));
  return { instruction, mnemonic: instruction.mnemonic, operands: operands.join(','), length };
}

function operand(
  kind: OperandKind,
  at: (index: number) => number,
  registersLast: boolean,
  format: string,
): string {
  const registers = registersLast ? at(3) : at(1);
  const displacement = (index: number): number => ((at(index) & 15) << 8) | at(index + 1);
  const base = (index: number): number => at(index) >>> 4;
  switch (kind) {
    case 'r1':
    case 'm1':
      return String(registers >>> 4);
    case 'r2':
    case 'm3':
      return String(registers & 15);
    case 'r3':
      return String(registers & 15);
    case 'i2':
      return String(at(1));
    case 'i3':
      return String(at(1) & 15);
    case 'd2(x2,b2)':
      return `${displacement(2)}(${at(1) & 15},${base(2)})`;
    case 'd2(b2)': {
      const index = format === 'SS1' || format === 'SSI' || format === 'SSR' || format === 'SSE' ? 4 : 2;
      return `${displacement(index)}(${base(index)})`;
    }
    case 'd1(b1)':
      return `${displacement(2)}(${base(2)})`;
    case 'd1(l,b1)':
      return `${displacement(2)}(${at(1) + 1},${base(2)})`;
    case 'd1(l1,b1)':
      return `${displacement(2)}(${(at(1) >>> 4) + 1},${base(2)})`;
    case 'd1(r1,b1)':
      return `${displacement(2)}(${at(1) >>> 4},${base(2)})`;
    case 'd2(l2,b2)':
      return `${displacement(4)}(${(at(1) & 15) + 1},${base(4)})`;
  }
}
