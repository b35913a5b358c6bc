import { FORMATS, type OperandKind } from '../../s370/instructions/formats.js';
import { EXTENDED_BRANCHES, INSTRUCTIONS, INSTRUCTION_BY_OPCODE } from '../../s370/instructions/table.js';

/** A mnemonic that makes one machine instruction. */
export interface MachineOperation {
  readonly mnemonic: string;
  /** One byte, or two for opcodes extended by their second byte. */
  readonly opcode: number;
  /** Operands in the order of the statement. */
  readonly operands: readonly OperandKind[];
  /** M1 field of an extended branch mnemonic, which the statement does not have. */
  readonly mask?: number;
  /** Boundary of the storage operand in bytes. */
  readonly alignment: number;
}

function buildTable(): ReadonlyMap<string, MachineOperation> {
  const table = new Map<string, MachineOperation>();
  for (const { mnemonic, opcode, format, alignment } of INSTRUCTIONS) {
    table.set(mnemonic, { mnemonic, opcode, operands: FORMATS[format], alignment });
  }
  for (const { mnemonic, mask, form } of EXTENDED_BRANCHES) {
    const opcode = form === 'RX' ? 0x47 : 0x07;
    const base = INSTRUCTION_BY_OPCODE.get(opcode);
    const operands: readonly OperandKind[] = form === 'RX' ? ['d2(x2,b2)'] : ['r2'];
    // NOP is written with any address: nothing is ever fetched from it.
    table.set(mnemonic, {
      mnemonic,
      opcode,
      operands,
      mask,
      alignment: mask === 0 ? 1 : (base?.alignment ?? 1),
    });
  }
  return table;
}

/** Every machine instruction and extended mnemonic by name. Immutable. */
export const MACHINE_OPERATIONS = buildTable();
